//! JSON Web Signatures as other programs write them: their headers, how they are recognised, and what a header may say of
//! the certificate. Each value is one over the header that is shown.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test program fails by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use qoltanba::check::{Decision, Expected, Reason, Report, Verifier};
use qoltanba::crypto::DigestAlgorithm;
use qoltanba::sign::Signer;
use qoltanba::signature::{Form, SignedDocument};
use qoltanba_tests::national::{certificate, file, key, moment, verifier, verifier_with};

const SIGNER: &str = "rsa-individual-sign";

fn signed(header: &str) -> String {
    let input = format!("{}.e30", URL_SAFE_NO_PAD.encode(header));
    let store = key(SIGNER);
    let value = Signer::from_entry(store.only_entry().unwrap()).unwrap().sign(input.as_bytes()).unwrap();
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(value))
}

/// The member `x5c` with the signer's certificate.
fn x5c() -> String {
    format!("\"x5c\":[\"{}\"]", STANDARD.encode(certificate(&key(SIGNER)).der()))
}

fn judge(verifier: &Verifier, text: &[u8]) -> Report {
    verifier.verify(&SignedDocument::parse(text).unwrap(), &Expected::anyone(), moment()).unwrap()
}

/// The decision, and the first reason with its words.
fn verdict(verifier: &Verifier, text: &str) -> (Decision, Option<(Reason, String)>) {
    let report = judge(verifier, text.as_bytes());
    let checks = report.checks().iter().chain(report.signers().iter().flat_map(|signer| &signer.checks));
    let mut reasons = checks.filter_map(|check| check.reason.map(|reason| (reason, check.detail.clone())));
    (report.decision(), reasons.next())
}

/// RFC 7515, A.1 itself has a line feed in its header.
#[test]
fn a_header_may_have_white_space_anywhere() {
    for space in ["", " ", "\n", "\r\n  ", "\t"] {
        let text = signed(&format!("{{{space}\"alg\":{space}\"RS256\",{space}{}{space}}}", x5c()));
        for text in [text.clone(), format!("\u{FEFF}{text}\n")] {
            assert_eq!(SignedDocument::parse(text.as_bytes()).unwrap().form(), Form::Jws, "{space:?}");
            assert_eq!(verdict(&verifier(), &text), (Decision::Confirmed, None), "{space:?}");
        }
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_document() {
    let base64 = STANDARD.encode(file("signed/cms/gost2015.cms")).into_bytes();
    let (protected, rest) = {
        let text = signed(&format!("{{\"alg\":\"RS256\",{}}}", x5c()));
        let (protected, rest) = text.split_once('.').unwrap();
        (protected.to_owned(), rest.split_once('.').unwrap().1.to_owned())
    };
    let json = format!("{{\"payload\":\"e30\",\"protected\":\"{protected}\",\"signature\":\"{rest}\"}}").into_bytes();
    for (form, text) in [
        (Form::Cms, file("signed/cms/pem.cms")),
        (Form::Cms, base64),
        (Form::Jws, file("signed/jws/gost2015.jws")),
        (Form::Jws, json),
        (Form::XmlSignature, file("signed/xml/gost2015.xml")),
    ] {
        for text in [text.clone(), [b"\xef\xbb\xbf".as_slice(), &text].concat()] {
            assert_eq!(SignedDocument::parse(&text).unwrap().form(), form);
            assert_eq!(judge(&verifier(), &text).decision(), Decision::Confirmed);
        }
    }
}

#[test]
fn a_thumbprint_is_that_of_the_signer() {
    let (store, other) = (key(SIGNER), key("rsa-individual-auth"));
    let of = |algorithm: DigestAlgorithm, store| {
        let name = if algorithm == DigestAlgorithm::Sha1 { "x5t" } else { "x5t#S256" };
        let digest = algorithm.digest(certificate(store).der());
        format!("\"{name}\":\"{}\"", URL_SAFE_NO_PAD.encode(digest.as_bytes()))
    };
    let with = |members: &[String]| signed(&format!("{{\"alg\":\"RS256\",{}}}", members.join(",")));
    for algorithm in [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256] {
        let good = with(&[x5c(), of(algorithm, &store)]);
        assert_eq!(verdict(&verifier(), &good), (Decision::Confirmed, None));
        let (decision, reason) = verdict(&verifier(), &with(&[x5c(), of(algorithm, &other)]));
        assert_eq!((decision, reason.unwrap().0), (Decision::Refused, Reason::SignatureInvalid));
    }
    // Both have to be right.
    let mixed = with(&[x5c(), of(DigestAlgorithm::Sha1, &store), of(DigestAlgorithm::Sha256, &other)]);
    assert_eq!(verdict(&verifier(), &mixed).0, Decision::Refused);
    // Without a certificate in the header it chooses among those at hand.
    let at_hand = verifier_with(&["rsa/individual-auth.cer", "rsa/individual-sign.cer"], &[]);
    let alone = with(&[of(DigestAlgorithm::Sha256, &store)]);
    assert_eq!(verdict(&at_hand, &alone), (Decision::Confirmed, None));
    assert_eq!(verdict(&verifier(), &alone).1.unwrap().0, Reason::SignerCertificateMissing);
    let (decision, _) = verdict(&at_hand, &with(&[of(DigestAlgorithm::Sha256, &other)]));
    assert_eq!(decision, Decision::Refused);
}

#[test]
fn the_report_says_what_of_a_header_is_not_allowed() {
    for (members, words) in [
        ("\"alg\":\"RS256\",\"crit\":[\"b64\"],\"b64\":true", "critical"),
        ("\"typ\":\"JWT\"", "protected"),
        ("\"alg\":\"HS256\"", "the signature algorithm is not allowed"),
    ] {
        let (_, reason) = verdict(&verifier(), &signed(&format!("{{{members},{}}}", x5c())));
        let (reason, detail) = reason.unwrap();
        assert_eq!(reason, Reason::AlgorithmNotAllowed, "{members}");
        assert!(detail.contains(words), "{members}: {detail}");
    }
}

#[test]
fn a_further_certificate_that_cannot_be_read_is_passed_over_with_a_note() {
    let two = x5c().replace(']', ",\"AAAA\"]");
    let report = judge(&verifier(), signed(&format!("{{\"alg\":\"RS256\",{two}}}")).as_bytes());
    assert_eq!(report.decision(), Decision::Confirmed);
    assert!(report.notes().iter().any(|note| note.contains("could not be read")), "{:?}", report.notes());
}
