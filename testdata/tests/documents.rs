//! The library on the signed documents and key files of the set: whether each signature holds. Standing of the
//! certificates is another question.
#![cfg(test)]
#![cfg(feature = "generate")]

use std::fs;

use qoltanba::Certificate;
use qoltanba::crypto::AlgorithmPolicy;
use qoltanba::keystore::KeyStore;
use qoltanba::signature::cms::{SignaturePolicy, SignedData};
use qoltanba::signature::jws::SignedJws;
use qoltanba::signature::xml::{Coverage, DigestOutcome, SignedXml};
use qoltanba_testdata::file;

/// The files of a folder that end with `extension`.
fn names(folder: &str, extension: &str) -> Vec<String> {
    let entries = fs::read_dir(qoltanba_testdata::folder().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(extension)).map(|name| format!("{folder}/{name}")).collect()
}

/// The outcome of each signer: the reason of a refusal, or `holds`.
fn cms_outcomes(name: &str) -> Vec<&'static str> {
    let (bytes, content) = (file(name).unwrap(), file("signed/content.txt").unwrap());
    let message = SignedData::parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let supplied = message.unverified_content().is_none().then_some(content.as_slice());
    let content = message.content(supplied).unwrap();
    let verify = |signer| message.verify(signer, &content, &[], SignaturePolicy::default());
    message.signers().iter().map(|signer| verify(signer).map_or_else(|no| no.reason.word(), |_| "holds")).collect()
}

#[test]
fn every_honest_message_holds() {
    let honest = [names("signed/cms", ".cms"), names("signed/stamped", ".cms"), names("tsa", ".tst")].concat();
    assert!(honest.len() > 35);
    for name in honest {
        let expected: &[&str] = match name.as_str() {
            "signed/cms/without-signers.cms" => &[],
            "signed/cms/without-certificates.cms" => &["signer-certificate-missing"],
            two if two.contains("two-signers") => &["holds", "holds"],
            _ => &["holds"],
        };
        assert_eq!(cms_outcomes(&name), expected, "{name}");
    }
}

#[test]
fn every_forged_message_is_refused_for_its_reason() {
    for (name, expected) in [
        ("signature", "signature-invalid"),
        ("digest", "digest-mismatch"),
        ("content", "digest-mismatch"),
        ("digest-twice", "signature-invalid"),
        ("two-digests", "signature-invalid"),
        ("without-attributes", "signed-attributes-missing"),
    ] {
        assert_eq!(cms_outcomes(&format!("signed/forged/{name}.cms")), [expected], "{name}");
    }
}

/// Each token is over the signature value beside it, except where the file says otherwise.
#[test]
fn stamped_messages_carry_a_token_for_each_signer() {
    for name in names("signed/stamped", ".cms") {
        let bytes = file(&name).unwrap();
        let message = SignedData::parse(&bytes).unwrap();
        for signer in message.signers() {
            let tokens: Vec<&[u8]> = signer.signature_timestamps().collect();
            assert_eq!(tokens.len(), 1, "{name}");
            let token = SignedData::parse(tokens[0]).unwrap();
            let info = token.unverified_content().unwrap();
            let imprint = qoltanba::crypto::DigestAlgorithm::Sha256.digest(signer.signature());
            let found = info.windows(32).any(|window| window == imprint.as_bytes());
            assert_eq!(found, name != "signed/stamped/other-imprint.cms", "{name}");
        }
    }
}

#[test]
fn xml_signatures_hold_and_cover_their_document_unless_it_was_changed() {
    for name in [names("signed/xml", ".xml"), names("signed/wss", ".xml")].concat() {
        let bytes = file(&name).unwrap();
        let document = SignedXml::parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let policy = AlgorithmPolicy::default();
        assert!(!document.signatures().is_empty(), "{name}");
        for signature in document.signatures() {
            let certificate = Certificate::from_der(&signature.key_info().certificates[0]).unwrap();
            signature.verify_value(certificate.public_key().unwrap(), policy).unwrap_or_else(|_| panic!("{name}"));
            assert!(matches!(signature.coverage(), Coverage::Covered { .. }), "{name}");
            let outcome = document.check_digests(signature, policy).unwrap();
            // Of two signatures the earlier one is judged as if the later one were not there yet.
            let expected = if name.ends_with("changed.xml") { "mismatch" } else { "hold" };
            let found = match outcome {
                DigestOutcome::Hold => "hold",
                DigestOutcome::Mismatch => "mismatch",
                other => panic!("{name}: {other:?}"),
            };
            assert_eq!(found, expected, "{name}");
        }
    }
}

#[test]
fn jws_signatures_hold() {
    for name in names("signed/jws", ".jws") {
        let message = SignedJws::parse(&file(&name).unwrap(), None).unwrap();
        assert_eq!(message.payload(), file("signed/content.txt").unwrap());
        for signature in message.signatures() {
            let certificate = Certificate::from_der(&signature.certificates()[0]).unwrap();
            let key = certificate.public_key().unwrap();
            assert!(signature.verify_value(key, AlgorithmPolicy::default()).is_ok(), "{name}");
        }
    }
}

/// The keys of the files are those of their certificates: the library takes a certificate for a key by its public half.
#[test]
fn key_files_open_and_their_keys_match() {
    for name in names("p12", ".p12") {
        let store = KeyStore::open(&file(&name).unwrap(), "Ulgi2026").unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(store.entries().len(), if name == "p12/two-keys.p12" { 2 } else { 1 }, "{name}");
        for entry in store.entries() {
            assert!(entry.signing_certificate().is_ok(), "{name}");
        }
        assert!(KeyStore::open(&file(&name).unwrap(), "Ulgi2027").is_err());
    }
}
