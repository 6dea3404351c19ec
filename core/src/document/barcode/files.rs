//! Parts in the files they come in: XML texts, one or more in a file, and images with one or more symbols.

use super::element::Element;
use super::image::read_image;
use crate::error::{Error, Result};

/// Whether a file is a part, several parts, or an image of parts.
#[must_use]
pub fn is_set(bytes: &[u8]) -> bool {
    is_image(bytes) || (bytes.trim_ascii_start().starts_with(b"<") && root_is_element(bytes))
}

fn is_image(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8\xff")
}

fn root_is_element(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes.get(..512).unwrap_or(bytes));
    let root = text.split('<').find(|tag| tag.starts_with(char::is_alphabetic)).unwrap_or_default();
    let name = root.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or_default();
    name.rsplit(':').next() == Some("BarcodeElement")
}

/// The parts in one file.
///
/// # Errors
/// `Malformed` if the bytes are neither parts nor an image with a symbol that can be read.
pub fn elements_of(bytes: &[u8]) -> Result<Vec<Element>> {
    let malformed = |rule| Error::Malformed { what: "barcode", offset: 0, rule };
    if is_image(bytes) {
        let reading = read_image(bytes)?;
        if reading.texts.is_empty() {
            return Err(malformed("no symbol could be read in this image"));
        }
        return reading.texts.iter().map(|text| Element::from_xml(text)).collect();
    }
    let text = std::str::from_utf8(bytes).map_err(|_| malformed("the text is UTF-8"))?;
    split(text).into_iter().map(Element::from_xml).collect()
}

/// One text may hold several parts one after another.
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
        rest = rest.get(cut..).unwrap_or_default();
        if rest.trim().is_empty() {
            return parts;
        }
    }
    vec![text]
}
