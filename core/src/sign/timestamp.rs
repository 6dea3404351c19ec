//! A timestamp authority (RFC 3161): for closed systems that run one, and for tests.

use super::{Signer, cms};
use crate::asn1::{Writer, tag};
use crate::crypto::Digest;
use crate::error::{Error, Result};
use crate::oid::{self, Oid};
use crate::signature::cms::SigningCertificateReference;
use crate::signature::cms::typed::{self, Accuracy, MessageImprint, TimeStampReq, TstInfo};
use crate::time::Moment;

/// An authority: a key whose certificate is for timeStamping alone, and its policy.
#[derive(Debug, Clone)]
pub struct TimestampAuthority<'k> {
    signer: Signer<'k>,
    policy: Oid,
    accuracy: Option<u32>,
    reference: SigningCertificateReference,
}

impl<'k> TimestampAuthority<'k> {
    /// An authority that issues under `policy` and binds its certificate by signingCertificateV2.
    #[must_use]
    pub const fn new(signer: Signer<'k>, policy: Oid) -> Self {
        Self { signer, policy, accuracy: None, reference: SigningCertificateReference::V2 }
    }

    /// States that the clock is right within so many seconds.
    #[must_use]
    pub const fn with_accuracy(mut self, seconds: u32) -> Self {
        self.accuracy = Some(seconds);
        self
    }

    /// Binds the certificate by another attribute; the national authority still writes version 1.
    #[must_use]
    pub const fn with_reference(mut self, reference: SigningCertificateReference) -> Self {
        self.reference = reference;
        self
    }

    /// Issues a token over `imprint`. The caller sees to it that no `serial` is used twice, and that `at` is the time.
    ///
    /// # Errors
    /// `Key`, `Crypto` when signing fails, `InvalidArgument` for a year beyond 9999.
    pub fn token(&self, imprint: &Digest, serial: u64, at: Moment, nonce: Option<&[u8]>) -> Result<Vec<u8>> {
        let info = typed::encode(&TstInfo {
            version: 1,
            policy: typed::object_identifier(&self.policy)?,
            message_imprint: MessageImprint::new(imprint)?,
            serial_number: typed::unsigned(&serial.to_be_bytes())?,
            gen_time: typed::generalized_time(at)?,
            accuracy: self.accuracy.map(|seconds| Accuracy { seconds: Some(seconds) }),
            ordering: false,
            nonce: nonce.map(typed::unsigned).transpose()?,
        })?;
        let options = cms::Options { reference: self.reference, signing_time: Some(at), ..cms::Options::default() };
        cms::sign_typed(&self.signer, &oid::TST_INFO, &info, &options)
    }

    /// Answers a DER TimeStampReq with a DER TimeStampResp: granted, or rejected for an unknown digest (failure bit 0,
    /// badAlg) or another policy (bit 15, unacceptedPolicy).
    ///
    /// # Errors
    /// `Malformed` when the request is none; as [`token`](Self::token).
    pub fn answer(&self, request: &[u8], serial: u64, at: Moment) -> Result<Vec<u8>> {
        let request: TimeStampReq = typed::decode(request, "TimeStampReq")?;
        if request.version != 1 {
            return Err(Error::Malformed { what: "TimeStampReq", offset: 0, rule: "the version is 1" });
        }
        let policy = typed::object_identifier(&self.policy)?;
        if request.req_policy.is_some_and(|asked| asked != policy) {
            return Ok(rejection(&[0, 0, 1]));
        }
        let Some(imprint) = request.message_imprint.digest() else { return Ok(rejection(&[0, 0x80])) };
        let token = self.token(&imprint, serial, at, request.nonce.as_ref().map(|nonce| nonce.as_bytes()))?;
        let mut writer = Writer::new();
        writer.sequence(|out| {
            out.sequence(|out| {
                out.unsigned(0);
            });
            out.raw(&token);
        });
        Ok(writer.into_bytes())
    }
}

/// TimeStampResp with status rejection (2) and a failInfo whose octets follow the count of unused bits.
fn rejection(failure: &[u8]) -> Vec<u8> {
    let mut bits = failure.to_vec();
    let last = failure.last().copied().unwrap_or_default();
    if let (Some(first), Ok(unused)) = (bits.first_mut(), u8::try_from(last.trailing_zeros())) {
        *first = unused;
    }
    let mut writer = Writer::new();
    writer.sequence(|out| {
        out.sequence(|out| {
            out.unsigned(2).tlv(tag::BIT_STRING, &bits);
        });
    });
    writer.into_bytes()
}
