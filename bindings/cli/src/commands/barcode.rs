//! `qoltanba barcode`: a document as the barcodes of eGov, and back.

use std::collections::BTreeMap;
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
    files.iter().try_for_each(|(path, _)| output::spares("--out", path, [document]))?;
    std::fs::create_dir_all(out).at(out.display())?;
    for (path, bytes) in files {
        output::write(&path, &bytes)?;
    }
    present::print(&format!("{} parts, FavorID {}\n", parts.len(), favor_id.as_str()))?;
    Ok(Status::Done)
}

/// Fourteen digits that any two documents are unlikely to share.
fn digits_of(bytes: &[u8]) -> String {
    let digest = DigestAlgorithm::Sha256.digest(bytes);
    let number = digest.as_bytes().iter().take(8).fold(0u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{:014}", number % 100_000_000_000_000)
}

fn decode(files: &[PathBuf], out: &Path) -> Result<Status, Failure> {
    output::spares("--out", out, files.iter().map(PathBuf::as_path))?;
    let place = || files.first().map(|path| path.display().to_string()).unwrap_or_default();
    let decoded = barcode::decode(&elements(files)?).at(place())?;
    output::write(out, &decoded.document)?;
    for note in &decoded.notes {
        present::print_error(&match note {
            // Its name is not repeated: it may be an identity number.
            Note::EntryName => {
                "qoltanba: note: the entry of the archive has another name than eGov gives it".to_owned()
            }
            Note::Doubled(number) => format!("qoltanba: note: part {number} was given more than once"),
            Note::PartSize(number) => format!("qoltanba: note: part {number} has an unusual size"),
        });
    }
    Ok(Status::Done)
}

/// The parts that files and folders hold: XML texts, one or more in a file, and images with one or more symbols. The
/// three forms that `encode` writes of one part are one part.
pub fn elements(paths: &[PathBuf]) -> Result<Vec<Element>, Failure> {
    let mut elements = Vec::new();
    let mut forms: BTreeMap<PathBuf, (PathBuf, Vec<Element>)> = BTreeMap::new();
    for found in input::files(paths)? {
        if found.path().extension().is_some_and(|extension| extension == "svg") {
            // The drawing of a part that stands beside it as XML and PNG.
            continue;
        }
        let path = found.file()?;
        let read = barcode::elements_of(&input::read(path)?).at(path.display())?;
        // The picture and the text of one name are one part, given once, when they say the same.
        let (first, same) = forms.entry(path.with_extension("")).or_insert_with(|| (path.to_owned(), read.clone()));
        if first == path || *same != read {
            elements.extend(read);
        }
    }
    if elements.is_empty() {
        return Err(Failure::new("FILE", "there are no parts"));
    }
    Ok(elements)
}
