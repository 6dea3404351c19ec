//! Files and folders as bytes, certificates and lists.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Stdin};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use qoltanba::asn1::MAX_TEXT;
use qoltanba::revocation::{Crl, MAX_CRL, SharedBytes, index_file};
use qoltanba::{Certificate, Limits, Moment};

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

/// A whole document, signed or to be signed, as large as the library takes one; `-` is standard input.
pub fn document(path: &Path) -> Result<Vec<u8>, Failure> {
    read_within(Limits::default().document_bytes, path)
}

/// Opens a file to be read piece by piece; `-` is standard input.
pub fn open(path: &Path) -> Result<Box<dyn Read>, Failure> {
    Ok(if is_stdin(path) { Box::new(stdin(path)?) } else { Box::new(File::open(path).at(path.display())?) })
}

/// Whether this is standard input, by any of its names.
pub fn is_stdin(path: &Path) -> bool {
    ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].iter().any(|name| path == Path::new(name))
}

/// Standard input, for the first who asks: a second would find it empty, and judge that.
fn stdin(path: &Path) -> Result<Stdin, Failure> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        return Err(Failure::new(path.display(), "standard input is named more than once, and can be read once"));
    }
    Ok(io::stdin())
}

fn read_within(limit: usize, path: &Path) -> Result<Vec<u8>, Failure> {
    if is_stdin(path) {
        return read_from(stdin(path)?, limit, path);
    }
    let file = File::open(path).at(path.display())?;
    if file.metadata().at(path.display())?.is_dir() {
        return Err(Failure::new(path.display(), "a file is expected, this is a folder"));
    }
    read_from(file, limit, path)
}

/// A password or a PIN, which stands in an environment variable and never on the command line.
pub fn secret(option: &str, variable: &str) -> Result<String, Failure> {
    std::env::var(variable).map_err(|_| Failure::new(option, "the environment variable is not set, or is no text"))
}

fn read_from(source: impl Read, limit: usize, path: &Path) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(limit).map_or(u64::MAX, |limit| limit.saturating_add(1));
    let mut bytes = Vec::new();
    source.take(most).read_to_end(&mut bytes).at(path.display())?;
    if bytes.len() > limit {
        return Err(Failure::new(path.display(), format!("the file is larger than {limit} bytes, the limit")));
    }
    Ok(bytes)
}

/// The fault of a folder that holds nothing.
pub const EMPTY: &str = "there are no files in it";

/// A file that was named, or an entry of a folder that was named.
pub struct Found {
    path: PathBuf,
    /// Why it cannot be read, when it stands in a folder: nobody asked to wait for a pipe there.
    fault: Option<&'static str>,
}

impl Found {
    fn named(path: &Path) -> Self {
        Self { path: path.to_owned(), fault: None }
    }

    /// A folder that was named and holds nothing.
    pub fn empty(folder: &Path) -> Self {
        Self { path: folder.to_owned(), fault: Some(EMPTY) }
    }

    /// What it is called.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file to read.
    pub fn file(&self) -> Result<&Path, Failure> {
        self.fault.map_or(Ok(&self.path), |fault| Err(Failure::new(self.path.display(), fault)))
    }
}

/// The files of a list of files and folders; those of a folder in the order of their names, without those of folders
/// within it. What stands in a folder and is no file has its fault.
pub fn files(paths: &[PathBuf]) -> Result<Vec<Found>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        if path.is_dir() {
            let inside = entries(path)?.into_iter();
            all.extend(inside.filter(|(_, there)| there.as_ref().is_none_or(|there| !there.is_dir())).map(found));
        } else {
            all.push(Found::named(path));
        }
    }
    Ok(all)
}

/// As [`files`], with those of folders within folders. Links to folders are not followed.
pub fn tree(paths: &[PathBuf]) -> Result<Vec<Found>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        if path.is_dir() { all.extend(below(path, MAX_DEPTH)?) } else { all.push(Found::named(path)) }
    }
    Ok(all)
}

fn below(folder: &Path, depth: u32) -> Result<Vec<Found>, Failure> {
    let deeper =
        depth.checked_sub(1).ok_or_else(|| Failure::new(folder.display(), "the folders are nested too deeply"))?;
    let mut all = Vec::new();
    for (path, there) in entries(folder)? {
        match (there.as_ref().is_some_and(Metadata::is_dir), fs::read_link(&path)) {
            (true, Err(_)) => all.extend(below(&path, deeper)?),
            // What a link to a folder beside it leads to is here already: `..data` of a volume of Kubernetes.
            (true, Ok(target)) if is_one_name(&target) => {}
            (true, Ok(_)) => all.push(Found { path, fault: Some("a link to a folder is not followed") }),
            (false, _) => all.push(found((path, there))),
        }
    }
    Ok(all)
}

fn is_one_name(path: &Path) -> bool {
    let mut components = path.components();
    matches!((components.next(), components.next()), (Some(Component::Normal(_)), None))
}

/// What stands in a folder, in the order of the names, and what each is with links followed; `None` for a link to nothing.
fn entries(folder: &Path) -> Result<Vec<(PathBuf, Option<Metadata>)>, Failure> {
    let place = || folder.display();
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).at(place())? {
        paths.push(entry.at(place())?.path());
    }
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        match fs::metadata(&path) {
            Ok(there) => all.push((path, Some(there))),
            // Gone since the folder was read: it is not in it.
            Err(_) if fs::symlink_metadata(&path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) => {}
            Err(_) => all.push((path, None)),
        }
    }
    Ok(all)
}

fn found((path, there): (PathBuf, Option<Metadata>)) -> Found {
    let fault = match there {
        Some(there) if there.is_file() => None,
        Some(_) => Some("neither a file nor a folder: a pipe, a socket or a device"),
        None => Some("a link that leads to no file"),
    };
    Found { path, fault }
}

/// The certificates of files and folders.
pub fn certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Failure> {
    let mut all = Vec::new();
    for found in files(paths)? {
        let path = found.file()?;
        all.extend(Certificate::list_from_der_or_pem(&read(path)?).at(path.display())?);
    }
    Ok(all)
}

/// The lists of a file: an index made by `crl index`, which is mapped and not read unless it comes through a pipe, PEM with
/// any number of lists, or DER, of at most [`MAX_CRL`] bytes. That a file cannot be opened is one thing, that it holds no
/// list another.
pub fn crls(path: &Path) -> Result<qoltanba::Result<Vec<Crl>>, Failure> {
    // A pipe is opened once: it does not begin anew.
    if !is_stdin(path)
        && path.is_file()
        && let Some(index) = qoltanba_mapped::index(path).at(path.display())?
    {
        return Ok(index_file::read(&index));
    }
    let bytes = read_within(MAX_CRL, path)?;
    if index_file::is_index_file(&bytes) {
        let index: SharedBytes = Arc::new(bytes);
        return Ok(index_file::read(&index));
    }
    Ok(Crl::list_from_der_or_pem(&bytes))
}
