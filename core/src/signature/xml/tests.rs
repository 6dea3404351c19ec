//! Genuine forms are accepted; attacks are not, although their digests would hold if followed.

use super::sign::{Statement, add_timestamp, octets_to_stamp, sign_enveloped, sign_message};
use super::testing::{CERTIFICATE, ENVELOPED, EXCLUSIVE, Key, Verdict, signature_template, verdicts};
use super::{Container, Coverage, DigestOutcome, Gap, Level, NotAllowed, Properties, SignedXml};
use crate::Error;
use crate::time::Moment;

const COVERED: Coverage = Coverage::Covered { reference: 0 };

fn good(coverage: Coverage) -> Verdict {
    Verdict { value: true, digests: DigestOutcome::Hold, coverage }
}

fn enveloped(key: &Key, text: &str) -> String {
    let signed = sign_enveloped(text.as_bytes(), &Key::signer(), Statement::Plain, |octets| key.sign(octets)).unwrap();
    String::from_utf8(signed).unwrap()
}

const MESSAGE: &str = "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Header/>\
                       <soap:Body><p:Pay xmlns:p=\"urn:pay\">100</p:Pay></soap:Body></soap:Envelope>";
const MESSAGE_12: &str = "<Envelope xmlns=\"http://www.w3.org/2003/05/soap-envelope\"><Body>x</Body></Envelope>";

fn message(key: &Key, text: &str) -> String {
    let signed = sign_message(text.as_bytes(), &Key::signer(), "id-1", |octets| key.sign(octets)).unwrap();
    String::from_utf8(signed).unwrap()
}

#[test]
fn enveloped_signatures_hold() {
    let key = Key::new();
    for text in [
        "<a/>",
        "<a >x</a >",
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- c --><p:a xmlns:p='u:p' b='1'>\r\n<c/>&amp;</p:a>\r\n",
        "<root><key>f1</key></root>",
    ] {
        let signed = enveloped(&key, text);
        assert_eq!(verdicts(signed.as_bytes(), &key).unwrap(), [good(COVERED)], "{signed}");
        let parsed = SignedXml::parse(signed.as_bytes()).unwrap();
        assert_eq!(parsed.container(), Container::XmlSignature);
        assert_eq!(parsed.signatures()[0].key_info().certificates, [CERTIFICATE]);
        let other = verdicts(signed.as_bytes(), &Key::new()).unwrap();
        assert!(!other[0].value && other[0].digests == DigestOutcome::Hold);
    }
    let signed = enveloped(&key, "<a><!-- note -->10<!-- 0 -->0</a>");
    let parsed = SignedXml::parse(signed.as_bytes()).unwrap();
    assert_eq!(parsed.covered_octets(&parsed.signatures()[0]).unwrap().unwrap(), b"<a>100</a>");
}

/// Each signature was made before the next one was there; a later one covers the earlier ones.
#[test]
fn several_signatures_hold_each_for_itself() {
    let key = Key::new();
    let one = enveloped(&key, "<a>text</a>");
    let three = enveloped(&key, &enveloped(&key, &one));
    assert_eq!(verdicts(three.as_bytes(), &key).unwrap(), [good(COVERED), good(COVERED), good(COVERED)]);
    // Text that was changed breaks all of them, a change of the second one the second and the third.
    let broken = verdicts(three.replace("text", "test").as_bytes(), &key).unwrap();
    assert!(broken.iter().all(|verdict| verdict.digests == DigestOutcome::Mismatch));
    let second = three.match_indices("<ds:SignatureValue>").nth(1).unwrap().0 + "<ds:SignatureValue>".len();
    let mut changed = three.clone();
    let letter = if &three[second..=second] == "A" { "B" } else { "A" };
    changed.replace_range(second..=second, letter);
    let changed = verdicts(changed.as_bytes(), &key).unwrap();
    let states: Vec<_> = changed.iter().map(|verdict| (verdict.value, verdict.digests)).collect();
    assert_eq!(states, [(true, DigestOutcome::Hold), (false, DigestOutcome::Hold), (true, DigestOutcome::Mismatch)]);
}

/// Tolerance T11: `&#13;`, line wraps and spaces in base64; and the prefix is of no importance (N15).
#[test]
fn base64_may_be_wrapped_and_the_prefix_is_free() {
    let key = Key::new();
    let signed = enveloped(&key, "<a/>");
    for wrapped in [
        signed.replace("</ds:SignatureValue>", "&#13;\n </ds:SignatureValue>"),
        signed.replace("<ds:X509Certificate>", "<ds:X509Certificate>&#xD;\r\n\t"),
        signed.replace("<ds:KeyInfo>", "&#13;\n<ds:KeyInfo>&#13;\n"),
    ] {
        assert_eq!(verdicts(wrapped.as_bytes(), &key).unwrap(), [good(COVERED)], "{wrapped}");
    }
    for prefix in ["", "sig:"] {
        let declared = format!(" xmlns{}=", if prefix.is_empty() { "" } else { ":sig" });
        let text = signature_template("", &format!("{ENVELOPED}{EXCLUSIVE}"), "");
        let text = text.replace(" xmlns:ds=", &declared).replace("<ds:", &format!("<{prefix}"));
        let text = format!("<r xmlns=\"urn:r\">{}</r>", text.replace("</ds:", &format!("</{prefix}")));
        let signed = key.complete(&text, &["<r xmlns=\"urn:r\"></r>"]);
        assert_eq!(verdicts(signed.as_bytes(), &key).unwrap(), [good(COVERED)], "{signed}");
    }
}

#[test]
fn documents_by_identifier_and_enveloping_ones_hold() {
    let key = Key::new();
    let both = format!("{ENVELOPED}{EXCLUSIVE}");
    for (attribute, uri) in [
        ("Id", "#x"),
        ("ID", "#x"),
        ("id", "#x"),
        ("xml:id", "#x"),
        ("Id", "#xpointer(id('x'))"),
        ("Id", "#xpointer(/)"),
    ] {
        let text = format!("<r {attribute}=\"x\">1{}</r>", signature_template(uri, &both, ""));
        let signed = key.complete(&text, &[&format!("<r {attribute}=\"x\">1</r>")]);
        assert_eq!(verdicts(signed.as_bytes(), &key).unwrap(), [good(COVERED)], "{signed}");
    }
    let object = "<ds:Object Id=\"o\"><data>1</data></ds:Object>";
    let octets = "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"o\"><data>1</data></ds:Object>";
    let signed = key.complete(&signature_template("#o", EXCLUSIVE, object), &[octets]);
    assert_eq!(verdicts(signed.as_bytes(), &key).unwrap(), [good(COVERED)]);
    // A second object, which nothing signs.
    let two = signed.replace("</ds:Signature>", "<ds:Object><data>2</data></ds:Object></ds:Signature>");
    let gap = Coverage::NotCovered(Gap::UnsignedObject);
    assert_eq!(verdicts(two.as_bytes(), &key).unwrap(), [good(gap)]);
}

#[test]
fn signed_messages_hold() {
    let key = Key::new();
    for text in [MESSAGE, MESSAGE_12] {
        let once = message(&key, text);
        assert_eq!(verdicts(once.as_bytes(), &key).unwrap(), [good(COVERED)], "{once}");
        let parsed = SignedXml::parse(once.as_bytes()).unwrap();
        assert_eq!(parsed.container(), Container::WsSecurity);
        assert_eq!(parsed.signatures()[0].key_info().certificates, [CERTIFICATE]);
        let body = parsed.covered_octets(&parsed.signatures()[0]).unwrap().unwrap();
        assert!(String::from_utf8(body).unwrap().contains("Body"));
        let twice = message(&key, &once);
        assert_eq!(verdicts(twice.as_bytes(), &key).unwrap(), [good(COVERED), good(COVERED)], "{twice}");
    }
}

#[test]
fn tokens_of_a_message_are_found_by_every_kind_of_reference() {
    let key = Key::new();
    let signed = message(&key, MESSAGE);
    let start = signed.find("<wsse:SecurityTokenReference").unwrap();
    let end = signed.find("</ds:KeyInfo>").unwrap();
    let x509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0";
    let with = |reference: &str, token: &str| {
        let mut text = signed.clone();
        text.replace_range(
            start..end,
            &format!("<wsse:SecurityTokenReference>{reference}</wsse:SecurityTokenReference>"),
        );
        let wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
        text.replace("<ds:Signature ", &format!("{}<ds:Signature ", token.replace("WSU", wsu)))
    };
    let token = format!(
        "<wsse:BinarySecurityToken xmlns:u=\"WSU\" u:Id=\"t\" ValueType=\"{x509}#X509v3\">YWJj</wsse:BinarySecurityToken>"
    );
    for (reference, token, certificates) in [
        ("<wsse:Reference URI=\"#t\"/>".to_owned(), token.clone(), vec![b"abc".to_vec()]),
        ("<wsse:Reference URI=\"#t\"/>".to_owned(), token.replace("#X509v3", "#PKCS7"), vec![]),
        ("<wsse:Reference URI=\"#s\"/>".to_owned(), token.clone(), vec![]),
        ("<wsse:Reference URI=\"http://host/\"/>".to_owned(), token.clone(), vec![]),
        (
            format!("<wsse:KeyIdentifier ValueType=\"{x509}#X509v3\">YWJj</wsse:KeyIdentifier>"),
            String::new(),
            vec![b"abc".to_vec()],
        ),
        (
            format!("<wsse:KeyIdentifier ValueType=\"{x509}#ThumbprintSHA1\">YWJj</wsse:KeyIdentifier>"),
            String::new(),
            vec![],
        ),
    ] {
        let text = with(&reference, &token);
        let parsed = SignedXml::parse(text.as_bytes()).unwrap();
        assert_eq!(parsed.signatures()[0].key_info().certificates, certificates, "{reference}");
        assert!(verdicts(text.as_bytes(), &key).unwrap()[0].is_good());
    }
    let serial = "<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>CN=Test</ds:X509IssuerName>\
                  <ds:X509SerialNumber>258</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>";
    let text = with(serial, "");
    let parsed = SignedXml::parse(text.as_bytes()).unwrap();
    let found = &parsed.signatures()[0].key_info().issuer_serials[0];
    assert_eq!((found.issuer.as_str(), found.serial.as_slice()), ("CN=Test", &[1, 2][..]));
}

#[test]
fn timestamps_of_messages() {
    let key = Key::new();
    let wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    let stamp = format!(
        "<u:Timestamp xmlns:u=\"{wsu}\"><u:Created>2026-01-02T03:04:05.678Z</u:Created>\
         <u:Expires>2026-01-02T03:09:05Z</u:Expires></u:Timestamp>"
    );
    let text = message(&key, MESSAGE).replace("<ds:Signature ", &format!("{stamp}<ds:Signature "));
    let parsed = SignedXml::parse(text.as_bytes()).unwrap();
    let [found] = parsed.message_timestamps() else { panic!("one timestamp") };
    assert_eq!(found.created, Moment::from_utc(2026, 1, 2, 3, 4, 5));
    assert_eq!(found.expires, Moment::from_utc(2026, 1, 2, 3, 9, 5));
    assert!(found.covered_by.is_empty());
    let two = text.replace("<ds:Signature ", &format!("{stamp}<ds:Signature "));
    assert!(matches!(SignedXml::parse(two.as_bytes()), Err(Error::Malformed { .. })));
}

#[test]
fn xades() {
    let key = Key::new();
    let signing_time = Moment::from_utc(2026, 11, 22, 2, 37, 4).unwrap();
    let statement = Statement::XadesB { signing_time, id: "s1" };
    let text = "<a xmlns='u:a' xmlns:xades='u:other'>text</a>";
    let signed = sign_enveloped(text.as_bytes(), &Key::signer(), statement, |octets| key.sign(octets)).unwrap();
    assert_eq!(verdicts(&signed, &key).unwrap(), [good(COVERED)]);
    let parsed = SignedXml::parse(&signed).unwrap();
    let signature = &parsed.signatures()[0];
    assert_eq!(signature.level(), Level::B);
    let Properties::Signed(properties) = signature.properties() else { panic!("signed properties") };
    assert_eq!(properties.signing_time, Some(signing_time));
    assert!(properties.name_certificate(CERTIFICATE) && !properties.name_certificate(b"another"));

    // The same identifier again is refused.
    assert!(sign_enveloped(&signed, &Key::signer(), statement, |octets| key.sign(octets)).is_err());

    // A time-stamp: the octets are those of the canonical SignatureValue, with the namespaces around it.
    let text = String::from_utf8(signed).unwrap();
    let stamp = "</xades:SignedProperties><xades:UnsignedProperties><xades:UnsignedSignatureProperties>\
                 <xades:SignatureTimeStamp><xades:EncapsulatedTimeStamp>YWJj</xades:EncapsulatedTimeStamp>\
                 </xades:SignatureTimeStamp></xades:UnsignedSignatureProperties></xades:UnsignedProperties>";
    let stamped = text.replace("</xades:SignedProperties>", stamp);
    assert_eq!(verdicts(stamped.as_bytes(), &key).unwrap(), [good(COVERED)]);
    let parsed = SignedXml::parse(stamped.as_bytes()).unwrap();
    assert_eq!(parsed.signatures()[0].level(), Level::T);
    let [timestamp] = parsed.signatures()[0].timestamps() else { panic!("one time-stamp") };
    assert_eq!(timestamp.token, b"abc");
    let start = text.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
    let value = &text[start..text.find("</ds:SignatureValue>").unwrap()];
    let octets = format!(
        "<ds:SignatureValue xmlns=\"u:a\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" xmlns:xades=\"u:other\">\
         {value}</ds:SignatureValue>"
    );
    assert_eq!(timestamp.stamped.as_deref(), Some(octets.as_bytes()));

    // Properties that no typed reference covers say nothing.
    let untyped = text.replace(" Type=\"http://uri.etsi.org/01903#SignedProperties\"", "");
    let parsed = SignedXml::parse(untyped.as_bytes()).unwrap();
    assert_eq!(parsed.signatures()[0].properties(), &Properties::Unsigned);
    assert_eq!(parsed.signatures()[0].level(), Level::None);
}

#[test]
fn a_timestamp_is_added() {
    let key = Key::new();
    let statement = Statement::XadesB { signing_time: Moment::from_unix(0), id: "s1" };
    let sign = |text: &[u8], statement| sign_enveloped(text, &Key::signer(), statement, |octets| key.sign(octets));
    let mut signed = sign(b"<a xmlns='u:a'/>", statement).unwrap();
    let octets = octets_to_stamp(&signed, 0).unwrap();
    assert!(octets.starts_with(b"<ds:SignatureValue xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"));
    for count in 1..=2 {
        signed = add_timestamp(&signed, 0, b"token").unwrap();
        assert_eq!(verdicts(&signed, &key).unwrap(), [good(COVERED)]);
        let parsed = SignedXml::parse(&signed).unwrap();
        let signature = &parsed.signatures()[0];
        assert_eq!((signature.level(), signature.timestamps().len()), (Level::T, count));
        assert!(signature.timestamps().iter().all(|stamp| stamp.token == b"token"));
        assert!(signature.timestamps().iter().all(|stamp| stamp.stamped.as_deref() == Some(octets.as_slice())));
    }
    // A later signature covers the earlier one with its time-stamps, which then stay as they are.
    let twice = sign(&signed, Statement::Plain).unwrap();
    assert_eq!(verdicts(&twice, &key).unwrap(), [good(COVERED), good(COVERED)]);
    for number in [0, 1, 2] {
        assert!(add_timestamp(&twice, number, b"token").is_err());
    }
}

/// Names of algorithms that the allow list has not, each with the digest of what it would select.
#[test]
fn only_known_algorithms_and_transforms_are_followed() {
    let key = Key::new();
    let transform = |uri: &str, inner: &str| format!("<ds:Transform Algorithm=\"{uri}\">{inner}</ds:Transform>");
    let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    for transforms in [
        format!("{ENVELOPED}{}", transform("http://www.w3.org/TR/1999/REC-xslt-19991116", "<x/>")),
        format!(
            "{ENVELOPED}{}",
            transform("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>true()</ds:XPath>")
        ),
        format!("{ENVELOPED}{}", transform("http://www.w3.org/2002/06/xmldsig-filter2", "")),
        format!("{ENVELOPED}{}", transform("http://www.w3.org/2000/09/xmldsig#base64", "")),
        format!("{ENVELOPED}{EXCLUSIVE}{EXCLUSIVE}"),
        format!("{EXCLUSIVE}{ENVELOPED}"),
        format!("{ENVELOPED}{ENVELOPED}{EXCLUSIVE}"),
        format!("{ENVELOPED}{}", transform(exclusive, "<x/>")),
        transform("http://www.w3.org/2000/09/xmldsig#enveloped-signature", "<x/>"),
        transform("urn:unknown", ""),
    ] {
        let signed = key.complete(&format!("<r>{}</r>", signature_template("", &transforms, "")), &["<r></r>"]);
        let [verdict] = verdicts(signed.as_bytes(), &key).unwrap().try_into().unwrap();
        assert_eq!(verdict.digests, DigestOutcome::NotAllowed(NotAllowed::Transform), "{transforms}");
    }
    let good_one = key
        .complete(&format!("<r>{}</r>", signature_template("", &format!("{ENVELOPED}{EXCLUSIVE}"), "")), &["<r></r>"]);
    for (from, to, expected) in [
        ("xmlenc#sha256", "xmldsig-more#md5", NotAllowed::Digest),
        ("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1", NotAllowed::Digest),
    ] {
        let [verdict] = verdicts(good_one.replace(from, to).as_bytes(), &key).unwrap().try_into().unwrap();
        assert_eq!(verdict.digests, DigestOutcome::NotAllowed(expected));
    }
    for (from, to, expected) in [
        ("xmldsig-more#ecdsa-sha256", "xmldsig-more#hmac-sha256", NotAllowed::Signature),
        (
            "CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"",
            "CanonicalizationMethod Algorithm=\"urn:none\"",
            NotAllowed::Canonicalization,
        ),
    ] {
        let text = good_one.replace(from, to);
        let parsed = SignedXml::parse(text.as_bytes()).unwrap();
        assert_eq!(parsed.signatures()[0].algorithm(), Err(expected));
        assert_eq!(parsed.signatures()[0].signed_info(), Err(expected));
        assert!(!verdicts(text.as_bytes(), &key).unwrap()[0].value);
    }
    for uri in ["http://host/file.xml", "file:///etc/hostname", "other.xml#x", "#xpointer(//r)", "#", "#x%20y"] {
        let signed = key.complete(
            &format!("<r Id=\"x\">{}</r>", signature_template(uri, &format!("{ENVELOPED}{EXCLUSIVE}"), "")),
            &["<r Id=\"x\"></r>"],
        );
        let [verdict] = verdicts(signed.as_bytes(), &key).unwrap().try_into().unwrap();
        assert_eq!(verdict.digests, DigestOutcome::NotAllowed(NotAllowed::Reference), "{uri}");
        assert_eq!(verdict.coverage, Coverage::NotCovered(Gap::DocumentElement), "{uri}");
    }
}

/// Every verdict below has a value and, where it says so, digests that hold: only the coverage tells.
#[test]
fn wrapping_is_seen() {
    let key = Key::new();
    let both = format!("{ENVELOPED}{EXCLUSIVE}");
    let by_id =
        key.complete(&format!("<r Id=\"x\">1{}</r>", signature_template("#x", &both, "")), &["<r Id=\"x\">1</r>"]);
    let whole = key.complete(&format!("<r>1{}</r>", signature_template("", &both, "")), &["<r>1</r>"]);
    let sibling = key.complete(
        &format!("<w><r Id=\"x\">1</r>{}</w>", signature_template("#x", EXCLUSIVE, "")),
        &["<r Id=\"x\">1</r>"],
    );
    let gap = Coverage::NotCovered;
    for (name, text, digests, coverage) in [
        ("moved under a new root", format!("<w><r>2</r>{by_id}</w>"), DigestOutcome::Hold, gap(Gap::DocumentElement)),
        (
            "moved into an object",
            by_id
                .replace("<r Id=\"x\">1", "<r>2")
                .replace("</ds:SignatureValue>", "</ds:SignatureValue><ds:Object><r Id=\"x\">1</r></ds:Object>"),
            DigestOutcome::Mismatch,
            gap(Gap::DocumentElement),
        ),
        ("a part only", sibling.clone(), DigestOutcome::Hold, gap(Gap::DocumentElement)),
        (
            "a part beside another",
            sibling.replace("<w>", "<w><r>2</r>"),
            DigestOutcome::Hold,
            gap(Gap::DocumentElement),
        ),
        (
            "identifier twice",
            sibling.replace("<w>", "<w><r Id=\"x\">2</r>"),
            DigestOutcome::Mismatch,
            Coverage::DuplicateId,
        ),
        (
            "identifier twice, otherwise spelled",
            sibling.replace("<w>", "<w xml:id=\"x\">"),
            DigestOutcome::Mismatch,
            Coverage::DuplicateId,
        ),
        (
            "identifier of the root on a part",
            by_id.replace(">1<", "><n ID=\"x\"/>1<"),
            DigestOutcome::Mismatch,
            Coverage::DuplicateId,
        ),
        (
            "xml:id twice, not referred to",
            whole.replace(">1<", "><n xml:id=\"y\"/><n xml:id=\"y\"/>1<"),
            DigestOutcome::Mismatch,
            Coverage::DuplicateId,
        ),
        (
            "content in an object",
            whole.replace("</ds:Signature>", "<ds:Object><r>2</r></ds:Object></ds:Signature>"),
            DigestOutcome::Hold,
            gap(Gap::UnsignedObject),
        ),
        (
            "text in an object",
            whole.replace("</ds:Signature>", "<ds:Object>2</ds:Object></ds:Signature>"),
            DigestOutcome::Hold,
            gap(Gap::UnsignedObject),
        ),
        (
            "content in KeyInfo",
            whole.replace("</ds:SignatureValue>", "</ds:SignatureValue><ds:KeyInfo><r>2</r></ds:KeyInfo>"),
            DigestOutcome::Hold,
            gap(Gap::UnsignedObject),
        ),
        (
            "instruction outside",
            format!("<?xml-stylesheet href='x'?>{by_id}"),
            DigestOutcome::Hold,
            gap(Gap::OuterInstruction),
        ),
        ("the same, all selected", format!("<?xml-stylesheet href='x'?>{whole}"), DigestOutcome::Mismatch, COVERED),
        ("second content", whole.replace(">1<", ">1<r>2</r><"), DigestOutcome::Mismatch, COVERED),
        ("content after the signature", whole.replace("</r>", "<r/></r>"), DigestOutcome::Mismatch, COVERED),
        (
            "identifier of nothing",
            by_id.replace("Id=\"x\"", "Id=\"y\""),
            DigestOutcome::Mismatch,
            gap(Gap::DocumentElement),
        ),
        ("other namespace", whole.replacen("<r>", "<r xmlns=\"u:other\">", 1), DigestOutcome::Mismatch, COVERED),
    ] {
        let [verdict] = verdicts(text.as_bytes(), &key).unwrap().try_into().unwrap_or_else(|_| panic!("{name}"));
        assert_eq!(verdict, Verdict { value: true, digests, coverage }, "{name}: {text}");
    }
    for text in [by_id, whole] {
        assert!(verdicts(text.as_bytes(), &key).unwrap()[0].is_good());
    }
}

/// "The Fragile Lock" (2025): a digest of nothing holds for every document.
#[test]
fn a_reference_that_selects_nothing_is_not_followed() {
    let key = Key::new();
    let both = format!("{ENVELOPED}{EXCLUSIVE}");
    let alone = signature_template("", &both, "");
    let named = |uri: &str| signature_template(uri, &both, "").replacen("<ds:Signature ", "<ds:Signature Id=\"s\" ", 1);
    let object = signature_template("#o", &both, "<ds:Object Id=\"o\"><r/></ds:Object>");
    for text in [alone, named("#s"), format!("<r>{}</r>", named("#s")), object] {
        let signed = key.complete(&text, &[""]);
        let [verdict] = verdicts(signed.as_bytes(), &key).unwrap().try_into().unwrap();
        assert_eq!(verdict.digests, DigestOutcome::Mismatch, "{signed}");
        assert!(!matches!(verdict.coverage, Coverage::Covered { .. }), "{signed}");
    }
}

/// A plain identifier that no reference uses is data, and may stand twice.
#[test]
fn equal_data_is_no_equal_identifier() {
    let key = Key::new();
    let signed = enveloped(&key, "<list><item id=\"1\"/><other id=\"1\"/></list>");
    assert_eq!(verdicts(signed.as_bytes(), &key).unwrap(), [good(COVERED)]);
}

#[test]
fn wrapping_of_messages_is_seen() {
    let key = Key::new();
    let signed = message(&key, MESSAGE);
    let body_start = signed.find("<soap:Body").unwrap();
    let body_end = signed.find("</soap:Envelope>").unwrap();
    let body = &signed[body_start..body_end];
    let forged = "<soap:Body><p:Pay xmlns:p=\"urn:pay\">999</p:Pay></soap:Body>";
    let moved = |into: &str| {
        let without = signed.replace(body, forged);
        let wrapper = format!("<wrapper xmlns=\"urn:w\">{body}</wrapper>");
        without.replacen(into, &format!("{wrapper}{into}"), 1)
    };
    let gap = Coverage::NotCovered;
    for (name, text, digests, coverage) in [
        ("moved into Security", moved("<ds:Signature "), DigestOutcome::Hold, gap(Gap::Body)),
        ("moved into the Header", moved("<wsse:Security "), DigestOutcome::Hold, gap(Gap::Body)),
        ("moved beside the Body", signed.replace(body, &format!("{body}{forged}")), DigestOutcome::Hold, gap(Gap::Envelope)),
        ("moved in front of the Header", moved("<soap:Header>"), DigestOutcome::Hold, gap(Gap::Envelope)),
        ("moved into an object", moved("</ds:Signature>").replace("<wrapper ", "<ds:Object><wrapper ").replace("</wrapper>", "</wrapper></ds:Object>"), DigestOutcome::Hold, gap(Gap::Body)),
        ("moved into the forged Body", signed.replace(body, &forged.replace("999", body)), DigestOutcome::Hold, gap(Gap::Body)),
        ("identifier twice", signed.replace(body, &format!("{}{body}", forged.replace("<soap:Body", "<soap:Body Id=\"id-1\""))), DigestOutcome::Mismatch, Coverage::DuplicateId),
        ("wsu:Id twice elsewhere", signed.replace("<ds:Signature ", "<a xmlns=\"u:\" xmlns:u=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\"><b u:Id=\"n\"/><b u:Id=\"n\"/></a><ds:Signature "), DigestOutcome::Hold, Coverage::DuplicateId),
        ("other content", signed.replace(">100<", ">999<"), DigestOutcome::Mismatch, COVERED),
    ] {
        let [verdict] = verdicts(text.as_bytes(), &key).unwrap().try_into().unwrap_or_else(|_| panic!("{name}"));
        assert_eq!(verdict, Verdict { value: true, digests, coverage }, "{name}: {text}");
    }
    // Only the second of two signatures covers the Body: the first one is judged as well.
    let other = signature_template("#other", EXCLUSIVE, "");
    let partial = format!(
        "<soap:Header><h Id=\"other\"/><wsse:Security xmlns:wsse=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\">{other}</wsse:Security></soap:Header>"
    );
    let partial = key.complete(&MESSAGE.replace("<soap:Header/>", &partial), &["<h Id=\"other\"></h>"]);
    let both = message(&key, &partial);
    assert_eq!(verdicts(both.as_bytes(), &key).unwrap(), [good(gap(Gap::Body)), good(COVERED)], "{both}");
    // Without a Security header the message is a document like any other: the Body is a part of it.
    let bare = signed.replace("wsse:Security ", "wsse:Other ").replace("</wsse:Security>", "</wsse:Other>");
    assert_eq!(verdicts(bare.as_bytes(), &key).unwrap()[0].coverage, gap(Gap::DocumentElement));
}

#[test]
fn a_signature_that_breaks_its_schema_is_malformed() {
    let key = Key::new();
    let signed = enveloped(&key, "<a/>");
    let info = &signed[signed.find("<ds:SignedInfo>").unwrap()..signed.find("<ds:SignatureValue>").unwrap()];
    let reference = &info[info.find("<ds:Reference").unwrap()..info.find("</ds:SignedInfo>").unwrap()];
    let key_info = &signed[signed.find("<ds:KeyInfo>").unwrap()..signed.find("</ds:Signature>").unwrap()];
    for (name, text) in [
        ("no Reference", signed.replace(reference, "")),
        ("two SignedInfo", signed.replace(info, &format!("{info}{info}"))),
        ("no SignedInfo", signed.replace(info, "")),
        ("two KeyInfo", signed.replace(key_info, &format!("{key_info}{key_info}"))),
        ("KeyInfo first", signed.replace(key_info, "").replace(info, &format!("{key_info}{info}"))),
        ("no value", signed.replace("ds:SignatureValue>", "ds:Value>")),
        ("text", signed.replace("<ds:KeyInfo>", "text<ds:KeyInfo>")),
        ("element of another kind", signed.replace("<ds:KeyInfo>", "<x/><ds:KeyInfo>")),
        ("comment in the digest", signed.replace("<ds:DigestValue>", "<ds:DigestValue><!-- x -->")),
        ("element in the digest", signed.replace("<ds:DigestValue>", "<ds:DigestValue><x/>")),
        ("two digests", signed.replace("</ds:Reference>", "<ds:DigestValue>AA==</ds:DigestValue></ds:Reference>")),
        ("no algorithm", signed.replace("<ds:DigestMethod Algorithm=", "<ds:DigestMethod Method=")),
        ("base64", signed.replace("<ds:DigestValue>", "<ds:DigestValue>*")),
        ("comment in the value", signed.replace("<ds:SignatureValue>", "<ds:SignatureValue><!-- x -->")),
        ("no transform in a list of them", {
            let (start, end) = (signed.find("<ds:Transform ").unwrap(), signed.find("</ds:Transforms>").unwrap());
            format!("{}{}", &signed[..start], &signed[end..])
        }),
        ("document type", format!("<!DOCTYPE a>{signed}")),
        ("entity", signed.replace("<ds:Signature ", "&x;<ds:Signature ")),
    ] {
        assert!(matches!(SignedXml::parse(text.as_bytes()), Err(Error::Malformed { .. })), "{name}");
    }
}

#[test]
fn a_document_without_signatures_has_none() {
    let parsed = SignedXml::parse(b"<a><Signature/><ds:Signature xmlns:ds='urn:other'/></a>").unwrap();
    assert!(parsed.signatures().is_empty());
}

#[test]
fn counts_are_limited() {
    let text = signature_template("", &format!("{ENVELOPED}{EXCLUSIVE}"), "");
    let signed = text.replace("DIGEST", "AAAA").replace("VALUE", "AAAA");
    let many = |count: usize| format!("<r>{}</r>", signed.repeat(count));
    assert!(SignedXml::parse(many(64).as_bytes()).is_ok());
    assert!(matches!(SignedXml::parse(many(65).as_bytes()), Err(Error::LimitExceeded { .. })));
}
