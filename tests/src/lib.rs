//! What the suites share: where the corpora lie, and how a missing one is reported.

pub mod authority;
pub mod book;
pub mod browser;
pub mod changes;
pub mod cms;
pub mod java;
pub mod key_file;
pub mod national;
pub mod openssl;
pub mod pki;
pub mod property;
pub mod services;
pub mod softhsm;
mod suite;
pub mod tools;
pub mod world;
pub mod wycheproof;

use std::path::{Path, PathBuf};

pub use suite::Suite;

/// The workspace root.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// A folder of the public corpora, which lie beside the checkout (or where `QOLTANBA_CORPORA` points).
///
/// `None` when it is absent: then the caller's test is skipped, loudly. With `QOLTANBA_REQUIRE_CORPORA=1` a missing
/// folder fails the test.
///
/// # Panics
/// When the corpora are required and absent.
#[must_use]
pub fn corpora(folder: &str) -> Option<PathBuf> {
    let root =
        std::env::var_os("QOLTANBA_CORPORA").map_or_else(|| workspace().join("../shared/corpora"), PathBuf::from);
    let path = root.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    if std::env::var_os("QOLTANBA_REQUIRE_CORPORA").is_some() {
        panic!("the corpora are required, and the folder {folder} is absent");
    }
    eprintln!("SKIPPED: the corpora folder {folder} is absent; set QOLTANBA_CORPORA to run this suite");
    None
}

/// Reads a JSON file.
///
/// # Panics
/// When it cannot be read or is no JSON.
#[must_use]
pub fn json(path: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).expect("the list of the suite is readable");
    serde_json::from_str(&text).expect("the list of the suite is JSON")
}
