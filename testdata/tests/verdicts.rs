//! The library's answer for every signed document of the set, at the reference moment, with all roots, authorities and
//! current lists at hand. The expected words follow from the plan and the contract of the command line.
#![cfg(test)]
#![cfg(feature = "generate")]

use std::collections::BTreeSet;
use std::fs;

use qoltanba::check::{Decision, Expected, JudgedAt, MomentSource, Report, Verifier};
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::Content;
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_testdata::{demo, file};

/// The files of a folder whose name passes the filter.
fn names(folder: &str, keep: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = fs::read_dir(qoltanba_testdata::folder().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| keep(name)).map(|name| format!("{folder}/{name}")).collect()
}

fn certificates(keep: impl Fn(&str) -> bool) -> Vec<Certificate> {
    let read = |name: &String| Certificate::from_der(&file(name).unwrap()).unwrap();
    names("ca", keep).iter().map(read).collect()
}

fn verifier() -> Verifier {
    let anchors = certificates(|name| name.starts_with("root-"));
    let anchors = anchors.iter().map(TrustAnchor::from_certificate).collect();
    let others = certificates(|name| !name.starts_with("root-") && !name.starts_with("foreign-root"));
    let mut evidence = Evidence::new();
    for name in names("crl", |name| name.ends_with(".crl") && !name.ends_with("-stale.crl")) {
        evidence.add_crl(Crl::from_vec(file(&name).unwrap()).unwrap());
    }
    Verifier::new(TrustStore::new(anchors, others)).with_evidence(evidence)
}

fn verify(verifier: &Verifier, name: &str) -> Report {
    let (bytes, content) = (file(name).unwrap(), file("signed/content.txt").unwrap());
    let document = if name == "signed/cms/detached.cms" {
        SignedDocument::parse_detached(&bytes, Content::from_bytes(&content))
    } else {
        SignedDocument::parse(&bytes)
    };
    let document = document.unwrap_or_else(|error| panic!("{name}: {error}"));
    verifier.verify(&document, &Expected::anyone(), JudgedAt::given(Moment::from_unix(demo::MOMENT_UNIX))).unwrap()
}

/// Documents that are not confirmed, and why. Every other document is confirmed.
static NOT_CONFIRMED: &[(&str, &[&str])] = &[
    ("cms/auth-key.cms", &["purpose-not-allowed"]),
    ("cms/revoked.cms", &["revoked"]),
    ("cms/on-hold.cms", &["on-hold"]),
    ("cms/expired-since.cms", &["expired"]),
    ("cms/foreign.cms", &["evidence-untrusted", "issuer-unknown"]),
    ("cms/two-signers-one-revoked.cms", &["revoked"]),
    ("cms/without-certificates.cms", &["signer-certificate-missing"]),
    ("cms/without-signers.cms", &["no-signature"]),
    ("stamped/key-compromise.cms", &["revoked"]),
    ("stamped/on-hold.cms", &["on-hold"]),
    ("stamped/after-revocation.cms", &["revoked"]),
    ("stamped/later-than-the-moment.cms", &["timestamp-invalid"]),
    ("stamped/other-imprint.cms", &["timestamp-invalid"]),
    ("stamped/by-foreign.cms", &["timestamp-untrusted"]),
    // RFC 3161, 2.3: the extension is there and critical, or the certificate is no TSA's.
    ("stamped/by-not-critical.cms", &["timestamp-invalid"]),
    ("forged/signature.cms", &["signature-invalid"]),
    ("forged/digest.cms", &["digest-mismatch"]),
    ("forged/content.cms", &["digest-mismatch"]),
    ("forged/digest-twice.cms", &["signature-invalid"]),
    ("forged/two-digests.cms", &["signature-invalid"]),
    ("forged/without-attributes.cms", &["signed-attributes-missing"]),
    ("xml/revoked.xml", &["revoked"]),
    ("xml/changed.xml", &["digest-mismatch"]),
    ("wss/changed.xml", &["digest-mismatch"]),
];

#[test]
fn every_document_is_confirmed_or_not_for_the_planned_reason() {
    let verifier = verifier();
    let folders = ["cms", "stamped", "forged", "xml", "wss", "jws"];
    let documents: Vec<String> =
        folders.iter().flat_map(|folder| names(&format!("signed/{folder}"), |_| true)).collect();
    assert!(documents.len() > 55);
    for (name, _) in NOT_CONFIRMED {
        assert!(documents.contains(&format!("signed/{name}")), "{name} is not in the set");
    }
    let mut differences = Vec::new();
    for name in &documents {
        let planned = NOT_CONFIRMED.iter().find(|(planned, _)| *name == format!("signed/{planned}"));
        let expected = planned.map_or([].as_slice(), |(_, reasons)| reasons);
        let report = verify(&verifier, name);
        let signers = report.signers().iter().flat_map(|signer| &signer.checks);
        let found: BTreeSet<&str> =
            report.checks().iter().chain(signers).filter_map(|result| Some(result.reason?.name())).collect();
        let found: Vec<&str> = found.into_iter().collect();
        if found != expected || (report.decision() == Decision::Confirmed) != expected.is_empty() {
            differences.push(format!("{name}: {:?} {found:?}, planned {expected:?}", report.decision()));
        }
    }
    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn every_report_is_read_again_from_its_json() {
    let verifier = verifier();
    for folder in ["cms", "stamped", "forged", "xml", "wss", "jws"] {
        for name in names(&format!("signed/{folder}"), |_| true) {
            let report = verify(&verifier, &name);
            assert_eq!(Report::from_json(&report.to_json()).as_ref(), Ok(&report), "{name}");
            assert_eq!(Report::from_json(&report.to_json_pretty()).as_ref(), Ok(&report), "{name}");
        }
    }
}

/// N14: one signer's time-stamp says nothing of the other's.
#[test]
fn each_signer_has_the_moment_of_its_own_stamp() {
    let report = verify(&verifier(), "signed/stamped/two-signers.cms");
    let mut moments: Vec<String> = report.signers().iter().map(|signer| signer.moment.at.to_string()).collect();
    moments.sort();
    assert_eq!(moments, ["2026-05-10T09:00:05Z", "2026-06-10T12:00:00Z"]);
    assert!(report.signers().iter().all(|signer| signer.moment.source == MomentSource::Timestamp));
}
