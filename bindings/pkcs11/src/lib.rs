//! Keys of tokens and hardware security modules as signers of qoltanba, through PKCS#11.
//!
//! The private key stays where it is: the token gets a digest and gives the signature, which
//! [`Signer`](qoltanba::sign::Signer) verifies under the certificate before it is given out.
//!
//! ```no_run
//! use qoltanba::sign::{Signer, cms};
//! use qoltanba_pkcs11::Module;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let module = Module::load("/usr/lib/softhsm/libsofthsm2.so".as_ref())?;
//! let token = module.open("office", &std::env::var("TOKEN_PIN")?)?;
//! let key = token.key(Some("head"))?;
//! let certificate = key.certificate()?;
//! let signer = Signer::external(&key, &certificate)?;
//! let message = cms::sign(&signer, b"document", &cms::Options::default())?;
//! # Ok(())
//! # }
//! ```
//!
//! # What is possible
//!
//! RSA (PKCS#1 v1.5 and PSS) and ECDSA over P-256 and P-384, in every container that the library signs.
//!
//! The national algorithms are not. PKCS#11 has mechanisms for the Russian GOST R 34.10 (`CKM_GOSTR3410` and those of
//! TC 26), not for GOST 34.310: the standards share curves, but hash, key parameters and identifiers differ, and a token
//! that carries keys of НУЦ РК offers them under mechanisms of its vendor. Without such a token to test against nothing is
//! guessed here: a national algorithm is refused before the token is asked. A module of a vendor can be reached by another
//! [`ExternalKey`](qoltanba::sign::ExternalKey).

mod key;
mod token;

pub use key::TokenKey;
pub use token::{Module, Token};

/// Why a token cannot be used. No text carries a PIN or the name of a person.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The library of the token cannot be loaded or started.
    #[error("the PKCS#11 module cannot be loaded: {0}")]
    Module(String),
    /// What was asked for is not there, or there is more than one of it.
    #[error("{what}: {rule}")]
    Choice {
        /// What was looked for: `token`, `key`, `certificate`.
        what: &'static str,
        /// The rule that was broken.
        rule: &'static str,
    },
    /// The PIN is refused. It is not tried again: a token locks after a few attempts.
    #[error("the token refuses the PIN: {0}")]
    Pin(String),
    /// The token failed.
    #[error("the token failed: {0}")]
    Token(String),
    /// What the token holds cannot be used.
    #[error(transparent)]
    Content(#[from] qoltanba::Error),
}

impl From<cryptoki::error::Error> for Error {
    fn from(error: cryptoki::error::Error) -> Self {
        Self::Token(name_of(&error))
    }
}

/// The function and the name of its return value, `C_Login: PinIncorrect`. The sentences of the crate below explain the
/// standard and are several lines long.
fn name_of(error: &cryptoki::error::Error) -> String {
    match error {
        cryptoki::error::Error::Pkcs11(value, function) => format!("C_{function:?}: {value:?}"),
        other => other.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}
