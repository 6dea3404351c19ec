//! The electronic document: request, attachments, result, refusal, notification, questionnaire, barcode, printed page.
//!
//! Every document has one XML form (`document.xsd`, [`DOCUMENT_XSD`]), in which a signature is enveloped as the last
//! child of the root. The bytes of the same XML are what a CMS signature covers. An [`ElectronicDocument`] comes only out
//! of a verification.

mod attachment;
pub mod barcode;
mod code;
mod data;
mod electronic;
pub mod form;
mod notice;
pub mod print;
mod refusal;
mod request;
mod result;
mod signed;
mod source;
mod statement;
mod value;
pub(crate) mod xml;

pub use attachment::Attachment;
pub use code::{
    Actor, ChannelId, Language, NotificationKind, Origin, RefusalCode, ResultKind, Satisfaction, SubReason,
};
pub(crate) use data::read_data;
pub use electronic::{DOCUMENT_XSD, Document, NAMESPACE, Parsed};
pub use notice::{Notification, Questionnaire};
pub(crate) use refusal::check_count;
pub use refusal::{Refusal, RefusalText};
pub use request::{Applicant, Paper, PowerOfAttorney, Registration, Representative, ServiceRequest};
pub use result::{Addressee, EquivalenceStatement, ServiceResult, Validity};
pub use signed::{ElectronicDocument, Opened};
pub use source::Source;
pub use statement::{BarcodeStatement, EQUIVALENCE, barcode_statement};
pub(crate) use value::check_value;
pub use value::{Day, Field, Number};
