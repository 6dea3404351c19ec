//! Keys that never come here: in a token, in a signing service.

use crate::crypto::SignatureAlgorithm;
use crate::error::Result;

/// A private key that is kept elsewhere and signs there.
///
/// A [`Signer`](super::Signer) made from it signs in every container; it verifies each value before it gives it out.
///
/// ```
/// use qoltanba::crypto::SignatureAlgorithm;
/// use qoltanba::sign::{ExternalKey, Signer};
/// use qoltanba::{Certificate, Result};
///
/// struct Service;
///
/// impl ExternalKey for Service {
///     fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>> {
///         // Here the service is asked.
/// #       let _ = (algorithm, message);
/// #       Err(qoltanba::Error::External { rule: "the service answers" })
///     }
/// }
///
/// # fn sign(certificate: &Certificate) -> Result<Vec<u8>> {
/// let signer = Signer::external(&Service, certificate)?;
/// qoltanba::sign::cms::sign(&signer, b"document", &qoltanba::sign::cms::Options::default())
/// # }
/// ```
pub trait ExternalKey: Send + Sync {
    /// The signature over `message`, in the encoding that [`crypto::verify`](crate::crypto::verify) takes: RSA as in RFC
    /// 8017, ECDSA as a DER SEQUENCE of r and s, the national algorithms as r ‖ s little-endian.
    ///
    /// # Errors
    /// `External` when the key cannot be reached or does not sign, `Key` when it does not carry the algorithm.
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>>;
}
