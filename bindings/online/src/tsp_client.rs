//! Asking a time stamping service (RFC 3161, section 3.4).

use std::sync::Arc;

use qoltanba::crypto::DigestAlgorithm;
use qoltanba::signature::cms::SignaturePolicy;
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
/// [`FetchError`]; also when the answer stamps anything but `value`, does not repeat the nonce, or is not signed by a
/// certificate for timestamps that stands in it. Whether that certificate is to be trusted is for verification to say.
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
            TimestampResponse::Granted(token) => {
                // RFC 3161, 2.2: the requester verifies the token. Imprint and nonce were compared; the nonce tells that the
                // answer is of now, where there is no clock to be trusted. The certificate is in the token as the request asks.
                match token.verify_signature(&[], SignaturePolicy::default()) {
                    Ok(_) => Ok(token.signed_data().der().to_vec()),
                    Err(failure) => Err(FetchError::Untrusted(failure.to_string())),
                }
            }
            TimestampResponse::Rejected { status, failure } => Err(FetchError::NotStamped { status, failure }),
        }
    })
}
