//! The three parameter sets, with the values of RFC 4357 (CryptoPro-A) and RFC 7836 (the two sets of TC 26).

use std::sync::OnceLock;

use qoltanba_simd::{Four256, Four512, FourPoints, One256, One512, OnePoint};
use subtle::{Choice, ConditionallySelectable};

use super::comb::{SecretDigits, SecretMultiples};
use super::edwards::{Entry, Extended};
use super::field::Field;
use super::group::{Group, invert_all_vartime, lifts};
use super::limbs::from_words;
use super::multiply::{Multiples, Term, multiply_vartime, sum_word_by_word};
use super::scalar::Order;
use super::vector;
use super::weierstrass::{Affine, Jacobian, Projective};

/// The C of p = 2^256 - C.
pub(super) const C256: u64 = 617;
/// The C of p = 2^512 - C.
pub(super) const C512: u64 = 569;

const NOT_ON_CURVE: &str = "the point must lie on the curve";

/// A curve y² = x³ - 3x + b of prime order.
pub(super) trait PrimeOrder<const N: usize, const C: u64>: Sized + 'static {
    const B: Field<N, C>;
    const GENERATOR: Affine<N, C>;
    const Q: [u64; N];
    /// Four points in a vector unit.
    type Four: FourPoints<N>;
    /// One point in a vector unit.
    type One: OnePoint<N>;

    fn base_multiples() -> &'static Multiples<N, C, Self>
    where
        Self: Group<N, C>;
    fn secret_multiples() -> &'static SecretMultiples<N, C, Self>
    where
        Self: Group<N, C>;
}

/// id-GostR3410-2001-CryptoPro-A-ParamSet.
pub(super) struct CryptoProA;

impl PrimeOrder<4, C256> for CryptoProA {
    const B: Field<4, C256> = Field::from_limbs([0xA6, 0, 0, 0]);
    const GENERATOR: Affine<4, C256> = Affine {
        x: Field::ONE,
        y: Field::from_limbs(from_words([
            0x8D91_E471_E098_9CDA,
            0x27DF_505A_453F_2B76,
            0x3529_4F2D_DF23_E3B1,
            0x22AC_C99C_9E9F_1E14,
        ])),
    };
    const Q: [u64; 4] =
        from_words([0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0x6C61_1070_995A_D100, 0x4584_1B09_B761_B893]);
    type Four = Four256;
    type One = One256;

    fn base_multiples() -> &'static Multiples<4, C256, Self> {
        static TABLE: OnceLock<Multiples<4, C256, CryptoProA>> = OnceLock::new();
        TABLE.get_or_init(Multiples::of_generator)
    }

    fn secret_multiples() -> &'static SecretMultiples<4, C256, Self> {
        static TABLE: OnceLock<SecretMultiples<4, C256, CryptoProA>> = OnceLock::new();
        TABLE.get_or_init(SecretMultiples::of_generator)
    }
}

/// id-tc26-gost-3410-12-512-paramSetA.
pub(super) struct Tc26A512;

impl PrimeOrder<8, C512> for Tc26A512 {
    const B: Field<8, C512> = Field::from_limbs(from_words([
        0xE8C2_505D_EDFC_86DD,
        0xC1BD_0B2B_6667_F1DA,
        0x34B8_2574_761C_B0E8,
        0x79BD_081C_FD0B_6265,
        0xEE3C_B090_F30D_2761,
        0x4CB4_5740_10DA_90DD,
        0x862E_F9D4_EBEE_4761,
        0x5031_9078_5A71_C760,
    ]));
    const GENERATOR: Affine<8, C512> = Affine {
        x: Field::from_limbs([3, 0, 0, 0, 0, 0, 0, 0]),
        y: Field::from_limbs(from_words([
            0x7503_CFE8_7A83_6AE3,
            0xA61B_8816_E254_50E6,
            0xCE5E_1C93_ACF1_ABC1,
            0x7780_64FD_CBEF_A921,
            0xDF16_26BE_4FD0_36E9,
            0x3D75_E6A5_0E3A_41E9,
            0x8028_FE5F_C235_F5B8,
            0x89A5_89CB_5215_F2A4,
        ])),
    };
    const Q: [u64; 8] = from_words([
        0xFFFF_FFFF_FFFF_FFFF,
        0xFFFF_FFFF_FFFF_FFFF,
        0xFFFF_FFFF_FFFF_FFFF,
        0xFFFF_FFFF_FFFF_FFFF,
        0x27E6_9532_F48D_8911,
        0x6FF2_2B8D_4E05_6060,
        0x9B4B_38AB_FAD2_B85D,
        0xCACD_B141_1F10_B275,
    ]);
    type Four = Four512;
    type One = One512;

    fn base_multiples() -> &'static Multiples<8, C512, Self> {
        static TABLE: OnceLock<Multiples<8, C512, Tc26A512>> = OnceLock::new();
        TABLE.get_or_init(Multiples::of_generator)
    }

    fn secret_multiples() -> &'static SecretMultiples<8, C512, Self> {
        static TABLE: OnceLock<SecretMultiples<8, C512, Tc26A512>> = OnceLock::new();
        TABLE.get_or_init(SecretMultiples::of_generator)
    }
}

impl<const N: usize, const C: u64, T: PrimeOrder<N, C>> Group<N, C> for T {
    type Entry = Affine<N, C>;
    type Point = Jacobian<N, C>;
    type Secret = Projective<N, C>;

    const ORDER: Order<N> = Order::new(T::Q);

    fn generator() -> Self::Entry {
        T::GENERATOR
    }

    fn base_multiples() -> &'static Multiples<N, C, Self> {
        <T as PrimeOrder<N, C>>::base_multiples()
    }

    fn secret_multiples() -> &'static SecretMultiples<N, C, Self> {
        <T as PrimeOrder<N, C>>::secret_multiples()
    }

    fn decode(x: Field<N, C>, y: Field<N, C>) -> Result<Self::Entry, &'static str> {
        // The order of the curve is prime: every point but the identity, which has no coordinates, is in the subgroup.
        Affine::new(x, y, &T::B).ok_or(NOT_ON_CURVE)
    }

    fn coordinates(point: &Self::Entry) -> [Field<N, C>; 2] {
        [point.x, point.y]
    }

    fn identity() -> Self::Point {
        Jacobian::IDENTITY
    }

    fn lift(entry: &Self::Entry) -> Self::Point {
        Jacobian::from_affine(entry)
    }

    #[inline]
    fn double(point: &Self::Point) -> Self::Point {
        point.double()
    }

    #[inline]
    fn add(point: &Self::Point, entry: &Self::Entry) -> Self::Point {
        point.add(entry)
    }

    fn negate(entry: &Self::Entry) -> Self::Entry {
        entry.neg()
    }

    fn normalize(points: &[Self::Point]) -> Vec<Self::Entry> {
        let mut inverses: Vec<_> = points.iter().map(|point| point.z).collect();
        invert_all_vartime(&mut inverses);
        let affine = |(point, inverse): (&Jacobian<N, C>, &Field<N, C>)| {
            let square = inverse.square();
            Affine { x: point.x.mul(&square), y: point.y.mul(&square.mul(inverse)) }
        };
        points.iter().zip(&inverses).map(affine).collect()
    }

    fn odd_multiples(point: &Self::Entry, count: usize) -> Vec<Self::Entry> {
        // Let 2P = (X : Y : Z). The map (x, y) -> (xZ², yZ³) leads to a curve where 2P has the affine coordinates (X,
        // Y); only a and b change, and additions use neither. So the multiples are summed there, and their Z is
        // multiplied by this Z on the way back. Equal points cannot meet: the order of P is prime and far above 2 *
        // count.
        let twice = Self::lift(point).double();
        let step = Affine { x: twice.x, y: twice.y };
        let zz = twice.z.square();
        let mut current = Jacobian::from_affine(&Affine { x: point.x.mul(&zz), y: point.y.mul(&zz.mul(&twice.z)) });
        let mut multiples = Vec::with_capacity(count);
        for _ in 0..count {
            multiples.push(Jacobian { z: current.z.mul(&twice.z), ..current });
            current = current.add(&step);
        }
        Self::normalize(&multiples)
    }

    fn sum_vartime(stride: usize, terms: &[Term<'_, N, C, Self>]) -> Self::Point {
        vector::sum_vartime::<N, C, Self>(stride, terms).unwrap_or_else(|| sum_word_by_word(stride, terms))
    }

    fn has_x(point: &Self::Point, r: &[u64; N]) -> bool {
        // x = X/Z²: compare without the inversion.
        let zz = point.z.square();
        !point.is_identity()
            && lifts(r, &T::Q, &Field::<N, C>::MODULUS).any(|x| Field::from_limbs(x).mul(&zz) == point.x)
    }

    fn secret_identity() -> Self::Secret {
        Projective::IDENTITY
    }

    fn secret_add(point: &Self::Secret, entry: &Self::Entry, add: Choice) -> Self::Secret {
        Projective::conditional_select(point, &point.add_affine(entry, &T::B), add)
    }

    fn secret_negate(entry: &Self::Entry, negate: Choice) -> Self::Entry {
        Affine::conditional_select(entry, &entry.neg(), negate)
    }

    fn secret_select(a: &Self::Entry, b: &Self::Entry, choice: Choice) -> Self::Entry {
        Affine::conditional_select(a, b, choice)
    }

    fn secret_sum(table: &SecretMultiples<N, C, Self>, digits: &SecretDigits<N>) -> Self::Secret {
        vector::secret_sum::<N, C, Self>(table, digits).unwrap_or_else(|| table.sum_word_by_word(digits))
    }

    fn secret_normalize(point: &Self::Secret) -> Self::Entry {
        let inverse = point.z.invert();
        Affine { x: point.x.mul(&inverse), y: point.y.mul(&inverse) }
    }

    fn secret_x(point: &Self::Secret) -> Field<N, C> {
        point.x.mul(&point.z.invert())
    }
}

/// id-tc26-gost-3410-2012-256-paramSetA: cofactor 4, computed on its twisted Edwards face.
pub(super) struct Tc26A256;

type Field256 = Field<4, C256>;

impl Tc26A256 {
    /// d of u² + v² = 1 + d·u²v².
    pub(super) const D: Field256 = Field::from_limbs(from_words([
        0x0605_F6B7_C183_FA81,
        0x578B_C39C_FAD5_1813,
        0x2B9D_F628_9700_9AF7,
        0xE522_C32D_6DC7_BFFB,
    ]));
    /// s = (1 - d) / 4.
    pub(super) const S: Field256 = Field::from_limbs(from_words([
        0x7E7E_8252_0F9F_015F,
        0xAA1D_0F18_C14A_B9FB,
        0x3518_8275_DA3F_D942,
        0x06B7_4F34_A48E_0ECD,
    ]));
    /// t = (1 + d) / 6.
    pub(super) const T: Field256 = Field::from_limbs(from_words([
        0x0100_FE73_F595_FF15,
        0x8E97_4B44_D478_D958,
        0x8744_FE5C_192A_C47E,
        0xA630_75DC_E7A1_4AAA,
    ]));
    /// The coefficients of the Weierstrass face.
    pub(super) const A: Field256 = Field::from_limbs(from_words([
        0xC217_3F15_1398_1673,
        0xAF48_92C2_3035_A27C,
        0xE25E_2013_BF95_AA33,
        0xB22C_656F_277E_7335,
    ]));
    pub(super) const B: Field256 = Field::from_limbs(from_words([
        0x295F_9BAE_7428_ED9C,
        0xCC20_E7C3_59A9_D41A,
        0x22FC_CD91_08E1_7BF7,
        0xBA93_37A6_F8AE_9513,
    ]));
    const Q: [u64; 4] = from_words([0x4000_0000_0000_0000, 0, 0x0FD8_CDDF_C87B_6635, 0xC115_AF55_6C36_0C67]);

    /// (x, y) on the curve to (u, v) = ((x - t)/y, (x - t - s)/(x - t + s)). `None` for the point (t, 0) of order 2; x
    /// - t + s is never 0 on the curve, because d is not a square.
    fn to_edwards(x: &Field256, y: &Field256) -> Option<Entry<4, C256>> {
        let shifted = x.sub(&Self::T);
        let mut inverses = [*y, shifted.add(&Self::S)];
        if inverses.iter().any(Field::is_zero_vartime) {
            return None;
        }
        invert_all_vartime(&mut inverses);
        let [y_inverse, sum_inverse] = inverses;
        Some(Entry::new(shifted.mul(&y_inverse), shifted.sub(&Self::S).mul(&sum_inverse), &Self::D))
    }
}

impl Group<4, C256> for Tc26A256 {
    type Entry = Entry<4, C256>;
    type Point = Extended<4, C256>;
    type Secret = Extended<4, C256>;

    const ORDER: Order<4> = Order::new(Self::Q);

    fn generator() -> Self::Entry {
        let v =
            from_words([0x60CA_1E32_AA47_5B34, 0x8488_C38F_AB07_649C, 0xE7EF_8DBE_87F2_2E81, 0xF92B_2592_DBA3_00E7]);
        Entry::new(Field::from_limbs([0x0D, 0, 0, 0]), Field::from_limbs(v), &Self::D)
    }

    fn base_multiples() -> &'static Multiples<4, C256, Self> {
        static TABLE: OnceLock<Multiples<4, C256, Tc26A256>> = OnceLock::new();
        TABLE.get_or_init(Multiples::of_generator)
    }

    fn secret_multiples() -> &'static SecretMultiples<4, C256, Self> {
        static TABLE: OnceLock<SecretMultiples<4, C256, Tc26A256>> = OnceLock::new();
        TABLE.get_or_init(SecretMultiples::of_generator)
    }

    fn decode(x: Field256, y: Field256) -> Result<Self::Entry, &'static str> {
        let right = x.square().add(&Self::A).mul(&x).add(&Self::B);
        if y.square() != right {
            return Err(NOT_ON_CURVE);
        }
        // Three quarters of the points have an order that 2 divides: only those with q·Q = O are in the subgroup.
        Self::to_edwards(&x, &y)
            .filter(|point| multiply_vartime::<4, C256, Self>(&Self::Q, point).is_identity_vartime())
            .ok_or("the point must be of the order of the base point")
    }

    fn coordinates(point: &Self::Entry) -> [Field256; 2] {
        // x = s(1 + v)/(1 - v) + t and y = s(1 + v)/((1 - v)u). One inversion for both. u and 1 - v are 0 only at the
        // identity and the point of order 2.
        let ratio = |by_u: &Field256, inverse: &Field256| Self::S.mul(&Field::ONE.add(&point.v)).mul(by_u).mul(inverse);
        let inverse = Field::ONE.sub(&point.v).mul(&point.u).invert_vartime();
        [ratio(&point.u, &inverse).add(&Self::T), ratio(&Field::ONE, &inverse)]
    }

    fn identity() -> Self::Point {
        Extended::IDENTITY
    }

    fn lift(entry: &Self::Entry) -> Self::Point {
        Extended::from_entry(entry)
    }

    #[inline]
    fn double(point: &Self::Point) -> Self::Point {
        point.double()
    }

    #[inline]
    fn add(point: &Self::Point, entry: &Self::Entry) -> Self::Point {
        point.add(entry)
    }

    fn negate(entry: &Self::Entry) -> Self::Entry {
        entry.neg()
    }

    fn normalize(points: &[Self::Point]) -> Vec<Self::Entry> {
        let mut inverses: Vec<_> = points.iter().map(|point| point.z).collect();
        invert_all_vartime(&mut inverses);
        let entry = |(point, inverse): (&Extended<4, C256>, &Field256)| {
            Entry::new(point.u.mul(inverse), point.v.mul(inverse), &Self::D)
        };
        points.iter().zip(&inverses).map(entry).collect()
    }

    fn odd_multiples(point: &Self::Entry, count: usize) -> Vec<Self::Entry> {
        let mut current = Self::lift(point);
        let Some(&twice) = Self::normalize(&[current.double()]).first() else { return Vec::new() };
        let mut multiples = Vec::with_capacity(count);
        for _ in 0..count {
            multiples.push(current);
            current = current.add(&twice);
        }
        Self::normalize(&multiples)
    }

    fn has_x(point: &Self::Point, r: &[u64; 4]) -> bool {
        // x - t = s(Z + V)/(Z - V): compare without the inversion. Z = V only at the identity.
        let below = point.z.sub(&point.v);
        let above = Self::S.mul(&point.z.add(&point.v));
        !below.is_zero_vartime()
            && lifts(r, &Self::Q, &Field256::MODULUS).any(|x| Field::from_limbs(x).sub(&Self::T).mul(&below) == above)
    }

    fn secret_identity() -> Self::Secret {
        Extended::IDENTITY
    }

    fn secret_add(point: &Self::Secret, entry: &Self::Entry, add: Choice) -> Self::Secret {
        Extended::conditional_select(point, &point.add(entry), add)
    }

    fn secret_negate(entry: &Self::Entry, negate: Choice) -> Self::Entry {
        Entry::conditional_select(entry, &entry.neg(), negate)
    }

    fn secret_select(a: &Self::Entry, b: &Self::Entry, choice: Choice) -> Self::Entry {
        Entry::conditional_select(a, b, choice)
    }

    fn secret_normalize(point: &Self::Secret) -> Self::Entry {
        let inverse = point.z.invert();
        Entry::new(point.u.mul(&inverse), point.v.mul(&inverse), &Self::D)
    }

    fn secret_x(point: &Self::Secret) -> Field256 {
        let inverse = point.z.sub(&point.v).invert();
        Self::S.mul(&point.z.add(&point.v)).mul(&inverse).add(&Self::T)
    }
}
