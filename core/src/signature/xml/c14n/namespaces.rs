//! Which namespace declarations an element of the canonical form carries.

use super::{Canonicalization, Method};
use crate::signature::xml::tree::{Declaration, Document, ElementData, NodeId, PrefixId, UriId};

/// The declarations that were written and are in scope, innermost last.
pub(super) struct Rendered {
    exclusive: bool,
    /// The prefixes of InclusiveNamespaces that the document has.
    listed: Vec<PrefixId>,
    written: Vec<Declaration>,
}

impl Rendered {
    pub(super) fn new(document: &Document<'_>, how: &Canonicalization) -> Self {
        let listed = how.inclusive_prefixes.iter().filter_map(|prefix| document.find_prefix(prefix));
        Self { exclusive: how.method == Method::Exclusive10, listed: listed.collect(), written: Vec::new() }
    }

    /// How many declarations are in scope, to be given to [`Rendered::leave`].
    pub(super) fn mark(&self) -> usize {
        self.written.len()
    }

    pub(super) fn leave(&mut self, mark: usize) {
        self.written.truncate(mark);
    }

    /// The declarations of the first element of the selection, in canonical order.
    pub(super) fn enter_apex(&mut self, document: &Document<'_>, id: NodeId, data: &ElementData) -> &[Declaration] {
        let in_scope = document.namespaces_in_scope(id).into_iter();
        let candidates: Vec<_> = if self.exclusive {
            in_scope.filter(|declaration| self.listed.contains(&declaration.prefix)).collect()
        } else {
            in_scope.collect()
        };
        self.enter_with(document, data, &candidates)
    }

    /// The declarations of an element whose parent was written, in canonical order.
    pub(super) fn enter(&mut self, document: &Document<'_>, data: &ElementData) -> &[Declaration] {
        let own = document.declarations_of(data);
        if self.exclusive && !own.is_empty() {
            let listed = own.iter().filter(|declaration| self.listed.contains(&declaration.prefix));
            let listed: Vec<_> = listed.copied().collect();
            return self.enter_with(document, data, &listed);
        }
        self.enter_with(document, data, own)
    }

    fn enter_with(
        &mut self,
        document: &Document<'_>,
        data: &ElementData,
        candidates: &[Declaration],
    ) -> &[Declaration] {
        let mark = self.written.len();
        for candidate in candidates {
            self.write(mark, *candidate);
        }
        if self.exclusive {
            // Visibly utilized: the prefix of the element, or none, and those of its attributes (Exclusive C14N, 1.1).
            self.write(mark, Declaration { prefix: data.name.prefix, uri: data.name.uri });
            for attribute in document.attributes_of(data) {
                if attribute.name.prefix != PrefixId::NONE {
                    self.write(mark, Declaration { prefix: attribute.name.prefix, uri: attribute.name.uri });
                }
            }
        }
        let new = self.written.get_mut(mark..).unwrap_or_default();
        if new.len() > 1 {
            new.sort_by(|one, other| document.prefix(one.prefix).cmp(document.prefix(other.prefix)));
        }
        new
    }

    /// Adds a declaration unless it is in force already. The prefix `xml` is never declared, and `xmlns=""` only where
    /// it takes something back (Canonical XML 1.0, 2.3).
    fn write(&mut self, mark: usize, candidate: Declaration) {
        if candidate.prefix == PrefixId::XML {
            return;
        }
        let in_force = self.written.iter().rev().find(|written| written.prefix == candidate.prefix);
        let in_force = in_force.map_or(UriId::NONE, |written| written.uri);
        if in_force == candidate.uri {
            return;
        }
        debug_assert!(self.written.iter().skip(mark).all(|written| written.prefix != candidate.prefix));
        self.written.push(candidate);
    }
}
