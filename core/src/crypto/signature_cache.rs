//! Signatures of authorities that were verified before.

use std::collections::HashSet;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, RwLock};

use super::{AlgorithmPolicy, DigestAlgorithm};

/// Remembers which certificates of authorities were verified under which key. Bounded, shared by its clones, and for any
/// number of threads; nothing is verified under its lock.
///
/// It holds facts that do not change: that a signature fits. Whether a certificate is valid, may issue, or is revoked is
/// judged anew each time. Only certificates on a path that led to a trust anchor enter it, so that what strangers send
/// cannot displace the authorities.
#[derive(Clone)]
pub struct SignatureCache(Arc<Shared>);

struct Shared {
    capacity: NonZeroUsize,
    known: RwLock<HashSet<Fact>>,
}

/// This key signed this object, as this policy counts signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Fact {
    /// SHA-256 over the issuer's SubjectPublicKeyInfo.
    issuer: [u8; 32],
    /// SHA-256 over the whole signed object, algorithm and signature value included: with the signed part alone, an object
    /// whose signature was replaced would be taken for the genuine one.
    object: [u8; 32],
    policy: AlgorithmPolicy,
}

impl Fact {
    fn new(issuer_spki: &[u8], object: [u8; 32], policy: AlgorithmPolicy) -> Self {
        let mut issuer = [0; 32];
        let digest = DigestAlgorithm::Sha256.digest(issuer_spki);
        issuer.iter_mut().zip(digest.as_bytes()).for_each(|(to, from)| *to = *from);
        Self { issuer, object, policy }
    }
}

impl SignatureCache {
    /// A cache of at most `capacity` certificates, of about 100 bytes each. The national PKI has fewer than ten
    /// authorities at a time; 64 is plenty for one country.
    #[must_use]
    pub fn new(capacity: NonZeroUsize) -> Self {
        Self(Arc::new(Shared { capacity, known: RwLock::new(HashSet::new()) }))
    }

    /// How many certificates it remembers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.known.read().map_or(0, |known| known.len())
    }

    /// Whether it remembers none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the key of `issuer_spki` is known to have signed the object with this SHA-256.
    pub(crate) fn knows(&self, issuer_spki: &[u8], object: [u8; 32], policy: AlgorithmPolicy) -> bool {
        let fact = Fact::new(issuer_spki, object, policy);
        self.0.known.read().is_ok_and(|known| known.contains(&fact))
    }

    /// Remembers a signature that was verified. A full cache is emptied first: what is in use comes back at once.
    pub(crate) fn remember(&self, issuer_spki: &[u8], object: [u8; 32], policy: AlgorithmPolicy) {
        let fact = Fact::new(issuer_spki, object, policy);
        if let Ok(mut known) = self.0.known.write() {
            if known.len() >= self.0.capacity.get() && !known.contains(&fact) {
                known.clear();
            }
            known.insert(fact);
        }
    }
}

impl fmt::Debug for SignatureCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignatureCache({} of {})", self.len(), self.0.capacity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::LegacyAlgorithms;

    #[test]
    fn key_object_and_policy_all_count() {
        let strict = AlgorithmPolicy::default();
        let legacy = AlgorithmPolicy { legacy: LegacyAlgorithms::Accept };
        let cache = SignatureCache::new(NonZeroUsize::MIN);
        cache.remember(b"key", [1; 32], legacy);
        assert!(cache.knows(b"key", [1; 32], legacy));
        assert!(!cache.knows(b"key", [1; 32], strict));
        assert!(!cache.knows(b"kez", [1; 32], legacy));
        assert!(!cache.knows(b"key", [2; 32], legacy));
    }

    #[test]
    fn it_never_holds_more_than_its_capacity() {
        let policy = AlgorithmPolicy::default();
        let cache = SignatureCache::new(NonZeroUsize::new(3).unwrap());
        for number in 0..20 {
            cache.remember(b"key", [number; 32], policy);
            assert!(cache.len() <= 3 && cache.knows(b"key", [number; 32], policy));
        }
    }
}
