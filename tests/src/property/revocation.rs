//! CRLs and OCSP responses.

use std::sync::Arc;

use qoltanba::asn1::{Reader, encode_pem, tag};
use qoltanba::revocation::{Crl, OcspResponse, SharedBytes, index_file};

/// A list is kept as it came, its index finds as many entries as it counts, and PEM of it is the same list. An index file
/// says what its lists say.
pub(super) fn crl(input: &[u8]) {
    if index_file::is_index_file(input) {
        says_what_its_lists_say(input.to_vec());
    }
    let Ok(lists) = Crl::list_from_der_or_pem(input) else { return };
    assert!(!lists.is_empty());
    for list in &lists {
        let again = Crl::from_der(list.der());
        let entries = list.entries().expect("they were read with the list");
        assert!(again.is_ok_and(|again| again.entries() == Ok(entries) && again.sha256() == list.sha256()));
        let pem = encode_pem("X509 CRL", list.der());
        assert!(Crl::list_from_der_or_pem(pem.as_bytes()).is_ok_and(|lists| lists.len() == 1));
        assert!(list.issuer().matches(&list.issuer()));
        let _ = (list.number(), list.delta_base(), list.this_update(), list.next_update());
        let _ = (list.authority_key_identifier(), list.signature_algorithm_oid());
        // Serial numbers that can and cannot be there.
        for serial in [&[][..], &[0], &[1], &[0x7f; 20], list.der()] {
            assert!(list.find(serial).is_ok_and(|found| found.len() <= entries));
        }
        assert_eq!(serials(list.der()).len(), entries);
    }
    index_file_of(&lists);
}

/// An index file of lists is readable; with one octet changed no list says something else without being noticed.
fn index_file_of(lists: &[Crl]) {
    // More lists than an index file holds.
    let Ok(file) = index_file::write(lists) else { return };
    let readable = says_what_its_lists_say(file.clone());
    assert_eq!(readable, lists.len(), "all lists of a file that was just made");
    let digest = ring::digest::digest(&ring::digest::SHA256, &file);
    // Places that differ from input to input, with the tables of the last list among them.
    for (number, mix) in digest.as_ref().as_chunks::<4>().0.iter().enumerate() {
        let from = if number % 2 == 0 { 0 } else { file.len().saturating_sub(file.len() / 4) };
        let place = from + usize::try_from(u32::from_be_bytes(*mix)).unwrap_or_default() % (file.len() - from);
        let mut changed = file.clone();
        changed[place] ^= mix[0] | 1;
        assert!(says_what_its_lists_say(changed) < lists.len(), "octet {place} was changed");
    }
}

/// Every list that an index file gives is refused when asked, or answers as the list does by itself. How many answer.
fn says_what_its_lists_say(file: Vec<u8>) -> usize {
    let file: SharedBytes = Arc::new(file);
    let Ok(lists) = index_file::read(&file) else { return 0 };
    let mut readable = 0;
    for list in &lists {
        let Ok(entries) = list.entries() else {
            assert!(list.find(&[1]).is_err(), "no path leads past the check");
            assert!(index_file::write(std::slice::from_ref(list)).is_err());
            continue;
        };
        let itself = Crl::from_der(list.der()).expect("each of its entries was read");
        assert_eq!((Ok(entries), list.sha256()), (itself.entries(), itself.sha256()));
        for serial in serials(list.der()) {
            assert_eq!(list.find(serial), itself.find(serial));
        }
        readable += 1;
    }
    readable
}

/// The serial numbers of a list that is well formed (RFC 5280, 5.1).
fn serials(list: &[u8]) -> Vec<&[u8]> {
    let read = || -> qoltanba::Result<Vec<&[u8]>> {
        let mut tbs = Reader::new(list).sequence("list")?.sequence("tbs")?;
        tbs.optional(tag::INTEGER, "version")?;
        for what in ["signature", "issuer", "thisUpdate"] {
            tbs.any(what)?;
        }
        if matches!(tbs.peek(), Some(tag::UTC_TIME | tag::GENERALIZED_TIME)) {
            tbs.any("nextUpdate")?;
        }
        let mut serials = Vec::new();
        if let Some(revoked) = tbs.optional(tag::SEQUENCE, "revokedCertificates")? {
            let mut entries = revoked.reader();
            while !entries.is_empty() {
                serials.push(entries.sequence("entry")?.expect(tag::INTEGER, "serial")?.content());
            }
        }
        Ok(serials)
    };
    read().expect("the list was read before")
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
