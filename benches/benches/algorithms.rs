//! Every signature algorithm through the one `verify` and `sign` of the library, over a message of the size of a certificate.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use qoltanba::crypto::{AlgorithmPolicy, DigestAlgorithm, PrivateKey, SignatureAlgorithm, verify};
use qoltanba::keystore::KeyStore;
use qoltanba_benches::material;
use qoltanba_testdata::demo;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
};

const MESSAGE: [u8; 1_024] = [0x5A; 1_024];

fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> PrivateKey {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).unwrap();
    PrivateKey::from_pkcs8(pkcs8.as_ref()).unwrap()
}

fn measure(c: &mut Criterion, name: &str, key: &PrivateKey, algorithm: SignatureAlgorithm) {
    let policy = AlgorithmPolicy::default();
    let signature = key.sign(algorithm, &MESSAGE).unwrap();
    assert!(verify(key.public_key(), algorithm, &MESSAGE, &signature, policy).is_ok(), "{name}");
    assert!(verify(key.public_key(), algorithm, &MESSAGE[1..], &signature, policy).is_err(), "{name}");
    let mut group = c.benchmark_group(name);
    group.bench_function("verify", |b| {
        b.iter(|| verify(key.public_key(), algorithm, black_box(&MESSAGE), &signature, policy))
    });
    group.bench_function("sign", |b| b.iter(|| key.sign(algorithm, black_box(&MESSAGE))));
    group.finish();
}

fn algorithms(c: &mut Criterion) {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    let rsa = material::individual_key();
    measure(c, "RSA-2048, PKCS#1 v1.5, SHA-256", &rsa, SignatureAlgorithm::RsaPkcs1(Sha256));
    measure(c, "RSA-2048, PKCS#1 v1.5, SHA-512", &rsa, SignatureAlgorithm::RsaPkcs1(Sha512));
    measure(c, "RSA-2048, PSS, SHA-256", &rsa, SignatureAlgorithm::RsaPss(Sha256));
    let authority = PrivateKey::from_der_or_pem(include_bytes!("../../testdata/keys/nca-rsa.pem")).unwrap();
    measure(c, "RSA-4096, PKCS#1 v1.5, SHA-256", &authority, SignatureAlgorithm::RsaPkcs1(Sha256));
    measure(c, "ECDSA P-256", &ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING), SignatureAlgorithm::Ecdsa(Sha256));
    measure(c, "ECDSA P-384", &ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING), SignatureAlgorithm::Ecdsa(Sha384));
    let national: [(&str, &[u8]); 3] = [
        ("GOST 34.310-2004", demo::HEAD_KEY),
        ("GOST 34.310-2015, 256", include_bytes!("../../testdata/pki/p12/gost2015-256-individual.p12")),
        ("GOST 34.310-2015, 512", demo::INDIVIDUAL_KEY),
    ];
    for (name, file) in national {
        let store = KeyStore::open(file, demo::PASSWORD).unwrap();
        let key = store.only_entry().unwrap().key();
        measure(c, name, key, key.default_signature_algorithm());
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(800)).sample_size(20).without_plots();
    targets = algorithms
}
criterion_main!(benches);
