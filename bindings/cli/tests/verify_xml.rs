//! Attacks on XML signatures and signed messages, end to end. Digests and signatures are made here by hand over octets
//! that are canonical as written, so that every forgery is one whose arithmetic holds.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::PathBuf;

use common::pki::{self, verify};
use common::{Run, scratch};
use qoltanba::asn1::encode_pem;
use qoltanba::crypto::DigestAlgorithm;
use qoltanba::sign::Signer;

const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE: &str = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform>";
const ENVELOPED: &str =
    "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>";

struct Reference<'t> {
    uri: &'t str,
    transforms: String,
    /// What the digest is made of: the canonical octets that a gullible verifier would arrive at.
    octets: &'t str,
}

fn base64(bytes: &[u8]) -> String {
    encode_pem("X", bytes).lines().filter(|line| !line.starts_with('-')).collect()
}

/// A signature by the RSA key of the set, whose certificate is in it.
fn signature(references: &[Reference<'_>]) -> String {
    let references: String = references
        .iter()
        .map(|reference| {
            format!(
                "<ds:Reference URI=\"{}\"><ds:Transforms>{}</ds:Transforms><ds:DigestMethod \
                 Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod><ds:DigestValue>{}\
                 </ds:DigestValue></ds:Reference>",
                reference.uri,
                reference.transforms,
                base64(DigestAlgorithm::Sha256.digest(reference.octets.as_bytes()).as_bytes())
            )
        })
        .collect();
    let inside = format!(
        "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></ds:SignatureMethod>\
         {references}</ds:SignedInfo>"
    );
    let store = pki::key_store("rsa-individual-sign");
    let signer = Signer::from_entry(store.only_entry().unwrap()).unwrap();
    let value = signer.sign(format!("<ds:SignedInfo xmlns:ds=\"{DS}\">{inside}").as_bytes()).unwrap();
    format!(
        "<ds:Signature xmlns:ds=\"{DS}\"><ds:SignedInfo>{inside}<ds:SignatureValue>{}</ds:SignatureValue><ds:KeyInfo>\
         <ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>",
        base64(&value),
        base64(signer.certificate().der())
    )
}

fn one(uri: &str, transforms: &str, octets: &str) -> String {
    signature(&[Reference { uri, transforms: transforms.to_owned(), octets }])
}

fn written(name: &str, document: &str) -> PathBuf {
    let path = scratch("verify-xml").join(name);
    std::fs::write(&path, document).unwrap();
    path
}

fn report(name: &str, document: &str) -> Run {
    verify(&written(name, document), &[])
}

const WHOLE: &str = "<r xmlns=\"urn:x\"><d Id=\"a\">1</d></r>";
const PART: &str = "<d xmlns=\"urn:x\" Id=\"a\">1</d>";

fn around(inside: &str) -> String {
    format!("<r xmlns=\"urn:x\">{inside}</r>")
}

/// The control: made by hand, and confirmed; with every attack one thing is different.
#[test]
fn a_signature_made_by_hand_is_confirmed() {
    let good = around(&format!("<d Id=\"a\">1</d>{}", one("", &format!("{ENVELOPED}{EXCLUSIVE}"), WHOLE)));
    report("good.xml", &good).expect("good", "confirmed", &[]);
    report("byte-order-mark.xml", &format!("\u{feff}{good}")).expect("BOM", "confirmed", &[]);
    // The whole document by its identifier.
    let root = "<r xmlns=\"urn:x\" Id=\"a\">1</r>";
    let signed = one("#a", &format!("{ENVELOPED}{EXCLUSIVE}"), root);
    let by_id = format!("<r xmlns=\"urn:x\" Id=\"a\">1{signed}</r>");
    report("by-id.xml", &by_id).expect("by identifier", "confirmed", &[]);
}

#[test]
fn what_is_signed_is_the_document() {
    let by_id = one("#a", EXCLUSIVE, PART);
    let signed = "<d Id=\"a\">1</d>";
    for (name, inside, reasons) in [
        ("moved", format!("<d>9</d><old>{signed}</old>{by_id}"), &["content-not-covered"][..]),
        ("beside", format!("{signed}<d Id=\"b\">9</d>{by_id}"), &["content-not-covered"]),
        ("text-beside", format!("{signed}9{by_id}"), &["content-not-covered"]),
        (
            "in-the-signature",
            format!(
                "<d>9</d>{}",
                by_id.replacen("</ds:Signature>", &format!("<ds:Object>{signed}</ds:Object></ds:Signature>"), 1)
            ),
            &["content-not-covered"],
        ),
        (
            "xpointer",
            format!("<d>9</d><old>{signed}</old>{}", one("#xpointer(id('a'))", EXCLUSIVE, PART)),
            &["content-not-covered"],
        ),
        ("twice", format!("{signed}<d Id=\"a\">9</d>{by_id}"), &["duplicate-id"]),
        ("twice-after", format!("<d Id=\"a\">9</d>{by_id}{signed}"), &["duplicate-id"]),
    ] {
        let run = report(&format!("{name}.xml"), &around(&inside));
        assert_eq!(run.status, 1, "{name}: {}{:#}", run.stderr, run.json);
        for reason in reasons {
            assert!(run.reasons().contains(reason), "{name}: {:?}", run.reasons());
        }
    }
}

/// Transforms and references that are not followed, though following them would find equal digests.
#[test]
fn unknown_transforms_and_foreign_references_are_not_followed() {
    let folder = scratch("verify-xml");
    let outside = folder.join("outside.txt");
    std::fs::write(&outside, "1").unwrap();
    let file = format!("file://{}", outside.display());
    let transform = |algorithm: &str, inside: &str| {
        format!("{ENVELOPED}<ds:Transform Algorithm=\"{algorithm}\">{inside}</ds:Transform>{EXCLUSIVE}")
    };
    let copy = "<xsl:stylesheet xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" version=\"1.0\"></xsl:stylesheet>";
    for (name, signature) in [
        ("xslt", one("", &transform("http://www.w3.org/TR/1999/REC-xslt-19991116", copy), WHOLE)),
        (
            "xpath",
            one("", &transform("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>true()</ds:XPath>"), WHOLE),
        ),
        ("xpath2", one("", &transform("http://www.w3.org/2002/06/xmldsig-filter2", ""), WHOLE)),
        ("base64", one("", &transform("http://www.w3.org/2000/09/xmldsig#base64", ""), WHOLE)),
        ("unknown", one("", &transform("urn:example:nothing", ""), WHOLE)),
        ("file", one(&file, EXCLUSIVE, "1")),
        ("xpointer", one("#xpointer(//d)", EXCLUSIVE, PART)),
    ] {
        let run = report(&format!("{name}.xml"), &around(&format!("<d Id=\"a\">1</d>{signature}")));
        assert_eq!((run.status, run.outcome("signature").0), (1, "failed"), "{name}: {}{:#}", run.stderr, run.json);
        assert_eq!(run.outcome("signature").1, Some("algorithm-not-allowed"), "{name}: {}", run.detail("signature"));
    }
    let relative = around(&format!("<d Id=\"a\">1</d>{}", one("outside.txt", EXCLUSIVE, "1")));
    assert_eq!(report("relative.xml", &relative).status, 1);
}

#[test]
fn what_is_no_signed_document_is_unusable() {
    let signed = one("", &format!("{ENVELOPED}{EXCLUSIVE}"), WHOLE);
    let good = around(&format!("<d Id=\"a\">1</d>{signed}"));
    let info = &signed[signed.find("<ds:SignedInfo>").unwrap()..signed.find("<ds:SignatureValue>").unwrap()];
    let reference = &info[info.find("<ds:Reference").unwrap()..info.find("</ds:SignedInfo>").unwrap()];
    for (name, document) in [
        ("declaration", format!("<!DOCTYPE r>{good}")),
        ("entity", format!("<!DOCTYPE r [<!ENTITY e \"1\">]>{}", good.replacen(">1<", ">&e;<", 1))),
        ("external", format!("<!DOCTYPE r SYSTEM \"file:///etc/hostname\">{good}")),
        ("unknown-entity", good.replacen(">1<", ">&e;<", 1)),
        ("two-signed-infos", good.replacen(info, &format!("{info}{info}"), 1)),
        ("no-reference", good.replacen(reference, "", 1)),
        (
            "no-value",
            good.replacen("<ds:SignatureValue>", "<ds:Value>", 1).replacen("</ds:SignatureValue>", "</ds:Value>", 1),
        ),
        ("second-root", format!("{good}<r></r>")),
        ("text-after", format!("{good}9")),
        ("cut", good[..good.len() - 1].to_owned()),
        ("empty", String::new()),
    ] {
        report(&format!("{name}.xml"), &document).expect_unusable(name);
    }
    report("unsigned.xml", WHOLE).expect("no signature", "refused", &["no-signature"]);
}

#[test]
fn changed_documents_are_refused() {
    let good = pki::text("signed/xml/rsa.xml");
    for (name, from, to, reason) in [
        ("number", "990101100010</iin>", "990101200027</iin>", "digest-mismatch"),
        ("attribute", "<text>", "<text a=\"\">", "digest-mismatch"),
        ("space", "</iin>", "</iin> ", "digest-mismatch"),
        ("value", "<ds:SignatureValue>e", "<ds:SignatureValue>f", "signature-invalid"),
        (
            "info",
            "REC-xml-c14n-20010315\"></ds:Can",
            "REC-xml-c14n-20010315#WithComments\"></ds:Can",
            "signature-invalid",
        ),
        ("algorithm", "rsa-sha256", "rsa-sha512", "signature-invalid"),
        ("sha1", "2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1", "algorithm-not-allowed"),
        ("hmac", "2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#hmac-sha1", "algorithm-not-allowed"),
        ("digest-sha1", "2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1", "algorithm-not-allowed"),
    ] {
        assert!(good.contains(from), "{name}");
        report(&format!("changed-{name}.xml"), &good.replacen(from, to, 1)).expect(name, "refused", &[reason]);
    }
    // A comment is no part of what URI="" selects, whatever the canonicalization says afterwards (XMLDSig 1.1, 4.4.3.2;
    // xmlsec1 accepts the same document): what was signed is still what is there, so only the canonical octets may be read.
    let commented = good.replacen("<iin>990101", "<iin>990101<!-- -->", 1);
    report("commented.xml", &commented).expect("a comment", "confirmed", &[]);
    // One of two signatures fails: each keeps its outcome, the document is refused.
    let two = pki::text("signed/xml/two-signatures.xml");
    let second = two.rfind("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
    let mut broken = two.into_bytes();
    broken[second + 4] = if broken[second + 4] == b'A' { b'B' } else { b'A' };
    let run = report("one-of-two.xml", &String::from_utf8(broken).unwrap());
    run.expect("one of two", "refused", &["signature-invalid"]);
    assert_eq!(run.json["signers"].as_array().unwrap().len(), 2);
}

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

fn message(security: &str, more_header: &str, body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"{SOAP}\"><s:Header><w:Security xmlns:w=\"{WSSE}\" xmlns:u=\"{WSU}\">{security}\
         </w:Security>{more_header}</s:Header>{body}</s:Envelope>"
    )
}

fn body(id: &str, inside: &str) -> String {
    format!("<s:Body xmlns:s=\"{SOAP}\" xmlns:u=\"{WSU}\" u:Id=\"{id}\">{inside}</s:Body>")
}

/// The canonical Timestamp, with one reference to it and one to the Body.
fn stamped(created: &str, expires: &str) -> String {
    let inside = format!("<u:Created>{created}</u:Created><u:Expires>{expires}</u:Expires></u:Timestamp>");
    let canonical = format!("<u:Timestamp xmlns:u=\"{WSU}\" u:Id=\"t\">{inside}");
    let body = body("b", "<a xmlns=\"urn:x\">1</a>");
    let signature = signature(&[
        Reference { uri: "#b", transforms: EXCLUSIVE.to_owned(), octets: &body },
        Reference { uri: "#t", transforms: EXCLUSIVE.to_owned(), octets: &canonical },
    ]);
    message(&format!("<u:Timestamp u:Id=\"t\">{inside}{signature}"), "", &body)
}

#[test]
fn messages_cover_their_body() {
    let good = body("b", "<a xmlns=\"urn:x\">1</a>");
    let evil = body("c", "<a xmlns=\"urn:x\">9</a>");
    let signed = one("#b", EXCLUSIVE, &good);
    report("message.xml", &message(&signed, "", &good)).expect("good", "confirmed", &[]);
    for (name, document, reason) in [
        ("body-in-header", message(&signed, &format!("<h xmlns=\"urn:x\">{good}</h>"), &evil), "content-not-covered"),
        (
            "body-in-security",
            message(&format!("{signed}<h xmlns=\"urn:x\">{good}</h>"), "", &evil),
            "content-not-covered",
        ),
        (
            "equal-id",
            message(&signed, &format!("<h xmlns=\"urn:x\">{good}</h>"), &evil.replace("\"c\"", "\"b\"")),
            "duplicate-id",
        ),
        ("plain-id", message(&signed, "<h xmlns=\"urn:x\" Id=\"b\"></h>", &good), "duplicate-id"),
        (
            "nothing-of-it",
            message(
                &one("#h", EXCLUSIVE, "<h xmlns=\"urn:x\" Id=\"h\"></h>"),
                "<h xmlns=\"urn:x\" Id=\"h\"></h>",
                &evil,
            ),
            "content-not-covered",
        ),
    ] {
        let run = report(&format!("{name}.xml"), &document);
        assert_eq!(run.status, 1, "{name}: {}{:#}", run.stderr, run.json);
        assert!(run.reasons().contains(&reason), "{name}: {:?}", run.reasons());
    }
    // Two Bodies in one Envelope are no message of SOAP.
    let two = report("two-bodies.xml", &message(&signed, "", &format!("{good}{evil}")));
    assert!(matches!(two.status, 1 | 3), "{:#}", two.json);
    // N18: a second, unsound signature counts as much as the first.
    let other = one("#b", EXCLUSIVE, &good).replacen("<ds:SignatureValue>", "<ds:SignatureValue>AAAA", 1);
    assert_ne!(report("second.xml", &message(&format!("{signed}{other}"), "", &good)).status, 0);
}

#[test]
fn a_message_holds_for_its_time() {
    for (created, expires, decision, reasons) in [
        ("2026-06-30T23:59:00Z", "2026-07-01T00:05:00Z", "confirmed", &[][..]),
        // The moment of validation, which is midnight, belongs to the time that it begins and to the one that it ends.
        ("2026-07-01T00:00:00Z", "2026-07-01T00:05:00Z", "confirmed", &[]),
        ("2026-06-30T23:59:00Z", "2026-07-01T00:00:00Z", "confirmed", &[]),
        ("2026-06-30T23:50:00Z", "2026-06-30T23:55:00Z", "refused", &["timestamp-invalid"]),
        ("2026-07-01T00:01:00Z", "2026-07-01T00:05:00Z", "refused", &["timestamp-invalid"]),
    ] {
        report("timed.xml", &stamped(created, expires)).expect(expires, decision, reasons);
    }
    let moved = stamped("2026-06-30T23:50:00Z", "2026-06-30T23:55:00Z").replace("23:55", "23:59");
    assert!(report("moved.xml", &moved).reasons().contains(&"digest-mismatch"));
}
