//! The examples of the standards, restated without document types, and rules that they leave out.

use super::*;

fn find<'d>(document: &'d Document<'d>, local: &str) -> NodeId {
    document.elements().find(|element| element.local_name() == local).expect(local).id()
}

fn whole(text: &str, method: Method, comments: Comments) -> String {
    let document = Document::parse(text.as_bytes()).expect(text);
    let how = Canonicalization::new(method, comments);
    String::from_utf8(canonical_octets(&document, &Selection::document(), &how).unwrap()).unwrap()
}

fn subtree(text: &str, local: &str, method: Method, prefixes: &[&str]) -> String {
    let document = Document::parse(text.as_bytes()).expect(text);
    let mut how = Canonicalization::new(method, Comments::Omit);
    how.inclusive_prefixes = prefixes.iter().map(|prefix| (*prefix).to_owned()).collect();
    let octets = canonical_octets(&document, &Selection::element(find(&document, local)), &how).unwrap();
    String::from_utf8(octets).unwrap()
}

/// Canonical XML 1.0, 3.1: instructions, comments, and what stands outside of the document element.
#[test]
fn outside_of_the_document_element() {
    let text = "<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n\n\
                <doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n\n\
                <!-- Comment 3 -->\n";
    assert_eq!(
        whole(text, Method::Inclusive10, Comments::Omit),
        "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!</doc>\n<?pi-without-data?>"
    );
    assert_eq!(
        whole(text, Method::Inclusive10, Comments::Keep),
        "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!<!-- Comment 1 --></doc>\n\
         <?pi-without-data?>\n<!-- Comment 2 -->\n<!-- Comment 3 -->"
    );
}

/// Canonical XML 1.0, 3.2: white space is kept as it is.
#[test]
fn white_space_stays() {
    let text =
        "<doc>\n   <clean>   </clean>\n   <mixed>\n      A\n      <clean>   </clean>\n      B\n   </mixed>\n</doc>";
    assert_eq!(whole(text, Method::Inclusive10, Comments::Omit), text);
}

/// Canonical XML 1.0, 3.3: tags, order of declarations and attributes, declarations that say nothing new.
#[test]
fn start_and_end_tags() {
    let text = "<doc>\n   <e1   />\n   <e2   ></e2>\n   <e3   name = \"elem3\"   id=\"elem3\"   />\n   \
                <e4   name=\"elem4\"   id=\"elem4\"   ></e4>\n   \
                <e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\"\n      \
                xmlns:b=\"http://www.ietf.org\"\n      xmlns:a=\"http://www.w3.org\"\n      \
                xmlns=\"http://example.org\"/>\n   <e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n      \
                <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n            \
                <e9 xmlns=\"\" xmlns:a=\"http://www.ietf.org\"/>\n         </e8>\n      </e7>\n   </e6>\n</doc>";
    let expected = "<doc>\n   <e1></e1>\n   <e2></e2>\n   <e3 id=\"elem3\" name=\"elem3\"></e3>\n   \
                    <e4 id=\"elem4\" name=\"elem4\"></e4>\n   \
                    <e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" xmlns:b=\"http://www.ietf.org\" \
                    attr=\"I'm\" attr2=\"all\" b:attr=\"sorted\" a:attr=\"out\"></e5>\n   \
                    <e6 xmlns:a=\"http://www.w3.org\">\n      <e7 xmlns=\"http://www.ietf.org\">\n         \
                    <e8 xmlns=\"\">\n            <e9 xmlns:a=\"http://www.ietf.org\"></e9>\n         </e8>\n      \
                    </e7>\n   </e6>\n</doc>";
    assert_eq!(whole(text, Method::Inclusive10, Comments::Omit), expected);
    assert_eq!(whole(text, Method::Inclusive11, Comments::Omit), expected);
}

/// Canonical XML 1.0, 3.4, without its document type: references, CDATA sections, line ends in values.
#[test]
fn characters() {
    let text = "<doc>\r\n   <text>First line&#x0d;&#10;Second line</text>\r   <value>&#x32;</value>\n   \
                <compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>\n   \
                <compute expr='value>\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute>\n   \
                <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>\n   <line attr='a\r\nb\tc\nd'/>\n</doc>";
    let expected = "<doc>\n   <text>First line&#xD;\nSecond line</text>\n   <value>2</value>\n   \
                    <compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>\n   \
                    <compute expr=\"value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:\
                    &quot;error&quot;\">valid</compute>\n   <norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm>\n   \
                    <line attr=\"a b c d\"></line>\n</doc>";
    assert_eq!(whole(text, Method::Inclusive10, Comments::Omit), expected);
}

/// Canonical XML 1.0, 3.6: the encoding is UTF-8. A byte order mark is no part of the document (XML 1.0, 4.3.3).
#[test]
fn utf8() {
    assert_eq!(whole("<doc>&#169;</doc>", Method::Inclusive10, Comments::Omit), "<doc>©</doc>");
    assert_eq!(whole("\u{FEFF}<doc>©</doc>", Method::Inclusive10, Comments::Omit), "<doc>©</doc>");
}

/// Exclusive Canonicalization 1.0, 2.2: the same element in two envelopes.
#[test]
fn a_subtree_and_its_surroundings() {
    let first = "<n0:pdu xmlns:n0='http://a.example'>\n  <n1:elem1 xmlns:n1='http://b.example'>\n    content\n  \
                 </n1:elem1>\n</n0:pdu>";
    let second = "<n2:pdu xmlns:n1='http://example.com' xmlns:n2='http://foo.example' xml:lang='fr' \
                  xml:space='retain'>\n  <n1:elem2 xmlns:n0='http://foo.bar' xml:lang='en'>\n    \
                  <n3:stuff xmlns:n3='ftp://example.org'/>\n  </n1:elem2>\n</n2:pdu>";
    assert_eq!(
        subtree(first, "elem1", Method::Inclusive10, &[]),
        "<n1:elem1 xmlns:n0=\"http://a.example\" xmlns:n1=\"http://b.example\">\n    content\n  </n1:elem1>"
    );
    assert_eq!(
        subtree(second, "elem2", Method::Inclusive10, &[]),
        "<n1:elem2 xmlns:n0=\"http://foo.bar\" xmlns:n1=\"http://example.com\" xmlns:n2=\"http://foo.example\" \
         xml:lang=\"en\" xml:space=\"retain\">\n    <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff>\n  </n1:elem2>"
    );
    assert_eq!(
        subtree(second, "elem2", Method::Exclusive10, &[]),
        "<n1:elem2 xmlns:n1=\"http://example.com\" xml:lang=\"en\">\n    \
         <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff>\n  </n1:elem2>"
    );
    assert_eq!(
        subtree(second, "elem2", Method::Exclusive10, &["n2", "unknown"]),
        "<n1:elem2 xmlns:n1=\"http://example.com\" xmlns:n2=\"http://foo.example\" xml:lang=\"en\">\n    \
         <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff>\n  </n1:elem2>"
    );
}

/// Canonical XML 1.1, 2.4: language and space are taken over, an identity is not, the base is joined.
#[test]
fn xml_attributes_of_the_surroundings() {
    let text = "<a xml:lang='kk' xml:id='x' xml:base='http://e.example/one/'><b xml:base='two/'>\
                <c z='1' xml:base='three' xml:space='default'/></b></a>";
    assert_eq!(
        subtree(text, "c", Method::Inclusive10, &[]),
        "<c z=\"1\" xml:base=\"three\" xml:id=\"x\" xml:lang=\"kk\" xml:space=\"default\"></c>"
    );
    assert_eq!(
        subtree(text, "c", Method::Inclusive11, &[]),
        "<c z=\"1\" xml:base=\"http://e.example/one/two/three\" xml:lang=\"kk\" xml:space=\"default\"></c>"
    );
    assert_eq!(
        subtree(text, "c", Method::Exclusive10, &[]),
        "<c z=\"1\" xml:base=\"three\" xml:space=\"default\"></c>"
    );
}

#[test]
fn the_default_namespace_is_taken_back_where_it_was_given() {
    let text = "<a xmlns='u:a'><b xmlns=''><c xmlns='u:c'><p:d xmlns:p='u:p'><e xmlns=''/></p:d></c></b></a>";
    assert_eq!(
        subtree(text, "b", Method::Inclusive10, &[]),
        "<b><c xmlns=\"u:c\"><p:d xmlns:p=\"u:p\"><e xmlns=\"\"></e></p:d></c></b>"
    );
    assert_eq!(subtree(text, "d", Method::Exclusive10, &[]), "<p:d xmlns:p=\"u:p\"><e></e></p:d>");
    // With the default namespace in the list it is written although `d` does not use it.
    assert_eq!(
        subtree(text, "d", Method::Exclusive10, &[""]),
        "<p:d xmlns=\"u:c\" xmlns:p=\"u:p\"><e xmlns=\"\"></e></p:d>"
    );
}

#[test]
fn excluded_subtrees_leave_nothing_behind() {
    let document = Document::parse(b"<a><b xmlns:p='u:p'>x<c/></b>y<p:d xmlns:p='u:p'/></a>").unwrap();
    let selection = Selection { excluded: vec![find(&document, "b")], ..Selection::document() };
    let how = Canonicalization::new(Method::Inclusive10, Comments::Omit);
    let octets = canonical_octets(&document, &selection, &how).unwrap();
    assert_eq!(octets, b"<a>y<p:d xmlns:p=\"u:p\"></p:d></a>");
}

/// A namespace name of 4 KB that each of many small elements repeats.
#[test]
fn growth_is_limited() {
    let text = format!("<r xmlns:p='u:{}'>{}</r>", "x".repeat(4096), "<p:e/>".repeat(70_000));
    let document = Document::parse(text.as_bytes()).unwrap();
    let how = Canonicalization::new(Method::Exclusive10, Comments::Omit);
    struct Nothing;
    impl Sink for Nothing {
        fn put(&mut self, _: &[u8]) {}
    }
    let result = canonicalize(&document, &Selection::document(), &how, &mut Nothing);
    assert!(matches!(result, Err(Error::LimitExceeded { .. })));
}

#[test]
fn identifiers() {
    for (uri, ..) in URIS {
        assert_eq!(Canonicalization::from_uri(uri).unwrap().uri(), uri);
    }
    assert_eq!(Canonicalization::from_uri("http://www.w3.org/2001/10/xml-exc-c14n"), None);
}

/// Each base is joined to the ones further in, so that the work grows with the square of the depth: it is paid for.
#[test]
fn joining_of_bases_is_limited() {
    let nested = |segment: &str| {
        let start: String = (0..250).map(|_| format!("<a xml:base=\"{segment}/\">")).collect();
        format!("{start}<b/>{}", "</a>".repeat(250))
    };
    let text = nested("x");
    assert_eq!(subtree(&text, "b", Method::Inclusive11, &[]), format!("<b xml:base=\"{}\"></b>", "x/".repeat(250)));
    let long = nested(&"x".repeat(1_000));
    let document = Document::parse(long.as_bytes()).unwrap();
    let how = Canonicalization::new(Method::Inclusive11, Comments::Omit);
    let outcome = canonical_octets(&document, &Selection::element(find(&document, "b")), &how);
    assert!(matches!(outcome, Err(Error::LimitExceeded { what: "octets of canonical XML", .. })));
}
