//! Private keys: the file encodings that are met, and signing.

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use zeroize::Zeroizing;

use super::key::{RingKey, national_key};
use super::{AlgorithmIdentifier, DigestAlgorithm, KeyAlgorithm, PublicKey, SignatureAlgorithm, gost};
use crate::asn1::{self, Reader, tag};
use crate::error::{Error, Result};
use crate::oid;

const WHAT: &str = "PrivateKeyInfo";

/// The largest key file, in bytes: an RSA key of 4096 bits takes 3.3 KiB as PEM.
const MAX_KEY_FILE: usize = 64 << 10;

/// A private key that can sign. It is neither shown nor cloned. GOST keys are zeroized when dropped; RSA and ECDSA keys
/// live in `ring`, which does not zeroize them.
pub struct PrivateKey {
    material: Material,
    public: PublicKey,
}

enum Material {
    Rsa(Box<RsaKeyPair>),
    Ecdsa(Box<EcdsaKeyPair>),
    Gost(Box<gost::PrivateKey>),
}

impl PrivateKey {
    /// Reads a DER PrivateKeyInfo (PKCS#8, RFC 5958) with an RSA, ECDSA or national key.
    ///
    /// # Errors
    /// `Malformed` when the structure is unusable, `Unsupported` for other algorithms, `Key` when the numbers are no key.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self> {
        Self::from_pkcs8_beside(der, &[])
    }

    /// As [`from_pkcs8`](Self::from_pkcs8), for an EC key that leaves its public half out (the JDK writes such): it is
    /// sought among `public_keys`, those of the certificates beside the key.
    ///
    /// # Errors
    /// As `from_pkcs8`; `Key` when none of them belongs to the key.
    pub fn from_pkcs8_beside(der: &[u8], public_keys: &[&PublicKey]) -> Result<Self> {
        let mut outer = Reader::new(der);
        let mut info = outer.sequence(WHAT)?;
        outer.finish(WHAT)?;
        let version = info.expect(tag::INTEGER, WHAT)?;
        if version.unsigned(WHAT)? > 1 {
            return Err(version.malformed(WHAT, "the version is 0 or 1 (RFC 5958, section 2)"));
        }
        let offset = info.offset();
        let identifier = AlgorithmIdentifier::read(&mut info, WHAT)?;
        let octets = info.expect(tag::OCTET_STRING, WHAT)?;
        // Attributes and the public key carry nothing that is used: the public key is computed.
        info.optional(tag::context_constructed(0), WHAT)?;
        info.optional(tag::context(1), WHAT)?;
        info.finish(WHAT)?;
        let key = octets.content();
        if identifier.oid == oid::RSA_ENCRYPTION {
            return Self::from_pkcs1(key);
        }
        if identifier.oid == oid::EC_PUBLIC_KEY {
            let curve = curve_of(&identifier).ok_or(Error::Unsupported { what: "elliptic curve", offset })?;
            return Self::from_sec1_on(key, Some(curve), public_keys);
        }
        Self::from_national(&identifier, octets.reader(), offset)
    }

    /// Reads a DER RSAPrivateKey (PKCS#1; RFC 8017, A.1.2) of 2048 to 4096 bits.
    ///
    /// # Errors
    /// `Key` when it is none.
    pub fn from_pkcs1(der: &[u8]) -> Result<Self> {
        let pair = RsaKeyPair::from_der(der).map_err(|_| Error::Key { rule: "an RSA key of 2048 to 4096 bits" })?;
        let public = PublicKey::from_ring(pair.public().as_ref(), RingKey::Rsa)?;
        Ok(Self { material: Material::Rsa(Box::new(pair)), public })
    }

    /// Reads a DER ECPrivateKey (SEC 1; RFC 5915) that names P-256 or P-384 and holds its public key.
    ///
    /// # Errors
    /// `Malformed`, `Unsupported` for other curves, `Key` when the two halves do not belong together.
    pub fn from_sec1(der: &[u8]) -> Result<Self> {
        Self::from_sec1_on(der, None, &[])
    }

    /// Reads a key from DER (PKCS#8, PKCS#1 or SEC 1) or from a PEM text with one key.
    ///
    /// # Errors
    /// As the other constructors; `Unsupported` for an encrypted PEM key.
    pub fn from_der_or_pem(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_KEY_FILE {
            return Err(Error::LimitExceeded { what: "size of a key file in bytes", limit: 64 << 10 });
        }
        if bytes.first() == Some(&tag::SEQUENCE) {
            return Self::from_any_der(bytes);
        }
        let malformed = |rule| Error::Malformed { what: "key file", offset: 0, rule };
        let text = std::str::from_utf8(bytes).map_err(|_| malformed("neither DER nor PEM"))?;
        let mut found = None;
        for block in asn1::decode_pem(text)? {
            let der = Zeroizing::new(block.bytes);
            let key = match block.label.as_str() {
                "PRIVATE KEY" => Self::from_pkcs8(&der)?,
                "RSA PRIVATE KEY" => Self::from_pkcs1(&der)?,
                "EC PRIVATE KEY" => Self::from_sec1(&der)?,
                "ENCRYPTED PRIVATE KEY" => return Err(Error::Unsupported { what: "encrypted PEM key", offset: 0 }),
                // Certificates and curve parameters may stand beside the key.
                _ => continue,
            };
            if found.replace(key).is_some() {
                return Err(malformed("a key file holds one key"));
            }
        }
        found.ok_or_else(|| malformed("the text holds no key"))
    }

    /// The matching public key.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The kind of key; of a GOST key it names the curve, too.
    #[must_use]
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.public.algorithm()
    }

    /// The algorithm that signatures of this key carry unless another is chosen.
    #[must_use]
    pub const fn default_signature_algorithm(&self) -> SignatureAlgorithm {
        self.public.algorithm().default_signature_algorithm()
    }

    /// Signs `message`; the encodings are those of [`verify`](super::verify).
    ///
    /// # Errors
    /// `Key` when the key cannot carry this algorithm, `Crypto` when the operation itself fails.
    pub fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>> {
        const FAILED: Error = Error::Crypto { operation: "signing" };
        const MISMATCH: Error = Error::Key { rule: "the key does not fit the signature algorithm" };
        match &self.material {
            Material::Rsa(pair) => {
                let encoding = rsa_encoding(algorithm).ok_or(MISMATCH)?;
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(encoding, &SystemRandom::new(), message, &mut signature).map_err(|_| FAILED)?;
                Ok(signature)
            }
            Material::Ecdsa(pair) => {
                if algorithm != self.default_signature_algorithm() {
                    return Err(MISMATCH);
                }
                let signature = pair.sign(&SystemRandom::new(), message).map_err(|_| FAILED)?;
                Ok(signature.as_ref().to_vec())
            }
            Material::Gost(key) => {
                if algorithm != self.default_signature_algorithm() {
                    return Err(MISMATCH);
                }
                key.sign_digest(algorithm.digest().digest(message).as_bytes())
            }
        }
    }

    /// Tells PKCS#8, PKCS#1 and SEC 1 apart by their first elements.
    fn from_any_der(der: &[u8]) -> Result<Self> {
        let mut reader = Reader::new(der).sequence("key file")?;
        reader.expect(tag::INTEGER, "key file")?;
        match reader.peek() {
            Some(tag::SEQUENCE) => Self::from_pkcs8(der),
            Some(tag::INTEGER) => Self::from_pkcs1(der),
            Some(tag::OCTET_STRING) => Self::from_sec1(der),
            _ => Err(reader.malformed("key file", "a key is PKCS#8, PKCS#1 or SEC 1")),
        }
    }

    fn from_sec1_on(der: &[u8], curve: Option<RingKey>, public_keys: &[&PublicKey]) -> Result<Self> {
        const WHAT: &str = "ECPrivateKey";
        let mut outer = Reader::new(der);
        let mut inner = outer.sequence(WHAT)?;
        outer.finish(WHAT)?;
        let version = inner.expect(tag::INTEGER, WHAT)?;
        if version.unsigned(WHAT)? != 1 {
            return Err(version.malformed(WHAT, "the version is 1 (RFC 5915, section 3)"));
        }
        let scalar = inner.octet_string(WHAT)?;
        let offset = inner.offset();
        let named = match inner.explicit(0, WHAT)? {
            Some(mut parameters) => curve_of_oid(&parameters.oid(WHAT)?),
            None => curve,
        };
        let public = match inner.explicit(1, WHAT)? {
            Some(mut bits) => Some(bits.expect(tag::BIT_STRING, WHAT)?.bit_string_octets(WHAT)?),
            None => None,
        };
        inner.finish(WHAT)?;
        let kind = named.ok_or(Error::Unsupported { what: "elliptic curve", offset })?;
        if curve.is_some_and(|outer| outer != kind) {
            return Err(Error::Malformed { what: WHAT, offset, rule: "both places name the same curve" });
        }
        let algorithm = match kind {
            RingKey::P256 => &ECDSA_P256_SHA256_ASN1_SIGNING,
            RingKey::P384 => &ECDSA_P384_SHA384_ASN1_SIGNING,
            RingKey::Rsa => return Err(Error::Unsupported { what: "elliptic curve", offset }),
        };
        // `ring` does not compute a public key, but it refuses one that is not that of the private key.
        let join = |public: &[u8]| {
            EcdsaKeyPair::from_private_key_and_public_key(algorithm, scalar, public, &SystemRandom::new()).ok()
        };
        let pair = match public {
            Some(public) => join(public)
                .ok_or(Error::Key { rule: "the private and the public half of an EC key belong together" })?,
            None => public_keys
                .iter()
                .filter_map(|public| public.as_ring())
                .find_map(join)
                .ok_or(Error::Key { rule: "the public half of an EC key stands in its file or its certificate" })?,
        };
        let public = PublicKey::from_ring(pair.public_key().as_ref(), kind)?;
        Ok(Self { material: Material::Ecdsa(Box::new(pair)), public })
    }

    /// The three layouts of national keys (kz-pki facts, section 2.4).
    fn from_national(identifier: &AlgorithmIdentifier<'_>, mut octets: Reader<'_>, offset: usize) -> Result<Self> {
        let (algorithm, key) = if identifier.oid == oid::TUMAR_KEY {
            // SEQUENCE { INTEGER 1, OCTET STRING d }, big-endian.
            let mut inner = octets.sequence(WHAT)?;
            let version = inner.expect(tag::INTEGER, WHAT)?;
            if version.unsigned(WHAT)? != 1 {
                return Err(version.malformed(WHAT, "a Tumar key begins with the INTEGER 1"));
            }
            let scalar = inner.octet_string(WHAT)?;
            inner.finish(WHAT)?;
            (KeyAlgorithm::Gost34310_2004, gost::PrivateKey::from_be_bytes(gost::Curve::CryptoProA, scalar)?)
        } else {
            let (algorithm, curve) = national_key(identifier, WHAT, offset)?;
            let key = match curve {
                // INTEGER d, big-endian, with a leading zero octet when the top bit is set.
                gost::Curve::CryptoProA => {
                    let scalar = octets.expect(tag::INTEGER, WHAT)?.unsigned_bytes(WHAT)?;
                    let mut padded = Zeroizing::new([0u8; 32]);
                    let start = padded.len().checked_sub(scalar.len());
                    match start.and_then(|start| padded.get_mut(start..)) {
                        Some(place) => place.copy_from_slice(scalar),
                        None => return Err(Error::Key { rule: "the private number is below the order of the curve" }),
                    }
                    gost::PrivateKey::from_be_bytes(curve, padded.as_slice())?
                }
                // OCTET STRING d, little-endian.
                gost::Curve::Tc26A256 | gost::Curve::Tc26A512 => {
                    gost::PrivateKey::from_le_bytes(curve, octets.octet_string(WHAT)?)?
                }
            };
            (algorithm, key)
        };
        octets.finish(WHAT)?;
        Self::from_gost(algorithm, key)
    }

    /// From a GOST key made elsewhere.
    ///
    /// # Errors
    /// `Key` when its curve is not that of the algorithm.
    pub fn from_gost(algorithm: KeyAlgorithm, key: gost::PrivateKey) -> Result<Self> {
        let public = PublicKey::from_gost(algorithm, key.public_key())
            .ok_or(Error::Key { rule: "the curve of the key is that of its algorithm" })?;
        Ok(Self { material: Material::Gost(Box::new(key)), public })
    }
}

// The kind of key, never its numbers.
impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey({})", self.algorithm().name())
    }
}

fn curve_of(identifier: &AlgorithmIdentifier<'_>) -> Option<RingKey> {
    if identifier.parameters_are_oid(&oid::P256) {
        Some(RingKey::P256)
    } else if identifier.parameters_are_oid(&oid::P384) {
        Some(RingKey::P384)
    } else {
        None
    }
}

fn curve_of_oid(oid: &oid::Oid) -> Option<RingKey> {
    if *oid == oid::P256 {
        Some(RingKey::P256)
    } else if *oid == oid::P384 {
        Some(RingKey::P384)
    } else {
        None
    }
}

fn rsa_encoding(algorithm: SignatureAlgorithm) -> Option<&'static dyn RsaEncoding> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    match algorithm {
        SignatureAlgorithm::RsaPkcs1(Sha256) => Some(&RSA_PKCS1_SHA256),
        SignatureAlgorithm::RsaPkcs1(Sha384) => Some(&RSA_PKCS1_SHA384),
        SignatureAlgorithm::RsaPkcs1(Sha512) => Some(&RSA_PKCS1_SHA512),
        SignatureAlgorithm::RsaPss(Sha256) => Some(&RSA_PSS_SHA256),
        SignatureAlgorithm::RsaPss(Sha384) => Some(&RSA_PSS_SHA384),
        SignatureAlgorithm::RsaPss(Sha512) => Some(&RSA_PSS_SHA512),
        SignatureAlgorithm::RsaPkcs1(_)
        | SignatureAlgorithm::RsaPss(_)
        | SignatureAlgorithm::Ecdsa(_)
        | SignatureAlgorithm::Gost34310_2004
        | SignatureAlgorithm::Gost34310_2015_256
        | SignatureAlgorithm::Gost34310_2015_512 => None,
    }
}
