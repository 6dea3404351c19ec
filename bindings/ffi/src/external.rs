//! Keys that are kept elsewhere: a callback of Python or Kotlin that has a message signed.

use std::fmt;

use qoltanba::crypto::{DigestAlgorithm, SignatureAlgorithm as CoreAlgorithm};
use qoltanba::{Error, sign};

use crate::error::InputError;

/// How a key that is kept elsewhere has to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 over SHA-256.
    RsaPkcs1Sha256,
    /// RSASSA-PSS over SHA-256, with MGF1 over SHA-256 and a salt of 32 bytes.
    RsaPssSha256,
    /// ECDSA over SHA-256; the value is a DER SEQUENCE of r and s.
    EcdsaSha256,
    /// ECDSA over SHA-384; the value is a DER SEQUENCE of r and s.
    EcdsaSha384,
    /// GOST 34.310-2004 over GOST 34.311-95; the value is r ‖ s, little-endian.
    Gost34310_2004,
    /// GOST 34.310-2015 with 256 bits over Streebog-256; the value is r ‖ s, little-endian.
    Gost34310_2015_256,
    /// GOST 34.310-2015 with 512 bits over Streebog-512; the value is r ‖ s, little-endian.
    Gost34310_2015_512,
}

impl SignatureAlgorithm {
    /// `None` for an algorithm that no signer of this face chooses.
    fn of(algorithm: CoreAlgorithm) -> Option<Self> {
        Some(match algorithm {
            CoreAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256) => Self::RsaPkcs1Sha256,
            CoreAlgorithm::RsaPss(DigestAlgorithm::Sha256) => Self::RsaPssSha256,
            CoreAlgorithm::Ecdsa(DigestAlgorithm::Sha256) => Self::EcdsaSha256,
            CoreAlgorithm::Ecdsa(DigestAlgorithm::Sha384) => Self::EcdsaSha384,
            CoreAlgorithm::Gost34310_2004 => Self::Gost34310_2004,
            CoreAlgorithm::Gost34310_2015_256 => Self::Gost34310_2015_256,
            CoreAlgorithm::Gost34310_2015_512 => Self::Gost34310_2015_512,
            CoreAlgorithm::RsaPkcs1(_) | CoreAlgorithm::RsaPss(_) | CoreAlgorithm::Ecdsa(_) | _ => return None,
        })
    }
}

/// A private key that is kept elsewhere and signs there. It is asked on the thread that signs.
#[uniffi::export(callback_interface)]
pub trait ExternalKey: Send + Sync {
    /// The signature over `message`, which is not hashed yet.
    ///
    /// # Errors
    /// The key did not sign. What is said of it is not repeated: the packages keep what was thrown as the cause.
    fn sign(&self, algorithm: SignatureAlgorithm, message: Vec<u8>) -> Result<Vec<u8>, InputError>;
}

/// The callback as the library takes it.
pub(crate) struct Elsewhere(pub(crate) Box<dyn ExternalKey>);

impl sign::ExternalKey for Elsewhere {
    fn sign(&self, algorithm: CoreAlgorithm, message: &[u8]) -> qoltanba::Result<Vec<u8>> {
        let algorithm = SignatureAlgorithm::of(algorithm)
            .ok_or(Error::External { rule: "the algorithm is one that a callback is asked for" })?;
        self.0.sign(algorithm, message.to_vec()).map_err(|_| Error::External { rule: "the key signs" })
    }
}

impl fmt::Debug for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Elsewhere(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::signer::{CertificateReference, Encapsulation, Signer};

    /// What stands for the service: another signer, or a wrong answer.
    enum Service {
        Holds(Arc<Signer>),
        Answers(Vec<u8>),
        Fails,
    }

    impl ExternalKey for Service {
        fn sign(&self, algorithm: SignatureAlgorithm, message: Vec<u8>) -> Result<Vec<u8>, InputError> {
            assert_eq!(algorithm, SignatureAlgorithm::Gost34310_2015_512);
            match self {
                Self::Holds(signer) => signer.sign_raw(&message),
                Self::Answers(value) => Ok(value.clone()),
                Self::Fails => Err(InputError::Crypto { detail: "the PIN is 12345678".to_owned() }),
            }
        }
    }

    fn held() -> Arc<Signer> {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/pki/p12/gost2015-individual.p12");
        Arc::new(Signer::open(&std::fs::read(file).unwrap(), "Ulgi2026".to_owned(), None).unwrap())
    }

    fn external(service: Service) -> Signer {
        Signer::external(&held().certificate().unwrap(), Box::new(service)).unwrap()
    }

    #[test]
    fn every_form_is_signed_by_a_callback() {
        let signer = external(Service::Holds(held()));
        let soap = b"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>";
        // None of them gives a value out that does not verify.
        assert!(signer.sign_cms(b"text", Encapsulation::Attached, CertificateReference::V2, None).is_ok());
        assert!(signer.sign_xml(b"<a/>").is_ok());
        assert!(signer.sign_xades(b"<a/>", 1_782_864_000, "signature").is_ok());
        assert!(signer.sign_wss(soap).is_ok());
        assert!(signer.sign_jws(b"text").is_ok());
        assert!(signer.sign_raw(b"text").is_ok());
    }

    #[test]
    fn what_does_not_fit_is_not_given_out() {
        let other_message = held().sign_raw(b"another").unwrap();
        for value in [Vec::new(), vec![0; 128], other_message] {
            let refused = external(Service::Answers(value)).sign_raw(b"text").unwrap_err();
            assert!(matches!(refused, InputError::Key { .. }), "{refused}");
        }
        // What the callback says is the caller's, and is not repeated.
        let failed = external(Service::Fails).sign_raw(b"text").unwrap_err();
        assert_eq!(failed, InputError::External { detail: "external key: the key signs".to_owned() });
    }
}
