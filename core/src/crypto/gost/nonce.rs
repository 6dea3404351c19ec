//! Nonces from the key and the digest: RFC 6979, 3.2, with HMAC over SHA-512 whatever the hash of the content is.
//!
//! The national hashes, on a processor without a vector unit for them, look octets up in tables: over a key, the places
//! that are read would be a leak. SHA-512 has no tables, and its output is as long as the longest order. Nobody but the
//! signer sees how a nonce comes about.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;
use zeroize::Zeroizing;

use super::limbs;

/// Octets of V and K.
const HASH_LEN: usize = 64;

/// The sequence of candidates for one key and digest.
pub(super) struct Nonces<const N: usize> {
    /// HMAC under K.
    hmac: Hmac<Sha512>,
    /// V.
    value: Zeroizing<[u8; HASH_LEN]>,
    /// Bits of the words that the order lies in beyond its own.
    surplus: u32,
    /// Whether a candidate was given out, so that the state must move on first (step h.3).
    used: bool,
}

impl<const N: usize> Nonces<N> {
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
        let surplus = q.last().map_or(0, |top| top.leading_zeros());
        let mut nonces =
            Self { hmac: keyed(&[0; HASH_LEN]), value: Zeroizing::new([1; HASH_LEN]), surplus, used: false };
        nonces.move_on(&[0], &seed);
        nonces.move_on(&[1], &seed);
        nonces
    }

    /// K = HMAC_K(V ‖ separator ‖ seed), V = HMAC_K(V).
    fn move_on(&mut self, separator: &[u8], seed: &[u8]) {
        self.hmac = keyed(&self.of(&[&*self.value, separator, seed]));
        self.value = self.of(&[&*self.value]);
    }

    /// HMAC under K over the parts of a message.
    fn of(&self, message: &[&[u8]]) -> Zeroizing<[u8; HASH_LEN]> {
        let mut hmac = self.hmac.clone();
        for part in message {
            hmac.update(part);
        }
        Zeroizing::new(hmac.finalize().into_bytes().into())
    }

    /// The next candidate (step h): an integer of as many bits as the order, to be refused unless 0 < k < q.
    pub(super) fn next_candidate(&mut self) -> Zeroizing<[u64; N]> {
        if self.used {
            self.move_on(&[0], &[]);
        }
        self.used = true;
        self.value = self.of(&[&*self.value]);
        let (leftmost, _) = self.value.split_at(8 * N);
        limbs::from_be_bytes_shifted(leftmost, self.surplus)
    }
}

fn keyed(key: &[u8; HASH_LEN]) -> Hmac<Sha512> {
    // Shorter than a block of SHA-512, so it is the key itself (RFC 2104, 2).
    let mut block = Zeroizing::new([0; 128]);
    for (octet, key) in block.iter_mut().zip(key) {
        *octet = *key;
    }
    Hmac::new((&*block).into())
}
