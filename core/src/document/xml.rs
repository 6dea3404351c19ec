//! Reading and writing of XML. It is read through the tree that signatures are verified on, so that a document says
//! the same to its reader and to its verifier.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::signature::xml::tree::{Document, Element};

/// Reads a text as XML, with at most `nodes` nodes.
pub(crate) fn parse(text: &str, nodes: usize) -> Result<Document<'_>> {
    Document::parse_within(text.as_bytes(), &Limits { xml_nodes: nodes, ..Limits::default() })
}

/// The attribute without a prefix.
pub(crate) fn attribute<'d>(element: &Element<'d>, name: &str) -> Option<Cow<'d, str>> {
    element.attribute("", name)
}

/// The element children; anything else between them but white space and comments is an error.
pub(crate) fn elements<'d>(element: &Element<'d>, what: &'static str) -> Result<Vec<Element<'d>>> {
    if element.has_element_content_only() {
        Ok(element.children().collect())
    } else {
        let rule = "text does not stand between the elements";
        Err(Error::Malformed { what, offset: element.offset(), rule })
    }
}

/// Writes well-formed XML without indentation.
#[derive(Debug)]
pub(crate) struct Writer {
    out: String,
    open: Vec<&'static str>,
}

impl Writer {
    /// Starts with the XML declaration.
    pub(crate) fn new() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// Opens an element.
    pub(crate) fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> Result<()> {
        self.start(name, attributes)?;
        self.out.push('>');
        self.open.push(name);
        Ok(())
    }

    /// An element that holds nothing.
    pub(crate) fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> Result<()> {
        self.start(name, attributes)?;
        self.out.push_str("/>");
        Ok(())
    }

    /// An element that holds text.
    pub(crate) fn leaf(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) -> Result<()> {
        self.open(name, attributes)?;
        escape(&mut self.out, text, Place::Text)?;
        self.close();
        Ok(())
    }

    /// Closes the element that was opened last.
    pub(crate) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    /// Closes what is open and gives the text.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            self.out.push(' ');
            self.out.push_str(attribute);
            self.out.push_str("=\"");
            escape(&mut self.out, value, Place::Attribute)?;
            self.out.push('"');
        }
        Ok(())
    }
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Between tags.
    Text,
    /// In a quoted attribute value, where white space would be normalised.
    Attribute,
}

/// Appends a text, escaped so that a reader gives back the same text.
pub(crate) fn escape(out: &mut String, text: &str, place: Place) -> Result<()> {
    for letter in text.chars() {
        match (letter, place) {
            ('&', _) => out.push_str("&amp;"),
            ('<', _) => out.push_str("&lt;"),
            ('>', _) => out.push_str("&gt;"),
            ('\r', _) => out.push_str("&#13;"),
            ('"', Place::Attribute) => out.push_str("&quot;"),
            ('\t', Place::Attribute) => out.push_str("&#9;"),
            ('\n', Place::Attribute) => out.push_str("&#10;"),
            (letter, _) if is_char(letter) => out.push(letter),
            _ => return Err(NOT_XML),
        }
    }
    Ok(())
}

const NOT_XML: Error = Error::InvalidArgument { argument: "text", rule: "the text has characters of XML 1.0 only" };

/// Whether XML can carry this text.
pub(crate) fn check_characters(text: &str) -> Result<()> {
    if text.chars().all(is_char) { Ok(()) } else { Err(NOT_XML) }
}

/// XML 1.0, production 2.
const fn is_char(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doctype_entities_and_floods_are_refused() {
        for text in [
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a []><a/>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
            "<a>&b;</a>",
            "<a>&nbsp;</a>",
            "<a",
            "",
            "<a/><b/>",
        ] {
            assert!(parse(text, 100).is_err(), "{text}");
        }
        assert!(parse("<a>&amp;&lt;&gt;&quot;&apos;&#65;</a>", 100).is_ok());
        let flood = format!("<a>{}</a>", "<b/>".repeat(1_000));
        assert!(matches!(parse(&flood, 100), Err(Error::LimitExceeded { .. })));
        let deep = "<a>".repeat(200_000);
        assert!(parse(&deep, 100_000).is_err());
        let Err(Error::Malformed { offset, .. }) = parse("<a>\n<ә></b></a>", 100) else { panic!("malformed") };
        assert!((4..14).contains(&offset), "{offset}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_comes_back(text in "[\\t\\n\\r -\u{D7FF}]{0,60}", value in "[\\t\\n\\r -\u{D7FF}]{0,60}") {
            let mut writer = Writer::new();
            writer.open("a", &[("b", &value)]).unwrap();
            writer.leaf("c", &[], &text).unwrap();
            let out = writer.finish();
            let read = parse(&out, 100).unwrap();
            let root = read.root();
            proptest::prop_assert_eq!(attribute(&root, "b").unwrap(), value);
            let only = root.children().next().unwrap();
            proptest::prop_assert_eq!(only.simple_text("c").unwrap(), text);
        }
    }

    #[test]
    fn control_characters_are_not_written() {
        assert!(escape(&mut String::new(), "a\u{0}b", Place::Text).is_err());
        assert!(escape(&mut String::new(), "\u{FFFE}", Place::Text).is_err());
    }
}
