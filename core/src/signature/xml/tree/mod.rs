//! One strict XML tree, for reading and for canonicalization: what is looked at is what is verified.
//!
//! The tree keeps the source text and stores only positions, so that nothing is copied and canonical octets come from
//! the octets that were received. XML 1.0 (fifth edition) with Namespaces 1.0, in UTF-8. A document type declaration is
//! refused, and with it every entity other than the five that XML itself has.

mod charset;
mod decode;
mod element;
mod names;
mod parser;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use crate::limits::Limits;

pub use element::{ChildElements, Element};

#[cfg(test)]
mod tests;

pub(in crate::signature::xml) use decode::{Piece, Pieces, Place};
pub(in crate::signature::xml) use names::{PrefixId, UriId};

/// The namespace of the prefix `xml` (Namespaces in XML 1.0, section 3).
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
/// The namespace of the prefix `xmlns` (Namespaces in XML 1.0, section 3).
pub const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// A well-formed document.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    text: &'a str,
    /// Bytes before `text`: the byte order mark.
    skipped: usize,
    nodes: Vec<Node>,
    elements: Vec<ElementData>,
    attributes: Vec<AttributeData>,
    declarations: Vec<Declaration>,
    prefixes: names::Names,
    uris: names::Names,
    root_element: NodeId,
    /// Under which it was read; they hold for what is done with it, too.
    limits: Limits,
}

/// A node of one [`Document`], in document order; not to be used with another document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

/// A stretch of the source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::signature::xml) struct Span {
    start: u32,
    end: u32,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::signature::xml) struct Node {
    pub(in crate::signature::xml) kind: NodeKind,
    /// The source of the node: of an element from `<` of its start tag to `>` of its end tag, of a text its characters,
    /// of a comment or processing instruction what stands between the delimiters.
    pub(in crate::signature::xml) span: Span,
    /// The element around, or the document node, which is its own parent.
    pub(in crate::signature::xml) parent: NodeId,
    /// The node after the last descendant.
    pub(in crate::signature::xml) end: NodeId,
}

/// The kinds of nodes. A character data section is a text of its own; the data model of XPath has no such node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::signature::xml) enum NodeKind {
    Document,
    Element(u32),
    Text,
    CharacterData,
    Comment,
    Instruction,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::signature::xml) struct ElementData {
    /// The qualified name as written.
    pub(in crate::signature::xml) name: QualifiedName,
    attributes: Slice,
    declarations: Slice,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::signature::xml) struct AttributeData {
    pub(in crate::signature::xml) name: QualifiedName,
    /// The value as written, without the quotes.
    pub(in crate::signature::xml) value: Span,
}

/// A namespace declaration, `xmlns:prefix="uri"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::signature::xml) struct Declaration {
    pub(in crate::signature::xml) prefix: PrefixId,
    /// [`UriId::NONE`] for `xmlns=""`.
    pub(in crate::signature::xml) uri: UriId,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::signature::xml) struct QualifiedName {
    start: u32,
    /// Length with prefix and colon.
    len: u16,
    /// Where the local part begins, counted from `start`.
    local: u16,
    pub(in crate::signature::xml) prefix: PrefixId,
    pub(in crate::signature::xml) uri: UriId,
}

/// Some neighbours in one of the tables.
#[derive(Debug, Clone, Copy)]
struct Slice {
    start: u32,
    len: u16,
}

impl<'a> Document<'a> {
    /// Parses `bytes`.
    ///
    /// # Errors
    /// `Malformed` for what is no namespace-well-formed XML 1.0 document, for a document type declaration and for an
    /// entity other than the five of XML; `Unsupported` for an encoding other than UTF-8 and for XML 1.1;
    /// `LimitExceeded` beyond the default [`Limits`] or those of [`limits`](super::limits). Offsets count bytes from the
    /// start of `bytes`.
    pub fn parse(bytes: &'a [u8]) -> crate::Result<Self> {
        Self::parse_within(bytes, &Limits::default())
    }

    /// As [`parse`](Self::parse), within other limits.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_within(bytes: &'a [u8], limits: &Limits) -> crate::Result<Self> {
        parser::parse(bytes, limits)
    }

    pub(in crate::signature::xml) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The document element, the one element that stands at the top.
    #[must_use]
    pub fn root(&self) -> Element<'_> {
        Element::new(self, self.root_element)
    }

    /// The element with this identity; `None` when the node is not an element.
    #[must_use]
    pub fn element(&self, id: NodeId) -> Option<Element<'_>> {
        matches!(self.node(id)?.kind, NodeKind::Element(_)).then(|| Element::new(self, id))
    }

    /// Every element, in document order.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        self.ids(NodeId(0), self.end()).filter_map(|id| self.element(id))
    }

    /// Whether a processing instruction stands outside of the document element.
    #[must_use]
    pub fn has_outer_instructions(&self) -> bool {
        let after = self.node(self.root_element).map_or(self.end(), |root| root.end);
        let mut outer = self.ids(NodeId(0), self.root_element).chain(self.ids(after, self.end()));
        outer.any(|id| self.node(id).is_some_and(|node| node.kind == NodeKind::Instruction))
    }

    /// The source of an element, from the first byte of its start tag to the last of its end tag, as positions in the
    /// bytes that were parsed.
    #[must_use]
    pub fn source_range(&self, id: NodeId) -> Range<usize> {
        let span = self.node(id).map_or(Span { start: 0, end: 0 }, |node| node.span);
        self.skipped + index(span.start)..self.skipped + index(span.end)
    }

    /// Bytes of the source, without a byte order mark.
    pub(in crate::signature::xml) const fn source_len(&self) -> usize {
        self.text.len()
    }

    /// The number of nodes: elements, texts, comments, processing instructions.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    pub(in crate::signature::xml) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(index(id.0))
    }

    /// The node after the last one.
    pub(in crate::signature::xml) fn end(&self) -> NodeId {
        NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX))
    }

    fn ids(&self, from: NodeId, to: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        (from.0..to.0).map(NodeId)
    }

    pub(in crate::signature::xml) fn source(&self, span: Span) -> &'a str {
        self.text.get(index(span.start)..index(span.end)).unwrap_or_default()
    }

    pub(in crate::signature::xml) fn element_data(&self, at: u32) -> Option<&ElementData> {
        self.elements.get(index(at))
    }

    pub(in crate::signature::xml) fn attributes_of(&self, element: &ElementData) -> &[AttributeData] {
        self.attributes.get(element.attributes.range()).unwrap_or_default()
    }

    pub(in crate::signature::xml) fn declarations_of(&self, element: &ElementData) -> &[Declaration] {
        self.declarations.get(element.declarations.range()).unwrap_or_default()
    }

    pub(in crate::signature::xml) fn prefix(&self, id: PrefixId) -> &str {
        self.prefixes.get(id.0)
    }

    pub(in crate::signature::xml) fn uri(&self, id: UriId) -> &str {
        self.uris.get(id.0)
    }

    /// The prefix with this spelling, if the document has it.
    pub(in crate::signature::xml) fn find_prefix(&self, prefix: &str) -> Option<PrefixId> {
        self.prefixes.find(prefix).map(PrefixId)
    }

    /// Whether the tag of an element declares `prefix` itself.
    pub(in crate::signature::xml) fn declares(&self, id: NodeId, prefix: &str) -> bool {
        let own = self.ancestors_or_self(id).next().map_or(&[][..], |element| self.declarations_of(element));
        own.iter().any(|declaration| self.prefix(declaration.prefix) == prefix)
    }

    /// The name as it is written, with its prefix.
    pub(in crate::signature::xml) fn qualified(&self, name: &QualifiedName) -> &'a str {
        let start = index(name.start);
        self.text.get(start..start + usize::from(name.len)).unwrap_or_default()
    }

    pub(in crate::signature::xml) fn local(&self, name: &QualifiedName) -> &'a str {
        self.qualified(name).get(usize::from(name.local)..).unwrap_or_default()
    }

    /// The value of an attribute after normalization (XML 1.0, 3.3.3; without a DTD each attribute is CDATA).
    pub(in crate::signature::xml) fn attribute_value(&self, attribute: &AttributeData) -> Cow<'a, str> {
        decode::decode(self.source(attribute.value), Place::Attribute)
    }

    /// The namespaces in scope at `id`: for each prefix the nearest declaration. `xmlns=""` is among them.
    pub(in crate::signature::xml) fn namespaces_in_scope(&self, id: NodeId) -> Vec<Declaration> {
        let mut found: Vec<Declaration> = Vec::new();
        let mut known = HashSet::new();
        for declaration in self.ancestors_or_self(id).flat_map(|element| self.declarations_of(element)) {
            if known.insert(declaration.prefix) {
                found.push(*declaration);
            }
        }
        found
    }

    /// The element and those around it, innermost first.
    pub(in crate::signature::xml) fn ancestors_or_self(&self, id: NodeId) -> impl Iterator<Item = &ElementData> {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let node = self.node(next?)?;
            let NodeKind::Element(at) = node.kind else { return None };
            next = Some(node.parent);
            self.element_data(at)
        })
    }
}

impl NodeId {
    pub(in crate::signature::xml) const DOCUMENT: Self = Self(0);

    /// The node that follows in document order, which may be the end of the document.
    pub(in crate::signature::xml) const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl Slice {
    fn range(self) -> Range<usize> {
        let start = index(self.start);
        start..start + usize::from(self.len)
    }
}

/// A 32-bit position as an index. Documents are limited to fewer bytes than 32 bits can count.
fn index(position: u32) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}
