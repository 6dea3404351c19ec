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
pub mod timestamp;

use crate::certificate::Certificate;
use crate::check::{Decision, Expected, JudgedAt, Report, Verifier};
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
        let signer = Self::new(key, certificate)?;
        let report = Box::new(verifier.check_certificate(certificate, expected, moment));
        Ok(match (report.decision(), on_refusal) {
            (Decision::Refused, OnRefusal::Stop) => Checked::Refused(report),
            (Decision::Refused, OnRefusal::SignAnyway) | (Decision::Confirmed | Decision::Undetermined, _) => {
                Checked::Allowed(signer, report)
            }
        })
    }

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
    /// `Key` when the key does not carry the chosen algorithm, `Crypto`.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        self.key.sign(self.algorithm, message)
    }
}
