//! Certificates against another parser: what both read has the same fields.

use qoltanba::Certificate;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Compares one certificate.
pub fn check(input: &[u8]) {
    let ours = Certificate::from_der(input);
    let theirs = X509Certificate::from_der(input).ok().filter(|(rest, _)| rest.is_empty()).map(|(_, parsed)| parsed);
    if let (Ok(ours), Some(theirs)) = (&ours, &theirs) {
        assert_eq!(ours.serial(), theirs.raw_serial(), "serial");
        assert_eq!(ours.issuer().raw(), theirs.issuer().as_raw(), "issuer");
        assert_eq!(ours.subject().raw(), theirs.subject().as_raw(), "subject");
        // The other parser ends a SubjectPublicKeyInfo after the second element of its SEQUENCE and passes over what follows
        // (RFC 5280, 4.1 has two elements and no more). Ours keeps the element as it came and takes no key from it.
        if ours.public_key().is_ok() {
            assert_eq!(ours.spki(), theirs.public_key().raw, "SubjectPublicKeyInfo");
        } else {
            assert!(ours.spki().starts_with(theirs.public_key().raw), "SubjectPublicKeyInfo");
        }
        assert_eq!(ours.tbs(), theirs.tbs_certificate.as_ref(), "tbsCertificate");
        assert_eq!(ours.signature(), &*theirs.signature_value.data, "signature");
        assert_eq!(ours.not_before().unix(), theirs.validity().not_before.timestamp(), "notBefore");
        assert_eq!(ours.not_after().unix(), theirs.validity().not_after.timestamp(), "notAfter");
        let mine: Vec<(&[u8], bool)> =
            ours.extensions().all().iter().map(|extension| (extension.oid.content(), extension.critical)).collect();
        let others: Vec<(&[u8], bool)> =
            theirs.extensions().iter().map(|extension| (extension.oid.as_bytes(), extension.critical)).collect();
        assert_eq!(mine, others, "extensions");
        if let (Some(mine), Ok(Some(others))) = (ours.extensions().basic_constraints(), theirs.basic_constraints()) {
            assert_eq!(mine.is_ca, others.value.ca, "cA");
            assert_eq!(mine.path_len, others.value.path_len_constraint.map(u64::from), "pathLenConstraint");
        }
    }
}
