//! Revocation lists of growing size: index, lookup and the ready index file, beside SHA-256 over the same bytes.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use qoltanba::crypto::DigestAlgorithm;
use qoltanba::revocation::{Crl, SharedBytes, index_file};
use qoltanba_benches::material::{list, serial};

/// Entries of a list. The production list of the national authority has 422 000.
const SIZES: [u64; 3] = [1_000, 100_000, 1_000_000];

fn lists(c: &mut Criterion) {
    for size in SIZES {
        let der = list(size);
        let crl = Crl::from_vec(der.clone()).unwrap();
        assert_eq!(crl.entries().unwrap(), usize::try_from(size).unwrap());
        assert_eq!([size / 2, size].map(|number| crl.find(&serial(number)).unwrap().len()), [1, 0]);
        let file: SharedBytes = Arc::new(index_file::write(std::slice::from_ref(&crl)).unwrap());
        assert_eq!(index_file::read(&file).unwrap().len(), 1);

        let mut group = c.benchmark_group(format!("CRL of {size} entries"));
        group.sample_size(10);
        group.bench_function("SHA-256 over it", |b| b.iter(|| DigestAlgorithm::Sha256.digest(black_box(&der))));
        group.bench_function("load", |b| {
            b.iter_batched(|| der.clone(), |der| Crl::from_vec(der).unwrap(), BatchSize::LargeInput)
        });
        group.bench_function("open the index file", |b| b.iter(|| index_file::read(black_box(&file)).unwrap()));
        group.bench_function("open the index file and ask it first", |b| {
            b.iter(|| index_file::read(black_box(&file)).unwrap()[0].find(&serial(size)).unwrap())
        });
        let mut number = 0;
        let serials: Vec<[u8; 20]> = (0..4_096).map(|step| serial(step * size / 4_096)).collect();
        group.bench_function("lookup, present", |b| {
            b.iter(|| {
                number = (number + 1) % serials.len();
                crl.find(black_box(&serials[number]))
            })
        });
        let absent: Vec<[u8; 20]> = (0..4_096).map(|step| serial(size + step)).collect();
        group.bench_function("lookup, absent", |b| {
            b.iter(|| {
                number = (number + 1) % absent.len();
                crl.find(black_box(&absent[number]))
            })
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(500)).without_plots();
    targets = lists
}
criterion_main!(benches);
