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

/// Computed by a script of affine arithmetic whose RFC 6979 rests on the Streebog of gost-engine 3.0.1. On 256-A the
/// first and the last of them refuse one candidate for the nonce.
#[test]
fn signatures_with_known_values() {
    let counting = |length: u8| (0..length).map(|i| 0xF0 ^ i).collect::<Vec<u8>>();
    let known: [(Curve, Vec<u8>, &str); 7] = [
        (
            Curve::CryptoProA,
            counting(32),
            "290cead9dc7eb90082f1cf379341663cbc7bc7c8e9738ce22dce520abf483d2773d6fd692bf77418cef37ef1ee351a344df73c08ee3da420e6a3143aea4fc077",
        ),
        (
            Curve::CryptoProA,
            vec![0; 32],
            "222435962d2200da4def5d7a7eeb06644e40cbf0c610e404e329dbd6f8f8744c76a6bd6c51b9fc79ab1f304d6ce550136666ef90b48ea2ae2df91c2c20b7b92e",
        ),
        (
            Curve::Tc26A256,
            counting(32),
            "1619039d32926f34534413b354c6640679183577a5e3ab0bda409124388a57045899cd0161244f68338ef17ab052c76a64768ca07fbe2740b0b77ba001fb9f38",
        ),
        (
            Curve::Tc26A256,
            vec![0; 32],
            "c4c05ce188abf1dc50dd144f45aaed872d539250f434e3c9e347ea41bcc6742350ad78ce02d36e290ccb0dad86b5454b7c97b69a7fb32dc1dcb04485622a3f15",
        ),
        (
            Curve::Tc26A256,
            vec![0x23; 32],
            "66b5f52acf3eb771516dd887c0d365a1a87564498f2a54f4698b1578093a271203f423300edfe0613cc79a11106610f2eb6abb1d4133dfcbf7edece6da93930c",
        ),
        (
            Curve::Tc26A512,
            counting(64),
            "7a5844d3332e4538a733a5a08c2d82a7f6335cbac0a56a4119a776ffd29a7742380b4276c5e29bddcc853b72382623097891550225b3f29c66b32e639435c40a54c069d8350f1309135d641f613e407bf859be02e2bbbbeb818d7506049efe150933ed1f39b318cafb44dd47fda79a820c523f5ba01057284195c5bcc7424c4e",
        ),
        (
            Curve::Tc26A512,
            vec![0; 64],
            "ce6654818248d4c187388734fc57f5d502009edbe22e77255282ab764ff105f8b3e389ae9dbd679fcdf8d9f41f5c8b051289fe77f962fd786dadd018d0d04e9363c39092748698ffae66f4fb98125db10731b4ffeae93b59bd52a55fc3b1a605e90284cdba9f508fe79e3ed1f5dc37ce795b7686292083cb3ae46284b55bd197",
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
