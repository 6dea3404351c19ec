//! The words for people: checks, outcomes and reasons in Kazakh, Russian and English.
//!
//! Where a decree has the words they are used («действия регистрационного свидетельства», «отозванных
//! (аннулированных)»); the other wordings are the library's own.

use super::{Check, Decision, Outcome, Reason};
use crate::language::Language;

impl Decision {
    /// The decision in the words for people, lower case.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        match self {
            Self::Confirmed => language.pick("расталды", "подтверждено", "confirmed"),
            Self::Refused => language.pick("бас тартылды", "отказано", "refused"),
            Self::Undetermined => language.pick("анықталмады", "не определено", "undetermined"),
        }
    }
}

impl Outcome {
    /// The outcome in the words for people, lower case.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        match self {
            Self::Passed => language.pick("өтті", "пройдено", "passed"),
            Self::Failed => language.pick("өтпеді", "не пройдено", "failed"),
            Self::Undetermined => language.pick("анықталмады", "не определено", "undetermined"),
            Self::NotApplicable => language.pick("қолданылмайды", "не применимо", "not applicable"),
        }
    }
}

impl Check {
    /// The check in the words for people; those of condition 2 are the words of the decrees.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        match self {
            Self::ValidityPeriod => language.pick(
                "тіркеу куәлігінің әрекет ету мерзімі",
                "срок действия регистрационного свидетельства",
                "validity period of the certificate",
            ),
            Self::Revocation => language.pick(
                "қайтарып алынған (күші жойылған) тіркеу куәліктерінің тізімінде болмауы",
                "отсутствие в списке отозванных (аннулированных) регистрационных свидетельств",
                "absence from the list of revoked certificates",
            ),
            Self::IdentityMatch => language.pick(
                "сәйкестендіру деректерінің сәйкестігі",
                "соответствие идентификационных данных",
                "match of the identification number",
            ),
            Self::Signature => language.pick("қолтаңба", "подпись", "signature"),
            Self::CertificatePath => language.pick("куәліктер тізбегі", "цепочка сертификатов", "path of certificates"),
            Self::KeyUsage => language.pick("кілттің мақсаты", "назначение ключа", "purpose of the key"),
            Self::Timestamp => language.pick("уақыт белгісі", "метка времени", "time stamp"),
            Self::ContentCoverage => {
                language.pick("қолтаңбаның құжатты қамтуы", "охват документа подписью", "coverage of the document")
            }
        }
    }
}

impl Reason {
    /// The reason in the words for people: the library's own, in every language.
    #[must_use]
    pub const fn text(self, language: Language) -> &'static str {
        match self {
            Self::Expired => language.pick("мерзімі өткен", "срок действия истёк", "expired"),
            Self::NotYetValid => {
                language.pick("мерзімі әлі басталмаған", "срок действия ещё не начался", "not yet valid")
            }
            Self::Revoked => language.pick("қайтарып алынған", "отозвано", "revoked"),
            Self::OnHold => language.pick("уақытша тоқтатылған", "приостановлено", "on hold"),
            Self::NoEvidence => {
                language.pick("қайтарып алу туралы дерек жоқ", "нет данных об отзыве", "no evidence about revocation")
            }
            Self::StaleEvidence => language.pick(
                "қайтарып алу туралы дерек осы сәтке жарамсыз",
                "данные об отзыве не действуют на этот момент",
                "the evidence about revocation does not hold at this moment",
            ),
            Self::EvidenceUntrusted => language.pick(
                "қайтарып алу туралы дерекке сенуге болмайды",
                "данным об отзыве нельзя доверять",
                "the evidence about revocation cannot be trusted",
            ),
            Self::StatusUnknown => language.pick(
                "куәландырушы орталық бұл куәлікті білмейді",
                "удостоверяющий центр не знает этого сертификата",
                "the authority does not know the certificate",
            ),
            Self::IinMismatch => language.pick("ЖСН сәйкес келмейді", "ИИН не совпадает", "the IIN differs"),
            Self::IinMissing => language.pick("ЖСН жоқ", "ИИН отсутствует", "there is no IIN"),
            Self::BinMismatch => language.pick("БСН сәйкес келмейді", "БИН не совпадает", "the BIN differs"),
            Self::BinMissing => language.pick("БСН жоқ", "БИН отсутствует", "there is no BIN"),
            Self::SignatureInvalid => language.pick("қолтаңба жарамсыз", "подпись неверна", "the signature is invalid"),
            Self::DigestMismatch => {
                language.pick("құжат өзгертілген", "документ изменён", "the content is not what was signed")
            }
            Self::SignerCertificateMissing => language.pick(
                "қол қоюшының куәлігі жоқ",
                "нет сертификата подписавшего",
                "the signer's certificate is missing",
            ),
            Self::NoSignature => language.pick("қолтаңба жоқ", "подписи нет", "there is no signature"),
            Self::AlgorithmNotAllowed => {
                language.pick("алгоритмге рұқсат жоқ", "алгоритм не разрешён", "the algorithm is not allowed")
            }
            Self::SignedAttributesMissing => language.pick(
                "қол қойылған атрибуттар жоқ",
                "нет подписанных атрибутов",
                "there are no signed attributes",
            ),
            Self::PathInvalid => language.pick(
                "куәліктер тізбегі жарамсыз",
                "цепочка сертификатов недействительна",
                "the path of certificates is invalid",
            ),
            Self::IssuerUnknown => language.pick(
                "сенімді куәландырушы орталыққа жол табылмады",
                "путь к доверенному удостоверяющему центру не найден",
                "no path to a trust anchor is known",
            ),
            Self::PurposeNotAllowed => language.pick(
                "кілт бұл мақсатқа арналмаған",
                "ключ не предназначен для этой цели",
                "the key is not meant for this purpose",
            ),
            Self::TimestampInvalid => {
                language.pick("уақыт белгісі жарамсыз", "метка времени неверна", "the time stamp is invalid")
            }
            Self::TimestampUntrusted => language.pick(
                "уақыт белгісіне сенуге болмайды",
                "метке времени нельзя доверять",
                "the time stamp cannot be trusted",
            ),
            Self::ContentNotCovered => language.pick(
                "қолтаңба құжатты толық қамтымайды",
                "подпись охватывает не весь документ",
                "the signature does not cover the document",
            ),
            Self::DuplicateId => language.pick(
                "құжатта идентификатор қайталанады",
                "идентификатор в документе повторяется",
                "an identifier occurs twice in the document",
            ),
        }
    }
}
