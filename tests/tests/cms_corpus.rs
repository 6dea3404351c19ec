//! The fuzz seeds of OpenSSL: hostile messages end in a verdict, soon and without a panic.

use std::borrow::Cow;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use qoltanba::asn1::to_der;
use qoltanba::crypto::{DigestAlgorithm, PrivateKey};
use qoltanba::keystore::KeyStore;
use qoltanba::oid::Oid;
use qoltanba::sign::timestamp::TimestampAuthority;
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::cms::{Content, SignaturePolicy, SignedData};
use qoltanba::timestamp::Timestamp;
use qoltanba::{Certificate, Moment};
use qoltanba_tests::corpora;
use qoltanba_tests::openssl::Scratch;

/// Far above what an input of some kilobytes may cost, and far below what a runaway loop takes.
const PATIENCE: Duration = Duration::from_secs(5);

fn seeds(archive: &str) -> Option<Vec<Vec<u8>>> {
    let archive = corpora("fuzz-seeds")?.join(archive);
    let scratch = Scratch::new();
    let status = Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(scratch.path()).status().unwrap();
    assert!(status.success());
    let mut folders = vec![scratch.path().to_owned()];
    let mut inputs = Vec::new();
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() { folders.push(path) } else { inputs.push(std::fs::read(path).unwrap()) }
        }
    }
    Some(inputs)
}

/// Everything that can be asked of a message.
fn exercise(message: &SignedData<'_>) {
    let content = Content::from_bytes(b"content");
    let own = message.content(Some(b"content"));
    for signer in message.signers() {
        for content in std::iter::once(&content).chain(own.as_ref().ok()) {
            // Nobody's key is at hand for a genuine verdict; whatever comes is a verdict.
            let _ = message.verify(signer, content, message.certificates(), SignaturePolicy::default());
        }
        let _ = message.evidence(signer);
        let _ = message.claimed_level(signer);
        let _ = signer.claimed_signing_time();
        for countersignature in signer.countersignatures().into_iter().flatten() {
            for certificate in message.certificates() {
                let _ =
                    message.verify_countersignature(signer, &countersignature, certificate, SignaturePolicy::default());
            }
        }
        for token in signer.signature_timestamps().chain(signer.archive_timestamps()) {
            let _ =
                Timestamp::parse(token).map(|token| token.verify(signer.signature(), &[], SignaturePolicy::default()));
        }
    }
    let _ = message.nested();
}

#[test]
fn hostile_messages_end_in_a_verdict() {
    let Some(inputs) = seeds("cms.tar.gz") else { return };
    let (mut parsed, mut slowest) = (0, Duration::ZERO);
    for input in &inputs {
        let start = Instant::now();
        if let Ok(message) = SignedData::parse(input) {
            parsed += 1;
            exercise(&message);
            // What was accepted is stable: the DER form reads as itself.
            let again = SignedData::parse(message.der()).unwrap();
            assert_eq!(again.der(), message.der());
        }
        let _ = Timestamp::parse(input);
        let _ = KeyStore::open(input, "password");
        slowest = slowest.max(start.elapsed());
    }
    println!("{} inputs, {parsed} parsed, the slowest took {slowest:?}", inputs.len());
    // None of them is a message by the rules; OpenSSL's own reader takes 63, with tag 0 or version 0 among others.
    assert!(inputs.len() > 1_000);
    assert!(slowest < PATIENCE);
}

/// A genuine message with one octet changed or cut off, at every place. What still verifies has its signed parts intact.
#[test]
fn a_message_with_any_octet_changed_never_passes_with_other_signed_parts() {
    let scratch = Scratch::new();
    for (name, genpkey, usage) in [
        ("signer", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", ""),
        ("tsa", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "-addext extendedKeyUsage=critical,timeStamping"),
    ] {
        scratch.identity(name, genpkey, usage);
    }
    let key = |name: &str| PrivateKey::from_der_or_pem(&scratch.read(&format!("{name}.key"))).unwrap();
    let certificate = |name: &str| Certificate::from_der_or_pem(&scratch.read(&format!("{name}.pem"))).unwrap();
    let (signer_key, signer_certificate, tsa_key, tsa) =
        (key("signer"), certificate("signer"), key("tsa"), certificate("tsa"));
    let signer = Signer::new(&signer_key, &signer_certificate).unwrap();
    let authority = TimestampAuthority::new(Signer::new(&tsa_key, &tsa).unwrap(), Oid::parse("1.2.3").unwrap());
    let stamp = |octets: &[u8]| authority.token(&DigestAlgorithm::Sha256.digest(octets), 1, Moment::from_unix(0), None);
    let message = cms::sign(&signer, b"content", &cms::Options::default()).unwrap();
    let message = SignedData::parse(&message).unwrap();
    let token = stamp(message.signers()[0].signature()).unwrap();
    let message = cms::add_signature_timestamp(&message, 0, &token).unwrap();
    let message = SignedData::parse(&message).unwrap();
    let message = cms::add_archive_timestamp(&message, 0, None, DigestAlgorithm::Sha256, stamp).unwrap();

    let genuine = SignedData::parse(&message).unwrap();
    let signed_parts = |message: &SignedData<'_>| {
        let attributes: Vec<Vec<u8>> = message.signers()[0]
            .signed_attributes()
            .flat_map(|attribute| attribute.values)
            .map(<[u8]>::to_vec)
            .collect();
        (message.unverified_content().map(<[u8]>::to_vec), attributes)
    };
    let expected = signed_parts(&genuine);
    let (mut refused, mut failed, mut passed) = (0, 0, 0);
    for place in 0..message.len() {
        for bit in [0x01, 0x20, 0x80] {
            let mut changed = message.clone();
            changed[place] ^= bit;
            let Ok(changed) = SignedData::parse(&changed) else {
                refused += 1;
                continue;
            };
            exercise(&changed);
            let verdict = changed.signers().first().zip(changed.content(None).ok()).is_some_and(|(signer, content)| {
                changed.verify(signer, &content, &[], SignaturePolicy::default()).is_ok()
            });
            if verdict {
                passed += 1;
                assert_eq!(signed_parts(&changed), expected, "octet {place}");
            } else {
                failed += 1;
            }
        }
        assert!(SignedData::parse(&message[..place]).is_err());
    }
    println!("{refused} refused, {failed} failed, {passed} changed only what is not signed");
    assert!(refused > 0 && failed > 0 && passed > 0);
}

#[test]
fn hostile_ber_ends_in_der_or_an_error() {
    let (mut count, mut accepted) = (0, 0);
    for archive in ["asn1.tar.gz", "cms.tar.gz", "crl.tar.gz", "x509.tar.gz"] {
        let Some(inputs) = seeds(archive) else { return };
        for input in inputs {
            count += 1;
            let Ok(transcoded) = to_der(&input) else { continue };
            accepted += 1;
            let again = to_der(&transcoded.der).unwrap();
            assert!(matches!(again.der, Cow::Borrowed(_)) && again.der == transcoded.der);
        }
    }
    println!("{count} inputs, {accepted} are BER");
    assert!(accepted > 500);
}
