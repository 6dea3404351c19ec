//! Making XML signatures. The private key stays with the caller, who signs the octets that are handed over.

mod edit;
mod enveloped;
mod markup;
mod message;

use crate::asn1::{Reader, tag};
use crate::crypto::{DigestAlgorithm, SignatureAlgorithm};
use crate::error::{Error, Result};
use crate::time::Moment;

pub use enveloped::sign_enveloped;
pub use message::sign_message;

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

/// The octets of a signature value in XML. ECDSA comes as DER, as [`crypto::verify`](crate::crypto::verify) takes it, and
/// is written as r ‖ s (XML Signature 1.1, 6.4.3).
pub(super) fn value_for_xml(algorithm: SignatureAlgorithm, value: Vec<u8>) -> Result<Vec<u8>> {
    let SignatureAlgorithm::Ecdsa(digest) = algorithm else { return Ok(value) };
    const WHAT: &str = "ECDSA-Sig-Value";
    let mut reader = Reader::new(&value);
    let mut sequence = reader.sequence(WHAT)?;
    reader.finish(WHAT)?;
    let r = sequence.expect(tag::INTEGER, WHAT)?.unsigned_bytes(WHAT)?;
    let s = sequence.expect(tag::INTEGER, WHAT)?.unsigned_bytes(WHAT)?;
    sequence.finish(WHAT)?;
    // The fields of P-256 and P-384. Numbers of 384 bits that fit 256 bits do not happen.
    let longest = r.len().max(s.len());
    let field = match digest {
        DigestAlgorithm::Sha256 if longest <= 32 => 32,
        _ if longest <= 48 => 48,
        _ => return Err(Error::Unsupported { what: "ECDSA over a curve other than P-256 and P-384", offset: 0 }),
    };
    let mut octets = vec![0; 2 * field];
    for (number, end) in [(r, field), (s, 2 * field)] {
        if let Some(place) = octets.get_mut(end - number.len()..end) {
            place.copy_from_slice(number);
        }
    }
    Ok(octets)
}
