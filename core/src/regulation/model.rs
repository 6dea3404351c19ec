//! A service regulation as data: what the files under `data/` hold, field by field.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::code::{
    Actor, ChannelId, Check, Origin, RefusalCode, ResultKind, SignedObject, Status, StepKind, SubReason,
};
use super::term::Term;
use crate::document::{Source, read_data};

/// The schema that a regulation file names.
pub const REGULATION_SCHEMA: &str = "qoltanba.regulation/1";

/// One service regulation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regulation {
    /// [`REGULATION_SCHEMA`].
    pub schema: String,
    /// The stable id, `DECREE-SERVICE`.
    pub id: String,
    /// The key of the decree.
    pub decree: String,
    /// The lines of the regulation.
    pub src: Vec<Source>,
    /// The regulation of the same service in another decree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parallel: Option<String>,
    /// Which number identifies the consumer.
    pub identity: Identity,
    /// Who may be the consumer; empty when the decree does not define it.
    pub consumers: Vec<Consumer>,
    /// What the service ends in.
    pub result_kinds: Vec<ResultKind>,
    /// The name of the service by language; a missing language is printed nowhere.
    #[serde(default)]
    pub name: BTreeMap<String, Wording>,
    /// Where the statements of legal equivalence and of the barcode stand under the forms.
    pub statements: Statements,
    /// What the regulation says besides, by subject, in short English with quotations.
    pub facts: BTreeMap<String, Fact>,
    /// The channels, in the order of the text.
    #[serde(rename = "channel")]
    pub channels: Vec<Channel>,
    /// What the regulation contradicts, misprints or leaves open.
    #[serde(default, rename = "finding")]
    pub findings: Vec<Finding>,
}

/// Which number identifies the consumer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The number and its use.
    pub number: IdentityNumber,
    /// Where it stands.
    pub src: Vec<Source>,
}

/// Which number a regulation compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityNumber {
    /// The IIN, matched against the certificate.
    Iin,
    /// The IIN or the BIN, matched against the certificate.
    IinOrBin,
    /// The IIN, for the login only; no comparison with the certificate is printed.
    LoginOnly,
    /// No number is used in the steps.
    None,
}

/// Who may be the consumer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consumer {
    /// A natural person.
    NaturalPerson,
    /// A legal person.
    LegalPerson,
}

/// Words, and whose they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// The words.
    pub text: String,
    /// Whose words these are.
    #[serde(default = "decree")]
    pub origin: Origin,
    /// Where they stand; empty for words of this library.
    #[serde(default)]
    pub src: Vec<Source>,
}

const fn decree() -> Origin {
    Origin::Decree
}

/// Where the statements under the forms stand; empty where there are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statements {
    /// The document is equal to one on paper.
    pub equivalence: Vec<Source>,
    /// The barcode holds signed data.
    pub barcode: Vec<Source>,
}

/// A statement of the regulation in short English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The statement.
    pub text: String,
    /// Where it stands; empty when it is that nothing is stated.
    pub src: Vec<Source>,
}

/// One channel of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Which channel.
    pub id: ChannelId,
    /// The place in the regulation: `item 6`.
    pub place: String,
    /// Its lines.
    pub src: Vec<Source>,
    /// In which form the certificate is checked.
    pub certificate_check: CheckForm,
    /// The table of actions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_table: Option<ActionTable>,
    /// A remark on that table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_table_note: Option<String>,
    /// The whole term of the service on this channel: the chosen one first, then others that are printed.
    pub whole_terms: Vec<WholeTerm>,
    /// Days that do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_not_counted: Option<DaysNotCounted>,
    /// The id of the first step.
    pub start: String,
    /// The steps.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    /// The actions of the table; their numbers are not those of the steps.
    #[serde(default, rename = "action")]
    pub actions: Vec<Action>,
}

/// The three forms of the certificate check in the decrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CheckForm {
    /// Validity period, revocation and IIN of the chosen certificate, before signing.
    A,
    /// Number, validity period and revocation of the signer's certificate, after signing.
    B,
    /// Validity period and signature; no revocation, no number.
    C,
    /// The text asks no check.
    #[serde(rename = "none")]
    None,
}

/// The table of actions of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionTable {
    /// `table 1`.
    pub name: String,
    /// Its lines.
    pub src: Vec<Source>,
}

/// A whole term, with the place that prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeTerm {
    /// The term.
    pub term: Term,
    /// What prints it.
    pub place: Place,
    /// Where.
    pub src: Vec<Source>,
}

/// What prints a term or a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The sentence of the step.
    #[default]
    Step,
    /// The table of actions only.
    ActionTable,
    /// Another part of the text.
    Text,
}

/// Days that do not count in the term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaysNotCounted {
    /// Which days.
    pub what: UncountedDays,
    /// Where it stands.
    pub src: Vec<Source>,
}

/// Which days do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UncountedDays {
    /// The days on which documents are accepted and issued.
    AcceptanceAndIssue,
}

/// One step of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `CHANNEL.LETTERNUMBER`: p process, c condition, u sub-item without a number, a act; the number as printed.
    pub id: String,
    /// What the step is.
    pub kind: StepKind,
    /// Who acts.
    pub actor: Actor,
    /// The step in short English.
    pub action: String,
    /// The sentence of the decree, in its language.
    pub sentence: String,
    /// What is checked, in the printed order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<SubjectChecks>,
    /// Who signs what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureRule>,
    /// What follows when the step succeeds.
    pub next: Target,
    /// What follows when it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Target>,
    /// When the step is walked at all; without it, always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if: Option<OnlyIf>,
    /// The status that the step leads to; derived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// The term of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// Which of the fields no word of the source says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<DerivedField>,
    /// The lines of the sentence.
    pub src: Vec<Source>,
    /// The refusals that this step expresses.
    #[serde(default, rename = "refusal", skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<StepRefusal>,
}

/// The checks of one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectChecks {
    /// Whose data or certificate.
    pub subject: Actor,
    /// What is checked, in the printed order.
    pub what: Vec<Check>,
    /// When these checks are made at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<CheckWhen>,
}

/// When checks are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckWhen {
    /// Only if data of a power of attorney were entered.
    PowerOfAttorneyEntered,
}

/// Who signs what in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureRule {
    /// The role of the signer.
    pub signer: Actor,
    /// What is signed.
    pub object: SignedObject,
    /// Whether it is signed here.
    pub act: SignatureAct,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<SignatureNote>,
}

/// Whether a step signs or carries what is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureAct {
    /// The signature is made in this step.
    Signs,
    /// The document signed before is sent on.
    Carried,
}

/// A remark on a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureNote {
    /// The decree says "signs" and does not name an electronic signature.
    EdsNotNamed,
}

/// When a step is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnlyIf {
    /// Only by a consumer who has no account yet.
    NotYetRegistered,
    /// Only if the signature that is printed a second time is made (reading 11).
    SecondSignature,
}

/// A field that is derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DerivedField {
    /// The actor.
    Actor,
    /// The checks, or when they are made.
    Checks,
    /// The signature.
    Signature,
    /// What follows.
    Next,
    /// What follows otherwise.
    Otherwise,
    /// The steps of an action.
    Steps,
}

/// A refusal that a step expresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRefusal {
    /// The kind; the chosen reading.
    pub code: RefusalCode,
    /// The kind that the source prints at this place, if it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<RefusalCode>,
    /// What prints it.
    #[serde(default)]
    pub place: Place,
    /// What it does to the procedure.
    pub effect: RefusalEffect,
    /// The sub-reasons that it can have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_reasons: Vec<SubReason>,
    /// The words of the decree; without them, the sentence of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Their lines; without them, the lines of the step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub src: Vec<Source>,
}

/// What a refusal does to the procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalEffect {
    /// It ends the procedure.
    Ends,
    /// It is a notice; the procedure goes on.
    GoesOn,
    /// It is another content of the result; the procedure goes on to its delivery.
    Result,
}

/// One action of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// `CHANNEL.tN`, with the printed number.
    pub id: String,
    /// The structural-functional unit.
    pub unit: Actor,
    /// A remark on the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_note: Option<String>,
    /// The action in short English.
    pub action: String,
    /// The form of completion, by code.
    pub completion: Vec<String>,
    /// The term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Term>,
    /// A remark on the term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_note: Option<String>,
    /// The next actions, as printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<NextAction>,
    /// Which of its cells are evident misprints, kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sic: Vec<String>,
    /// The steps it corresponds to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// Which fields are derived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub derived: Vec<DerivedField>,
    /// The lines of its cells.
    pub src: Vec<Source>,
}

/// A next action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextAction {
    /// The printed number.
    pub action: u8,
    /// On what condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// What the regulation contradicts, misprints or leaves open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The number of the common reading that settles it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<u8>,
    /// The reading chosen, where no common one settles it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<String>,
    /// The other reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<String>,
    /// What was found, in short English with quotations.
    pub text: String,
    /// Where.
    pub src: Vec<Source>,
}

/// What a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// Two places say different things: a reading was chosen.
    Contradiction,
    /// A misprint or a copied clause without consequence.
    Slip,
    /// Nothing is said where something would be needed.
    Silence,
}

/// What follows a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Another step of the channel.
    Step(String),
    /// The end.
    End(End),
    /// The text does not say.
    NotStated,
}

/// How a procedure ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The result is received or handed over.
    Result,
    /// The service or the login is refused.
    Refused,
    /// The application is given back.
    Returned,
    /// Signing is refused.
    NotSigned,
}

impl Target {
    /// From the word of the data files.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        match word {
            "end:result" => Self::End(End::Result),
            "end:refused" => Self::End(End::Refused),
            "end:returned" => Self::End(End::Returned),
            "end:not-signed" => Self::End(End::NotSigned),
            "not-stated" => Self::NotStated,
            step => Self::Step(step.to_owned()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Step(step) => step,
            Self::End(End::Result) => "end:result",
            Self::End(End::Refused) => "end:refused",
            Self::End(End::Returned) => "end:returned",
            Self::End(End::NotSigned) => "end:not-signed",
            Self::NotStated => "not-stated",
        })
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|word| Self::parse(&word))
    }
}

impl Regulation {
    /// From TOML in the form of the built-in files, or the same as JSON. The schema is checked, its rules are not:
    /// [`violations`](super::violations) lists those that are broken.
    ///
    /// # Errors
    /// `Malformed` if the text does not follow the schema, `LimitExceeded` if it is too large.
    pub fn parse(text: &str) -> crate::error::Result<Self> {
        read_data(text)
    }

    /// The channel, or `None`: "no such channel in this regulation", which is not a failed check.
    #[must_use]
    pub fn channel(&self, id: ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id == id)
    }
}

impl Channel {
    /// The step with this id, for instance `portal.c2`; `None` when the channel has no such step.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }
}

impl Step {
    /// Whether one of the checks is made in this step, of whomever.
    #[must_use]
    pub fn asks(&self, check: Check) -> bool {
        self.checks.iter().any(|subject| subject.what.contains(&check))
    }

    /// The words of a refusal of this step, and their lines.
    #[must_use]
    pub fn refusal_text<'a>(&'a self, refusal: &'a StepRefusal) -> (&'a str, &'a [Source]) {
        match &refusal.text {
            Some(text) => (text, &refusal.src),
            None => (&self.sentence, &self.src),
        }
    }
}
