//! CRLs and OCSP responses.

use qoltanba::asn1::encode_pem;
use qoltanba::revocation::{Crl, OcspResponse};

/// A list is kept as it came, its index finds as many entries as it counts, and PEM of it is the same list.
pub(super) fn crl(input: &[u8]) {
    let Ok(lists) = Crl::list_from_der_or_pem(input) else { return };
    assert!(!lists.is_empty());
    for list in &lists {
        let again = Crl::from_der(list.der());
        assert!(again.is_ok_and(|again| again.entries() == list.entries() && again.sha256() == list.sha256()));
        let pem = encode_pem("X509 CRL", list.der());
        assert!(Crl::list_from_der_or_pem(pem.as_bytes()).is_ok_and(|lists| lists.len() == 1));
        assert!(list.issuer().matches(&list.issuer()));
        let _ = (list.number(), list.delta_base(), list.this_update(), list.next_update());
        let _ = (list.authority_key_identifier(), list.signature_algorithm_oid());
        // Serial numbers that can and cannot be there.
        for serial in [&[][..], &[0], &[1], &[0x7f; 20], list.der()] {
            assert!(list.find(serial).len() <= list.entries());
        }
        if list.entries() == 0 {
            assert!(list.find(&[1]).is_empty());
        }
    }
}

/// A response can be asked everything, and answers only when it is successful.
pub(super) fn ocsp(input: &[u8]) {
    let Ok(response) = OcspResponse::from_der(input) else { return };
    assert_eq!(response.der(), input);
    assert_eq!(response.is_successful(), response.response_status() == 0);
    assert!(response.is_successful() || response.serials().next().is_none());
    assert_eq!(response.produced_at().is_some(), response.is_successful());
    let _ = (response.certificates().len(), response.nonce(), response.sha256(), response.serials().count());
}
