//! What hostile inputs of 1 MB cost: at most 64 MB of memory and, in a release build, 100 ms, for every parser.
//!
//! The inputs are the worst that we could think of for each grammar. Memory is counted by the allocator of this binary, which
//! therefore has one test only.

mod documents;
mod images;
mod shapes;

use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;
use qoltanba::Certificate;
use qoltanba::asn1::{decode_pem, der_objects, to_der};
use qoltanba::crypto::{AlgorithmPolicy, PrivateKey, PublicKey};
use qoltanba::document::Document as ElectronicDocument;
use qoltanba::document::barcode::{Element, decode, read_image};
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

/// Octets of an input.
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
    ("image", |input| drop(read_image(input))),
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

/// What each signature of a document may cost beyond that: a verification, the digest of its content, its path and evidence.
const FOR_A_SIGNATURE: Duration = Duration::from_millis(10);

/// What a picture may take: a mebibyte of it can hold 24 million pixels, each of which is looked at.
const FOR_A_PICTURE: Duration = Duration::from_millis(500);

/// What was measured, and what of it was too much.
#[derive(Default)]
struct Costs {
    all: Vec<(Duration, usize, String)>,
    broken: Vec<String>,
}

impl Costs {
    fn measure(&mut self, name: String, most: Duration, work: impl Fn()) {
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let started = Instant::now();
        work();
        let mut took = started.elapsed();
        let memory = ALLOCATOR.peak_usage().saturating_sub(before);
        // Other work on the machine can only make it slower: the best of three counts.
        for _ in 0..2 {
            if took > most && !cfg!(debug_assertions) {
                let started = Instant::now();
                work();
                took = took.min(started.elapsed());
            }
        }
        if memory > MAX_MEMORY || (took > most && !cfg!(debug_assertions)) {
            self.broken.push(format!("{name}: {} KB, {took:?} of {most:?}", memory >> 10));
        }
        self.all.push((took, memory, name));
    }
}

#[test]
fn hostile_inputs_cost_little() {
    // What is read once, and belongs to no input.
    Catalogue::builtin().unwrap();
    Forms::builtin().unwrap();
    let mut costs = Costs::default();
    for (shape, input) in shapes::all() {
        assert!(input.len() <= SIZE && input.len() > SIZE / 2, "{shape}: {} octets", input.len());
        for (parser, parse) in PARSERS {
            costs.measure(format!("{parser}: {shape}"), MAX_TIME, || parse(&input));
        }
    }
    for (name, picture) in images::all() {
        assert!(picture.len() <= SIZE, "{name}: {} octets", picture.len());
        costs.measure(format!("image: {name}"), FOR_A_PICTURE, || drop(read_image(&picture)));
    }
    let scene = documents::Scene::new();
    for document in scene.documents() {
        let (name, size) = (document.name, document.bytes.len());
        assert!(size <= SIZE, "{name}: {size} octets");
        let most = MAX_TIME + FOR_A_SIGNATURE * document.signatures;
        costs.measure(format!("verified: {name}"), most, || scene.verify(&document.bytes));
    }
    costs.all.sort();
    println!("{} runs over 1 MB; the slowest:", costs.all.len());
    for (took, memory, name) in costs.all.iter().rev().take(16) {
        println!("  {took:10.1?} {:6} KB  {name}", memory >> 10);
    }
    let (took, memory, name) = costs.all.iter().max_by_key(|cost| cost.1).unwrap();
    println!("and with the most memory:\n  {took:10.1?} {:6} KB  {name}", memory >> 10);
    assert!(costs.broken.is_empty(), "too much:\n{}", costs.broken.join("\n"));
}
