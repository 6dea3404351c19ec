//! Elliptic curves over plain big integers: slow, short, and sharing no code with the library that they test.
//!
//! Nothing here is constant-time; the keys are public by design.

use num_bigint::BigUint;

use super::seed::Stream;

/// A curve y² = x³ + ax + b over GF(p) with a base point of prime order q.
pub(super) struct Curve {
    p: BigUint,
    a: BigUint,
    b: BigUint,
    /// The order of the base point.
    pub(super) q: BigUint,
    base: Point,
    /// The length of a coordinate in bytes.
    pub(super) width: usize,
}

/// An affine point; the identity is `None` where it can occur.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Point {
    pub(super) x: BigUint,
    pub(super) y: BigUint,
}

/// Jacobian coordinates: x = X/Z², y = Y/Z³, the identity has Z = 0.
#[derive(Clone)]
struct Jacobian {
    x: BigUint,
    y: BigUint,
    z: BigUint,
}

impl Curve {
    /// id-GostR3410-2001-CryptoPro-A-ParamSet (RFC 4357, 11.4): GOST 34.310-2004.
    pub(super) fn crypto_pro_a() -> Self {
        Self::from_hex(
            32,
            [
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD94",
                "A6",
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893",
                "1",
                "8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14",
            ],
        )
    }

    /// id-tc26-gost-3410-2012-256-paramSetA (RFC 7836, A.2): GOST 34.310-2015, 256 bit.
    pub(super) fn tc26_256_a() -> Self {
        Self::from_hex(
            32,
            [
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
                "C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335",
                "295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513",
                "400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67",
                "91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28",
                "32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C",
            ],
        )
    }

    /// id-tc26-gost-3410-12-512-paramSetA (RFC 7836, A.1): GOST 34.310-2015, 512 bit.
    pub(super) fn tc26_512_a() -> Self {
        Self::from_hex(
            64,
            [
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
                 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC7",
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
                 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC4",
                "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265\
                 EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
                 27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
                "3",
                "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921\
                 DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4",
            ],
        )
    }

    /// P-256 (FIPS 186-4, D.1.2.3).
    pub(super) fn p256() -> Self {
        Self::from_hex(
            32,
            [
                "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
                "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC",
                "5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B",
                "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
                "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296",
                "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5",
            ],
        )
    }

    fn from_hex(width: usize, [p, a, b, q, x, y]: [&str; 6]) -> Self {
        Self { p: hex(p), a: hex(a), b: hex(b), q: hex(q), base: Point { x: hex(x), y: hex(y) }, width }
    }

    /// A private key from the stream.
    pub(super) fn private_key(&self, stream: &mut Stream) -> BigUint {
        stream.number_below(&self.q)
    }

    /// d·G.
    pub(super) fn public_key(&self, d: &BigUint) -> Point {
        let point = self.multiply(d, &self.base).expect("0 < d < q, so that d·G is no identity");
        assert!(self.contains(&point), "a multiple of the base point lies on the curve");
        point
    }

    fn contains(&self, point: &Point) -> bool {
        let right = &point.x * &point.x * &point.x + &self.a * &point.x + &self.b;
        self.mul(&point.y, &point.y) == right % &self.p
    }

    /// GOST 34.310, signing: r ‖ s, both little-endian, the digest read as a little-endian integer.
    pub(super) fn sign_gost(&self, d: &BigUint, digest: &[u8]) -> Vec<u8> {
        let mut e = BigUint::from_bytes_le(digest) % &self.q;
        if e == BigUint::ZERO {
            e = BigUint::from(1u32);
        }
        let (r, s) = self.first_usable(d, digest, |k, r| (r * d + k * &e) % &self.q);
        [self.little_endian(&r), self.little_endian(&s)].concat()
    }

    /// ECDSA (FIPS 186-4, 6.4): (r, s). The digest is as long as q.
    pub(super) fn sign_ecdsa(&self, d: &BigUint, digest: &[u8]) -> (BigUint, BigUint) {
        let z = BigUint::from_bytes_be(digest);
        self.first_usable(d, digest, |k, r| {
            let inverse = k.modinv(&self.q).expect("q is prime and 0 < k < q");
            inverse * (&z + r * d) % &self.q
        })
    }

    /// Takes nonces from the stream of key and digest until neither r nor s is zero.
    fn first_usable(
        &self,
        d: &BigUint,
        digest: &[u8],
        s_of: impl Fn(&BigUint, &BigUint) -> BigUint,
    ) -> (BigUint, BigUint) {
        let mut nonces = Stream::new([b"nonce".as_slice(), &d.to_bytes_be(), digest].concat());
        loop {
            let k = nonces.number_below(&self.q);
            let r = self.public_key(&k).x % &self.q;
            let s = s_of(&k, &r);
            if r != BigUint::ZERO && s != BigUint::ZERO {
                return (r, s);
            }
        }
    }

    /// `value` in the width of a coordinate, least significant byte first.
    pub(super) fn little_endian(&self, value: &BigUint) -> Vec<u8> {
        let mut bytes = value.to_bytes_le();
        bytes.resize(self.width, 0);
        bytes
    }

    /// `value` in the width of a coordinate, most significant byte first.
    pub(super) fn big_endian(&self, value: &BigUint) -> Vec<u8> {
        let mut bytes = self.little_endian(value);
        bytes.reverse();
        bytes
    }

    fn multiply(&self, k: &BigUint, point: &Point) -> Option<Point> {
        let point = Jacobian { x: point.x.clone(), y: point.y.clone(), z: BigUint::from(1u32) };
        let mut sum = Jacobian { x: BigUint::from(1u32), y: BigUint::from(1u32), z: BigUint::ZERO };
        for bit in (0..k.bits()).rev() {
            sum = self.double(&sum);
            if k.bit(bit) {
                sum = self.add(&sum, &point);
            }
        }
        let inverse = sum.z.modinv(&self.p)?;
        let square = self.mul(&inverse, &inverse);
        Some(Point { x: self.mul(&sum.x, &square), y: self.mul(&sum.y, &self.mul(&square, &inverse)) })
    }

    fn double(&self, point: &Jacobian) -> Jacobian {
        let y2 = self.mul(&point.y, &point.y);
        let s = self.mul(&point.x, &y2) * 4u32 % &self.p;
        let z2 = self.mul(&point.z, &point.z);
        let m = (&point.x * &point.x * 3u32 + &self.a * self.mul(&z2, &z2)) % &self.p;
        let x = self.sub(&self.mul(&m, &m), &(&s * 2u32 % &self.p));
        let y4 = self.mul(&y2, &y2) * 8u32 % &self.p;
        let y = self.sub(&self.mul(&m, &self.sub(&s, &x)), &y4);
        let z = &point.y * &point.z * 2u32 % &self.p;
        Jacobian { x, y, z }
    }

    fn add(&self, left: &Jacobian, right: &Jacobian) -> Jacobian {
        if left.z == BigUint::ZERO {
            return right.clone();
        }
        if right.z == BigUint::ZERO {
            return left.clone();
        }
        let (left_z2, right_z2) = (self.mul(&left.z, &left.z), self.mul(&right.z, &right.z));
        let (u1, u2) = (self.mul(&left.x, &right_z2), self.mul(&right.x, &left_z2));
        let s1 = self.mul(&left.y, &self.mul(&right.z, &right_z2));
        let s2 = self.mul(&right.y, &self.mul(&left.z, &left_z2));
        if u1 == u2 && s1 == s2 {
            return self.double(left);
        }
        let (h, r) = (self.sub(&u2, &u1), self.sub(&s2, &s1));
        let h2 = self.mul(&h, &h);
        let (h3, v) = (self.mul(&h, &h2), self.mul(&u1, &h2));
        let x = self.sub(&self.sub(&self.mul(&r, &r), &h3), &(&v * 2u32 % &self.p));
        let y = self.sub(&self.mul(&r, &self.sub(&v, &x)), &self.mul(&s1, &h3));
        let z = self.mul(&h, &self.mul(&left.z, &right.z));
        Jacobian { x, y, z }
    }

    fn mul(&self, left: &BigUint, right: &BigUint) -> BigUint {
        left * right % &self.p
    }

    fn sub(&self, left: &BigUint, right: &BigUint) -> BigUint {
        (left + &self.p - right) % &self.p
    }
}

fn hex(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).expect("a constant in hexadecimal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_points_lie_on_their_curves_and_have_order_q() {
        for curve in [Curve::crypto_pro_a(), Curve::tc26_256_a(), Curve::tc26_512_a(), Curve::p256()] {
            assert!(curve.contains(&curve.base));
            assert_eq!(curve.multiply(&curve.q, &curve.base), None);
            assert_eq!(curve.multiply(&(&curve.q + 1u32), &curve.base), Some(curve.base.clone()));
        }
    }

    /// Worked example B of the national facts (section 2.6): the self-signature of the production root of 2020.
    /// C = z1·G + z2·Q has the x coordinate r.
    #[test]
    fn signature_of_the_production_root_of_2020_verifies() {
        let curve = Curve::crypto_pro_a();
        let public = Point {
            x: hex("035BD01FF05024CE68D46812A881EEDF363BA22DA79EBCDED3BFFA172A062EEE"),
            y: hex("0DA6C7547B01B38B9A98402A1B66548B4328118E0AB96B816C13CBF28F101835"),
        };
        let digest: [u8; 32] = [
            0x0b, 0x48, 0x05, 0x2e, 0x70, 0x06, 0x68, 0xd4, 0x22, 0xf0, 0x61, 0xcb, 0xce, 0x78, 0xee, 0x86, 0x3e, 0xd1,
            0x97, 0x6b, 0xc0, 0x84, 0x60, 0xc5, 0x2a, 0x7a, 0xfa, 0x61, 0xe7, 0xfd, 0xf9, 0x31,
        ];
        let r = hex("F74FDB81B54FA199729C201EFD5CD3181362FD35A0C9385EA61D745CA7EB15F0");
        let s = hex("D1122C31E912D6F6CE82D41CBA6F1E99154DCC111685F4A83E63D4F912179EB6");
        assert!(verifies_gost(&curve, &public, &digest, &r, &s));
        assert!(!verifies_gost(&curve, &public, &digest, &s, &r));
    }

    #[test]
    fn own_gost_signatures_verify_on_every_curve() {
        for curve in [Curve::crypto_pro_a(), Curve::tc26_256_a(), Curve::tc26_512_a()] {
            let d = curve.private_key(&mut Stream::new("test"));
            let digest = vec![0x5a; curve.width];
            let signature = curve.sign_gost(&d, &digest);
            let (r, s) = signature.split_at(curve.width);
            let (r, s) = (BigUint::from_bytes_le(r), BigUint::from_bytes_le(s));
            assert!(verifies_gost(&curve, &curve.public_key(&d), &digest, &r, &s));
        }
    }

    /// GOST 34.310, verification, as section 2.5 of the national facts writes it.
    fn verifies_gost(curve: &Curve, public: &Point, digest: &[u8], r: &BigUint, s: &BigUint) -> bool {
        let e = BigUint::from_bytes_le(digest) % &curve.q;
        let v = e.modinv(&curve.q).unwrap();
        let z1 = s * &v % &curve.q;
        let z2 = (&curve.q - r) * &v % &curve.q;
        let left = curve.multiply(&z1, &curve.base).unwrap();
        let right = curve.multiply(&z2, public).unwrap();
        let lift = |point: Point| Jacobian { x: point.x, y: point.y, z: BigUint::from(1u32) };
        let sum = curve.add(&lift(left), &lift(right));
        let inverse = sum.z.modinv(&curve.p).unwrap();
        curve.mul(&sum.x, &curve.mul(&inverse, &inverse)) % &curve.q == *r
    }
}
