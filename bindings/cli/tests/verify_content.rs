//! `verify --content`: every form uses the content that is given, or refuses it; none passes over it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use common::pki::{self, MOMENT, bytes, key_store, path, verify};
use common::scratch;
use qoltanba::Moment;
use qoltanba::crypto::{DigestAlgorithm, PrivateKey};
use qoltanba::oid::Oid;
use qoltanba::sign::timestamp::TimestampAuthority;
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::cms::SignedData;
use qoltanba::signature::jws;
use qoltanba_tests::authority::certificate_of;

const CONTENT: &[u8] = "Үлгі өтініш".as_bytes();

fn detached_cms() -> Vec<u8> {
    let store = key_store("rsa-individual-sign");
    let signer = Signer::from_entry(store.only_entry().unwrap()).unwrap();
    let options = cms::Options { encapsulation: cms::Encapsulation::Detached, ..cms::Options::default() };
    cms::sign(&signer, CONTENT, &options).unwrap()
}

/// A compact JWS without its payload (RFC 7515, appendix F).
fn detached_jws() -> Vec<u8> {
    let store = key_store("rsa-individual-sign");
    let signer = Signer::from_entry(store.only_entry().unwrap()).unwrap();
    let chain = [signer.certificate().der()];
    let whole = jws::sign_compact(CONTENT, signer.algorithm(), &chain, |octets| signer.sign(octets)).unwrap();
    let parts: Vec<&str> = whole.split('.').collect();
    format!("{}..{}", parts[0], parts[2]).into_bytes()
}

/// All parts of a set in one file.
fn barcodes() -> Vec<u8> {
    (1..=5).flat_map(|number| bytes(&format!("signed/barcode/{number}.xml"))).collect()
}

#[test]
fn every_form_uses_a_content_or_refuses_it() {
    let folder = scratch("verify-content");
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).unwrap();
        folder.join(name)
    };
    let (signed, other) = (file("content", CONTENT), file("other", b"nobody signed this"));
    let with = |document: &Path, content: &Path| verify(document, &["--content", content.to_str().unwrap()]);
    for (form, document) in [("cms", detached_cms()), ("jws", detached_jws())] {
        let document = file(form, &document);
        with(&document, &signed).expect(form, "confirmed", &[]);
        assert_eq!(with(&document, &other).status, 1, "{form}");
        with(&document, &folder.join("absent")).expect_unusable(form);
    }
    let whole = file("set.xml", &barcodes());
    verify(&whole, &[]).expect("a set in one file", "confirmed", &[]);
    for document in [
        path("signed/cms/gost2015.cms"),
        path("signed/cms/ber.cms"),
        path("signed/xml/rsa.xml"),
        path("signed/wss/gost2015.xml"),
        path("signed/jws/rsa.jws"),
        path("signed/barcode"),
        whole,
    ] {
        let name = document.display().to_string();
        verify(&document, &[]).expect(&name, "confirmed", &[]);
        with(&document, &other).expect_unusable(&name);
        with(&document, &folder.join("absent")).expect_unusable(&name);
    }
}

/// A token of the authority for timestamps over these octets.
fn stamp(octets: &[u8], imprint: DigestAlgorithm, moment: &str) -> qoltanba::Result<Vec<u8>> {
    let key = std::fs::read(path("../keys/tsa-rsa.pem")).unwrap();
    let (key, certificate) = (PrivateKey::from_der_or_pem(&key).unwrap(), certificate_of("tsa/rsa.cer"));
    let policy = Oid::parse("1.2.398.3.3.2.6.2").unwrap();
    let authority = TimestampAuthority::new(Signer::new(&key, &certificate).unwrap(), policy);
    authority.token(&imprint.digest(octets), 1, Moment::parse(moment).unwrap(), None)
}

/// An archive timestamp hashes the content by the digest of its imprint (EN 319 122-1, 5.5.3), and the national authority
/// answers requests with SHA-256 for signatures of any kind.
#[test]
fn an_archive_timestamp_may_hash_the_content_otherwise_than_the_signer() {
    let folder = scratch("verify-content-archived");
    let (file, content) = (folder.join("archived"), folder.join("content"));
    std::fs::write(&content, CONTENT).unwrap();
    for (name, imprint) in [
        ("gost2015-individual", DigestAlgorithm::Sha256),
        ("rsa-individual-sign", DigestAlgorithm::Sha512),
        ("rsa-individual-sign", DigestAlgorithm::Sha256),
    ] {
        let store = key_store(name);
        let signer = Signer::from_entry(store.only_entry().unwrap()).unwrap();
        let options = cms::Options { encapsulation: cms::Encapsulation::Detached, ..cms::Options::default() };
        let signed = cms::sign(&signer, CONTENT, &options).unwrap();
        let signed = SignedData::parse(&signed).unwrap();
        let token = stamp(signed.signers()[0].signature(), DigestAlgorithm::Sha256, "2026-06-20T12:00:00Z").unwrap();
        let stamped = cms::add_signature_timestamp(&signed, 0, &token).unwrap();
        let stamped = SignedData::parse(&stamped).unwrap();
        let archive = |octets: &[u8]| stamp(octets, imprint, "2026-06-25T12:00:00Z");
        let archived = cms::add_archive_timestamp(&stamped, 0, Some(CONTENT), imprint, archive).unwrap();
        std::fs::write(&file, archived).unwrap();
        verify(&file, &["--content", content.to_str().unwrap()]).expect(name, "confirmed", &[]);
    }
}

/// The content of a detached signature may come through a pipe, whatever the form; one of two things may.
#[test]
fn a_content_is_read_from_standard_input() {
    let folder = scratch("verify-content-piped");
    let run = |document: &str| {
        let mut arguments = vec!["verify".to_owned(), document.to_owned(), "--content".to_owned(), "-".to_owned()];
        arguments.extend(pki::trust());
        arguments.extend(pki::lists());
        arguments.extend(["--at".to_owned(), MOMENT.to_owned()]);
        let mut child = Command::new(env!("CARGO_BIN_EXE_qoltanba"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Who does not read it closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(CONTENT);
        let output = child.wait_with_output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    for (form, document) in [("cms", detached_cms()), ("jws", detached_jws())] {
        let file = folder.join(form);
        std::fs::write(&file, document).unwrap();
        assert_eq!(run(file.to_str().unwrap()), (0, String::new()), "{form}");
    }
    for document in if cfg!(unix) { &["-", "/dev/stdin"][..] } else { &["-"] } {
        let (status, line) = run(document);
        assert_eq!((status, line.lines().count(), line.contains("--content")), (3, 1, true), "{line}");
    }
}
