//! The walk through the tree that writes it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::namespaces::Rendered;
use super::{Canonicalization, Comments, Method, Output, Selection, base, escape};
use crate::error::Result;
use crate::signature::xml::tree::{
    AttributeData, Document, ElementData, Node, NodeId, NodeKind, Place, PrefixId, UriId,
};

pub(super) struct Walk<'d> {
    document: &'d Document<'d>,
    selection: &'d Selection,
    method: Method,
    comments: Comments,
    rendered: Rendered,
    open: Vec<Open<'d>>,
    /// Attributes being sorted; kept so that its memory is used again.
    sorted: Vec<&'d AttributeData>,
}

struct Open<'d> {
    name: &'d str,
    end: NodeId,
    mark: usize,
}

/// Where a node stands when the document element is not around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outer {
    Before,
    After,
    No,
}

/// The `xml:` attributes that the apex takes over from the elements around it, by local name.
type Inherited<'d> = BTreeMap<&'d str, Cow<'d, str>>;

impl<'d> Walk<'d> {
    pub(super) fn new(document: &'d Document<'d>, selection: &'d Selection, how: &Canonicalization) -> Self {
        let comments = match (selection.comments, how.comments) {
            (Comments::Keep, Comments::Keep) => Comments::Keep,
            (Comments::Omit, _) | (_, Comments::Omit) => Comments::Omit,
        };
        Self {
            document,
            selection,
            method: how.method,
            comments,
            rendered: Rendered::new(document, how),
            open: Vec::new(),
            sorted: Vec::new(),
        }
    }

    pub(super) fn run(mut self, output: &mut Output<'_>) -> Result<()> {
        let (mut next, end) = match self.selection.apex {
            None => (NodeId::DOCUMENT.next(), self.document.end()),
            Some(apex) => (apex, self.document.node(apex).map_or(apex, |node| node.end)),
        };
        while next < end {
            self.close_before(next, output)?;
            let Some(node) = self.document.node(next) else { break };
            next = self.visit(next, node, output)?;
        }
        self.close_before(end, output)
    }

    /// Writes the end tags of all elements that end before `next`.
    fn close_before(&mut self, next: NodeId, output: &mut Output<'_>) -> Result<()> {
        while let Some(open) = self.open.pop_if(|open| open.end <= next) {
            output.put("</")?;
            output.put(open.name)?;
            output.put(">")?;
            self.rendered.leave(open.mark);
        }
        Ok(())
    }

    /// Writes a node and gives the one to go on with.
    fn visit(&mut self, id: NodeId, node: &Node, output: &mut Output<'_>) -> Result<NodeId> {
        match node.kind {
            NodeKind::Element(_) if self.selection.excluded.contains(&id) => return Ok(node.end),
            NodeKind::Element(at) => {
                if let Some(data) = self.document.element_data(at) {
                    self.start_tag(id, node, data, output)?;
                }
            }
            NodeKind::Text => escape::text(self.document.source(node.span), Place::Text, output)?,
            NodeKind::CharacterData => escape::text(self.document.source(node.span), Place::Verbatim, output)?,
            NodeKind::Comment => {
                if self.comments == Comments::Keep {
                    self.outer(id, node, output, |source, output| {
                        output.put("<!--")?;
                        escape::verbatim(source, output)?;
                        output.put("-->")
                    })?;
                }
            }
            NodeKind::Instruction => self.outer(id, node, output, instruction)?,
            NodeKind::Document => {}
        }
        Ok(id.next())
    }

    /// Writes a comment or an instruction; outside of the document element a line feed parts it from the element.
    fn outer(
        &self,
        id: NodeId,
        node: &Node,
        output: &mut Output<'_>,
        write: impl FnOnce(&str, &mut Output<'_>) -> Result<()>,
    ) -> Result<()> {
        let outer = match node.parent {
            NodeId::DOCUMENT if id < self.document.root().id() => Outer::Before,
            NodeId::DOCUMENT => Outer::After,
            _ => Outer::No,
        };
        if outer == Outer::After {
            output.put("\n")?;
        }
        write(self.document.source(node.span), output)?;
        if outer == Outer::Before {
            output.put("\n")?;
        }
        Ok(())
    }

    fn start_tag(&mut self, id: NodeId, node: &Node, data: &'d ElementData, output: &mut Output<'_>) -> Result<()> {
        let name = self.document.qualified(&data.name);
        output.put("<")?;
        output.put(name)?;
        let mark = self.rendered.mark();
        let is_apex = self.open.is_empty();
        let declarations = if is_apex {
            self.rendered.enter_apex(self.document, id, data)
        } else {
            self.rendered.enter(self.document, data)
        };
        for declaration in declarations {
            let prefix = self.document.prefix(declaration.prefix);
            output.put(if prefix.is_empty() { " xmlns" } else { " xmlns:" })?;
            output.put(prefix)?;
            output.put("=\"")?;
            escape::attribute_value(self.document.uri(declaration.uri), output)?;
            output.put("\"")?;
        }
        self.attributes(id, data, is_apex, output)?;
        output.put(">")?;
        self.open.push(Open { name, end: node.end, mark });
        Ok(())
    }

    /// The attributes, ordered by namespace name and then local name (Canonical XML 1.0, 2.2).
    fn attributes(&mut self, id: NodeId, data: &'d ElementData, is_apex: bool, output: &mut Output<'_>) -> Result<()> {
        let document = self.document;
        let own = document.attributes_of(data);
        let inherited = if is_apex { self.inherited(id, output)? } else { Inherited::new() };
        if own.len() < 2 && inherited.is_empty() {
            return own.iter().try_for_each(|attribute| self.attribute(attribute, output));
        }
        self.sorted.clear();
        self.sorted.extend(own);
        let key = |attribute: &AttributeData| (document.uri(attribute.name.uri), document.local(&attribute.name));
        self.sorted.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
        // Those of the namespace of `xml` stand together; the inherited ones are merged into their place.
        let xml = (document.uri(UriId::XML), "");
        let first = self.sorted.partition_point(|attribute| key(attribute) < xml);
        let (before, rest) = self.sorted.split_at_checked(first).unwrap_or((&self.sorted, &[]));
        let others = rest.partition_point(|attribute| attribute.name.uri == UriId::XML);
        let (own_xml, after) = rest.split_at_checked(others).unwrap_or((rest, &[]));
        before.iter().try_for_each(|attribute| self.attribute(attribute, output))?;
        if inherited.is_empty() {
            own_xml.iter().try_for_each(|attribute| self.attribute(attribute, output))?;
        } else {
            let mut all = inherited;
            for attribute in own_xml {
                all.entry(document.local(&attribute.name)).or_insert_with(|| document.attribute_value(attribute));
            }
            for (local, value) in all {
                output.put(" xml:")?;
                output.put(local)?;
                output.put("=\"")?;
                escape::attribute_value(&value, output)?;
                output.put("\"")?;
            }
        }
        after.iter().try_for_each(|attribute| self.attribute(attribute, output))
    }

    fn attribute(&self, attribute: &AttributeData, output: &mut Output<'_>) -> Result<()> {
        output.put(" ")?;
        output.put(self.document.qualified(&attribute.name))?;
        output.put("=\"")?;
        escape::attribute(self.document.source(attribute.value), output)?;
        output.put("\"")
    }

    /// The `xml:` attributes that the apex takes over (Canonical XML 1.0, 2.4; 1.1, 2.4). An attribute of the apex
    /// itself is among them only where it changes, which is `xml:base` in version 1.1.
    fn inherited(&self, apex: NodeId, output: &mut Output<'_>) -> Result<Inherited<'d>> {
        let document = self.document;
        let mut inherited = Inherited::new();
        let xml_attributes = |element: &'d ElementData| {
            document.attributes_of(element).iter().filter(|attribute| attribute.name.prefix == PrefixId::XML)
        };
        let mut lines = document.ancestors_or_self(apex);
        let (Some(own), false) = (lines.next(), self.method == Method::Exclusive10) else { return Ok(inherited) };
        let shadowed: HashSet<&str> = xml_attributes(own).map(|attribute| document.local(&attribute.name)).collect();
        let mut bases = Vec::new();
        for element in lines {
            for attribute in xml_attributes(element) {
                let local = document.local(&attribute.name);
                let inherits = match self.method {
                    Method::Inclusive10 => true,
                    Method::Inclusive11 => matches!(local, "lang" | "space"),
                    Method::Exclusive10 => false,
                };
                if self.method == Method::Inclusive11 && local == "base" {
                    bases.push(document.attribute_value(attribute));
                }
                if inherits && !shadowed.contains(local) {
                    inherited.entry(local).or_insert_with(|| document.attribute_value(attribute));
                }
            }
        }
        if !bases.is_empty() {
            let own_base = xml_attributes(own).find(|attribute| document.local(&attribute.name) == "base");
            let mut nearest_first =
                own_base.map(|attribute| document.attribute_value(attribute)).into_iter().chain(bases);
            let mut joined = nearest_first.next().unwrap_or_default();
            for base in nearest_first {
                // Each step reads again what the ones before it have made.
                output.allowance.spend(base.len() + joined.len())?;
                joined = Cow::Owned(base::join(&base, &joined));
            }
            if !joined.is_empty() {
                inherited.insert("base", joined);
            }
        }
        Ok(inherited)
    }
}

fn instruction(source: &str, output: &mut Output<'_>) -> Result<()> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
    let (target, data) = source.split_once(is_space).unwrap_or((source, ""));
    let data = data.trim_start_matches(is_space);
    output.put("<?")?;
    output.put(target)?;
    if !data.is_empty() {
        output.put(" ")?;
        escape::verbatim(data, output)?;
    }
    output.put("?>")
}
