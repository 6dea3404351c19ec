//! Paths against rustls-webpki. The two differ in policy (purposes, criticality, key sizes, names of servers), so not every
//! difference is a defect. What must never happen is that we accept a path that the other one refuses for its signatures,
//! validity periods, authority or length.

use qoltanba::path::{self, PathOptions};
use qoltanba_tests::property::Bundle;
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};

/// Judges the last certificate of a bundle with the first as anchor, by both.
pub fn check(input: &[u8]) {
    let bundle = Bundle::read(input);
    let Some((judged, store)) = bundle.parts() else { return };
    let moment = bundle.moment();
    if path::build(judged, &store, &[], &PathOptions::new(moment)).is_err() {
        return;
    }
    let ders: Vec<CertificateDer<'_>> =
        bundle.certificates.iter().map(|certificate| CertificateDer::from(certificate.der())).collect();
    let (Some(anchor), Some(last)) = (ders.first(), ders.last()) else { return };
    let (Ok(anchor), Ok(end_entity)) = (anchor_from_trusted_cert(anchor), EndEntityCert::try_from(last)) else {
        return;
    };
    let Ok(seconds) = u64::try_from(moment.unix()) else { return };
    let outcome = end_entity.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &[anchor],
        &ders[1..ders.len() - 1],
        UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)),
        KeyUsage::required_if_present(&[0x2b, 6, 1, 5, 5, 7, 3, 4]),
        None,
        None,
    );
    if let Err(error) = outcome {
        assert!(
            !matches!(
                error,
                Error::CertExpired { .. }
                    | Error::CertNotValidYet { .. }
                    | Error::InvalidSignatureForPublicKey
                    | Error::EndEntityUsedAsCa
                    | Error::PathLenConstraintViolated
                    | Error::NameConstraintViolation
            ),
            "we accept what the other implementation refuses: {error:?}"
        );
    }
}
