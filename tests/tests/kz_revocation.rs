//! The national test set and the production authorities: who signed whom, and what the lists say, as the manifests
//! give it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a suite that cannot run has failed"
)]

use std::collections::BTreeMap;
use std::path::Path;

use qoltanba::crypto::AlgorithmPolicy;
use qoltanba::path::{PathErrorKind, PathOptions, build};
use qoltanba::revocation::{Crl, Evidence, RevocationOptions, Status, UndeterminedReason, chain_status, status};
use qoltanba::trust::{TrustAnchor, TrustStore, official_name};
use qoltanba::{Certificate, Moment};
use qoltanba_tests::{corpora, json};
use serde_json::Value;

fn certificate(folder: &Path, file: &str) -> Certificate {
    Certificate::from_der_or_pem(&std::fs::read(folder.join(file)).unwrap()).unwrap()
}

fn crl(folder: &Path, file: &str) -> Crl {
    Crl::from_der(&std::fs::read(folder.join(file)).unwrap()).unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn authorities(folder: &Path, manifest: &Value, key: &str) -> BTreeMap<String, Certificate> {
    list(manifest, key)
        .iter()
        .map(|entry| entry["file"].as_str().unwrap().to_owned())
        .map(|file| (file.clone(), certificate(folder, &file)))
        .collect()
}

fn store(authorities: &BTreeMap<String, Certificate>) -> TrustStore {
    let (roots, others): (Vec<_>, Vec<_>) = authorities.values().cloned().partition(Certificate::is_self_issued);
    TrustStore::new(roots.iter().map(TrustAnchor::from_certificate).collect(), others)
}

fn evidence<'a>(folder: &Path, files: impl IntoIterator<Item = &'a str>) -> Evidence {
    let mut evidence = Evidence::new();
    files.into_iter().for_each(|file| evidence.add_crl(crl(folder, file)));
    evidence
}

const ALL_LISTS: [&str; 6] = [
    "CRL/nca_d_gost_test.crl",
    "CRL/nca_d_gost_test_2022.crl",
    "CRL/nca_d_rsa_test.crl",
    "CRL/nca_gost_test.crl",
    "CRL/nca_gost_test_2022.crl",
    "CRL/nca_rsa_test.crl",
];

/// Inside every validity period and every list of the set.
const IN_FORCE: &str = "2023-12-15T00:00:00Z";

fn signers(certificate: &Certificate, authorities: &BTreeMap<String, Certificate>) -> Vec<String> {
    let verifies = |authority: &Certificate| {
        let key = authority.public_key().unwrap();
        certificate.verify_signature(key, AlgorithmPolicy::default()).is_ok()
    };
    authorities.iter().filter(|(_, authority)| verifies(authority)).map(|(file, _)| file.clone()).collect()
}

#[test]
fn every_signature_verifies_under_the_authority_of_the_manifest() {
    let mut count = 0;
    if let Some(folder) = corpora("kz/sdk") {
        let manifest = json(&folder.join("manifest.json"));
        let authorities = authorities(&folder, &manifest, "ca");
        for entry in list(&manifest, "p12") {
            let file = entry["certificate_file"].as_str().unwrap();
            let under: Vec<&str> =
                list(&entry["issuer_signature"], "under").iter().map(|file| file.as_str().unwrap()).collect();
            assert_eq!(signers(&certificate(&folder, file), &authorities), under, "{file}");
            count += 1;
        }
        for entry in list(&manifest, "crl") {
            let file = entry["file"].as_str().unwrap();
            let list = crl(&folder, file);
            assert_eq!(u64::try_from(list.entries().unwrap()).ok(), entry["entry_count"].as_u64(), "{file}");
            assert_eq!(list.number().map(ToString::to_string), Some(entry["number"].to_string()), "{file}");
            assert_eq!(
                list.delta_base().map_or("null".to_owned(), ToString::to_string),
                entry["delta_base"].to_string(),
                "{file}"
            );
            assert_eq!(Some(list.this_update().to_string().as_str()), entry["this_update"].as_str(), "{file}");
            assert_eq!(list.next_update().map(|moment| moment.to_string()).as_deref(), entry["next_update"].as_str());
            assert_eq!(Some(list.issuer().to_string().as_str()), entry["issuer"].as_str(), "{file}");
        }
    }
    if let Some(folder) = corpora("kz/ca") {
        let manifest = json(&folder.join("manifest.json"));
        let authorities = authorities(&folder, &manifest, "certificates");
        for entry in list(&manifest, "certificates") {
            let file = entry["file"].as_str().unwrap();
            let under: Vec<&str> =
                list(entry, "signature_verifies_under").iter().map(|file| file.as_str().unwrap()).collect();
            let certificate = certificate(&folder, file);
            assert_eq!(signers(&certificate, &authorities), under, "{file}");
            assert_eq!(official_name(&certificate.sha256()), file.strip_suffix(".cer"), "{file}");
            count += 1;
        }
    }
    eprintln!("{count} certificates compared");
}

#[test]
fn every_certificate_has_the_status_that_the_lists_give_it() {
    let Some(folder) = corpora("kz/sdk") else { return };
    let manifest = json(&folder.join("manifest.json"));
    let authorities = authorities(&folder, &manifest, "ca");
    let store = store(&authorities);
    let evidence = evidence(&folder, ALL_LISTS);
    let at = moment(IN_FORCE);
    let (mut good, mut revoked, mut on_hold, mut undetermined, mut newest) = (0, 0, 0, 0, 0);
    for entry in list(&manifest, "p12") {
        let file = entry["certificate_file"].as_str().unwrap();
        let subject = certificate(&folder, file);
        let path =
            build(&subject, &store, &[], &PathOptions::new(at)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let under = list(&entry["issuer_signature"], "under");
        assert_eq!(path.certificates()[1], authorities[under[0].as_str().unwrap()], "{file}");
        assert!(path.anchor().official_name().is_some_and(|name| name.contains("test")), "{file}");

        let found = status(&subject, path.issuer(0).unwrap(), &evidence, &store, &[], &RevocationOptions::new(at));
        let listed = list(&entry["crl_status"], "listed");
        match (found, listed) {
            (Status::Good { used, notes }, []) => {
                // All lists are of 2023-11-17; what was issued later is not in them, which is worth knowing.
                let newer = entry["not_before"].as_str().unwrap() > "2023-11-18";
                assert_eq!(notes.len(), usize::from(newer), "{file}: {notes:?}");
                newest += usize::from(newer);
                assert!(!list(&entry["crl_status"], "issuer_crls").is_empty(), "{file}");
                // The empty delta was merged with its base (tolerance T7).
                assert_eq!(used.len(), 2, "{file}");
                good += 1;
            }
            (Status::Revoked { reason, date, .. }, [listed]) => {
                assert_eq!(reason.map(|reason| reason.name()), listed["reason"].as_str(), "{file}");
                assert_eq!(Some(date.to_string().as_str()), listed["revocation_date"].as_str(), "{file}");
                revoked += 1;
            }
            (Status::OnHold { date, .. }, [listed]) => {
                assert_eq!(listed["reason"], "certificateHold", "{file}");
                assert_eq!(Some(date.to_string().as_str()), listed["revocation_date"].as_str(), "{file}");
                on_hold += 1;
            }
            (Status::Undetermined { reason, .. }, []) => {
                // Signed by the retired authority, of which the set has no list.
                assert!(list(&entry["crl_status"], "issuer_crls").is_empty(), "{file}");
                assert_eq!(reason, UndeterminedReason::EvidenceUntrusted, "{file}");
                undetermined += 1;
            }
            (found, listed) => panic!("{file}: {found:?}, but the manifest has {listed:?}"),
        }
    }
    eprintln!("{good} good, {revoked} revoked, {on_hold} on hold, {undetermined} undetermined");
    assert_eq!((good, revoked + on_hold, undetermined), (27, 24, 1));
    assert!(newest > 0);
}

/// The first certificate of this kind that no list names.
fn unlisted(folder: &Path, manifest: &Value, kind: &str) -> Certificate {
    let files = list(manifest, "p12").iter().filter(|entry| list(&entry["crl_status"], "listed").is_empty());
    let file = files.map(|entry| entry["certificate_file"].as_str().unwrap()).find(|file| file.contains(kind)).unwrap();
    certificate(folder, file)
}

/// N3, N6 and the contract of the command line.
#[test]
fn without_current_evidence_of_the_issuer_nothing_is_good() {
    let Some(folder) = corpora("kz/sdk") else { return };
    let manifest = json(&folder.join("manifest.json"));
    let store = store(&authorities(&folder, &manifest, "ca"));
    let subject = unlisted(&folder, &manifest, "GOST512");
    let ask = |files: &[&str], at: &str| {
        let at = moment(at);
        let path = build(&subject, &store, &[], &PathOptions::new(moment(IN_FORCE))).unwrap();
        let evidence = evidence(&folder, files.iter().copied());
        status(&subject, path.issuer(0).unwrap(), &evidence, &store, &[], &RevocationOptions::new(at))
    };
    let undetermined = |status: Status| match status {
        Status::Undetermined { reason, .. } => reason,
        other => panic!("{other:?}"),
    };
    let base = "CRL/nca_gost_test_2022.crl";
    assert!(matches!(ask(&[base], IN_FORCE), Status::Good { .. }));
    assert_eq!(undetermined(ask(&[], IN_FORCE)), UndeterminedReason::NoEvidence);
    assert_eq!(undetermined(ask(&[base], "2024-05-16T00:00:00Z")), UndeterminedReason::StaleEvidence);
    assert_eq!(undetermined(ask(&[base], "2023-11-01T00:00:00Z")), UndeterminedReason::StaleEvidence);
    assert_eq!(undetermined(ask(&["CRL/nca_rsa_test.crl"], IN_FORCE)), UndeterminedReason::EvidenceUntrusted);
    // Both ends of the period count.
    let list = crl(&folder, base);
    assert!(matches!(ask(&[base], &list.this_update().to_string()), Status::Good { .. }));
    assert!(matches!(ask(&[base], &list.next_update().unwrap().to_string()), Status::Good { .. }));
    // A delta alone clears nobody.
    assert_eq!(undetermined(ask(&["CRL/nca_d_gost_test_2022.crl"], IN_FORCE)), UndeterminedReason::NoEvidence);
}

#[test]
fn a_list_with_any_byte_changed_clears_nobody() {
    let Some(folder) = corpora("kz/sdk") else { return };
    let manifest = json(&folder.join("manifest.json"));
    let store = store(&authorities(&folder, &manifest, "ca"));
    let subject = unlisted(&folder, &manifest, "RSA256");
    let at = moment(IN_FORCE);
    let path = build(&subject, &store, &[], &PathOptions::new(at)).unwrap();
    let original = std::fs::read(folder.join("CRL/nca_rsa_test.crl")).unwrap();
    let ask = |bytes: &[u8]| {
        let mut evidence = Evidence::new();
        evidence.add_crl(Crl::from_der(bytes).ok()?);
        Some(status(&subject, path.issuer(0).unwrap(), &evidence, &store, &[], &RevocationOptions::new(at)))
    };
    assert!(matches!(ask(&original), Some(Status::Good { .. })));
    let mut refused = 0;
    for place in 0..original.len() {
        let mut changed = original.clone();
        changed[place] ^= 0x01;
        match ask(&changed) {
            None => refused += 1,
            Some(Status::Undetermined { reason: UndeterminedReason::EvidenceUntrusted, .. }) => {}
            Some(other) => panic!("byte {place}: {other:?}"),
        }
    }
    eprintln!("{} lists with one bit changed, {refused} of them malformed", original.len());
}

#[test]
fn the_production_authorities_build_paths_to_their_roots() {
    let Some(folder) = corpora("kz/ca") else { return };
    let manifest = json(&folder.join("manifest.json"));
    let authorities = authorities(&folder, &manifest, "certificates");
    let store = store(&authorities);
    for (file, root, at) in [
        ("nca_gost_2022.cer", "root_gost_2022", "2026-01-01T00:00:00Z"),
        ("nca_rsa_2022.cer", "root_rsa_2020", "2026-01-01T00:00:00Z"),
        ("ucgo_gost.cer", "root_gost_2020", "2026-01-01T00:00:00Z"),
        // Issued a year before the certificate of its issuer begins (tolerance T8).
        ("btsd_gost.cer", "root_gost_2020", "2026-01-01T00:00:00Z"),
        ("nca_gost.cer", "root_gost", "2024-01-01T00:00:00Z"),
        ("nca_rsa.cer", "root_rsa", "2024-01-01T00:00:00Z"),
    ] {
        let path = build(&authorities[file], &store, &[], &PathOptions::new(moment(at))).unwrap();
        assert_eq!(path.anchor().official_name(), Some(root), "{file}");
        let statuses = chain_status(&path, &Evidence::new(), &store, &[], &RevocationOptions::new(moment(at)));
        assert!(matches!(
            statuses.as_slice(),
            [(0, Status::Undetermined { reason: UndeterminedReason::NoEvidence, .. })]
        ));
    }
    // The anchor's own validity is enforced.
    let expired = build(&authorities["nca_gost.cer"], &store, &[], &PathOptions::new(moment("2026-01-01T00:00:00Z")));
    let error = expired.unwrap_err();
    assert!(matches!(error.kind(), PathErrorKind::Invalid(_)), "{error}");
    // The other root with the same CN does not help.
    let others =
        authorities.iter().filter(|(file, _)| *file != "root_gost.cer").map(|(file, own)| (file.clone(), own.clone()));
    let error = build(
        &authorities["nca_gost.cer"],
        &self::store(&others.collect()),
        &[],
        &PathOptions::new(moment("2024-01-01T00:00:00Z")),
    )
    .unwrap_err();
    assert_eq!(*error.kind(), PathErrorKind::IssuerUnknown);
}
