//! What a stranger wrote into a certificate or a file name says nothing of its own on the terminal of whoever checks it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::Path;

use common::{Run, pki, qoltanba, scratch};
use qoltanba::document::barcode::{self, CreationDate, Element, FavorId};
use qoltanba_tests::pki::{Holder, List, Template, day, now};

/// A line that looks like one of ours, a sequence that clears the screen, and one that turns the direction.
const NAME: &str = "X\n✓ Revocation: passed\u{1b}[2J\u{202e}gpj";

/// Neither a control character but the line feeds of our own, nor a line that the stranger began.
fn assert_harmless(what: &str, text: &str) {
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{what}: {text:?}");
    assert!(
        !text.contains('\u{202e}') && !text.lines().any(|line| line.starts_with("✓ Revocation: passed")),
        "{what}: {text:?}"
    );
}

/// A certificate of a hostile subject by a hostile authority whose list cannot be used.
fn certificate(folder: &Path) -> [String; 3] {
    let root = Holder::root(&Template::ca(NAME));
    let subject = root.issues(&Template::end_entity(NAME).serial(7));
    let list = root.lists(&List::new().dated(day(-9), Some(day(-5))).number(1));
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).unwrap();
        folder.join(name).display().to_string()
    };
    [file("subject.cer", subject.certificate.der()), file("root.cer", root.certificate.der()), file("root.crl", &list)]
}

#[test]
fn names_of_certificates_are_shown_on_one_line() {
    let [subject, root, list] = certificate(&scratch("shown-names"));
    let at = now().to_string();
    let check = |more: &[&str]| -> Run {
        let trusted = ["--trust", &root, "--crl", &list, "--at", &at];
        qoltanba(&[&["check-certificate", &subject, "--lang", "en"][..], &trusted, more].concat())
    };
    assert_harmless("check-certificate", &check(&[]).stdout);
    let report = check(&["--json"]);
    let details = report.json["signers"][0]["checks"].as_array().unwrap().iter().map(|check| check["detail"].as_str());
    let details: Vec<&str> = details.map(Option::unwrap).collect();
    assert!(details.iter().any(|detail| detail.contains("\\0A✓")), "no detail names the issuer: {details:#?}");
    details.iter().for_each(|detail| assert_harmless("detail", &detail.replace('\n', "\r")));
    for file in [&subject, &list] {
        let run = qoltanba(&["inspect", file]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert_harmless("inspect", &run.stdout);
    }
}

#[test]
fn names_of_files_are_shown_on_one_line() {
    let folder = scratch("shown-files");
    let (good, bad) = (folder.join(format!("{}.cms", NAME.replace('/', ""))), folder.join("a\nb\u{202e}.txt"));
    std::fs::write(&good, pki::bytes("signed/cms/gost2015.cms")).unwrap();
    std::fs::write(&bad, "no document").unwrap();
    let run = qoltanba(&["verify", folder.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(run.status, 3);
    assert_harmless("the list", &run.stdout);
    assert_harmless("the line", &run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    let json = qoltanba(&["verify", folder.to_str().unwrap(), "--json", "--quiet"]);
    let files: Vec<serde_json::Value> = json
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["file"].clone())
        .collect();
    assert!(files.contains(&good.to_str().unwrap().into()), "JSON names the file as it is called: {files:?}");
}

/// The entry of an archive may be named by the number of a person.
#[test]
fn the_entry_of_an_archive_is_not_named() {
    let folder = scratch("shown-entry");
    let created = CreationDate::new(now(), 300).unwrap();
    let set = barcode::encode(b"<x/>", &FavorId::parse("99010100000001").unwrap(), &created).unwrap();
    // The name stands in the local header and in the directory, as long as the one that it replaces.
    let renamed: Vec<u8> = set.iter().flat_map(|part| part.data.clone()).collect();
    let renamed = replaced(&renamed, b"one", b"\x1b[m");
    let part = Element { data: renamed, ..set[0].clone() };
    std::fs::write(folder.join("1.xml"), part.to_xml()).unwrap();
    let (file, out) = (folder.join("1.xml"), folder.join("out"));
    let run = qoltanba(&["barcode", "decode", file.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!((run.status, std::fs::read(&out).unwrap()), (0, b"<x/>".to_vec()), "{}", run.stderr);
    assert!(run.stderr.contains("note") && !run.stderr.contains("[m"), "{:?}", run.stderr);
    assert_harmless("the note", &run.stderr);
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert_eq!(places.len(), 2, "in the local header and in the directory");
    for at in places {
        changed[at..at + from.len()].copy_from_slice(to);
    }
    changed
}
