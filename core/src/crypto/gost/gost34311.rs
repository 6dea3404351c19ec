//! The hash function GOST 34.311-95 (GOST R 34.11-94, RFC 5831) with the test S-box and a zero start vector: the one of
//! the national GOST 34.310-2004 signatures (kz-pki facts, section 2.3). The S-box of CryptoPro, which most libraries
//! default to, gives other digests.
//!
//! A 256-bit vector is four words, the least significant first; its octets in a message stand in the same order.
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "blocks of four words with constant indices; casts cut words into halves and octets"
)]

use zeroize::{Zeroize, ZeroizeOnDrop};

use super::blocks::Blocks;
use super::limbs;

type Vector = [u64; 4];

/// Octets of a block.
const BLOCK: usize = 32;
/// Bits of a block.
const BLOCK_BITS: u64 = 256;

/// The test S-box: row i replaces nibble i of a word, the least significant nibble being the first (RFC 5831, 11.2; RFC
/// 4357, id-GostR3411-94-TestParamSet).
#[rustfmt::skip]
const S_BOX: [[u8; 16]; 8] = [
    [ 4, 10,  9,  2, 13,  8,  0, 14,  6, 11,  1, 12,  7, 15,  5,  3],
    [14, 11,  4, 12,  6, 13, 15, 10,  2,  3,  8,  1,  0,  7,  5,  9],
    [ 5,  8,  1, 13, 10,  3,  4,  2, 14, 15, 12,  7,  6,  0,  9, 11],
    [ 7, 13, 10,  1,  0,  8,  9, 15, 14,  4,  6, 12, 11,  2,  5,  3],
    [ 6, 12,  7,  1,  5, 15, 13,  8,  4, 10,  9, 14,  0,  3, 11,  2],
    [ 4, 11, 10,  0,  7,  2,  1, 13,  3,  6,  8,  5,  9, 12, 15, 14],
    [13, 11,  4,  1,  3, 15,  5,  9,  0, 10, 14,  7,  6,  8,  2, 12],
    [ 1, 15, 13,  0,  5,  7, 10,  4,  9,  2,  3, 14,  6, 11,  8, 12],
];

/// Substitution and rotation of one octet of a word: `ROUND[j][x]` is what the octet x at place j becomes.
static ROUND: [[u32; 256]; 4] = {
    let mut tables = [[0; 256]; 4];
    let mut j = 0;
    while j < 4 {
        let mut x = 0;
        while x < 256 {
            let octet = S_BOX[2 * j][x & 15] | (S_BOX[2 * j + 1][x >> 4] << 4);
            tables[j][x] = ((octet as u32) << (8 * j)).rotate_left(11);
            x += 1;
        }
        j += 1;
    }
    tables
};

/// The constant C₃ of the key generation; C₂ and C₄ are zero.
const C3: Vector =
    limbs::from_words([0xFF00_FFFF_0000_00FF, 0xFF00_00FF_00FF_FF00, 0x00FF_00FF_00FF_00FF, 0xFF00_FF00_FF00_FF00]);

/// GOST 34.311-95 with the test S-box: a digest of 32 octets. What it holds is wiped when it is dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Gost34311 {
    chain: Chain,
    blocks: Blocks<BLOCK>,
}

impl Gost34311 {
    /// The hash of nothing yet.
    pub fn new() -> Self {
        Self { chain: Chain { hash: [0; 4], bits: [0; 4], sum: [0; 4] }, blocks: Blocks::new() }
    }

    /// Takes in more of the message.
    pub fn update(&mut self, data: &[u8]) {
        self.blocks.update(data, |block| self.chain.block(block, BLOCK_BITS));
    }

    /// The digest of the message.
    pub fn finish(mut self) -> [u8; 32] {
        let (block, filled) = self.blocks.rest();
        if filled > 0 {
            self.chain.block(&block, 8 * filled as u64);
        }
        let hash = step(&step(&self.chain.hash, &self.chain.bits), &self.chain.sum);
        let mut digest = [0; 32];
        for (to, word) in digest.as_chunks_mut::<8>().0.iter_mut().zip(&hash) {
            *to = word.to_le_bytes();
        }
        digest
    }
}

#[derive(Clone, Zeroize)]
struct Chain {
    /// H, the chaining value.
    hash: Vector,
    /// L, the number of bits taken in, modulo 2^256.
    bits: Vector,
    /// Σ, the sum of the blocks, modulo 2^256.
    sum: Vector,
}

impl Chain {
    /// Takes in a block, filled up with zeros, of which this many bits are of the message.
    fn block(&mut self, block: &[u8; BLOCK], bits: u64) {
        let mut message = [0; 4];
        for (word, octets) in message.iter_mut().zip(block.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*octets);
        }
        self.hash = step(&self.hash, &message);
        self.bits = limbs::add_word(&self.bits, bits).0;
        self.sum = limbs::add(&self.sum, &message).0;
    }
}

impl Default for Gost34311 {
    fn default() -> Self {
        Self::new()
    }
}

/// The step function κ(M, H): keys from both, encryption of H, mixing.
fn step(hash: &Vector, message: &Vector) -> Vector {
    mix(hash, message, &encrypt(&keys(hash, message), hash))
}

/// The keys K₁ … K₄ as eight words each, by round and then by key: the four encryptions run side by side.
fn keys(hash: &Vector, message: &Vector) -> [[u32; 4]; 8] {
    // A(y) = (y₁ ⊕ y₂) ‖ y₄ ‖ y₃ ‖ y₂
    let a = |y: Vector| [y[1], y[2], y[3], y[0] ^ y[1]];
    let (mut u, mut v) = (*hash, *message);
    let mut keys = [[0; 4]; 8];
    for j in 0..4 {
        if j > 0 {
            u = a(u);
            if j == 2 {
                u = std::array::from_fn(|i| u[i] ^ C3[i]);
            }
            v = a(a(v));
        }
        // P: word k of the key holds octet k of each of the four words.
        let w: [[u8; 8]; 4] = std::array::from_fn(|i| (u[i] ^ v[i]).to_le_bytes());
        for (k, words) in keys.iter_mut().enumerate() {
            words[j] = u32::from_le_bytes([w[0][k], w[1][k], w[2][k], w[3][k]]);
        }
    }
    keys
}

/// Word j of H encrypted under key j with GOST 28147-89 in the simple substitution mode.
fn encrypt(keys: &[[u32; 4]; 8], hash: &Vector) -> Vector {
    let mut low: [u32; 4] = std::array::from_fn(|j| hash[j] as u32);
    let mut high: [u32; 4] = std::array::from_fn(|j| (hash[j] >> 32) as u32);
    let two_rounds = |first: &[u32; 4], second: &[u32; 4], low: &mut [u32; 4], high: &mut [u32; 4]| {
        for j in 0..4 {
            high[j] ^= round(low[j].wrapping_add(first[j]));
        }
        for j in 0..4 {
            low[j] ^= round(high[j].wrapping_add(second[j]));
        }
    };
    // The key words three times forwards, once backwards.
    for _ in 0..3 {
        for pair in keys.as_chunks::<2>().0 {
            two_rounds(&pair[0], &pair[1], &mut low, &mut high);
        }
    }
    for pair in keys.as_chunks::<2>().0.iter().rev() {
        two_rounds(&pair[1], &pair[0], &mut low, &mut high);
    }
    // The halves are not exchanged after the last round.
    std::array::from_fn(|j| (u64::from(low[j]) << 32) | u64::from(high[j]))
}

/// Substitution and rotation of a word.
#[inline(always)]
fn round(word: u32) -> u32 {
    let [a, b, c, d] = word.to_le_bytes();
    ROUND[0][usize::from(a)] ^ ROUND[1][usize::from(b)] ^ ROUND[2][usize::from(c)] ^ ROUND[3][usize::from(d)]
}

/// ψ⁶¹(H ⊕ ψ(M ⊕ ψ¹²(S))), where ψ drops the lowest of sixteen 16-bit words and puts y₁ ⊕ y₂ ⊕ y₃ ⊕ y₄ ⊕ y₁₃ ⊕ y₁₆ on
/// top.
fn mix(hash: &Vector, message: &Vector, encrypted: &Vector) -> Vector {
    let words = |vector: &Vector| -> [u16; 16] { std::array::from_fn(|i| (vector[i / 4] >> (16 * (i % 4))) as u16) };
    let (hash, message) = (words(hash), words(message));
    let state = shift_register::<12>(&words(encrypted));
    let state = shift_register::<1>(&std::array::from_fn(|i| state[i] ^ message[i]));
    let state = shift_register::<61>(&std::array::from_fn(|i| state[i] ^ hash[i]));
    std::array::from_fn(|i| (0..4).rev().fold(0, |word, j| (word << 16) | u64::from(state[4 * i + j])))
}

/// ψ applied `STEPS` times (at most 61).
#[inline(always)]
fn shift_register<const STEPS: usize>(state: &[u16; 16]) -> [u16; 16] {
    let mut y = [0; 16 + 61];
    y[..16].copy_from_slice(state);
    for i in 0..STEPS {
        y[i + 16] = y[i] ^ y[i + 1] ^ y[i + 2] ^ y[i + 3] ^ y[i + 12] ^ y[i + 15];
    }
    std::array::from_fn(|i| y[STEPS + i])
}
