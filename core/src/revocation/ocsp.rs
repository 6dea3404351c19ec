//! OCSP requests and responses (RFC 6960), parsed and written; nothing here is trusted yet.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::{Entry, entry};
use crate::asn1::{Reader, Tlv, Writer, tag};
use crate::certificate::{Certificate, Extension, Name, find_extension, read_extensions};
use crate::crypto::{
    self, AlgorithmIdentifier, AlgorithmPolicy, DigestAlgorithm, PublicKey, SignatureAlgorithm, SignatureError,
};
use crate::error::{Error, Result};
use crate::oid::{self, Oid};
use crate::time::Moment;

/// The largest response, in bytes. One answer with the responder's certificate is 2 to 4 KiB; this leaves room for a
/// responder that answers for a hundred certificates at once.
pub const MAX_OCSP_RESPONSE: usize = 256 << 10;

/// The most answers, and the most certificates, of one response; the size above allows about as many.
const MAX_ANSWERS: usize = 1_000;
const MAX_CERTIFICATES: usize = 20;

/// The longest nonce, in bytes (RFC 9654, 2.1).
const MAX_NONCE: usize = 128;

/// CertID (RFC 6960, 4.1.1): a certificate, named by digests of its issuer's name and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertId {
    digest: DigestAlgorithm,
    name_hash: Box<[u8]>,
    key_hash: Box<[u8]>,
    serial: Box<[u8]>,
}

impl CertId {
    /// The CertID of `certificate`, whose issuer has the key `issuer_spki` (a DER SubjectPublicKeyInfo).
    ///
    /// # Errors
    /// `Malformed` when that is no SubjectPublicKeyInfo.
    pub fn new(certificate: &Certificate, issuer_spki: &[u8], digest: DigestAlgorithm) -> Result<Self> {
        let key = key_octets(issuer_spki)?;
        Ok(Self {
            digest,
            name_hash: digest.digest(certificate.issuer().raw()).as_bytes().into(),
            key_hash: digest.digest(key).as_bytes().into(),
            serial: certificate.serial().into(),
        })
    }

    /// `None` for a digest that is not known: such an answer is for nobody.
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>> {
        const WHAT: &str = "certID";
        let mut fields = reader.sequence(WHAT)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields, WHAT)?;
        let name_hash = fields.octet_string(WHAT)?;
        let key_hash = fields.octet_string(WHAT)?;
        let serial = fields.expect(tag::INTEGER, WHAT)?.integer_bytes(WHAT)?;
        fields.finish(WHAT)?;
        Ok(DigestAlgorithm::from_identifier(&algorithm).map(|digest| Self {
            digest,
            name_hash: name_hash.into(),
            key_hash: key_hash.into(),
            serial: serial.into(),
        }))
    }

    fn write(&self, writer: &mut Writer) {
        writer.sequence(|id| {
            // RFC 5754, 2: SHA-2 without parameters; everybody else writes NULL for SHA-1.
            id.sequence(|algorithm| {
                algorithm.oid(self.digest.oid());
                if self.digest == DigestAlgorithm::Sha1 {
                    algorithm.null();
                }
            });
            id.octet_string(&self.name_hash).octet_string(&self.key_hash).tlv(tag::INTEGER, &self.serial);
        });
    }

    /// Whether it names `certificate` of the issuer with the key `issuer_spki`.
    pub(super) fn names(&self, certificate: &Certificate, issuer_spki: &[u8]) -> bool {
        *self.serial == *certificate.serial()
            && Self::new(certificate, issuer_spki, self.digest).is_ok_and(|expected| expected == *self)
    }
}

/// The octets of the BIT STRING in a SubjectPublicKeyInfo.
pub(super) fn key_octets(spki: &[u8]) -> Result<&[u8]> {
    const WHAT: &str = "subjectPublicKeyInfo";
    let mut fields = Reader::new(spki).sequence(WHAT)?;
    fields.expect(tag::SEQUENCE, WHAT)?;
    fields.expect(tag::BIT_STRING, WHAT)?.bit_string_octets(WHAT)
}

/// A request for the status of one certificate (RFC 6960, 4.1), unsigned.
#[derive(Debug, Clone)]
pub struct OcspRequest {
    id: CertId,
    nonce: Option<Vec<u8>>,
}

impl OcspRequest {
    /// A request without nonce.
    #[must_use]
    pub const fn new(id: CertId) -> Self {
        Self { id, nonce: None }
    }

    /// Adds a nonce, which the caller draws at random for every request; the answer must repeat it (pass it in
    /// [`RevocationOptions::nonce`](super::RevocationOptions)).
    ///
    /// # Errors
    /// `InvalidArgument` unless it has 1 to 128 bytes (RFC 9654, 2.1).
    pub fn with_nonce(mut self, nonce: &[u8]) -> Result<Self> {
        if nonce.is_empty() || nonce.len() > MAX_NONCE {
            return Err(Error::InvalidArgument { argument: "nonce", rule: "a nonce has 1 to 128 bytes" });
        }
        self.nonce = Some(nonce.to_vec());
        Ok(self)
    }

    /// The DER OCSPRequest (RFC 6960, 4.1.1), to be sent as `application/ocsp-request`.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.sequence(|request| {
            request.sequence(|tbs| {
                tbs.sequence(|list| {
                    list.sequence(|single| self.id.write(single));
                });
                if let Some(nonce) = &self.nonce {
                    tbs.explicit(2, |extensions| {
                        extensions.sequence(|list| {
                            list.sequence(|extension| {
                                let mut value = Writer::new();
                                value.octet_string(nonce);
                                extension.oid(&oid::OCSP_NONCE).octet_string(&value.into_bytes());
                            });
                        });
                    });
                }
            });
        });
        writer.into_bytes()
    }
}

/// A parsed response. Cloning is cheap; the DER bytes are kept as they came.
///
/// It is *untrusted input*: its answers count only through [`status`](super::status).
#[derive(Clone)]
pub struct OcspResponse(Arc<Parsed>);

struct Parsed {
    der: Vec<u8>,
    basic: Option<Basic>,
    error_status: u8,
    sha256: OnceLock<[u8; 32]>,
}

/// BasicOCSPResponse.
struct Basic {
    tbs: Range<usize>,
    signature: Range<usize>,
    algorithm: Option<SignatureAlgorithm>,
    responder: Responder,
    produced_at: Moment,
    answers: Vec<Single>,
    extensions: Vec<Extension>,
    certificates: Vec<Certificate>,
}

/// ResponderID.
#[derive(Debug, Clone)]
pub(super) enum Responder {
    Name {
        key: Box<[u8]>,
        display: String,
    },
    /// SHA-1 over the octets of the key's BIT STRING.
    Key(Box<[u8]>),
}

/// SingleResponse.
pub(super) struct Single {
    pub(super) id: CertId,
    pub(super) status: SingleStatus,
    pub(super) this_update: Moment,
    pub(super) next_update: Option<Moment>,
    pub(super) unknown_critical: Option<Oid>,
}

/// CertStatus.
#[derive(Debug, Clone, Copy)]
pub(super) enum SingleStatus {
    Good,
    Revoked(Entry),
    Unknown,
}

impl OcspResponse {
    /// Parses one DER response, and nothing after it. A response that reports an error of the responder is well formed
    /// and decides nothing.
    ///
    /// # Errors
    /// `Malformed` with the offset and the rule; `LimitExceeded` beyond [`MAX_OCSP_RESPONSE`]; `Unsupported` for a
    /// response type other than basic.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        if der.len() > MAX_OCSP_RESPONSE {
            return Err(Error::LimitExceeded { what: "size of an OCSP response in bytes", limit: 256 << 10 });
        }
        let (error_status, basic) = parse(der)?;
        Ok(Self(Arc::new(Parsed { der: der.to_vec(), basic, error_status, sha256: OnceLock::new() })))
    }

    /// The whole response as it came.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Whether the responder answered; else it reported an error (RFC 6960, 4.2.1).
    #[must_use]
    pub fn is_successful(&self) -> bool {
        self.0.basic.is_some()
    }

    /// responseStatus: 0 successful, 1 malformedRequest, 2 internalError, 3 tryLater, 5 sigRequired, 6 unauthorized.
    #[must_use]
    pub fn response_status(&self) -> u8 {
        self.0.error_status
    }

    /// producedAt (RFC 6960, 4.2.2.1): when the responder signed; `None` when the response holds no answer.
    #[must_use]
    pub fn produced_at(&self) -> Option<Moment> {
        self.0.basic.as_ref().map(|basic| basic.produced_at)
    }

    /// The serial numbers that are answered for, as content octets of the INTEGER.
    pub fn serials(&self) -> impl Iterator<Item = &[u8]> {
        self.answers().iter().map(|single| &*single.id.serial)
    }

    /// The certificates that came along, to build paths from.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        self.0.basic.as_ref().map(|basic| basic.certificates.as_slice()).unwrap_or_default()
    }

    /// The nonce of the response: the octets inside its OCTET STRING.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        let extension = find_extension(self.extensions(), &oid::OCSP_NONCE)?;
        extension.reader().octet_string("nonce").ok()
    }

    /// SHA-256 over the whole response; computed once.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        *self.0.sha256.get_or_init(|| super::sha256(self.der()))
    }

    pub(super) fn answers(&self) -> &[Single] {
        self.0.basic.as_ref().map(|basic| basic.answers.as_slice()).unwrap_or_default()
    }

    pub(super) fn responder(&self) -> Option<&Responder> {
        self.0.basic.as_ref().map(|basic| &basic.responder)
    }

    /// A critical response extension that is not known (RFC 6960, 4.4).
    pub(super) fn unknown_critical(&self) -> Option<&Oid> {
        unknown_critical(self.extensions(), &[&oid::OCSP_NONCE, &oid::OCSP_EXTENDED_REVOKE])
    }

    pub(super) fn verify_signature(&self, key: &PublicKey, policy: AlgorithmPolicy) -> Result<(), SignatureError> {
        let basic = self.0.basic.as_ref().ok_or(SignatureError::Invalid)?;
        let algorithm = basic.algorithm.ok_or(SignatureError::AlgorithmNotAllowed)?;
        let slice = |range: &Range<usize>| self.0.der.get(range.clone()).unwrap_or_default();
        crypto::verify(key, algorithm, slice(&basic.tbs), slice(&basic.signature), policy)
    }

    fn extensions(&self) -> &[Extension] {
        self.0.basic.as_ref().map(|basic| basic.extensions.as_slice()).unwrap_or_default()
    }
}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OcspResponse(status {}, {} answers)", self.response_status(), self.answers().len())
    }
}

fn unknown_critical<'a>(extensions: &'a [Extension], known: &[&Oid]) -> Option<&'a Oid> {
    extensions
        .iter()
        .find(|extension| extension.critical && !known.contains(&&extension.oid))
        .map(|extension| &extension.oid)
}

/// OCSPResponse (4.2.1): a status, and for a successful one the bytes of a BasicOCSPResponse.
fn parse(der: &[u8]) -> Result<(u8, Option<Basic>)> {
    const WHAT: &str = "OCSPResponse";
    let mut outer = Reader::new(der);
    let mut response = outer.sequence(WHAT)?;
    outer.finish(WHAT)?;
    let status_tlv = response.expect(tag::ENUMERATED, "responseStatus")?;
    let status = match status_tlv.content() {
        [status @ (0..=3 | 5 | 6)] => *status,
        _ => return Err(status_tlv.malformed("responseStatus", "a status of RFC 6960, 4.2.1")),
    };
    let bytes = response.explicit(0, "responseBytes")?;
    response.finish(WHAT)?;
    match (status, bytes) {
        (0, Some(mut bytes)) => {
            let mut fields = bytes.sequence("responseBytes")?;
            bytes.finish("responseBytes")?;
            let offset = fields.offset();
            if fields.oid("responseType")? != oid::OCSP_BASIC {
                return Err(Error::Unsupported { what: "type of OCSP response", offset });
            }
            let tlv = fields.expect(tag::OCTET_STRING, "response")?;
            fields.finish("responseBytes")?;
            Ok((status, Some(parse_basic(tlv.reader())?)))
        }
        (0, None) => Err(response.malformed("responseBytes", "a successful response has an answer")),
        (_, Some(_)) => Err(response.malformed("responseBytes", "an error has no answer (RFC 6960, 4.2.1)")),
        (_, None) => Ok((status, None)),
    }
}

fn parse_basic(mut outer: Reader<'_>) -> Result<Basic> {
    const WHAT: &str = "BasicOCSPResponse";
    let mut basic = outer.sequence(WHAT)?;
    outer.finish(WHAT)?;
    let tbs_tlv = basic.expect(tag::SEQUENCE, "tbsResponseData")?;
    let algorithm = AlgorithmIdentifier::read(&mut basic, "signatureAlgorithm")?;
    let signature = basic.expect(tag::BIT_STRING, "signature")?;
    let signature_octets = signature.bit_string_octets("signature")?;
    let mut certificates = Vec::new();
    if let Some(mut wrapper) = basic.explicit(0, "certs")? {
        let mut list = wrapper.sequence("certs")?;
        wrapper.finish("certs")?;
        while !list.is_empty() {
            if certificates.len() == MAX_CERTIFICATES {
                return Err(Error::LimitExceeded { what: "certificates of an OCSP response", limit: 20 });
            }
            certificates.push(Certificate::from_der(list.expect(tag::SEQUENCE, "certs")?.raw())?);
        }
    }
    basic.finish(WHAT)?;

    let mut tbs = tbs_tlv.reader();
    if let Some(mut version) = tbs.explicit(0, "tbsResponseData.version")? {
        // DEFAULT v1, so DER leaves it out; an explicit one occurs and says the same.
        let tlv = version.expect(tag::INTEGER, "tbsResponseData.version")?;
        version.finish("tbsResponseData.version")?;
        if tlv.unsigned("tbsResponseData.version")? != 0 {
            return Err(tlv.malformed("tbsResponseData.version", "the version is 1 (RFC 6960, 4.2.1)"));
        }
    }
    let responder = responder(&mut tbs)?;
    let produced_at = tbs.expect(tag::GENERALIZED_TIME, "producedAt")?.time("producedAt")?;
    let mut list = tbs.sequence("responses")?;
    let mut answers = Vec::new();
    let mut count = 0;
    while !list.is_empty() {
        count += 1;
        if count > MAX_ANSWERS {
            return Err(Error::LimitExceeded { what: "answers of an OCSP response", limit: 1_000 });
        }
        answers.extend(single(&mut list)?);
    }
    let extensions = extensions(&mut tbs, "responseExtensions")?;
    tbs.finish("tbsResponseData")?;
    if let Some(nonce) = find_extension(&extensions, &oid::OCSP_NONCE) {
        let mut reader = nonce.reader();
        reader.octet_string("nonce")?;
        reader.finish("nonce")?;
    }
    let span = |part: &[u8], offset: usize| offset..offset + part.len();
    Ok(Basic {
        tbs: span(tbs_tlv.raw(), tbs_tlv.offset()),
        signature: span(signature_octets, signature.content_offset() + 1),
        algorithm: SignatureAlgorithm::from_identifier(&algorithm),
        responder,
        produced_at,
        answers,
        extensions,
        certificates,
    })
}

/// ResponderID ::= CHOICE { byName [1] Name, byKey [2] KeyHash }.
fn responder(tbs: &mut Reader<'_>) -> Result<Responder> {
    const WHAT: &str = "responderID";
    if let Some(mut inner) = tbs.explicit(1, WHAT)? {
        let name = Name::read(&mut inner, WHAT)?;
        inner.finish(WHAT)?;
        return Ok(Responder::Name { key: name.comparison_key(), display: name.to_string() });
    }
    let mut inner =
        tbs.explicit(2, WHAT)?.ok_or_else(|| tbs.malformed(WHAT, "a responder is named by its name or its key"))?;
    let key = inner.octet_string(WHAT)?;
    inner.finish(WHAT)?;
    Ok(Responder::Key(key.into()))
}

/// SingleResponse; `None` when its CertID uses a digest that is not known.
fn single(list: &mut Reader<'_>) -> Result<Option<Single>> {
    const WHAT: &str = "singleResponse";
    let mut fields = list.sequence(WHAT)?;
    let id = CertId::read(&mut fields)?;
    let status_tlv = fields.any("certStatus")?;
    let status = match status_tlv.tag() {
        0x80 => status_tlv.null("certStatus").map(|()| SingleStatus::Good)?,
        0xa1 => SingleStatus::Revoked(revoked_info(&status_tlv)?),
        0x82 => status_tlv.null("certStatus").map(|()| SingleStatus::Unknown)?,
        _ => return Err(status_tlv.malformed("certStatus", "good, revoked or unknown")),
    };
    let this_update = fields.expect(tag::GENERALIZED_TIME, "thisUpdate")?.time("thisUpdate")?;
    let next_update = match fields.explicit(0, "nextUpdate")? {
        Some(mut inner) => {
            let time = inner.expect(tag::GENERALIZED_TIME, "nextUpdate")?.time("nextUpdate")?;
            inner.finish("nextUpdate")?;
            Some(time)
        }
        None => None,
    };
    let extensions = extensions(&mut fields, "singleExtensions")?;
    fields.finish(WHAT)?;
    let mut known = vec![&oid::OCSP_CRL, &oid::OCSP_ARCHIVE_CUTOFF];
    let status = match status {
        SingleStatus::Revoked(entry) => {
            known.extend([&oid::REASON_CODE, &oid::INVALIDITY_DATE]);
            SingleStatus::Revoked(with_entry_extensions(entry, &extensions, &status_tlv)?)
        }
        SingleStatus::Good | SingleStatus::Unknown => status,
    };
    let unknown_critical = unknown_critical(&extensions, &known).cloned();
    Ok(id.map(|id| Single { id, status, this_update, next_update, unknown_critical }))
}

/// RevokedInfo ::= SEQUENCE { revocationTime, revocationReason [0] EXPLICIT CRLReason OPTIONAL }.
fn revoked_info(tlv: &Tlv<'_>) -> Result<Entry> {
    const WHAT: &str = "revokedInfo";
    let mut fields = tlv.reader();
    let revocation_date = fields.expect(tag::GENERALIZED_TIME, WHAT)?.time(WHAT)?;
    let reason = match fields.explicit(0, WHAT)? {
        Some(inner) => Some(entry::read_reason(inner)?),
        None => None,
    };
    fields.finish(WHAT)?;
    Ok(Entry { reason, revocation_date, invalidity_date: None })
}

/// RFC 6960, 4.4.5: the extensions of CRL entries say the same about an answer.
fn with_entry_extensions(mut entry: Entry, extensions: &[Extension], status: &Tlv<'_>) -> Result<Entry> {
    let value = |oid: &Oid| find_extension(extensions, oid).map(Extension::reader);
    if let Some(value) = value(&oid::REASON_CODE) {
        let reason = entry::read_reason(value)?;
        if entry.reason.is_some_and(|known| known != reason) {
            return Err(status.malformed("revokedInfo", "revocationReason and reasonCode agree"));
        }
        entry.reason = Some(reason);
    }
    if let Some(value) = value(&oid::INVALIDITY_DATE) {
        entry.invalidity_date = Some(entry::read_invalidity_date(value)?);
    }
    Ok(entry)
}

fn extensions(reader: &mut Reader<'_>, what: &'static str) -> Result<Vec<Extension>> {
    let Some(mut inner) = reader.explicit(1, what)? else { return Ok(Vec::new()) };
    let extensions = read_extensions(&mut inner)?;
    inner.finish(what)?;
    Ok(extensions)
}
