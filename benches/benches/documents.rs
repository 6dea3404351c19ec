//! Signed documents of 4 KiB and 10 MiB, beside the hash of the same bytes.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use qoltanba::check::{Decision, Expected};
use qoltanba::keystore::KeyStore;
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::SignedDocument;
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped};
use qoltanba_benches::{certificate, material, moment, verifier};
use qoltanba_testdata::demo;

const SIZES: [(&str, usize); 2] = [("4 KiB", 4 << 10), ("10 MiB", 10 << 20)];

fn documents(c: &mut Criterion) {
    let verifier = verifier();
    let (key, subscriber) = (material::individual_key(), certificate(demo::INDIVIDUAL_RSA));
    let store = KeyStore::open(demo::INDIVIDUAL_KEY, demo::PASSWORD).unwrap();
    let signers = [
        ("rsa", Signer::new(&key, &subscriber).unwrap()),
        ("gost-2015-512", Signer::from_entry(store.only_entry().unwrap()).unwrap()),
    ];
    for (name, size) in SIZES {
        let content = vec![b'x'; size];
        for (algorithm, signer) in &signers {
            let digest = signer.algorithm().digest();
            let message = cms::sign(signer, &content, &cms::Options::default()).unwrap();
            let xml = signed_xml(signer, &content);
            let mut group = c.benchmark_group(format!("document of {name}, {algorithm}"));
            group.sample_size(10).throughput(Throughput::Bytes(size.try_into().unwrap()));
            group.bench_function("the hash alone", |b| b.iter(|| digest.digest(black_box(&content))));
            for (form, bytes) in [("CMS", message), ("XML", xml)] {
                let verify = |bytes: &[u8]| {
                    let document = SignedDocument::parse(bytes).unwrap();
                    verifier.verify(&document, &Expected::anyone(), moment()).unwrap()
                };
                let report = verify(&bytes);
                assert_eq!(report.decision(), Decision::Confirmed, "{form}: {}", report.to_json_pretty());
                group.bench_function(format!("{form}, parse and verify"), |b| b.iter(|| verify(black_box(&bytes))));
            }
            group.finish();
        }
    }
}

/// An enveloped XML signature.
fn signed_xml(signer: &Signer<'_>, content: &[u8]) -> Vec<u8> {
    let document = [b"<doc>".as_slice(), content, b"</doc>"].concat();
    let who = XmlSigner { algorithm: signer.algorithm(), certificate: signer.certificate().der() };
    sign_enveloped(&document, &who, Statement::Plain, |octets| signer.sign(octets)).unwrap()
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(800)).without_plots();
    targets = documents
}
criterion_main!(benches);
