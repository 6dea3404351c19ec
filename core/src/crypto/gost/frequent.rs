//! A public key that gets its tables once it turns out to verify often.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{PreparedPublicKey, PublicKey, SignatureInvalid};

/// Verifications without tables. Tables cost five to seven verifications: a key that has cost as much without them will
/// probably be seen again, and one that is not has at most cost twice what it had to.
const WITHOUT_TABLES: u32 = 6;

/// A public key, the number of its verifications so far, and its tables (32 to 64 KiB) when they were made.
#[derive(Debug)]
pub(in crate::crypto) struct FrequentKey {
    key: PublicKey,
    uses: AtomicU32,
    prepared: OnceLock<PreparedPublicKey>,
}

impl FrequentKey {
    pub(in crate::crypto) const fn new(key: PublicKey) -> Self {
        Self { key, uses: AtomicU32::new(0), prepared: OnceLock::new() }
    }

    pub(in crate::crypto) const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// As [`PublicKey::verify_digest`]. Nobody waits for the tables: one thread makes them, the others go on without.
    pub(in crate::crypto) fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> Result<(), SignatureInvalid> {
        if let Some(prepared) = self.prepared.get() {
            return prepared.verify_digest(digest, signature);
        }
        if self.uses.fetch_add(1, Ordering::Relaxed) != WITHOUT_TABLES {
            return self.key.verify_digest(digest, signature);
        }
        let prepared = self.key.prepare();
        let result = prepared.verify_digest(digest, signature);
        // Already set only after 2³² verifications during the preparation; the tables are the same then.
        let _ = self.prepared.set(prepared);
        result
    }
}

impl Clone for FrequentKey {
    fn clone(&self) -> Self {
        let uses = AtomicU32::new(self.uses.load(Ordering::Relaxed));
        Self { key: self.key.clone(), uses, prepared: self.prepared.clone() }
    }
}

impl PartialEq for FrequentKey {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for FrequentKey {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::gost::{Curve, PrivateKey};

    #[test]
    fn verdicts_do_not_change_when_the_tables_come() {
        for curve in [Curve::CryptoProA, Curve::Tc26A256, Curve::Tc26A512] {
            let d: Vec<u8> = (1..).take(curve.coordinate_len()).collect();
            let digest = vec![7; curve.coordinate_len()];
            let other = vec![8; curve.coordinate_len()];
            let private = PrivateKey::from_be_bytes(curve, &d).unwrap();
            let signature = private.sign_digest(&digest).unwrap();
            let key = FrequentKey::new(private.public_key().clone());
            for round in 0..5 {
                assert!(key.verify_digest(&digest, &signature).is_ok(), "{curve:?}, round {round}");
                assert!(key.verify_digest(&other, &signature).is_err(), "{curve:?}, round {round}");
                // Two verifications a round: the tables are made in the seventh one.
                assert_eq!(key.prepared.get().is_some(), round > 2);
            }
            assert!(key.clone() == key && key.clone().prepared.get().is_some());
            let another = PrivateKey::from_be_bytes(curve, &[7]).unwrap();
            assert!(key != FrequentKey::new(another.public_key()), "tables or not, another key is another");
        }
    }
}
