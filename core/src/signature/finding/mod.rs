//! What is found of one signature, before anybody judges the signer: alike for every form.

pub(super) mod cms;
pub(super) mod jws;
pub(super) mod xml;

use super::candidate;
use super::cms::{FailureReason, MAX_CANDIDATES, OcspEvidence, SignatureFailure, UntrustedEvidence};
use crate::asn1::{Writer, tag};
use crate::certificate::Certificate;
use crate::crypto::{PublicKey, SignatureError};
use crate::error::Result;
use crate::oid;
use crate::revocation::{Crl, OcspResponse};
use crate::time::Moment;
use crate::timestamp::{Timestamp, TimestampFailure, VerifiedTimestamp};

/// What was found of a document.
#[derive(Debug)]
pub(crate) struct Findings {
    /// One for each signature.
    pub(crate) signatures: Vec<Finding>,
    /// What decides nothing but is worth a note, one sentence each.
    pub(crate) notes: Vec<String>,
}

/// What was found of one signature.
#[derive(Debug)]
pub(crate) struct Finding {
    /// The certificate whose key made the signature, or the best candidate when none did.
    pub(crate) certificate: Option<Certificate>,
    /// Whether the signature holds.
    pub(crate) signature: std::result::Result<&'static str, SignatureFailure>,
    /// Timestamps over the signature, in their order.
    pub(crate) timestamps: Vec<Result<FoundTimestamp>>,
    /// Archive timestamps, in their order.
    pub(crate) archive_timestamps: Vec<Result<FoundTimestamp>>,
    /// The level that the form claims.
    pub(crate) level: Option<ClaimedLevel>,
    /// When the sender made the message and until when it is to be taken, of each statement that the signature covers.
    pub(crate) message_times: Vec<(Option<Moment>, Option<Moment>)>,
    /// What the countersignatures come to, one sentence each. They confirm nothing of this signature.
    pub(crate) countersignatures: Vec<String>,
    /// Certificates, CRLs and OCSP answers that came along: untrusted.
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) crls: Vec<Crl>,
    pub(crate) ocsp: Vec<OcspResponse>,
}

/// A timestamp token, its imprint and signature verified or not.
#[derive(Debug)]
pub(crate) struct FoundTimestamp {
    pub(crate) gen_time: Moment,
    pub(crate) outcome: std::result::Result<VerifiedTimestamp, TimestampFailure>,
    /// Certificates, CRLs and OCSP answers of the token itself: untrusted.
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) crls: Vec<Crl>,
    pub(crate) ocsp: Vec<OcspResponse>,
}

impl FoundTimestamp {
    fn new(timestamp: &Timestamp, outcome: std::result::Result<VerifiedTimestamp, TimestampFailure>) -> Self {
        let token = timestamp.signed_data();
        let mut own = Embedded::default();
        token.signers().iter().for_each(|authority| own.add(token.evidence(authority)));
        let Embedded { certificates, crls, ocsp } = own;
        Self { gen_time: timestamp.gen_time(), outcome, certificates, crls, ocsp }
    }
}

/// A level of CAdES or XAdES.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ClaimedLevel {
    B,
    T,
    Lt,
    Lta,
}

const fn failure(reason: FailureReason, detail: &'static str) -> SignatureFailure {
    SignatureFailure { reason, detail }
}

/// The candidate that counts, and whether its key made the signature.
fn choose(
    candidates: &[Certificate],
    verify: impl Fn(&PublicKey) -> std::result::Result<(), SignatureError>,
) -> (Option<Certificate>, std::result::Result<(), SignatureFailure>) {
    let refused = |error| match error {
        SignatureError::AlgorithmNotAllowed => {
            failure(FailureReason::AlgorithmNotAllowed, "the signature algorithm is not allowed")
        }
        SignatureError::Invalid => {
            failure(FailureReason::SignatureInvalid, "the signature value does not fit the certificate's key")
        }
        SignatureError::KeyMismatch => SignatureFailure::OTHER_KIND_OF_KEY,
    };
    let (certificate, outcome) = candidate::choose(candidates, |certificate| {
        let key = certificate.public_key().map_err(|_| refused(SignatureError::AlgorithmNotAllowed))?;
        verify(key).map_err(refused)
    });
    (certificate.cloned(), outcome)
}

/// Who may have signed a token, beside the certificates in it: the few that came along and answer to its signer's identifier,
/// then those `supplied`.
fn authorities(timestamp: &Timestamp, embedded: &[Certificate], supplied: &[Certificate]) -> Vec<Certificate> {
    let signers = timestamp.signed_data().signers();
    let named = |one: &&Certificate| signers.iter().any(|signer| signer.identifier().names(one));
    embedded.iter().filter(named).take(MAX_CANDIDATES).chain(supplied).cloned().collect()
}

const UNREADABLE_CERTIFICATES: &str = "Some embedded certificates could not be read and were passed over.";

/// Those that can be read; the others are no evidence, and are noted.
fn readable(certificates: &[Vec<u8>], notes: &mut Vec<String>) -> Vec<Certificate> {
    let readable: Vec<_> = certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    if readable.len() < certificates.len() && notes.is_empty() {
        notes.push(UNREADABLE_CERTIFICATES.to_owned());
    }
    readable
}

/// What came along with a message, read once for all its signers.
#[derive(Debug, Clone, Default)]
struct Embedded {
    certificates: Vec<Certificate>,
    crls: Vec<Crl>,
    ocsp: Vec<OcspResponse>,
}

impl Embedded {
    /// Lists and answers that cannot be read are left out: they are no evidence.
    fn add(&mut self, evidence: UntrustedEvidence<'_>) {
        self.certificates.extend(evidence.certificates);
        self.crls.extend(evidence.crls.iter().filter_map(|der| Crl::from_der(der).ok()));
        self.ocsp.extend(evidence.ocsp.iter().filter_map(|answer| {
            match answer {
                OcspEvidence::Response(der) => OcspResponse::from_der(der),
                OcspEvidence::Basic(der) => OcspResponse::from_der(&ocsp_response_around(der)),
            }
            .ok()
        }));
    }
}

/// OCSPResponse ::= SEQUENCE { responseStatus successful(0), responseBytes [0] { id-pkix-ocsp-basic, OCTET STRING } }
/// (RFC 6960, 4.2.1).
fn ocsp_response_around(basic: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.sequence(|response| {
        response.tlv(tag::ENUMERATED, &[0]).explicit(0, |explicit| {
            explicit.sequence(|bytes| {
                bytes.oid(&oid::OCSP_BASIC).octet_string(basic);
            });
        });
    });
    writer.into_bytes()
}
