//! What hostile inputs of 1 MB cost: at most 64 MB of memory and, in a release build, 100 ms, for every parser.
//!
//! The inputs are the worst that we could think of for each grammar. Memory is counted by the allocator of this binary, which
//! therefore has one test only.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use qoltanba::Certificate;
use qoltanba::asn1::{Writer, decode_pem, der_objects, tag, to_der};
use qoltanba::crypto::{AlgorithmPolicy, PrivateKey, PublicKey};
use qoltanba::document::Document as ElectronicDocument;
use qoltanba::document::barcode::{Element, decode};
use qoltanba::document::form::Forms;
use qoltanba::keystore::KeyStore;
use qoltanba::regulation::{AuditTrail, Catalogue};
use qoltanba::revocation::{Crl, OcspResponse};
use qoltanba::signature::cms::{Content, SignaturePolicy, SignedData};
use qoltanba::signature::esf::SignedInvoice;
use qoltanba::signature::jws::SignedJws;
use qoltanba::signature::xml::SignedXml;
use qoltanba::signature::xml::c14n::{Canonicalization, Comments, Method, Selection, canonical_octets};
use qoltanba::signature::xml::tree::Document;
use qoltanba::timestamp::Timestamp;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const SIZE: usize = 1 << 20;
const MAX_MEMORY: usize = 64 << 20;
const MAX_TIME: Duration = Duration::from_millis(100);

/// A parser, with all the work that an input alone can cause.
type Parser = (&'static str, fn(&[u8]));

const PARSERS: &[Parser] = &[
    ("certificates", |input| drop(Certificate::list_from_der_or_pem(input))),
    ("public key", |input| drop(PublicKey::from_spki(input))),
    ("private key", |input| drop(PrivateKey::from_der_or_pem(input))),
    ("CRLs", |input| drop(Crl::list_from_der_or_pem(input))),
    ("OCSP response", |input| drop(OcspResponse::from_der(input))),
    ("BER", |input| drop(to_der(input))),
    ("PEM", |input| drop((der_objects(input, &["CERTIFICATE"]), std::str::from_utf8(input).map(decode_pem)))),
    ("key file", |input| drop(KeyStore::open(input, "password"))),
    ("CMS", cms),
    ("XML", |input| drop(Document::parse(input))),
    ("canonical XML", canonical),
    ("XML signatures", xml_signatures),
    ("JWS", |input| drop(SignedJws::parse(input, None))),
    ("invoices", |input| drop(SignedInvoice::parse_all(input))),
    ("timestamp", |input| drop(Timestamp::parse(input))),
    ("electronic document", |input| drop(std::str::from_utf8(input).map(ElectronicDocument::from_xml))),
    ("barcode", |input| {
        if let Ok(Ok(part)) = std::str::from_utf8(input).map(Element::from_xml) {
            drop(decode(&[part]));
        }
    }),
    ("form", |input| {
        if let (Ok(text), Ok(forms)) = (std::str::from_utf8(input), Forms::builtin()) {
            drop(forms.clone().add(text));
        }
    }),
    ("audit trail", |input| drop(std::str::from_utf8(input).map(AuditTrail::from_json))),
    ("regulation", |input| {
        if let (Ok(text), Ok(catalogue)) = (std::str::from_utf8(input), Catalogue::builtin()) {
            drop(catalogue.clone().add_regulation(text));
        }
    }),
];

fn cms(input: &[u8]) {
    let Ok(message) = SignedData::parse(input) else { return };
    let content = message.content(None).unwrap_or(Content::from_bytes(b""));
    for signer in message.signers() {
        drop(message.verify(signer, &content, &[], SignaturePolicy::default()));
        drop(message.evidence(signer));
    }
    drop(message.nested());
}

fn canonical(input: &[u8]) {
    if let Ok(document) = Document::parse(input) {
        for method in [Method::Inclusive10, Method::Exclusive10] {
            let how = Canonicalization::new(method, Comments::Keep);
            drop(canonical_octets(&document, &Selection::document(), &how));
        }
    }
}

fn xml_signatures(input: &[u8]) {
    let Ok(signed) = SignedXml::parse(input) else { return };
    for signature in signed.signatures() {
        drop(signed.check_digests(signature, AlgorithmPolicy::default()));
    }
}

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

fn inputs() -> Vec<(&'static str, Vec<u8>)> {
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

#[test]
fn hostile_inputs_cost_little() {
    // What is read once, and belongs to no input.
    Catalogue::builtin().unwrap();
    Forms::builtin().unwrap();
    let mut costs = Vec::new();
    let mut broken = Vec::new();
    for (shape, input) in inputs() {
        assert!(input.len() <= SIZE && input.len() > SIZE / 2, "{shape}: {} octets", input.len());
        for (parser, parse) in PARSERS {
            let before = ALLOCATOR.current_usage();
            ALLOCATOR.reset_peak_usage();
            let started = Instant::now();
            parse(&input);
            let mut took = started.elapsed();
            let memory = ALLOCATOR.peak_usage().saturating_sub(before);
            // Other work on the machine can only make it slower: the best of three counts.
            for _ in 0..2 {
                if took > MAX_TIME {
                    let started = Instant::now();
                    parse(&input);
                    took = took.min(started.elapsed());
                }
            }
            let name = format!("{parser}: {shape}");
            if memory > MAX_MEMORY || (took > MAX_TIME && !cfg!(debug_assertions)) {
                broken.push(format!("{name}: {} KB, {took:?}", memory >> 10));
            }
            costs.push((took, memory, name));
        }
    }
    costs.sort();
    println!("{} runs over 1 MB; the slowest:", costs.len());
    for (took, memory, name) in costs.iter().rev().take(8) {
        println!("  {took:10.1?} {:6} KB  {name}", memory >> 10);
    }
    let (took, memory, name) = costs.iter().max_by_key(|cost| cost.1).unwrap();
    println!("and with the most memory:\n  {took:10.1?} {:6} KB  {name}", memory >> 10);
    assert!(broken.is_empty(), "over 64 MB or 100 ms:\n{}", broken.join("\n"));
}
