//! The content that signatures are about: bytes, digests, or a stream that was hashed.

use std::io::{self, Read};

use crate::crypto::{Digest, DigestAlgorithm};

/// How much of a stream is read at once, in bytes.
const CHUNK: usize = 64 << 10;

/// The content, as bytes or only as its digests.
#[derive(Debug, Clone, Default)]
pub struct Content<'c> {
    bytes: Option<&'c [u8]>,
    digests: Vec<Digest>,
}

impl<'c> Content<'c> {
    /// The content itself: it is hashed by whatever digest a signer uses.
    #[must_use]
    pub const fn from_bytes(bytes: &'c [u8]) -> Self {
        Self { bytes: Some(bytes), digests: Vec::new() }
    }

    /// A digest of the content that the caller computed: the content itself never comes near the library.
    #[must_use]
    pub fn from_digest(digest: Digest) -> Self {
        Self { bytes: None, digests: vec![digest] }
    }

    /// Reads a large content to its end and keeps its digests. [`SignedData::digest_algorithms`] names those needed.
    ///
    /// [`SignedData::digest_algorithms`]: super::SignedData::digest_algorithms
    ///
    /// # Errors
    /// What the reader fails with.
    pub fn from_reader(mut reader: impl Read, algorithms: &[DigestAlgorithm]) -> io::Result<Self> {
        let mut hashers: Vec<_> = algorithms.iter().map(|algorithm| algorithm.hasher()).collect();
        let mut chunk = vec![0; CHUNK];
        loop {
            let length = match reader.read(&mut chunk) {
                Ok(0) => break,
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let piece = chunk.get(..length).unwrap_or_default();
            hashers.iter_mut().for_each(|hasher| hasher.update(piece));
        }
        Ok(Self { bytes: None, digests: hashers.into_iter().map(|hasher| hasher.finish()).collect() })
    }

    /// The same content with these digests computed once.
    #[must_use]
    pub fn hashed(mut self, algorithms: &[DigestAlgorithm]) -> Self {
        algorithms.iter().for_each(|algorithm| self.hash(*algorithm));
        self
    }

    /// Computes this digest now, once for all who ask for it later.
    pub(crate) fn hash(&mut self, algorithm: DigestAlgorithm) {
        if let Some(digest) = self.digest(algorithm)
            && !self.digests.contains(&digest)
        {
            self.digests.push(digest);
        }
    }

    /// The bytes, if they are at hand.
    #[must_use]
    pub const fn bytes(&self) -> Option<&'c [u8]> {
        self.bytes
    }

    /// The digest by this algorithm; `None` when only digests by others are at hand.
    #[must_use]
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Option<Digest> {
        let known = self.digests.iter().find(|digest| digest.algorithm() == algorithm).copied();
        known.or_else(|| self.bytes.map(|bytes| algorithm.digest(bytes)))
    }
}
