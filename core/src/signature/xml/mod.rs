//! XML signatures: XML Signature with XAdES, and WS-Security.
//!
//! [`SignedXml::parse`] reads a document and all its signatures. Nothing is verified by that: the caller verifies the
//! value ([`XmlSignature::verify_value`]) with a certificate that it trusts, the digests ([`SignedXml::check_digests`]),
//! and looks at the [`Coverage`]. What was signed is then what [`SignedXml::covered_octets`] gives, and nothing else.
//!
//! Several signatures stand one after another at the end of the document element. Each was made before the next one was
//! there, so that each is judged with the later ones removed; a later one covers the earlier ones.
//!
//! ```
//! use qoltanba::signature::xml::{Container, SignedXml};
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! let document = read("signed/xml/two-signatures.xml");
//! let document = SignedXml::parse(&document)?;
//! assert_eq!(document.signatures().len(), 2);
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod algorithm;
pub mod c14n;
mod coverage;
mod dsig;
mod ids;
pub mod limits;
mod schema;
pub mod sign;
mod signed;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod tree;
mod unsigned;
mod uri;
mod wss;
mod xades;

pub(crate) use c14n::Allowance;
pub use coverage::{Coverage, Gap};
pub use dsig::{IssuerSerial, KeyInfo, NotAllowed, Reference, ReferenceKind};
pub use signed::{Container, DigestOutcome, SignedXml, XmlSignature};
pub use wss::MessageTimestamp;
pub use xades::{CertificateReference, Level, Properties, SignatureTimestamp, SignedProperties};

/// Whether the octets begin as an XML document does, after white space and a byte order mark: how it is told from CMS.
#[must_use]
pub fn begins_like_xml(octets: &[u8]) -> bool {
    matches!(octets.trim_ascii_start(), [0xef, 0xbb, 0xbf, b'<', ..] | [b'<', ..])
}
