//! Public keys and the verification of signatures.

use std::fmt;
use std::sync::Arc;

use super::Curve;
use super::curve::{C256, C512, CryptoProA, Tc26A256, Tc26A512};
use super::field::Field;
use super::group::Group;
use super::limbs;
use super::multiply::{Multiples, multiply_and_add_vartime};
use crate::Error;

/// The signature does not fit the key and the digest. Why not is nobody's business: there is nothing to be done about
/// it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit the key and the digest")]
pub struct SignatureInvalid;

/// A valid public key: a point on its curve, of the order of the base point.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(Point);

#[derive(Clone, PartialEq, Eq)]
enum Point {
    CryptoProA(<CryptoProA as Group<4, C256>>::Entry),
    Tc26A256(<Tc26A256 as Group<4, C256>>::Entry),
    Tc26A512(<Tc26A512 as Group<8, C512>>::Entry),
}

impl PublicKey {
    /// The key with the little-endian coordinates x ‖ y, each of exactly [`Curve::coordinate_len`] octets.
    ///
    /// # Errors
    /// [`Error::Key`] if the length is another, a coordinate is not below p, the point is not on the curve, or it is
    /// not of the order of the base point (kz-pki facts, section 2.2).
    pub fn from_le_bytes(curve: Curve, x_le_y_le: &[u8]) -> Result<Self, Error> {
        let point = match curve {
            Curve::CryptoProA => decode::<4, C256, CryptoProA>(x_le_y_le).map(Point::CryptoProA),
            Curve::Tc26A256 => decode::<4, C256, Tc26A256>(x_le_y_le).map(Point::Tc26A256),
            Curve::Tc26A512 => decode::<8, C512, Tc26A512>(x_le_y_le).map(Point::Tc26A512),
        };
        point.map(Self).map_err(|rule| Error::Key { rule })
    }

    /// The little-endian coordinates x ‖ y.
    pub fn to_le_bytes(&self) -> Vec<u8> {
        match &self.0 {
            Point::CryptoProA(point) => encode::<4, C256, CryptoProA>(point),
            Point::Tc26A256(point) => encode::<4, C256, Tc26A256>(point),
            Point::Tc26A512(point) => encode::<8, C512, Tc26A512>(point),
        }
    }

    /// The parameter set of the key.
    pub fn curve(&self) -> Curve {
        match &self.0 {
            Point::CryptoProA(_) => Curve::CryptoProA,
            Point::Tc26A256(_) => Curve::Tc26A256,
            Point::Tc26A512(_) => Curve::Tc26A512,
        }
    }

    /// Verifies a signature r ‖ s (little-endian halves) over a digest (RFC 7091, 6.2).
    ///
    /// # Errors
    /// [`SignatureInvalid`] for everything but a signature that fits: also for a digest that is not of
    /// [`Curve::coordinate_len`] octets and a signature that is not of [`Curve::signature_len`] octets.
    pub fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> Result<(), SignatureInvalid> {
        match &self.0 {
            Point::CryptoProA(point) => verify(&Multiples::<4, C256, CryptoProA>::single(point), digest, signature),
            Point::Tc26A256(point) => verify(&Multiples::<4, C256, Tc26A256>::single(point), digest, signature),
            Point::Tc26A512(point) => verify(&Multiples::<8, C512, Tc26A512>::single(point), digest, signature),
        }
    }

    /// The key with tables (32 to 64 KiB) with which a verification takes a third of the time. Computing them costs
    /// five to seven verifications: worth it for the key of a certification authority.
    pub fn prepare(&self) -> PreparedPublicKey {
        let tables = match &self.0 {
            Point::CryptoProA(point) => Tables::CryptoProA(Multiples::prepared(point)),
            Point::Tc26A256(point) => Tables::Tc26A256(Multiples::prepared(point)),
            Point::Tc26A512(point) => Tables::Tc26A512(Multiples::prepared(point)),
        };
        PreparedPublicKey { key: self.clone(), tables: Arc::new(tables) }
    }

    pub(super) fn of_crypto_pro_a(point: <CryptoProA as Group<4, C256>>::Entry) -> Self {
        Self(Point::CryptoProA(point))
    }

    pub(super) fn of_tc26_a_256(point: <Tc26A256 as Group<4, C256>>::Entry) -> Self {
        Self(Point::Tc26A256(point))
    }

    pub(super) fn of_tc26_a_512(point: <Tc26A512 as Group<8, C512>>::Entry) -> Self {
        Self(Point::Tc26A512(point))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("curve", &self.curve()).finish_non_exhaustive()
    }
}

/// A public key with tables of its multiples, for a key that verifies often. Clones share the tables.
#[derive(Clone)]
pub struct PreparedPublicKey {
    key: PublicKey,
    tables: Arc<Tables>,
}

enum Tables {
    CryptoProA(Multiples<4, C256, CryptoProA>),
    Tc26A256(Multiples<4, C256, Tc26A256>),
    Tc26A512(Multiples<8, C512, Tc26A512>),
}

impl PreparedPublicKey {
    /// The key that the tables were made for.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// As [`PublicKey::verify_digest`], faster.
    ///
    /// # Errors
    /// The same.
    pub fn verify_digest(&self, digest: &[u8], signature: &[u8]) -> Result<(), SignatureInvalid> {
        match &*self.tables {
            Tables::CryptoProA(table) => verify(table, digest, signature),
            Tables::Tc26A256(table) => verify(table, digest, signature),
            Tables::Tc26A512(table) => verify(table, digest, signature),
        }
    }
}

impl fmt::Debug for PreparedPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreparedPublicKey").field("key", &self.key).finish_non_exhaustive()
    }
}

fn decode<const N: usize, const C: u64, G: Group<N, C>>(x_le_y_le: &[u8]) -> Result<G::Entry, &'static str> {
    let (x, y) = x_le_y_le.split_at_checked(8 * N).ok_or("a public key must hold two coordinates")?;
    if y.len() != 8 * N {
        return Err("a public key must hold two coordinates");
    }
    let coordinate = |octets| Field::from_le_bytes(octets).ok_or("a coordinate must be below the modulus of the field");
    G::decode(coordinate(x)?, coordinate(y)?)
}

fn encode<const N: usize, const C: u64, G: Group<N, C>>(point: &G::Entry) -> Vec<u8> {
    let mut out = Vec::with_capacity(16 * N);
    for coordinate in G::coordinates(point) {
        limbs::put_le_bytes(&coordinate.canonical(), &mut out);
    }
    out
}

/// The digest as e: its integer modulo q, or 1 if that is 0 (RFC 7091, 6.1 step 2 and 6.2 step 3). `None` for a wrong
/// length.
pub(super) fn digest_to_integer<const N: usize, const C: u64, G: Group<N, C>>(digest: &[u8]) -> Option<[u64; N]> {
    let mut e = G::ORDER.reduce(&limbs::from_le_bytes(digest)?);
    if bool::from(limbs::is_zero(&e)) {
        e = limbs::one();
    }
    Some(e)
}

/// RFC 7091, 6.2; kz-pki facts, section 2.5.
fn verify<const N: usize, const C: u64, G: Group<N, C>>(
    key: &Multiples<N, C, G>,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), SignatureInvalid> {
    let order = const { &G::ORDER };
    let integer = |octets| limbs::from_le_bytes(octets).filter(|i| order.contains(i)).ok_or(SignatureInvalid);
    let (r, s) = signature.split_at_checked(8 * N).ok_or(SignatureInvalid)?;
    let (r, s) = (integer(r)?, integer(s)?);
    let e = digest_to_integer::<N, C, G>(digest).ok_or(SignatureInvalid)?;
    let v = order.invert_vartime(&e);
    let z1 = order.mul(&s, &v);
    let z2 = order.neg(&order.mul(&r, &v));
    let c = multiply_and_add_vartime(&z1, &z2, key);
    if G::has_x(&c, &r) { Ok(()) } else { Err(SignatureInvalid) }
}
