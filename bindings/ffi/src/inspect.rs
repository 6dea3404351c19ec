//! What a file holds.

use qoltanba::inspect::describe;
use zeroize::Zeroizing;

use crate::error::InputError;
use crate::json;

/// Describes a file as JSON: a certificate, list, message, token, answer, key file, XML document or barcode. Nothing is
/// verified. `password` opens a key file.
///
/// # Errors
/// A file that cannot be read; a password that does not open it.
#[uniffi::export]
pub fn inspect(file: &[u8], password: Option<String>) -> Result<String, InputError> {
    let password = password.map(Zeroizing::new);
    json::write(&describe(file, password.as_ref().map(|text| text.as_str()))?)
}
