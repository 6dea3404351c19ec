//! SOAP messages and XML signatures as integrators write them: what their timestamps limit, and where their certificates
//! stand. Each has digests and a value that hold, so that only the rule decides.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test program fails by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qoltanba::certificate::Certificate;
use qoltanba::check::{Decision, Expected, Reason, Report};
use qoltanba::crypto::DigestAlgorithm;
use qoltanba::keystore::KeyStore;
use qoltanba::sign::Signer;
use qoltanba::signature::SignedDocument;
use qoltanba::signature::xml::c14n::{Canonicalization, Comments, Method, Selection, canonical_octets};
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped};
use qoltanba::signature::xml::tree::Document;
use qoltanba::{Error, Result};
use qoltanba_tests::national::{certificate, key, moment, verifier};
use qoltanba_tests::pki::{Holder, Template};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const WSS: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE: Canonicalization = Canonicalization::new(Method::Exclusive10, Comments::Omit);

/// The key of a natural person, RSA: the library has an identifier of the standards for it.
fn person() -> KeyStore {
    key("rsa-individual-sign")
}

/// A message with `first` before the signature in its Security header, `header` after that header, and a signature over
/// the elements with the identifiers `signed`.
struct Message<'m> {
    first: &'m str,
    header: &'m str,
    key_info: &'m str,
    signed: &'m [&'m str],
}

impl Message<'_> {
    fn text(&self) -> String {
        let Self { first, header, key_info, signed } = self;
        let references: String = signed
            .iter()
            .map(|id| {
                format!(
                    "<ds:Reference URI=\"#{id}\"><ds:Transforms><ds:Transform Algorithm=\"{DS}enveloped-signature\"/>\
                     <ds:Transform Algorithm=\"{}\"/></ds:Transforms>\
                     <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
                     <ds:DigestValue>DIGEST OF {id}</ds:DigestValue></ds:Reference>",
                    EXCLUSIVE.uri()
                )
            })
            .collect();
        let template = format!(
            "<s:Envelope xmlns:s=\"{SOAP}\" xmlns:w=\"{WSS}wssecurity-secext-1.0.xsd\" \
             xmlns:u=\"{WSS}wssecurity-utility-1.0.xsd\" u:Id=\"envelope\"><s:Header><w:Security u:Id=\"security\">{first}\
             <ds:Signature xmlns:ds=\"{DS}\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"{}\"/>\
             <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/>{references}\
             </ds:SignedInfo><ds:SignatureValue>VALUE</ds:SignatureValue><ds:KeyInfo>{key_info}</ds:KeyInfo>\
             </ds:Signature></w:Security>{header}</s:Header><s:Body u:Id=\"body\"><a xmlns=\"urn:a\">1</a></s:Body>\
             </s:Envelope>",
            EXCLUSIVE.uri()
        );
        signed.iter().fold(template.clone(), |text, id| {
            let digest = DigestAlgorithm::Sha256.digest(&octets_of(&template, id));
            text.replace(&format!("DIGEST OF {id}<"), &format!("{}<", STANDARD.encode(digest.as_bytes())))
        })
    }

    fn sign(&self) -> String {
        let text = self.text();
        let document = Document::parse(text.as_bytes()).unwrap();
        let info = document.elements().find(|element| element.local_name() == "SignedInfo").unwrap();
        let octets = canonical_octets(&document, &Selection::element(info.id()), &EXCLUSIVE).unwrap();
        let store = person();
        let value = Signer::from_entry(store.only_entry().unwrap()).unwrap().sign(&octets).unwrap();
        text.replace(">VALUE<", &format!(">{}<", STANDARD.encode(value)))
    }
}

/// The canonical element with this `wsu:Id`, without the signature.
fn octets_of(text: &str, id: &str) -> Vec<u8> {
    let document = Document::parse(text.as_bytes()).unwrap();
    let named = |element: &qoltanba::signature::xml::tree::Element<'_>| {
        element.attributes().any(|(_, local, value)| local == "Id" && value == id)
    };
    let element = document.elements().find(named).unwrap();
    let signature = document.elements().find(|element| element.is(DS, "Signature")).unwrap();
    let selection = Selection { excluded: vec![signature.id()], ..Selection::element(element.id()) };
    canonical_octets(&document, &selection, &EXCLUSIVE).unwrap()
}

fn token_reference(inner: &str) -> String {
    format!("<w:SecurityTokenReference>{inner}</w:SecurityTokenReference>")
}

fn key_identifier() -> String {
    token_reference(&format!(
        "<w:KeyIdentifier ValueType=\"{WSS}x509-token-profile-1.0#X509v3\">{}</w:KeyIdentifier>",
        STANDARD.encode(certificate(&person()).der())
    ))
}

fn judge(text: &[u8]) -> Result<Report> {
    verifier().verify(&SignedDocument::parse(text)?, &Expected::anyone(), moment())
}

fn verdict(text: impl AsRef<[u8]>) -> (Decision, Vec<Reason>) {
    let report = judge(text.as_ref()).unwrap();
    let checks = report.checks().iter().chain(report.signers().iter().flat_map(|signer| &signer.checks));
    (report.decision(), checks.filter_map(|check| check.reason).collect())
}

const CONFIRMED: (Decision, Vec<Reason>) = (Decision::Confirmed, Vec::new());

fn refused(reason: Reason) -> (Decision, Vec<Reason>) {
    (Decision::Refused, vec![reason])
}

/// So many seconds after the moment of validation.
fn at(seconds: i64) -> String {
    moment().at.plus_seconds(seconds).to_string()
}

fn stamp(id: &str, created: &str, expires: &str) -> String {
    format!("<u:Timestamp u:Id=\"{id}\"><u:Created>{created}</u:Created><u:Expires>{expires}</u:Expires></u:Timestamp>")
}

/// A limit that is signed and cannot be read is no missing limit.
#[test]
fn a_signed_time_that_cannot_be_read_is_an_error() {
    let key_info = key_identifier();
    let with = |first: &str, signed: &[&str]| Message { first, header: "", key_info: &key_info, signed }.sign();
    let current = stamp("t", &at(-60), &at(240));
    assert_eq!(verdict(with(&current, &["body", "t"])), CONFIRMED);
    let expired = stamp("t", &at(-600), &at(-300));
    assert_eq!(verdict(with(&expired, &["body", "t"])), refused(Reason::TimestampInvalid));
    let zoneless = at(240).replace('Z', "");
    for (created, expires) in [
        ("yesterday", at(240)),
        (&at(-60), "soon".to_owned()),
        (&at(-60), String::new()),
        (&at(-60), zoneless),
        (&at(-60), "2026-01-01T24:00:00Z".to_owned()),
        (&at(-60), "<!-- 1 -->2026-01-01T00:00:00Z".to_owned()),
    ] {
        let unreadable = stamp("t", created, &expires);
        let text = with(&unreadable, &["body", "t"]);
        let error = judge(text.as_bytes()).unwrap_err();
        let Error::Malformed { what: "wsu:Timestamp", offset, .. } = error else {
            panic!("{created} {expires}: {error}")
        };
        assert!(["<u:Created>", "<u:Expires>"].iter().any(|tag| text[offset..].starts_with(tag)), "{error}");
        // What nobody signed says nothing, readable or not.
        assert_eq!(verdict(with(&unreadable, &["body"])), CONFIRMED, "{created} {expires}");
    }
}

#[test]
fn every_signed_timestamp_is_judged_whatever_signs_it() {
    let key_info = key_identifier();
    let sign = |first: &str, header: &str, signed: &[&str]| {
        verdict(Message { first, header, key_info: &key_info, signed }.sign())
    };
    let current = stamp("t", &at(-60), &at(240));
    let expired = stamp("t2", &at(-600), &at(-300));
    let second = |stamp: &str| format!("<w:Security s:actor=\"urn:other\">{stamp}</w:Security>");
    let invalid = || refused(Reason::TimestampInvalid);
    assert_eq!(sign(&current, &second(&expired), &["body", "t", "t2"]), invalid());
    assert_eq!(sign(&expired, &second(&current), &["body", "t", "t2"]), invalid());
    assert_eq!(sign(&current, &second(&expired), &["body", "t"]), CONFIRMED);
    // Signed with the element around it.
    for around in ["security", "envelope"] {
        assert_eq!(sign(&expired, "", &["body", around]), invalid(), "{around}");
        assert_eq!(sign(&current, "", &["body", around]), CONFIRMED, "{around}");
    }
}

/// Decimal digits of a serial number.
fn decimal(octets: &[u8]) -> String {
    let mut digits = vec![0u32];
    for octet in octets {
        let mut carry = u32::from(*octet);
        for digit in &mut digits {
            carry += *digit * 256;
            *digit = carry % 10;
            carry /= 10;
        }
        while carry > 0 {
            digits.push(carry % 10);
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from_digit(*digit, 10).unwrap()).collect()
}

#[test]
fn a_certificate_in_the_security_header_is_found_by_its_serial_number_and_key_identifier() {
    let store = person();
    let own = certificate(&store);
    let token = |id: &str, bytes: &[u8]| {
        format!(
            "<w:BinarySecurityToken u:Id=\"{id}\" ValueType=\"{WSS}x509-token-profile-1.0#X509v3\">{}\
             </w:BinarySecurityToken>",
            STANDARD.encode(bytes)
        )
    };
    let serial = |digits: &str| {
        token_reference(&format!(
            "<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>CN=x</ds:X509IssuerName><ds:X509SerialNumber>{digits}\
             </ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>"
        ))
    };
    let identifier = token_reference(&format!(
        "<w:KeyIdentifier ValueType=\"{WSS}x509-token-profile-1.0#X509SubjectKeyIdentifier\">{}</w:KeyIdentifier>",
        STANDARD.encode(own.extensions().subject_key_identifier().unwrap())
    ));
    let direct = token_reference("<w:Reference URI=\"#token\"/>");
    let brought = token("token", own.der());
    let judged =
        |first: &str, key_info: &str| verdict(Message { first, header: "", key_info, signed: &["body"] }.sign());
    let digits = decimal(own.serial());
    for key_info in [serial(&digits), identifier.clone(), direct, String::new()] {
        assert_eq!(judged(&brought, &key_info), CONFIRMED, "{key_info}");
    }
    // Without the certificate, or with a name of another one, there is no signer.
    for (first, key_info) in [("", serial(&digits)), ("", identifier), (&brought, serial("1"))] {
        let (decision, reasons) = judged(first, &key_info);
        assert_eq!((decision, reasons[0]), (Decision::Refused, Reason::SignerCertificateMissing));
    }
    // A token that is no certificate does not hide the one that is.
    assert_eq!(judged(&format!("{}{brought}", token("other", b"no certificate")), &serial(&digits)), CONFIRMED);
    let broken = token("other", b"").replace("></w:", ">*</w:");
    assert_eq!(judged(&format!("{broken}{brought}"), &serial(&digits)), CONFIRMED);
}

/// Without a hint every token may be the signer's; eight are tried.
#[test]
fn tokens_that_may_be_the_signers_are_limited() {
    let token = |certificate: &Certificate| {
        format!(
            "<w:BinarySecurityToken ValueType=\"{WSS}x509-token-profile-1.0#X509v3\">{}</w:BinarySecurityToken>",
            STANDARD.encode(certificate.der())
        )
    };
    let own = token(certificate(&person()));
    let verdict = |others: usize| {
        let others = (0..others).map(|_| token(&Holder::root(&Template::end_entity("another")).certificate));
        let first: String = others.chain([own.clone()]).collect();
        verdict(Message { first: &first, header: "", key_info: "", signed: &["body"] }.sign())
    };
    assert_eq!(verdict(7), CONFIRMED);
    let (decision, reasons) = verdict(8);
    assert_eq!((decision, reasons[0]), (Decision::Refused, Reason::SignatureInvalid));
}

/// A few octets that name one large token many times: it is decoded once, and the references are limited.
#[test]
fn token_references_are_limited() {
    let token = format!(
        "<w:BinarySecurityToken u:Id=\"token\" ValueType=\"{WSS}x509-token-profile-1.0#X509v3\">{}</w:BinarySecurityToken>",
        STANDARD.encode(certificate(&person()).der())
    );
    let references = |count: usize| {
        let key_info = token_reference(&"<w:Reference URI=\"#token\"/>".repeat(count));
        Message { first: &token, header: "", key_info: &key_info, signed: &["body"] }.sign()
    };
    assert_eq!(verdict(references(32)), CONFIRMED);
    assert!(matches!(judge(references(33).as_bytes()), Err(Error::LimitExceeded { limit: 32, .. })));
    let long = token.replace("</w:", &format!("{}</w:", " ".repeat(3 << 16)));
    let text = Message { first: &long, header: "", key_info: "", signed: &["body"] }.sign();
    assert!(matches!(judge(text.as_bytes()), Err(Error::LimitExceeded { what: "bytes of a certificate in XML", .. })));
    let many =
        Message { first: &token.replace("u:Id=\"token\"", "").repeat(33), header: "", key_info: "", signed: &["body"] };
    assert!(matches!(judge(many.sign().as_bytes()), Err(Error::LimitExceeded { limit: 32, .. })));
}

/// A certificate with the same key and another signature: it verifies the document, and nobody issued it.
fn forged(genuine: &Certificate) -> Vec<u8> {
    let mut forged = genuine.der().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    Certificate::from_der(&forged).unwrap();
    forged
}

/// The order in X509Data means nothing: of two certificates with one key the signer is the one that the signature names.
#[test]
fn of_certificates_with_one_key_the_named_one_is_the_signer() {
    let store = person();
    let own = certificate(&store);
    let signer = Signer::from_entry(store.only_entry().unwrap()).unwrap();
    let xml = XmlSigner { algorithm: signer.algorithm(), certificate: own.der() };
    let statement = Statement::XadesB { signing_time: moment().at, id: "s" };
    let signed = sign_enveloped(b"<a/>", &xml, statement, |octets| signer.sign(octets)).unwrap();
    let signed = String::from_utf8(signed).unwrap();
    let element = |der: &[u8]| format!("<ds:X509Certificate>{}</ds:X509Certificate>", STANDARD.encode(der));
    let own = element(own.der());
    let forged = element(&forged(certificate(&store)));
    for certificates in [own.clone(), format!("{own}{forged}"), format!("{forged}{own}")] {
        assert_eq!(verdict(signed.replace(&own, &certificates)), CONFIRMED);
    }
    assert_eq!(verdict(signed.replace(&own, &forged)).0, Decision::Refused);
}

#[test]
fn a_certificate_that_cannot_be_read_is_passed_over_with_a_note() {
    let signed = String::from_utf8(qoltanba_tests::national::sign(b"<a/>", &person())).unwrap();
    for other in ["", "AAAA", "bm8gY2VydGlmaWNhdGU="] {
        let other = format!("<ds:X509Certificate>{other}</ds:X509Certificate>");
        for text in [
            signed.replace("<ds:X509Certificate>", &format!("{other}<ds:X509Certificate>")),
            signed.replace("</ds:X509Certificate>", &format!("</ds:X509Certificate>{other}")),
        ] {
            let report = judge(text.as_bytes()).unwrap();
            assert_eq!(report.decision(), Decision::Confirmed, "{other}");
            assert!(report.notes().iter().any(|note| note.contains("could not be read")), "{:?}", report.notes());
        }
    }
    let start = signed.find("<ds:X509Certificate>").unwrap();
    let end = signed.find("</ds:X509Data>").unwrap();
    let mut alone = signed;
    alone.replace_range(start..end, "<ds:X509Certificate>AAAA</ds:X509Certificate>");
    assert_eq!(verdict(alone).1[0], Reason::SignerCertificateMissing);
}
