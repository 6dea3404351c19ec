//! The lanes against big integers. Without the processor features there is nothing to test, and the tests say so.

#![expect(clippy::as_conversions, clippy::indexing_slicing, clippy::unwrap_used, reason = "tests")]

use core::arch::x86_64::__m256i;

use num_bigint::BigUint;
use proptest::prelude::*;

use crate::lanes::{self, Lanes};
use crate::{Four256, Four512, FourPoints, Ifma, One256, One512, OnePoint};

/// Limbs of four elements, the limbs of one element together.
type Limbs<const L: usize> = [[u64; L]; 4];

fn ifma() -> Option<Ifma> {
    let ifma = Ifma::detect();
    if ifma.is_none() {
        eprintln!("SKIPPED: this processor has no AVX-512 IFMA");
    }
    ifma
}

fn prime<const L: usize>() -> BigUint {
    if L == 6 { (BigUint::from(1u32) << 256) - 617u32 } else { (BigUint::from(1u32) << 512) - 569u32 }
}

fn integer<const L: usize>(limbs: &[u64; L]) -> BigUint {
    limbs.iter().rev().fold(BigUint::ZERO, |sum, limb| (sum << lanes::radix::<L>()) + limb)
}

#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
fn load<const L: usize>(elements: &Limbs<L>) -> Lanes<L> {
    std::array::from_fn(|j| lanes::words([elements[0][j], elements[1][j], elements[2][j], elements[3][j]]))
}

#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
fn store<const L: usize>(lanes: &Lanes<L>) -> Limbs<L> {
    let words = |v: __m256i| {
        use core::arch::x86_64::_mm256_extract_epi64 as extract;
        [extract::<0>(v), extract::<1>(v), extract::<2>(v), extract::<3>(v)].map(i64::cast_unsigned)
    };
    std::array::from_fn(|lane| std::array::from_fn(|j| words(lanes[j])[lane]))
}

/// What is computed of `a` and `b`.
struct Results<const L: usize> {
    product: Limbs<L>,
    carried: Limbs<L>,
    difference: Limbs<L>,
}

#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
fn compute<const L: usize>(a: &Limbs<L>, b: &Limbs<L>) -> Results<L> {
    let (a, b) = (load(a), load(b));
    Results {
        product: store(&lanes::mul(&a, &b)),
        carried: store(&lanes::carry(&a)),
        difference: store(&lanes::carry(&lanes::sub::<32, L>(&a, &b))),
    }
}

fn assert_tight<const L: usize>(elements: &Limbs<L>) {
    let bound = 1.02 * (1u64 << lanes::radix::<L>()) as f64;
    assert!(elements.iter().flatten().all(|&limb| (limb as f64) < bound), "{elements:x?}");
}

fn check_field<const L: usize>(a: &Limbs<L>, b: &Limbs<L>) {
    if ifma().is_none() {
        return;
    }
    // SAFETY: the processor has just been asked.
    let results = unsafe { compute(a, b) };
    let p = prime::<L>();
    for lane in 0..4 {
        let (x, y) = (integer(&a[lane]), integer(&b[lane]));
        assert_eq!(integer(&results.product[lane]) % &p, &x * &y % &p);
        assert_eq!(integer(&results.carried[lane]) % &p, &x % &p);
        // 2^LR is far below 2^20 p.
        assert_eq!(integer(&results.difference[lane]) % &p, (x + (&p << 20) - y) % &p);
    }
    for elements in [&results.product, &results.carried, &results.difference] {
        assert_tight(elements);
    }
}

/// Limbs up to 31 T, often at the ends.
fn limbs<const L: usize>() -> impl Strategy<Value = Limbs<L>> {
    let full = 1u64 << lanes::radix::<L>();
    let limb = prop_oneof![0..31 * full, 0..full, Just(0), Just(full - 1), Just(full), Just(31 * full)];
    proptest::collection::vec(limb, 4 * L)
        .prop_map(|all| std::array::from_fn(|i| std::array::from_fn(|j| all[i * L + j])))
}

proptest! {
    #[test]
    fn arithmetic_on_six_limbs(a in limbs::<6>(), b in limbs::<6>()) {
        check_field(&a, &b);
    }

    #[test]
    fn arithmetic_on_eleven_limbs(a in limbs::<11>(), b in limbs::<11>()) {
        check_field(&a, &b);
    }
}

#[test]
fn arithmetic_at_the_ends() {
    fn check<const L: usize>() {
        let full = 1u64 << lanes::radix::<L>();
        for a in [0, 1, full - 1, full, 31 * full] {
            for b in [0, 1, full - 1, full, 31 * full] {
                check_field(&[[a; L]; 4], &[[b; L]; 4]);
            }
        }
    }
    check::<6>();
    check::<11>();
}

fn words<const N: usize>(integer: &BigUint) -> [u64; N] {
    let mut words = integer.to_u64_digits();
    words.resize(N, 0);
    words.try_into().unwrap()
}

fn from_words<const N: usize>(words: &[u64; N]) -> BigUint {
    words.iter().rev().fold(BigUint::ZERO, |sum, word| (sum << 64) + word)
}

/// A curve y² = x³ - 3x + b through the point (x, y): b is whatever it has to be.
struct Curve {
    p: BigUint,
    b: BigUint,
    point: (BigUint, BigUint),
}

impl Curve {
    fn through(p: BigUint, x: u64, y: u64) -> Self {
        let (x, y) = (BigUint::from(x), BigUint::from(y));
        let b = (&y * &y + 3u32 * &x + &p - x.modpow(&BigUint::from(3u32), &p)) % &p;
        Self { p, b, point: (x, y) }
    }

    fn divide(&self, a: &BigUint, b: &BigUint) -> BigUint {
        a * b.modpow(&(&self.p - 2u32), &self.p) % &self.p
    }

    /// The sum of two points with different x, or the double of one.
    fn add(&self, (x1, y1): &(BigUint, BigUint), (x2, y2): &(BigUint, BigUint)) -> (BigUint, BigUint) {
        let p = &self.p;
        let slope = if x1 == x2 {
            self.divide(&(3u32 * x1 * x1 + p - 3u32), &(2u32 * y1))
        } else {
            self.divide(&(y2 + p - y1), &(x2 + p - x1))
        };
        let x3 = (&slope * &slope + 2u32 * p - x1 - x2) % p;
        let y3 = (slope * (x1 + p - &x3) + p - y1) % p;
        (x3, y3)
    }
}

fn check_points<const N: usize, One: OnePoint<N>, Four: FourPoints<N>>(curve: &Curve) {
    let Some(ifma) = ifma() else { return };
    let (x, y): ([u64; N], [u64; N]) = (words(&curve.point.0), words(&curve.point.1));
    let mut one = One::new(ifma, &x, &y);
    let mut four = Four::identity(ifma, &words(&curve.b));
    // Lanes 0 and 2 take part in each addition, lane 1 only where a sum meets itself, lane 3 in none.
    four.add([&x; 4], [&y; 4], [u64::MAX, u64::MAX, u64::MAX, 0]);
    let (mut expected, mut doubled_only) = (curve.point.clone(), curve.point.clone());
    for round in 0..40 {
        let [own, doubled] = [&expected, &doubled_only].map(|(x, y)| [words(x), words(y)]);
        four.add(
            [&own[0], &doubled[0], &own[0], &own[0]],
            [&own[1], &doubled[1], &own[1], &own[1]],
            [u64::MAX, u64::MAX, u64::MAX, 0],
        );
        one.double();
        expected = curve.add(&expected, &expected);
        doubled_only = curve.add(&doubled_only, &doubled_only);
        if round % 3 != 1 {
            expected = curve.add(&expected, &curve.point);
            one.add(&x, &y);
            four.add([&x; 4], [&y; 4], [u64::MAX, 0, u64::MAX, 0]);
        }
        let [x1, y1, z1] = one.coordinates().map(|words| from_words(&words));
        assert_eq!((curve.divide(&x1, &(&z1 * &z1)), curve.divide(&y1, &(&z1 * &z1 * &z1))), expected);
        let lanes = four.coordinates().map(|lane| lane.map(|words| from_words(&words)));
        for [x4, y4, z4] in [&lanes[0], &lanes[2]] {
            assert_eq!((curve.divide(x4, z4), curve.divide(y4, z4)), expected);
        }
        assert_eq!(&lanes[3][2] % &curve.p, BigUint::ZERO, "nothing was added here");
    }
    let [x4, y4, z4] = four.coordinates()[1].map(|words| from_words(&words));
    assert_eq!((curve.divide(&x4, &z4), curve.divide(&y4, &z4)), doubled_only);
    let opposite = words(&(&curve.p - &doubled_only.1));
    four.add([&words(&doubled_only.0); 4], [&opposite; 4], [0, u64::MAX, 0, 0]);
    assert_eq!(from_words(&four.coordinates()[1][2]) % &curve.p, BigUint::ZERO, "a point and its opposite");
}

#[test]
fn points_against_the_affine_formulas() {
    check_points::<4, One256, Four256>(&Curve::through(prime::<6>(), 0x1234_5678_9abc_def1, 0xfedc_ba98_7654_3211));
    check_points::<8, One512, Four512>(&Curve::through(prime::<11>(), 0x1234_5678_9abc_def1, 0xfedc_ba98_7654_3211));
}

#[test]
fn a_sum_that_meets_itself_says_so() {
    fn check<const N: usize, One: OnePoint<N>>(p: &BigUint) {
        let Some(ifma) = ifma() else { return };
        let curve = Curve::through(p.clone(), 5, 7);
        let (x, y, minus_y) = (words(&curve.point.0), words(&curve.point.1), words(&(p - &curve.point.1)));
        for second in [y, minus_y] {
            let mut one = One::new(ifma, &x, &y);
            one.add(&x, &second);
            for _ in 0..3 {
                assert_eq!(from_words(&one.coordinates()[2]) % p, BigUint::ZERO);
                one.double();
                one.add(&words(&BigUint::from(11u32)), &words(&BigUint::from(13u32)));
            }
        }
    }
    check::<4, One256>(&prime::<6>());
    check::<8, One512>(&prime::<11>());
}
