//! The question to an OCSP responder. Asking it is the caller's part: bytes go out, an answer comes in as evidence.

use qoltanba::Certificate;
use qoltanba::revocation::{self, CertId};

use crate::document::DigestAlgorithm;
use crate::error::{InputError, argument};

/// The OCSP request (RFC 6960) about a certificate, unsigned and without a nonce, so that responders may answer from their
/// store. `digest` names the issuer in it.
///
/// # Errors
/// A certificate that cannot be read, an `issuer` of another name than the certificate's issuer.
#[uniffi::export]
pub fn ocsp_request(certificate: &[u8], issuer: &[u8], digest: DigestAlgorithm) -> Result<Vec<u8>, InputError> {
    let (certificate, issuer) = (Certificate::from_der_or_pem(certificate)?, Certificate::from_der_or_pem(issuer)?);
    if !issuer.subject().matches(&certificate.issuer()) {
        return Err(argument("issuer", "it is the authority that issued the certificate"));
    }
    let id = CertId::new(&certificate, issuer.spki(), digest.into())?;
    Ok(revocation::OcspRequest::new(id).to_der())
}
