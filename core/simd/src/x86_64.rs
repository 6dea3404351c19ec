//! The border between code that is compiled for the processor's features and code that is not.

use zeroize::Zeroize;

use crate::lanes::{self, Lanes};
use crate::points::{Four, One};
use crate::{FourPoints, OnePoint, StreebogConstants, Vector, streebog};

/// Proof that the processor has AVX-512 F, VL and IFMA.
#[derive(Debug, Clone, Copy)]
pub struct Ifma(());

impl Ifma {
    /// Asks the processor; the answer is kept by the standard library.
    pub fn detect() -> Option<Self> {
        let has = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512ifma");
        has.then_some(Self(()))
    }
}

/// [`FourPoints`] with coordinates of `N` words or `L` limbs.
pub struct IfmaFour<const N: usize, const L: usize> {
    points: Four<L>,
    b: Lanes<L>,
    ifma: Ifma,
}

impl<const N: usize, const L: usize> FourPoints<N> for IfmaFour<N, L> {
    fn identity(ifma: Ifma, b: &[u64; N]) -> Self {
        #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
        fn make<const N: usize, const L: usize>(b: &[u64; N]) -> (Four<L>, Lanes<L>) {
            (Four::identity(), lanes::from_words([b; 4]))
        }
        // SAFETY: `ifma` is the proof of the features.
        let (points, b) = unsafe { make(b) };
        Self { points, b, ifma }
    }

    fn add(&mut self, x: [&[u64; N]; 4], y: [&[u64; N]; 4], chosen: [u64; 4]) {
        #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
        fn add<const N: usize, const L: usize>(
            points: &mut Four<L>,
            x: [&[u64; N]; 4],
            y: [&[u64; N]; 4],
            chosen: [u64; 4],
            b: &Lanes<L>,
        ) {
            *points = points.add(&lanes::from_words(x), &lanes::from_words(y), lanes::words(chosen), b);
        }
        let Self { points, b, ifma: Ifma(()) } = self;
        // SAFETY: `ifma` is the proof of the features.
        unsafe { add(points, x, y, chosen, b) }
    }

    fn coordinates(&self) -> [[[u64; N]; 3]; 4] {
        #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
        fn coordinates<const N: usize, const L: usize>(points: &Four<L>) -> [[[u64; N]; 3]; 4] {
            let [x, y, z] = [&points.x, &points.y, &points.z].map(|lanes| lanes::to_words(lanes).into_iter());
            let mut lanes = [[[0; N]; 3]; 4];
            for (lane, ((x, y), z)) in lanes.iter_mut().zip(x.zip(y).zip(z)) {
                *lane = [x, y, z];
            }
            lanes
        }
        let Self { points, b: _, ifma: Ifma(()) } = self;
        // SAFETY: `ifma` is the proof of the features.
        unsafe { coordinates(points) }
    }
}

impl<const N: usize, const L: usize> Zeroize for IfmaFour<N, L> {
    fn zeroize(&mut self) {
        self.points.x.zeroize();
        self.points.y.zeroize();
        self.points.z.zeroize();
    }
}

/// [`OnePoint`] with coordinates of `N` words or `L` limbs.
pub struct IfmaOne<const N: usize, const L: usize> {
    point: One<L>,
    ifma: Ifma,
}

impl<const N: usize, const L: usize> OnePoint<N> for IfmaOne<N, L> {
    fn new(ifma: Ifma, x: &[u64; N], y: &[u64; N]) -> Self {
        #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
        fn make<const N: usize, const L: usize>(x: &[u64; N], y: &[u64; N]) -> One<L> {
            One::from_affine(&lanes::from_words([x, y, x, y]))
        }
        // SAFETY: `ifma` is the proof of the features.
        Self { point: unsafe { make(x, y) }, ifma }
    }

    fn double(&mut self) {
        #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
        fn double<const L: usize>(point: &mut One<L>) {
            *point = point.double();
        }
        let Self { point, ifma: Ifma(()) } = self;
        // SAFETY: `ifma` is the proof of the features.
        unsafe { double(point) }
    }

    fn add(&mut self, x: &[u64; N], y: &[u64; N]) {
        #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
        fn add<const N: usize, const L: usize>(point: &mut One<L>, x: &[u64; N], y: &[u64; N]) {
            *point = point.add(&lanes::from_words([x, y, x, y]));
        }
        let Self { point, ifma: Ifma(()) } = self;
        // SAFETY: `ifma` is the proof of the features.
        unsafe { add(point, x, y) }
    }

    fn coordinates(&self) -> [[u64; N]; 3] {
        #[target_feature(enable = "avx512f,avx512vl,avx512ifma")]
        fn coordinates<const N: usize, const L: usize>(point: &One<L>) -> [[u64; N]; 3] {
            let [x, y, z, _] = lanes::to_words(&point.0);
            [x, y, z]
        }
        let Self { point, ifma: Ifma(()) } = self;
        // SAFETY: `ifma` is the proof of the features.
        unsafe { coordinates(point) }
    }
}

/// Proof that the processor has AVX-512 F, BW and VBMI, and GFNI.
#[derive(Debug, Clone, Copy)]
pub struct Gfni(());

impl Gfni {
    /// Asks the processor; the answer is kept by the standard library.
    pub fn detect() -> Option<Self> {
        let has = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("gfni");
        has.then_some(Self(()))
    }

    /// The compression function g_N(h, m) of Streebog with N = `bits`.
    pub fn streebog_compress(
        self,
        constants: &StreebogConstants,
        hash: &Vector,
        message: &Vector,
        bits: &Vector,
    ) -> Vector {
        #[target_feature(enable = "avx512f,avx512bw,avx512vbmi,gfni")]
        fn compress(constants: &StreebogConstants, hash: &Vector, message: &Vector, bits: &Vector) -> Vector {
            streebog::compress(constants, hash, message, bits)
        }
        // SAFETY: `self` is the proof of the features.
        unsafe { compress(constants, hash, message, bits) }
    }
}
