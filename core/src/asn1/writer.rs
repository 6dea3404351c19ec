//! A DER writer: the one length encoder of the crate.

use super::tag;
use crate::oid::Oid;

/// Appends DER elements; constructed ones are written by a closure.
#[derive(Debug, Default, Clone)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer. It writes DER, the one encoding of X.690, section 10.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// The DER octets that were written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Appends bytes that are DER already.
    pub fn raw(&mut self, der: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(der);
        self
    }

    /// Appends one element with this identifier octet and content.
    pub fn tlv(&mut self, tag: u8, content: &[u8]) -> &mut Self {
        self.bytes.push(tag);
        self.length(content.len());
        self.raw(content)
    }

    /// Appends a constructed element whose content the closure writes.
    pub fn constructed(&mut self, tag: u8, content: impl FnOnce(&mut Writer)) -> &mut Self {
        let mut inner = Writer::new();
        content(&mut inner);
        self.tlv(tag, &inner.bytes)
    }

    /// Appends a SEQUENCE.
    pub fn sequence(&mut self, content: impl FnOnce(&mut Writer)) -> &mut Self {
        self.constructed(tag::SEQUENCE, content)
    }

    /// Appends a SET OF, sorted as DER demands (X.690, 11.6). Each item is one whole element.
    pub fn set_of(&mut self, items: impl IntoIterator<Item = Vec<u8>>) -> &mut Self {
        self.set_of_tagged(tag::SET, items)
    }

    /// Appends a SET OF under another (implicit) tag, sorted as DER demands.
    pub fn set_of_tagged(&mut self, tag: u8, items: impl IntoIterator<Item = Vec<u8>>) -> &mut Self {
        let mut items: Vec<Vec<u8>> = items.into_iter().collect();
        items.sort();
        self.tlv(tag, &items.concat())
    }

    /// Appends an OBJECT IDENTIFIER.
    pub fn oid(&mut self, oid: &Oid) -> &mut Self {
        self.tlv(tag::OID, oid.content())
    }

    /// Appends NULL.
    pub fn null(&mut self) -> &mut Self {
        self.tlv(tag::NULL, &[])
    }

    /// Appends a BOOLEAN.
    pub fn boolean(&mut self, value: bool) -> &mut Self {
        self.tlv(tag::BOOLEAN, &[if value { 0xff } else { 0x00 }])
    }

    /// Appends a non-negative INTEGER from its big-endian magnitude.
    pub fn unsigned_bytes(&mut self, magnitude: &[u8]) -> &mut Self {
        let start = magnitude.iter().position(|byte| *byte != 0).unwrap_or(magnitude.len());
        let trimmed = magnitude.get(start..).unwrap_or_default();
        match trimmed.first() {
            None => self.tlv(tag::INTEGER, &[0]),
            Some(first) if first & 0x80 != 0 => {
                let mut content = vec![0];
                content.extend_from_slice(trimmed);
                self.tlv(tag::INTEGER, &content)
            }
            Some(_) => self.tlv(tag::INTEGER, trimmed),
        }
    }

    /// Appends a non-negative INTEGER.
    pub fn unsigned(&mut self, value: u64) -> &mut Self {
        self.unsigned_bytes(&value.to_be_bytes())
    }

    /// Appends an OCTET STRING.
    pub fn octet_string(&mut self, content: &[u8]) -> &mut Self {
        self.tlv(tag::OCTET_STRING, content)
    }

    /// Appends a BIT STRING of whole octets.
    pub fn bit_string(&mut self, octets: &[u8]) -> &mut Self {
        let mut content = Vec::with_capacity(octets.len() + 1);
        content.push(0);
        content.extend_from_slice(octets);
        self.tlv(tag::BIT_STRING, &content)
    }

    /// Appends the explicit context tag `[number]` around what the closure writes.
    pub fn explicit(&mut self, number: u8, content: impl FnOnce(&mut Writer)) -> &mut Self {
        self.constructed(tag::context_constructed(number), content)
    }

    /// The identifier octet and the minimal length octets before a content of `length` bytes.
    #[must_use]
    pub fn header(tag: u8, length: usize) -> Vec<u8> {
        let mut writer = Self { bytes: vec![tag] };
        writer.length(length);
        writer.bytes
    }

    fn length(&mut self, length: usize) {
        if length < 0x80 {
            self.bytes.extend(u8::try_from(length));
            return;
        }
        let octets = length.to_be_bytes();
        let start = octets.iter().position(|byte| *byte != 0).unwrap_or(octets.len());
        let significant = octets.get(start..).unwrap_or_default();
        self.bytes.extend(u8::try_from(significant.len()).map(|count| 0x80 | count));
        self.bytes.extend_from_slice(significant);
    }
}
