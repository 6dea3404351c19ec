//! What a run over many documents has done already, so that the next one goes on where it ended.
//!
//! A file of JSON lines: the first says what was asked, each further one names a document that was judged, by its path and
//! its digest, with the exit status. It holds nothing of a document's content; the paths are the caller's.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use qoltanba::crypto::DigestAlgorithm;
use serde_json::{Value, json};

use crate::args::Verify;
use crate::commands::Judged;
use crate::config::Config;
use crate::failure::{At as _, Failure, Status};

const SCHEMA: &str = "qoltanba.resume/1";

/// The largest file: four million lines of 256 bytes.
const LIMIT: u64 = 1 << 30;

/// What was done, and the file to note the rest in.
pub struct Resume {
    done: HashMap<(String, String), Status>,
    file: File,
    path: String,
}

impl Resume {
    /// Reads what was done, and starts the file when it is not there.
    pub fn open(path: &Path, arguments: &Verify, config: &Config) -> Result<Self, Failure> {
        // What is compared with would have to be noted, and a digest of twelve digits hides nothing.
        if arguments.identity.iin.is_some() || arguments.identity.bin.is_some() {
            return Err(Failure::new("--resume", "it does not go with --iin or --bin"));
        }
        let place = path.display();
        let mut file = File::options().create(true).read(true).append(true).open(path).at(&place)?;
        // Two runs into one file would judge everything twice.
        file.try_lock().map_err(|_| "another run is using this file").at(&place)?;
        let mut text = String::new();
        (&file).take(LIMIT).read_to_string(&mut text).at(&place)?;
        let options = options(arguments, config);
        let header = json!({ "schema": SCHEMA, "options": options });
        let mut done = HashMap::new();
        if text.is_empty() {
            writeln!(file, "{header}").at(&place)?;
        } else {
            let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_default());
            if lines.next() != Some(header) {
                let rule = "it was made with other trust, evidence or --at; use the same, or another file";
                return Err(Failure::new(place, rule));
            }
            // A line that was cut off when the last run ended names nothing.
            done.extend(lines.filter_map(|line| entry(&line)));
            if !text.ends_with('\n') {
                writeln!(file).at(&place)?;
            }
        }
        Ok(Self { done, file, path: path.display().to_string() })
    }

    /// The status that an earlier run gave to this document. Undetermined and unusable ones are judged again: evidence may
    /// have come, and the file may be readable now.
    pub fn status(&self, file: &Path, sha256: &str) -> Option<Status> {
        self.done.get(&(file.display().to_string(), sha256.to_owned())).copied().filter(|status| match status {
            Status::Done | Status::Refused => true,
            Status::Undetermined | Status::Unusable => false,
        })
    }

    /// Notes what came of a document.
    pub fn note(&self, judged: &Judged) -> Result<(), Failure> {
        let Some(sha256) = &judged.sha256 else { return Ok(()) };
        let line =
            json!({ "file": judged.file.display().to_string(), "sha256": sha256, "status": judged.status().code() });
        // One write a line: a run that ends leaves whole lines.
        (&self.file).write_all(format!("{line}\n").as_bytes()).at(&self.path)
    }
}

fn entry(line: &Value) -> Option<((String, String), Status)> {
    let text = |name: &str| line.get(name)?.as_str().map(str::to_owned);
    let status = Status::from_code(line.get("status")?.as_u64()?)?;
    Some(((text("file")?, text("sha256")?), status))
}

/// A digest over everything that a verdict depends on besides the document.
fn options(arguments: &Verify, config: &Config) -> String {
    let given = (&arguments.trust, &arguments.evidence.crl, &arguments.evidence.ocsp, arguments.evidence.revocation);
    let more = (arguments.evidence.online, &arguments.when.at);
    let configured =
        (&config.anchors, &config.intermediates, &config.crl, &config.ocsp, config.revocation, config.online.order);
    DigestAlgorithm::Sha256.digest(format!("{given:?} {more:?} {configured:?}").as_bytes()).to_hex()
}
