//! Asking a time stamping service (RFC 3161, section 3.4).

use std::sync::Arc;

use qoltanba::crypto::DigestAlgorithm;
use qoltanba::timestamp::{TimestampRequest, TimestampResponse};

use crate::allow_list::AllowList;
use crate::client::{Answer, Asked, Client, Method, Request, Transport};
use crate::error::FetchError;
use crate::limits;
use crate::metrics::{Metrics, What};

/// A timestamp token, DER, over `value`: for a signature timestamp the octets of the signature value. The operator named the
/// address, so its host is asked.
///
/// # Errors
/// [`FetchError`]; also when the answer stamps anything but `value`, or does not repeat the nonce.
pub fn stamp(url: &str, value: &[u8], transport: &Transport) -> Result<Vec<u8>, FetchError> {
    let url = AllowList::nobody().with_host_of(url)?.check(url)?;
    let client = Client::new(transport, Arc::new(Metrics::default()))?;
    let mut nonce = [0; 8];
    getrandom::fill(&mut nonce).map_err(|_| FetchError::Connection)?;
    // SHA-256 whatever the signature: the authority answers with a token of its own algorithm.
    let query = TimestampRequest::new(value, DigestAlgorithm::Sha256).with_nonce(u64::from_be_bytes(nonce) >> 1);
    let body = query.encode().map_err(FetchError::Unreadable)?;
    let method = Method::Post {
        content_type: "application/timestamp-query",
        accept: "application/timestamp-reply",
        body: &body,
    };
    let request = Request {
        what: What::Timestamp,
        url: &url,
        question: "",
        method,
        limit: limits::MAX_TIMESTAMP,
        asked: Asked::ByOperator,
    };
    client.ask(&request, |answer| {
        let Answer::Body(bytes, _) = answer else { return Err(FetchError::Empty) };
        match query.read_response(&bytes).map_err(FetchError::Unreadable)? {
            TimestampResponse::Granted(token) => Ok(token.signed_data().der().to_vec()),
            TimestampResponse::Rejected { .. } => Err(FetchError::NotStamped),
        }
    })
}
