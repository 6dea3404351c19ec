//! Points of the twisted Edwards curve u² + v² = 1 + d·u²v², the other face of 256-paramSetA (RFC 7836, A.2; kz-pki
//! facts, section 2.2).
//!
//! d is not a square, so the addition law is complete: the same branch-free formulas serve public and secret values.

use subtle::{Choice, ConditionallySelectable};
use zeroize::Zeroize;

use super::field::Field;

/// A point with the products that an addition wants. Unlike on the Weierstrass face the identity has affine
/// coordinates.
#[derive(Clone, Copy)]
pub(super) struct Entry<const N: usize, const C: u64> {
    pub(super) u: Field<N, C>,
    pub(super) v: Field<N, C>,
    /// d·u·v
    duv: Field<N, C>,
}

impl<const N: usize, const C: u64> Entry<N, C> {
    pub(super) fn new(u: Field<N, C>, v: Field<N, C>, d: &Field<N, C>) -> Self {
        Self { u, v, duv: u.mul(&v).mul(d) }
    }

    pub(super) fn neg(&self) -> Self {
        Self { u: self.u.neg(), v: self.v, duv: self.duv.neg() }
    }
}

impl<const N: usize, const C: u64> PartialEq for Entry<N, C> {
    fn eq(&self, other: &Self) -> bool {
        self.u == other.u && self.v == other.v
    }
}

impl<const N: usize, const C: u64> Eq for Entry<N, C> {}

impl<const N: usize, const C: u64> ConditionallySelectable for Entry<N, C> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self {
            u: Field::conditional_select(&a.u, &b.u, choice),
            v: Field::conditional_select(&a.v, &b.v, choice),
            duv: Field::conditional_select(&a.duv, &b.duv, choice),
        }
    }
}

/// (U : V : Z : T) for u = U/Z, v = V/Z, with T = UV/Z (the extended coordinates of Hisil, Wong, Carter and Dawson,
/// 2008).
#[derive(Clone, Copy, Zeroize)]
pub(super) struct Extended<const N: usize, const C: u64> {
    pub(super) u: Field<N, C>,
    pub(super) v: Field<N, C>,
    pub(super) z: Field<N, C>,
    t: Field<N, C>,
}

impl<const N: usize, const C: u64> Extended<N, C> {
    pub(super) const IDENTITY: Self = Self { u: Field::ZERO, v: Field::ONE, z: Field::ONE, t: Field::ZERO };

    pub(super) fn from_entry(entry: &Entry<N, C>) -> Self {
        Self { u: entry.u, v: entry.v, z: Field::ONE, t: entry.u.mul(&entry.v) }
    }

    pub(super) fn is_identity_vartime(&self) -> bool {
        self.u.is_zero_vartime() && self.v == self.z
    }

    pub(super) fn double(&self) -> Self {
        let uu = self.u.square();
        let vv = self.v.square();
        let sum = uu.add(&vv);
        let uv2 = self.u.add(&self.v).square().sub(&sum);
        let f = sum.sub(&self.z.square().double());
        let h = uu.sub(&vv);
        Self { u: uv2.mul(&f), v: sum.mul(&h), z: f.mul(&sum), t: uv2.mul(&h) }
    }

    pub(super) fn add(&self, other: &Entry<N, C>) -> Self {
        let uu = self.u.mul(&other.u);
        let vv = self.v.mul(&other.v);
        let dtt = self.t.mul(&other.duv);
        let cross = self.u.add(&self.v).mul(&other.u.add(&other.v)).sub(&uu).sub(&vv);
        let f = self.z.sub(&dtt);
        let g = self.z.add(&dtt);
        let h = vv.sub(&uu);
        Self { u: cross.mul(&f), v: g.mul(&h), z: f.mul(&g), t: cross.mul(&h) }
    }
}

impl<const N: usize, const C: u64> ConditionallySelectable for Extended<N, C> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self {
            u: Field::conditional_select(&a.u, &b.u, choice),
            v: Field::conditional_select(&a.v, &b.v, choice),
            z: Field::conditional_select(&a.z, &b.z, choice),
            t: Field::conditional_select(&a.t, &b.t, choice),
        }
    }
}
