//! Attributes of a signer (RFC 5652, 5.3).

use std::ops::Range;

use crate::asn1::{Reader, Tlv};
use crate::error::{Error, Result};
use crate::oid::Oid;

/// The most attributes, and the most values, of one set: an archived signature carries a timestamp for every few years.
const MAX_ATTRIBUTES: usize = 256;

/// One attribute: its type and its values, each a whole DER element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute<'s> {
    /// attrType.
    pub oid: &'s Oid,
    /// attrValues.
    pub values: Vec<&'s [u8]>,
}

/// A set of attributes, as places in the bytes of its signer.
#[derive(Debug, Clone, Default)]
pub(super) struct AttributeSet {
    /// The whole set, with its implicit tag.
    pub(super) place: Range<usize>,
    attributes: Vec<(Oid, Vec<Range<usize>>)>,
}

impl AttributeSet {
    /// Reads `SET SIZE (1..MAX) OF Attribute` under an implicit tag; places count from `base` in the whole input.
    pub(super) fn read(tlv: &Tlv<'_>, base: usize, what: &'static str) -> Result<Self> {
        let limit = Error::LimitExceeded { what: "attributes or values of one signer", limit: 256 };
        let local = |tlv: &Tlv<'_>| tlv.offset() - base..tlv.offset() - base + tlv.raw().len();
        let mut reader = tlv.reader();
        if reader.is_empty() {
            return Err(reader.malformed(what, "a set of attributes is not empty"));
        }
        let mut attributes = Vec::new();
        while !reader.is_empty() {
            let mut attribute = reader.sequence(what)?;
            let oid = attribute.oid(what)?;
            let mut values = attribute.set(what)?;
            attribute.finish(what)?;
            let mut places = Vec::new();
            while !values.is_empty() {
                if places.len() == MAX_ATTRIBUTES {
                    return Err(limit);
                }
                places.push(local(&values.any(what)?));
            }
            if attributes.len() == MAX_ATTRIBUTES {
                return Err(limit);
            }
            attributes.push((oid, places));
        }
        Ok(Self { place: local(tlv), attributes })
    }

    /// The attributes, in order; `der` is what the places count in.
    pub(super) fn iter<'s>(&'s self, der: &'s [u8]) -> impl Iterator<Item = Attribute<'s>> {
        self.attributes.iter().map(move |(oid, values)| Attribute {
            oid,
            values: values.iter().map(|place| der.get(place.clone()).unwrap_or_default()).collect(),
        })
    }

    /// The one value of the one attribute of this type: `None` when it is absent, an error text when it stands twice or
    /// has not exactly one value.
    pub(super) fn single<'s>(&'s self, der: &'s [u8], oid: &Oid) -> Result<Option<&'s [u8]>, Repeated> {
        let mut found = self.attributes.iter().filter(|(own, _)| own == oid);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some((_, values)), None) => match values.as_slice() {
                [place] => Ok(der.get(place.clone())),
                _ => Err(Repeated),
            },
            (Some(_), Some(_)) => Err(Repeated),
        }
    }
}

/// An attribute that may stand once with one value does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Repeated;

/// Whether `bytes` read as a SET OF attributes: content of that shape could be the signed attributes of another
/// signature (RFC 5652, 5.4 hashes them under the SET tag, and nothing says which of both was hashed).
pub(super) fn looks_like_attributes(bytes: &[u8]) -> bool {
    const WHAT: &str = "content";
    let read = || {
        let mut outer = Reader::new(bytes);
        let mut set = outer.set(WHAT)?;
        if set.is_empty() {
            return Ok(false);
        }
        while !set.is_empty() {
            let mut attribute = set.sequence(WHAT)?;
            attribute.oid(WHAT)?;
            attribute.set(WHAT)?;
        }
        Ok::<_, Error>(true)
    };
    read().unwrap_or(false)
}
