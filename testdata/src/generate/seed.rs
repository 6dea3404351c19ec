//! Every random-looking byte of the set: SHA-256 in counter mode over one fixed seed and a label.
//!
//! A label names its use, so adding a file never changes the bytes of another one.

use num_bigint::BigUint;
use sha2::{Digest as _, Sha256};

/// The seed of the whole set. Another seed makes another set with the same structure.
const SEED: &[u8] = b"qoltanba testdata 1";

/// An endless stream of bytes for one use.
pub(super) struct Stream {
    label: Vec<u8>,
    counter: u64,
    block: std::vec::IntoIter<u8>,
}

impl Stream {
    /// The stream of `label`, for instance `key/gost2015/individual`.
    pub(super) fn new(label: impl AsRef<[u8]>) -> Self {
        Self { label: label.as_ref().to_vec(), counter: 0, block: Vec::new().into_iter() }
    }

    /// The next `count` bytes.
    pub(super) fn bytes(&mut self, count: usize) -> Vec<u8> {
        self.take(count).collect()
    }

    /// A number from 1 to `below` - 1. Eight bytes more than needed make the bias of the remainder negligible.
    pub(super) fn number_below(&mut self, below: &BigUint) -> BigUint {
        let width = usize::try_from(below.bits().div_ceil(8)).unwrap_or_default() + 8;
        BigUint::from_bytes_be(&self.bytes(width)) % (below - 1u32) + 1u32
    }
}

impl Iterator for Stream {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if let Some(byte) = self.block.next() {
            return Some(byte);
        }
        let mut hash = Sha256::new();
        hash.update(SEED);
        hash.update(self.counter.to_be_bytes());
        hash.update(&self.label);
        self.counter += 1;
        self.block = hash.finalize().to_vec().into_iter();
        self.block.next()
    }
}
