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

type Point = Option<(BigUint, BigUint)>;

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

    fn add(&self, one: &Point, other: &Point) -> Point {
        let (Some((x1, y1)), Some((x2, y2))) = (one, other) else { return one.clone().or_else(|| other.clone()) };
        let p = &self.p;
        let slope = if x1 == x2 {
            if (y1 + y2) % p == BigUint::ZERO {
                return None;
            }
            (x1 * x1 * 3u8 + &self.a) * (y1 * 2u8).modinv(p).expect("p is prime")
        } else {
            (y2 + p - y1) * ((x2 + p - x1) % p).modinv(p).expect("p is prime")
        } % p;
        let x3 = (&slope * &slope + p + p - x1 - x2) % p;
        let y3 = (slope * (x1 + p - &x3) + p - y1) % p;
        Some((x3, y3))
    }

    fn mul(&self, number: &BigUint, point: &Point) -> Point {
        let mut result = None;
        for bit in (0..number.bits()).rev() {
            result = self.add(&result, &result);
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
        let point = Some((x, y)).filter(|_| on_curve);
        if self.mul(&self.q, &point).is_some() { None } else { point }
    }

    /// RFC 7091, 6.2.
    fn verifies(&self, key: &Point, digest: &[u8], signature: &[u8]) -> bool {
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
        let c = self.add(&self.mul(&z1, &Some(self.g.clone())), &self.mul(&z2, key));
        c.is_some_and(|(x, _)| x % &self.q == r)
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
            let (x, y) = oracle.mul(&number, &Some(oracle.g.clone())).expect("d is below the order");
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
    let Ok(ours) = ours else { return false };
    let verdict = ours.verify_digest(digest, signature).is_ok();
    assert_eq!(verdict, oracle.verifies(&theirs, digest, signature), "the verdict");
    assert_eq!(verdict, ours.prepare().verify_digest(digest, signature).is_ok(), "the verdict of a prepared key");
    verdict
}
