//! The report: one structure for Rust, for JSON and for every binding.

use serde::{Deserialize, Serialize};

use super::{Check, CheckResult, Decision, Grounds, Refusal};
use crate::certificate::{Certificate, Role};
use crate::crypto::to_hex;
use crate::oid::Oid;
use crate::time::Moment;

/// The name and version of the report's form.
pub(super) const SCHEMA: &str = "qoltanba.report/1";

/// Where a moment comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MomentSource {
    /// The caller named it.
    Given,
    /// A time stamp proves it.
    Timestamp,
    /// The caller's clock; only the command line reads one.
    Clock,
}

/// A moment that something was judged at, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedAt {
    /// The moment.
    pub at: Moment,
    /// Its source.
    pub source: MomentSource,
}

impl JudgedAt {
    /// A moment that the caller names.
    #[must_use]
    pub const fn given(at: Moment) -> Self {
        Self { at, source: MomentSource::Given }
    }

    /// The present, read from the caller's clock.
    #[must_use]
    pub const fn clock(at: Moment) -> Self {
        Self { at, source: MomentSource::Clock }
    }
}

/// What was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Format {
    /// A certificate by itself.
    Certificate,
    /// A CMS signature (RFC 5652).
    Cms,
    /// An XML signature.
    Xmldsig,
    /// A WS-Security message.
    Wss,
    /// A JSON Web Signature.
    Jws,
    /// The barcodes of an eGov document.
    Barcode,
}

/// The levels of a CAdES or XAdES signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Levels {
    /// What its attributes claim: `B`, `T`, `LT` or `LTA`.
    pub claimed: &'static str,
    /// What could be verified. `LT` says that the evidence in the signature is enough by itself at the moment of validation to
    /// tell that neither the signer nor the authorities of its timestamps are revoked.
    pub reached: Option<&'static str>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    schema: &'static str,
    decision: Decision,
    refusal: Option<Refusal>,
    moment: JudgedAt,
    format: Format,
    checks: Vec<CheckResult>,
    signers: Vec<SignerReport>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

/// What was found of one signer (of a certificate by itself, there is one).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignerReport {
    /// The certificate; `None` when it is missing.
    pub certificate: Option<CertificateSummary>,
    /// The moment that this signer was judged at.
    pub moment: JudgedAt,
    /// The levels of the signature, where the container has levels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Levels>,
    /// The checks of this signer.
    pub checks: Vec<CheckResult>,
    /// The path, evidence and times that the checks stand on.
    #[serde(skip_serializing_if = "Grounds::is_empty")]
    pub grounds: Grounds,
}

impl Report {
    /// Joins the checks to a decision. Only the verifier makes reports; [`from_json`](Self::from_json) reads them again.
    pub(super) fn new(
        format: Format,
        moment: JudgedAt,
        checks: Vec<CheckResult>,
        signers: Vec<SignerReport>,
        notes: Vec<String>,
    ) -> Self {
        let decision = Decision::over(checks.iter().chain(signers.iter().flat_map(|signer| &signer.checks)));
        let refusal = match decision {
            Decision::Refused => Some(Refusal::SIGNATURE_NOT_CONFIRMED),
            Decision::Confirmed | Decision::Undetermined => None,
        };
        Self { schema: SCHEMA, decision, refusal, moment, format, checks, signers, notes }
    }

    /// The same report on a document that came in another container, with further notes.
    #[must_use]
    pub fn of_container(mut self, format: Format, notes: Vec<String>) -> Self {
        self.format = format;
        self.notes.extend(notes);
        self
    }

    /// The verdict over all checks of the document and of every signer.
    #[must_use]
    pub const fn decision(&self) -> Decision {
        self.decision
    }

    /// The refusal, if the verdict is [`Decision::Refused`].
    #[must_use]
    pub const fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// The moment of validation.
    #[must_use]
    pub const fn moment(&self) -> JudgedAt {
        self.moment
    }

    /// What was checked: a certificate, or the form of the signed document.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The checks of the document as a whole.
    #[must_use]
    pub fn checks(&self) -> &[CheckResult] {
        &self.checks
    }

    /// The signers in the order of the document; of a certificate by itself there is one.
    #[must_use]
    pub fn signers(&self) -> &[SignerReport] {
        &self.signers
    }

    /// What else was noticed: tolerances that were used, oddities that decide nothing.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The first result of `check`, of the document or else of the first signer that has it.
    #[must_use]
    pub fn find(&self, check: Check) -> Option<&CheckResult> {
        self.checks.iter().chain(self.signers.iter().flat_map(|signer| &signer.checks)).find(|one| one.check == check)
    }

    /// The report as one line of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Serialising plain structures with string keys cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The report as indented JSON.
    #[must_use]
    pub fn to_json_pretty(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// A certificate as reports show it. It holds personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificateSummary {
    /// The holder.
    pub subject: SubjectSummary,
    /// The issuer's name.
    pub issuer: String,
    /// The serial number in hexadecimal, as it came.
    pub serial: String,
    /// Start of the validity period.
    pub not_before: Moment,
    /// End of the validity period.
    pub not_after: Moment,
    /// The kind of public key.
    pub algorithm: &'static str,
    /// The roles of the holder.
    pub roles: Vec<Role>,
    /// The certificate policies.
    pub policies: Vec<Oid>,
    /// SHA-256 over the certificate.
    pub sha256: String,
}

/// The holder as reports show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectSummary {
    /// The common name.
    pub common_name: Option<String>,
    /// The surname.
    pub surname: Option<String>,
    /// The given name; in the national profile it holds the patronymic.
    pub given_name: Option<String>,
    /// The IIN.
    pub iin: Option<String>,
    /// The BIN.
    pub bin: Option<String>,
    /// The organisation.
    pub organization: Option<String>,
}

impl SubjectSummary {
    /// What the holder is called: the common name, else the organisation, else nothing.
    #[must_use]
    pub fn name(&self) -> &str {
        self.common_name.as_deref().or(self.organization.as_deref()).unwrap_or_default()
    }
}

impl CertificateSummary {
    /// The summary of a certificate.
    #[must_use]
    pub fn of(certificate: &Certificate) -> Self {
        let holder = certificate.holder();
        Self {
            subject: SubjectSummary {
                common_name: holder.common_name,
                surname: holder.surname,
                given_name: holder.given_name,
                iin: holder.iin.map(|iin| iin.as_str().to_owned()),
                bin: holder.bin.map(|bin| bin.as_str().to_owned()),
                organization: holder.organization,
            },
            issuer: certificate.issuer().to_string(),
            serial: to_hex(certificate.serial()),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            algorithm: certificate.public_key().map_or("unknown", |key| key.algorithm().name()),
            roles: certificate.roles(),
            policies: certificate.extensions().policies(),
            sha256: to_hex(&certificate.sha256()),
        }
    }
}
