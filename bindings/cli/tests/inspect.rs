//! `inspect` names the kind of every file of the synthetic PKI, and never shows key material.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::process::Command;

use common::pki::{PASSWORD, path};
use common::{qoltanba, scratch};
use serde_json::Value;

fn inspect(name: &str) -> Value {
    let run = qoltanba(&["inspect", path(name).to_str().unwrap(), "--json"]);
    assert_eq!(run.status, 0, "{name}: {}", run.stderr);
    run.json
}

#[test]
fn every_kind_of_file_is_named() {
    for (name, kind) in [
        ("gost2015/individual.cer", "certificate"),
        ("ca/root-gost2004.cer", "certificate"),
        ("crl/nca-gost2015.crl", "crl"),
        ("crl/nca-gost2015-delta.crl", "crl"),
        ("signed/cms/gost2015.cms", "cms"),
        ("signed/cms/ber.cms", "cms"),
        ("signed/cms/pem.cms", "cms"),
        ("ocsp/good.ors", "ocsp-response"),
        ("tsa/gost2015.tst", "timestamp-token"),
        ("signed/xml/rsa.xml", "xml"),
        ("signed/wss/gost2015.xml", "xml"),
        ("signed/barcode/1.xml", "barcode"),
    ] {
        assert_eq!(inspect(name)["kind"], kind, "{name}");
    }
}

#[test]
fn a_list_is_described_by_its_fields() {
    let base = inspect("crl/nca-gost2015.crl");
    assert_eq!(
        (base["this_update"].as_str(), base["next_update"].as_str()),
        (Some("2026-06-01T00:00:00Z"), Some("2026-12-01T00:00:00Z"))
    );
    assert!(base["delta_base"].is_null() && base["entries"].as_u64().unwrap() > 5, "{base:#}");
    let delta = inspect("crl/nca-gost2015-delta.crl");
    assert_eq!(delta["this_update"], "2026-06-15T00:00:00Z");
    assert!(!delta["delta_base"].is_null(), "{delta:#}");
    assert_eq!(inspect("crl/odd/empty-delta.crl")["entries"], 0);
}

#[test]
fn a_key_file_is_described_without_its_keys() {
    let run = |name: &str, password: &str| {
        let file = path(&format!("p12/{name}.p12"));
        Command::new(env!("CARGO_BIN_EXE_qoltanba"))
            .env("QOLTANBA_TEST_PASSWORD", password)
            .args(["inspect", file.to_str().unwrap(), "--password-env", "QOLTANBA_TEST_PASSWORD", "--json"])
            .output()
            .unwrap()
    };
    for (name, algorithm, keys) in [
        ("rsa-individual-sign", "rsa", 1),
        ("gost2004-head", "gost34310-2004", 1),
        ("gost2004-employee-tumar", "gost34310-2004", 1),
        ("gost2015-256-individual", "gost34310-2015-256", 1),
        ("two-keys", "gost34310-2015-512", 2),
    ] {
        let output = run(name, PASSWORD);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&json["kind"], json["keys"].as_array().unwrap().len()), (&"pkcs12".into(), keys), "{name}");
        assert_eq!(json["keys"][0]["algorithm"], algorithm, "{name}");
    }
    let wrong = run("gost2015-individual", "not the password");
    assert_eq!((wrong.status.code(), wrong.stdout.len()), (Some(3), 0));
    let line = String::from_utf8(wrong.stderr).unwrap();
    assert!(line.lines().count() == 1 && !line.contains("not the password"), "{line}");
}

#[test]
fn a_key_file_without_its_password_asks_for_it() {
    let run = qoltanba(&["inspect", path("p12/gost2015-individual.p12").to_str().unwrap()]);
    run.expect_unusable("no password");
    assert!(run.stderr.contains("--password-env"), "{}", run.stderr);
}

#[test]
fn what_is_nothing_known_is_unusable() {
    let folder = scratch("inspect-unusable");
    for (name, bytes) in [("empty", &b""[..]), ("text", b"no file of any kind"), ("cut", b"\x30\x82\x10\x00\x30")] {
        std::fs::write(folder.join(name), bytes).unwrap();
        qoltanba(&["inspect", folder.join(name).to_str().unwrap(), "--json"]).expect_unusable(name);
    }
}
