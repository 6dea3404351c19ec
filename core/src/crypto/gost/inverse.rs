//! Inversion modulo an odd prime: a binary greatest common divisor that works on words.
//!
//! The scheme is that of T. Pornin, "Optimized Binary GCD for Modular Inversion" (2020): thirty-one steps are played on
//! one-word approximations of the two integers, and their combined effect, a 2×2 matrix of small factors, is then
//! applied to the long integers at once. For secret values what would be a branch is a mask, and the number of steps is
//! that of the worst case; public values branch and stop early, which takes half the time.
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "limb arithmetic: casts split double words, and every index is bounded by the public N"
)]

use super::limbs;

/// Steps per round: the factors stay within ±2^31, and an approximation is 31 low bits and 33 high bits.
const STEPS: u32 = 31;
const LOW_BITS: u64 = (1 << STEPS) - 1;

/// The inverse of `x` modulo the odd prime `modulus`; 0 if `x` is 0. Requires `x < modulus`. Constant time.
pub(super) fn invert<const N: usize>(x: &[u64; N], modulus: &[u64; N]) -> [u64; N] {
    play(x, modulus, steps, |_| false)
}

/// As [`invert`], for public values only.
pub(super) fn invert_vartime<const N: usize>(x: &[u64; N], modulus: &[u64; N]) -> [u64; N] {
    play(x, modulus, steps_vartime, |a| *a == [0; N])
}

#[inline(always)]
fn play<const N: usize>(
    x: &[u64; N],
    modulus: &[u64; N],
    steps: impl Fn((u64, u64)) -> [[i64; 2]; 2],
    over: impl Fn(&[u64; N]) -> bool,
) -> [u64; N] {
    // Invariant: a = u*x and b = v*x modulo the modulus; b is odd.
    let (mut a, mut b) = (*x, *modulus);
    let (mut u, mut v) = (limbs::one(), [0; N]);
    let negated_inverse = negated_inverse_of_word(modulus[0]) & LOW_BITS;
    // Each step takes at least one bit off the sum of the two lengths, so this many rounds bring a to 0 and b to the
    // greatest common divisor (Pornin, 2.2): to 1, unless x is 0. Then v has stayed 0.
    let rounds = const { (2 * 64 * N as u32).div_ceil(STEPS) };
    for _ in 0..rounds {
        if over(&a) {
            break;
        }
        let matrix = steps(approximate(&a, &b));
        let (new_a, a_sign) = combine(&a, &b, matrix[0]);
        let (new_b, b_sign) = combine(&a, &b, matrix[1]);
        (a, b) = (new_a, new_b);
        let row_a = matrix[0].map(|factor| (factor ^ a_sign) - a_sign);
        let row_b = matrix[1].map(|factor| (factor ^ b_sign) - b_sign);
        (u, v) = (
            combine_modular(&u, &v, row_a, modulus, negated_inverse),
            combine_modular(&u, &v, row_b, modulus, negated_inverse),
        );
    }
    v
}

/// `-m^-1` modulo 2^64 for an odd `m`: each Newton step doubles the number of correct bits, from 3 on.
pub(super) const fn negated_inverse_of_word(m: u64) -> u64 {
    let mut inverse = m;
    let mut i = 0;
    while i < 5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(m.wrapping_mul(inverse)));
        i += 1;
    }
    inverse.wrapping_neg()
}

/// One-word stand-ins for both integers: exact if they fit, else their 31 lowest bits under the 33 bits at the top of
/// the longer one.
fn approximate<const N: usize>(a: &[u64; N], b: &[u64; N]) -> (u64, u64) {
    // The highest word that is not 0 in both, and the one below it.
    let (mut high, mut low) = ([0; 2], [0; 2]);
    let mut searching = u64::MAX;
    for i in (1..N).rev() {
        for (j, x) in [a, b].into_iter().enumerate() {
            high[j] ^= (high[j] ^ x[i]) & searching;
            low[j] ^= (low[j] ^ x[i - 1]) & searching;
        }
        searching &= is_zero(a[i] | b[i]);
    }
    // Never 64, also if there is no such word.
    let shift = ((high[0] | high[1]) | 1).leading_zeros();
    let stand_in = |j: usize, x: &[u64; N]| {
        let top = (high[j] << shift) | (low[j] >> 1 >> (63 - shift));
        let approximation = (top >> STEPS << STEPS) | (x[0] & LOW_BITS);
        approximation ^ (searching & (approximation ^ x[0]))
    };
    (stand_in(0, a), stand_in(1, b))
}

/// All ones if `x` is 0, else zero.
#[inline(always)]
fn is_zero(x: u64) -> u64 {
    ((x | x.wrapping_neg()) >> 63).wrapping_sub(1)
}

/// Plays the steps and returns the factors [[f0, g0], [f1, g1]]: afterwards 2^31 * a' = f0*a + g0*b, and so for b'.
fn steps((mut a, mut b): (u64, u64)) -> [[i64; 2]; 2] {
    // A row is one word, f + 2^32 g, so that both factors are exchanged, subtracted and doubled together.
    let (mut row_a, mut row_b) = (1u64, 1u64 << 32);
    for _ in 0..STEPS {
        // An odd a loses b; if it was the smaller one, they change places.
        let odd = (a & 1).wrapping_neg();
        let (difference, borrow) = a.overflowing_sub(b & odd);
        let exchange = limbs::mask(borrow);
        b ^= (a ^ b) & exchange;
        a = (difference ^ exchange).wrapping_sub(exchange) >> 1;
        let row = row_a.wrapping_sub(row_b & odd);
        row_b ^= (row_a ^ row_b) & exchange;
        row_a = (row ^ exchange).wrapping_sub(exchange);
        row_b <<= 1;
    }
    [row_a, row_b].map(factors)
}

/// [`steps`] for public values.
fn steps_vartime((mut a, mut b): (u64, u64)) -> [[i64; 2]; 2] {
    let (mut f0, mut g0, mut f1, mut g1) = (1i64, 0i64, 0i64, 1i64);
    for _ in 0..STEPS {
        if a & 1 == 1 {
            if a < b {
                (a, b) = (b, a);
                (f0, g0, f1, g1) = (f1, g1, f0, g0);
            }
            a -= b;
            f0 -= f1;
            g0 -= g1;
        }
        a >>= 1;
        f1 <<= 1;
        g1 <<= 1;
    }
    [[f0, g0], [f1, g1]]
}

/// The two factors of a row, both above -2^31 and at most 2^31.
fn factors(row: u64) -> [i64; 2] {
    const BIAS: u64 = LOW_BITS;
    let shifted = row.wrapping_add(BIAS << 32 | BIAS);
    [shifted & u64::from(u32::MAX), shifted >> 32].map(|factor| factor as i64 - BIAS as i64)
}

/// `f*a + g*b` as an integer of N words and its upper part. The factors are within ±2^31, so the sum is within
/// ±2^(64N+32).
fn linear<const N: usize>(a: &[u64; N], b: &[u64; N], [f, g]: [i64; 2]) -> ([u64; N], i64) {
    let mut sum = [0; N];
    let mut carry = 0i128;
    for i in 0..N {
        // Within ±2^96 for the two products and ±2^33 for the carry.
        let total = i128::from(a[i]) * i128::from(f) + i128::from(b[i]) * i128::from(g) + carry;
        sum[i] = total as u64;
        carry = total >> 64;
    }
    (sum, carry as i64)
}

/// Drops 31 low bits of the integer with this upper part.
fn shift_down<const N: usize>(low: &[u64; N], upper: i64) -> [u64; N] {
    let mut out = [0; N];
    for i in 0..N {
        let next = if i + 1 < N { low[i + 1] } else { upper as u64 };
        out[i] = (low[i] >> STEPS) | (next << (64 - STEPS));
    }
    out
}

/// `|f*a + g*b| / 2^31`, an exact division, and -1 if the sum was negative, else 0.
fn combine<const N: usize>(a: &[u64; N], b: &[u64; N], factors: [i64; 2]) -> ([u64; N], i64) {
    let (low, upper) = linear(a, b, factors);
    let quotient = shift_down(&low, upper);
    let negated = limbs::sub(&[0; N], &quotient).0;
    (limbs::select(&quotient, &negated, upper < 0), upper >> 63)
}

/// `(f*u + g*v) / 2^31` modulo `modulus`, in 0..modulus; u and v are there too.
fn combine_modular<const N: usize>(
    u: &[u64; N],
    v: &[u64; N],
    factors: [i64; 2],
    modulus: &[u64; N],
    negated_inverse: u64,
) -> [u64; N] {
    let (low, upper) = linear(u, v, factors);
    // Add the multiple t*modulus, t < 2^31, that clears the 31 low bits (Montgomery).
    let t = low[0].wrapping_mul(negated_inverse) & LOW_BITS;
    let mut sum = low;
    let mut carry = 0;
    for i in 0..N {
        (sum[i], carry) = limbs::mul_add(modulus[i], t, low[i], carry);
    }
    let upper = upper + carry as i64;
    // |f| + |g| <= 2^31, so the quotient lies between -modulus and 2*modulus: one correction either way.
    let quotient = shift_down(&sum, upper);
    let top = upper >> STEPS;
    let raised = limbs::add(&quotient, modulus).0;
    let (lowered, borrow) = limbs::sub(&quotient, modulus);
    let corrected = limbs::select(&quotient, &lowered, (top > 0) | !borrow);
    limbs::select(&corrected, &raised, top < 0)
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::gost::tests::to_big;

    /// Integers of every length, and of words that are mostly zeros and ones.
    fn integers() -> impl Strategy<Value = [u64; 4]> {
        let word = prop_oneof![any::<u64>(), Just(0), Just(1), Just(u64::MAX), Just(1 << 63)];
        (prop::array::uniform4(word), 0usize..=4, 0u32..64).prop_map(|(mut limbs, words, bits)| {
            limbs.iter_mut().skip(words).for_each(|limb| *limb = 0);
            if let Some(top) = words.checked_sub(1) {
                limbs[top] >>= bits;
            }
            limbs
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        /// Rounds to spare would hide worse stand-ins, up to the input that needs them all.
        #[test]
        fn stand_ins_are_exact_or_of_33_and_31_bits(a in integers(), b in integers()) {
            let length = to_big(&a).bits().max(to_big(&b).bits());
            let expected = |x: &[u64; 4]| match length.checked_sub(33) {
                Some(below) if length > 64 => {
                    (to_big(x) >> below << STEPS) + (to_big(x) % BigUint::from(1u64 << STEPS))
                }
                _ => to_big(x),
            };
            let (of_a, of_b) = approximate(&a, &b);
            prop_assert_eq!(BigUint::from(of_a), expected(&a));
            prop_assert_eq!(BigUint::from(of_b), expected(&b));
        }

        /// Both ways of playing lead to the same factors, and the factors to what was played.
        #[test]
        fn steps_with_masks_are_the_steps_with_branches(a in any::<u64>(), b in any::<u64>()) {
            let (a, b) = (a >> 1, b >> 1 | 1);
            let rows = steps((a, b));
            prop_assert_eq!(rows, steps_vartime((a, b)));
            for [f, g] in rows {
                let sum = i128::from(a) * i128::from(f) + i128::from(b) * i128::from(g);
                prop_assert_eq!(sum % (1 << STEPS), 0);
                prop_assert!(f.abs() + g.abs() <= 1 << STEPS);
            }
        }
    }
}
