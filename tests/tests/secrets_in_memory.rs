//! After a key or a key file is dropped, nothing of it stands in the memory that was allocated for it.
//!
//! The test reads its own memory through `/proc/self/mem`. Stacks are left out: what the compiler spills there cannot be
//! wiped from safe Rust (see SECURITY.md). So are the keys of `ring`, which does not wipe them. Linux only.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Mutex;

use qoltanba::crypto::gost::{Curve, PrivateKey};
use qoltanba::keystore::KeyStore;
use qoltanba_testdata::demo;

/// What the tests keep their secrets under, so that they do not find their own copy.
const MASK: u8 = 0x5a;
/// Octets that are read at once.
const CHUNK: usize = 1 << 20;

/// One test at a time: what one holds, another one must not find.
static ALONE: Mutex<()> = Mutex::new(());

/// How often the secret stands in writable memory that is no stack. `masked` is the secret under [`MASK`].
fn occurrences(masked: &[u8]) -> usize {
    let local = 0u8;
    let stack = std::ptr::from_ref(&local).addr();
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut memory = File::open("/proc/self/mem").unwrap();
    let mut buffer = vec![0; CHUNK + masked.len()];
    let own = buffer.as_ptr().addr();
    let mut count = 0;
    for line in maps.lines() {
        let mut fields = line.split_ascii_whitespace();
        let (range, access) = (fields.next().unwrap(), fields.next().unwrap());
        let (start, end) = range.split_once('-').unwrap();
        let [start, end] = [start, end].map(|hex| usize::from_str_radix(hex, 16).unwrap());
        if !access.starts_with("rw") || line.ends_with("[stack]") || (start..end).contains(&stack) {
            continue;
        }
        let mut at = start;
        while at < end {
            // A piece overlaps the next one, so that nothing on the border is missed.
            let length = (end - at).min(CHUNK + masked.len() - 1);
            memory.seek(SeekFrom::Start(at.try_into().unwrap())).unwrap();
            let piece = &mut buffer[..length];
            if memory.read_exact(piece).is_err() {
                break;
            }
            // What was read lies in the buffer, too: there it does not count, and afterwards it is gone.
            let found = piece.windows(masked.len()).enumerate().filter(|(offset, window)| {
                let within_buffer = (own..own + CHUNK + masked.len()).contains(&(at + offset));
                !within_buffer && window.iter().zip(masked).all(|(octet, masked)| octet ^ MASK == *masked)
            });
            count += found.count();
            piece.fill(0);
            at += CHUNK;
        }
    }
    count
}

fn masked(secret: &[u8]) -> Vec<u8> {
    secret.iter().map(|octet| octet ^ MASK).collect()
}

/// A number below every order, made octet by octet under the mask.
fn number(length: usize, seed: u8) -> Vec<u8> {
    let mut masked: Vec<u8> =
        (0..length).map(|at| u8::try_from(at).unwrap().wrapping_mul(29).wrapping_add(seed) ^ 0xc3).collect();
    masked[length - 1] = 0x21 ^ MASK;
    masked
}

#[test]
fn gost_keys_leave_nothing_behind() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for (curve, seed) in [(Curve::CryptoProA, 3), (Curve::Tc26A256, 17), (Curve::Tc26A512, 91)] {
        let hidden = number(curve.coordinate_len(), seed);
        assert_eq!(occurrences(&hidden), 0, "{curve:?}: the number is not there yet");
        let mut plain: Vec<u8> = hidden.iter().map(|octet| octet ^ MASK).collect();
        let key = Box::new(PrivateKey::from_le_bytes(curve, &plain).unwrap());
        plain.fill(0);
        let while_alive = occurrences(&hidden);
        for round in 0..3u8 {
            let digest = vec![round; curve.coordinate_len()];
            let signature = key.sign_digest(&digest).unwrap();
            key.public_key().verify_digest(&digest, &signature).unwrap();
        }
        drop(key);
        std::hint::black_box(&plain);
        assert!(while_alive >= 1, "{curve:?}: the search finds a key that is alive");
        assert_eq!(occurrences(&hidden), 0, "{curve:?}: the number is still there");
    }
}

#[test]
fn key_files_leave_no_password_behind() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = qoltanba_tests::workspace().join("testdata/pki/p12");
    // As RFC 7292, B.1 derives from it: UTF-16, the larger octet first.
    let wide = masked(&demo::PASSWORD.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
    assert_eq!(occurrences(&wide), 0);
    for name in ["gost2015-individual.p12", "gost2004-head.p12", "rsa-individual-sign.p12"] {
        let file = std::fs::read(folder.join(name)).unwrap();
        let store = KeyStore::open(&file, demo::PASSWORD).unwrap();
        assert_eq!(store.entries().len(), 1);
        drop(store);
        assert!(KeyStore::open(&file, "another password").is_err());
        assert_eq!(occurrences(&wide), 0, "{name}");
    }
    // The search is not blind.
    let control: Vec<u8> = demo::PASSWORD.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(occurrences(&wide) >= 1);
    std::hint::black_box(&control);
}
