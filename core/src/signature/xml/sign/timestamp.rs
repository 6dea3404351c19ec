//! From XAdES level B to T: a time-stamp over the signature value.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::edit::Edits;
use crate::error::{Error, Result};
use crate::signature::xml::c14n::{Canonicalization, Comments, Method, Selection, canonical_octets};
use crate::signature::xml::signed::SignedXml;
use crate::signature::xml::tree::Element;
use crate::signature::xml::uri::{DS, XADES};
use crate::signature::xml::{Level, XmlSignature};

/// Exclusive, so that the octets stay when the document is put into another one.
const METHOD: Canonicalization = Canonicalization::new(Method::Exclusive10, Comments::Omit);

/// The octets whose digest a time-stamp of a signature has to hold (EN 319 132-1, 5.3): the canonical SignatureValue.
///
/// `number` counts [`SignedXml::signatures`] from 0.
///
/// # Errors
/// As [`SignedXml::parse`]; `InvalidArgument` when there is no such signature, or it cannot take a time-stamp.
pub fn octets_to_stamp(document: &[u8], number: usize) -> Result<Vec<u8>> {
    let parsed = SignedXml::parse(document)?;
    let signature = stampable(&parsed, number)?;
    let value = signature.children().find(|child| child.is(DS, "SignatureValue")).ok_or(NOT_STAMPABLE)?;
    canonical_octets(parsed.unverified_document(), &Selection::element(value.id()), &METHOD)
}

/// Puts a time-stamp token (RFC 3161, DER) over [`octets_to_stamp`] into the signature, which makes it level T. The token
/// is not looked at.
///
/// # Errors
/// As [`octets_to_stamp`].
pub fn add_timestamp(document: &[u8], number: usize, token: &[u8]) -> Result<Vec<u8>> {
    let parsed = SignedXml::parse(document)?;
    let signature = stampable(&parsed, number)?;
    let within =
        |parent: Element<'_>, local: &str| parent.children().find(|child| child.is(XADES, local)).map(|c| c.id());
    let objects = signature.children().filter(|child| child.is(DS, "Object"));
    let properties = objects.filter_map(|object| within(object, "QualifyingProperties")).next();
    let element = |id| parsed.unverified_document().element(id);
    let properties = properties.and_then(element).ok_or(NOT_STAMPABLE)?;
    let unsigned = within(properties, "UnsignedProperties").and_then(element);
    let of_signature = unsigned.and_then(|list| within(list, "UnsignedSignatureProperties")).and_then(element);

    let mut markup = format!(
        "<xades:SignatureTimeStamp xmlns:xades=\"{XADES}\"><ds:CanonicalizationMethod xmlns:ds=\"{DS}\" \
         Algorithm=\"{}\"/><xades:EncapsulatedTimeStamp>{}</xades:EncapsulatedTimeStamp></xades:SignatureTimeStamp>",
        METHOD.uri(),
        STANDARD.encode(token)
    );
    let wrap = |markup: &str, local: &str| format!("<xades:{local} xmlns:xades=\"{XADES}\">{markup}</xades:{local}>");
    if of_signature.is_none() {
        markup = wrap(&markup, "UnsignedSignatureProperties");
    }
    if unsigned.is_none() {
        markup = wrap(&markup, "UnsignedProperties");
    }
    let place = of_signature.or(unsigned).unwrap_or(properties);
    let mut edits = Edits::new(document);
    edits.append_to(parsed.unverified_document().source_range(place.id()), &place, &markup)?;
    Ok(edits.apply())
}

/// A signature of level B that no later one covers: a change of it would break the later one.
fn stampable<'d>(parsed: &'d SignedXml<'_>, number: usize) -> Result<Element<'d>> {
    let is_last = number + 1 == parsed.signatures().len();
    let signature = parsed.signatures().get(number).filter(|signature| is_last && signature.level() >= Level::B);
    signature.map(XmlSignature::element).and_then(|id| parsed.unverified_document().element(id)).ok_or(NOT_STAMPABLE)
}

const NOT_STAMPABLE: Error =
    Error::InvalidArgument { argument: "number", rule: "the last signature of the document, of XAdES level B" };
