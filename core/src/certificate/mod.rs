//! Certificates (RFC 5280, section 4) and what the national profile says in them.
//!
//! A [`Certificate`] is *untrusted input*: it was parsed, nothing more. Only path validation makes it worth believing.
//!
//! ```
//! use qoltanba::Certificate;
//! use qoltanba::certificate::{Purpose, Role};
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! let certificate = Certificate::from_der_or_pem(&read("gost2015/individual.cer"))?;
//! assert_eq!(certificate.holder().iin.map(|iin| iin.as_str().to_owned()).as_deref(), Some("990101100010"));
//! assert!(certificate.roles().contains(&Role::Individual));
//! assert_eq!(Purpose::Sign.violation(&certificate), None);
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod describe;
mod extension;
mod general_name;
mod holder;
mod name;
mod purpose;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub use describe::{ExtensionDescription, describe_extensions};
pub use extension::{BasicConstraints, Extension, Extensions, KeyUsage};
pub(crate) use extension::{
    authority_key_identifier as read_authority_key_identifier, find as find_extension, read_list as read_extensions,
};
pub use general_name::{DistributionPoint, DistributionPointName, GeneralName, ReasonFlags};
pub use holder::{Holder, Role};
pub use name::{Attribute, Name};
pub use purpose::Purpose;

use crate::asn1::{self, Reader, tag};
use crate::crypto::{
    AlgorithmIdentifier, AlgorithmPolicy, DigestAlgorithm, PublicKey, SignatureAlgorithm, SignatureError,
};
use crate::error::{Error, Result};
use crate::oid::Oid;
use crate::time::Moment;

/// The largest certificate, in bytes. The largest in the national and public test material is below 8 KiB; CAs that
/// list thousands of names stay below 64 KiB.
pub const MAX_CERTIFICATE: usize = 64 << 10;

/// A parsed certificate. Cloning is cheap; the DER bytes are kept as they came.
#[derive(Clone)]
pub struct Certificate(Arc<Parsed>);

struct Parsed {
    der: Box<[u8]>,
    tbs: Range<usize>,
    serial: Range<usize>,
    issuer: Range<usize>,
    subject: Range<usize>,
    spki: Range<usize>,
    signature: Range<usize>,
    not_before: Moment,
    not_after: Moment,
    algorithm_oid: Oid,
    algorithm: Option<SignatureAlgorithm>,
    public_key: Result<PublicKey>,
    extensions: Extensions,
    sha256: OnceLock<[u8; 32]>,
    /// [`Name::comparison_key`] of issuer and subject, which every check of a path asks for several times.
    issuer_key: OnceLock<Box<[u8]>>,
    subject_key: OnceLock<Box<[u8]>>,
}

impl Certificate {
    /// Parses one DER certificate, and nothing after it.
    ///
    /// # Errors
    /// `Malformed` with the offset and the rule. An unknown key or signature algorithm is *not* an error here: such a
    /// certificate can be shown, but verifies nothing.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        if der.len() > MAX_CERTIFICATE {
            return Err(Error::LimitExceeded { what: "certificate size in bytes", limit: 64 << 10 });
        }
        let parsed = parse(der)?;
        Ok(Self(Arc::new(parsed)))
    }

    /// Parses one certificate from DER, from a PEM text with exactly one `CERTIFICATE`, or from bare base64.
    ///
    /// # Errors
    /// As [`from_der`](Self::from_der); also when the text holds no certificate or more than one.
    pub fn from_der_or_pem(bytes: &[u8]) -> Result<Self> {
        let mut all = Self::list_from_der_or_pem(bytes)?;
        match (all.pop(), all.len()) {
            (Some(certificate), 0) => Ok(certificate),
            _ => Err(Error::Malformed {
                what: "certificate file",
                offset: 0,
                rule: "a file with one certificate holds exactly one",
            }),
        }
    }

    /// Parses every certificate of a DER or PEM input, at least one.
    ///
    /// # Errors
    /// As [`from_der`](Self::from_der); also when there is none.
    pub fn list_from_der_or_pem(bytes: &[u8]) -> Result<Vec<Self>> {
        let ders = asn1::der_objects(bytes, &["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"])?;
        ders.iter().map(|der| Self::from_der(der)).collect()
    }

    /// The whole certificate as it came.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// tbsCertificate with tag and length: the bytes that the issuer signed.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.slice(&self.0.tbs)
    }

    /// The content octets of the serial number: big-endian, two's complement, as it came.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        self.slice(&self.0.serial)
    }

    /// The issuer's name (RFC 5280, 4.1.2.4); compare it as a whole, never by its CN alone.
    #[must_use]
    pub fn issuer(&self) -> Name<'_> {
        Name::checked(self.slice(&self.0.issuer))
    }

    /// The subject's name (RFC 5280, 4.1.2.6). For the people of it see [`holder`](Self::holder).
    #[must_use]
    pub fn subject(&self) -> Name<'_> {
        Name::checked(self.slice(&self.0.subject))
    }

    /// [`Name::comparison_key`] of the issuer.
    pub(crate) fn issuer_key(&self) -> &[u8] {
        self.0.issuer_key.get_or_init(|| self.issuer().comparison_key())
    }

    /// [`Name::comparison_key`] of the subject.
    pub(crate) fn subject_key(&self) -> &[u8] {
        self.0.subject_key.get_or_init(|| self.subject().comparison_key())
    }

    /// The DER SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        self.slice(&self.0.spki)
    }

    /// The public key.
    ///
    /// # Errors
    /// `Unsupported` for an unknown algorithm, `Malformed` for an unusable key.
    pub fn public_key(&self) -> Result<&PublicKey> {
        self.0.public_key.as_ref().map_err(Clone::clone)
    }

    /// The signature algorithm; `None` when it is not known here.
    #[must_use]
    pub fn signature_algorithm(&self) -> Option<SignatureAlgorithm> {
        self.0.algorithm
    }

    /// The object identifier of the signature algorithm.
    #[must_use]
    pub fn signature_algorithm_oid(&self) -> &Oid {
        &self.0.algorithm_oid
    }

    /// The octets of signatureValue (RFC 5280, 4.1.1.3): for the national algorithms r ‖ s, little-endian.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.slice(&self.0.signature)
    }

    /// Start of the validity period; the moment itself belongs to it.
    #[must_use]
    pub fn not_before(&self) -> Moment {
        self.0.not_before
    }

    /// End of the validity period; the moment itself belongs to it.
    #[must_use]
    pub fn not_after(&self) -> Moment {
        self.0.not_after
    }

    /// The extensions (RFC 5280, 4.1.2.9), each read once and none twice.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    /// What the subject's name says of the holder in the national profile.
    #[must_use]
    pub fn holder(&self) -> Holder {
        Holder::of(self)
    }

    /// The roles that the extended key usages name (kz-pki facts, section 3.3); empty without such usages.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        Role::of(self)
    }

    /// Whether issuer and subject are the same name (RFC 5280, 3.2: self-issued).
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.issuer_key() == self.subject_key()
    }

    /// SHA-256 over the whole certificate.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        *self.0.sha256.get_or_init(|| {
            let mut fingerprint = [0; 32];
            let digest = DigestAlgorithm::Sha256.digest(self.der());
            fingerprint.iter_mut().zip(digest.as_bytes()).for_each(|(to, from)| *to = *from);
            fingerprint
        })
    }

    /// Whether `key` signed this certificate.
    ///
    /// # Errors
    /// Says why the signature does not hold.
    pub fn verify_signature(&self, key: &PublicKey, policy: AlgorithmPolicy) -> Result<(), SignatureError> {
        let algorithm = self.0.algorithm.ok_or(SignatureError::AlgorithmNotAllowed)?;
        crate::crypto::verify(key, algorithm, self.tbs(), self.signature(), policy)
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.0.der.get(range.clone()).unwrap_or_default()
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

// Names and numbers of persons stay out of logs: `Debug` shows the fingerprint.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate(sha256 {})", crate::crypto::to_hex(&self.sha256()))
    }
}

fn parse(der: &[u8]) -> Result<Parsed> {
    let mut outer = Reader::new(der);
    let mut certificate = outer.sequence("Certificate")?;
    outer.finish("Certificate")?;

    let tbs_tlv = certificate.expect(tag::SEQUENCE, "tbsCertificate")?;
    let outer_algorithm = AlgorithmIdentifier::read(&mut certificate, "signatureAlgorithm")?;
    let signature = certificate.expect(tag::BIT_STRING, "signatureValue")?;
    certificate.finish("Certificate")?;
    let signature_octets = signature.bit_string_octets("signatureValue")?;

    let mut tbs = tbs_tlv.reader();
    let version = version(&mut tbs)?;
    let serial_tlv = tbs.expect(tag::INTEGER, "tbsCertificate.serialNumber")?;
    let serial = serial_tlv.integer_bytes("tbsCertificate.serialNumber")?;
    let algorithm_offset = tbs.offset();
    let inner_algorithm = AlgorithmIdentifier::read(&mut tbs, "tbsCertificate.signature")?;
    if !inner_algorithm.agrees_with(&outer_algorithm) {
        return Err(Error::Malformed {
            what: "tbsCertificate.signature",
            offset: algorithm_offset,
            rule: "it equals signatureAlgorithm (RFC 5280, 4.1.2.3)",
        });
    }
    let issuer = Name::read(&mut tbs, "tbsCertificate.issuer")?;
    let mut validity = tbs.sequence("tbsCertificate.validity")?;
    let not_before = validity.any("validity.notBefore")?.time("validity.notBefore")?;
    let not_after = validity.any("validity.notAfter")?.time("validity.notAfter")?;
    validity.finish("tbsCertificate.validity")?;
    let subject = Name::read(&mut tbs, "tbsCertificate.subject")?;
    let spki_tlv = tbs.expect(tag::SEQUENCE, "tbsCertificate.subjectPublicKeyInfo")?;
    for (number, what) in [(1, "tbsCertificate.issuerUniqueID"), (2, "tbsCertificate.subjectUniqueID")] {
        if let Some(tlv) = tbs.optional(tag::context(number), what)? {
            if version == 1 {
                return Err(
                    tlv.malformed(what, "a version 1 certificate has no unique identifiers (RFC 5280, 4.1.2.8)")
                );
            }
            tlv.bit_string(what)?;
        }
    }
    let extensions = match tbs.optional(tag::context_constructed(3), "tbsCertificate.extensions")? {
        Some(tlv) if version != 3 => {
            return Err(tlv.malformed("tbsCertificate.extensions", "only version 3 has extensions (RFC 5280, 4.1.2.9)"));
        }
        Some(tlv) => {
            let mut reader = tlv.reader();
            let extensions = Extensions::read(&mut reader)?;
            reader.finish("tbsCertificate.extensions")?;
            extensions
        }
        None => Extensions::default(),
    };
    tbs.finish("tbsCertificate")?;

    let public_key = PublicKey::read(&mut Reader::at(spki_tlv.raw(), spki_tlv.offset()));
    let span = |part: &[u8], offset: usize| offset..offset + part.len();
    Ok(Parsed {
        tbs: span(tbs_tlv.raw(), tbs_tlv.offset()),
        serial: span(serial, serial_tlv.content_offset()),
        issuer: span(issuer.raw(), issuer.offset()),
        subject: span(subject.raw(), subject.offset()),
        spki: span(spki_tlv.raw(), spki_tlv.offset()),
        signature: span(signature_octets, signature.content_offset() + 1),
        not_before,
        not_after,
        algorithm: SignatureAlgorithm::from_identifier(&outer_algorithm),
        algorithm_oid: outer_algorithm.oid,
        public_key,
        extensions,
        sha256: OnceLock::new(),
        issuer_key: OnceLock::new(),
        subject_key: OnceLock::new(),
        der: der.into(),
    })
}

/// Version ::= INTEGER { v1(0), v2(1), v3(2) }, DEFAULT v1, which DER leaves out (RFC 5280, 4.1.2.1).
fn version(tbs: &mut Reader<'_>) -> Result<u8> {
    const WHAT: &str = "tbsCertificate.version";
    let Some(mut reader) = tbs.explicit(0, WHAT)? else { return Ok(1) };
    let tlv = reader.expect(tag::INTEGER, WHAT)?;
    reader.finish(WHAT)?;
    match tlv.unsigned(WHAT)? {
        1 => Ok(2),
        2 => Ok(3),
        0 => Err(tlv.malformed(WHAT, "version 1 is the default and is left out in DER")),
        _ => Err(tlv.malformed(WHAT, "the version is 1, 2 or 3")),
    }
}
