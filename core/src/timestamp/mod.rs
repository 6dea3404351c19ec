//! Timestamps (RFC 3161): tokens, requests and answers.
//!
//! [`Timestamp::verify`] says that a token stamps these bytes and is signed by a timestamping certificate. Whether that
//! certificate deserves belief at its time is a matter of its path and revocation, and only then the time is proven.
//!
//! ```
//! use qoltanba::crypto::LegacyAlgorithms;
//! use qoltanba::timestamp::Timestamp;
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! let token = Timestamp::parse(&read("tsa/gost2015.tst"))?;
//! assert_eq!(token.check_imprint(&read("signed/content.txt"), LegacyAlgorithms::Refuse), Ok(()));
//! assert!(token.check_imprint(b"other bytes", LegacyAlgorithms::Refuse).is_err());
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod request;

pub use request::{TimestampRequest, TimestampResponse};

use crate::asn1::{Reader, tag};
use crate::certificate::{Certificate, GeneralName};
use crate::crypto::{AlgorithmIdentifier, Digest, DigestAlgorithm, LegacyAlgorithms};
use crate::error::{Error, Result};
use crate::oid::{self, Oid};
use crate::signature::cms::{
    ArchiveTimestampError, Content, FailureReason, PartHashes, SignatureFailure, SignaturePolicy, SignedAttributes,
    SignedData, SignerInfo, SigningCertificateReference, VerifiedSignature,
};
use crate::time::Moment;

const WHAT: &str = "TSTInfo";

/// A parsed timestamp token. Everything in it is a claim until it was verified.
#[derive(Debug, Clone)]
pub struct Timestamp {
    signed: SignedData<'static>,
    policy: Oid,
    imprint: Imprint,
    serial: Box<[u8]>,
    gen_time: Moment,
    accuracy: Option<Accuracy>,
    nonce: Option<Box<[u8]>>,
    /// The DER of the name in the tsa field, when it is a directory name.
    tsa: Option<Box<[u8]>>,
    critical_extension: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Imprint {
    algorithm: Option<DigestAlgorithm>,
    hash: Box<[u8]>,
}

/// How far the clock of the authority may be off (RFC 3161, 2.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accuracy {
    /// Whole seconds.
    pub seconds: u64,
    /// Milliseconds, 0 to 999.
    pub millis: u16,
    /// Microseconds, 0 to 999.
    pub micros: u16,
}

/// Why a token does not stamp what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampFailure {
    /// The imprint is that of other bytes.
    #[error("the timestamp was made over other bytes")]
    Imprint,
    /// The imprint is computed by an algorithm that is unknown or outdated.
    #[error("the imprint of the timestamp is computed by an algorithm that is not allowed")]
    ImprintAlgorithm,
    /// The signature of the token is refused.
    #[error("the signature of the timestamp is refused: {}", .0.detail)]
    Signature(SignatureFailure),
    /// The token does not bind its certificate (RFC 3161, 2.4.2 demands the signingCertificate attribute).
    #[error("the timestamp does not name its certificate in a signed attribute")]
    Unbound,
    /// The certificate is not one for timestamps (RFC 3161, 2.3).
    #[error("the certificate's extended key usage is not timeStamping alone and critical")]
    Purpose,
    /// The certificate says that its key signs nothing of the kind (RFC 5280, 4.2.1.3).
    #[error("the certificate's key usage has neither digitalSignature nor nonRepudiation")]
    KeyUsage,
    /// The tsa field names another subject than the certificate.
    #[error("the timestamp names another authority than its certificate")]
    Authority,
    /// The token has a critical extension, and none is known.
    #[error("the timestamp has an unknown critical extension")]
    CriticalExtension,
    /// The archive timestamp does not cover the signature.
    #[error(transparent)]
    Archive(#[from] ArchiveTimestampError),
}

impl TimestampFailure {
    /// Whether the token is shown to be wrong. The others leave that open: an imprint or a signature computed in a way that
    /// decides nothing here (the test authority of НУЦ РК still writes SHA-1 imprints), a certificate that is not at hand.
    pub(crate) const fn is_wrong(self) -> bool {
        match self {
            Self::ImprintAlgorithm
            | Self::Signature(SignatureFailure {
                reason: FailureReason::AlgorithmNotAllowed | FailureReason::SignerCertificateMissing,
                ..
            })
            | Self::Archive(
                ArchiveTimestampError::EarlierHashIndex
                | ArchiveTimestampError::Digest
                | ArchiveTimestampError::Content,
            ) => false,
            Self::Imprint
            | Self::Signature(_)
            | Self::Unbound
            | Self::Purpose
            | Self::KeyUsage
            | Self::Authority
            | Self::CriticalExtension
            | Self::Archive(ArchiveTimestampError::HashIndex | ArchiveTimestampError::MissingPart) => true,
        }
    }
}

/// All of these checks. What is wrong is not hidden by what could not be decided: the first check that shows the token to
/// be wrong counts, and only then the first that leaves it open.
fn all_of<const N: usize>(checks: [Result<(), TimestampFailure>; N]) -> Result<(), TimestampFailure> {
    let failures = checks.into_iter().filter_map(Result::err);
    failures.min_by_key(|failure| u8::from(!failure.is_wrong())).map_or(Ok(()), Err)
}

impl Timestamp {
    /// Parses a token: a CMS message in DER or BER with a TSTInfo and the one signature of its authority.
    ///
    /// # Errors
    /// `Malformed` with offset and rule.
    pub fn parse(token: &[u8]) -> Result<Self> {
        let signed = SignedData::parse(token)?.into_owned();
        let malformed = |rule| Error::Malformed { what: "TimeStampToken", offset: 0, rule };
        if *signed.content_type() != oid::TST_INFO {
            return Err(malformed("the content of a token is a TSTInfo (RFC 3161, 2.4.2)"));
        }
        if signed.signers().len() != 1 {
            return Err(malformed("a token has the signature of its authority and no other (RFC 3161, 2.4.2)"));
        }
        let content = signed.unverified_content().ok_or_else(|| malformed("the TSTInfo is missing"))?;
        let info = TstInfo::read(content)?;
        Ok(Self {
            policy: info.policy,
            imprint: info.imprint,
            serial: info.serial,
            gen_time: info.gen_time,
            accuracy: info.accuracy,
            nonce: info.nonce,
            tsa: info.tsa,
            critical_extension: info.critical_extension,
            signed,
        })
    }

    /// The claimed time, in whole seconds; a fraction is dropped.
    #[must_use]
    pub const fn gen_time(&self) -> Moment {
        self.gen_time
    }

    /// The policy under which the token was issued.
    #[must_use]
    pub const fn policy(&self) -> &Oid {
        &self.policy
    }

    /// The serial number, big-endian.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// How far the clock may be off, when the authority says so.
    #[must_use]
    pub const fn accuracy(&self) -> Option<Accuracy> {
        self.accuracy
    }

    /// The nonce of the request, big-endian without leading zeros.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// The digest algorithm of the imprint; `None` when it is not known here.
    #[must_use]
    pub const fn imprint_algorithm(&self) -> Option<DigestAlgorithm> {
        self.imprint.algorithm
    }

    /// The token as a message: its embedded certificates, and its own unsigned attributes.
    #[must_use]
    pub const fn signed_data(&self) -> &SignedData<'static> {
        &self.signed
    }

    /// Verifies that the token stamps `stamped` and is signed by a timestamping certificate that stands in the token or
    /// among those `supplied`. For a signature timestamp `stamped` is the octets of the signature value.
    ///
    /// # Errors
    /// Says what does not hold.
    pub fn verify(
        &self,
        stamped: &[u8],
        supplied: &[Certificate],
        policy: SignaturePolicy,
    ) -> Result<VerifiedTimestamp, TimestampFailure> {
        self.verified(self.check_imprint(stamped, policy.algorithms.legacy), supplied, policy)
    }

    /// The signature is verified unless the imprint is already wrong, which nothing can mend.
    fn verified(
        &self,
        imprint: Result<(), TimestampFailure>,
        supplied: &[Certificate],
        policy: SignaturePolicy,
    ) -> Result<VerifiedTimestamp, TimestampFailure> {
        if let Err(failure) = imprint
            && failure.is_wrong()
        {
            return Err(failure);
        }
        let signature = self.verify_signature(supplied, policy);
        all_of([imprint, signature.as_ref().map(|_| ()).map_err(|failure| *failure)])?;
        Ok(VerifiedTimestamp { gen_time: self.gen_time, signature: signature? })
    }

    /// Verifies an archive timestamp of `signer` (EN 319 122-1, 5.5.3).
    ///
    /// # Errors
    /// Says what does not hold.
    pub fn verify_archive(
        &self,
        message: &SignedData<'_>,
        signer: &SignerInfo,
        content: &Content<'_>,
        supplied: &[Certificate],
        policy: SignaturePolicy,
    ) -> Result<VerifiedTimestamp, TimestampFailure> {
        self.verify_archive_among(message, signer, content, &mut PartHashes::default(), supplied, policy)
    }

    /// As [`verify_archive`](Self::verify_archive), with the hashes that other archive timestamps of the signer needed.
    pub(crate) fn verify_archive_among(
        &self,
        message: &SignedData<'_>,
        signer: &SignerInfo,
        content: &Content<'_>,
        hashes: &mut PartHashes,
        supplied: &[Certificate],
        policy: SignaturePolicy,
    ) -> Result<VerifiedTimestamp, TimestampFailure> {
        let index = match self.signed.archive_hash_index() {
            Ok(index) => index,
            Err(error) => return self.verified(Err(TimestampFailure::Archive(error)), supplied, policy),
        };
        let legacy = policy.algorithms.legacy;
        let parts = message.check_hash_index(signer, index, hashes, legacy).map_err(TimestampFailure::Archive);
        let imprint = self.imprint.algorithm.ok_or(TimestampFailure::ImprintAlgorithm).and_then(|algorithm| {
            self.check_imprint(&message.archive_octets(signer, content, index, algorithm)?, legacy)
        });
        self.verified(all_of([parts, imprint]), supplied, policy)
    }

    /// Compares the imprint with the digest of `stamped`.
    ///
    /// # Errors
    /// `Imprint`; `ImprintAlgorithm` when it cannot be compared, or fits and is outdated.
    pub fn check_imprint(&self, stamped: &[u8], legacy: LegacyAlgorithms) -> Result<(), TimestampFailure> {
        let algorithm = self.imprint.algorithm.ok_or(TimestampFailure::ImprintAlgorithm)?;
        if algorithm.digest(stamped).as_bytes() != self.imprint.hash.as_ref() {
            return Err(TimestampFailure::Imprint);
        }
        if algorithm.is_allowed(legacy) { Ok(()) } else { Err(TimestampFailure::ImprintAlgorithm) }
    }

    /// Verifies the signature of the token and the fitness of its certificate (RFC 3161, 2.3 and 2.4.2).
    ///
    /// # Errors
    /// Says what does not hold.
    pub fn verify_signature(
        &self,
        supplied: &[Certificate],
        policy: SignaturePolicy,
    ) -> Result<VerifiedSignature, TimestampFailure> {
        let Some(signer) = self.signed.signers().first() else {
            return Err(TimestampFailure::Signature(SignatureFailure::NO_SIGNATURE));
        };
        if self.critical_extension {
            return Err(TimestampFailure::CriticalExtension);
        }
        let content = Content::from_bytes(self.signed.unverified_content().unwrap_or_default());
        // A token always has signed attributes, whatever is asked of documents.
        let policy = SignaturePolicy { signed_attributes: SignedAttributes::Required, ..policy };
        let verified = self.signed.verify(signer, &content, supplied, policy).map_err(TimestampFailure::Signature)?;
        match verified.reference() {
            // The national authority still writes version 1 (tolerance T10).
            SigningCertificateReference::V1 | SigningCertificateReference::V2 => {}
            SigningCertificateReference::Absent => return Err(TimestampFailure::Unbound),
        }
        let certificate = verified.certificate();
        if !is_for_timestamps_only(certificate) {
            return Err(TimestampFailure::Purpose);
        }
        // The genuine certificates of НУЦ РК have no keyUsage (kz-pki facts, section 5), which forbids nothing.
        if certificate.extensions().key_usage().is_some_and(|usage| !usage.may_sign_data()) {
            return Err(TimestampFailure::KeyUsage);
        }
        if let Some(tsa) = &self.tsa
            && !names_subject(tsa, certificate)
        {
            return Err(TimestampFailure::Authority);
        }
        Ok(verified)
    }

    fn stamps(&self, digest: &Digest) -> bool {
        self.imprint.algorithm == Some(digest.algorithm()) && self.imprint.hash.as_ref() == digest.as_bytes()
    }
}

/// A token whose imprint and signature hold. Its certificate still has to be validated at `gen_time`.
#[derive(Debug, Clone)]
pub struct VerifiedTimestamp {
    gen_time: Moment,
    signature: VerifiedSignature,
}

impl VerifiedTimestamp {
    /// The time, in whole seconds.
    #[must_use]
    pub const fn gen_time(&self) -> Moment {
        self.gen_time
    }

    /// The certificate of the authority.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        self.signature.certificate()
    }
}

/// RFC 3161, 2.3: the extended key usage is there once, critical, and timeStamping alone.
fn is_for_timestamps_only(certificate: &Certificate) -> bool {
    let extensions = certificate.extensions();
    let critical = extensions.find(&oid::EXT_KEY_USAGE).is_some_and(|extension| extension.critical);
    critical && extensions.ext_key_usage() == Some(std::slice::from_ref(&oid::KP_TIME_STAMPING))
}

/// RFC 3161, 2.4.2: the tsa field corresponds to one of the subject names of the certificate.
fn names_subject(tsa: &[u8], certificate: &Certificate) -> bool {
    let Ok(name) = crate::certificate::Name::from_der(tsa) else { return false };
    let alternative = |names: Vec<GeneralName<'_>>| {
        names.iter().any(|other| matches!(other, GeneralName::Directory(other) if other.matches(&name)))
    };
    certificate.subject().matches(&name) || certificate.extensions().subject_alt_names().is_ok_and(alternative)
}

/// The fields of RFC 3161, 2.4.2 that are used.
struct TstInfo {
    policy: Oid,
    imprint: Imprint,
    serial: Box<[u8]>,
    gen_time: Moment,
    accuracy: Option<Accuracy>,
    nonce: Option<Box<[u8]>>,
    tsa: Option<Box<[u8]>>,
    critical_extension: bool,
}

impl TstInfo {
    fn read(content: &[u8]) -> Result<Self> {
        let mut outer = Reader::new(content);
        let mut reader = outer.sequence(WHAT)?;
        outer.finish(WHAT)?;
        let version = reader.expect(tag::INTEGER, WHAT)?;
        if version.unsigned(WHAT)? != 1 {
            return Err(version.malformed(WHAT, "the version is 1 (RFC 3161, 2.4.2)"));
        }
        let policy = reader.oid("TSTInfo.policy")?;
        let mut imprint_reader = reader.sequence("TSTInfo.messageImprint")?;
        let identifier = AlgorithmIdentifier::read(&mut imprint_reader, "TSTInfo.messageImprint")?;
        let hash = imprint_reader.octet_string("TSTInfo.messageImprint")?.into();
        imprint_reader.finish("TSTInfo.messageImprint")?;
        let imprint = Imprint { algorithm: DigestAlgorithm::from_identifier(&identifier), hash };
        let serial = reader.expect(tag::INTEGER, "TSTInfo.serialNumber")?.integer_bytes("TSTInfo.serialNumber")?.into();
        let gen_time = read_gen_time(&mut reader)?;
        let accuracy = reader.optional(tag::SEQUENCE, "TSTInfo.accuracy")?;
        let accuracy = accuracy.map(|tlv| Accuracy::read(tlv.reader())).transpose()?;
        if let Some(ordering) = reader.optional(tag::BOOLEAN, "TSTInfo.ordering")? {
            ordering.boolean("TSTInfo.ordering")?;
        }
        let nonce = match reader.optional(tag::INTEGER, "TSTInfo.nonce")? {
            Some(tlv) => Some(tlv.unsigned_bytes("TSTInfo.nonce")?.into()),
            None => None,
        };
        let tsa = match reader.explicit(0, "TSTInfo.tsa")? {
            Some(mut inner) => match GeneralName::read(&mut inner, "TSTInfo.tsa")? {
                GeneralName::Directory(name) => Some(name.raw().into()),
                // Other forms cannot be compared with a subject; the signed attribute binds the certificate anyway.
                _ => None,
            },
            None => None,
        };
        let critical_extension = match reader.optional(tag::context_constructed(1), "TSTInfo.extensions")? {
            Some(tlv) => has_critical(tlv.reader())?,
            None => false,
        };
        reader.finish(WHAT)?;
        Ok(Self { policy, imprint, serial, gen_time, accuracy, nonce, tsa, critical_extension })
    }
}

/// genTime ::= GeneralizedTime with `Z` and perhaps a fraction without trailing zeros (RFC 3161, 2.4.2).
fn read_gen_time(reader: &mut Reader<'_>) -> Result<Moment> {
    const WHAT: &str = "TSTInfo.genTime";
    let tlv = reader.expect(tag::GENERALIZED_TIME, WHAT)?;
    let bad = || tlv.malformed(WHAT, "genTime is YYYYMMDDhhmmss[.s…]Z without trailing zeros");
    let (whole, rest) = tlv.content().split_at_checked(14).ok_or_else(bad)?;
    let fits = match rest {
        [b'Z'] => true,
        [b'.', fraction @ .., last @ b'1'..=b'9', b'Z'] => fraction.iter().chain([last]).all(u8::is_ascii_digit),
        _ => false,
    };
    if !fits {
        return Err(bad());
    }
    Moment::from_generalized_time(&[whole, b"Z"].concat()).ok_or_else(bad)
}

fn has_critical(mut extensions: Reader<'_>) -> Result<bool> {
    const WHAT: &str = "TSTInfo.extensions";
    let mut found = false;
    while !extensions.is_empty() {
        let mut extension = extensions.sequence(WHAT)?;
        extension.oid(WHAT)?;
        if let Some(critical) = extension.optional(tag::BOOLEAN, WHAT)? {
            found |= critical.boolean(WHAT)?;
        }
        extension.octet_string(WHAT)?;
        extension.finish(WHAT)?;
    }
    Ok(found)
}

impl Accuracy {
    fn read(mut reader: Reader<'_>) -> Result<Self> {
        const WHAT: &str = "TSTInfo.accuracy";
        let seconds = match reader.optional(tag::INTEGER, WHAT)? {
            Some(tlv) => tlv.unsigned(WHAT)?,
            None => 0,
        };
        let mut part = |number| match reader.optional(tag::context(number), WHAT)? {
            Some(tlv) => match tlv.unsigned(WHAT)? {
                value @ 1..=999 => u16::try_from(value).map_err(|_| tlv.malformed(WHAT, "the parts are 1 to 999")),
                _ => Err(tlv.malformed(WHAT, "the parts are 1 to 999")),
            },
            None => Ok(0),
        };
        let (millis, micros) = (part(0)?, part(1)?);
        reader.finish(WHAT)?;
        Ok(Self { seconds, millis, micros })
    }
}
