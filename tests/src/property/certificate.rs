//! Certificates and public keys.

use qoltanba::asn1::encode_pem;
use qoltanba::certificate::{Certificate, Name};
use qoltanba::crypto::{AlgorithmPolicy, PublicKey};
use qoltanba::oid;

/// What was parsed is kept as it came, everything can be asked of it, and PEM of it is the same certificate.
pub(super) fn certificate(input: &[u8]) {
    let Ok(list) = Certificate::list_from_der_or_pem(input) else { return };
    assert!(!list.is_empty());
    for certificate in &list {
        look_at(certificate);
    }
    if let [only] = list.as_slice() {
        assert_eq!(Certificate::from_der_or_pem(input).as_ref(), Ok(only));
        let pem = encode_pem("CERTIFICATE", only.der());
        assert_eq!(Certificate::from_der_or_pem(pem.as_bytes()).as_ref(), Ok(only));
    }
}

/// Asks a certificate everything.
pub(super) fn look_at(certificate: &Certificate) {
    assert_eq!(Certificate::from_der(certificate.der()).as_ref(), Ok(certificate));
    for part in [certificate.tbs(), certificate.spki(), certificate.serial(), certificate.signature()] {
        assert!(part.is_empty() || certificate.der().windows(part.len()).any(|window| window == part));
    }
    let _ = (certificate.roles(), certificate.holder(), certificate.is_self_issued(), certificate.sha256());
    for name in [certificate.issuer(), certificate.subject()] {
        assert!(name.matches(&name), "a name matches itself");
        assert!(name.is_within(&name));
        let again = Name::from_der(name.raw());
        assert!(again.is_ok_and(|again| again.matches(&name)));
        let _ = (name.to_string(), name.attributes().count(), name.find(&oid::COMMON_NAME));
    }
    let extensions = certificate.extensions();
    let _ = (extensions.basic_constraints(), extensions.key_usage(), extensions.ext_key_usage());
    let _ = (extensions.policies(), extensions.key_storage(), extensions.subject_alt_names().is_ok());
    let _ = (extensions.crl_distribution_points().is_ok(), extensions.freshest_crl().is_ok());
    let _ = extensions.access_urls(&oid::AD_OCSP);
    for (index, extension) in extensions.all().iter().enumerate() {
        let first = extensions.all().iter().position(|other| other.oid == extension.oid);
        assert_eq!(first, Some(index), "no extension stands twice (RFC 5280, 4.2)");
    }
    if let Ok(key) = certificate.public_key() {
        assert_eq!(PublicKey::from_spki(certificate.spki()).as_ref(), Ok(key));
        assert!(PublicKey::from_spki(&[certificate.spki(), &[0]].concat()).is_err(), "nothing stands after it");
        let _ = certificate.verify_signature(key, AlgorithmPolicy::default());
    }
    // What may be logged holds no more than the fingerprint.
    assert!(format!("{certificate:?}").len() < 100);
}

/// A GOST key that is accepted has one form only.
pub(super) fn public_key(input: &[u8]) {
    let Ok(key) = PublicKey::from_spki(input) else { return };
    if let Some(gost) = key.as_gost() {
        let octets = gost.to_le_bytes();
        assert!(input.windows(octets.len()).any(|window| window == octets));
    }
}
