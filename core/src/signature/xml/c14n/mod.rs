//! Canonical XML: the octets that are digested and signed.
//!
//! - Canonical XML 1.0 (W3C Recommendation of 15 March 2001) and 1.1 (of 2 May 2008), called *inclusive*;
//! - Exclusive XML Canonicalization 1.0 (of 18 July 2002), with its list of prefixes that are treated inclusively;
//! - each with and without comments, over a whole document or the subtree of an element, less whole subtrees.
//!
//! Output goes to a [`Sink`] in pieces, so that a digest needs no copy of the document.

mod base;
mod escape;
mod namespaces;
mod walk;

use super::limits::FREE_BYTES;
use super::tree::{Document, NodeId};
use crate::crypto::Hasher;
use crate::error::{Error, Result};

/// What takes canonical octets.
pub trait Sink {
    /// Takes the next octets.
    fn put(&mut self, octets: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, octets: &[u8]) {
        self.extend_from_slice(octets);
    }
}

impl Sink for Hasher {
    fn put(&mut self, octets: &[u8]) {
        self.update(octets);
    }
}

/// Which namespaces and `xml:` attributes a subtree takes over from the elements around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Canonical XML 1.0: all namespaces in scope and all `xml:` attributes.
    Inclusive10,
    /// Canonical XML 1.1: all namespaces in scope, `xml:lang` and `xml:space`; `xml:base` is joined, `xml:id` stays.
    Inclusive11,
    /// Exclusive Canonicalization 1.0: only the namespaces that are visibly used.
    Exclusive10,
}

/// Whether comments belong to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comments {
    /// They do not.
    Omit,
    /// They do.
    Keep,
}

/// A canonicalization algorithm with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Canonicalization {
    /// The method.
    pub method: Method,
    /// Whether the algorithm keeps the comments of its input.
    pub comments: Comments,
    /// Prefixes to be treated as in inclusive canonicalization; the empty one stands for the default namespace. Only
    /// the exclusive method looks at them.
    pub inclusive_prefixes: Vec<String>,
}

/// The identifiers of XML Signature 1.1, section 6.5, and of Exclusive Canonicalization, section 4.
const URIS: [(&str, Method, Comments); 6] = [
    ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", Method::Inclusive10, Comments::Omit),
    ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", Method::Inclusive10, Comments::Keep),
    ("http://www.w3.org/2006/12/xml-c14n11", Method::Inclusive11, Comments::Omit),
    ("http://www.w3.org/2006/12/xml-c14n11#WithComments", Method::Inclusive11, Comments::Keep),
    ("http://www.w3.org/2001/10/xml-exc-c14n#", Method::Exclusive10, Comments::Omit),
    ("http://www.w3.org/2001/10/xml-exc-c14n#WithComments", Method::Exclusive10, Comments::Keep),
];

impl Canonicalization {
    /// `method`, with or without comments, without inclusive prefixes.
    #[must_use]
    pub const fn new(method: Method, comments: Comments) -> Self {
        Self { method, comments, inclusive_prefixes: Vec::new() }
    }

    /// The algorithm with this identifier; `None` for any other.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        URIS.iter().find(|(known, ..)| *known == uri).map(|(_, method, comments)| Self::new(*method, *comments))
    }

    /// The identifier of the algorithm.
    #[must_use]
    pub fn uri(&self) -> &'static str {
        URIS.iter()
            .find(|(_, method, comments)| *method == self.method && *comments == self.comments)
            .map_or("", |(uri, ..)| uri)
    }
}

/// A part of a document: what a reference selects before it is canonicalized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The element whose subtree is selected; `None` for the whole document, with what stands outside of its element.
    pub apex: Option<NodeId>,
    /// Elements that are left out with all that is in them.
    pub excluded: Vec<NodeId>,
    /// Whether comments are selected.
    pub comments: Comments,
}

impl Selection {
    /// The whole document with its comments.
    #[must_use]
    pub const fn document() -> Self {
        Self { apex: None, excluded: Vec::new(), comments: Comments::Keep }
    }

    /// An element with all that is in it.
    #[must_use]
    pub const fn element(id: NodeId) -> Self {
        Self { apex: Some(id), excluded: Vec::new(), comments: Comments::Keep }
    }
}

/// Writes the canonical form of a selection to `sink`.
///
/// # Errors
/// `LimitExceeded` when it would be longer than [`Limits::canonical_growth`](crate::Limits::canonical_growth) allows;
/// `sink` has then got a part of it.
pub fn canonicalize(
    document: &Document<'_>,
    selection: &Selection,
    how: &Canonicalization,
    sink: &mut dyn Sink,
) -> Result<()> {
    Allowance::of(document, 0).canonicalize(document, selection, how, sink)
}

/// How many canonical octets a document may still give out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    left: u64,
    limit: u64,
}

impl Allowance {
    /// That of [`Limits::canonical_growth`](crate::Limits::canonical_growth), and each of `signatures` over the whole.
    pub(in crate::signature::xml) fn of(document: &Document<'_>, signatures: usize) -> Self {
        let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let times = document.limits().canonical_growth.saturating_add(number(signatures));
        let limit = number(document.source_len()).saturating_mul(times).max(FREE_BYTES);
        Self { left: limit, limit }
    }

    /// As [`canonicalize`], at the cost of this allowance.
    pub(in crate::signature::xml) fn canonicalize(
        &mut self,
        document: &Document<'_>,
        selection: &Selection,
        how: &Canonicalization,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut output = Output { sink, buffer: Vec::with_capacity(Output::PIECE), allowance: self };
        walk::Walk::new(document, selection, how).run(&mut output)?;
        output.finish()
    }

    /// One that gives out no more than `limit` octets.
    const fn of_octets(limit: u64) -> Self {
        Self { left: limit, limit }
    }

    fn spend(&mut self, octets: usize) -> Result<()> {
        let limit = Error::LimitExceeded { what: "octets of canonical XML", limit: self.limit };
        self.left = u64::try_from(octets).ok().and_then(|octets| self.left.checked_sub(octets)).ok_or(limit)?;
        Ok(())
    }
}

/// The canonical form of a selection.
///
/// # Errors
/// As [`canonicalize`].
pub fn canonical_octets(document: &Document<'_>, selection: &Selection, how: &Canonicalization) -> Result<Vec<u8>> {
    let mut octets = Vec::new();
    canonicalize(document, selection, how, &mut octets)?;
    Ok(octets)
}

/// As [`canonical_octets`], at most `limit` of them.
///
/// # Errors
/// `LimitExceeded` when there are more.
pub(in crate::signature::xml) fn canonical_octets_within(
    document: &Document<'_>,
    selection: &Selection,
    how: &Canonicalization,
    limit: u64,
) -> Result<Vec<u8>> {
    let mut octets = Vec::new();
    Allowance::of_octets(limit).canonicalize(document, selection, how, &mut octets)?;
    Ok(octets)
}

/// Joins many small writes to larger pieces, and counts.
struct Output<'s> {
    sink: &'s mut dyn Sink,
    buffer: Vec<u8>,
    allowance: &'s mut Allowance,
}

impl Output<'_> {
    /// Large enough for a digest to run at full speed, small enough for the fastest cache.
    const PIECE: usize = 16 << 10;

    fn put(&mut self, text: &str) -> Result<()> {
        if self.buffer.len() + text.len() > Self::PIECE {
            self.flush()?;
            if text.len() >= Self::PIECE {
                self.allowance.spend(text.len())?;
                self.sink.put(text.as_bytes());
                return Ok(());
            }
        }
        self.buffer.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn put_char(&mut self, c: char) -> Result<()> {
        self.put(c.encode_utf8(&mut [0; 4]))
    }

    fn flush(&mut self) -> Result<()> {
        self.allowance.spend(self.buffer.len())?;
        self.sink.put(&self.buffer);
        self.buffer.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        self.flush()
    }
}

#[cfg(test)]
mod tests;
