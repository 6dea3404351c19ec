//! Small values that documents are made of, and how they stand in XML.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::electronic::NAMESPACE;
use super::xml::{self, Writer};
use crate::error::{Error, Result};
use crate::identity::{Bin, Iin};
use crate::signature::xml::tree::Element;
use crate::time::Moment;

/// Fields of one document; the longest form of the decrees has nineteen.
const MAX_FIELDS: usize = 500;
/// Characters of one value: a page of text.
const MAX_VALUE: usize = 10_000;

/// A day, written `2024-03-08`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// From the written form.
    ///
    /// # Errors
    /// `InvalidArgument` if there is no such day.
    pub fn parse(text: &str) -> Result<Self> {
        let plain = text.len() == 10 && text.is_ascii();
        let day = plain.then(|| text.parse().ok()).flatten().map(Self);
        day.ok_or(Error::InvalidArgument { argument: "day", rule: "a day is written 2024-03-08" })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// The number of a person or an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Number {
    /// Of a natural person.
    Iin(Iin),
    /// Of an organisation.
    Bin(Bin),
}

impl Number {
    /// The twelve digits of the number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Iin(iin) => iin.as_str(),
            Self::Bin(bin) => bin.as_str(),
        }
    }

    pub(super) fn write(&self, out: &mut Writer) -> Result<()> {
        match self {
            Self::Iin(iin) => out.leaf("iin", &[], iin.as_str()),
            Self::Bin(bin) => out.leaf("bin", &[], bin.as_str()),
        }
    }
}

/// A field of a form, with its value as text in the form of its type (`form::ValueType`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The key of the field in its form.
    pub key: String,
    /// The value.
    pub value: String,
}

// Values are those of a person.
impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Field {
    /// A field with the key of its form and its value, neither checked yet.
    #[must_use]
    pub fn new(key: &str, value: &str) -> Self {
        Self { key: key.to_owned(), value: value.to_owned() }
    }
}

pub(super) fn write_fields(out: &mut Writer, fields: &[Field]) -> Result<()> {
    for field in fields {
        out.leaf("field", &[("key", &field.key)], &field.value)?;
    }
    Ok(())
}

/// The children of an element, taken in the order of the schema.
pub(super) struct Children<'d> {
    what: &'static str,
    at: usize,
    rest: std::iter::Peekable<std::vec::IntoIter<Element<'d>>>,
}

impl<'d> Children<'d> {
    pub(super) fn of(node: &Element<'d>, what: &'static str) -> Result<Self> {
        let rest = xml::elements(node, what)?.into_iter().peekable();
        Ok(Self { what, at: node.offset(), rest })
    }

    /// Takes this many children off the end.
    pub(super) fn leave_last(&mut self, count: usize) {
        let mut rest: Vec<_> = self.rest.by_ref().collect();
        rest.truncate(rest.len().saturating_sub(count));
        self.rest = rest.into_iter().peekable();
    }

    pub(super) fn malformed(&self, rule: &'static str) -> Error {
        Error::Malformed { what: self.what, offset: self.at, rule }
    }

    /// The next child, if it has this name.
    pub(super) fn optional(&mut self, name: &str) -> Option<Element<'d>> {
        let node = self.rest.next_if(|node| node.is(NAMESPACE, name));
        if let Some(node) = &node {
            self.at = node.offset();
        }
        node
    }

    /// The next child, which must have this name.
    pub(super) fn required(&mut self, name: &str) -> Result<Element<'d>> {
        let missing = self.malformed("the elements are those of the schema, in its order");
        self.optional(name).ok_or(missing)
    }

    /// The text of the next child, which must have this name.
    pub(super) fn text(&mut self, name: &str) -> Result<String> {
        let node = self.required(name)?;
        value(&node, self.what)
    }

    /// The text of the next child, if it has this name.
    pub(super) fn optional_text(&mut self, name: &str) -> Result<Option<String>> {
        self.optional(name).map(|node| value(&node, self.what)).transpose()
    }

    /// The next child as one of a closed list of words or another value.
    pub(super) fn parsed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        let text = self.text(name)?;
        parse(&text).ok_or(self.malformed("the value is of the type of the schema"))
    }

    /// The same if the child is there.
    pub(super) fn optional_parsed<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        match self.optional_text(name)? {
            Some(text) => parse(&text).map(Some).ok_or(self.malformed("the value is of the type of the schema")),
            None => Ok(None),
        }
    }

    pub(super) fn moment(&mut self, name: &str) -> Result<Moment> {
        self.parsed(name, |text| Moment::parse(text).ok())
    }

    pub(super) fn day(&mut self, name: &str) -> Result<Day> {
        self.parsed(name, |text| Day::parse(text).ok())
    }

    /// `iin` or `bin`.
    pub(super) fn optional_number(&mut self) -> Result<Option<Number>> {
        if let Some(iin) = self.optional_parsed("iin", |text| Iin::parse(text).ok())? {
            return Ok(Some(Number::Iin(iin)));
        }
        Ok(self.optional_parsed("bin", |text| Bin::parse(text).ok())?.map(Number::Bin))
    }

    pub(super) fn fields(&mut self) -> Result<Vec<Field>> {
        let mut fields = Vec::new();
        while let Some(node) = self.optional("field") {
            let key = xml::attribute(&node, "key").ok_or(self.malformed("a field has a key"))?;
            fields.push(Field { key: key.into_owned(), value: value(&node, self.what)? });
            if fields.len() > MAX_FIELDS {
                return Err(Error::LimitExceeded { what: "fields of a document", limit: 500 });
            }
        }
        Ok(fields)
    }

    /// Nothing is left.
    pub(super) fn end(mut self) -> Result<()> {
        match self.rest.next() {
            Some(_) => Err(self.malformed("the elements are those of the schema, in its order")),
            None => Ok(()),
        }
    }
}

/// The text of an element, within the limit.
fn value(node: &Element<'_>, what: &'static str) -> Result<String> {
    let text = node.simple_text(what)?;
    check_value(&text)?;
    Ok(text.into_owned())
}

/// Whether a document can carry this text as a value.
pub(crate) fn check_value(text: &str) -> Result<()> {
    if text.chars().count() > MAX_VALUE {
        return Err(Error::LimitExceeded { what: "characters of a value", limit: 10_000 });
    }
    xml::check_characters(text)
}
