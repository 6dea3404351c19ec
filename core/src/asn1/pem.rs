//! PEM (RFC 7468) and base64 as people paste it: any line width, CRLF or LF, text around the blocks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::{Error, Result};

/// The largest text that is decoded, in bytes: twice a production CRL (21 MB, kz-pki facts, section 4.1) in base64.
pub const MAX_TEXT: usize = 64 << 20;

/// One PEM block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PemBlock {
    /// The label, for instance `CERTIFICATE`.
    pub label: String,
    /// The decoded bytes.
    pub bytes: Vec<u8>,
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// Decodes every PEM block of `text`, in order. Text outside of the blocks is explanatory and ignored (RFC 7468, 2).
///
/// # Errors
/// `Malformed` for a block without its end, or with content that is no base64 of at most [`MAX_TEXT`] bytes.
pub fn decode_pem(text: &str) -> Result<Vec<PemBlock>> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(found) = rest.find(BEGIN) {
        let offset = text.len() - rest.len() + found;
        let malformed = |rule| Error::Malformed { what: "PEM", offset, rule };
        let after = rest.get(found + BEGIN.len()..).unwrap_or_default();
        let (label, body) =
            after.split_once(DASHES).ok_or_else(|| malformed("the BEGIN line ends with five dashes"))?;
        if label.contains(['\n', '\r']) {
            return Err(malformed("the BEGIN line ends with five dashes"));
        }
        let end = format!("{END}{label}{DASHES}");
        let (base64, remainder) =
            body.split_once(&end).ok_or_else(|| malformed("the END line of this label is missing"))?;
        // Headers of RFC 1421 (`Name: value`) may precede the data; they carry nothing that is used.
        let data: String = base64.lines().filter(|line| !line.contains(':')).collect::<Vec<_>>().join("\n");
        let bytes = decode_base64(&data).ok_or_else(|| malformed("the lines between BEGIN and END are base64"))?;
        blocks.push(PemBlock { label: label.to_owned(), bytes });
        rest = remainder;
    }
    Ok(blocks)
}

/// Decodes base64 with white space anywhere; `None` when it is not base64 or larger than [`MAX_TEXT`].
#[must_use]
pub fn decode_base64(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let mut compact = Vec::with_capacity(text.len());
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        // Most texts are no base64, and show it soon.
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')) {
            return None;
        }
        compact.push(byte);
    }
    STANDARD.decode(compact).ok()
}

/// The DER objects of an input that is DER, PEM (blocks with one of `labels`), or bare base64 of DER.
///
/// # Errors
/// `Malformed` when there is no such object.
pub fn der_objects(bytes: &[u8], labels: &[&str]) -> Result<Vec<Vec<u8>>> {
    // No text begins with the octet 30 of a SEQUENCE and a DER length octet at or above 80; the digit 0 begins with 30
    // too, but base64 of DER never does.
    if bytes.first() == Some(&super::tag::SEQUENCE) {
        return Ok(vec![bytes.to_vec()]);
    }
    if bytes.len() > MAX_TEXT {
        return Err(Error::LimitExceeded { what: "size of a text in bytes", limit: 64 << 20 });
    }
    let malformed = |rule| Error::Malformed { what: "input", offset: 0, rule };
    let text = std::str::from_utf8(bytes).map_err(|_| malformed("neither DER nor text"))?;
    if text.contains(BEGIN) {
        let blocks: Vec<Vec<u8>> = decode_pem(text)?
            .into_iter()
            .filter(|block| labels.contains(&block.label.as_str()))
            .map(|block| block.bytes)
            .collect();
        if blocks.is_empty() {
            return Err(malformed("no PEM block of the expected kind"));
        }
        return Ok(blocks);
    }
    match decode_base64(text) {
        Some(der) if der.first() == Some(&super::tag::SEQUENCE) => Ok(vec![der]),
        _ => Err(malformed("neither DER, PEM nor base64 of DER")),
    }
}

/// Encodes one PEM block with lines of 64 characters.
#[must_use]
pub fn encode_pem(label: &str, bytes: &[u8]) -> String {
    let base64 = STANDARD.encode(bytes);
    let mut text = format!("{BEGIN}{label}{DASHES}\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, remainder) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = remainder;
    }
    text.push_str(&format!("{END}{label}{DASHES}\n"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_in_order_whatever_surrounds_them() {
        let text = format!(
            "hello\r\n{}between\n{}",
            encode_pem("A", &[1; 100]),
            encode_pem("B C", b"x").replace('\n', "\r\n")
        );
        let blocks = decode_pem(&text).unwrap();
        assert_eq!(blocks.len(), 2);
        assert_eq!((blocks[0].label.as_str(), blocks[0].bytes.len()), ("A", 100));
        assert_eq!((blocks[1].label.as_str(), blocks[1].bytes.as_slice()), ("B C", &b"x"[..]));
    }

    #[test]
    fn a_missing_end_is_refused_at_its_begin() {
        let error = decode_pem("ab-----BEGIN X-----\nAAAA\n").unwrap_err();
        assert_eq!(error, Error::Malformed { what: "PEM", offset: 2, rule: "the END line of this label is missing" });
    }
}
