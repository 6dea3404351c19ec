//! What one input may cost.
//!
//! [`Limits`] are the limits that a service may want tighter or wider than they are. Parsing takes them in the functions
//! whose names end in `_within`; the functions without limits use the defaults. A [`Verifier`](crate::check::Verifier)
//! takes them in [`with_limits`](crate::check::Verifier::with_limits).
//!
//! ```
//! use qoltanba::Limits;
//! use qoltanba::signature::SignedDocument;
//!
//! let mut limits = Limits::default();
//! limits.document_bytes = 10 << 20;
//! limits.signatures = 8;
//! assert!(SignedDocument::parse_within(b"<request/>", &limits).is_ok());
//! ```
//!
//! All other limits are constants beside the loop that they end: levels of nesting, lists within one structure that no
//! genuine input fills, and the sizes of certificates, lists and answers, which a caller who wants less can measure first.

use crate::path::Budget;

/// The limits that can be changed. An input above one of them is an
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded), never a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a signed document of any form, without a detached content: 128 MiB. The portals take attachments of some
    /// tens of megabytes; what is larger is signed detached.
    pub document_bytes: usize,
    /// Bytes of a JWS in JSON: 4 MiB. A tree of JSON values takes up to some fifty times its text in memory; larger
    /// contents take the compact form or stay outside.
    pub json_bytes: usize,
    /// Signers of a CMS message: 256. The content is hashed once for all of them, so that each costs its own verification
    /// only; the largest genuine messages known have a few dozen.
    pub signers: usize,
    /// Signatures of an XML document or a JWS: 64. Each of them goes over the whole document anew.
    pub signatures: usize,
    /// References of one XML signature: 32. National signatures have one or, with XAdES, two.
    pub references: usize,
    /// How often the references of all signatures may cover an XML document, in its lengths: 64, so that each of the most
    /// signatures can cover the whole once. A mebibyte is free, so that small parts can be covered often.
    pub coverings: u64,
    /// How many times its own length an XML document may give out as canonical octets for one signature: 8. Exclusive
    /// canonicalization repeats namespace declarations, so that a small document could otherwise grow without bound; that of
    /// genuine SOAP messages stays below twice their length. A mebibyte is free here as well.
    pub canonical_growth: u64,
    /// Nodes (elements, texts, comments, processing instructions) of an XML document: 4 194 304, some 24 bytes each.
    pub xml_nodes: usize,
    /// Iterations of one key derivation of a key file: 5 000 000, about a second; a file may take twice that in all. The JDK
    /// refuses files above the same number; OWASP's highest recommendation (2023) is 1 300 000, НУЦ РК uses 1024, OpenSSL
    /// 2048.
    pub key_iterations: u64,
    /// Pixels of an image in which barcodes are looked for: 24 000 000. A page of A4 at 400 dpi has 15 500 000, two at
    /// 300 dpi have 17 400 000, the picture of a telephone 12 000 000. Each takes two bytes of memory.
    pub image_pixels: u64,
    /// The search for a path, and the evidence about it. One budget serves each signer.
    pub path: Budget,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 128 << 20,
            json_bytes: 4 << 20,
            signers: 256,
            signatures: 64,
            references: 32,
            coverings: 64,
            canonical_growth: 8,
            xml_nodes: 4 << 20,
            key_iterations: 5_000_000,
            image_pixels: 24_000_000,
            path: Budget::default(),
        }
    }
}

/// Refuses a count above its limit.
pub(crate) fn within(count: usize, limit: usize, what: &'static str) -> crate::Result<()> {
    if count <= limit { Ok(()) } else { Err(exceeded(what, limit)) }
}

/// `LimitExceeded` for a limit that is counted in memory.
pub(crate) fn exceeded(what: &'static str, limit: usize) -> crate::Error {
    crate::Error::LimitExceeded { what, limit: u64::try_from(limit).unwrap_or(u64::MAX) }
}
