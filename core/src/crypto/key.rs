//! SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) of the algorithms that are verified.

use super::gost;
use super::gost::FrequentKey;
use super::{AlgorithmIdentifier, DigestAlgorithm, SignatureAlgorithm};
use crate::asn1::{Reader, tag};
use crate::error::{Error, Result};
use crate::oid;

/// The blob header of a Tumar public key: Windows-style PUBLICKEYBLOB, algorithm 0xAA3A, magic "EC1", 512 bits
/// (kz-pki facts, section 2.4; two genuine test certificates carry it).
const TUMAR_HEADER: [u8; 16] =
    [0x06, 0x02, 0x00, 0x00, 0x3a, 0xaa, 0x00, 0x00, 0x00, 0x45, 0x43, 0x31, 0x00, 0x02, 0x00, 0x00];

/// The kind of a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyAlgorithm {
    /// RSA; the size of the modulus in bits.
    Rsa(usize),
    /// ECDSA over P-256.
    EcdsaP256,
    /// ECDSA over P-384.
    EcdsaP384,
    /// GOST 34.310-2004, CryptoPro-A.
    Gost34310_2004,
    /// GOST 34.310-2015, 256 bit, tc26 paramSetA.
    Gost34310_2015_256,
    /// GOST 34.310-2015, 512 bit, tc26 paramSetA.
    Gost34310_2015_512,
}

impl KeyAlgorithm {
    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rsa(_) => "rsa",
            Self::EcdsaP256 => "ecdsa-p256",
            Self::EcdsaP384 => "ecdsa-p384",
            Self::Gost34310_2004 => "gost34310-2004",
            Self::Gost34310_2015_256 => "gost34310-2015-256",
            Self::Gost34310_2015_512 => "gost34310-2015-512",
        }
    }

    /// The algorithm that signatures of such a key carry unless another is chosen.
    #[must_use]
    pub const fn default_signature_algorithm(self) -> SignatureAlgorithm {
        match self {
            Self::Rsa(_) => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
            Self::EcdsaP256 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            Self::EcdsaP384 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
            Self::Gost34310_2004 => SignatureAlgorithm::Gost34310_2004,
            Self::Gost34310_2015_256 => SignatureAlgorithm::Gost34310_2015_256,
            Self::Gost34310_2015_512 => SignatureAlgorithm::Gost34310_2015_512,
        }
    }
}

/// A public key that can verify. GOST points were checked to lie on their curve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    algorithm: KeyAlgorithm,
    material: Material,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Material {
    /// The PKCS#1 RSAPublicKey for RSA, the uncompressed point for ECDSA.
    Ring(Box<[u8]>),
    Gost(Box<FrequentKey>),
}

impl PublicKey {
    /// Reads one DER SubjectPublicKeyInfo, and nothing after it.
    ///
    /// # Errors
    /// `Malformed` when the structure or the key itself is unusable, `Unsupported` for other algorithms.
    pub fn from_spki(spki: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(spki);
        let key = Self::read(&mut reader)?;
        reader.finish("subjectPublicKeyInfo")?;
        Ok(key)
    }

    /// Reads the SubjectPublicKeyInfo that stands next in `reader`.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        const WHAT: &str = "subjectPublicKeyInfo";
        let mut inner = reader.sequence(WHAT)?;
        let offset = inner.offset();
        let identifier = AlgorithmIdentifier::read(&mut inner, WHAT)?;
        let bits = inner.expect(tag::BIT_STRING, WHAT)?;
        inner.finish(WHAT)?;
        let key = bits.bit_string_octets(WHAT)?;
        let at = bits.offset();
        let id = &identifier.oid;
        if *id == oid::RSA_ENCRYPTION {
            if !identifier.parameters_are_null_or_absent() {
                return Err(Error::Malformed {
                    what: WHAT,
                    offset,
                    rule: "rsaEncryption has NULL parameters (RFC 3279, 2.3.1)",
                });
            }
            let bits = rsa_modulus_bits(key, at)?;
            return Ok(Self { algorithm: KeyAlgorithm::Rsa(bits), material: Material::Ring(key.into()) });
        }
        if *id == oid::EC_PUBLIC_KEY {
            let (algorithm, length) = if identifier.parameters_are_oid(&oid::P256) {
                (KeyAlgorithm::EcdsaP256, 65)
            } else if identifier.parameters_are_oid(&oid::P384) {
                (KeyAlgorithm::EcdsaP384, 97)
            } else {
                return Err(Error::Unsupported { what: "elliptic curve", offset });
            };
            if key.len() != length || key.first() != Some(&0x04) {
                return Err(Error::Malformed { what: WHAT, offset: at, rule: "the point is uncompressed: 04, x, y" });
            }
            return Ok(Self { algorithm, material: Material::Ring(key.into()) });
        }
        let (algorithm, curve, coordinates) = if *id == oid::TUMAR_KEY {
            let coordinates = key.strip_prefix(&TUMAR_HEADER).ok_or(Error::Malformed {
                what: WHAT,
                offset: at,
                rule: "a Tumar key begins with its 16-byte header",
            })?;
            (KeyAlgorithm::Gost34310_2004, gost::Curve::CryptoProA, coordinates)
        } else {
            let (algorithm, curve) = national_key(&identifier, WHAT, offset)?;
            let mut wrapped = Reader::at(key, bits.content_offset() + 1);
            let coordinates = wrapped.octet_string(WHAT)?;
            wrapped.finish(WHAT)?;
            (algorithm, curve, coordinates)
        };
        let point = gost::PublicKey::from_le_bytes(curve, coordinates).map_err(|_| Error::Malformed {
            what: WHAT,
            offset: at,
            rule: "the coordinates are below p and lie on the curve of the key",
        })?;
        Ok(Self { algorithm, material: Material::Gost(Box::new(FrequentKey::new(point))) })
    }

    /// From what `ring` computed for a private key: the PKCS#1 RSAPublicKey or the uncompressed point.
    pub(super) fn from_ring(key: &[u8], kind: RingKey) -> Result<Self> {
        let algorithm = match kind {
            RingKey::Rsa => KeyAlgorithm::Rsa(rsa_modulus_bits(key, 0)?),
            RingKey::P256 => KeyAlgorithm::EcdsaP256,
            RingKey::P384 => KeyAlgorithm::EcdsaP384,
        };
        Ok(Self { algorithm, material: Material::Ring(key.into()) })
    }

    /// From a GOST key made here; `None` when the curve is not one of the national algorithms.
    #[must_use]
    pub fn from_gost(algorithm: KeyAlgorithm, key: gost::PublicKey) -> Option<Self> {
        let fits = match algorithm {
            KeyAlgorithm::Gost34310_2004 => key.curve() == gost::Curve::CryptoProA,
            KeyAlgorithm::Gost34310_2015_256 => key.curve() == gost::Curve::Tc26A256,
            KeyAlgorithm::Gost34310_2015_512 => key.curve() == gost::Curve::Tc26A512,
            KeyAlgorithm::Rsa(_) | KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 => false,
        };
        fits.then(|| Self { algorithm, material: Material::Gost(Box::new(FrequentKey::new(key))) })
    }

    /// The kind of key; of a GOST key it names the curve, too.
    #[must_use]
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// The GOST key inside, if it is one.
    #[must_use]
    pub fn as_gost(&self) -> Option<&gost::PublicKey> {
        match &self.material {
            Material::Gost(key) => Some(key.key()),
            Material::Ring(_) => None,
        }
    }

    /// The PKCS#1 RSAPublicKey or the uncompressed point, as `ring` takes them; `None` for a GOST key.
    #[must_use]
    pub fn as_ring(&self) -> Option<&[u8]> {
        match &self.material {
            Material::Ring(bytes) => Some(bytes),
            Material::Gost(_) => None,
        }
    }

    pub(super) const fn material(&self) -> &Material {
        &self.material
    }
}

/// The kinds of key that `ring` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RingKey {
    Rsa,
    P256,
    P384,
}

/// The algorithm and curve of a national key, whose parameters name the curve and the digest (kz-pki facts, 2.4).
pub(super) fn national_key(
    identifier: &AlgorithmIdentifier<'_>,
    what: &'static str,
    offset: usize,
) -> Result<(KeyAlgorithm, gost::Curve)> {
    let id = &identifier.oid;
    let (algorithm, curve, parameters) = if *id == oid::GOST_2004_KEY {
        (KeyAlgorithm::Gost34310_2004, gost::Curve::CryptoProA, [&oid::GOST_2004_CURVE, &oid::GOST_34311_SBOX])
    } else if *id == oid::GOST_2015_256_KEY {
        (KeyAlgorithm::Gost34310_2015_256, gost::Curve::Tc26A256, [&oid::GOST_2015_256_CURVE, &oid::STREEBOG_256])
    } else if *id == oid::GOST_2015_512_KEY {
        (KeyAlgorithm::Gost34310_2015_512, gost::Curve::Tc26A512, [&oid::GOST_2015_512_CURVE, &oid::STREEBOG_512])
    } else {
        return Err(Error::Unsupported { what: "key algorithm", offset });
    };
    let malformed = |rule| Error::Malformed { what, offset, rule };
    let tlv = identifier
        .parameters
        .filter(|tlv| tlv.tag() == tag::SEQUENCE)
        .ok_or_else(|| malformed("a national key names its curve and digest"))?;
    let mut named = tlv.reader();
    for expected in parameters {
        if named.oid(what)? != *expected {
            return Err(malformed("a national key names the curve and digest of its algorithm"));
        }
    }
    named.finish(what)?;
    Ok((algorithm, curve))
}

/// The size in bits of the modulus of a PKCS#1 RSAPublicKey (RFC 8017, A.1.1).
fn rsa_modulus_bits(key: &[u8], offset: usize) -> Result<usize> {
    const WHAT: &str = "RSAPublicKey";
    let mut outer = Reader::at(key, offset);
    let mut inner = outer.sequence(WHAT)?;
    outer.finish(WHAT)?;
    let modulus = inner.expect(tag::INTEGER, WHAT)?.unsigned_bytes(WHAT)?;
    inner.expect(tag::INTEGER, WHAT)?.unsigned_bytes(WHAT)?;
    inner.finish(WHAT)?;
    let top = modulus.first().map_or(8, |first| first.leading_zeros());
    Ok(modulus.len() * 8 - usize::try_from(top).unwrap_or_default())
}
