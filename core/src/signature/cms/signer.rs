//! SignerInfo (RFC 5652, 5.3).

use std::ops::Range;

use super::attribute::{Attribute, AttributeSet, Repeated};
use crate::asn1::{Reader, tag};
use crate::certificate::{Certificate, Name};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm, SignatureAlgorithm};
use crate::error::Result;
use crate::oid::{self, Oid};
use crate::time::Moment;

const WHAT: &str = "SignerInfo";

/// One signer, with the bytes of its SignerInfo. Everything in it is a claim until it was verified.
#[derive(Debug, Clone)]
pub struct SignerInfo {
    der: Box<[u8]>,
    identifier: SignerIdentifier,
    digest_oid: Oid,
    digest: Option<DigestAlgorithm>,
    signature_oid: Oid,
    algorithm: Option<SignatureAlgorithm>,
    signed: Option<AttributeSet>,
    unsigned: Option<AttributeSet>,
    signature: Range<usize>,
    /// From `version` to `signature`: what an archive timestamp covers.
    covered: Range<usize>,
}

/// How a SignerInfo names the certificate of its signer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// The issuer's name in DER and the content octets of the serial number.
    IssuerAndSerial {
        /// DER of the issuer's name.
        issuer: Box<[u8]>,
        /// Content octets of the serial number.
        serial: Box<[u8]>,
    },
    /// The subject key identifier.
    SubjectKeyIdentifier(Box<[u8]>),
}

impl SignerIdentifier {
    /// Whether this identifier names `certificate`. Several certificates can answer to one identifier.
    #[must_use]
    pub fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::IssuerAndSerial { issuer, serial } => {
                certificate.serial() == serial.as_ref()
                    && Name::from_der(issuer).is_ok_and(|issuer| certificate.issuer().matches(&issuer))
            }
            Self::SubjectKeyIdentifier(id) => certificate.extensions().subject_key_identifier() == Some(id.as_ref()),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        const WHAT: &str = "SignerInfo.sid";
        if let Some(id) = reader.optional(tag::context(0), WHAT)? {
            return Ok(Self::SubjectKeyIdentifier(id.content().into()));
        }
        let mut inner = reader.sequence(WHAT)?;
        let issuer = Name::read(&mut inner, WHAT)?.raw().into();
        let serial = inner.expect(tag::INTEGER, WHAT)?.integer_bytes(WHAT)?.into();
        inner.finish(WHAT)?;
        Ok(Self::IssuerAndSerial { issuer, serial })
    }
}

impl SignerInfo {
    /// Reads one DER SignerInfo that stands at `base` in a larger input; errors count from there.
    pub(super) fn from_der_at(der: &[u8], base: usize) -> Result<Self> {
        let mut outer = Reader::at(der, base);
        let whole = outer.expect(tag::SEQUENCE, WHAT)?;
        outer.finish(WHAT)?;
        let mut reader = whole.reader();
        let start = whole.content_offset() - base;
        let version = reader.expect(tag::INTEGER, "SignerInfo.version")?;
        // 1 with issuerAndSerialNumber, 3 with subjectKeyIdentifier; the choice is visible by its tag.
        if !matches!(version.unsigned("SignerInfo.version")?, 1 | 3) {
            return Err(version.malformed("SignerInfo.version", "the version is 1 or 3"));
        }
        let identifier = SignerIdentifier::read(&mut reader)?;
        let digest_identifier = AlgorithmIdentifier::read(&mut reader, "SignerInfo.digestAlgorithm")?;
        let signed = reader
            .optional(tag::context_constructed(0), "SignerInfo.signedAttrs")?
            .map(|tlv| AttributeSet::read(&tlv, base, "SignerInfo.signedAttrs"))
            .transpose()?;
        let signature_identifier = AlgorithmIdentifier::read(&mut reader, "SignerInfo.signatureAlgorithm")?;
        let signature = reader.expect(tag::OCTET_STRING, "SignerInfo.signature")?;
        let covered = start..reader.offset() - base;
        let unsigned = reader
            .optional(tag::context_constructed(1), "SignerInfo.unsignedAttrs")?
            .map(|tlv| AttributeSet::read(&tlv, base, "SignerInfo.unsignedAttrs"))
            .transpose()?;
        reader.finish(WHAT)?;
        let digest = DigestAlgorithm::from_identifier(&digest_identifier);
        Ok(Self {
            identifier,
            digest,
            algorithm: signature_algorithm(&signature_identifier, digest),
            digest_oid: digest_identifier.oid,
            signature_oid: signature_identifier.oid,
            signed,
            unsigned,
            signature: signature.content_offset() - base..signature.offset() - base + signature.raw().len(),
            covered,
            der: der.into(),
        })
    }

    /// The whole SignerInfo in DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// How the signer's certificate is named.
    #[must_use]
    pub const fn identifier(&self) -> &SignerIdentifier {
        &self.identifier
    }

    /// The digest algorithm; `None` when it is not known here.
    #[must_use]
    pub const fn digest_algorithm(&self) -> Option<DigestAlgorithm> {
        self.digest
    }

    /// The object identifier of the digest algorithm.
    #[must_use]
    pub const fn digest_oid(&self) -> &Oid {
        &self.digest_oid
    }

    /// The signature algorithm with its digest; `None` when it is not known here, or belongs to another digest than the
    /// digest algorithm says.
    #[must_use]
    pub const fn signature_algorithm(&self) -> Option<SignatureAlgorithm> {
        self.algorithm
    }

    /// The object identifier of the signature algorithm.
    #[must_use]
    pub const fn signature_oid(&self) -> &Oid {
        &self.signature_oid
    }

    /// The signature value; a timestamp is made over it.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.der.get(self.signature.clone()).unwrap_or_default()
    }

    /// The signed attributes, in the order of the message; empty when there are none.
    pub fn signed_attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.signed.iter().flat_map(|set| set.iter(&self.der))
    }

    /// The unsigned attributes, in the order of the message.
    pub fn unsigned_attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.unsigned.iter().flat_map(|set| set.iter(&self.der))
    }

    /// Every value of the unsigned attributes of this type, each a DER element.
    pub fn unsigned_values<'s>(&'s self, oid: &'s Oid) -> impl Iterator<Item = &'s [u8]> {
        self.unsigned_attributes().filter(move |attribute| attribute.oid == oid).flat_map(|attribute| attribute.values)
    }

    /// The time that the signer claims (signingTime): no proof of anything.
    #[must_use]
    pub fn claimed_signing_time(&self) -> Option<Moment> {
        let value = self.signed_value(&oid::SIGNING_TIME).ok()??;
        Reader::new(value).any("signingTime").ok()?.time("signingTime").ok()
    }

    /// The signature timestamp tokens (RFC 3161, appendix A), each a DER ContentInfo.
    pub fn signature_timestamps(&self) -> impl Iterator<Item = &[u8]> {
        self.unsigned_values(&oid::TIME_STAMP_TOKEN)
    }

    /// The archive timestamp tokens (EN 319 122-1, 5.5.3), each a DER ContentInfo.
    pub fn archive_timestamps(&self) -> impl Iterator<Item = &[u8]> {
        self.unsigned_values(&oid::ARCHIVE_TIMESTAMP_V3)
    }

    /// The signatures over this signature (RFC 5652, 11.4).
    ///
    /// # Errors
    /// `Malformed` when one is no SignerInfo.
    pub fn countersignatures(&self) -> Result<Vec<SignerInfo>> {
        self.unsigned_values(&oid::COUNTERSIGNATURE).map(|value| Self::from_der_at(value, 0)).collect()
    }

    /// The signed attributes as they were hashed: under the SET OF tag instead of `[0]` (RFC 5652, 5.4).
    pub(super) fn signed_attributes_as_set(&self) -> Option<Vec<u8>> {
        let set = self.signed.as_ref()?;
        let mut bytes = self.der.get(set.place.clone())?.to_vec();
        *bytes.first_mut()? = tag::SET;
        Some(bytes)
    }

    /// The one value of a signed attribute that stands once.
    pub(super) fn signed_value(&self, oid: &Oid) -> Result<Option<&[u8]>, Repeated> {
        self.signed.as_ref().map_or(Ok(None), |set| set.single(&self.der, oid))
    }

    /// The one value of an unsigned attribute that stands once.
    pub(super) fn unsigned_value(&self, oid: &Oid) -> Result<Option<&[u8]>, Repeated> {
        self.unsigned.as_ref().map_or(Ok(None), |set| set.single(&self.der, oid))
    }

    /// The encodings of the fields from `version` to `signature`.
    pub(crate) fn covered_fields(&self) -> &[u8] {
        self.der.get(self.covered.clone()).unwrap_or_default()
    }

    /// The unsigned attributes' raw content, without the tag and length around them.
    pub(crate) fn unsigned_content(&self) -> &[u8] {
        let place = self.unsigned.as_ref().map(|set| set.place.clone()).unwrap_or_default();
        let raw = self.der.get(place).unwrap_or_default();
        Reader::new(raw).any(WHAT).map(|tlv| tlv.content()).unwrap_or_default()
    }
}

/// The algorithm of a signature whose content is hashed by `digest`.
///
/// `rsaEncryption` leaves the digest to digestAlgorithm (RFC 3370, 3.2); every other identifier names a digest of its
/// own, and it has to be the same one.
pub(super) fn signature_algorithm(
    identifier: &AlgorithmIdentifier<'_>,
    digest: Option<DigestAlgorithm>,
) -> Option<SignatureAlgorithm> {
    let digest = digest?;
    if identifier.oid == oid::RSA_ENCRYPTION {
        let algorithm = SignatureAlgorithm::RsaPkcs1(digest);
        return (identifier.parameters_are_null_or_absent() && algorithm.oid().is_some()).then_some(algorithm);
    }
    SignatureAlgorithm::from_identifier(identifier).filter(|algorithm| algorithm.digest() == digest)
}
