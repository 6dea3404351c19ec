//! `qoltanba verify`: a signed document of any form.

use std::path::{Path, PathBuf};

use qoltanba::check::page::Page;
use qoltanba::check::{Expected, Format, JudgedAt, Language, Report, Verifier};
use qoltanba::document::barcode;
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::{Content, SignedData};

use super::barcode::elements;
use super::verify_many;
use crate::args::Verify;
use crate::context::Context;
use crate::failure::{At as _, Failure, Status};
use crate::input::Found;
use crate::sources::{self, Sources};
use crate::{input, output, present};

pub fn run(arguments: &Verify, context: &Context) -> Result<Status, Failure> {
    let [file] = arguments.files.as_slice() else { return verify_many::run(arguments, context) };
    one_stream_each(arguments)?;
    if arguments.each || arguments.resume.is_some() || (file.is_dir() && !is_folder_of_parts(file)?) {
        return verify_many::run(arguments, context);
    }
    if let Some(page) = &arguments.html {
        let document = [file].into_iter().chain(&arguments.content).map(PathBuf::as_path);
        let options = sources::paths(&arguments.trust, &arguments.evidence, &context.config);
        output::spares("--html", page, document.chain(options))?;
    }
    let expected = arguments.identity.expected()?;
    let moment = arguments.when.moment()?;
    let sources = Sources::read(&arguments.trust, &arguments.evidence, &context.config)?;
    let bytes = if file.is_dir() { None } else { Some(input::document(file)?) };
    let report = match &bytes {
        None if arguments.content.is_some() => return Err(parts_have_content()),
        None => judge_parts(&sources.verifier, file, &elements(std::slice::from_ref(file))?, &expected, moment)?,
        Some(bytes) => {
            let content = arguments.content.as_ref().map(|path| Detached::read(path, bytes)).transpose()?;
            judge(&sources.verifier, file, bytes, content.as_ref(), &expected, moment)?
        }
    };
    if let Some(path) = &arguments.html {
        output::write(
            path,
            page(&report, file, bytes.as_deref(), context.language(&arguments.output.language)).as_bytes(),
        )?;
    }
    if arguments.html.as_deref() != Some(Path::new("-")) {
        present::report(&report, &arguments.output, context)?;
    }
    sources.settle();
    Ok(report.decision().into())
}

/// Standard input is read by one, and standard output is of one form.
fn one_stream_each(arguments: &Verify) -> Result<(), Failure> {
    let is_stdin = |path: &PathBuf| input::is_stdin(path);
    if arguments.content.as_ref().is_some_and(is_stdin) && arguments.files.iter().any(is_stdin) {
        return Err(Failure::new("--content", "standard input is the signed document already"));
    }
    if arguments.html.as_deref() == Some(Path::new("-")) && arguments.output.json {
        return Err(Failure::new("--html", "standard output is for the JSON report already"));
    }
    Ok(())
}

fn parts_have_content() -> Failure {
    Failure::new("--content", "barcodes hold their document; only a detached signature has its content beside it")
}

/// The report as a page, with what is known of the file.
fn page(report: &Report, file: &Path, bytes: Option<&[u8]>, language: Language) -> String {
    let page = Page::new(report).in_language(language);
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    match bytes {
        None => page.to_html(),
        Some(bytes) => page.of_file(&name, bytes).to_html(),
    }
}

/// The report on one file: a document, or barcodes that hold one.
pub fn judge(
    verifier: &Verifier,
    file: &Path,
    bytes: &[u8],
    content: Option<&Detached>,
    expected: &Expected,
    moment: JudgedAt,
) -> Result<Report, Failure> {
    let place = file.display();
    if barcode::is_set(bytes) {
        if content.is_some() {
            return Err(parts_have_content());
        }
        return judge_parts(verifier, file, &barcode::elements_of(bytes).at(place)?, expected, moment);
    }
    let document = match content {
        None => SignedDocument::parse(bytes),
        Some(Detached::Digests(content)) => SignedDocument::parse_detached(bytes, content.clone()),
        Some(Detached::Bytes(content)) => SignedDocument::parse_detached(bytes, Content::from_bytes(content)),
    };
    verifier.verify(&document.at(&place)?, expected, moment).at(place)
}

fn judge_parts(
    verifier: &Verifier,
    file: &Path,
    parts: &[barcode::Element],
    expected: &Expected,
    moment: JudgedAt,
) -> Result<Report, Failure> {
    let place = file.display();
    let decoded = barcode::decode(parts).at(&place)?;
    let document = SignedDocument::parse(&decoded.document).at(&place)?;
    let report = verifier.verify(&document, expected, moment).at(place)?;
    let created = format!("The barcodes say that they were made at {}.", decoded.created.as_str());
    Ok(report.of_container(Format::Barcode, vec![created]))
}

/// Whether a folder holds the parts of one barcode set and nothing else; then it is one document. A drawing stands beside
/// the part that it draws.
fn is_folder_of_parts(folder: &Path) -> Result<bool, Failure> {
    let files = input::tree(&[folder.to_owned()])?;
    let drawing = |file: &&Found| file.path().extension().is_some_and(|extension| extension == "svg");
    let mut parts = files.iter().filter(|file| !drawing(file)).peekable();
    if parts.peek().is_none() {
        return Ok(false);
    }
    // What cannot be read, and what stands in a folder within, is named among the documents of a folder.
    Ok(parts.all(|part| {
        let beside = part.path().parent() == Some(folder);
        beside && part.file().and_then(input::document).is_ok_and(|bytes| barcode::is_set(&bytes))
    }))
}

/// The content of a detached signature. That of a CMS message is hashed as it is read, whatever its size.
pub enum Detached {
    Digests(Content<'static>),
    Bytes(Vec<u8>),
}

impl Detached {
    fn read(path: &Path, signature: &[u8]) -> Result<Self, Failure> {
        match SignedData::parse(signature) {
            Ok(message) if message.unverified_content().is_none() => {
                let content =
                    Content::from_reader(input::open(path)?, &message.digest_algorithms()).at(path.display())?;
                Ok(Self::Digests(content))
            }
            Ok(_) | Err(_) => Ok(Self::Bytes(input::document(path)?)),
        }
    }
}
