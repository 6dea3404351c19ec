//! What a caller reports of a step, and what the procedure answers.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::catalogue::Catalogue;
use super::code::{Actor, ChannelId, Check, Language, Origin, RefusalCode, SubReason};
use super::model::{Step, StepRefusal, Target};
use super::signer::{Misfit, SignerFacts};
use crate::check::{Format, Report};
use crate::document::{Addressee, Refusal, RefusalText, Source, check_count, check_value};
use crate::error::{Error, Result};
use crate::time::Moment;

/// What came out of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The step was carried out.
    Done,
    /// It could not be carried out; only where a branch for that is printed.
    NotDone,
    /// It is not needed; only where the step is walked on a condition.
    NotNeeded,
    /// The login.
    Login(Login),
    /// The form, by its format rules.
    Form(Form),
    /// An employee's comparison with the originals.
    Data(Data),
    /// A registry's answer.
    Registry(Registry),
    /// The check of a certificate or of a signature.
    Certificate(CheckOutcome),
    /// The reviewer's decision on the documents.
    Decision(Decision),
    /// The consumer's decision on an offered place.
    Choice(Choice),
    /// A refusal that is another content of this step, with its reason.
    Refused {
        /// Which of the refusals of the step.
        code: RefusalCode,
        /// The reason in words, for the addressee.
        reason: String,
    },
}

impl Outcome {
    /// Whether a report with this decision can be the one behind the outcome. The trail would else vouch for a check with
    /// the digest of a refusal.
    pub(super) fn can_rest_on(&self, report: CheckOutcome) -> bool {
        match self {
            Self::Certificate(reported) => *reported == report,
            Self::Login(Login::Accepted) => report == CheckOutcome::Confirmed,
            // A login can fail beside a good certificate; what the others say is decided elsewhere.
            Self::Login(Login::Refused)
            | Self::Done
            | Self::NotDone
            | Self::NotNeeded
            | Self::Form(_)
            | Self::Data(_)
            | Self::Registry(_)
            | Self::Decision(_)
            | Self::Choice(_)
            | Self::Refused { .. } => true,
        }
    }
}

/// The outcome of a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Login {
    /// The login data are authentic.
    Accepted,
    /// They are not.
    Refused,
}

/// The outcome of the format rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// The form keeps its rules.
    Accepted,
    /// It breaks so many; the form stays with whoever fills it in.
    Violations(u32),
}

/// The outcome of a comparison with originals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Data {
    /// The data are correct.
    Correct,
    /// They are not.
    Wrong,
}

/// A registry's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Registry {
    /// Everything that was asked for is present.
    Found,
    /// This is absent; at least one reason.
    Absent(Vec<SubReason>),
    /// The registry did not answer: neither branch is taken.
    Unavailable,
}

/// The decision of a check of certificates and signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckOutcome {
    /// Every check passed.
    Confirmed,
    /// At least one failed.
    Refused,
    /// None failed, at least one could not be decided. It never passes.
    Undetermined,
}

impl From<crate::check::Decision> for CheckOutcome {
    fn from(decision: crate::check::Decision) -> Self {
        match decision {
            crate::check::Decision::Confirmed => Self::Confirmed,
            crate::check::Decision::Refused => Self::Refused,
            crate::check::Decision::Undetermined => Self::Undetermined,
        }
    }
}

/// The reviewer's decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Documents and grounds conform to the standard.
    Conforming,
    /// They do not, for this reason, in words for the addressee.
    NotConforming(String),
}

/// The consumer's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// The consumer accepts the offered place.
    Accepted,
    /// The consumer declines it.
    Declined,
}

/// SHA-256 of a report, kept in the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDigest(pub [u8; 32]);

impl ReportDigest {
    /// Of the bytes of a report, as they are kept.
    #[must_use]
    pub fn of(report: &[u8]) -> Self {
        Self(Sha256::digest(report).into())
    }
}

/// The report behind an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepReport {
    /// Its decision. An outcome cannot rest on a report that says otherwise.
    pub check: CheckOutcome,
    /// What the trail keeps of it.
    pub digest: ReportDigest,
}

/// A signature that was made in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepSignature {
    /// What the signer's certificate says.
    pub signer: SignerFacts,
    /// The decision on this signature: of the report on the signed document. That on the chosen certificate, from before it
    /// was signed, decides nothing of a signature.
    pub check: CheckOutcome,
    /// The report of that check.
    pub report: Option<ReportDigest>,
}

impl StepSignature {
    /// A signature as the report on the signed document tells of it; `signer` is its place in the report, from 0.
    ///
    /// # Errors
    /// `InvalidArgument` if the report is on a certificate by itself, or has no such signer.
    pub fn of(report: &Report, signer: usize) -> Result<Self> {
        let invalid = |rule| Error::InvalidArgument { argument: "signature", rule };
        if report.format() == Format::Certificate {
            return Err(invalid(
                "its report is on a signed document: the check of a certificate verifies no signature",
            ));
        }
        let signer = report.signers().get(signer).ok_or_else(|| invalid("its report has this signer"))?;
        Ok(Self {
            signer: signer.certificate.as_ref().map_or(Ok(SignerFacts::NOTHING), SignerFacts::try_from)?,
            check: report.decision().into(),
            report: Some(ReportDigest::of(report.to_json().as_bytes())),
        })
    }
}

/// One report of a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// What came out.
    pub outcome: Outcome,
    /// When.
    pub at: Moment,
    /// The signatures that were made.
    pub signatures: Vec<StepSignature>,
    /// The report behind the outcome.
    pub report: Option<StepReport>,
    /// The reasons of failed checks, in the machine words of the report (`revoked`, `iin-mismatch`).
    pub because: Vec<String>,
}

impl Act {
    /// An outcome at a moment, with nothing else.
    #[must_use]
    pub const fn new(outcome: Outcome, at: Moment) -> Self {
        Self { outcome, at, signatures: Vec::new(), report: None, because: Vec::new() }
    }

    /// Adds a signature made in the step; [`StepSignature::of`] reads one from its report.
    #[must_use]
    pub fn signed(mut self, signer: SignerFacts, check: CheckOutcome, report: Option<ReportDigest>) -> Self {
        self.signatures.push(StepSignature { signer, check, report });
        self
    }

    /// Adds the report behind the outcome: its decision, and the digest for the trail.
    #[must_use]
    pub const fn with_report(mut self, check: CheckOutcome, digest: ReportDigest) -> Self {
        self.report = Some(StepReport { check, digest });
        self
    }

    /// Adds a reason of a failed check.
    #[must_use]
    pub fn because(mut self, word: &str) -> Self {
        self.because.push(word.to_owned());
        self
    }
}

/// Which kind of outcome a step expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// [`Outcome::Done`], and where the step allows it `NotDone`, `NotNeeded` or `Refused`.
    Work,
    /// [`Outcome::Login`].
    Login,
    /// [`Outcome::Form`].
    Form,
    /// [`Outcome::Data`].
    Data,
    /// [`Outcome::Registry`].
    Registry,
    /// [`Outcome::Certificate`].
    Certificate,
    /// [`Outcome::Decision`].
    Decision,
    /// [`Outcome::Choice`].
    Choice,
}

impl Expected {
    /// What a step expects, by its checks.
    #[must_use]
    pub fn of(step: &Step) -> Self {
        let asks = |checks: &[Check]| checks.iter().any(|check| step.asks(*check));
        if asks(&[Check::Account]) {
            Self::Login
        } else if asks(&[Check::DocumentsConform]) {
            Self::Decision
        } else if asks(&[Check::ConsumerDecision]) {
            Self::Choice
        } else if asks(&[Check::DataCorrect]) {
            Self::Data
        } else if asks(&[Check::PersonRegistry, Check::CivilRegistry, Check::PoaRegistry]) {
            Self::Registry
        } else if asks(&[Check::ValidityPeriod, Check::Revocation, Check::Signature]) {
            Self::Certificate
        } else if asks(&[Check::FormFormat]) {
            Self::Form
        } else {
            // Requesting certificate data is work: no comparison is stated.
            Self::Work
        }
    }
}

/// What the procedure did with a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// It went on.
    Advanced(Target),
    /// It stays at the step.
    Held(Hold),
}

/// Why a procedure stays at a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// A registry did not answer.
    RegistryUnavailable,
    /// A check could not be decided.
    CheckUndetermined,
    /// The form breaks rules.
    FormViolations,
    /// No signature is by somebody who may sign here.
    SignerDoesNotFit(Vec<Misfit>),
    /// So many co-signers have not signed.
    CoSignersMissing(u32),
    /// A signature on this step was refused. No decree has a refusal for this; the application decides.
    SignatureRefused,
    /// A signature on this step could not be decided.
    SignatureUndetermined,
    /// The documents went back to the centre; the consumer is to be informed.
    ReturnedToCentre,
}

/// A refusal that a procedure issued: everything that the addressee has to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssuedRefusal {
    /// The id of the service.
    pub service: String,
    /// The channel.
    pub channel: ChannelId,
    /// The step that expresses it.
    pub step: String,
    /// Who refuses.
    pub by: Actor,
    /// Whose data, documents or signature are meant, if the text says so.
    pub about: Option<Actor>,
    /// The kind; the chosen reading.
    pub code: RefusalCode,
    /// The kind that the decree prints at this place, if it is another.
    pub printed: Option<RefusalCode>,
    /// Sub-reasons: the machine words of a report, or what a registry lacks.
    pub sub_reasons: Vec<String>,
    /// The reason in words, where somebody gave one.
    pub reason: Option<String>,
    /// The words of the decree.
    pub text: String,
    /// Their lines.
    pub src: Vec<Source>,
}

impl IssuedRefusal {
    pub(super) fn new(service: &str, channel: ChannelId, step: &Step, refusal: &StepRefusal, cause: Cause) -> Self {
        let (text, src) = step.refusal_text(refusal);
        Self {
            service: service.to_owned(),
            channel,
            step: step.id.clone(),
            by: step.actor,
            about: cause.about,
            code: refusal.code,
            printed: refusal.printed,
            sub_reasons: cause.sub_reasons,
            reason: cause.reason,
            text: text.to_owned(),
            src: src.to_vec(),
        }
    }
}

impl IssuedRefusal {
    /// The refusal as a document, with its words in Kazakh, Russian and English.
    ///
    /// In the language of the decree these are the words at this step; in the others those of the kind of refusal, from
    /// another decree or, where none prints them, of this library.
    #[must_use]
    pub fn to_document(
        &self,
        catalogue: &Catalogue,
        number: Option<String>,
        addressee: Option<Addressee>,
        at: Moment,
    ) -> Refusal {
        let decree = catalogue.regulation(&self.service).and_then(|regulation| catalogue.decree(&regulation.decree));
        let own = decree.map(|decree| decree.language);
        let mut texts = Vec::new();
        for language in [Language::Kk, Language::Ru, Language::En] {
            if own == Some(language) {
                texts.push(RefusalText { language, origin: Origin::Decree, text: self.text.clone() });
            } else if let Some(kind) = catalogue.refusal(self.code) {
                let wording = kind.wording(language);
                let origin = match wording.origin {
                    Origin::Library => Origin::Library,
                    Origin::Decree | Origin::Parallel => Origin::Parallel,
                };
                texts.push(RefusalText { language, origin, text: wording.text.clone() });
            }
        }
        Refusal {
            service: self.service.clone(),
            channel: self.channel,
            step: self.step.clone(),
            by: self.by,
            about: self.about,
            code: self.code,
            number,
            at,
            addressee,
            sub_reasons: self.sub_reasons.clone(),
            reason: self.reason.clone(),
            texts,
        }
    }
}

/// What led to a refusal, from the condition before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cause {
    pub(super) about: Option<Actor>,
    pub(super) sub_reasons: Vec<String>,
    pub(super) reason: Option<String>,
}

impl Cause {
    /// Whether the document of a refusal can carry it.
    pub(super) fn check(&self) -> Result<()> {
        check_count(self.sub_reasons.len())?;
        self.sub_reasons.iter().chain(&self.reason).try_for_each(|text| check_value(text))
    }
}

/// How a procedure ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// With the result.
    Result,
    /// With a reasoned refusal as the result.
    NegativeResult(Box<IssuedRefusal>),
    /// By a refusal of the service or of the login.
    Refused(Box<IssuedRefusal>),
    /// The application was given back.
    Returned(Box<IssuedRefusal>),
    /// Signing was refused; what becomes of the application is not stated.
    NotSigned(Box<IssuedRefusal>),
    /// The text does not say what follows after this step.
    NotStated(String),
}
