//! The budgets of XML. Each loop over input ends at one of them.

/// Bytes of one document. The source of every node is kept, and offsets are 32-bit numbers; portal documents with
/// attachments in base64 stay far below.
pub const MAX_DOCUMENT_BYTES: usize = 128 << 20;
/// Nodes (elements, texts, comments, processing instructions) of one document: at some 24 bytes each, 100 MB.
pub const MAX_NODES: usize = 4 << 20;
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
/// Bytes that one canonicalization may give out. Exclusive canonicalization repeats namespace declarations, so that a
/// small document could otherwise grow without bound.
pub const MAX_CANONICAL_BYTES: u64 = 256 << 20;
/// Signatures in one document.
pub const MAX_SIGNATURES: usize = 64;
/// References in one signature. National signatures have one or, with XAdES, two.
pub const MAX_REFERENCES: usize = 32;
/// Transforms of one reference: the allow list has two kinds that can stand together.
pub const MAX_TRANSFORMS: usize = 8;
/// Certificates in the KeyInfo of one signature; a national path has three.
pub const MAX_CERTIFICATES: usize = 32;
/// Prefixes in one list of inclusive namespaces.
pub const MAX_INCLUSIVE_PREFIXES: usize = 256;
/// How often the references of a document may cover it, all together: each of its signatures, 64 at most, covers the whole
/// of a national document once. It keeps the hashing in step with the size of the input.
pub const MAX_COVERINGS: u64 = 64;
/// Source bytes that the references of a document may cover in any case, so that small parts can be covered often.
pub const MIN_COVERED_BYTES: u64 = 1 << 20;
/// Bytes of the source of one SignedInfo.
pub const MAX_SIGNED_INFO_BYTES: u64 = 1 << 20;
