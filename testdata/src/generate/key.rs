//! Keys of every algorithm of the national PKI, with the encodings of section 2.4 of the national facts.

use num_bigint::BigUint;
use qoltanba::asn1::Writer;
use qoltanba::oid::{self, Oid};
use sha1::{Digest as _, Sha1};

use super::curve::Curve;
use super::der::{algorithm_bare, algorithm_with_null, der};
use super::seed::Stream;

/// A family of algorithms: key, digest and signature go together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Family {
    /// RSA with SHA-256; the size of the modulus in bits.
    Rsa(u64),
    /// ECDSA over P-256 with SHA-256; not used in Kazakhstan, here for interoperability.
    EcdsaP256,
    /// GOST 34.310-2004 with GOST 34.311-95.
    Gost2004,
    /// GOST 34.310-2004 in the key layout of the Tumar devices.
    Tumar,
    /// GOST 34.310-2015, 256 bit.
    Gost2015Short,
    /// GOST 34.310-2015, 512 bit.
    Gost2015,
}

/// Whether the AlgorithmIdentifier of a signature carries NULL (tolerance T1).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameters {
    /// As the algorithm's standard asks.
    Usual,
    /// Left out.
    Absent,
}

impl Family {
    /// The digest that is signed.
    pub(super) fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rsa(_) | Self::EcdsaP256 => sha2::Sha256::digest(message).to_vec(),
            Self::Gost2004 | Self::Tumar => gost94::Gost94Test::digest(message).to_vec(),
            Self::Gost2015Short => streebog::Streebog256::digest(message).to_vec(),
            Self::Gost2015 => streebog::Streebog512::digest(message).to_vec(),
        }
    }

    /// The AlgorithmIdentifier of the digest, with NULL as national software writes it.
    pub(super) fn digest_algorithm(self) -> Vec<u8> {
        algorithm_with_null(match self {
            Self::Rsa(_) | Self::EcdsaP256 => &oid::SHA256,
            Self::Gost2004 | Self::Tumar => &oid::GOST_34311,
            Self::Gost2015Short => &oid::STREEBOG_256,
            Self::Gost2015 => &oid::STREEBOG_512,
        })
    }

    /// The AlgorithmIdentifier of the signature.
    pub(super) fn signature_algorithm(self, parameters: Parameters) -> Vec<u8> {
        let id: &Oid = match self {
            Self::Rsa(_) => &oid::SHA256_WITH_RSA,
            // RFC 5758, 3.2: no parameters.
            Self::EcdsaP256 => return algorithm_bare(&oid::ECDSA_WITH_SHA256),
            Self::Gost2004 | Self::Tumar => &oid::GOST_2004_SIGNATURE,
            Self::Gost2015Short => &oid::GOST_2015_256_SIGNATURE,
            Self::Gost2015 => &oid::GOST_2015_512_SIGNATURE,
        };
        match parameters {
            Parameters::Usual => algorithm_with_null(id),
            Parameters::Absent => algorithm_bare(id),
        }
    }

    /// The AlgorithmIdentifier of the key.
    fn key_algorithm(self) -> Vec<u8> {
        let national = |key: &Oid, curve: &Oid, digest: &Oid| {
            der(|w| {
                w.sequence(|w| {
                    w.oid(key).sequence(|w| {
                        w.oid(curve).oid(digest);
                    });
                });
            })
        };
        match self {
            Self::Rsa(_) => algorithm_with_null(&oid::RSA_ENCRYPTION),
            Self::EcdsaP256 => der(|w| {
                w.sequence(|w| {
                    w.oid(&oid::EC_PUBLIC_KEY).oid(&oid::P256);
                });
            }),
            Self::Gost2004 => national(&oid::GOST_2004_KEY, &oid::GOST_2004_CURVE, &oid::GOST_34311_SBOX),
            Self::Tumar => algorithm_with_null(&oid::TUMAR_KEY),
            Self::Gost2015Short => national(&oid::GOST_2015_256_KEY, &oid::GOST_2015_256_CURVE, &oid::STREEBOG_256),
            Self::Gost2015 => national(&oid::GOST_2015_512_KEY, &oid::GOST_2015_512_CURVE, &oid::STREEBOG_512),
        }
    }
}

/// A key pair.
pub(super) struct Key {
    pub(super) family: Family,
    secret: Secret,
    /// The content of the BIT STRING in SubjectPublicKeyInfo.
    public: Vec<u8>,
}

enum Secret {
    Rsa { pair: Box<ring::rsa::KeyPair>, pkcs8: Vec<u8> },
    Curve { curve: Box<Curve>, d: BigUint },
}

impl Key {
    /// The RSA key pair of this PKCS#8 document.
    pub(super) fn rsa(bits: u64, pkcs8: Vec<u8>) -> Self {
        let pair = ring::rsa::KeyPair::from_pkcs8(&pkcs8).expect("an RSA key of the generator, or the committed file");
        assert_eq!(pair.public().modulus_len() * 8, usize::try_from(bits).unwrap_or_default(), "size of the RSA key");
        let public = pair.public().as_ref().to_vec();
        Self { family: Family::Rsa(bits), secret: Secret::Rsa { pair: Box::new(pair), pkcs8 }, public }
    }

    /// A new key pair on a curve, from the seed and `label`. RSA keys come from [`rsa`](Self::rsa).
    pub(super) fn on_curve(family: Family, label: &str) -> Self {
        let curve = match family {
            Family::Gost2004 | Family::Tumar => Curve::crypto_pro_a(),
            Family::Gost2015Short => Curve::tc26_256_a(),
            Family::Gost2015 => Curve::tc26_512_a(),
            Family::EcdsaP256 => Curve::p256(),
            Family::Rsa(_) => unreachable!("RSA has no curve"),
        };
        let d = curve.private_key(&mut Stream::new(format!("key/{label}")));
        let point = curve.public_key(&d);
        let little = [curve.little_endian(&point.x), curve.little_endian(&point.y)].concat();
        let public = match family {
            Family::EcdsaP256 => [vec![4], curve.big_endian(&point.x), curve.big_endian(&point.y)].concat(),
            // PUBLICKEYBLOB: algorithm 0xAA3A, magic "EC1", 512 bits; no OCTET STRING around it (tolerance T13).
            Family::Tumar => [b"\x06\x02\x00\x00\x3a\xaa\x00\x00\x00EC1\x00\x02\x00\x00".to_vec(), little].concat(),
            Family::Gost2004 | Family::Gost2015Short | Family::Gost2015 | Family::Rsa(_) => der(|w| {
                w.octet_string(&little);
            }),
        };
        Self { family, secret: Secret::Curve { curve: Box::new(curve), d }, public }
    }

    /// SubjectPublicKeyInfo.
    pub(super) fn spki(&self) -> Vec<u8> {
        der(|w| {
            w.sequence(|w| {
                w.raw(&self.family.key_algorithm()).bit_string(&self.public);
            });
        })
    }

    /// The key identifier: SHA-1 over the public key (RFC 5280, 4.2.1.2, method 1).
    pub(super) fn identifier(&self) -> Vec<u8> {
        Sha1::digest(&self.public).to_vec()
    }

    /// The content of the BIT STRING, which an OCSP issuerKeyHash covers.
    pub(super) fn public_bits(&self) -> &[u8] {
        &self.public
    }

    /// Signs `message`; the same bytes every time.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::Rsa { pair, .. } => {
                let mut signature = vec![0; pair.public().modulus_len()];
                // PKCS#1 v1.5 takes no randomness; ring asks for a source all the same.
                let random = ring::rand::SystemRandom::new();
                pair.sign(&ring::signature::RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .expect("a key that was read can sign");
                signature
            }
            Secret::Curve { curve, d } => {
                let digest = self.family.digest(message);
                if self.family == Family::EcdsaP256 {
                    let (r, s) = curve.sign_ecdsa(d, &digest);
                    der(|w| {
                        w.sequence(|w| {
                            w.unsigned_bytes(&r.to_bytes_be()).unsigned_bytes(&s.to_bytes_be());
                        });
                    })
                } else {
                    curve.sign_gost(d, &digest)
                }
            }
        }
    }

    /// PKCS#8 PrivateKeyInfo, in the layout of each family.
    pub(super) fn pkcs8(&self) -> Vec<u8> {
        let (curve, d) = match &self.secret {
            Secret::Rsa { pkcs8, .. } => return pkcs8.clone(),
            Secret::Curve { curve, d } => (curve, d),
        };
        let content = |w: &mut Writer| match self.family {
            Family::Gost2015 | Family::Gost2015Short => {
                w.octet_string(&curve.little_endian(d));
            }
            Family::Gost2004 => {
                w.unsigned_bytes(&d.to_bytes_be());
            }
            Family::Tumar => {
                w.sequence(|w| {
                    w.unsigned(1).octet_string(&curve.big_endian(d));
                });
            }
            // ECPrivateKey (RFC 5915).
            Family::EcdsaP256 => {
                w.sequence(|w| {
                    w.unsigned(1).octet_string(&curve.big_endian(d));
                    w.explicit(1, |w| {
                        w.bit_string(&self.public);
                    });
                });
            }
            Family::Rsa(_) => {}
        };
        der(|w| {
            w.sequence(|w| {
                w.unsigned(0).raw(&self.family.key_algorithm()).octet_string(&der(content));
            });
        })
    }
}
