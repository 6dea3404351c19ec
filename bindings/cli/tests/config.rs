//! The configuration file: what it says holds, options go before it, and faults have a line and a key.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::pki::{MOMENT, path};
use common::{qoltanba, scratch};

fn file(name: &str, text: &str) -> PathBuf {
    let file = scratch("config").join(name);
    std::fs::write(&file, text).unwrap();
    file
}

fn sound(name: &str, language: &str) -> PathBuf {
    let (ca, crl) = (path("ca").display().to_string(), path("crl/nca-rsa.crl").display().to_string());
    file(
        name,
        &format!(
            "language = \"{language}\"\n[trust]\nanchors = [\"{ca}/root-rsa.cer\"]\nintermediates = \"{ca}/nca-rsa.cer\"\n\
             [evidence]\ncrl = [\"{crl}\"]\n"
        ),
    )
}

fn check(config: &Path, more: &[&str]) -> common::Run {
    let certificate = path("rsa/individual-sign.cer").display().to_string();
    let config = config.display().to_string();
    let arguments = ["check-certificate", &certificate, "--at", MOMENT, "--config", &config];
    qoltanba(&[&arguments, more].concat())
}

#[test]
fn the_file_stands_in_for_options() {
    let config = sound("sound.toml", "ru");
    check(&config, &["--json"]).expect("by file", "confirmed", &[]);
    let words = check(&config, &[]);
    assert!(words.stdout.contains("ПОДТВЕРЖ"), "{}", words.stdout);
    let words = check(&config, &["--lang", "en"]);
    assert!(words.stdout.contains("CONFIRMED"), "{}", words.stdout);
    // An option takes the place of what the file names, it does not add to it.
    let other = path("crl/nca-gost2015.crl").display().to_string();
    check(&config, &["--json", "--crl", &other]).expect("by option", "undetermined", &["evidence-untrusted"]);
    check(&config, &["--json", "--revocation", "off"]).expect("off", "undetermined", &["no-evidence"]);
    let variable = Command::new(env!("CARGO_BIN_EXE_qoltanba"))
        .env("QOLTANBA_CONFIG", &config)
        .args(["check-certificate", path("rsa/individual-sign.cer").to_str().unwrap(), "--at", MOMENT, "--quiet"])
        .output()
        .unwrap();
    assert_eq!((variable.status.code(), variable.stdout.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn every_fault_is_one_line_with_its_place() {
    let good = qoltanba(&["config", "check", sound("good.toml", "kk").to_str().unwrap()]);
    assert_eq!((good.status, good.stderr.as_str()), (0, ""));
    let faulty = file(
        "faulty.toml",
        "language = \"kz\"\n[trust]\nanchors = [\"absent.cer\", \"faulty.toml\"]\n[online]\norder = true\nhosts = []\n",
    );
    let run = qoltanba(&["config", "check", faulty.to_str().unwrap()]);
    assert_eq!((run.status, run.stdout.as_str()), (3, ""));
    let lines: Vec<&str> = run.stderr.lines().collect();
    let expected =
        [":1: language:", ":3: trust.anchors:", ":3: trust.anchors:", ":5: online.order:", ":6: online.hosts:"];
    assert_eq!(lines.len(), expected.len(), "{}", run.stderr);
    for (line, place) in lines.iter().zip(expected) {
        assert!(line.contains(&format!("faulty.toml{place}")), "{line}");
    }
    // Another command says the first fault, and does nothing.
    let used = check(&faulty, &["--json"]);
    used.expect_unusable("a faulty file");
    assert!(used.stderr.contains("faulty.toml:1: language:"), "{}", used.stderr);
    check(Path::new("/absent.toml"), &[]).expect_unusable("no file");
}

#[test]
fn the_example_is_printed() {
    let run = qoltanba(&["config", "example"]);
    assert_eq!(run.status, 0);
    for key in ["[trust]", "[evidence]", "[online]", "crl_urls", "cache"] {
        assert!(run.stdout.contains(key), "{key}");
    }
}

#[test]
fn every_command_has_a_page_of_the_manual() {
    let folder = scratch("man");
    let run = qoltanba(&["man", "--out", folder.to_str().unwrap()]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    for (page, words) in
        [("qoltanba.1", "crl"), ("qoltanba-verify.1", "\\-\\-iin"), ("qoltanba-crl-sync.1", "\\-\\-watch")]
    {
        let text = std::fs::read_to_string(folder.join(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(text.contains(words), "{page} does not name {words}");
    }
}
