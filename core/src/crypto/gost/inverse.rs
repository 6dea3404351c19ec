//! Inversion modulo an odd prime, for public values: a binary greatest common divisor that works on words.
//!
//! The scheme is that of T. Pornin, "Optimized Binary GCD for Modular Inversion" (2020): thirty-one steps are played on
//! one-word approximations of the two integers, and their combined effect, a 2×2 matrix of small factors, is then
//! applied to the long integers at once.
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "limb arithmetic: casts split double words, and every index is bounded by the public N"
)]

use super::limbs;

/// Steps per round: the factors stay within ±2^31, and an approximation is 31 low bits and 33 high bits.
const STEPS: u32 = 31;
const LOW_BITS: u64 = (1 << STEPS) - 1;

/// The inverse of `x` modulo the odd prime `modulus`; `None` if `x` is 0 modulo it. Requires `x < modulus`.
pub(super) fn invert_vartime<const N: usize>(x: &[u64; N], modulus: &[u64; N]) -> Option<[u64; N]> {
    let one = limbs::one();
    // Invariant: a = u*x and b = v*x modulo the modulus; b is odd.
    let (mut a, mut b) = (*x, *modulus);
    let (mut u, mut v) = (one, [0; N]);
    let negated_inverse = negated_inverse_of_word(modulus[0]) & LOW_BITS;
    // Each step takes at least one bit off the sum of the two lengths, so this many rounds bring a to 0 (Pornin, 2.2).
    let rounds = (2 * 64 * N as u32).div_ceil(STEPS);
    for _ in 0..rounds {
        if a == [0; N] {
            break;
        }
        let matrix = steps(approximate(&a, &b));
        let (new_a, a_negative) = combine(&a, &b, matrix[0]);
        let (new_b, b_negative) = combine(&a, &b, matrix[1]);
        (a, b) = (new_a, new_b);
        let row_a = matrix[0].map(|factor| if a_negative { -factor } else { factor });
        let row_b = matrix[1].map(|factor| if b_negative { -factor } else { factor });
        (u, v) = (
            combine_modular(&u, &v, row_a, modulus, negated_inverse),
            combine_modular(&u, &v, row_b, modulus, negated_inverse),
        );
    }
    (a == [0; N] && b == one).then_some(v)
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
    let length = limbs::bit_length_vartime(a).max(limbs::bit_length_vartime(b));
    if length <= 64 {
        return (a[0], b[0]);
    }
    let shift = length - 33;
    let (word, bit) = ((shift / 64) as usize, shift % 64);
    let top = |x: &[u64; N]| {
        let low = x[word] >> bit;
        let high = if bit > 31 && word + 1 < N { x[word + 1] << (64 - bit) } else { 0 };
        ((low | high) << STEPS) | (x[0] & LOW_BITS)
    };
    (top(a), top(b))
}

/// Plays the steps and returns the factors [[f0, g0], [f1, g1]]: afterwards 2^31 * a' = f0*a + g0*b, and so for b'.
fn steps((mut a, mut b): (u64, u64)) -> [[i64; 2]; 2] {
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

/// `|f*a + g*b| / 2^31`, an exact division, and whether the sum was negative.
fn combine<const N: usize>(a: &[u64; N], b: &[u64; N], factors: [i64; 2]) -> ([u64; N], bool) {
    let (low, upper) = linear(a, b, factors);
    let quotient = shift_down(&low, upper);
    if upper < 0 { (limbs::sub(&[0; N], &quotient).0, true) } else { (quotient, false) }
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
    if top < 0 {
        return limbs::add(&quotient, modulus).0;
    }
    let (reduced, borrow) = limbs::sub(&quotient, modulus);
    if top > 0 || !borrow { reduced } else { quotient }
}
