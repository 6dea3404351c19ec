//! How a run over many documents went: counts, and the one status of all of them.

use std::collections::BTreeMap;

use qoltanba::check::{Language, Reason, Report};

use crate::commands::{Judged, Outcome};
use crate::failure::Status;

/// Counts of documents.
#[derive(Debug, Default)]
pub struct Summary {
    statuses: BTreeMap<u8, usize>,
    reasons: BTreeMap<&'static str, (Reason, usize)>,
    before: usize,
}

/// The reasons in a report, of the document and of all signers.
pub fn reasons(report: &Report) -> impl Iterator<Item = Reason> {
    let signers = report.signers().iter().flat_map(|signer| &signer.checks);
    report.checks().iter().chain(signers).filter_map(|check| check.reason)
}

impl Summary {
    /// Counts one document.
    pub fn add(&mut self, judged: &Judged) {
        *self.statuses.entry(judged.status().code()).or_default() += 1;
        match &judged.outcome {
            Outcome::Report(report) => {
                let mut own: Vec<Reason> = reasons(report).collect();
                own.sort_unstable_by_key(|reason| reason.name());
                own.dedup();
                for reason in own {
                    self.reasons.entry(reason.name()).or_insert((reason, 0)).1 += 1;
                }
            }
            Outcome::Before(_) => self.before += 1,
            Outcome::Unusable(_) => {}
        }
    }

    /// The status of the whole run, that of the worst document: unusable (3), then refused (1), then undetermined (2), then
    /// confirmed (0). Whoever acts on the status must not take a document that was never judged for a judged one.
    pub fn worst(&self) -> Status {
        let all = [Status::Unusable, Status::Refused, Status::Undetermined];
        all.into_iter().find(|status| self.count(*status) > 0).unwrap_or(Status::Done)
    }

    fn count(&self, status: Status) -> usize {
        self.statuses.get(&status.code()).copied().unwrap_or_default()
    }

    /// The table for people.
    pub fn table(&self, language: Language) -> String {
        let names = match language {
            Language::Kk => ["расталды", "бас тартылды", "анықталмады", "жарамсыз", "барлығы", "бұрын тексерілген"],
            Language::Ru => ["подтверждено", "отказано", "не определено", "непригодно", "всего", "проверено ранее"],
            Language::En => ["confirmed", "refused", "undetermined", "unusable", "all", "judged before"],
        };
        let all: usize = self.statuses.values().sum();
        let counts = [
            self.count(Status::Done),
            self.count(Status::Refused),
            self.count(Status::Undetermined),
            self.count(Status::Unusable),
            all,
            self.before,
        ];
        let rows = names.iter().zip(counts).filter(|(name, count)| **name != names[5] || *count > 0);
        let mut rows: Vec<(String, usize)> = rows.map(|(name, count)| ((*name).to_owned(), count)).collect();
        for (name, (reason, count)) in &self.reasons {
            rows.push((format!("  {} [{name}]", reason.text(language)), *count));
        }
        let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        let line = |(name, count): &(String, usize)| {
            format!("{name}{} {count:>8}\n", " ".repeat(width - name.chars().count()))
        };
        std::iter::once("\n".to_owned()).chain(rows.iter().map(line)).collect()
    }
}
