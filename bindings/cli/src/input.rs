//! Files and folders as bytes, certificates and lists.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use qoltanba::asn1::MAX_TEXT;
use qoltanba::revocation::{Crl, Evidence, OcspResponse};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};

use crate::args;
use crate::failure::{At as _, Failure};

/// The present, from the system clock: the only clock of the whole project.
pub fn now() -> Moment {
    let seconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
    };
    Moment::from_unix(seconds)
}

/// A whole file, at most [`MAX_TEXT`] bytes.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = std::fs::File::open(path).at(path.display())?;
    if file.metadata().at(path.display())?.is_dir() {
        return Err(Failure::new(path.display(), "a file is expected, this is a folder"));
    }
    let limit = u64::try_from(MAX_TEXT).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).at(path.display())?;
    if bytes.len() > MAX_TEXT {
        return Err(Failure::new(path.display(), format!("the file is larger than {MAX_TEXT} bytes, the limit")));
    }
    Ok(bytes)
}

/// The files of a list of files and folders; the files of a folder in the order of their names.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        if !path.is_dir() {
            all.push(path.clone());
            continue;
        }
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).at(path.display())? {
            let entry = entry.at(path.display())?.path();
            if entry.is_file() {
                inside.push(entry);
            }
        }
        inside.sort();
        all.extend(inside);
    }
    Ok(all)
}

/// The certificates of files and folders.
pub fn certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Failure> {
    let mut all = Vec::new();
    for path in files(paths)? {
        all.extend(Certificate::list_from_der_or_pem(&read(&path)?).at(path.display())?);
    }
    Ok(all)
}

impl args::Trust {
    /// The trust store that the options name.
    pub fn store(&self) -> Result<TrustStore, Failure> {
        let anchors = certificates(&self.trust)?.iter().map(TrustAnchor::from_certificate).collect();
        Ok(TrustStore::new(anchors, certificates(&self.intermediate)?))
    }
}

/// What the evidence options name.
pub struct LoadedEvidence {
    /// The lists and answers that could be read.
    pub evidence: Evidence,
    /// One sentence for each source that could not.
    pub unreadable: Vec<String>,
}

impl args::Evidence {
    /// Reads the evidence. A file that cannot be opened is a usage error. One that holds no list (an empty file, an HTML
    /// page, a damaged list) is evidence that cannot be used: it leaves the status undetermined, and the report names it.
    pub fn load(&self) -> Result<LoadedEvidence, Failure> {
        let mut evidence = Evidence::default();
        let mut unreadable = Vec::new();
        for path in files(&self.crl)? {
            match Crl::list_from_der_or_pem(&read(&path)?) {
                Ok(crls) => crls.into_iter().for_each(|crl| evidence.add_crl(crl)),
                Err(error) => unreadable.push(format!("{}: {error}", path.display())),
            }
        }
        for path in files(&self.ocsp)? {
            match OcspResponse::from_der(&read(&path)?) {
                Ok(response) => evidence.add_ocsp(response),
                Err(error) => unreadable.push(format!("{}: {error}", path.display())),
            }
        }
        Ok(LoadedEvidence { evidence, unreadable })
    }
}
