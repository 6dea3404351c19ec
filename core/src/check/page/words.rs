//! The words of the page, in the three languages. What the report has words for already is not repeated here.

use super::markup::visible;
use crate::certificate::Role;
use crate::check::{Decision, EvidenceSummary, Format, MomentSource, PathPlace, Standing};
use crate::language::Language;
use crate::revocation::EvidenceKind;

/// The words in one language.
pub(super) struct Words {
    pub(super) language: Language,
    pub(super) title: &'static str,
    pub(super) key_questions: &'static str,
    pub(super) to_do: &'static str,
    pub(super) subject: &'static str,
    pub(super) file: &'static str,
    pub(super) format: &'static str,
    pub(super) size: &'static str,
    pub(super) bytes: &'static str,
    pub(super) moment: &'static str,
    pub(super) signer: &'static str,
    pub(super) holder: &'static str,
    pub(super) no_certificate: &'static str,
    pub(super) organization: &'static str,
    pub(super) iin: &'static str,
    pub(super) bin: &'static str,
    pub(super) roles: &'static str,
    pub(super) serial: &'static str,
    pub(super) issuer: &'static str,
    pub(super) algorithm: &'static str,
    pub(super) judged_at: &'static str,
    pub(super) level: &'static str,
    pub(super) level_claimed: &'static str,
    pub(super) level_reached: &'static str,
    pub(super) drawing: &'static str,
    pub(super) larger: &'static str,
    pub(super) revoked_at: &'static str,
    pub(super) timestamp: &'static str,
    pub(super) judged_by_timestamp: &'static str,
    pub(super) path: &'static str,
    pub(super) evidence_of_revocation: &'static str,
    pub(super) certificate: &'static str,
    pub(super) valid_from: &'static str,
    pub(super) valid_until: &'static str,
    pub(super) source: &'static str,
    pub(super) this_update: &'static str,
    pub(super) next_update: &'static str,
    pub(super) standing: &'static str,
    pub(super) not_stated: &'static str,
    pub(super) checks: &'static str,
    pub(super) checks_of_document: &'static str,
    pub(super) rule: &'static str,
    pub(super) detail: &'static str,
    pub(super) notes: &'static str,
    pub(super) made_by: &'static str,
    pub(super) no_certified_tool: &'static str,
}

const KK: Words = Words {
    language: Language::Kk,
    title: "Электрондық цифрлық қолтаңбаны тексеру туралы есеп",
    key_questions: "Негізгі сұрақтар",
    to_do: "Не істеу керек",
    subject: "Не тексерілді",
    file: "Файл",
    format: "Пішімі",
    size: "Көлемі",
    bytes: "байт",
    moment: "Тексеру сәті",
    signer: "Қол қоюшы",
    holder: "Куәлік иесі",
    no_certificate: "Қол қоюшының тіркеу куәлігі жоқ.",
    organization: "Ұйым",
    iin: "ЖСН",
    bin: "БСН",
    roles: "Кім ретінде",
    serial: "Сериялық нөмірі",
    issuer: "Кім берген",
    algorithm: "Кілт алгоритмі",
    judged_at: "Қолтаңба мына сәтке бағаланды",
    level: "Қолтаңба деңгейі",
    level_claimed: "мәлімделген",
    level_reached: "тексерілген",
    drawing: "Куәліктер тізбегі және оқиғалар уақыт сызығында",
    larger: "Ірілетіп: қайтарып алу туралы деректер",
    revoked_at: "Қайтарып алынған сәт",
    timestamp: "Уақыт белгісі",
    judged_by_timestamp: "Уақыт белгісі, қолтаңба осы сәтке бағаланды",
    path: "Куәліктер тізбегі",
    evidence_of_revocation: "Қайтарып алу туралы деректер",
    certificate: "Куәлік",
    valid_from: "Басталуы",
    valid_until: "Аяқталуы",
    source: "Дереккөз",
    this_update: "Шығарылған сәті",
    next_update: "Келесі жаңарту",
    standing: "Маңызы",
    not_stated: "көрсетілмеген",
    checks: "Тексерулер",
    checks_of_document: "Құжаттың өзін тексеру",
    rule: "Ереже",
    detail: "Толығырақ (ағылшынша)",
    notes: "Ескертпелер (ағылшынша)",
    made_by: "Бұл бет осы есеп негізінде жасалды:",
    no_certified_tool: "Бағдарлама мемлекеттік сертификатталған криптографиялық құрал (АКҚҚ) емес.",
};

const RU: Words = Words {
    language: Language::Ru,
    title: "Отчёт о проверке электронной цифровой подписи",
    key_questions: "Главные вопросы",
    to_do: "Что делать",
    subject: "Что проверено",
    file: "Файл",
    format: "Вид",
    size: "Размер",
    bytes: "байт",
    moment: "Момент проверки",
    signer: "Подписавший",
    holder: "Владелец сертификата",
    no_certificate: "Регистрационного свидетельства подписавшего нет.",
    organization: "Организация",
    iin: "ИИН",
    bin: "БИН",
    roles: "В качестве кого",
    serial: "Серийный номер",
    issuer: "Кем выдано",
    algorithm: "Алгоритм ключа",
    judged_at: "Подпись оценена на момент",
    level: "Уровень подписи",
    level_claimed: "заявлен",
    level_reached: "проверен",
    drawing: "Цепочка сертификатов и события на одной линии времени",
    larger: "Крупнее: данные об отзыве",
    revoked_at: "Момент отзыва",
    timestamp: "Метка времени",
    judged_by_timestamp: "Метка времени, подпись оценена на этот момент",
    path: "Цепочка сертификатов",
    evidence_of_revocation: "Данные об отзыве",
    certificate: "Сертификат",
    valid_from: "Действует с",
    valid_until: "Действует по",
    source: "Источник",
    this_update: "Выпущено",
    next_update: "Следующее обновление",
    standing: "Значение",
    not_stated: "не указано",
    checks: "Проверки",
    checks_of_document: "Проверки самого документа",
    rule: "Правило",
    detail: "Подробно (по-английски)",
    notes: "Замечания (по-английски)",
    made_by: "Страница составлена по отчёту",
    no_certified_tool: "Программа не является сертифицированным государством криптографическим средством (СКЗИ).",
};

const EN: Words = Words {
    language: Language::En,
    title: "Report on an electronic digital signature",
    key_questions: "The main questions",
    to_do: "What to do",
    subject: "What was checked",
    file: "File",
    format: "Form",
    size: "Size",
    bytes: "bytes",
    moment: "Moment of validation",
    signer: "Signer",
    holder: "Holder of the certificate",
    no_certificate: "There is no certificate of the signer.",
    organization: "Organisation",
    iin: "IIN",
    bin: "BIN",
    roles: "Acting as",
    serial: "Serial number",
    issuer: "Issued by",
    algorithm: "Algorithm of the key",
    judged_at: "The signature was judged at",
    level: "Level of the signature",
    level_claimed: "claimed",
    level_reached: "verified",
    drawing: "The path of certificates and the events on one time line",
    larger: "Enlarged: the evidence about revocation",
    revoked_at: "Moment of revocation",
    timestamp: "Time stamp",
    judged_by_timestamp: "Time stamp, the signature was judged at it",
    path: "Path of certificates",
    evidence_of_revocation: "Evidence about revocation",
    certificate: "Certificate",
    valid_from: "Valid from",
    valid_until: "Valid until",
    source: "Source",
    this_update: "Issued",
    next_update: "Next update",
    standing: "Weight",
    not_stated: "not stated",
    checks: "Checks",
    checks_of_document: "Checks of the document itself",
    rule: "Rule",
    detail: "Detail",
    notes: "Notes",
    made_by: "This page was made from the report",
    no_certified_tool: "The program is not a state-certified cryptographic tool.",
};

impl Words {
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::Kk => &KK,
            Language::Ru => &RU,
            Language::En => &EN,
        }
    }

    /// The verdict in one plain sentence or two.
    pub(super) const fn verdict(&self, decision: Decision, format: Format) -> &'static str {
        let language = self.language;
        match (decision, format) {
            (Decision::Confirmed, Format::Certificate) => language.pick(
                "Тіркеу куәлігі сенімді орталық берген, мерзімі өтпеген және қайтарып алынбаған. Сұралған тексерулердің бәрі өтті.",
                "Регистрационное свидетельство выдано доверенным центром, действует и не отозвано. Все запрошенные проверки пройдены.",
                "The certificate was issued by a trusted authority, is valid and is not revoked. Every check that was asked for passed.",
            ),
            (
                Decision::Confirmed,
                Format::Cms | Format::Xmldsig | Format::Wss | Format::Jws | Format::Barcode,
            ) => language.pick(
                "Қолтаңба түпнұсқа, құжат қол қойылғаннан кейін өзгермеген, қол қоюшының тіркеу куәлігі жарамды болған және қайтарып алынбаған. Сұралған тексерулердің бәрі өтті.",
                "Подпись подлинная, документ после подписания не изменялся, регистрационное свидетельство подписавшего действовало и не было отозвано. Все запрошенные проверки пройдены.",
                "The signature is authentic, the document has not been changed since it was signed, and the signer's certificate was valid and not revoked. Every check that was asked for passed.",
            ),
            (Decision::Refused, _) => language.pick(
                "Кемінде бір тексеру өтпеді. Себебі және не істеу керегі төменде жазылған.",
                "Хотя бы одна проверка не пройдена. Причина и что делать — ниже.",
                "At least one check failed. The reason, and what to do, stand below.",
            ),
            (Decision::Undetermined, _) => language.pick(
                "Бірде-бір тексеру теріс нәтиже бермеді, бірақ бәрін шешуге деректер жеткіліксіз. Бұл растау да емес, бас тарту да емес.",
                "Ни одна проверка не дала отрицательного ответа, но для решения не хватает данных. Это не подтверждение и не отказ.",
                "No check failed, but there is not enough evidence to decide them all. This is neither a confirmation nor a refusal.",
            ),
        }
    }

    pub(super) const fn form(&self, format: Format) -> &'static str {
        let language = self.language;
        match format {
            Format::Certificate => language.pick("тіркеу куәлігі", "регистрационное свидетельство", "certificate"),
            Format::Cms => language.pick("CMS қолтаңбасы", "подпись CMS", "CMS signature"),
            Format::Xmldsig => language.pick("XML қолтаңбасы", "подпись XML", "XML signature"),
            Format::Wss => language.pick("WS-Security хабары", "сообщение WS-Security", "WS-Security message"),
            Format::Jws => "JSON Web Signature",
            Format::Barcode => language.pick(
                "eGov құжатының штрих-кодтары",
                "штрих-коды документа eGov",
                "barcodes of an eGov document",
            ),
        }
    }

    pub(super) const fn moment_source(&self, source: MomentSource) -> &'static str {
        match source {
            MomentSource::Given => self.language.pick("берілген", "задан", "given"),
            MomentSource::Timestamp => {
                self.language.pick("уақыт белгісі бойынша", "по метке времени", "by a time stamp")
            }
            MomentSource::Clock => {
                self.language.pick("тексеруші сағаты бойынша", "по часам проверяющего", "by the clock of the verifier")
            }
        }
    }

    pub(super) const fn place(&self, place: PathPlace) -> &'static str {
        match place {
            PathPlace::EndEntity => self.language.pick("Қол қоюшы", "Подписавший", "Signer"),
            PathPlace::Authority => self.language.pick("Куәландырушы орталық", "Удостоверяющий центр", "Authority"),
            PathPlace::Anchor => self.language.pick("Сенімді түбір", "Доверенный корень", "Trust anchor"),
        }
    }

    pub(super) const fn weight(&self, standing: Standing) -> &'static str {
        match standing {
            Standing::Decided => self.language.pick("осы бойынша шешілді", "по нему решено", "it decided"),
            Standing::Stale => self.language.pick(
                "тексеру сәтіне жарамсыз",
                "не действует на момент проверки",
                "does not hold at the moment of validation",
            ),
        }
    }

    const fn kind(&self, kind: EvidenceKind) -> &'static str {
        match kind {
            EvidenceKind::Crl => self.language.pick(
                "Қайтарып алынғандар тізімі (CRL)",
                "Список отозванных (CRL)",
                "Revocation list (CRL)",
            ),
            EvidenceKind::DeltaCrl => self.language.pick(
                "Тізімге толықтыру (delta CRL)",
                "Дополнение списка (delta CRL)",
                "Delta list (delta CRL)",
            ),
            EvidenceKind::Ocsp => self.language.pick("OCSP жауабы", "Ответ OCSP", "OCSP answer"),
        }
    }

    /// A list or an answer with its number and its issuer, in at most `most` letters.
    pub(super) fn evidence(&self, evidence: &EvidenceSummary, most: usize) -> String {
        let kind = self.kind(evidence.kind);
        let number = evidence.number.as_ref().map_or_else(String::new, |number| format!(" № {}", visible(number, 20)));
        visible(&format!("{kind}{number} · {}", evidence.issuer), most)
    }

    /// What a holder is, by the policies of the certificate.
    pub(super) const fn role(&self, role: Role) -> &'static str {
        let language = self.language;
        match role {
            Role::Individual => language.pick("жеке тұлға", "физическое лицо", "natural person"),
            Role::IndividualSystem => {
                language.pick("жеке тұлғаның жүйесі", "система физического лица", "system of a natural person")
            }
            Role::LegalEntity => language.pick("заңды тұлға", "юридическое лицо", "legal entity"),
            Role::Head => language.pick("бірінші басшы", "первый руководитель", "head"),
            Role::Signer => language.pick("қол қою құқығы бар тұлға", "лицо с правом подписи", "authorised to sign"),
            Role::FinancialSigner => language.pick(
                "қаржы құжаттарына қол қою құқығы бар тұлға",
                "лицо с правом подписи финансовых документов",
                "authorised to sign financial documents",
            ),
            Role::Hr => language.pick(
                "кадр бөлімінің қызметкері",
                "сотрудник отдела кадров",
                "staff of the personnel department",
            ),
            Role::Employee => language.pick("қызметкер", "сотрудник", "employee"),
            Role::InformationSystem => language.pick("ақпараттық жүйе", "информационная система", "information system"),
            Role::TreasuryClient => {
                language.pick("қазынашылық-клиент", "казначейство-клиент", "client of the treasury")
            }
            Role::AuthorityStaff => language.pick(
                "куәландырушы орталық қызметкері",
                "сотрудник удостоверяющего центра",
                "staff of the authority",
            ),
            Role::OcspResponder => language.pick("OCSP жауап берушісі", "ответчик OCSP", "OCSP responder"),
            Role::TimeStampingAuthority => {
                language.pick("уақыт белгісі қызметі", "служба меток времени", "time stamping authority")
            }
        }
    }

    /// The kind of key by the name that reports give it.
    pub(super) fn key_algorithm(&self, name: &str) -> String {
        let bits = self.language.pick("бит", "бит", "bits");
        let standard = self.language.pick("МЕМСТ", "ГОСТ", "GOST");
        match name {
            "gost34310-2015-512" => format!("{standard} 34.310-2015, 512 {bits}"),
            "gost34310-2015-256" => format!("{standard} 34.310-2015, 256 {bits}"),
            "gost34310-2004" => format!("{standard} 34.310-2004"),
            "rsa" => "RSA".to_owned(),
            "ecdsa-p256" => "ECDSA P-256".to_owned(),
            "ecdsa-p384" => "ECDSA P-384".to_owned(),
            other => visible(other, 40),
        }
    }
}
