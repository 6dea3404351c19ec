//! CRLs against two other parsers: the same fields, and the same answer to "is this serial number on the list".

use qoltanba::revocation::Crl;
use webpki::{CertRevocationList, OwnedCertRevocationList};
use x509_parser::prelude::{CertificateRevocationList, FromDer};

/// Compares one list.
pub fn check(input: &[u8]) {
    let Ok(ours) = Crl::from_der(input) else { return };
    let theirs =
        CertificateRevocationList::from_der(input).ok().filter(|(rest, _)| rest.is_empty()).map(|(_, parsed)| parsed);
    let Some(theirs) = theirs else { return };
    assert_eq!(ours.issuer().raw(), theirs.issuer().as_raw(), "issuer");
    assert_eq!(ours.this_update().unix(), theirs.last_update().timestamp(), "thisUpdate");
    assert_eq!(ours.next_update().map(|moment| moment.unix()), theirs.next_update().map(|time| time.timestamp()));
    let entries: Vec<_> = theirs.iter_revoked_certificates().collect();
    assert_eq!(ours.entries(), Ok(entries.len()), "the number of entries");
    // webpki reads only plain lists: then every entry belongs to the list's own issuer, unless it says otherwise
    // (certificateIssuer, 2.5.29.29, which webpki passes over when it is not critical).
    let plain = !input.windows(3).any(|window| window == [0x55, 0x1d, 0x1d]);
    let webpki = OwnedCertRevocationList::from_der(input).ok().filter(|_| plain).map(CertRevocationList::from);
    if let Some(webpki) = webpki {
        for entry in &entries {
            let serial = entry.raw_serial();
            let found = ours.find(serial).expect("the entries were read");
            assert!(found.iter().any(|found| found.revocation_date.unix() == entry.revocation_date.timestamp()));
            assert!(webpki.find_serial(serial).is_ok_and(|found| found.is_some()), "webpki finds its own entry");
            // The neighbour of a serial number is on both lists or on none.
            let mut neighbour = serial.to_vec();
            if let Some(last) = neighbour.last_mut() {
                *last ^= 1;
            }
            if let Ok(other) = webpki.find_serial(&neighbour) {
                let found = ours.find(&neighbour).expect("the entries were read");
                assert_eq!(!found.is_empty(), other.is_some(), "a serial number that may not be there");
            }
        }
    }
}
