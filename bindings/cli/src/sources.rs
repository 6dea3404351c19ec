//! What the options for trust and evidence name, read.

use qoltanba::revocation::{Evidence, OcspResponse};
use qoltanba::trust::{TrustAnchor, TrustStore};

use crate::failure::Failure;
use crate::{args, input};

impl args::Trust {
    /// The trust store that the options name.
    pub fn store(&self) -> Result<TrustStore, Failure> {
        let anchors = input::certificates(&self.trust)?.iter().map(TrustAnchor::from_certificate).collect();
        Ok(TrustStore::new(anchors, input::certificates(&self.intermediate)?))
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
        for path in input::files(&self.crl)? {
            match input::crls(input::read(&path)?) {
                Ok(crls) => crls.into_iter().for_each(|crl| evidence.add_crl(crl)),
                Err(error) => unreadable.push(format!("{}: {error}", path.display())),
            }
        }
        for path in input::files(&self.ocsp)? {
            match OcspResponse::from_der(&input::read(&path)?) {
                Ok(response) => evidence.add_ocsp(response),
                Err(error) => unreadable.push(format!("{}: {error}", path.display())),
            }
        }
        Ok(LoadedEvidence { evidence, unreadable })
    }
}
