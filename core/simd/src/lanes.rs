//! Four elements of a field side by side: lane i of every vector belongs to element i.
//!
//! The fields are those of 2^256 - 617 and 2^512 - 569 elements. An element is cut into L limbs of R bits, where L·R is
//! a few bits more than the length of the prime, and 2^LR is congruent to a small number, `FOLD`. The multiplier of
//! AVX-512 IFMA takes factors below 2^52, more than R bits: a sum of a few elements need not be carried before it is
//! multiplied.
//!
//! Bounds are given in units of T = 2^R. A *tight* element has limbs below 1.02 T. Factors may have limbs up to 31 T,
//! which is below 2^52 for R = 47 and below 2^48 for R = 43.
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "limbs of a fixed number with public indices; casts cut words out of double words"
)]

use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_extract_epi64, _mm256_madd52hi_epu64, _mm256_madd52lo_epu64,
    _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi64x, _mm256_setzero_si256, _mm256_sllv_epi64, _mm256_srlv_epi64,
    _mm256_sub_epi64,
};

/// Four elements of a field.
pub(crate) type Lanes<const L: usize> = [__m256i; L];

/// R, the bits of a limb.
pub(crate) const fn radix<const L: usize>() -> u32 {
    match L {
        6 => 43,
        11 => 47,
        _ => panic!("a field has six or eleven limbs"),
    }
}

/// C of the prime 2^64N - C.
const fn prime_c<const L: usize>() -> u64 {
    match L {
        6 => 617,
        11 => 569,
        _ => panic!("a field has six or eleven limbs"),
    }
}

/// 2^LR modulo the prime: C · 2^(LR - 64N).
const fn fold<const L: usize>() -> u64 {
    let words = if L == 6 { 4 } else { 8 };
    prime_c::<L>() << (L as u32 * radix::<L>() - 64 * words)
}

/// The same word in each lane.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn splat(word: u64) -> __m256i {
    _mm256_set1_epi64x(word as i64)
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
fn low_limb<const L: usize>(v: __m256i) -> __m256i {
    _mm256_and_si256(v, splat((1 << radix::<L>()) - 1))
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
fn above_limb<const L: usize>(v: __m256i) -> __m256i {
    _mm256_srlv_epi64(v, splat(radix::<L>() as u64))
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn zero<const L: usize>() -> Lanes<L> {
    [_mm256_setzero_si256(); L]
}

/// Four integers below 2^64N, given as words, least significant first.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn from_words<const N: usize, const L: usize>(elements: [&[u64; N]; 4]) -> Lanes<L> {
    let [a, b, c, d] = elements;
    let mut words = [_mm256_setzero_si256(); N];
    for i in 0..N {
        words[i] = self::words([a[i], b[i], c[i], d[i]]);
    }
    let mut limbs = zero::<L>();
    for (j, limb) in limbs.iter_mut().enumerate() {
        let (word, bit) = (j * radix::<L>() as usize / 64, j as u64 * u64::from(radix::<L>()) % 64);
        let low = _mm256_srlv_epi64(words[word], splat(bit));
        // A shift by 64 gives 0.
        let high = if word + 1 < N { _mm256_sllv_epi64(words[word + 1], splat(64 - bit)) } else { splat(0) };
        *limb = low_limb::<L>(_mm256_or_si256(low, high));
    }
    limbs
}

/// The four elements, which must be tight, each as an integer below 2^64N of its class. Constant time.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn to_words<const N: usize, const L: usize>(elements: &Lanes<L>) -> [[u64; N]; 4] {
    let mut lanes = [[0; L]; 4];
    for (j, limb) in elements.iter().enumerate() {
        lanes[0][j] = _mm256_extract_epi64::<0>(*limb) as u64;
        lanes[1][j] = _mm256_extract_epi64::<1>(*limb) as u64;
        lanes[2][j] = _mm256_extract_epi64::<2>(*limb) as u64;
        lanes[3][j] = _mm256_extract_epi64::<3>(*limb) as u64;
    }
    lanes.map(pack)
}

/// The words of one element from its limbs.
fn pack<const N: usize, const L: usize>(mut limbs: [u64; L]) -> [u64; N] {
    let bits = const { radix::<L>() };
    // The first pass leaves at most 1 above the limbs. If the second one does too, the integer was so close to 2^LR
    // that the lowest limb has become small, and the last addition cannot carry.
    for _ in 0..2 {
        let mut carry = 0;
        for limb in &mut limbs {
            let sum = *limb + carry;
            *limb = sum & ((1 << bits) - 1);
            carry = sum >> bits;
        }
        limbs[0] += carry * const { fold::<L>() };
    }
    let mut words = [0; N];
    // The bits from 64N up: at most LR - 64N of them.
    let mut above = 0;
    for (j, limb) in limbs.into_iter().enumerate() {
        let wide = u128::from(limb) << (j as u32 * bits % 64);
        let word = (j as u32 * bits / 64) as usize;
        words[word] |= wide as u64;
        *words.get_mut(word + 1).unwrap_or(&mut above) |= (wide >> 64) as u64;
    }
    let mut carry = above * const { prime_c::<L>() };
    for word in &mut words {
        let overflow;
        (*word, overflow) = word.overflowing_add(carry);
        carry = u64::from(overflow);
    }
    // After a carry the lowest word is below above·C, so this one cannot carry.
    words[0] = words[0].wrapping_add(carry * const { prime_c::<L>() });
    words
}

/// Limb by limb, without carries.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn add<const L: usize>(a: &Lanes<L>, b: &Lanes<L>) -> Lanes<L> {
    let mut sum = *a;
    for (limb, other) in sum.iter_mut().zip(b) {
        *limb = _mm256_add_epi64(*limb, *other);
    }
    sum
}

/// `a * factor`, limb by limb, without carries; `factor` is a power of two given by its exponent.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn shift<const L: usize>(a: &Lanes<L>, exponent: u64) -> Lanes<L> {
    let mut out = *a;
    for limb in &mut out {
        *limb = _mm256_sllv_epi64(*limb, splat(exponent));
    }
    out
}

/// `3 a`, without carries.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn triple<const L: usize>(a: &Lanes<L>) -> Lanes<L> {
    add(a, &add(a, a))
}

/// `a - b`, without carries: limbs below those of `a` plus M T. Requires limbs of `b` below 0.99 M T.
///
/// M copies of 2^LR - FOLD, which is a multiple of the prime, keep the limbs positive.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn sub<const M: u64, const L: usize>(a: &Lanes<L>, b: &Lanes<L>) -> Lanes<L> {
    let full = const { M * ((1 << radix::<L>()) - 1) };
    let lowest = const { M * ((1 << radix::<L>()) - fold::<L>()) };
    let mut difference = *a;
    for (j, (limb, other)) in difference.iter_mut().zip(b).enumerate() {
        let bias = if j == 0 { lowest } else { full };
        *limb = _mm256_sub_epi64(_mm256_add_epi64(*limb, splat(bias)), *other);
    }
    difference
}

/// The same elements, tight. Requires limbs below 64 T.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn carry<const L: usize>(a: &Lanes<L>) -> Lanes<L> {
    let mut out = zero();
    for j in 1..L {
        out[j] = _mm256_add_epi64(low_limb::<L>(a[j]), above_limb::<L>(a[j - 1]));
    }
    // Six bits above the highest limb, times FOLD below 2^15.
    out[0] = _mm256_madd52lo_epu64(low_limb::<L>(a[0]), above_limb::<L>(a[L - 1]), splat(const { fold::<L>() }));
    out
}

/// Column K of a product: the low halves of the products of limbs whose indices add up to K, and their high halves, which
/// belong 52 bits higher. Two sums, so that neither waits for the other.
///
/// `low` is what the column before leaves for this one. It comes first, so that no column begins before that one ends: the
/// compiler has been seen to begin them all at once, which took registers for forty sums and a fifth of the time.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
fn column<const K: usize, const L: usize>(a: &Lanes<L>, b: &Lanes<L>, mut low: __m256i) -> (__m256i, __m256i) {
    let mut high = splat(0);
    let mut i = K.saturating_sub(L - 1);
    while i < L && i <= K {
        low = _mm256_madd52lo_epu64(low, a[i], b[K - i]);
        high = _mm256_madd52hi_epu64(high, a[i], b[K - i]);
        i += 1;
    }
    (low, high)
}

/// `a b`, tight. Requires limbs up to 31 T.
///
/// Bounds. R = 47: a column holds eleven low halves below 2^52 and eleven high ones below 2^52, moved up by 5 bits: below
/// 2^61. R = 43: six low halves below 2^52 and six high ones below 2^44, moved up by 9 bits: below 2^57.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn mul<const L: usize>(a: &Lanes<L>, b: &Lanes<L>) -> Lanes<L> {
    let up = splat(const { 52 - radix::<L>() } as u64);
    let fold = splat(const { fold::<L>() });
    let (mut lower, mut upper) = (zero::<L>(), zero::<L>());
    let mut high_before = splat(0);
    // Written out because the number of a column is a constant of its own.
    macro_rules! columns {
        ($($k:literal)*) => {$(
            if $k < 2 * L - 1 {
                let half = if $k < L { &mut lower } else { &mut upper };
                (half[$k % L], high_before) = column::<$k, L>(a, b, _mm256_sllv_epi64(high_before, up));
            }
        )*};
    }
    columns!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20);
    upper[L - 1] = _mm256_sllv_epi64(high_before, up);
    // 2^LR times each limb of the upper half is FOLD times the limb, L places lower.
    let mut spill = splat(0);
    for j in 0..L {
        let below = if j == 0 { splat(0) } else { above_limb::<L>(upper[j - 1]) };
        let limb = _mm256_add_epi64(low_limb::<L>(upper[j]), below);
        lower[j] = _mm256_madd52lo_epu64(_mm256_add_epi64(lower[j], spill), limb, fold);
        spill = _mm256_sllv_epi64(_mm256_madd52hi_epu64(splat(0), limb, fold), up);
    }
    // What stands at place L now: the last high half; what was above the upper half, folded once; and the carry of the
    // lower half.
    // R = 47, FOLD < 2^14.2: below 2^15.2 + 2^(10 + 14.2) + 2^14, so times FOLD below 2^39, 0.4 % of T.
    // R = 43, FOLD < 2^11.3: below 2^12.4 + 2^(10 + 11.3) + 2^14, so times FOLD below 2^33.
    let above = above_limb::<L>(upper[L - 1]);
    let top = _mm256_add_epi64(_mm256_madd52lo_epu64(spill, above, fold), above_limb::<L>(lower[L - 1]));
    let mut out = zero();
    out[0] = _mm256_madd52lo_epu64(low_limb::<L>(lower[0]), top, fold);
    for j in 1..L {
        out[j] = _mm256_add_epi64(low_limb::<L>(lower[j]), above_limb::<L>(lower[j - 1]));
    }
    out
}

/// A word for each lane.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
pub(crate) fn words(words: [u64; 4]) -> __m256i {
    let [a, b, c, d] = words.map(|word| word as i64);
    _mm256_set_epi64x(d, c, b, a)
}
