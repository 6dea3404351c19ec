//! The limits of XML that do not change; those that do are in [`Limits`](crate::Limits).

/// Depth of elements; libxml2 stops at the same depth unless told otherwise.
pub const MAX_DEPTH: usize = 256;
/// Attributes of one element, namespace declarations included. Real schemas stay below 50.
pub const MAX_ATTRIBUTES: usize = 512;
/// Namespace declarations in scope at one element; bounds the search for a prefix.
pub const MAX_NAMESPACES_IN_SCOPE: usize = 512;
/// Different namespace names in one document, and different prefixes.
pub const MAX_NAMES_INTERNED: u16 = 4096;
/// Bytes of one name, prefix included.
pub const MAX_NAME_BYTES: usize = 1024;
/// Transforms of one reference: the allow list has two kinds that can stand together.
pub const MAX_TRANSFORMS: usize = 8;
/// Certificates in the KeyInfo of one signature; a national path has three.
pub const MAX_CERTIFICATES: usize = 32;
/// `xades:SignatureTimeStamp` of one signature, and tokens in them; genuine ones have one.
pub const MAX_TIMESTAMPS: usize = 16;
/// Security headers of one message. Each is for another role (SOAP Message Security 1.1, section 5); genuine messages have
/// one.
pub const MAX_SECURITY_HEADERS: usize = 32;
/// Bytes of the element of one certificate. Base64 takes four thirds of the longest certificate that is read; the rest is
/// for tags and line ends, which some write as `&#13;`.
pub const MAX_CERTIFICATE_TEXT: usize = 3 * crate::certificate::MAX_CERTIFICATE;
/// Prefixes in one list of inclusive namespaces.
pub const MAX_INCLUSIVE_PREFIXES: usize = 256;
/// Bytes that may be covered, and given out as canonical octets, whatever the length of the document is.
pub const FREE_BYTES: u64 = 1 << 20;
/// Bytes of the source of one SignedInfo.
pub const MAX_SIGNED_INFO_BYTES: u64 = 1 << 20;
/// Bytes of the canonical form of one SignedInfo, which is kept: its source, and as much for the namespaces around it.
pub const MAX_SIGNED_INFO_OCTETS: u64 = 2 << 20;
/// Bytes of the canonical form of one SignatureValue, which is kept for each way in which its time-stamps take it. That
/// of the longest RSA key has 2 KiB; the rest is for the namespaces around it.
pub const MAX_SIGNATURE_VALUE_BYTES: u64 = 64 << 10;
