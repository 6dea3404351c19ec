//! Digests, public keys and signatures: one [`verify`] for RSA, ECDSA and the national GOST algorithms.

mod algorithm;
mod digest;
pub mod gost;
mod key;
mod private_key;
mod signature_cache;
mod verify;

pub use algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
pub(crate) use digest::to_hex;
pub use digest::{Digest, DigestAlgorithm, Hasher};
pub use key::{KeyAlgorithm, PublicKey};
pub use private_key::PrivateKey;
pub use signature_cache::SignatureCache;
pub use verify::{AlgorithmPolicy, LegacyAlgorithms, SignatureError, verify, verify_digest};
