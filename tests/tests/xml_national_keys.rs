//! XML signatures with the keys and certificates of the national test set, of all three kinds.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test program fails by panicking"
)]

use std::collections::BTreeSet;

use qoltanba::certificate::Certificate;
use qoltanba::crypto::AlgorithmPolicy;
use qoltanba::keystore::{KeyEntry, KeyStore};
use qoltanba::signature::jws::{self, SignedJws};
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped, sign_message};
use qoltanba::signature::xml::{Coverage, DigestOutcome, Level, SignedXml};
use qoltanba_tests::{corpora, json};

/// One key file of each kind: GOST-2015, GOST-2004 (in both encodings of the key), RSA.
fn key_files() -> Option<Vec<KeyStore>> {
    let sdk = corpora("kz/sdk")?;
    let manifest = json(&sdk.join("manifest.json"));
    let password = manifest["p12_password"].as_str().unwrap();
    let mut kinds = BTreeSet::new();
    let files = manifest["p12"].as_array().unwrap().iter();
    let one_of_each = files.filter(|file| kinds.insert(file["public_key_algorithm_oid"].as_str().unwrap()));
    let open = |file: &serde_json::Value| {
        let bytes = std::fs::read(sdk.join(file["file"].as_str().unwrap())).unwrap();
        KeyStore::open(&bytes, password).unwrap()
    };
    Some(one_of_each.map(open).collect())
}

fn signer(entry: &KeyEntry) -> XmlSigner<'_> {
    let algorithm = entry.key().default_signature_algorithm();
    XmlSigner { algorithm, certificate: entry.signing_certificate().unwrap().der() }
}

fn sign(entry: &KeyEntry, octets: &[u8]) -> qoltanba::Result<Vec<u8>> {
    entry.key().sign(entry.key().default_signature_algorithm(), octets)
}

/// Each signature holds under the certificate that it brings.
fn all_hold(text: &[u8], expected: usize) {
    let parsed = SignedXml::parse(text).unwrap();
    assert_eq!(parsed.signatures().len(), expected);
    let policy = AlgorithmPolicy::default();
    for signature in parsed.signatures() {
        let certificate = Certificate::from_der(&signature.key_info().certificates[0]).unwrap();
        signature.verify_value(certificate.public_key().unwrap(), policy).unwrap();
        assert_eq!(parsed.check_digests(signature, policy).unwrap(), DigestOutcome::Hold);
        assert_eq!(signature.coverage(), Coverage::Covered { reference: 0 });
    }
}

#[test]
fn all_kinds_of_keys_sign_one_document_after_another() {
    let Some(stores) = key_files() else { return };
    assert_eq!(stores.len(), 4);
    let mut document = "<login><url>https://host/</url>\r\n<name>Тест Тестұлы</name></login>".as_bytes().to_vec();
    for (number, store) in stores.iter().enumerate() {
        let entry = store.only_entry().unwrap();
        let id = format!("signature-{number}");
        let time = qoltanba::Moment::from_unix(1_700_000_000);
        let statement =
            if number % 2 == 0 { Statement::Plain } else { Statement::XadesB { signing_time: time, id: &id } };
        document = sign_enveloped(&document, &signer(entry), statement, |octets| sign(entry, octets)).unwrap();
        all_hold(&document, number + 1);
    }
    let parsed = SignedXml::parse(&document).unwrap();
    let levels: Vec<_> = parsed.signatures().iter().map(|signature| signature.level()).collect();
    assert_eq!(levels, [Level::None, Level::B, Level::None, Level::B]);
    println!("{} signatures by {} kinds of keys", levels.len(), stores.len());
}

#[test]
fn messages_and_tokens_are_signed_by_all_kinds_of_keys() {
    let Some(stores) = key_files() else { return };
    for store in &stores {
        let entry = store.only_entry().unwrap();
        let soap = "http://schemas.xmlsoap.org/soap/envelope/";
        let message = format!("<soap:Envelope xmlns:soap=\"{soap}\"><soap:Body><a/></soap:Body></soap:Envelope>");
        let message = sign_message(message.as_bytes(), &signer(entry), "id-1", |octets| sign(entry, octets));
        all_hold(&message.unwrap(), 1);

        let algorithm = entry.key().default_signature_algorithm();
        let certificate = entry.signing_certificate().unwrap();
        let token = jws::sign_compact(b"{}", algorithm, &[certificate.der()], |octets| sign(entry, octets)).unwrap();
        let token = SignedJws::parse(token.as_bytes(), None).unwrap();
        let signature = &token.signatures()[0];
        let public = Certificate::from_der(&signature.certificates()[0]).unwrap();
        signature.verify_value(public.public_key().unwrap(), AlgorithmPolicy::default()).unwrap();
        assert_eq!(signature.algorithm(), Ok(algorithm));
    }
}
