//! Material of any size, made from the demonstration: lists of revoked certificates, and subscribers.

use qoltanba::asn1::{Writer, tag};
use qoltanba::crypto::{DigestAlgorithm, PrivateKey, SignatureAlgorithm};
use qoltanba::oid;
use qoltanba_testdata::demo;

use crate::certificate;

/// The authority that issues RSA certificates, by its place in [`demo::AUTHORITIES`] and [`demo::ROOTS`].
pub const RSA: usize = 2;

const BY_RSA: SignatureAlgorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);

/// The key of the subscriber [`demo::INDIVIDUAL_RSA`].
#[must_use]
pub fn individual_key() -> PrivateKey {
    PrivateKey::from_der_or_pem(include_bytes!("../../testdata/keys/rsa-individual-sign.pem")).expect("a key")
}

/// The key of the authority above that subscriber, 4096 bits as the national one.
fn authority_key() -> PrivateKey {
    PrivateKey::from_der_or_pem(include_bytes!("../../testdata/keys/nca-rsa.pem")).expect("a key")
}

/// A serial number of twenty octets that look random; small or sequential numbers would flatter every index.
#[must_use]
pub fn serial(number: u64) -> [u8; 20] {
    let digest = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &number.to_be_bytes());
    let mut serial: [u8; 20] = digest.as_ref().try_into().expect("SHA-1 has twenty octets");
    if let Some(first) = serial.first_mut() {
        // Positive, and of full length.
        *first = 0x40 | (*first & 0x3f);
    }
    serial
}

/// A list of the RSA authority with the serial numbers 0 to `entries`, signed; every second entry has a reason.
#[must_use]
pub fn list(entries: u64) -> Vec<u8> {
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
    let algorithm = |writer: &mut Writer| {
        writer.sequence(|algorithm| {
            algorithm.oid(&oid::SHA256_WITH_RSA).null();
        });
    };
    let mut tbs = Writer::new();
    tbs.sequence(|tbs| {
        tbs.unsigned(1);
        algorithm(tbs);
        tbs.raw(certificate(demo::AUTHORITIES[RSA]).subject().raw());
        tbs.tlv(tag::UTC_TIME, b"260601000000Z").tlv(tag::UTC_TIME, b"261201000000Z");
        tbs.tlv(tag::SEQUENCE, &body);
        tbs.explicit(0, |extensions| {
            extensions.sequence(|extensions| {
                extensions.sequence(|number| {
                    number.oid(&oid::CRL_NUMBER).octet_string(&[tag::INTEGER, 1, 1]);
                });
            });
        });
    });
    let tbs = tbs.into_bytes();
    let signature = authority_key().sign(BY_RSA, &tbs).expect("the authority signs");
    let mut writer = Writer::new();
    writer.sequence(|list| {
        list.raw(&tbs);
        algorithm(list);
        list.bit_string(&signature);
    });
    writer.into_bytes()
}

/// Certificates like [`demo::INDIVIDUAL_RSA`], each with a serial number of its own, signed anew by the authority: what
/// remembers certificates that it has read before gains nothing from them.
#[must_use]
pub fn subscribers(count: u64) -> Vec<Vec<u8>> {
    let authority = authority_key();
    let model = certificate(demo::INDIVIDUAL_RSA);
    let put = |into: &mut Vec<u8>, old: &[u8], new: &[u8]| {
        let place = into.windows(old.len()).position(|window| window == old).expect("it is a part");
        into.splice(place..place + old.len(), new.iter().copied());
    };
    let numbers = (0..count).map(|number| {
        let mut tbs = model.tbs().to_vec();
        // Numbers that no list above holds.
        put(&mut tbs, model.serial(), &serial(u64::MAX - number));
        let signature = authority.sign(BY_RSA, &tbs).expect("the authority signs");
        let mut der = model.der().to_vec();
        put(&mut der, model.tbs(), &tbs);
        put(&mut der, model.signature(), &signature);
        der
    });
    numbers.collect()
}
