//! The limits of [`Limits`]: their defaults, and what a caller sets.

use qoltanba::check::{Check, Decision, Expected, JudgedAt, Reason, Verifier};
use qoltanba::crypto::PrivateKey;
use qoltanba::document::barcode::read_image_within;
use qoltanba::keystore::KeyStore;
use qoltanba::path::Budget;
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::cms::{Content, SignedData};
use qoltanba::signature::jws::SignedJws;
use qoltanba::signature::xml::SignedXml;
use qoltanba::signature::xml::c14n::{Canonicalization, Comments, Method, Selection, canonical_octets};
use qoltanba::signature::xml::tree::Document;
use qoltanba::signature::{Form, SignedDocument};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Limits, Moment, Result};
use qoltanba_testdata::demo;
use qoltanba_tests::national::file;

use super::{Met, counted, met, readable, zeros};

/// Limits with one of them set.
fn with(change: impl FnOnce(&mut Limits)) -> Limits {
    let mut limits = Limits::default();
    change(&mut limits);
    limits
}

#[test]
fn the_defaults() {
    let Limits {
        document_bytes,
        json_bytes,
        signers,
        signatures,
        references,
        coverings,
        canonical_growth,
        xml_nodes,
        key_iterations,
        image_pixels,
        path,
        ..
    } = Limits::default();
    assert_eq!((document_bytes, json_bytes, xml_nodes), (134_217_728, 4_194_304, 4_194_304));
    assert_eq!((signers, signatures, references, coverings, canonical_growth), (256, 64, 32, 64, 8));
    assert_eq!((key_iterations, image_pixels), (5_000_000, 24_000_000));
    let Budget { signatures, candidates, depth, name_comparisons, policy_nodes, .. } = path;
    assert_eq!((signatures, candidates, depth, name_comparisons, policy_nodes), (100, 20_000, 20, 250_000, 20_000));
}

#[test]
fn bytes_of_a_document_of_each_form() {
    for (name, form) in [
        ("signed/cms/gost2015.cms", Form::Cms),
        ("signed/xml/gost2015.xml", Form::XmlSignature),
        ("signed/wss/gost2015.xml", Form::WsSecurity),
        ("signed/jws/gost2015.jws", Form::Jws),
    ] {
        let bytes = file(name);
        let parse = |size| SignedDocument::parse_within(&bytes, &with(|limits| limits.document_bytes = size));
        assert_eq!(parse(bytes.len()).unwrap().form(), form);
        assert_eq!(met(parse(bytes.len() - 1)), Met::At((bytes.len() - 1).try_into().unwrap()), "{name}");
    }
    let detached = file("signed/cms/detached.cms");
    let content = file("signed/content.txt");
    let parse = |size| {
        let limits = with(|limits| limits.document_bytes = size);
        SignedDocument::parse_detached_within(&detached, Content::from_bytes(&content), &limits)
    };
    assert!(parse(detached.len()).is_ok());
    assert_ne!(met(parse(detached.len() - 1)), Met::No);
    // The defaults are those of the functions without limits.
    counted(128 << 20, |size| Document::parse(&vec![b' '; size]).map(drop));
    counted(128 << 20, |size| SignedJws::parse(&vec![b'e'; size], None).map(drop));
    counted(128 << 20, |size| SignedData::parse(&zeros(size)).map(drop));
}

/// A JWS in JSON with this many signatures and a payload of some length.
fn jws(signatures: usize, payload: usize) -> String {
    let one = "{\"protected\":\"eyJhbGciOiJSUzI1NiJ9\",\"signature\":\"AAAA\"}";
    let list = vec![one; signatures].join(",");
    format!("{{\"payload\":\"{}\",\"signatures\":[{list}]}}", "A".repeat(payload))
}

#[test]
fn jws_in_json() {
    readable(64, |count| SignedJws::parse(jws(count, 4).as_bytes(), None).map(drop));
    let limits = with(|limits| limits.signatures = 3);
    readable(3, |count| SignedJws::parse_within(jws(count, 4).as_bytes(), None, &limits).map(drop));
    let around = jws(1, 0).len();
    // Four characters of base64url at a time.
    let text = jws(1, ((4 << 20) - around) / 4 * 4);
    assert!(text.len() > (4 << 20) - 4 && SignedJws::parse(text.as_bytes(), None).is_ok());
    assert_eq!(met(SignedJws::parse(jws(1, 4 << 20).as_bytes(), None)), Met::At(4 << 20));
    let limits = with(|limits| limits.json_bytes = around);
    assert!(SignedJws::parse_within(jws(1, 0).as_bytes(), None, &limits).is_ok());
    assert_ne!(met(SignedJws::parse_within(jws(1, 4).as_bytes(), None, &limits)), Met::No);
}

#[test]
fn signers_of_a_message() {
    let two = file("signed/cms/two-signers.cms");
    let parse = |most| SignedData::parse_within(&two, &with(|limits| limits.signers = most)).map(drop);
    assert_eq!((met(parse(2)), met(parse(1))), (Met::No, Met::At(1)));
    let mut message = qoltanba_tests::cms::Message::read(&file("signed/cms/ecdsa.cms"));
    let signer = message.signers[0].clone();
    let mut many = |count| {
        message.signers = vec![signer.clone(); count];
        message.write()
    };
    let (most, above) = (many(256), many(257));
    assert!(SignedData::parse(&most).is_ok());
    assert_eq!(met(SignedData::parse(&above)), Met::At(256));
}

/// A signature of the schema, with this many references to the whole document.
fn signature(references: usize) -> String {
    let reference = "<Reference URI=''><Transforms><Transform \
         Algorithm='http://www.w3.org/2000/09/xmldsig#enveloped-signature'/></Transforms>\
         <DigestMethod Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/><DigestValue>AAAA</DigestValue></Reference>";
    format!(
        "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo>\
         <CanonicalizationMethod Algorithm='http://www.w3.org/TR/2001/REC-xml-c14n-20010315'/>\
         <SignatureMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'/>{}</SignedInfo>\
         <SignatureValue>AAAA</SignatureValue></Signature>",
        reference.repeat(references)
    )
}

#[test]
fn signatures_and_references_of_an_xml_document() {
    let document = |signatures: usize, references| format!("<a>{}</a>", signature(references).repeat(signatures));
    readable(64, |count| SignedXml::parse(document(count, 1).as_bytes()).map(drop));
    readable(32, |count| SignedXml::parse(document(1, count).as_bytes()).map(drop));
    let limits = with(|limits| (limits.signatures, limits.references) = (2, 3));
    readable(2, |count| SignedXml::parse_within(document(count, 3).as_bytes(), &limits).map(drop));
    readable(3, |count| SignedXml::parse_within(document(2, count).as_bytes(), &limits).map(drop));
}

#[test]
fn coverings_of_an_xml_document() {
    // Beyond the free mebibyte only the length of the document counts.
    let long = "x".repeat(1 << 20);
    let document = |references: usize| format!("<a>{}{long}</a>", signature(references));
    let limits = with(|limits| limits.coverings = 5);
    readable(5, |count| SignedXml::parse_within(document(count).as_bytes(), &limits).map(drop));
    let short = format!("<a>{}</a>", signature(32));
    assert!(SignedXml::parse_within(short.as_bytes(), &limits).is_ok());
    let signatures = |count: usize| format!("<a>{}{long}</a>", signature(2).repeat(count));
    assert!(SignedXml::parse(signatures(32).as_bytes()).is_ok());
    assert_eq!(met(SignedXml::parse(signatures(33).as_bytes())), Met::At(64));
}

#[test]
fn growth_of_canonical_octets() {
    let canonical = |text: &str, growth| -> Result<usize> {
        let limits = with(|limits| limits.canonical_growth = growth);
        let document = Document::parse_within(text.as_bytes(), &limits)?;
        let how = Canonicalization::new(Method::Exclusive10, Comments::Omit);
        canonical_octets(&document, &Selection::document(), &how).map(|octets| octets.len())
    };
    let same = format!("<a>{}</a>", "x".repeat(1 << 20));
    assert_eq!(canonical(&same, 1), Ok(same.len()));
    assert_eq!(met(canonical(&same, 0)), Met::At(1 << 20));
    // Each small element repeats a namespace name of 4 KB.
    let text = |count| format!("<r xmlns:p='u:{}'>{}</r>", "x".repeat(4096), "<p:e/>".repeat(count));
    assert!(canonical(&text(200), 8).is_ok_and(|length| length > 200 * 4096));
    assert_eq!(met(canonical(&text(300), 8)), Met::At(1 << 20), "a mebibyte is free");
    // At most eight times its length, whatever the length is.
    let long = text(70_000);
    assert_eq!(met(canonical(&long, 8)), Met::At(u64::try_from(long.len()).unwrap() * 8));
}

#[test]
fn nodes_of_an_xml_document() {
    // The document node and the element around them count, too.
    let elements = |count: usize| format!("<a>{}</a>", "<b/>".repeat(count - 2));
    readable(4 << 20, |count| Document::parse(elements(count).as_bytes()).map(drop));
    let limits = with(|limits| limits.xml_nodes = 7);
    readable(7, |count| Document::parse_within(elements(count).as_bytes(), &limits).map(drop));
}

#[test]
fn iterations_of_a_key_file() {
    let key = file("p12/gost2015-individual.p12");
    let open = |most| KeyStore::open_within(&key, demo::PASSWORD, &with(|limits| limits.key_iterations = most));
    // Each derivation of this file takes 1024, and there are several.
    assert_eq!(met(open(1_023)), Met::At(1_023));
    let least = (1_024..10_000).find(|most| open(*most).is_ok()).unwrap();
    assert_eq!(least % 512, 0, "all of them together take twice the limit");
    assert_eq!(met(open(least - 1)), Met::At(2 * (least - 1)));
}

#[test]
fn pixels_of_an_image() {
    for (name, pixels) in [("part-1.png", 500 * 500), ("part-2.jpg", 500 * 500)] {
        let bytes = std::fs::read(qoltanba_tests::workspace().join("tests/data/barcode").join(name)).unwrap();
        let read = |most| read_image_within(&bytes, &with(|limits| limits.image_pixels = most));
        assert_eq!(read(pixels).unwrap().texts.len(), 1, "{name}");
        assert_eq!(met(read(pixels - 1)), Met::At(pixels - 1), "{name}");
    }
}

#[test]
fn the_budget_of_a_path_reaches_the_verifier() {
    let certificate = |name: &str| Certificate::from_der(&file(name)).unwrap();
    let anchor = TrustAnchor::from_certificate(&certificate("ca/root-rsa.cer"));
    let trust = TrustStore::new(vec![anchor], vec![certificate("ca/nca-rsa.cer")]);
    let mut evidence = Evidence::new();
    evidence.add_crl(Crl::from_der(&file("crl/nca-rsa.crl")).unwrap());
    let check = |signatures| {
        let limits = with(|limits| limits.path.signatures = signatures);
        let verifier = Verifier::new(trust.clone()).with_evidence(evidence.clone()).with_limits(limits);
        let moment = JudgedAt::given(Moment::parse("2026-07-01T00:00:00Z").unwrap());
        verifier.check_certificate(&certificate("rsa/individual-sign.cer"), &Expected::anyone(), moment)
    };
    // The certificate and that of its authority.
    assert_eq!(check(2).decision(), Decision::Confirmed);
    let above = check(1);
    // A limit decides nothing.
    assert_eq!(above.decision(), Decision::Undetermined);
    let reasons: Vec<_> = above.signers()[0].checks.iter().filter_map(|check| check.reason).collect();
    assert!(reasons.contains(&Reason::IssuerUnknown), "{reasons:?}");

    // That of a single signer of a document is the same: what several signers share is never more.
    let pem = std::fs::read(qoltanba_testdata::folder().join("../keys/rsa-individual-sign.pem")).unwrap();
    let (key, holder) = (PrivateKey::from_der_or_pem(&pem).unwrap(), certificate("rsa/individual-sign.cer"));
    let message = cms::sign(&Signer::new(&key, &holder).unwrap(), b"content", &cms::Options::default()).unwrap();
    let document = SignedDocument::parse(&message).unwrap();
    for (signatures, reason) in [(2, None), (1, Some(Reason::IssuerUnknown))] {
        let limits = with(|limits| limits.path.signatures = signatures);
        let verifier = Verifier::new(trust.clone()).with_evidence(evidence.clone()).with_limits(limits);
        let moment = JudgedAt::given(Moment::parse("2026-07-01T00:00:00Z").unwrap());
        let report = verifier.verify(&document, &Expected::anyone(), moment).unwrap();
        let path = report.signers()[0].checks.iter().find(|check| check.check == Check::CertificatePath).unwrap();
        assert_eq!(path.reason, reason, "{signatures}");
    }
}
