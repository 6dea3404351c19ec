//! Placeholder until the arithmetic lands.
use crate::error::{Error, Result};
/// Curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum Curve {
    CryptoProA,
    Tc26A256,
    Tc26A512,
}
/// Key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(Curve, Vec<u8>);
/// Error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignatureInvalid;
#[allow(missing_docs, clippy::missing_errors_doc)]
impl PublicKey {
    pub fn from_le_bytes(curve: Curve, b: &[u8]) -> Result<Self> {
        Ok(Self(curve, b.to_vec()))
    }
    pub fn to_le_bytes(&self) -> Vec<u8> {
        self.1.clone()
    }
    pub fn curve(&self) -> Curve {
        self.0
    }
    pub fn verify_digest(&self, _d: &[u8], _s: &[u8]) -> Result<(), SignatureInvalid> {
        Err(SignatureInvalid)
    }
}
/// Key.
pub struct PrivateKey;
#[allow(missing_docs, clippy::missing_errors_doc)]
impl PrivateKey {
    pub fn from_le_bytes(_c: Curve, _d: &[u8]) -> Result<Self> {
        Err(Error::Crypto { operation: "stub" })
    }
    pub fn from_be_bytes(_c: Curve, _d: &[u8]) -> Result<Self> {
        Err(Error::Crypto { operation: "stub" })
    }
    pub fn public_key(&self) -> PublicKey {
        PublicKey(Curve::CryptoProA, vec![])
    }
    pub fn sign_digest(&self, _d: &[u8]) -> Result<Vec<u8>> {
        Err(Error::Crypto { operation: "stub" })
    }
}
macro_rules! hash {
    ($n:ident, $t:ty, $l:literal) => {
        /// Hash.
        #[derive(Clone)]
        pub struct $n($t);
        impl Default for $n {
            fn default() -> Self {
                Self::new()
            }
        }
        #[allow(missing_docs)]
        impl $n {
            #[must_use]
            pub fn new() -> Self {
                use sha2::Digest as _;
                Self(<$t>::new())
            }
            pub fn update(&mut self, b: &[u8]) {
                use sha2::Digest as _;
                self.0.update(b)
            }
            #[must_use]
            pub fn finish(self) -> [u8; $l] {
                use sha2::Digest as _;
                self.0.finalize().into()
            }
        }
    };
}
hash!(Gost34311, gost94::Gost94Test, 32);
hash!(Streebog256, streebog::Streebog256, 32);
hash!(Streebog512, streebog::Streebog512, 64);
