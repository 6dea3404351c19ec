//! Integers modulo the order q of the base point.
//!
//! A signature or a verification multiplies only a handful of them, so they are kept as plain integers below q and each
//! product pays for two Montgomery reductions. Constant time, except where the name says `vartime`.
#![expect(clippy::indexing_slicing, reason = "fixed-size limb arithmetic with public indices")]

use super::{inverse, limbs};

/// Arithmetic modulo an odd prime q of N words.
pub(super) struct Order<const N: usize> {
    q: [u64; N],
    /// -q^-1 modulo 2^64.
    negated_inverse: u64,
    /// 2^128N modulo q.
    r_squared: [u64; N],
}

impl<const N: usize> Order<N> {
    /// Requires an odd prime.
    pub(super) const fn new(q: [u64; N]) -> Self {
        assert!(q[0] & 1 == 1 && q[N - 1] != 0);
        let mut power = limbs::one();
        let mut i = 0;
        while i < 128 * N {
            // power < q, so its double is below 2q: subtract q once if that does not go below 0.
            let (double, carry) = limbs::add(&power, &power);
            let (reduced, borrow) = limbs::sub(&double, &q);
            power = if carry | !borrow { reduced } else { double };
            i += 1;
        }
        Self { q, negated_inverse: inverse::negated_inverse_of_word(q[0]), r_squared: power }
    }

    /// The modulus.
    pub(super) const fn modulus(&self) -> &[u64; N] {
        &self.q
    }

    /// Whether 0 < a < q.
    pub(super) fn contains(&self, a: &[u64; N]) -> bool {
        bool::from(!limbs::is_zero(a)) & limbs::less(a, &self.q)
    }

    /// `a * b / 2^64N` modulo q, below q. Requires `a * b < q * 2^64N`.
    fn montgomery(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let mut t = [0; N];
        // The word above t. After each round t + 2^64N * top < b + q <= 2^64N + q, so it is 0 or 1.
        let mut top = 0;
        for &word in a {
            let mut carry = 0;
            for j in 0..N {
                (t[j], carry) = limbs::mul_add(word, b[j], t[j], carry);
            }
            let (upper, overflow) = carry.overflowing_add(top);
            let m = t[0].wrapping_mul(self.negated_inverse);
            let (_, mut carry) = limbs::mul_add(m, self.q[0], t[0], 0);
            for j in 1..N {
                (t[j - 1], carry) = limbs::mul_add(m, self.q[j], t[j], carry);
            }
            let (last, carry) = carry.overflowing_add(upper);
            t[N - 1] = last;
            top = u64::from(overflow) + u64::from(carry);
        }
        // t < (a*b + q * 2^64N) / 2^64N < 2q.
        let (reduced, borrow) = limbs::sub(&t, &self.q);
        limbs::select(&t, &reduced, (top != 0) | !borrow)
    }

    /// `a` modulo q, for any `a` below 2^64N.
    pub(super) fn reduce(&self, a: &[u64; N]) -> [u64; N] {
        // a < 2^64N and r_squared < q, as `montgomery` requires.
        let scaled = self.montgomery(a, &self.r_squared);
        self.montgomery(&scaled, &limbs::one())
    }

    /// `a * b` modulo q. Requires `b < q`.
    pub(super) fn mul(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        self.montgomery(&self.montgomery(a, b), &self.r_squared)
    }

    /// `a + b` modulo q. Requires both below q.
    pub(super) fn add(&self, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let (sum, carry) = limbs::add(a, b);
        let (reduced, borrow) = limbs::sub(&sum, &self.q);
        limbs::select(&sum, &reduced, carry | !borrow)
    }

    /// `-a` modulo q. Requires `0 < a < q`.
    pub(super) fn neg(&self, a: &[u64; N]) -> [u64; N] {
        limbs::sub(&self.q, a).0
    }

    /// The inverse of `a < q`; 0 for 0. For public values only.
    pub(super) fn invert_vartime(&self, a: &[u64; N]) -> [u64; N] {
        inverse::invert_vartime(a, &self.q)
    }
}
