//! A strict DER reader over borrowed bytes (ITU-T X.690, section 10).

use crate::error::{Error, Result};
use crate::oid::Oid;
use crate::time::Moment;

/// Identifier octets. Tag numbers above 30 occur in no structure read here and are refused.
pub mod tag {
    /// BOOLEAN.
    pub const BOOLEAN: u8 = 0x01;
    /// INTEGER.
    pub const INTEGER: u8 = 0x02;
    /// BIT STRING.
    pub const BIT_STRING: u8 = 0x03;
    /// OCTET STRING.
    pub const OCTET_STRING: u8 = 0x04;
    /// NULL.
    pub const NULL: u8 = 0x05;
    /// OBJECT IDENTIFIER.
    pub const OID: u8 = 0x06;
    /// ENUMERATED.
    pub const ENUMERATED: u8 = 0x0a;
    /// UTF8String.
    pub const UTF8_STRING: u8 = 0x0c;
    /// PrintableString.
    pub const PRINTABLE_STRING: u8 = 0x13;
    /// TeletexString (T61String).
    pub const TELETEX_STRING: u8 = 0x14;
    /// IA5String.
    pub const IA5_STRING: u8 = 0x16;
    /// UTCTime.
    pub const UTC_TIME: u8 = 0x17;
    /// GeneralizedTime.
    pub const GENERALIZED_TIME: u8 = 0x18;
    /// VisibleString.
    pub const VISIBLE_STRING: u8 = 0x1a;
    /// UniversalString.
    pub const UNIVERSAL_STRING: u8 = 0x1c;
    /// BMPString.
    pub const BMP_STRING: u8 = 0x1e;
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: u8 = 0x30;
    /// SET and SET OF.
    pub const SET: u8 = 0x31;

    /// The identifier octet of the primitive context-specific tag `[number]`; `number` is below 31.
    #[must_use]
    pub const fn context(number: u8) -> u8 {
        0x80 | (number & 0x1f)
    }

    /// The identifier octet of the constructed context-specific tag `[number]`; `number` is below 31.
    #[must_use]
    pub const fn context_constructed(number: u8) -> u8 {
        0xa0 | (number & 0x1f)
    }
}

/// One DER element: identifier, its whole encoding, its content, and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tlv<'a> {
    tag: u8,
    raw: &'a [u8],
    content: &'a [u8],
    offset: usize,
}

impl<'a> Tlv<'a> {
    /// The identifier octet: class, constructed bit and number (X.690, 8.1.2); numbers above 30 are not used here.
    #[must_use]
    pub const fn tag(&self) -> u8 {
        self.tag
    }

    /// Identifier, length and content, exactly as they came.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The content octets, without identifier and length.
    #[must_use]
    pub const fn content(&self) -> &'a [u8] {
        self.content
    }

    /// Offset of the identifier octet in the whole input.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Offset of the first content octet in the whole input.
    #[must_use]
    pub const fn content_offset(&self) -> usize {
        self.offset + (self.raw.len() - self.content.len())
    }

    /// A reader over the content; for constructed elements.
    #[must_use]
    pub const fn reader(&self) -> Reader<'a> {
        Reader { bytes: self.content, offset: self.content_offset() }
    }

    /// `Malformed` at this element.
    #[must_use]
    pub const fn malformed(&self, what: &'static str, rule: &'static str) -> Error {
        Error::Malformed { what, offset: self.offset, rule }
    }

    /// The content as a BOOLEAN: one octet, `00` or `FF` (X.690, 11.1).
    ///
    /// # Errors
    /// `Malformed` for another length than one octet, or another value than `00` and `FF`. The tag is not looked at.
    pub fn boolean(&self, what: &'static str) -> Result<bool> {
        match self.content {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(self.malformed(what, "a DER BOOLEAN is one octet, 00 or FF")),
        }
    }

    /// The content octets of an INTEGER (two's complement), checked to be minimal (X.690, 8.3.2).
    ///
    /// # Errors
    /// `Malformed` for no octets, or a leading octet that says nothing. The tag is not looked at.
    pub fn integer_bytes(&self, what: &'static str) -> Result<&'a [u8]> {
        match self.content {
            [] => Err(self.malformed(what, "an INTEGER has at least one octet")),
            [0x00, next, ..] if next & 0x80 == 0 => {
                Err(self.malformed(what, "an INTEGER has no superfluous leading octet"))
            }
            [0xff, next, ..] if next & 0x80 != 0 => {
                Err(self.malformed(what, "an INTEGER has no superfluous leading octet"))
            }
            bytes => Ok(bytes),
        }
    }

    /// The magnitude of a non-negative INTEGER, without a leading zero octet (zero itself is one zero octet).
    ///
    /// # Errors
    /// As [`integer_bytes`](Self::integer_bytes), and for a negative number.
    pub fn unsigned_bytes(&self, what: &'static str) -> Result<&'a [u8]> {
        match self.integer_bytes(what)? {
            [first, ..] if first & 0x80 != 0 => Err(self.malformed(what, "the INTEGER must not be negative")),
            [0x00, rest @ ..] if !rest.is_empty() => Ok(rest),
            bytes => Ok(bytes),
        }
    }

    /// A non-negative INTEGER that fits 64 bits.
    ///
    /// # Errors
    /// As [`unsigned_bytes`](Self::unsigned_bytes), and for a number of more than 64 bits.
    pub fn unsigned(&self, what: &'static str) -> Result<u64> {
        let bytes = self.unsigned_bytes(what)?;
        if bytes.len() > 8 {
            return Err(self.malformed(what, "the INTEGER does not fit 64 bits"));
        }
        Ok(bytes.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
    }

    /// The content as an OBJECT IDENTIFIER.
    ///
    /// # Errors
    /// `Malformed` for content that X.690, 8.19 does not allow. The tag is not looked at.
    pub fn oid(&self, what: &'static str) -> Result<Oid> {
        Oid::from_content(self.content)
            .ok_or_else(|| self.malformed(what, "an OBJECT IDENTIFIER is a row of minimal base-128 numbers"))
    }

    /// The content as a NULL: empty.
    ///
    /// # Errors
    /// `Malformed` for any content. The tag is not looked at.
    pub fn null(&self, what: &'static str) -> Result<()> {
        if self.content.is_empty() { Ok(()) } else { Err(self.malformed(what, "NULL has no content")) }
    }

    /// The octets of a BIT STRING with their count of unused bits, which are zero in DER (X.690, 11.2.1).
    ///
    /// # Errors
    /// `Malformed` for a count above 7, or unused bits that are not zero. The tag is not looked at.
    pub fn bit_string(&self, what: &'static str) -> Result<(u8, &'a [u8])> {
        let (unused, bits) = self
            .content
            .split_first()
            .ok_or_else(|| self.malformed(what, "a BIT STRING begins with its count of unused bits"))?;
        if *unused > 7 || (bits.is_empty() && *unused != 0) {
            return Err(self.malformed(what, "a BIT STRING has 0 to 7 unused bits, and none when it is empty"));
        }
        if bits.last().is_some_and(|last| last & ((1u8 << unused) - 1) != 0) {
            return Err(self.malformed(what, "the unused bits of a DER BIT STRING are zero"));
        }
        Ok((*unused, bits))
    }

    /// The octets of a BIT STRING whose length is a whole number of octets (keys, signatures).
    ///
    /// # Errors
    /// As [`bit_string`](Self::bit_string), and for any unused bits.
    pub fn bit_string_octets(&self, what: &'static str) -> Result<&'a [u8]> {
        match self.bit_string(what)? {
            (0, octets) => Ok(octets),
            _ => Err(self.malformed(what, "this BIT STRING has no unused bits")),
        }
    }

    /// A UTCTime or GeneralizedTime in the forms of RFC 5280, section 4.1.2.5: seconds, `Z`, no fraction.
    ///
    /// # Errors
    /// `Malformed` for another tag or another form of time.
    pub fn time(&self, what: &'static str) -> Result<Moment> {
        let text = self.content;
        let moment = match self.tag {
            tag::UTC_TIME => Moment::from_utc_time(text),
            tag::GENERALIZED_TIME => Moment::from_generalized_time(text),
            _ => None,
        };
        moment.ok_or_else(|| self.malformed(what, "a time is UTCTime YYMMDDHHMMSSZ or GeneralizedTime YYYYMMDDHHMMSSZ"))
    }

    /// The text of a string type of X.520's DirectoryString, an IA5String, a NumericString or a VisibleString.
    ///
    /// TeletexString is read as ISO 8859-1, as all software does.
    ///
    /// # Errors
    /// `Malformed` for another tag, or octets that are none of the characters of the type.
    pub fn string(&self, what: &'static str) -> Result<String> {
        let bad = |rule| self.malformed(what, rule);
        match self.tag {
            tag::UTF8_STRING => {
                std::str::from_utf8(self.content).map(str::to_owned).map_err(|_| bad("a UTF8String holds UTF-8"))
            }
            tag::PRINTABLE_STRING | tag::IA5_STRING | tag::VISIBLE_STRING | 0x12 => {
                if !self.content.is_ascii() {
                    return Err(bad("this string type holds ASCII only"));
                }
                Ok(self.content.iter().map(|byte| char::from(*byte)).collect())
            }
            tag::TELETEX_STRING => Ok(self.content.iter().map(|byte| char::from(*byte)).collect()),
            tag::BMP_STRING => {
                let (units, rest) = self.content.as_chunks::<2>();
                if !rest.is_empty() {
                    return Err(bad("a BMPString has an even length"));
                }
                char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit)))
                    .collect::<std::result::Result<String, _>>()
                    .map_err(|_| bad("a BMPString holds no lone surrogates"))
            }
            tag::UNIVERSAL_STRING => {
                let (units, rest) = self.content.as_chunks::<4>();
                if !rest.is_empty() {
                    return Err(bad("a UniversalString has a length divisible by four"));
                }
                units
                    .iter()
                    .map(|unit| char::from_u32(u32::from_be_bytes(*unit)))
                    .collect::<Option<String>>()
                    .ok_or_else(|| bad("a UniversalString holds Unicode scalar values"))
            }
            _ => Err(bad("expected a character string")),
        }
    }
}

/// Reads DER elements one after another. Copying a reader remembers the place.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// A reader over `bytes`, whose first octet has offset 0.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0 }
    }

    /// A reader over `bytes` that stand at `offset` in a larger input.
    #[must_use]
    pub const fn at(bytes: &'a [u8], offset: usize) -> Self {
        Self { bytes, offset }
    }

    /// Whether nothing is left.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The octets that are left, from the next element to the end.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    /// Offset of the next element in the whole input.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The identifier octet of the next element.
    #[must_use]
    pub fn peek(&self) -> Option<u8> {
        self.bytes.first().copied()
    }

    /// `Malformed` at this place.
    #[must_use]
    pub const fn malformed(&self, what: &'static str, rule: &'static str) -> Error {
        Error::Malformed { what, offset: self.offset, rule }
    }

    /// The next element, whatever it is.
    ///
    /// # Errors
    /// `Malformed` when nothing is left, the length is not the shortest one, or the content is cut off (X.690, 10.1).
    pub fn any(&mut self, what: &'static str) -> Result<Tlv<'a>> {
        let bytes = self.bytes;
        let malformed = |rule| Error::Malformed { what, offset: self.offset, rule };
        let (&tag, after_tag) = bytes.split_first().ok_or_else(|| malformed("an element is missing"))?;
        if tag & 0x1f == 0x1f {
            return Err(malformed("tag numbers above 30 are not used here"));
        }
        let (&first, after_first) = after_tag.split_first().ok_or_else(|| malformed("the length is missing"))?;
        let (length, header) = if first < 0x80 {
            (usize::from(first), 2)
        } else {
            let count = usize::from(first & 0x7f);
            if count == 0 {
                return Err(malformed("DER has no indefinite lengths"));
            }
            // Four length octets address 4 GiB, more than any input that is accepted.
            if count > 4 {
                return Err(malformed("the length is beyond 4 GiB"));
            }
            let octets = after_first.get(..count).ok_or_else(|| malformed("the length is cut off"))?;
            let length = octets.iter().fold(0usize, |value, byte| (value << 8) | usize::from(*byte));
            if octets.first() == Some(&0) || length < 0x80 {
                return Err(malformed("a DER length is as short as possible"));
            }
            (length, 2 + count)
        };
        let end = header.checked_add(length).ok_or_else(|| malformed("the length is beyond the address space"))?;
        let raw = bytes.get(..end).ok_or_else(|| malformed("the content is cut off"))?;
        let content = raw.get(header..).unwrap_or_default();
        let tlv = Tlv { tag, raw, content, offset: self.offset };
        self.bytes = bytes.get(end..).unwrap_or_default();
        self.offset += end;
        Ok(tlv)
    }

    /// The next element, which must have this identifier octet.
    ///
    /// # Errors
    /// As [`any`](Self::any), and for another identifier octet.
    pub fn expect(&mut self, tag: u8, what: &'static str) -> Result<Tlv<'a>> {
        match self.peek() {
            Some(found) if found == tag => self.any(what),
            Some(_) => Err(self.malformed(what, "an element of another type stands here")),
            None => Err(self.malformed(what, "an element is missing")),
        }
    }

    /// The next element if it has this identifier octet.
    ///
    /// # Errors
    /// As [`any`](Self::any). Another identifier octet, or the end of the input, is `None`.
    pub fn optional(&mut self, tag: u8, what: &'static str) -> Result<Option<Tlv<'a>>> {
        if self.peek() == Some(tag) { self.any(what).map(Some) } else { Ok(None) }
    }

    /// A reader over the content of the SEQUENCE that stands here.
    ///
    /// # Errors
    /// As [`expect`](Self::expect).
    pub fn sequence(&mut self, what: &'static str) -> Result<Reader<'a>> {
        Ok(self.expect(tag::SEQUENCE, what)?.reader())
    }

    /// A reader over the content of the SET that stands here.
    ///
    /// # Errors
    /// As [`expect`](Self::expect).
    pub fn set(&mut self, what: &'static str) -> Result<Reader<'a>> {
        Ok(self.expect(tag::SET, what)?.reader())
    }

    /// The content octets of the OCTET STRING that stands here.
    ///
    /// # Errors
    /// As [`expect`](Self::expect).
    pub fn octet_string(&mut self, what: &'static str) -> Result<&'a [u8]> {
        Ok(self.expect(tag::OCTET_STRING, what)?.content())
    }

    /// The OBJECT IDENTIFIER that stands here.
    ///
    /// # Errors
    /// As [`expect`](Self::expect) and [`Tlv::oid`].
    pub fn oid(&mut self, what: &'static str) -> Result<Oid> {
        self.expect(tag::OID, what)?.oid(what)
    }

    /// The explicit context tag `[number]` that may stand here: a reader over what it holds.
    ///
    /// # Errors
    /// As [`any`](Self::any). What stands inside is for the reader that is handed out.
    pub fn explicit(&mut self, number: u8, what: &'static str) -> Result<Option<Reader<'a>>> {
        Ok(self.optional(tag::context_constructed(number), what)?.map(|tlv| tlv.reader()))
    }

    /// Refuses anything that is left.
    ///
    /// # Errors
    /// `Malformed`, with the offset of the first octet that is left.
    pub fn finish(&self, what: &'static str) -> Result<()> {
        if self.bytes.is_empty() { Ok(()) } else { Err(self.malformed(what, "something follows after the end")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_at_every_boundary() {
        for length in [0usize, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let mut writer = crate::asn1::Writer::new();
            writer.tlv(tag::OCTET_STRING, &vec![0x5a; length]);
            let encoded = writer.into_bytes();
            let mut reader = Reader::new(&encoded);
            assert_eq!(reader.octet_string("test").unwrap().len(), length);
            reader.finish("test").unwrap();
        }
    }

    #[test]
    fn ber_liberties_are_refused_with_their_place() {
        for (bytes, rule) in [
            (&[0x04, 0x81, 0x01, 0x00][..], "a DER length is as short as possible"),
            (&[0x04, 0x82, 0x00, 0x80], "a DER length is as short as possible"),
            (&[0x24, 0x80, 0x00, 0x00], "DER has no indefinite lengths"),
            (&[0x04, 0x05, 0x00], "the content is cut off"),
            (&[0x1f, 0x81, 0x00], "tag numbers above 30 are not used here"),
            (&[0x04], "the length is missing"),
        ] {
            let mut reader = Reader::at(bytes, 7);
            assert_eq!(reader.any("test").unwrap_err(), Error::Malformed { what: "test", offset: 7, rule });
        }
    }

    #[test]
    fn integers_and_bit_strings_are_minimal() {
        let read = |bytes: &[u8]| {
            let tlv = Reader::new(bytes).any("test").unwrap();
            tlv.unsigned("test").is_ok()
        };
        assert!(read(&[2, 1, 0]) && read(&[2, 2, 0, 0x80]));
        assert!(!read(&[2, 2, 0, 0x7f]) && !read(&[2, 1, 0x80]) && !read(&[2, 0]));
        let bits = |bytes: &[u8]| Reader::new(bytes).any("test").unwrap().bit_string("test").is_ok();
        assert!(bits(&[3, 1, 0]) && bits(&[3, 2, 3, 0xf8]));
        assert!(!bits(&[3, 0]) && !bits(&[3, 1, 1]) && !bits(&[3, 2, 3, 0xf9]) && !bits(&[3, 2, 8, 0]));
    }
}
