//! Running vectors in Wycheproof's JSON form, and judging the outcomes against a list of divergences.
//!
//! A case is `valid`, `invalid`, or `acceptable` (a legacy form that a strict verifier refuses). The rule of these suites:
//! valid cases verify and all others do not. Every exception stands in a data file with its reason, and an exception that
//! is no exception any more fails the suite.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What the library said of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The signature holds.
    Verified,
    /// It does not, or key or signature are malformed.
    Refused,
    /// The library does not implement the key, the algorithm or its parameters.
    Unsupported,
}

/// One group of a set: cases under one key.
#[derive(Debug)]
pub struct Group<'a>(&'a Value);

impl Group<'_> {
    /// A text of the group.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A number of the group.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name)?.as_u64()
    }

    /// The octets that a text of the group gives in hexadecimal.
    #[must_use]
    pub fn hex(&self, name: &str) -> Vec<u8> {
        hex(self.text(name))
    }
}

/// The counts of one run over many sets.
#[derive(Debug, Default)]
pub struct Tally {
    /// Cases that came out as their set says.
    pub passed: usize,
    /// Cases whose algorithm is not implemented.
    pub unsupported: usize,
    /// Cases that diverge as the list says.
    pub divergent: usize,
    /// Everything else: set, case and what happened.
    pub unexpected: Vec<String>,
    seen_unsupported: BTreeSet<String>,
    seen_divergent: BTreeSet<(String, u64)>,
}

/// The data file of exceptions.
#[derive(Debug)]
pub struct Exceptions {
    unsupported: BTreeMap<String, String>,
    divergent: BTreeMap<(String, u64), String>,
}

impl Exceptions {
    /// Reads `{"unsupported": [{"reason", "sets": […]}], "divergent": [{"reason", "set", "cases": […]}]}`.
    #[must_use]
    pub fn new(file: &Value) -> Self {
        let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut exceptions = Self { unsupported: BTreeMap::new(), divergent: BTreeMap::new() };
        for entry in list(file.get("unsupported")) {
            for set in list(entry.get("sets")) {
                exceptions.unsupported.insert(text(Some(&set)), text(entry.get("reason")));
            }
        }
        for entry in list(file.get("divergent")) {
            for case in list(entry.get("cases")) {
                let key = (text(entry.get("set")), case.as_u64().unwrap_or_default());
                exceptions.divergent.insert(key, text(entry.get("reason")));
            }
        }
        exceptions
    }
}

impl Tally {
    /// Runs one set. `verify` gets the group, the message and the signature.
    pub fn run(
        &mut self,
        name: &str,
        set: &Value,
        exceptions: &Exceptions,
        mut verify: impl FnMut(&Group<'_>, &[u8], &[u8]) -> Outcome,
    ) {
        for group in set.get("testGroups").and_then(Value::as_array).into_iter().flatten() {
            for case in group.get("tests").and_then(Value::as_array).into_iter().flatten() {
                let field = |name: &str| case.get(name).and_then(Value::as_str).unwrap_or_default();
                let id = case.get("tcId").and_then(Value::as_u64).unwrap_or_default();
                let outcome = verify(&Group(group), &hex(field("msg")), &hex(field("sig")));
                self.judge(name, id, field("result"), field("comment"), outcome, exceptions);
            }
        }
    }

    fn judge(&mut self, set: &str, id: u64, result: &str, comment: &str, outcome: Outcome, exceptions: &Exceptions) {
        let key = (set.to_owned(), id);
        if outcome == Outcome::Unsupported {
            self.unsupported += 1;
            if exceptions.unsupported.contains_key(set) {
                self.seen_unsupported.insert(set.to_owned());
            } else {
                self.unexpected.push(format!("{set} {id} is not supported, and the set is not listed ({comment})"));
            }
            return;
        }
        let as_expected = match result {
            "valid" => outcome == Outcome::Verified,
            "invalid" | "acceptable" => outcome == Outcome::Refused,
            _ => false,
        };
        match (as_expected, exceptions.divergent.contains_key(&key)) {
            (true, _) => self.passed += 1,
            (false, true) => {
                self.divergent += 1;
                self.seen_divergent.insert(key);
            }
            (false, false) => self.unexpected.push(format!("{set} {id} is {result}, and {outcome:?} ({comment})")),
        }
    }

    /// Prints the summary, and fails on anything unexpected and on exceptions that are none any more.
    ///
    /// # Panics
    /// When the suite fails.
    pub fn finish(mut self, suite: &str, exceptions: &Exceptions) {
        for set in exceptions.unsupported.keys().filter(|set| !self.seen_unsupported.contains(*set)) {
            self.unexpected.push(format!("{set} is listed as unsupported, and is not"));
        }
        for (set, id) in exceptions.divergent.keys().filter(|key| !self.seen_divergent.contains(*key)) {
            self.unexpected.push(format!("{set} {id} is listed as divergent, and is not"));
        }
        println!(
            "{suite}: {} cases as expected, {} divergent as listed, {} of algorithms that are not implemented, {} unexpected",
            self.passed,
            self.divergent,
            self.unsupported,
            self.unexpected.len()
        );
        if !self.unexpected.is_empty() {
            panic!("{suite}:\n{}", self.unexpected.join("\n"));
        }
    }
}

/// The octets of a text of hexadecimal digits; empty when it is none.
#[must_use]
pub fn hex(text: &str) -> Vec<u8> {
    let digit = |octet: u8| char::from(octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let octets: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    octets.filter(|_| rest.is_empty()).unwrap_or_default()
}
