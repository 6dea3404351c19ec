//! WS-Security (OASIS, SOAP Message Security 1.1 of 2006) in messages of SOAP 1.1 and 1.2.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::error::{Error, Result};
use crate::limits::within;
use crate::time::Moment;

use super::dsig::{Children, encoded_certificate, malformed};
use super::limits::{MAX_CERTIFICATES, MAX_SECURITY_HEADERS};
use super::tree::{Document, Element, NodeId};
use super::uri::{SOAP_11, SOAP_12, WSSE, WSU, X509_V3};

/// A SOAP message that has a Security header.
pub(super) struct Envelope<'d> {
    /// The Body of the message; `None` when the message is not one Header, at most, and one Body.
    pub(super) body: Option<Element<'d>>,
    /// Its Security headers; each is for another receiver.
    pub(super) security: Vec<Element<'d>>,
}

impl<'d> Envelope<'d> {
    /// `None` for other documents, and for messages without a Security header.
    ///
    /// # Errors
    /// `LimitExceeded` when there are too many of them.
    pub(super) fn of(document: &'d Document<'d>) -> Result<Option<Self>> {
        let root = document.root();
        let Some(soap) = [SOAP_11, SOAP_12].into_iter().find(|soap| root.is(soap, "Envelope")) else {
            return Ok(None);
        };
        let headers = || root.children().filter(|child| child.is(soap, "Header"));
        let security: Vec<_> =
            headers().flat_map(|header| header.children()).filter(|block| block.is(WSSE, "Security")).collect();
        if security.is_empty() {
            return Ok(None);
        }
        within(security.len(), MAX_SECURITY_HEADERS, "Security headers of a message")?;
        let bodies: Vec<_> = root.children().filter(|child| child.is(soap, "Body")).collect();
        let one_of_each = headers().count() == 1 && root.children().count() == 2 && root.has_element_content_only();
        let body = match bodies.as_slice() {
            [body] if one_of_each => Some(*body),
            _ => None,
        };
        Ok(Some(Self { body, security }))
    }

    /// Whether a node belongs to the content of the message.
    pub(super) fn is_in_body(&self, id: NodeId) -> bool {
        self.body.is_some_and(|body| body.contains(id))
    }
}

/// `wsu:Timestamp`: when the sender made the message, and until when it is to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTimestamp {
    /// `wsu:Created`; `None` when it is absent, or no signature covers it and it is not a time with a zone.
    pub created: Option<Moment>,
    /// `wsu:Expires`; `None` when it is absent, or no signature covers it and it is not a time with a zone.
    pub expires: Option<Moment>,
    /// The numbers of the signatures that cover it.
    pub covered_by: Vec<usize>,
    pub(super) element: NodeId,
    /// What is wrong with a time that could not be read.
    unreadable: Option<Error>,
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
            let mut unreadable = None;
            let mut time_of = |element: Element<'_>| time_of(element).map_err(|error| unreadable = Some(error)).ok();
            let created = parts.optional(WSU, "Created").and_then(&mut time_of);
            let expires = parts.optional(WSU, "Expires").and_then(&mut time_of);
            parts.end("only wsu:Created and wsu:Expires stand in it, in this order")?;
            found.push(Self { created, expires, covered_by: Vec::new(), element: timestamp.id(), unreadable });
        }
        Ok(found)
    }

    /// Notes that a signature covers it.
    ///
    /// # Errors
    /// `Malformed` when a time in it cannot be read: a limit that is signed and not understood is no missing limit.
    pub(super) fn add_covering(&mut self, signature: usize) -> Result<()> {
        self.covered_by.push(signature);
        self.unreadable.clone().map_or(Ok(()), Err)
    }
}

/// A time of XML Schema, in UTC or with its offset (SOAP Message Security 1.1, section 10).
fn time_of(element: Element<'_>) -> Result<Moment> {
    const WHAT: &str = "wsu:Timestamp";
    let rule = "a time is written as 2024-01-01T00:00:00Z, or with an offset instead of Z";
    Moment::parse(element.simple_text(WHAT)?.trim()).map_err(|_| malformed(element, WHAT, rule))
}

/// The certificates of BinarySecurityTokens (X.509 Token Profile 1.1, 3.1.1), each decoded once.
#[derive(Default)]
pub(super) struct Tokens(HashMap<NodeId, Vec<u8>>);

impl Tokens {
    /// The certificate, DER, in an element that is such a token; `None` for other elements.
    ///
    /// # Errors
    /// `Malformed` when the token is not in base64; `LimitExceeded`.
    pub(super) fn certificate(&mut self, token: Element<'_>) -> Result<Option<&[u8]>> {
        if !token.is(WSSE, "BinarySecurityToken") || token.attribute("", "ValueType").as_deref() != Some(X509_V3) {
            return Ok(None);
        }
        match self.0.entry(token.id()) {
            Entry::Occupied(known) => Ok(Some(known.into_mut())),
            Entry::Vacant(free) => Ok(Some(free.insert(encoded_certificate(token, "wsse:BinarySecurityToken")?))),
        }
    }

    /// The certificates that the Security headers bring, DER. They may be the signer's, or lead to its anchor.
    ///
    /// # Errors
    /// `LimitExceeded` when there are too many, or one is too long.
    pub(super) fn of_message(&mut self, envelope: &Envelope<'_>) -> Result<Vec<Vec<u8>>> {
        let mut found = Vec::new();
        for token in envelope.security.iter().flat_map(|security| security.children()) {
            match self.certificate(token) {
                Ok(Some(certificate)) => {
                    found.push(certificate.to_vec());
                    within(found.len(), MAX_CERTIFICATES, "security tokens of a message")?;
                }
                // A token that cannot be read, and that no signature refers to, is no token.
                Ok(None) | Err(Error::Malformed { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }
}
