//! What verification and signing ask of a curve, whatever its shape.

use subtle::Choice;

use zeroize::Zeroize;

use super::comb::{SecretDigits, SecretMultiples};
use super::field::Field;
use super::limbs;
use super::multiply::{Multiples, Term, sum_word_by_word};
use super::scalar::Order;

/// The subgroup of prime order q that a parameter set works in, over the field of 2^64N - C elements.
pub(super) trait Group<const N: usize, const C: u64>: Sized + 'static {
    /// A point other than the identity, in the form in which it is added: what tables hold.
    type Entry: Copy + Eq + Send + Sync;
    /// A running sum, for public values.
    type Point: Copy;
    /// A running sum, for secret values.
    type Secret: Copy + Zeroize;

    /// The order q of the base point.
    const ORDER: Order<N>;

    /// The base point.
    fn generator() -> Self::Entry;
    /// The multiples of the base point for verification, computed once per process.
    fn base_multiples() -> &'static Multiples<N, C, Self>;
    /// The multiples of the base point for signing, computed once per process.
    fn secret_multiples() -> &'static SecretMultiples<N, C, Self>;

    /// The point with these affine coordinates, or the rule that they break: it must lie in the subgroup.
    fn decode(x: Field<N, C>, y: Field<N, C>) -> Result<Self::Entry, &'static str>;
    /// The affine coordinates x and y.
    fn coordinates(point: &Self::Entry) -> [Field<N, C>; 2];

    /// The identity.
    fn identity() -> Self::Point;
    /// `point`, ready to be added to.
    fn lift(entry: &Self::Entry) -> Self::Point;
    /// `2 point`.
    fn double(point: &Self::Point) -> Self::Point;
    /// `point + entry`, where `point` may be anything.
    fn add(point: &Self::Point, entry: &Self::Entry) -> Self::Point;
    /// `-entry`.
    fn negate(entry: &Self::Entry) -> Self::Entry;
    /// The table form of points that are all different from the identity.
    fn normalize(points: &[Self::Point]) -> Vec<Self::Entry>;
    /// `[P, 3P, 5P, …]`, `count` of them. `P` is of prime order and `count` far below it.
    fn odd_multiples(point: &Self::Entry, count: usize) -> Vec<Self::Entry>;
    /// The sum of the terms, whose split tables all have this `stride`, or digits only in their first part.
    fn sum_vartime(stride: usize, terms: &[Term<'_, N, C, Self>]) -> Self::Point {
        sum_word_by_word(stride, terms)
    }
    /// Whether the affine x coordinate, as an integer, is `r` modulo q. Never for the identity. Requires `r < q`.
    fn has_x(point: &Self::Point, r: &[u64; N]) -> bool;

    /// The identity.
    fn secret_identity() -> Self::Secret;
    /// `point + entry` if `add` is set, else `point`, in constant time.
    fn secret_add(point: &Self::Secret, entry: &Self::Entry, add: Choice) -> Self::Secret;
    /// `-entry` if `negate` is set, else `entry`, in constant time.
    fn secret_negate(entry: &Self::Entry, negate: Choice) -> Self::Entry;
    /// `a` or, if `choice` is set, `b`, in constant time.
    fn secret_select(a: &Self::Entry, b: &Self::Entry, choice: Choice) -> Self::Entry;
    /// The base point, whose multiples these are, times the factor with these digits, in constant time.
    fn secret_sum(table: &SecretMultiples<N, C, Self>, digits: &SecretDigits<N>) -> Self::Secret {
        table.sum_word_by_word(digits)
    }
    /// The table form of a point that is not the identity, in constant time.
    fn secret_normalize(point: &Self::Secret) -> Self::Entry;
    /// The affine x coordinate of a point that is not the identity, in constant time.
    fn secret_x(point: &Self::Secret) -> Field<N, C>;
}

/// Inverts many at once: one inversion and three multiplications each. Requires that none is zero.
pub(super) fn invert_all_vartime<const N: usize, const C: u64>(elements: &mut [Field<N, C>]) {
    // prefixes[i] is the product of the elements before i.
    let mut product = Field::ONE;
    let mut prefixes = Vec::with_capacity(elements.len());
    for element in elements.iter() {
        prefixes.push(product);
        product = product.mul(element);
    }
    let mut inverse = product.invert_vartime();
    for (element, prefix) in elements.iter_mut().zip(&prefixes).rev() {
        let own = inverse.mul(prefix);
        inverse = inverse.mul(element);
        *element = own;
    }
}

/// The integers below `p` that are `r` modulo `q`: r, r + q, … Requires `0 < q`.
pub(super) fn lifts<const N: usize>(r: &[u64; N], q: &[u64; N], p: &[u64; N]) -> impl Iterator<Item = [u64; N]> {
    let (q, p) = (*q, *p);
    std::iter::successors(Some(*r), move |previous| {
        let (next, carry) = limbs::add(previous, &q);
        (!carry && limbs::less(&next, &p)).then_some(next)
    })
}
