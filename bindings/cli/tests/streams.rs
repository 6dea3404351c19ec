//! Where output goes, and what is said when it does not arrive: links, pipes and devices stay what they are.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::fs::{self, File};
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use common::pki::{PASSWORD, path};
use common::{qoltanba, scratch};
use qoltanba::revocation::index_file;
use qoltanba::signature::cms::SignedData;

const LIST: &str = "crl/nca-gost2015.crl";

fn folder(name: &str) -> PathBuf {
    let folder = scratch("streams").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// `crl index` into this path; what stands in the folder of the path must be no more than before.
fn index_into(out: &Path) {
    let run = qoltanba(&["crl", "index", path(LIST).to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.stderr);
}

fn is_index(file: &Path) -> bool {
    index_file::is_index_file(&fs::read(file).unwrap())
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn make(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

#[test]
fn a_link_stays_a_link() {
    let folder = folder("links");
    fs::create_dir(folder.join("real")).unwrap();
    fs::write(folder.join("real/there"), "old").unwrap();
    // One to a file, one to another link, one that leads to nothing yet.
    for (name, to) in [("one", "real/there"), ("two", "one"), ("new", "real/new")] {
        symlink(to, folder.join(name)).unwrap();
        index_into(&folder.join(name));
        assert!(fs::symlink_metadata(folder.join(name)).unwrap().is_symlink(), "{name}");
        assert!(is_index(&folder.join(name)), "{name}");
    }
    assert_eq!(
        (names(&folder.join("real")), names(&folder)),
        (vec!["new".to_owned(), "there".to_owned()], ["new", "one", "real", "two"].map(str::to_owned).to_vec(),)
    );
    symlink("round", folder.join("round")).unwrap();
    let run =
        qoltanba(&["crl", "index", path(LIST).to_str().unwrap(), "--out", folder.join("round").to_str().unwrap()]);
    run.expect_unusable("a link to itself");
    assert!(fs::symlink_metadata(folder.join("round")).unwrap().is_symlink());
}

#[test]
fn a_pipe_stays_a_pipe_and_gets_the_bytes() {
    let folder = folder("pipe");
    let pipe = folder.join("pipe");
    assert!(make("mkfifo", &[pipe.to_str().unwrap()]));
    let reader = thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    index_into(&pipe);
    assert!(index_file::is_index_file(&reader.join().unwrap()));
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(names(&folder), ["pipe"]);
}

/// A device of the test's own, with the numbers of `/dev/null`: only who may do anything can make one, or lose one.
#[test]
fn a_device_stays_a_device() {
    let folder = folder("device");
    let device = folder.join("null");
    if !make("mknod", &[device.to_str().unwrap(), "c", "1", "3"]) || File::options().write(true).open(&device).is_err()
    {
        eprintln!("skipped: this user or file system has no devices");
        return;
    }
    index_into(&device);
    assert!(fs::symlink_metadata(&device).unwrap().file_type().is_char_device());
    assert_eq!(names(&folder), ["null"]);
}

#[test]
fn a_file_is_replaced_whole_and_a_folder_is_not() {
    let folder = folder("plain");
    fs::write(folder.join("file"), "old").unwrap();
    let before = File::open(folder.join("file")).unwrap();
    index_into(&folder.join("file"));
    assert!(is_index(&folder.join("file")));
    assert_eq!(std::io::read_to_string(before).unwrap(), "old", "who has the old file open keeps it");
    let run = qoltanba(&["crl", "index", path(LIST).to_str().unwrap(), "--out", folder.to_str().unwrap()]);
    run.expect_unusable("a folder");
    assert_eq!(names(&folder), ["file"]);
}

/// A document, a key or an anchor would be gone with status 0: the output is named by mistake, by a link, or in a folder.
#[test]
fn what_is_read_is_not_written_over() {
    let folder = folder("read");
    let at = |name: &str| folder.join(name).display().to_string();
    let copy = |from: &str, name: &str| fs::copy(path(from), at(name)).unwrap();
    fs::create_dir(folder.join("trust")).unwrap();
    for (from, name) in [
        ("signed/cms/gost2015.cms", "document.cms"),
        ("ca/root-gost2015.cer", "trust/root.cer"),
        ("crl/nca-gost2015.crl", "base.crl"),
        ("p12/gost2015-individual.p12", "key.p12"),
        ("signed/content.txt", "content.txt"),
        ("signed/barcode/1.xml", "trust/1.xml"),
        ("signed/barcode/1.xml", "barcode-001.xml"),
    ] {
        copy(from, name);
    }
    fs::write(at("settings.toml"), "language = \"kk\"\n").unwrap();
    symlink("document.cms", at("link")).unwrap();
    fs::hard_link(at("key.p12"), at("key-again")).unwrap();
    let before: Vec<Vec<u8>> = names(&folder).iter().filter_map(|name| fs::read(at(name)).ok()).collect();
    let sign = ["sign", "content.txt", "--key", "key.p12", "--password-env", "P", "--format", "cms", "--out"];
    let verify = ["verify", "document.cms", "--trust", "trust", "--crl", "base.crl", "--html"];
    let settings = [&verify[..], &["settings.toml", "--config", "settings.toml"]].concat();
    let sync = ["crl", "sync", "http://127.0.0.1:9/x", "--cache", "cache", "--trust", "trust", "--metrics"];
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_qoltanba"));
        let output = command.current_dir(&folder).env("P", PASSWORD).args(arguments).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    for (arguments, option, out) in [
        (&verify[..], "--html", "document.cms"),
        (&verify, "--html", "link"),
        (&verify, "--html", "./trust/../base.crl"),
        (&verify, "--html", "trust/root.cer"),
        (&settings, "--html", ""),
        (&["verify", "link", "--html"], "--html", "document.cms"),
        (&["verify", "document.cms", "--content", "content.txt", "--html"], "--html", "content.txt"),
        (&sign, "--out", "key.p12"),
        (&sign, "--out", "key-again"),
        (&sign, "--out", "content.txt"),
        (&sync, "--metrics", "trust/root.cer"),
        (&["barcode", "decode", "trust", "--out"], "--out", "trust/1.xml"),
        (&["barcode", "encode", "barcode-001.xml", "--out"], "--out", "."),
    ] {
        let arguments = [arguments, if out.is_empty() { &[] } else { std::slice::from_ref(&out) }].concat();
        let (status, line) = run(&arguments);
        assert_eq!((status, line.lines().count()), (3, 1), "{arguments:?}: {line}");
        assert!(line.starts_with(&format!("qoltanba: {option}: ")) && line.contains("not written over"), "{line}");
    }
    let after: Vec<Vec<u8>> = names(&folder).iter().filter_map(|name| fs::read(at(name)).ok()).collect();
    assert_eq!(after, before);
    assert!(!folder.join("cache").exists(), "nothing was fetched");

    // What keeps all that it holds is written anew in its place: a document with one signature more, an index of lists.
    let add = [&sign[..], &["signed.cms"]].concat();
    assert_eq!(run(&add), (0, String::new()));
    let more = [&add[..], &["--add-to", "signed.cms"]].concat();
    assert_eq!(run(&more), (0, String::new()));
    let signed = fs::read(at("signed.cms")).unwrap();
    assert_eq!(SignedData::parse(&signed).unwrap().signers().len(), 2);
    assert_eq!(run(&["crl", "index", "base.crl", "--out", "lists.qci"]).0, 0);
    assert_eq!(run(&["crl", "index", "lists.qci", "base.crl", "--out", "lists.qci"]).0, 0);
    assert!(is_index(&folder.join("lists.qci")));
}

/// A result that nobody gets is no success; a reader that has enough is no failure.
#[test]
fn lost_output_is_status_3() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        eprintln!("skipped: there is no /dev/full");
        return;
    };
    let (certificate, document) = (path("gost2015/individual.cer"), path("signed/cms/gost2015.cms"));
    let (certificate, document) = (certificate.to_str().unwrap(), document.to_str().unwrap());
    for arguments in [
        &["verify", document, "--json"][..],
        &["verify", document],
        &["verify", document, document, "--json"],
        &["check-certificate", certificate, "--json"],
        &["inspect", certificate],
        &["id", "940140000385"],
        &["regulation", "list"],
        &["config", "example"],
        &["completions", "bash"],
        &["demo"],
        &["--help"],
        &["verify", document, "--html", "-"],
    ] {
        let command = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_qoltanba"));
            command.args(arguments);
            command
        };
        let output = command().stdout(full.try_clone().unwrap()).output().unwrap();
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), line.lines().count()), (Some(3), 1), "{arguments:?}: {line}");
        // A pipe whose reader is gone.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command().stdout(writer).stderr(Stdio::null()).output().unwrap();
        if arguments.last() != Some(&"-") {
            assert_ne!(output.status.code(), Some(3), "{arguments:?}");
        }
    }
}

#[test]
fn one_stream_has_one_form() {
    let document = path("signed/cms/gost2015.cms").display().to_string();
    qoltanba(&["verify", &document, "--html", "-", "--json"]).expect_unusable("a page and JSON");
    let page = qoltanba(&["verify", &document, "--html", "-"]).stdout;
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"), "{page}");
    let file = folder("form").join("lists.qci");
    index_into(&file);
    let mut command = Command::new(env!("CARGO_BIN_EXE_qoltanba"));
    let output = command.args(["crl", "index", path(LIST).to_str().unwrap(), "--out", "-"]).output().unwrap();
    assert_eq!(output.stdout, fs::read(file).unwrap());
}

/// A second reader would find nothing, and judge that.
#[test]
fn standard_input_is_read_by_one() {
    let certificate = path("gost2015/individual.cer");
    let mut arguments = vec!["check-certificate".to_owned(), "-".to_owned()];
    arguments.extend(common::pki::trust());
    for (list, status) in [(path(LIST).to_str().unwrap(), 0), ("-", 3), ("/dev/stdin", 3)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_qoltanba"));
        command.args(&arguments).args(["--at", common::pki::MOMENT, "--crl", list]);
        let output = command.stdin(File::open(&certificate).unwrap()).output().unwrap();
        let line = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), line.lines().count()), (Some(status), usize::from(status == 3)), "{line}");
    }
}

/// What `crl index` made is accepted wherever --crl is, also when it comes through a pipe.
#[test]
fn an_index_comes_through_standard_input_and_a_pipe() {
    let folder = folder("index");
    let (index, pipe) = (folder.join("lists.qci"), folder.join("pipe"));
    index_into(&index);
    let arguments = |list: &str| {
        let mut arguments =
            ["check-certificate", path("gost2015/individual.cer").to_str().unwrap()].map(str::to_owned).to_vec();
        arguments.extend(common::pki::trust());
        arguments.extend(["--at", common::pki::MOMENT, "--crl", list].map(str::to_owned));
        arguments
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_qoltanba"));
    let output = command.args(arguments("-")).stdin(File::open(&index).unwrap()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(make("mkfifo", &[pipe.to_str().unwrap()]));
    let writer = thread::spawn({
        let pipe = pipe.clone();
        move || fs::write(pipe, fs::read(index).unwrap()).unwrap()
    });
    let run = qoltanba(&arguments(pipe.to_str().unwrap()));
    assert_eq!(run.status, 0, "{}", run.stdout);
    writer.join().unwrap();
}
