//! The schema of `ds:Signature` (XML Signature 1.1, section 4), read strictly.

use std::borrow::Cow;

use crate::asn1::decode_base64;
use crate::crypto::{DigestAlgorithm, SignatureAlgorithm};
use crate::error::{Error, Result};
use crate::limits::{Limits, exceeded, within};
use crate::signature::xml::algorithm;
use crate::signature::xml::c14n::{Canonicalization, Comments, Method};
use crate::signature::xml::limits::{MAX_INCLUSIVE_PREFIXES, MAX_TRANSFORMS};
use crate::signature::xml::tree::{ChildElements, Element};
use crate::signature::xml::uri::{DS, EC};

/// A signature as it is written, before its references are followed.
pub(in crate::signature::xml) struct RawSignature<'d> {
    pub(in crate::signature::xml) element: Element<'d>,
    pub(in crate::signature::xml) signed_info: Element<'d>,
    /// `None` when it is not on the allow list.
    pub(in crate::signature::xml) canonicalization: Option<Canonicalization>,
    /// `None` when it is not on the allow list.
    pub(in crate::signature::xml) algorithm: Option<SignatureAlgorithm>,
    pub(in crate::signature::xml) references: Vec<RawReference<'d>>,
    pub(in crate::signature::xml) value_element: Element<'d>,
    pub(in crate::signature::xml) value: Vec<u8>,
    pub(in crate::signature::xml) key_info: Option<Element<'d>>,
    pub(in crate::signature::xml) objects: Vec<Element<'d>>,
}

pub(in crate::signature::xml) struct RawReference<'d> {
    pub(in crate::signature::xml) uri: Option<Cow<'d, str>>,
    pub(in crate::signature::xml) kind: Option<Cow<'d, str>>,
    pub(in crate::signature::xml) transforms: Vec<Element<'d>>,
    /// `None` when it is not on the allow list.
    pub(in crate::signature::xml) digest: Option<DigestAlgorithm>,
    pub(in crate::signature::xml) expected: Vec<u8>,
}

impl<'d> RawSignature<'d> {
    pub(in crate::signature::xml) fn read(element: Element<'d>, limits: &Limits) -> Result<Self> {
        let mut children = Children::of(element, "ds:Signature")?;
        let signed_info = children.one(DS, "SignedInfo", "ds:SignedInfo stands first in a signature, once")?;
        let value_element = children.one(DS, "SignatureValue", "ds:SignatureValue follows ds:SignedInfo")?;
        let key_info = children.optional(DS, "KeyInfo");
        let objects = std::iter::from_fn(|| children.optional(DS, "Object")).collect();
        children.end("only ds:Object follows the value and the one ds:KeyInfo")?;

        let mut parts = Children::of(signed_info, "ds:SignedInfo")?;
        let method = parts.one(DS, "CanonicalizationMethod", "ds:CanonicalizationMethod stands first, once")?;
        let canonicalization = canonicalization(method)?;
        let method = parts.one(DS, "SignatureMethod", "ds:SignatureMethod follows, once")?;
        let algorithm = algorithm_of(method, "ds:SignatureMethod")?;
        // A parameter of the method would change the algorithm: none is known for those on the list.
        let algorithm = algorithm::signature_from_uri(&algorithm).filter(|_| method.children().next().is_none());
        let mut references = Vec::new();
        while let Some(reference) = parts.optional(DS, "Reference") {
            references.push(RawReference::read(reference)?);
            within(references.len(), limits.references, "references in an XML signature")?;
        }
        parts.end("only ds:Reference stands after the methods")?;
        if references.is_empty() {
            return Err(malformed(signed_info, "ds:SignedInfo", "there is at least one ds:Reference"));
        }
        let value = base64_of(value_element, "ds:SignatureValue")?;
        Ok(Self {
            element,
            signed_info,
            canonicalization,
            algorithm,
            references,
            value_element,
            value,
            key_info,
            objects,
        })
    }
}

impl<'d> RawReference<'d> {
    fn read(element: Element<'d>) -> Result<Self> {
        let mut children = Children::of(element, "ds:Reference")?;
        let mut transforms = Vec::new();
        if let Some(list) = children.optional(DS, "Transforms") {
            let mut list = Children::of(list, "ds:Transforms")?;
            while let Some(transform) = list.optional(DS, "Transform") {
                if transforms.len() == MAX_TRANSFORMS {
                    return Err(exceeded("transforms of a reference", MAX_TRANSFORMS));
                }
                algorithm_of(transform, "ds:Transform")?;
                transforms.push(transform);
            }
            list.end("only ds:Transform stands in ds:Transforms")?;
            if transforms.is_empty() {
                return Err(malformed(element, "ds:Transforms", "there is at least one ds:Transform"));
            }
        }
        let method = children.one(DS, "DigestMethod", "ds:DigestMethod follows the transforms, once")?;
        let digest = algorithm_of(method, "ds:DigestMethod")?;
        let digest = algorithm::digest_from_uri(&digest).filter(|_| method.children().next().is_none());
        let value = children.one(DS, "DigestValue", "ds:DigestValue follows ds:DigestMethod, once")?;
        children.end("nothing follows ds:DigestValue")?;
        Ok(Self {
            uri: element.attribute("", "URI"),
            kind: element.attribute("", "Type"),
            transforms,
            digest,
            expected: base64_of(value, "ds:DigestValue")?,
        })
    }
}

/// The canonicalization that an element with an `Algorithm` attribute names; `None` when it is not one that is known.
pub(super) fn canonicalization(element: Element<'_>) -> Result<Option<Canonicalization>> {
    let uri = algorithm_of(element, "ds:CanonicalizationMethod")?;
    let Some(mut how) = Canonicalization::from_uri(&uri) else { return Ok(None) };
    let mut children = element.children();
    let Some(list) = children.next() else { return Ok(Some(how)) };
    // Exclusive Canonicalization, section 4: at most one InclusiveNamespaces; the inclusive methods have no parameter.
    if how.method != Method::Exclusive10 || !list.is(EC, "InclusiveNamespaces") || children.next().is_some() {
        return Ok(None);
    }
    let prefixes = list.attribute("", "PrefixList").unwrap_or_default();
    for prefix in prefixes.split_ascii_whitespace() {
        if how.inclusive_prefixes.len() == MAX_INCLUSIVE_PREFIXES {
            return Err(exceeded("prefixes in InclusiveNamespaces", MAX_INCLUSIVE_PREFIXES));
        }
        how.inclusive_prefixes.push(if prefix == "#default" { String::new() } else { prefix.to_owned() });
    }
    Ok(Some(how))
}

/// The canonicalization of a child element, or the default of XML Signature 1.1, 4.4.3.2: inclusive, without comments.
pub(in crate::signature::xml) fn canonicalization_or_default(
    element: Option<Element<'_>>,
) -> Result<Option<Canonicalization>> {
    element.map_or(Ok(Some(Canonicalization::new(Method::Inclusive10, Comments::Omit))), canonicalization)
}

pub(super) fn algorithm_of<'d>(element: Element<'d>, what: &'static str) -> Result<Cow<'d, str>> {
    element.attribute("", "Algorithm").ok_or_else(|| malformed(element, what, "there is an attribute Algorithm"))
}

/// Base64 with white space anywhere (tolerance T11: line wraps and `&#13;`).
pub(in crate::signature::xml) fn base64_of(element: Element<'_>, what: &'static str) -> Result<Vec<u8>> {
    decode_base64(&element.simple_text(what)?).ok_or_else(|| malformed(element, what, "the value is base64"))
}

pub(in crate::signature::xml) fn malformed(element: Element<'_>, what: &'static str, rule: &'static str) -> Error {
    Error::Malformed { what, offset: element.offset(), rule }
}

/// The children of an element, taken in the order of a schema.
pub(in crate::signature::xml) struct Children<'d> {
    parent: Element<'d>,
    what: &'static str,
    rest: std::iter::Peekable<ChildElements<'d>>,
}

impl<'d> Children<'d> {
    /// # Errors
    /// `Malformed` when there is text between the children.
    pub(in crate::signature::xml) fn of(parent: Element<'d>, what: &'static str) -> Result<Self> {
        if !parent.has_element_content_only() {
            return Err(malformed(parent, what, "only elements stand in it, no text"));
        }
        Ok(Self { parent, what, rest: parent.children().peekable() })
    }

    pub(in crate::signature::xml) fn optional(&mut self, namespace: &str, local: &str) -> Option<Element<'d>> {
        self.rest.next_if(|element| element.is(namespace, local))
    }

    pub(in crate::signature::xml) fn one(
        &mut self,
        namespace: &str,
        local: &str,
        rule: &'static str,
    ) -> Result<Element<'d>> {
        self.optional(namespace, local).ok_or_else(|| {
            let place = self.rest.peek().copied().unwrap_or(self.parent);
            malformed(place, self.what, rule)
        })
    }

    pub(in crate::signature::xml) fn end(&mut self, rule: &'static str) -> Result<()> {
        self.rest.peek().map_or(Ok(()), |element| Err(malformed(*element, self.what, rule)))
    }
}
