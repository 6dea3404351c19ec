//! Every RSA and ECDSA verification vector of project Wycheproof, through the one `verify`.

use qoltanba::crypto::{AlgorithmPolicy, DigestAlgorithm, PublicKey, SignatureAlgorithm, SignatureError, verify};
use qoltanba::error::Error;
use qoltanba_tests::wycheproof::{Exceptions, Group, Outcome, Tally};
use qoltanba_tests::{json, workspace};
use serde_json::Value;
use wycheproof_ng_ecdsa as ecdsa;
use wycheproof_ng_rsa_signature::{rsa_pkcs1_verify as pkcs1, rsa_pss_verify as pss};

fn digest(name: &str) -> Option<DigestAlgorithm> {
    match name {
        "SHA-1" => Some(DigestAlgorithm::Sha1),
        "SHA-256" => Some(DigestAlgorithm::Sha256),
        "SHA-384" => Some(DigestAlgorithm::Sha384),
        "SHA-512" => Some(DigestAlgorithm::Sha512),
        _ => None,
    }
}

fn outcome(group: &Group<'_>, algorithm: Option<SignatureAlgorithm>, message: &[u8], signature: &[u8]) -> Outcome {
    let Some(algorithm) = algorithm else { return Outcome::Unsupported };
    let key = match PublicKey::from_spki(&group.hex("publicKeyDer")) {
        Ok(key) => key,
        Err(Error::Unsupported { .. }) => return Outcome::Unsupported,
        Err(_) => return Outcome::Refused,
    };
    match verify(&key, algorithm, message, signature, AlgorithmPolicy::default()) {
        Ok(()) => Outcome::Verified,
        Err(SignatureError::AlgorithmNotAllowed) => Outcome::Unsupported,
        Err(_) => Outcome::Refused,
    }
}

fn exceptions(suite: &str) -> Exceptions {
    let file = json(&workspace().join("tests/data/wycheproof.json"));
    Exceptions::new(&file[suite])
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn rsa_pkcs1() {
    let exceptions = exceptions("rsa-pkcs1");
    let mut tally = Tally::default();
    for set in pkcs1::TestName::all() {
        tally.run(&format!("{set:?}"), &parse(set.json_data()), &exceptions, |group, message, signature| {
            let algorithm = digest(group.text("sha")).map(SignatureAlgorithm::RsaPkcs1);
            outcome(group, algorithm, message, signature)
        });
    }
    assert!(tally.passed > 2_000, "{}", tally.passed);
    tally.finish("RSASSA-PKCS1-v1_5", &exceptions);
}

#[test]
fn rsa_pss() {
    let exceptions = exceptions("rsa-pss");
    let mut tally = Tally::default();
    for set in pss::TestName::all() {
        tally.run(&format!("{set:?}"), &parse(set.json_data()), &exceptions, |group, message, signature| {
            // Only the form that `SignatureAlgorithm::RsaPss` means: MGF1 and salt of the one digest.
            let algorithm = digest(group.text("sha"))
                .filter(|_| group.text("mgf") == "MGF1" && group.text("mgfSha") == group.text("sha"))
                .filter(|digest| group.number("sLen") == u64::try_from(digest.output_len()).ok())
                .map(SignatureAlgorithm::RsaPss);
            outcome(group, algorithm, message, signature)
        });
    }
    assert!(tally.passed > 300, "{}", tally.passed);
    tally.finish("RSASSA-PSS", &exceptions);
}

#[test]
fn ecdsa_in_der() {
    let exceptions = exceptions("ecdsa");
    let mut tally = Tally::default();
    for set in ecdsa::TestName::all() {
        tally.run(&format!("{set:?}"), &parse(set.json_data()), &exceptions, |group, message, signature| {
            let algorithm = digest(group.text("sha"))
                .filter(|_| group.text("type") == "EcdsaVerify")
                .map(SignatureAlgorithm::Ecdsa);
            outcome(group, algorithm, message, signature)
        });
    }
    assert!(tally.passed > 1_000, "{}", tally.passed);
    tally.finish("ECDSA", &exceptions);
}
