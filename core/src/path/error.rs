//! Why there is no path: one variant for one rule of RFC 5280, ranked by usefulness to a person.

use std::fmt;

use crate::certificate::Certificate;
use crate::oid::Oid;
use crate::time::Moment;

/// Why no valid path leads from the end entity to a trust anchor.
///
/// Many candidates are tried and fail in many ways; this is the failure that says most (the one that came furthest).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    kind: PathErrorKind,
    index: usize,
    certificate: Certificate,
}

/// Undecided or decided: the two ways not to have a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathErrorKind {
    /// No certificate of the issuer is at hand, or none that leads to an anchor: undetermined.
    IssuerUnknown,
    /// A rule of path validation is broken: the certificate must not be accepted.
    Invalid(Rule),
}

impl PathErrorKind {
    /// Whether it is left open if there is a path: the issuer is not known, or a limit ended the search.
    #[must_use]
    pub const fn is_undecided(&self) -> bool {
        match self {
            Self::IssuerUnknown => true,
            Self::Invalid(rule) => matches!(rule, Rule::LimitExceeded { .. }),
        }
    }
}

/// The rule of RFC 5280 that a certificate breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// 6.1.3 (a)(1): the signature is not that of the issuer's key.
    SignatureInvalid,
    /// 6.1.3 (a)(1): the signature algorithm, or the size of the key, is unknown or not allowed by the policy.
    AlgorithmNotAllowed(Oid),
    /// 4.1.2.7: the subject's public key is malformed, or of an algorithm that is not verified here.
    KeyUnusable,
    /// 6.1.3 (a)(2): the validity period begins later.
    NotYetValid {
        /// Start of the validity period.
        not_before: Moment,
        /// The moment of validation.
        at: Moment,
    },
    /// 6.1.3 (a)(2): the validity period is over.
    Expired {
        /// End of the validity period.
        not_after: Moment,
        /// The moment of validation.
        at: Moment,
    },
    /// 6.1.3 (b): a name lies outside of every permitted subtree of its kind.
    NameNotPermitted,
    /// 6.1.3 (c): a name lies in an excluded subtree.
    NameExcluded,
    /// 4.2.1.10: only a CA certificate has name constraints.
    NameConstraintsInEndEntity,
    /// 6.1.3 (f), 6.1.5: an acceptable policy is required and the path has none.
    PolicyMissing,
    /// 6.1.4 (a): anyPolicy is not mapped.
    AnyPolicyMapped,
    /// 6.1.4 (k): the issuer is no CA.
    NotCa,
    /// 6.1.4 (l): the path is longer than a pathLenConstraint allows.
    PathTooLong,
    /// 6.1.4 (n): the issuer's key may not sign certificates.
    KeyCertSignMissing,
    /// 6.1.4 (o), 6.1.5 (e): a critical extension that is not processed here.
    UnknownCriticalExtension(Oid),
    /// 4.2: an extension that is known does not have its form.
    ExtensionMalformed(Oid),
    /// Not a rule of RFC 5280: the search reached a limit of this library.
    LimitExceeded {
        /// What was counted.
        what: &'static str,
    },
}

impl Rule {
    /// The section of RFC 5280 that states the rule.
    #[must_use]
    pub const fn section(&self) -> &'static str {
        match self {
            Self::SignatureInvalid | Self::AlgorithmNotAllowed(_) => "6.1.3 (a)(1)",
            Self::NotYetValid { .. } | Self::Expired { .. } => "6.1.3 (a)(2)",
            Self::KeyUnusable => "4.1.2.7",
            Self::NameNotPermitted => "6.1.3 (b)",
            Self::NameExcluded => "6.1.3 (c)",
            Self::NameConstraintsInEndEntity => "4.2.1.10",
            Self::PolicyMissing => "6.1.5 (g)",
            Self::AnyPolicyMapped => "6.1.4 (a)",
            Self::NotCa => "6.1.4 (k)",
            Self::PathTooLong => "6.1.4 (l)",
            Self::KeyCertSignMissing => "6.1.4 (n)",
            Self::UnknownCriticalExtension(_) => "6.1.4 (o)",
            Self::ExtensionMalformed(_) => "4.2",
            Self::LimitExceeded { .. } => "6.1",
        }
    }

    /// How much the rule says to a person: more is better. A broken signature says least, since a certificate that
    /// only bears the right name breaks nothing else.
    const fn rank(&self) -> u32 {
        match self {
            Self::LimitExceeded { .. } => 200,
            Self::Expired { .. } => 150,
            Self::KeyUnusable => 60,
            Self::NotYetValid { .. } => 140,
            Self::NotCa => 130,
            Self::KeyCertSignMissing => 120,
            Self::PathTooLong => 110,
            Self::NameExcluded => 100,
            Self::NameNotPermitted => 95,
            Self::NameConstraintsInEndEntity => 90,
            Self::UnknownCriticalExtension(_) => 80,
            Self::ExtensionMalformed(_) => 75,
            Self::AnyPolicyMapped => 70,
            Self::PolicyMissing => 65,
            Self::AlgorithmNotAllowed(_) => 50,
            Self::SignatureInvalid => 10,
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignatureInvalid => f.write_str("its signature was not made with the key of its issuer"),
            Self::AlgorithmNotAllowed(oid) => write!(f, "the algorithm {oid} or its key size is not allowed"),
            Self::KeyUnusable => {
                f.write_str("its public key is malformed or of an algorithm that is not verified here")
            }
            Self::NotYetValid { not_before, at } => write!(f, "it is valid from {not_before} on, not yet at {at}"),
            Self::Expired { not_after, at } => write!(f, "it was valid until {not_after}, no longer at {at}"),
            Self::NameNotPermitted => f.write_str("a name lies outside of what its issuers may certify"),
            Self::NameExcluded => f.write_str("a name lies in what its issuers must not certify"),
            Self::NameConstraintsInEndEntity => f.write_str("it has name constraints and is no CA certificate"),
            Self::PolicyMissing => f.write_str("the path has no acceptable certificate policy, and one is required"),
            Self::AnyPolicyMapped => f.write_str("it maps anyPolicy"),
            Self::NotCa => f.write_str("it issued a certificate and is no CA certificate"),
            Self::PathTooLong => {
                f.write_str("the path below it is longer than its pathLenConstraint, or that of its issuers")
            }
            Self::KeyCertSignMissing => f.write_str("it issued a certificate and its key usage lacks keyCertSign"),
            Self::UnknownCriticalExtension(oid) => write!(f, "its critical extension {oid} is not known"),
            Self::ExtensionMalformed(oid) => write!(f, "its extension {oid} is malformed"),
            Self::LimitExceeded { what } => write!(f, "the search for a path reached the limit of {what}"),
        }
    }
}

impl PathError {
    pub(crate) const fn new(kind: PathErrorKind, index: usize, certificate: Certificate) -> Self {
        Self { kind, index, certificate }
    }

    pub(crate) const fn invalid(rule: Rule, index: usize, certificate: Certificate) -> Self {
        Self::new(PathErrorKind::Invalid(rule), index, certificate)
    }

    /// Whether nothing could be decided, or which rule is broken.
    #[must_use]
    pub const fn kind(&self) -> &PathErrorKind {
        &self.kind
    }

    /// The place of the certificate in the path that was tried: 0 is the end entity; the number of its certificates is
    /// the anchor.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// The certificate that breaks the rule, or whose issuer is unknown.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The more useful of two failures; the earlier one when both say as much.
    pub(crate) fn most_useful(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    /// An unknown issuer says most where the longest chain ends.
    const fn rank(&self) -> (u32, usize) {
        match &self.kind {
            PathErrorKind::IssuerUnknown => (0, self.index),
            PathErrorKind::Invalid(rule) => (rule.rank(), 0),
        }
    }
}

impl fmt::Display for PathError {
    /// One English sentence. The end entity is named by its serial number only, since its subject may be a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let serial = crate::crypto::to_hex(self.certificate.serial());
        match self.index {
            0 => write!(f, "the end-entity certificate with serial number {serial}: ")?,
            _ => write!(f, "the CA certificate \"{}\" with serial number {serial}: ", self.certificate.subject())?,
        }
        match &self.kind {
            PathErrorKind::IssuerUnknown => {
                let issuer = self.certificate.issuer();
                write!(f, "no trusted way to its issuer \"{issuer}\" is known; supply the certificate of that CA")
            }
            PathErrorKind::Invalid(rule @ Rule::LimitExceeded { .. }) => write!(f, "{rule}"),
            PathErrorKind::Invalid(rule) => write!(f, "{rule} (RFC 5280, {})", rule.section()),
        }
    }
}

impl std::error::Error for PathError {}
