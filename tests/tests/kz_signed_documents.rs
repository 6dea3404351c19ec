//! Every key file of the national test set signs a document, and the verdict on it is the one that its certificate
//! deserves: by the manifest, the revocation lists of the set and the rules of purpose.

use qoltanba::check::{Check, Decision, Expected, JudgedAt, Reason, Report, Verifier};
use qoltanba::keystore::KeyStore;
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::sign::{Checked, OnRefusal, Signer, cms};
use qoltanba::signature::SignedDocument;
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_tests::{corpora, json};
use std::path::Path;

const ROOTS: [&str; 3] =
    ["CA_Test/ROOT/kuc_rsa_test.cer", "CA_Test/ROOT/kuc_gost_test.cer", "CA_Test/ROOT/root_test_gost_2022.cer"];
const AUTHORITIES: [&str; 3] =
    ["CA_Test/NCA/nca_rsa_test.cer", "CA_Test/NCA/nca_gost_test.cer", "CA_Test/NCA/nca_gost2022_test.cer"];

/// The roots and authorities in force; the retired ones of almost the same name are left out.
fn verifier(folder: &Path) -> Verifier {
    let read = |file: &str| std::fs::read(folder.join(file)).unwrap();
    let parse = |file: &&str| Certificate::from_der_or_pem(&read(file)).unwrap();
    let anchors = ROOTS.iter().map(|file| TrustAnchor::from_certificate(&parse(file))).collect();
    let mut evidence = Evidence::new();
    for entry in std::fs::read_dir(folder.join("CRL")).unwrap() {
        evidence.add_crl(Crl::from_der(&std::fs::read(entry.unwrap().path()).unwrap()).unwrap());
    }
    Verifier::new(TrustStore::new(anchors, AUTHORITIES.iter().map(parse).collect())).with_evidence(evidence)
}

/// What the manifest lets one expect: decision, and the reasons of the checks that did not pass.
fn deserved(entry: &serde_json::Value) -> (Decision, Vec<(Check, Reason)>) {
    let listed = entry["crl_status"]["listed"].as_array().unwrap();
    let reason = listed.iter().find_map(|one| one["reason"].as_str());
    let under_retired = entry["issuer_signature"]["under"][0].as_str().unwrap().contains("/old/");
    let authentication = entry["eku_oids"].as_array().unwrap().iter().any(|usage| usage == "1.3.6.1.5.5.7.3.2");
    let mut reasons = Vec::new();
    if under_retired {
        // Its issuer is not known, so nobody vouches for a list either.
        reasons.push((Check::Revocation, Reason::EvidenceUntrusted));
        reasons.push((Check::CertificatePath, Reason::IssuerUnknown));
    } else if !listed.is_empty() {
        let reason = if reason == Some("certificateHold") { Reason::OnHold } else { Reason::Revoked };
        reasons.push((Check::Revocation, reason));
    }
    if authentication {
        reasons.push((Check::KeyUsage, Reason::PurposeNotAllowed));
    }
    let decision = match (reasons.is_empty(), under_retired && !authentication) {
        (true, _) => Decision::Confirmed,
        (false, true) => Decision::Undetermined,
        (false, false) => Decision::Refused,
    };
    (decision, reasons)
}

fn reasons(report: &Report) -> Vec<(Check, Reason)> {
    let checks = report.checks().iter().chain(report.signers().iter().flat_map(|signer| &signer.checks));
    checks.filter_map(|check| Some((check.check, check.reason?))).collect()
}

#[test]
fn each_key_gets_the_verdict_of_its_certificate() {
    let Some(folder) = corpora("kz/sdk") else { return };
    let verifier = verifier(&folder);
    let manifest = json(&folder.join("manifest.json"));
    let at = Moment::parse("2024-01-01T00:00:00Z").unwrap();
    let mut counts = [0; 3];
    for entry in manifest["p12"].as_array().unwrap() {
        let file = entry["file"].as_str().unwrap();
        let store = KeyStore::open(&std::fs::read(folder.join(file)).unwrap(), "Qwerty12").unwrap();
        let signer = Signer::from_entry(store.only_entry().unwrap()).unwrap();
        let options = cms::Options { signing_time: Some(at), ..cms::Options::default() };
        let message = cms::sign(&signer, b"request", &options).unwrap();
        let document = SignedDocument::parse(&message).unwrap();
        let report = verifier.verify(&document, &Expected::anyone(), JudgedAt::given(at)).unwrap();
        let (decision, expected) = deserved(entry);
        assert_eq!((report.decision(), reasons(&report)), (decision, expected), "{file}");
        counts[match decision {
            Decision::Confirmed => 0,
            Decision::Refused => 1,
            Decision::Undetermined => 2,
        }] += 1;
    }
    println!("52 signed documents: {} confirmed, {} refused, {} undetermined", counts[0], counts[1], counts[2]);
    assert_eq!(counts.iter().sum::<usize>(), 52);
    assert!(counts[0] > 0 && counts[1] > 0 && counts[2] == 1);
}

#[test]
fn a_refused_certificate_does_not_sign_unless_the_caller_insists() {
    let Some(folder) = corpora("kz/sdk") else { return };
    let verifier = verifier(&folder);
    let manifest = json(&folder.join("manifest.json"));
    let inside = Moment::parse("2024-01-01T00:00:00Z").unwrap();
    let after = Moment::parse("2026-01-01T00:00:00Z").unwrap();
    let mut refused = 0;
    for entry in manifest["p12"].as_array().unwrap() {
        let file = entry["file"].as_str().unwrap();
        let store = KeyStore::open(&std::fs::read(folder.join(file)).unwrap(), "Qwerty12").unwrap();
        let key = store.only_entry().unwrap();
        for (at, decision) in [(inside, deserved(entry).0), (after, Decision::Refused)] {
            let check = |on_refusal| {
                let certificate = key.signing_certificate().unwrap();
                let moment = JudgedAt::given(at);
                Signer::checked(key.key(), certificate, &verifier, &Expected::anyone(), moment, on_refusal).unwrap()
            };
            match check(OnRefusal::Stop) {
                Checked::Allowed(..) => assert_ne!(decision, Decision::Refused, "{file} at {at}"),
                Checked::Refused(report) => {
                    assert_eq!((decision, report.decision()), (Decision::Refused, Decision::Refused), "{file} at {at}");
                    refused += 1;
                }
            }
            assert!(matches!(check(OnRefusal::SignAnyway), Checked::Allowed(..)), "{file} at {at}");
        }
    }
    assert!(refused > 52, "{refused}");
}
