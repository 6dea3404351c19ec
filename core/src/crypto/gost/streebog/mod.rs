//! The hash functions of GOST R 34.11-2012 (RFC 6986): Streebog.
//!
//! A 512-bit vector is eight words, the least significant first; its octets in a message stand in the same order.
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "blocks of eight words with constant indices; casts take the lowest octet, or a length below a block"
)]

mod tables;

use qoltanba_simd::Gfni;
use zeroize::{Zeroize, ZeroizeOnDrop};

use self::tables::{COMBINED, ITERATION_CONSTANTS, VECTOR};
use super::blocks::Blocks;
use super::limbs;

type Vector = [u64; 8];

/// Octets of a block.
const BLOCK: usize = 64;
/// Bits of a block.
const BLOCK_BITS: u64 = 512;

/// Streebog with a digest of 32 octets. What it holds is wiped when it is dropped.
#[derive(Clone)]
pub struct Streebog256(State);

/// Streebog with a digest of 64 octets. What it holds is wiped when it is dropped.
#[derive(Clone)]
pub struct Streebog512(State);

impl Streebog256 {
    /// The hash of nothing yet.
    pub fn new() -> Self {
        Self(State::new(0x0101_0101_0101_0101))
    }

    /// Takes in more of the message.
    pub fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// The digest of the message.
    pub fn finish(mut self) -> [u8; 32] {
        let [.., a, b, c, d] = self.0.finish();
        octets(&[a, b, c, d])
    }
}

impl Streebog512 {
    /// The hash of nothing yet.
    pub fn new() -> Self {
        Self(State::new(0))
    }

    /// Takes in more of the message.
    pub fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    /// The digest of the message.
    pub fn finish(mut self) -> [u8; 64] {
        octets(&self.0.finish())
    }
}

impl Default for Streebog256 {
    fn default() -> Self {
        Self::new()
    }
}

impl Default for Streebog512 {
    fn default() -> Self {
        Self::new()
    }
}

fn octets<const N: usize>(words: &[u64]) -> [u8; N] {
    let mut octets = [0; N];
    for (to, word) in octets.as_chunks_mut::<8>().0.iter_mut().zip(words) {
        *to = word.to_le_bytes();
    }
    octets
}

#[derive(Clone, Zeroize, ZeroizeOnDrop)]
struct State {
    chain: Chain,
    blocks: Blocks<BLOCK>,
}

impl State {
    fn new(word: u64) -> Self {
        Self { chain: Chain { hash: [word; 8], bits: [0; 8], sum: [0; 8] }, blocks: Blocks::new() }
    }

    fn update(&mut self, data: &[u8]) {
        self.blocks.update(data, |block| self.chain.block(block, BLOCK_BITS));
    }

    /// Stage 3: a block with the rest of the message, a one bit and zeros, then N and Σ.
    fn finish(&mut self) -> Vector {
        let (mut block, filled) = self.blocks.rest();
        block[filled] = 1;
        self.chain.block(&block, 8 * filled as u64);
        let hash = compress(&self.chain.hash, &self.chain.bits, &[0; 8]);
        compress(&hash, &self.chain.sum, &[0; 8])
    }
}

#[derive(Clone, Zeroize)]
struct Chain {
    /// h, the chaining value.
    hash: Vector,
    /// N, the number of bits taken in, modulo 2^512.
    bits: Vector,
    /// Σ, the sum of the blocks, modulo 2^512.
    sum: Vector,
}

impl Chain {
    /// Takes in a block, of which this many bits are of the message (stage 2, and the first steps of stage 3).
    fn block(&mut self, block: &[u8; BLOCK], bits: u64) {
        let mut message = [0; 8];
        for (word, octets) in message.iter_mut().zip(block.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*octets);
        }
        self.hash = compress(&self.hash, &message, &self.bits);
        self.bits = limbs::add_word(&self.bits, bits).0;
        self.sum = limbs::add(&self.sum, &message).0;
    }
}

/// The compression function g_N(h, m).
fn compress(hash: &Vector, message: &Vector, bits: &Vector) -> Vector {
    match Gfni::detect() {
        Some(gfni) => gfni.streebog_compress(&VECTOR, hash, message, bits),
        None => compress_with_tables(hash, message, bits),
    }
}

fn compress_with_tables(hash: &Vector, message: &Vector, bits: &Vector) -> Vector {
    let mut key = substitute_and_mix(&xor(hash, bits));
    let mut state = *message;
    for constant in &ITERATION_CONSTANTS {
        // Both depend on the old key only, so that the processor can do them side by side.
        state = substitute_and_mix(&xor(&state, &key));
        key = substitute_and_mix(&xor(&key, constant));
    }
    xor(&xor(&state, &key), &xor(hash, message))
}

#[inline(always)]
fn xor(a: &Vector, b: &Vector) -> Vector {
    std::array::from_fn(|i| a[i] ^ b[i])
}

/// The transformation LPS: substitute each octet, transpose the 8×8 octets, mix each word.
///
/// The transposition moves octet i of word j to octet j of word i: so it contributes to word i of the result, and what
/// it contributes stands in table j.
#[inline(always)]
fn substitute_and_mix(input: &Vector) -> Vector {
    let mut output = [0; 8];
    for (word, table) in input.iter().zip(&COMBINED) {
        let mut word = *word;
        for sum in &mut output {
            *sum ^= table[usize::from(word as u8)];
            word >>= 8;
        }
    }
    output
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{compress, compress_with_tables};

    proptest! {
        #[test]
        fn the_vector_unit_and_the_tables_agree(hash: [u64; 8], message: [u64; 8], bits: [u64; 8]) {
            prop_assert_eq!(compress(&hash, &message, &bits), compress_with_tables(&hash, &message, &bits));
        }
    }
}
