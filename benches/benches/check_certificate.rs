//! Condition 2 of the regulations: one certificate against authorities and lists that are in memory, beside the bare
//! signature verifications that it contains.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use qoltanba::Certificate;
use qoltanba::check::{Decision, Expected, Threads};
use qoltanba::crypto::{AlgorithmPolicy, SignatureCache};
use qoltanba_benches::{certificate, moment, verifier};
use qoltanba_testdata::demo;

/// The subscriber; its authority and root, by their places in the demonstration.
const CASES: [(&str, &[u8], usize); 3] = [
    ("rsa", demo::INDIVIDUAL_RSA, 2),
    ("gost-2004", demo::HEAD_GOST2004, 1),
    ("gost-2015-512", demo::INDIVIDUAL_GOST2015, 0),
];

/// The signature alone, RSA by ring itself.
fn bare(certificate: &Certificate, issuer: &Certificate) -> bool {
    let key = issuer.public_key().unwrap();
    match key.as_ring() {
        Some(bytes) => ring::signature::UnparsedPublicKey::new(&ring::signature::RSA_PKCS1_2048_8192_SHA256, bytes)
            .verify(certificate.tbs(), certificate.signature())
            .is_ok(),
        None => certificate.verify_signature(key, AlgorithmPolicy::default()).is_ok(),
    }
}

fn check(c: &mut Criterion) {
    let verifier = verifier();
    let cached = verifier.clone().with_signature_cache(SignatureCache::new(NonZeroUsize::new(64).unwrap()));
    let (expected, moment) = (Expected::anyone(), moment());
    for (name, der, place) in CASES {
        let subject = certificate(der);
        let (authority, root) = (certificate(demo::AUTHORITIES[place]), certificate(demo::ROOTS[place]));
        let report = verifier.check_certificate(&subject, &expected, moment);
        assert_eq!(report.decision(), Decision::Confirmed, "{name}: {}", report.to_json_pretty());
        assert!(bare(&subject, &authority) && bare(&authority, &root));

        let mut group = c.benchmark_group(format!("condition 2, {name}"));
        group.bench_function("parse the certificate", |b| b.iter(|| certificate(black_box(der))));
        group.bench_function("bare: the subscriber's signature", |b| b.iter(|| bare(black_box(&subject), &authority)));
        group.bench_function("bare: both signatures of the path", |b| {
            b.iter(|| bare(black_box(&subject), &authority) && bare(&authority, &root))
        });
        group.bench_function("check, parsed", |b| {
            b.iter(|| verifier.check_certificate(black_box(&subject), &expected, moment))
        });
        group.bench_function("check, parsing included", |b| {
            b.iter(|| verifier.check_certificate(&certificate(black_box(der)), &expected, moment))
        });
        assert_eq!(cached.check_certificate(&subject, &expected, moment).decision(), Decision::Confirmed);
        group.bench_function("check, parsed, cached", |b| {
            b.iter(|| cached.check_certificate(black_box(&subject), &expected, moment))
        });
        group.bench_function("check, parsing included, cached", |b| {
            b.iter(|| cached.check_certificate(&certificate(black_box(der)), &expected, moment))
        });
        group.finish();
    }
}

fn batch(c: &mut Criterion) {
    let verifier = verifier();
    let subject = certificate(demo::INDIVIDUAL_GOST2015);
    let batch = vec![(subject, Expected::anyone()); 200];
    let mut group = c.benchmark_group("batch of 200, gost-2015-512");
    group.sample_size(10).throughput(Throughput::Elements(200));
    let cores = std::thread::available_parallelism().unwrap().get();
    for count in 1..=cores {
        let threads = Threads::AtMost(NonZeroUsize::new(count).unwrap());
        let reports = verifier.check_certificates(&batch, moment(), threads);
        assert!(reports.len() == 200 && reports.iter().all(|report| report.decision() == Decision::Confirmed));
        group.bench_function(format!("{count} threads"), |b| {
            b.iter(|| verifier.check_certificates(black_box(&batch), moment(), threads))
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(800)).sample_size(20).without_plots();
    targets = check, batch
}
criterion_main!(benches);
