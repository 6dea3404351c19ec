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
fn the_notes_of_a_run_are_none_of_its_documents() {
    let folder = folder("notes", &[GOOD]);
    let note = folder.join("done.jsonl").display().to_string();
    for _ in 0..2 {
        let run = verify(&[&folder], &["--json", "--resume", &note]);
        assert_eq!((run.status, lines(&run).len()), (0, 1), "{}", run.stderr);
    }
    std::fs::remove_file(folder.join(GOOD.0)).unwrap();
    verify(&[&folder], &["--json", "--resume", &note]).expect_unusable("nothing but notes");
}

/// A folder that was to have documents and has none is not passed over; the others are judged.
#[test]
fn an_empty_folder_among_documents_is_said() {
    let (folder, empty) = (folder("full", &[GOOD]), folder("empty", &[]));
    std::fs::create_dir_all(empty.join("within")).unwrap();
    let run = verify(&[&empty, &folder], &["--json", "--quiet"]);
    let statuses: Vec<u64> = lines(&run).iter().map(|line| line["status"].as_u64().unwrap()).collect();
    assert_eq!((run.status, statuses, run.stderr.lines().count()), (3, vec![3, 0], 1), "{}", run.stderr);
    assert!(run.stderr.contains("/empty: there are no files in it"), "{}", run.stderr);
    verify(&[&empty, &empty], &["--json"]).expect_unusable("nothing at all");
}

/// Whatever stands in the folder and cannot be judged is in the list; nobody waits for it.
#[cfg(unix)]
#[test]
fn what_is_no_document_is_not_left_out() {
    use std::os::unix::fs::symlink;
    let (folder, elsewhere) = (folder("odd", &[GOOD]), folder("elsewhere", &[REVOKED]));
    symlink(folder.join("nothing"), folder.join("dangling")).unwrap();
    symlink(&elsewhere, folder.join("linked")).unwrap();
    symlink(elsewhere.join(REVOKED.0), folder.join("z.cms")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.join("socket")).unwrap();
    let run = verify(&[&folder], &["--json", "--quiet"]);
    let found: Vec<(String, u64)> = lines(&run)
        .iter()
        .map(|line| {
            (line["file"].as_str().unwrap().rsplit('/').next().unwrap().to_owned(), line["status"].as_u64().unwrap())
        })
        .collect();
    let expected = [("a.cms", 0), ("dangling", 3), ("linked", 3), ("pipe", 3), ("socket", 3), ("z.cms", 1)];
    assert_eq!(found, expected.map(|(file, status)| (file.to_owned(), status)));
    assert_eq!(run.status, 3);
}

/// A delta that is named and not there could condemn; trust that is named and not there is a fault. The folders that
/// orchestrators mount, with their hidden links, are whole.
#[cfg(unix)]
#[test]
fn a_link_to_nothing_is_not_passed_over_in_a_folder_of_evidence_or_trust() {
    use std::os::unix::fs::symlink;
    let mount = folder("mount", &[]);
    let data = mount.join("..2026_07_01");
    std::fs::create_dir_all(&data).unwrap();
    symlink("..2026_07_01", mount.join("..data")).unwrap();
    let put = |name: &str, from: &str| {
        std::fs::write(data.join(name), bytes(from)).unwrap();
        symlink(Path::new("..data").join(name), mount.join(name)).unwrap();
    };
    put("base.crl", "crl/nca-gost2015.crl");
    let document = path("gost2015/individual.cer").display().to_string();
    let check = |option: &str, folder: &Path| {
        let mut arguments = vec!["check-certificate".to_owned(), document.clone(), "--json".to_owned()];
        arguments.extend(pki::trust());
        arguments.extend([option.to_owned(), folder.display().to_string(), "--at".to_owned(), MOMENT.to_owned()]);
        qoltanba(&arguments)
    };
    check("--crl", &mount).expect("a mounted folder", "confirmed", &[]);
    symlink("..data/delta.crl", mount.join("delta.crl")).unwrap();
    let run = check("--crl", &mount);
    run.expect("a base list decides", "confirmed", &[]);
    assert!(run.detail("revocation").contains("delta.crl"), "and what is missing is named: {:#}", run.json);
    let nothing = folder("nothing", &[]);
    std::fs::create_dir_all(&nothing).unwrap();
    symlink("gone", nothing.join("only.crl")).unwrap();
    for option in ["--crl", "--ocsp"] {
        check(option, &nothing).expect(option, "undetermined", &["evidence-untrusted"]);
    }
    let index = mount.with_extension("qci");
    qoltanba(&["crl", "index", mount.to_str().unwrap(), "--out", index.to_str().unwrap()]).expect_unusable("an index");
    let trust = folder("trust", &[]);
    std::fs::create_dir_all(&trust).unwrap();
    std::fs::write(trust.join("root.cer"), bytes("ca/root-gost2015.cer")).unwrap();
    check("--intermediate", &trust);
    symlink("gone.cer", trust.join("other.cer")).unwrap();
    check("--intermediate", &trust).expect_unusable("trust");
}

#[test]
fn a_folder_of_parts_is_one_document_still() {
    let set = path("signed/barcode");
    let one = verify(&[&set], &["--json"]);
    assert_eq!(one.json["format"], "barcode", "{}", one.stderr);
    let each = verify(&[&set], &["--json", "--each"]);
    assert_eq!(lines(&each).len(), 5);
    // With a document in a folder within, it is a folder of documents: none is left out.
    let parts: Vec<(String, String)> =
        (1..=5).map(|number| (format!("{number}.xml"), format!("barcode/{number}.xml"))).collect();
    let mut files: Vec<(&str, &str)> = parts.iter().map(|(to, from)| (to.as_str(), from.as_str())).collect();
    assert_eq!(verify(&[&folder("parts", &files)], &["--json"]).json["format"], "barcode");
    files.push(REVOKED);
    assert_eq!(lines(&verify(&[&folder("parts-and-more", &files)], &["--json"])).len(), 6);
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
