//! Multiples of points: interleaved signed digits for verification, a comb of signed digits for signing.
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "digits are cut out of limbs, and table indices come from digits of a known width"
)]

use std::marker::PhantomData;

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::group::Group;
use super::limbs;

/// Into how many parts a split table cuts the digits of a scalar; each part saves the doublings of all others.
const PARTS: usize = 8;

/// The digits of one part of a split table.
const fn split_stride<const N: usize>() -> usize {
    (64 * N + 1).div_ceil(PARTS)
}

/// Digit width for the base point: 64 entries per part, 8 KiB (512 bits) or 4 KiB.
const BASE_WIDTH: u32 = 8;
/// Digit width for a prepared key: 32 entries per part.
const PREPARED_WIDTH: u32 = 7;
/// Digit width for a key that is used once: 8 entries, cheap enough to compute on the way.
const SINGLE_WIDTH: u32 = 5;

/// Odd multiples of a point, and, if the table is split, of its multiples by 2^stride, 2^(2 stride), ….
pub(super) struct Multiples<const N: usize, const C: u64, G: Group<N, C>> {
    width: u32,
    stride: usize,
    entries: Vec<G::Entry>,
}

impl<const N: usize, const C: u64, G: Group<N, C>> Multiples<N, C, G> {
    /// The table of the base point.
    pub(super) fn of_generator() -> Self {
        Self::split(&G::generator(), BASE_WIDTH)
    }

    /// A table that pays off from about three verifications on.
    pub(super) fn prepared(point: &G::Entry) -> Self {
        Self::split(point, PREPARED_WIDTH)
    }

    /// A table for one verification.
    pub(super) fn single(point: &G::Entry) -> Self {
        let entries = G::odd_multiples(point, entries_per_part(SINGLE_WIDTH));
        Self { width: SINGLE_WIDTH, stride: 64 * N + 1, entries }
    }

    fn split(point: &G::Entry, width: u32) -> Self {
        let stride = split_stride::<N>();
        let mut powers = vec![G::lift(point)];
        let mut power = G::lift(point);
        for _ in 1..PARTS {
            for _ in 0..stride {
                power = G::double(&power);
            }
            powers.push(power);
        }
        let count = entries_per_part(width);
        let entries = G::normalize(&powers).iter().flat_map(|power| G::odd_multiples(power, count)).collect();
        Self { width, stride, entries }
    }

    /// Adds `digit * 2^(stride * part)` times the point.
    #[inline(always)]
    fn add_digit(&self, sum: G::Point, part: usize, digit: i8) -> G::Point {
        if digit == 0 {
            return sum;
        }
        let entry = &self.entries[part * entries_per_part(self.width) + usize::from(digit.unsigned_abs() / 2)];
        if digit > 0 { G::add(&sum, entry) } else { G::add(&sum, &G::negate(entry)) }
    }
}

/// The odd numbers below 2^(width - 1).
const fn entries_per_part(width: u32) -> usize {
    1 << (width - 2)
}

/// `base_factor * G + key_factor * Q`, where `key` is the table of Q. Variable time.
pub(super) fn multiply_and_add_vartime<const N: usize, const C: u64, G: Group<N, C>>(
    base_factor: &[u64; N],
    key_factor: &[u64; N],
    key: &Multiples<N, C, G>,
) -> G::Point {
    // With an unsplit key all digits lie in part 0, and of the base table only that part is used.
    sum_vartime(key.stride, &[(G::base_multiples(), base_factor), (key, key_factor)])
}

/// `factor * point`. Variable time.
pub(super) fn multiply_vartime<const N: usize, const C: u64, G: Group<N, C>>(
    factor: &[u64; N],
    point: &G::Entry,
) -> G::Point {
    let table = Multiples::<N, C, G>::single(point);
    sum_vartime(table.stride, &[(&table, factor)])
}

/// The sum of the points of the tables times their factors. A split table needs its own `stride`, or one that covers
/// all digits.
fn sum_vartime<const N: usize, const C: u64, G: Group<N, C>>(
    stride: usize,
    terms: &[(&Multiples<N, C, G>, &[u64; N])],
) -> G::Point {
    let terms: Vec<_> = terms.iter().map(|(table, factor)| (table, signed_digits(factor, table.width))).collect();
    let mut sum = G::identity();
    for i in (0..stride).rev() {
        sum = G::double(&sum);
        for (table, digits) in &terms {
            for (part, &digit) in digits.iter().skip(i).step_by(stride).enumerate() {
                sum = table.add_digit(sum, part, digit);
            }
        }
    }
    sum
}

/// Digits d[i], zero or odd, |d[i]| < 2^(width - 1), with scalar = Σ d[i] 2^i; of any `width` neighbours at most one is
/// not zero. 64N + 1 digits, for the carry out of the top. Variable time.
fn signed_digits<const N: usize>(scalar: &[u64; N], width: u32) -> Vec<i8> {
    let length = 64 * N + 1;
    let bits = |position: usize, count: u32| -> u64 {
        let (word, bit) = (position / 64, position % 64);
        let low = scalar.get(word).map_or(0, |w| w >> bit);
        let high = if bit == 0 { 0 } else { scalar.get(word + 1).map_or(0, |w| w << (64 - bit)) };
        (low | high) & ((1 << count) - 1)
    };
    let mut digits = vec![0; length];
    let mut carry = 0;
    let mut position = 0;
    while position < length {
        if bits(position, 1) == carry {
            position += 1;
            continue;
        }
        let window = bits(position, width) + carry;
        carry = window >> (width - 1);
        // Odd, and within ±(2^(width - 1) - 1), so within i8 for a width of at most 8.
        digits[position] = (window as i64 - ((carry << width) as i64)) as i8;
        position += width as usize;
    }
    digits
}

/// Entries per window of the comb: 1 to 8 times the power of the window.
const WINDOW: usize = 8;

/// The multiples 1 … 8 of G, 2^8 G, 2^16 G, …, 2^64N G, for multiplication of the base point by a secret.
pub(super) struct SecretMultiples<const N: usize, const C: u64, G: Group<N, C>> {
    windows: Vec<Vec<G::Entry>>,
    group: PhantomData<G>,
}

impl<const N: usize, const C: u64, G: Group<N, C>> SecretMultiples<N, C, G> {
    pub(super) fn of_generator() -> Self {
        let mut power = G::generator();
        let mut windows = Vec::with_capacity(8 * N + 1);
        for _ in 0..=8 * N {
            let mut multiples = vec![G::lift(&power)];
            for i in 1..WINDOW {
                multiples.push(G::add(&multiples[i - 1], &power));
            }
            // 2^8 = 2^5 * 8
            let mut next = multiples[WINDOW - 1];
            for _ in 0..5 {
                next = G::double(&next);
            }
            windows.push(G::normalize(&multiples));
            power = G::normalize(&[next])[0];
        }
        Self { windows, group: PhantomData }
    }

    /// `factor * G`, in constant time.
    ///
    /// The factor is written with 16N + 1 digits of -8 … 7 to the base 16. Digits at odd places go first and are
    /// multiplied by 16 together; so one window serves two places.
    pub(super) fn multiply(&self, factor: &[u64; N]) -> G::Secret {
        // factor + 0x88…8 has the digits + 8 as its nibbles; a carry is the digit at place 16N.
        let (shifted, carry) = limbs::add(factor, &[0x8888_8888_8888_8888; N]);
        let shifted = Zeroizing::new(shifted);
        let digit = |place: usize| match shifted.get(place / 16) {
            Some(word) => ((word >> (4 * (place % 16))) & 15) as i64 - 8,
            None => i64::from(carry),
        };
        let mut sum = G::secret_identity();
        for place in (1..=16 * N).step_by(2) {
            sum = self.add_digit(&sum, place / 2, digit(place));
        }
        for _ in 0..4 {
            sum = G::secret_double(&sum);
        }
        for place in (0..=16 * N).step_by(2) {
            sum = self.add_digit(&sum, place / 2, digit(place));
        }
        sum
    }

    /// Adds `digit` times the power of the window. Every entry of the window is read, whatever the digit.
    fn add_digit(&self, sum: &G::Secret, window: usize, digit: i64) -> G::Secret {
        let sign = digit >> 63; // -1 or 0
        let magnitude = (digit ^ sign) - sign;
        let window = &self.windows[window];
        let mut entry = window[0];
        for (multiple, candidate) in (1i64..).zip(window) {
            entry = G::secret_select(&entry, candidate, multiple.ct_eq(&magnitude));
        }
        let entry = G::secret_negate(&entry, Choice::from((sign & 1) as u8));
        G::secret_add(sum, &entry, !magnitude.ct_eq(&0))
    }
}
