//! Timestamps and evidence put into signatures. Asking the authority is the caller's part: bytes go out, a token comes in.

use std::sync::{Mutex, PoisonError};

use qoltanba::Certificate;
use qoltanba::crypto::{self, DigestAlgorithm as CoreDigest};
use qoltanba::oid::Oid;
use qoltanba::sign::cms::{self, EmbeddedEvidence};
use qoltanba::signature::cms::SignedData;
use qoltanba::signature::xml::{SignedXml, begins_like_xml, sign as xml};
use qoltanba::timestamp::{self, TimestampResponse};

use crate::batch;
use crate::document::DigestAlgorithm;
use crate::error::{InputError, argument};

/// A question to a timestamp authority (RFC 3161).
#[derive(Debug, uniffi::Object)]
pub struct TimestampRequest(timestamp::TimestampRequest);

/// The answer of a timestamp authority: a token, or the status and failure bit of its refusal.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TimestampAnswer {
    /// The token. It still has to be verified: it is, with the signature that it goes into.
    pub token: Option<Vec<u8>>,
    /// PKIStatus of a refusal, 2 to 5 (RFC 3161, 2.4.2).
    pub status: Option<u64>,
    /// The number of the first bit of PKIFailureInfo.
    pub failure: Option<u32>,
}

#[uniffi::export]
impl TimestampRequest {
    /// Asks to stamp these octets. The caller draws the nonce at random; the answer has to repeat it.
    ///
    /// # Errors
    /// A `policy` that is no object identifier.
    #[uniffi::constructor]
    pub fn new(
        stamped: &[u8],
        digest: DigestAlgorithm,
        nonce: Option<u64>,
        policy: Option<String>,
    ) -> Result<Self, InputError> {
        let mut request = timestamp::TimestampRequest::new(stamped, digest.into());
        if let Some(nonce) = nonce {
            request = request.with_nonce(nonce);
        }
        if let Some(policy) = policy {
            let policy = Oid::parse(&policy).ok_or_else(|| argument("policy", "it is an object identifier"))?;
            request = request.with_policy(policy);
        }
        Ok(Self(request))
    }

    /// The DER to send, as `application/timestamp-query`.
    ///
    /// # Errors
    /// None that is known.
    pub fn encode(&self) -> Result<Vec<u8>, InputError> {
        Ok(self.0.encode()?)
    }

    /// Reads the answer to this request.
    ///
    /// # Errors
    /// Bytes that are none, or answer another request.
    pub fn read_response(&self, response: &[u8]) -> Result<TimestampAnswer, InputError> {
        Ok(match self.0.read_response(response)? {
            TimestampResponse::Granted(token) => {
                TimestampAnswer { token: Some(token.signed_data().der().to_vec()), status: None, failure: None }
            }
            TimestampResponse::Rejected { status, failure } => {
                TimestampAnswer { token: None, status: Some(status), failure }
            }
        })
    }
}

/// What a timestamp of a signature has to be over; `signature` counts from 0. The signature stands in a CMS message or an
/// XML document of XAdES level B.
///
/// # Errors
/// A document that cannot be read, or has no such signature that takes a timestamp.
#[uniffi::export]
pub fn octets_to_stamp(signed: &[u8], signature: u32) -> Result<Vec<u8>, InputError> {
    let place = place(signature);
    if begins_like_xml(signed) {
        return Ok(xml::octets_to_stamp(signed, place)?);
    }
    let message = SignedData::parse(signed)?;
    Ok(message.signers().get(place).ok_or_else(no_such_signature)?.signature().to_vec())
}

/// Puts a timestamp into a signature: CAdES or XAdES level T.
///
/// # Errors
/// As [`octets_to_stamp`]; a token that stamps something else, where the form lets that be seen.
#[uniffi::export]
pub fn add_timestamp(signed: &[u8], signature: u32, token: &[u8]) -> Result<Vec<u8>, InputError> {
    let place = place(signature);
    if begins_like_xml(signed) {
        return Ok(xml::add_timestamp(signed, place, token)?);
    }
    Ok(cms::add_signature_timestamp(&SignedData::parse(signed)?, place, token)?)
}

/// Embeds certificates (packed, DER or PEM), CRLs and OCSP responses (packed, DER) into a CMS message: CAdES-LT.
///
/// # Errors
/// A message, a certificate or a batch that cannot be read.
#[uniffi::export]
pub fn add_evidence(message: &[u8], certificates: &[u8], crls: &[u8], ocsp: &[u8]) -> Result<Vec<u8>, InputError> {
    let mut known = Vec::new();
    for item in batch::items(certificates)? {
        known.extend(Certificate::list_from_der_or_pem(item)?);
    }
    let (crls, ocsp_responses) = (batch::items(crls)?, batch::items(ocsp)?);
    let evidence = EmbeddedEvidence { certificates: &known, crls: &crls, ocsp_responses: &ocsp_responses };
    Ok(cms::add_evidence(&SignedData::parse(message)?, &evidence)?)
}

/// What an archive timestamp of a CMS signature has to be over. `content` is that of a detached message.
///
/// # Errors
/// A message that cannot be read, or has no such signature; a missing content.
#[uniffi::export]
pub fn octets_to_archive(
    message: &[u8],
    signature: u32,
    content: Option<Vec<u8>>,
    digest: DigestAlgorithm,
) -> Result<Vec<u8>, InputError> {
    let message = SignedData::parse(message)?;
    Ok(cms::octets_to_archive(&message, place(signature), content.as_deref(), digest.into())?)
}

/// Puts an archive timestamp over [`octets_to_archive`] into a CMS message: CAdES-LTA.
///
/// # Errors
/// As [`octets_to_archive`]; a token that stamps something else.
#[uniffi::export]
pub fn add_archive_timestamp(
    message: &[u8],
    signature: u32,
    content: Option<Vec<u8>>,
    digest: DigestAlgorithm,
    token: &[u8],
) -> Result<Vec<u8>, InputError> {
    let message = SignedData::parse(message)?;
    let stamp = |_: &[u8]| Ok(token.to_vec());
    Ok(cms::add_archive_timestamp(&message, place(signature), content.as_deref(), digest.into(), stamp)?)
}

/// A digest of a content that is given piece by piece.
#[derive(Debug, uniffi::Object)]
pub struct Hasher(Mutex<Option<crypto::Hasher>>);

#[uniffi::export]
impl Hasher {
    /// A digest of nothing yet.
    #[uniffi::constructor]
    pub fn new(algorithm: DigestAlgorithm) -> Self {
        Self(Mutex::new(Some(CoreDigest::from(algorithm).hasher())))
    }

    /// Goes on with the next piece.
    ///
    /// # Errors
    /// A digest that was finished.
    pub fn update(&self, piece: &[u8]) -> Result<(), InputError> {
        let mut hasher = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hasher.as_mut().ok_or_else(finished)?.update(piece);
        Ok(())
    }

    /// The digest.
    ///
    /// # Errors
    /// A digest that was finished before.
    pub fn finish(&self) -> Result<Vec<u8>, InputError> {
        let mut hasher = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(hasher.take().ok_or_else(finished)?.finish().as_bytes().to_vec())
    }
}

fn finished() -> InputError {
    argument("hasher", "it was not finished before")
}

/// The place of the last signature that names this certificate.
pub(crate) fn signature_of(signed: &[u8], certificate: &Certificate) -> Result<u32, InputError> {
    let found = if begins_like_xml(signed) {
        let parsed = SignedXml::parse(signed)?;
        let named = |der: &Vec<u8>| der == certificate.der();
        parsed.signatures().iter().rposition(|signature| signature.key_info().certificates.iter().any(named))
    } else {
        SignedData::parse(signed)?.signers().iter().rposition(|info| info.identifier().names(certificate))
    };
    found.and_then(|place| u32::try_from(place).ok()).ok_or_else(no_such_signature)
}

/// The word for a digest algorithm of the library.
pub(crate) fn digest_word(algorithm: CoreDigest) -> Result<DigestAlgorithm, InputError> {
    use DigestAlgorithm::{Gost34311, Sha1, Sha256, Sha384, Sha512, Streebog256, Streebog512};
    let all = [Sha1, Sha256, Sha384, Sha512, Gost34311, Streebog256, Streebog512];
    let known = all.into_iter().find(|word| CoreDigest::from(*word) == algorithm);
    known.ok_or_else(|| argument("digest", "it is an algorithm that has a word"))
}

fn place(signature: u32) -> usize {
    usize::try_from(signature).unwrap_or(usize::MAX)
}

fn no_such_signature() -> InputError {
    argument("signature", "the document has this signature")
}
