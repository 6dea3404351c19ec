//! The fields of the three curves: integers modulo p = 2^64N - C with a small C, 2^256 - 617 and 2^512 - 569 (kz-pki
//! facts, section 2.2).
//!
//! An element is kept as *any* integer below 2^64N of its class; only [`Field::canonical`] brings it below p. That
//! costs nothing in multiplications and saves a comparison in each addition. All operations run in constant time,
//! except those named `vartime`.
#![expect(clippy::indexing_slicing, reason = "fixed-size limb arithmetic with public indices")]

use subtle::{Choice, ConditionallySelectable};
use zeroize::Zeroize;

use super::inverse;
use super::limbs;

/// An element of the field of 2^64N - C elements.
#[derive(Clone, Copy)]
pub(super) struct Field<const N: usize, const C: u64>([u64; N]);

impl<const N: usize, const C: u64> Field<N, C> {
    /// The order of the field.
    pub(super) const MODULUS: [u64; N] = {
        // The proofs below need C^2 + C < 2^64.
        assert!(C > 0 && C < 1 << 31 && N > 0);
        let mut p = [u64::MAX; N];
        p[0] = u64::MAX - C + 1;
        p
    };
    pub(super) const ZERO: Self = Self([0; N]);
    pub(super) const ONE: Self = Self::from_limbs(limbs::one());

    /// The class of any integer below 2^64N.
    pub(super) const fn from_limbs(limbs: [u64; N]) -> Self {
        Self(limbs)
    }

    /// An integer below 2^64N of the class.
    pub(super) const fn limbs(&self) -> &[u64; N] {
        &self.0
    }

    /// The element with these `8 * N` little-endian octets; `None` for another length or an integer of p or more.
    pub(super) fn from_le_bytes(bytes: &[u8]) -> Option<Self> {
        let limbs = limbs::from_le_bytes(bytes)?;
        limbs::less(&limbs, &Self::MODULUS).then_some(Self(limbs))
    }

    /// The representative below p.
    pub(super) fn canonical(&self) -> [u64; N] {
        // x + C reaches 2^64N exactly if x >= p, and then x + C - 2^64N = x - p. Since x < 2^64N < 2p, once is enough.
        let (reduced, at_least_p) = limbs::add_word(&self.0, C);
        limbs::select(&self.0, &reduced, at_least_p)
    }

    #[inline(always)]
    pub(super) fn add(&self, other: &Self) -> Self {
        let (sum, carry) = limbs::add(&self.0, &other.0);
        Self::fold_carry(sum, limbs::mask(carry) & C)
    }

    /// Adds `extra`, which stands for the 2^64N already dropped. Requires `extra <= C^2 + C` (so below 2^63).
    #[inline(always)]
    fn fold_carry(sum: [u64; N], extra: u64) -> Self {
        let (mut sum, carry) = limbs::add_word(&sum, extra);
        // After a carry here the rest is below `extra` < 2^63: the second 2^64N = C goes into the lowest word.
        sum[0] = sum[0].wrapping_add(limbs::mask(carry) & C);
        Self(sum)
    }

    #[inline(always)]
    pub(super) fn sub(&self, other: &Self) -> Self {
        let (difference, borrow) = limbs::sub(&self.0, &other.0);
        // A borrow added 2^64N = p + C: take C away again.
        let (mut difference, borrow) = limbs::sub_word(&difference, limbs::mask(borrow) & C);
        // A second borrow leaves at least 2^64N - C, whose lowest word is at least 2^64 - C > C.
        difference[0] = difference[0].wrapping_sub(limbs::mask(borrow) & C);
        Self(difference)
    }

    #[inline(always)]
    pub(super) fn neg(&self) -> Self {
        Self::ZERO.sub(self)
    }

    #[inline(always)]
    pub(super) fn double(&self) -> Self {
        self.add(self)
    }

    /// Half of the element: of x or x + p, whichever is even.
    #[inline(always)]
    pub(super) fn halve(&self) -> Self {
        let odd = self.0[0] & 1 == 1;
        // x + p = x - C + 2^64N
        let (sum, borrow) = limbs::sub_word(&self.0, limbs::mask(odd) & C);
        let mut half = sum;
        let mut top = u64::from(odd & !borrow);
        for limb in half.iter_mut().rev() {
            (*limb, top) = ((*limb >> 1) | (top << 63), *limb & 1);
        }
        Self(half)
    }

    /// `3 * self`.
    #[inline(always)]
    pub(super) fn triple(&self) -> Self {
        self.double().add(self)
    }

    /// Low + 2^64N * high, where 2^64N is C modulo p.
    #[inline(always)]
    fn reduce_wide(low: [u64; N], high: [u64; N]) -> Self {
        let mut sum = low;
        let mut carry = 0;
        for i in 0..N {
            (sum[i], carry) = limbs::mul_add(high[i], C, low[i], carry);
        }
        // low + C*high <= (C + 1)(2^64N - 1), so carry <= C, and carry * C <= C^2.
        Self::fold_carry(sum, carry.wrapping_mul(C))
    }

    #[inline(always)]
    pub(super) fn mul(&self, other: &Self) -> Self {
        if N > 4 { self.mul_called(other) } else { self.mul_inlined(other) }
    }

    /// Eight words do not fit into the registers: inlined, they would only crowd each other out, and the cache of the
    /// code.
    #[inline(never)]
    fn mul_called(&self, other: &Self) -> Self {
        self.mul_inlined(other)
    }

    #[inline(always)]
    fn mul_inlined(&self, other: &Self) -> Self {
        let (low, high) = limbs::mul_wide(&self.0, &other.0);
        Self::reduce_wide(low, high)
    }

    #[inline(always)]
    pub(super) fn square(&self) -> Self {
        if N > 4 { self.square_called() } else { self.square_inlined() }
    }

    #[inline(never)]
    fn square_called(&self) -> Self {
        self.square_inlined()
    }

    #[inline(always)]
    fn square_inlined(&self) -> Self {
        let (low, high) = limbs::square_wide(&self.0);
        Self::reduce_wide(low, high)
    }

    /// The inverse; 0 for 0.
    pub(super) fn invert(&self) -> Self {
        Self(inverse::invert(&self.canonical(), &Self::MODULUS))
    }

    /// As [`Self::invert`], for public values only.
    pub(super) fn invert_vartime(&self) -> Self {
        Self(inverse::invert_vartime(&self.canonical(), &Self::MODULUS))
    }

    pub(super) fn is_zero(&self) -> Choice {
        limbs::is_zero(&self.canonical())
    }

    /// Whether the element is 0. For public values only.
    pub(super) fn is_zero_vartime(&self) -> bool {
        self.0 == [0; N] || self.0 == Self::MODULUS
    }
}

impl<const N: usize, const C: u64> PartialEq for Field<N, C> {
    fn eq(&self, other: &Self) -> bool {
        self.sub(other).is_zero().into()
    }
}

impl<const N: usize, const C: u64> Eq for Field<N, C> {}

impl<const N: usize, const C: u64> ConditionallySelectable for Field<N, C> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        let mut out = *a;
        for (limb, other) in out.0.iter_mut().zip(&b.0) {
            limb.conditional_assign(other, choice);
        }
        out
    }
}

impl<const N: usize, const C: u64> Zeroize for Field<N, C> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}
