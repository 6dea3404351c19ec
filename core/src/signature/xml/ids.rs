//! Elements by identifier.

use std::borrow::Cow;
use std::collections::HashMap;

use super::tree::{Document, NodeId, XML_NAMESPACE};
use super::uri::WSU;

/// The identifiers of a document.
///
/// Without a document type nothing declares which attributes are identifiers; those that signers use are taken for one:
/// `Id`, `ID` and `id` without namespace, `wsu:Id` and `xml:id`.
pub(super) struct Ids<'d> {
    elements: HashMap<Cow<'d, str>, Found>,
    defined_twice: bool,
}

#[derive(Clone, Copy)]
enum Found {
    Once(NodeId),
    Twice,
}

impl<'d> Ids<'d> {
    pub(super) fn of(document: &'d Document<'d>) -> Self {
        let mut ids = Self { elements: HashMap::new(), defined_twice: false };
        for element in document.elements() {
            for (namespace, local, value) in element.attributes() {
                // The standards of these two forbid a second one; the others are often plain data.
                let unique_by_definition = match (namespace, local) {
                    ("", "Id" | "ID" | "id") => false,
                    (WSU, "Id") | (XML_NAMESPACE, "id") => true,
                    (_, _) => continue,
                };
                let found = ids.elements.entry(value).or_insert(Found::Once(element.id()));
                if let Found::Once(first) = *found
                    && first == element.id()
                {
                    continue;
                }
                *found = Found::Twice;
                ids.defined_twice |= unique_by_definition;
            }
        }
        ids
    }

    /// The one element with this identifier.
    pub(super) fn unique(&self, id: &str) -> Option<NodeId> {
        match self.elements.get(id)? {
            Found::Once(element) => Some(*element),
            Found::Twice => None,
        }
    }

    /// Whether several elements have this identifier.
    pub(super) fn is_ambiguous(&self, id: &str) -> bool {
        matches!(self.elements.get(id), Some(Found::Twice))
    }

    /// Whether an identifier that is unique by definition (`wsu:Id`, `xml:id`) is not.
    pub(super) fn defined_twice(&self) -> bool {
        self.defined_twice
    }
}
