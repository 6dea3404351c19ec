//! Whether a signature covers the document, and not a part that somebody moved.

use std::fmt;

use super::dsig::{RawSignature, Reference, Target};
use super::ids::Ids;
use super::tree::{Document, Element, NodeId};
use super::unsigned;
use super::uri::{DS, DSIG11, EC, WSSE, WSU, XADES, XADES_141};
use super::wss::Envelope;

/// What a signature covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coverage {
    /// The whole document; for a SOAP message, its Body; for a signature that is itself the document, its objects.
    Covered {
        /// The number of the reference that does it, from 0.
        reference: usize,
    },
    /// Not all of it.
    NotCovered(Gap),
    /// An identifier that a signature uses belongs to several elements, or one that is unique by definition does.
    DuplicateId,
}

/// Why a document is not covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Gap {
    /// No reference selects the document element.
    DocumentElement,
    /// The document element is selected by its identifier, and a processing instruction stands outside of it.
    OuterInstruction,
    /// The signature, which is not covered by itself, holds content that no reference selects.
    UnsignedObject,
    /// No reference selects the Body of the SOAP message.
    Body,
    /// The message does not have exactly one Body, one Header at most, and nothing else.
    Envelope,
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DocumentElement => "no reference of the signature selects the document element",
            Self::OuterInstruction => "a processing instruction outside of the document element is not signed",
            Self::UnsignedObject => "the signature holds content that it does not sign",
            Self::Body => "no reference of the signature selects the Body of the message",
            Self::Envelope => "the message is not one Header and one Body",
        })
    }
}

/// Judges one signature. `envelope` is given for a message with a Security header.
pub(super) fn judge(
    document: &Document<'_>,
    ids: &Ids<'_>,
    envelope: Option<&Envelope<'_>>,
    signature: &RawSignature<'_>,
    references: &[Reference],
) -> Coverage {
    if ids.defined_twice() || references.iter().any(|reference| *reference.target() == Target::Ambiguous) {
        return Coverage::DuplicateId;
    }
    let selects = |apex: Option<NodeId>| references.iter().position(|reference| reference.apex() == Some(apex));
    let outcome = match envelope {
        Some(envelope) => match envelope.body {
            None => Err(Gap::Envelope),
            Some(body) => selects(Some(body.id())).or_else(|| selects(None)).ok_or(Gap::Body),
        },
        None => match (selects(None), selects(Some(document.root().id()))) {
            (Some(whole), _) => Ok(whole),
            (None, Some(_)) if document.has_outer_instructions() => Err(Gap::OuterInstruction),
            (None, Some(root)) => Ok(root),
            (None, None) if signature.element.id() == document.root().id() => {
                enveloping(document, signature, references)
            }
            (None, None) => Err(Gap::DocumentElement),
        },
    };
    match outcome {
        Ok(_) if unsigned::holds_content(signature, references) => Coverage::NotCovered(Gap::UnsignedObject),
        Ok(reference) => Coverage::Covered { reference },
        Err(gap) => Coverage::NotCovered(gap),
    }
}

/// A signature that is the document: a reference selects one of its objects, or content in one;
/// [`unsigned::holds_content`] sees to the others.
fn enveloping(document: &Document<'_>, signature: &RawSignature<'_>, references: &[Reference]) -> Result<usize, Gap> {
    if document.has_outer_instructions() {
        return Err(Gap::OuterInstruction);
    }
    let is_content = |id: NodeId| {
        let in_object = signature.objects.iter().any(|object| object.contains(id));
        let element = document.element(id).filter(|_| in_object);
        element
            .is_some_and(|element| !is_markup(&element) || (element.is(DS, "Object") && !is_properties_only(&element)))
    };
    let selected = references.iter().position(|reference| reference.apex().flatten().is_some_and(is_content));
    selected.ok_or(Gap::DocumentElement)
}

/// Elements that belong to signatures and tokens.
fn is_markup(element: &Element<'_>) -> bool {
    [DS, DSIG11, EC, XADES, XADES_141, WSSE, WSU].contains(&element.namespace())
}

/// Whether an object has nothing but the properties of XAdES.
fn is_properties_only(object: &Element<'_>) -> bool {
    object.has_element_content_only() && object.children().all(|child| child.is(XADES, "QualifyingProperties"))
}
