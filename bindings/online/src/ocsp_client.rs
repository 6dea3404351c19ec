//! Asking an OCSP service about one certificate (RFC 6960, appendix A).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use qoltanba::Moment;
use qoltanba::crypto::DigestAlgorithm;
use qoltanba::revocation::{
    self, CertId, Evidence, OcspRequest, OcspResponse, Question, RevocationOptions, Status, UndeterminedReason,
};

use crate::allow_list::{AllowList, AllowedUrl};
use crate::cache_folder::{CacheFolder, Kept};
use crate::client::{Answer, Asked, Client, Method, Request};
use crate::error::FetchError;
use crate::in_flight::InFlight;
use crate::limits;
use crate::metrics::{Metrics, What};

/// Whether a request carries a nonce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Nonce {
    /// It does, and only an answer that repeats it counts: nobody can replay an older one.
    #[default]
    Send,
    /// It does not: for services that give answers made beforehand.
    Omit,
}

/// An answer, and why it is not a fresh one.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub(crate) response: OcspResponse,
    /// What went wrong with asking anew, when an older answer that still counts stands in.
    pub(crate) instead_of: Option<FetchError>,
    /// Whether it settles the question: good, revoked or on hold.
    pub(crate) decisive: Decisive,
}

/// Whether an answer settles the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decisive {
    Yes,
    /// The service does not know the certificate.
    No,
}

/// The services, with the answers that are at hand.
#[derive(Debug)]
pub(crate) struct OcspClient {
    client: Client,
    allow: AllowList,
    folder: Option<Arc<CacheFolder>>,
    reuse: Duration,
    nonce: Nonce,
    memory: Mutex<HashMap<String, OcspResponse>>,
    in_flight: InFlight,
    metrics: Arc<Metrics>,
}

impl OcspClient {
    pub(crate) fn new(
        client: Client,
        allow: AllowList,
        folder: Option<Arc<CacheFolder>>,
        reuse: Duration,
        nonce: Nonce,
        metrics: Arc<Metrics>,
    ) -> Self {
        let (memory, in_flight) = (Mutex::default(), InFlight::default());
        Self { client, allow, folder, reuse, nonce, memory, in_flight, metrics }
    }

    /// The answer of the service at this address.
    pub(crate) fn ask(&self, url: &str, question: &Question<'_>) -> Result<Answered, FetchError> {
        let allowed = self.allow.check(url)?;
        let id = CertId::new(question.certificate, question.issuer.spki(), DigestAlgorithm::Sha256)
            .map_err(FetchError::Unreadable)?;
        let request = OcspRequest::new(id);
        let name = CacheFolder::name(url, &request.to_der());
        if let Some(answered) = self.recent(&name, question) {
            return Ok(answered);
        }
        self.in_flight.after_others(&name, || {
            if let Some(answered) = self.recent(&name, question) {
                return Ok(answered);
            }
            match self.ask_service(&allowed, &name, request, question) {
                Ok(answered) => {
                    if answered.decisive == Decisive::Yes {
                        self.keep(&name, &answered.response);
                    }
                    Ok(answered)
                }
                Err(error) => match self.at_hand(&name).and_then(|response| settle(response, question, None)) {
                    Some(answered) => Ok(Answered { instead_of: Some(error), ..answered }),
                    None => Err(error),
                },
            }
        })
    }

    fn ask_service(
        &self,
        url: &AllowedUrl,
        name: &str,
        request: OcspRequest,
        question: &Question<'_>,
    ) -> Result<Answered, FetchError> {
        let (request, nonce) = match self.nonce {
            Nonce::Omit => (request, None),
            Nonce::Send => {
                let mut nonce = [0; limits::OCSP_NONCE];
                getrandom::fill(&mut nonce).map_err(|_| FetchError::Connection)?;
                (request.with_nonce(&nonce).map_err(FetchError::Unreadable)?, Some(nonce.to_vec()))
            }
        };
        let body = request.to_der();
        let method =
            Method::Post { content_type: "application/ocsp-request", accept: "application/ocsp-response", body: &body };
        let request =
            Request { what: What::Ocsp, url, question: name, method, limit: limits::MAX_OCSP, asked: Asked::ByCheck };
        self.client.ask(&request, |answer| {
            let Answer::Body(bytes, _) = answer else { return Err(FetchError::Empty) };
            let response = OcspResponse::from_der(&bytes).map_err(FetchError::Unreadable)?;
            if !response.is_successful() {
                return Err(FetchError::ResponderError(response.response_status()));
            }
            let (status, decisive) = judge(&response, question, nonce.clone());
            match decisive {
                Some(decisive) => Ok(Answered { response, instead_of: None, decisive }),
                None => Err(problem(status)),
            }
        })
    }

    /// An answer that is at hand and was made lately.
    fn recent(&self, name: &str, question: &Question<'_>) -> Option<Answered> {
        let response = self.at_hand(name)?;
        let reuse = i64::try_from(self.reuse.as_secs()).unwrap_or(i64::MAX);
        let made = response.produced_at()?;
        let recent = made <= question.options.moment && question.options.moment <= made.plus_seconds(reuse);
        let answered = settle(response, question, None).filter(|_| recent)?;
        self.metrics.reused(What::Ocsp);
        Some(answered)
    }

    fn at_hand(&self, name: &str) -> Option<OcspResponse> {
        let known = self.memory().get(name).cloned();
        known.or_else(|| {
            let (bytes, _) = self.folder.as_ref()?.read(Kept::Answer, name).ok()??;
            OcspResponse::from_der(&bytes).ok()
        })
    }

    /// Keeps an answer for the next time; a folder that is full loses speed, not the answer.
    fn keep(&self, name: &str, response: &OcspResponse) {
        let mut memory = self.memory();
        if memory.len() >= limits::MEMORY_ANSWERS {
            let made = |response: &OcspResponse| response.produced_at().map_or(i64::MIN, Moment::unix);
            let mut all: Vec<i64> = memory.values().map(made).collect();
            let middle = all.len() / 2;
            let (_, median, _) = all.select_nth_unstable(middle);
            let median = *median;
            memory.retain(|_, response| made(response) > median);
        }
        memory.insert(name.to_owned(), response.clone());
        drop(memory);
        if let Some(folder) = &self.folder
            && let Err(error) = folder.store(Kept::Answer, name, response.der())
        {
            tracing::warn!(reason = %error, "an OCSP answer was not kept");
        }
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, HashMap<String, OcspResponse>> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An answer that counts, judged by itself.
fn settle(response: OcspResponse, question: &Question<'_>, nonce: Option<Vec<u8>>) -> Option<Answered> {
    let (_, decisive) = judge(&response, question, nonce);
    decisive.map(|decisive| Answered { response, instead_of: None, decisive })
}

/// What the answer alone says, and whether that settles the question; `None` when it does not count at all.
fn judge(response: &OcspResponse, question: &Question<'_>, nonce: Option<Vec<u8>>) -> (Status, Option<Decisive>) {
    let mut evidence = Evidence::new();
    evidence.add_ocsp(response.clone());
    let mut options: RevocationOptions = question.options.clone();
    options.nonce = nonce;
    let (certificate, issuer) = (question.certificate, question.issuer);
    let status = revocation::status(certificate, issuer, &evidence, question.store, question.untrusted, &options);
    let decisive = match &status {
        Status::Good { .. } | Status::Revoked { .. } | Status::OnHold { .. } => Some(Decisive::Yes),
        Status::Undetermined { reason: UndeterminedReason::StatusUnknown, .. } => Some(Decisive::No),
        Status::Undetermined {
            reason:
                UndeterminedReason::NoEvidence | UndeterminedReason::EvidenceUntrusted | UndeterminedReason::StaleEvidence,
            ..
        } => None,
    };
    (status, decisive)
}

fn problem(status: Status) -> FetchError {
    match status {
        Status::Undetermined { reason: UndeterminedReason::StaleEvidence, detail, .. } => FetchError::Stale(detail),
        Status::Undetermined { detail, .. } => FetchError::Untrusted(detail),
        Status::Good { .. } | Status::Revoked { .. } | Status::OnHold { .. } => {
            FetchError::Untrusted("it decides nothing".to_owned())
        }
    }
}
