//! Password-based decryption: PKCS#12 (RFC 7292, appendix B) and PBES2 (RFC 8018, section 6.2).

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt as _, InnerIvInit, KeyInit as _};
use des::TdesEde3;
use rc2::Rc2;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use crate::asn1::{Reader, tag};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm};
use crate::error::{Error, Result};
use crate::oid::{self, Oid};

/// How many derivations at the limit one file may ask for: those of its MAC and of one encryption.
const MAX_FULL_DERIVATIONS: u64 = 2;
/// The longest password, in UTF-16 units: the portals allow 32 (kz-pki facts, section 6).
const MAX_PASSWORD: usize = 1024;

/// What a derived key is for: the diversifier byte of RFC 7292, B.3.
#[derive(Clone, Copy)]
pub(super) enum KeyUse {
    Encryption,
    Iv,
    Mac,
}

impl KeyUse {
    const fn id(self) -> u8 {
        match self {
            Self::Encryption => 1,
            Self::Iv => 2,
            Self::Mac => 3,
        }
    }
}

/// The password in both forms, and what may still be spent on deriving keys from it.
pub(super) struct Password {
    utf8: Zeroizing<Vec<u8>>,
    /// BMPString with two zero octets behind it (RFC 7292, B.1).
    bmp: Zeroizing<Vec<u8>>,
    /// The most iterations of one derivation.
    most_iterations: u64,
    iterations_left: u64,
}

impl Password {
    pub(super) fn new(password: &str, most_iterations: u64) -> Result<Self> {
        let mut bmp = Zeroizing::new(Vec::with_capacity(password.len() * 2 + 2));
        bmp.extend(password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes));
        if bmp.len() > 2 * MAX_PASSWORD {
            return Err(Error::LimitExceeded { what: "characters of the password", limit: 1024 });
        }
        let utf8 = Zeroizing::new(password.as_bytes().to_vec());
        Ok(Self { utf8, bmp, most_iterations, iterations_left: most_iterations.saturating_mul(MAX_FULL_DERIVATIONS) })
    }

    /// Some writers take the empty password for no octets at all instead of two zero octets.
    pub(super) fn as_absent(&self) -> Option<Self> {
        self.utf8.is_empty().then(|| Self {
            utf8: Zeroizing::default(),
            bmp: Zeroizing::default(),
            most_iterations: self.most_iterations,
            iterations_left: self.iterations_left,
        })
    }

    fn spend(&mut self, iterations: u64) -> Result<()> {
        if iterations == 0 {
            return Err(Error::Malformed {
                what: "key derivation",
                offset: 0,
                rule: "the iteration count is positive",
            });
        }
        if iterations > self.most_iterations {
            return Err(Error::LimitExceeded { what: "iterations of a key derivation", limit: self.most_iterations });
        }
        self.iterations_left = self.iterations_left.checked_sub(iterations).ok_or(Error::LimitExceeded {
            what: "iterations of all key derivations of a file",
            limit: self.most_iterations.saturating_mul(MAX_FULL_DERIVATIONS),
        })?;
        Ok(())
    }

    /// The key derivation of RFC 7292, B.2.
    pub(super) fn derive(
        &mut self,
        digest: DigestAlgorithm,
        usage: KeyUse,
        salt: &[u8],
        iterations: u64,
        length: usize,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let block = block_length(digest).ok_or(Error::Unsupported { what: "digest of a key derivation", offset: 0 })?;
        let repeat = |bytes: &[u8]| {
            let whole = bytes.len().div_ceil(block) * block;
            bytes.iter().copied().cycle().take(whole).collect::<Vec<u8>>()
        };
        let mut input = Zeroizing::new([repeat(salt), repeat(&self.bmp)].concat());
        let mut derived = Zeroizing::new(Vec::with_capacity(length));
        while derived.len() < length {
            self.spend(iterations)?;
            let mut hasher = digest.hasher();
            hasher.update(&vec![usage.id(); block]);
            hasher.update(&input);
            let mut hash = hasher.finish();
            for _ in 1..iterations {
                hash = digest.digest(hash.as_bytes());
            }
            let hash = hash.as_bytes();
            let missing = length - derived.len();
            derived.extend(hash.iter().take(missing));
            // I_j = (I_j + B + 1) mod 2^(8v), as big-endian numbers.
            for part in input.chunks_exact_mut(block) {
                let mut carry = 1u16;
                for (index, octet) in part.iter_mut().enumerate().rev() {
                    let added = hash.get(index % hash.len()).copied().unwrap_or_default();
                    let [high, low] = (u16::from(*octet) + u16::from(added) + carry).to_be_bytes();
                    *octet = low;
                    carry = u16::from(high);
                }
            }
        }
        Ok(derived)
    }

    /// Decrypts what `identifier` says; the offset is that of the identifier.
    pub(super) fn decrypt(
        &mut self,
        identifier: &AlgorithmIdentifier<'_>,
        encrypted: &[u8],
        offset: usize,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let id = &identifier.oid;
        if *id == oid::PBES2 {
            return self.decrypt_pbes2(identifier, encrypted, offset);
        }
        let (cipher, key_length) = if *id == oid::PBE_SHA1_3DES {
            (Cipher::TripleDes, 24)
        } else if *id == oid::PBE_SHA1_2DES {
            (Cipher::TripleDes, 16)
        } else if *id == oid::PBE_SHA1_RC2_128 {
            (Cipher::Rc2, 16)
        } else if *id == oid::PBE_SHA1_RC2_40 {
            (Cipher::Rc2, 5)
        } else {
            return Err(Error::Unsupported { what: "password-based encryption", offset });
        };
        // pkcs-12PbeParams (RFC 7292, appendix C).
        const WHAT: &str = "pkcs-12PbeParams";
        let mut parameters = parameters(identifier, WHAT, offset)?;
        let salt = parameters.octet_string(WHAT)?;
        let iterations = parameters.expect(tag::INTEGER, WHAT)?.unsigned(WHAT)?;
        parameters.finish(WHAT)?;
        let mut key = self.derive(DigestAlgorithm::Sha1, KeyUse::Encryption, salt, iterations, key_length)?;
        let iv = self.derive(DigestAlgorithm::Sha1, KeyUse::Iv, salt, iterations, 8)?;
        if let (Cipher::TripleDes, 16) = (cipher, key_length) {
            // Two keys: the third is the first.
            let first: Vec<u8> = key.iter().take(8).copied().collect();
            key.extend_from_slice(&first);
        }
        cipher.decrypt(&key, &iv, encrypted)
    }

    /// PBES2 with PBKDF2 (RFC 8018, appendices A.2 and A.4).
    fn decrypt_pbes2(
        &mut self,
        identifier: &AlgorithmIdentifier<'_>,
        encrypted: &[u8],
        offset: usize,
    ) -> Result<Zeroizing<Vec<u8>>> {
        const WHAT: &str = "PBES2-params";
        let mut parameters = self::parameters(identifier, WHAT, offset)?;
        let derivation = AlgorithmIdentifier::read(&mut parameters, WHAT)?;
        let scheme = AlgorithmIdentifier::read(&mut parameters, WHAT)?;
        parameters.finish(WHAT)?;
        if derivation.oid != oid::PBKDF2 {
            return Err(Error::Unsupported { what: "key derivation", offset });
        }
        let cipher = Cipher::of(&scheme.oid).ok_or(Error::Unsupported { what: "encryption scheme", offset })?;
        let iv = match scheme.parameters {
            Some(tlv) if tlv.tag() == tag::OCTET_STRING => tlv.content(),
            _ => return Err(Error::Malformed { what: WHAT, offset, rule: "the encryption scheme holds its IV" }),
        };
        let mut inner = self::parameters(&derivation, WHAT, offset)?;
        let salt = inner.octet_string(WHAT)?;
        let iterations = inner.expect(tag::INTEGER, WHAT)?.unsigned(WHAT)?;
        if let Some(length) = inner.optional(tag::INTEGER, WHAT)?
            && usize::try_from(length.unsigned(WHAT)?) != Ok(cipher.key_length())
        {
            return Err(length.malformed(WHAT, "keyLength is that of the cipher"));
        }
        let prf = if inner.is_empty() { None } else { Some(AlgorithmIdentifier::read(&mut inner, WHAT)?) };
        inner.finish(WHAT)?;
        // One derivation costs as many iterations as blocks of the PRF; the longest key takes two of SHA-1.
        self.spend(iterations)?;
        let rounds = u32::try_from(iterations).map_err(|_| Error::Crypto { operation: "key derivation" })?;
        let mut key = Zeroizing::new(vec![0; cipher.key_length()]);
        match prf.as_ref().map(|prf| &prf.oid) {
            None => pbkdf2::pbkdf2_hmac::<Sha1>(&self.utf8, salt, rounds, &mut key),
            Some(id) if *id == oid::HMAC_SHA1 => pbkdf2::pbkdf2_hmac::<Sha1>(&self.utf8, salt, rounds, &mut key),
            Some(id) if *id == oid::HMAC_SHA256 => pbkdf2::pbkdf2_hmac::<Sha256>(&self.utf8, salt, rounds, &mut key),
            Some(id) if *id == oid::HMAC_SHA384 => pbkdf2::pbkdf2_hmac::<Sha384>(&self.utf8, salt, rounds, &mut key),
            Some(id) if *id == oid::HMAC_SHA512 => pbkdf2::pbkdf2_hmac::<Sha512>(&self.utf8, salt, rounds, &mut key),
            Some(_) => return Err(Error::Unsupported { what: "pseudo-random function of PBKDF2", offset }),
        }
        cipher.decrypt(&key, iv, encrypted)
    }
}

fn parameters<'a>(identifier: &AlgorithmIdentifier<'a>, what: &'static str, offset: usize) -> Result<Reader<'a>> {
    match identifier.parameters {
        Some(tlv) if tlv.tag() == tag::SEQUENCE => Ok(tlv.reader()),
        _ => Err(Error::Malformed { what, offset, rule: "the parameters are a SEQUENCE" }),
    }
}

/// The block length of a hash (v of RFC 7292, B.2); `None` for hashes that no key file uses.
pub(super) const fn block_length(digest: DigestAlgorithm) -> Option<usize> {
    match digest {
        DigestAlgorithm::Sha1 | DigestAlgorithm::Sha256 => Some(64),
        DigestAlgorithm::Sha384 | DigestAlgorithm::Sha512 => Some(128),
        DigestAlgorithm::Gost34311 | DigestAlgorithm::Streebog256 | DigestAlgorithm::Streebog512 => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cipher {
    TripleDes,
    Rc2,
    Aes128,
    Aes192,
    Aes256,
}

impl Cipher {
    /// The encryption schemes of PBES2; RC2 there would need its own parameters and is not met.
    fn of(id: &Oid) -> Option<Self> {
        [
            (&oid::AES_256_CBC, Self::Aes256),
            (&oid::AES_192_CBC, Self::Aes192),
            (&oid::AES_128_CBC, Self::Aes128),
            (&oid::DES_EDE3_CBC, Self::TripleDes),
        ]
        .into_iter()
        .find_map(|(oid, cipher)| (oid == id).then_some(cipher))
    }

    const fn key_length(self) -> usize {
        match self {
            Self::TripleDes | Self::Aes192 => 24,
            Self::Rc2 | Self::Aes128 => 16,
            Self::Aes256 => 32,
        }
    }

    /// CBC with PKCS#7 padding. Any failure means another password or a changed file.
    fn decrypt(self, key: &[u8], iv: &[u8], encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let wrong = |_| Error::WrongPassword;
        match self {
            Self::TripleDes => cbc(TdesEde3::new_from_slice(key).map_err(wrong)?, iv, encrypted),
            // RFC 7292, B.4: the effective key bits are those of the key.
            Self::Rc2 => cbc(Rc2::new_with_eff_key_len(key, key.len() * 8), iv, encrypted),
            Self::Aes128 => cbc(Aes128::new_from_slice(key).map_err(wrong)?, iv, encrypted),
            Self::Aes192 => cbc(Aes192::new_from_slice(key).map_err(wrong)?, iv, encrypted),
            Self::Aes256 => cbc(Aes256::new_from_slice(key).map_err(wrong)?, iv, encrypted),
        }
    }
}

fn cbc<C: BlockCipherDecrypt>(cipher: C, iv: &[u8], encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let mut buffer = Zeroizing::new(encrypted.to_vec());
    let mode = cbc::Decryptor::<C>::inner_iv_slice_init(cipher, iv).map_err(|_| Error::WrongPassword)?;
    let length = mode.decrypt_padded::<Pkcs7>(&mut buffer).map_err(|_| Error::WrongPassword)?.len();
    buffer.truncate(length);
    Ok(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::to_hex;

    /// The PKCS#12 derivation as OpenSSL 3 computes it:
    /// `openssl kdf -keylen 24 -kdfopt digest:SHA1 -kdfopt hexpass:… -kdfopt hexsalt:… -kdfopt iter:… -kdfopt id:1 PKCS12KDF`.
    #[test]
    fn derivation_agrees_with_an_independent_one() {
        let salt = [0x0a, 0x58, 0xcf, 0x64, 0x53, 0x0d, 0x82, 0x3f];
        let mut password = Password::new("smeg", 5_000).unwrap();
        let key = password.derive(DigestAlgorithm::Sha1, KeyUse::Encryption, &salt, 1, 24).unwrap();
        assert_eq!(to_hex(&key), "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3");
        let mac = password.derive(DigestAlgorithm::Sha256, KeyUse::Mac, &salt, 2048, 32).unwrap();
        assert_eq!(to_hex(&mac), "e4388cd88983083b1d1552867406cb3426e16cbcf4358c7bf5a97cdb2a11db46");
        let long = password.derive(DigestAlgorithm::Sha512, KeyUse::Iv, &salt, 3, 100).unwrap();
        assert_eq!(
            to_hex(&long),
            "50c40e4afb82636d51be042c26838bcc194336916f7df613c58a18a9a03945fae7ff4d14792f5eddcf2d6874175847b08aeeadb873aa61d87566ca6a6ce0f1322e5b8760689514cd27fcf41e909399c1ef44d222d494ffc3ca238af4a07f8ceba690c5bc"
        );
    }

    #[test]
    fn iterations_are_limited_for_one_derivation_and_for_the_file() {
        let mut password = Password::new("x", 100).unwrap();
        assert!(matches!(password.spend(101), Err(Error::LimitExceeded { limit: 100, .. })));
        password.spend(100).unwrap();
        password.spend(100).unwrap();
        assert!(matches!(password.spend(1), Err(Error::LimitExceeded { limit: 200, .. })));
    }
}
