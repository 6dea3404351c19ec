//! Writing PKCS#12 key files as the national authority makes them (section 6 of the national facts): PFX in DER around
//! an AuthenticatedSafe in BER with indefinite lengths, the key bag first, SHA-1 and legacy ciphers throughout.

use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeEncrypt as _, InnerIvInit as _, KeyIvInit as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use num_bigint::BigUint;
use qoltanba::asn1::{Writer, tag};
use qoltanba::oid;
use sha1::{Digest as _, Sha1};

use super::der::{algorithm_with_null, der, hex, indefinite, oid as parse_oid};
use super::key::Key;
use super::seed::Stream;

/// The password of every key file, printed in the README. It satisfies the rule of the portals.
pub(super) const PASSWORD: &str = "Ulgi2026";

const ITERATIONS: u32 = 1024;
const SALT: usize = 20;
/// The block of SHA-1, `v` in RFC 7292, B.2.
const HASH_BLOCK: usize = 64;

/// What the derived bytes are for (RFC 7292, B.3).
#[derive(Clone, Copy)]
enum Purpose {
    Key,
    Iv,
    Mac,
}

/// A key file with these pairs of key and certificate. `label` seeds the salts.
pub(super) fn key_file(label: &str, pairs: &[(&Key, &[u8])]) -> Vec<u8> {
    let mut salts = Stream::new(format!("salt/{label}"));
    let key_bags = der(|w| {
        w.sequence(|w| {
            for (key, _) in pairs {
                w.raw(&key_bag(key, &mut salts));
            }
        });
    });
    let certificate_bags = der(|w| {
        w.sequence(|w| {
            for (key, certificate) in pairs {
                w.raw(&certificate_bag(key, certificate));
            }
        });
    });
    let safe = ber_sequence(&[&ber_data(&key_bags), &ber_encrypted_data(&certificate_bags, &mut salts)]);
    let mac_salt = salts.bytes(SALT);
    let mac_key = derive(Purpose::Mac, &mac_salt, 20);
    let mut mac = Hmac::<Sha1>::new_from_slice(&mac_key).expect("HMAC takes keys of every length");
    mac.update(&safe);
    der(|w| {
        w.sequence(|w| {
            w.unsigned(3);
            w.sequence(|w| {
                w.oid(&oid::DATA).explicit(0, |w| {
                    w.octet_string(&safe);
                });
            });
            w.sequence(|w| {
                w.sequence(|w| {
                    w.raw(&algorithm_with_null(&oid::SHA1)).octet_string(&mac.finalize().into_bytes());
                });
                w.octet_string(&mac_salt).unsigned(u64::from(ITERATIONS));
            });
        });
    })
}

/// pkcs8ShroudedKeyBag with pbeWithSHAAnd3-KeyTripleDES-CBC.
fn key_bag(key: &Key, salts: &mut Stream) -> Vec<u8> {
    let salt = salts.bytes(SALT);
    let cipher_key = derive(Purpose::Key, &salt, 24);
    let iv = derive(Purpose::Iv, &salt, 8);
    let cipher = cbc::Encryptor::<des::TdesEde3>::new_from_slices(&cipher_key, &iv).expect("24 bytes of key, 8 of IV");
    let encrypted = cipher.encrypt_padded_vec::<Pkcs7>(&key.pkcs8());
    bag(key, "1.2.840.113549.1.12.10.1.2", |w| {
        w.sequence(|w| {
            w.raw(&pbe("1.2.840.113549.1.12.1.3", &salt)).octet_string(&encrypted);
        });
    })
}

/// certBag with an X.509 certificate.
fn certificate_bag(key: &Key, certificate: &[u8]) -> Vec<u8> {
    bag(key, "1.2.840.113549.1.12.10.1.3", |w| {
        w.sequence(|w| {
            w.oid(&parse_oid("1.2.840.113549.1.9.22.1")).explicit(0, |w| {
                w.octet_string(certificate);
            });
        });
    })
}

/// SafeBag with localKeyId (the key identifier) and friendlyName (the same in hexadecimal).
fn bag(key: &Key, kind: &str, value: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let identifier = key.identifier();
    let attribute = |id: &str, value: Vec<u8>| {
        der(|w| {
            w.sequence(|w| {
                w.oid(&parse_oid(id)).set_of([value]);
            });
        })
    };
    let local_key_id = attribute(
        "1.2.840.113549.1.9.21",
        der(|w| {
            w.octet_string(&identifier);
        }),
    );
    let friendly_name = attribute(
        "1.2.840.113549.1.9.20",
        der(|w| {
            w.tlv(tag::BMP_STRING, &bmp(&hex(&identifier)));
        }),
    );
    der(|w| {
        w.sequence(|w| {
            w.oid(&parse_oid(kind)).explicit(0, value).set_of([local_key_id, friendly_name]);
        });
    })
}

/// AlgorithmIdentifier with pkcs-12PbeParams.
fn pbe(id: &str, salt: &[u8]) -> Vec<u8> {
    der(|w| {
        w.sequence(|w| {
            w.oid(&parse_oid(id)).sequence(|w| {
                w.octet_string(salt).unsigned(u64::from(ITERATIONS));
            });
        });
    })
}

/// ContentInfo of type data, all lengths indefinite.
fn ber_data(content: &[u8]) -> Vec<u8> {
    let octets = der(|w| {
        w.octet_string(content);
    });
    let id = der(|w| {
        w.oid(&oid::DATA);
    });
    ber_sequence(&[&id, &indefinite(0xa0, [&octets])])
}

/// ContentInfo of type encryptedData with pbeWithSHAAnd40BitRC2-CBC, all lengths indefinite.
fn ber_encrypted_data(content: &[u8], salts: &mut Stream) -> Vec<u8> {
    let salt = salts.bytes(SALT);
    let cipher = rc2::Rc2::new_with_eff_key_len(&derive(Purpose::Key, &salt, 5), 40);
    let iv = derive(Purpose::Iv, &salt, 8);
    let cipher = cbc::Encryptor::inner_iv_slice_init(cipher, &iv).expect("8 bytes of IV");
    let octets = der(|w| {
        w.octet_string(&cipher.encrypt_padded_vec::<Pkcs7>(content));
    });
    let (version, data, id) = (
        der(|w| {
            w.unsigned(0);
        }),
        der(|w| {
            w.oid(&oid::DATA);
        }),
        der(|w| {
            w.oid(&oid::ENCRYPTED_DATA);
        }),
    );
    let info = ber_sequence(&[&data, &pbe("1.2.840.113549.1.12.1.6", &salt), &indefinite(0xa0, [&octets])]);
    ber_sequence(&[&id, &indefinite(0xa0, [&ber_sequence(&[&version, &info])])])
}

fn ber_sequence(items: &[&[u8]]) -> Vec<u8> {
    indefinite(tag::SEQUENCE, items)
}

fn bmp(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// Key derivation of RFC 7292, B.2, with SHA-1, from the password of the set.
fn derive(purpose: Purpose, salt: &[u8], length: usize) -> Vec<u8> {
    let password = [bmp(PASSWORD), vec![0, 0]].concat();
    let fill = |bytes: &[u8]| -> Vec<u8> {
        let length = HASH_BLOCK * bytes.len().div_ceil(HASH_BLOCK);
        bytes.iter().copied().cycle().take(length).collect()
    };
    let mut input = [fill(salt), fill(&password)].concat();
    let diversifier = vec![purpose.id(); HASH_BLOCK];
    let mut derived = Vec::new();
    while derived.len() < length {
        let mut block = Sha1::digest([diversifier.as_slice(), &input].concat());
        for _ in 1..ITERATIONS {
            block = Sha1::digest(block);
        }
        derived.extend_from_slice(&block);
        // Every 64-byte block of the input becomes (itself + B + 1) mod 2^512.
        let b: Vec<u8> = block.iter().copied().cycle().take(HASH_BLOCK).collect();
        let increment = BigUint::from_bytes_be(&b) + 1u32;
        input = input.chunks(HASH_BLOCK).flat_map(|chunk| add_block(chunk, &increment)).collect();
    }
    derived.truncate(length);
    derived
}

fn add_block(chunk: &[u8], increment: &BigUint) -> Vec<u8> {
    let mut little = (BigUint::from_bytes_be(chunk) + increment).to_bytes_le();
    little.resize(HASH_BLOCK, 0);
    little.reverse();
    little
}

impl Purpose {
    const fn id(self) -> u8 {
        match self {
            Self::Key => 1,
            Self::Iv => 2,
            Self::Mac => 3,
        }
    }
}
