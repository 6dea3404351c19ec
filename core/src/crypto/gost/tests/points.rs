//! Points and their multiples against the slow reference, with the special cases of the addition laws.

use num_bigint::BigUint;
use proptest::prelude::*;

use super::arithmetic::{from_big, integers, to_big};
use super::reference::{Point, Reference};
use crate::crypto::gost::comb::SecretDigits;
use crate::crypto::gost::curve::{C256, C512, CryptoProA, Tc26A256, Tc26A512};
use crate::crypto::gost::field::Field;
use crate::crypto::gost::group::{Group, lifts};
use crate::crypto::gost::multiply::{Multiples, Term, multiply_and_add_vartime, multiply_vartime, sum_word_by_word};

fn entry<const N: usize, const C: u64, G: Group<N, C>>(point: &Point) -> G::Entry {
    let (x, y) = point.clone().unwrap();
    let Ok(entry) = G::decode(Field::from_limbs(from_big(&x)), Field::from_limbs(from_big(&y))) else {
        panic!("a multiple of the base point is in its subgroup")
    };
    entry
}

fn affine<const N: usize, const C: u64, G: Group<N, C>>(entry: &G::Entry) -> Point {
    let [x, y] = G::coordinates(entry);
    Some((to_big(&x.canonical()), to_big(&y.canonical())))
}

/// `z1 * G + z2 * (d * G)` through single and prepared tables, in the vector unit (if there is one) and word by word, and the same through the reference.
fn check_sum<const N: usize, const C: u64, G: Group<N, C>>(
    reference: &Reference,
    z1: &BigUint,
    z2: &BigUint,
    d: &BigUint,
) {
    let key = reference.multiply_base(d);
    let expected = reference.add(&reference.multiply_base(z1), &reference.multiply(z2, &key));
    let key = entry::<N, C, G>(&key);
    for table in [Multiples::<N, C, G>::single(&key), Multiples::prepared(&key)] {
        let (z1, z2) = (from_big(z1), from_big(z2));
        let terms = [Term::new(G::base_multiples(), &z1), Term::new(&table, &z2)];
        let in_the_vector_unit = multiply_and_add_vartime(&z1, &z2, &table);
        for sum in [in_the_vector_unit, sum_word_by_word(table.stride, &terms)] {
            match &expected {
                None => {
                    // The identity has no x: has_x must refuse every r.
                    assert!(!G::has_x(&sum, &[0; N]) && !G::has_x(&sum, &from_big(&BigUint::from(1u32))));
                }
                Some((x, _)) => {
                    assert_eq!(affine::<N, C, G>(&G::normalize(&[sum])[0]), expected);
                    assert!(G::has_x(&sum, &from_big(&(x % &reference.q))));
                    assert!(!G::has_x(&sum, &from_big(&((x + 1u32) % &reference.q))));
                }
            }
        }
    }
}

fn check_special_sums<const N: usize, const C: u64, G: Group<N, C>>(reference: &Reference) {
    let q = &reference.q;
    let numbers: Vec<BigUint> = [0u32, 1, 2, 16].into_iter().map(BigUint::from).collect();
    let one = &BigUint::from(1u32);
    for z1 in &numbers {
        for z2 in &numbers {
            // Q = G and Q = -G: the running sum meets its own addend and the opposite of it.
            check_sum::<N, C, G>(reference, z1, z2, one);
            check_sum::<N, C, G>(reference, z1, z2, &(q - one));
        }
        // Q = dG with z1 + z2 * d = 0: the sum is the identity.
        let d = BigUint::from(0x1234_5678_9abc_def1u64);
        check_sum::<N, C, G>(reference, &((q - (z1 * &d) % q) % q), z1, &d);
        check_sum::<N, C, G>(reference, &(q - one), z1, one);
    }
}

fn check_secret_multiple<const N: usize, const C: u64, G: Group<N, C>>(reference: &Reference, factor: &BigUint) {
    let (table, factor_words) = (G::secret_multiples(), from_big(factor));
    let expected = reference.multiply_base(factor);
    for product in [table.multiply(&factor_words), table.sum_word_by_word(&SecretDigits::new(&factor_words))] {
        assert_eq!(affine::<N, C, G>(&G::secret_normalize(&product)), expected);
    }
}

fn check_special_secret_multiples<const N: usize, const C: u64, G: Group<N, C>>(reference: &Reference) {
    let q = &reference.q;
    for small in [1u32, 2, 7, 8, 9, 16, 17] {
        check_secret_multiple::<N, C, G>(reference, &BigUint::from(small));
        check_secret_multiple::<N, C, G>(reference, &(q - small));
    }
    // Digits that are all zero, all lowest and all highest.
    for digit in [0u8, 7, 8, 9, 15] {
        let factor = BigUint::from_bytes_le(&vec![digit * 17; 8 * N]) % q;
        if factor != BigUint::ZERO {
            check_secret_multiple::<N, C, G>(reference, &factor);
        }
    }
    for i in (0..64 * N - 2).step_by(101) {
        check_secret_multiple::<N, C, G>(reference, &(BigUint::from(1u32) << i));
    }
}

fn check_order<const N: usize, const C: u64, G: Group<N, C>>(reference: &Reference) {
    assert_eq!(to_big(G::ORDER.modulus()), reference.q);
    assert_eq!(to_big(&Field::<N, C>::MODULUS), reference.p);
    assert_eq!(affine::<N, C, G>(&G::generator()), Some(reference.g.clone()));
    // q·G = O, and (q - 1)·G = -G.
    let minus_one = from_big(&(&reference.q - 1u32));
    let negative = G::normalize(&[multiply_vartime::<N, C, G>(&minus_one, &G::generator())])[0];
    assert!(negative == G::negate(&G::generator()));
    assert!(!G::has_x(&multiply_vartime::<N, C, G>(G::ORDER.modulus(), &G::generator()), &[0; N]));
}

#[test]
fn base_points_and_orders() {
    check_order::<4, C256, CryptoProA>(&Reference::crypto_pro_a());
    check_order::<4, C256, Tc26A256>(&Reference::tc26_a_256());
    check_order::<8, C512, Tc26A512>(&Reference::tc26_a_512());
}

#[test]
fn a_point_is_not_its_opposite() {
    fn check<const N: usize, const C: u64, G: Group<N, C>>() {
        let base = G::generator();
        // The two share a coordinate.
        assert!(base == base && base != G::negate(&base) && base == G::negate(&G::negate(&base)));
    }
    check::<4, C256, CryptoProA>();
    check::<4, C256, Tc26A256>();
    check::<8, C512, Tc26A512>();
}

#[test]
fn the_two_faces_of_256_a_belong_together() {
    // s = (1 - d)/4, t = (1 + d)/6, a = s² - 3t², b = 2t³ - ts²; d is not a square.
    let (s, t, d) = (Tc26A256::S, Tc26A256::T, Tc26A256::D);
    assert!(s.double().double() == Field::ONE.sub(&d));
    assert!(t.triple().double() == Field::ONE.add(&d));
    assert!(Tc26A256::A == s.square().sub(&t.square().triple()));
    assert!(Tc26A256::B == t.square().mul(&t).double().sub(&t.mul(&s.square())));
    let p = Reference::tc26_a_256().p;
    let legendre = to_big(&d.canonical()).modpow(&((&p - 1u32) >> 1), &p);
    assert_eq!(legendre, p - 1u32);
}

#[test]
fn sums_through_special_cases() {
    check_special_sums::<4, C256, CryptoProA>(&Reference::crypto_pro_a());
    check_special_sums::<4, C256, Tc26A256>(&Reference::tc26_a_256());
}

#[test]
fn sums_through_special_cases_512() {
    check_special_sums::<8, C512, Tc26A512>(&Reference::tc26_a_512());
}

#[test]
fn secret_multiples_through_special_cases() {
    check_special_secret_multiples::<4, C256, CryptoProA>(&Reference::crypto_pro_a());
    check_special_secret_multiples::<4, C256, Tc26A256>(&Reference::tc26_a_256());
    check_special_secret_multiples::<8, C512, Tc26A512>(&Reference::tc26_a_512());
}

#[test]
fn an_x_above_the_order_is_found() {
    // Where q < p, an x between q and p gives r = x - q; on 256-A, where q is about p/4, there are up to four x for an
    // r.
    let (p, q) = (Field::<4, C256>::MODULUS, Tc26A256::ORDER);
    let found: Vec<_> = lifts(&[5, 0, 0, 0], q.modulus(), &p).map(|x| to_big(&x)).collect();
    let q = to_big(q.modulus());
    let five = BigUint::from(5u32);
    assert_eq!(found, [five.clone(), &q + &five, &q * 2u32 + &five, &q * 3u32 + &five]);
    let top = lifts(&from_big(&(&q - 1u32)), &from_big(&q), &p).count();
    assert_eq!(top, 3);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sums_on_256_bits(z1 in integers([0; 4]), z2 in integers([0; 4]), d in integers([1, 0, 0, 0])) {
        let (z1, z2, d) = (to_big(&z1), to_big(&z2), to_big(&d));
        let below = |factor: &BigUint, q: &BigUint| factor % q;
        let reference = Reference::crypto_pro_a();
        let q = &reference.q;
        check_sum::<4, C256, CryptoProA>(&reference, &below(&z1, q), &below(&z2, q), &(below(&d, &(q - 1u32)) + 1u32));
        let reference = Reference::tc26_a_256();
        let q = &reference.q;
        check_sum::<4, C256, Tc26A256>(&reference, &below(&z1, q), &below(&z2, q), &(below(&d, &(q - 1u32)) + 1u32));
    }

    #[test]
    fn sums_on_512_bits(z1 in integers([0; 8]), z2 in integers([0; 8]), d in integers([0; 8])) {
        let reference = Reference::tc26_a_512();
        let q = &reference.q;
        let d = to_big(&d) % (q - 1u32) + 1u32;
        check_sum::<8, C512, Tc26A512>(&reference, &(to_big(&z1) % q), &(to_big(&z2) % q), &d);
    }

    #[test]
    fn secret_multiples(factor in integers([0; 8])) {
        let factor = to_big(&factor);
        let below = |q: &BigUint| &factor % (q - 1u32) + 1u32;
        let reference = Reference::crypto_pro_a();
        check_secret_multiple::<4, C256, CryptoProA>(&reference, &below(&reference.q));
        let reference = Reference::tc26_a_256();
        check_secret_multiple::<4, C256, Tc26A256>(&reference, &below(&reference.q));
        let reference = Reference::tc26_a_512();
        check_secret_multiple::<8, C512, Tc26A512>(&reference, &below(&reference.q));
    }
}
