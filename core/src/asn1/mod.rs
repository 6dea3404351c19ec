//! ASN.1: strict DER reading with offsets, DER writing, BER to DER, and PEM.
//!
//! What is signed is verified as it came, so reading never copies and never re-encodes: [`Reader`] hands out
//! [`Tlv`]s that borrow from the input and know their offset in it.

mod ber;
mod pem;
mod reader;
mod writer;

pub use ber::{MAX_DEPTH, MAX_INPUT, Transcoded, implicit_octets, to_der};
pub use pem::{MAX_TEXT, PemBlock, decode_base64, decode_pem, der_objects, encode_pem};
pub use reader::{Reader, Tlv, tag};
pub use writer::Writer;
