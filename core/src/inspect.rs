//! What a file holds, as JSON. Nothing is verified.

use serde_json::{Value, json};

use crate::certificate::{Certificate, describe_extensions};
use crate::check::CertificateSummary;
use crate::crypto::to_hex;
use crate::document::barcode::{self, Element};
use crate::error::{Error, Result};
use crate::keystore::{KeyMatch, KeyStore};
use crate::revocation::{Crl, CrlNumber, OcspResponse};
use crate::signature::cms::SignedData;
use crate::signature::xml::{self, SignedXml};
use crate::timestamp::Timestamp;

/// Describes a certificate, list, message, token, answer, key file, XML document or barcode. `"kind"` says which it is:
/// `certificate`, `crl`, `cms`, `timestamp-token`, `ocsp-response`, `pkcs12`, `xml` or `barcode`. The kinds are tried one
/// after another; when none fits, the error is that of the reading that came furthest.
///
/// `password` opens a key file, whose keys are described and never shown.
///
/// # Errors
/// Those of the readers; `WrongPassword` for a key file that the password does not open.
pub fn describe(bytes: &[u8], password: Option<&str>) -> Result<Value> {
    if barcode::is_set(bytes) {
        return barcode_value(bytes);
    }
    if xml::begins_like_xml(bytes) {
        return SignedXml::parse(bytes).map(|xml| xml_value(&xml));
    }
    let mut furthest: Option<(usize, Error)> = None;
    let readings: [&dyn Fn() -> Result<Value>; 6] = [
        &|| Certificate::from_der_or_pem(bytes).map(|certificate| certificate_value(&certificate)),
        &|| one_crl(bytes).and_then(|crl| crl_value(&crl)),
        &|| Timestamp::parse(bytes).map(|timestamp| timestamp_value(&timestamp)),
        &|| SignedData::parse(bytes).map(|message| cms_value(&message)),
        &|| OcspResponse::from_der(bytes).map(|response| ocsp_value(&response)),
        &|| KeyStore::open(bytes, password.unwrap_or_default()).map(|store| key_store_value(&store)),
    ];
    for reading in readings {
        match reading() {
            Ok(value) => return Ok(value),
            Err(error) => {
                let reach = match &error {
                    Error::Malformed { offset, .. } | Error::Unsupported { offset, .. } => *offset,
                    // The file was understood; something else was in the way.
                    Error::WrongPassword | Error::Key { .. } => usize::MAX,
                    _ => 0,
                };
                if furthest.as_ref().is_none_or(|(best, _)| reach > *best) {
                    furthest = Some((reach, error));
                }
            }
        }
    }
    Err(furthest
        .map_or(Error::Malformed { what: "input", offset: 0, rule: "no kind of file that is known" }, |(_, error)| {
            error
        }))
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
    json!({
        "kind": "pkcs12",
        "certificates": store.certificates().iter().map(CertificateSummary::of).collect::<Vec<_>>(),
        "keys": keys,
    })
}

fn xml_value(xml: &SignedXml<'_>) -> Value {
    let signatures: Vec<Value> = xml
        .signatures()
        .iter()
        .map(|signature| {
            json!({
                "algorithm": signature.algorithm().map_or_else(|refused| refused.to_string(), |known| format!("{known:?}")),
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
