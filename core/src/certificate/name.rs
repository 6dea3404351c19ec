//! Distinguished names (RFC 5280, 4.1.2.4) and their comparison (7.1).

use std::fmt::{self, Write as _};

use crate::asn1::{Reader, Tlv, tag};
use crate::error::Result;
use crate::oid::{self, Oid};
use crate::text::is_hidden;

/// The most attributes of one name. The national profile uses up to ten; a hundred is the budget that keeps the
/// comparison of two names cheap.
const MAX_ATTRIBUTES: usize = 100;

/// A distinguished name as it came, checked to be well formed.
#[derive(Clone, Copy)]
pub struct Name<'a> {
    raw: &'a [u8],
    offset: usize,
}

/// One attribute of a name.
#[derive(Clone, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// The type.
    pub oid: Oid,
    /// The value element.
    pub value: Tlv<'a>,
}

impl Attribute<'_> {
    /// The value as text; `None` when it is no character string.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        self.value.string("attribute value").ok()
    }
}

impl<'a> Name<'a> {
    /// Reads the name that stands next in `reader`.
    ///
    /// # Errors
    /// `Malformed` unless it is a SEQUENCE of non-empty SETs of attributes; `LimitExceeded` for too many.
    pub fn read(reader: &mut Reader<'a>, what: &'static str) -> Result<Self> {
        let tlv = reader.expect(tag::SEQUENCE, what)?;
        let name = Self { raw: tlv.raw(), offset: tlv.offset() };
        name.check(what)?;
        Ok(name)
    }

    /// Parses a DER name and nothing after it.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn from_der(der: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(der);
        let name = Self::read(&mut reader, "Name")?;
        reader.finish("Name")?;
        Ok(name)
    }

    /// A name that was checked when its certificate or list was parsed.
    pub(crate) const fn checked(raw: &'a [u8]) -> Self {
        Self { raw, offset: 0 }
    }

    fn check(&self, what: &'static str) -> Result<()> {
        let mut budget = MAX_ATTRIBUTES;
        let mut rdns = Reader::at(self.raw, self.offset).sequence(what)?;
        while !rdns.is_empty() {
            let mut rdn = rdns.set(what)?;
            if rdn.is_empty() {
                return Err(rdn.malformed(what, "a relative distinguished name has at least one attribute"));
            }
            while !rdn.is_empty() {
                budget = budget
                    .checked_sub(1)
                    .ok_or(crate::Error::LimitExceeded { what: "attributes of a name", limit: 100 })?;
                let attribute = read_attribute(&mut rdn, what)?;
                // A character string that cannot be read is refused here, so that comparison need not fail.
                if is_string(attribute.value.tag()) {
                    attribute.value.string(what)?;
                }
            }
        }
        Ok(())
    }

    /// The DER of the whole name, as it came.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    pub(crate) const fn offset(&self) -> usize {
        self.offset
    }

    /// Whether the name has no attributes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rdns().next().is_none()
    }

    /// The relative distinguished names, each a list of attributes.
    pub fn rdns(&self) -> impl Iterator<Item = Vec<Attribute<'a>>> + use<'a> {
        let mut rdns = Reader::at(self.raw, self.offset).sequence("Name").unwrap_or(Reader::new(&[]));
        std::iter::from_fn(move || {
            let mut rdn = rdns.set("Name").ok()?;
            let mut attributes = Vec::new();
            while let Ok(attribute) = read_attribute(&mut rdn, "Name") {
                attributes.push(attribute);
            }
            Some(attributes)
        })
    }

    /// Every attribute, in order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.rdns().flatten()
    }

    /// The text of the first attribute of this type.
    #[must_use]
    pub fn find(&self, oid: &Oid) -> Option<String> {
        self.attributes().find(|attribute| attribute.oid == *oid).and_then(|attribute| attribute.text())
    }

    /// Whether both are the same name by RFC 5280, 7.1: relative names in order, each a set of attributes, character
    /// strings compared without regard to case, kind of string and superfluous white space.
    #[must_use]
    pub fn matches(&self, other: &Name<'_>) -> bool {
        if self.raw == other.raw {
            return true;
        }
        let (mut left, mut right) = (self.rdns(), other.rdns());
        loop {
            match (left.next(), right.next()) {
                (None, None) => return true,
                (Some(left), Some(right)) if same_rdn(&left, &right) => {}
                _ => return false,
            }
        }
    }

    /// A form that is equal for two names exactly when they [match](Self::matches): the key under which stores and
    /// evidence are indexed.
    pub(crate) fn comparison_key(&self) -> Box<[u8]> {
        let mut key = Vec::with_capacity(self.raw.len());
        let mut part = |part: &[u8]| {
            // The length in front makes the concatenation unambiguous.
            key.extend_from_slice(&part.len().to_be_bytes());
            key.extend_from_slice(part);
        };
        for rdn in self.rdns() {
            let mut attributes: Vec<Vec<u8>> = rdn.iter().map(attribute_key).collect();
            attributes.sort_unstable();
            part(&attributes.len().to_be_bytes());
            attributes.iter().for_each(|attribute| part(attribute));
        }
        key.into()
    }

    /// Whether this name lies in the subtree of `base`: `base` is empty or equals the first relative names.
    #[must_use]
    pub fn is_within(&self, base: &Name<'_>) -> bool {
        let mut own = self.rdns();
        base.rdns().all(|expected| own.next().is_some_and(|rdn| same_rdn(&rdn, &expected)))
    }
}

impl fmt::Display for Name<'_> {
    /// `CN=…, O=…`, in the order of the encoding, values escaped as in RFC 4514, 2.4, quotation marks excepted: one line,
    /// in which a value cannot pass for another attribute.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, attribute) in self.attributes().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            match short_name(&attribute.oid) {
                Some(short) => write!(f, "{short}=")?,
                None => write!(f, "{}=", attribute.oid)?,
            }
            match attribute.text() {
                Some(text) => write_escaped(f, &text)?,
                None => write!(f, "#{}", crate::crypto::to_hex(attribute.value.raw()))?,
            }
        }
        Ok(())
    }
}

/// RFC 4514, 2.4: separators behind a backslash, and as hex pairs what a reader would not see or be misled by. Quotation
/// marks stay as they are: they separate nothing here, and stand in the names of most companies.
fn write_escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for (place, character) in text.char_indices() {
        let (first, last) = (place == 0, place + 1 == text.len());
        match character {
            '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{character}")?,
            ' ' if first || last => f.write_str("\\ ")?,
            '#' if first => f.write_str("\\#")?,
            hidden if is_hidden(hidden) => {
                hidden.encode_utf8(&mut [0; 4]).bytes().try_for_each(|octet| write!(f, "\\{octet:02X}"))?;
            }
            shown => f.write_char(shown)?,
        }
    }
    Ok(())
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({} bytes)", self.raw.len())
    }
}

fn read_attribute<'a>(rdn: &mut Reader<'a>, what: &'static str) -> Result<Attribute<'a>> {
    let mut pair = rdn.sequence(what)?;
    let oid = pair.oid(what)?;
    let value = pair.any(what)?;
    pair.finish(what)?;
    Ok(Attribute { oid, value })
}

fn same_rdn(left: &[Attribute<'_>], right: &[Attribute<'_>]) -> bool {
    // As a multiset; relative names have one attribute, rarely two.
    left.len() == right.len()
        && left.iter().all(|one| {
            let count = |side: &[Attribute<'_>]| side.iter().filter(|other| same_attribute(one, other)).count();
            count(left) == count(right)
        })
}

fn same_attribute(left: &Attribute<'_>, right: &Attribute<'_>) -> bool {
    if left.oid != right.oid {
        return false;
    }
    if left.value.raw() == right.value.raw() {
        return true;
    }
    if !(is_string(left.value.tag()) && is_string(right.value.tag())) {
        return false;
    }
    matches!((left.text(), right.text()), (Some(left), Some(right)) if prepared(&left) == prepared(&right))
}

/// Equal for two attributes exactly when [`same_attribute`] holds.
fn attribute_key(attribute: &Attribute<'_>) -> Vec<u8> {
    let mut key = attribute.oid.content().to_vec();
    match attribute.text().filter(|_| is_string(attribute.value.tag())) {
        Some(text) => {
            key.push(tag::UTF8_STRING);
            key.extend_from_slice(prepared(&text).as_bytes());
        }
        None => key.extend_from_slice(attribute.value.raw()),
    }
    key
}

/// String preparation of RFC 4518 as far as RFC 5280, 7.1 needs it: case folding, white space at the ends dropped,
/// inner runs of it taken as one space.
fn prepared(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !result.is_empty() {
            result.push(' ');
        }
        if word.is_ascii() {
            result.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
        } else {
            result.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
    result
}

const fn is_string(value: u8) -> bool {
    matches!(
        value,
        tag::UTF8_STRING
            | tag::PRINTABLE_STRING
            | tag::TELETEX_STRING
            | tag::IA5_STRING
            | tag::VISIBLE_STRING
            | tag::UNIVERSAL_STRING
            | tag::BMP_STRING
            | 0x12
    )
}

fn short_name(oid: &Oid) -> Option<&'static str> {
    [
        (&oid::COMMON_NAME, "CN"),
        (&oid::SURNAME, "SURNAME"),
        (&oid::SERIAL_NUMBER, "SERIALNUMBER"),
        (&oid::COUNTRY, "C"),
        (&oid::LOCALITY, "L"),
        (&oid::STATE, "ST"),
        (&oid::ORGANIZATION, "O"),
        (&oid::ORGANIZATIONAL_UNIT, "OU"),
        (&oid::TITLE, "T"),
        (&oid::BUSINESS_CATEGORY, "BUSINESSCATEGORY"),
        (&oid::GIVEN_NAME, "GIVENNAME"),
        (&oid::EMAIL_ADDRESS, "E"),
        (&oid::DOMAIN_COMPONENT, "DC"),
        (&oid::USER_ID, "UID"),
    ]
    .into_iter()
    .find_map(|(known, short)| (*known == *oid).then_some(short))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Writer;

    fn name(rdns: &[&[(&Oid, u8, &str)]]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.sequence(|name| {
            for rdn in rdns {
                name.set_of(rdn.iter().map(|(oid, tag, text)| {
                    let mut attribute = Writer::new();
                    attribute.sequence(|pair| {
                        pair.oid(oid).tlv(*tag, text.as_bytes());
                    });
                    attribute.into_bytes()
                }));
            }
        });
        writer.into_bytes()
    }

    #[test]
    fn comparison_follows_rfc_5280() {
        let cn = &oid::COMMON_NAME;
        let base =
            name(&[&[(cn, tag::UTF8_STRING, "Негізгі  Орталық ")], &[(&oid::COUNTRY, tag::PRINTABLE_STRING, "KZ")]]);
        let base = Name::from_der(&base).unwrap();
        for (other, same) in [
            (name(&[&[(cn, tag::UTF8_STRING, "негізгі орталық")], &[(&oid::COUNTRY, tag::UTF8_STRING, "kz")]]), true),
            (
                name(&[&[(&oid::COUNTRY, tag::PRINTABLE_STRING, "KZ")], &[(cn, tag::UTF8_STRING, "Негізгі Орталық")]]),
                false,
            ),
            (
                name(&[&[(cn, tag::UTF8_STRING, "НегізгіОрталық")], &[(&oid::COUNTRY, tag::PRINTABLE_STRING, "KZ")]]),
                false,
            ),
            (name(&[&[(cn, tag::UTF8_STRING, "Негізгі Орталық")]]), false),
        ] {
            let other = Name::from_der(&other).unwrap();
            assert_eq!(base.matches(&other), same);
            assert_eq!(base.comparison_key() == other.comparison_key(), same);
        }
        assert!(base.is_within(&Name::from_der(&name(&[])).unwrap()));
    }

    #[test]
    fn a_value_is_shown_on_one_line_and_as_one_value() {
        let shown = |text| {
            let der = name(&[&[(&oid::COMMON_NAME, tag::UTF8_STRING, text)]]);
            Name::from_der(&der).unwrap().to_string()
        };
        // Ordinary names of authorities and people, some of them with quotes.
        for plain in [
            "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (RSA)",
            "ҮЛГІБАЕВА Дерек-Әли",
            "Root CA 2022 v1.0",
            "АО \"Үлгі\"",
            "a = b # c",
        ] {
            assert_eq!(shown(plain), format!("CN={plain}"));
        }
        for (text, escaped) in [
            ("a, O=b+c;d<e>f\\", "a\\, O=b\\+c\\;d\\<e\\>f\\\\"),
            ("#1", "\\#1"),
            (" a b ", "\\ a b\\ "),
            (" ", "\\ "),
            ("a\n✓ passed\u{1b}[2J\0", "a\\0A✓ passed\\1B[2J\\00"),
            ("a\u{202e}b", "a\\E2\\80\\AEb"),
        ] {
            assert_eq!(shown(text), format!("CN={escaped}"), "{text:?}");
        }
    }

    #[test]
    fn an_empty_relative_name_and_a_flood_are_refused() {
        assert!(Name::from_der(&[0x30, 2, 0x31, 0]).is_err());
        let pair: (&Oid, u8, &str) = (&oid::COMMON_NAME, tag::UTF8_STRING, "x");
        let flood: Vec<&[(&Oid, u8, &str)]> = vec![std::slice::from_ref(&pair); 101];
        assert!(matches!(Name::from_der(&name(&flood)), Err(crate::Error::LimitExceeded { .. })));
    }
}
