//! Hostile inputs: the worst that we could think of for each grammar.

use std::fmt::Write as _;

use qoltanba::asn1::{Writer, tag};

use super::SIZE;

/// `unit` over and over, `SIZE` octets in all.
fn repeated(unit: &[u8]) -> Vec<u8> {
    unit.iter().copied().cycle().take(SIZE).collect()
}

/// A constructed element around what fits of `unit`, over and over.
fn constructed(tag: u8, unit: &[u8]) -> Vec<u8> {
    let mut out = Writer::new();
    out.tlv(tag, &unit.repeat((SIZE - 16) / unit.len()));
    out.into_bytes()
}

/// Elements of definite length nested as deep as the size allows.
fn nested_definite() -> Vec<u8> {
    let mut inside_out: Vec<u8> = Vec::new();
    // Octets are collected from the end: content first, then length and tag before it.
    while inside_out.len() < SIZE - 8 {
        let header = Writer::header(tag::SEQUENCE, inside_out.len());
        inside_out.extend(header.iter().rev());
    }
    inside_out.reverse();
    inside_out
}

/// A message whose set of signers is full of `unit`.
fn message(unit: &[u8]) -> Vec<u8> {
    let oid = |text: &str| qoltanba::oid::Oid::parse(text).unwrap();
    let mut out = Writer::new();
    out.sequence(|info| {
        info.oid(&oid("1.2.840.113549.1.7.2")).explicit(0, |content| {
            content.sequence(|signed| {
                signed.unsigned(1).tlv(tag::SET, &[]).sequence(|content| {
                    content.oid(&oid("1.2.840.113549.1.7.1"));
                });
                signed.tlv(tag::SET, &unit.repeat((SIZE - 100) / unit.len()));
            });
        });
    });
    out.into_bytes()
}

/// A document with `count` times `unit`, where `#` stands for the number.
fn xml(before: &str, unit: &str, after: &str) -> Vec<u8> {
    let mut text = String::with_capacity(SIZE);
    text.push_str(before);
    let mut number = 0u32;
    while text.len() + unit.len() + after.len() + 8 < SIZE {
        let mut parts = unit.split('#');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            write!(text, "{number}{part}").unwrap();
        }
        number += 1;
    }
    text.push_str(after);
    text.into_bytes()
}

/// As many signatures as may be, each with as many references to the whole document as may be, by the slowest digest.
fn signatures_over_everything() -> Vec<u8> {
    const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    let reference = format!(
        "<Reference URI=''><Transforms><Transform Algorithm='{C14N}'/></Transforms>\
         <DigestMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#gost34311'/>\
         <DigestValue>AAAA</DigestValue></Reference>"
    );
    let signature = format!(
        "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo><CanonicalizationMethod Algorithm='{C14N}'/>\
         <SignatureMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311'/>{}</SignedInfo>\
         <SignatureValue>AAAA</SignatureValue></Signature>",
        reference.repeat(32)
    );
    let mut text = String::from("<a>");
    text.push_str(&signature.repeat(64));
    while text.len() < SIZE - 4 {
        text.push('x');
    }
    text.push_str("</a>");
    text.into_bytes()
}

pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let deep = "<a>".repeat(SIZE / 8) + &"</a>".repeat(SIZE / 8);
    let mut pem_labels = String::new();
    let mut number = 0;
    while pem_labels.len() < SIZE - 64 {
        write!(pem_labels, "-----BEGIN {number}-----\n-----END {number}-----\n").unwrap();
        number += 1;
    }
    vec![
        ("zeros", repeated(&[0])),
        ("ones", repeated(&[0xff])),
        ("digits", repeated(b"0123456789")),
        ("base64", repeated(b"MIIB")),
        ("indefinite lengths, nested", repeated(&[0x30, 0x80])),
        ("indefinite octet strings, nested", repeated(&[0x24, 0x80])),
        ("definite lengths, nested", nested_definite()),
        ("a SEQUENCE of NULL", constructed(tag::SEQUENCE, &[5, 0])),
        ("a SEQUENCE of empty SEQUENCEs", constructed(tag::SEQUENCE, &[0x30, 0])),
        ("a SEQUENCE of empty indefinite SEQUENCEs", constructed(tag::SEQUENCE, &[0x30, 0x80, 0, 0])),
        ("an octet string in pieces of one octet", constructed(0x24, &[4, 1, 0])),
        ("a SEQUENCE of octet strings in pieces", constructed(tag::SEQUENCE, &[0x24, 3, 4, 1, 0])),
        ("a SET of identifiers", constructed(tag::SET, &[6, 1, 0x2a])),
        ("a long INTEGER", constructed(tag::INTEGER, &[0x7f])),
        ("a message with signers of nothing", message(&[0x30, 0])),
        ("a message with signers of NULLs", message(&[0x30, 2, 5, 0])),
        ("PEM blocks without content", pem_labels.into_bytes()),
        ("PEM blocks that never end", repeated(b"-----BEGIN A-----\n")),
        ("PEM dashes", repeated(b"-----BEGIN ")),
        ("elements side by side", xml("<a>", "<b/>", "</a>")),
        ("elements nested", deep.into_bytes()),
        ("elements with many attributes", xml("<a>", "<b c1='' c2='' c3='' c4='' c5='' c6='' c7='' c8=''/>", "</a>")),
        ("one element with many attributes", xml("<a", " b#=''", "/>")),
        ("one element with many namespaces", xml("<a", " xmlns:b#='c#'", "/>")),
        ("elements with namespaces", xml("<a>", "<b xmlns='n#'/>", "</a>")),
        ("elements with prefixes", xml("<a xmlns:p='n'>", "<p:b p:c=''/>", "</a>")),
        ("references to characters", xml("<a>", "&#x10FFFF;", "</a>")),
        ("entities that grow when written", xml("<a>", "&#13;&gt;", "</a>")),
        ("comments", xml("<a>", "<!---->", "</a>")),
        ("processing instructions", xml("<a>", "<?b?>", "</a>")),
        ("sections of character data", xml("<a>", "<![CDATA[]]>", "</a>")),
        ("one long text", xml("<a>", "xxxxxxxxxxxxxxxx", "</a>")),
        ("one long name", xml("<", "aaaaaaaaaaaaaaaa", "/>")),
        ("one long attribute", xml("<a b='", "\u{9}\u{9}\u{9}\u{9}\u{9}\u{9}\u{9}\u{9}", "'/>")),
        ("ids", xml("<a>", "<b Id='i#'/>", "</a>")),
        ("signatures without content", xml("<a>", "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/>", "</a>")),
        ("signatures over everything", signatures_over_everything()),
        ("JSON arrays nested", repeated(b"[")),
        ("JSON objects nested", repeated(b"{\"a\":")),
        ("JSON with many entries", xml("{\"schema\":\"qoltanba.audit/1\",\"entries\":[", "{},", "{}]}")),
        ("TOML tables nested", xml("", "[a#.b]\n", "")),
        ("TOML arrays nested", xml("a=", "[", "")),
    ]
}
