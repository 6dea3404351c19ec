//! Trust, evidence and the verifier: objects that are built once and shared by threads.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use qoltanba::check::{self, Expected, JudgedAt, Report};
use qoltanba::revocation::{self, Crl, OcspResponse};
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::Content;
use qoltanba::trust::{self, TrustAnchor};
use qoltanba::{Certificate, Moment};

use crate::error::InputError;
use crate::words::Decision;
use crate::{batch, expected};

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

/// What is known about revocation. It grows until a verifier is made from it; the verifier keeps what was there then.
#[derive(Debug, Default, uniffi::Object)]
pub struct Evidence(Mutex<revocation::Evidence>);

#[uniffi::export]
impl Evidence {
    /// No evidence.
    #[uniffi::constructor]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the list or lists of a DER or PEM input.
    ///
    /// # Errors
    /// A list that cannot be read; nothing is added then.
    pub fn add_crl(&self, crl: &[u8]) -> Result<(), InputError> {
        let lists = Crl::list_from_der_or_pem(crl)?;
        let mut evidence = self.lock();
        lists.into_iter().for_each(|list| evidence.add_crl(list));
        Ok(())
    }

    /// Adds an OCSP response in DER.
    ///
    /// # Errors
    /// A response that cannot be read.
    pub fn add_ocsp(&self, response: &[u8]) -> Result<(), InputError> {
        let response = OcspResponse::from_der(response)?;
        self.lock().add_ocsp(response);
        Ok(())
    }
}

impl Evidence {
    // Adding to it either happens or does not; a panic of another thread leaves nothing half done.
    fn lock(&self) -> MutexGuard<'_, revocation::Evidence> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Checks certificates and documents.
///
/// `expected` is 14 bytes: the purpose (`s` signing, `a` authentication, `*` any), the kind of number (`I` IIN, `B` BIN,
/// `-` none) and 12 digits. `at` is the moment of validation in seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, uniffi::Object)]
pub struct Verifier(check::Verifier);

#[uniffi::export]
impl Verifier {
    /// A verifier with what `evidence` holds now.
    #[uniffi::constructor]
    pub fn new(trust: Arc<TrustStore>, evidence: Arc<Evidence>, revocation: RevocationDepth) -> Self {
        let depth = match revocation {
            RevocationDepth::EndEntity => check::RevocationDepth::EndEntity,
            RevocationDepth::Chain => check::RevocationDepth::Chain,
            RevocationDepth::Off => check::RevocationDepth::Off,
        };
        Self(check::Verifier::new(trust.0.clone()).with_evidence(evidence.lock().clone()).with_revocation(depth))
    }

    /// Checks a certificate, DER or PEM.
    ///
    /// # Errors
    /// A certificate that cannot be read, an `expected` that is none.
    pub fn check_certificate(&self, certificate: &[u8], expected: &[u8], at: i64) -> Result<Answer, InputError> {
        self.certificate_report(certificate, &expected::read(expected)?, at).map(Answer::from)
    }

    /// Checks a packed batch of certificates against one `expected` for all, or one for each. One byte an item comes
    /// back: 0 confirmed, 1 refused, 2 undetermined, 3 unusable.
    ///
    /// # Errors
    /// A batch that is not packed as it has to be, an `expected` that is none.
    pub fn check_certificates(&self, batch: &[u8], expected: &[u8], at: i64) -> Result<Vec<u8>, InputError> {
        batch::map(batch, expected, |certificate, expected| self.certificate_report(certificate, expected, at))
    }
}

#[uniffi::export]
impl Verifier {
    /// Verifies a signed document of any form: CMS, XML Signature, WS-Security, JWS.
    ///
    /// # Errors
    /// A document that cannot be read or costs more than the limits allow, an `expected` that is none.
    pub fn verify(&self, document: &[u8], expected: &[u8], at: i64) -> Result<Answer, InputError> {
        self.document_report(document, &expected::read(expected)?, at).map(Answer::from)
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
        let document = SignedDocument::parse_detached(signature, Content::from_bytes(content))?;
        Ok(self.0.verify(&document, &expected::read(expected)?, moment(at))?.into())
    }

    /// Verifies a document and hands out what was signed when the verdict is "confirmed".
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_content(&self, document: &[u8], expected: &[u8], at: i64) -> Result<Verification, InputError> {
        let document = SignedDocument::parse(document)?;
        let verified = self.0.verify_content(&document, &expected::read(expected)?, moment(at))?;
        let content = verified.confirmed_content().map(<[u8]>::to_vec);
        let report = verified.report();
        Ok(Verification { decision: report.decision().into(), report: report.to_json(), content })
    }

    /// Verifies a packed batch of documents, as [`check_certificates`](Self::check_certificates) does certificates.
    ///
    /// # Errors
    /// A batch that is not packed as it has to be, an `expected` that is none.
    pub fn verify_all(&self, batch: &[u8], expected: &[u8], at: i64) -> Result<Vec<u8>, InputError> {
        batch::map(batch, expected, |document, expected| self.document_report(document, expected, at))
    }
}

impl Verifier {
    fn document_report(&self, document: &[u8], expected: &Expected, at: i64) -> Result<Report, InputError> {
        Ok(self.0.verify(&SignedDocument::parse(document)?, expected, moment(at))?)
    }

    fn certificate_report(&self, certificate: &[u8], expected: &Expected, at: i64) -> Result<Report, InputError> {
        let certificate = Certificate::from_der_or_pem(certificate)?;
        Ok(self.0.check_certificate(&certificate, expected, moment(at)))
    }
}

fn certificates(inputs: &[Vec<u8>]) -> Result<Vec<Certificate>, InputError> {
    let mut all = Vec::new();
    for input in inputs {
        all.extend(Certificate::list_from_der_or_pem(input)?);
    }
    Ok(all)
}

fn moment(at: i64) -> JudgedAt {
    JudgedAt::given(Moment::from_unix(at))
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
