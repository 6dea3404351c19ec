//! The configuration file: what an installation trusts, asks and keeps. Options of the command line go before it.

mod read;

use std::path::{Path, PathBuf};

use qoltanba::check::Language;

use crate::args::{OnlineArg, RevocationArg};
use crate::failure::{At as _, Failure};
use crate::input;

/// A file with every key, its meaning and what holds when it is left out.
pub const EXAMPLE: &str = include_str!("example.toml");

/// Where the file is named, when `--config` does not.
const VARIABLE: &str = "QOLTANBA_CONFIG";

/// What the file says; everything may be left out. Paths are complete.
#[derive(Debug, Default)]
pub struct Config {
    /// Where it stands.
    pub file: Option<PathBuf>,
    pub language: Option<Language>,
    pub anchors: Vec<PathBuf>,
    pub intermediates: Vec<PathBuf>,
    pub crl: Vec<PathBuf>,
    pub ocsp: Vec<PathBuf>,
    pub revocation: Option<RevocationArg>,
    pub online: Online,
}

/// The section `online`.
#[derive(Debug, Default)]
pub struct Online {
    pub order: Option<OnlineArg>,
    /// In place of the national hosts.
    pub allow: Option<Vec<String>>,
    pub crl_urls: Vec<String>,
    pub ocsp_url: Option<String>,
    pub cache: Option<PathBuf>,
    /// In megabytes.
    pub cache_limit: Option<u64>,
    pub proxy: Option<String>,
    pub tls_roots: Option<PathBuf>,
    /// In seconds.
    pub timeout: Option<u64>,
    /// In seconds.
    pub refresh_after: Option<u64>,
    /// In seconds.
    pub ocsp_reuse: Option<u64>,
    pub ocsp_nonce: Option<bool>,
}

/// What is wrong in the file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// From 1.
    pub line: usize,
    /// With its section; empty where the file is no TOML.
    pub key: String,
    pub rule: String,
}

/// A path that the file names, for a closer look.
pub struct Named {
    pub line: usize,
    pub key: String,
    pub path: PathBuf,
}

/// What was read.
pub struct Outcome {
    pub config: Config,
    pub problems: Vec<Problem>,
    pub named: Vec<Named>,
}

/// The file to read: the one that the option names, else the one that the environment names.
pub fn path(option: Option<&Path>) -> Option<PathBuf> {
    let named = || std::env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    option.map(Path::to_owned).or_else(named)
}

/// Reads a file and finds everything that is wrong in it.
pub fn read(path: &Path) -> Result<Outcome, Failure> {
    let bytes = input::read(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| "the text is UTF-8").at(path.display())?;
    Ok(read::read(text, path.parent().unwrap_or(Path::new("."))))
}

/// The configuration of a command; without a file everything is left out.
pub fn load(option: Option<&Path>) -> Result<Config, Failure> {
    let Some(path) = path(option) else { return Ok(Config::default()) };
    let outcome = read(&path)?;
    match outcome.problems.first() {
        None => Ok(Config { file: Some(path), ..outcome.config }),
        Some(problem) => Err(problem.failure(&path)),
    }
}

impl Config {
    /// The files and folders that are read: those that it names, and its own.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        let lists = [&self.anchors, &self.intermediates, &self.crl, &self.ocsp];
        let single = self.file.iter().chain(&self.online.tls_roots);
        lists.into_iter().flatten().chain(single).map(PathBuf::as_path)
    }
}

impl Problem {
    /// `FILE:LINE: KEY: RULE`.
    pub fn failure(&self, path: &Path) -> Failure {
        let place = format!("{}:{}", path.display(), self.line);
        match self.key.as_str() {
            "" => Failure::new(place, &self.rule),
            key => Failure::new(place, format!("{key}: {}", self.rule)),
        }
    }
}
