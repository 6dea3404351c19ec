//! The GOST signatures against plain big-integer arithmetic after RFC 7091.

use num_bigint::BigUint;
use qoltanba::crypto::gost::{Curve, PrivateKey, PublicKey};

/// y² = x³ + ax + b over GF(p), with the base point g of order q (RFC 4357, 11.4; RFC 7836, A.1 and A.2).
pub struct Oracle {
    p: BigUint,
    a: BigUint,
    b: BigUint,
    q: BigUint,
    g: (BigUint, BigUint),
    size: usize,
}

/// A point of the curve; None is the point at infinity.
type Point = Option<(BigUint, BigUint)>;

/// The same with x/z² and y/z³, so that only the last step of a multiplication divides.
type Jacobian = Option<(BigUint, BigUint, BigUint)>;

fn hex(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).expect("a number")
}

impl Oracle {
    /// The parameters of a curve.
    pub fn new(curve: Curve) -> Self {
        let one = BigUint::from(1u8);
        let p256 = (&one << 256) - 617u32;
        let p512 = (&one << 512) - 569u32;
        match curve {
            Curve::CryptoProA => Self {
                a: &p256 - 3u8,
                p: p256,
                b: hex("A6"),
                q: hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893"),
                g: (one, hex("8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14")),
                size: 32,
            },
            Curve::Tc26A256 => Self {
                p: p256,
                a: hex("C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335"),
                b: hex("295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513"),
                q: hex("400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67"),
                g: (
                    hex("91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28"),
                    hex("32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C"),
                ),
                size: 32,
            },
            Curve::Tc26A512 => Self {
                a: &p512 - 3u8,
                p: p512,
                b: hex("E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265\
                     EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760"),
                q: hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
                     27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275"),
                g: (
                    BigUint::from(3u8),
                    hex("7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921\
                         DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4"),
                ),
                size: 64,
            },
            _ => unreachable!("a curve without an oracle"),
        }
    }

    /// The sum of two numbers of GF(p), and so on for the other operations.
    fn plus(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + b) % &self.p
    }

    fn minus(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + &self.p - b) % &self.p
    }

    fn times(&self, a: &BigUint, b: &BigUint) -> BigUint {
        a * b % &self.p
    }

    fn square(&self, a: &BigUint) -> BigUint {
        self.times(a, a)
    }

    /// Twice a point; the tangent of the affine formulas, multiplied out.
    fn double(&self, point: &Jacobian) -> Jacobian {
        let (x, y, z) = point.as_ref()?;
        if *y == BigUint::ZERO {
            return None;
        }
        let yy = self.square(y);
        let s = self.times(x, &yy) * 4u8 % &self.p;
        let m = (self.square(x) * 3u8 + &self.a * self.square(&self.square(z))) % &self.p;
        let x3 = self.minus(&self.square(&m), &self.plus(&s, &s));
        let y3 = self.minus(&self.times(&m, &self.minus(&s, &x3)), &(self.square(&yy) * 8u8 % &self.p));
        Some((x3, y3, self.times(y, z) * 2u8 % &self.p))
    }

    /// The sum of a point and an affine point; the chord of the affine formulas, multiplied out.
    fn add(&self, point: &Jacobian, (x2, y2): &(BigUint, BigUint)) -> Jacobian {
        let Some((x, y, z)) = point else { return Some((x2.clone(), y2.clone(), BigUint::from(1u8))) };
        let zz = self.square(z);
        let h = self.minus(&self.times(x2, &zz), x);
        let r = self.minus(&self.times(y2, &self.times(&zz, z)), y);
        if h == BigUint::ZERO {
            return if r == BigUint::ZERO { self.double(point) } else { None };
        }
        let hh = self.square(&h);
        let (hhh, v) = (self.times(&hh, &h), self.times(x, &hh));
        let x3 = self.minus(&self.minus(&self.square(&r), &hhh), &self.plus(&v, &v));
        let y3 = self.minus(&self.times(&r, &self.minus(&v, &x3)), &self.times(y, &hhh));
        Some((x3, y3, self.times(z, &h)))
    }

    fn affine(&self, point: &Jacobian) -> Point {
        let (x, y, z) = point.as_ref()?;
        let inverse = z.modinv(&self.p).expect("p is prime");
        let square = self.square(&inverse);
        Some((self.times(x, &square), self.times(y, &self.times(&square, &inverse))))
    }

    fn mul(&self, number: &BigUint, point: &(BigUint, BigUint)) -> Jacobian {
        let mut result = None;
        for bit in (0..number.bits()).rev() {
            result = self.double(&result);
            if number.bit(bit) {
                result = self.add(&result, point);
            }
        }
        result
    }

    /// The key x ‖ y, if it is one (kz-pki, 2.2).
    fn key(&self, octets: &[u8]) -> Point {
        if octets.len() != 2 * self.size {
            return None;
        }
        let (x, y) = octets.split_at(self.size);
        let (x, y) = (BigUint::from_bytes_le(x), BigUint::from_bytes_le(y));
        let on_curve =
            x < self.p && y < self.p && (&y * &y) % &self.p == (&x * &x * &x + &self.a * &x + &self.b) % &self.p;
        Some((x, y)).filter(|point| on_curve && self.mul(&self.q, point).is_none())
    }

    /// RFC 7091, 6.2.
    fn verifies(&self, key: &(BigUint, BigUint), digest: &[u8], signature: &[u8]) -> bool {
        if digest.len() != self.size || signature.len() != 2 * self.size {
            return false;
        }
        let (r, s) = signature.split_at(self.size);
        let (r, s) = (BigUint::from_bytes_le(r), BigUint::from_bytes_le(s));
        let in_range = |number: &BigUint| *number > BigUint::ZERO && *number < self.q;
        if !in_range(&r) || !in_range(&s) {
            return false;
        }
        let mut e = BigUint::from_bytes_le(digest) % &self.q;
        if e == BigUint::ZERO {
            e = BigUint::from(1u8);
        }
        let v = e.modinv(&self.q).expect("q is prime");
        let z1 = (s * &v) % &self.q;
        let z2 = ((&self.q - &r) * v) % &self.q;
        let (one, other) = (self.mul(&z1, &self.g), self.affine(&self.mul(&z2, key)));
        let c = other.map_or_else(|| one.clone(), |other| self.add(&one, &other));
        self.affine(&c).is_some_and(|(x, _)| x % &self.q == r)
    }

    fn le(&self, number: &BigUint) -> Vec<u8> {
        let mut octets = number.to_bytes_le();
        octets.resize(self.size, 0);
        octets
    }
}

/// Our arithmetic and the oracle agree: on keys, on signatures, and on what we sign.
///
/// The input is a curve, an instruction and numbers; missing octets are zero.
pub fn check(input: &[u8]) {
    let Some((&first, rest)) = input.split_first() else { return };
    let curve = [Curve::CryptoProA, Curve::Tc26A256, Curve::Tc26A512][usize::from(first % 3)];
    let oracle = Oracle::new(curve);
    let size = oracle.size;
    let mut numbers = rest.chunks(size).map(|chunk| {
        let mut octets = chunk.to_vec();
        octets.resize(size, 0);
        octets
    });
    let mut next = || numbers.next().unwrap_or_else(|| vec![0; size]);
    match first / 3 % 3 {
        // Any numbers as key and signature.
        0 => {
            let (key, digest) = ([next(), next()].concat(), next());
            let signature = [next(), next()].concat();
            compare(&oracle, curve, &key, &digest, &signature);
        }
        // A key that is one, and a signature made of chosen halves.
        1 => {
            let (d, digest) = (next(), next());
            let number = BigUint::from_bytes_le(&d);
            let expected = number > BigUint::ZERO && number < oracle.q;
            let key = PrivateKey::from_le_bytes(curve, &d);
            assert_eq!(key.is_ok(), expected, "0 < d < q");
            let Ok(key) = key else { return };
            let (x, y) = oracle.affine(&oracle.mul(&number, &oracle.g)).expect("d is below the order");
            let public = [oracle.le(&x), oracle.le(&y)].concat();
            assert_eq!(key.public_key().to_le_bytes(), public, "d·G");
            compare(&oracle, curve, &public, &digest, &[next(), next()].concat());
        }
        // A signature that holds, and one octet of everything changed.
        _ => {
            let (d, digest, twist) = (next(), next(), next());
            let Ok(key) = PrivateKey::from_le_bytes(curve, &d) else { return };
            let public = key.public_key().to_le_bytes();
            let signature = key.sign_digest(&digest).expect("a digest of the right length is signed");
            assert!(compare(&oracle, curve, &public, &digest, &signature), "our signature holds");
            let twisted = |octets: &[u8]| {
                let mut octets = octets.to_vec();
                let at = usize::from(twist[0]) % octets.len();
                octets[at] ^= twist[1].max(1);
                octets
            };
            compare(&oracle, curve, &public, &digest, &twisted(&signature));
            compare(&oracle, curve, &public, &twisted(&digest), &signature);
            compare(&oracle, curve, &twisted(&public), &digest, &signature);
        }
    }
}

fn compare(oracle: &Oracle, curve: Curve, key: &[u8], digest: &[u8], signature: &[u8]) -> bool {
    let theirs = oracle.key(key);
    let ours = PublicKey::from_le_bytes(curve, key);
    assert_eq!(ours.is_ok(), theirs.is_some(), "what is a key");
    let (Ok(ours), Some(theirs)) = (ours, theirs) else { return false };
    let verdict = ours.verify_digest(digest, signature).is_ok();
    assert_eq!(verdict, oracle.verifies(&theirs, digest, signature), "the verdict");
    assert_eq!(verdict, ours.prepare().verify_digest(digest, signature).is_ok(), "the verdict of a prepared key");
    verdict
}
