//! Certification paths: building them, and validating them by RFC 5280, section 6.
//!
//! [`build`] answers one question: does a valid path lead from this certificate to a trust anchor? A [`VerifiedPath`]
//! can only come from there.
//!
//! ```
//! use qoltanba::path::{self, PathErrorKind, PathOptions};
//! # use qoltanba::trust::{TrustAnchor, TrustStore};
//! use qoltanba::{Certificate, Moment};
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! # let certificate = |name: &str| Certificate::from_der(&read(name));
//! # let anchor = TrustAnchor::from_certificate(&certificate("ca/root-gost2015.cer")?);
//! # let trust = TrustStore::new(vec![anchor], vec![certificate("ca/nca-gost2015.cer")?]);
//! let options = PathOptions::new(Moment::parse("2026-07-01T00:00:00Z")?);
//! let subscriber = certificate("gost2015/individual.cer")?;
//! let path = path::build(&subscriber, &trust, &[], &options).expect("it leads to the anchor");
//! assert_eq!(path.certificates().len(), 2);
//!
//! let stranger = certificate("other/foreign-individual.cer")?;
//! let error = path::build(&stranger, &trust, &[], &options).unwrap_err();
//! assert!(matches!(error.kind(), PathErrorKind::IssuerUnknown | PathErrorKind::Invalid(_)));
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod constraints;
mod error;
mod extensions;
mod policy;
mod search;
mod validate;

pub use error::{PathError, PathErrorKind, Rule};
pub use policy::{ExplicitPolicy, Inhibit, InitialPolicies, PolicyOptions, ValidPolicies};
pub(crate) use validate::may_issue;

use crate::certificate::{Certificate, Name};
use crate::crypto::{AlgorithmPolicy, PublicKey, SignatureCache};
use crate::error::Result;
use crate::time::Moment;
use crate::trust::{TrustAnchor, TrustStore};

/// What of a trust anchor's own certificate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnchorChecks {
    /// Validity period, CA flag and key usage, path length, name and policy constraints, and unknown critical
    /// extensions (RFC 5937).
    #[default]
    Enforce,
    /// Nothing but name and key (RFC 5280, 6.1.1 (d)).
    Ignore,
}

/// Who checks the validity period of the end entity. That of every CA certificate is always enforced here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExpirationOfEndEntity {
    /// It is part of the path.
    #[default]
    Enforce,
    /// The caller does, as a check of its own.
    Separate,
}

/// How much work one question may cause. One budget serves the whole search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Budget {
    /// Signature verifications. 100 is what rustls-webpki (RUSTSEC-2023-0052) and Go's crypto/x509 (CVE-2018-16875)
    /// allow; a national path needs two.
    pub signatures: u32,
    /// Candidate issuers looked at. PKITS and the BoringSSL suites stay below 100; 20 000 cost some milliseconds, and
    /// hold a store with every CA of the world.
    pub candidates: u32,
    /// Certificates in a path, without the anchor. PKITS needs seven, OpenSSL's default is 100, the JDK's five.
    pub depth: u32,
    /// Comparisons of a name with a constraint: 250 000, as in rustls-webpki and Go's crypto/x509.
    pub name_comparisons: u32,
    /// Nodes of the policy graph. RFC 9618 bounds it by the certificates' size; this bounds it for a path of large ones.
    pub policy_nodes: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { signatures: 100, candidates: 20_000, depth: 20, name_comparisons: 250_000, policy_nodes: 20_000 }
    }
}

/// How paths are built and judged.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PathOptions {
    /// The moment at which every certificate must be valid.
    pub moment: Moment,
    /// Which signature algorithms and key sizes are allowed.
    pub algorithms: AlgorithmPolicy,
    /// What of an anchor's certificate counts.
    pub anchor_checks: AnchorChecks,
    /// Who checks the end entity's validity period.
    pub end_entity_expiration: ExpirationOfEndEntity,
    /// The policy inputs of RFC 5280, 6.1.1 (c), (e), (f), (g).
    pub policies: PolicyOptions,
    /// The limits of the search.
    pub budget: Budget,
    /// Signatures of authorities that need no second verification; `None`: every signature is verified.
    pub signatures: Option<SignatureCache>,
}

impl PathOptions {
    /// The strict options at `moment`.
    #[must_use]
    pub fn new(moment: Moment) -> Self {
        Self {
            moment,
            algorithms: AlgorithmPolicy::default(),
            anchor_checks: AnchorChecks::default(),
            end_entity_expiration: ExpirationOfEndEntity::default(),
            policies: PolicyOptions::default(),
            budget: Budget::default(),
            signatures: None,
        }
    }
}

/// Builds and validates a path from `end_entity` to an anchor of `store`.
///
/// Intermediate certificates come from the store and from `untrusted` (what a message carried along). Candidates are
/// found by name and preferred by key identifier, but only their signature decides.
///
/// # Errors
/// The most useful of the failures that were met, always the same one for the same input.
pub fn build(
    end_entity: &Certificate,
    store: &TrustStore,
    untrusted: &[Certificate],
    options: &PathOptions,
) -> Result<VerifiedPath, PathError> {
    search::search(end_entity, store, untrusted, options, None).0
}

/// As [`build`], to one anchor only: the path of who signed revocation evidence must end where the certificate's path
/// does (RFC 5280, 6.3.3 (f)). Says as well how many signature verifications are left of the budget.
pub(crate) fn build_to(
    anchor: &TrustAnchor,
    end_entity: &Certificate,
    store: &TrustStore,
    untrusted: &[Certificate],
    options: &PathOptions,
) -> (Result<VerifiedPath, PathError>, u32) {
    search::search(end_entity, store, untrusted, options, Some(anchor))
}

/// A path that was validated. There is no other way to get one than [`build`].
#[derive(Debug, Clone)]
pub struct VerifiedPath {
    certificates: Vec<Certificate>,
    anchor: TrustAnchor,
    policies: ValidPolicies,
    moment: Moment,
    remembered: usize,
}

impl VerifiedPath {
    /// The certificates, the end entity first; the anchor is not among them.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The trust anchor at the end.
    #[must_use]
    pub const fn anchor(&self) -> &TrustAnchor {
        &self.anchor
    }

    /// The policies under which the path is valid (RFC 5280, 6.1.6).
    #[must_use]
    pub const fn policies(&self) -> &ValidPolicies {
        &self.policies
    }

    /// The moment at which the path was validated.
    #[must_use]
    pub const fn moment(&self) -> Moment {
        self.moment
    }

    /// How many signatures of the path were verified before, and not again ([`PathOptions::signatures`]).
    #[must_use]
    pub const fn remembered_signatures(&self) -> usize {
        self.remembered
    }

    /// Who issued the certificate at `index`; `None` beyond the end.
    #[must_use]
    pub fn issuer(&self, index: usize) -> Option<IssuerRef<'_>> {
        let certificate = self.certificates.get(index + 1);
        (index < self.certificates.len()).then_some(IssuerRef { certificate, anchor: &self.anchor })
    }

    /// The first certificate of the path as the issuer of something.
    pub(crate) fn as_issuer(&self) -> IssuerRef<'_> {
        IssuerRef { certificate: self.certificates.first(), anchor: &self.anchor }
    }
}

/// The issuer of a certificate on a verified path: the next certificate, or the anchor.
#[derive(Debug, Clone, Copy)]
pub struct IssuerRef<'a> {
    certificate: Option<&'a Certificate>,
    anchor: &'a TrustAnchor,
}

impl<'a> IssuerRef<'a> {
    /// An anchor as the issuer of something.
    pub(crate) const fn of_anchor(anchor: &'a TrustAnchor) -> Self {
        Self { certificate: None, anchor }
    }

    /// The issuer's certificate; `None` when the anchor is the issuer.
    #[must_use]
    pub const fn certificate(&self) -> Option<&'a Certificate> {
        self.certificate
    }

    /// The anchor at the end of the path.
    #[must_use]
    pub const fn anchor(&self) -> &'a TrustAnchor {
        self.anchor
    }

    /// The issuer's name.
    #[must_use]
    pub fn name(&self) -> Name<'a> {
        self.any().subject()
    }

    /// The issuer's key.
    ///
    /// # Errors
    /// As [`Certificate::public_key`]; a verified path has no such issuer.
    pub fn public_key(&self) -> Result<&'a PublicKey> {
        self.any().public_key()
    }

    /// The DER SubjectPublicKeyInfo of the issuer.
    #[must_use]
    pub fn spki(&self) -> &'a [u8] {
        self.any().spki()
    }

    /// The certificate behind the issuer, the anchor's included.
    pub(crate) fn any(&self) -> &'a Certificate {
        self.certificate.unwrap_or_else(|| self.anchor.certificate())
    }
}
