//! `verify` over many documents: the stream, the table, the one status, and going on where a run ended.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::pki::{self, MOMENT, bytes, path};
use common::{Run, qoltanba, scratch};
use serde_json::Value;

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch("many").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    for (to, from) in files {
        let to = folder.join(to);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, bytes(&format!("signed/{from}"))).unwrap();
    }
    folder
}

fn verify(files: &[&Path], more: &[&str]) -> Run {
    let mut arguments = vec!["verify".to_owned()];
    arguments.extend(files.iter().map(|file| file.display().to_string()));
    arguments.extend(pki::trust());
    arguments.extend(pki::lists());
    arguments.extend(["--at".to_owned(), MOMENT.to_owned(), "--lang".to_owned(), "en".to_owned()]);
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    qoltanba(&arguments)
}

fn lines(run: &Run) -> Vec<Value> {
    run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const GOOD: (&str, &str) = ("a.cms", "cms/gost2015.cms");
const REVOKED: (&str, &str) = ("deep/b.cms", "cms/revoked.cms");
const FOREIGN: (&str, &str) = ("c.cms", "cms/foreign.cms");

#[test]
fn a_folder_is_judged_document_by_document() {
    let folder = folder("stream", &[GOOD, REVOKED, FOREIGN, ("x.xml", "xml/rsa.xml")]);
    std::fs::write(folder.join("z.txt"), "no document").unwrap();
    let run = verify(&[&folder], &["--json", "--jobs", "3"]);
    let found: Vec<(String, u64)> = lines(&run)
        .iter()
        .map(|line| {
            let file = Path::new(line["file"].as_str().unwrap()).strip_prefix(&folder).unwrap().display().to_string();
            (file, line["status"].as_u64().unwrap())
        })
        .collect();
    // In the order of the names, whichever thread was faster.
    let expected = [("a.cms", 0), ("c.cms", 2), ("deep/b.cms", 1), ("x.xml", 0), ("z.txt", 3)];
    assert_eq!(found, expected.map(|(file, status)| (file.to_owned(), status)));
    let schema: Value = serde_json::from_str(qoltanba::check::REPORT_SCHEMA).unwrap();
    for line in lines(&run).iter().filter(|line| line["status"] != 3) {
        jsonschema::validate(&schema, &line["report"]).unwrap();
        assert_eq!(line["decision"], line["report"]["decision"]);
    }
    assert_eq!(run.status, 3);
    // The unusable file has its line, and the table goes to people.
    assert!(run.stderr.lines().next().unwrap().contains("z.txt"), "{}", run.stderr);
    assert!(run.stderr.contains("confirmed"), "{}", run.stderr);
}

/// 3 > 1 > 2 > 0.
#[test]
fn the_status_is_that_of_the_worst_document() {
    let (a, b, c) = (path("signed/cms/gost2015.cms"), path("signed/cms/revoked.cms"), path("signed/cms/foreign.cms"));
    let none = path("signed/content.txt");
    for (files, status) in
        [(vec![&a, &a], 0), (vec![&a, &c], 2), (vec![&a, &c, &b], 1), (vec![&b, &a, &none], 3), (vec![&a, &none], 3)]
    {
        let files: Vec<&Path> = files.into_iter().map(PathBuf::as_path).collect();
        assert_eq!(verify(&files, &["--quiet"]).status, status, "{files:?}");
    }
}

#[test]
fn the_table_counts() {
    let folder = folder("table", &[GOOD, REVOKED, FOREIGN, ("d.cms", "cms/gost2004.cms")]);
    let run = verify(&[&folder], &[]);
    assert_eq!(run.status, 1);
    for (name, count) in [("confirmed", "2"), ("refused", "1"), ("undetermined", "1"), ("unusable", "0"), ("all", "4")]
    {
        let row = run.stdout.lines().find(|line| line.starts_with(name)).unwrap();
        assert_eq!(row.split_whitespace().last(), Some(count), "{row}");
    }
    assert!(run.stdout.contains("[revoked]") && !run.stdout.contains('\u{1b}'), "{}", run.stdout);
    assert_eq!(run.stderr, "", "no progress outside of a terminal");
    assert_eq!(verify(&[&folder], &["--quiet"]).stdout, "");
}

#[test]
fn a_run_goes_on_where_it_ended() {
    let folder = folder("resume", &[GOOD, REVOKED, FOREIGN]);
    let note = scratch("many").join("resume.jsonl");
    let _ = std::fs::remove_file(&note);
    let more = ["--json", "--resume", note.to_str().unwrap()];
    assert_eq!(verify(&[&folder], &more).status, 1);
    let text = std::fs::read_to_string(&note).unwrap();
    assert_eq!(text.lines().count(), 4);
    assert!(!text.contains("990101100010") && !text.contains("ҮЛГІ"), "{text}");
    // Undetermined is judged again; so is a document that is another one now, and the line that was cut off.
    let again = verify(&[&folder], &more);
    let before: Vec<bool> = lines(&again).iter().map(|line| line["before"] == true).collect();
    assert_eq!((again.status, before), (1, vec![true, false, true]));
    std::fs::write(folder.join("a.cms"), bytes("signed/cms/gost2004.cms")).unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).open(&note).unwrap();
    file.write_all(b"{\"file\":\"cut").unwrap();
    let changed = verify(&[&folder], &more);
    let before: Vec<bool> = lines(&changed).iter().map(|line| line["before"] == true).collect();
    assert_eq!(before, [false, false, true]);
    let last = verify(&[&folder], &more);
    assert_eq!(lines(&last)[0]["before"], true, "noted after the cut line");
    // Other evidence would give other verdicts.
    let other = verify(&[&folder], &[&more[..], &["--revocation", "chain"]].concat());
    other.expect_unusable("other options");
    verify(&[&folder], &[&more[..], &["--iin", "990101100010"]].concat()).expect_unusable("an identity");
}

#[test]
fn a_folder_of_parts_is_one_document_still() {
    let set = path("signed/barcode");
    let one = verify(&[&set], &["--json"]);
    assert_eq!(one.json["format"], "barcode", "{}", one.stderr);
    let each = verify(&[&set], &["--json", "--each"]);
    assert_eq!(lines(&each).len(), 5);
}

#[test]
fn one_document_goes_with_one_content_and_one_page() {
    let folder = folder("combined", &[GOOD]);
    let out = scratch("many").join("page.html").display().to_string();
    for option in ["--html", "--content"] {
        let run = verify(&[&folder], &[option, &out]);
        run.expect_unusable(option);
        assert!(run.stderr.contains(option), "{}", run.stderr);
    }
}

#[test]
fn standard_input_is_a_document() {
    let mut arguments =
        vec!["verify".to_owned(), "-".to_owned(), "--json".to_owned(), "--at".to_owned(), MOMENT.to_owned()];
    arguments.extend(pki::trust());
    arguments.extend(pki::lists());
    let mut child = Command::new(env!("CARGO_BIN_EXE_qoltanba"))
        .args(&arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&bytes("signed/cms/gost2015.cms")).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["decision"], "confirmed");
}
