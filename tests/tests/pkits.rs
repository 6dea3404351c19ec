//! NIST PKITS, 2048-bit edition: 246 runs over the tests of sections 4.1 to 4.16.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a suite that cannot run has failed"
)]

use std::path::Path;

use qoltanba::oid::Oid;
use qoltanba::path::{ExplicitPolicy, Inhibit, InitialPolicies, PathOptions, build};
use qoltanba::revocation::{Crl, Evidence, RevocationOptions, Status, UndeterminedReason, chain_status};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_tests::{Suite, corpora, json};
use serde_json::Value;

/// What PKITS calls for, and what was found.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Accepted,
    PathRefused,
    Revoked,
    /// No usable revocation data.
    Undetermined,
    Stale,
}

struct Run {
    verdict: Verdict,
    detail: String,
}

fn certificate(folder: &Path, name: &str) -> Result<Certificate, String> {
    let bytes = std::fs::read(folder.join("certs").join(name)).unwrap();
    Certificate::from_der_or_pem(&bytes).map_err(|error| format!("{name}: {error}"))
}

fn names<'a>(case: &'a Value, key: &str) -> Vec<&'a str> {
    case[key].as_array().into_iter().flatten().map(|name| name.as_str().unwrap()).collect()
}

fn run(folder: &Path, case: &Value) -> Result<Run, String> {
    let refused = |detail: String| Ok(Run { verdict: Verdict::PathRefused, detail });
    let moment = Moment::parse("2022-05-01T00:00:00Z").unwrap();
    let anchor = certificate(folder, "TrustAnchorRootCertificate.crt").unwrap();
    let store = TrustStore::new(vec![TrustAnchor::from_certificate(&anchor)], Vec::new());
    let given = if case["path_intermediates"].is_array() { "path_intermediates" } else { "other_certs" };
    let mut untrusted = Vec::new();
    for name in names(case, given) {
        match certificate(folder, name) {
            Ok(certificate) => untrusted.push(certificate),
            Err(error) => return refused(error),
        }
    }
    if untrusted.iter().any(|certificate| certificate.public_key().is_err()) {
        return Err("a key of an algorithm that is not supported".to_owned());
    }
    // "The path could not be validated" includes certificates that cannot even be parsed.
    let end_entity = match certificate(folder, case["cert"].as_str().unwrap()) {
        Ok(end_entity) => end_entity,
        Err(error) => return refused(error),
    };
    let mut options = PathOptions::new(moment);
    let parameters = &case["params"];
    if let Some(policies) = parameters["user_initial_policy_set"].as_array() {
        let policies = policies.iter().map(|policy| Oid::parse(policy.as_str().unwrap()).unwrap()).collect();
        options.policies.initial = InitialPolicies::Only(policies);
    }
    if parameters["initial_explicit_policy"] == true {
        options.policies.explicit = ExplicitPolicy::Required;
    }
    if parameters["initial_policy_mapping_inhibit"] == true {
        options.policies.mapping = Inhibit::Inhibit;
    }
    if parameters["initial_any_policy_inhibit"] == true {
        options.policies.any_policy = Inhibit::Inhibit;
    }
    let path = match build(&end_entity, &store, &untrusted, &options) {
        Ok(path) => path,
        Err(error) => return refused(error.to_string()),
    };
    let expected_length = usize::try_from(case["path_len"].as_u64().unwrap()).unwrap();
    if case["error"].is_null() && path.certificates().len() + 1 != expected_length {
        return Err(format!("the path has {} certificates with the anchor", path.certificates().len() + 1));
    }

    let mut evidence = Evidence::new();
    for name in std::iter::once("TrustAnchorRootCRL.crl").chain(names(case, "crls")) {
        let bytes = std::fs::read(folder.join("crls").join(name)).unwrap();
        match Crl::from_der(&bytes) {
            Ok(crl) => evidence.add_crl(crl),
            Err(error) => eprintln!("{name} is not usable: {error}"),
        }
    }
    let statuses = chain_status(&path, &evidence, &store, &untrusted, &RevocationOptions::new(moment));
    let required = case["revocation"] != Value::Bool(false);
    let mut result = Run { verdict: Verdict::Accepted, detail: String::new() };
    for (index, status) in statuses {
        let (verdict, detail) = match status {
            Status::Good { .. } => continue,
            Status::Revoked { .. } | Status::OnHold { .. } => (Verdict::Revoked, String::new()),
            Status::Undetermined { reason: UndeterminedReason::NoEvidence, .. } if !required => continue,
            Status::Undetermined { reason: UndeterminedReason::StaleEvidence, detail, .. } => (Verdict::Stale, detail),
            Status::Undetermined { detail, .. } => (Verdict::Undetermined, detail),
        };
        if result.verdict == Verdict::Accepted || verdict == Verdict::Revoked {
            result = Run { verdict, detail: format!("certificate {index}: {detail}") };
        }
    }
    Ok(result)
}

#[test]
fn every_case_has_its_verdict() {
    let Some(folder) = corpora("pkits") else { return };
    let mut suite = Suite::new("pkits");
    for case in json(&folder.join("pkits.json")).as_array().unwrap() {
        let expected = match case["error"]["class"].as_str() {
            None => Verdict::Accepted,
            Some("PathValidationError") => Verdict::PathRefused,
            Some("RevokedError") => Verdict::Revoked,
            Some("InsufficientRevinfoError") => Verdict::Undetermined,
            Some("StaleRevinfoError") => Verdict::Stale,
            Some(other) => panic!("unknown class {other}"),
        };
        let outcome = run(&folder, case).and_then(|run| {
            let text = format!("{:?} instead of {expected:?} ({}) {}", run.verdict, case["name"], run.detail);
            // No usable data: whether it is stale, or unusable otherwise, is not part of that class.
            let agrees =
                run.verdict == expected || (expected == Verdict::Undetermined && run.verdict == Verdict::Stale);
            agrees.then_some(()).ok_or(text)
        });
        suite.case(case["id"].as_str().unwrap(), outcome);
    }
    suite.finish(246);
}
