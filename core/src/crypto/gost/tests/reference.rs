//! The schemes of RFC 7091 in their plainest form over big integers: slow, and the oracle for everything here. It is
//! itself held against the examples that the standard prints.

use num_bigint::BigUint;

pub(super) fn big(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).unwrap()
}

pub(super) type Point = Option<(BigUint, BigUint)>;

/// y² = x³ + ax + b modulo p, with the point G of order q.
pub(super) struct Reference {
    pub(super) p: BigUint,
    a: BigUint,
    b: BigUint,
    pub(super) q: BigUint,
    pub(super) g: (BigUint, BigUint),
}

impl Reference {
    fn new([p, a, b, q, x, y]: [&str; 6]) -> Self {
        Self { p: big(p), a: big(a), b: big(b), q: big(q), g: (big(x), big(y)) }
    }

    /// kz-pki facts, section 2.2, RFC 4357 11.4.
    pub(super) fn crypto_pro_a() -> Self {
        Self::new([
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD94",
            "A6",
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893",
            "1",
            "8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14",
        ])
    }

    /// kz-pki facts, section 2.2, RFC 7836 A.2.
    pub(super) fn tc26_a_256() -> Self {
        Self::new([
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
            "C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335",
            "295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513",
            "400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67",
            "91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28",
            "32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C",
        ])
    }

    /// kz-pki facts, section 2.2, RFC 7836 A.1.
    pub(super) fn tc26_a_512() -> Self {
        Self::new([
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC7",
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC4",
            "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
            "3",
            "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4",
        ])
    }

    pub(super) fn on_curve(&self, (x, y): &(BigUint, BigUint)) -> bool {
        (y * y) % &self.p == (x * x * x + &self.a * x + &self.b) % &self.p
    }

    pub(super) fn add(&self, first: &Point, second: &Point) -> Point {
        let p = &self.p;
        let (Some((x1, y1)), Some((x2, y2))) = (first, second) else {
            return first.clone().or_else(|| second.clone());
        };
        let (above, below) = if x1 != x2 {
            (y2 + p - y1, x2 + p - x1)
        } else if (y1 + y2) % p == BigUint::ZERO {
            return None;
        } else {
            (x1 * x1 * 3u32 + &self.a, y1 * 2u32)
        };
        let slope = above * (below % p).modinv(p).unwrap() % p;
        let x = (&slope * &slope + p + p - x1 - x2) % p;
        let y = (slope * (x1 + p - &x) + p - y1) % p;
        Some((x, y))
    }

    pub(super) fn multiply(&self, factor: &BigUint, point: &Point) -> Point {
        let mut sum = None;
        for i in (0..factor.bits()).rev() {
            sum = self.add(&sum, &sum);
            if factor.bit(i) {
                sum = self.add(&sum, point);
            }
        }
        sum
    }

    pub(super) fn multiply_base(&self, factor: &BigUint) -> Point {
        self.multiply(factor, &Some(self.g.clone()))
    }

    /// RFC 7091, 6.1, with a given nonce.
    pub(super) fn sign(&self, d: &BigUint, e: &BigUint, k: &BigUint) -> (BigUint, BigUint) {
        let r = self.multiply_base(k).unwrap().0 % &self.q;
        let s = (&r * d + k * e) % &self.q;
        (r, s)
    }

    /// RFC 7091, 6.2, from step 3 on.
    pub(super) fn verifies(&self, key: &Point, e: &BigUint, (r, s): &(BigUint, BigUint)) -> bool {
        let q = &self.q;
        let v = e.modinv(q).unwrap();
        let z1 = s * &v % q;
        let z2 = (q - r) * v % q;
        let c = self.add(&self.multiply_base(&z1), &self.multiply(&z2, key));
        c.is_some_and(|(x, _)| x % q == *r)
    }
}

struct PrintedExample {
    curve: Reference,
    d: &'static str,
    key: [&'static str; 2],
    e: &'static str,
    k: &'static str,
    r: &'static str,
    s: &'static str,
}

fn follow(example: &PrintedExample) {
    let curve = &example.curve;
    assert!(curve.on_curve(&curve.g));
    assert_eq!(curve.multiply_base(&curve.q), None);
    let key = curve.multiply_base(&big(example.d));
    assert_eq!(key, Some((big(example.key[0]), big(example.key[1]))));
    let signature = curve.sign(&big(example.d), &big(example.e), &big(example.k));
    assert_eq!(signature, (big(example.r), big(example.s)));
    assert!(curve.verifies(&key, &big(example.e), &signature));
    assert!(!curve.verifies(&key, &(big(example.e) + 1u32), &signature));
}

#[test]
fn example_of_the_standard_256_bits() {
    // RFC 7091, 7.1 = GOST R 34.10-2012, A.1.
    follow(&PrintedExample {
        curve: Reference::new([
            "8000000000000000000000000000000000000000000000000000000000000431",
            "7",
            "5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E",
            "8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3",
            "2",
            "8E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8",
        ]),
        d: "7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28",
        key: [
            "7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B",
            "26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA",
        ],
        e: "2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5",
        k: "77105C9B20BCD3122823C8CF6FCC7B956DE33814E95B7FE64FED924594DCEAB3",
        r: "41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493",
        s: "1456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40",
    });
}

#[test]
fn example_of_the_standard_512_bits() {
    // RFC 7091, 7.2 = GOST R 34.10-2012, A.2.
    follow(&PrintedExample {
        curve: Reference::new([
            "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15DF1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373",
            "7",
            "1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC4361834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC",
            "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15DA82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF",
            "24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A",
            "2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2C83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E",
        ]),
        d: "BA6048AADAE241BA40936D47756D7C93091A0E8514669700EE7508E508B102072E8123B2200A0563322DAD2827E2714A2636B7BFD18AADFC62967821FA18DD4",
        key: [
            "115DC5BC96760C7B48598D8AB9E740D4C4A85A65BE33C1815B5C320C854621DD5A515856D13314AF69BC5B924C8B4DDFF75C45415C1D9DD9DD33612CD530EFE1",
            "37C7C90CD40B0F5621DC3AC1B751CFA0E2634FA0503B3D52639F5D7FB72AFD61EA199441D943FFE7F0C70A2759A3CDB84C114E1F9339FDF27F35ECA93677BEEC",
        ],
        e: "3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C5917184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C",
        k: "359E7F4B1410FEACC570456C6801496946312120B39D019D455986E364F365886748ED7A44B3E794434006011842286212273A6D14CF70EA3AF71BB1AE679F1",
        r: "2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD35492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36",
        s: "1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A",
    });
}

#[test]
fn the_national_base_points_have_their_orders() {
    for curve in [Reference::crypto_pro_a(), Reference::tc26_a_256(), Reference::tc26_a_512()] {
        assert!(curve.on_curve(&curve.g));
        assert_eq!(curve.multiply_base(&curve.q), None);
    }
}
