//! Every operation of the fields and of the integers modulo the orders against big integers, with the edges of the
//! reductions drawn often.

use num_bigint::BigUint;
use proptest::prelude::*;
use zeroize::Zeroize;

use crate::crypto::gost::curve::{C256, C512, CryptoProA, Tc26A256, Tc26A512};
use crate::crypto::gost::field::Field;
use crate::crypto::gost::group::Group;
use crate::crypto::gost::limbs;

pub(in crate::crypto::gost) fn to_big<const N: usize>(limbs: &[u64; N]) -> BigUint {
    BigUint::from_bytes_le(&limbs.map(u64::to_le_bytes).concat())
}

pub(super) fn from_big<const N: usize>(integer: &BigUint) -> [u64; N] {
    let digits = integer.to_u64_digits();
    assert!(digits.len() <= N);
    std::array::from_fn(|i| digits.get(i).copied().unwrap_or(0))
}

/// Any integer below 2^64N: at random, near 0, near 2^64N, near `middle` (the modulus, or half of it), or of words that
/// are all zeros and all ones.
pub(super) fn integers<const N: usize>(middle: [u64; N]) -> impl Strategy<Value = [u64; N]> {
    let near = move |origin: [u64; N]| {
        (-1500i64..1500).prop_map(move |offset| {
            let modulus = BigUint::from(1u32) << (64 * N);
            let offset =
                if offset < 0 { &modulus - offset.unsigned_abs() } else { BigUint::from(offset.unsigned_abs()) };
            from_big(&((to_big(&origin) + offset) % modulus))
        })
    };
    let word = prop_oneof![Just(0), Just(1), Just(u64::MAX), Just(u64::MAX - 1), Just(1 << 63)];
    prop_oneof![
        4 => any::<[u64; 8]>().prop_map(|words| std::array::from_fn(|i| words[i])),
        2 => near([0; N]),
        2 => near(middle),
        2 => prop::array::uniform8(word).prop_map(|words| std::array::from_fn(|i| words[i])),
    ]
}

fn check_field<const N: usize, const C: u64>(a: [u64; N], b: [u64; N]) -> Result<(), TestCaseError> {
    let p = &((BigUint::from(1u32) << (64 * N)) - C);
    prop_assert_eq!(&to_big(&Field::<N, C>::MODULUS), p);
    let (x, y) = (Field::<N, C>::from_limbs(a), Field::<N, C>::from_limbs(b));
    let (big_x, big_y) = (to_big(&a), to_big(&b));
    let value = |element: Field<N, C>| to_big(&element.canonical());
    prop_assert_eq!(value(x), &big_x % p);
    prop_assert_eq!(value(x.add(&y)), (&big_x + &big_y) % p);
    prop_assert_eq!(value(x.sub(&y)), (&big_x + p + p - &big_y) % p);
    prop_assert_eq!(value(x.neg()), (p + p - &big_x) % p);
    prop_assert_eq!(value(x.double()), &big_x * 2u32 % p);
    prop_assert_eq!(value(x.triple()), &big_x * 3u32 % p);
    prop_assert_eq!(value(x.halve().double()), &big_x % p);
    prop_assert_eq!(value(x.mul(&y)), &big_x * &big_y % p);
    prop_assert_eq!(value(x.square()), &big_x * &big_x % p);
    let zero = &big_x % p == BigUint::ZERO;
    prop_assert_eq!(bool::from(x.is_zero()), zero);
    prop_assert_eq!(x.is_zero_vartime(), zero);
    prop_assert_eq!(x == y, &big_x % p == &big_y % p);
    let inverse = (&big_x % p).modinv(p).unwrap_or_default();
    prop_assert_eq!(value(x.invert()), inverse.clone());
    prop_assert_eq!(value(x.invert_vartime()), inverse);
    let octets = a.map(u64::to_le_bytes).concat();
    prop_assert_eq!(Field::<N, C>::from_le_bytes(&octets).is_some(), &big_x < p);
    Ok(())
}

fn check_order<const N: usize, const C: u64, G: Group<N, C>>(a: [u64; N], b: [u64; N]) -> Result<(), TestCaseError> {
    let order = const { &G::ORDER };
    let q = &to_big(order.modulus());
    let (big_a, big_b) = (to_big(&a), to_big(&b));
    let zero = BigUint::ZERO;
    prop_assert_eq!(order.contains(&a), big_a > zero && &big_a < q);
    let (x, y) = (order.reduce(&a), order.reduce(&b));
    prop_assert_eq!(to_big(&x), &big_a % q);
    prop_assert_eq!(to_big(&order.mul(&a, &y)), &big_a * &big_b % q);
    prop_assert_eq!(to_big(&order.add(&x, &y)), (&big_a + &big_b) % q);
    prop_assert_eq!(to_big(&order.invert_vartime(&x)), (&big_a % q).modinv(q).unwrap_or_default());
    if order.contains(&x) {
        prop_assert_eq!(to_big(&order.neg(&x)), q - &big_a % q);
    }
    Ok(())
}

fn check_limbs<const N: usize>(a: [u64; N], b: [u64; N]) -> Result<(), TestCaseError> {
    let (big_a, big_b) = (to_big(&a), to_big(&b));
    let whole = |(low, high): ([u64; N], [u64; N])| (to_big(&high) << (64 * N)) + to_big(&low);
    prop_assert_eq!(whole(limbs::mul_wide(&a, &b)), &big_a * &big_b);
    prop_assert_eq!(whole(limbs::square_wide(&a)), &big_a * &big_a);
    prop_assert_eq!(limbs::less(&a, &b), big_a < big_b);
    Ok(())
}

/// Every pair of 0, 1, the modulus, its neighbours, and the largest integer.
fn at_the_edges<const N: usize>(modulus: &[u64; N], check: impl Fn([u64; N], [u64; N]) -> Result<(), TestCaseError>) {
    let m = to_big(modulus);
    let edges = [BigUint::ZERO, BigUint::from(1u32), &m - 1u32, m.clone(), m + 1u32].map(|edge| from_big(&edge));
    let edges = [edges.as_slice(), &[[u64::MAX; N]]].concat();
    for a in &edges {
        for b in &edges {
            check(*a, *b).unwrap();
        }
    }
}

#[test]
fn the_edges_of_each_field_and_order() {
    at_the_edges(&Field::<4, C256>::MODULUS, check_field::<4, C256>);
    at_the_edges(&Field::<8, C512>::MODULUS, check_field::<8, C512>);
    at_the_edges(CryptoProA::ORDER.modulus(), check_order::<4, C256, CryptoProA>);
    at_the_edges(Tc26A256::ORDER.modulus(), check_order::<4, C256, Tc26A256>);
    at_the_edges(Tc26A512::ORDER.modulus(), check_order::<8, C512, Tc26A512>);
}

#[test]
fn a_wiped_element_is_zero() {
    let mut element = Field::<4, C256>::from_limbs([1, 2, 3, 4]);
    element.zeroize();
    assert!(element == Field::ZERO);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn field_256(a in integers(Field::<4, C256>::MODULUS), b in integers(Field::<4, C256>::MODULUS)) {
        check_field::<4, C256>(a, b)?;
    }

    #[test]
    fn field_512(a in integers(Field::<8, C512>::MODULUS), b in integers(Field::<8, C512>::MODULUS)) {
        check_field::<8, C512>(a, b)?;
    }

    #[test]
    fn order_of_crypto_pro_a(a in integers(*CryptoProA::ORDER.modulus()), b in integers(*CryptoProA::ORDER.modulus())) {
        check_order::<4, C256, CryptoProA>(a, b)?;
    }

    #[test]
    fn order_of_tc26_a_256(a in integers(*Tc26A256::ORDER.modulus()), b in integers(*Tc26A256::ORDER.modulus())) {
        check_order::<4, C256, Tc26A256>(a, b)?;
    }

    #[test]
    fn order_of_tc26_a_512(a in integers(*Tc26A512::ORDER.modulus()), b in integers(*Tc26A512::ORDER.modulus())) {
        check_order::<8, C512, Tc26A512>(a, b)?;
    }

    #[test]
    fn limbs_256(a in integers([0, 1, 0, 0]), b in integers([u64::MAX, 0, u64::MAX, 0])) {
        check_limbs::<4>(a, b)?;
    }

    #[test]
    fn limbs_512(a in integers([0, 1, 0, 0, 0, 0, 0, 0]), b in integers([u64::MAX; 8])) {
        check_limbs::<8>(a, b)?;
    }
}
