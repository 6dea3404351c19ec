//! The words of a report.

use qoltanba::check::{self, Check, Language, Outcome, Reason};

/// The verdict over everything that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Decision {
    /// Every check passed.
    Confirmed,
    /// At least one check failed.
    Refused,
    /// No check failed, but at least one could not be decided.
    Undetermined,
}

impl From<check::Decision> for Decision {
    fn from(decision: check::Decision) -> Self {
        match decision {
            check::Decision::Confirmed => Self::Confirmed,
            check::Decision::Refused => Self::Refused,
            check::Decision::Undetermined => Self::Undetermined,
        }
    }
}

/// A machine word of a report, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Word {
    /// `decision`, `outcome`, `check` or `reason`.
    pub kind: String,
    /// The machine word.
    pub word: String,
    /// For a reason: the outcome that it belongs to.
    pub outcome: Option<String>,
    /// In Kazakh.
    pub kk: String,
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}

/// Every machine word of a report. The enumerations of the packages hold the same words, and their tests compare them.
#[uniffi::export]
#[must_use]
pub fn vocabulary() -> Vec<Word> {
    use check::Decision as Verdict;

    let decisions = [Verdict::Confirmed, Verdict::Refused, Verdict::Undetermined];
    let outcomes = [Outcome::Passed, Outcome::Failed, Outcome::Undetermined, Outcome::NotApplicable];
    let mut words = Vec::new();
    words.extend(decisions.map(|one| word("decision", one.name(), None, |language| one.text(language))));
    words.extend(outcomes.map(|one| word("outcome", outcome(one), None, |language| one.text(language))));
    words.extend(Check::ALL.map(|one| word("check", one.name(), None, |language| one.text(language))));
    words.extend(
        Reason::ALL.map(|one| word("reason", one.name(), Some(outcome(one.outcome())), |language| one.text(language))),
    );
    words
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Undetermined => "undetermined",
        Outcome::NotApplicable => "not-applicable",
    }
}

fn word(kind: &str, word: &str, outcome: Option<&str>, text: impl Fn(Language) -> &'static str) -> Word {
    Word {
        kind: kind.to_owned(),
        word: word.to_owned(),
        outcome: outcome.map(str::to_owned),
        kk: text(Language::Kk).to_owned(),
        ru: text(Language::Ru).to_owned(),
        en: text(Language::En).to_owned(),
    }
}

/// The words of a closed list: what may stand in a field of a document, a form or a regulation.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ClosedList {
    /// The name of the enumeration.
    pub name: String,
    /// Its words.
    pub words: Vec<String>,
}

/// The closed lists of documents, forms and regulations. The enumerations of the packages hold the same words, and their
/// tests compare them.
#[uniffi::export]
#[must_use]
pub fn closed_lists() -> Vec<ClosedList> {
    use qoltanba::document::form::{FormRole, ValueType};
    use qoltanba::document::{NotificationKind, Satisfaction};
    use qoltanba::regulation::{
        Actor, ChannelId, Check, Origin, RefusalCode, ResultKind, SignedObject, Status, StepKind, SubReason,
    };

    macro_rules! lists {
        ($($name:literal: $list:ty),+ $(,)?) => {
            vec![$(ClosedList {
                name: $name.to_owned(),
                words: <$list>::ALL.iter().map(|word| word.as_str().to_owned()).collect(),
            }),+]
        };
    }
    lists![
        "Actor": Actor,
        "Channel": ChannelId,
        "FormRole": FormRole,
        "NotificationKind": NotificationKind,
        "Origin": Origin,
        "RefusalCode": RefusalCode,
        "ResultKind": ResultKind,
        "Satisfaction": Satisfaction,
        "SignedObject": SignedObject,
        "Status": Status,
        "StepCheck": Check,
        "StepKind": StepKind,
        "SubReason": SubReason,
        "ValueType": ValueType,
    ]
}
