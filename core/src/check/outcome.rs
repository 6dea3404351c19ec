//! The words of a verdict.

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::language::Language;

/// The verdict over everything that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Every check passed.
    Confirmed,
    /// At least one check failed.
    Refused,
    /// No check failed, but at least one could not be decided.
    Undetermined,
}

/// What came of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was decided, well.
    Passed,
    /// It was decided, badly.
    Failed,
    /// It could not be decided.
    Undetermined,
    /// It was not asked for, or there is nothing to check.
    NotApplicable,
}

/// The checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Check {
    /// The certificate's validity period holds the moment (condition 2 of the regulations, first part).
    ValidityPeriod,
    /// The certificate is absent from the list of revoked certificates (second part).
    Revocation,
    /// The number of the request is the number in the certificate (third part).
    IdentityMatch,
    /// The signature is that of this content under this certificate's key.
    Signature,
    /// A path of certificates leads to a trust anchor (RFC 5280, section 6).
    CertificatePath,
    /// The key may be used for the purpose that was asked.
    KeyUsage,
    /// The time stamp over the signature holds (RFC 3161).
    Timestamp,
    /// The signature covers the document.
    ContentCoverage,
}

impl Check {
    /// Every check, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Signature,
        Self::ValidityPeriod,
        Self::Revocation,
        Self::IdentityMatch,
        Self::CertificatePath,
        Self::KeyUsage,
        Self::Timestamp,
        Self::ContentCoverage,
    ];

    /// The machine word of the check in reports, for instance `validity-period`; it stays the same over releases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ValidityPeriod => "validity-period",
            Self::Revocation => "revocation",
            Self::IdentityMatch => "identity-match",
            Self::Signature => "signature",
            Self::CertificatePath => "certificate-path",
            Self::KeyUsage => "key-usage",
            Self::Timestamp => "timestamp",
            Self::ContentCoverage => "content-coverage",
        }
    }
}

/// Why a check failed or could not be decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reason {
    /// The validity period ended before the moment.
    Expired,
    /// The validity period begins after the moment.
    NotYetValid,
    /// The certificate is on the list of revoked certificates.
    Revoked,
    /// The certificate is suspended (certificateHold).
    OnHold,
    /// There is no list and no answer for this certificate.
    NoEvidence,
    /// The list or answer does not speak for the moment.
    StaleEvidence,
    /// The list or answer is not signed by who may sign it.
    EvidenceUntrusted,
    /// The authority does not know the certificate.
    StatusUnknown,
    /// The certificate carries another IIN.
    IinMismatch,
    /// The certificate carries no IIN.
    IinMissing,
    /// The certificate carries another BIN.
    BinMismatch,
    /// The certificate carries no BIN.
    BinMissing,
    /// The signature value does not fit.
    SignatureInvalid,
    /// The digest of the content is not the one that was signed.
    DigestMismatch,
    /// The signer's certificate is not at hand.
    SignerCertificateMissing,
    /// There is no signature at all.
    NoSignature,
    /// An algorithm is unknown, outdated or forbidden.
    AlgorithmNotAllowed,
    /// The signature has no signed attributes, which the CAdES policy demands.
    SignedAttributesMissing,
    /// A rule of RFC 5280 is broken on the way to the trust anchor.
    PathInvalid,
    /// No way to a trust anchor is known.
    IssuerUnknown,
    /// The key may not be used for this purpose.
    PurposeNotAllowed,
    /// The time stamp does not fit the signature, or is itself unsound.
    TimestampInvalid,
    /// The time stamping authority could not be trusted.
    TimestampUntrusted,
    /// Part of the document is not covered by the signature.
    ContentNotCovered,
    /// An identifier occurs twice in the document.
    DuplicateId,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 25] = [
        Self::Expired,
        Self::NotYetValid,
        Self::Revoked,
        Self::OnHold,
        Self::NoEvidence,
        Self::StaleEvidence,
        Self::EvidenceUntrusted,
        Self::StatusUnknown,
        Self::IinMismatch,
        Self::IinMissing,
        Self::BinMismatch,
        Self::BinMissing,
        Self::SignatureInvalid,
        Self::DigestMismatch,
        Self::SignerCertificateMissing,
        Self::NoSignature,
        Self::AlgorithmNotAllowed,
        Self::SignedAttributesMissing,
        Self::PathInvalid,
        Self::IssuerUnknown,
        Self::PurposeNotAllowed,
        Self::TimestampInvalid,
        Self::TimestampUntrusted,
        Self::ContentNotCovered,
        Self::DuplicateId,
    ];

    /// The machine word of the reason in reports, for instance `iin-mismatch`; it stays the same over releases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::Revoked => "revoked",
            Self::OnHold => "on-hold",
            Self::NoEvidence => "no-evidence",
            Self::StaleEvidence => "stale-evidence",
            Self::EvidenceUntrusted => "evidence-untrusted",
            Self::StatusUnknown => "status-unknown",
            Self::IinMismatch => "iin-mismatch",
            Self::IinMissing => "iin-missing",
            Self::BinMismatch => "bin-mismatch",
            Self::BinMissing => "bin-missing",
            Self::SignatureInvalid => "signature-invalid",
            Self::DigestMismatch => "digest-mismatch",
            Self::SignerCertificateMissing => "signer-certificate-missing",
            Self::NoSignature => "no-signature",
            Self::AlgorithmNotAllowed => "algorithm-not-allowed",
            Self::SignedAttributesMissing => "signed-attributes-missing",
            Self::PathInvalid => "path-invalid",
            Self::IssuerUnknown => "issuer-unknown",
            Self::PurposeNotAllowed => "purpose-not-allowed",
            Self::TimestampInvalid => "timestamp-invalid",
            Self::TimestampUntrusted => "timestamp-untrusted",
            Self::ContentNotCovered => "content-not-covered",
            Self::DuplicateId => "duplicate-id",
        }
    }

    /// Where the book (`core/docs`) explains the reason: page and anchor below the root of the site, for instance
    /// `ru/reasons.html#iin-mismatch`. Who shows a report puts the address of their copy of the book before it.
    #[must_use]
    pub fn help(self, language: Language) -> String {
        let folder = match language {
            Language::Kk => "kk/",
            Language::Ru => "ru/",
            Language::En => "",
        };
        format!("{folder}reasons.html#{}", self.name())
    }

    /// What a check with this reason came to: a reason belongs to exactly one outcome.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        match self {
            Self::NoEvidence
            | Self::StaleEvidence
            | Self::EvidenceUntrusted
            | Self::StatusUnknown
            | Self::IssuerUnknown
            | Self::TimestampUntrusted => Outcome::Undetermined,
            Self::Expired
            | Self::NotYetValid
            | Self::Revoked
            | Self::OnHold
            | Self::IinMismatch
            | Self::IinMissing
            | Self::BinMismatch
            | Self::BinMissing
            | Self::SignatureInvalid
            | Self::DigestMismatch
            | Self::SignerCertificateMissing
            | Self::NoSignature
            | Self::AlgorithmNotAllowed
            | Self::SignedAttributesMissing
            | Self::PathInvalid
            | Self::PurposeNotAllowed
            | Self::TimestampInvalid
            | Self::ContentNotCovered
            | Self::DuplicateId => Outcome::Failed,
        }
    }
}

/// One line of a report. As JSON it has a fifth member, `help`, when there is a reason: [`Reason::help`] in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// What was checked.
    pub check: Check,
    /// What came of it.
    pub outcome: Outcome,
    /// Why, unless it passed or was not applicable.
    pub reason: Option<Reason>,
    /// One English sentence.
    pub detail: String,
}

impl CheckResult {
    /// The check passed; `detail` is one English sentence that says what was compared.
    #[must_use]
    pub fn passed(check: Check, detail: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::Passed, reason: None, detail: detail.into() }
    }

    /// The check failed or could not be decided, as [`Reason::outcome`] says; `detail` is one English sentence that
    /// names the values.
    #[must_use]
    pub fn because(check: Check, reason: Reason, detail: impl Into<String>) -> Self {
        Self { check, outcome: reason.outcome(), reason: Some(reason), detail: detail.into() }
    }

    /// It was not asked for, or there is nothing to check.
    #[must_use]
    pub fn not_applicable(check: Check, detail: impl Into<String>) -> Self {
        Self { check, outcome: Outcome::NotApplicable, reason: None, detail: detail.into() }
    }
}

impl Serialize for CheckResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let help = self.reason.map(|reason| reason.help(Language::En));
        let mut object = serializer.serialize_struct("CheckResult", 4 + usize::from(help.is_some()))?;
        object.serialize_field("check", &self.check)?;
        object.serialize_field("outcome", &self.outcome)?;
        object.serialize_field("reason", &self.reason)?;
        object.serialize_field("detail", &self.detail)?;
        if let Some(help) = &help {
            object.serialize_field("help", help)?;
        }
        object.end()
    }
}

impl Decision {
    /// The decision over `checks`: refused if any failed, else undetermined if any is, else confirmed.
    #[must_use]
    pub fn over<'a>(checks: impl IntoIterator<Item = &'a CheckResult>) -> Self {
        checks.into_iter().fold(Self::Confirmed, |decision, check| match (decision, check.outcome) {
            (Self::Refused, _) | (_, Outcome::Failed) => Self::Refused,
            (Self::Undetermined, _) | (_, Outcome::Undetermined) => Self::Undetermined,
            (Self::Confirmed, Outcome::Passed | Outcome::NotApplicable) => Self::Confirmed,
        })
    }

    /// The machine word of the decision: `confirmed`, `refused` or `undetermined`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Undetermined => "undetermined",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_words_are_what_is_serialised() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        }
        for check in Check::ALL {
            assert_eq!(serde_json::to_value(check).unwrap(), check.name());
        }
    }

    #[test]
    fn a_line_with_a_reason_names_its_page() {
        let failed = CheckResult::because(Check::IdentityMatch, Reason::IinMismatch, "…");
        assert_eq!(serde_json::to_value(&failed).unwrap()["help"], "reasons.html#iin-mismatch");
        assert_eq!(Reason::Expired.help(Language::Kk), "kk/reasons.html#expired");
        let passed = serde_json::to_value(CheckResult::passed(Check::Signature, "…")).unwrap();
        assert_eq!(passed.as_object().unwrap().len(), 4, "{passed}");
    }

    #[test]
    fn one_failure_refuses_and_one_doubt_prevents_confirmation() {
        let passed = CheckResult::passed(Check::Signature, "");
        let doubt = CheckResult::because(Check::Revocation, Reason::NoEvidence, "");
        let failed = CheckResult::because(Check::ValidityPeriod, Reason::Expired, "");
        assert_eq!(Decision::over([&passed]), Decision::Confirmed);
        assert_eq!(Decision::over([&passed, &doubt]), Decision::Undetermined);
        assert_eq!(Decision::over([&failed, &doubt, &passed]), Decision::Refused);
        assert_eq!(Decision::over([&doubt, &failed]), Decision::Refused);
    }
}
