//! Electronic invoices (ЭСФ): a bare signature value beside the invoice as text.
//!
//! `…/invoiceInfo/{invoiceBody, signature, certificate}`. What is signed is the UTF-8 of the text content of
//! `invoiceBody`, which is itself XML; no other part of the document is.

use crate::crypto::SignatureAlgorithm;
use crate::error::{Error, Result};

use super::xml::tree::{Document, Element};
use crate::asn1::decode_base64;

/// Invoices in one document.
pub const MAX_INVOICES: usize = 1024;

/// One signed invoice, read but not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInvoice {
    /// The octets that are signed: the invoice, an XML document as text.
    pub body: Vec<u8>,
    /// The signature value as [`crypto::verify`](crate::crypto::verify) takes it.
    pub signature: Vec<u8>,
    /// The certificate, DER. Untrusted.
    pub certificate: Vec<u8>,
}

impl SignedInvoice {
    /// The one algorithm of these signatures: nothing in the document names it.
    pub const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::Gost34310_2015_512;

    /// All invoices of a document, in their order; none when it is another document. Namespaces are not looked at: no
    /// specification of them is public.
    ///
    /// # Errors
    /// As [`Document::parse`]; `Malformed` when an invoice does not have each of the three parts once.
    pub fn parse_all(bytes: &[u8]) -> Result<Vec<Self>> {
        let document = Document::parse(bytes)?;
        let mut invoices = Vec::new();
        for info in document.elements().filter(|element| element.local_name() == "invoiceInfo") {
            if invoices.len() == MAX_INVOICES {
                let limit = u64::try_from(MAX_INVOICES).unwrap_or(u64::MAX);
                return Err(Error::LimitExceeded { what: "invoices in a document", limit });
            }
            let base64 = |name: &str| {
                let part = part(&info, name)?;
                decode_base64(&part.simple_text(WHAT)?).ok_or_else(|| malformed(&part, "the part is base64"))
            };
            invoices.push(Self {
                body: part(&info, "invoiceBody")?.simple_text(WHAT)?.into_owned().into_bytes(),
                signature: base64("signature")?,
                certificate: base64("certificate")?,
            });
        }
        Ok(invoices)
    }
}

const WHAT: &str = "invoiceInfo";

fn part<'d>(info: &Element<'d>, name: &str) -> Result<Element<'d>> {
    let mut found = info.children().filter(|child| child.local_name() == name);
    match (found.next(), found.next()) {
        (Some(part), None) => Ok(part),
        (None, _) => Err(malformed(info, "invoiceBody, signature and certificate are there")),
        (Some(_), Some(second)) => Err(malformed(&second, "invoiceBody, signature and certificate are there once")),
    }
}

fn malformed(element: &Element<'_>, rule: &'static str) -> Error {
    Error::Malformed { what: WHAT, offset: element.offset(), rule }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: &str = "<invoiceBody>&lt;v2:invoice&gt;1&#13;\r\n&lt;/v2:invoice></invoiceBody>\
                         <signature>YW\nJj</signature><certificate>ZGVm</certificate>";

    fn document(parts: &str) -> String {
        format!("<e:set xmlns:e='urn:e'><e:invoiceInfo><invoiceId>7</invoiceId>{parts}</e:invoiceInfo></e:set>")
    }

    #[test]
    fn the_text_of_the_body_is_signed() {
        let expected = SignedInvoice {
            body: b"<v2:invoice>1\r\n</v2:invoice>".to_vec(),
            signature: b"abc".to_vec(),
            certificate: b"def".to_vec(),
        };
        assert_eq!(SignedInvoice::parse_all(document(PARTS).as_bytes()).unwrap(), std::slice::from_ref(&expected));
        let section = document(PARTS).replace("&lt;v2:invoice&gt;1", "<![CDATA[<v2:invoice>1]]>");
        assert_eq!(SignedInvoice::parse_all(section.as_bytes()).unwrap(), [expected]);
        assert_eq!(SignedInvoice::parse_all(b"<other/>").unwrap(), []);
    }

    #[test]
    fn parts_are_there_once_and_are_text() {
        for parts in [
            PARTS.replace("<signature>YW\nJj</signature>", ""),
            format!("{PARTS}<signature>YWJj</signature>"),
            format!("{PARTS}<invoiceBody/>"),
            PARTS.replace("&lt;v2:invoice&gt;", "<x/>"),
            PARTS.replace("&lt;v2:invoice&gt;", "<!-- x -->"),
            PARTS.replace("YW", "*"),
        ] {
            let result = SignedInvoice::parse_all(document(&parts).as_bytes());
            assert!(matches!(result, Err(Error::Malformed { .. })), "{parts}");
        }
    }
}
