//! `ds:KeyInfo`: hints at the key. Only certificates and names of certificates are read; a bare key proves nobody.

use crate::asn1::Writer;
use crate::error::Result;
use crate::limits::{exceeded, within};
use crate::signature::xml::ids::Ids;
use crate::signature::xml::limits::{MAX_CERTIFICATE_TEXT, MAX_CERTIFICATES};
use crate::signature::xml::tree::{Document, Element};
use crate::signature::xml::uri::{BASE64_BINARY, DS, WSSE, X509_SKI, X509_V3};
use crate::signature::xml::wss::Tokens;

use super::read::{base64_of, malformed};

/// What a signature says about its certificate. The order means nothing (XML Signature 1.1, 4.5.4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyInfo {
    /// Certificates, DER. Untrusted, and not necessarily that of the signer.
    pub certificates: Vec<Vec<u8>>,
    /// Issuer and serial number of certificates.
    pub issuer_serials: Vec<IssuerSerial>,
    /// Subject key identifiers.
    pub subject_key_identifiers: Vec<Vec<u8>>,
}

/// `ds:X509IssuerSerial`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerSerial {
    /// The issuer's name as text (RFC 4514, in practice with many spellings).
    pub issuer: String,
    /// The serial number: content octets of its DER INTEGER.
    pub serial: Vec<u8>,
}

impl KeyInfo {
    pub(in crate::signature::xml) fn read(
        document: &Document<'_>,
        ids: &Ids<'_>,
        tokens: &mut Tokens,
        element: Option<Element<'_>>,
    ) -> Result<Self> {
        let mut info = Self::default();
        let mut references = 0;
        for child in element.into_iter().flat_map(|element| element.children()) {
            if child.is(DS, "X509Data") {
                info.x509_data(child)?;
            } else if child.is(WSSE, "SecurityTokenReference") {
                for part in child.children() {
                    references += 1;
                    within(references, MAX_CERTIFICATES, "token references in ds:KeyInfo")?;
                    info.token_reference(document, ids, tokens, part)?;
                }
            }
        }
        Ok(info)
    }

    fn x509_data(&mut self, data: Element<'_>) -> Result<()> {
        for child in data.children() {
            if child.is(DS, "X509Certificate") {
                self.add(certificate_of(child, "ds:X509Certificate")?)?;
            } else if child.is(DS, "X509IssuerSerial") {
                if self.issuer_serials.len() == MAX_CERTIFICATES {
                    return Err(exceeded("serial numbers in ds:KeyInfo", MAX_CERTIFICATES));
                }
                self.issuer_serials.push(issuer_serial(child)?);
            } else if child.is(DS, "X509SKI") {
                self.add_identifier(base64_of(child, "ds:X509SKI")?)?;
            }
        }
        Ok(())
    }

    /// One part of a SecurityTokenReference (SOAP Message Security 1.1, section 7; X.509 Token Profile 1.1, section 3.2).
    fn token_reference(
        &mut self,
        document: &Document<'_>,
        ids: &Ids<'_>,
        tokens: &mut Tokens,
        part: Element<'_>,
    ) -> Result<()> {
        if part.is(DS, "X509Data") {
            self.x509_data(part)?;
        } else if part.is(WSSE, "KeyIdentifier") {
            match part.attribute("", "ValueType").as_deref() {
                Some(X509_V3) => self.add(encoded_certificate(part, "wsse:KeyIdentifier")?)?,
                Some(X509_SKI) => self.add_identifier(encoded(part, "wsse:KeyIdentifier", base64_of)?)?,
                Some(_) | None => {}
            }
        } else if part.is(WSSE, "Reference") {
            let uri = part.attribute("", "URI").unwrap_or_default();
            let token = uri.strip_prefix('#').and_then(|id| ids.unique(id)).and_then(|id| document.element(id));
            if let Some(certificate) = token.map_or(Ok(None), |token| tokens.certificate(token))? {
                self.add(certificate.to_vec())?;
            }
        }
        Ok(())
    }

    fn add(&mut self, certificate: Vec<u8>) -> Result<()> {
        if self.certificates.contains(&certificate) {
            return Ok(());
        }
        if self.certificates.len() == MAX_CERTIFICATES {
            return Err(exceeded("certificates in ds:KeyInfo", MAX_CERTIFICATES));
        }
        self.certificates.push(certificate);
        Ok(())
    }

    fn add_identifier(&mut self, identifier: Vec<u8>) -> Result<()> {
        if self.subject_key_identifiers.len() == MAX_CERTIFICATES {
            return Err(exceeded("key identifiers in ds:KeyInfo", MAX_CERTIFICATES));
        }
        self.subject_key_identifiers.push(identifier);
        Ok(())
    }
}

/// A token in the one encoding that is defined, which is also the default.
fn encoded(
    element: Element<'_>,
    what: &'static str,
    decode: impl Fn(Element<'_>, &'static str) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    match element.attribute("", "EncodingType").as_deref() {
        None | Some(BASE64_BINARY) => decode(element, what),
        Some(_) => Err(malformed(element, what, "the encoding is Base64Binary")),
    }
}

/// As [`encoded`], a certificate.
pub(in crate::signature::xml) fn encoded_certificate(element: Element<'_>, what: &'static str) -> Result<Vec<u8>> {
    encoded(element, what, certificate_of)
}

/// A certificate in base64; its length is limited before it is decoded.
fn certificate_of(element: Element<'_>, what: &'static str) -> Result<Vec<u8>> {
    within(element.source_len(), MAX_CERTIFICATE_TEXT, "bytes of a certificate in XML")?;
    base64_of(element, what)
}

/// `X509IssuerName`, `X509SerialNumber`; the number is decimal.
pub(in crate::signature::xml) fn issuer_serial(element: Element<'_>) -> Result<IssuerSerial> {
    const WHAT: &str = "ds:X509IssuerSerial";
    let mut children = super::Children::of(element, WHAT)?;
    let issuer = children.one(DS, "X509IssuerName", "ds:X509IssuerName stands first")?;
    let serial = children.one(DS, "X509SerialNumber", "ds:X509SerialNumber follows")?;
    children.end("nothing else stands in it")?;
    let digits = serial.simple_text(WHAT)?;
    let number = from_decimal(digits.trim());
    let number = number.ok_or_else(|| malformed(serial, WHAT, "a serial number is decimal, at most 64 digits"))?;
    Ok(IssuerSerial { issuer: issuer.simple_text(WHAT)?.trim().to_owned(), serial: number })
}

/// A decimal number as content octets of a DER INTEGER. RFC 5280, 4.1.2.2 has 20 octets at most, 49 digits.
fn from_decimal(digits: &str) -> Option<Vec<u8>> {
    const MAX_DIGITS: usize = 64;
    if digits.is_empty() || digits.len() > MAX_DIGITS {
        return None;
    }
    // Least significant octet first.
    let mut octets: Vec<u8> = Vec::new();
    for digit in digits.chars() {
        let mut carry = digit.to_digit(10)?;
        for octet in &mut octets {
            let value = u32::from(*octet) * 10 + carry;
            *octet = u8::try_from(value & 0xff).ok()?;
            carry = value >> 8;
        }
        if carry > 0 {
            octets.push(u8::try_from(carry).ok()?);
        }
    }
    octets.reverse();
    let mut writer = Writer::new();
    writer.unsigned_bytes(&octets);
    writer.into_bytes().get(2..).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::from_decimal;

    #[test]
    fn serial_numbers_become_der_content() {
        for (digits, octets) in [
            ("0", &[0][..]),
            ("127", &[0x7f]),
            ("128", &[0, 0x80]),
            ("65536", &[1, 0, 0]),
            ("000256", &[1, 0]),
            ("340282366920938463463374607431768211455", &[&[0][..], &[0xff; 16]].concat()),
        ] {
            assert_eq!(from_decimal(digits).unwrap(), octets, "{digits}");
        }
        for digits in ["", "-1", "0x10", "1 2", &"9".repeat(65)] {
            assert_eq!(from_decimal(digits), None);
        }
    }
}
