//! Key files and private keys.

use qoltanba::crypto::PrivateKey;
use qoltanba::keystore::{KeyMatch, KeyStore};

use crate::key_file::with_mac;

/// The password of the national test set, with which the seeds open.
const PASSWORD: &str = "Qwerty12";

/// A file that opens names its keys, and its certificates belong to them.
///
/// The MAC stands before everything else, and no made-up file ever passes it. So an input that begins with the octet 0 is
/// taken for an AuthenticatedSafe, and gets a MAC that holds.
pub(super) fn file(input: &[u8]) {
    if asks_for_patience(input) {
        return;
    }
    let opened = match input.split_first() {
        Some((0, safe)) => KeyStore::open(&with_mac(safe, PASSWORD), PASSWORD),
        _ => KeyStore::open(input, PASSWORD),
    };
    let Ok(store) = opened else { return };
    let described = store.description();
    assert_eq!(described.len(), store.entries().len());
    for (entry, described) in store.entries().iter().zip(&described) {
        assert_eq!(described.alias, entry.alias());
        assert_eq!(entry.signing_certificate().is_ok(), described.matches == KeyMatch::Certificate);
        if let Ok(certificate) = entry.signing_certificate() {
            assert_eq!(certificate.public_key(), Ok(entry.key().public_key()));
        }
        let _ = store.entry(entry.alias());
    }
    assert!(!format!("{store:?}").contains(PASSWORD));
}

/// Whether some INTEGER could be a count of rounds that takes seconds. The budget of rounds has its own test.
fn asks_for_patience(input: &[u8]) -> bool {
    const PATIENCE: u64 = 1 << 16;
    input.windows(2).enumerate().any(|(at, window)| match window {
        [0x02, length @ 3..=9] => {
            let octets = input.get(at + 2..).unwrap_or_default().iter().take(usize::from(*length));
            octets.fold(0u64, |value, octet| value << 8 | u64::from(*octet)) > PATIENCE
        }
        _ => false,
    })
}

/// A key that is accepted belongs to its public half.
pub(super) fn private_key(input: &[u8]) {
    let Ok(key) = PrivateKey::from_der_or_pem(input) else { return };
    assert_eq!(key.algorithm(), key.public_key().algorithm());
}
