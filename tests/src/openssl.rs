//! The `openssl` program as an independent writer and reader.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that is removed with the value.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// A new, empty folder below the system's temporary folder.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("qoltanba-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn write(&self, name: &str, content: &[u8]) {
        std::fs::write(self.0.join(name), content).expect("the temporary folder is writable");
    }

    /// Reads a file.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).expect("the file was made")
    }

    /// Runs `openssl` in the folder with arguments separated by white space, and gives its standard output.
    ///
    /// # Panics
    /// When it fails.
    pub fn openssl(&self, arguments: &str) -> Vec<u8> {
        self.try_openssl(arguments, &[]).unwrap_or_else(|error| panic!("openssl {arguments}: {error}"))
    }

    /// Runs `openssl` with `input` on its standard input.
    ///
    /// # Errors
    /// Its standard error when it fails.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn try_openssl(&self, arguments: &str, input: &[u8]) -> Result<Vec<u8>, String> {
        let mut child = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the openssl program is installed");
        // The program may close its input early; its status tells.
        let _ = child.stdin.take().map(|mut stdin| stdin.write_all(input));
        let output = child.wait_with_output().expect("openssl ends");
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    /// Makes a key `name.key` (by `openssl genpkey` arguments) and a self-signed certificate `name.pem` for it.
    pub fn identity(&self, name: &str, genpkey: &str, request: &str) {
        self.openssl(&format!("genpkey {genpkey} -out {name}.key"));
        self.openssl(&format!(
            "req -x509 -new -key {name}.key -subj /CN={name} -days 3650 -addext keyUsage=critical,digitalSignature,nonRepudiation {request} -out {name}.pem"
        ));
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder that stays behind harms nothing.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
