//! The tree that signatures are verified over, against another parser. What both read is the same document: a difference
//! would let one reader see what another reader's signature does not cover.

use qoltanba::signature::xml::tree::{Document, Element};
use roxmltree::{Node, ParsingOptions};

/// Compares one document.
pub fn check(input: &[u8]) {
    let Ok(ours) = Document::parse(input) else { return };
    let text = std::str::from_utf8(input.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input)).expect("only UTF-8 is read");
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    let Ok(theirs) = roxmltree::Document::parse_with_options(text, options) else { return };
    compare(ours.root(), theirs.root_element());
}

fn compare(ours: Element<'_>, theirs: Node<'_, '_>) {
    assert_eq!(ours.local_name(), theirs.tag_name().name());
    assert_eq!(ours.namespace(), theirs.tag_name().namespace().unwrap_or_default());
    let mut mine: Vec<(String, String, String)> = ours
        .attributes()
        .map(|(namespace, name, value)| (namespace.to_owned(), name.to_owned(), value.into_owned()))
        .collect();
    let mut others: Vec<(String, String, String)> = theirs
        .attributes()
        .map(|attribute| {
            let namespace = attribute.namespace().unwrap_or_default().to_owned();
            (namespace, attribute.name().to_owned(), attribute.value().to_owned())
        })
        .collect();
    mine.sort();
    others.sort();
    assert_eq!(mine, others, "attributes");
    let children: Vec<Node<'_, '_>> = theirs.children().filter(Node::is_element).collect();
    assert_eq!(ours.children().count(), children.len(), "children");
    for (mine, other) in ours.children().zip(children) {
        compare(mine, other);
    }
}
