//! SoftHSM2: a token in a folder, for tests of keys that are kept elsewhere.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools;

/// The label of the token.
pub const TOKEN: &str = "office";
/// Its PIN.
pub const PIN: &str = "87654321";

/// A token of its own.
#[derive(Debug)]
pub struct SoftHsm {
    /// The PKCS#11 module.
    pub module: PathBuf,
    /// What the environment variable `SOFTHSM2_CONF` has to name, so that the module finds the token.
    pub configuration: PathBuf,
}

/// Where Debian, Fedora and others put the module.
#[must_use]
pub fn module() -> Option<PathBuf> {
    let places = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
        "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    ];
    places.into_iter().map(PathBuf::from).find(|path| path.exists())
}

impl SoftHsm {
    /// Makes an empty token in a folder; what another run left there is removed. `None`, with a printed message, where
    /// there is no SoftHSM2.
    ///
    /// # Panics
    /// When it is required and absent, or the token cannot be made.
    #[must_use]
    pub fn new(folder: &Path) -> Option<Self> {
        let Some(module) = module().filter(|_| tools::run("softhsm2-util", &["--version"]).is_some()) else {
            assert!(!tools::required(), "the module of SoftHSM2 is required, and not installed");
            eprintln!("SKIPPED: the module of SoftHSM2 is not installed");
            return None;
        };
        let tokens = folder.join("tokens");
        let _ = std::fs::remove_dir_all(&tokens);
        std::fs::create_dir_all(&tokens).expect("the folder is writable");
        let configuration = folder.join("softhsm2.conf");
        let text = format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display());
        std::fs::write(&configuration, text).expect("the folder is writable");
        let made = Self { module, configuration };
        made.util(&["--init-token", "--free", "--label", TOKEN, "--so-pin", "12345678", "--pin", PIN]);
        Some(made)
    }

    /// Runs `softhsm2-util` on the token.
    ///
    /// # Panics
    /// When it fails.
    pub fn util(&self, arguments: &[&str]) {
        let mut command = Command::new("softhsm2-util");
        command.args(arguments).arg("--module").arg(&self.module).env("SOFTHSM2_CONF", &self.configuration);
        let said = command.output().expect("it was there a moment ago");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }
}
