//! Attacks on CMS messages, end to end. OpenSSL writes the messages with keys of the synthetic PKI, which are public.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::{Path, PathBuf};

use common::pki::{self, path, verify};
use common::{flip_byte, scratch};
use qoltanba::Certificate;
use qoltanba::asn1::encode_pem;
use qoltanba_tests::tools::run as tool;

/// A folder with a content, and the certificates and keys that OpenSSL signs with.
struct Desk(PathBuf);

impl Desk {
    /// `None` when OpenSSL is not installed.
    fn new(name: &str) -> Option<Self> {
        tool("openssl", &["version"])?;
        let folder = scratch(name);
        std::fs::write(folder.join("content.txt"), "Үлгі өтініш").unwrap();
        for holder in ["individual-sign", "individual-sign-other", "head-sign"] {
            let der = pki::bytes(&format!("rsa/{holder}.cer"));
            std::fs::write(folder.join(format!("{holder}.pem")), encode_pem("CERTIFICATE", &der)).unwrap();
        }
        Some(Self(folder))
    }

    /// `openssl cms -sign` by these holders of RSA keys (a certificate file and a key's holder each).
    fn sign(&self, name: &str, signers: &[(&str, &str)], more: &[&str]) -> PathBuf {
        let out = self.0.join(name);
        let content = self.0.join("content.txt");
        let keys = qoltanba_testdata::folder().join("../keys");
        let mut arguments: Vec<String> =
            ["cms", "-sign", "-binary", "-outform", "DER", "-in"].map(str::to_owned).into();
        arguments.extend([content.display().to_string(), "-out".into(), out.display().to_string()]);
        for (certificate, key) in signers {
            arguments.extend(["-signer".into(), self.0.join(format!("{certificate}.pem")).display().to_string()]);
            arguments.extend(["-inkey".into(), keys.join(format!("rsa-{key}.pem")).display().to_string()]);
        }
        arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = tool("openssl", &arguments).unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        out
    }
}

const OWN: (&str, &str) = ("individual-sign", "individual-sign");
const HEAD: (&str, &str) = ("head-sign", "head-sign");

fn changed(file: &Path, name: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> PathBuf {
    let path = file.with_file_name(name);
    std::fs::write(&path, change(std::fs::read(file).unwrap())).unwrap();
    path
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

#[test]
fn messages_of_openssl_are_judged_by_what_they_are() {
    let Some(desk) = Desk::new("verify-cms") else { return };
    let attached = ["-nodetach"];
    let good = desk.sign("good.cms", &[OWN], &attached);
    verify(&good, &["--iin", "990101100010"]).expect("good", "confirmed", &[]);
    for (name, more, reason) in [
        ("sha1", &["-md", "sha1"][..], "algorithm-not-allowed"),
        ("md5", &["-md", "md5"], "algorithm-not-allowed"),
        ("no-attributes", &["-noattr"], "signed-attributes-missing"),
        ("no-certificate", &["-nocerts"], "signer-certificate-missing"),
    ] {
        let file = desk.sign(&format!("{name}.cms"), &[OWN], &[&attached[..], more].concat());
        verify(&file, &[]).expect(name, "refused", &[reason]);
    }
    let content = "Үлгі өтініш".as_bytes();
    let other = "Үлгі өтінім".as_bytes();
    let forged = changed(&good, "changed.cms", |bytes| replaced(&bytes, content, other));
    verify(&forged, &[]).expect("changed content", "refused", &["digest-mismatch"]);
    // The signing time, which is a signed attribute: UTCTime of thirteen characters.
    let dated = changed(&good, "dated.cms", |bytes| {
        let oid = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];
        let at = bytes.windows(oid.len()).position(|window| window == oid).unwrap() + oid.len() + 4;
        flip_byte(&bytes, at + 3)
    });
    verify(&dated, &[]).expect("changed attribute", "refused", &["signature-invalid"]);
    let value = changed(&good, "value.cms", |bytes| flip_byte(&bytes, bytes.len() - 1));
    verify(&value, &[]).expect("changed value", "refused", &["signature-invalid"]);
}

#[test]
fn every_signer_counts() {
    let Some(desk) = Desk::new("verify-cms-two") else { return };
    let two = desk.sign("two.cms", &[OWN, HEAD], &["-nodetach"]);
    verify(&two, &["--bin", "700140000019"]).expect("two", "confirmed", &[]);
    let broken = changed(&two, "second.cms", |bytes| flip_byte(&bytes, bytes.len() - 1));
    let run = verify(&broken, &[]);
    run.expect("the last signature fails", "refused", &["signature-invalid"]);
    let signers = run.json["signers"].as_array().unwrap();
    let signature = |signer: &serde_json::Value| signer["checks"][0]["outcome"].as_str().unwrap().to_owned();
    let mut outcomes: Vec<String> = signers.iter().map(signature).collect();
    outcomes.sort();
    assert_eq!(outcomes, ["failed", "passed"], "each signer has an outcome of its own");
}

/// A certificate with the name, serial number and key identifier of another one around a key of one's own: the message
/// verifies, the path does not.
#[test]
fn a_forged_certificate_has_no_path() {
    let Some(desk) = Desk::new("verify-cms-forged") else { return };
    let key = |name: &str| {
        Certificate::from_der(&pki::bytes(name)).unwrap().public_key().unwrap().as_ring().unwrap().to_vec()
    };
    let (own, other) = (key("rsa/individual-sign.cer"), key("rsa/individual-sign-other.cer"));
    let forged = replaced(&pki::bytes("rsa/individual-sign.cer"), &own, &other);
    std::fs::write(desk.0.join("forged.pem"), encode_pem("CERTIFICATE", &forged)).unwrap();
    let file = desk.sign("forged.cms", &[("forged", "individual-sign-other")], &["-nodetach"]);
    let run = verify(&file, &["--iin", "990101100010"]);
    run.expect("forged", "refused", &["evidence-untrusted", "iin-missing", "path-invalid"]);
    assert_eq!(run.outcome("signature"), ("passed", None));
    // The genuine certificate at hand does not lend its path to the forger's signature.
    let genuine = path("rsa/individual-sign.cer").display().to_string();
    assert_eq!(verify(&file, &["--intermediate", &genuine]).status, 1);
}

#[test]
fn a_detached_message_needs_its_content_and_no_other() {
    let Some(desk) = Desk::new("verify-cms-detached") else { return };
    let file = desk.sign("detached.cms", &[OWN], &[]);
    let content = desk.0.join("content.txt").display().to_string();
    verify(&file, &["--content", &content]).expect("its content", "confirmed", &[]);
    let other = path("signed/content.txt").display().to_string();
    verify(&file, &["--content", &other]).expect("another content", "refused", &["digest-mismatch"]);
    assert_ne!(verify(&file, &[]).status, 0, "without a content nothing is confirmed");
    // Attached, and another content is claimed to be the signed one.
    let attached = desk.sign("attached.cms", &[OWN], &["-nodetach"]);
    assert_ne!(verify(&attached, &["--content", &other]).status, 0);
}

/// The stamped documents of the set: what a proven time changes, and what it does not.
#[test]
fn a_proven_time_protects_from_what_came_later_only() {
    for (document, decision, reasons, moment) in [
        ("by-rsa", "confirmed", &[][..], "timestamp"),
        ("by-gost2004", "confirmed", &[], "timestamp"),
        ("by-gost2015", "confirmed", &[], "timestamp"),
        ("expired-since", "confirmed", &[], "timestamp"),
        ("superseded", "confirmed", &[], "timestamp"),
        ("affiliation-changed", "confirmed", &[], "timestamp"),
        ("cessation", "confirmed", &[], "timestamp"),
        ("privilege-withdrawn", "confirmed", &[], "timestamp"),
        ("revoked-no-reason", "confirmed", &[], "timestamp"),
        ("key-compromise", "refused", &["revoked"], "timestamp"),
        ("on-hold", "refused", &["on-hold"], "timestamp"),
        ("after-revocation", "refused", &["revoked"], "timestamp"),
        ("other-imprint", "refused", &["timestamp-invalid"], "given"),
        ("later-than-the-moment", "refused", &["timestamp-invalid"], "given"),
        ("by-not-critical", "refused", &["timestamp-invalid"], "given"),
        ("by-foreign", "undetermined", &["timestamp-untrusted"], "given"),
    ] {
        let run = verify(&path(&format!("signed/stamped/{document}.cms")), &[]);
        run.expect(document, decision, reasons);
        assert_eq!(run.json["signers"][0]["moment"]["source"], moment, "{document}");
    }
    // The same stamp seen from before it was made.
    let early = verify(&path("signed/stamped/by-rsa.cms"), &["--at", "2026-05-10T09:00:00Z"]);
    assert_eq!(early.outcome("timestamp"), ("failed", Some("timestamp-invalid")));
    // N13: nothing is known of the revocation of the time stamping authority, nor of the signer.
    let unknown = pki::run("verify", &path("signed/stamped/by-rsa.cms"), &[], &[]);
    unknown.expect("no lists", "undetermined", &["no-evidence", "timestamp-untrusted"]);
}

/// No single flipped byte of a signed message is confirmed (a sample of the positions; the library's own tests take all).
#[test]
fn flipped_bytes_are_never_confirmed() {
    let folder = scratch("verify-cms-flips");
    for name in ["gost2015", "gost2004", "rsa", "ecdsa", "two-signers"] {
        let genuine = pki::bytes(&format!("signed/cms/{name}.cms"));
        for position in (0..genuine.len()).step_by(genuine.len() / 24) {
            let file = folder.join("flipped.cms");
            std::fs::write(&file, flip_byte(&genuine, position)).unwrap();
            let run = verify(&file, &[]);
            assert_ne!(run.status, 0, "{name}, byte {position}");
        }
    }
}
