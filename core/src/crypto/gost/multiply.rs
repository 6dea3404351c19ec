//! Sums of multiples of points for verification: interleaved signed digits. Variable time.
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "digits are cut out of limbs, and table indices come from digits of a known width"
)]

use super::group::Group;

/// Into how many parts a split table cuts the digits of a scalar; each part saves the doublings of all others.
const PARTS: usize = 16;

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
    pub(super) stride: usize,
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

    /// The entry for `|digit| * 2^(stride * part)` times the point.
    fn entry(&self, part: usize, digit: i8) -> &G::Entry {
        &self.entries[part * entries_per_part(self.width) + usize::from(digit.unsigned_abs() / 2)]
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
    G::sum_vartime(key.stride, &[Term::new(G::base_multiples(), base_factor), Term::new(key, key_factor)])
}

/// `factor * point`. Variable time.
pub(super) fn multiply_vartime<const N: usize, const C: u64, G: Group<N, C>>(
    factor: &[u64; N],
    point: &G::Entry,
) -> G::Point {
    let table = Multiples::<N, C, G>::single(point);
    G::sum_vartime(table.stride, &[Term::new(&table, factor)])
}

/// A point, as a table, times a factor, as digits.
pub(super) struct Term<'a, const N: usize, const C: u64, G: Group<N, C>> {
    table: &'a Multiples<N, C, G>,
    digits: Vec<i8>,
}

impl<'a, const N: usize, const C: u64, G: Group<N, C>> Term<'a, N, C, G> {
    pub(super) fn new(table: &'a Multiples<N, C, G>, factor: &[u64; N]) -> Self {
        Self { table, digits: signed_digits(factor, table.width) }
    }
}

/// Where a sum of terms grows, from the identity on.
pub(super) trait RunningSum<E> {
    fn double(&mut self);
    fn add(&mut self, entry: &E);
}

/// Adds up the terms, whose split tables all have this stride, or digits only in their first part.
#[inline(always)]
pub(super) fn walk<const N: usize, const C: u64, G: Group<N, C>>(
    stride: usize,
    terms: &[Term<'_, N, C, G>],
    sum: &mut impl RunningSum<G::Entry>,
) {
    for i in (0..stride).rev() {
        sum.double();
        for Term { table, digits } in terms {
            for (part, &digit) in digits.iter().skip(i).step_by(stride).enumerate() {
                match digit {
                    0 => {}
                    1.. => sum.add(table.entry(part, digit)),
                    ..0 => sum.add(&G::negate(table.entry(part, digit))),
                }
            }
        }
    }
}

struct WordByWord<const N: usize, const C: u64, G: Group<N, C>>(G::Point);

impl<const N: usize, const C: u64, G: Group<N, C>> RunningSum<G::Entry> for WordByWord<N, C, G> {
    #[inline(always)]
    fn double(&mut self) {
        self.0 = G::double(&self.0);
    }

    #[inline(always)]
    fn add(&mut self, entry: &G::Entry) {
        self.0 = G::add(&self.0, entry);
    }
}

/// [`Group::sum_vartime`] without a vector unit.
pub(super) fn sum_word_by_word<const N: usize, const C: u64, G: Group<N, C>>(
    stride: usize,
    terms: &[Term<'_, N, C, G>],
) -> G::Point {
    let mut sum = WordByWord::<N, C, G>(G::identity());
    walk(stride, terms, &mut sum);
    sum.0
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
