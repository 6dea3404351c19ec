//! CMS SignedData (RFC 5652) and CAdES (ETSI EN 319 122-1).
//!
//! [`SignedData::parse`] reads what people send: DER, BER, PEM, base64. It decides nothing; [`SignedData::verify`] and
//! [`SignedData::verify_signer`] say whether a signature is that of a certificate's key over the content. Whether the
//! certificate deserves belief is a matter of its path and revocation.
//!
//! What was signed is verified as it came. The one thing that changes is the outer form: BER becomes DER with the order
//! of every SET kept (signed attributes are signed in DER, RFC 5652, 5.4, whatever encoding they travel in).
//!
//! ```
//! use qoltanba::signature::cms::SignedData;
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! let message = read("signed/cms/two-signers.cms");
//! let message = SignedData::parse(&message)?;
//! assert_eq!(message.signers().len(), 2);
//! assert!(message.unverified_content().is_some(), "it is attached, and nothing is verified yet");
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod attribute;
mod cades;
mod content;
mod evidence;
mod signer;
mod transport;
pub(crate) mod typed;
mod verify;

use std::borrow::Cow;
use std::ops::Range;

pub use attribute::Attribute;
pub(crate) use cades::PartHashes;
pub use cades::{ArchiveTimestampError, CadesLevel};
pub use content::Content;
pub use evidence::{MAX_TIMESTAMPS, OcspEvidence, UntrustedEvidence};
pub use signer::{SignerIdentifier, SignerInfo};
pub(crate) use transport::MAX_LAYERS;
pub use transport::decode;
pub(crate) use verify::MAX_CANDIDATES;
pub use verify::{
    FailureReason, SignatureFailure, SignatureOutcome, SignaturePolicy, SignedAttributes, SigningCertificateReference,
    VerifiedSignature,
};

use crate::asn1::{Reader, Tlv, tag};
use crate::certificate::Certificate;
use crate::crypto::DigestAlgorithm;
use crate::error::{Error, Result};
use crate::limits::{Limits, within};
use crate::oid::{self, Oid};
use crate::timestamp::Timestamp;

/// The most certificates, and the most revocation lists and responses, of one SignedData, and again of the unsigned
/// attributes of each signer.
pub const MAX_EMBEDDED: usize = 1024;

const WHAT: &str = "SignedData";

/// A parsed SignedData. Everything in it is untrusted; the content is borrowed from the input, or owned once when the
/// input was text or BER.
#[derive(Debug, Clone)]
pub struct SignedData<'a> {
    der: Cow<'a, [u8]>,
    parts: Parts,
    certificates: Vec<Certificate>,
    unreadable_certificates: usize,
    signers: Vec<SignerInfo>,
}

/// Where the parts lie in the DER bytes.
#[derive(Debug, Clone)]
struct Parts {
    digest_algorithms: Range<usize>,
    encapsulated: Range<usize>,
    content_type: Oid,
    content_type_tlv: Range<usize>,
    content: Option<Range<usize>>,
    certificates: Vec<Range<usize>>,
    revocation: Vec<Range<usize>>,
    signers: Vec<Range<usize>>,
}

impl<'a> SignedData<'a> {
    /// Parses a CMS message in DER, BER, PEM or base64.
    ///
    /// # Errors
    /// `Malformed` with offset and rule, also for a bare SignedData without its ContentInfo and for bytes behind the
    /// message; `Unsupported` for other content types; `LimitExceeded`. Offsets count in the DER form of the message.
    pub fn parse(input: &'a [u8]) -> Result<Self> {
        Self::parse_within(input, &Limits::default())
    }

    /// As [`parse`](Self::parse), within other limits.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_within(input: &'a [u8], limits: &Limits) -> Result<Self> {
        within(input.len(), limits.document_bytes, "bytes of a CMS message")?;
        Self::from_der_within(decode(input)?, limits)
    }

    /// Parses the DER form of a message, as [`decode`] gives it.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn from_der(der: Cow<'a, [u8]>) -> Result<Self> {
        Self::from_der_within(der, &Limits::default())
    }

    fn from_der_within(der: Cow<'a, [u8]>, limits: &Limits) -> Result<Self> {
        let parts = Parts::read(&der, limits)?;
        let mut certificates = Vec::new();
        let mut unreadable_certificates = 0;
        for place in &parts.certificates {
            // A certificate that cannot be read can be nobody's signing certificate; the rest of the message can stand.
            match Certificate::from_der(der.get(place.clone()).unwrap_or_default()) {
                Ok(certificate) => certificates.push(certificate),
                Err(_) => unreadable_certificates += 1,
            }
        }
        let signers = parts
            .signers
            .iter()
            .map(|place| SignerInfo::from_der_at(der.get(place.clone()).unwrap_or_default(), place.start))
            .collect::<Result<Vec<_>>>()?;
        signers.iter().try_for_each(evidence::check_unsigned)?;
        Ok(Self { der, parts, certificates, unreadable_certificates, signers })
    }

    /// The same message with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> SignedData<'static> {
        SignedData {
            der: Cow::Owned(self.der.into_owned()),
            parts: self.parts,
            certificates: self.certificates,
            unreadable_certificates: self.unreadable_certificates,
            signers: self.signers,
        }
    }

    /// The DER form of the whole message, ContentInfo included.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// eContentType (RFC 5652, 5.2): id-data in nearly every national document.
    #[must_use]
    pub const fn content_type(&self) -> &Oid {
        &self.parts.content_type
    }

    /// The encapsulated content: unverified bytes. `None` for a detached signature.
    #[must_use]
    pub fn unverified_content(&self) -> Option<&[u8]> {
        self.parts.content.clone().and_then(|place| self.der.get(place))
    }

    /// The signers, in the order of the message.
    #[must_use]
    pub fn signers(&self) -> &[SignerInfo] {
        &self.signers
    }

    /// The embedded certificates that could be read, in the order of the message. They are untrusted input.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// How many embedded certificates could not be read.
    #[must_use]
    pub const fn unreadable_certificates(&self) -> usize {
        self.unreadable_certificates
    }

    /// The digests of the content that a verification asks for, as far as the library knows them, each once: those of the
    /// signers, then those of the imprints of their archive timestamps (EN 319 122-1, 5.5.3).
    #[must_use]
    pub fn digest_algorithms(&self) -> Vec<DigestAlgorithm> {
        let imprint = |token: &[u8]| Timestamp::parse(token).ok()?.imprint_algorithm();
        let archived = self.signers.iter().flat_map(SignerInfo::archive_timestamps).filter_map(imprint);
        each_once(self.signer_digests().into_iter().chain(archived))
    }

    /// The digest algorithms that the signers use and the library knows, each once.
    pub(crate) fn signer_digests(&self) -> Vec<DigestAlgorithm> {
        each_once(self.signers.iter().filter_map(SignerInfo::digest_algorithm))
    }

    /// The content that the signatures are about: the encapsulated one, or the `supplied` one of a detached signature,
    /// hashed once for all signers.
    ///
    /// # Errors
    /// `InvalidArgument` when neither is there, or when both are there and differ.
    pub fn content<'c>(&'c self, supplied: Option<&'c [u8]>) -> Result<Content<'c>> {
        let bytes = match (self.unverified_content(), supplied) {
            (Some(own), None) => own,
            (None, Some(supplied)) => supplied,
            (Some(own), Some(supplied)) if own == supplied => own,
            (Some(_), Some(_)) => {
                return Err(Error::InvalidArgument {
                    argument: "content",
                    rule: "the content of an attached signature is that of the message",
                });
            }
            (None, None) => {
                return Err(Error::InvalidArgument {
                    argument: "content",
                    rule: "a detached signature needs the content it was made for",
                });
            }
        };
        let content = Content::from_bytes(bytes);
        // One signer hashes once anyway.
        Ok(if self.signers.len() > 1 { content.hashed(&self.signer_digests()) } else { content })
    }

    /// The message inside this one: content that is itself a SignedData (of that type, or a whole ContentInfo as data).
    ///
    /// `None` when the content is something else or detached.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), for content that should be a message and is not.
    #[must_use]
    pub fn nested(&self) -> Option<Result<SignedData<'_>>> {
        let content = self.unverified_content()?;
        if self.parts.content_type == oid::SIGNED_DATA {
            let mut writer = crate::asn1::Writer::new();
            writer.sequence(|out| {
                out.oid(&oid::SIGNED_DATA).explicit(0, |out| {
                    out.raw(content);
                });
            });
            let wrapped = writer.into_bytes();
            return Some(decode(&wrapped).and_then(|der| SignedData::from_der(Cow::Owned(der.into_owned()))));
        }
        let looks_nested = || {
            let mut info = Reader::new(content).sequence(WHAT).ok()?;
            (info.oid(WHAT).ok()? == oid::SIGNED_DATA).then_some(())
        };
        if self.parts.content_type != oid::DATA || (looks_nested().is_none() && !transport::is_text_of_cms(content)) {
            return None;
        }
        Some(SignedData::parse(content))
    }

    /// The raw parts, for writing an extended message.
    pub(crate) fn raw_parts(&self) -> RawParts<'_> {
        let slice = |place: &Range<usize>| self.der.get(place.clone()).unwrap_or_default();
        RawParts {
            digest_algorithms: slice(&self.parts.digest_algorithms),
            encapsulated: slice(&self.parts.encapsulated),
            content_type: slice(&self.parts.content_type_tlv),
            certificates: self.parts.certificates.iter().map(slice).collect(),
            revocation: self.parts.revocation.iter().map(slice).collect(),
        }
    }
}

fn each_once(algorithms: impl Iterator<Item = DigestAlgorithm>) -> Vec<DigestAlgorithm> {
    let mut found = Vec::new();
    for algorithm in algorithms {
        if !found.contains(&algorithm) {
            found.push(algorithm);
        }
    }
    found
}

/// The raw parts of a SignedData.
pub(crate) struct RawParts<'s> {
    /// The SET OF digest AlgorithmIdentifiers, with tag and length.
    pub(crate) digest_algorithms: &'s [u8],
    /// encapContentInfo, with tag and length.
    pub(crate) encapsulated: &'s [u8],
    /// eContentType, with tag and length.
    pub(crate) content_type: &'s [u8],
    /// Every CertificateChoices, in order, also those that are no X.509 certificates.
    pub(crate) certificates: Vec<&'s [u8]>,
    /// Every RevocationInfoChoice, in order.
    pub(crate) revocation: Vec<&'s [u8]>,
}

impl Parts {
    fn read(der: &[u8], limits: &Limits) -> Result<Self> {
        let mut outer = Reader::new(der);
        let mut info = outer.sequence("ContentInfo")?;
        outer.finish("ContentInfo")?;
        if info.peek() == Some(tag::INTEGER) {
            return Err(info.malformed(
                "ContentInfo",
                "this is a bare SignedData: a message wraps it in a ContentInfo (RFC 5652, 3)",
            ));
        }
        let offset = info.offset();
        let content_type = info.oid("ContentInfo.contentType")?;
        if content_type != oid::SIGNED_DATA {
            return Err(Error::Unsupported { what: name_of_content(&content_type), offset });
        }
        let explicit = info
            .optional(tag::context_constructed(0), "ContentInfo.content")?
            .ok_or_else(|| info.malformed("ContentInfo.content", "the content is missing"))?;
        info.finish("ContentInfo")?;
        let mut explicit = explicit.reader();
        let signed_data = explicit.sequence(WHAT)?;
        explicit.finish("ContentInfo.content")?;
        Self::read_signed_data(signed_data, limits)
    }

    /// The fields of RFC 5652, 5.1.
    fn read_signed_data(mut reader: Reader<'_>, limits: &Limits) -> Result<Self> {
        let version_tlv = reader.expect(tag::INTEGER, "SignedData.version")?;
        if !matches!(version_tlv.unsigned("SignedData.version")?, 1..=5) {
            return Err(version_tlv.malformed("SignedData.version", "the version is 1 to 5"));
        }
        let digest_algorithms = reader.expect(tag::SET, "SignedData.digestAlgorithms")?;
        let encapsulated = reader.expect(tag::SEQUENCE, "SignedData.encapContentInfo")?;
        let (content_type_tlv, content_type, content) = read_encapsulated(&encapsulated)?;
        let certificates = reader.optional(tag::context_constructed(0), "SignedData.certificates")?;
        let revocation = reader.optional(tag::context_constructed(1), "SignedData.crls")?;
        let signer_infos = reader.expect(tag::SET, "SignedData.signerInfos")?;
        reader.finish(WHAT)?;
        let embedded = "certificates or revocation lists in one message";
        let signers = "signers of one message";
        Ok(Self {
            digest_algorithms: range(&digest_algorithms),
            encapsulated: range(&encapsulated),
            content_type,
            content_type_tlv,
            content,
            certificates: children(certificates.as_ref(), "SignedData.certificates", MAX_EMBEDDED, embedded)?,
            revocation: children(revocation.as_ref(), "SignedData.crls", MAX_EMBEDDED, embedded)?,
            signers: children(Some(&signer_infos), "SignedData.signerInfos", limits.signers, signers)?,
        })
    }
}

/// EncapsulatedContentInfo (RFC 5652, 5.2): the type with its place, and the place of the content octets.
fn read_encapsulated(tlv: &Tlv<'_>) -> Result<(Range<usize>, Oid, Option<Range<usize>>)> {
    const WHAT: &str = "SignedData.encapContentInfo";
    let mut reader = tlv.reader();
    let type_tlv = reader.expect(tag::OID, WHAT)?;
    let content_type = type_tlv.oid(WHAT)?;
    let content = match reader.explicit(0, WHAT)? {
        Some(mut explicit) => {
            // CMS has an OCTET STRING here. PKCS#7 1.5 has the content itself, and its digest leaves out tag and length
            // too (RFC 5652, 5.2.1), so in both cases the content octets are what was signed.
            let content = explicit.any(WHAT)?;
            explicit.finish(WHAT)?;
            if content_type == oid::DATA && content.tag() != tag::OCTET_STRING {
                return Err(content.malformed(WHAT, "id-data is an OCTET STRING (RFC 5652, 4)"));
            }
            Some(content.content_offset()..content.offset() + content.raw().len())
        }
        None => None,
    };
    reader.finish(WHAT)?;
    Ok((range(&type_tlv), content_type, content))
}

fn range(tlv: &Tlv<'_>) -> Range<usize> {
    tlv.offset()..tlv.offset() + tlv.raw().len()
}

/// The places of the elements inside `tlv`, at most `limit` of those that are `counted`.
fn children(
    tlv: Option<&Tlv<'_>>,
    what: &'static str,
    limit: usize,
    counted: &'static str,
) -> Result<Vec<Range<usize>>> {
    let mut places = Vec::new();
    let Some(tlv) = tlv else { return Ok(places) };
    let mut reader = tlv.reader();
    while !reader.is_empty() {
        within(places.len() + 1, limit, counted)?;
        places.push(range(&reader.any(what)?));
    }
    Ok(places)
}

/// The name of a content type that is no signedData (RFC 5652, 4 to 9; RFC 5083).
fn name_of_content(content_type: &Oid) -> &'static str {
    match content_type.to_string().as_str() {
        "1.2.840.113549.1.7.1" => "CMS message of type data",
        "1.2.840.113549.1.7.3" => "CMS message of type envelopedData",
        "1.2.840.113549.1.7.5" => "CMS message of type digestedData",
        "1.2.840.113549.1.7.6" => "CMS message of type encryptedData",
        "1.2.840.113549.1.9.16.1.2" => "CMS message of type authData",
        "1.2.840.113549.1.9.16.1.23" => "CMS message of type authEnvelopedData",
        _ => "CMS message of an unknown type",
    }
}
