//! `qoltanba verify`: a signed document of any form.

use qoltanba::check::page::Page;
use qoltanba::check::{Format, Report};
use qoltanba::document::barcode;
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::{Content, SignedData};

use super::barcode::{elements, is_set};
use super::check_certificate::verifier;
use crate::args::Verify;
use crate::failure::{At as _, Failure, Status};
use crate::{input, output, present};

pub fn run(arguments: &Verify) -> Result<Status, Failure> {
    let expected = arguments.identity.expected()?;
    let moment = arguments.when.moment()?;
    let verifier = verifier(&arguments.trust, &arguments.evidence)?;
    let place = arguments.file.display();
    let set = if arguments.file.is_dir() { None } else { Some(input::read(&arguments.file)?) };
    let report: Report = match set {
        Some(bytes) if !is_set(&bytes) => {
            let content = arguments.content.as_ref().map(|path| Detached::read(path, &bytes)).transpose()?;
            let document = match &content {
                None => SignedDocument::parse(&bytes),
                Some(Detached::Digests(content)) => SignedDocument::parse_detached(&bytes, content.clone()),
                Some(Detached::Bytes(content)) => SignedDocument::parse_detached(&bytes, Content::from_bytes(content)),
            };
            verifier.verify(&document.at(place)?, &expected, moment).at(arguments.file.display())?
        }
        _ => {
            let decoded = barcode::decode(&elements(std::slice::from_ref(&arguments.file))?).at(place)?;
            let document = SignedDocument::parse(&decoded.document).at(arguments.file.display())?;
            let report = verifier.verify(&document, &expected, moment).at(arguments.file.display())?;
            let created = format!("The barcodes say that they were made at {}.", decoded.created.as_str());
            report.of_container(Format::Barcode, vec![created])
        }
    };
    if let Some(path) = &arguments.html {
        let page = page(arguments, &report)?;
        output::write(path, page.as_bytes())?;
    }
    present::report(&report, &arguments.output);
    Ok(report.decision().into())
}

/// The report as a page, with what is known of the file.
fn page(arguments: &Verify, report: &Report) -> Result<String, Failure> {
    let page = Page::new(report).in_language(arguments.output.language.language());
    let name = arguments.file.file_name().unwrap_or(arguments.file.as_os_str()).to_string_lossy();
    Ok(if arguments.file.is_dir() {
        page.to_html()
    } else {
        page.of_file(&name, &input::read(&arguments.file)?).to_html()
    })
}

/// The content of a detached signature. That of a CMS message is hashed as it is read, whatever its size.
enum Detached {
    Digests(Content<'static>),
    Bytes(Vec<u8>),
}

impl Detached {
    fn read(path: &std::path::Path, signature: &[u8]) -> Result<Self, Failure> {
        match SignedData::parse(signature) {
            Ok(message) if message.unverified_content().is_none() => {
                let file = std::fs::File::open(path).at(path.display())?;
                let content = Content::from_reader(file, &message.digest_algorithms()).at(path.display())?;
                Ok(Self::Digests(content))
            }
            Ok(_) | Err(_) => Ok(Self::Bytes(input::read(path)?)),
        }
    }
}
