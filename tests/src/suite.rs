//! External suites as outcome tables: every case agrees with its verdict, or is listed with the reason why not.

use std::collections::BTreeMap;

/// A running suite. Its divergences are the lines `case: reason` of `tests/divergences/NAME.txt`.
pub struct Suite {
    name: &'static str,
    divergences: BTreeMap<String, String>,
    passed: usize,
    known: usize,
    failures: Vec<String>,
}

impl Suite {
    /// Starts the suite; a missing list of divergences is an empty one.
    ///
    /// # Panics
    /// When a line of the list is no `case: reason`.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        let path = crate::workspace().join("tests/divergences").join(format!("{name}.txt"));
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let divergences = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| line.split_once(": ").expect("a divergence is a line `case: reason`"))
            .map(|(case, reason)| (case.to_owned(), reason.to_owned()))
            .collect();
        Self { name, divergences, passed: 0, known: 0, failures: Vec::new() }
    }

    /// Notes the outcome of one case; `Err` says how it differs from the expected verdict.
    pub fn case(&mut self, case: &str, outcome: Result<(), String>) {
        match (outcome, self.divergences.remove(case)) {
            (Ok(()), None) => self.passed += 1,
            (Err(_), Some(_)) => self.known += 1,
            (Err(difference), None) => self.failures.push(format!("{case}: {difference}")),
            (Ok(()), Some(reason)) => {
                self.failures.push(format!("{case}: listed as divergent and agrees now ({reason})"));
            }
        }
    }

    /// Prints how many cases ran and fails the test for every unlisted difference and every stale entry.
    ///
    /// # Panics
    /// For those, and when another number of cases ran than `expected`.
    pub fn finish(mut self, expected: usize) {
        let ran = self.passed + self.known + self.failures.len();
        eprintln!("{}: {ran} cases ran, {} agree, {} known divergences", self.name, self.passed, self.known);
        self.failures
            .extend(self.divergences.keys().map(|case| format!("{case}: listed as divergent and did not run")));
        if ran != expected {
            self.failures.push(format!("{ran} cases ran instead of {expected}"));
        }
        if !self.failures.is_empty() {
            panic!("{}: {} failures\n{}", self.name, self.failures.len(), self.failures.join("\n"));
        }
    }
}
