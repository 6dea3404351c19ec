//! The evidence of a check from the network: which sources are asked, in which order.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use qoltanba::Moment;
use qoltanba::certificate::DistributionPoint;
use qoltanba::crypto::to_hex;
use qoltanba::oid;
use qoltanba::revocation::{EvidenceSource, Question, Supplied};
use qoltanba::trust::TrustStore;

use crate::allow_list::AllowList;
use crate::cache_folder::CacheFolder;
use crate::client::{Client, Transport};
use crate::crl_sync::{self, Synced};
use crate::error::FetchError;
use crate::limits;
use crate::lists::{Gate, Lists};
use crate::metrics::Metrics;
use crate::ocsp_client::{Decisive, Nonce, OcspClient};

/// Which sources are asked. Without any of them (off line) there is no [`OnlineEvidence`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The OCSP service; the lists when it does not settle the question.
    #[default]
    OcspThenCrl,
    /// The lists only.
    CrlOnly,
}

/// What an operator chooses. The default asks the national hosts and keeps everything in memory.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Which sources are asked.
    pub order: Order,
    /// Whom requests may go to, beside the hosts of the addresses below.
    pub allow: AllowList,
    /// Addresses of lists; asked when those in a certificate gave none, and by [`OnlineEvidence::sync`].
    pub crl_urls: Vec<String>,
    /// The OCSP service to ask in place of those that certificates name.
    pub ocsp_url: Option<String>,
    /// The folder that processes share.
    pub folder: Option<PathBuf>,
    /// The most that the lists and answers in it may take, in bytes; the oldest answers make room.
    pub folder_bytes: u64,
    /// How requests are made.
    pub transport: Transport,
    /// After how long a current list is asked for again.
    pub refresh_after: Duration,
    /// How long an OCSP answer is used again.
    pub ocsp_reuse: Duration,
    /// Whether OCSP requests carry a nonce.
    pub nonce: Nonce,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            order: Order::default(),
            allow: AllowList::national(),
            crl_urls: Vec::new(),
            ocsp_url: None,
            folder: None,
            folder_bytes: limits::FOLDER_BYTES,
            transport: Transport::default(),
            refresh_after: limits::REFRESH_AFTER,
            ocsp_reuse: limits::OCSP_REUSE,
            nonce: Nonce::default(),
        }
    }
}

/// Evidence from the network, for a [`Verifier`](qoltanba::check::Verifier). It is built once, shared by threads, and meant
/// for verifiers that trust the same authorities.
#[derive(Debug)]
pub struct OnlineEvidence {
    order: Order,
    crl_urls: Vec<String>,
    ocsp_url: Option<String>,
    lists: Arc<Lists>,
    ocsp: OcspClient,
    metrics: Arc<Metrics>,
}

impl OnlineEvidence {
    /// Opens the folder, if there is one, and asks nothing yet.
    ///
    /// # Errors
    /// [`FetchError::Folder`], and [`FetchError::Address`] for an unusable address in the settings.
    pub fn new(settings: Settings) -> Result<Self, FetchError> {
        let metrics = Arc::new(Metrics::default());
        let folder =
            settings.folder.as_deref().map(|root| CacheFolder::open(root, settings.folder_bytes)).transpose()?;
        let folder = folder.map(Arc::new);
        let named = settings.crl_urls.iter().chain(&settings.ocsp_url);
        let allow = named.map(String::as_str).try_fold(settings.allow, AllowList::with_host_of)?;
        let client = || Client::new(&settings.transport, Arc::clone(&metrics));
        Ok(Self {
            order: settings.order,
            lists: Arc::new(Lists::new(
                client()?,
                allow.clone(),
                folder.clone(),
                settings.refresh_after,
                Arc::clone(&metrics),
            )),
            ocsp: OcspClient::new(client()?, allow, folder, settings.ocsp_reuse, settings.nonce, Arc::clone(&metrics)),
            crl_urls: settings.crl_urls,
            ocsp_url: settings.ocsp_url,
            metrics,
        })
    }

    /// Asks for every list of the settings, and keeps those that `store` trusts and that are current at `moment`.
    #[must_use]
    pub fn sync(&self, store: &TrustStore, moment: Moment) -> Vec<Synced> {
        crl_sync::sync(&self.lists, &self.crl_urls, &Gate::at(store, moment))
    }

    /// What was asked and what came.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Waits until no list is being brought up to date in the background, at most so long. A process that ends before
    /// loses the work of those requests and nothing else.
    pub fn settle(&self, patience: Duration) {
        self.lists.settle(patience);
    }

    /// The answer of the first OCSP service that gives one; whether it settles the question.
    fn ask_services(&self, question: &Question<'_>, supplied: &mut Supplied) -> Decisive {
        let named = question.certificate.extensions().access_urls(&oid::AD_OCSP);
        let urls: Vec<&str> = self.ocsp_url.as_deref().map_or(named, |url| vec![url]);
        if urls.is_empty() {
            supplied.unavailable.push("The certificate names no OCSP service".to_owned());
        }
        for url in urls {
            match self.ocsp.ask(url, question) {
                Ok(answered) => {
                    if let Some(error) = answered.instead_of {
                        supplied.unavailable.push(format!(
                            "The OCSP service {url} was asked: {error}; an earlier answer stands in for it"
                        ));
                    }
                    supplied.ocsp.push(answered.response);
                    return answered.decisive;
                }
                Err(error) => supplied.unavailable.push(format!("The OCSP service {url} gave no answer: {error}")),
            }
        }
        Decisive::No
    }

    /// The lists of the certificate's distribution points, else those of the settings; then the deltas.
    fn collect_lists(&self, question: &Question<'_>, supplied: &mut Supplied) {
        let gate = Gate { store: question.store.clone(), options: question.options.clone() };
        let extensions = question.certificate.extensions();
        // Malformed points are found when the path is built; such a certificate has none.
        let points = extensions.crl_distribution_points().unwrap_or_default();
        let deltas = extensions.freshest_crl().unwrap_or_default();
        self.first_of_each(&points, "list", &gate, supplied);
        if supplied.crls.is_empty() {
            for url in &self.crl_urls {
                match self.lists.get(url, &gate) {
                    Ok(crl) => supplied.crls.push(crl),
                    Err(error) => supplied.unavailable.push(format!("The list at {url} could not be had: {error}")),
                }
            }
            let issuer = question.certificate.issuer();
            supplied.crls.retain(|crl| crl.issuer().matches(&issuer));
            if points.is_empty() && supplied.crls.is_empty() {
                supplied.unavailable.push(
                    "The certificate names no list; if its authority has one, add the address to online.crl_urls"
                        .to_owned(),
                );
            }
        }
        if !supplied.crls.is_empty() {
            self.first_of_each(&deltas, "delta list", &gate, supplied);
        }
    }

    /// The addresses of one point lead to the same list: the first that gives it is enough.
    fn first_of_each(&self, points: &[DistributionPoint<'_>], what: &str, gate: &Gate, supplied: &mut Supplied) {
        for point in points {
            let urls = point.name.as_ref().map(|name| name.urls()).unwrap_or_default();
            for url in urls {
                match self.lists.get(url, gate) {
                    Ok(crl) => {
                        if !supplied.crls.iter().any(|known| known.sha256() == crl.sha256()) {
                            supplied.crls.push(crl);
                        }
                        break;
                    }
                    Err(error) => supplied.unavailable.push(format!("The {what} at {url} could not be had: {error}")),
                }
            }
        }
    }
}

impl EvidenceSource for OnlineEvidence {
    fn supply(&self, question: &Question<'_>) -> Supplied {
        let mut supplied = Supplied::default();
        let decisive = match self.order {
            Order::OcspThenCrl => self.ask_services(question, &mut supplied),
            Order::CrlOnly => Decisive::No,
        };
        if decisive == Decisive::No {
            self.collect_lists(question, &mut supplied);
        }
        tracing::debug!(
            serial = %to_hex(question.certificate.serial()),
            lists = supplied.crls.len(),
            answers = supplied.ocsp.len(),
            "evidence"
        );
        supplied
    }
}
