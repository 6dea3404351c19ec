//! Nonces from the key and the digest: RFC 6979, 3.2, with HMAC (RFC 2104) over Streebog.

use zeroize::Zeroizing;

use super::{Streebog256, Streebog512, limbs};

/// A hash with blocks of 64 octets.
pub(super) trait Hash: Clone {
    fn new() -> Self;
    fn update(&mut self, data: &[u8]);
    /// The digest, wiped when dropped.
    fn finish(self) -> Zeroizing<Vec<u8>>;
}

impl Hash for Streebog256 {
    fn new() -> Self {
        Self::new()
    }

    fn update(&mut self, data: &[u8]) {
        self.update(data);
    }

    fn finish(self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(Zeroizing::new(self.finish()).to_vec())
    }
}

impl Hash for Streebog512 {
    fn new() -> Self {
        Self::new()
    }

    fn update(&mut self, data: &[u8]) {
        self.update(data);
    }

    fn finish(self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(Zeroizing::new(self.finish()).to_vec())
    }
}

/// RFC 2104 for a key of at most 64 octets: both hashes after their first block, which only depends on the key.
struct Hmac<H> {
    inner: H,
    outer: H,
}

impl<H: Hash> Hmac<H> {
    fn new(key: &[u8]) -> Self {
        let padded = |pad: u8| {
            let mut block = Zeroizing::new([pad; 64]);
            for (octet, key) in block.iter_mut().zip(key) {
                *octet ^= key;
            }
            let mut hash = H::new();
            hash.update(&*block);
            hash
        };
        Self { inner: padded(0x36), outer: padded(0x5C) }
    }

    /// Over the parts of a message.
    fn of(&self, message: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        let (mut inner, mut outer) = (self.inner.clone(), self.outer.clone());
        for part in message {
            inner.update(part);
        }
        outer.update(&inner.finish());
        outer.finish()
    }
}

/// The sequence of candidates for one key and digest. Requires a hash of as many octets as the order has: 8 * N.
pub(super) struct Nonces<H: Hash, const N: usize> {
    /// HMAC under K.
    hmac: Hmac<H>,
    /// V.
    value: Zeroizing<Vec<u8>>,
    /// Bits of a hash beyond those of the order.
    surplus: u32,
    /// Whether a candidate was given out, so that the state must move on first (step h.3).
    used: bool,
}

impl<H: Hash, const N: usize> Nonces<H, N> {
    /// Starts the sequence for the private key `d` and the integer `e` that is signed, both below the order `q`: the
    /// steps b to g.
    ///
    /// Where RFC 6979 has bits2octets(h1), this takes e, the integer that GOST signs: two digests share their nonces
    /// exactly if they share their signatures.
    pub(super) fn new(q: &[u64; N], d: &[u64; N], e: &[u64; N]) -> Self {
        let mut seed = Zeroizing::new(Vec::with_capacity(16 * N));
        for integer in [d, e] {
            for limb in integer.iter().rev() {
                seed.extend_from_slice(&limb.to_be_bytes());
            }
        }
        let mut hmac = Hmac::<H>::new(&[0; 64]);
        let mut value = Zeroizing::new(vec![1; 8 * N]);
        for separator in [0, 1] {
            hmac = Hmac::new(&hmac.of(&[&value, &[separator], &seed]));
            value = hmac.of(&[&value]);
        }
        let surplus = q.last().map_or(0, |top| top.leading_zeros());
        Self { hmac, value, surplus, used: false }
    }

    /// The next candidate (step h): an integer of as many bits as the order, to be refused unless 0 < k < q.
    pub(super) fn next_candidate(&mut self) -> Zeroizing<[u64; N]> {
        if self.used {
            self.hmac = Hmac::new(&self.hmac.of(&[&self.value, &[0]]));
            self.value = self.hmac.of(&[&self.value]);
        }
        self.used = true;
        self.value = self.hmac.of(&[&self.value]);
        limbs::from_be_bytes_shifted(&self.value, self.surplus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_examples_of_rfc_7836() {
        // RFC 7836, Appendix B: one key and message under both lengths.
        let key: Vec<u8> = (0..32).collect();
        let message = [0x01, 0x26, 0xbd, 0xb8, 0x78, 0x00, 0xaf, 0x21, 0x43, 0x41, 0x45, 0x65, 0x63, 0x78, 0x01, 0x00];
        let digits = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
        assert_eq!(
            digits(&Hmac::<Streebog256>::new(&key).of(&[&message])),
            "a1aa5f7de402d7b3d323f2991c8d4534013137010a83754fd0af6d7cd4922ed9"
        );
        assert_eq!(
            digits(&Hmac::<Streebog512>::new(&key).of(&[&message[..5], &message[5..]])),
            "a59bab22ecae19c65fbde6e5f4e9f5d8549d31f037f9df9b905500e171923a773d5f1530f2ed7e964cb2eedc29e9ad2f3afe93b2814f79f5000ffc0366c251e6"
        );
    }
}
