//! Private keys and signing.

use std::marker::PhantomData;

use zeroize::{Zeroize, Zeroizing};

use super::curve::{C256, C512, CryptoProA, Tc26A256, Tc26A512};
use super::group::Group;
use super::nonce::Nonces;
use super::public::digest_to_integer;
use super::{Curve, FrequentKey, PublicKey, limbs};
use crate::{Error, Result};

/// Nonces tried before signing gives up. On 256-A a candidate is refused with a probability of one half, on the other
/// two curves practically never: 2^-256 is out of reach.
const MAX_NONCES: usize = 256;

/// A private key, with its public key. The number is wiped when the key is dropped.
///
/// Neither `Clone` nor `Debug`. Signing leaves no copy of the key or the nonce in the memory that it allocates; copies
/// in registers and on the stack are beyond the reach of safe Rust.
pub struct PrivateKey {
    secret: Secret,
    /// Verifies each signature before it is handed out.
    public: FrequentKey,
}

enum Secret {
    CryptoProA(Scalar<4, C256, CryptoProA>),
    Tc26A256(Scalar<4, C256, Tc26A256>),
    Tc26A512(Scalar<8, C512, Tc26A512>),
}

impl PrivateKey {
    /// The key with the number d, given as exactly [`Curve::coordinate_len`] little-endian octets (the form of
    /// GOST-2015 key files, kz-pki facts, section 2.4).
    ///
    /// # Errors
    /// [`Error::Key`] if the length is another or d is not between 1 and q - 1.
    pub fn from_le_bytes(curve: Curve, d_le: &[u8]) -> Result<Self> {
        let (secret, public) = match curve {
            Curve::CryptoProA => {
                let scalar = Scalar::new(d_le)?;
                let public = PublicKey::of_crypto_pro_a(scalar.public());
                (Secret::CryptoProA(scalar), public)
            }
            Curve::Tc26A256 => {
                let scalar = Scalar::new(d_le)?;
                let public = PublicKey::of_tc26_a_256(scalar.public());
                (Secret::Tc26A256(scalar), public)
            }
            Curve::Tc26A512 => {
                let scalar = Scalar::new(d_le)?;
                let public = PublicKey::of_tc26_a_512(scalar.public());
                (Secret::Tc26A512(scalar), public)
            }
        };
        Ok(Self { secret, public: FrequentKey::new(public) })
    }

    /// The key with the number d, given as the octets of an ASN.1 INTEGER (GOST 34.310-2004 and Tumar key files):
    /// big-endian, at most [`Curve::coordinate_len`] octets, or one more if the first is 0.
    ///
    /// # Errors
    /// [`Error::Key`] if there are more octets or d is not between 1 and q - 1.
    pub fn from_be_bytes(curve: Curve, d_be: &[u8]) -> Result<Self> {
        let digits = match d_be {
            [0, rest @ ..] if d_be.len() == curve.coordinate_len() + 1 => rest,
            other => other,
        };
        if digits.len() > curve.coordinate_len() {
            return Err(Error::Key { rule: "a private key must not be longer than a coordinate" });
        }
        let mut d_le = Zeroizing::new(vec![0; curve.coordinate_len()]);
        for (to, from) in d_le.iter_mut().zip(digits.iter().rev()) {
            *to = *from;
        }
        Self::from_le_bytes(curve, &d_le)
    }

    /// The public key Q = d·G (RFC 7091, 5.2), which was computed when the key was read.
    pub fn public_key(&self) -> PublicKey {
        self.public.key().clone()
    }

    /// The parameter set of the key.
    pub fn curve(&self) -> Curve {
        self.public.key().curve()
    }

    /// Signs a digest of [`Curve::coordinate_len`] octets: r ‖ s, little-endian halves (RFC 7091, 6.1).
    ///
    /// The nonce comes from the key and the digest (RFC 6979 with HMAC over SHA-512, whatever the digest is), so equal calls
    /// give equal signatures. The signature is verified before it is handed out.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for a digest of another length; [`Error::Crypto`] if the signature does not verify,
    /// which only a fault of the machine can cause.
    pub fn sign_digest(&self, digest: &[u8]) -> Result<Vec<u8>> {
        let signature = match &self.secret {
            Secret::CryptoProA(scalar) => scalar.sign(digest),
            Secret::Tc26A256(scalar) => scalar.sign(digest),
            Secret::Tc26A512(scalar) => scalar.sign(digest),
        }?;
        match self.public.verify_digest(digest, &signature) {
            Ok(()) => Ok(signature),
            Err(super::SignatureInvalid) => Err(Error::Crypto { operation: "the check of the own signature" }),
        }
    }
}

/// 0 < d < q.
struct Scalar<const N: usize, const C: u64, G: Group<N, C>> {
    d: Zeroizing<[u64; N]>,
    group: PhantomData<G>,
}

impl<const N: usize, const C: u64, G: Group<N, C>> Scalar<N, C, G> {
    fn new(d_le: &[u8]) -> Result<Self> {
        let d = limbs::from_le_bytes(d_le)
            .map(Zeroizing::new)
            .ok_or(Error::Key { rule: "a private key must be as long as a coordinate" })?;
        if G::ORDER.contains(&d) {
            Ok(Self { d, group: PhantomData })
        } else {
            Err(Error::Key { rule: "a private key must be between 1 and the order of the base point" })
        }
    }

    fn public(&self) -> G::Entry {
        of_product::<N, C, G, _>(&self.d, G::secret_normalize)
    }

    /// RFC 7091, 6.1.
    fn sign(&self, digest: &[u8]) -> Result<Vec<u8>> {
        let e = digest_to_integer::<N, C, G>(digest).ok_or(Error::InvalidArgument {
            argument: "digest",
            rule: "it must be as long as a coordinate of the key",
        })?;
        let order = const { &G::ORDER };
        let mut nonces = Nonces::new(order.modulus(), &self.d, &e);
        for _ in 0..MAX_NONCES {
            let k = nonces.next_candidate();
            if !order.contains(&k) {
                continue;
            }
            let x = of_product::<N, C, G, _>(&k, G::secret_x);
            let r = order.reduce(&x.canonical());
            let rd = Zeroizing::new(order.mul(&r, &self.d));
            let ke = Zeroizing::new(order.mul(&k, &e));
            let s = order.add(&rd, &ke);
            if bool::from(limbs::is_zero(&r) | limbs::is_zero(&s)) {
                continue;
            }
            let mut signature = Vec::with_capacity(16 * N);
            limbs::put_le_bytes(&r, &mut signature);
            limbs::put_le_bytes(&s, &mut signature);
            return Ok(signature);
        }
        Err(Error::Crypto { operation: "the choice of a nonce" })
    }
}

/// What `affine` makes of `factor * G` for a secret 0 < factor < q.
fn of_product<const N: usize, const C: u64, G: Group<N, C>, T>(
    factor: &[u64; N],
    affine: impl Fn(&G::Secret) -> T,
) -> T {
    let mut product = G::secret_multiples().multiply(factor);
    let coordinates = affine(&product);
    // The projective form of the product tells more about the factor than the affine one, which is public.
    product.zeroize();
    coordinates
}
