//! The examples of RFC 7515, and what must not pass.

use super::*;
use crate::asn1::Writer;
use crate::crypto::DigestAlgorithm;
use crate::oid;

/// RFC 7515, A.3: ES256. Header `{"alg":"ES256"}`.
const A3_HEADER: &str = "eyJhbGciOiJFUzI1NiJ9";
const A3_PAYLOAD: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const A3_VALUE: &str = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
/// The public key of A.3, x and y.
const A3_KEY: [&str; 2] =
    ["f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"];

fn a3_key() -> PublicKey {
    let mut point = vec![4];
    A3_KEY.iter().for_each(|field| point.extend(URL_SAFE_NO_PAD.decode(field).unwrap()));
    let mut spki = Writer::new();
    spki.sequence(|spki| {
        spki.sequence(|algorithm| {
            algorithm.oid(&oid::EC_PUBLIC_KEY).oid(&oid::P256);
        });
        spki.bit_string(&point);
    });
    PublicKey::from_spki(&spki.into_bytes()).unwrap()
}

fn holds(jws: &SignedJws) -> Vec<bool> {
    let policy = AlgorithmPolicy::default();
    jws.signatures().iter().map(|signature| signature.verify_value(&a3_key(), policy).is_ok()).collect()
}

fn parse(text: &str) -> Result<SignedJws> {
    SignedJws::parse(text.as_bytes(), None)
}

#[test]
fn the_example_of_the_standard_holds_in_every_form() {
    let compact = format!("{A3_HEADER}.{A3_PAYLOAD}.{A3_VALUE}");
    let flattened = format!(
        "{{\"payload\":\"{A3_PAYLOAD}\",\"protected\":\"{A3_HEADER}\",\"header\":{{\"kid\":\"1\"}},\"signature\":\"{A3_VALUE}\"}}"
    );
    let one = format!("{{\"protected\":\"{A3_HEADER}\",\"signature\":\"{A3_VALUE}\"}}");
    let general = format!("{{\"payload\":\"{A3_PAYLOAD}\",\"signatures\":[{one},{one}]}}");
    for (text, signatures) in [(compact.clone(), 1), (format!("\n{compact}\r\n"), 1), (flattened, 1), (general, 2)] {
        let jws = parse(&text).unwrap();
        assert_eq!(holds(&jws), vec![true; signatures], "{text}");
        assert!(jws.payload().starts_with(b"{\"iss\":\"joe\""));
        assert_eq!(jws.signatures()[0].signing_input(), format!("{A3_HEADER}.{A3_PAYLOAD}").as_bytes());
    }
    let detached = format!("{A3_HEADER}..{A3_VALUE}");
    let payload = URL_SAFE_NO_PAD.decode(A3_PAYLOAD).unwrap();
    assert_eq!(holds(&SignedJws::parse(detached.as_bytes(), Some(&payload)).unwrap()), [true]);
    assert_eq!(holds(&SignedJws::parse(detached.as_bytes(), Some(b"other")).unwrap()), [false]);
    assert_eq!(holds(&parse(&detached).unwrap()), [false]);
    assert!(SignedJws::parse(compact.as_bytes(), Some(&payload)).is_err());
    let other = compact.replace("eyJpc3Mi", "eyJpc3Nj");
    assert_eq!(holds(&parse(&other).unwrap()), [false]);
}

#[test]
fn algorithms_are_an_allow_list() {
    let with = |header: &str| {
        let text = format!("{}.{A3_PAYLOAD}.{A3_VALUE}", URL_SAFE_NO_PAD.encode(header));
        parse(&text).unwrap().signatures()[0].clone()
    };
    for (header, expected) in [
        ("{\"alg\":\"none\"}", NotAllowed::Algorithm),
        ("{\"alg\":\"None\"}", NotAllowed::Algorithm),
        ("{\"alg\":\"HS256\"}", NotAllowed::Algorithm),
        ("{\"alg\":\"es256\"}", NotAllowed::Algorithm),
        ("{\"typ\":\"JWT\"}", NotAllowed::UnprotectedAlgorithm),
        ("{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}", NotAllowed::CriticalHeader),
    ] {
        let signature = with(header);
        assert_eq!(signature.algorithm(), Err(expected), "{header}");
        assert_eq!(
            signature.verify_value(&a3_key(), AlgorithmPolicy::default()),
            Err(SignatureError::AlgorithmNotAllowed)
        );
    }
    for (name, algorithm) in [
        ("GG2004", SignatureAlgorithm::Gost34310_2004),
        ("GG2015", SignatureAlgorithm::Gost34310_2015_512),
        ("RS256", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)),
        ("ES256", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
    ] {
        assert_eq!(with(&format!("{{\"alg\":\"{name}\"}}")).algorithm(), Ok(algorithm));
    }
    // An empty value under `none` is none.
    let none = format!("{}.{A3_PAYLOAD}.", URL_SAFE_NO_PAD.encode("{\"alg\":\"none\"}"));
    assert_eq!(holds(&parse(&none).unwrap()), [false]);
    // The unprotected header cannot name the algorithm.
    let moved =
        format!("{{\"payload\":\"{A3_PAYLOAD}\",\"header\":{{\"alg\":\"ES256\"}},\"signature\":\"{A3_VALUE}\"}}");
    assert_eq!(parse(&moved).unwrap().signatures()[0].algorithm(), Err(NotAllowed::UnprotectedAlgorithm));
}

/// ES256 is P-256, with r and s of 32 octets: neither padded numbers nor DER are another spelling of a signature.
#[test]
fn a_value_of_another_form_does_not_verify() {
    let value = URL_SAFE_NO_PAD.decode(A3_VALUE).unwrap();
    let (r, s) = value.split_at(32);
    let padded = [&[0; 16][..], r, &[0; 16], s].concat();
    let mut der = Writer::new();
    der.sequence(|sequence| {
        sequence.unsigned_bytes(r).unsigned_bytes(s);
    });
    let der = der.into_bytes();
    assert_eq!(
        crate::crypto::verify(
            &a3_key(),
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            format!("{A3_HEADER}.{A3_PAYLOAD}").as_bytes(),
            &der,
            AlgorithmPolicy::default()
        ),
        Ok(())
    );
    for other in [&padded, &der, &value[..63].to_vec(), &[value.as_slice(), &[0]].concat()] {
        let text = format!("{A3_HEADER}.{A3_PAYLOAD}.{}", URL_SAFE_NO_PAD.encode(other));
        assert_eq!(holds(&parse(&text).unwrap()), [false]);
    }
    // ES384 is P-384: it does not take this key, whatever the value.
    let header = URL_SAFE_NO_PAD.encode("{\"alg\":\"ES384\"}");
    for value in [&value, &padded] {
        let text = format!("{header}.{A3_PAYLOAD}.{}", URL_SAFE_NO_PAD.encode(value));
        let outcome = parse(&text).unwrap().signatures()[0].verify_value(&a3_key(), AlgorithmPolicy::default());
        assert_eq!(outcome, Err(SignatureError::KeyMismatch));
    }
    assert!(matches!(
        sign_compact(b"", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384), &[], |_| Ok(der.clone())),
        Err(Error::InvalidArgument { argument: "algorithm", .. })
    ));
}

#[test]
fn thumbprints_name_the_certificate() {
    let sha1 = URL_SAFE_NO_PAD.encode(DigestAlgorithm::Sha1.digest(b"one").as_bytes());
    let sha256 = URL_SAFE_NO_PAD.encode(DigestAlgorithm::Sha256.digest(b"one").as_bytes());
    let with = |members: &str| {
        let header = URL_SAFE_NO_PAD.encode(format!("{{\"alg\":\"ES256\"{members}}}"));
        parse(&format!("{header}.{A3_PAYLOAD}.{A3_VALUE}"))
    };
    for (members, of_one, of_other) in [
        (String::new(), true, true),
        (format!(",\"x5t\":\"{sha1}\""), true, false),
        (format!(",\"x5t#S256\":\"{sha256}\""), true, false),
        (format!(",\"x5t\":\"{sha1}\",\"x5t#S256\":\"{sha256}\""), true, false),
        (format!(",\"x5t\":\"{sha1}\",\"x5t#S256\":\"AAAA\""), false, false),
        (format!(",\"x5t\":\"\",\"x5t#S256\":\"{sha256}\""), false, false),
    ] {
        let jws = with(&members).unwrap();
        let is_of = |certificate: &[u8]| jws.signatures()[0].thumbprints_are_of(certificate);
        assert_eq!((is_of(b"one"), is_of(b"other")), (of_one, of_other), "{members}");
    }
    for members in [",\"x5t\":5", ",\"x5t#S256\":null", ",\"x5t\":\"AA=\""] {
        assert!(matches!(with(members), Err(Error::Malformed { .. })), "{members}");
    }
}

#[test]
fn an_error_in_json_says_where_and_what() {
    let at = |text: &str| match parse(text) {
        Err(Error::Malformed { offset, rule, .. }) => (offset, rule.contains("twice")),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(at("  {\n \"payload\": x}"), (16, false));
    assert_eq!(at("\u{FEFF}{\"payload\": x}"), (15, false));
    // Right behind the second one.
    assert_eq!(at("{\"payload\":\"\",\n\"payload\":\"\"}"), (27, true));
    let (_, twice) = at("{\"payload\":\"\"");
    assert!(!twice);
}

#[test]
fn what_breaks_the_standard_is_malformed() {
    let one = format!("{{\"protected\":\"{A3_HEADER}\",\"signature\":\"{A3_VALUE}\"}}");
    let header = |json: &str| URL_SAFE_NO_PAD.encode(json);
    for text in [
        String::new(),
        "a.b".to_owned(),
        format!("{A3_HEADER}.{A3_PAYLOAD}.{A3_VALUE}.x"),
        format!("{A3_HEADER}=.{A3_PAYLOAD}.{A3_VALUE}"),
        format!("{A3_HEADER}.{A3_PAYLOAD}==.{A3_VALUE}"),
        format!("{A3_HEADER}.{A3_PAYLOAD}.{A3_VALUE}=="),
        format!("{A3_HEADER}.{A3_PAYLOAD}.{} {A3_VALUE}", "AA"),
        format!("{A3_HEADER}.{A3_PAYLOAD}.{}", A3_VALUE.replace('-', "+")),
        format!("{}.{A3_PAYLOAD}.{A3_VALUE}", header("{\"alg\":\"ES256\",\"alg\":\"none\"}")),
        format!("{}.{A3_PAYLOAD}.{A3_VALUE}", header("{\"alg\":\"ES256\",\"jwk\":{\"x\":1,\"x\":2}}")),
        format!("{}.{A3_PAYLOAD}.{A3_VALUE}", header("{\"alg\":1}")),
        format!("{}.{A3_PAYLOAD}.{A3_VALUE}", header("[]")),
        format!("{}.{A3_PAYLOAD}.{A3_VALUE}", header("{\"alg\":\"ES256\",\"x5c\":\"YWJj\"}")),
        format!("{}.{A3_PAYLOAD}.{A3_VALUE}", header("{\"alg\":\"ES256\",\"x5c\":[\"*\"]}")),
        format!("{{\"payload\":\"{A3_PAYLOAD}\",\"signatures\":[]}}"),
        format!("{{\"payload\":\"{A3_PAYLOAD}\",\"signatures\":[{one}],\"signature\":\"{A3_VALUE}\"}}"),
        format!("{{\"payload\":\"{A3_PAYLOAD}\",\"signatures\":[{one}],\"protected\":\"{A3_HEADER}\"}}"),
        format!("{{\"payload\":\"{A3_PAYLOAD}\",\"payload\":\"{A3_PAYLOAD}\",\"signatures\":[{one}]}}"),
        format!(
            "{{\"payload\":\"{A3_PAYLOAD}\",\"protected\":\"{A3_HEADER}\",\"header\":{{\"alg\":\"x\"}},\"signature\":\"{A3_VALUE}\"}}"
        ),
        format!("{{\"payload\":1,\"signatures\":[{one}]}}"),
    ] {
        assert!(matches!(parse(&text), Err(Error::Malformed { .. })), "{text}");
    }
    let no_payload = format!("{{\"signatures\":[{one}]}}");
    assert!(matches!(parse(&no_payload), Err(Error::InvalidArgument { .. })));
    let deep = format!("{{\"payload\":{}", "[".repeat(100_000));
    assert!(parse(&deep).is_err());
    let many = format!("{{\"payload\":\"\",\"signatures\":[{}]}}", vec![one; 65].join(","));
    assert!(matches!(parse(&many), Err(Error::LimitExceeded { .. })));
}

#[test]
fn what_is_written_is_read() {
    let algorithm = SignatureAlgorithm::Gost34310_2015_512;
    let text = sign_compact(b"payload", algorithm, &[b"one", b"two"], |octets| {
        assert!(octets.ends_with(b".cGF5bG9hZA"));
        Ok(vec![7; 128])
    });
    let jws = parse(&text.unwrap()).unwrap();
    let [signature] = jws.signatures() else { panic!("one signature") };
    assert_eq!((signature.algorithm(), signature.value()), (Ok(algorithm), &[7; 128][..]));
    assert_eq!(signature.certificates(), [b"one".to_vec(), b"two".to_vec()]);
    assert_eq!(jws.payload(), b"payload");
}
