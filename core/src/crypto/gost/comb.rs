//! The base point times a secret, for signing: one window of multiples for each signed digit. Constant time.
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

/// Entries per window: 1 to 8 times the power of 16 of its digit.
const WINDOW: usize = 8;

/// A factor as 16N + 1 digits of -8 … 7 to the base 16, least significant first.
pub(super) struct SecretDigits<const N: usize> {
    /// The factor + 0x88…8: its nibbles are the digits + 8.
    shifted: Zeroizing<[u64; N]>,
    /// The digit at place 16N.
    carry: bool,
}

impl<const N: usize> SecretDigits<N> {
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

    /// The places of the digits.
    pub(super) fn places() -> impl Iterator<Item = usize> {
        0..=16 * N
    }
}

/// The multiples 1 … 8 of G, 16 G, 16² G, …, 2^64N G, for multiplication of the base point by a secret: 33 KiB (49 on the
/// Edwards face) or 132 KiB.
pub(super) struct SecretMultiples<const N: usize, const C: u64, G: Group<N, C>> {
    windows: Vec<Vec<G::Entry>>,
    group: PhantomData<G>,
}

impl<const N: usize, const C: u64, G: Group<N, C>> SecretMultiples<N, C, G> {
    pub(super) fn of_generator() -> Self {
        let mut power = G::generator();
        let mut windows = Vec::with_capacity(16 * N + 1);
        for _ in SecretDigits::<N>::places() {
            let mut multiples = vec![G::lift(&power)];
            for i in 1..WINDOW {
                multiples.push(G::add(&multiples[i - 1], &power));
            }
            // 16 = 2 * 8; and one inversion serves the window and the next power.
            multiples.push(G::double(&multiples[WINDOW - 1]));
            let mut window = G::normalize(&multiples);
            power = window.remove(WINDOW);
            windows.push(window);
        }
        Self { windows, group: PhantomData }
    }

    /// `factor * G`.
    pub(super) fn multiply(&self, factor: &[u64; N]) -> G::Secret {
        G::secret_sum(self, &SecretDigits::new(factor))
    }

    /// [`Group::secret_sum`] without a vector unit.
    pub(super) fn sum_word_by_word(&self, digits: &SecretDigits<N>) -> G::Secret {
        SecretDigits::<N>::places().fold(G::secret_identity(), |sum, place| {
            let (entry, add) = self.multiple(digits, place);
            G::secret_add(&sum, &entry, add)
        })
    }

    /// What the digit at `place` adds, and whether it adds anything. Every entry of the window is read, whatever the
    /// digit. Above the highest place nothing is added.
    pub(super) fn multiple(&self, digits: &SecretDigits<N>, place: usize) -> (G::Entry, Choice) {
        let digit = digits.at(place);
        let sign = digit >> 63; // -1 or 0
        let magnitude = (digit ^ sign) - sign;
        let window = &self.windows[place.min(16 * N)];
        let mut entry = window[0];
        for (multiple, candidate) in (1i64..).zip(window) {
            entry = G::secret_select(&entry, candidate, multiple.ct_eq(&magnitude));
        }
        (G::secret_negate(&entry, Choice::from((sign & 1) as u8)), !magnitude.ct_eq(&0))
    }
}
