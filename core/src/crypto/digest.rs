//! Message digests behind one type.

use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::gost::{Gost34311, Streebog256, Streebog512};
use super::{AlgorithmIdentifier, LegacyAlgorithms};
use crate::asn1::Writer;
use crate::oid::{self, Oid};

/// A message digest algorithm that the library computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// SHA-1: for identifiers (OCSP CertID), and in signatures only under a legacy policy.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// GOST 34.311-95 with the test S-box and a zero start vector.
    Gost34311,
    /// Streebog, 256 bit (GOST R 34.11-2012, RFC 6986).
    Streebog256,
    /// Streebog, 512 bit (GOST R 34.11-2012, RFC 6986).
    Streebog512,
}

impl DigestAlgorithm {
    /// Every algorithm, in the order of their declaration.
    pub const ALL: [Self; 7] =
        [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512, Self::Gost34311, Self::Streebog256, Self::Streebog512];

    /// Whether a verdict may stand on it: on SHA-1 only where outdated algorithms are accepted.
    pub(crate) const fn is_allowed(self, legacy: LegacyAlgorithms) -> bool {
        match (self, legacy) {
            (Self::Sha1, LegacyAlgorithms::Refuse) => false,
            (
                Self::Sha1
                | Self::Sha256
                | Self::Sha384
                | Self::Sha512
                | Self::Gost34311
                | Self::Streebog256
                | Self::Streebog512,
                _,
            ) => true,
        }
    }

    /// The object identifier: NIST for SHA, 1.2.398.3.10.1.3 for the national digests.
    #[must_use]
    pub fn oid(self) -> &'static Oid {
        match self {
            Self::Sha1 => &oid::SHA1,
            Self::Sha256 => &oid::SHA256,
            Self::Sha384 => &oid::SHA384,
            Self::Sha512 => &oid::SHA512,
            Self::Gost34311 => &oid::GOST_34311,
            Self::Streebog256 => &oid::STREEBOG_256,
            Self::Streebog512 => &oid::STREEBOG_512,
        }
    }

    /// The algorithm with this object identifier.
    #[must_use]
    pub fn from_oid(oid: &Oid) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.oid() == oid)
    }

    /// The algorithm that an AlgorithmIdentifier names; its parameters are NULL or absent (RFC 5754, 2).
    ///
    /// For GOST 34.311-95 the parameters may also name its one S-box.
    #[must_use]
    pub fn from_identifier(identifier: &AlgorithmIdentifier<'_>) -> Option<Self> {
        let algorithm = Self::from_oid(&identifier.oid)?;
        let sbox = || algorithm == Self::Gost34311 && identifier.parameters_are_oid(&oid::GOST_34311_SBOX);
        (identifier.parameters_are_null_or_absent() || sbox()).then_some(algorithm)
    }

    /// Appends the AlgorithmIdentifier with NULL parameters, as the national profile writes it (kz-pki facts, 2.4).
    pub(crate) fn write_identifier(self, out: &mut Writer) {
        out.sequence(|out| {
            out.oid(self.oid()).null();
        });
    }

    /// The length of a digest in bytes.
    #[must_use]
    pub const fn output_len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 | Self::Gost34311 | Self::Streebog256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 | Self::Streebog512 => 64,
        }
    }

    /// The digest of `message`.
    #[must_use]
    pub fn digest(self, message: &[u8]) -> Digest {
        let mut hasher = self.hasher();
        hasher.update(message);
        hasher.finish()
    }

    /// A hasher to be fed piece by piece.
    #[must_use]
    pub fn hasher(self) -> Hasher {
        Hasher(match self {
            Self::Sha1 => State::Sha1(Sha1::new()),
            Self::Sha256 => State::Sha256(Sha256::new()),
            Self::Sha384 => State::Sha384(Sha384::new()),
            Self::Sha512 => State::Sha512(Sha512::new()),
            Self::Gost34311 => State::Gost34311(Box::default()),
            Self::Streebog256 => State::Streebog256(Box::default()),
            Self::Streebog512 => State::Streebog512(Box::default()),
        })
    }
}

/// A digest together with its algorithm.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    bytes: [u8; 64],
}

impl Digest {
    /// A digest computed elsewhere; `None` when its length is not that of the algorithm.
    #[must_use]
    pub fn from_bytes(algorithm: DigestAlgorithm, digest: &[u8]) -> Option<Self> {
        if digest.len() != algorithm.output_len() {
            return None;
        }
        let mut bytes = [0; 64];
        bytes.get_mut(..digest.len())?.copy_from_slice(digest);
        Some(Self { algorithm, bytes })
    }

    /// The algorithm that the digest was computed with.
    #[must_use]
    pub const fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// The digest, as many bytes as the algorithm gives.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.algorithm.output_len()).unwrap_or_default()
    }

    /// The digest in lower-case hexadecimal.
    #[must_use]
    pub fn to_hex(&self) -> String {
        to_hex(self.as_bytes())
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}({})", self.algorithm, self.to_hex())
    }
}

/// Computes a digest piece by piece.
#[derive(Clone)]
pub struct Hasher(State);

#[derive(Clone)]
enum State {
    Sha1(Sha1),
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
    Gost34311(Box<Gost34311>),
    Streebog256(Box<Streebog256>),
    Streebog512(Box<Streebog512>),
}

impl Hasher {
    /// Feeds the next piece of the message.
    pub fn update(&mut self, piece: &[u8]) {
        match &mut self.0 {
            State::Sha1(state) => state.update(piece),
            State::Sha256(state) => state.update(piece),
            State::Sha384(state) => state.update(piece),
            State::Sha512(state) => state.update(piece),
            State::Gost34311(state) => state.update(piece),
            State::Streebog256(state) => state.update(piece),
            State::Streebog512(state) => state.update(piece),
        }
    }

    /// The algorithm that this hasher computes.
    #[must_use]
    pub const fn algorithm(&self) -> DigestAlgorithm {
        match &self.0 {
            State::Sha1(_) => DigestAlgorithm::Sha1,
            State::Sha256(_) => DigestAlgorithm::Sha256,
            State::Sha384(_) => DigestAlgorithm::Sha384,
            State::Sha512(_) => DigestAlgorithm::Sha512,
            State::Gost34311(_) => DigestAlgorithm::Gost34311,
            State::Streebog256(_) => DigestAlgorithm::Streebog256,
            State::Streebog512(_) => DigestAlgorithm::Streebog512,
        }
    }

    /// The digest of everything that was fed.
    #[must_use]
    pub fn finish(self) -> Digest {
        let algorithm = self.algorithm();
        let mut bytes = [0; 64];
        let mut store = |digest: &[u8]| bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
        match self.0 {
            State::Sha1(state) => store(&state.finalize()),
            State::Sha256(state) => store(&state.finalize()),
            State::Sha384(state) => store(&state.finalize()),
            State::Sha512(state) => store(&state.finalize()),
            State::Gost34311(state) => store(&state.finish()),
            State::Streebog256(state) => store(&state.finish()),
            State::Streebog512(state) => store(&state.finish()),
        }
        Digest { algorithm, bytes }
    }
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hasher({:?})", self.algorithm())
    }
}

/// Octets as lower-case hexadecimal, two digits each.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4 examples, RFC 6986 (section 10.1, message M1) and kz-pki facts for GOST 34.311-95.
    #[test]
    fn known_answers() {
        let m1 = b"012345678901234567890123456789012345678901234567890123456789012";
        for (algorithm, message, expected) in [
            (DigestAlgorithm::Sha1, &b"abc"[..], "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (DigestAlgorithm::Sha256, b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (DigestAlgorithm::Gost34311, b"abc", "f3134348c44fb1b2a277729e2285ebb5cb5e0f29c975bc753b70497c06a4d51d"),
            (DigestAlgorithm::Gost34311, b"", "ce85b99cc46752fffee35cab9a7b0278abb4c2d2055cff685af4912c49490f8d"),
            (DigestAlgorithm::Streebog256, m1, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"),
            (
                DigestAlgorithm::Streebog512,
                m1,
                "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48",
            ),
        ] {
            assert_eq!(algorithm.digest(message).to_hex(), expected, "{algorithm:?}");
        }
    }

    #[test]
    fn pieces_give_the_digest_of_the_whole() {
        let message: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for algorithm in DigestAlgorithm::ALL {
            let mut hasher = algorithm.hasher();
            message.chunks(37).for_each(|piece| hasher.update(piece));
            assert_eq!(hasher.finish(), algorithm.digest(&message));
        }
    }
}
