//! The parts of a check, each by itself: building and validating a path, and revocation along it.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use qoltanba::crypto::SignatureCache;
use qoltanba::path::{PathOptions, build};
use qoltanba::revocation::{Crl, Evidence, RevocationOptions, Status, status};
use qoltanba_benches::{certificate, moment, trust};
use qoltanba_testdata::demo;

const SUBJECTS: [(&str, &[u8]); 3] =
    [("rsa", demo::INDIVIDUAL_RSA), ("gost-2004", demo::HEAD_GOST2004), ("gost-2015-512", demo::INDIVIDUAL_GOST2015)];

fn path(c: &mut Criterion) {
    let store = trust();
    let moment = moment().at;
    let options = PathOptions::new(moment);
    let mut remembering = PathOptions::new(moment);
    remembering.signatures = Some(SignatureCache::new(NonZeroUsize::new(64).unwrap()));
    let mut evidence = Evidence::new();
    for list in demo::CRLS {
        evidence.add_crl(Crl::from_der(list).unwrap());
    }
    let inquiry = RevocationOptions::new(moment);
    for (name, der) in SUBJECTS {
        let subject = certificate(der);
        let path = build(&subject, &store, &[], &options).unwrap();
        assert_eq!(path.certificates().len(), 2, "{name}");
        let again = build(&subject, &store, &[], &remembering).unwrap();
        assert_eq!(again.remembered_signatures(), 0, "{name}");
        assert_eq!(build(&subject, &store, &[], &remembering).unwrap().remembered_signatures(), 1, "{name}");
        let judge = || status(&subject, path.issuer(0).unwrap(), &evidence, &store, &[], &inquiry);
        assert!(matches!(judge(), Status::Good { .. }), "{name}: {:?}", judge());

        let mut group = c.benchmark_group(format!("path, {name}"));
        group.bench_function("build and validate", |b| b.iter(|| build(black_box(&subject), &store, &[], &options)));
        group.bench_function("build and validate, cached", |b| {
            b.iter(|| build(black_box(&subject), &store, &[], &remembering))
        });
        group.bench_function("revocation, base and delta list", |b| b.iter(judge));
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(800)).sample_size(20).without_plots();
    targets = path
}
criterion_main!(benches);
