//! Files and folders as bytes, certificates and lists.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use qoltanba::asn1::MAX_TEXT;
use qoltanba::revocation::{Crl, MAX_CRL, index_file};
use qoltanba::{Certificate, Moment};

use crate::failure::{At as _, Failure};

/// The present, from the system clock: the only clock of the whole project.
pub fn now() -> Moment {
    let seconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
    };
    Moment::from_unix(seconds)
}

/// How deeply folders may be nested: more than people do, less than the stack allows.
const MAX_DEPTH: u32 = 64;

/// A whole file, at most [`MAX_TEXT`] bytes; `-` is standard input.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_within(MAX_TEXT, path)
}

fn read_within(limit: usize, path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        return read_from(std::io::stdin().lock(), limit, path);
    }
    let file = std::fs::File::open(path).at(path.display())?;
    if file.metadata().at(path.display())?.is_dir() {
        return Err(Failure::new(path.display(), "a file is expected, this is a folder"));
    }
    read_from(file, limit, path)
}

/// A password or a PIN, which stands in an environment variable and never on the command line.
pub fn secret(option: &str, variable: &str) -> Result<String, Failure> {
    std::env::var(variable).map_err(|_| Failure::new(option, "the environment variable is not set, or is no text"))
}

fn read_from(source: impl std::io::Read, limit: usize, path: &Path) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(limit).map_or(u64::MAX, |limit| limit.saturating_add(1));
    let mut bytes = Vec::new();
    source.take(most).read_to_end(&mut bytes).at(path.display())?;
    if bytes.len() > limit {
        return Err(Failure::new(path.display(), format!("the file is larger than {limit} bytes, the limit")));
    }
    Ok(bytes)
}

/// The files of a list of files and folders; the files of a folder in the order of their names.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        if !path.is_dir() {
            all.push(path.clone());
            continue;
        }
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).at(path.display())? {
            let entry = entry.at(path.display())?.path();
            if entry.is_file() {
                inside.push(entry);
            }
        }
        inside.sort();
        all.extend(inside);
    }
    Ok(all)
}

/// As [`files`], with those of folders within folders. Links to folders are not followed.
pub fn tree(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        if path.is_dir() { all.extend(below(path, MAX_DEPTH)?) } else { all.push(path.clone()) }
    }
    Ok(all)
}

fn below(folder: &Path, depth: u32) -> Result<Vec<PathBuf>, Failure> {
    let deeper =
        depth.checked_sub(1).ok_or_else(|| Failure::new(folder.display(), "the folders are nested too deeply"))?;
    let mut entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).at(folder.display())?;
    entries.sort_by_key(std::fs::DirEntry::path);
    let mut all = Vec::new();
    for entry in entries {
        if entry.file_type().at(folder.display())?.is_dir() {
            all.extend(below(&entry.path(), deeper)?);
        } else if entry.path().is_file() {
            all.push(entry.path());
        }
    }
    Ok(all)
}

/// The certificates of files and folders.
pub fn certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Failure> {
    let mut all = Vec::new();
    for path in files(paths)? {
        all.extend(Certificate::list_from_der_or_pem(&read(&path)?).at(path.display())?);
    }
    Ok(all)
}

/// The lists of a file: an index made by `crl index`, which is mapped and not read, PEM with any number of lists, or
/// DER, of at most [`MAX_CRL`] bytes. That a file cannot be opened is one thing, that it holds no list another.
pub fn crls(path: &Path) -> Result<qoltanba::Result<Vec<Crl>>, Failure> {
    let index = if path == Path::new("-") { None } else { qoltanba_mapped::index(path).at(path.display())? };
    Ok(match index {
        Some(index) => index_file::read(&index),
        None => Crl::list_from_der_or_pem(&read_within(MAX_CRL, path)?),
    })
}
