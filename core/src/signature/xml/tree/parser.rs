//! The parser: XML 1.0 (fifth edition) and Namespaces in XML 1.0, without document type declarations.

use super::charset::{find_illegal, is_name_char, is_name_start, is_space};
use super::decode::{self, Place};
use super::names::{Names, PrefixId, UriId};
use super::{
    AttributeData, Declaration, Document, ElementData, Node, NodeId, NodeKind, QualifiedName, Slice, Span,
    XML_NAMESPACE, XMLNS_NAMESPACE,
};
use crate::error::{Error, Result};
use crate::limits::{Limits, within};
use crate::signature::xml::limits::{MAX_ATTRIBUTES, MAX_DEPTH, MAX_NAME_BYTES, MAX_NAMESPACES_IN_SCOPE};

pub(super) fn parse<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Document<'a>> {
    // Positions are 32-bit numbers, whatever the limits are.
    let longest = limits.document_bytes.min(usize::try_from(u32::MAX).unwrap_or(usize::MAX));
    within(bytes.len(), longest, "bytes of an XML document")?;
    let (text, skipped) = text_of(bytes)?;
    if let Some(at) = find_illegal(text) {
        let rule = "a character that XML does not allow (XML 1.0, 2.2)";
        return Err(Error::Malformed { what: "XML", offset: skipped + at, rule });
    }
    Parser {
        document: Document {
            text,
            skipped,
            nodes: Vec::new(),
            elements: Vec::new(),
            attributes: Vec::new(),
            declarations: Vec::new(),
            prefixes: Names::new(["", "xml", "xmlns"]),
            uris: Names::new(["", XML_NAMESPACE, XMLNS_NAMESPACE]),
            root_element: NodeId::DOCUMENT,
            limits: *limits,
        },
        cursor: Cursor { text, skipped, at: 0 },
        open: Vec::new(),
        scope: vec![Declaration { prefix: PrefixId::XML, uri: UriId::XML }],
        scratch: Vec::new(),
    }
    .run()
}

/// The text after a byte order mark, and the length of the mark.
fn text_of(bytes: &[u8]) -> Result<(&str, usize)> {
    let (content, skipped) = match bytes {
        [0xEF, 0xBB, 0xBF, content @ ..] => (content, 3),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..] => {
            return Err(Error::Unsupported { what: "XML in UTF-16", offset: 0 });
        }
        content => (content, 0),
    };
    std::str::from_utf8(content).map(|text| (text, skipped)).map_err(|error| {
        let valid = content.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok());
        let mut cursor = Cursor { text: valid.unwrap_or_default(), skipped, at: 0 };
        // A declared other encoding is the better explanation.
        match cursor.declaration() {
            Err(declared @ Error::Unsupported { .. }) => declared,
            Ok(()) | Err(_) => cursor.malformed_at(error.valid_up_to(), "the bytes are not UTF-8"),
        }
    })
}

/// Documents are limited to fewer bytes than 32 bits can count.
fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn span(start: usize, end: usize) -> Span {
    Span { start: position(start), end: position(end) }
}

struct Parser<'a> {
    document: Document<'a>,
    cursor: Cursor<'a>,
    open: Vec<Open>,
    scope: Vec<Declaration>,
    scratch: Vec<RawAttribute>,
}

struct Open {
    node: NodeId,
    /// How much of `scope` belongs to the elements around.
    scope: usize,
}

#[derive(Clone, Copy)]
struct RawName {
    start: usize,
    end: usize,
    /// Where the local part begins.
    local: usize,
}

#[derive(Clone, Copy)]
struct RawAttribute {
    name: RawName,
    value: Span,
}

impl<'a> Parser<'a> {
    fn run(mut self) -> Result<Document<'a>> {
        self.push(NodeKind::Document, span(0, self.cursor.text.len()))?;
        self.cursor.declaration()?;
        loop {
            match self.cursor.rest() {
                [] => break,
                [b'<', b'/', ..] => self.end_tag()?,
                [b'<', b'?', ..] => self.instruction()?,
                [b'<', b'!', ..] => self.markup_declaration()?,
                [b'<', ..] => self.start_tag()?,
                [..] => self.text()?,
            }
        }
        if !self.open.is_empty() {
            return Err(self.cursor.malformed("the document ends within an element"));
        }
        if self.document.root_element == NodeId::DOCUMENT {
            return Err(self.cursor.malformed("a document has one element around all others"));
        }
        let end = self.document.end();
        self.end_node(NodeId::DOCUMENT, |node| node.end = end);
        Ok(self.document)
    }

    fn push(&mut self, kind: NodeKind, span: Span) -> Result<NodeId> {
        within(self.document.nodes.len() + 1, self.document.limits.xml_nodes, "nodes of an XML document")?;
        let id = self.document.end();
        let parent = self.open.last().map_or(NodeId::DOCUMENT, |open| open.node);
        self.document.nodes.push(Node { kind, span, parent, end: id.next() });
        Ok(id)
    }

    fn end_node(&mut self, id: NodeId, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.document.nodes.get_mut(super::index(id.0)) {
            change(node);
        }
    }

    fn text(&mut self) -> Result<()> {
        let start = self.cursor.at;
        while let Some(found) = self.cursor.find(|byte| matches!(byte, b'<' | b'&' | b'>')) {
            self.cursor.at = found;
            match self.cursor.rest() {
                [b'&', ..] => self.cursor.reference()?,
                [b'>', ..] => {
                    if self.cursor.text.get(start..found).is_some_and(|before| before.ends_with("]]")) {
                        return Err(self.cursor.malformed("]]> does not stand in text (XML 1.0, 2.4)"));
                    }
                    self.cursor.at += 1;
                }
                [..] => break,
            }
        }
        if !self.cursor.rest().starts_with(b"<") {
            self.cursor.at = self.cursor.text.len();
        }
        let end = self.cursor.at;
        if self.open.is_empty() {
            let source = self.cursor.text.get(start..end).unwrap_or_default();
            return match source.bytes().position(|byte| !is_space(byte)) {
                Some(at) => {
                    Err(self.cursor.malformed_at(start + at, "only white space stands outside of the document element"))
                }
                None => Ok(()),
            };
        }
        self.push(NodeKind::Text, span(start, end)).map(|_| ())
    }

    fn markup_declaration(&mut self) -> Result<()> {
        let rest = self.cursor.rest();
        if rest.starts_with(b"<!--") {
            let (start, end) = self.cursor.delimited("<!--", "--", "the comment does not end")?;
            if !self.cursor.take(">") {
                return Err(self.cursor.malformed("-- does not stand in a comment (XML 1.0, 2.5)"));
            }
            return self.push(NodeKind::Comment, span(start, end)).map(|_| ());
        }
        if rest.starts_with(b"<![CDATA[") && !self.open.is_empty() {
            let (start, end) = self.cursor.delimited("<![CDATA[", "]]>", "the CDATA section does not end")?;
            return self.push(NodeKind::CharacterData, span(start, end)).map(|_| ());
        }
        if rest.starts_with(b"<!DOCTYPE") {
            return Err(self.cursor.malformed("a document type declaration is not allowed"));
        }
        Err(self.cursor.malformed("no markup of XML begins like this"))
    }

    fn instruction(&mut self) -> Result<()> {
        let start = self.cursor.at;
        let (from, to) = self.cursor.delimited("<?", "?>", "the processing instruction does not end")?;
        let end = self.cursor.at;
        self.cursor.at = from;
        let target = self.cursor.name()?;
        let name = self.cursor.text.get(target.start..target.end).unwrap_or_default();
        let after = self.cursor.rest().first().copied();
        if self.cursor.at > to || (self.cursor.at < to && !after.is_some_and(is_space)) {
            return Err(self.cursor.malformed("white space stands after the target (XML 1.0, 2.6)"));
        }
        if target.local != target.start {
            return Err(self.cursor.malformed_at(start, "a target has no colon (Namespaces in XML 1.0, 7)"));
        }
        if name.eq_ignore_ascii_case("xml") {
            return Err(self.cursor.malformed_at(start, "the XML declaration stands at the start only (XML 1.0, 2.6)"));
        }
        self.cursor.at = end;
        self.push(NodeKind::Instruction, span(from, to)).map(|_| ())
    }

    fn start_tag(&mut self) -> Result<()> {
        let start = self.cursor.at;
        if self.open.is_empty() && self.document.root_element != NodeId::DOCUMENT {
            return Err(self.cursor.malformed("a document has one element around all others"));
        }
        within(self.open.len() + 1, MAX_DEPTH, "elements within each other in an XML document")?;
        self.cursor.at += 1;
        let name = self.cursor.name()?;
        self.read_attributes()?;
        let empty = self.cursor.take("/>");
        if !empty && !self.cursor.take(">") {
            return Err(self.cursor.malformed("a tag ends with > (XML 1.0, 3.1)"));
        }

        let scope = self.scope.len();
        let declarations = self.declare()?;
        let name = self.resolve(name, UriOfUnprefixed::Default)?;
        let attributes = self.resolve_attributes()?;
        let element = position(self.document.elements.len());
        self.document.elements.push(ElementData { name, attributes, declarations });
        let node = self.push(NodeKind::Element(element), span(start, self.cursor.at))?;
        if self.open.is_empty() {
            self.document.root_element = node;
        }
        if empty {
            self.scope.truncate(scope);
        } else {
            self.open.push(Open { node, scope });
        }
        Ok(())
    }

    /// `(S Name Eq AttValue)* S?`, into `scratch`.
    fn read_attributes(&mut self) -> Result<()> {
        self.scratch.clear();
        loop {
            let spaced = self.cursor.skip_space();
            if matches!(self.cursor.rest(), [] | [b'/' | b'>', ..]) {
                return Ok(());
            }
            if !spaced {
                return Err(self.cursor.malformed("white space stands before an attribute (XML 1.0, 3.1)"));
            }
            within(self.scratch.len() + 1, MAX_ATTRIBUTES, "attributes of an XML element")?;
            let name = self.cursor.name()?;
            let value = self.cursor.equals_and_value()?;
            self.scratch.push(RawAttribute { name, value });
        }
    }

    /// Takes the namespace declarations out of `scratch` into the scope.
    fn declare(&mut self) -> Result<Slice> {
        let start = self.document.declarations.len();
        let mut kept = 0;
        for at in 0..self.scratch.len() {
            let Some(attribute) = self.scratch.get(at).copied() else { break };
            let name = self.cursor.text.get(attribute.name.start..attribute.name.end).unwrap_or_default();
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => rest.get(1..).unwrap_or_default(),
                Some(_) | None => {
                    if let Some(slot) = self.scratch.get_mut(kept) {
                        *slot = attribute;
                    }
                    kept += 1;
                    continue;
                }
            };
            let declaration = self.declaration(prefix, &attribute)?;
            let own = self.document.declarations.get(start..).unwrap_or_default();
            if own.iter().any(|known| known.prefix == declaration.prefix) {
                return Err(self.cursor.malformed_at(attribute.name.start, "a prefix is declared once in a tag"));
            }
            self.document.declarations.push(declaration);
            self.scope.push(declaration);
            within(self.scope.len(), MAX_NAMESPACES_IN_SCOPE, "namespace declarations in scope")?;
        }
        self.scratch.truncate(kept);
        Ok(slice(start, self.document.declarations.len()))
    }

    /// The constraints of Namespaces in XML 1.0, section 3.
    fn declaration(&mut self, prefix: &str, attribute: &RawAttribute) -> Result<Declaration> {
        let uri = decode::decode(self.document.source(attribute.value), Place::Attribute);
        let prefix_id = PrefixId(self.document.prefixes.intern(prefix)?);
        let uri_id = UriId(self.document.uris.intern(&uri)?);
        let rule = match (prefix_id, uri_id) {
            (PrefixId::XMLNS, _) | (_, UriId::XMLNS) => "xmlns is not declared",
            (PrefixId::XML, UriId::XML) => return Ok(Declaration { prefix: prefix_id, uri: uri_id }),
            (PrefixId::XML, _) | (_, UriId::XML) => "xml and its namespace belong together",
            (PrefixId::NONE, _) => return Ok(Declaration { prefix: prefix_id, uri: uri_id }),
            (_, UriId::NONE) => "a prefix cannot be undeclared in Namespaces 1.0",
            (_, _) => return Ok(Declaration { prefix: prefix_id, uri: uri_id }),
        };
        Err(self.cursor.malformed_at(attribute.name.start, rule))
    }

    fn resolve(&mut self, name: RawName, unprefixed: UriOfUnprefixed) -> Result<QualifiedName> {
        let prefix_text = self.cursor.text.get(name.start..name.local).unwrap_or_default().trim_end_matches(':');
        let unknown = || self.cursor.malformed_at(name.start, "the prefix is not declared");
        let prefix = self.document.find_prefix(prefix_text).ok_or_else(unknown)?;
        let uri = match (prefix, unprefixed) {
            (PrefixId::NONE, UriOfUnprefixed::None) => UriId::NONE,
            (_, UriOfUnprefixed::Default | UriOfUnprefixed::None) => {
                match self.scope.iter().rev().find(|declaration| declaration.prefix == prefix) {
                    Some(declaration) => declaration.uri,
                    None if prefix == PrefixId::NONE => UriId::NONE,
                    None => return Err(unknown()),
                }
            }
        };
        let short = |from: usize, to: usize| u16::try_from(to.saturating_sub(from)).unwrap_or(u16::MAX);
        Ok(QualifiedName {
            start: position(name.start),
            len: short(name.start, name.end),
            local: short(name.start, name.local),
            prefix,
            uri,
        })
    }

    fn resolve_attributes(&mut self) -> Result<Slice> {
        let start = self.document.attributes.len();
        for at in 0..self.scratch.len() {
            let Some(raw) = self.scratch.get(at).copied() else { break };
            let name = self.resolve(raw.name, UriOfUnprefixed::None)?;
            self.document.attributes.push(AttributeData { name, value: raw.value });
        }
        let own = self.document.attributes.get(start..).unwrap_or_default();
        if own.len() > 1 {
            let mut names: Vec<_> =
                own.iter().map(|attribute| (attribute.name.uri, self.document.local(&attribute.name))).collect();
            names.sort_unstable();
            if names.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
                return Err(self.cursor.malformed("an attribute stands once in a tag (XML 1.0, 3.1)"));
            }
        }
        Ok(slice(start, self.document.attributes.len()))
    }

    fn end_tag(&mut self) -> Result<()> {
        let start = self.cursor.at;
        self.cursor.at += 2;
        let name = self.cursor.name()?;
        let Some(open) = self.open.pop() else {
            return Err(self.cursor.malformed_at(start, "an end tag without a start tag"));
        };
        let expected = self.document.element(open.node).map(|element| element.qualified_name());
        if self.cursor.text.get(name.start..name.end) != expected {
            return Err(self.cursor.malformed_at(start, "start tag and end tag have one name (XML 1.0, 3)"));
        }
        self.cursor.skip_space();
        if !self.cursor.take(">") {
            return Err(self.cursor.malformed("a tag ends with > (XML 1.0, 3.1)"));
        }
        self.scope.truncate(open.scope);
        let (end, end_of_source) = (self.document.end(), position(self.cursor.at));
        self.end_node(open.node, |node| {
            node.end = end;
            node.span.end = end_of_source;
        });
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum UriOfUnprefixed {
    /// Of an element: the default namespace.
    Default,
    /// Of an attribute: none (Namespaces in XML 1.0, 6.2).
    None,
}

fn slice(start: usize, end: usize) -> Slice {
    Slice { start: position(start), len: u16::try_from(end.saturating_sub(start)).unwrap_or(u16::MAX) }
}

struct Cursor<'a> {
    text: &'a str,
    skipped: usize,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn malformed(&self, rule: &'static str) -> Error {
        self.malformed_at(self.at, rule)
    }

    const fn malformed_at(&self, at: usize, rule: &'static str) -> Error {
        Error::Malformed { what: "XML", offset: self.skipped + at, rule }
    }

    fn find(&self, wanted: impl Fn(u8) -> bool) -> Option<usize> {
        self.rest().iter().position(|byte| wanted(*byte)).map(|found| self.at + found)
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token.as_bytes());
        if found {
            self.at += token.len();
        }
        found
    }

    /// Whether there was white space.
    fn skip_space(&mut self) -> bool {
        let end = self.find(|byte| !is_space(byte)).unwrap_or(self.text.len());
        let spaced = end > self.at;
        self.at = end;
        spaced
    }

    /// What stands between `open`, which is next, and `close`.
    fn delimited(&mut self, open: &str, close: &str, rule: &'static str) -> Result<(usize, usize)> {
        let start = self.at + open.len();
        let length = self.text.get(start..).and_then(|text| text.find(close)).ok_or_else(|| self.malformed(rule))?;
        self.at = start + length + close.len();
        Ok((start, start + length))
    }

    fn reference(&mut self) -> Result<()> {
        let text = self.text.get(self.at..).unwrap_or_default();
        let (_, length) = decode::reference(text).ok_or_else(|| {
            self.malformed("only references to characters and to lt, gt, amp, apos and quot are allowed")
        })?;
        self.at += length;
        Ok(())
    }

    /// A qualified name (Namespaces in XML 1.0, section 4).
    fn name(&mut self) -> Result<RawName> {
        let start = self.at;
        let mut local = start;
        let mut at_start = true;
        let rest = self.text.get(start..).unwrap_or_default();
        for c in rest.chars() {
            if c == ':' && !at_start && local == start {
                self.at += 1;
                local = self.at;
                at_start = true;
                continue;
            }
            let fits = if at_start { is_name_start(c) } else { is_name_char(c) };
            if !fits {
                break;
            }
            at_start = false;
            self.at += c.len_utf8();
            if self.at - start > MAX_NAME_BYTES {
                break;
            }
        }
        within(self.at - start, MAX_NAME_BYTES, "bytes of an XML name")?;
        if at_start {
            return Err(self.malformed("a name was expected (Namespaces in XML 1.0, 4)"));
        }
        Ok(RawName { start, end: self.at, local })
    }

    /// `Eq AttValue` (XML 1.0, 2.3 and 3.1): the value without its quotes.
    fn equals_and_value(&mut self) -> Result<Span> {
        self.skip_space();
        if !self.take("=") {
            return Err(self.malformed("= stands between an attribute and its value"));
        }
        self.skip_space();
        let quote = match self.rest().first() {
            Some(quote @ (b'"' | b'\'')) => *quote,
            Some(_) | None => return Err(self.malformed("a value stands in quotes")),
        };
        self.at += 1;
        let start = self.at;
        loop {
            self.at = self
                .find(|byte| byte == quote || matches!(byte, b'<' | b'&'))
                .ok_or_else(|| self.malformed("the value does not end"))?;
            match self.rest() {
                [b'&', ..] => self.reference()?,
                [b'<', ..] => return Err(self.malformed("< does not stand in a value (XML 1.0, 3.1)")),
                [..] => break,
            }
        }
        self.at += 1;
        Ok(span(start, self.at - 1))
    }

    /// The XML declaration (XML 1.0, 2.8), if there is one.
    fn declaration(&mut self) -> Result<()> {
        if !matches!(self.rest(), [b'<', b'?', b'x', b'm', b'l', next, ..] if is_space(*next)) {
            return Ok(());
        }
        self.at += "<?xml".len();
        let version = self.pseudo_attribute("version")?.ok_or_else(|| self.malformed("a version is missing"))?;
        if version != "1.0" {
            return Err(Error::Unsupported { what: "XML of a version other than 1.0", offset: self.skipped });
        }
        if let Some(encoding) = self.pseudo_attribute("encoding")?
            && !["UTF-8", "UTF8", "US-ASCII", "ASCII"].iter().any(|known| known.eq_ignore_ascii_case(encoding))
        {
            return Err(Error::Unsupported { what: "XML in an encoding other than UTF-8", offset: self.skipped });
        }
        if let Some(standalone) = self.pseudo_attribute("standalone")?
            && !["yes", "no"].contains(&standalone)
        {
            return Err(self.malformed("standalone is yes or no"));
        }
        self.skip_space();
        if self.take("?>") { Ok(()) } else { Err(self.malformed("the XML declaration does not end")) }
    }

    fn pseudo_attribute(&mut self, name: &str) -> Result<Option<&'a str>> {
        let before = self.at;
        if !self.skip_space() || !self.take(name) {
            self.at = before;
            return Ok(None);
        }
        let value = self.equals_and_value()?;
        Ok(self.text.get(super::index(value.start)..super::index(value.end)))
    }
}
