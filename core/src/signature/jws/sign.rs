//! Making a JWS.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::ALGORITHMS;
use crate::crypto::SignatureAlgorithm;
use crate::error::{Error, Result};
use crate::signature::ecdsa;

/// A compact JWS (RFC 7515, 3.1) over `payload`, with the certificates in `x5c`, that of the signer first.
///
/// `sign` gets the octets to be signed and gives the value as [`crypto::verify`](crate::crypto::verify) takes it.
///
/// # Errors
/// `InvalidArgument` for an algorithm that has no name in JWS, or whose curve is not that of the key; those of `sign`.
pub fn sign_compact(
    payload: &[u8],
    algorithm: SignatureAlgorithm,
    certificates: &[&[u8]],
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>>,
) -> Result<String> {
    let named = ALGORITHMS.iter().find(|(_, known)| *known == algorithm);
    let (name, _) = named.ok_or(Error::InvalidArgument { argument: "algorithm", rule: "an algorithm of JWS" })?;
    let certificates: Vec<_> = certificates.iter().map(|der| STANDARD.encode(der)).collect();
    let header = serde_json::json!({ "alg": name, "x5c": certificates }).to_string();
    let mut text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    let value = ecdsa::in_fields(algorithm, sign(text.as_bytes())?)?;
    if matches!(algorithm, SignatureAlgorithm::Ecdsa(digest) if value.len() != 2 * digest.output_len()) {
        let rule = "ES256 with a key over P-256, ES384 with one over P-384 (RFC 7518, 3.4)";
        return Err(Error::InvalidArgument { argument: "algorithm", rule });
    }
    text.push('.');
    text.push_str(&URL_SAFE_NO_PAD.encode(value));
    Ok(text)
}
