//! Points of y² = x³ - 3x + b in two arrangements: [`Four`] points at once, one in each lane, and [`One`] point whose
//! coordinates lie in the lanes.
//!
//! The comments at the formulas bound the limbs in units of T, see [`crate::lanes`].
#![expect(clippy::indexing_slicing, reason = "limbs of a fixed number with public indices")]

use core::arch::x86_64::{
    __m256i, _mm256_blend_epi32, _mm256_blendv_epi8, _mm256_maskz_mov_epi64, _mm256_permute4x64_epi64,
};

use crate::lanes::{self, Lanes, add, carry, mul, shift, sub, triple};

/// (X : Y : Z) for the affine point (X/Z, Y/Z), four times. Constant time.
///
/// The formulas are the complete ones of Renes, Costello and Batina (2015) for a = -3: on a curve of prime order they
/// hold for every pair of points, so nothing is left to branch on.
#[derive(Clone, Copy)]
pub(crate) struct Four<const L: usize> {
    pub(crate) x: Lanes<L>,
    pub(crate) y: Lanes<L>,
    pub(crate) z: Lanes<L>,
}

impl<const L: usize> Four<L> {
    /// The identity in each lane.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
    pub(crate) fn identity() -> Self {
        let mut one = lanes::zero();
        one[0] = lanes::splat(1);
        Self { x: lanes::zero(), y: one, z: lanes::zero() }
    }

    /// `self + (x, y)` in the lanes whose word of `chosen` is all ones, `self` in those where it is zero.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
    pub(crate) fn add(&self, x: &Lanes<L>, y: &Lanes<L>, chosen: __m256i, b: &Lanes<L>) -> Self {
        let (xx, yy) = (mul(&self.x, x), mul(&self.y, y));
        // X₁Y₂ + X₂Y₁ = (X₁ + Y₁)(X₂ + Y₂) - X₁X₂ - Y₁Y₂: 1.02 + 3
        let xy = sub::<3, L>(&mul(&add(&self.x, &self.y), &add(x, y)), &add(&xx, &yy));
        let xz = add(&self.x, &mul(x, &self.z));
        let yz = add(&self.y, &mul(y, &self.z));
        let sum = complete(b, &xx, &yy, &self.z, &xy, &xz, &yz);
        let mut out = *self;
        for j in 0..L {
            out.x[j] = _mm256_blendv_epi8(self.x[j], sum.x[j], chosen);
            out.y[j] = _mm256_blendv_epi8(self.y[j], sum.y[j], chosen);
            out.z[j] = _mm256_blendv_epi8(self.z[j], sum.z[j], chosen);
        }
        out
    }
}

/// The sum of two points from the products of their coordinates: `xx` = X₁X₂, `yy`, `zz` (1.02 T each), `xy` = X₁Y₂ +
/// X₂Y₁ (4.1 T), `xz`, `yz` (2.04 T each).
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
fn complete<const L: usize>(
    b: &Lanes<L>,
    xx: &Lanes<L>,
    yy: &Lanes<L>,
    zz: &Lanes<L>,
    xy: &Lanes<L>,
    xz: &Lanes<L>,
    yz: &Lanes<L>,
) -> Four<L> {
    let middle = carry(&triple(&sub::<2, L>(xz, &mul(b, zz))));
    let plus = add(yy, &middle); // 2.04
    let minus = sub::<2, L>(yy, &middle); // 3.02
    let k = triple(&sub::<5, L>(&mul(b, xz), &add(&triple(zz), xx))); // 3 (1.02 + 5) = 18.1; subtrahend 4.08
    let l = triple(&sub::<2, L>(xx, zz)); // 9.1
    Four {
        x: carry(&sub::<2, L>(&mul(xy, &plus), &mul(yz, &k))),
        y: carry(&add(&mul(&plus, &minus), &mul(&l, &k))),
        z: carry(&add(&mul(yz, &minus), &mul(xy, &l))),
    }
}

/// (X : Y : Z : W) for the affine point (X/Z², Y/Z³), with W = -3Z⁴ (modified Jacobian coordinates, Cohen, Miyaji and
/// Ono, 1998: with W at hand a doubling is three multiplications deep). For public values only.
///
/// The formulas hold unless a point meets itself, its opposite or the identity in [`One::add`]. Then Z becomes 0 and
/// stays 0, so that one look at the last Z tells whether the result counts.
#[derive(Clone, Copy)]
pub(crate) struct One<const L: usize>(pub(crate) Lanes<L>);

/// The lanes `$i0 … $i3` of `$v`, in this order.
macro_rules! pick {
    ($v:expr, $i0:literal, $i1:literal, $i2:literal, $i3:literal) => {{
        let mut out = *$v;
        for limb in &mut out {
            *limb = _mm256_permute4x64_epi64::<{ $i0 | $i1 << 2 | $i2 << 4 | $i3 << 6 }>(*limb);
        }
        out
    }};
}

/// Lane i of `$b` where `$fromb` has bit i, else of `$a`.
macro_rules! blend {
    ($a:expr, $b:expr, $from_b:literal) => {{
        // Two bits per lane: the instruction chooses words of 32 bits.
        const MASK: i32 = {
            let spread = ($from_b & 1) | ($from_b & 2) << 1 | ($from_b & 4) << 2 | ($from_b & 8) << 3;
            spread | spread << 1
        };
        let mut out = *$a;
        for (limb, other) in out.iter_mut().zip($b) {
            *limb = _mm256_blend_epi32::<MASK>(*limb, *other);
        }
        out
    }};
}

impl<const L: usize> One<L> {
    /// The affine point with these coordinates in its first two lanes.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
    pub(crate) fn from_affine(point: &Lanes<L>) -> Self {
        let (mut z, mut three) = (lanes::zero::<L>(), lanes::zero::<L>());
        z[0] = lanes::words([0, 0, 1, 0]);
        three[0] = lanes::words([0, 0, 0, 3]);
        Self(carry(&sub::<2, L>(&blend!(point, &z, 0b1100), &three)))
    }

    /// `2 self`: γ = Y², α = 3X² + W, β = Xγ; X' = α² - 8β, Y' = α(4β - X') - 8γ², Z' = 2YZ, W' = 16γ²W.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
    pub(crate) fn double(&self) -> Self {
        // (XX, γ, YZ)
        let first = mul(&pick!(&self.0, 0, 1, 1, 3), &pick!(&self.0, 0, 1, 2, 3));
        let alpha = add(&triple(&pick!(&first, 0, 0, 0, 0)), &pick!(&self.0, 3, 3, 3, 3)); // 4.1
        let gamma = pick!(&first, 1, 1, 1, 1);
        // (β, γγ, αα)
        let left = blend!(&blend!(&gamma, &self.0, 0b0001), &alpha, 0b0100);
        let second = mul(&left, &blend!(&gamma, &alpha, 0b0100));
        // (4γγ·4W, α(4β - X')), with 4β - X' = 12β - αα: 12.3 + 2
        let beta4 = shift(&pick!(&second, 0, 0, 0, 0), 2);
        let factor = sub::<2, L>(&triple(&beta4), &pick!(&second, 2, 2, 2, 2));
        let gamma_gamma = pick!(&second, 1, 1, 1, 1);
        let third = mul(&blend!(&alpha, &shift(&gamma_gamma, 2), 0b1000), &blend!(&factor, &shift(&self.0, 2), 0b1000));
        // (αα, α(4β - X'), 2YZ, 16γγW) - (8β, 8γγ, 0, 0), subtrahends up to 8.2
        let yz2 = add(&first, &first);
        let minuend = blend!(&blend!(&third, &pick!(&second, 2, 2, 2, 2), 0b0001), &yz2, 0b0100);
        let subtrahend = shift(&first_two(&second), 3);
        Self(carry(&sub::<9, L>(&minuend, &subtrahend)))
    }

    /// `self + (x, y)`, for a point with its affine coordinates in the first two lanes:
    /// H = xZ² - X, r = yZ³ - Y; X' = r² - H³ - 2XH², Y' = r(XH² - X') - YH³, Z' = ZH, W' = -3Z'⁴.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
    pub(crate) fn add(&self, point: &Lanes<L>) -> Self {
        let z = pick!(&self.0, 2, 2, 2, 2);
        // (ZZ, Zy)
        let first = mul(&z, &blend!(&z, point, 0b0010));
        // (xZZ, yZZZ)
        let second = mul(&pick!(&first, 0, 0, 0, 0), &blend!(point, &first, 0b0010));
        // (H, r): 1.02 + 2
        let differences = sub::<2, L>(&second, &self.0);
        let h = pick!(&differences, 0, 0, 0, 0);
        // (HH, rr, HZ, HY)
        let third = mul(&blend!(&differences, &h, 0b1100), &blend!(&differences, &pick!(&self.0, 0, 0, 2, 1), 0b1100));
        // (HHH, HHX, HHHY, Z'Z')
        let hh = pick!(&third, 0, 0, 0, 0);
        let z_in_3 = pick!(&third, 2, 2, 3, 2);
        let fourth = mul(
            &blend!(&hh, &z_in_3, 0b1000),
            &blend!(&blend!(&z_in_3, &h, 0b0001), &pick!(&self.0, 0, 0, 0, 0), 0b0010),
        );
        // (r(XH² - X'), Z'Z'Z'Z'), with XH² - X' = 3XH² + H³ - r²: 4.1 + 2
        let (hhh, hhx) = (pick!(&fourth, 0, 0, 0, 0), pick!(&fourth, 1, 1, 1, 1));
        let rr = pick!(&third, 1, 1, 1, 1);
        let factor = sub::<2, L>(&add(&triple(&hhx), &hhh), &rr);
        let fifth = mul(&blend!(&pick!(&differences, 1, 1, 1, 1), &fourth, 0b1000), &blend!(&factor, &fourth, 0b1000));
        // (r², r(XH² - X'), Z', 0) - (H³ + 2XH², YH³, 0, 3Z'⁴), subtrahends up to 3.1
        let minuend = blend!(&blend!(&rr, &fifth, 0b0010), &third, 0b0100);
        let zero: Lanes<L> = lanes::zero();
        let minuend = blend!(&minuend, &zero, 0b1000);
        let of_x = add(&hhh, &add(&hhx, &hhx));
        let subtrahend = blend!(&blend!(&of_x, &pick!(&fourth, 2, 2, 2, 2), 0b0010), &triple(&fifth), 0b1000);
        Self(carry(&sub::<4, L>(&minuend, &blend!(&subtrahend, &zero, 0b0100))))
    }
}

/// The first two lanes; 0 in the others.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
fn first_two<const L: usize>(a: &Lanes<L>) -> Lanes<L> {
    let mut out = *a;
    for limb in &mut out {
        *limb = _mm256_maskz_mov_epi64(0b0011, *limb);
    }
    out
}
