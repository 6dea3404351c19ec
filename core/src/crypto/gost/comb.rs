//! The base point times a secret, for signing: a comb of signed digits. Constant time.
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

/// Entries per window of the comb: 1 to 8 times the power of the window.
const WINDOW: usize = 8;

/// A factor as 16N + 1 digits of -8 … 7 to the base 16, least significant first.
pub(super) struct SecretDigits<const N: usize> {
    /// The factor + 0x88…8: its nibbles are the digits + 8.
    shifted: Zeroizing<[u64; N]>,
    /// The digit at place 16N.
    carry: bool,
}

impl<const N: usize> SecretDigits<N> {
    /// Bits of a digit.
    pub(super) const BITS: usize = 4;

    pub(super) fn new(factor: &[u64; N]) -> Self {
        let (shifted, carry) = limbs::add(factor, &[0x8888_8888_8888_8888; N]);
        Self { shifted: Zeroizing::new(shifted), carry }
    }

    /// The digit at a place; 0 above the highest one.
    fn at(&self, place: usize) -> i64 {
        match self.shifted.get(place / 16) {
            Some(word) => ((word >> (4 * (place % 16))) & 15) as i64 - 8,
            None => i64::from(self.carry & (place == 16 * N)),
        }
    }

    /// The places in the order of their addition. Those of the first pass are odd; they go first and are multiplied by
    /// 16 together, so that one window serves two places.
    pub(super) fn passes() -> [impl Iterator<Item = usize>; 2] {
        [(1..=16 * N).step_by(2), (0..=16 * N).step_by(2)]
    }
}

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

    /// `factor * G`.
    pub(super) fn multiply(&self, factor: &[u64; N]) -> G::Secret {
        G::secret_sum(self, &SecretDigits::new(factor))
    }

    /// [`Group::secret_sum`] without a vector unit.
    pub(super) fn sum_word_by_word(&self, digits: &SecretDigits<N>) -> G::Secret {
        let mut sum = G::secret_identity();
        for (pass, places) in SecretDigits::<N>::passes().into_iter().enumerate() {
            if pass > 0 {
                for _ in 0..SecretDigits::<N>::BITS {
                    sum = G::secret_double(&sum);
                }
            }
            for place in places {
                let (entry, add) = self.multiple(digits, place);
                sum = G::secret_add(&sum, &entry, add);
            }
        }
        sum
    }

    /// What the digit at `place` adds, before the doublings of its pass, and whether it adds anything. Every entry of
    /// the window is read, whatever the digit. Above the highest place nothing is added.
    pub(super) fn multiple(&self, digits: &SecretDigits<N>, place: usize) -> (G::Entry, Choice) {
        let digit = digits.at(place);
        let sign = digit >> 63; // -1 or 0
        let magnitude = (digit ^ sign) - sign;
        let window = &self.windows[(place / 2).min(8 * N)];
        let mut entry = window[0];
        for (multiple, candidate) in (1i64..).zip(window) {
            entry = G::secret_select(&entry, candidate, multiple.ct_eq(&magnitude));
        }
        (G::secret_negate(&entry, Choice::from((sign & 1) as u8)), !magnitude.ct_eq(&0))
    }
}
