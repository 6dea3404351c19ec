//! XAdES (EN 319 132-1): what a signer says about a signature, levels B and T.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use crate::crypto::DigestAlgorithm;
use crate::error::Result;
use crate::limits::within;
use crate::time::Moment;

use super::algorithm;
use super::c14n::{Canonicalization, Selection, canonical_octets_within};
use super::dsig::{
    Children, IssuerSerial, RawSignature, Reference, ReferenceKind, base64_of, canonicalization_or_default,
    issuer_serial, malformed,
};
use super::limits::{MAX_CERTIFICATES, MAX_SIGNATURE_VALUE_BYTES, MAX_TIMESTAMPS};
use super::tree::{Document, Element};
use super::uri::{DS, XADES};

/// The qualifying properties of a signature.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Properties {
    /// There are none: plain XML Signature.
    #[default]
    Absent,
    /// There are some, but no reference of the signature covers them: they say nothing.
    Unsigned,
    /// They are signed.
    Signed(SignedProperties),
}

/// `xades:SignedProperties`, as far as they matter here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignedProperties {
    /// SigningTime: a claim of the signer. `None` when it is absent or without zone.
    pub signing_time: Option<Moment>,
    /// SigningCertificateV2 or SigningCertificate, in their order; the first is that of the signer (5.2.2).
    pub certificates: Vec<CertificateReference>,
}

/// `xades:Cert`: a certificate by its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateReference {
    /// The digest algorithm; `None` when it is not on the allow list.
    pub digest_algorithm: Option<DigestAlgorithm>,
    /// The digest of the DER certificate.
    pub digest: Vec<u8>,
    /// IssuerSerialV2: a DER IssuerSerial (RFC 5035, 5).
    pub issuer_serial_v2: Option<Vec<u8>>,
    /// IssuerSerial of version 1.
    pub issuer_serial: Option<IssuerSerial>,
}

/// A level of EN 319 132-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not XAdES.
    None,
    /// B: the signing certificate is signed.
    B,
    /// T: a time-stamp over the signature value is there as well. It has to be verified.
    T,
}

/// `xades:SignatureTimeStamp`: one token, not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureTimestamp {
    /// The time-stamp token, DER (RFC 3161).
    pub token: Vec<u8>,
    /// The octets whose digest the token holds: the canonical `ds:SignatureValue`. `None` when its canonicalization is
    /// not on the allow list.
    pub stamped: Option<Arc<[u8]>>,
}

impl SignedProperties {
    /// Whether the first certificate that they name is this one, DER. `false` when they name none.
    #[must_use]
    pub fn name_certificate(&self, certificate: &[u8]) -> bool {
        self.certificates.first().is_some_and(|reference| {
            reference
                .digest_algorithm
                .is_some_and(|algorithm| algorithm.digest(certificate).as_bytes() == reference.digest.as_slice())
        })
    }
}

/// The one `xades:QualifyingProperties` of a signature.
fn qualifying_properties<'d>(signature: &RawSignature<'d>) -> Result<Option<Element<'d>>> {
    const WHAT: &str = "xades:QualifyingProperties";
    let in_objects = signature.objects.iter().flat_map(|object| object.children());
    let mut found = in_objects.filter(|child| child.is(XADES, "QualifyingProperties"));
    let Some(properties) = found.next() else { return Ok(None) };
    if let Some(second) = found.next() {
        return Err(malformed(second, WHAT, "a signature has at most one (EN 319 132-1, 4.4.2)"));
    }
    let id = signature.element.attribute("", "Id");
    let target = properties.attribute("", "Target");
    let named = target.as_deref().and_then(|target| target.strip_prefix('#'));
    if named.is_none() || named != id.as_deref() {
        return Err(malformed(properties, WHAT, "Target names the Id of the signature (EN 319 132-1, 4.3.1)"));
    }
    Ok(Some(properties))
}

pub(super) fn read(signature: &RawSignature<'_>, references: &[Reference]) -> Result<Properties> {
    let Some(properties) = qualifying_properties(signature)? else { return Ok(Properties::Absent) };
    let Some(signed) = properties.children().find(|child| child.is(XADES, "SignedProperties")) else {
        return Ok(Properties::Unsigned);
    };
    let covered = references.iter().any(|reference| {
        reference.kind() == ReferenceKind::SignedProperties && reference.apex() == Some(Some(signed.id()))
    });
    if !covered {
        return Ok(Properties::Unsigned);
    }
    let mut result = SignedProperties::default();
    let of_signature = signed.children().filter(|child| child.is(XADES, "SignedSignatureProperties"));
    for property in of_signature.flat_map(|list| list.children()) {
        if property.is(XADES, "SigningTime") {
            result.signing_time = Moment::parse(property.simple_text("xades:SigningTime")?.trim()).ok();
        } else if property.is(XADES, "SigningCertificateV2") || property.is(XADES, "SigningCertificate") {
            for certificate in property.children().take(MAX_CERTIFICATES) {
                result.certificates.push(certificate_reference(certificate)?);
            }
        }
    }
    Ok(Properties::Signed(result))
}

fn certificate_reference(element: Element<'_>) -> Result<CertificateReference> {
    const WHAT: &str = "xades:Cert";
    let mut children = Children::of(element, WHAT)?;
    let digest = children.one(XADES, "CertDigest", "xades:CertDigest stands first")?;
    let issuer_serial_v2 =
        children.optional(XADES, "IssuerSerialV2").map(|value| base64_of(value, WHAT)).transpose()?;
    let issuer_serial = children.optional(XADES, "IssuerSerial").map(issuer_serial).transpose()?;
    children.end("only the issuer and serial number follow")?;
    let mut parts = Children::of(digest, WHAT)?;
    let method = parts.one(DS, "DigestMethod", "ds:DigestMethod stands first")?;
    let value = parts.one(DS, "DigestValue", "ds:DigestValue follows")?;
    parts.end("nothing else stands in xades:CertDigest")?;
    Ok(CertificateReference {
        digest_algorithm: method.attribute("", "Algorithm").and_then(|uri| algorithm::digest_from_uri(&uri)),
        digest: base64_of(value, WHAT)?,
        issuer_serial_v2,
        issuer_serial,
    })
}

/// The time-stamps over the value of a signature (EN 319 132-1, 5.3).
pub(super) fn timestamps(document: &Document<'_>, signature: &RawSignature<'_>) -> Result<Vec<SignatureTimestamp>> {
    let Some(properties) = qualifying_properties(signature)? else { return Ok(Vec::new()) };
    let unsigned = properties.children().filter(|child| child.is(XADES, "UnsignedProperties"));
    let of_signature =
        unsigned.flat_map(|list| list.children()).filter(|child| child.is(XADES, "UnsignedSignatureProperties"));
    let stamps = of_signature.flat_map(|list| list.children()).filter(|child| child.is(XADES, "SignatureTimeStamp"));
    let value = Selection::element(signature.value_element.id());
    let mut canonical: HashMap<Canonicalization, Arc<[u8]>> = HashMap::new();
    let mut found = Vec::new();
    for (number, stamp) in stamps.enumerate() {
        within(number + 1, MAX_TIMESTAMPS, "time-stamps of an XML signature")?;
        let method = stamp.children().find(|child| child.is(DS, "CanonicalizationMethod"));
        let stamped = match canonicalization_or_default(method)? {
            None => None,
            Some(how) => Some(match canonical.entry(how) {
                Entry::Occupied(known) => Arc::clone(known.get()),
                Entry::Vacant(free) => {
                    let octets = canonical_octets_within(document, &value, free.key(), MAX_SIGNATURE_VALUE_BYTES)?;
                    Arc::clone(free.insert(octets.into()))
                }
            }),
        };
        for token in stamp.children().filter(|child| child.is(XADES, "EncapsulatedTimeStamp")) {
            within(found.len() + 1, MAX_TIMESTAMPS, "time-stamps of an XML signature")?;
            let token = base64_of(token, "xades:EncapsulatedTimeStamp")?;
            found.push(SignatureTimestamp { token, stamped: stamped.clone() });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::SignedXml;
    use super::super::sign::{Statement, add_timestamp, sign_enveloped};
    use super::super::testing::Key;
    use super::*;
    use crate::error::Error;

    /// Each time-stamp needs the canonical SignatureValue, also one without a token.
    #[test]
    fn time_stamps_share_what_they_stamp_and_are_limited() {
        let key = Key::new();
        let statement = Statement::XadesB { signing_time: Moment::from_unix(0), id: "s1" };
        let signed = sign_enveloped(b"<a/>", &Key::signer(), statement, |octets| key.sign(octets)).unwrap();
        let stamped = String::from_utf8(add_timestamp(&signed, 0, b"token").unwrap()).unwrap();
        let start = stamped.find("<xades:SignatureTimeStamp").unwrap();
        let end = stamped.find("</xades:UnsignedSignatureProperties>").unwrap();
        let one = &stamped[start..end];
        let with = |stamps: String| {
            let text = stamped.replace(one, &stamps);
            SignedXml::parse(text.as_bytes()).map(|parsed| parsed.signatures()[0].timestamps().to_vec())
        };
        let most = with(one.repeat(MAX_TIMESTAMPS)).unwrap();
        let [first, rest @ ..] = most.as_slice() else { panic!("time-stamps") };
        let octets = |one: &SignatureTimestamp| one.stamped.clone().unwrap();
        assert!(rest.len() == MAX_TIMESTAMPS - 1 && rest.iter().all(|one| Arc::ptr_eq(&octets(one), &octets(first))));
        let token = "<xades:EncapsulatedTimeStamp>AAAA</xades:EncapsulatedTimeStamp>";
        let empty =
            one.split("<xades:EncapsulatedTimeStamp>").next().unwrap().to_owned() + "</xades:SignatureTimeStamp>";
        for too_many in [
            one.repeat(MAX_TIMESTAMPS + 1),
            empty.repeat(MAX_TIMESTAMPS + 1),
            one.replace(
                "</xades:SignatureTimeStamp>",
                &format!("{}</xades:SignatureTimeStamp>", token.repeat(MAX_TIMESTAMPS)),
            ),
        ] {
            assert!(matches!(with(too_many), Err(Error::LimitExceeded { limit: 16, .. })));
        }
        let long = stamped.replace("</ds:SignatureValue>", &format!("{}</ds:SignatureValue>", " ".repeat(64 << 10)));
        assert!(matches!(
            SignedXml::parse(long.as_bytes()),
            Err(Error::LimitExceeded { limit: MAX_SIGNATURE_VALUE_BYTES, .. })
        ));
    }
}
