//! Parts in the files they come in: XML texts, one or more in a file, and images with one or more symbols.

use super::element::Element;
use super::image::read_image;
use crate::error::{Error, Result};
use crate::text::{octets_without_mark, without_mark};

/// Whether a file is a part, several parts, or an image of parts.
#[must_use]
pub fn is_set(bytes: &[u8]) -> bool {
    is_image(bytes) || root_is_element(bytes)
}

fn is_image(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8\xff")
}

/// Whether an XML text, whatever stands before its root, is meant as a part.
fn root_is_element(text: &[u8]) -> bool {
    let mut rest = octets_without_mark(text).trim_ascii_start();
    while let Some(end) = end_of_aside(rest) {
        let after = rest.windows(end.len()).position(|window| window == end).and_then(|at| rest.get(at + end.len()..));
        rest = after.unwrap_or_default().trim_ascii_start();
    }
    let Some(tag) = rest.strip_prefix(b"<") else { return false };
    let name = tag.split(|byte| byte.is_ascii_whitespace() || b">/".contains(byte)).next().unwrap_or_default();
    name.rsplit(|byte| *byte == b':').next() == Some(b"BarcodeElement")
}

/// How the comment or instruction ends that a text begins with.
fn end_of_aside(text: &[u8]) -> Option<&'static [u8]> {
    if text.starts_with(b"<!--") {
        Some(b"-->")
    } else if text.starts_with(b"<?") {
        Some(b"?>")
    } else {
        None
    }
}

/// The parts in one file. Symbols of an image that hold something else are passed over: a printed page may have others.
///
/// # Errors
/// `Malformed` if the bytes are neither parts nor an image with the symbol of a part, or if one of its parts is
/// malformed.
pub fn elements_of(bytes: &[u8]) -> Result<Vec<Element>> {
    let malformed = |rule| Error::Malformed { what: "barcode", offset: 0, rule };
    if is_image(bytes) {
        let texts = read_image(bytes)?.texts;
        if texts.is_empty() {
            return Err(malformed("no symbol could be read in this image"));
        }
        let parts: Vec<&String> = texts.iter().filter(|text| root_is_element(text.as_bytes())).collect();
        if parts.is_empty() {
            return Err(malformed("no symbol in this image holds a BarcodeElement"));
        }
        return parts.into_iter().map(|text| Element::from_xml(text)).collect();
    }
    let text = std::str::from_utf8(bytes).map_err(|_| malformed("the text is UTF-8"))?;
    split(without_mark(text)).into_iter().map(Element::from_xml).collect()
}

/// One text may hold several parts one after another, as files that were put together: each with its byte order mark.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find("BarcodeElement>") {
        // The first hit may be the start tag of an element without a namespace declaration.
        let is_end = rest.get(..end).is_some_and(|before| {
            before.ends_with("</") || before.rsplit('<').next().is_some_and(|tag| tag.starts_with('/'))
        });
        let cut = end + "BarcodeElement>".len();
        if !is_end {
            return vec![text];
        }
        parts.push(rest.get(..cut).unwrap_or_default().trim_start());
        rest = without_mark(rest.get(cut..).unwrap_or_default().trim_start());
        if rest.trim().is_empty() {
            return parts;
        }
    }
    vec![text]
}

#[cfg(test)]
mod tests {
    use super::super::{CreationDate, FavorId, encode};
    use super::*;
    use crate::time::Moment;

    fn part() -> Element {
        let created = CreationDate::new(Moment::parse("2024-01-01T06:00:00Z").unwrap(), 360).unwrap();
        encode(b"<a/>", &FavorId::parse("12345678901234").unwrap(), &created).unwrap().remove(0)
    }

    #[test]
    fn a_part_is_recognised_by_its_root_whatever_stands_before() {
        let text = part().to_xml();
        let (declaration, element) = text.split_at(text.find("<BarcodeElement").unwrap());
        let comment = format!("<!-- <x> {} -->", "-x".repeat(300));
        for file in [
            text.clone(),
            format!("\r\n{element}"),
            format!("\u{FEFF}{text}"),
            format!("{declaration}\n{comment}<?x y?>{element}"),
            element.replace("<BarcodeElement xmlns", "<b:BarcodeElement xmlns:b").replace("</B", "</b:B"),
        ] {
            assert!(is_set(file.as_bytes()), "{file}");
        }
        for file in [format!("\u{FEFF}{text}"), format!("{declaration}\n{comment}<?x y?>{element}")] {
            assert_eq!(elements_of(file.as_bytes()).unwrap(), [part()], "{file}");
        }
        let two = format!("\u{FEFF}{text}\r\n\u{FEFF}{text}\r\n");
        assert_eq!(elements_of(two.as_bytes()).unwrap(), [part(), part()]);
        for file in ["", "<", "<!-- <BarcodeElement> -->", "<!-- ", "<a><BarcodeElement/></a>", "BarcodeElement"] {
            assert!(!is_set(file.as_bytes()), "{file}");
        }
    }
}
