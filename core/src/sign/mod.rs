//! Making signatures, in the containers that are verified.
//!
//! Signing asks for no clock: a time that goes into a signature is an argument. [`Signer::checked`] asks the three checks of
//! the signer's own certificate first, as the regulations have it; [`Signer::new`] does not judge the certificate.
//!
//! ```
//! use qoltanba::keystore::KeyStore;
//! use qoltanba::sign::Signer;
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! let store = KeyStore::open(&read("p12/gost2015-head.p12"), "Ulgi2026")?;
//! let signer = Signer::from_entry(store.only_entry()?)?;
//! let value = signer.sign(b"message")?;
//! assert_eq!(value.len(), 128, "two numbers of 512 bits");
//! # Ok::<(), qoltanba::Error>(())
//! ```

pub mod cms;
mod external;
pub mod timestamp;

pub use external::ExternalKey;

use std::fmt;

use crate::certificate::Certificate;
use crate::check::{Decision, Expected, JudgedAt, Report, Verifier};
use crate::crypto::{self, AlgorithmPolicy, PrivateKey, SignatureAlgorithm};
use crate::error::{Error, Result};
use crate::keystore::KeyEntry;

/// A private key with its certificate: the two belong together.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'k> {
    key: Key<'k>,
    certificate: &'k Certificate,
    algorithm: SignatureAlgorithm,
}

/// Whether a certificate that the checks refuse may sign all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnRefusal {
    /// It does not sign.
    #[default]
    Stop,
    /// It signs; the caller takes the responsibility, and has the report.
    SignAnyway,
}

/// What came of the checks before signing.
#[derive(Debug)]
pub enum Checked<'k> {
    /// The key may sign. The report can still say "undetermined": read its decision.
    Allowed(Signer<'k>, Box<Report>),
    /// The certificate is refused: it is expired, revoked, not meant to sign, of another holder, or not of this PKI.
    Refused(Box<Report>),
}

impl<'k> Signer<'k> {
    /// Joins a key and its certificate after the checks of the certificate: validity period, revocation, identification
    /// number, path and purpose, at `moment`.
    ///
    /// # Errors
    /// As [`new`](Self::new). A refusal is no error.
    pub fn checked(
        key: &'k PrivateKey,
        certificate: &'k Certificate,
        verifier: &Verifier,
        expected: &Expected,
        moment: JudgedAt,
        on_refusal: OnRefusal,
    ) -> Result<Checked<'k>> {
        Ok(Self::new(key, certificate)?.check(verifier, expected, moment, on_refusal))
    }

    /// The same checks of a signer that is there already, for instance one with an [`external`](Self::external) key.
    #[must_use]
    pub fn check(
        self,
        verifier: &Verifier,
        expected: &Expected,
        moment: JudgedAt,
        on_refusal: OnRefusal,
    ) -> Checked<'k> {
        let report = Box::new(verifier.check_certificate(self.certificate, expected, moment));
        match (report.decision(), on_refusal) {
            (Decision::Refused, OnRefusal::Stop) => Checked::Refused(report),
            (Decision::Refused, OnRefusal::SignAnyway) | (Decision::Confirmed | Decision::Undetermined, _) => {
                Checked::Allowed(self, report)
            }
        }
    }

    /// Joins a key and its certificate.
    ///
    /// # Errors
    /// `Key` when the certificate holds another public key.
    pub fn new(key: &'k PrivateKey, certificate: &'k Certificate) -> Result<Self> {
        if certificate.public_key()? != key.public_key() {
            return Err(Error::Key { rule: "the certificate holds another public key" });
        }
        Ok(Self { key: Key::Held(key), certificate, algorithm: key.default_signature_algorithm() })
    }

    /// A key that is kept elsewhere with its certificate. Whether they belong together shows with each signature: one that
    /// does not verify under the certificate is not given out.
    ///
    /// # Errors
    /// `Malformed` or `Unsupported` when the certificate holds no key that signs here.
    pub fn external(key: &'k dyn ExternalKey, certificate: &'k Certificate) -> Result<Self> {
        let algorithm = certificate.public_key()?.algorithm().default_signature_algorithm();
        Ok(Self { key: Key::External(key), certificate, algorithm })
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

    /// The certificate of the key, whose public half fits it.
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
    /// `Key` when the key does not carry the chosen algorithm, `Crypto`; of an external key whatever it fails with, and
    /// `Key` when its signature does not verify under the certificate.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        match self.key {
            Key::Held(key) => key.sign(self.algorithm, message),
            Key::External(key) => {
                let value = key.sign(self.algorithm, message)?;
                let public = self.certificate.public_key()?;
                crypto::verify(public, self.algorithm, message, &value, AlgorithmPolicy::default()).map_err(|_| {
                    Error::Key { rule: "the signature of the external key verifies under the certificate" }
                })?;
                Ok(value)
            }
        }
    }
}

/// Where the private key is.
#[derive(Clone, Copy)]
enum Key<'k> {
    Held(&'k PrivateKey),
    External(&'k dyn ExternalKey),
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Held(_) => "Held",
            Self::External(_) => "External",
        })
    }
}
