//! The face of qoltanba that Python and Kotlin see: no logic, only shapes that cross a language border well.
//!
//! Bytes come in as `&[u8]` (nothing is copied), a report goes out as the JSON of the published schema, a batch goes in
//! as one packed buffer and comes out as five bytes an item, what is nested and small (a document, a regulation, a step)
//! crosses as JSON. The packages `bindings/python` and `bindings/kotlin` give it
//! the manners of their languages; call those.

mod barcode;
mod batch;
mod document;
mod error;
mod evidence;
mod expected;
mod external;
mod form;
mod identity;
mod inspect;
mod json;
mod limits;
mod ocsp;
mod page;
mod procedure;
mod regulation;
mod signer;
mod stamping;
mod verifier;
mod words;

pub use barcode::{
    BarcodeImage, BarcodePart, BarcodeSetState, DecodedBarcode, barcode_png, barcode_svg, decode_barcode,
    encode_barcode, group_barcode_parts, inspect_barcode_parts, read_barcode_image, read_barcode_parts,
};
pub use document::{
    DigestAlgorithm, UnverifiedDocument, attachment_is, check_attachments, describe_attachment, document_schema,
    document_to_xml, print_result, read_unverified_document, statements,
};
pub use error::InputError;
pub use evidence::{Evidence, crl_index};
pub use external::{ExternalKey, SignatureAlgorithm};
pub use form::{FieldViolation, Forms};
pub use identity::{NumberDescription, describe_bin, describe_iin};
pub use inspect::inspect;
pub use limits::Limits;
pub use ocsp::ocsp_request;
pub use page::{Language, read_report, reason_help, report_page, report_schema};
pub use procedure::{Calendar, Deadline, Procedure, SignatureOfStep};
pub use regulation::{Catalogue, RegulationViolation, signer_misfits, signer_rules};
pub use signer::{CertificateReference, CheckedSigner, Encapsulation, OnRefusal, RsaPadding, Signer};
pub use stamping::{
    Hasher, TimestampAnswer, TimestampRequest, add_archive_timestamp, add_evidence, add_timestamp, octets_to_archive,
    octets_to_stamp,
};
pub use verifier::{
    AnchorPolicy, Answer, LegacyPolicy, OpenedDocument, RevocationDepth, SignatureCache, SignedAttributesPolicy,
    TrustStore, Verification, Verifier, VerifierOptions,
};
pub use words::{ClosedList, Decision, Word, closed_lists, vocabulary};

uniffi::setup_scaffolding!();

/// The version of this library, which is also that of the wheel and of the jar.
#[uniffi::export]
#[must_use]
pub fn library_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
