//! JWS and electronic invoices.

use qoltanba::Certificate;
use qoltanba::crypto::AlgorithmPolicy;
use qoltanba::signature::esf::SignedInvoice;
use qoltanba::signature::jws::SignedJws;

/// What is signed ends with the payload or is made from it, and every signature can be judged.
pub(super) fn token(input: &[u8]) {
    let content: &[u8] = b"the payload of a detached token";
    for content in [None, Some(content)] {
        let Ok(token) = SignedJws::parse(input, content) else { continue };
        assert!(!token.signatures().is_empty());
        for signature in token.signatures() {
            let _ = (signature.algorithm(), signature.value());
            assert!(signature.signing_input().contains(&b'.'));
            for der in signature.certificates() {
                if let Ok(certificate) = Certificate::from_der(der)
                    && let Ok(key) = certificate.public_key()
                {
                    let _ = signature.verify_value(key, AlgorithmPolicy::default());
                }
            }
        }
    }
}

/// Every invoice has its three parts.
pub(super) fn invoices(input: &[u8]) {
    let Ok(invoices) = SignedInvoice::parse_all(input) else { return };
    for invoice in invoices {
        assert!(std::str::from_utf8(&invoice.body).is_ok());
    }
}
