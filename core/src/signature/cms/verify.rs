//! Whether a signature is that of a certificate's key over the content (RFC 5652, 5.4 to 5.6; RFC 5035).

use super::attribute::{Repeated, looks_like_attributes};
use super::signer::signature_algorithm;
use super::{Content, SignedData, SignerInfo};
use crate::asn1::{Reader, Tlv, tag};
use crate::certificate::{Certificate, GeneralName};
use crate::crypto::{self, AlgorithmIdentifier, AlgorithmPolicy, DigestAlgorithm, SignatureAlgorithm, SignatureError};
use crate::error::Result;
use crate::oid::{self, Oid};
use crate::signature::candidate::choose;

/// Whether a signature without signed attributes can pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignedAttributes {
    /// It cannot: CAdES and the national rules ask for signed attributes.
    #[default]
    Required,
    /// It can, for content of type id-data that is not itself a set of attributes.
    Optional,
}

/// What is asked of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignaturePolicy {
    /// Which algorithms may carry a verdict.
    pub algorithms: AlgorithmPolicy,
    /// Whether signed attributes are required.
    pub signed_attributes: SignedAttributes,
}

/// Why a signature is refused, in the words of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureReason {
    /// The signature is not that of this content, these attributes and this key.
    SignatureInvalid,
    /// The content is not the one that was signed.
    DigestMismatch,
    /// No certificate answers to the signer's identifier.
    SignerCertificateMissing,
    /// The message has no signer.
    NoSignature,
    /// An algorithm is unknown, outdated, or does not fit the others.
    AlgorithmNotAllowed,
    /// There are no signed attributes.
    SignedAttributesMissing,
}

impl FailureReason {
    /// The machine word of the report.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::SignatureInvalid => "signature-invalid",
            Self::DigestMismatch => "digest-mismatch",
            Self::SignerCertificateMissing => "signer-certificate-missing",
            Self::NoSignature => "no-signature",
            Self::AlgorithmNotAllowed => "algorithm-not-allowed",
            Self::SignedAttributesMissing => "signed-attributes-missing",
        }
    }
}

/// A refused signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureFailure {
    /// The reason.
    pub reason: FailureReason,
    /// One sentence on the rule that was broken, without content of the message.
    pub detail: &'static str,
}

const fn refused(reason: FailureReason, detail: &'static str) -> SignatureFailure {
    SignatureFailure { reason, detail }
}

const fn invalid(detail: &'static str) -> SignatureFailure {
    refused(FailureReason::SignatureInvalid, detail)
}

impl SignatureFailure {
    /// The outcome for a message without signers.
    pub const NO_SIGNATURE: Self = refused(FailureReason::NoSignature, "the message holds no signature");
    /// The outcome for a signer whose certificate is neither in the message nor supplied.
    pub const CERTIFICATE_MISSING: Self = refused(
        FailureReason::SignerCertificateMissing,
        "the certificate of the signer is neither in the message nor among those supplied",
    );
    pub(crate) const OTHER_KIND_OF_KEY: Self = invalid("the certificate's key is of another kind than the signature");
    pub(crate) const OTHER_CERTIFICATE: Self =
        invalid("the signature was made for another certificate with the same key");
    pub(crate) const UNKNOWN_REFERENCE: Self = refused(
        FailureReason::AlgorithmNotAllowed,
        "the digest of the signing-certificate attribute is not one that this library computes",
    );
}

/// Whether the signature binds the certificate it was made with (RFC 5035).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningCertificateReference {
    /// signingCertificateV2 names the certificate.
    V2,
    /// Only signingCertificate (SHA-1) does.
    V1,
    /// Neither attribute is there.
    Absent,
}

/// Proof that a signature holds: of the key and the bytes, not of the certificate's standing.
#[derive(Debug, Clone)]
pub struct VerifiedSignature {
    certificate: Certificate,
    algorithm: SignatureAlgorithm,
    reference: SigningCertificateReference,
}

impl VerifiedSignature {
    /// The certificate whose key made the signature.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The signature algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Whether the signature binds this certificate.
    #[must_use]
    pub const fn reference(&self) -> SigningCertificateReference {
        self.reference
    }
}

/// The most embedded certificates that are tried for one signer: issuer and serial number name one, and a renewed
/// certificate may share a key identifier with the one before it.
pub(crate) const MAX_CANDIDATES: usize = 8;

/// What became of one signature.
pub type SignatureOutcome = Result<VerifiedSignature, SignatureFailure>;

impl SignedData<'_> {
    /// The certificates that answer to the signer's identifier: at most eight embedded ones, then those `supplied`.
    pub fn candidates<'s>(&'s self, signer: &SignerInfo, supplied: &'s [Certificate]) -> Vec<&'s Certificate> {
        let mut found: Vec<&Certificate> = Vec::new();
        for (list, most) in [(self.certificates(), MAX_CANDIDATES), (supplied, usize::MAX)] {
            let most = found.len().saturating_add(most);
            for certificate in list {
                if found.len() < most && signer.identifier().names(certificate) && !found.contains(&certificate) {
                    found.push(certificate);
                }
            }
        }
        found
    }

    /// Verifies one signer with the certificate found in the message or among those `supplied`. When several certificates
    /// answer to the identifier, the one whose key fits counts; when none does, the one whose key comes closest to it.
    ///
    /// # Errors
    /// Why the signature is refused.
    pub fn verify(
        &self,
        signer: &SignerInfo,
        content: &Content<'_>,
        supplied: &[Certificate],
        policy: SignaturePolicy,
    ) -> SignatureOutcome {
        self.verify_candidates(signer, content, supplied, policy).1
    }

    /// As [`verify`](Self::verify), with the certificate that the outcome is about.
    pub(crate) fn verify_candidates<'s>(
        &'s self,
        signer: &SignerInfo,
        content: &Content<'_>,
        supplied: &'s [Certificate],
        policy: SignaturePolicy,
    ) -> (Option<&'s Certificate>, SignatureOutcome) {
        let verify = |certificate: &Certificate| self.verify_signer(signer, content, certificate, policy);
        choose(self.candidates(signer, supplied), verify)
    }

    /// Verifies one signer of this message with this certificate.
    ///
    /// # Errors
    /// Why the signature is refused.
    pub fn verify_signer(
        &self,
        signer: &SignerInfo,
        content: &Content<'_>,
        certificate: &Certificate,
        policy: SignaturePolicy,
    ) -> SignatureOutcome {
        verify(signer, Signed::Content(self.content_type(), content), certificate, policy)
    }

    /// Verifies a countersignature over the signature of `parent` (RFC 5652, 11.4).
    ///
    /// # Errors
    /// Why the signature is refused.
    pub fn verify_countersignature(
        &self,
        parent: &SignerInfo,
        countersignature: &SignerInfo,
        certificate: &Certificate,
        policy: SignaturePolicy,
    ) -> SignatureOutcome {
        let content = Content::from_bytes(parent.signature());
        verify(countersignature, Signed::Signature(&content), certificate, policy)
    }
}

/// What a SignerInfo signs: the content of a message, or another signature.
#[derive(Clone, Copy)]
enum Signed<'s> {
    Content(&'s Oid, &'s Content<'s>),
    Signature(&'s Content<'s>),
}

fn verify(
    signer: &SignerInfo,
    signed: Signed<'_>,
    certificate: &Certificate,
    policy: SignaturePolicy,
) -> SignatureOutcome {
    let algorithm = allowed_algorithm(signer, policy.algorithms)?;
    let content = match signed {
        Signed::Content(_, content) | Signed::Signature(content) => content,
    };
    let Some(attributes) = signer.signed_attributes_as_set() else {
        without_attributes(signed, policy)?;
        verify_bare(signer, algorithm, content, certificate, policy.algorithms)?;
        let reference = SigningCertificateReference::Absent;
        return Ok(VerifiedSignature { certificate: certificate.clone(), algorithm, reference });
    };
    check_content_type(signer, signed)?;
    check_digest(signer, algorithm.digest(), content)?;
    check_algorithm_protection(signer, algorithm)?;
    check_signature(certificate, algorithm, &attributes, signer.signature(), policy.algorithms)?;
    let reference = check_reference(signer, certificate)?;
    Ok(VerifiedSignature { certificate: certificate.clone(), algorithm, reference })
}

/// The signature algorithm, when it and the digest are known, agree and are allowed.
fn allowed_algorithm(signer: &SignerInfo, policy: AlgorithmPolicy) -> Result<SignatureAlgorithm, SignatureFailure> {
    const NOT_ALLOWED: FailureReason = FailureReason::AlgorithmNotAllowed;
    let digest = signer
        .digest_algorithm()
        .ok_or(refused(NOT_ALLOWED, "the digest algorithm is not one that this library computes"))?;
    if !digest.is_allowed(policy.legacy) {
        return Err(refused(NOT_ALLOWED, "SHA-1 no longer carries a signature"));
    }
    signer.signature_algorithm().ok_or_else(|| {
        let detail = if *signer.signature_oid() == oid::RSASSA_PSS {
            "RSASSA-PSS is verified only with the digest of digestAlgorithm, MGF1 with the same one and a salt of its length"
        } else {
            "the signature algorithm is unknown, or belongs to another digest than digestAlgorithm names"
        };
        refused(NOT_ALLOWED, detail)
    })
}

/// Whether a signature without signed attributes can be judged at all.
fn without_attributes(signed: Signed<'_>, policy: SignaturePolicy) -> Result<(), SignatureFailure> {
    const MISSING: FailureReason = FailureReason::SignedAttributesMissing;
    let content = match signed {
        // RFC 5652, 11.4: a countersignature may do without; it signs octets that cannot be chosen.
        Signed::Signature(_) => return Ok(()),
        Signed::Content(content_type, content) => {
            if *content_type != oid::DATA {
                return Err(refused(MISSING, "content of another type than id-data needs them (RFC 5652, 5.3)"));
            }
            content
        }
    };
    match policy.signed_attributes {
        SignedAttributes::Required => Err(refused(MISSING, "the signature has no signed attributes")),
        SignedAttributes::Optional => match content.bytes() {
            Some(bytes) if !looks_like_attributes(bytes) => Ok(()),
            Some(_) => Err(refused(MISSING, "the content is itself a set of signed attributes")),
            None => Err(refused(MISSING, "without signed attributes the content itself is needed, not its digest")),
        },
    }
}

fn verify_bare(
    signer: &SignerInfo,
    algorithm: SignatureAlgorithm,
    content: &Content<'_>,
    certificate: &Certificate,
    policy: AlgorithmPolicy,
) -> Result<(), SignatureFailure> {
    let bytes = content.bytes().ok_or(invalid("the content itself is needed, not its digest"))?;
    check_signature(certificate, algorithm, bytes, signer.signature(), policy)
}

/// contentType: once, and that of the message (RFC 5652, 11.1); absent in a countersignature (11.4).
fn check_content_type(signer: &SignerInfo, signed: Signed<'_>) -> Result<(), SignatureFailure> {
    let value = signer
        .signed_value(&oid::CONTENT_TYPE)
        .map_err(|Repeated| invalid("the attribute contentType does not stand once with one value"))?;
    match (signed, value) {
        (Signed::Content(..), None) => Err(invalid("the attribute contentType is missing")),
        (Signed::Content(expected, _), Some(value)) => match Reader::new(value).oid("contentType") {
            Ok(found) if found == *expected => Ok(()),
            _ => Err(invalid("the attribute contentType is not the type of the content")),
        },
        (Signed::Signature(_), None) => Ok(()),
        (Signed::Signature(_), Some(_)) => Err(invalid("a countersignature has no attribute contentType")),
    }
}

/// messageDigest: once, with one value, and the digest of the content (RFC 5652, 11.2).
fn check_digest(
    signer: &SignerInfo,
    algorithm: DigestAlgorithm,
    content: &Content<'_>,
) -> Result<(), SignatureFailure> {
    let value = signer
        .signed_value(&oid::MESSAGE_DIGEST)
        .map_err(|Repeated| invalid("the attribute messageDigest does not stand once with one value"))?
        .ok_or(invalid("the attribute messageDigest is missing"))?;
    let claimed = Reader::new(value)
        .octet_string("messageDigest")
        .map_err(|_| invalid("the attribute messageDigest is no OCTET STRING"))?;
    let digest = content.digest(algorithm).ok_or(refused(
        FailureReason::DigestMismatch,
        "the digest supplied for the content is by another algorithm than the signature",
    ))?;
    if digest.as_bytes() == claimed {
        Ok(())
    } else {
        Err(refused(FailureReason::DigestMismatch, "the content is not the one that was signed"))
    }
}

/// CMSAlgorithmProtection: when it is there, it names the algorithms that are used (RFC 6211, 2).
///
/// SEQUENCE { digestAlgorithm, signatureAlgorithm [1] OPTIONAL, macAlgorithm [2] OPTIONAL }, one of the two.
fn check_algorithm_protection(signer: &SignerInfo, algorithm: SignatureAlgorithm) -> Result<(), SignatureFailure> {
    const WHAT: &str = "CMSAlgorithmProtection";
    let value = signer
        .signed_value(&oid::ALGORITHM_PROTECTION)
        .map_err(|Repeated| invalid("the attribute CMSAlgorithmProtection does not stand once with one value"))?;
    let Some(value) = value else { return Ok(()) };
    let read = || {
        let mut reader = Reader::new(value).sequence(WHAT)?;
        let digest = DigestAlgorithm::from_identifier(&AlgorithmIdentifier::read(&mut reader, WHAT)?);
        let tlv = reader.expect(tag::context_constructed(1), WHAT)?;
        reader.finish(WHAT)?;
        Ok::<_, crate::Error>(signature_algorithm(&AlgorithmIdentifier::from_tlv(&tlv, WHAT)?, digest))
    };
    match read() {
        Ok(Some(protected)) if protected == algorithm => Ok(()),
        _ => Err(invalid("the algorithms are not those that CMSAlgorithmProtection names")),
    }
}

fn check_signature(
    certificate: &Certificate,
    algorithm: SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
    policy: AlgorithmPolicy,
) -> Result<(), SignatureFailure> {
    let key = certificate.public_key().map_err(|_| {
        refused(FailureReason::AlgorithmNotAllowed, "the key of the signer's certificate is not one that verifies here")
    })?;
    crypto::verify(key, algorithm, message, signature, policy).map_err(|error| match error {
        SignatureError::Invalid => invalid("the signature is not that of the certificate's key over these bytes"),
        SignatureError::KeyMismatch => SignatureFailure::OTHER_KIND_OF_KEY,
        SignatureError::AlgorithmNotAllowed => {
            let detail = match algorithm {
                SignatureAlgorithm::Ecdsa(_) => "ECDSA is verified only with SHA-256 and SHA-384",
                SignatureAlgorithm::RsaPkcs1(_)
                | SignatureAlgorithm::RsaPss(_)
                | SignatureAlgorithm::Gost34310_2004
                | SignatureAlgorithm::Gost34310_2015_256
                | SignatureAlgorithm::Gost34310_2015_512 => "the algorithm or the size of the key is not allowed",
            };
            refused(FailureReason::AlgorithmNotAllowed, detail)
        }
    })
}

/// signingCertificate and signingCertificateV2 (RFC 5035, 3 and 4): what is there has to name this certificate.
fn check_reference(
    signer: &SignerInfo,
    certificate: &Certificate,
) -> Result<SigningCertificateReference, SignatureFailure> {
    let value = |oid| {
        signer
            .signed_value(oid)
            .map_err(|Repeated| invalid("a signing-certificate attribute does not stand once with one value"))
    };
    let mut reference = SigningCertificateReference::Absent;
    for (oid, version) in [
        (&oid::SIGNING_CERTIFICATE, SigningCertificateReference::V1),
        (&oid::SIGNING_CERTIFICATE_V2, SigningCertificateReference::V2),
    ] {
        let Some(value) = value(oid)? else { continue };
        match names_certificate(value, version, certificate) {
            Ok(Some(true)) => reference = version,
            Ok(Some(false)) => return Err(SignatureFailure::OTHER_CERTIFICATE),
            Ok(None) => return Err(SignatureFailure::UNKNOWN_REFERENCE),
            Err(_) => return Err(invalid("a signing-certificate attribute cannot be read")),
        }
    }
    Ok(reference)
}

/// Whether the first ESSCertID (or ESSCertIDv2) is that of `certificate`; `None` for an unknown digest.
///
/// SigningCertificate ::= SEQUENCE { certs SEQUENCE OF ESSCertID, policies … OPTIONAL };
/// ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash OCTET STRING, issuerSerial OPTIONAL }.
fn names_certificate(
    value: &[u8],
    version: SigningCertificateReference,
    certificate: &Certificate,
) -> Result<Option<bool>> {
    const WHAT: &str = "signingCertificate";
    let mut list = Reader::new(value).sequence(WHAT)?.sequence(WHAT)?;
    let mut id = list.sequence(WHAT)?;
    let digest = match version {
        SigningCertificateReference::V1 | SigningCertificateReference::Absent => Some(DigestAlgorithm::Sha1),
        SigningCertificateReference::V2 if id.peek() == Some(tag::SEQUENCE) => {
            DigestAlgorithm::from_identifier(&AlgorithmIdentifier::read(&mut id, WHAT)?)
        }
        SigningCertificateReference::V2 => Some(DigestAlgorithm::Sha256),
    };
    let hash = id.octet_string(WHAT)?;
    let issuer_serial = id.optional(tag::SEQUENCE, WHAT)?;
    id.finish(WHAT)?;
    let Some(digest) = digest else { return Ok(None) };
    let same_issuer = match issuer_serial {
        Some(tlv) => issuer_serial_is(&tlv, certificate)?,
        None => true,
    };
    Ok(Some(same_issuer && digest.digest(certificate.der()).as_bytes() == hash))
}

/// IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber CertificateSerialNumber } (RFC 5035, 5).
fn issuer_serial_is(tlv: &Tlv<'_>, certificate: &Certificate) -> Result<bool> {
    const WHAT: &str = "signingCertificate.issuerSerial";
    let mut reader = tlv.reader();
    let names = GeneralName::read_all(reader.sequence(WHAT)?, WHAT)?;
    let serial = reader.expect(tag::INTEGER, WHAT)?.integer_bytes(WHAT)?;
    // issuerUID of RFC 2634 was never used; RFC 5035 dropped it.
    reader.finish(WHAT)?;
    let named =
        names.iter().any(|name| matches!(name, GeneralName::Directory(issuer) if certificate.issuer().matches(issuer)));
    Ok(named && serial == certificate.serial())
}
