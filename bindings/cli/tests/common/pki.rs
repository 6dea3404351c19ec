//! The synthetic national PKI of `testdata/`, as arguments of the command.

#![allow(dead_code, reason = "not every suite asks for everything")]

use std::path::{Path, PathBuf};

use qoltanba::keystore::KeyStore;

use super::{Run, qoltanba};

/// The moment at which every file of the set is current that is not called otherwise.
pub(crate) const MOMENT: &str = "2026-07-01T00:00:00Z";
/// The password of all key files of the set, which is public.
pub(crate) const PASSWORD: &str = "Ulgi2026";

/// A file of the set.
pub(crate) fn path(name: &str) -> PathBuf {
    qoltanba_testdata::folder().join(name)
}

/// Its bytes.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Its text.
pub(crate) fn text(name: &str) -> String {
    String::from_utf8(bytes(name)).unwrap()
}

/// A key file of the set.
pub(crate) fn key_store(name: &str) -> KeyStore {
    KeyStore::open(&bytes(&format!("p12/{name}.p12")), PASSWORD).unwrap()
}

fn list(option: &str, folder: &str, keep: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = std::fs::read_dir(path(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|file| file.is_file() && keep(file.file_name().unwrap().to_str().unwrap())).collect();
    files.sort();
    let names = files.iter().map(|file| file.display().to_string());
    std::iter::once(option.to_owned()).chain(names).collect()
}

/// All trusted roots, and all authorities below them.
pub(crate) fn trust() -> Vec<String> {
    let mut arguments = list("--trust", "ca", |name| name.starts_with("root-"));
    arguments.extend(list("--intermediate", "ca", |name| !name.starts_with("root-") && !name.starts_with("foreign-")));
    arguments
}

/// The current base and delta lists of every authority.
pub(crate) fn lists() -> Vec<String> {
    list("--crl", "crl", |name| !name.ends_with("-stale.crl"))
}

/// Runs a command on a file with all of the trust, and the arguments of `more`.
pub(crate) fn run(command: &str, file: &Path, evidence: &[String], more: &[&str]) -> Run {
    let mut arguments = vec![command.to_owned(), file.display().to_string(), "--json".to_owned()];
    arguments.extend(trust());
    arguments.extend_from_slice(evidence);
    if !more.contains(&"--at") {
        arguments.extend(["--at".to_owned(), MOMENT.to_owned()]);
    }
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    qoltanba(&arguments)
}

/// `verify` with all trust and evidence at the moment of the set.
pub(crate) fn verify(file: &Path, more: &[&str]) -> Run {
    run("verify", file, &lists(), more)
}

/// `check-certificate` with all trust and evidence at the moment of the set.
pub(crate) fn check(name: &str, more: &[&str]) -> Run {
    run("check-certificate", &path(name), &lists(), more)
}

/// `check-certificate` with the evidence that is named and no other.
pub(crate) fn check_with(name: &str, option: &str, evidence: &[&str], more: &[&str]) -> Run {
    let mut arguments: Vec<String> = Vec::new();
    if !evidence.is_empty() {
        arguments.push(option.to_owned());
        arguments.extend(evidence.iter().map(|file| path(file).display().to_string()));
    }
    run("check-certificate", &path(name), &arguments, more)
}
