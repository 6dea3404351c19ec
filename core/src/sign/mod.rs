//! Making signatures, in the containers that are verified.
//!
//! Signing asks for no clock: a time that goes into a signature is an argument. It does not judge the certificate either;
//! ask [`Purpose::violation`](crate::certificate::Purpose::violation) and a check of the certificate first.

pub mod cms;
pub mod timestamp;

use crate::certificate::Certificate;
use crate::crypto::{PrivateKey, SignatureAlgorithm};
use crate::error::{Error, Result};
use crate::keystore::KeyEntry;

/// A private key with its certificate: the two belong together.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'k> {
    key: &'k PrivateKey,
    certificate: &'k Certificate,
    algorithm: SignatureAlgorithm,
}

impl<'k> Signer<'k> {
    /// Joins a key and its certificate.
    ///
    /// # Errors
    /// `Key` when the certificate holds another public key.
    pub fn new(key: &'k PrivateKey, certificate: &'k Certificate) -> Result<Self> {
        if certificate.public_key()? != key.public_key() {
            return Err(Error::Key { rule: "the certificate holds another public key" });
        }
        Ok(Self { key, certificate, algorithm: key.default_signature_algorithm() })
    }

    /// A key of a key file with its certificate.
    ///
    /// # Errors
    /// `Key` when the file holds no certificate for it.
    pub fn from_entry(entry: &'k KeyEntry) -> Result<Self> {
        Self::new(entry.key(), entry.signing_certificate()?)
    }

    /// Chooses another algorithm than the usual one of the key, for instance RSASSA-PSS.
    #[must_use]
    pub const fn with_algorithm(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// The certificate.
    #[must_use]
    pub const fn certificate(&self) -> &'k Certificate {
        self.certificate
    }

    /// The signature algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The bare signature over `message`: r ‖ s little-endian for the national algorithms.
    ///
    /// # Errors
    /// `Key` when the key does not carry the chosen algorithm, `Crypto`.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        self.key.sign(self.algorithm, message)
    }
}
