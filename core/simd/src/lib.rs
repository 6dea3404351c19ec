//! Vector code for `qoltanba`: points over the fields of 2^256 - 617 and 2^512 - 569 elements, four field operations at
//! a time with AVX-512 IFMA, and the compression function of Streebog with AVX-512 VBMI and GFNI. On a processor without
//! them [`Ifma::detect`] and [`Gfni::detect`] answer `None`, and the caller computes word by word.
//!
//! # Unsafe code
//! `qoltanba` itself forbids it, so what needs it lives here. The intrinsics are safe in functions that are compiled
//! for their processor feature; to call such a function from others is not, and these calls are the only `unsafe`. The
//! proof is the same each time: an [`Ifma`] or a [`Gfni`] exists only where the processor has said that it has the
//! features.

#[cfg(not(target_arch = "x86_64"))]
mod elsewhere;
#[cfg(target_arch = "x86_64")]
mod lanes;
#[cfg(target_arch = "x86_64")]
mod points;
#[cfg(target_arch = "x86_64")]
mod streebog;
mod streebog_constants;
#[cfg(all(test, target_arch = "x86_64"))]
mod tests;
#[cfg(target_arch = "x86_64")]
mod x86_64;

pub use streebog_constants::{StreebogConstants, Vector};
use zeroize::Zeroize;

#[cfg(not(target_arch = "x86_64"))]
pub use elsewhere::{Gfni, Ifma, IfmaFour, IfmaOne};
#[cfg(target_arch = "x86_64")]
pub use x86_64::{Gfni, Ifma, IfmaFour, IfmaOne};

/// Four points over the field of 2^256 - 617 elements.
pub type Four256 = IfmaFour<4, 6>;
/// Four points over the field of 2^512 - 569 elements.
pub type Four512 = IfmaFour<8, 11>;
/// One point over the field of 2^256 - 617 elements.
pub type One256 = IfmaOne<4, 6>;
/// One point over the field of 2^512 - 569 elements.
pub type One512 = IfmaOne<8, 11>;

/// Four points of a curve y² = x³ - 3x + b of prime order, each the sum of what was added to it. Constant time.
///
/// Coordinates are integers of `N` words, least significant first, of any size.
pub trait FourPoints<const N: usize>: Zeroize {
    /// Four times the identity, on the curve with this `b`.
    fn identity(ifma: Ifma, b: &[u64; N]) -> Self;
    /// Adds a point (x, y) to each of the four whose word of `chosen` is all ones. The words of the others must be 0;
    /// their coordinates do not matter.
    fn add(&mut self, x: [&[u64; N]; 4], y: [&[u64; N]; 4], chosen: [u64; 4]);
    /// X, Y and Z of each point, which is (X/Z, Y/Z).
    fn coordinates(&self) -> [[[u64; N]; 3]; 4];
}

/// One point of a curve y² = x³ - 3x + b, the sum of what was added to it. For public values only.
///
/// When a sum meets itself, its opposite or the identity, its Z becomes 0 modulo the prime and stays so: then the result
/// means nothing, and the caller computes it in another way. Unless somebody has chosen the points to that end, this
/// does not happen.
///
/// Coordinates are integers of `N` words, least significant first, of any size.
pub trait OnePoint<const N: usize> {
    /// The point (x, y).
    fn new(ifma: Ifma, x: &[u64; N], y: &[u64; N]) -> Self;
    /// Doubles the point.
    fn double(&mut self);
    /// Adds the point (x, y).
    fn add(&mut self, x: &[u64; N], y: &[u64; N]);
    /// X, Y and Z of the point, which is (X/Z², Y/Z³).
    fn coordinates(&self) -> [[u64; N]; 3];
}
