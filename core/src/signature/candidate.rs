//! Of several certificates that may be the signer's: the one that counts.

use super::cms::{FailureReason, SignatureFailure};
use crate::certificate::Certificate;

/// The first candidate under which the signature holds; else the one whose failure says the most about the signature, so that
/// a certificate that somebody put beside the right one, before or behind it, changes nothing.
pub(super) fn choose<'c, T>(
    candidates: impl IntoIterator<Item = &'c Certificate>,
    verify: impl Fn(&Certificate) -> Result<T, SignatureFailure>,
) -> (Option<&'c Certificate>, Result<T, SignatureFailure>) {
    let mut best: Option<(&Certificate, SignatureFailure)> = None;
    for certificate in candidates {
        match verify(certificate) {
            Ok(proof) => return (Some(certificate), Ok(proof)),
            Err(failure) if best.is_none_or(|(_, known)| weight(failure) > weight(known)) => {
                best = Some((certificate, failure));
            }
            Err(_) => {}
        }
    }
    match best {
        Some((certificate, failure)) => (Some(certificate), Err(failure)),
        None => (None, Err(SignatureFailure::CERTIFICATE_MISSING)),
    }
}

/// How much a failure under one certificate says of the signature. What fails before a key is used fails under every
/// certificate alike.
fn weight(failure: SignatureFailure) -> u8 {
    match failure {
        // The key made the signature.
        SignatureFailure::OTHER_CERTIFICATE | SignatureFailure::UNKNOWN_REFERENCE => 3,
        SignatureFailure::OTHER_KIND_OF_KEY => 1,
        SignatureFailure { reason: FailureReason::AlgorithmNotAllowed, .. } => 0,
        // The key could have made it, and did not.
        SignatureFailure {
            reason:
                FailureReason::SignatureInvalid
                | FailureReason::DigestMismatch
                | FailureReason::SignerCertificateMissing
                | FailureReason::NoSignature
                | FailureReason::SignedAttributesMissing,
            ..
        } => 2,
    }
}
