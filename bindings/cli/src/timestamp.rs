//! Asking a time stamping service (RFC 3161, section 3.4). The network is touched here and nowhere else.

use std::io::Read as _;
use std::time::Duration;

use qoltanba::crypto::DigestAlgorithm;
use qoltanba::timestamp::{TimestampRequest, TimestampResponse};

use crate::failure::{At as _, Failure};

/// How long one service may be silent, in seconds: the national ones were seen silent for 30.
const TIMEOUT: u64 = 45;
/// The largest answer, in bytes. A token with its certificates is below 10 KiB.
const MAX_ANSWER: u64 = 256 << 10;

/// A timestamp token over `value`.
pub fn request(url: &str, value: &[u8]) -> Result<Vec<u8>, Failure> {
    const PLACE: &str = "--tsp-url";
    let mut nonce = [0; 8];
    getrandom::fill(&mut nonce).at(PLACE)?;
    // SHA-256 whatever the signature: the authority answers with a token of its own algorithm.
    let request = TimestampRequest::new(value, DigestAlgorithm::Sha256).with_nonce(u64::from_be_bytes(nonce) >> 1);
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(TIMEOUT)))
        .max_redirects(0)
        .user_agent(concat!("qoltanba/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let body = request.encode().at(PLACE)?;
    let mut answer = agent.post(url).header("content-type", "application/timestamp-query").send(&body[..]).at(PLACE)?;
    if answer.status() != 200 {
        return Err(Failure::new(PLACE, format!("the service answered with status {}", answer.status())));
    }
    let mut bytes = Vec::new();
    answer.body_mut().as_reader().take(MAX_ANSWER).read_to_end(&mut bytes).at(PLACE)?;
    match request.read_response(&bytes).at(PLACE)? {
        TimestampResponse::Granted(token) => Ok(token.signed_data().der().to_vec()),
        TimestampResponse::Rejected { .. } => Err(Failure::new(PLACE, "the service refused to stamp")),
    }
}
