//! The GOST signatures and hashes of the national PKI: GOST 34.310-2004 and GOST 34.10-2015 (the schemes of RFC 7091),
//! the hashes Streebog (RFC 6986) and GOST 34.311-95 (RFC 5831, with the test S-box).
//!
//! Everything that leaves or enters is little-endian, as in the national certificates: a public key is x ‖ y, a
//! signature is r ‖ s, and a digest is read as an integer whose first octet is the lowest (kz-pki facts, sections 2.4
//! and 2.5). No other order is tried.
//!
//! Verification runs in variable time, since it sees only public values. Signing runs in constant time in the key and
//! in the nonce: no branch and no index depends on them.

mod blocks;
mod comb;
mod curve;
mod edwards;
mod field;
mod frequent;
mod gost34311;
mod group;
mod inverse;
mod limbs;
mod multiply;
mod nonce;
mod private;
mod public;
mod scalar;
mod streebog;
mod vector;
mod weierstrass;

#[cfg(test)]
mod tests;

pub(super) use frequent::FrequentKey;
pub use gost34311::Gost34311;
pub use private::PrivateKey;
pub use public::{PreparedPublicKey, PublicKey, SignatureInvalid};
pub use streebog::{Streebog256, Streebog512};

/// A parameter set: a curve with its base point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// id-GostR3410-2001-CryptoPro-A-ParamSet (RFC 4357, 11.4), of GOST 34.310-2004 keys.
    CryptoProA,
    /// id-tc26-gost-3410-2012-256-paramSetA (RFC 7836, A.2), of 256-bit GOST 34.10-2015 keys.
    Tc26A256,
    /// id-tc26-gost-3410-12-512-paramSetA (RFC 7836, A.1), of 512-bit GOST 34.10-2015 keys.
    Tc26A512,
}

impl Curve {
    /// Octets of a coordinate, of a private key, of each half of a signature, and of the digest that is signed: 32 or
    /// 64.
    pub const fn coordinate_len(self) -> usize {
        match self {
            Self::CryptoProA | Self::Tc26A256 => 32,
            Self::Tc26A512 => 64,
        }
    }

    /// Octets of a public key and of a signature: 64 or 128.
    pub const fn signature_len(self) -> usize {
        2 * self.coordinate_len()
    }
}
