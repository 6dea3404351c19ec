//! A private key of a token, and how it signs.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::ObjectHandle;
use cryptoki::types::Ulong;
use qoltanba::asn1::Writer;
use qoltanba::crypto::{Digest, DigestAlgorithm, SignatureAlgorithm};
use qoltanba::sign::ExternalKey;
use qoltanba::{Certificate, Error as CoreError};

use crate::token::{Token, only};
use crate::{Error, name_of};

/// A private key of an open token.
pub struct TokenKey {
    token: Token,
    handle: ObjectHandle,
    id: Vec<u8>,
    failure: Mutex<Option<String>>,
}

// The identifier of a key can be made from a name.
impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

/// What the token is asked to do with what.
enum Order {
    /// The value is the signature.
    Plain(Mechanism<'static>, Vec<u8>),
    /// The value is r ‖ s in fields of one length (PKCS#11 3.0, current mechanisms, 2.3.1).
    Fields(Mechanism<'static>, Vec<u8>),
}

impl TokenKey {
    pub(crate) const fn new(token: Token, handle: ObjectHandle, id: Vec<u8>) -> Self {
        Self { token, handle, id, failure: Mutex::new(None) }
    }

    /// The certificate that the token holds for the key: the one with the same CKA_ID.
    ///
    /// # Errors
    /// `Choice` when there is not exactly one, `Content` when it cannot be read.
    pub fn certificate(&self) -> Result<Certificate, Error> {
        only(
            "certificate",
            self.token.certificates(Some(&self.id))?,
            "the token holds the certificate of the key",
            "the token holds one certificate for the key",
        )
    }

    /// The certificates of the token that stand above this one, by their names: what a message may carry along. Those of
    /// other keys of the holder are not among them.
    ///
    /// # Errors
    /// `Content` when a certificate of the token cannot be read.
    pub fn issuers(&self, certificate: &Certificate) -> Result<Vec<Certificate>, Error> {
        let mut others = self.token.certificates(None)?;
        let mut issuers = Vec::new();
        let mut below = certificate.clone();
        // It ends: each round takes one away.
        while let Some(place) =
            others.iter().position(|other| *other != below && other.subject().raw() == below.issuer().raw())
        {
            below = others.swap_remove(place);
            issuers.push(below.clone());
        }
        Ok(issuers)
    }

    /// Why the last signature was not made, in the words of PKCS#11: the error of [`ExternalKey::sign`] has no room for
    /// them.
    #[must_use]
    pub fn last_failure(&self) -> Option<String> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ExternalKey for TokenKey {
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, CoreError> {
        const FAILED: CoreError = CoreError::External { rule: "the token signs" };
        let order = order(algorithm, message)?;
        let (Order::Plain(mechanism, data) | Order::Fields(mechanism, data)) = &order;
        let answer = self.token.session().sign(mechanism, self.handle, data);
        let value = answer.map_err(|error| {
            *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(name_of(&error));
            FAILED
        })?;
        match order {
            Order::Plain(..) => Ok(value),
            Order::Fields(..) if value.len().is_multiple_of(2) => Ok(ecdsa_value(&value)),
            Order::Fields(..) => Err(FAILED),
        }
    }
}

/// The digest is made here: tokens are slow, and not every one has the mechanisms that hash.
fn order(algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Order, CoreError> {
    let digest = algorithm.digest().digest(message);
    let bytes = || digest.as_bytes().to_vec();
    match algorithm {
        SignatureAlgorithm::RsaPkcs1(_) => Ok(Order::Plain(Mechanism::RsaPkcs, digest_info(&digest))),
        SignatureAlgorithm::RsaPss(hash) => Ok(Order::Plain(Mechanism::RsaPkcsPss(pss(hash)?), bytes())),
        SignatureAlgorithm::Ecdsa(_) => Ok(Order::Fields(Mechanism::Ecdsa, bytes())),
        SignatureAlgorithm::Gost34310_2004
        | SignatureAlgorithm::Gost34310_2015_256
        | SignatureAlgorithm::Gost34310_2015_512
        | _ => Err(CoreError::External { rule: "the algorithm is RSA or ECDSA: PKCS#11 has none for GOST 34.310" }),
    }
}

/// DigestInfo (RFC 8017, 9.2): CKM_RSA_PKCS pads what it is given.
fn digest_info(digest: &Digest) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.sequence(|info| {
        info.sequence(|identifier| {
            identifier.oid(digest.algorithm().oid()).null();
        });
        info.octet_string(digest.as_bytes());
    });
    writer.into_bytes()
}

/// RSASSA-PSS as the library writes it: MGF1 over the same hash, a salt as long as the digest.
fn pss(hash: DigestAlgorithm) -> Result<PkcsPssParams, CoreError> {
    const OTHER: CoreError = CoreError::External { rule: "RSASSA-PSS is over SHA-256, SHA-384 or SHA-512" };
    let (hash_alg, mgf) = match hash {
        DigestAlgorithm::Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
        DigestAlgorithm::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384),
        DigestAlgorithm::Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512),
        DigestAlgorithm::Sha1
        | DigestAlgorithm::Streebog256
        | DigestAlgorithm::Streebog512
        | DigestAlgorithm::Gost34311
        | _ => return Err(OTHER),
    };
    let s_len = Ulong::try_from(hash.output_len()).map_err(|_| OTHER)?;
    Ok(PkcsPssParams { hash_alg, mgf, s_len })
}

/// ECDSA-Sig-Value (RFC 5480, appendix A).
fn ecdsa_value(fields: &[u8]) -> Vec<u8> {
    let (r, s) = fields.split_at(fields.len() / 2);
    let mut writer = Writer::new();
    writer.sequence(|value| {
        value.unsigned_bytes(r).unsigned_bytes(s);
    });
    writer.into_bytes()
}
