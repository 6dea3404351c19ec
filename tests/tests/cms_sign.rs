//! Messages that the library signs, read by OpenSSL; the national test keys; signing together.

use qoltanba::asn1::{Reader, tag};
use qoltanba::crypto::{DigestAlgorithm, PrivateKey, SignatureAlgorithm};
use qoltanba::keystore::KeyStore;
use qoltanba::sign::Signer;
use qoltanba::sign::cms::{self, Encapsulation, Options};
use qoltanba::signature::cms::{
    CadesLevel, Content, FailureReason, SignaturePolicy, SignedData, SigningCertificateReference,
};
use qoltanba::{Certificate, Error, Moment, oid};
use qoltanba_tests::cms::Message;
use qoltanba_tests::openssl::Scratch;
use qoltanba_tests::{corpora, json};

const CONTENT: &[u8] = b"a document\r\nwith bytes of every kind \x00\xff\x00";

struct Desk {
    scratch: Scratch,
    identities: Vec<(&'static str, PrivateKey, Certificate)>,
}

impl Desk {
    fn new() -> Self {
        let scratch = Scratch::new();
        scratch.write("content", CONTENT);
        let mut identities = Vec::new();
        for (name, genpkey) in [
            ("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"),
            ("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
            ("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384"),
        ] {
            scratch.identity(name, genpkey, "");
            let key = PrivateKey::from_der_or_pem(&scratch.read(&format!("{name}.key"))).unwrap();
            let certificate = Certificate::from_der_or_pem(&scratch.read(&format!("{name}.pem"))).unwrap();
            identities.push((name, key, certificate));
        }
        Self { scratch, identities }
    }

    fn signer(&self, name: &str) -> Signer<'_> {
        let (_, key, certificate) = self.identities.iter().find(|(own, _, _)| *own == name).unwrap();
        Signer::new(key, certificate).unwrap()
    }

    /// What `openssl cms -verify` says of a message; the identities are its anchors.
    fn openssl_verifies(&self, message: &[u8], options: &str) -> Result<Vec<u8>, String> {
        self.scratch.write("message", message);
        let anchors: Vec<u8> =
            self.identities.iter().flat_map(|(name, _, _)| self.scratch.read(&format!("{name}.pem"))).collect();
        self.scratch.write("anchors", &anchors);
        let arguments = format!("cms -verify -binary -inform DER -in message -CAfile anchors -purpose any {options}");
        self.scratch.try_openssl(&arguments, &[])
    }
}

fn all_hold(message: &[u8], supplied: Option<&[u8]>) -> usize {
    let signed = SignedData::parse(message).unwrap();
    let content = signed.content(supplied).unwrap();
    for signer in signed.signers() {
        signed.verify(signer, &content, &[], SignaturePolicy::default()).unwrap();
    }
    signed.signers().len()
}

#[test]
fn openssl_verifies_what_the_library_signs() {
    let desk = Desk::new();
    let mut count = 0;
    let mut signers = vec![desk.signer("rsa"), desk.signer("p256"), desk.signer("p384")];
    for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
        signers.push(desk.signer("rsa").with_algorithm(SignatureAlgorithm::RsaPkcs1(digest)));
        signers.push(desk.signer("rsa").with_algorithm(SignatureAlgorithm::RsaPss(digest)));
    }
    for signer in signers {
        for encapsulation in [Encapsulation::Attached, Encapsulation::Detached] {
            for reference in [SigningCertificateReference::V2, SigningCertificateReference::Absent] {
                for signing_time in [None, Some(Moment::parse("2024-02-29T12:00:00Z").unwrap())] {
                    let options = Options { encapsulation, reference, signing_time, certificates: Vec::new() };
                    let message = cms::sign(&signer, CONTENT, &options).unwrap();
                    let detached = encapsulation == Encapsulation::Detached;
                    let mut arguments = String::new();
                    if detached {
                        arguments.push_str(" -content content");
                    }
                    if reference == SigningCertificateReference::V2 {
                        arguments.push_str(" -cades");
                    }
                    let content = desk.openssl_verifies(&message, &arguments).unwrap();
                    assert_eq!(content, CONTENT);
                    assert_eq!(all_hold(&message, detached.then_some(CONTENT)), 1);
                    let signed = SignedData::parse(&message).unwrap();
                    assert_eq!(signed.signers()[0].claimed_signing_time(), signing_time);
                    count += 1;
                }
            }
        }
    }
    println!("OpenSSL verified {count} messages");
    // The oracle can fail.
    let mut broken = cms::sign(&desk.signer("rsa"), CONTENT, &Options::default()).unwrap();
    let last = broken.len() - 1;
    broken[last] ^= 1;
    desk.openssl_verifies(&broken, "").unwrap_err();
}

#[test]
fn every_length_of_content_has_a_right_header() {
    let desk = Desk::new();
    let signer = desk.signer("p256");
    for length in [0usize, 1, 127, 128, 255, 256, 65_535, 65_536, 1 << 20] {
        let content = vec![0x5a; length];
        let message = cms::sign(&signer, &content, &Options::default()).unwrap();
        assert_eq!(SignedData::parse(&message).unwrap().unverified_content().unwrap(), content);
        assert_eq!(desk.openssl_verifies(&message, "").unwrap(), content);
    }
}

/// kz-pki facts, section 7.1: the shape of a national signature.
#[test]
fn all_52_national_test_keys_sign_in_the_national_shape() {
    let Some(sdk) = corpora("kz/sdk") else { return };
    let manifest = json(&sdk.join("manifest.json"));
    let time = Moment::parse("2024-01-01T00:00:00Z").unwrap();
    let mut count = 0;
    for file in manifest["p12"].as_array().unwrap() {
        let bytes = std::fs::read(sdk.join(file["file"].as_str().unwrap())).unwrap();
        let store = KeyStore::open(&bytes, manifest["p12_password"].as_str().unwrap()).unwrap();
        let signer = Signer::from_entry(store.only_entry().unwrap()).unwrap();
        // OIDs of kz-pki facts, section 2.1, with NULL parameters.
        let (signature, digest, length) = match file["public_key_algorithm_oid"].as_str().unwrap() {
            "1.2.840.113549.1.1.1" => ("1.2.840.113549.1.1.11", "2.16.840.1.101.3.4.2.1", 256),
            "1.2.398.3.10.1.1.2.2" => ("1.2.398.3.10.1.1.2.3.2", "1.2.398.3.10.1.3.3", 128),
            _ => ("1.2.398.3.10.1.1.1.2", "1.2.398.3.10.1.3.1", 64),
        };
        for encapsulation in [Encapsulation::Attached, Encapsulation::Detached] {
            let options = Options { encapsulation, signing_time: Some(time), ..Options::default() };
            let message = cms::sign(&signer, CONTENT, &options).unwrap();
            let supplied = (encapsulation == Encapsulation::Detached).then_some(CONTENT);
            assert_eq!(all_hold(&message, supplied), 1);
            let signed = SignedData::parse(&message).unwrap();
            let info = &signed.signers()[0];
            assert_eq!(signed.claimed_level(info), Some(CadesLevel::B));
            assert_eq!(
                (info.signature_oid().to_string().as_str(), info.digest_oid().to_string().as_str()),
                (signature, digest)
            );
            assert_eq!(info.signature().len(), length);
            assert_eq!(signed.certificates(), [signer.certificate().clone()]);
            let parts = Message::read(&message);
            assert_eq!(parts.version, 1);
            assert!(parts.signers[0].digest.ends_with(&[5, 0]) && parts.signers[0].algorithm.ends_with(&[5, 0]));
            let mut sorted = parts.signers[0].signed.clone();
            sorted.sort();
            assert_eq!(sorted, parts.signers[0].signed);
            // Another content, and every kind of change to the signature.
            let other = Content::from_bytes(b"another");
            let outcome = signed.verify(info, &other, &[], SignaturePolicy::default());
            assert_eq!(outcome.unwrap_err().reason, FailureReason::DigestMismatch);
            let mut changed = parts;
            changed.signers[0].signature[length - 1] ^= 1;
            let changed = changed.write();
            let signed = SignedData::parse(&changed).unwrap();
            let content = signed.content(supplied).unwrap();
            let outcome = signed.verify(&signed.signers()[0], &content, &[], SignaturePolicy::default());
            assert_eq!(outcome.unwrap_err().reason, FailureReason::SignatureInvalid);
            count += 1;
        }
    }
    println!("{count} messages of national keys signed and verified");
    assert_eq!(count, 104);
}

#[test]
fn a_signature_over_a_digest_is_that_over_the_content() {
    let desk = Desk::new();
    let digest = DigestAlgorithm::Sha256.digest(CONTENT);
    let detached = Options { encapsulation: Encapsulation::Detached, ..Options::default() };
    let message = cms::sign_digest(&desk.signer("rsa"), &digest, &detached).unwrap();
    assert_eq!(desk.openssl_verifies(&message, "-content content").unwrap(), CONTENT);
    let attached = cms::sign_digest(&desk.signer("rsa"), &digest, &Options::default());
    assert!(matches!(attached, Err(Error::InvalidArgument { argument: "encapsulation", .. })));
    let other = cms::sign_digest(&desk.signer("p384"), &digest, &detached);
    assert!(matches!(other, Err(Error::InvalidArgument { argument: "digest", .. })));
}

#[test]
fn a_key_signs_only_with_its_own_certificate_and_algorithm() {
    let desk = Desk::new();
    let (_, key, _) = &desk.identities[0];
    let (_, _, certificate) = &desk.identities[1];
    assert_eq!(
        Signer::new(key, certificate).unwrap_err(),
        Error::Key { rule: "the certificate holds another public key" }
    );
    let wrong = desk.signer("rsa").with_algorithm(SignatureAlgorithm::Gost34310_2015_512);
    assert!(matches!(cms::sign(&wrong, CONTENT, &Options::default()), Err(Error::Key { .. })));
}

#[test]
fn a_signer_is_added_and_the_others_keep_their_bytes() {
    let desk = Desk::new();
    for form in ["-nodetach", "-nodetach -stream", ""] {
        let first = desk
            .scratch
            .openssl(&format!("cms -sign -binary -in content -signer rsa.pem -inkey rsa.key -outform DER {form}"));
        let supplied = form.is_empty().then_some(CONTENT);
        let arguments = if form.is_empty() { "-content content" } else { "" };
        let before = SignedData::parse(&first).unwrap();
        let second = cms::add_signer(&before, &desk.signer("p256"), supplied, &Options::default()).unwrap();
        let both = SignedData::parse(&second).unwrap();
        let third = cms::add_signer(&both, &desk.signer("p384"), supplied, &Options::default()).unwrap();
        let after = SignedData::parse(&third).unwrap();
        assert_eq!(after.signers()[0].der(), before.signers()[0].der());
        assert_eq!(after.signers()[1].der(), both.signers()[1].der());
        assert_eq!(after.certificates().len(), 3);
        assert_eq!(after.digest_algorithms(), [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384]);
        assert_eq!(all_hold(&third, supplied), 3);
        assert_eq!(desk.openssl_verifies(&third, arguments).unwrap(), CONTENT);
        // contentType on the added signer too (RFC 5652, 11.1).
        assert!(after.signers()[2].signed_attributes().any(|attribute| *attribute.oid == oid::CONTENT_TYPE));
    }
    let detached = desk.scratch.openssl("cms -sign -binary -in content -signer rsa.pem -inkey rsa.key -outform DER");
    let detached = SignedData::parse(&detached).unwrap();
    for content in [None, Some(&b"nobody signed this"[..]), Some(&CONTENT[1..])] {
        let refused = cms::add_signer(&detached, &desk.signer("p256"), content, &Options::default());
        assert!(matches!(refused, Err(Error::InvalidArgument { argument: "content", .. })), "{content:?}");
    }
    // A signer without signed attributes does not say what it signed.
    let silent =
        desk.scratch.openssl("cms -sign -binary -noattr -in content -signer rsa.pem -inkey rsa.key -outform DER");
    let silent = SignedData::parse(&silent).unwrap();
    assert!(cms::add_signer(&silent, &desk.signer("p256"), Some(b"whatever"), &Options::default()).is_ok());
}

#[test]
fn what_is_written_is_der() {
    let desk = Desk::new();
    let message = cms::sign(&desk.signer("rsa"), CONTENT, &Options::default()).unwrap();
    let transcoded = qoltanba::asn1::to_der(&message).unwrap();
    assert!(matches!(transcoded.der, std::borrow::Cow::Borrowed(_)) && transcoded.trailing.is_empty());
    // The certificate binding by SHA-256 and without issuerSerial, as the official client writes it.
    let signed = SignedData::parse(&message).unwrap();
    let attribute = signed.signers()[0]
        .signed_attributes()
        .find(|attribute| *attribute.oid == oid::SIGNING_CERTIFICATE_V2)
        .unwrap();
    let mut value = Reader::new(attribute.values[0]);
    let mut id = value.sequence("test").unwrap().sequence("test").unwrap().sequence("test").unwrap();
    let hash = id.expect(tag::OCTET_STRING, "test").unwrap();
    assert!(id.is_empty());
    let printed = desk.scratch.openssl("x509 -in rsa.pem -noout -fingerprint -sha256");
    let printed = String::from_utf8(printed).unwrap().trim().to_lowercase().replace(':', "");
    let hex: String = hash.content().iter().map(|octet| format!("{octet:02x}")).collect();
    assert!(printed.ends_with(&hex));
}
