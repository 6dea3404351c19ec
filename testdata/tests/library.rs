//! The library verifies what the generator signed: each certificate under exactly the authority that issued it.
#![cfg(test)]
#![cfg(feature = "generate")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use qoltanba::Certificate;
use qoltanba::crypto::AlgorithmPolicy;

/// The certificates of a folder of the set, by file name.
fn certificates(folder: &str) -> BTreeMap<String, Certificate> {
    let folder: PathBuf = qoltanba_testdata::folder().join(folder);
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let certificates = entries.filter(|path| path.extension().is_some_and(|extension| extension == "cer"));
    certificates
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let certificate = Certificate::from_der(&fs::read(&path).unwrap());
            (name.clone(), certificate.unwrap_or_else(|error| panic!("{name}: {error}")))
        })
        .collect()
}

/// The authorities whose key verifies the signature of `certificate`.
fn signers(certificate: &Certificate, authorities: &BTreeMap<String, Certificate>) -> Vec<String> {
    let verifies = |authority: &Certificate| {
        certificate.verify_signature(authority.public_key().unwrap(), AlgorithmPolicy::default()).is_ok()
    };
    let found = authorities.iter().filter(|(_, authority)| verifies(authority));
    found.map(|(name, _)| name.clone()).collect()
}

#[test]
fn every_subscriber_verifies_under_its_authority_and_no_other() {
    let authorities = certificates("ca");
    for (folder, authority) in [
        ("gost2015", "nca-gost2015"),
        ("gost2015-256", "nca-gost2015-256"),
        ("gost2004", "nca-gost2004"),
        ("rsa", "nca-rsa"),
        ("ecdsa", "nca-ecdsa"),
    ] {
        let subscribers = certificates(folder);
        assert!(subscribers.len() >= 2, "{folder}");
        for (name, certificate) in subscribers {
            assert_eq!(signers(&certificate, &authorities), [authority], "{folder}/{name}");
        }
    }
}

#[test]
fn every_authority_verifies_under_exactly_one() {
    let authorities = certificates("ca");
    assert!(authorities.len() >= 15);
    for (name, certificate) in &authorities {
        let signers = signers(certificate, &authorities);
        assert_eq!(signers.len(), 1, "{name}");
        assert_eq!(signers[0] == *name, certificate.is_self_issued(), "{name}");
    }
}

#[test]
fn look_alike_authorities_share_a_name_and_no_key() {
    let authorities = certificates("ca");
    for (one, other) in [("twin-a", "twin-b"), ("nca-gost2015", "foreign-authority")] {
        let (one, other) = (&authorities[one], &authorities[other]);
        assert!(one.subject().matches(&other.subject()));
        assert_ne!(one.spki(), other.spki());
    }
}

#[test]
fn attacks_verify_under_no_authority_that_they_name() {
    let authorities = certificates("ca");
    for (name, expected) in
        [("tampered", [].as_slice()), ("forged", &["foreign-authority"]), ("issued-by-subscriber", &[])]
    {
        let certificate = &certificates("attack")[name];
        assert_eq!(signers(certificate, &authorities), expected, "{name}");
    }
}
