//! Asking a timestamp authority, and reading its answer (RFC 3161, 2.4). Sending is the caller's part.

use super::Timestamp;
use crate::asn1::{self, Reader, tag};
use crate::crypto::{Digest, DigestAlgorithm};
use crate::error::{Error, Result};
use crate::oid::Oid;
use crate::signature::cms::typed::{self, MessageImprint, TimeStampReq};

/// A question to a timestamp authority. Sent by HTTP POST as `application/timestamp-query`.
#[derive(Debug, Clone)]
pub struct TimestampRequest {
    digest: Digest,
    policy: Option<Oid>,
    nonce: Option<u64>,
}

/// The answer of an authority.
#[derive(Debug, Clone)]
pub enum TimestampResponse {
    /// A token that answers the request. It still has to be verified.
    Granted(Box<Timestamp>),
    /// The authority refused.
    Rejected {
        /// PKIStatus, 2 to 5 (RFC 3161, 2.4.2).
        status: u64,
        /// The number of the first bit of PKIFailureInfo, for instance 15 for unacceptedPolicy.
        failure: Option<u32>,
    },
}

impl TimestampRequest {
    /// Asks to stamp `stamped`: for a signature timestamp the octets of the signature value.
    #[must_use]
    pub fn new(stamped: &[u8], digest: DigestAlgorithm) -> Self {
        Self { digest: digest.digest(stamped), policy: None, nonce: None }
    }

    /// Asks for a policy, for instance one of the national authority (kz-pki facts, section 3.4).
    #[must_use]
    pub fn with_policy(mut self, policy: Oid) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Adds a nonce, which the caller draws at random; the answer has to repeat it.
    #[must_use]
    pub const fn with_nonce(mut self, nonce: u64) -> Self {
        self.nonce = Some(nonce);
        self
    }

    /// The DER TimeStampReq. It asks for the certificate of the authority.
    ///
    /// # Errors
    /// `Crypto` when it cannot be encoded.
    pub fn encode(&self) -> Result<Vec<u8>> {
        typed::encode(&TimeStampReq {
            version: 1,
            message_imprint: MessageImprint::new(&self.digest)?,
            req_policy: self.policy.as_ref().map(typed::object_identifier).transpose()?,
            nonce: self.nonce.map(|nonce| typed::unsigned(&nonce.to_be_bytes())).transpose()?,
            cert_req: true,
        })
    }

    /// Reads the TimeStampResp to this request.
    ///
    /// # Errors
    /// `Malformed` when it is none, or when its token answers another request (imprint, nonce, policy).
    pub fn read_response(&self, response: &[u8]) -> Result<TimestampResponse> {
        const WHAT: &str = "TimeStampResp";
        let transcoded = asn1::to_der(response)?;
        let mut outer = Reader::new(&transcoded.der);
        let mut reader = outer.sequence(WHAT)?;
        if !transcoded.trailing.is_empty() {
            let offset = response.len() - transcoded.trailing.len();
            return Err(Error::Malformed { what: WHAT, offset, rule: "something follows after the end" });
        }
        // PKIStatusInfo ::= SEQUENCE { status, statusString PKIFreeText OPTIONAL, failInfo BIT STRING OPTIONAL }.
        let mut info = reader.sequence("PKIStatusInfo")?;
        let status = info.expect(tag::INTEGER, "PKIStatusInfo.status")?.unsigned("PKIStatusInfo.status")?;
        info.optional(tag::SEQUENCE, "PKIStatusInfo.statusString")?;
        let failure = match info.optional(tag::BIT_STRING, "PKIStatusInfo.failInfo")? {
            Some(tlv) => first_bit(tlv.bit_string("PKIStatusInfo.failInfo")?.1),
            None => None,
        };
        info.finish("PKIStatusInfo")?;
        // 0 is granted, 1 granted with modifications.
        if status > 1 {
            return Ok(TimestampResponse::Rejected { status, failure });
        }
        let token = reader.expect(tag::SEQUENCE, "TimeStampResp.timeStampToken")?;
        reader.finish(WHAT)?;
        let timestamp = Timestamp::parse(token.raw())?;
        let mismatch = |rule| Err(Error::Malformed { what: WHAT, offset: token.offset(), rule });
        if !timestamp.stamps(&self.digest) {
            return mismatch("the token stamps what was sent");
        }
        let nonce = self.nonce.map(u64::to_be_bytes);
        let significant = nonce.as_ref().map(|octets| {
            let zeros = octets.iter().take_while(|octet| **octet == 0).count().min(octets.len() - 1);
            octets.get(zeros..).unwrap_or_default()
        });
        if significant.is_some() && timestamp.nonce() != significant {
            return mismatch("the token repeats the nonce that was sent");
        }
        if self.policy.as_ref().is_some_and(|policy| policy != timestamp.policy()) {
            return mismatch("the token has the policy that was asked for");
        }
        Ok(TimestampResponse::Granted(Box::new(timestamp)))
    }
}

/// The number of the first bit that is set.
fn first_bit(octets: &[u8]) -> Option<u32> {
    octets.iter().zip(0u32..).find(|(octet, _)| **octet != 0).map(|(octet, index)| index * 8 + octet.leading_zeros())
}
