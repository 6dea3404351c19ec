//! Whether a certificate is revoked: CRLs (RFC 5280, 5 and 6.3) and OCSP responses (RFC 6960), offline.
//!
//! There is no permissive answer: without current, trustworthy evidence a status is [`Status::Undetermined`].
//!
//! ```
//! use qoltanba::revocation::{self, Crl, Evidence, RevocationOptions, Status};
//! use qoltanba::path::{self, PathOptions};
//! # use qoltanba::trust::{TrustAnchor, TrustStore};
//! use qoltanba::{Certificate, Moment};
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! # let certificate = |name: &str| Certificate::from_der(&read(name));
//! # let anchor = TrustAnchor::from_certificate(&certificate("ca/root-gost2015.cer")?);
//! # let trust = TrustStore::new(vec![anchor], vec![certificate("ca/nca-gost2015.cer")?]);
//! let moment = Moment::parse("2026-07-01T00:00:00Z")?;
//! let subscriber = certificate("gost2015/individual-revoked.cer")?;
//! let path = path::build(&subscriber, &trust, &[], &PathOptions::new(moment)).expect("it leads to the anchor");
//! let issuer = path.issuer(0).expect("a path has an issuer");
//! let mut evidence = Evidence::new();
//! let options = RevocationOptions::new(moment);
//! let status = revocation::status(&subscriber, issuer, &evidence, &trust, &[], &options);
//! assert!(matches!(status, Status::Undetermined { .. }), "nobody has said anything");
//!
//! evidence.add_crl(Crl::from_der(&read("crl/nca-gost2015.crl"))?);
//! let status = revocation::status(&subscriber, issuer, &evidence, &trust, &[], &options);
//! assert!(matches!(status, Status::Revoked { .. }));
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod crl;
mod entries;
mod entry;
mod evidence;
mod index;
pub mod index_file;
mod judge;
mod list;
mod ocsp;
mod ocsp_check;
mod scope;
mod signer;
mod source;
mod trusted;

pub use crl::{Crl, CrlNumber, Entry, MAX_CRL, Reason};
pub use evidence::Evidence;
pub use index::SharedBytes;
pub use ocsp::{CertId, MAX_OCSP_RESPONSE, OcspRequest, OcspResponse};
pub use source::{EvidenceSource, Question, Supplied, check_list};

use crate::certificate::Certificate;
use crate::crypto::{AlgorithmPolicy, DigestAlgorithm, SignatureCache};
use crate::path::{AnchorChecks, Budget, IssuerRef, PathOptions, VerifiedPath};
use crate::time::Moment;
use crate::trust::TrustStore;

/// How long an OCSP answer without nextUpdate counts after its thisUpdate, in seconds: 24 hours. National responders
/// leave nextUpdate out (kz-pki facts, section 4.2); a caller may choose otherwise.
pub const OCSP_MAX_AGE: i64 = 24 * 3_600;

/// How revocation evidence is judged.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RevocationOptions {
    /// The moment of validation: evidence must be current at it.
    pub moment: Moment,
    /// The earliest time at which the signature is proven to have existed, not after `moment`: revocation dates are
    /// compared with it.
    pub judged_at: Moment,
    /// How long an OCSP answer without nextUpdate counts, in seconds after thisUpdate.
    pub ocsp_max_age: i64,
    /// If there, how old evidence may be at all, in seconds after thisUpdate, whatever its nextUpdate says.
    pub max_age: Option<i64>,
    /// The nonce that was sent with the OCSP request; answers without it do not count.
    pub nonce: Option<Vec<u8>>,
    /// Which signature algorithms and key sizes are allowed.
    pub algorithms: AlgorithmPolicy,
    /// What of an anchor's certificate counts on the path of who signed the evidence.
    pub anchor_checks: AnchorChecks,
    /// The limits of building those paths.
    pub budget: Budget,
    /// As [`PathOptions::signatures`], for those paths.
    pub signatures: Option<SignatureCache>,
}

impl RevocationOptions {
    /// The strict options at `moment`, which is also the moment that revocation dates are compared with.
    #[must_use]
    pub fn new(moment: Moment) -> Self {
        Self {
            moment,
            judged_at: moment,
            ocsp_max_age: OCSP_MAX_AGE,
            max_age: None,
            nonce: None,
            algorithms: AlgorithmPolicy::default(),
            anchor_checks: AnchorChecks::default(),
            budget: Budget::default(),
            signatures: None,
        }
    }

    fn path_options(&self) -> PathOptions {
        let mut options = PathOptions::new(self.moment);
        options.algorithms = self.algorithms;
        options.anchor_checks = self.anchor_checks;
        options.budget = self.budget;
        options.signatures.clone_from(&self.signatures);
        options
    }
}

/// The answer to "is this certificate revoked?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Current, trustworthy evidence covers the certificate and does not condemn it.
    Good {
        /// The evidence that decided.
        used: Vec<Used>,
        /// What else is worth knowing, each one English sentence.
        notes: Vec<String>,
    },
    /// It is revoked.
    Revoked {
        /// The reason, if one is given.
        reason: Option<Reason>,
        /// The revocation date.
        date: Moment,
        /// The evidence that decided.
        used: Vec<Used>,
        /// What else is worth knowing, each one English sentence.
        notes: Vec<String>,
    },
    /// It is suspended (certificateHold): not to be accepted, though that may change.
    OnHold {
        /// Since when.
        date: Moment,
        /// The evidence that decided.
        used: Vec<Used>,
        /// What else is worth knowing, each one English sentence.
        notes: Vec<String>,
    },
    /// Nothing decided it.
    Undetermined {
        /// Why.
        reason: UndeterminedReason,
        /// One English sentence.
        detail: String,
        /// Trustworthy evidence that does not speak for the moment.
        stale: Vec<Used>,
    },
}

/// Why a status could not be determined; the machine words of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UndeterminedReason {
    /// There is no evidence for this certificate.
    NoEvidence,
    /// There is evidence, but its signature, its signer or its form cannot be trusted, or it is another authority's.
    EvidenceUntrusted,
    /// There is trustworthy evidence, but not for this moment.
    StaleEvidence,
    /// The authority answers that it does not know the certificate.
    StatusUnknown,
}

impl UndeterminedReason {
    /// The word used in reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoEvidence => "no-evidence",
            Self::EvidenceUntrusted => "evidence-untrusted",
            Self::StaleEvidence => "stale-evidence",
            Self::StatusUnknown => "status-unknown",
        }
    }
}

/// The kind of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// A complete CRL.
    Crl,
    /// A delta CRL.
    DeltaCrl,
    /// An OCSP response.
    Ocsp,
}

/// A piece of evidence that decided, for the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// What it is.
    pub kind: EvidenceKind,
    /// Who signed it.
    pub issuer: String,
    /// cRLNumber.
    pub number: Option<CrlNumber>,
    /// thisUpdate.
    pub this_update: Moment,
    /// nextUpdate.
    pub next_update: Option<Moment>,
    /// SHA-256 over the whole list or response.
    pub sha256: [u8; 32],
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut fingerprint = [0; 32];
    let digest = DigestAlgorithm::Sha256.digest(bytes);
    fingerprint.iter_mut().zip(digest.as_bytes()).for_each(|(to, from)| *to = *from);
    fingerprint
}

/// The status of `certificate`, which `issuer` issued (both from one [`VerifiedPath`]).
///
/// Every list and answer in `evidence` that concerns the certificate is judged. Certificates of `store` and `untrusted`
/// are used to find who signed it; that path must end at the anchor of the issuer's path (RFC 5280, 6.3.3 (f)).
#[must_use]
pub fn status(
    certificate: &Certificate,
    issuer: IssuerRef<'_>,
    evidence: &Evidence,
    store: &TrustStore,
    untrusted: &[Certificate],
    options: &RevocationOptions,
) -> Status {
    judge::Inquiry::new(evidence, store, untrusted, options).status(certificate, issuer)
}

/// The status of every certificate of a path, by its index, the end entity first. The anchor's is not asked.
#[must_use]
pub fn chain_status(
    path: &VerifiedPath,
    evidence: &Evidence,
    store: &TrustStore,
    untrusted: &[Certificate],
    options: &RevocationOptions,
) -> Vec<(usize, Status)> {
    let mut inquiry = judge::Inquiry::new(evidence, store, untrusted, options);
    inquiry.expect_lists_of(path);
    let certificates = path.certificates().iter().enumerate();
    certificates
        .filter_map(|(index, certificate)| Some((index, inquiry.status(certificate, path.issuer(index)?))))
        .collect()
}
