//! Small structures written (and, where nothing signed depends on their bytes, read) through the `der` crate.
//!
//! What was signed is never read with these: [`Reader`](crate::asn1::Reader) keeps the bytes and their offsets.

use der::asn1::{Any, GeneralizedTime, Null, ObjectIdentifier, OctetString, Uint};
use der::{DateTime, Decode, Encode, Sequence};

use crate::crypto::{Digest, DigestAlgorithm};
use crate::error::{Error, Result};
use crate::oid::Oid;
use crate::time::Moment;

const FAILED: Error = Error::Crypto { operation: "DER encoding" };

/// AlgorithmIdentifier of a digest, with NULL parameters.
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct DigestIdentifier {
    algorithm: ObjectIdentifier,
    parameters: Option<Null>,
}

impl DigestIdentifier {
    pub(crate) fn new(digest: DigestAlgorithm) -> Result<Self> {
        Ok(Self { algorithm: object_identifier(digest.oid())?, parameters: Some(Null) })
    }
}

/// MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING } (RFC 3161, 2.4.1).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct MessageImprint {
    pub(crate) hash_algorithm: DigestIdentifier,
    pub(crate) hashed_message: OctetString,
}

impl MessageImprint {
    /// The digest that the imprint holds; `None` for another algorithm or length.
    pub(crate) fn digest(&self) -> Option<Digest> {
        let oid = Oid::from_content(self.hash_algorithm.algorithm.as_bytes())?;
        Digest::from_bytes(DigestAlgorithm::from_oid(&oid)?, self.hashed_message.as_bytes())
    }

    pub(crate) fn new(digest: &Digest) -> Result<Self> {
        Ok(Self {
            hash_algorithm: DigestIdentifier::new(digest.algorithm())?,
            hashed_message: OctetString::new(digest.as_bytes()).map_err(|_| FAILED)?,
        })
    }
}

/// TimeStampReq without extensions (RFC 3161, 2.4.1).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct TimeStampReq {
    pub(crate) version: u8,
    pub(crate) message_imprint: MessageImprint,
    pub(crate) req_policy: Option<ObjectIdentifier>,
    pub(crate) nonce: Option<Uint>,
    #[asn1(default = "no")]
    pub(crate) cert_req: bool,
}

/// TSTInfo without extensions (RFC 3161, 2.4.2).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct TstInfo {
    pub(crate) version: u8,
    pub(crate) policy: ObjectIdentifier,
    pub(crate) message_imprint: MessageImprint,
    pub(crate) serial_number: Uint,
    pub(crate) gen_time: GeneralizedTime,
    pub(crate) accuracy: Option<Accuracy>,
    #[asn1(default = "no")]
    pub(crate) ordering: bool,
    pub(crate) nonce: Option<Uint>,
}

/// Accuracy in whole seconds (RFC 3161, 2.4.2).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct Accuracy {
    pub(crate) seconds: Option<u32>,
}

/// SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies OPTIONAL } (RFC 5035, 3).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct SigningCertificateV2 {
    pub(crate) certs: Vec<EssCertIdV2>,
}

/// ESSCertIDv2 with the default digest SHA-256 and without issuerSerial (RFC 5035, 4).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct EssCertIdV2 {
    pub(crate) cert_hash: OctetString,
}

/// ATSHashIndexV3 (ETSI EN 319 122-1, 5.5.2).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct AtsHashIndexV3 {
    pub(crate) hash_ind_algorithm: DigestIdentifier,
    pub(crate) certificates_hash_index: Vec<OctetString>,
    pub(crate) crls_hash_index: Vec<OctetString>,
    pub(crate) unsigned_attr_values_hash_index: Vec<OctetString>,
}

/// OtherRevocationInfoFormat ::= SEQUENCE { otherRevInfoFormat OID, otherRevInfo ANY } (RFC 5652, 10.2.1).
#[derive(Debug, Clone, PartialEq, Eq, Sequence)]
pub(crate) struct OtherRevocationInfo {
    pub(crate) format: ObjectIdentifier,
    pub(crate) info: Any,
}

const fn no() -> bool {
    false
}

/// A structure whose bytes are not signed, from DER.
pub(crate) fn decode<'a, T: Decode<'a>>(der: &'a [u8], what: &'static str) -> Result<T> {
    T::from_der(der).map_err(|_| Error::Malformed { what, offset: 0, rule: "the structure is that of its standard" })
}

/// The DER encoding.
pub(crate) fn encode(value: &impl Encode) -> Result<Vec<u8>> {
    value.to_der().map_err(|_| FAILED)
}

pub(crate) fn object_identifier(oid: &Oid) -> Result<ObjectIdentifier> {
    ObjectIdentifier::from_bytes(oid.content()).map_err(|_| FAILED)
}

pub(crate) fn octets(bytes: &[u8]) -> Result<OctetString> {
    OctetString::new(bytes).map_err(|_| FAILED)
}

pub(crate) fn unsigned(magnitude: &[u8]) -> Result<Uint> {
    Uint::new(magnitude).map_err(|_| FAILED)
}

pub(crate) fn generalized_time(moment: Moment) -> Result<GeneralizedTime> {
    let (year, month, day, hour, minute, second) = moment.to_utc();
    let small = |value: u32| u8::try_from(value).map_err(|_| FAILED);
    let year = u16::try_from(year).map_err(|_| FAILED)?;
    let time = DateTime::new(year, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?);
    time.map(GeneralizedTime::from_date_time).map_err(|_| FAILED)
}
