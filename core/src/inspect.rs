//! What a file holds, as JSON. Nothing is verified.

use serde_json::{Value, json};

use crate::asn1::{self, tag};
use crate::certificate::{Certificate, describe_extensions};
use crate::check::CertificateSummary;
use crate::crypto::{DigestAlgorithm, KeyAlgorithm, SignatureAlgorithm, to_hex};
use crate::document::barcode::{self, Element};
use crate::error::{Error, Result};
use crate::keystore::{KeyMatch, KeyStore};
use crate::revocation::{Crl, CrlNumber, OcspResponse};
use crate::signature::cms::{MAX_LAYERS, SignedData};
use crate::signature::xml::{self, SignedXml};
use crate::timestamp::Timestamp;

/// Describes a certificate, list, message, token, answer, key file, XML document or barcode. `"kind"` says which it is:
/// `certificate`, `crl`, `cms`, `timestamp-token`, `ocsp-response`, `pkcs12`, `xml` or `barcode`. The kind is chosen by how
/// the file begins; an error is that of reading this kind.
///
/// `password` opens a key file, whose keys are described and never shown.
///
/// # Errors
/// Those of the readers; `WrongPassword` for a key file that the password does not open, or that has one when none is given;
/// `Malformed` for a file that begins like no kind.
pub fn describe(bytes: &[u8], password: Option<&str>) -> Result<Value> {
    if barcode::is_set(bytes) {
        return barcode_value(bytes);
    }
    if xml::begins_like_xml(bytes) {
        return SignedXml::parse(bytes).map(|xml| xml_value(&xml));
    }
    match Shape::of(bytes, MAX_LAYERS)? {
        Shape::Certificate => Certificate::from_der_or_pem(bytes).map(|certificate| certificate_value(&certificate)),
        Shape::Crl => one_crl(bytes).and_then(|crl| crl_value(&crl)),
        Shape::Cms => match Timestamp::parse(bytes) {
            Ok(timestamp) => Ok(timestamp_value(&timestamp)),
            // Not a token; whether it is a message at all, and if not, why, is said by the reader of messages.
            Err(_) => SignedData::parse(bytes).map(|message| cms_value(&message)),
        },
        Shape::OcspResponse => OcspResponse::from_der(bytes).map(|response| ocsp_value(&response)),
        Shape::KeyFile => KeyStore::open(bytes, password.unwrap_or_default()).map(|store| key_store_value(&store)),
    }
}

/// What a file in ASN.1 begins like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Certificate,
    Crl,
    Cms,
    OcspResponse,
    KeyFile,
}

impl Shape {
    /// The shape of a file, under at most so many layers of text.
    fn of(bytes: &[u8], layers: usize) -> Result<Self> {
        const UNKNOWN: Error = Error::Malformed { what: "input", offset: 0, rule: "no kind of file that is known" };
        if let Some(shape) = Self::of_binary(bytes) {
            return Ok(shape);
        }
        if bytes.first() == Some(&tag::SEQUENCE) || layers == 0 {
            return Err(UNKNOWN);
        }
        in_text(bytes)?.iter().find_map(|inner| Self::of(inner, layers - 1).ok()).ok_or(UNKNOWN)
    }

    /// By the first fields of the structure, BER or DER; what stands further on may be broken, or missing.
    fn of_binary(bytes: &[u8]) -> Option<Self> {
        if bytes.first() != Some(&tag::SEQUENCE) {
            return None;
        }
        let first = content(bytes)?;
        match *first.first()? {
            // ContentInfo.contentType (RFC 5652, 3).
            tag::OID => Some(Self::Cms),
            // OCSPResponse.responseStatus (RFC 6960, 4.2.1).
            tag::ENUMERATED => Some(Self::OcspResponse),
            tag::INTEGER => {
                let second = after(first)?;
                match *second.first()? {
                    // SignedData.digestAlgorithms: the message lacks its ContentInfo, as its reader will say.
                    tag::SET => Some(Self::Cms),
                    // PFX.authSafe (RFC 7292, 4), of whatever version.
                    tag::SEQUENCE => content(second)?.starts_with(PKCS7).then_some(Self::KeyFile),
                    _ => None,
                }
            }
            tag::SEQUENCE => Self::of_signed(content(first)?),
            _ => None,
        }
    }

    /// By the fields of tbsCertificate and tbsCertList (RFC 5280, 4.1 and 5.1).
    fn of_signed(fields: &[u8]) -> Option<Self> {
        const EXPLICIT_VERSION: u8 = tag::context_constructed(0);
        match *fields.first()? {
            EXPLICIT_VERSION => Some(Self::Certificate),
            // A list of version 1 begins with its algorithm.
            tag::SEQUENCE => Some(Self::Crl),
            // serialNumber or version, algorithm, issuer; then the validity of a certificate or thisUpdate of a list.
            tag::INTEGER => match *after(after(after(fields)?)?)?.first()? {
                tag::SEQUENCE => Some(Self::Certificate),
                tag::UTC_TIME | tag::GENERALIZED_TIME => Some(Self::Crl),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The beginning of every content type of PKCS #7 as an OBJECT IDENTIFIER: 1.2.840.113549.1.7.
const PKCS7: &[u8] = &[tag::OID, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7];

/// What stands behind the identifier and length octets of an element, cut off or not.
fn content(element: &[u8]) -> Option<&[u8]> {
    let length = usize::from(*element.get(1)?);
    element.get(2 + length.saturating_sub(0x80)..)
}

/// What stands behind an element of a known length.
fn after(element: &[u8]) -> Option<&[u8]> {
    let octets = usize::from(*element.get(1)?).checked_sub(0x80);
    let length = match octets {
        None => usize::from(*element.get(1)?),
        Some(octets @ 1..=4) => {
            let number = |number: usize, octet: &u8| number << 8 | usize::from(*octet);
            element.get(2..2 + octets)?.iter().fold(0, number)
        }
        Some(_) => return None,
    };
    content(element)?.get(length..)
}

/// What PEM or base64 holds.
fn in_text(bytes: &[u8]) -> Result<Vec<Vec<u8>>> {
    if bytes.len() > asn1::MAX_TEXT {
        return Err(Error::LimitExceeded { what: "size of a text in bytes", limit: 64 << 20 });
    }
    let text = std::str::from_utf8(bytes).unwrap_or_default().trim_start_matches('\u{feff}');
    if text.contains("-----BEGIN ") {
        return Ok(asn1::decode_pem(text)?.into_iter().map(|block| block.bytes).collect());
    }
    Ok(asn1::decode_base64(text).into_iter().collect())
}

fn one_crl(bytes: &[u8]) -> Result<Crl> {
    let mut crls = Crl::list_from_der_or_pem(bytes)?;
    match (crls.pop(), crls.len()) {
        (Some(crl), 0) => Ok(crl),
        _ => Err(Error::Malformed { what: "CRL file", offset: 0, rule: "one list is expected" }),
    }
}

fn cms_value(message: &SignedData<'_>) -> Value {
    let signers: Vec<Value> = message
        .signers()
        .iter()
        .map(|signer| {
            json!({
                "digest_algorithm": signer.digest_oid(),
                "signature_algorithm": signer.signature_oid(),
                "claimed_signing_time": signer.claimed_signing_time(),
                "timestamps": signer.signature_timestamps().count(),
                "certificate_at_hand": message.certificates().iter().any(|one| signer.identifier().names(one)),
            })
        })
        .collect();
    json!({
        "kind": "cms",
        "content_type": message.content_type(),
        "attached": message.unverified_content().is_some(),
        "content_length": message.unverified_content().map(<[u8]>::len),
        "certificates": message.certificates().iter().map(CertificateSummary::of).collect::<Vec<_>>(),
        "signers": signers,
    })
}

fn timestamp_value(timestamp: &Timestamp) -> Value {
    json!({
        "kind": "timestamp-token",
        "gen_time": timestamp.gen_time(),
        "policy": timestamp.policy(),
        "serial": to_hex(timestamp.serial()),
        "imprint_algorithm": timestamp.imprint_algorithm().map(|algorithm| algorithm.oid().clone()),
        "certificates": timestamp.signed_data().certificates().iter().map(CertificateSummary::of).collect::<Vec<_>>(),
    })
}

fn ocsp_value(response: &OcspResponse) -> Value {
    json!({
        "kind": "ocsp-response",
        "response_status": response.response_status(),
        "produced_at": response.produced_at(),
        "serials": response.serials().map(to_hex).collect::<Vec<_>>(),
        "certificates": response.certificates().iter().map(CertificateSummary::of).collect::<Vec<_>>(),
    })
}

fn key_store_value(store: &KeyStore) -> Value {
    let keys: Vec<Value> = store
        .description()
        .iter()
        .map(|key| {
            json!({
                "alias": key.alias,
                "algorithm": key.algorithm.name(),
                "matches_certificate": key.matches == KeyMatch::Certificate,
            })
        })
        .collect();
    let mut value = json!({
        "kind": "pkcs12",
        "certificates": store.certificates().iter().map(CertificateSummary::of).collect::<Vec<_>>(),
        "keys": keys,
    });
    let unusable: Vec<Value> =
        store.unusable_keys().map(|(alias, error)| json!({ "alias": alias, "reason": error.to_string() })).collect();
    if let Some(fields) = value.as_object_mut() {
        if !unusable.is_empty() {
            fields.insert("unusable_keys".to_owned(), Value::Array(unusable));
        }
        if store.unreadable_certificates() > 0 {
            fields.insert("unreadable_certificates".to_owned(), store.unreadable_certificates().into());
        }
    }
    value
}

fn xml_value(xml: &SignedXml<'_>) -> Value {
    let signatures: Vec<Value> = xml
        .signatures()
        .iter()
        .map(|signature| {
            json!({
                "algorithm": signature.algorithm().map_or_else(|refused| refused.to_string(), algorithm_name),
                "references": signature.references().len(),
                "certificates": signature.key_info().certificates.len(),
                "timestamps": signature.timestamps().len(),
            })
        })
        .collect();
    let root = xml.unverified_document().root();
    json!({
        "kind": "xml",
        "root": root.local_name(),
        "namespace": root.namespace(),
        "signatures": signatures,
    })
}

/// The name of a key's algorithm in a report, and of the digest where the algorithm leaves it open.
fn algorithm_name(algorithm: SignatureAlgorithm) -> String {
    let (name, digest) = match algorithm {
        SignatureAlgorithm::RsaPkcs1(digest) => ("rsa", digest),
        SignatureAlgorithm::RsaPss(digest) => ("rsa-pss", digest),
        SignatureAlgorithm::Ecdsa(digest) => ("ecdsa", digest),
        SignatureAlgorithm::Gost34310_2004 => return KeyAlgorithm::Gost34310_2004.name().to_owned(),
        SignatureAlgorithm::Gost34310_2015_256 => return KeyAlgorithm::Gost34310_2015_256.name().to_owned(),
        SignatureAlgorithm::Gost34310_2015_512 => return KeyAlgorithm::Gost34310_2015_512.name().to_owned(),
    };
    let digest = match digest {
        DigestAlgorithm::Sha1 => "sha1",
        DigestAlgorithm::Sha256 => "sha256",
        DigestAlgorithm::Sha384 => "sha384",
        DigestAlgorithm::Sha512 => "sha512",
        DigestAlgorithm::Gost34311 => "gost34311",
        DigestAlgorithm::Streebog256 => "streebog256",
        DigestAlgorithm::Streebog512 => "streebog512",
    };
    format!("{name}-{digest}")
}

fn barcode_value(bytes: &[u8]) -> Result<Value> {
    let elements = barcode::elements_of(bytes)?;
    let describe = |element: &Element| {
        json!({
            "favor_id": element.favor_id.as_str(),
            "number": element.number,
            "amount": element.amount,
            "created": element.created.as_str(),
            "data_length": element.data.len(),
        })
    };
    Ok(json!({ "kind": "barcode", "elements": elements.iter().map(describe).collect::<Vec<_>>() }))
}

fn certificate_value(certificate: &Certificate) -> Value {
    let mut value = json!({ "kind": "certificate" });
    merge(&mut value, json!(CertificateSummary::of(certificate)));
    let extensions = certificate.extensions();
    merge(
        &mut value,
        json!({
            "signature_algorithm": certificate.signature_algorithm_oid(),
            "key_usage": extensions.key_usage().map(|usage| usage.names()),
            "ext_key_usage": extensions.ext_key_usage(),
            "extensions": describe_extensions(certificate),
        }),
    );
    value
}

fn crl_value(crl: &Crl) -> Result<Value> {
    Ok(json!({
        "kind": "crl",
        "issuer": crl.issuer().to_string(),
        "this_update": crl.this_update(),
        "next_update": crl.next_update(),
        "number": crl.number().map(number),
        "delta_base": crl.delta_base().map(number),
        "entries": crl.entries()?,
    }))
}

/// A number of up to 20 octets: a JSON number where it is exact in every reader, else its decimal or hexadecimal text.
fn number(number: &CrlNumber) -> Value {
    let text = number.to_string();
    text.parse::<u32>().map_or_else(|_| Value::String(text), Value::from)
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> Vec<u8> {
        std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    fn refused(bytes: &[u8]) -> Error {
        describe(bytes, Some("Ulgi2026")).unwrap_err()
    }

    /// The field that an error is about says which reading it is of.
    fn field(bytes: &[u8]) -> &'static str {
        match refused(bytes) {
            Error::Malformed { what, .. } | Error::LimitExceeded { what, .. } | Error::Unsupported { what, .. } => what,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_broken_file_is_refused_as_the_kind_that_it_begins_like() {
        let behind = |name: &str| [file(name), vec![0; 3]].concat();
        let key_file = file("p12/gost2015-individual.p12");
        assert_eq!(field(&behind("p12/gost2015-individual.p12")), "PFX");
        assert_eq!(field(&behind("signed/cms/gost2015.cms")), "CMS message");
        assert_eq!(field(&behind("signed/cms/ber.cms")), "CMS message");
        for (name, kind) in [
            ("gost2015/individual.cer", Shape::Certificate),
            ("crl/nca-gost2015.crl", Shape::Crl),
            ("ocsp/good.ors", Shape::OcspResponse),
            ("tsa/gost2015.tst", Shape::Cms),
        ] {
            let whole = file(name);
            assert_eq!(Shape::of(&whole, 0), Ok(kind), "{name}");
            let (half, _) = whole.split_at(whole.len() / 2);
            assert!(describe(half, None).is_err());
            assert_eq!(Shape::of(half, 0), Ok(kind), "{name}");
        }
        // Another version, and more than a key file may have.
        let version = key_file.windows(3).position(|three| three == [tag::INTEGER, 1, 3]).unwrap() + 2;
        let mut other = key_file.clone();
        *other.get_mut(version).unwrap() = 4;
        assert_eq!(field(&other), "PFX.version");
        assert_eq!(field(&[key_file, vec![0; 2 << 20]].concat()), "size of a key file in bytes");
    }

    #[test]
    fn a_bare_signed_data_is_called_by_its_name() {
        let message = file("signed/cms/gost2015.cms");
        // Behind the header, the content type and the header of [0].
        let explicit = after(content(&message).unwrap()).unwrap();
        match refused(content(explicit).unwrap()) {
            Error::Malformed { what: "ContentInfo", rule, .. } => assert!(rule.contains("bare SignedData"), "{rule}"),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn what_is_no_kind_is_refused() {
        for bytes in [&b""[..], b"no file of any kind", b"MAMCAQA=", &[0x30], &[0x30, 0x84], &[0x30, 3, 2, 1, 0]] {
            assert_eq!(field(bytes), "input", "{bytes:?}");
        }
    }

    #[test]
    fn algorithms_of_xml_have_the_words_of_a_report() {
        for (name, word) in [("rsa", "rsa-sha256"), ("gost2004", "gost34310-2004"), ("gost2015", "gost34310-2015-512")]
        {
            let described = describe(&file(&format!("signed/xml/{name}.xml")), None).unwrap();
            assert_eq!(described["signatures"][0]["algorithm"], word);
        }
    }
}
