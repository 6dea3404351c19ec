//! Key files that no tool writes: PKCS#12 (RFC 7292) around whatever bags a test asks for.

use qoltanba::asn1::{Writer, tag};
use qoltanba::oid::{self, Oid};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use ring::hmac;

use crate::pki::der;

/// A PFX (RFC 7292, 4) around an AuthenticatedSafe, with HMAC-SHA1 and one round.
#[must_use]
pub fn with_mac(safe: &[u8], password: &str) -> Vec<u8> {
    const SALT: [u8; 8] = *b"saltsalt";
    let Some(sha1) = Oid::parse("1.3.14.3.2.26") else { return Vec::new() };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &mac_key(&SALT, password));
    let mac = hmac::sign(&key, safe);
    der(|out| {
        out.sequence(|pfx| {
            pfx.unsigned(3);
            data(pfx, safe);
            pfx.sequence(|mac_data| {
                mac_data.sequence(|info| {
                    info.sequence(|algorithm| {
                        algorithm.oid(&sha1).null();
                    });
                    info.octet_string(mac.as_ref());
                });
                mac_data.octet_string(&SALT).unsigned(1);
            });
        });
    })
}

/// A file with these bags, nothing of it encrypted.
#[must_use]
pub fn of_bags(bags: &[Vec<u8>], password: &str) -> Vec<u8> {
    let contents = der(|out| {
        out.sequence(|contents| {
            contents.raw(&bags.concat());
        });
    });
    let safe = der(|out| {
        out.sequence(|safe| data(safe, &contents));
    });
    with_mac(&safe, password)
}

/// A KeyBag with a PKCS#8 key; `name` is the value of its friendlyName, a whole DER element.
#[must_use]
pub fn key_bag(pkcs8: &[u8], name: &[u8]) -> Vec<u8> {
    bag(&oid::KEY_BAG, pkcs8, name)
}

/// A CertBag with these octets for a certificate, and a friendlyName as in [`key_bag`].
#[must_use]
pub fn certificate_bag(certificate: &[u8], name: &[u8]) -> Vec<u8> {
    let value = der(|out| {
        out.sequence(|value| {
            value.oid(&oid::X509_CERTIFICATE_BAG).explicit(0, |explicit| {
                explicit.octet_string(certificate);
            });
        });
    });
    bag(&oid::CERT_BAG, &value, name)
}

/// A BMPString.
#[must_use]
pub fn bmp_string(text: &str) -> Vec<u8> {
    let octets: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    der(|out| {
        out.tlv(tag::BMP_STRING, &octets);
    })
}

fn bag(kind: &Oid, value: &[u8], name: &[u8]) -> Vec<u8> {
    let attribute = crate::cms::attribute(&oid::FRIENDLY_NAME, &[name]);
    der(|out| {
        out.sequence(|bag| {
            bag.oid(kind).explicit(0, |explicit| {
                explicit.raw(value);
            });
            bag.tlv(tag::SET, &attribute);
        });
    })
}

fn data(out: &mut Writer, content: &[u8]) {
    out.sequence(|info| {
        info.oid(&oid::DATA).explicit(0, |explicit| {
            explicit.octet_string(content);
        });
    });
}

/// RFC 7292, B.2 with id 3 and one round: SHA-1 over 64 octets of 03, the salt and the password, each repeated to 64.
fn mac_key(salt: &[u8], password: &str) -> Vec<u8> {
    let password: Vec<u8> = password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
    let mut block = vec![3; 64];
    block.extend(salt.iter().cycle().take(64));
    block.extend(password.iter().cycle().take(64));
    digest(&SHA1_FOR_LEGACY_USE_ONLY, &block).as_ref().to_vec()
}
