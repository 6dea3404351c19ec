//! Signed SOAP messages in the layout of the national bus.

use super::XmlSigner;
use super::check::checked;
use super::edit::Edits;
use super::enveloped::{check_id, digest_of, fill_in_value};
use super::markup::{self, KeyMarkup, ReferenceMarkup};
use crate::error::{Error, Result};
use crate::signature::xml::c14n::{Canonicalization, Comments, Method, Selection};
use crate::signature::xml::tree::{Document, Element};
use crate::signature::xml::uri::{SOAP_11, SOAP_12, WSSE, WSU};

/// Signs the Body of a SOAP message (1.1 or 1.2) and puts the signature into the Security header.
///
/// Exclusive canonicalization, one reference to the Body by `wsu:Id`, the certificate as KeyIdentifier. A Header, a
/// Security header and `body_id` are added where the message lacks them; a Body that has a `wsu:Id` keeps it. All other
/// bytes stay as they are.
///
/// `sign` gets the octets to be signed and gives the value as [`crypto::verify`](crate::crypto::verify) takes it.
///
/// # Errors
/// As [`SignedXml::parse`](crate::signature::xml::SignedXml::parse); `InvalidArgument` when the document is no SOAP message
/// with one Body, `body_id` cannot be used, or the new signature, or one that held before, would not hold; those of `sign`.
pub fn sign_message(
    message: &[u8],
    signer: &XmlSigner<'_>,
    body_id: &str,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let how = Canonicalization::new(Method::Exclusive10, Comments::Omit);
    let prepared = prepare(message, body_id)?;
    let document = Document::parse(&prepared)?;
    let parts = Parts::of(&document)?;
    let id = parts.body.attribute(WSU, "Id").ok_or(NOT_A_MESSAGE)?;
    let reference = ReferenceMarkup {
        uri: format!("#{}", escaped(&id)),
        kind: None,
        transforms: &[how.uri()],
        digest: digest_of(&document, &Selection::element(parts.body.id()), &how, signer.algorithm.digest())?,
    };
    let template = markup::signature(signer, None, &how, &[reference], KeyMarkup::KeyIdentifier, "")?;
    let mut edits = Edits::new(&prepared);
    let security = parts.security.ok_or(NOT_A_MESSAGE)?;
    edits.append_to(document.source_range(security.id()), &security, &template)?;
    let find = |document: &'_ Document<'_>| Some(Parts::of(document).ok()?.security?.children().last()?.id());
    let (signed, id) = fill_in_value(edits.apply(), find, signer, &how, sign)?;
    checked(message, signed, id)
}

const NOT_A_MESSAGE: Error =
    Error::InvalidArgument { argument: "message", rule: "a SOAP Envelope with at most one Header, and one Body" };

struct Parts<'d> {
    soap: &'static str,
    header: Option<Element<'d>>,
    security: Option<Element<'d>>,
    body: Element<'d>,
}

impl<'d> Parts<'d> {
    fn of(document: &'d Document<'d>) -> Result<Self> {
        let root = document.root();
        let soap = [SOAP_11, SOAP_12].into_iter().find(|soap| root.is(soap, "Envelope")).ok_or(NOT_A_MESSAGE)?;
        let children: Vec<_> = root.children().collect();
        let (header, body) = match children.as_slice() {
            [header, body] if header.is(soap, "Header") && body.is(soap, "Body") => (Some(*header), *body),
            [body] if body.is(soap, "Body") => (None, *body),
            _ => return Err(NOT_A_MESSAGE),
        };
        let security = header.and_then(|header| header.children().find(|child| child.is(WSSE, "Security")));
        Ok(Self { soap, header, security, body })
    }
}

/// The message with a Security header and an identifier of the Body.
fn prepare(message: &[u8], body_id: &str) -> Result<Vec<u8>> {
    let document = Document::parse(message)?;
    let parts = Parts::of(&document)?;
    let mut edits = Edits::new(message);
    if parts.security.is_none() {
        let security = format!(
            "<wsse:Security xmlns:wsse=\"{WSSE}\" xmlns:soap=\"{soap}\" soap:mustUnderstand=\"1\"></wsse:Security>",
            soap = parts.soap
        );
        match parts.header {
            Some(header) => edits.append_to(document.source_range(header.id()), &header, &security)?,
            None => {
                let header = format!("<soap:Header xmlns:soap=\"{}\">{security}</soap:Header>", parts.soap);
                edits.insert(parts.body.offset(), header);
            }
        }
    }
    if parts.body.attribute(WSU, "Id").is_none() {
        check_id(&document, body_id)?;
        if document.declares(parts.body.id(), "wsu") {
            let rule = "the Body does not declare the prefix wsu without having a wsu:Id";
            return Err(Error::InvalidArgument { argument: "message", rule });
        }
        let at = parts.body.offset() + 1 + parts.body.qualified_name().len();
        edits.insert(at, format!(" xmlns:wsu=\"{WSU}\" wsu:Id=\"{body_id}\""));
    }
    Ok(edits.apply())
}

/// As the value of an attribute in quotes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
