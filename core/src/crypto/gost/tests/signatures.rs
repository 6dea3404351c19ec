//! The public interface: signatures with known values, round trips, and everything that must be refused.

use num_bigint::BigUint;
use proptest::prelude::*;

use super::hex;
use super::reference::{Reference, big};
use crate::Error;
use crate::crypto::gost::{Curve, PrivateKey, PublicKey, SignatureInvalid};

const CURVES: [Curve; 3] = [Curve::CryptoProA, Curve::Tc26A256, Curve::Tc26A512];

fn reference(curve: Curve) -> Reference {
    match curve {
        Curve::CryptoProA => Reference::crypto_pro_a(),
        Curve::Tc26A256 => Reference::tc26_a_256(),
        Curve::Tc26A512 => Reference::tc26_a_512(),
    }
}

/// Little-endian octets of a fixed length.
fn le(integer: &BigUint, length: usize) -> Vec<u8> {
    let mut octets = integer.to_bytes_le();
    octets.resize(length, 0);
    octets
}

/// The key with d = 0x0102…20 or 0x0102…40, as an integer whose most significant octet is 1.
fn counting_key(curve: Curve) -> PrivateKey {
    let d_be: Vec<u8> = (1..).take(curve.coordinate_len()).collect();
    PrivateKey::from_be_bytes(curve, &d_be).unwrap()
}

fn refused(key: &PublicKey, digest: &[u8], signature: &[u8], what: &str) {
    assert_eq!(key.verify_digest(digest, signature), Err(SignatureInvalid), "{:?}: {what}", key.curve());
    assert_eq!(
        key.prepare().verify_digest(digest, signature),
        Err(SignatureInvalid),
        "{:?}, prepared: {what}",
        key.curve()
    );
}

/// Computed by a script of affine arithmetic whose RFC 6979 rests on the HMAC and SHA-512 of Python's standard library. On
/// 256-A they refuse six, two and two candidates for the nonce.
#[test]
fn signatures_with_known_values() {
    let counting = |length: u8| (0..length).map(|i| 0xF0 ^ i).collect::<Vec<u8>>();
    let known: [(Curve, Vec<u8>, &str); 7] = [
        (
            Curve::CryptoProA,
            counting(32),
            "d00539559307e09e720fefa7d7aa51c552a411d4a49bbbc7b55037e0bfbe54fdcf6a688cd566e061757ac1e037172f06b639c5774832106b92cc34208a853d2e",
        ),
        (
            Curve::CryptoProA,
            vec![0; 32],
            "1ccf449b547b433d6e8d27d5db9e463efab3f7713511b21d7967f6430b8c57f0c713238ce51715ca68b867cda1da7d81e9156b5357de17975b5a61f35727b988",
        ),
        (
            Curve::Tc26A256,
            counting(32),
            "4dda578b654f841fe8cc5232024f5b54f8ce48b3fd62377cf345b2f00030313b9c8acbda4b65850aec78fb8093a59d39bb58c7d23d66f652bc72f2e2291c2a2c",
        ),
        (
            Curve::Tc26A256,
            vec![0; 32],
            "7e536f6f7b86b4db9b5af86deaf44964414cb245e76a5d296732a977c981da359c3809234dd18f8274a1bec53695f3c33f67d5c8991e012f19f82300d80f052a",
        ),
        (
            Curve::Tc26A256,
            vec![0x23; 32],
            "452ade03a458a40bd33ff66422d2a542ba357ddaff92f6dbb1a4f0be3196b4324ba3a4675d86e09d0d06265eceea5de001406b4fc647f1566def68dc4a103c2a",
        ),
        (
            Curve::Tc26A512,
            counting(64),
            "755487df337484af895b5d972fa12b8bd7810d956610f7b91f62bda5006e321dd83262881b7928cf26abb5a95b7faaf9d3f1ca0fe97a0d0ac89cdb7865a376c61fbc1e3c8fdb26b285bf8fd4a48e1bce7890aafffc67e74378f98188e23344d50b2048baea07adb6a7b66f8f002d8f705f8c04bfc570cd9a6354bcbc6b975b58",
        ),
        (
            Curve::Tc26A512,
            vec![0; 64],
            "128deb0291870d14a1d69d6ff1286224bc6a4b3b639eda056689b35f0380b553a1105420593b81866722a3ae96c46a8dc731456618d51a1dc821439ad448df616cd161480d9c115d44695f931db9f5b44af28c09f6817a9dd02c9e68aab80de20e14996e6bf9d4211b51b390c6345a124364973c18092c863791d648b8a80b62",
        ),
    ];
    for (curve, digest, signature) in known {
        assert_eq!(counting_key(curve).sign_digest(&digest).unwrap(), hex(signature), "{curve:?}");
    }
}

#[test]
fn a_digest_of_zero_counts_as_one() {
    for curve in CURVES {
        let key = counting_key(curve);
        let length = curve.coordinate_len();
        let order = le(&reference(curve).q, length);
        let one = le(&BigUint::from(1u32), length);
        let signature = key.sign_digest(&one).unwrap();
        for same in [vec![0; length], order] {
            assert_eq!(key.sign_digest(&same).unwrap(), signature);
            assert_eq!(key.public_key().verify_digest(&same, &signature), Ok(()));
        }
    }
}

#[test]
fn other_readings_of_a_signature_are_refused() {
    for curve in CURVES {
        let key = counting_key(curve);
        let length = curve.coordinate_len();
        let digest: Vec<u8> = (0..).take(length).collect();
        let signature = key.sign_digest(&digest).unwrap();
        let key = key.public_key();
        assert_eq!(key.verify_digest(&digest, &signature), Ok(()));
        let reversed = |octets: &[u8]| octets.iter().rev().copied().collect::<Vec<u8>>();
        let (r, s) = signature.split_at(length);
        let q = &reference(curve).q;
        let (big_r, big_s) = (BigUint::from_bytes_le(r), BigUint::from_bytes_le(s));
        let pair = |r: &BigUint, s: &BigUint| [le(r, length), le(s, length)].concat();
        let zero = BigUint::ZERO;

        refused(&key, &digest, &[s, r].concat(), "s before r");
        refused(&key, &digest, &[reversed(r), reversed(s)].concat(), "big-endian r, s");
        refused(&key, &digest, &reversed(&signature), "big-endian s, r (RFC 4491)");
        refused(&key, &reversed(&digest), &signature, "a big-endian digest");
        refused(&key, &digest, &pair(&zero, &big_s), "r = 0");
        refused(&key, &digest, &pair(&big_r, &zero), "s = 0");
        refused(&key, &digest, &pair(&zero, &zero), "both 0");
        refused(&key, &digest, &pair(q, &big_s), "r = q");
        refused(&key, &digest, &pair(&big_r, q), "s = q");
        refused(&key, &digest, &pair(&big_r, &(q - &big_s)), "-s");
        refused(&key, &digest, &pair(&(q - &big_r), &big_s), "-r");
        refused(&key, &digest, &vec![0xFF; 2 * length], "all ones");
        for above in [&big_r + q, &big_s + q] {
            if above.bits() <= 8 * u64::try_from(length).unwrap() {
                refused(&key, &digest, &pair(&above, &big_s), "r or s + q in place of r");
                refused(&key, &digest, &pair(&big_r, &above), "r or s + q in place of s");
            }
        }
        refused(&key, &digest, &signature[1..], "an octet less in front");
        refused(&key, &digest, &signature[..2 * length - 1], "an octet less");
        refused(&key, &digest, &[&signature[..], &[0]].concat(), "an octet more");
        refused(&key, &digest, r, "one half");
        refused(&key, &digest, &[], "nothing");
        refused(&key, &digest[..length - 1], &signature, "a shorter digest");
        refused(&key, &[&digest[..], &[0]].concat(), &signature, "a longer digest");
        refused(&key, &[], &signature, "no digest");
        for bit in 0..8 * signature.len() {
            let mut other = signature.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key.verify_digest(&digest, &other), Err(SignatureInvalid), "{curve:?}: bit {bit} turned over");
        }
        let stranger = PrivateKey::from_be_bytes(curve, &[1, 2, 3]).unwrap().public_key();
        refused(&stranger, &digest, &signature, "another key");
    }
}

#[test]
fn points_that_are_no_keys_are_refused() {
    let rule = |curve, x: &BigUint, y: &BigUint| {
        let length = Curve::coordinate_len(curve);
        match PublicKey::from_le_bytes(curve, &[le(x, length), le(y, length)].concat()) {
            Ok(_) => "accepted",
            Err(Error::Key { rule }) => rule,
            Err(other) => panic!("{other}"),
        }
    };
    const OFF_CURVE: &str = "the point must lie on the curve";
    const NOT_BELOW_P: &str = "a coordinate must be below the modulus of the field";
    for curve in CURVES {
        let reference = reference(curve);
        let (x, y) = &reference.g;
        let p = &reference.p;
        assert_eq!(rule(curve, x, y), "accepted");
        assert_eq!(rule(curve, x, &(p - y)), "accepted");
        assert_eq!(rule(curve, &BigUint::ZERO, &BigUint::ZERO), OFF_CURVE);
        assert_eq!(rule(curve, x, &(y + 1u32)), OFF_CURVE);
        assert_eq!(rule(curve, &(x + 1u32), y), OFF_CURVE);
        assert_eq!(rule(curve, y, x), OFF_CURVE);
        assert_eq!(rule(curve, p, y), NOT_BELOW_P);
        assert_eq!(rule(curve, x, p), NOT_BELOW_P);
        let length = curve.coordinate_len();
        for octets in [0, 1, length, 2 * length - 1, 2 * length + 1] {
            let key = PublicKey::from_le_bytes(curve, &vec![1; octets]);
            assert_eq!(key, Err(Error::Key { rule: "a public key must hold two coordinates" }));
        }
    }
    // The base points of the prime curves have a small x: x + p fits into the octets, is the same class, and is
    // refused.
    for curve in [Curve::CryptoProA, Curve::Tc26A512] {
        let reference = reference(curve);
        let (x, y) = &reference.g;
        assert_eq!(rule(curve, &(x + &reference.p), y), NOT_BELOW_P);
    }
}

#[test]
fn points_of_another_order_on_256_a_are_refused() {
    const ORDER: &str = "the point must be of the order of the base point";
    let reference = Reference::tc26_a_256();
    // (t, 0), and a point whose double it is.
    let order_2 = (big("100FE73F595FF158E974B44D478D9588744FE5C192AC47EA63075DCE7A14AAA"), BigUint::ZERO);
    let order_4 = (
        big("7F7F80C60535007538B45A5D95C39353BC5D80D1F36A9DC0ACE7C5118C2F5977"),
        big("81817DADF060FEA055E2F0E73EB54604CAE77D8A25C026BDF948B0CB5B71EECA"),
    );
    let double = |point: &(BigUint, BigUint)| reference.add(&Some(point.clone()), &Some(point.clone()));
    assert_eq!(double(&order_2), None);
    assert_eq!(double(&order_4), Some(order_2.clone()));
    let base = Some(reference.g.clone());
    let mixed_2 = reference.add(&base, &Some(order_2.clone())).unwrap();
    let mixed_4 = reference.add(&base, &Some(order_4.clone())).unwrap();
    for point in [order_2, order_4, mixed_2, mixed_4] {
        assert!(reference.on_curve(&point));
        let key = PublicKey::from_le_bytes(Curve::Tc26A256, &[le(&point.0, 32), le(&point.1, 32)].concat());
        assert_eq!(key, Err(Error::Key { rule: ORDER }));
    }
}

#[test]
fn private_keys_must_be_in_range() {
    for curve in CURVES {
        let length = curve.coordinate_len();
        let q = reference(curve).q;
        let from_le = |d: &BigUint| PrivateKey::from_le_bytes(curve, &le(d, length)).map(|key| key.public_key());
        let out_of_range = Err(Error::Key { rule: "a private key must be between 1 and the order of the base point" });
        assert_eq!(from_le(&BigUint::ZERO), out_of_range);
        assert_eq!(from_le(&q), out_of_range);
        assert_eq!(from_le(&((BigUint::from(1u32) << (8 * length)) - 1u32)), out_of_range);
        let base = from_le(&BigUint::from(1u32)).unwrap();
        let (x, y) = reference(curve).g;
        assert_eq!(base.to_le_bytes(), [le(&x, length), le(&y, length)].concat());
        let negative = from_le(&(&q - 1u32)).unwrap();
        assert_eq!(negative.to_le_bytes(), [le(&x, length), le(&(reference(curve).p - y), length)].concat());
        assert!(PrivateKey::from_le_bytes(curve, &vec![1; length - 1]).is_err());
        assert!(PrivateKey::from_le_bytes(curve, &vec![1; length + 1]).is_err());
    }
}

#[test]
fn private_keys_as_asn1_integers() {
    for curve in CURVES {
        let length = curve.coordinate_len();
        let public = |d_be: &[u8]| PrivateKey::from_be_bytes(curve, d_be).map(|key| key.public_key());
        let d_be: Vec<u8> = (1..).take(length).collect();
        let d_le: Vec<u8> = d_be.iter().rev().copied().collect();
        let expected = PrivateKey::from_le_bytes(curve, &d_le).unwrap().public_key();
        assert_eq!(public(&d_be), Ok(expected.clone()));
        assert_eq!(public(&[&[0], &d_be[..]].concat()), Ok(expected));
        // DER leaves out leading zeros: a short number is a number.
        assert_eq!(public(&[7]), public(&[&vec![0; length - 1], &[7][..]].concat()));
        let too_long = Err(Error::Key { rule: "a private key must not be longer than a coordinate" });
        assert_eq!(public(&[&[1], &d_be[..]].concat()), too_long);
        assert_eq!(public(&[&[0, 0], &d_be[..]].concat()), too_long);
        assert!(public(&[]).is_err());
        assert!(public(&[0]).is_err());
    }
}

#[test]
fn a_digest_of_another_length_is_not_signed() {
    for curve in CURVES {
        let key = counting_key(curve);
        let length = curve.coordinate_len();
        for octets in [0, length - 1, length + 1, 96 - length] {
            let error = key.sign_digest(&vec![1; octets]).unwrap_err();
            assert!(matches!(error, Error::InvalidArgument { argument: "digest", .. }), "{error}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_verifies(d in any::<[u8; 32]>(), digest in any::<[[u8; 32]; 2]>(), bit in 0usize..256) {
        for curve in CURVES {
            let digest = &digest.concat()[..curve.coordinate_len()];
            let Ok(key) = PrivateKey::from_be_bytes(curve, &d) else { continue };
            let signature = key.sign_digest(digest).unwrap();
            prop_assert_eq!(&key.sign_digest(digest).unwrap(), &signature);
            let public = PublicKey::from_le_bytes(curve, &key.public_key().to_le_bytes()).unwrap();
            prop_assert_eq!(&public, &key.public_key());
            prop_assert_eq!(public.verify_digest(digest, &signature), Ok(()));
            prop_assert_eq!(public.prepare().verify_digest(digest, &signature), Ok(()));
            let mut other = digest.to_vec();
            other[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(public.verify_digest(&other, &signature), Err(SignatureInvalid));
            prop_assert_ne!(key.sign_digest(&other).unwrap(), signature.clone());

            // The reference agrees.
            let reference = reference(curve);
            let point = reference.multiply_base(&(BigUint::from_bytes_be(&d)));
            let e = BigUint::from_bytes_le(digest) % &reference.q;
            let (r, s) = signature.split_at(curve.coordinate_len());
            prop_assert!(reference.verifies(&point, &e, &(BigUint::from_bytes_le(r), BigUint::from_bytes_le(s))));
        }
    }

    #[test]
    fn no_octets_make_a_panic(octets in prop::collection::vec(any::<u8>(), 0..200), digest in prop::collection::vec(any::<u8>(), 0..70)) {
        for curve in CURVES {
            let _ = PublicKey::from_le_bytes(curve, &octets);
            let _ = PrivateKey::from_be_bytes(curve, &octets);
            let _ = PrivateKey::from_le_bytes(curve, &octets);
            let key = counting_key(curve).public_key();
            prop_assert_eq!(key.verify_digest(&digest, &octets), Err(SignatureInvalid));
        }
    }
}
