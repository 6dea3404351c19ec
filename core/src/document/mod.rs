//! The electronic document: request, attachments, result, refusal, notification, barcode.

pub mod barcode;
pub(crate) mod xml;
