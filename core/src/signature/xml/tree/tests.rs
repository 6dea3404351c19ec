//! What the parser takes and what it refuses.

use super::*;
use crate::Error;

fn rule_of(text: &str) -> &'static str {
    match Document::parse(text.as_bytes()) {
        Err(Error::Malformed { rule, .. }) => rule,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn names_namespaces_and_values() {
    let text = "<?xml version='1.0' encoding='utf-8'?><p:a xmlns:p='u:p' b=' x&#10;&quot;\t' p:b='2'>\
                t<!-- c -->e<![CDATA[<x>]]>&lt;\r\n<b xmlns='u:d'/></p:a>";
    let document = Document::parse(text.as_bytes()).unwrap();
    let root = document.root();
    assert!(root.is("u:p", "a"));
    assert_eq!(root.qualified_name(), "p:a");
    assert_eq!(root.attribute("", "b").unwrap(), " x\n\" ");
    assert_eq!(root.attribute("u:p", "b").unwrap(), "2");
    assert_eq!(root.attribute("", "p:b"), None);
    // A comment does not split a value (CVE-2017-11428), a CDATA section is text.
    assert_eq!(root.text(), "te<x><\n");
    let child = root.children().next().unwrap();
    assert!(child.is("u:d", "b"));
    assert_eq!(&text[document.source_range(child.id())], "<b xmlns='u:d'/>");
    assert_eq!(child.parent().unwrap().id(), root.id());
    assert!(root.parent().is_none());
    assert!(root.simple_text("a").is_err());
}

#[test]
fn document_types_and_entities_are_refused() {
    for text in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<a><!DOCTYPE a></a>",
    ] {
        assert_eq!(rule_of(text), "a document type declaration is not allowed", "{text}");
    }
    for text in [
        "<a>&nbsp;</a>",
        "<a b='&x;'/>",
        "<a>&;</a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>&#xFFFE;</a>",
        "<a>&#+65;</a>",
        "<a>&#x;</a>",
        "<a>&#1114112;</a>",
        "<a>&amp</a>",
        "<a>& </a>",
    ] {
        assert!(rule_of(text).starts_with("only references to characters"), "{text}");
    }
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for text in [
        "",
        " ",
        "text",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a/>text",
        "<a></a></a>",
        "<a b=1/>",
        "<a b/>",
        "<a b='1'c='2'/>",
        "<a b='<'/>",
        "<a b='1' b='2'/>",
        "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
        "<a xmlns:p='u' xmlns:p='v'/>",
        "<p:a/>",
        "<a p:b='1'/>",
        "<a xmlns:p=''/>",
        "<a xmlns:xml='u'/>",
        "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<a xmlns:xmlns='u'/>",
        "<xmlns:a/>",
        "<a:b:c xmlns:a='u'/>",
        "<:a/>",
        "<a:/>",
        "<1/>",
        "< a/>",
        "<a><!-- x -- y --></a>",
        "<a><!-- x ---></a>",
        "<a><!-- x</a>",
        "<a>]]></a>",
        "<a><![CDATA[x</a>",
        "<![CDATA[x]]><a/>",
        "<a><?xml version='1.0'?></a>",
        " <?xml version='1.0'?><a/>",
        "<a><?XML x?></a>",
        "<a><??></a>",
        "<a><?p:q x?></a>",
        "<a><?x",
        "<a>\u{1}</a>",
        "<a>\u{FFFF}</a>",
        "<?xml encoding='utf-8'?><a/>",
        "<?xml version='1.0' standalone='maybe'?><a/>",
        "<?xml version='1.0' encoding='utf-8' x='1'?><a/>",
        "<a\u{0}/>",
    ] {
        rule_of(text);
    }
    assert!(matches!(
        Document::parse(b"<a>\xff</a>"),
        Err(Error::Malformed { offset: 3, rule: "the bytes are not UTF-8", .. })
    ));
}

#[test]
fn other_encodings_and_versions_are_named() {
    for bytes in [
        &b"\xff\xfe<\0a\0/\0>\0"[..],
        b"\0<\0a\0/\0>",
        b"<?xml version='1.0' encoding='windows-1251'?><a>\xe0</a>",
        b"<?xml version='1.1'?><a/>",
    ] {
        assert!(matches!(Document::parse(bytes), Err(Error::Unsupported { .. })));
    }
}

#[test]
fn limits_hold() {
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(Document::parse(deep(256).as_bytes()).is_ok());
    let attributes = |count: usize| format!("<a {}/>", (0..count).map(|n| format!("b{n}='' ")).collect::<String>());
    assert!(Document::parse(attributes(512).as_bytes()).is_ok());
    for text in [
        deep(257),
        attributes(513),
        format!("<{}/>", "n".repeat(1025)),
        (0..5000).fold("<a>".to_owned(), |text, n| text + &format!("<b xmlns='u:{n}'/>")) + "</a>",
    ] {
        assert!(matches!(Document::parse(text.as_bytes()), Err(Error::LimitExceeded { .. })));
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_parsed_or_refused(text in "[<>/a:b='\"&;#x!\\-\\[\\]? \r\n]{0,60}") {
        let _ = Document::parse(text.as_bytes());
        let _ = Document::parse(format!("<a xmlns:b='u'>{text}</a>").as_bytes());
    }
}
