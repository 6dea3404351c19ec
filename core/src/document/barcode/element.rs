//! One part of a set: what one symbol holds.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::document::xml;
use crate::error::{Error, Result};
use crate::time::Moment;

/// The namespace of the parts.
const NAMESPACE: &str = "http://barcodes.pdf.shep.nitec.kz/";
/// The longest text of a part in bytes: a QR symbol of version 40-L holds 2 953.
const MAX_TEXT: usize = 4_096;
/// Nodes of a part: root, five elements, their texts, the document node and white space.
const MAX_NODES: usize = 32;
/// Parts of a set. A page holds about six; a document of more than a hundred symbols is not one to print.
pub(super) const MAX_PARTS: u32 = 100;
/// Bytes of the ZIP in a part that is not the last: with it the text of a part has 1 183 characters.
pub(super) const PART_BYTES: usize = 650;

/// The number that groups the parts of a set: 14 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FavorId(String);

impl FavorId {
    /// From exactly 14 ASCII digits.
    ///
    /// # Errors
    /// `InvalidArgument` for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::InvalidArgument { argument: "FavorID", rule: "a FavorID has exactly 14 digits" })
        }
    }

    /// The 14 digits that all parts of a set share.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// When a part was made, as it is written: `2024-01-01T12:00:00.000+06:00`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreationDate(String);

impl CreationDate {
    /// A moment on a clock so many minutes ahead of UTC.
    ///
    /// # Errors
    /// `InvalidArgument` if the offset is more than 14 hours, or the year has not four digits.
    pub fn new(moment: Moment, offset_minutes: i32) -> Result<Self> {
        let far = offset_minutes.unsigned_abs() > 14 * 60;
        let (year, month, day, hour, minute, second) = moment.plus_seconds(i64::from(offset_minutes) * 60).to_utc();
        if far || !(1_000..=9_999).contains(&year) {
            return Err(Error::InvalidArgument {
                argument: "creation date",
                rule: "the offset is at most 14 hours, and the year has four digits",
            });
        }
        let sign = if offset_minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset_minutes.unsigned_abs() / 60, offset_minutes.unsigned_abs() % 60);
        Ok(Self(format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.000{sign}{hours:02}:{minutes:02}"
        )))
    }

    /// From the written form; any RFC 3339 text is accepted and kept as it is.
    ///
    /// # Errors
    /// `InvalidArgument` if it is no such text.
    pub fn parse(text: &str) -> Result<Self> {
        Moment::parse(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The date as the part has it: RFC 3339 with milliseconds and an offset.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The moment, in whole seconds.
    ///
    /// # Errors
    /// None: the text was checked when it was read.
    pub fn moment(&self) -> Result<Moment> {
        Moment::parse(&self.0)
    }
}

/// One part of a set.
#[derive(Clone, PartialEq, Eq)]
pub struct Element {
    /// When it was made; it may differ between the parts of a set.
    pub created: CreationDate,
    /// Its bytes of the ZIP.
    pub data: Vec<u8>,
    /// Its number, from 1.
    pub number: u32,
    /// How many parts the set has.
    pub amount: u32,
    /// The number that groups the set.
    pub favor_id: FavorId,
}

// The data are those of a person's document.
impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Element").field("number", &self.number).field("amount", &self.amount).finish_non_exhaustive()
    }
}

impl Element {
    /// The text that the symbol holds. A full part of a set of up to nine has exactly 1 183 characters.
    #[must_use]
    pub fn to_xml(&self) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><BarcodeElement xmlns=\"{NAMESPACE}\">\
             <creationDate>{}</creationDate><elementData>{}</elementData><elementNumber>{}</elementNumber>\
             <elementsAmount>{}</elementsAmount><FavorID>{}</FavorID></BarcodeElement>",
            self.created.as_str(),
            STANDARD.encode(&self.data),
            self.number,
            self.amount,
            self.favor_id.as_str(),
        )
    }

    /// Reads the text of a symbol.
    ///
    /// # Errors
    /// `Malformed` if it is not such an XML text (each of the five elements once, nothing else), `LimitExceeded` if it
    /// is longer than a symbol can hold or the set is too large.
    pub fn from_xml(text: &str) -> Result<Self> {
        if text.len() > MAX_TEXT {
            return Err(Error::LimitExceeded { what: "bytes of a barcode part", limit: 4_096 });
        }
        let document = xml::parse(text, MAX_NODES)?;
        let root = document.root();
        if !root.is(NAMESPACE, "BarcodeElement") {
            let rule = "the root is BarcodeElement of the barcode namespace";
            return Err(Error::Malformed { what: "barcode part", offset: root.offset(), rule });
        }
        let children = xml::elements(&root, "barcode part")?;
        let only = |name: &'static str| -> Result<(usize, String)> {
            let mut named = children.iter().filter(|child| child.is(NAMESPACE, name));
            match (named.next(), named.next()) {
                (Some(child), None) => Ok((child.offset(), child.simple_text(name)?.trim().to_owned())),
                (None, _) | (_, Some(_)) => {
                    Err(Error::Malformed { what: name, offset: root.offset(), rule: "the element stands exactly once" })
                }
            }
        };
        let (offset, created) = only("creationDate")?;
        let rule = "a date is written as in RFC 3339";
        let created =
            CreationDate::parse(&created).map_err(|_| Error::Malformed { what: "creationDate", offset, rule })?;
        let (offset, data) = only("elementData")?;
        let rule = "the data are base64";
        // Line breaks inside base64 are white space of XML, not data.
        let compact: String = data.split_ascii_whitespace().collect();
        let data = STANDARD.decode(compact).map_err(|_| Error::Malformed { what: "elementData", offset, rule })?;
        let (offset, number) = only("elementNumber")?;
        let number = count(&number, offset, "elementNumber")?;
        let (offset, amount) = only("elementsAmount")?;
        let amount = count(&amount, offset, "elementsAmount")?;
        let (offset, favor_id) = only("FavorID")?;
        let rule = "a FavorID has exactly 14 digits";
        let favor_id = FavorId::parse(&favor_id).map_err(|_| Error::Malformed { what: "FavorID", offset, rule })?;
        if children.len() != 5 {
            let rule = "there are no other elements";
            return Err(Error::Malformed { what: "barcode part", offset: root.offset(), rule });
        }
        if amount > MAX_PARTS {
            return Err(Error::LimitExceeded { what: "parts of a barcode set", limit: MAX_PARTS.into() });
        }
        if number > amount {
            return Err(Error::Malformed { what: "elementNumber", offset, rule: "the number is at most the amount" });
        }
        Ok(Self { created, data, number, amount, favor_id })
    }
}

/// A number from 1, without sign and leading zeros.
fn count(text: &str, offset: usize, what: &'static str) -> Result<u32> {
    let plain = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    let malformed = Error::Malformed { what, offset, rule: "it is a number from 1 in digits" };
    plain.then(|| text.parse().ok()).flatten().ok_or(malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(bytes: usize) -> Element {
        Element {
            created: CreationDate::new(Moment::parse("2024-01-01T06:00:00Z").unwrap(), 360).unwrap(),
            data: vec![0xA5; bytes],
            number: 1,
            amount: 5,
            favor_id: FavorId::parse("12345678901234").unwrap(),
        }
    }

    #[test]
    fn a_full_part_has_1183_characters() {
        let text = element(PART_BYTES).to_xml();
        assert_eq!(text.chars().count(), 1_183);
        assert!(text.contains("<creationDate>2024-01-01T12:00:00.000+06:00</creationDate>"));
        assert_eq!(Element::from_xml(&text).unwrap(), element(PART_BYTES));
    }

    #[test]
    fn texts_that_are_no_part_are_refused() {
        let good = element(3).to_xml();
        for (from, to) in [
            ("standalone=\"yes\"?>", "standalone=\"yes\"?><!DOCTYPE BarcodeElement>"),
            ("BarcodeElement", "BarcodeElements"),
            ("http://barcodes", "http://other"),
            ("<elementNumber>1<", "<elementNumber>6<"),
            ("<elementNumber>1<", "<elementNumber>0<"),
            ("<elementNumber>1<", "<elementNumber>+1<"),
            ("<elementNumber>1</elementNumber>", ""),
            ("<elementNumber>1</elementNumber>", "<elementNumber>1</elementNumber><elementNumber>1</elementNumber>"),
            ("<elementsAmount>5<", "<elementsAmount>101<"),
            ("12345678901234", "1234567890123"),
            ("paWl", "paW"),
            ("paWl", "<x/>"),
            ("2024-01-01T", "2024-13-01T"),
            ("</BarcodeElement>", "<other/></BarcodeElement>"),
            ("</BarcodeElement>", "text</BarcodeElement>"),
        ] {
            assert!(good.contains(from), "{from}");
            assert!(Element::from_xml(&good.replace(from, to)).is_err(), "{from} -> {to}");
        }
        assert!(matches!(Element::from_xml(&element(4_000).to_xml()), Err(Error::LimitExceeded { .. })));
    }
}
