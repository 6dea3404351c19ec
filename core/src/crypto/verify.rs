//! One `verify` for every algorithm.

use ring::signature as ring_signature;

use super::key::Material;
use super::{Digest, DigestAlgorithm, KeyAlgorithm, PublicKey, SignatureAlgorithm};

/// The smallest RSA key of the default policy, in bits (NIST SP 800-131A rev. 2, section 3; the national CAs issue 2048).
const MIN_RSA_BITS: usize = 2048;
/// The largest RSA key, in bits: what `ring` verifies.
const MAX_RSA_BITS: usize = 8192;

/// Whether outdated algorithms are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LegacyAlgorithms {
    /// They are refused.
    #[default]
    Refuse,
    /// RSA with SHA-1, and RSA keys from 1024 bits, are accepted. Only for material of 2016 and before, and for suites.
    Accept,
}

/// Which algorithms may carry a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct AlgorithmPolicy {
    /// SHA-1 and short RSA keys.
    pub legacy: LegacyAlgorithms,
}

/// Why a signature does not hold. There is no more detail, on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The signature is not that of this message under this key.
    #[error("the signature does not fit the message and the key")]
    Invalid,
    /// The algorithm is unknown or not allowed by the policy.
    #[error("the signature algorithm is not allowed")]
    AlgorithmNotAllowed,
    /// The key is of another kind than the signature algorithm.
    #[error("the key is not of the kind that the signature algorithm needs")]
    KeyMismatch,
}

/// Verifies `signature` over `message`.
///
/// Encodings: RSA as in RFC 8017, ECDSA as DER (RFC 5480), GOST as r ‖ s little-endian.
///
/// # Errors
/// Says why the signature does not hold; nothing is accepted that the policy does not allow.
pub fn verify(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    message: &[u8],
    signature: &[u8],
    policy: AlgorithmPolicy,
) -> Result<(), SignatureError> {
    match (key.material(), algorithm) {
        (
            Material::Gost(_),
            SignatureAlgorithm::Gost34310_2004
            | SignatureAlgorithm::Gost34310_2015_256
            | SignatureAlgorithm::Gost34310_2015_512,
        ) => verify_digest(key, algorithm, &algorithm.digest().digest(message), signature),
        (
            Material::Ring(bytes),
            SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_) | SignatureAlgorithm::Ecdsa(_),
        ) => {
            let verifier = ring_algorithm(key.algorithm(), algorithm, policy)?;
            ring_signature::UnparsedPublicKey::new(verifier, bytes)
                .verify(message, signature)
                .map_err(|_| SignatureError::Invalid)
        }
        (Material::Gost(_) | Material::Ring(_), _) => Err(SignatureError::KeyMismatch),
    }
}

/// Verifies a GOST `signature` over a digest that was computed before; RSA and ECDSA need the message itself.
///
/// # Errors
/// As [`verify`]; `KeyMismatch` also when the digest is of another algorithm, `AlgorithmNotAllowed` for RSA and ECDSA.
pub fn verify_digest(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    digest: &Digest,
    signature: &[u8],
) -> Result<(), SignatureError> {
    let expected = match algorithm {
        SignatureAlgorithm::Gost34310_2004 => KeyAlgorithm::Gost34310_2004,
        SignatureAlgorithm::Gost34310_2015_256 => KeyAlgorithm::Gost34310_2015_256,
        SignatureAlgorithm::Gost34310_2015_512 => KeyAlgorithm::Gost34310_2015_512,
        SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_) | SignatureAlgorithm::Ecdsa(_) => {
            return Err(SignatureError::AlgorithmNotAllowed);
        }
    };
    let gost = match key.material() {
        Material::Gost(gost) if key.algorithm() == expected => gost,
        Material::Gost(_) | Material::Ring(_) => return Err(SignatureError::KeyMismatch),
    };
    if digest.algorithm() != algorithm.digest() {
        return Err(SignatureError::KeyMismatch);
    }
    gost.verify_digest(digest.as_bytes(), signature).map_err(|_| SignatureError::Invalid)
}

fn ring_algorithm(
    key: KeyAlgorithm,
    algorithm: SignatureAlgorithm,
    policy: AlgorithmPolicy,
) -> Result<&'static dyn ring_signature::VerificationAlgorithm, SignatureError> {
    use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
    use ring_signature as r;
    let legacy = policy.legacy == LegacyAlgorithms::Accept;
    match (key, algorithm) {
        (KeyAlgorithm::Rsa(bits), SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_)) => {
            if bits > MAX_RSA_BITS || (bits < MIN_RSA_BITS && !legacy) {
                return Err(SignatureError::AlgorithmNotAllowed);
            }
            let short = bits < MIN_RSA_BITS;
            match algorithm {
                SignatureAlgorithm::RsaPkcs1(Sha1) if legacy => Ok(&r::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
                SignatureAlgorithm::RsaPkcs1(Sha256) if short => Ok(&r::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
                SignatureAlgorithm::RsaPkcs1(Sha512) if short => Ok(&r::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
                SignatureAlgorithm::RsaPkcs1(Sha256) => Ok(&r::RSA_PKCS1_2048_8192_SHA256),
                SignatureAlgorithm::RsaPkcs1(Sha384) if !short => Ok(&r::RSA_PKCS1_2048_8192_SHA384),
                SignatureAlgorithm::RsaPkcs1(Sha512) => Ok(&r::RSA_PKCS1_2048_8192_SHA512),
                SignatureAlgorithm::RsaPss(Sha256) if !short => Ok(&r::RSA_PSS_2048_8192_SHA256),
                SignatureAlgorithm::RsaPss(Sha384) if !short => Ok(&r::RSA_PSS_2048_8192_SHA384),
                SignatureAlgorithm::RsaPss(Sha512) if !short => Ok(&r::RSA_PSS_2048_8192_SHA512),
                _ => Err(SignatureError::AlgorithmNotAllowed),
            }
        }
        (KeyAlgorithm::EcdsaP256, SignatureAlgorithm::Ecdsa(Sha256)) => Ok(&r::ECDSA_P256_SHA256_ASN1),
        (KeyAlgorithm::EcdsaP256, SignatureAlgorithm::Ecdsa(Sha384)) => Ok(&r::ECDSA_P256_SHA384_ASN1),
        (KeyAlgorithm::EcdsaP384, SignatureAlgorithm::Ecdsa(Sha256)) => Ok(&r::ECDSA_P384_SHA256_ASN1),
        (KeyAlgorithm::EcdsaP384, SignatureAlgorithm::Ecdsa(Sha384)) => Ok(&r::ECDSA_P384_SHA384_ASN1),
        (KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384, SignatureAlgorithm::Ecdsa(_)) => {
            Err(SignatureError::AlgorithmNotAllowed)
        }
        (_, _) => Err(SignatureError::KeyMismatch),
    }
}
