//! Key files and private keys.

use qoltanba::asn1::Writer;
use qoltanba::crypto::PrivateKey;
use qoltanba::keystore::{KeyMatch, KeyStore};
use qoltanba::oid::Oid;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use ring::hmac;

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
        Some((0, safe)) => KeyStore::open(&with_mac(safe), PASSWORD),
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

/// A PFX (RFC 7292, 4) around an AuthenticatedSafe, with HMAC-SHA1 and one round.
fn with_mac(safe: &[u8]) -> Vec<u8> {
    const SALT: [u8; 8] = *b"saltsalt";
    let data = Oid::parse("1.2.840.113549.1.7.1");
    let sha1 = Oid::parse("1.3.14.3.2.26");
    let (Some(data), Some(sha1)) = (data, sha1) else { return Vec::new() };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &mac_key(&SALT));
    let mac = hmac::sign(&key, safe);
    let mut out = Writer::new();
    out.sequence(|pfx| {
        pfx.unsigned(3).sequence(|info| {
            info.oid(&data).explicit(0, |content| {
                content.octet_string(safe);
            });
        });
        pfx.sequence(|mac_data| {
            mac_data.sequence(|info| {
                info.sequence(|algorithm| {
                    algorithm.oid(&sha1).null();
                });
                info.octet_string(mac.as_ref());
            });
            mac_data.octet_string(&SALT).unsigned(1);
        });
    });
    out.into_bytes()
}

/// RFC 7292, B.2 with id 3 and one round: SHA-1 over 64 octets of 03, the salt and the password, each repeated to 64.
fn mac_key(salt: &[u8]) -> Vec<u8> {
    let password: Vec<u8> = PASSWORD.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
    let mut block = vec![3; 64];
    block.extend(salt.iter().cycle().take(64));
    block.extend(password.iter().cycle().take(64));
    digest(&SHA1_FOR_LEGACY_USE_ONLY, &block).as_ref().to_vec()
}

/// A key that is accepted belongs to its public half.
pub(super) fn private_key(input: &[u8]) {
    let Ok(key) = PrivateKey::from_der_or_pem(input) else { return };
    assert_eq!(key.algorithm(), key.public_key().algorithm());
}
