//! One request: allowed, bounded in size and time, tried again after faults that pass.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use ureq::http::header::{
    ACCEPT, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use ureq::http::{Response, Uri};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Proxy};

use crate::allow_list::{AllowedUrl, parts};
use crate::error::{FetchError, Outlook};
use crate::limits;
use crate::metrics::{Metrics, What};
use crate::retry::{Rest, Retry, random};

/// National hosts redirect a request without this header to a page (kz-pki facts, section 3.5).
const USER_AGENT: &str = concat!("qoltanba/", env!("CARGO_PKG_VERSION"));

/// Where systems keep the authorities of TLS servers; the first that is there counts.
const TLS_ROOTS: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];

/// How requests are made.
#[derive(Debug, Clone)]
pub struct Transport {
    /// How long one question may take, with all its attempts and the whole of each answer.
    pub timeout: Duration,
    /// How often it is asked within that time.
    pub retry: Retry,
    /// The proxy, as a URL; left out, the variables `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    pub proxy: Option<String>,
    /// A PEM file with the authorities of TLS servers; left out, that of the system.
    pub tls_roots: Option<std::path::PathBuf>,
}

impl Default for Transport {
    fn default() -> Self {
        Self { timeout: limits::CHECK_TIMEOUT, retry: Retry::default(), proxy: None, tls_roots: None }
    }
}

/// What makes an unchanged file cost one short answer (RFC 9110, 13.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
}

/// What is asked.
pub(crate) struct Request<'a> {
    pub(crate) what: What,
    pub(crate) url: &'a AllowedUrl,
    /// Tells this question from others to the same address.
    pub(crate) question: &'a str,
    pub(crate) method: Method<'a>,
    /// The largest answer.
    pub(crate) limit: usize,
    pub(crate) asked: Asked,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A check, of which there may be thousands: an address that failed is left in peace.
    ByCheck,
    /// The operator.
    ByOperator,
}

/// How it is asked.
pub(crate) enum Method<'a> {
    Get(&'a Validators),
    Post { content_type: &'a str, accept: &'a str, body: &'a [u8] },
}

/// What came.
#[derive(Debug)]
pub(crate) enum Answer {
    NotModified,
    Body(Vec<u8>, Validators),
}

/// An HTTP client with its memory of what failed.
#[derive(Debug)]
pub(crate) struct Client {
    agent: Agent,
    timeout: Duration,
    retry: Retry,
    rest: Rest,
    metrics: Arc<Metrics>,
}

impl Client {
    pub(crate) fn new(transport: &Transport, metrics: Arc<Metrics>) -> Result<Self, FetchError> {
        let mut config = Agent::config_builder()
            .timeout_connect(Some(limits::CONNECT_TIMEOUT.min(transport.timeout)))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(USER_AGENT)
            .tls_config(tls(transport)?);
        if let Some(proxy) = &transport.proxy {
            config = config.proxy(Some(Proxy::new(proxy).map_err(|_| FetchError::Address)?));
        }
        let (timeout, retry) = (transport.timeout, transport.retry);
        Ok(Self { agent: config.build().into(), timeout, retry, rest: Rest::default(), metrics })
    }

    /// How long one question may take.
    pub(crate) const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Whether a question would be asked at all.
    pub(crate) fn is_ready(&self, url: &AllowedUrl, question: &str) -> bool {
        self.rest.check(&url.to_string(), question).is_ok()
    }

    /// Asks, again after faults that pass, and gives what `read` makes of the answer: only what it accepts is an answer.
    pub(crate) fn ask<T>(
        &self,
        request: &Request<'_>,
        mut read: impl FnMut(Answer) -> Result<T, FetchError>,
    ) -> Result<T, FetchError> {
        let url = request.url.to_string();
        if request.asked == Asked::ByCheck {
            self.rest.check(&url, request.question)?;
        }
        let deadline = Instant::now() + self.timeout;
        let mut attempt = 1;
        let outcome = loop {
            let started = Instant::now();
            let (outcome, wait) = match self.once(request, deadline) {
                Ok((answer, size)) => {
                    self.metrics.received(request.what, size);
                    (read(answer), None)
                }
                Err((error, wait)) => (Err(error), wait),
            };
            let word = outcome.as_ref().map_or_else(FetchError::word, |_| "ok");
            self.metrics.requested(request.what, word, started.elapsed());
            let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            tracing::info!(what = request.what.word(), %url, outcome = word, attempt, ms, "request");
            match &outcome {
                Err(error) if error.outlook() == Outlook::Passing && attempt < self.retry.attempts => {
                    let pause = self.retry.pause(attempt, random());
                    let pause = wait.unwrap_or(pause).clamp(pause, self.retry.longest_pause.max(pause));
                    if Instant::now() + pause >= deadline {
                        break outcome;
                    }
                    thread::sleep(pause);
                    attempt += 1;
                }
                Ok(_) | Err(_) => break outcome,
            }
        };
        self.rest.note(&url, request.question, &outcome);
        outcome
    }

    /// One attempt, redirects within the host followed; with a failure goes the time that the service asks to wait.
    fn once(
        &self,
        request: &Request<'_>,
        deadline: Instant,
    ) -> Result<(Answer, usize), (FetchError, Option<Duration>)> {
        let mut uri = request.url.uri().clone();
        for _ in 0..=limits::REDIRECTS {
            let mut response = self.send(&uri, &request.method, deadline).map_err(|error| (error, None))?;
            let status = response.status().as_u16();
            match (status, &request.method) {
                (200, _) => return body(&mut response, request.limit).map_err(|error| (error, None)),
                (304, Method::Get(validators)) if **validators != Validators::default() => {
                    return Ok((Answer::NotModified, 0));
                }
                // A POST that is redirected by 301 to 303 would go on as a GET, without its question.
                (301 | 302 | 303 | 307 | 308, Method::Get(_)) | (307 | 308, Method::Post { .. }) => {
                    let target = header(&response, &LOCATION).unwrap_or_default();
                    uri = same_host(&uri, &target).map_err(|error| (error, None))?;
                }
                (_, Method::Get(_) | Method::Post { .. }) => {
                    let wait = header(&response, &RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok());
                    return Err((FetchError::Status(status), wait.map(Duration::from_secs)));
                }
            }
        }
        Err((FetchError::Redirected { host: uri.host().unwrap_or_default().to_owned() }, None))
    }

    fn send(&self, uri: &Uri, method: &Method<'_>, deadline: Instant) -> Result<Response<Body>, FetchError> {
        let left = Some(deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1)));
        let sent = match method {
            Method::Get(validators) => {
                let mut request = self.agent.get(uri).config().timeout_global(left).build();
                if let Some(etag) = &validators.etag {
                    request = request.header(IF_NONE_MATCH, etag);
                }
                if let Some(date) = &validators.last_modified {
                    request = request.header(IF_MODIFIED_SINCE, date);
                }
                request.call()
            }
            Method::Post { content_type, accept, body } => {
                let request = self.agent.post(uri).config().timeout_global(left).build();
                request.header(CONTENT_TYPE, *content_type).header(ACCEPT, *accept).send(*body)
            }
        };
        sent.map_err(|error| transport_error(&error, 0))
    }
}

fn body(response: &mut Response<Body>, limit: usize) -> Result<(Answer, usize), FetchError> {
    let validators = Validators { etag: header(response, &ETAG), last_modified: header(response, &LAST_MODIFIED) };
    let bytes = response.body_mut().with_config().limit(u64::try_from(limit).unwrap_or(u64::MAX)).read_to_vec();
    let bytes = bytes.map_err(|error| transport_error(&error, limit))?;
    match bytes.trim_ascii_start().first() {
        None => Err(FetchError::Empty),
        // Neither DER nor PEM begins so; pages of portals do, whatever type they claim.
        Some(b'<') => Err(FetchError::Page),
        Some(_) => {
            let size = bytes.len();
            Ok((Answer::Body(bytes, validators), size))
        }
    }
}

fn header(response: &Response<Body>, name: &ureq::http::HeaderName) -> Option<String> {
    response.headers().get(name)?.to_str().ok().map(str::to_owned)
}

/// The target of a redirect, which stays on the host; from `http` to `https` it may change.
fn same_host(from: &Uri, location: &str) -> Result<Uri, FetchError> {
    let target = if location.starts_with('/') && !location.starts_with("//") {
        let authority = from.authority().map(ToString::to_string).unwrap_or_default();
        format!("{}://{authority}{location}", from.scheme_str().unwrap_or("http"))
    } else {
        location.to_owned()
    };
    let (from_scheme, (_, from_host, from_port)) = (from.scheme_str(), parts(&from.to_string())?);
    match parts(&target) {
        Ok((uri, host, port))
            if host == from_host
                && port == from_port
                && (uri.scheme_str() == from_scheme || uri.scheme_str() == Some("https")) =>
        {
            Ok(uri)
        }
        Ok((_, host, _)) => Err(FetchError::Redirected { host }),
        Err(_) => Err(FetchError::Redirected { host: "an unusable address".to_owned() }),
    }
}

fn transport_error(error: &ureq::Error, limit: usize) -> FetchError {
    match error {
        ureq::Error::Timeout(_) | ureq::Error::BodyStalled => FetchError::TimedOut,
        ureq::Error::HostNotFound => FetchError::UnknownHost,
        ureq::Error::BodyExceedsLimit(_) => FetchError::TooLarge { limit },
        ureq::Error::Io(error) => match error.kind() {
            io::ErrorKind::UnexpectedEof => FetchError::CutOff,
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => FetchError::TimedOut,
            _ => FetchError::Connection,
        },
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::Pem(_) | ureq::Error::TlsRequired => {
            FetchError::Tls
        }
        ureq::Error::BadUri(_) | ureq::Error::InvalidProxyUrl => FetchError::Address,
        // The enumeration of the library may grow; every other failure is one of the way there.
        _ => FetchError::Connection,
    }
}

/// TLS by `rustls` on `ring`, with the authorities of the system. Without any, only `https` fails.
fn tls(transport: &Transport) -> Result<TlsConfig, FetchError> {
    let pem = match &transport.tls_roots {
        Some(path) => std::fs::read(path)
            .map_err(|error| FetchError::Folder { path: path.display().to_string(), detail: error.to_string() })?,
        None => TLS_ROOTS.iter().find_map(|path| std::fs::read(path).ok()).unwrap_or_default(),
    };
    let roots: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            Ok(_) | Err(_) => None,
        })
        .collect();
    Ok(TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&roots))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build())
}
