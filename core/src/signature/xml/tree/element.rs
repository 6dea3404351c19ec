//! Reading the tree.

use std::borrow::Cow;

use super::{AttributeData, Document, ElementData, NodeId, NodeKind, Place, decode};
use crate::error::{Error, Result};

/// An element of a [`Document`].
#[derive(Debug, Clone, Copy)]
pub struct Element<'d> {
    document: &'d Document<'d>,
    id: NodeId,
}

impl<'d> Element<'d> {
    pub(super) const fn new(document: &'d Document<'d>, id: NodeId) -> Self {
        Self { document, id }
    }

    /// Its identity in the document.
    #[must_use]
    pub const fn id(&self) -> NodeId {
        self.id
    }

    fn data(&self) -> Option<&'d ElementData> {
        match self.document.node(self.id)?.kind {
            NodeKind::Element(at) => self.document.element_data(at),
            NodeKind::Document
            | NodeKind::Text
            | NodeKind::CharacterData
            | NodeKind::Comment
            | NodeKind::Instruction => None,
        }
    }

    /// The namespace name, empty for none.
    #[must_use]
    pub fn namespace(&self) -> &'d str {
        self.data().map_or("", |data| self.document.uri(data.name.uri))
    }

    /// The name without its prefix.
    #[must_use]
    pub fn local_name(&self) -> &'d str {
        self.data().map_or("", |data| self.document.local(&data.name))
    }

    /// The name as written, with its prefix.
    #[must_use]
    pub fn qualified_name(&self) -> &'d str {
        self.data().map_or("", |data| self.document.qualified(&data.name))
    }

    /// Whether this is the element `local` of `namespace`.
    #[must_use]
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.local_name() == local && self.namespace() == namespace
    }

    /// Where its start tag begins, in bytes from the start of the parsed input.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.document.source_range(self.id).start
    }

    /// Bytes from the start of its start tag to the end of its end tag.
    pub(in crate::signature::xml) fn source_len(&self) -> usize {
        self.document.source_range(self.id).len()
    }

    /// The element around it; `None` for the document element.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.document.element(self.document.node(self.id)?.parent)
    }

    /// Whether `other` is this element or lies within it.
    #[must_use]
    pub fn contains(&self, other: NodeId) -> bool {
        self.document.node(self.id).is_some_and(|node| self.id <= other && other < node.end)
    }

    /// The child elements, in document order. Comments and processing instructions are passed over.
    #[must_use]
    pub fn children(&self) -> ChildElements<'d> {
        let end = self.document.node(self.id).map_or(self.id, |node| node.end);
        ChildElements { document: self.document, next: self.id.next(), end }
    }

    /// Whether every child is an element or white space: nothing else that a reader could take for content.
    #[must_use]
    pub fn has_element_content_only(&self) -> bool {
        self.child_nodes().all(|(_, kind, source)| match kind {
            // Some write line ends as `&#13;` (tolerance T11).
            NodeKind::Text => decode::decode(source, Place::Text).bytes().all(super::charset::is_space),
            NodeKind::CharacterData => false,
            NodeKind::Document | NodeKind::Element(_) | NodeKind::Comment | NodeKind::Instruction => true,
        })
    }

    /// Whether a processing instruction is among its children.
    pub(in crate::signature::xml) fn has_instruction(&self) -> bool {
        self.child_nodes().any(|(_, kind, _)| kind == NodeKind::Instruction)
    }

    /// The value of the attribute `local` of `namespace` (empty for an attribute without prefix), normalized.
    #[must_use]
    pub fn attribute(&self, namespace: &str, local: &str) -> Option<Cow<'d, str>> {
        self.attribute_list()
            .iter()
            .find(|attribute| {
                self.document.local(&attribute.name) == local && self.document.uri(attribute.name.uri) == namespace
            })
            .map(|attribute| self.document.attribute_value(attribute))
    }

    /// The attributes: namespace name, local name, normalized value. Namespace declarations are not attributes.
    pub fn attributes(&self) -> impl Iterator<Item = (&'d str, &'d str, Cow<'d, str>)> + use<'d> {
        let document = self.document;
        self.attribute_list().iter().map(move |attribute| {
            let name = &attribute.name;
            (document.uri(name.uri), document.local(name), document.attribute_value(attribute))
        })
    }

    fn attribute_list(&self) -> &'d [AttributeData] {
        self.data().map_or(&[], |data| self.document.attributes_of(data))
    }

    /// The characters of the element and of all elements within it. A comment does not end or split them.
    #[must_use]
    pub fn text(&self) -> Cow<'d, str> {
        let document = self.document;
        let end = document.node(self.id).map_or(self.id, |node| node.end);
        let mut text = Cow::Borrowed("");
        for id in document.ids(self.id, end) {
            let Some(node) = document.node(id) else { break };
            let place = match node.kind {
                NodeKind::Text => Place::Text,
                NodeKind::CharacterData => Place::Verbatim,
                NodeKind::Document | NodeKind::Element(_) | NodeKind::Comment | NodeKind::Instruction => continue,
            };
            text += decode::decode(document.source(node.span), place);
        }
        text
    }

    /// The characters of an element of simple content: no child elements, and no comment that would split the value.
    ///
    /// # Errors
    /// `Malformed`, naming `what`.
    pub fn simple_text(&self, what: &'static str) -> Result<Cow<'d, str>> {
        let simple = self.child_nodes().all(|(_, kind, _)| matches!(kind, NodeKind::Text | NodeKind::CharacterData));
        if !simple {
            let rule = "holds characters only, no elements and no comments";
            return Err(Error::Malformed { what, offset: self.offset(), rule });
        }
        Ok(self.text())
    }

    fn child_nodes(&self) -> impl Iterator<Item = (NodeId, NodeKind, &'d str)> + use<'d> {
        let document = self.document;
        let end = document.node(self.id).map_or(self.id, |node| node.end);
        let mut next = self.id.next();
        std::iter::from_fn(move || {
            let id = (next < end).then_some(next)?;
            let node = document.node(id)?;
            next = node.end;
            Some((id, node.kind, document.source(node.span)))
        })
    }
}

/// The child elements of an element.
#[derive(Debug, Clone)]
pub struct ChildElements<'d> {
    document: &'d Document<'d>,
    next: NodeId,
    end: NodeId,
}

impl<'d> Iterator for ChildElements<'d> {
    type Item = Element<'d>;

    fn next(&mut self) -> Option<Element<'d>> {
        while self.next < self.end {
            let id = self.next;
            self.next = self.document.node(id)?.end;
            if let Some(element) = self.document.element(id) {
                return Some(element);
            }
        }
        None
    }
}
