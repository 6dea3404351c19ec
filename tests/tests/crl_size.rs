//! Large lists: what one costs, beside SHA-256 over the same bytes. Run with `--release --ignored --nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a measurement is read by a person"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use qoltanba::asn1::tag;
use qoltanba::oid;
use qoltanba::revocation::{Crl, MAX_CRL, Reason, SharedBytes, index_file};
use qoltanba_tests::pki::{der, name};

/// A list with serial numbers of 20 random-looking octets; every second entry has a reason. The signature is empty.
fn list(entries: u64) -> Vec<u8> {
    let reason = der(|writer| {
        writer.sequence(|list| {
            list.sequence(|extension| {
                extension.oid(&oid::REASON_CODE).octet_string(&[tag::ENUMERATED, 1, 4]);
            });
        });
    });
    let mut body = Vec::new();
    for number in 0..entries {
        let entry = der(|writer| {
            writer.sequence(|entry| {
                entry.tlv(tag::INTEGER, &serial(number)).tlv(tag::UTC_TIME, b"240101000000Z");
                if number % 2 == 0 {
                    entry.raw(&reason);
                }
            });
        });
        body.extend_from_slice(&entry);
    }
    der(|writer| {
        writer.sequence(|list| {
            list.sequence(|tbs| {
                tbs.unsigned(1);
                tbs.sequence(|algorithm| {
                    algorithm.oid(&oid::ECDSA_WITH_SHA256);
                });
                tbs.raw(&name("CA")).tlv(tag::UTC_TIME, b"240101000000Z").tlv(tag::UTC_TIME, b"240102000000Z");
                if entries > 0 {
                    tbs.tlv(tag::SEQUENCE, &body);
                }
            });
            list.sequence(|algorithm| {
                algorithm.oid(&oid::ECDSA_WITH_SHA256);
            });
            list.bit_string(&[]);
        });
    })
}

fn serial(number: u64) -> [u8; 20] {
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &number.to_be_bytes());
    let mut serial = [0; 20];
    serial.copy_from_slice(digest.as_ref());
    serial[0] = 0x40 | (serial[0] & 0x3f);
    serial
}

fn fastest<T>(mut question: impl FnMut() -> T) -> Duration {
    (0..7)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(question());
            start.elapsed()
        })
        .min()
        .unwrap()
}

#[test]
fn every_entry_of_a_list_is_found_and_no_other() {
    let crl = Crl::from_vec(list(5_000)).unwrap();
    assert_eq!(crl.entries(), Ok(5_000));
    for number in 0..5_000 {
        let found = crl.find(&serial(number)).unwrap();
        assert_eq!(found.len(), 1, "{number}");
        assert_eq!(found[0].reason, (number % 2 == 0).then_some(Reason::Superseded));
    }
    assert!((5_000..10_000).all(|number| crl.find(&serial(number)).unwrap().is_empty()));
}

/// Opening an index file does not depend on the number of entries; asking its list first does.
#[test]
fn an_index_file_opens_at_once() {
    let crl = Crl::from_vec(list(100_000)).unwrap();
    let file: SharedBytes = Arc::new(index_file::write(std::slice::from_ref(&crl)).unwrap());
    let open = fastest(|| index_file::read(&file).unwrap());
    assert!(open <= Duration::from_millis(1), "{open:?}");
    let opened = index_file::read(&file).unwrap();
    assert!(format!("{:?}", opened[0]).contains("entries not read"));
    assert_eq!(opened[0].find(&serial(99_999)), crl.find(&serial(99_999)));
    assert!(format!("{:?}", opened[0]).contains("100000 entries"));
}

/// Lists of every length behind a multiple of four, and tables of every size from one bucket to sixteen.
#[test]
fn a_table_of_an_index_file_has_exactly_the_entries_of_its_list() {
    let read = |file: &[u8]| {
        let shared: SharedBytes = Arc::new(file.to_vec());
        index_file::read(&shared).unwrap()
    };
    let mut remainders = [false; 4];
    for entries in 1..=12 {
        let crl = Crl::from_vec(list(entries)).unwrap();
        let file = index_file::write(std::slice::from_ref(&crl)).unwrap();
        let found = read(&file);
        assert_eq!(found[0].der(), crl.der());
        assert!((0..entries).all(|number| found[0].find(&serial(number)).unwrap().len() == 1));
        remainders[crl.der().len() % 4] = true;
        // As the layout has it: header, head of the list, the list, starts and offsets, digest.
        let count = usize::try_from(entries).unwrap();
        let tables = 4 * (count.next_power_of_two() + 1) + 4 * count;
        assert_eq!(file.len(), 16 + 40 + crl.der().len().next_multiple_of(4) + tables + 32);
        // Every number of both tables counts.
        for place in (file.len() - 32 - tables..file.len() - 32).step_by(4) {
            let mut changed = file.clone();
            changed[place] ^= 1;
            assert!(read(&changed)[0].entries().is_err(), "{entries}: {place}");
        }
    }
    assert!(remainders.iter().filter(|seen| **seen).count() >= 3, "zeros of several lengths follow a list");
}

#[test]
fn the_limits_of_an_index_file() {
    let read = |file: Vec<u8>| {
        let shared: SharedBytes = Arc::new(file);
        index_file::read(&shared).map(|lists| lists.len()).map_err(|error| error.to_string())
    };
    let crl = Crl::from_vec(list(1)).unwrap();
    let one = index_file::write(std::slice::from_ref(&crl)).unwrap();
    let most = index_file::write(&vec![crl.clone(); 1_000]).unwrap();
    assert_eq!(read(most.clone()), Ok(1_000));
    assert!(index_file::write(&vec![crl.clone(); 1_001]).is_err());
    let mut above = [most.as_slice(), &one[16..]].concat();
    above[8..12].copy_from_slice(&1_001u32.to_le_bytes());
    assert!(read(above).unwrap_err().contains("header"));
    // What a head claims of its list: within the limits, so that more must follow; or beyond them.
    let claim = |place: usize, number: usize| {
        let mut file = one.clone();
        file[place..place + 4].copy_from_slice(&u32::try_from(number).unwrap().to_le_bytes());
        read(file).unwrap_err()
    };
    let (length, entries) = (48, 52);
    assert!(claim(length, MAX_CRL).contains("cut off"));
    assert!(claim(length, MAX_CRL + 1).contains("within the limits"));
    assert!(claim(entries, crl.der().len()).contains("cut off"));
    assert!(claim(entries, crl.der().len() + 1).contains("within the limits"));
}

#[test]
#[ignore = "a measurement"]
fn what_an_index_costs() {
    for entries in [50_000, 422_000, 1_000_000] {
        let der = list(entries);
        let hash = fastest(|| ring::digest::digest(&ring::digest::SHA256, &der));
        // Without the copy, and without freeing it.
        let index = (0..7)
            .map(|_| {
                let bytes = der.clone();
                let start = Instant::now();
                let crl = Crl::from_vec(bytes).unwrap();
                let elapsed = start.elapsed();
                assert_eq!(u64::try_from(crl.entries().unwrap()).unwrap(), entries);
                elapsed
            })
            .min()
            .unwrap();
        let crl = Crl::from_vec(der.clone()).unwrap();
        let file: SharedBytes = Arc::new(index_file::write(std::slice::from_ref(&crl)).unwrap());
        let open = fastest(|| index_file::read(&file).unwrap());
        let absent = serial(entries + 1);
        let ask = fastest(|| index_file::read(&file).unwrap()[0].find(&absent).unwrap());
        // In the tables of the file.
        let crl = index_file::read(&file).unwrap().remove(0);
        let lookup = |serial: &[u8]| {
            fastest(|| (0..1_000).map(|_| crl.find(std::hint::black_box(serial)).unwrap().len()).sum::<usize>()) / 1_000
        };
        let (lookup, hit) = (lookup(&absent), lookup(&serial(17)));
        eprintln!(
            "{entries} entries, {:.1} MB: SHA-256 {hash:?}, index {index:?}, open an index file {open:?}, and ask it first {ask:?}, absent {lookup:?}, present {hit:?}",
            f64::from(u32::try_from(der.len()).unwrap()) / 1e6,
        );
        if !cfg!(debug_assertions) {
            assert!(index < hash * 13 / 10 + Duration::from_millis(20));
            assert!(open <= Duration::from_millis(1));
        }
    }
}
