//! What the other processors have: nothing. No value of these types exists, so nothing here is ever called.

use zeroize::Zeroize;

use crate::{FourPoints, OnePoint, StreebogConstants, Vector};

/// Proof that the processor has AVX-512 IFMA, which this one never has.
#[derive(Debug, Clone, Copy)]
pub enum Ifma {}

impl Ifma {
    /// Always `None`.
    pub fn detect() -> Option<Self> {
        None
    }
}

/// [`FourPoints`] of a processor that is not this one.
pub struct IfmaFour<const N: usize, const L: usize>(Ifma);

impl<const N: usize, const L: usize> FourPoints<N> for IfmaFour<N, L> {
    fn identity(ifma: Ifma, _: &[u64; N]) -> Self {
        Self(ifma)
    }

    fn add(&mut self, _: [&[u64; N]; 4], _: [&[u64; N]; 4], _: [u64; 4]) {
        match self.0 {}
    }

    fn coordinates(&self) -> [[[u64; N]; 3]; 4] {
        match self.0 {}
    }
}

impl<const N: usize, const L: usize> Zeroize for IfmaFour<N, L> {
    fn zeroize(&mut self) {
        match self.0 {}
    }
}

/// [`OnePoint`] of a processor that is not this one.
pub struct IfmaOne<const N: usize, const L: usize>(Ifma);

impl<const N: usize, const L: usize> OnePoint<N> for IfmaOne<N, L> {
    fn new(ifma: Ifma, _: &[u64; N], _: &[u64; N]) -> Self {
        Self(ifma)
    }

    fn double(&mut self) {
        match self.0 {}
    }

    fn add(&mut self, _: &[u64; N], _: &[u64; N]) {
        match self.0 {}
    }

    fn coordinates(&self) -> [[u64; N]; 3] {
        match self.0 {}
    }
}

/// Proof that the processor has AVX-512 VBMI and GFNI, which this one never has.
#[derive(Debug, Clone, Copy)]
pub enum Gfni {}

impl Gfni {
    /// Always `None`.
    pub fn detect() -> Option<Self> {
        None
    }

    /// Never called.
    pub fn streebog_compress(self, _: &StreebogConstants, _: &Vector, _: &Vector, _: &Vector) -> Vector {
        match self {}
    }
}
