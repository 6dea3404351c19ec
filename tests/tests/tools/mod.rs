//! Independent tools from the system, for comparison.

use std::process::{Command, Output};

/// Runs a tool. `None`, with a printed message, when it is not installed; a panic instead when
/// `QOLTANBA_REQUIRE_TOOLS=1`.
pub(crate) fn run(tool: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(tool).args(arguments).output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let required = std::env::var("QOLTANBA_REQUIRE_TOOLS").is_ok_and(|value| value == "1");
            assert!(!required, "{tool} is required and not installed");
            println!("SKIPPED: {tool} is not installed");
            None
        }
        Err(error) => panic!("{tool}: {error}"),
    }
}

/// A new folder for the files of one test; removed when dropped.
pub(crate) struct Folder(std::path::PathBuf);

impl Folder {
    /// `name` tells the tests of one process apart.
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("qoltanba-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file and gives its path.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The path of a file, which need not exist.
    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
