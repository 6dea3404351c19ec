//! Judges that run on the JVM: the program of `tests/java`, which BouncyCastle, the JDK and Apache WSS4J stand behind.
//!
//! A suite collects its cases, with the files that they are about; then one start of the JVM judges them all.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a skipped suite must be seen, a failed one must fail"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::openssl::Scratch;
use crate::{Suite, tools, workspace};

/// What is made of the answer to one case: `ok …` or `refused …`.
type Check = Box<dyn FnOnce(&Scratch, &str) -> Result<(), String>>;

/// The cases of a suite. Files are named relative to its folder.
pub struct Court {
    /// The folder of the files.
    pub scratch: Scratch,
    program: PathBuf,
    cases: Vec<(String, String, Check)>,
}

impl Court {
    /// Builds the program of the judges. `None`, with a printed message, when Maven or Java is not installed, or the
    /// libraries are neither here nor to be had.
    ///
    /// # Panics
    /// When they are required and absent, or the program cannot be built.
    #[must_use]
    pub fn new() -> Option<Self> {
        let _ = tools::run("java", &["-version"])?;
        let program = workspace().join("target/java-judges");
        let project = workspace().join("tests/java/pom.xml");
        let (project, folder) = (project.display().to_string(), format!("-Dbuild.folder={}", program.display()));
        let built = tools::run("mvn", &["-q", "-B", "-f", &project, &folder, "package"])?;
        let said = String::from_utf8_lossy(&built.stdout);
        if !built.status.success() && said.contains("could not be resolved") && !tools::required() {
            eprintln!("SKIPPED: the libraries of the judges on the JVM cannot be fetched");
            return None;
        }
        assert!(built.status.success(), "{said}");
        Some(Self { scratch: Scratch::new(), program, cases: Vec::new() })
    }

    /// Writes a file and gives its name.
    pub fn file(&self, name: &str, content: &[u8]) -> String {
        let name = name.replace('/', "-");
        self.scratch.write(&name, content);
        name
    }

    /// A case whose answer `check` looks at.
    ///
    /// # Panics
    /// When there is a case of that name already.
    pub fn ask(
        &mut self,
        name: &str,
        command: &str,
        arguments: &[&str],
        check: impl FnOnce(&Scratch, &str) -> Result<(), String> + 'static,
    ) {
        assert!(self.cases.iter().all(|(other, ..)| other != name), "{name} is asked twice");
        let line = format!("{name}\t{command}\t{}", arguments.join("\t"));
        self.cases.push((name.to_owned(), line, Box::new(check)));
    }

    /// A case whose answer is exactly `expected`.
    pub fn says(&mut self, name: &str, command: &str, arguments: &[&str], expected: &str) {
        let expected = expected.to_owned();
        self.ask(name, command, arguments, move |_, answer| {
            if answer == expected { Ok(()) } else { Err(format!("`{answer}` instead of `{expected}`")) }
        });
    }

    /// A case that the judge refuses.
    pub fn refuses(&mut self, name: &str, command: &str, arguments: &[&str]) {
        self.ask(name, command, arguments, |_, answer| {
            if answer.starts_with("refused") { Ok(()) } else { Err(format!("`{answer}` instead of a refusal")) }
        });
    }

    /// A case in which the judge signs, and `check` gets the files it wrote.
    pub fn signs(
        &mut self,
        name: &str,
        command: &str,
        arguments: &[&str],
        check: impl FnOnce(&Scratch) -> Result<(), String> + 'static,
    ) {
        self.ask(name, command, arguments, |scratch, answer| {
            if answer == "ok" { check(scratch) } else { Err(format!("`{answer}` instead of a signature")) }
        });
    }

    /// Has all cases judged, and notes their outcomes.
    ///
    /// # Panics
    /// When the program fails.
    pub fn sit(self, suite: &mut Suite) {
        let mut list = String::new();
        for (_, line, _) in &self.cases {
            writeln!(list, "{line}").expect("a text takes lines");
        }
        self.scratch.write("cases", list.as_bytes());
        let output = Command::new("java")
            .arg("-cp")
            .arg(classpath(&self.program))
            .args(["judge.Judge", "cases", "results"])
            .current_dir(self.scratch.path())
            .output()
            .expect("java starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let results = String::from_utf8(self.scratch.read("results")).expect("the results are text");
        let results: BTreeMap<_, _> = results.lines().filter_map(|line| line.split_once('\t')).collect();
        for (name, _, check) in self.cases {
            let answer = results.get(name.as_str()).unwrap_or_else(|| panic!("no answer to {name}"));
            suite.case(&name, check(&self.scratch, answer));
        }
    }
}

fn classpath(program: &Path) -> String {
    format!("{0}/judge.jar:{0}/lib/*", program.display())
}
