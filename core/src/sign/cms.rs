//! CMS and CAdES: signing, signing together, and adding what supports a signature later.
//!
//! ```
//! use qoltanba::keystore::KeyStore;
//! use qoltanba::sign::{Signer, cms};
//!
//! # fn main() -> qoltanba::Result<()> {
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/pki/p12/gost2015-head.p12")).unwrap();
//! let store = KeyStore::open(&file, "Ulgi2026")?;
//! let signer = Signer::from_entry(store.only_entry()?)?;
//! let message = cms::sign(&signer, b"document", &cms::Options::default())?;
//! # Ok(())
//! # }
//! ```

use crate::asn1::{Reader, Writer, tag};
use crate::certificate::Certificate;
use crate::crypto::{Digest, DigestAlgorithm, LegacyAlgorithms};
use crate::error::{Error, Result};
use crate::oid::{self, Oid};
use crate::sign::Signer;
use crate::signature::cms::typed::{
    self, AtsHashIndexV3, DigestIdentifier, EssCertIdV2, OtherRevocationInfo, SigningCertificateV2,
};
use crate::signature::cms::{Content, SignedData, SignerInfo, SigningCertificateReference, decode};
use crate::time::Moment;
use crate::timestamp::Timestamp;

/// Where the content of a new message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encapsulation {
    /// Into the message.
    #[default]
    Attached,
    /// It stays outside.
    Detached,
}

/// How a message is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where the content goes.
    pub encapsulation: Encapsulation,
    /// The attribute that binds the certificate: version 2 makes the signature CAdES, and the national rules ask for it.
    pub reference: SigningCertificateReference,
    /// The signing time that the signer claims.
    pub signing_time: Option<Moment>,
    /// Further certificates for the message, for instance that of the issuer.
    pub certificates: Vec<Certificate>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            encapsulation: Encapsulation::Attached,
            reference: SigningCertificateReference::V2,
            signing_time: None,
            certificates: Vec::new(),
        }
    }
}

/// Signs `content` and gives the DER message.
///
/// # Errors
/// `Key` or `Crypto` when signing fails.
pub fn sign(signer: &Signer<'_>, content: &[u8], options: &Options) -> Result<Vec<u8>> {
    sign_typed(signer, &oid::DATA, content, options)
}

/// Signs content whose digest the caller has computed; the message is detached.
///
/// # Errors
/// `InvalidArgument` when the digest is not by the algorithm of the signature, or the options say attached.
pub fn sign_digest(signer: &Signer<'_>, digest: &Digest, options: &Options) -> Result<Vec<u8>> {
    if options.encapsulation == Encapsulation::Attached {
        return Err(Error::InvalidArgument {
            argument: "encapsulation",
            rule: "a signature over a digest is detached: the content is not there",
        });
    }
    let info = signer_info(signer, &oid::DATA, digest, options)?;
    Ok(Parts::new(&oid::DATA, None, signer, options, info).write())
}

/// Signs `content` of any type, as for a TSTInfo.
pub(super) fn sign_typed(
    signer: &Signer<'_>,
    content_type: &Oid,
    content: &[u8],
    options: &Options,
) -> Result<Vec<u8>> {
    let digest = signer.algorithm().digest().digest(content);
    let info = signer_info(signer, content_type, &digest, options)?;
    let attached = (options.encapsulation == Encapsulation::Attached).then_some(content);
    Ok(Parts::new(content_type, attached, signer, options, info).write())
}

/// Adds a signature beside those of `message`, whose bytes stay as they are. The content of a detached message is
/// supplied, and held against what the signers who are there say of it; the options' encapsulation is that of the message.
///
/// # Errors
/// `InvalidArgument` when the content is missing or is not that of the message; `Key`, `Crypto`.
pub fn add_signer(
    message: &SignedData<'_>,
    signer: &Signer<'_>,
    supplied: Option<&[u8]>,
    options: &Options,
) -> Result<Vec<u8>> {
    let content = message.content(supplied)?.hashed(&message.signer_digests());
    if message.unverified_content().is_none() && !message.signers().iter().all(|one| may_have_signed(one, &content)) {
        return Err(Error::InvalidArgument { argument: "content", rule: "it is the content that was signed" });
    }
    let digest = content
        .digest(signer.algorithm().digest())
        .ok_or(Error::InvalidArgument { argument: "content", rule: "its digest can be computed" })?;
    let info = signer_info(signer, message.content_type(), &digest, options)?;
    let mut parts = Parts::of(message);
    parts.add_digest_algorithm(signer.algorithm().digest());
    for certificate in std::iter::once(signer.certificate()).chain(&options.certificates) {
        parts.add_certificate(certificate.der());
    }
    parts.signers.push(info);
    Ok(parts.write())
}

/// Whether the messageDigest of a signer (RFC 5652, 11.2) is that of `content`, as far as it can be said: not of a signer
/// without signed attributes, nor of one whose digest algorithm is not known here.
fn may_have_signed(signer: &SignerInfo, content: &Content<'_>) -> bool {
    let mut attributes = signer.signed_attributes();
    let signed = attributes.find(|one| *one.oid == oid::MESSAGE_DIGEST).and_then(|one| one.values.first().copied());
    match (signed, signer.digest_algorithm().and_then(|algorithm| content.digest(algorithm))) {
        (Some(signed), Some(digest)) => signed == element(|out| out.octet_string(digest.as_bytes())),
        (None, _) | (_, None) => true,
    }
}

/// Adds a signature timestamp to one signer: CAdES-T. The token is that of an authority over the octets of the signer's
/// [`signature`](SignerInfo::signature).
///
/// # Errors
/// `InvalidArgument` when there is no such signer or the token stamps something else; `Malformed` for no token.
pub fn add_signature_timestamp(message: &SignedData<'_>, signer: usize, token: &[u8]) -> Result<Vec<u8>> {
    let info = signer_at(message, signer)?;
    let timestamp = Timestamp::parse(token)?;
    if timestamp.check_imprint(info.signature(), LegacyAlgorithms::Accept).is_err() {
        return Err(Error::InvalidArgument { argument: "token", rule: "the timestamp is over this signature" });
    }
    let mut parts = Parts::of(message);
    parts.add_unsigned(signer, info, &attribute(&oid::TIME_STAMP_TOKEN, &decode(token)?));
    Ok(parts.write())
}

/// What is embedded to make a message CAdES-LT.
#[derive(Debug, Clone, Copy, Default)]
pub struct EmbeddedEvidence<'e> {
    /// Certificates of the paths, those of the timestamp authority included.
    pub certificates: &'e [Certificate],
    /// CRLs in DER.
    pub crls: &'e [&'e [u8]],
    /// OCSPResponses in DER.
    pub ocsp_responses: &'e [&'e [u8]],
}

/// Embeds certificates and revocation evidence: CAdES-LT (EN 319 122-1, 5.4). What is there already is not repeated.
///
/// # Errors
/// `Crypto` when it cannot be encoded, `Malformed` for a response that is no DER.
pub fn add_evidence(message: &SignedData<'_>, evidence: &EmbeddedEvidence<'_>) -> Result<Vec<u8>> {
    let mut parts = Parts::of(message);
    for certificate in evidence.certificates {
        parts.add_certificate(certificate.der());
    }
    for crl in evidence.crls {
        parts.add_revocation(crl.to_vec());
    }
    for response in evidence.ocsp_responses {
        // RFC 5940, 2.2: [1] IMPLICIT OtherRevocationInfoFormat with id-ri-ocsp-response.
        let info = OtherRevocationInfo {
            format: typed::object_identifier(&oid::RI_OCSP_RESPONSE)?,
            info: typed::decode(response, "OCSPResponse")?,
        };
        let mut der = typed::encode(&info)?;
        if let Some(first) = der.first_mut() {
            *first = tag::context_constructed(1);
        }
        parts.add_revocation(der);
    }
    Ok(parts.write())
}

/// Adds an archive timestamp to one signer: CAdES-LTA (EN 319 122-1, 5.5.3). `stamp` gets the octets to be stamped and
/// gives the token; `digest` is the algorithm of the imprint that it asks for.
///
/// # Errors
/// `InvalidArgument` when there is no such signer, the content is missing or the token stamps something else; what
/// `stamp` fails with.
pub fn add_archive_timestamp(
    message: &SignedData<'_>,
    signer: usize,
    supplied: Option<&[u8]>,
    digest: DigestAlgorithm,
    stamp: impl FnOnce(&[u8]) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    const STAMPS: Error = Error::InvalidArgument { argument: "token", rule: "the timestamp is over these octets" };
    let info = signer_at(message, signer)?;
    let (index, stamped) = archive_index(message, info, supplied, digest)?;
    let token = stamp(&stamped)?;
    let timestamp = Timestamp::parse(&token)?;
    if timestamp.imprint_algorithm() != Some(digest)
        || timestamp.check_imprint(&stamped, LegacyAlgorithms::Refuse).is_err()
    {
        return Err(STAMPS);
    }
    let token = decode(&token)?;
    let token = SignedData::from_der(token)?;
    let mut token_parts = Parts::of(&token);
    token_parts.add_unsigned(0, signer_at(&token, 0)?, &attribute(&oid::ATS_HASH_INDEX_V3, &index));
    let mut parts = Parts::of(message);
    parts.add_unsigned(signer, info, &attribute(&oid::ARCHIVE_TIMESTAMP_V3, &token_parts.write()));
    Ok(parts.write())
}

/// What an archive timestamp of one signer has to be over: for callers who ask the authority later.
///
/// # Errors
/// `InvalidArgument` when there is no such signer or the content is missing.
pub fn octets_to_archive(
    message: &SignedData<'_>,
    signer: usize,
    supplied: Option<&[u8]>,
    digest: DigestAlgorithm,
) -> Result<Vec<u8>> {
    Ok(archive_index(message, signer_at(message, signer)?, supplied, digest)?.1)
}

/// The ats-hash-index-v3 of a signer, and the octets to be stamped with it.
fn archive_index(
    message: &SignedData<'_>,
    info: &SignerInfo,
    supplied: Option<&[u8]>,
    digest: DigestAlgorithm,
) -> Result<(Vec<u8>, Vec<u8>)> {
    let content: Content<'_> = message.content(supplied)?;
    let [certificates, revocation, attributes] = message.hashed_parts(info, digest);
    let list = |hashes: Vec<Vec<u8>>| hashes.iter().map(|hash| typed::octets(hash)).collect::<Result<Vec<_>>>();
    let index = typed::encode(&AtsHashIndexV3 {
        hash_ind_algorithm: DigestIdentifier::new(digest)?,
        certificates_hash_index: list(certificates)?,
        crls_hash_index: list(revocation)?,
        unsigned_attr_values_hash_index: list(attributes)?,
    })?;
    let stamped = message
        .archive_octets(info, &content, &index, digest)
        .map_err(|_| Error::InvalidArgument { argument: "content", rule: "its digest can be computed" })?;
    Ok((index, stamped))
}

fn signer_at<'m>(message: &'m SignedData<'_>, index: usize) -> Result<&'m SignerInfo> {
    let rule = "it is the place of a signer in the message, from 0";
    message.signers().get(index).ok_or(Error::InvalidArgument { argument: "signer", rule })
}

/// One SignerInfo (RFC 5652, 5.3) with the attributes of the national profile (kz-pki facts, section 7.1).
fn signer_info(signer: &Signer<'_>, content_type: &Oid, digest: &Digest, options: &Options) -> Result<Vec<u8>> {
    let algorithm = signer.algorithm();
    if digest.algorithm() != algorithm.digest() {
        return Err(Error::InvalidArgument {
            argument: "digest",
            rule: "the digest of the content is by the algorithm of the signature",
        });
    }
    let mut attributes = vec![
        attribute(&oid::CONTENT_TYPE, &element(|out| out.oid(content_type))),
        attribute(&oid::MESSAGE_DIGEST, &element(|out| out.octet_string(digest.as_bytes()))),
    ];
    if let Some(moment) = options.signing_time {
        attributes.push(attribute(&oid::SIGNING_TIME, &time(moment)?));
    }
    let certificate = signer.certificate();
    match options.reference {
        SigningCertificateReference::V2 => {
            let hash = DigestAlgorithm::Sha256.digest(certificate.der());
            let id = EssCertIdV2 { cert_hash: typed::octets(hash.as_bytes())? };
            let value = typed::encode(&SigningCertificateV2 { certs: vec![id] })?;
            attributes.push(attribute(&oid::SIGNING_CERTIFICATE_V2, &value));
        }
        SigningCertificateReference::V1 => {
            // ESSCertID of RFC 2634 has the same shape as an ESSCertIDv2 with everything default.
            let hash = DigestAlgorithm::Sha1.digest(certificate.der());
            let id = EssCertIdV2 { cert_hash: typed::octets(hash.as_bytes())? };
            let value = typed::encode(&SigningCertificateV2 { certs: vec![id] })?;
            attributes.push(attribute(&oid::SIGNING_CERTIFICATE, &value));
        }
        SigningCertificateReference::Absent => {}
    }
    attributes.sort();
    let attributes = attributes.concat();
    let signature = signer.sign(&element(|out| out.tlv(tag::SET, &attributes)))?;
    Ok(element(|out| {
        out.sequence(|out| {
            out.unsigned(1);
            out.sequence(|out| {
                out.raw(certificate.issuer().raw()).tlv(tag::INTEGER, certificate.serial());
            });
            algorithm.digest().write_identifier(out);
            out.tlv(tag::context_constructed(0), &attributes);
            algorithm.write_identifier(out);
            out.octet_string(&signature);
        })
    }))
}

fn element(write: impl FnOnce(&mut Writer) -> &mut Writer) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.into_bytes()
}

fn attribute(oid: &Oid, value: &[u8]) -> Vec<u8> {
    element(|out| {
        out.sequence(|out| {
            out.oid(oid).tlv(tag::SET, value);
        })
    })
}

/// Time ::= UTCTime through 2049, GeneralizedTime after it (RFC 5652, 11.3).
fn time(moment: Moment) -> Result<Vec<u8>> {
    let (year, month, day, hour, minute, second) = moment.to_utc();
    let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    match year {
        1950..2050 => Ok(element(|out| out.tlv(tag::UTC_TIME, format!("{:02}{rest}", year % 100).as_bytes()))),
        0..10_000 => Ok(element(|out| out.tlv(tag::GENERALIZED_TIME, format!("{year:04}{rest}").as_bytes()))),
        _ => Err(Error::InvalidArgument { argument: "signing_time", rule: "the year has four digits" }),
    }
}

/// The parts of a message that is being written.
struct Parts {
    /// What stands before the content octets inside encapContentInfo, and the octets.
    encapsulated: Vec<u8>,
    is_data: bool,
    digest_algorithms: Vec<Vec<u8>>,
    certificates: Vec<Vec<u8>>,
    revocation: Vec<Vec<u8>>,
    signers: Vec<Vec<u8>>,
}

impl Parts {
    fn new(
        content_type: &Oid,
        content: Option<&[u8]>,
        signer: &Signer<'_>,
        options: &Options,
        signer_info: Vec<u8>,
    ) -> Self {
        let mut parts = Self {
            encapsulated: encapsulate(content_type, content),
            is_data: *content_type == oid::DATA,
            digest_algorithms: Vec::new(),
            certificates: Vec::new(),
            revocation: Vec::new(),
            signers: vec![signer_info],
        };
        parts.add_digest_algorithm(signer.algorithm().digest());
        for certificate in std::iter::once(signer.certificate()).chain(&options.certificates) {
            parts.add_certificate(certificate.der());
        }
        parts
    }

    fn of(message: &SignedData<'_>) -> Self {
        let raw = message.raw_parts();
        let owned = |parts: Vec<&[u8]>| parts.into_iter().map(<[u8]>::to_vec).collect::<Vec<_>>();
        Self {
            encapsulated: raw.encapsulated.to_vec(),
            is_data: *message.content_type() == oid::DATA,
            digest_algorithms: elements(raw.digest_algorithms),
            certificates: owned(raw.certificates),
            revocation: owned(raw.revocation),
            signers: message.signers().iter().map(|signer| signer.der().to_vec()).collect(),
        }
    }

    fn add_digest_algorithm(&mut self, digest: DigestAlgorithm) {
        let identifier = element(|out| {
            digest.write_identifier(out);
            out
        });
        // The same algorithm may stand there without parameters.
        let known = |other: &Vec<u8>| {
            let oid =
                Reader::new(other).sequence("digestAlgorithms").and_then(|mut inner| inner.oid("digestAlgorithms"));
            oid.is_ok_and(|oid| oid == *digest.oid())
        };
        if !self.digest_algorithms.iter().any(known) {
            self.digest_algorithms.push(identifier);
        }
    }

    fn add_certificate(&mut self, der: &[u8]) {
        if !self.certificates.iter().any(|own| own == der) {
            self.certificates.push(der.to_vec());
        }
    }

    fn add_revocation(&mut self, choice: Vec<u8>) {
        if !self.revocation.contains(&choice) {
            self.revocation.push(choice);
        }
    }

    /// Appends an unsigned attribute to the signer at this place; what it had stays before it, byte for byte.
    fn add_unsigned(&mut self, index: usize, signer: &SignerInfo, attribute: &[u8]) {
        let der = element(|out| {
            out.sequence(|out| {
                out.raw(signer.covered_fields());
                out.tlv(tag::context_constructed(1), &[signer.unsigned_content(), attribute].concat());
            })
        });
        if let Some(place) = self.signers.get_mut(index) {
            *place = der;
        }
    }

    /// CMSVersion by the rules of RFC 5652, 5.1.
    fn version(&self) -> u64 {
        let first = |parts: &[Vec<u8>], tag: u8| parts.iter().any(|part| part.first() == Some(&tag));
        // A SignerInfo begins with its version; 3 means a subject key identifier.
        let by_key_identifier = |signer: &Vec<u8>| {
            let mut inner = Reader::new(signer).sequence("SignerInfo").unwrap_or(Reader::new(&[]));
            inner.any("SignerInfo.version").is_ok_and(|version| version.content() == [3])
        };
        if first(&self.certificates, tag::context_constructed(3))
            || first(&self.revocation, tag::context_constructed(1))
        {
            5
        } else if first(&self.certificates, tag::context_constructed(2)) {
            4
        } else if first(&self.certificates, tag::context_constructed(1))
            || self.signers.iter().any(by_key_identifier)
            || !self.is_data
        {
            3
        } else {
            1
        }
    }

    /// ContentInfo { id-signedData, SignedData }. The headers are computed first, so that the content is copied once.
    fn write(&self) -> Vec<u8> {
        let before = element(|out| out.unsigned(self.version()).set_of(self.digest_algorithms.clone()));
        let after = element(|out| {
            for (number, parts) in [(0, &self.certificates), (1, &self.revocation)] {
                if !parts.is_empty() {
                    out.tlv(tag::context_constructed(number), &parts.concat());
                }
            }
            // The order of the signers is that of their signing: readers show it.
            out.tlv(tag::SET, &self.signers.concat())
        });
        let inside = before.len() + self.encapsulated.len() + after.len();
        let signed_data = Writer::header(tag::SEQUENCE, inside);
        let explicit = Writer::header(tag::context_constructed(0), signed_data.len() + inside);
        let kind = element(|out| out.oid(&oid::SIGNED_DATA));
        let outer = Writer::header(tag::SEQUENCE, kind.len() + explicit.len() + signed_data.len() + inside);
        [&outer, &kind, &explicit, &signed_data, &before, &self.encapsulated, &after].map(Vec::as_slice).concat()
    }
}

/// EncapsulatedContentInfo (RFC 5652, 5.2).
fn encapsulate(content_type: &Oid, content: Option<&[u8]>) -> Vec<u8> {
    let kind = element(|out| out.oid(content_type));
    let Some(content) = content else { return element(|out| out.tlv(tag::SEQUENCE, &kind)) };
    let octets = Writer::header(tag::OCTET_STRING, content.len());
    let explicit = Writer::header(tag::context_constructed(0), octets.len() + content.len());
    let outer = Writer::header(tag::SEQUENCE, kind.len() + explicit.len() + octets.len() + content.len());
    [&outer, &kind, &explicit, &octets, content].concat()
}

/// The elements of a SET.
fn elements(set: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = Reader::new(set).set("digestAlgorithms").unwrap_or(Reader::new(&[]));
    let mut all = Vec::new();
    while let Ok(tlv) = reader.any("digestAlgorithms") {
        all.push(tlv.raw().to_vec());
    }
    all
}
