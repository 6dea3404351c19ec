//! Runs the command and reads what it says. Every report is held against the published schema.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

pub(crate) mod pki;

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// What a run of the command gave.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The report, or null.
    pub(crate) json: Value,
}

impl Run {
    fn check(&self, name: &str) -> &Value {
        let document = self.json["checks"].as_array().into_iter().flatten();
        let signers = self.json["signers"].as_array().into_iter().flatten();
        document
            .chain(signers.flat_map(|signer| signer["checks"].as_array().into_iter().flatten()))
            .find(|check| check["check"] == name)
            .unwrap_or_else(|| panic!("no check {name} in {:#}", self.json))
    }

    /// Outcome and reason of the first check of this name.
    #[allow(dead_code, reason = "not every suite asks for it")]
    pub(crate) fn outcome(&self, name: &str) -> (&str, Option<&str>) {
        let check = self.check(name);
        (check["outcome"].as_str().unwrap(), check["reason"].as_str())
    }

    /// Every reason that is given, of the document and of all signers, sorted.
    #[allow(dead_code, reason = "not every suite asks for it")]
    pub(crate) fn reasons(&self) -> Vec<&str> {
        let document = self.json["checks"].as_array().into_iter().flatten();
        let signers = self.json["signers"].as_array().into_iter().flatten();
        let all = document.chain(signers.flat_map(|signer| signer["checks"].as_array().into_iter().flatten()));
        let mut reasons: Vec<&str> = all.filter_map(|check| check["reason"].as_str()).collect();
        reasons.sort_unstable();
        reasons
    }

    /// Holds the decision, the exit status that belongs to it, and all reasons against what is expected.
    #[allow(dead_code, reason = "not every suite asks for it")]
    pub(crate) fn expect(&self, what: &str, decision: &str, reasons: &[&str]) {
        let status = match decision {
            "confirmed" => 0,
            "refused" => 1,
            "undetermined" => 2,
            other => panic!("{other} is no decision"),
        };
        assert_eq!(self.status, status, "{what}: {}{:#}", self.stderr, self.json);
        assert_eq!(self.json["decision"], decision, "{what}");
        assert_eq!(self.json["refusal"].is_null(), decision != "refused", "{what}: {:#}", self.json["refusal"]);
        let mut expected = reasons.to_vec();
        expected.sort_unstable();
        assert_eq!(self.reasons(), expected, "{what}: {:#}", self.json);
    }

    /// Holds that nothing was decided: status 3, no report, one line.
    #[allow(dead_code, reason = "not every suite asks for it")]
    pub(crate) fn expect_unusable(&self, what: &str) {
        assert_eq!(self.status, 3, "{what}: {}{}", self.stderr, self.stdout);
        assert_eq!(self.stdout, "", "{what}");
        assert_eq!(self.stderr.lines().count(), 1, "{what}: {}", self.stderr);
    }

    /// The sentence of the first check of this name.
    #[allow(dead_code, reason = "not every suite asks for it")]
    pub(crate) fn detail(&self, name: &str) -> &str {
        self.check(name)["detail"].as_str().unwrap()
    }
}

/// Runs the command.
pub(crate) fn qoltanba<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_qoltanba")).args(arguments).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let json: Value = serde_json::from_str(&stdout).unwrap_or_default();
    if json["schema"] == "qoltanba.report/1" {
        let schema: Value = serde_json::from_str(qoltanba::check::REPORT_SCHEMA).unwrap();
        if let Err(error) = jsonschema::validate(&schema, &json) {
            panic!("the report breaks its schema: {error}\n{json:#}");
        }
    }
    Run { status: output.status.code().unwrap(), stdout, stderr: String::from_utf8(output.stderr).unwrap(), json }
}

/// A folder of this test's own.
#[allow(dead_code, reason = "not every suite asks for it")]
pub(crate) fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// The same bytes with the lowest bit of one changed.
#[allow(dead_code, reason = "not every suite asks for it")]
pub(crate) fn flip_byte(bytes: &[u8], position: usize) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    changed[position] ^= 1;
    changed
}
