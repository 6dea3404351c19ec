//! Paths against rustls-webpki. The two differ in policy (purposes, criticality, key sizes, names of servers), so not every
//! difference is a defect. What must never happen is that we accept a path that the other one refuses for its signatures,
//! validity periods or authority. Lengths and names are left out: the other one counts self-issued certificates and
//! does not read names of directories. So are GOST, which it does not know, and bundles in which several paths compete,
//! of which it reports another one's failure.

use qoltanba::Certificate;
use qoltanba::crypto::SignatureAlgorithm;
use qoltanba::path::{self, PathOptions};
use qoltanba_tests::property::Bundle;
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};

/// Judges the last certificate of a bundle with the first as anchor, by both.
pub fn check(input: &[u8]) {
    let bundle = Bundle::read(input);
    let Some((judged, store)) = bundle.parts() else { return };
    let known = |certificate: &Certificate| {
        matches!(
            certificate.signature_algorithm(),
            Some(SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_) | SignatureAlgorithm::Ecdsa(_))
        )
    };
    if bundle.certificates.len() > 3 || !bundle.certificates.iter().all(known) {
        return;
    }
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
    let anchors = [anchor];
    let outcome = end_entity.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &anchors,
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
            ),
            "we accept what the other implementation refuses: {error:?}"
        );
    }
}
