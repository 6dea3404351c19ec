//! The barcodes of eGov: a document as parts and symbols, and back. A part crosses as the text of its symbol.

use qoltanba::Moment;
use qoltanba::document::barcode::{self, CreationDate, Element, FavorId, Note};

use crate::error::InputError;

/// One part of a set.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct BarcodePart {
    /// The text that its symbol holds.
    pub text: String,
    /// When it was made, in seconds since 1970-01-01T00:00:00Z.
    pub created: i64,
    /// Its number, from 1.
    pub number: u32,
    /// How many parts the set has.
    pub amount: u32,
    /// The 14 digits that group the set.
    pub favor_id: String,
}

fn part(element: &Element) -> Result<BarcodePart, InputError> {
    Ok(BarcodePart {
        text: element.to_xml(),
        created: element.created.moment()?.unix(),
        number: element.number,
        amount: element.amount,
        favor_id: element.favor_id.as_str().to_owned(),
    })
}

/// A document out of a set.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DecodedBarcode {
    /// The bytes of the document.
    pub document: Vec<u8>,
    /// The name of its entry in the ZIP.
    pub entry_name: String,
    /// When its first part was made, in seconds since 1970-01-01T00:00:00Z: the moment to judge its signature at.
    pub created: i64,
    /// The 14 digits that group the set.
    pub favor_id: String,
    /// The entry has an unusual name: another producer.
    pub other_entry_name: bool,
    /// The numbers of parts that were given more than once, each time the same.
    pub doubled: Vec<u32>,
    /// The numbers of parts of an unusual size: another producer.
    pub other_size: Vec<u32>,
}

/// What an image holds.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct BarcodeImage {
    /// The texts of the symbols that were read.
    pub texts: Vec<String>,
    /// How many places looked like a symbol and could not be read.
    pub unreadable: u32,
}

/// What a collection of parts lacks to be one set. All empty: it can be decoded.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct BarcodeSetState {
    /// The numbers of parts that are not there.
    pub missing: Vec<u32>,
    /// The numbers of parts that were given more than once, each time the same.
    pub doubled: Vec<u32>,
    /// The numbers of parts that were given more than once with different data.
    pub different: Vec<u32>,
    /// The places, from 1, of parts of another set than the first.
    pub foreign: Vec<u32>,
}

/// Cuts a document into parts. `created` is the moment in seconds since 1970-01-01T00:00:00Z, written on a clock that is
/// `offset_minutes` ahead of UTC.
///
/// # Errors
/// A document that is too large, a `favor_id` that is not 14 digits, an offset of more than 14 hours.
#[uniffi::export]
pub fn encode_barcode(
    document: &[u8],
    favor_id: &str,
    created: i64,
    offset_minutes: i32,
) -> Result<Vec<BarcodePart>, InputError> {
    let created = CreationDate::new(Moment::from_unix(created), offset_minutes)?;
    let parts = barcode::encode(document, &FavorId::parse(favor_id)?, &created)?;
    parts.iter().map(part).collect()
}

/// The parts in a file: XML texts one after another, or an image (PNG, JPEG) with symbols.
///
/// # Errors
/// A file that is neither, a part that cannot be read.
#[uniffi::export]
pub fn read_barcode_parts(file: &[u8]) -> Result<Vec<BarcodePart>, InputError> {
    barcode::elements_of(file)?.iter().map(part).collect()
}

/// The texts of all symbols of an image (PNG, JPEG), parts or not.
///
/// # Errors
/// Bytes that are neither, an image that is too large. An image without symbols has no texts.
#[uniffi::export]
pub fn read_barcode_image(image: &[u8]) -> Result<BarcodeImage, InputError> {
    let reading = barcode::read_image(image)?;
    Ok(BarcodeImage { texts: reading.texts, unreadable: reading.unreadable })
}

/// The symbol of a part as SVG.
///
/// # Errors
/// A part that cannot be read or does not fit into a symbol.
#[uniffi::export]
pub fn barcode_svg(part: &str) -> Result<String, InputError> {
    Ok(barcode::to_svg(&Element::from_xml(part)?)?)
}

/// The symbol of a part as PNG, `module` pixels a module (1 to 64).
///
/// # Errors
/// A part that cannot be read or does not fit into a symbol, a `module` out of range.
#[uniffi::export]
pub fn barcode_png(part: &str, module: u32) -> Result<Vec<u8>, InputError> {
    Ok(barcode::to_png(&Element::from_xml(part)?, module)?)
}

/// Says what parts lack to be one set.
///
/// # Errors
/// A part that cannot be read.
#[uniffi::export]
pub fn inspect_barcode_parts(parts: &[String]) -> Result<BarcodeSetState, InputError> {
    let state = barcode::inspect(&elements(parts)?);
    Ok(BarcodeSetState {
        missing: state.missing,
        doubled: state.doubled,
        different: state.different,
        foreign: state.foreign,
    })
}

/// Sorts parts of several sets: one list a set, in the order of their first parts.
///
/// # Errors
/// A part that cannot be read.
#[uniffi::export]
pub fn group_barcode_parts(parts: &[String]) -> Result<Vec<Vec<String>>, InputError> {
    let sets = barcode::group(elements(parts)?);
    Ok(sets.iter().map(|set| set.iter().map(Element::to_xml).collect()).collect())
}

/// Puts a document together from its parts, in whatever order they are given.
///
/// # Errors
/// A part that cannot be read, is missing, different from its double, or of another set.
#[uniffi::export]
pub fn decode_barcode(parts: &[String]) -> Result<DecodedBarcode, InputError> {
    let decoded = barcode::decode(&elements(parts)?)?;
    let mut other_entry_name = false;
    let (mut doubled, mut other_size) = (Vec::new(), Vec::new());
    for note in &decoded.notes {
        match note {
            Note::EntryName => other_entry_name = true,
            Note::Doubled(number) => doubled.push(*number),
            Note::PartSize(number) => other_size.push(*number),
        }
    }
    Ok(DecodedBarcode {
        created: decoded.created.moment()?.unix(),
        document: decoded.document,
        entry_name: decoded.entry_name,
        favor_id: decoded.favor_id.as_str().to_owned(),
        other_entry_name,
        doubled,
        other_size,
    })
}

/// The parts that these texts are.
pub(crate) fn elements(parts: &[String]) -> Result<Vec<Element>, InputError> {
    Ok(parts.iter().map(|part| Element::from_xml(part)).collect::<qoltanba::Result<_>>()?)
}
