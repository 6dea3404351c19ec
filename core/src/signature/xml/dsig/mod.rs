//! XML Signature (W3C, XML Signature Syntax and Processing 1.1): its schema, references and keys.

mod key_info;
mod read;
mod reference;

use std::fmt;

pub use key_info::{IssuerSerial, KeyInfo};
pub use reference::{Reference, ReferenceKind};

pub(super) use key_info::{encoded_certificate, issuer_serial};
pub(super) use read::{Children, RawSignature, base64_of, canonicalization_or_default, malformed};
pub(super) use reference::{Resolver, Target};

/// What a signature uses outside of the allow list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotAllowed {
    /// CanonicalizationMethod.
    Canonicalization,
    /// SignatureMethod.
    Signature,
    /// DigestMethod.
    Digest,
    /// A transform other than the enveloped signature transform and one canonicalization after it.
    Transform,
    /// A reference to something outside of the document, or by another pointer than an identifier.
    Reference,
}

impl NotAllowed {
    /// One English sentence without its capital and full stop.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Canonicalization => "the canonicalization of SignedInfo is not allowed",
            Self::Signature => "the signature algorithm is not allowed",
            Self::Digest => "a digest algorithm is not allowed",
            Self::Transform => "a transform other than enveloped-signature and canonicalization is not allowed",
            Self::Reference => "a reference to something outside of the document is not allowed",
        }
    }
}

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
