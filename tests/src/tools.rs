//! Programs of the system that are not everywhere.

use std::process::{Command, Output};

/// Whether a missing tool fails its tests.
#[must_use]
pub fn required() -> bool {
    std::env::var("QOLTANBA_REQUIRE_TOOLS").is_ok_and(|value| value == "1")
}

/// Runs a program. `None`, with a printed message, when it is not installed.
///
/// # Panics
/// When it is not installed and `QOLTANBA_REQUIRE_TOOLS=1`, or cannot be started.
#[must_use]
pub fn run(tool: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(tool).args(arguments).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            assert!(!required(), "{tool} is required, and not installed");
            eprintln!("SKIPPED: the program {tool} is not installed");
            None
        }
        Err(error) => panic!("{tool}: {error}"),
    }
}
