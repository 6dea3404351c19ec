//! Trust and the verifier: objects that are built once and shared by threads.

use std::num::NonZeroUsize;
use std::sync::Arc;

use qoltanba::check::{self, Format, JudgedAt, Report, Threads};
use qoltanba::crypto::{self, AlgorithmPolicy, Digest, LegacyAlgorithms};
use qoltanba::document::{ElectronicDocument, Opened};
use qoltanba::path::AnchorChecks;
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::{Content, SignedAttributes};
use qoltanba::trust::{self, TrustAnchor};
use qoltanba::{Certificate, Moment};

use crate::batch::Verdict;
use crate::document::DigestAlgorithm;
use crate::error::{InputError, argument};
use crate::evidence::Evidence;
use crate::limits::Limits;
use crate::words::Decision;
use crate::{barcode, batch, expected, json};

/// The trust anchors, and CA certificates that are not trusted by themselves.
#[derive(Debug, uniffi::Object)]
pub struct TrustStore(trust::TrustStore);

#[uniffi::export]
impl TrustStore {
    /// From DER or PEM; one PEM text may hold several certificates.
    ///
    /// # Errors
    /// A certificate that cannot be read.
    #[uniffi::constructor]
    pub fn new(anchors: Vec<Vec<u8>>, intermediates: Vec<Vec<u8>>) -> Result<Self, InputError> {
        let anchors = certificates(&anchors)?.iter().map(TrustAnchor::from_certificate).collect();
        Ok(Self(trust::TrustStore::new(anchors, certificates(&intermediates)?)))
    }

    /// How many trust anchors there are.
    pub fn anchors(&self) -> u64 {
        count(self.0.anchors().len())
    }

    /// How many other CA certificates there are.
    pub fn intermediates(&self) -> u64 {
        count(self.0.intermediates().len())
    }
}

/// Whose revocation is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum RevocationDepth {
    /// That of the end entity.
    EndEntity,
    /// That of every certificate of the path below the anchor.
    Chain,
    /// Nobody's; it never gives "confirmed".
    Off,
}

/// Whether SHA-1 and RSA keys below 2048 bits carry a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LegacyPolicy {
    /// They do not.
    Refuse,
    /// They do: only for material of 2016 and before.
    Accept,
}

/// Whether an anchor's own validity period, constraints and critical extensions count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum AnchorPolicy {
    /// They do (RFC 5937).
    Enforce,
    /// Only its name and key count (RFC 5280, 6.1.1 (d)).
    Ignore,
}

/// Whether a CMS signature can do without signed attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SignedAttributesPolicy {
    /// It cannot, as in CAdES.
    Required,
    /// It can.
    Optional,
}

/// Which authorities' signatures were verified before. Verifiers may share one.
#[derive(Debug, uniffi::Object)]
pub struct SignatureCache(crypto::SignatureCache);

#[uniffi::export]
impl SignatureCache {
    /// A cache of at most so many certificates, of about 100 bytes each.
    ///
    /// # Errors
    /// A capacity of zero.
    #[uniffi::constructor]
    pub fn new(capacity: u32) -> Result<Self, InputError> {
        let capacity = usize::try_from(capacity).ok().and_then(NonZeroUsize::new);
        let capacity = capacity.ok_or_else(|| argument("capacity", "it is at least 1"))?;
        Ok(Self(crypto::SignatureCache::new(capacity)))
    }

    /// How many certificates it remembers.
    #[must_use]
    pub fn size(&self) -> u64 {
        count(self.0.len())
    }
}

/// How a verifier judges.
#[derive(Debug, Clone, uniffi::Record)]
pub struct VerifierOptions {
    /// Whose revocation is asked.
    pub revocation: RevocationDepth,
    /// Whether SHA-1 and short RSA keys carry a verdict.
    pub legacy: LegacyPolicy,
    /// Whether what an anchor's certificate says counts.
    pub anchors: AnchorPolicy,
    /// Whether a CMS signature can do without signed attributes.
    pub signed_attributes: SignedAttributesPolicy,
    /// Remembers authorities whose signatures were verified.
    pub cache: Option<Arc<SignatureCache>>,
    /// What one document may cost.
    pub limits: Limits,
}

impl VerifierOptions {
    fn apply(&self, verifier: check::Verifier) -> check::Verifier {
        let verifier = verifier
            .with_limits((&self.limits).into())
            .with_revocation(match self.revocation {
                RevocationDepth::EndEntity => check::RevocationDepth::EndEntity,
                RevocationDepth::Chain => check::RevocationDepth::Chain,
                RevocationDepth::Off => check::RevocationDepth::Off,
            })
            .with_algorithms(AlgorithmPolicy {
                legacy: match self.legacy {
                    LegacyPolicy::Refuse => LegacyAlgorithms::Refuse,
                    LegacyPolicy::Accept => LegacyAlgorithms::Accept,
                },
            })
            .with_anchor_checks(match self.anchors {
                AnchorPolicy::Enforce => AnchorChecks::Enforce,
                AnchorPolicy::Ignore => AnchorChecks::Ignore,
            })
            .with_signed_attributes(match self.signed_attributes {
                SignedAttributesPolicy::Required => SignedAttributes::Required,
                SignedAttributesPolicy::Optional => SignedAttributes::Optional,
            });
        match &self.cache {
            Some(cache) => verifier.with_signature_cache(cache.0.clone()),
            None => verifier,
        }
    }
}

/// A verdict and its report.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Answer {
    /// The verdict.
    pub decision: Decision,
    /// The report as JSON of the published schema.
    pub report: String,
}

/// A verdict, its report, and what was signed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Verification {
    /// The verdict.
    pub decision: Decision,
    /// The report as JSON of the published schema.
    pub report: String,
    /// What was signed; only of a confirmed document.
    pub content: Option<Vec<u8>>,
}

impl From<Report> for Answer {
    fn from(report: Report) -> Self {
        Self { decision: report.decision().into(), report: report.to_json() }
    }
}

/// A verdict, its report, and the electronic document that it confirms.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OpenedDocument {
    /// The verdict.
    pub decision: Decision,
    /// The report as JSON of the published schema.
    pub report: String,
    /// The document as JSON, read from the signed octets; only of a confirmed one.
    pub document: Option<String>,
}

/// Checks certificates and documents.
///
/// `expected` is 14 bytes: the purpose (`s` signing, `a` authentication, `*` any), the kind of number (`I` IIN, `B` BIN,
/// `-` none) and 12 digits. `at` is the moment of validation in seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, uniffi::Object)]
pub struct Verifier {
    verifier: check::Verifier,
    limits: qoltanba::Limits,
}

#[uniffi::export]
impl Verifier {
    /// A verifier with what `evidence` holds now.
    #[uniffi::constructor]
    pub fn new(trust: Arc<TrustStore>, evidence: Arc<Evidence>, options: VerifierOptions) -> Self {
        let verifier = options.apply(evidence.for_verifier(check::Verifier::new(trust.0.clone())));
        Self { verifier, limits: (&options.limits).into() }
    }

    /// Checks a certificate, DER or PEM.
    ///
    /// # Errors
    /// A certificate that cannot be read, an `expected` that is none.
    pub fn check_certificate(&self, certificate: &[u8], expected: &[u8], at: i64) -> Result<Answer, InputError> {
        let expected = expected::read(expected)?;
        let certificate = Certificate::from_der_or_pem(certificate)?;
        Ok(self.verifier.check_certificate(&certificate, &expected, moment(at)).into())
    }

    /// Checks a packed batch of certificates against one `expected` for all, or one for each, on at most so many threads
    /// (0: one a core). One byte an item comes back (0 confirmed, 1 refused, 2 undetermined, 3 unusable), and then for each
    /// item a little-endian u32 whose bits are the reasons, in the order of the vocabulary.
    ///
    /// # Errors
    /// A batch that is not packed as it has to be, an `expected` that is none.
    pub fn check_certificates(
        &self,
        batch: &[u8],
        expected: &[u8],
        at: i64,
        threads: u32,
    ) -> Result<Vec<u8>, InputError> {
        batch::map(batch, expected, |items| {
            let parsed: Vec<_> = items.iter().map(|(item, _)| Certificate::from_der_or_pem(item)).collect();
            let usable = parsed.iter().zip(items).filter_map(|(certificate, (_, expected))| {
                certificate.as_ref().ok().map(|certificate| (certificate.clone(), *expected))
            });
            let usable: Vec<_> = usable.collect();
            let mut reports = self.verifier.check_certificates(&usable, moment(at), self::threads(threads)).into_iter();
            let report = |certificate: &qoltanba::Result<Certificate>| match certificate {
                Ok(_) => reports.next().as_ref().map(Verdict::from),
                Err(_) => None,
            };
            parsed.iter().map(report).collect()
        })
    }
}

#[uniffi::export]
impl Verifier {
    /// Verifies a signed document of any form: CMS, XML Signature, WS-Security, JWS.
    ///
    /// # Errors
    /// A document that cannot be read or costs more than the limits allow, an `expected` that is none.
    pub fn verify(&self, document: &[u8], expected: &[u8], at: i64) -> Result<Answer, InputError> {
        let expected = expected::read(expected)?;
        Ok(self.verifier.verify(&SignedDocument::parse_within(document, &self.limits)?, &expected, moment(at))?.into())
    }

    /// Verifies a detached signature with its content.
    ///
    /// # Errors
    /// As [`verify`](Self::verify); also when the signature is not a detached one.
    pub fn verify_detached(
        &self,
        signature: &[u8],
        content: &[u8],
        expected: &[u8],
        at: i64,
    ) -> Result<Answer, InputError> {
        let document = SignedDocument::parse_detached_within(signature, Content::from_bytes(content), &self.limits)?;
        Ok(self.verifier.verify(&document, &expected::read(expected)?, moment(at))?.into())
    }

    /// Verifies a document and hands out what was signed when the verdict is "confirmed".
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_content(&self, document: &[u8], expected: &[u8], at: i64) -> Result<Verification, InputError> {
        let document = SignedDocument::parse_within(document, &self.limits)?;
        let verified = self.verifier.verify_content(&document, &expected::read(expected)?, moment(at))?;
        let content = verified.confirmed_content().map(<[u8]>::to_vec);
        let report = verified.report();
        Ok(Verification { decision: report.decision().into(), report: report.to_json(), content })
    }

    /// Verifies a packed batch of documents, as [`check_certificates`](Self::check_certificates) does certificates.
    ///
    /// # Errors
    /// A batch that is not packed as it has to be, an `expected` that is none.
    pub fn verify_all(&self, batch: &[u8], expected: &[u8], at: i64, threads: u32) -> Result<Vec<u8>, InputError> {
        batch::map(batch, expected, |items| {
            let results = self.verifier.verify_batch(items, moment(at), self::threads(threads));
            results.iter().map(|result| result.as_ref().ok().map(Verdict::from)).collect()
        })
    }
}

#[uniffi::export]
impl Verifier {
    /// Verifies a detached signature over a content of which only the digest is given.
    ///
    /// # Errors
    /// As [`verify_detached`](Self::verify_detached); a digest of another length than its algorithm's.
    pub fn verify_detached_digest(
        &self,
        signature: &[u8],
        algorithm: DigestAlgorithm,
        digest: &[u8],
        expected: &[u8],
        at: i64,
    ) -> Result<Answer, InputError> {
        let digest = Digest::from_bytes(algorithm.into(), digest)
            .ok_or_else(|| argument("digest", "it has the length of its algorithm"))?;
        let document = SignedDocument::parse_detached_within(signature, Content::from_digest(digest), &self.limits)?;
        Ok(self.verifier.verify(&document, &expected::read(expected)?, moment(at))?.into())
    }

    /// Verifies the document that a set of barcode parts holds.
    ///
    /// # Errors
    /// As [`decode_barcode`](crate::decode_barcode) and [`verify`](Self::verify).
    pub fn verify_barcode(&self, parts: &[String], expected: &[u8], at: i64) -> Result<Answer, InputError> {
        let decoded = qoltanba::document::barcode::decode(&barcode::elements(parts)?)?;
        let document = SignedDocument::parse_within(&decoded.document, &self.limits)?;
        let report = self.verifier.verify(&document, &expected::read(expected)?, moment(at))?;
        let created = format!("The barcodes say that they were made at {}.", decoded.created.as_str());
        Ok(report.of_container(Format::Barcode, vec![created]).into())
    }

    /// Verifies a signed document and reads it from the signed octets when the verdict is "confirmed".
    ///
    /// # Errors
    /// As [`verify`](Self::verify); what was signed is no document.
    pub fn open_document(&self, signed: &[u8], expected: &[u8], at: i64) -> Result<OpenedDocument, InputError> {
        let signed = SignedDocument::parse_within(signed, &self.limits)?;
        let opened = ElectronicDocument::open(&self.verifier, &signed, &expected::read(expected)?, moment(at))?;
        let document = match &opened {
            Opened::Confirmed(confirmed) => Some(json::write(confirmed.document())?),
            Opened::NotConfirmed(_) => None,
        };
        let report = opened.report();
        Ok(OpenedDocument { decision: report.decision().into(), report: report.to_json(), document })
    }
}

impl Verifier {
    pub(crate) const fn get(&self) -> &check::Verifier {
        &self.verifier
    }
}

fn certificates(inputs: &[Vec<u8>]) -> Result<Vec<Certificate>, InputError> {
    let mut all = Vec::new();
    for input in inputs {
        all.extend(Certificate::list_from_der_or_pem(input)?);
    }
    Ok(all)
}

/// Zero stands for one thread a core.
fn threads(count: u32) -> Threads {
    let count = usize::try_from(count).ok().and_then(NonZeroUsize::new);
    count.map_or(Threads::AllCores, Threads::AtMost)
}

pub(crate) fn moment(at: i64) -> JudgedAt {
    JudgedAt::given(Moment::from_unix(at))
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
