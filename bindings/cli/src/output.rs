//! Files that are written: whole or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::failure::{At as _, Failure};
use crate::input;

/// The most links that lead from one to another: as many as Linux follows.
const MAX_LINKS: usize = 40;

/// Where the bytes go.
enum Target {
    /// A file of this path, which may not be there yet, and which is no link.
    File(PathBuf),
    /// A device, a pipe or an open file of a process: nothing that another file could take the place of.
    Open,
}

/// Writes beside the target and moves the finished file into its place: a reader sees the old file or the new one. A link
/// stays a link. Into a device or a pipe the bytes are written as they are.
///
/// `-` is standard output, which is not taken back.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if path == Path::new("-") {
        let mut stdout = io::stdout().lock();
        return stdout.write_all(bytes).and_then(|()| stdout.flush()).at("standard output");
    }
    match target(path).at(path.display())? {
        Target::File(file) => replace(&file, bytes),
        Target::Open => File::options().append(true).open(path).and_then(|mut file| file.write_all(bytes)),
    }
    .at(path.display())
}

/// Refuses to write over what is read: a signed document or a key would be gone, with status 0. `inputs` are files, and folders
/// for the files in them.
pub fn spares<'p>(option: &str, out: &Path, inputs: impl IntoIterator<Item = &'p Path>) -> Result<(), Failure> {
    for path in inputs {
        for found in input::files(&[path.to_owned()])? {
            if is_same_file(out, found.path()) {
                let rule = format_args!("{} is read, and is not written over", found.path().display());
                return Err(Failure::new(option, rule));
            }
        }
    }
    Ok(())
}

/// Whether two paths lead to one file, whatever they are called. Devices and pipes keep nothing that could be lost.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let file = |path: &Path| {
        let there = fs::metadata(path).ok().filter(|there| there.is_file() && path != Path::new("-"))?;
        identity(path, &there)
    };
    file(one).is_some_and(|one| file(other) == Some(one))
}

#[cfg(unix)]
fn identity(_: &Path, there: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path, _: &Metadata) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

fn target(path: &Path) -> io::Result<Target> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(there) if !there.is_file() => return Ok(Target::Open),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        let Ok(next) = fs::read_link(&path) else { return Ok(Target::File(path)) };
        // `/dev/stdout` and the like: their text is not always a path, and who has the file open would not see another.
        if path.starts_with("/dev") || path.starts_with("/proc") {
            return Ok(Target::Open);
        }
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    Err(io::Error::other("too many links lead from one to another"))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or_else(|| io::Error::other("this is no name of a file"))?;
    let mut part = name.to_owned();
    part.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(part);
    // What an earlier process of this number left; whatever comes into its place by then is not written through.
    let _ = fs::remove_file(&part);
    let written = File::create_new(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let moved = written.and_then(|()| fs::rename(&part, path));
    if moved.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&part);
    }
    moved
}
