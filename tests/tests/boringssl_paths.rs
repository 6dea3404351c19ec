//! BoringSSL's path validation data: chains, builder inputs, certificate parsing, name constraints, policies.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a suite that cannot run has failed"
)]

use std::path::{Path, PathBuf};

use qoltanba::asn1::{PemBlock, Reader, Writer, decode_pem, tag};
use qoltanba::crypto::LegacyAlgorithms;
use qoltanba::oid;
use qoltanba::path::{AnchorChecks, PathErrorKind, PathOptions, Rule, build};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_tests::pki::{Critical, Holder, Template, now};
use qoltanba_tests::{Suite, corpora};

/// The blocks of a PEM file; lines that are commented out do not count.
fn blocks(path: &Path) -> Vec<PemBlock> {
    let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    decode_pem(&text.join("\n")).unwrap()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn case_name(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap().to_string_lossy().into_owned()
}

/// `DEFAULT`, or a UTCTime.
fn moment(text: &str) -> Moment {
    if text == "DEFAULT" {
        return Moment::parse("2021-10-05T12:00:00Z").unwrap();
    }
    let part = |from: usize| &text[from..from + 2];
    Moment::parse(&format!("20{}-{}-{}T{}:{}:{}Z", part(0), part(2), part(4), part(6), part(8), part(10))).unwrap()
}

/// Whether our verdict is the one expected: `Err` says how it is not.
fn chain(test: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(test).unwrap();
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(&format!("{key}: ")));
    let errors = text.split_once("expected_errors:").unwrap().1;
    let rejected = errors.lines().any(|line| line.starts_with("ERROR: "));

    let mut certificates = Vec::new();
    for block in blocks(&test.parent().unwrap().join(value("chain").unwrap())) {
        match Certificate::from_der(&block.bytes) {
            Ok(certificate) => certificates.push(certificate),
            Err(_) if rejected => return Ok(()),
            Err(error) => return Err(format!("accepted there, unreadable here: {error}")),
        }
    }
    let last = certificates.pop().unwrap();
    let target = certificates.first().cloned().unwrap_or_else(|| last.clone());
    let trust = value("last_cert_trust").unwrap();
    let anchors = match trust {
        "DISTRUSTED" | "UNSPECIFIED" => Vec::new(),
        _ => vec![TrustAnchor::from_certificate(&last)],
    };
    let mut options = PathOptions::new(moment(value("utc_time").unwrap()));
    if value("digest_policy").is_none() {
        options.algorithms.legacy = LegacyAlgorithms::Accept;
    }
    options.anchor_checks = if trust.contains("WITH") { AnchorChecks::Enforce } else { AnchorChecks::Ignore };
    let intermediates = certificates.get(1..).unwrap_or_default();
    match build(&target, &TrustStore::new(anchors, Vec::new()), intermediates, &options) {
        Ok(_) if rejected => {
            let first = errors.lines().find(|line| line.starts_with("ERROR: ")).unwrap_or_default();
            Err(format!("refused there ({first})"))
        }
        Ok(_) => Ok(()),
        Err(_) if rejected => Ok(()),
        Err(error) => Err(format!("accepted there ({trust}): {error}")),
    }
}

#[test]
fn chains() {
    let Some(folder) = corpora("boringssl-pki/verify_certificate_chain_unittest") else { return };
    let mut suite = Suite::new("boringssl_chains");
    for test in files(&folder, "test") {
        suite.case(&case_name(&test, &folder), chain(&test));
    }
    suite.finish(197);
}
