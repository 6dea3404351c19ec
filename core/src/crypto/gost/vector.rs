//! Sums of points of the curves y² = x³ - 3x + b in the vector unit of the processor, where it has one.

use qoltanba_simd::{FourPoints, Ifma, OnePoint};
use zeroize::Zeroize;

use super::comb::{SecretDigits, SecretMultiples};
use super::curve::PrimeOrder;
use super::field::Field;
use super::multiply::{RunningSum, Term, walk};
use super::weierstrass::{Affine, Jacobian, Projective};

/// A running sum for public values; `None` is the identity.
struct InLanes<P> {
    ifma: Ifma,
    point: Option<P>,
}

impl<const N: usize, const C: u64, P: OnePoint<N>> RunningSum<Affine<N, C>> for InLanes<P> {
    fn double(&mut self) {
        if let Some(point) = &mut self.point {
            point.double();
        }
    }

    fn add(&mut self, entry: &Affine<N, C>) {
        match &mut self.point {
            Some(point) => point.add(entry.x.limbs(), entry.y.limbs()),
            None => self.point = Some(P::new(self.ifma, entry.x.limbs(), entry.y.limbs())),
        }
    }
}

/// The sum of the terms; `None` without a vector unit, and when the sum is the identity or on its way met a case for
/// which the vector unit has no formula.
pub(super) fn sum_vartime<const N: usize, const C: u64, T: PrimeOrder<N, C>>(
    stride: usize,
    terms: &[Term<'_, N, C, T>],
) -> Option<Jacobian<N, C>> {
    let mut sum = InLanes::<T::One> { ifma: Ifma::detect()?, point: None };
    walk(stride, terms, &mut sum);
    let [x, y, z] = sum.point?.coordinates().map(Field::from_limbs);
    (!z.is_zero_vartime()).then_some(Jacobian { x, y, z })
}

/// The base point times the factor with these digits, in constant time; `None` without a vector unit.
pub(super) fn secret_sum<const N: usize, const C: u64, T: PrimeOrder<N, C>>(
    table: &SecretMultiples<N, C, T>,
    digits: &SecretDigits<N>,
) -> Option<Projective<N, C>> {
    let mut sums = T::Four::identity(Ifma::detect()?, T::B.limbs());
    for first in SecretDigits::<N>::places().step_by(4) {
        // The places that the last quad lacks lie above the highest one, where nothing is added.
        let multiple = |place| table.multiple(digits, place);
        let (a, b, c, d) = (multiple(first), multiple(first + 1), multiple(first + 2), multiple(first + 3));
        let quad = [&a, &b, &c, &d];
        sums.add(
            quad.map(|(entry, _)| entry.x.limbs()),
            quad.map(|(entry, _)| entry.y.limbs()),
            quad.map(|(_, chosen)| u64::from(chosen.unwrap_u8()).wrapping_neg()),
        );
    }
    let [a, b, c, d] = sums.coordinates().map(|coordinates| {
        let [x, y, z] = coordinates.map(Field::from_limbs);
        Projective { x, y, z }
    });
    sums.zeroize();
    Some(a.add(&b, &T::B).add(&c.add(&d, &T::B), &T::B))
}
