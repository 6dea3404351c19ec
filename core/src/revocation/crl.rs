//! Certificate revocation lists (RFC 5280, section 5): parsed once, kept as bytes.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock, RwLock};

use super::entries::{Checked, Entries, Stored, Unusable};
use super::entry::EntryExtensions;
pub use super::entry::{Entry, Reason};
use super::index::{ListKind, SharedBytes};
use crate::asn1::{self, Reader, tag};
use crate::certificate::{
    DistributionPointName, Extension, Name, ReasonFlags, find_extension, read_authority_key_identifier, read_extensions,
};
use crate::crypto::{
    self, AlgorithmIdentifier, AlgorithmPolicy, Digest, PublicKey, SignatureAlgorithm, SignatureError,
};
use crate::error::{Error, Result};
use crate::oid::{self, Oid};
use crate::time::Moment;

/// The largest list, in bytes: twelve times the production list of 21 MB (kz-pki facts, section 4.1).
pub const MAX_CRL: usize = 256 << 20;

/// How many keys a list remembers to have been verified with, or not: a list has one signer, rarely two.
const MAX_REMEMBERED: usize = 8;

/// A parsed list. Cloning is cheap; the DER bytes are kept as they came.
///
/// It is *untrusted input*: its entries count only through [`status`](super::status), which checks who signed it.
#[derive(Clone)]
pub struct Crl(Arc<Parsed>);

struct Parsed {
    bytes: SharedBytes,
    /// The place of the list in `bytes`; every other range counts from its start.
    der: Range<usize>,
    tbs: Range<usize>,
    issuer: Range<usize>,
    issuer_key: Box<[u8]>,
    signature: Range<usize>,
    algorithm_oid: Oid,
    algorithm: Option<SignatureAlgorithm>,
    this_update: Moment,
    next_update: Option<Moment>,
    extensions: Vec<Extension>,
    number: Option<CrlNumber>,
    delta_base: Option<CrlNumber>,
    authority_key_identifier: Option<Box<[u8]>>,
    entries: Entries,
    /// What forbids to use it, as far as it stands outside of the entries.
    unusable: Option<Unusable>,
    sha256: OnceLock<[u8; 32]>,
    /// The digest of tbsCertList, which the GOST algorithms are computed over: 0.25 s for the production list.
    tbs_digest: OnceLock<Digest>,
    verified: RwLock<Vec<Verification>>,
}

/// Whether a key (its SubjectPublicKeyInfo) signed the list, under a policy.
type Verification = (Vec<u8>, AlgorithmPolicy, Result<(), SignatureError>);

/// cRLNumber and BaseCRLNumber: a non-negative number of up to 20 octets (RFC 5280, 5.2.3).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CrlNumber(Box<[u8]>);

impl CrlNumber {
    fn read(mut reader: Reader<'_>, what: &'static str) -> Result<Self> {
        let tlv = reader.expect(tag::INTEGER, what)?;
        reader.finish(what)?;
        let magnitude = tlv.unsigned_bytes(what)?;
        if magnitude.len() > 20 {
            return Err(tlv.malformed(what, "a CRL number has at most 20 octets (RFC 5280, 5.2.3)"));
        }
        Ok(Self(magnitude.into()))
    }
}

impl Ord for CrlNumber {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Without leading zeros the longer one is the greater one.
        (self.0.len(), &self.0).cmp(&(other.0.len(), &other.0))
    }
}

impl PartialOrd for CrlNumber {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for CrlNumber {
    /// Decimal up to 128 bits, else `0x…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.len() <= 16 {
            write!(f, "{}", self.0.iter().fold(0u128, |value, byte| (value << 8) | u128::from(*byte)))
        } else {
            write!(f, "0x{}", crypto::to_hex(&self.0))
        }
    }
}

/// issuingDistributionPoint (RFC 5280, 5.2.5).
#[derive(Debug, Clone)]
pub(super) struct IssuingDistributionPoint<'a> {
    pub(super) name: Option<DistributionPointName<'a>>,
    pub(super) scope: Scope,
    pub(super) reasons: Option<ReasonFlags>,
    pub(super) kind: ListKind,
}

/// Which certificates a list covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    UserCertificates,
    CaCertificates,
    AttributeCertificates,
}

impl<'a> IssuingDistributionPoint<'a> {
    fn read(mut outer: Reader<'a>) -> Result<Self> {
        const WHAT: &str = "issuingDistributionPoint";
        let mut reader = outer.sequence(WHAT)?;
        outer.finish(WHAT)?;
        if reader.is_empty() {
            return Err(reader.malformed(WHAT, "it is not empty (RFC 5280, 5.2.5)"));
        }
        let name = reader.explicit(0, WHAT)?.map(|reader| DistributionPointName::read(reader, WHAT)).transpose()?;
        let mut flag = |number: u8| -> Result<bool> {
            reader.optional(tag::context(number), WHAT)?.map_or(Ok(false), |tlv| tlv.boolean(WHAT))
        };
        let (user, ca) = (flag(1)?, flag(2)?);
        let reasons =
            reader.optional(tag::context(3), WHAT)?.map(|tlv| ReasonFlags::from_tlv(&tlv, WHAT)).transpose()?;
        let mut flag = |number: u8| -> Result<bool> {
            reader.optional(tag::context(number), WHAT)?.map_or(Ok(false), |tlv| tlv.boolean(WHAT))
        };
        let (indirect, attribute) = (flag(4)?, flag(5)?);
        reader.finish(WHAT)?;
        let scope = match (user, ca, attribute) {
            (false, false, false) => Scope::All,
            (true, false, false) => Scope::UserCertificates,
            (false, true, false) => Scope::CaCertificates,
            (false, false, true) => Scope::AttributeCertificates,
            (true, true, _) | (true, _, true) | (_, true, true) => {
                return Err(reader.malformed(WHAT, "at most one of the onlyContains flags is set (RFC 5280, 5.2.5)"));
            }
        };
        let kind = if indirect { ListKind::Indirect } else { ListKind::Direct };
        Ok(Self { name, scope, reasons, kind })
    }
}

impl Crl {
    /// Parses one DER list, and nothing after it. Every entry is read and indexed.
    ///
    /// # Errors
    /// `Malformed` with the offset and the rule; `LimitExceeded` beyond [`MAX_CRL`]. A list that is well formed but must
    /// not be used, for instance for an unknown critical extension, is no error: it decides nothing.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        Self::from_vec(der.to_vec())
    }

    /// As [`from_der`](Self::from_der), without a copy.
    ///
    /// # Errors
    /// As [`from_der`](Self::from_der).
    pub fn from_vec(der: Vec<u8>) -> Result<Self> {
        if der.len() > MAX_CRL {
            return Err(Error::LimitExceeded { what: "size of a CRL in bytes", limit: 256 << 20 });
        }
        let length = der.len();
        let crl = Self(Arc::new(parse(Arc::new(der), 0..length, None)?));
        crl.checked()?;
        Ok(crl)
    }

    /// A list that stands in an index file. Its entries are read when they are first asked for.
    pub(super) fn from_index_file(file: SharedBytes, der: Range<usize>, stored: Stored) -> Result<Self> {
        Ok(Self(Arc::new(parse(file, der, Some(stored))?)))
    }

    /// Parses every list of a DER or PEM input, at least one.
    ///
    /// # Errors
    /// As [`from_der`](Self::from_der); also when there is none.
    pub fn list_from_der_or_pem(bytes: &[u8]) -> Result<Vec<Self>> {
        let ders = asn1::der_objects(bytes, &["X509 CRL", "CRL"])?;
        ders.into_iter().map(Self::from_vec).collect()
    }

    /// The whole list as it came.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        self.0.bytes.as_ref().as_ref().get(self.0.der.clone()).unwrap_or_default()
    }

    /// The name of the list's issuer.
    #[must_use]
    pub fn issuer(&self) -> Name<'_> {
        Name::checked(self.slice(&self.0.issuer))
    }

    /// thisUpdate (RFC 5280, 5.1.2.4): the list speaks from this moment on, itself included.
    #[must_use]
    pub fn this_update(&self) -> Moment {
        self.0.this_update
    }

    /// nextUpdate (RFC 5280, 5.1.2.5): the last moment at which the list speaks; a list without it never does.
    #[must_use]
    pub fn next_update(&self) -> Option<Moment> {
        self.0.next_update
    }

    /// cRLNumber (RFC 5280, 5.2.3). In the national PKI base and delta lists are numbered apart.
    #[must_use]
    pub fn number(&self) -> Option<&CrlNumber> {
        self.0.number.as_ref()
    }

    /// BaseCRLNumber of a delta list; `None` for a complete one.
    #[must_use]
    pub fn delta_base(&self) -> Option<&CrlNumber> {
        self.0.delta_base.as_ref()
    }

    pub(super) fn is_delta(&self) -> bool {
        self.0.delta_base.is_some()
    }

    /// The keyIdentifier of authorityKeyIdentifier.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.0.authority_key_identifier.as_deref()
    }

    /// The object identifier of the signature algorithm.
    #[must_use]
    pub fn signature_algorithm_oid(&self) -> &Oid {
        &self.0.algorithm_oid
    }

    /// How many certificates the list names; the removals of a delta count, too.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn entries(&self) -> Result<usize> {
        self.checked().map(Checked::len)
    }

    /// SHA-256 over the whole list; computed once.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        *self.0.sha256.get_or_init(|| super::sha256(self.der()))
    }

    /// What the list says about a certificate with this serial number (the content octets of the INTEGER) of the list's
    /// own issuer. For display: what a list says counts only through [`status`](super::status).
    ///
    /// # Errors
    /// Only of a list from an [index file](super::index_file), whose entries are read when they are first asked for:
    /// `Malformed` when one of them is, or when the list or its tables are not those that the file was made with.
    pub fn find(&self, serial: &[u8]) -> Result<Vec<Entry>> {
        Ok(self.checked()?.find(serial, self.issuer_key()))
    }

    /// The entries, once all of them were read.
    pub(super) fn checked(&self) -> Result<Checked<'_>> {
        self.0.entries.check(self)
    }

    /// The entries of a list that may be used for certificates.
    pub(super) fn usable(&self) -> Result<Checked<'_>, Unusable> {
        if let Some(unusable) = &self.0.unusable {
            return Err(unusable.clone());
        }
        let entries = self.checked().map_err(Unusable::Unreadable)?;
        entries.problem().map_or(Ok(entries), |problem| Err(Unusable::Entries(problem)))
    }

    /// Whether both stand in one index file, or are one list.
    pub(super) fn is_in_the_file_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.bytes, &other.0.bytes)
    }

    /// The list without its entries: what stands before the first, and what stands after the last.
    pub(super) fn around_entries(&self) -> [&[u8]; 2] {
        let (der, place) = (self.der(), &self.0.entries.place);
        [0..place.start, place.end..der.len()].map(|part| der.get(part).unwrap_or_default())
    }

    pub(super) fn issuer_key(&self) -> &[u8] {
        &self.0.issuer_key
    }

    /// issuingDistributionPoint, which was found well formed when the list was parsed.
    pub(super) fn issuing_distribution_point(&self) -> Option<IssuingDistributionPoint<'_>> {
        let extension = find_extension(&self.0.extensions, &oid::ISSUING_DISTRIBUTION_POINT)?;
        IssuingDistributionPoint::read(extension.reader()).ok()
    }

    pub(super) fn raw_issuing_distribution_point(&self) -> Option<&[u8]> {
        find_extension(&self.0.extensions, &oid::ISSUING_DISTRIBUTION_POINT).map(|extension| &*extension.value)
    }

    /// Whether `key` signed the list; the answer is remembered, since a large list takes a quarter of a second.
    pub(super) fn verify_signature(
        &self,
        key: &PublicKey,
        spki: &[u8],
        policy: AlgorithmPolicy,
    ) -> Result<(), SignatureError> {
        if let Ok(memory) = self.0.verified.read()
            && let Some(result) = known(&memory, spki, policy)
        {
            return result;
        }
        let result = self.verify_anew(key, policy);
        if let Ok(mut memory) = self.0.verified.write()
            && memory.len() < MAX_REMEMBERED
            && known(&memory, spki, policy).is_none()
        {
            memory.push((spki.to_vec(), policy, result));
        }
        result
    }

    fn verify_anew(&self, key: &PublicKey, policy: AlgorithmPolicy) -> Result<(), SignatureError> {
        let algorithm = self.0.algorithm.ok_or(SignatureError::AlgorithmNotAllowed)?;
        let (tbs, signature) = (self.slice(&self.0.tbs), self.slice(&self.0.signature));
        match algorithm {
            SignatureAlgorithm::Gost34310_2004
            | SignatureAlgorithm::Gost34310_2015_256
            | SignatureAlgorithm::Gost34310_2015_512 => {
                // A key of another kind is refused before the list is hashed.
                if key.as_gost().is_none() {
                    return Err(SignatureError::KeyMismatch);
                }
                let digest = self.0.tbs_digest.get_or_init(|| algorithm.digest().digest(tbs));
                crypto::verify_digest(key, algorithm, digest, signature)
            }
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_) | SignatureAlgorithm::Ecdsa(_) => {
                crypto::verify(key, algorithm, tbs, signature, policy)
            }
        }
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.der().get(range.clone()).unwrap_or_default()
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.entries.known() {
            Some(entries) => write!(f, "Crl({}, {entries} entries)", self.issuer()),
            None => write!(f, "Crl({}, entries not read)", self.issuer()),
        }
    }
}

/// CertificateList (RFC 5280, 5.1) without its entries, which are passed over by their length.
fn parse(bytes: SharedBytes, place: Range<usize>, stored: Option<Stored>) -> Result<Parsed> {
    const TBS: &str = "tbsCertList";
    let shared = Arc::clone(&bytes);
    let der = shared.as_ref().as_ref().get(place.clone()).unwrap_or_default();
    let mut outer = Reader::new(der);
    let mut list = outer.sequence("CertificateList")?;
    outer.finish("CertificateList")?;
    let tbs_tlv = list.expect(tag::SEQUENCE, TBS)?;
    let outer_algorithm = AlgorithmIdentifier::read(&mut list, "signatureAlgorithm")?;
    let signature = list.expect(tag::BIT_STRING, "signatureValue")?;
    list.finish("CertificateList")?;
    let signature_octets = signature.bit_string_octets("signatureValue")?;

    let mut tbs = tbs_tlv.reader();
    let entry_extensions = match tbs.optional(tag::INTEGER, "tbsCertList.version")? {
        None => EntryExtensions::Forbidden,
        Some(tlv) if tlv.unsigned("tbsCertList.version")? == 1 => EntryExtensions::Allowed,
        Some(tlv) => return Err(tlv.malformed("tbsCertList.version", "if there, the version is 2 (RFC 5280, 5.1.2.1)")),
    };
    let algorithm_offset = tbs.offset();
    let inner_algorithm = AlgorithmIdentifier::read(&mut tbs, "tbsCertList.signature")?;
    if !inner_algorithm.agrees_with(&outer_algorithm) {
        return Err(Error::Malformed {
            what: "tbsCertList.signature",
            offset: algorithm_offset,
            rule: "it equals signatureAlgorithm (RFC 5280, 5.1.2.2)",
        });
    }
    let issuer = Name::read(&mut tbs, "tbsCertList.issuer")?;
    let this_update = tbs.any("thisUpdate")?.time("thisUpdate")?;
    let next_update = match tbs.peek() {
        Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => Some(tbs.any("nextUpdate")?.time("nextUpdate")?),
        Some(_) | None => None,
    };
    let revoked = tbs.optional(tag::SEQUENCE, "revokedCertificates")?;
    let extensions = match tbs.explicit(0, "crlExtensions")? {
        Some(reader) if entry_extensions == EntryExtensions::Forbidden => {
            return Err(reader.malformed("crlExtensions", "only version 2 has extensions (RFC 5280, 5.1.2.7)"));
        }
        Some(mut reader) => {
            let extensions = read_extensions(&mut reader)?;
            reader.finish("crlExtensions")?;
            extensions
        }
        None => Vec::new(),
    };
    tbs.finish(TBS)?;

    let value = |oid: &Oid| find_extension(&extensions, oid).map(Extension::reader);
    let number = value(&oid::CRL_NUMBER).map(|value| CrlNumber::read(value, "cRLNumber")).transpose()?;
    let delta_base =
        value(&oid::DELTA_CRL_INDICATOR).map(|value| CrlNumber::read(value, "deltaCRLIndicator")).transpose()?;
    let point = value(&oid::ISSUING_DISTRIBUTION_POINT).map(IssuingDistributionPoint::read).transpose()?;
    let authority_key_identifier = match value(&oid::AUTHORITY_KEY_IDENTIFIER) {
        Some(value) => read_authority_key_identifier(value)?,
        None => None,
    };
    let kind = point.as_ref().map_or(ListKind::Direct, |point| point.kind);
    let entries = match revoked {
        Some(tlv) if tlv.content().is_empty() => {
            return Err(
                tlv.malformed("revokedCertificates", "without entries the list is left out (RFC 5280, 5.1.2.6)")
            );
        }
        Some(tlv) => tlv.content_offset()..tlv.content_offset() + tlv.content().len(),
        None => der.len()..der.len(),
    };
    let attributes = point.as_ref().is_some_and(|point| point.scope == Scope::AttributeCertificates);
    let unusable = unknown_critical(&extensions)
        .map(Unusable::CriticalExtension)
        .or(attributes.then_some(Unusable::AttributeCertificates));

    let span = |part: &[u8], offset: usize| offset..offset + part.len();
    Ok(Parsed {
        tbs: span(tbs_tlv.raw(), tbs_tlv.offset()),
        issuer: span(issuer.raw(), issuer.offset()),
        issuer_key: issuer.comparison_key(),
        signature: span(signature_octets, signature.content_offset() + 1),
        algorithm: SignatureAlgorithm::from_identifier(&outer_algorithm),
        algorithm_oid: outer_algorithm.oid.clone(),
        this_update,
        next_update,
        number,
        delta_base,
        authority_key_identifier,
        entries: Entries { place: entries, allowed: entry_extensions, kind, stored, read: OnceLock::new() },
        unusable,
        extensions,
        sha256: OnceLock::new(),
        tbs_digest: OnceLock::new(),
        verified: RwLock::new(Vec::new()),
        bytes,
        der: place,
    })
}

/// What was found of this key under this policy.
fn known(memory: &[Verification], spki: &[u8], policy: AlgorithmPolicy) -> Option<Result<(), SignatureError>> {
    memory.iter().find(|(of, under, _)| of == spki && *under == policy).map(|(_, _, result)| *result)
}

fn unknown_critical(extensions: &[Extension]) -> Option<Oid> {
    let known = [
        &oid::AUTHORITY_KEY_IDENTIFIER,
        &oid::ISSUER_ALT_NAME,
        &oid::CRL_NUMBER,
        &oid::DELTA_CRL_INDICATOR,
        &oid::ISSUING_DISTRIBUTION_POINT,
        &oid::FRESHEST_CRL,
    ];
    extensions
        .iter()
        .find(|extension| extension.critical && !known.contains(&&extension.oid))
        .map(|extension| extension.oid.clone())
}
