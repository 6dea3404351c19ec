//! CMS messages that OpenSSL wrote, and what an attacker makes of them.

use qoltanba::asn1::{Writer, encode_pem};
use qoltanba::check::{Check, Expected, JudgedAt, Verifier};
use qoltanba::crypto::{AlgorithmPolicy, Digest, DigestAlgorithm, LegacyAlgorithms, PrivateKey, SignatureAlgorithm};
use qoltanba::signature::cms::{
    CadesLevel, Content, FailureReason, SignatureOutcome, SignaturePolicy, SignedAttributes, SignedData,
    SigningCertificateReference,
};
use qoltanba::trust::TrustStore;
use qoltanba::{Certificate, Error, oid};
use qoltanba_tests::cms::{Message, attribute};
use qoltanba_tests::openssl::Scratch;

const CONTENT: &[u8] = b"\x30\x82 a document\r\nwith bytes of every kind \x00\xff\x00";

/// RSA, P-256 and P-384 identities and a content file.
fn desk() -> Scratch {
    let scratch = Scratch::new();
    scratch.identity("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "");
    scratch.identity("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "");
    scratch.identity("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "");
    scratch.write("content", CONTENT);
    scratch
}

fn sign(desk: &Scratch, name: &str, options: &str) -> Vec<u8> {
    desk.openssl(&format!("cms -sign -binary -in content -signer {name}.pem -inkey {name}.key -outform DER {options}"))
}

fn key(desk: &Scratch, name: &str) -> PrivateKey {
    PrivateKey::from_der_or_pem(&desk.read(&format!("{name}.key"))).unwrap()
}

fn certificate(desk: &Scratch, name: &str) -> Certificate {
    Certificate::from_der_or_pem(&desk.read(&format!("{name}.pem"))).unwrap()
}

const LENIENT: SignaturePolicy = SignaturePolicy {
    algorithms: AlgorithmPolicy { legacy: LegacyAlgorithms::Refuse },
    signed_attributes: SignedAttributes::Optional,
};

/// The outcome for every signer; the content is supplied when the message does not hold it.
fn outcomes(message: &[u8], policy: SignaturePolicy) -> Vec<SignatureOutcome> {
    let signed = SignedData::parse(message).unwrap();
    let supplied = signed.unverified_content().is_none().then_some(CONTENT);
    let content = signed.content(supplied).unwrap();
    signed.signers().iter().map(|signer| signed.verify(signer, &content, &[], policy)).collect()
}

fn reason(message: &[u8]) -> FailureReason {
    reason_under(message, SignaturePolicy::default())
}

fn reason_under(message: &[u8], policy: SignaturePolicy) -> FailureReason {
    outcomes(message, policy).remove(0).unwrap_err().reason
}

/// What conforms to its standard and is not verified here has a reason of its own.
#[test]
fn an_algorithm_that_is_not_verified_says_so() {
    let desk = desk();
    let pss = "-keyopt rsa_padding_mode:pss -keyopt";
    for (name, options, word) in [
        ("rsa", format!("{pss} rsa_pss_saltlen:20"), "RSASSA-PSS"),
        ("rsa", format!("{pss} rsa_pss_saltlen:digest -keyopt rsa_mgf1_md:sha384"), "RSASSA-PSS"),
        ("p256", "-md sha512".to_owned(), "ECDSA"),
        ("p384", "-md sha512".to_owned(), "ECDSA"),
    ] {
        let message = sign(&desk, name, &format!("-nodetach {options}"));
        let failure = outcomes(&message, SignaturePolicy::default()).remove(0).unwrap_err();
        assert_eq!(failure.reason, FailureReason::AlgorithmNotAllowed, "{name} {options}");
        assert!(failure.detail.starts_with(word), "{name} {options}: {}", failure.detail);
    }
}

#[test]
fn messages_of_openssl_verify_in_every_form() {
    let desk = desk();
    let mut count = 0;
    for name in ["rsa", "p256", "p384"] {
        let digests: &[&str] = match name {
            "rsa" => &["", "-md sha384", "-md sha512", "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest"],
            _ => &["-md sha256", "-md sha384"],
        };
        for digest in digests {
            for form in ["", "-nodetach", "-nodetach -stream", "-stream", "-keyid", "-nosmimecap", "-cades -nodetach"] {
                if digest.contains("pss") && form.contains("-stream") {
                    // OpenSSL 3.0 itself fails to write this combination.
                    continue;
                }
                let options = format!("{digest} {form}");
                let message = sign(&desk, name, &options);
                let outcome = outcomes(&message, SignaturePolicy::default()).remove(0);
                let verified = outcome.unwrap_or_else(|failure| panic!("{name} {options}: {failure:?}"));
                assert_eq!(verified.certificate(), &certificate(&desk, name));
                let expected = if form.contains("-cades") {
                    SigningCertificateReference::V2
                } else {
                    SigningCertificateReference::Absent
                };
                assert_eq!(verified.reference(), expected);
                count += 1;
            }
            // Without signed attributes only when the caller allows it.
            let message = sign(&desk, name, &format!("{digest} -noattr -nodetach"));
            assert_eq!(reason(&message), FailureReason::SignedAttributesMissing);
            assert!(outcomes(&message, LENIENT)[0].is_ok());
        }
    }
    println!("{count} messages of OpenSSL verified");
}

#[test]
fn a_stream_of_openssl_is_ber_and_keeps_its_content() {
    let desk = desk();
    desk.write("content", &vec![0xa5; 100_000]);
    let message = sign(&desk, "rsa", "-nodetach -stream");
    assert_eq!(message[1], 0x80, "indefinite length");
    let signed = SignedData::parse(&message).unwrap();
    assert_eq!(signed.unverified_content().unwrap(), vec![0xa5; 100_000]);
    assert!(outcomes(&message, SignaturePolicy::default())[0].is_ok());
}

#[test]
fn text_forms_are_the_same_message() {
    let desk = desk();
    let message = sign(&desk, "p256", "-nodetach");
    let pem = desk.openssl("cms -sign -binary -in content -signer p256.pem -inkey p256.key -outform PEM -nodetach");
    for text in [
        String::from_utf8(pem).unwrap(),
        encode_pem("PKCS7", &message),
        encode_pem("CMS", encode_pem("CMS", &message).as_bytes()),
        encode_pem("CMS", &message).replace('\n', "\r\n"),
        encode_pem("CMS", &message).lines().filter(|line| !line.starts_with('-')).collect(),
    ] {
        assert!(outcomes(text.as_bytes(), SignaturePolicy::default())[0].is_ok());
    }
}

#[test]
fn every_signer_has_an_outcome_of_its_own() {
    let desk = desk();
    let message = desk.openssl(
        "cms -sign -binary -in content -outform DER -nodetach -signer rsa.pem -inkey rsa.key -signer p256.pem -inkey p256.key",
    );
    desk.write("two", &message);
    let three = desk.openssl("cms -resign -inform DER -in two -signer p384.pem -inkey p384.key -outform DER");
    let outcome = outcomes(&three, SignaturePolicy::default());
    assert_eq!(outcome.len(), 3);
    assert!(outcome.iter().all(Result::is_ok));
    // One broken signature leaves the others as they are.
    let mut parts = Message::read(&three);
    parts.signers[1].signature[9] ^= 1;
    let outcome = outcomes(&parts.write(), SignaturePolicy::default());
    let good: Vec<bool> = outcome.iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, false, true]);
}

#[test]
fn a_large_content_is_hashed_from_a_stream_or_given_as_digest() {
    let desk = desk();
    let message = sign(&desk, "rsa", "");
    let signed = SignedData::parse(&message).unwrap();
    let signer = &signed.signers()[0];
    let verify = |content: &Content<'_>| signed.verify(signer, content, &[], SignaturePolicy::default());
    assert!(verify(&Content::from_reader(CONTENT, &signed.digest_algorithms()).unwrap()).is_ok());
    assert!(verify(&Content::from_digest(DigestAlgorithm::Sha256.digest(CONTENT))).is_ok());
    let other = Digest::from_bytes(DigestAlgorithm::Sha256, &[7; 32]).unwrap();
    assert_eq!(verify(&Content::from_digest(other)).unwrap_err().reason, FailureReason::DigestMismatch);
    // A digest by another algorithm is no digest of this content.
    let sha512 = Content::from_digest(DigestAlgorithm::Sha512.digest(CONTENT));
    assert_eq!(verify(&sha512).unwrap_err().reason, FailureReason::DigestMismatch);
    assert!(signed.content(None).is_err());
    // Without signed attributes a digest is not enough.
    let bare = sign(&desk, "rsa", "-noattr");
    let signed = SignedData::parse(&bare).unwrap();
    let digest = Content::from_digest(DigestAlgorithm::Sha256.digest(CONTENT));
    let failure = signed.verify(&signed.signers()[0], &digest, &[], LENIENT).unwrap_err();
    assert_eq!(failure.reason, FailureReason::SignedAttributesMissing);
}

#[test]
fn an_attached_message_refuses_another_content() {
    let desk = desk();
    let message = sign(&desk, "rsa", "-nodetach");
    let signed = SignedData::parse(&message).unwrap();
    assert!(signed.content(Some(CONTENT)).is_ok());
    assert!(matches!(signed.content(Some(b"another")), Err(Error::InvalidArgument { .. })));
}

#[test]
fn changed_content_is_a_digest_mismatch_and_changed_attributes_an_invalid_signature() {
    let desk = desk();
    let genuine = Message::read(&sign(&desk, "rsa", "-nodetach"));
    assert!(outcomes(&genuine.write(), SignaturePolicy::default())[0].is_ok());

    let mut changed = genuine.clone();
    changed.content.as_mut().unwrap()[3] ^= 1;
    assert_eq!(reason(&changed.write()), FailureReason::DigestMismatch);

    // Every octet of the signed attributes counts. Those that break the structure never get as far as a verdict.
    let attributes = genuine.signers[0].signed.concat().len();
    let mut refused = 0;
    for octet in 0..attributes {
        let mut changed = genuine.clone();
        let mut left = octet;
        for attribute in &mut changed.signers[0].signed {
            if left < attribute.len() {
                attribute[left] ^= 1;
                break;
            }
            left -= attribute.len();
        }
        let message = changed.write();
        match SignedData::parse(&message) {
            Ok(_) => assert!(outcomes(&message, LENIENT)[0].is_err(), "octet {octet}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused < attributes / 2);

    // The order of the attributes was signed as well.
    let mut reordered = genuine.clone();
    reordered.signers[0].signed.reverse();
    assert_eq!(reason(&reordered.write()), FailureReason::SignatureInvalid);
    // An attribute added afterwards.
    let mut added = genuine;
    added.signers[0].signed.push(attribute(&oid::SIGNING_TIME, &[b"\x17\x0d240101000000Z"]));
    assert_eq!(reason(&added.write()), FailureReason::SignatureInvalid);
}

#[test]
fn attributes_cannot_be_stripped_nor_pass_as_content() {
    let desk = desk();
    let genuine = Message::read(&sign(&desk, "rsa", "-nodetach"));

    let mut stripped = genuine.clone();
    stripped.signers[0].signed.clear();
    assert_eq!(reason(&stripped.write()), FailureReason::SignedAttributesMissing);
    assert_eq!(reason_under(&stripped.write(), LENIENT), FailureReason::SignatureInvalid);

    // The signature over the attributes is, as mathematics, one over this content.
    let mut forged = stripped;
    forged.content = Some(genuine.signers[0].to_be_signed());
    let public = certificate(&desk, "rsa");
    qoltanba::crypto::verify(
        public.public_key().unwrap(),
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        forged.content.as_ref().unwrap(),
        &forged.signers[0].signature,
        AlgorithmPolicy::default(),
    )
    .unwrap();
    assert_eq!(reason(&forged.write()), FailureReason::SignedAttributesMissing);
    assert_eq!(reason_under(&forged.write(), LENIENT), FailureReason::SignedAttributesMissing);
    // The same, detached.
    let content = forged.content.take().unwrap();
    let message = forged.write();
    let signed = SignedData::parse(&message).unwrap();
    let outcome = signed.verify(&signed.signers()[0], &Content::from_bytes(&content), &[], LENIENT);
    assert_eq!(outcome.unwrap_err().reason, FailureReason::SignedAttributesMissing);
}

/// Signs again after the attributes were changed: the signer itself is the attacker.
fn resign(message: &mut Message, key: &PrivateKey) {
    let signer = &mut message.signers[0];
    signer.signature = key.sign(key.default_signature_algorithm(), &signer.to_be_signed()).unwrap();
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.octet_string(bytes);
    writer.into_bytes()
}

#[test]
fn repeated_missing_and_wrong_attributes_are_refused_though_signed() {
    let desk = desk();
    let key = key(&desk, "p256");
    let genuine = Message::read(&sign(&desk, "p256", "-nodetach -nosmimecap"));
    let has =
        |attribute: &[u8], oid: &oid::Oid| attribute.windows(oid.content().len()).any(|part| part == oid.content());
    let digest = octets(DigestAlgorithm::Sha256.digest(CONTENT).as_bytes());
    let other = octets(DigestAlgorithm::Sha256.digest(b"other").as_bytes());
    let without = |oid: &oid::Oid| {
        let mut message = genuine.clone();
        message.signers[0].signed.retain(|attribute| !has(attribute, oid));
        message
    };
    let with = |mut message: Message, more: Vec<u8>| {
        message.signers[0].signed.push(more);
        message
    };
    let mut resigned = genuine.clone();
    resign(&mut resigned, &key);
    assert!(outcomes(&resigned.write(), SignaturePolicy::default())[0].is_ok(), "the method itself is sound");

    let signed_data_type = {
        let mut writer = Writer::new();
        writer.oid(&oid::SIGNED_DATA);
        writer.into_bytes()
    };
    let cases = [
        ("messageDigest twice", with(genuine.clone(), attribute(&oid::MESSAGE_DIGEST, &[&digest]))),
        ("another messageDigest behind", with(genuine.clone(), attribute(&oid::MESSAGE_DIGEST, &[&other]))),
        ("two values", with(without(&oid::MESSAGE_DIGEST), attribute(&oid::MESSAGE_DIGEST, &[&digest, &other]))),
        ("no value", with(without(&oid::MESSAGE_DIGEST), attribute(&oid::MESSAGE_DIGEST, &[]))),
        (
            "messageDigest is no OCTET STRING",
            with(without(&oid::MESSAGE_DIGEST), attribute(&oid::MESSAGE_DIGEST, &[&[5, 0]])),
        ),
        ("no messageDigest", without(&oid::MESSAGE_DIGEST)),
        ("no contentType", without(&oid::CONTENT_TYPE)),
        ("contentType twice", with(genuine.clone(), attribute(&oid::CONTENT_TYPE, &[&genuine.content_type]))),
        ("another contentType", with(without(&oid::CONTENT_TYPE), attribute(&oid::CONTENT_TYPE, &[&signed_data_type]))),
        (
            "signingCertificateV2 of no certificate",
            with(genuine.clone(), attribute(&oid::SIGNING_CERTIFICATE_V2, &[&[0x30, 0]])),
        ),
    ];
    for (name, mut message) in cases {
        resign(&mut message, &key);
        assert_eq!(reason(&message.write()), FailureReason::SignatureInvalid, "{name}");
    }
}

/// RFC 6211: the attribute repeats the algorithms under the signature.
#[test]
fn protected_algorithms_are_compared() {
    let desk = desk();
    let key = key(&desk, "p256");
    let genuine = Message::read(&sign(&desk, "p256", "-nodetach"));
    let sha256 = [0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    let sha512 = [0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
    let ecdsa_sha256 = [0xa1, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    let ecdsa_sha384 = [0xa1, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
    for (digest, algorithm, holds) in
        [(sha256, ecdsa_sha256, true), (sha512, ecdsa_sha256, false), (sha256, ecdsa_sha384, false)]
    {
        let value = [&[0x30, 25][..], &digest, &algorithm].concat();
        let mut message = genuine.clone();
        message.signers[0].signed.push(attribute(&oid::ALGORITHM_PROTECTION, &[&value]));
        resign(&mut message, &key);
        assert_eq!(outcomes(&message.write(), SignaturePolicy::default())[0].is_ok(), holds);
    }
}

#[test]
fn the_key_decides_between_certificates_of_one_name_and_number() {
    let desk = desk();
    // The same subject, issuer and serial number under another key.
    desk.openssl("req -x509 -new -key p256.key -subj /CN=twin -days 3650 -set_serial 77 -out p256.pem");
    desk.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out twin.key");
    desk.openssl("req -x509 -new -key twin.key -subj /CN=twin -days 3650 -set_serial 77 -out twin.pem");
    let twin = certificate(&desk, "twin").der().to_vec();
    let genuine = Message::read(&sign(&desk, "p256", "-nodetach"));

    let mut swapped = genuine.clone();
    swapped.certificates = vec![twin.clone()];
    assert_eq!(reason(&swapped.write()), FailureReason::SignatureInvalid);
    let mut both = genuine.clone();
    both.certificates.insert(0, twin);
    let verified = outcomes(&both.write(), SignaturePolicy::default()).remove(0).unwrap();
    assert_eq!(verified.certificate(), &certificate(&desk, "p256"));
    let mut none = genuine;
    none.certificates.clear();
    assert_eq!(reason(&none.write()), FailureReason::SignerCertificateMissing);
    let message = none.write();
    let signed = SignedData::parse(&message).unwrap();
    let content = signed.content(None).unwrap();
    let supplied = [certificate(&desk, "twin"), certificate(&desk, "p256")];
    assert!(signed.verify(&signed.signers()[0], &content, &supplied, SignaturePolicy::default()).is_ok());
}

/// Certificates with the signer's issuer and serial number and a key that could not have made the signature: nothing that is
/// said of it changes, wherever they stand.
#[test]
fn a_certificate_that_looks_like_that_of_the_signer_changes_nothing() {
    let desk = desk();
    let look_alike = |name: &str, algorithm: &str| {
        desk.openssl(&format!("genpkey {algorithm} -out {name}.key"));
        desk.openssl(&format!(
            "req -x509 -new -key {name}.key -subj /CN=twin -days 3650 -set_serial 77 -out {name}.pem"
        ));
        certificate(&desk, name).der().to_vec()
    };
    look_alike("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256");
    let unusable = look_alike("unusable", "-algorithm EC -pkeyopt ec_paramgen_curve:P-521");
    let other_kind = look_alike("other", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    let genuine = Message::read(&sign(&desk, "p256", "-nodetach"));
    let own = genuine.certificates[0].clone();
    let mut broken = genuine.clone();
    let last = broken.signers[0].signature.len() - 1;
    broken.signers[0].signature[last] ^= 1;
    let report = |message: &Message, certificates: &[&Vec<u8>]| {
        let mut message = message.clone();
        message.certificates = certificates.iter().map(|one| (*one).clone()).collect();
        let message = message.write();
        let outcome = outcomes(&message, SignaturePolicy::default()).remove(0).map(|found| found.certificate().clone());
        let document = qoltanba::signature::SignedDocument::parse(&message).unwrap();
        let verifier = Verifier::new(TrustStore::new(Vec::new(), Vec::new()));
        let moment = JudgedAt::given(qoltanba::Moment::from_unix(0));
        let report = verifier.verify(&document, &Expected::anyone(), moment).unwrap();
        let signer = &report.signers()[0];
        let check = signer.checks.iter().find(|check| check.check == Check::Signature).unwrap();
        (outcome, signer.certificate.clone().unwrap().sha256, format!("{check:?}"))
    };
    for message in [&genuine, &broken] {
        let alone = report(message, &[&own]);
        for order in [[&own, &unusable, &other_kind], [&other_kind, &own, &unusable], [&unusable, &other_kind, &own]] {
            assert_eq!(report(message, &order), alone);
        }
    }
    let (alone, ..) = report(&broken, &[&own]);
    assert_eq!(alone.unwrap_err().reason, FailureReason::SignatureInvalid);
    // Without that of the signer a key of another kind says more than one that cannot be used.
    for order in [[&unusable, &other_kind], [&other_kind, &unusable]] {
        assert_eq!(report(&genuine, &order), report(&genuine, &[&other_kind]));
    }
}

/// RFC 5035: the attribute binds the certificate, so that another one with the same key does not take its place.
#[test]
fn signing_certificate_binds_the_certificate_not_only_the_key() {
    let desk = desk();
    let genuine = Message::read(&sign(&desk, "p256", "-nodetach -cades"));
    // Renewed: the same key and names, the same number, another validity.
    let serial = desk.openssl("x509 -in p256.pem -noout -serial");
    let serial = String::from_utf8(serial).unwrap().trim().replace("serial=", "0x");
    desk.openssl(&format!(
        "req -x509 -new -key p256.key -subj /CN=p256 -days 77 -set_serial {serial} -out renewed.pem"
    ));
    let mut renewed = genuine.clone();
    renewed.certificates = vec![certificate(&desk, "renewed").der().to_vec()];
    assert_eq!(reason(&renewed.write()), FailureReason::SignatureInvalid);
    assert!(outcomes(&genuine.write(), SignaturePolicy::default())[0].is_ok());
    let signed = genuine.write();
    let signed = SignedData::parse(&signed).unwrap();
    assert_eq!(signed.claimed_level(&signed.signers()[0]), Some(CadesLevel::B));
}

#[test]
fn algorithms_have_to_agree_and_to_be_allowed() {
    let desk = desk();
    let weak = sign(&desk, "rsa", "-nodetach -md sha1");
    assert_eq!(reason(&weak), FailureReason::AlgorithmNotAllowed);
    let legacy = SignaturePolicy {
        algorithms: AlgorithmPolicy { legacy: LegacyAlgorithms::Accept },
        signed_attributes: SignedAttributes::Required,
    };
    assert!(outcomes(&weak, legacy)[0].is_ok());
    assert_eq!(reason(&sign(&desk, "rsa", "-nodetach -md md5")), FailureReason::AlgorithmNotAllowed);
    // sha256WithRSAEncryption over a digest that is said to be SHA-512.
    let mut mixed = Message::read(&sign(&desk, "rsa", "-nodetach -md sha512"));
    mixed.signers[0].algorithm = vec![0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0];
    assert_eq!(reason(&mixed.write()), FailureReason::AlgorithmNotAllowed);
    // The algorithm of another kind of key.
    let mut other = Message::read(&sign(&desk, "rsa", "-nodetach"));
    other.signers[0].algorithm = vec![0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    assert_eq!(reason(&other.write()), FailureReason::SignatureInvalid);
    // An RSA key that is too short.
    desk.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out short.key");
    desk.openssl("req -x509 -new -key short.key -subj /CN=short -days 10 -out short.pem");
    assert_eq!(reason(&sign(&desk, "short", "-nodetach")), FailureReason::AlgorithmNotAllowed);
}

#[test]
fn a_message_without_signers_holds_no_signature() {
    let desk = desk();
    let mut empty = Message::read(&sign(&desk, "rsa", "-nodetach"));
    empty.signers.clear();
    assert!(outcomes(&empty.write(), SignaturePolicy::default()).is_empty());
    let degenerate = desk.openssl("crl2pkcs7 -nocrl -certfile rsa.pem -outform DER");
    let signed = SignedData::parse(&degenerate).unwrap();
    assert!(signed.signers().is_empty());
    assert_eq!(signed.certificates().len(), 1);
}

#[test]
fn what_is_no_signed_message_is_refused_with_its_reason() {
    let desk = desk();
    let message = sign(&desk, "rsa", "-nodetach");
    let mut reader = qoltanba::asn1::Reader::new(&message).sequence("test").unwrap();
    reader.oid("test").unwrap();
    let bare = reader.explicit(0, "test").unwrap().unwrap().rest();
    let rule = |bytes: &[u8]| match SignedData::parse(bytes).unwrap_err() {
        Error::Malformed { rule, .. } => rule.to_owned(),
        Error::Unsupported { what, .. } => what.to_owned(),
        other => panic!("{other}"),
    };
    assert_eq!(rule(bare), "this is a bare SignedData: a message wraps it in a ContentInfo (RFC 5652, 3)");
    assert_eq!(rule(&[&message[..], &[0]].concat()), "something follows after the end");
    assert_eq!(rule(&[&message[..], &message[..]].concat()), "something follows after the end");
    let enveloped = desk.openssl("cms -encrypt -binary -in content -outform DER rsa.pem");
    assert_eq!(rule(&enveloped), "CMS message of type envelopedData");
    let data = desk.openssl("cms -data_create -binary -in content -outform DER");
    assert_eq!(rule(&data), "CMS message of type data");
    for length in 0..message.len() {
        assert!(SignedData::parse(&message[..length]).is_err(), "cut at {length}");
    }
}

#[test]
fn hostile_sizes_end_in_an_error() {
    let desk = desk();
    let mut many = Message::read(&sign(&desk, "p256", "-nodetach"));
    many.signers = vec![many.signers[0].clone(); 257];
    assert!(matches!(SignedData::parse(&many.write()), Err(Error::LimitExceeded { limit: 256, .. })));
    let nested = [0x30, 0x80].repeat(1_000_000);
    assert!(matches!(SignedData::parse(&nested), Err(Error::LimitExceeded { limit: 64, .. })));
    let huge_length = [0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 6, 9];
    assert!(matches!(SignedData::parse(&huge_length), Err(Error::Malformed { .. })));
}

/// One signature in 256 ends in a zero octet, and nothing may strip it.
#[test]
fn signatures_that_end_in_zero_keep_their_end() {
    let desk = desk();
    let key = key(&desk, "rsa");
    let mut message = Message::read(&sign(&desk, "rsa", "-nodetach -nosmimecap"));
    let base = message.signers[0].signed.clone();
    for number in 0u32..5_000 {
        let mut signed = base.clone();
        signed.push(attribute(&qoltanba::oid::Oid::parse("1.2.3.4").unwrap(), &[&octets(&number.to_be_bytes())]));
        message.signers[0].signed = signed;
        resign(&mut message, &key);
        if message.signers[0].signature.ends_with(&[0]) {
            let der = message.write();
            assert!(der.ends_with(&[0]));
            assert!(outcomes(&der, SignaturePolicy::default())[0].is_ok());
            return;
        }
    }
    panic!("no signature ended in zero");
}

#[test]
fn a_message_in_a_message_is_found() {
    let desk = desk();
    let inner = sign(&desk, "rsa", "-nodetach");
    for wrapped in [inner.clone(), encode_pem("CMS", &inner).into_bytes()] {
        desk.write("content", &wrapped);
        let outer = sign(&desk, "p256", "-nodetach");
        let outer = SignedData::parse(&outer).unwrap();
        let nested = outer.nested().unwrap().unwrap();
        assert_eq!(nested.unverified_content(), Some(CONTENT));
        assert!(nested.nested().is_none());
    }
}
