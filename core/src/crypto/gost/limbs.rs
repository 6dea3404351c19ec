//! Integers of `N` 64-bit limbs, least significant first. `N` is 4 or 8.
//!
//! Everything here is straight-line code with public loop bounds, so it runs in constant time; the exceptions say so in
//! their names.
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "limb arithmetic: casts split double words, and every index is bounded by the public N"
)]

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

/// `a + b + carry`: the sum and the carry out.
#[inline(always)]
pub(super) const fn add_carry(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(carry as u64);
    (sum, first | second)
}

/// `a - b - borrow`: the difference and the borrow out.
#[inline(always)]
pub(super) const fn sub_borrow(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(borrow as u64);
    (difference, first | second)
}

/// `a * b + c + d`: low and high word. It fits: (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1.
#[inline(always)]
pub(super) const fn mul_add(a: u64, b: u64, c: u64, d: u64) -> (u64, u64) {
    let wide = (a as u128) * (b as u128) + (c as u128) + (d as u128);
    (wide as u64, (wide >> 64) as u64)
}

/// `a + b` and the carry out.
#[inline(always)]
pub(super) const fn add<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
    let mut sum = [0; N];
    let mut carry = false;
    let mut i = 0;
    while i < N {
        (sum[i], carry) = add_carry(a[i], b[i], carry);
        i += 1;
    }
    (sum, carry)
}

/// `a - b` and the borrow out.
#[inline(always)]
pub(super) const fn sub<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
    let mut difference = [0; N];
    let mut borrow = false;
    let mut i = 0;
    while i < N {
        (difference[i], borrow) = sub_borrow(a[i], b[i], borrow);
        i += 1;
    }
    (difference, borrow)
}

/// `a` plus one word, and the carry out.
#[inline(always)]
pub(super) fn add_word<const N: usize>(a: &[u64; N], word: u64) -> ([u64; N], bool) {
    let mut sum = *a;
    let mut carry;
    (sum[0], carry) = a[0].overflowing_add(word);
    for limb in sum.iter_mut().skip(1) {
        (*limb, carry) = limb.overflowing_add(u64::from(carry));
    }
    (sum, carry)
}

/// `a` minus one word, and the borrow out.
#[inline(always)]
pub(super) fn sub_word<const N: usize>(a: &[u64; N], word: u64) -> ([u64; N], bool) {
    let mut difference = *a;
    let mut borrow;
    (difference[0], borrow) = a[0].overflowing_sub(word);
    for limb in difference.iter_mut().skip(1) {
        (*limb, borrow) = limb.overflowing_sub(u64::from(borrow));
    }
    (difference, borrow)
}

/// All ones if `bit`, else zero.
#[inline(always)]
pub(super) const fn mask(bit: bool) -> u64 {
    (bit as u64).wrapping_neg()
}

/// `b` if `choose_b`, else `a`. Through a [`Choice`], which the compiler cannot look into: of a mask made from a `bool` it
/// has been seen to make a branch.
#[inline(always)]
pub(super) fn select<const N: usize>(a: &[u64; N], b: &[u64; N], choose_b: bool) -> [u64; N] {
    let choice = Choice::from(u8::from(choose_b));
    let mut out = *a;
    for (limb, other) in out.iter_mut().zip(b) {
        limb.conditional_assign(other, choice);
    }
    out
}

/// One row of a product: adds `a * b` to the window `t`, returns the lowest word of the sum and moves the window up by
/// one word. The two carry chains are kept apart because that compiles to plain `adc` sequences.
#[inline(always)]
fn row<const N: usize>(t: &mut [u64; N], a: u64, b: &[u64; N]) -> u64 {
    let mut product = [0; N];
    let mut high = 0;
    for j in 0..N {
        (product[j], high) = mul_add(a, b[j], high, 0);
    }
    let (lowest, mut carry) = t[0].overflowing_add(product[0]);
    for j in 1..N {
        (t[j - 1], carry) = add_carry(t[j], product[j], carry);
    }
    // No overflow: t < 2^64N and a*b <= (2^64 - 1)(2^64N - 1), so t + a*b < 2^64(N+1).
    t[N - 1] = high.wrapping_add(u64::from(carry));
    lowest
}

/// The low and the high half of `a * b`.
#[inline(always)]
pub(super) fn mul_wide<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], [u64; N]) {
    const { assert!(N == 4 || N == 8) }
    let mut low = [0; N];
    let mut t = [0; N];
    // Written out because the compiler does not unroll the outer loop by itself, and loses a third of the speed.
    low[0] = row(&mut t, a[0], b);
    low[1] = row(&mut t, a[1], b);
    low[2] = row(&mut t, a[2], b);
    low[3] = row(&mut t, a[3], b);
    if N == 8 {
        low[4] = row(&mut t, a[4], b);
        low[5] = row(&mut t, a[5], b);
        low[6] = row(&mut t, a[6], b);
        low[7] = row(&mut t, a[7], b);
    }
    (low, t)
}

/// Adds the products `a[i] * a[j]`, `j > i`, to the double-length integer `low, high`, whose words from `i + N` up are
/// still zero.
#[inline(always)]
fn square_row<const N: usize>(low: &mut [u64; N], high: &mut [u64; N], a: &[u64; N], i: usize) {
    // As in `row`: the products first, then one carry chain.
    let mut product = [0; N];
    let mut top = 0;
    for j in i + 1..N {
        (product[j], top) = mul_add(a[i], a[j], top, 0);
    }
    let mut carry = false;
    for j in i + 1..N {
        let word = if i + j < N { &mut low[i + j] } else { &mut high[i + j - N] };
        (*word, carry) = add_carry(*word, product[j], carry);
    }
    // No overflow: the sum so far is below 2^64(i + N + 1), being a part of a square of that many words.
    high[i] = top.wrapping_add(u64::from(carry));
}

/// The low and the high half of `a * a`: each mixed product once, doubled, plus the squares of the words.
#[inline(always)]
pub(super) fn square_wide<const N: usize>(a: &[u64; N]) -> ([u64; N], [u64; N]) {
    const { assert!(N == 4 || N == 8) }
    let mut low = [0; N];
    let mut high = [0; N];
    square_row(&mut low, &mut high, a, 0);
    square_row(&mut low, &mut high, a, 1);
    square_row(&mut low, &mut high, a, 2);
    square_row(&mut low, &mut high, a, 3);
    if N == 8 {
        square_row(&mut low, &mut high, a, 4);
        square_row(&mut low, &mut high, a, 5);
        square_row(&mut low, &mut high, a, 6);
        square_row(&mut low, &mut high, a, 7);
    }
    // The sum of the mixed products is below a^2 / 2 < 2^(128N - 1), so doubling loses no bit, and the last carry is 0.
    let mut previous = 0;
    let mut carry = false;
    for (i, &word) in a.iter().enumerate() {
        let (square_low, square_high) = mul_add(word, word, 0, 0);
        let half = if 2 * i < N { &mut low } else { &mut high };
        let k = if 2 * i < N { 2 * i } else { 2 * i - N };
        let (first, second) = (half[k], half[k + 1]);
        (half[k], carry) = add_carry((first << 1) | (previous >> 63), square_low, carry);
        (half[k + 1], carry) = add_carry((second << 1) | (first >> 63), square_high, carry);
        previous = second;
    }
    (low, high)
}

/// Whether `a < b`.
#[inline(always)]
pub(super) const fn less<const N: usize>(a: &[u64; N], b: &[u64; N]) -> bool {
    sub(a, b).1
}

/// Whether `a == 0`.
#[inline(always)]
pub(super) fn is_zero<const N: usize>(a: &[u64; N]) -> Choice {
    let mut any = 0;
    for limb in a {
        any |= limb;
    }
    any.ct_eq(&0)
}

/// The integer with these little-endian octets; `None` unless there are exactly `8 * N`.
pub(super) fn from_le_bytes<const N: usize>(bytes: &[u8]) -> Option<[u64; N]> {
    if bytes.len() != 8 * N {
        return None;
    }
    let (words, _) = bytes.as_chunks::<8>();
    let mut limbs = [0; N];
    for (limb, word) in limbs.iter_mut().zip(words) {
        *limb = u64::from_le_bytes(*word);
    }
    Some(limbs)
}

/// Appends the `8 * N` little-endian octets of `a`.
pub(super) fn put_le_bytes<const N: usize>(a: &[u64; N], out: &mut Vec<u8>) {
    for limb in a {
        out.extend_from_slice(&limb.to_le_bytes());
    }
}

/// A constant from words written most significant first, as the standards print them.
pub(super) const fn from_words<const N: usize>(most_significant_first: [u64; N]) -> [u64; N] {
    let mut limbs = [0; N];
    let mut i = 0;
    while i < N {
        limbs[i] = most_significant_first[N - 1 - i];
        i += 1;
    }
    limbs
}

/// 1.
pub(super) const fn one<const N: usize>() -> [u64; N] {
    let mut one = [0; N];
    one[0] = 1;
    one
}

/// The integer with these big-endian octets, without its `drop` lowest bits (below 64). Missing octets are zero.
pub(super) fn from_be_bytes_shifted<const N: usize>(bytes: &[u8], drop: u32) -> Zeroizing<[u64; N]> {
    let mut limbs = Zeroizing::new([0u64; N]);
    let (_, words) = bytes.as_rchunks::<8>();
    for (limb, word) in limbs.iter_mut().zip(words.iter().rev()) {
        *limb = u64::from_be_bytes(*word);
    }
    if drop > 0 {
        for i in 0..N {
            let upper = if i + 1 < N { limbs[i + 1] << (64 - drop) } else { 0 };
            limbs[i] = (limbs[i] >> drop) | upper;
        }
    }
    limbs
}
