//! `qoltanba barcode`: a document as the barcodes of eGov, and back.

use std::path::{Path, PathBuf};

use qoltanba::crypto::DigestAlgorithm;
use qoltanba::document::barcode::{self, CreationDate, Element, FavorId, Note};

use crate::args::Barcode;
use crate::failure::{At as _, Failure, Status};
use crate::{input, output, present};

/// Pixels a module: large enough to be scanned from a screen.
const MODULE: u32 = 4;
/// The national time zone since 1 March 2024, in minutes east of UTC.
const ZONE: i32 = 5 * 60;

pub fn run(arguments: &Barcode) -> Result<Status, Failure> {
    match arguments {
        Barcode::Encode { document, out, favor_id } => encode(document, out, favor_id.as_deref()),
        Barcode::Decode { files, out } => decode(files, out),
    }
}

fn encode(document: &Path, out: &Path, favor_id: Option<&str>) -> Result<Status, Failure> {
    let bytes = input::read(document)?;
    let favor_id = match favor_id {
        Some(digits) => FavorId::parse(digits).at("--favor-id")?,
        None => FavorId::parse(&digits_of(&bytes)).at(document.display())?,
    };
    let created = CreationDate::new(input::now(), ZONE).at(document.display())?;
    let parts = barcode::encode(&bytes, &favor_id, &created).at(document.display())?;
    // Everything is made before anything is written.
    let mut files = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let name = |extension: &str| out.join(format!("barcode-{:03}.{extension}", index + 1));
        files.push((name("xml"), part.to_xml().into_bytes()));
        files.push((name("svg"), barcode::to_svg(part).at(document.display())?.into_bytes()));
        files.push((name("png"), barcode::to_png(part, MODULE).at(document.display())?));
    }
    std::fs::create_dir_all(out).at(out.display())?;
    for (path, bytes) in files {
        output::write(&path, &bytes)?;
    }
    present::print(&format!("{} parts, FavorID {}\n", parts.len(), favor_id.as_str()));
    Ok(Status::Done)
}

/// Fourteen digits that any two documents are unlikely to share.
fn digits_of(bytes: &[u8]) -> String {
    let digest = DigestAlgorithm::Sha256.digest(bytes);
    let number = digest.as_bytes().iter().take(8).fold(0u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{:014}", number % 100_000_000_000_000)
}

fn decode(files: &[PathBuf], out: &Path) -> Result<Status, Failure> {
    let place = || files.first().map(|path| path.display().to_string()).unwrap_or_default();
    let decoded = barcode::decode(&elements(files)?).at(place())?;
    output::write(out, &decoded.document)?;
    for note in &decoded.notes {
        present::print_error(&match note {
            Note::EntryName => format!("qoltanba: note: the entry of the archive is called {}", decoded.entry_name),
            Note::Doubled(number) => format!("qoltanba: note: part {number} was given more than once"),
            Note::PartSize(number) => format!("qoltanba: note: part {number} has an unusual size"),
        });
    }
    Ok(Status::Done)
}

/// Whether a file is a part, several parts, or an image of parts.
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

/// The parts that files and folders hold: XML texts, one or more in a file, and images with one or more symbols. The
/// three forms that `encode` writes of one part are one part.
pub fn elements(paths: &[PathBuf]) -> Result<Vec<Element>, Failure> {
    let mut elements = Vec::new();
    for path in input::files(paths)? {
        if path.extension().is_some_and(|extension| extension == "svg") {
            // The drawing of a part that stands beside it as XML and PNG.
            continue;
        }
        elements.extend(elements_of(&input::read(&path)?).at(path.display())?);
    }
    if elements.is_empty() {
        return Err(Failure::new("FILE", "there are no parts"));
    }
    Ok(elements)
}

/// The parts in one file.
pub fn elements_of(bytes: &[u8]) -> qoltanba::Result<Vec<Element>> {
    let malformed = |rule| qoltanba::Error::Malformed { what: "barcode", offset: 0, rule };
    if is_image(bytes) {
        let reading = barcode::read_image(bytes)?;
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
