//! What `benches/peers/run.sh` compares: one line "ours,what,microseconds" for each run, in processor time, which other
//! programs on the machine lengthen less than the time of day. Linux only.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, reason = "a measurement")]

use std::fs;
use std::hint::black_box;
use std::num::NonZeroUsize;

use qoltanba::check::{Decision, Expected};
use qoltanba::crypto::gost::{Curve, PrivateKey};
use qoltanba::crypto::{AlgorithmPolicy, DigestAlgorithm, SignatureCache};
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::SignedDocument;
use qoltanba_benches::{certificate, moment, verifier};
use qoltanba_testdata::demo;

/// Runs of each question.
const RUNS: u32 = 9;
/// The length of a run in nanoseconds: the kernel counts processor time in ticks of up to 4 ms.
const RUN: u64 = 80_000_000;

/// Nanoseconds that this thread has spent on a processor.
fn now() -> u64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

fn measure(what: &str, mut question: impl FnMut() -> bool) {
    assert!(question(), "{what}");
    let mut count = 1_u64;
    loop {
        let start = now();
        (0..count).for_each(|_| {
            black_box(question());
        });
        if now() - start >= RUN / 2 {
            break;
        }
        count *= 2;
    }
    for _ in 0..RUNS {
        let start = now();
        (0..count).for_each(|_| {
            black_box(question());
        });
        let hundredths = (now() - start) / count / 10;
        println!("ours,{what},{}.{:02}", hundredths / 100, hundredths % 100);
    }
}

fn main() {
    for (name, curve) in [("crypto-pro-a", Curve::CryptoProA), ("tc26-512-a", Curve::Tc26A512)] {
        let d: Vec<u8> = (1..).take(curve.coordinate_len()).collect();
        let digest = vec![0x65; curve.coordinate_len()];
        let private = PrivateKey::from_be_bytes(curve, &d).unwrap();
        let signature = private.sign_digest(&digest).unwrap();
        let (key, prepared) = (private.public_key(), private.public_key().prepare());
        measure(&format!("{name} verify"), || key.verify_digest(black_box(&digest), &signature).is_ok());
        measure(&format!("{name} verify with tables"), || {
            prepared.verify_digest(black_box(&digest), &signature).is_ok()
        });
        measure(&format!("{name} sign"), || private.sign_digest(black_box(&digest)).is_ok());
    }

    let plain = verifier();
    let cached = verifier().with_signature_cache(SignatureCache::new(NonZeroUsize::MIN));
    let expected = Expected::anyone();
    for (name, der, place) in [
        ("rsa", demo::INDIVIDUAL_RSA, 2),
        ("gost-2004", demo::HEAD_GOST2004, 1),
        ("gost-2015-512", demo::INDIVIDUAL_GOST2015, 0),
    ] {
        let (subject, authority) = (certificate(der), certificate(demo::AUTHORITIES[place]));
        let root = certificate(demo::ROOTS[place]);
        let (key, above) = (authority.public_key().unwrap(), root.public_key().unwrap());
        let policy = AlgorithmPolicy::default();
        let own = || subject.verify_signature(key, policy).is_ok();
        measure(&format!("{name} subscriber's signature"), own);
        measure(&format!("{name} both signatures"), || own() && authority.verify_signature(above, policy).is_ok());
        for (kind, verifier) in [("check", &plain), ("check with a cache", &cached)] {
            measure(&format!("{name} {kind}"), || {
                verifier.check_certificate(black_box(&subject), &expected, moment()).decision() == Decision::Confirmed
            });
        }
        measure(&format!("{name} parse and check with a cache"), || {
            cached.check_certificate(&certificate(der), &expected, moment()).decision() == Decision::Confirmed
        });
    }

    let key =
        qoltanba::crypto::PrivateKey::from_der_or_pem(include_bytes!("../../../testdata/keys/rsa-individual-sign.pem"));
    let (key, subscriber) = (key.unwrap(), certificate(demo::INDIVIDUAL_RSA));
    let content = vec![b'x'; 10 << 20];
    let message = cms::sign(&Signer::new(&key, &subscriber).unwrap(), &content, &cms::Options::default()).unwrap();
    measure("sha-256 10 MiB", || DigestAlgorithm::Sha256.digest(black_box(&content)).as_bytes().len() == 32);
    measure("cms 10 MiB", || {
        let document = SignedDocument::parse(black_box(&message)).unwrap();
        plain.verify(&document, &expected, moment()).unwrap().decision() == Decision::Confirmed
    });
}
