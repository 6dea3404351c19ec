//! Documents: written, read, printed. A document crosses as JSON, in the names of `qoltanba::document`.

use qoltanba::crypto::DigestAlgorithm as CoreDigest;
use qoltanba::document::{Attachment, DOCUMENT_XSD, Document, barcode_statement, print};

use crate::barcode;
use crate::batch;
use crate::error::{InputError, argument};
use crate::form::Forms;
use crate::json;

/// A document that was read. Its signatures are not verified by that.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct UnverifiedDocument {
    /// The document as JSON.
    pub document: String,
    /// How many enveloped signatures stand at its end.
    pub signatures: u64,
}

/// A digest algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum DigestAlgorithm {
    /// SHA-1: for old time stamps only.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// GOST 34.311-95.
    Gost34311,
    /// Streebog, 256 bit.
    Streebog256,
    /// Streebog, 512 bit.
    Streebog512,
}

impl From<DigestAlgorithm> for CoreDigest {
    fn from(algorithm: DigestAlgorithm) -> Self {
        match algorithm {
            DigestAlgorithm::Sha1 => Self::Sha1,
            DigestAlgorithm::Sha256 => Self::Sha256,
            DigestAlgorithm::Sha384 => Self::Sha384,
            DigestAlgorithm::Sha512 => Self::Sha512,
            DigestAlgorithm::Gost34311 => Self::Gost34311,
            DigestAlgorithm::Streebog256 => Self::Streebog256,
            DigestAlgorithm::Streebog512 => Self::Streebog512,
        }
    }
}

/// The XML of a document, without a signature.
///
/// # Errors
/// JSON that is no document, a value that XML cannot carry.
#[uniffi::export]
pub fn document_to_xml(document: &str) -> Result<String, InputError> {
    Ok(read(document)?.to_xml()?)
}

/// Reads the XML of a document, signed or not. Nothing is verified: [`Verifier::open_document`](crate::Verifier) does.
///
/// # Errors
/// A text that does not follow the schema, or is too large.
#[uniffi::export]
pub fn read_unverified_document(xml: &[u8]) -> Result<UnverifiedDocument, InputError> {
    let text = std::str::from_utf8(xml).map_err(|error| qoltanba::Error::Malformed {
        what: "document",
        offset: error.valid_up_to(),
        rule: "the text is UTF-8",
    })?;
    let parsed = Document::from_xml(text)?;
    let signatures = u64::try_from(parsed.signatures).unwrap_or(u64::MAX);
    Ok(UnverifiedDocument { document: json::write(&parsed.document)?, signatures })
}

/// The XML Schema of documents.
#[uniffi::export]
#[must_use]
pub fn document_schema() -> String {
    DOCUMENT_XSD.to_owned()
}

/// Describes a file beside a document, as JSON: its name, media type, size and digest.
///
/// # Errors
/// An algorithm that is not one for attachments, a media type that is not `type/subtype`.
#[uniffi::export]
pub fn describe_attachment(
    name: &str,
    media_type: &str,
    file: &[u8],
    algorithm: DigestAlgorithm,
) -> Result<String, InputError> {
    json::write(&Attachment::of(name, media_type, file, algorithm.into())?)
}

/// Whether this file is the attachment that was described.
///
/// # Errors
/// JSON that is no attachment.
#[uniffi::export]
pub fn attachment_is(attachment: &str, file: &[u8]) -> Result<bool, InputError> {
    Ok(json::read::<Attachment>("attachment", attachment)?.is(file))
}

/// Checks files against the attachments of a request, by name. `files` is a packed batch, in the order of `names`.
///
/// # Errors
/// An attachment that is missing, doubled or changed, by its number; a file that the request does not name.
#[uniffi::export]
pub fn check_attachments(request: &str, names: &[String], files: &[u8]) -> Result<(), InputError> {
    let Document::Request(request) = read(request)? else {
        return Err(argument("document", "it is a request"));
    };
    let files = batch::items(files)?;
    if names.len() != files.len() {
        return Err(argument("names", "there are as many names as files"));
    }
    let files: Vec<_> = names.iter().map(String::as_str).zip(files).collect();
    Ok(request.check_attachments(&files)?)
}

/// The printed page of a result: one HTML file that needs nothing else. The form is that of the result's service and kind,
/// where `forms` has it. `parts` are the texts of barcode parts.
///
/// # Errors
/// JSON that is no result, a value that a page cannot carry, a part that does not fit into a symbol.
#[uniffi::export]
pub fn print_result(result: &str, forms: &Forms, parts: &[String]) -> Result<String, InputError> {
    let Document::Result(result) = read(result)? else {
        return Err(argument("document", "it is a result"));
    };
    let form = forms.find(&result.service, result.kind.as_str());
    Ok(print::to_html(&result, form, &barcode::elements(parts)?)?)
}

/// The statements under a form, as JSON: `equivalence` with paper, and what the `barcode` of this department and region
/// holds; each in Kazakh and Russian, as the decree prints them.
///
/// # Errors
/// None that is known.
#[uniffi::export]
pub fn statements(department: String, region: String) -> Result<String, InputError> {
    let barcode = barcode_statement(&qoltanba::document::BarcodeStatement { department, region });
    let text = |language: qoltanba::Language, text: &str| (language.code().to_owned(), serde_json::Value::from(text));
    let equivalence: serde_json::Map<_, _> =
        qoltanba::document::EQUIVALENCE.into_iter().map(|(language, words)| text(language, words)).collect();
    let barcode: serde_json::Map<_, _> = barcode.iter().map(|(language, words)| text(*language, words)).collect();
    json::write(&serde_json::json!({ "equivalence": equivalence, "barcode": barcode }))
}

fn read(text: &str) -> Result<Document, InputError> {
    json::read("document", text)
}
