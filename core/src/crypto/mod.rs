//! Digests, public keys and signatures: one [`verify`] for RSA, ECDSA and the national GOST algorithms.
//!
//! ```
//! use qoltanba::Certificate;
//! use qoltanba::crypto::{AlgorithmPolicy, SignatureError, verify};
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! let authority = Certificate::from_der(&read("ca/nca-gost2015.cer"))?;
//! let subscriber = Certificate::from_der(&read("gost2015/individual.cer"))?;
//! let key = authority.public_key()?;
//! let algorithm = subscriber.signature_algorithm().expect("it is known");
//! let policy = AlgorithmPolicy::default();
//! assert_eq!(verify(key, algorithm, subscriber.tbs(), subscriber.signature(), policy), Ok(()));
//! assert_eq!(verify(key, algorithm, b"other", subscriber.signature(), policy), Err(SignatureError::Invalid));
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod algorithm;
mod digest;
pub mod gost;
mod key;
mod private_key;
mod signature_cache;
mod verify;

pub use algorithm::{AlgorithmIdentifier, SignatureAlgorithm};
pub use digest::{Digest, DigestAlgorithm, Hasher, to_hex};
pub use key::{KeyAlgorithm, PublicKey};
pub use private_key::PrivateKey;
pub use signature_cache::SignatureCache;
pub use verify::{AlgorithmPolicy, LegacyAlgorithms, SignatureError, verify, verify_digest};
