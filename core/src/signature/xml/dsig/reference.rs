//! `ds:Reference`: what it selects, and how that becomes octets (XML Signature 1.1, 4.4.3).

use crate::crypto::DigestAlgorithm;
use crate::error::Result;
use crate::signature::xml::c14n::{Canonicalization, Comments, Selection};
use crate::signature::xml::ids::Ids;
use crate::signature::xml::tree::{Document, Element, NodeId};
use crate::signature::xml::uri::{ENVELOPED, SIGNED_PROPERTIES};

use super::NotAllowed;
use super::read::{RawReference, algorithm_of, canonicalization, canonicalization_or_default};

/// A reference of a signature.
#[derive(Debug, Clone)]
pub struct Reference {
    kind: ReferenceKind,
    digest: Option<DigestAlgorithm>,
    expected: Vec<u8>,
    target: Target,
}

/// What a reference says that it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReferenceKind {
    /// Nothing is said, or nothing that matters: content.
    Content,
    /// SignedProperties of XAdES (EN 319 132-1, 4.4.2).
    SignedProperties,
}

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::signature::xml) enum Target {
    Nodes {
        selection: Selection,
        how: Canonicalization,
    },
    /// No element has the identifier, or the transform takes away all that was selected.
    Nothing,
    /// Several elements have it.
    Ambiguous,
    NotAllowed(NotAllowed),
}

impl Reference {
    /// What it says that it refers to.
    #[must_use]
    pub const fn kind(&self) -> ReferenceKind {
        self.kind
    }

    /// The digest algorithm; `None` when it is not one of the allow list.
    #[must_use]
    pub const fn digest_algorithm(&self) -> Option<DigestAlgorithm> {
        self.digest
    }

    /// The digest that the signer states.
    #[must_use]
    pub fn expected_digest(&self) -> &[u8] {
        &self.expected
    }

    pub(in crate::signature::xml) const fn target(&self) -> &Target {
        &self.target
    }

    /// Whether an element belongs, with all that is in it, to what is selected.
    pub(in crate::signature::xml) fn covers(&self, document: &Document<'_>, element: NodeId) -> bool {
        let Target::Nodes { selection, .. } = &self.target else { return false };
        let is_within = |id: NodeId| document.element(id).is_some_and(|around| around.contains(element));
        selection.apex.is_none_or(is_within) && !selection.excluded.iter().copied().any(is_within)
    }

    /// The element whose subtree is selected, `None` within for the whole document; `None` when nothing is.
    pub(in crate::signature::xml) const fn apex(&self) -> Option<Option<NodeId>> {
        match &self.target {
            Target::Nodes { selection, .. } => Some(selection.apex),
            Target::Nothing | Target::Ambiguous | Target::NotAllowed(_) => None,
        }
    }
}

/// Follows the references of one signature.
pub(in crate::signature::xml) struct Resolver<'d> {
    pub(in crate::signature::xml) document: &'d Document<'d>,
    pub(in crate::signature::xml) ids: &'d Ids<'d>,
    /// The signature itself.
    pub(in crate::signature::xml) signature: NodeId,
    /// Signatures that were added after it, which were not there when it was made.
    pub(in crate::signature::xml) later: Vec<NodeId>,
}

impl Resolver<'_> {
    pub(in crate::signature::xml) fn resolve(&self, raw: &RawReference<'_>) -> Result<Reference> {
        let kind = match raw.kind.as_deref() {
            Some(SIGNED_PROPERTIES) => ReferenceKind::SignedProperties,
            Some(_) | None => ReferenceKind::Content,
        };
        let target = match self.dereference(raw.uri.as_deref()) {
            Ok(selection) => self.transform(selection, &raw.transforms)?,
            Err(target) => target,
        };
        Ok(Reference { kind, digest: raw.digest, expected: raw.expected.clone(), target })
    }

    /// Same-document references only (XML Signature 1.1, 4.4.3.3): without a pointer expression comments do not belong
    /// to what is selected.
    fn dereference(&self, uri: Option<&str>) -> Result<Selection, Target> {
        let refused = Target::NotAllowed(NotAllowed::Reference);
        let (id, comments) = match uri {
            None => return Err(refused),
            Some("") => return Ok(Selection { comments: Comments::Omit, ..Selection::document() }),
            Some("#xpointer(/)") => return Ok(Selection::document()),
            Some(uri) => match uri.strip_prefix('#') {
                Some(pointer) => match quoted_id(pointer) {
                    Some(id) => (id, Comments::Keep),
                    None if pointer.is_empty() || pointer.contains(['(', ')', '%']) => return Err(refused),
                    None => (pointer, Comments::Omit),
                },
                None => return Err(refused),
            },
        };
        match self.ids.unique(id) {
            Some(element) => Ok(Selection { comments, ..Selection::element(element) }),
            None if self.ids.is_ambiguous(id) => Err(Target::Ambiguous),
            None => Err(Target::Nothing),
        }
    }

    /// The enveloped signature transform, if at all, then one canonicalization, if at all. All else would need to parse
    /// again what was made, or could select anything.
    fn transform(&self, mut selection: Selection, transforms: &[Element<'_>]) -> Result<Target> {
        let refused = Ok(Target::NotAllowed(NotAllowed::Transform));
        let mut rest = transforms.iter().copied().peekable();
        if let Some(transform) = rest.peek().copied()
            && algorithm_of(transform, "ds:Transform")? == ENVELOPED
        {
            rest.next();
            if transform.children().next().is_some() {
                return refused;
            }
            selection.excluded.push(self.signature);
            selection.excluded.extend(&self.later);
            if self.is_emptied(&selection) {
                return Ok(Target::Nothing);
            }
        }
        let method = rest.next();
        let how = match method {
            Some(transform) => canonicalization(transform)?,
            None => canonicalization_or_default(None)?,
        };
        match (how, rest.next()) {
            (Some(how), None) => Ok(Target::Nodes { selection, how }),
            (None, _) | (_, Some(_)) => refused,
        }
    }

    /// Whether nothing is left of what was selected. The digest of nothing says nothing.
    fn is_emptied(&self, selection: &Selection) -> bool {
        let apex = selection.apex.unwrap_or_else(|| self.document.root().id());
        let excluded = selection.excluded.iter().filter_map(|id| self.document.element(*id));
        excluded.into_iter().any(|element| element.contains(apex))
    }

    /// Source bytes that a reference goes over, for the budget.
    pub(in crate::signature::xml) fn cost(&self, reference: &Reference) -> u64 {
        let range = match reference.apex() {
            Some(Some(apex)) => self.document.source_range(apex),
            Some(None) => self.document.source_range(NodeId::DOCUMENT),
            None => 0..0,
        };
        u64::try_from(range.len()).unwrap_or(u64::MAX)
    }
}

/// `xpointer(id('x'))`, the one pointer expression beside `xpointer(/)` that XML Signature 1.1, 4.4.3.3 recommends.
fn quoted_id(pointer: &str) -> Option<&str> {
    let quoted = pointer.strip_prefix("xpointer(id(")?.strip_suffix("))")?;
    let id = quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    let id = id.or_else(|| quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')))?;
    (!id.is_empty() && !id.contains(['\'', '"', '(', ')'])).then_some(id)
}
