//! A message that comes in pieces, cut into the blocks that a hash function takes.

use zeroize::Zeroize;

/// The start of a block that is not full yet.
#[derive(Clone, Zeroize)]
pub(super) struct Blocks<const N: usize> {
    buffer: [u8; N],
    /// Octets in the buffer, always below the length of a block.
    filled: usize,
}

impl<const N: usize> Blocks<N> {
    pub(super) const fn new() -> Self {
        Self { buffer: [0; N], filled: 0 }
    }

    /// Takes in more of the message, and hands every block that is full to `take`.
    pub(super) fn update(&mut self, mut data: &[u8], mut take: impl FnMut(&[u8; N])) {
        if self.filled > 0 {
            let (head, rest) = data.split_at(data.len().min(N - self.filled));
            self.buffer[self.filled..self.filled + head.len()].copy_from_slice(head);
            self.filled += head.len();
            data = rest;
            if self.filled < N {
                return;
            }
            take(&self.buffer);
        }
        let (blocks, rest) = data.as_chunks::<N>();
        blocks.iter().for_each(take);
        self.buffer[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
    }

    /// What is left of the message, filled up with zeros, and how many octets it has.
    pub(super) fn rest(&self) -> ([u8; N], usize) {
        let mut block = [0; N];
        block[..self.filled].copy_from_slice(&self.buffer[..self.filled]);
        (block, self.filled)
    }
}
