//! The embedded files are what the demonstration says of them, read by the library.
#![cfg(feature = "generate")]

use qoltanba::keystore::KeyStore;
use qoltanba::{Certificate, Moment};
use qoltanba_testdata::demo;

#[test]
fn numbers_and_moment_are_those_of_the_certificates() {
    assert_eq!(Moment::parse(demo::MOMENT).unwrap().unix(), demo::MOMENT_UNIX);
    for der in [demo::INDIVIDUAL_GOST2015, demo::INDIVIDUAL_RSA, demo::INDIVIDUAL_REVOKED, demo::INDIVIDUAL_ON_HOLD] {
        let holder = Certificate::from_der(der).unwrap().holder();
        assert_eq!(holder.iin.unwrap().as_str(), demo::INDIVIDUAL_IIN);
        assert!(holder.bin.is_none());
    }
    let head = Certificate::from_der(demo::HEAD_GOST2004).unwrap().holder();
    assert_eq!(head.iin.unwrap().as_str(), demo::HEAD_IIN);
    assert_eq!(head.bin.unwrap().as_str(), demo::HEAD_BIN);
}

#[test]
fn every_embedded_certificate_is_valid_at_the_moment() {
    let moment = Moment::parse(demo::MOMENT).unwrap();
    let holders = [
        demo::INDIVIDUAL_GOST2015,
        demo::INDIVIDUAL_RSA,
        demo::HEAD_GOST2004,
        demo::INDIVIDUAL_REVOKED,
        demo::INDIVIDUAL_ON_HOLD,
    ];
    for der in holders.into_iter().chain(demo::ROOTS).chain(demo::AUTHORITIES) {
        let certificate = Certificate::from_der(der).unwrap();
        assert!(certificate.not_before() <= moment && moment <= certificate.not_after());
    }
}

#[test]
fn the_key_files_are_those_of_the_certificates() {
    for (file, der) in [(demo::INDIVIDUAL_KEY, demo::INDIVIDUAL_GOST2015), (demo::HEAD_KEY, demo::HEAD_GOST2004)] {
        let store = KeyStore::open(file, demo::PASSWORD).unwrap();
        assert_eq!(store.only_entry().unwrap().signing_certificate().unwrap().der(), der);
    }
}
