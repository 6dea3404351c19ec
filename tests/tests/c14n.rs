//! Canonical XML against libxml2 (`xmllint`), on generated documents.
//!
//! One divergence is kept out of the documents: libxml2 writes `&` in a namespace name as it is, which gives a text that
//! is not well-formed; Canonical XML 1.0, 2.3 has namespace nodes processed like attributes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a test program fails by panicking"
)]

use qoltanba::signature::xml::c14n::{Canonicalization, Comments, Method, Selection, canonical_octets};
use qoltanba::signature::xml::tree::Document;
use qoltanba_tests::openssl::Scratch;
use qoltanba_tests::tools;

const DOCUMENTS: u64 = 120;

/// A small generator of numbers (xorshift), so that each run sees the same documents.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[usize::try_from(self.below(choices.len() as u64)).unwrap()]
    }
}

const TEXTS: [&str; 12] = [
    "қолтаңба",
    " ",
    "\r\n",
    "\t\r",
    "a > b",
    "&lt;&amp;&gt;",
    "&#13;&#10;",
    "&#x20AC;",
    "\"'",
    "\n  ",
    "x",
    "&quot;&apos;",
];
const VALUES: [&str; 9] =
    ["", " v ", "&#9;&#xA;&#13;", "a\r\nb\tc", "&lt;&quot;&amp;", ">", "&#1078;", "I&apos;m", "z"];
const NAMESPACES: [&str; 3] = ["urn:one", "urn:two?a=1", "http://example.org/three"];

/// An element; `declared` are the prefixes in scope.
fn element(numbers: &mut Numbers, depth: u64, declared: &[&'static str], into: &mut String) {
    let mut declared = declared.to_vec();
    let mut tag = String::new();
    for prefix in ["p", "q", "r"] {
        if numbers.below(5) == 0 {
            tag += &format!(" xmlns:{prefix}=\"{}\"", numbers.one_of(&NAMESPACES));
            declared.push(prefix);
        }
    }
    if numbers.below(5) == 0 {
        tag += &format!(" xmlns=\"{}\"", if numbers.below(3) == 0 { "" } else { numbers.one_of(&NAMESPACES) });
    }
    for local in ["b", "a", "Z"] {
        if numbers.below(3) == 0 {
            tag += &format!("\n {local} = \"{}\"", numbers.one_of(&VALUES));
        }
    }
    if !declared.is_empty() && numbers.below(3) == 0 {
        tag += &format!(" {}:m='{}'", numbers.one_of(&declared), numbers.one_of(&["", "1", "\t"]));
    }
    if numbers.below(8) == 0 {
        tag +=
            &format!(" xml:{}=\"{}\"", numbers.one_of(&["lang", "space", "base"]), numbers.one_of(&["kk", "preserve"]));
    }
    let name = match (declared.is_empty(), numbers.below(2)) {
        (false, 0) => format!("{}:{}", numbers.one_of(&declared), numbers.one_of(&["e", "f"])),
        _ => numbers.one_of(&["e", "f", "é"]).to_owned(),
    };
    if numbers.below(6) == 0 {
        *into += &format!("<{name}{tag} />");
        return;
    }
    *into += &format!("<{name}{tag}>");
    for _ in 0..numbers.below(6) {
        match numbers.below(8) {
            0 => *into += "<!-- a\r\ncomment -->",
            1 => *into += "<?pi   with data ?>",
            2 => *into += "<![CDATA[<&>\r\n]]]]>",
            3 | 4 => *into += numbers.one_of(&TEXTS),
            _ if depth > 0 => element(numbers, depth - 1, &declared, into),
            _ => *into += "leaf",
        }
    }
    *into += &format!("</{name} >");
}

fn document(seed: u64) -> String {
    let mut numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text += numbers.one_of(&["", "<!-- before -->", "<?before?>\n<!-- b -->"]);
    element(&mut numbers, 4, &[], &mut text);
    text += numbers.one_of(&["", "\n<!-- after -->\n<?after x?>"]);
    text
}

#[test]
fn libxml2_gives_the_same_octets() {
    let folder = Scratch::new();
    let mut compared = 0;
    for seed in 1..=DOCUMENTS {
        let text = document(seed);
        folder.write("document.xml", text.as_bytes());
        let path = folder.path().join("document.xml").display().to_string();
        let parsed = Document::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"));
        for (option, method) in
            [("--c14n", Method::Inclusive10), ("--c14n11", Method::Inclusive11), ("--exc-c14n", Method::Exclusive10)]
        {
            let Some(output) = tools::run("xmllint", &[option, &path]) else { return };
            assert!(output.status.success(), "{}\n{text}", String::from_utf8_lossy(&output.stderr));
            let how = Canonicalization::new(method, Comments::Keep);
            let ours = canonical_octets(&parsed, &Selection::document(), &how).unwrap();
            assert_eq!(String::from_utf8(ours).unwrap(), String::from_utf8(output.stdout).unwrap(), "{option}\n{text}");
            compared += 1;
        }
    }
    println!("{compared} canonical documents compared with xmllint");
}
