//! `cargo run --release -p qoltanba-testdata`: writes the set, or with `--check` compares it with what is committed.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use qoltanba_testdata::generate::{RsaKeys, make};

fn main() -> ExitCode {
    let (mut rsa_keys, mut check) = (RsaKeys::Committed, false);
    for argument in env::args().skip(1) {
        match argument.as_str() {
            "--check" => check = true,
            "--new-keys" => rsa_keys = RsaKeys::New,
            _ => {
                eprintln!("usage: qoltanba-testdata [--check] [--new-keys]");
                return ExitCode::from(3);
            }
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = make(folder, rsa_keys);
    if check {
        return report(&qoltanba_testdata::generate::differences(folder, &made));
    }
    match write(folder, &made) {
        Ok(()) => {
            println!("{} files written", made.len());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("not written: {error}");
            ExitCode::from(3)
        }
    }
}

fn report(differences: &[String]) -> ExitCode {
    for difference in differences {
        println!("{difference}");
    }
    if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes what differs and removes what is no longer made.
fn write(folder: &Path, made: &BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for path in qoltanba_testdata::generate::present(folder) {
        if !made.contains_key(&path) {
            fs::remove_file(folder.join(path))?;
        }
    }
    for (path, bytes) in made {
        let path: PathBuf = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        if fs::read(&path).ok().as_ref() != Some(bytes) {
            fs::write(path, bytes)?;
        }
    }
    Ok(())
}
