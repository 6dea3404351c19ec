//! GOST signatures on the three curves, and the hashes beside those of RustCrypto.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gost94::Digest;
use qoltanba::crypto::gost::{Curve, Gost34311, PrivateKey, PublicKey, Streebog256, Streebog512};

fn signatures(c: &mut Criterion) {
    for (name, curve) in
        [("crypto-pro-a", Curve::CryptoProA), ("tc26-256-a", Curve::Tc26A256), ("tc26-512-a", Curve::Tc26A512)]
    {
        let d: Vec<u8> = (1..).take(curve.coordinate_len()).collect();
        let digest: Vec<u8> = (101..).take(curve.coordinate_len()).collect();
        let private = PrivateKey::from_be_bytes(curve, &d).unwrap();
        let key = private.public_key();
        let signature = private.sign_digest(&digest).unwrap();
        let octets = key.to_le_bytes();
        let prepared = key.prepare();
        assert!(key.verify_digest(&digest, &signature).is_ok() && prepared.verify_digest(&digest, &signature).is_ok());

        let mut group = c.benchmark_group(name);
        group.bench_function("verify", |b| b.iter(|| key.verify_digest(black_box(&digest), &signature)));
        group.bench_function("verify, prepared key", |b| {
            b.iter(|| prepared.verify_digest(black_box(&digest), &signature))
        });
        group.bench_function("prepare a key", |b| b.iter(|| black_box(&key).prepare()));
        group.bench_function("read a public key", |b| b.iter(|| PublicKey::from_le_bytes(curve, black_box(&octets))));
        group.bench_function("sign", |b| b.iter(|| private.sign_digest(black_box(&digest))));
        group.finish();
    }
}

fn hashes(c: &mut Criterion) {
    for (name, length) in [("4 KiB", 4 << 10), ("1 MiB", 1 << 20)] {
        let message = vec![0x5A; length];
        let mut group = c.benchmark_group(format!("hash of {name}"));
        group.throughput(Throughput::Bytes(message.len().try_into().unwrap()));
        macro_rules! same {
            ($ours:ty, $theirs:ty) => {
                let mut hash = <$ours>::new();
                hash.update(&message);
                assert_eq!(hash.finish()[..], <$theirs>::digest(&message)[..]);
            };
        }
        same!(Streebog256, streebog::Streebog256);
        same!(Streebog512, streebog::Streebog512);
        same!(Gost34311, gost94::Gost94Test);
        macro_rules! ours {
            ($hash:ty) => {
                |b| {
                    b.iter(|| {
                        let mut hash = <$hash>::new();
                        hash.update(black_box(&message));
                        hash.finish()
                    })
                }
            };
        }
        group.bench_function("Streebog-256", ours!(Streebog256));
        group.bench_function("Streebog-512", ours!(Streebog512));
        group.bench_function("GOST 34.311-95", ours!(Gost34311));
        group.bench_function("Streebog-512, RustCrypto", |b| {
            b.iter(|| streebog::Streebog512::digest(black_box(&message)))
        });
        group.bench_function("Streebog-256, RustCrypto", |b| {
            b.iter(|| streebog::Streebog256::digest(black_box(&message)))
        });
        group.bench_function("GOST 34.311-95, RustCrypto", |b| {
            b.iter(|| gost94::Gost94Test::digest(black_box(&message)))
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1)).without_plots();
    targets = signatures, hashes
}
criterion_main!(benches);
