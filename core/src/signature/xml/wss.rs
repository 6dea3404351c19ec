//! WS-Security (OASIS, SOAP Message Security 1.1 of 2006) in messages of SOAP 1.1 and 1.2.

use crate::error::Result;
use crate::time::Moment;

use super::dsig::{Children, malformed};
use super::tree::{Document, Element, NodeId};
use super::uri::{SOAP_11, SOAP_12, WSSE, WSU};

/// A SOAP message that has a Security header.
pub(super) struct Envelope<'d> {
    /// The Body of the message; `None` when the message is not one Header, at most, and one Body.
    pub(super) body: Option<Element<'d>>,
    /// Its Security headers; each is for another receiver.
    pub(super) security: Vec<Element<'d>>,
}

impl<'d> Envelope<'d> {
    /// `None` for other documents, and for messages without a Security header.
    pub(super) fn of(document: &'d Document<'d>) -> Option<Self> {
        let root = document.root();
        let soap = [SOAP_11, SOAP_12].into_iter().find(|soap| root.is(soap, "Envelope"))?;
        let headers = || root.children().filter(|child| child.is(soap, "Header"));
        let security: Vec<_> =
            headers().flat_map(|header| header.children()).filter(|block| block.is(WSSE, "Security")).collect();
        if security.is_empty() {
            return None;
        }
        let bodies: Vec<_> = root.children().filter(|child| child.is(soap, "Body")).collect();
        let one_of_each = headers().count() == 1 && root.children().count() == 2 && root.has_element_content_only();
        let body = match bodies.as_slice() {
            [body] if one_of_each => Some(*body),
            _ => None,
        };
        Some(Self { body, security })
    }

    /// Whether a node belongs to the content of the message.
    pub(super) fn is_in_body(&self, id: NodeId) -> bool {
        self.body.is_some_and(|body| body.contains(id))
    }
}

/// `wsu:Timestamp`: when the sender made the message, and until when it is to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTimestamp {
    /// `wsu:Created`; `None` when it is absent or not a time with a zone.
    pub created: Option<Moment>,
    /// `wsu:Expires`; `None` when it is absent or not a time with a zone.
    pub expires: Option<Moment>,
    /// The numbers of the signatures that cover it.
    pub covered_by: Vec<usize>,
    pub(super) element: NodeId,
}

impl MessageTimestamp {
    /// The timestamps of all Security headers (SOAP Message Security 1.1, section 10: at most one in each).
    pub(super) fn read_all(envelope: &Envelope<'_>) -> Result<Vec<Self>> {
        let mut found = Vec::new();
        for security in &envelope.security {
            let mut in_this = security.children().filter(|child| child.is(WSU, "Timestamp"));
            let Some(timestamp) = in_this.next() else { continue };
            if let Some(second) = in_this.next() {
                return Err(malformed(second, "wsu:Timestamp", "a Security header has at most one"));
            }
            let mut parts = Children::of(timestamp, "wsu:Timestamp")?;
            let created = parts.optional(WSU, "Created").map(time_of).transpose()?;
            let expires = parts.optional(WSU, "Expires").map(time_of).transpose()?;
            parts.end("only wsu:Created and wsu:Expires stand in it, in this order")?;
            found.push(Self {
                created: created.flatten(),
                expires: expires.flatten(),
                covered_by: Vec::new(),
                element: timestamp.id(),
            });
        }
        Ok(found)
    }
}

fn time_of(element: Element<'_>) -> Result<Option<Moment>> {
    Ok(Moment::parse(element.simple_text("wsu:Timestamp")?.trim()).ok())
}
