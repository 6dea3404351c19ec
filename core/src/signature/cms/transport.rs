//! The forms in which a message travels: DER, BER, PEM, base64, and one wrapped in another.

use std::borrow::Cow;

use crate::asn1::{self, tag};
use crate::error::{Error, Result};

/// How many layers of text are taken off. PEM around PEM is met in the field (kz-pki facts, section 7.1).
pub(crate) const MAX_LAYERS: usize = 3;
const WHAT: &str = "CMS message";
/// Base64 digits that are looked at before the rest is: whole groups of four.
const BEGINNING: usize = 64;

/// The labels under which a SignedData is met (RFC 7468, sections 8 and 9, and an older one of OpenSSL).
const LABELS: [&str; 3] = ["CMS", "PKCS7", "PKCS #7 SIGNED DATA"];

/// Takes the text layers off and brings the message into DER; borrowed when it came as DER.
///
/// # Errors
/// `Malformed` when the input is none of the forms, holds more than one message, or goes on behind it.
pub fn decode(input: &[u8]) -> Result<Cow<'_, [u8]>> {
    match binary(input)? {
        Cow::Borrowed(binary) => to_der(binary),
        Cow::Owned(binary) => Ok(Cow::Owned(to_der(&binary)?.into_owned())),
    }
}

/// Whether these bytes are a text that holds a message.
pub(super) fn is_text_of_cms(bytes: &[u8]) -> bool {
    bytes.first() != Some(&tag::SEQUENCE)
        && !is_base64_of_something_else(bytes)
        && binary(bytes).is_ok_and(|binary| {
            asn1::to_der(&binary).is_ok_and(|transcoded| {
                let mut reader = asn1::Reader::new(&transcoded.der);
                let inner = reader.sequence(WHAT).and_then(|mut info| info.oid(WHAT));
                inner.is_ok_and(|content_type| content_type == crate::oid::SIGNED_DATA)
            })
        })
}

/// Whether these bytes begin like base64 of what is neither a message nor a text: a scan, for instance, of which megabytes
/// would be decoded to find that out at the first octet.
fn is_base64_of_something_else(bytes: &[u8]) -> bool {
    // Of a longer text, so that padding is not met.
    let Some(start) = bytes.get(..2 * BEGINNING) else { return false };
    let start: Vec<u8> = start.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(BEGINNING).collect();
    let Some(decoded) = std::str::from_utf8(&start).ok().and_then(asn1::decode_base64) else { return false };
    let not_text = std::str::from_utf8(&decoded).is_err_and(|error| error.error_len().is_some());
    decoded.first() != Some(&tag::SEQUENCE) && not_text
}

fn to_der(binary: &[u8]) -> Result<Cow<'_, [u8]>> {
    let transcoded = asn1::to_der(binary)?;
    if !transcoded.trailing.is_empty() {
        let offset = binary.len() - transcoded.trailing.len();
        return Err(Error::Malformed { what: WHAT, offset, rule: "something follows after the end" });
    }
    Ok(transcoded.der)
}

fn binary(input: &[u8]) -> Result<Cow<'_, [u8]>> {
    let mut bytes = Cow::Borrowed(input);
    for _ in 0..MAX_LAYERS {
        // The octet of a SEQUENCE is the digit 0, with which neither PEM nor base64 of a SEQUENCE begins.
        if bytes.first() == Some(&tag::SEQUENCE) {
            return Ok(bytes);
        }
        bytes = Cow::Owned(text_layer(&bytes)?);
    }
    match bytes.first() {
        Some(&tag::SEQUENCE) => Ok(bytes),
        _ => Err(Error::LimitExceeded { what: "layers of text around a message", limit: 3 }),
    }
}

fn text_layer(bytes: &[u8]) -> Result<Vec<u8>> {
    let malformed = |rule| Error::Malformed { what: WHAT, offset: 0, rule };
    if bytes.len() > asn1::MAX_TEXT {
        return Err(Error::LimitExceeded { what: "size of a text in bytes", limit: 64 << 20 });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| malformed("neither BER nor text"))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.contains("-----BEGIN ") {
        let mut blocks = asn1::decode_pem(text)?;
        return match (blocks.pop(), blocks.pop()) {
            (Some(block), None) if LABELS.contains(&block.label.as_str()) => Ok(block.bytes),
            (Some(_), None) => Err(malformed("the PEM label is CMS or PKCS7")),
            _ => Err(malformed("a text holds one message")),
        };
    }
    match asn1::decode_base64(text) {
        Some(decoded) if !decoded.is_empty() => Ok(decoded),
        _ => Err(malformed("neither BER, PEM nor base64")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::encode_pem;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    #[test]
    fn text_layers_come_off() {
        let der = [0x30, 3, 2, 1, 5];
        assert!(matches!(decode(&der).unwrap(), Cow::Borrowed(_)));
        let pem = encode_pem("CMS", &der);
        for text in [
            pem.clone(),
            format!("\u{feff}{}", pem.replace('\n', "\r\n")),
            STANDARD.encode(der),
            format!("  {}\r\n", STANDARD.encode(der)),
            STANDARD.encode(pem.as_bytes()),
            encode_pem("PKCS7", pem.as_bytes()),
            encode_pem("PKCS7", STANDARD.encode(der).as_bytes()),
        ] {
            assert_eq!(decode(text.as_bytes()).unwrap().as_ref(), der, "{text}");
        }
    }

    #[test]
    fn base64_of_something_else_is_seen_at_its_beginning() {
        let scan = [&[0xff, 0xd8, 0xff][..], &[0x55; 300]].concat();
        assert!(is_base64_of_something_else(STANDARD.encode(&scan).as_bytes()));
        assert!(is_base64_of_something_else(&[b'x'; 200]));
        // A message, a text, a text cut within a letter, PEM, and what is too short to say.
        let message = [&[0x30, 0x82, 1, 0x40][..], &[0xff; 320]].concat();
        assert!(!is_base64_of_something_else(STANDARD.encode(&message).as_bytes()));
        assert!(!is_base64_of_something_else(STANDARD.encode(STANDARD.encode(&message)).as_bytes()));
        assert!(!is_base64_of_something_else(STANDARD.encode("Қ".repeat(100)).as_bytes()));
        assert!(!is_base64_of_something_else(STANDARD.encode(format!("a{}", "ә".repeat(100))).as_bytes()));
        assert!(!is_base64_of_something_else(encode_pem("CMS", &message).as_bytes()));
        assert!(!is_base64_of_something_else(b"xxxx"));
    }

    #[test]
    fn anything_else_is_refused() {
        let der = [0x30, 3, 2, 1, 5];
        let rule = |input: &[u8]| match decode(input).unwrap_err() {
            Error::Malformed { rule, .. } => rule,
            other => panic!("{other}"),
        };
        assert_eq!(rule(b""), "neither BER, PEM nor base64");
        assert_eq!(rule(b"<xml/>"), "neither BER, PEM nor base64");
        assert_eq!(rule(&[0xff, 0x30]), "neither BER nor text");
        assert_eq!(rule(&[0x30, 3, 2, 1, 5, 0]), "something follows after the end");
        assert_eq!(rule(encode_pem("CERTIFICATE", &der).as_bytes()), "the PEM label is CMS or PKCS7");
        assert_eq!(rule(encode_pem("CMS", &der).repeat(2).as_bytes()), "a text holds one message");
        let deep = (0..5).fold(der.to_vec(), |inner, _| encode_pem("CMS", &inner).into_bytes());
        assert!(matches!(decode(&deep), Err(Error::LimitExceeded { .. })));
    }
}
