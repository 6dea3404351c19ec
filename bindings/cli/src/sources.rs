//! What the options for trust and evidence name, or the configuration where they are left out, read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use qoltanba::check::Verifier;
use qoltanba::revocation::{Evidence, OcspResponse};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba_online::OnlineEvidence;

use crate::config::Config;
use crate::failure::Failure;
use crate::{args, input, online};

/// A verifier, and the network that it may ask.
pub struct Sources {
    pub verifier: Verifier,
    online: Option<Arc<OnlineEvidence>>,
}

impl Sources {
    /// What the trust and evidence options describe.
    pub fn read(trust: &args::Trust, evidence: &args::Evidence, config: &Config) -> Result<Self, Failure> {
        let loaded = evidence.load(config)?;
        let depth = evidence.revocation.or(config.revocation).unwrap_or(args::RevocationArg::EndEntity);
        let mut verifier =
            Verifier::new(trust.store(config)?).with_evidence(loaded.evidence).with_revocation(depth.into());
        for unreadable in loaded.unreadable {
            verifier = verifier.with_unreadable_evidence(unreadable);
        }
        let online = online::evidence(evidence, config)?;
        if let Some(online) = &online {
            verifier = verifier.with_evidence_source(Arc::<OnlineEvidence>::clone(online));
        }
        Ok(Self { verifier, online })
    }

    /// Lets lists that are being brought up to date come in, once everything is answered.
    pub fn settle(&self) {
        if let Some(online) = &self.online {
            online.settle(online::GRACE);
        }
    }
}

/// The files and folders that the options and the configuration name.
pub fn paths<'a>(
    trust: &'a args::Trust,
    evidence: &'a args::Evidence,
    config: &'a Config,
) -> impl Iterator<Item = &'a Path> {
    trust.paths().chain(evidence.paths()).chain(config.paths())
}

impl args::Trust {
    /// The trust store that the options name.
    pub fn store(&self, config: &Config) -> Result<TrustStore, Failure> {
        let anchors = input::certificates(given(&self.trust, &config.anchors))?;
        let anchors = anchors.iter().map(TrustAnchor::from_certificate).collect();
        Ok(TrustStore::new(anchors, input::certificates(given(&self.intermediate, &config.intermediates))?))
    }

    /// The files and folders that the options name.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.trust.iter().chain(&self.intermediate).map(PathBuf::as_path)
    }

    /// Whether anybody says what is trusted.
    pub fn is_named(&self, config: &Config) -> bool {
        !given(&self.trust, &config.anchors).is_empty()
    }
}

/// What the command line names takes the place of what the configuration names.
fn given<'a>(arguments: &'a [PathBuf], configured: &'a [PathBuf]) -> &'a [PathBuf] {
    if arguments.is_empty() { configured } else { arguments }
}

/// What the evidence options name.
struct LoadedEvidence {
    /// The lists and answers that could be read.
    evidence: Evidence,
    /// One sentence for each source that could not.
    unreadable: Vec<String>,
}

impl args::Evidence {
    /// The files and folders that the options name.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.crl.iter().chain(&self.ocsp).map(PathBuf::as_path)
    }

    /// Reads the evidence. A file that cannot be opened is a usage error. One that holds no list (an empty file, an HTML
    /// page, a damaged list), and a link in a folder that leads nowhere, is evidence that cannot be used: the report names
    /// it. Other evidence may decide; where none does, the status is undetermined.
    fn load(&self, config: &Config) -> Result<LoadedEvidence, Failure> {
        let mut evidence = Evidence::default();
        let mut unreadable = Vec::new();
        for found in input::files(given(&self.crl, &config.crl))? {
            match found.file() {
                Ok(path) => match input::crls(path)? {
                    Ok(crls) => crls.into_iter().for_each(|crl| evidence.add_crl(crl)),
                    Err(error) => unreadable.push(Failure::new(path.display(), error).line().to_owned()),
                },
                Err(failure) => unreadable.push(failure.line().to_owned()),
            }
        }
        for found in input::files(given(&self.ocsp, &config.ocsp))? {
            match found.file() {
                Ok(path) => match OcspResponse::from_der(&input::read(path)?) {
                    Ok(response) => evidence.add_ocsp(response),
                    Err(error) => unreadable.push(Failure::new(path.display(), error).line().to_owned()),
                },
                Err(failure) => unreadable.push(failure.line().to_owned()),
            }
        }
        Ok(LoadedEvidence { evidence, unreadable })
    }
}
