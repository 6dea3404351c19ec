//! For each check its question and its rule, and for each reason what to do about it.

use crate::check::{Check, Format, Reason};
use crate::language::Language;

/// What a check asks, in plain words.
pub(super) const fn question(check: Check, language: Language) -> &'static str {
    match check {
        Check::ValidityPeriod => language.pick(
            "Сол сәтте тіркеу куәлігінің мерзімі басталып, әлі аяқталмаған ба?",
            "Начался ли к этому моменту срок действия регистрационного свидетельства и не истёк ли он?",
            "Had the validity period of the certificate begun at that moment, and not ended?",
        ),
        Check::Revocation => language.pick(
            "Тіркеу куәлігі қайтарып алынбаған ба, тоқтатылмаған ба?",
            "Не отозвано и не приостановлено ли регистрационное свидетельство?",
            "Is the certificate neither revoked nor on hold?",
        ),
        Check::IdentityMatch => language.pick(
            "Куәліктегі ЖСН немесе БСН сұрау салудағы нөмірмен бірдей ме?",
            "Совпадает ли ИИН или БИН в свидетельстве с номером в запросе?",
            "Is the IIN or BIN in the certificate the number of the request?",
        ),
        Check::Signature => language.pick(
            "Дәл осы мазмұнға осы куәліктің кілтімен қол қойылған ба?",
            "Подписано ли именно это содержание ключом этого свидетельства?",
            "Was exactly this content signed with the key of this certificate?",
        ),
        Check::CertificatePath => language.pick(
            "Куәлікті сенімді түбірге дейінгі орталықтар тізбегі растай ма?",
            "Ведёт ли цепочка удостоверяющих центров от свидетельства к доверенному корню?",
            "Does a chain of authorities lead from the certificate to a trusted root?",
        ),
        Check::KeyUsage => language.pick(
            "Бұл кілтпен құжатқа қол қоюға бола ма?",
            "Предназначен ли этот ключ для такого использования?",
            "Is the key meant for this use?",
        ),
        Check::Timestamp => language.pick(
            "Қолтаңбаның қашан бар болғаны дәлелденген бе?",
            "Доказано ли, когда подпись уже существовала?",
            "Is it proven when the signature already existed?",
        ),
        Check::ContentCoverage => language.pick(
            "Қолтаңба құжатты толық қамти ма?",
            "Охватывает ли подпись весь документ?",
            "Does the signature cover the whole document?",
        ),
    }
}

/// Where the rule of a check stands. «Condition 2» is that of the service regulations (kokpekty-2012 L160-165).
pub(super) const fn rule(check: Check, format: Format, language: Language) -> &'static str {
    match check {
        Check::ValidityPeriod => language.pick(
            "қызмет регламентінің 2-шарты; RFC 5280, 4.1.2.5",
            "условие 2 регламента услуги; RFC 5280, 4.1.2.5",
            "condition 2 of the service regulation; RFC 5280, 4.1.2.5",
        ),
        Check::Revocation => language.pick(
            "қызмет регламентінің 2-шарты; RFC 5280, 6.3; RFC 6960, 3.2",
            "условие 2 регламента услуги; RFC 5280, 6.3; RFC 6960, 3.2",
            "condition 2 of the service regulation; RFC 5280, 6.3; RFC 6960, 3.2",
        ),
        Check::IdentityMatch => language.pick(
            "қызмет регламентінің 2-шарты",
            "условие 2 регламента услуги",
            "condition 2 of the service regulation",
        ),
        Check::Signature => match format {
            Format::Cms => "RFC 5652, 5.4–5.6; ETSI EN 319 122-1",
            Format::Xmldsig => "XML Signature 1.1, 3.2; ETSI EN 319 132-1",
            Format::Wss => "WS-Security: SOAP Message Security 1.1, 8",
            Format::Jws => "RFC 7515, 5.2",
            Format::Barcode => "RFC 5652, 5.6; XML Signature 1.1, 3.2; RFC 7515, 5.2",
            Format::Certificate => "RFC 5280, 6.1.3",
        },
        Check::CertificatePath => "RFC 5280, 6.1",
        Check::KeyUsage => language.pick(
            "RFC 5280, 4.2.1.3 және 4.2.1.12; ұлттық тіркеу куәліктерінің саясаты",
            "RFC 5280, 4.2.1.3 и 4.2.1.12; политика национальных регистрационных свидетельств",
            "RFC 5280, 4.2.1.3 and 4.2.1.12; the policies of the national certificates",
        ),
        Check::Timestamp => "RFC 3161; ETSI EN 319 122-1, 5.3–5.5",
        Check::ContentCoverage => match format {
            Format::Xmldsig | Format::Wss | Format::Barcode => "XML Signature 1.1, 8.1",
            Format::Cms | Format::Jws | Format::Certificate => "RFC 5652, 5.4; RFC 7515, 5.1",
        },
    }
}

/// What to do about a reason.
pub(super) const fn advice(reason: Reason, language: Language) -> &'static str {
    match reason {
        Reason::Expired => language.pick(
            "Қол қоюшы жаңа тіркеу куәлігін алып, құжатқа қайта қол қойсын. Егер қолтаңба мерзімі өткенге дейін қойылса, уақыт белгісі бар нұсқасын сұраңыз.",
            "Подписавшему нужно получить новое регистрационное свидетельство и подписать документ снова. Если документ подписан до истечения срока, запросите экземпляр с меткой времени.",
            "The signer should get a new certificate and sign again. If the document was signed before the period ended, ask for a copy with a time stamp.",
        ),
        Reason::NotYetValid => language.pick(
            "Тексеру сәтін және компьютер сағатын тексеріңіз; мерзімі басталғаннан кейін құжатқа қайта қол қойыңыз.",
            "Проверьте момент проверки и часы компьютера; подпишите документ снова после начала срока.",
            "Check the moment of validation and the computer's clock; sign again once the period has begun.",
        ),
        Reason::Revoked => language.pick(
            "Құжатты қабылдамаңыз. Қол қоюшы жаңа тіркеу куәлігін алып, құжатқа қайта қол қойсын.",
            "Не принимайте документ. Подписавшему нужно получить новое регистрационное свидетельство и подписать документ снова.",
            "Do not accept the document. The signer should get a new certificate and sign again.",
        ),
        Reason::OnHold => language.pick(
            "Қазір қабылдамаңыз. Иесі куәліктің тоқтатылуын шешсін, содан кейін қайта тексеріңіз.",
            "Сейчас не принимайте. Владелец должен снять приостановку, после чего проверьте снова.",
            "Do not accept it now. The holder has to lift the hold; then check again.",
        ),
        Reason::NoEvidence => language.pick(
            "Куәландырушы орталықтың ағымдағы тізімін (CRL) немесе OCSP жауабын алып, қайта тексеріңіз.",
            "Получите действующий список отозванных (CRL) удостоверяющего центра или ответ OCSP и проверьте снова.",
            "Get the authority's current revocation list (CRL) or an OCSP answer, and check again.",
        ),
        Reason::StaleEvidence => language.pick(
            "Тексеру сәтіне жарамды жаңа тізімді (CRL) немесе OCSP жауабын алып, қайта тексеріңіз.",
            "Получите список (CRL) или ответ OCSP, действующий на момент проверки, и проверьте снова.",
            "Get a list (CRL) or an OCSP answer that is current at the moment of validation, and check again.",
        ),
        Reason::EvidenceUntrusted => language.pick(
            "Тізімді (CRL) немесе OCSP жауабын куәландырушы орталықтың өзінен қайта алып, қайта тексеріңіз.",
            "Получите список (CRL) или ответ OCSP заново у самого удостоверяющего центра и проверьте снова.",
            "Get the list (CRL) or the OCSP answer anew from the authority itself, and check again.",
        ),
        Reason::StatusUnknown => language.pick(
            "Куәлікті осы орталық бергенін куәландырушы орталықтан сұраңыз.",
            "Спросите удостоверяющий центр, выдавал ли он это свидетельство.",
            "Ask the authority whether it issued this certificate.",
        ),
        Reason::IinMismatch => language.pick(
            "Сұрау салуға өтініш берушінің өз кілтімен қол қойылуы керек. ЖСН дұрыс жазылғанын тексеріңіз.",
            "Запрос должен быть подписан ключом самого заявителя. Проверьте, верно ли указан ИИН.",
            "The request has to be signed with the applicant's own key. Check that the IIN was entered correctly.",
        ),
        Reason::IinMissing => language.pick(
            "ЖСН тек қалған тексерулерден өткен қолтаңбадан алынады. Алдымен басқа ескертпелерді жойыңыз; олар болмаса, ЖСН бар тіркеу куәлігімен қол қойыңыз.",
            "ИИН берётся только из подписи, прошедшей остальные проверки. Сначала устраните другие замечания; если их нет, подпишите свидетельством, в котором есть ИИН.",
            "The IIN is taken only from a signature whose other checks hold. Settle the other findings first; if there are none, sign with a certificate that carries an IIN.",
        ),
        Reason::BinMismatch => language.pick(
            "Құжатқа осы ұйымның қызметкері қол қоюы керек. БСН дұрыс жазылғанын тексеріңіз.",
            "Документ должен подписать представитель этой организации. Проверьте, верно ли указан БИН.",
            "The document has to be signed for this organisation. Check that the BIN was entered correctly.",
        ),
        Reason::BinMissing => language.pick(
            "БСН тек қалған тексерулерден өткен қолтаңбадан алынады. Алдымен басқа ескертпелерді жойыңыз; олар болмаса, ұйымның БСН-і бар тіркеу куәлігімен қол қойыңыз.",
            "БИН берётся только из подписи, прошедшей остальные проверки. Сначала устраните другие замечания; если их нет, подпишите свидетельством, в котором есть БИН организации.",
            "The BIN is taken only from a signature whose other checks hold. Settle the other findings first; if there are none, sign with a certificate that carries the organisation's BIN.",
        ),
        Reason::SignatureInvalid => language.pick(
            "Құжатты қабылдамаңыз: қолтаңба бүлінген немесе жалған. Жіберушіден түпнұсқаны сұраңыз.",
            "Не принимайте документ: подпись повреждена или подделана. Запросите подлинник у отправителя.",
            "Do not accept the document: the signature is damaged or forged. Ask the sender for the original.",
        ),
        Reason::DigestMismatch => language.pick(
            "Құжатты қабылдамаңыз: ол қол қойылғаннан кейін өзгертілген. Жіберушіден түпнұсқаны сұраңыз.",
            "Не принимайте документ: после подписания он изменён. Запросите подлинник у отправителя.",
            "Do not accept the document: it was changed after it was signed. Ask the sender for the original.",
        ),
        Reason::SignerCertificateMissing => language.pick(
            "Қол қоюшының тіркеу куәлігін алып, оны тексеруге қосыңыз.",
            "Получите регистрационное свидетельство подписавшего и добавьте его к проверке.",
            "Get the signer's certificate and give it to the check.",
        ),
        Reason::NoSignature => language.pick(
            "Бұл файлда қолтаңба жоқ. Қол қойылған нұсқасын сұраңыз.",
            "В этом файле нет подписи. Запросите подписанный экземпляр.",
            "This file holds no signature. Ask for the signed copy.",
        ),
        Reason::AlgorithmNotAllowed => language.pick(
            "Рұқсат етілген алгоритммен (МЕМСТ 34.310-2015, RSA, ECDSA) қайта қол қойыңыз.",
            "Подпишите снова разрешённым алгоритмом (ГОСТ 34.310-2015, RSA, ECDSA).",
            "Sign again with an algorithm that is allowed (GOST 34.310-2015, RSA, ECDSA).",
        ),
        Reason::SignedAttributesMissing => language.pick(
            "Қол қою бағдарламасында CAdES пішімін таңдап, қайта қол қойыңыз.",
            "Выберите в программе подписания вид CAdES и подпишите снова.",
            "Choose CAdES in the signing program and sign again.",
        ),
        Reason::PathInvalid => language.pick(
            "Құжатты қабылдамаңыз: тізбектегі куәлік ережені бұзады. Қол қоюшы Ұлттық куәландырушы орталыққа жүгінсін.",
            "Не принимайте документ: сертификат в цепочке нарушает правило. Подписавшему следует обратиться в Национальный удостоверяющий центр.",
            "Do not accept the document: a certificate of the path breaks a rule. The signer should turn to the national authority.",
        ),
        Reason::IssuerUnknown => language.pick(
            "Куәландырушы орталықтың куәліктерін тексеруге қосыңыз; орталық танылмаған болса, құжатты қабылдамаңыз.",
            "Добавьте к проверке сертификаты удостоверяющего центра; если центр не признан, не принимайте документ.",
            "Give the authority's certificates to the check; if the authority is not a recognised one, do not accept the document.",
        ),
        Reason::PurposeNotAllowed => language.pick(
            "Қол қоюға арналған кілтпен қол қойыңыз, аутентификация кілтімен емес.",
            "Подпишите ключом для подписи, а не ключом для входа (аутентификации).",
            "Sign with the key for signing, not with the one for logging in.",
        ),
        Reason::TimestampInvalid => language.pick(
            "Уақыт белгісі бұл қолтаңбаға сәйкес келмейді. Жіберушіден түпнұсқаны сұраңыз.",
            "Метка времени не относится к этой подписи. Запросите подлинник у отправителя.",
            "The time stamp does not belong to this signature. Ask the sender for the original.",
        ),
        Reason::TimestampUntrusted => language.pick(
            "Уақыт белгісі қызметінің куәліктері мен тізімін тексеруге қосып, қайта тексеріңіз.",
            "Добавьте к проверке сертификаты и список службы меток времени и проверьте снова.",
            "Give the certificates and the list of the time stamping authority to the check, and check again.",
        ),
        Reason::ContentNotCovered => language.pick(
            "Қол қойылмаған бөлікке сенбеңіз. Тұтас қол қойылған құжатты сұраңыз.",
            "Не полагайтесь на неподписанную часть. Запросите документ, подписанный целиком.",
            "Do not rely on the part that is not signed. Ask for a document that is signed as a whole.",
        ),
        Reason::DuplicateId => language.pick(
            "Құжатты қабылдамаңыз: ненің қол қойылғаны анық емес. Жіберушіден түпнұсқаны сұраңыз.",
            "Не принимайте документ: неясно, что именно подписано. Запросите подлинник у отправителя.",
            "Do not accept the document: it is not clear what was signed. Ask the sender for the original.",
        ),
    }
}
