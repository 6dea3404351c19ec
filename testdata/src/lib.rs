//! A synthetic national PKI for tests and demonstrations: every name, number and key is invented.
//!
//! - [`demo`] holds the few files that a demonstration needs, embedded.
//! - [`file()`] reads any file of the set from the source tree; `README.md` there lists them all.
//! - With the feature `generate` (on by default) `generate::make` makes the whole set in memory, as the program of this
//!   crate does. Without it the crate depends on nothing.

pub mod demo;
#[cfg(feature = "generate")]
pub mod generate;

use std::path::{Path, PathBuf};
use std::{fs, io};

/// The folder of the made files in the source tree. For tests: an installed program has no source tree.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pki")
}

/// The bytes of a made file, for instance `file("gost2015/individual.cer")`.
///
/// # Errors
/// When the set has no such file, or it cannot be read.
pub fn file(name: &str) -> io::Result<Vec<u8>> {
    fs::read(folder().join(name))
}
