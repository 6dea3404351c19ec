//! BoringSSL's lists and OCSP responses.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a suite that cannot run has failed"
)]

use std::path::Path;

use qoltanba::asn1::{PemBlock, decode_pem};
use qoltanba::crypto::{DigestAlgorithm, LegacyAlgorithms};
use qoltanba::path::{AnchorChecks, PathOptions, build};
use qoltanba::revocation::{CertId, Crl, Evidence, OcspRequest, OcspResponse, RevocationOptions, Status, status};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_tests::{Suite, corpora, json};

const WEEK: i64 = 7 * 24 * 3_600;

/// What the suites distinguish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Good,
    Revoked,
    NotUsable,
}

fn block<'a>(blocks: &'a [PemBlock], label: &str) -> Option<&'a [u8]> {
    blocks.iter().find(|block| block.label == label).map(|block| &*block.bytes)
}

fn certificate(blocks: &[PemBlock], label: &str) -> Result<Option<Certificate>, String> {
    block(blocks, label).map(|der| Certificate::from_der(der).map_err(|error| error.to_string())).transpose()
}

/// The status of `CERTIFICATE` under the authorities of the file.
fn ask(blocks: &[PemBlock], evidence: &Evidence, at: &str, legacy: LegacyAlgorithms) -> Result<Status, String> {
    let subject = certificate(blocks, "CERTIFICATE")?.unwrap();
    let issuer = certificate(blocks, "CA CERTIFICATE")?.unwrap();
    // The authorities are bare: most lack basicConstraints.
    let (anchor, others) = match certificate(blocks, "CA CERTIFICATE 2")? {
        None => (issuer, Vec::new()),
        Some(second) => (second, vec![issuer]),
    };
    let moment = Moment::parse(at).unwrap();
    let store = TrustStore::new(vec![TrustAnchor::from_certificate(&anchor)], others);
    let mut options = PathOptions::new(moment);
    options.anchor_checks = AnchorChecks::Ignore;
    options.algorithms.legacy = legacy;
    let path = build(&subject, &store, &[], &options).map_err(|error| error.to_string())?;
    let mut options = RevocationOptions::new(moment);
    options.anchor_checks = AnchorChecks::Ignore;
    options.algorithms.legacy = legacy;
    options.max_age = Some(WEEK);
    options.ocsp_max_age = WEEK;
    Ok(status(&subject, path.issuer(0).unwrap(), evidence, &store, &[], &options))
}

fn verdict(status: &Status) -> Verdict {
    match status {
        Status::Good { .. } => Verdict::Good,
        Status::Revoked { .. } | Status::OnHold { .. } => Verdict::Revoked,
        Status::Undetermined { .. } => Verdict::NotUsable,
    }
}

fn compare(found: Result<Status, String>, expected: Verdict) -> Result<(), String> {
    let found = found?;
    if verdict(&found) == expected { Ok(()) } else { Err(format!("{found:?} instead of {expected:?}")) }
}

fn read(path: &Path) -> Vec<PemBlock> {
    decode_pem(&String::from_utf8_lossy(&std::fs::read(path).unwrap())).unwrap()
}

/// A list remembers by which keys and under which policy it was verified: what the lenient policy took is not taken under
/// the strict one, and what the strict one refused is not refused under the lenient one.
#[test]
fn a_list_is_judged_under_each_policy_anew() {
    let Some(folder) = corpora("boringssl-pki/crl_unittest") else { return };
    let blocks = read(&folder.join("good.pem"));
    let (subject, anchor) = ("CERTIFICATE", "CA CERTIFICATE");
    let [subject, anchor] = [subject, anchor].map(|label| certificate(&blocks, label).unwrap().unwrap());
    let store = TrustStore::new(vec![TrustAnchor::from_certificate(&anchor)], Vec::new());
    let moment = Moment::parse("2017-03-09T00:00:00Z").unwrap();
    let mut options = PathOptions::new(moment);
    options.anchor_checks = AnchorChecks::Ignore;
    options.algorithms.legacy = LegacyAlgorithms::Accept;
    // Their RSA keys have 1024 bits.
    let path = build(&subject, &store, &[], &options).unwrap();
    let (lenient, strict) = (LegacyAlgorithms::Accept, LegacyAlgorithms::Refuse);
    for order in [[lenient, strict, lenient], [strict, lenient, strict]] {
        let mut evidence = Evidence::new();
        evidence.add_crl(Crl::from_der(block(&blocks, "CRL").unwrap()).unwrap());
        for legacy in order {
            let mut options = RevocationOptions::new(moment);
            options.anchor_checks = AnchorChecks::Ignore;
            options.algorithms.legacy = legacy;
            let found = status(&subject, path.issuer(0).unwrap(), &evidence, &store, &[], &options);
            let expected = if legacy == lenient { Verdict::Good } else { Verdict::NotUsable };
            assert_eq!(verdict(&found), expected, "{order:?} {legacy:?} {found:?}");
        }
    }
}

#[test]
fn lists() {
    let Some(folder) = corpora("boringssl-pki/crl_unittest") else { return };
    let mut suite = Suite::new("boringssl_crl");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let blocks = read(&path);
        let expected = match name.split(['_', '.']).next().unwrap() {
            "good" => Verdict::Good,
            "revoked" => Verdict::Revoked,
            "bad" | "invalid" => Verdict::NotUsable,
            other => panic!("{other}"),
        };
        let outcome = match Crl::from_der(block(&blocks, "CRL").unwrap()) {
            Err(_) if expected == Verdict::NotUsable => Ok(()),
            Err(error) => Err(error.to_string()),
            Ok(crl) => {
                let mut evidence = Evidence::new();
                evidence.add_crl(crl);
                // Their RSA keys have 1024 bits.
                compare(ask(&blocks, &evidence, "2017-03-09T00:00:00Z", LegacyAlgorithms::Accept), expected)
            }
        };
        suite.case(&name, outcome);
    }
    suite.finish(66);
}

#[test]
fn answers() {
    let Some(folder) = corpora("boringssl-pki/ocsp_unittest") else { return };
    let mut suite = Suite::new("boringssl_ocsp");
    let mut requests = 0;
    let verdicts = json(&folder.join("verdicts.json"));
    for case in verdicts["cases"].as_array().unwrap() {
        let name = case["file"].as_str().unwrap();
        let blocks = read(&folder.join(name));
        let expected = match case["revocation_status"].as_str().unwrap() {
            "GOOD" => Verdict::Good,
            "REVOKED" => Verdict::Revoked,
            "UNKNOWN" => Verdict::NotUsable,
            other => panic!("{other}"),
        };
        let outcome = match OcspResponse::from_der(block(&blocks, "OCSP RESPONSE").unwrap()) {
            Err(_) if expected == Verdict::NotUsable => Ok(()),
            Err(error) => Err(error.to_string()),
            Ok(response) => {
                let mut evidence = Evidence::new();
                evidence.add_ocsp(response);
                let at = "2017-03-05T00:00:00Z";
                // The default refuses what all but one are signed with: RSA with SHA-1.
                let strict = ask(&blocks, &evidence, at, LegacyAlgorithms::Refuse);
                let good = matches!(strict, Ok(Status::Good { .. }));
                assert_eq!(good, name == "good_response_sha256.pem", "{name}: {strict:?}");
                compare(ask(&blocks, &evidence, at, LegacyAlgorithms::Accept), expected)
            }
        };
        suite.case(name, outcome);

        // The request, against the one that comes with the case.
        if let (Ok(Some(subject)), Ok(Some(issuer))) =
            (certificate(&blocks, "CERTIFICATE"), certificate(&blocks, "CA CERTIFICATE"))
        {
            let id = CertId::new(&subject, issuer.spki(), DigestAlgorithm::Sha1).unwrap();
            assert_eq!(OcspRequest::new(id).to_der(), block(&blocks, "OCSP REQUEST").unwrap(), "{name}");
            requests += 1;
        }
    }
    suite.finish(36);
    assert_eq!(requests, 35);
}
