//! Making XML signatures. The private key stays with the caller, who signs the octets that are handed over.

mod check;
mod edit;
mod enveloped;
mod markup;
mod message;
mod timestamp;

use crate::crypto::SignatureAlgorithm;
use crate::time::Moment;

pub use enveloped::sign_enveloped;
pub use message::sign_message;
pub use timestamp::{add_timestamp, octets_to_stamp};

/// Who signs, and how.
#[derive(Debug, Clone, Copy)]
pub struct XmlSigner<'k> {
    /// The signature algorithm; its digest is also that of the references.
    pub algorithm: SignatureAlgorithm,
    /// The certificate of the signer, DER. It is put into KeyInfo and not looked at.
    pub certificate: &'k [u8],
}

/// What a signature states beside the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement<'k> {
    /// Nothing: plain XML Signature.
    Plain,
    /// The properties of XAdES level B: signing time and certificate.
    XadesB {
        /// The claimed time of signing.
        signing_time: Moment,
        /// An identifier for the signature, unique in the document: a letter or `_`, then letters, digits, `-`, `_`, `.`.
        id: &'k str,
    },
}
