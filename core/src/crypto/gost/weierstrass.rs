//! Points of y² = x³ - 3x + b, a curve of prime order, twice over:
//! [`Jacobian`] coordinates for public values, where special cases may branch, and [`Projective`] ones with complete
//! formulas for secret values, where they must not.

use subtle::{Choice, ConditionallySelectable};
use zeroize::Zeroize;

use super::field::Field;

/// A point other than the identity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Affine<const N: usize, const C: u64> {
    pub(super) x: Field<N, C>,
    pub(super) y: Field<N, C>,
}

impl<const N: usize, const C: u64> Affine<N, C> {
    /// The point at (x, y), if it is on the curve with this `b`.
    pub(super) fn new(x: Field<N, C>, y: Field<N, C>, b: &Field<N, C>) -> Option<Self> {
        let right = x.square().mul(&x).sub(&x.triple()).add(b);
        (y.square() == right).then_some(Self { x, y })
    }

    pub(super) fn neg(&self) -> Self {
        Self { x: self.x, y: self.y.neg() }
    }
}

impl<const N: usize, const C: u64> ConditionallySelectable for Affine<N, C> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self { x: Field::conditional_select(&a.x, &b.x, choice), y: Field::conditional_select(&a.y, &b.y, choice) }
    }
}

/// (X : Y : Z) for the affine point (X/Z², Y/Z³); the identity has Z = 0. Variable time.
#[derive(Clone, Copy)]
pub(super) struct Jacobian<const N: usize, const C: u64> {
    pub(super) x: Field<N, C>,
    pub(super) y: Field<N, C>,
    pub(super) z: Field<N, C>,
}

impl<const N: usize, const C: u64> Jacobian<N, C> {
    pub(super) const IDENTITY: Self = Self { x: Field::ONE, y: Field::ONE, z: Field::ZERO };

    pub(super) fn from_affine(point: &Affine<N, C>) -> Self {
        Self { x: point.x, y: point.y, z: Field::ONE }
    }

    pub(super) fn is_identity(&self) -> bool {
        self.z.is_zero_vartime()
    }

    /// `2 self`, with 3X² - 3Z⁴ taken as 3(X - Z²)(X + Z²), and 8Y⁴ as half of (2Y)⁴. The identity needs no special
    /// case: Z = 0 stays 0.
    pub(super) fn double(&self) -> Self {
        let zz = self.z.square();
        let y2 = self.y.double();
        let yy4 = y2.square();
        let xyy4 = self.x.mul(&yy4);
        let slope = self.x.sub(&zz).mul(&self.x.add(&zz)).triple();
        let x = slope.square().sub(&xyy4.double());
        let y = slope.mul(&xyy4.sub(&x)).sub(&yy4.square().halve());
        let z = y2.mul(&self.z);
        Self { x, y, z }
    }

    /// `self + other`.
    pub(super) fn add(&self, other: &Affine<N, C>) -> Self {
        if self.is_identity() {
            return Self::from_affine(other);
        }
        let zz = self.z.square();
        let h = other.x.mul(&zz).sub(&self.x);
        let slope = other.y.mul(&zz.mul(&self.z)).sub(&self.y);
        if h.is_zero_vartime() {
            // Equal x: the same point or opposite ones.
            return if slope.is_zero_vartime() { self.double() } else { Self::IDENTITY };
        }
        let hh = h.square();
        let hhh = hh.mul(&h);
        let xhh = self.x.mul(&hh);
        let x = slope.square().sub(&hhh).sub(&xhh.double());
        let y = slope.mul(&xhh.sub(&x)).sub(&self.y.mul(&hhh));
        let z = self.z.mul(&h);
        Self { x, y, z }
    }
}

/// (X : Y : Z) for the affine point (X/Z, Y/Z); the identity is (0 : 1 : 0). Constant time.
///
/// The formulas are the complete ones of Renes, Costello and Batina (2015) for a = -3: on a curve of prime order they
/// hold for every pair of points, the identity and equal or opposite points included, so nothing is left to branch on.
#[derive(Clone, Copy, Zeroize)]
pub(super) struct Projective<const N: usize, const C: u64> {
    pub(super) x: Field<N, C>,
    pub(super) y: Field<N, C>,
    pub(super) z: Field<N, C>,
}

impl<const N: usize, const C: u64> Projective<N, C> {
    pub(super) const IDENTITY: Self = Self { x: Field::ZERO, y: Field::ONE, z: Field::ZERO };

    pub(super) fn add(&self, other: &Self, b: &Field<N, C>) -> Self {
        let cross = |a: [&Field<N, C>; 2], b: [&Field<N, C>; 2]| a[0].mul(b[1]).add(&a[1].mul(b[0]));
        Self::complete(
            b,
            &self.x.mul(&other.x),
            &self.y.mul(&other.y),
            &self.z.mul(&other.z),
            &cross([&self.x, &self.y], [&other.x, &other.y]),
            &cross([&self.x, &self.z], [&other.x, &other.z]),
            &cross([&self.y, &self.z], [&other.y, &other.z]),
        )
    }

    pub(super) fn add_affine(&self, other: &Affine<N, C>, b: &Field<N, C>) -> Self {
        Self::complete(
            b,
            &self.x.mul(&other.x),
            &self.y.mul(&other.y),
            &self.z,
            &self.x.mul(&other.y).add(&other.x.mul(&self.y)),
            &self.x.add(&other.x.mul(&self.z)),
            &self.y.add(&other.y.mul(&self.z)),
        )
    }

    /// The sum of two points from the products of their coordinates: `xx` = X₁X₂, …, `xy` = X₁Y₂ + X₂Y₁, ….
    #[inline(always)]
    fn complete(
        b: &Field<N, C>,
        xx: &Field<N, C>,
        yy: &Field<N, C>,
        zz: &Field<N, C>,
        xy: &Field<N, C>,
        xz: &Field<N, C>,
        yz: &Field<N, C>,
    ) -> Self {
        let middle = xz.sub(&b.mul(zz)).triple();
        let plus = yy.add(&middle);
        let minus = yy.sub(&middle);
        let k = b.mul(xz).sub(&zz.triple()).sub(xx).triple();
        let l = xx.sub(zz).triple();
        Self {
            x: xy.mul(&plus).sub(&yz.mul(&k)),
            y: plus.mul(&minus).add(&l.mul(&k)),
            z: yz.mul(&minus).add(&xy.mul(&l)),
        }
    }
}

impl<const N: usize, const C: u64> ConditionallySelectable for Projective<N, C> {
    #[inline(always)]
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self {
            x: Field::conditional_select(&a.x, &b.x, choice),
            y: Field::conditional_select(&a.y, &b.y, choice),
            z: Field::conditional_select(&a.z, &b.z, choice),
        }
    }
}
