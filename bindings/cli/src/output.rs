//! Files that are written: whole or not at all.

use std::io::Write as _;
use std::path::Path;

use crate::failure::{At as _, Failure};

/// Writes beside the target and moves the finished file into its place: a reader sees the old file or the new one.
///
/// `-` is standard output, which is not taken back.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if path == Path::new("-") {
        return std::io::stdout().lock().write_all(bytes).at("standard output");
    }
    let mut name =
        path.file_name().ok_or_else(|| Failure::new(path.display(), "this is no name of a file"))?.to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = std::fs::File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let moved = written.and_then(|()| std::fs::rename(&part, path));
    if moved.is_err() {
        // The first error is the one to report.
        let _ = std::fs::remove_file(&part);
    }
    moved.at(path.display())
}
