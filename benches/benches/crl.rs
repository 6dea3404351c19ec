//! Revocation lists of growing size: index, lookup and the ready index file, beside SHA-256 over the same bytes.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use qoltanba::asn1::{Writer, tag};
use qoltanba::crypto::DigestAlgorithm;
use qoltanba::oid;
use qoltanba::revocation::{Crl, SharedBytes, index_file};

/// Entries of a list. The production list of the national authority has 422 000.
const SIZES: [u64; 3] = [1_000, 100_000, 1_000_000];

/// Twenty octets that look random; small or sequential numbers would flatter every index.
fn serial(number: u64) -> [u8; 20] {
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &number.to_be_bytes());
    let mut serial: [u8; 20] = digest.as_ref().try_into().unwrap();
    serial[0] = 0x40 | (serial[0] & 0x3f);
    serial
}

/// A list whose every second entry has a reason. Nobody signed it: the index does not depend on that.
fn list(entries: u64) -> Vec<u8> {
    let mut body = Writer::new();
    for number in 0..entries {
        body.sequence(|entry| {
            entry.tlv(tag::INTEGER, &serial(number)).tlv(tag::UTC_TIME, b"240101000000Z");
            if number % 2 == 0 {
                entry.sequence(|extensions| {
                    extensions.sequence(|extension| {
                        extension.oid(&oid::REASON_CODE).octet_string(&[tag::ENUMERATED, 1, 4]);
                    });
                });
            }
        });
    }
    let body = body.into_bytes();
    let mut writer = Writer::new();
    let algorithm = |writer: &mut Writer| {
        writer.sequence(|algorithm| {
            algorithm.oid(&oid::ECDSA_WITH_SHA256);
        });
    };
    writer.sequence(|list| {
        list.sequence(|tbs| {
            tbs.unsigned(1);
            algorithm(tbs);
            tbs.sequence(|name| {
                name.tlv(tag::SET, &[0x30, 9, 6, 3, 0x55, 4, 3, 0x0c, 2, b'C', b'A']);
            });
            tbs.tlv(tag::UTC_TIME, b"240101000000Z").tlv(tag::UTC_TIME, b"240102000000Z");
            tbs.tlv(tag::SEQUENCE, &body);
        });
        algorithm(list);
        list.bit_string(&[]);
    });
    writer.into_bytes()
}

fn lists(c: &mut Criterion) {
    for size in SIZES {
        let der = list(size);
        let crl = Crl::from_vec(der.clone()).unwrap();
        assert_eq!(crl.entries(), usize::try_from(size).unwrap());
        assert!(crl.find(&serial(size / 2)).len() == 1 && crl.find(&serial(size)).is_empty());
        let file: SharedBytes = Arc::new(index_file::write(std::slice::from_ref(&crl)).unwrap());
        assert_eq!(index_file::read(&file).unwrap().len(), 1);

        let mut group = c.benchmark_group(format!("CRL of {size} entries"));
        group.sample_size(10);
        group.bench_function("SHA-256 over it", |b| b.iter(|| DigestAlgorithm::Sha256.digest(black_box(&der))));
        group.bench_function("load", |b| {
            b.iter_batched(|| der.clone(), |der| Crl::from_vec(der).unwrap(), BatchSize::LargeInput)
        });
        group.bench_function("open the index file", |b| b.iter(|| index_file::read(black_box(&file)).unwrap()));
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
