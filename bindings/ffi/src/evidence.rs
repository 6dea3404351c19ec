//! Evidence about revocation: lists, indexes of lists, OCSP answers.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qoltanba::check;
use qoltanba::revocation::{self, Crl, MAX_CRL, OcspResponse, SharedBytes, index_file};

use crate::batch;
use crate::error::{InputError, argument};

/// What is known about revocation. It grows until a verifier is made from it; the verifier keeps what was there then.
///
/// A source that cannot be read is no error: it is evidence that cannot be used, and every report names it. Other evidence may
/// decide; where none does, the status is undetermined. A list of an index is read when it is first asked: what is wrong with
/// its entries stands in the reason of that check.
#[derive(Debug, Default, uniffi::Object)]
pub struct Evidence(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    evidence: revocation::Evidence,
    unreadable: Vec<String>,
    mapped: u64,
}

#[uniffi::export]
impl Evidence {
    /// No evidence.
    #[uniffi::constructor]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the list or lists of a DER or PEM input, or those of an index. `source` names it in reports, should it be
    /// unreadable.
    pub fn add_crl(&self, crl: &[u8], source: &str) {
        let read = lists(crl);
        let mut known = self.lock();
        match read {
            Ok(lists) => lists.into_iter().for_each(|list| known.evidence.add_crl(list)),
            Err(error) => known.unreadable.push(format!("{source}: {error}")),
        }
    }

    /// Adds the lists of a file. An index is mapped: processes that name the same file share one copy of it, and none keeps
    /// it on its heap. Whoever brings it up to date renames a finished file over it, as `qoltanba crl sync` does.
    ///
    /// A file that the system does not open or read is evidence that cannot be used, like one that holds no list. `source`
    /// names it in reports.
    pub fn add_crl_file(&self, path: &str, source: &str) {
        let read = lists_of_file(Path::new(path));
        let mut known = self.lock();
        match read {
            Ok((lists, storage)) => {
                lists.into_iter().for_each(|list| known.evidence.add_crl(list));
                known.mapped += u64::from(storage == Storage::Mapped);
            }
            Err(rule) => known.unreadable.push(format!("{source}: {rule}")),
        }
    }

    /// Adds an OCSP response in DER. `source` names it in reports, should it be unreadable.
    pub fn add_ocsp(&self, response: &[u8], source: &str) {
        let read = OcspResponse::from_der(response);
        let mut known = self.lock();
        match read {
            Ok(response) => known.evidence.add_ocsp(response),
            Err(error) => known.unreadable.push(format!("{source}: {error}")),
        }
    }

    /// Adds a source that cannot even be opened, as a link that leads nowhere. `rule` says why.
    pub fn add_unreadable(&self, source: &str, rule: &str) {
        self.lock().unreadable.push(format!("{source}: {rule}"));
    }

    /// One sentence for each source that could not be read.
    #[must_use]
    pub fn unreadable(&self) -> Vec<String> {
        self.lock().unreadable.clone()
    }

    /// How many lists there are.
    #[must_use]
    pub fn crls(&self) -> u64 {
        count(self.lock().evidence.crls().len())
    }

    /// How many index files are mapped.
    #[must_use]
    pub fn mapped_files(&self) -> u64 {
        self.lock().mapped
    }

    /// How many OCSP responses there are.
    #[must_use]
    pub fn ocsp_responses(&self) -> u64 {
        count(self.lock().evidence.ocsp_responses().len())
    }
}

impl Evidence {
    // Adding to it either happens or does not; a panic of another thread leaves nothing half done.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The verifier, knowing what is known here now.
    pub(crate) fn for_verifier(&self, verifier: check::Verifier) -> check::Verifier {
        let known = self.lock();
        let verifier = verifier.with_evidence(known.evidence.clone());
        known.unreadable.iter().cloned().fold(verifier, check::Verifier::with_unreadable_evidence)
    }
}

/// One file of the lists in a packed batch; it is accepted wherever a list is, and opens at once: a list in it is read when
/// it is first asked.
///
/// # Errors
/// A list that cannot be read; no list at all.
#[uniffi::export]
pub fn crl_index(crls: &[u8]) -> Result<Vec<u8>, InputError> {
    let mut all = Vec::new();
    for item in batch::items(crls)? {
        all.extend(lists(item)?);
    }
    if all.is_empty() {
        return Err(argument("crls", "there are lists"));
    }
    Ok(index_file::write(&all)?)
}

/// Where the lists of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Storage {
    Mapped,
    Heap,
}

/// The lists of a file, or why there are none.
fn lists_of_file(path: &Path) -> Result<(Vec<Crl>, Storage), String> {
    let refused = |error: std::io::Error| format!("the file cannot be read: {error}");
    match qoltanba_mapped::index(path).map_err(refused)? {
        Some(index) => Ok((index_file::read(&index).map_err(|error| error.to_string())?, Storage::Mapped)),
        None => {
            let limit = u64::try_from(MAX_CRL).unwrap_or(u64::MAX);
            let mut bytes = Vec::new();
            let file = File::open(path).map_err(refused)?;
            file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(refused)?;
            // Never a part of it: a list that is left out could be the one that revokes.
            if bytes.len() > MAX_CRL {
                return Err(format!("the file is larger than {limit} bytes, the limit"));
            }
            Ok((lists(&bytes).map_err(|error| error.to_string())?, Storage::Heap))
        }
    }
}

fn lists(bytes: &[u8]) -> qoltanba::Result<Vec<Crl>> {
    if index_file::is_index_file(bytes) {
        let shared: SharedBytes = Arc::new(bytes.to_vec());
        return index_file::read(&shared);
    }
    Crl::list_from_der_or_pem(bytes)
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
