//! The two encodings of an ECDSA value: the DER SEQUENCE of RFC 5480, and r ‖ s in fields of one length, which XML
//! Signature 1.1 (6.4.3) and JWS (RFC 7518, 3.4) have.

use crate::asn1::{Reader, Writer, tag};
use crate::crypto::{AlgorithmPolicy, KeyAlgorithm, PublicKey, SignatureAlgorithm, SignatureError, verify};
use crate::error::{Error, Result};

/// Octets of r and of s: those of the order of the curve.
const P256_FIELD: usize = 32;
const P384_FIELD: usize = 48;

/// As [`verify`], for a value whose ECDSA form is r ‖ s. Each has the octets of the order of the key's curve, no more
/// and no fewer: one signature has one value.
pub(super) fn verify_in_fields(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    message: &[u8],
    value: &[u8],
    policy: AlgorithmPolicy,
) -> std::result::Result<(), SignatureError> {
    let field = match (algorithm, key.algorithm()) {
        (SignatureAlgorithm::Ecdsa(_), KeyAlgorithm::EcdsaP256) => P256_FIELD,
        (SignatureAlgorithm::Ecdsa(_), KeyAlgorithm::EcdsaP384) => P384_FIELD,
        (_, _) => return verify(key, algorithm, message, value, policy),
    };
    // What has another length is no value; an empty one does not verify, whatever else there is to say.
    let der = if value.len() == 2 * field { in_der(value.split_at(field)) } else { Vec::new() };
    verify(key, algorithm, message, &der, policy)
}

fn in_der((r, s): (&[u8], &[u8])) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.sequence(|sequence| {
        sequence.unsigned_bytes(r).unsigned_bytes(s);
    });
    writer.into_bytes()
}

/// A value in fields of one length, from its DER form. Values of other algorithms stay as they are.
///
/// # Errors
/// `Malformed` when an ECDSA value is no ECDSA-Sig-Value, `Unsupported` for a curve of more than 384 bits.
pub(super) fn in_fields(algorithm: SignatureAlgorithm, value: Vec<u8>) -> Result<Vec<u8>> {
    const WHAT: &str = "ECDSA-Sig-Value";
    let SignatureAlgorithm::Ecdsa(_) = algorithm else { return Ok(value) };
    let mut reader = Reader::new(&value);
    let mut sequence = reader.sequence(WHAT)?;
    reader.finish(WHAT)?;
    let r = sequence.expect(tag::INTEGER, WHAT)?.unsigned_bytes(WHAT)?;
    let s = sequence.expect(tag::INTEGER, WHAT)?.unsigned_bytes(WHAT)?;
    sequence.finish(WHAT)?;
    // The value does not name its curve. That both numbers of a P-384 signature fit 256 bits does not happen.
    let longest = r.len().max(s.len());
    let field = [P256_FIELD, P384_FIELD].into_iter().find(|field| longest <= *field);
    let unsupported = Error::Unsupported { what: "ECDSA over a curve of more than 384 bits", offset: 0 };
    let field = field.ok_or(unsupported)?;
    let mut octets = vec![0; 2 * field];
    for (number, end) in [(r, field), (s, 2 * field)] {
        if let Some(place) = octets.get_mut(end - number.len()..end) {
            place.copy_from_slice(number);
        }
    }
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::DigestAlgorithm;

    #[test]
    fn short_numbers_are_padded_and_high_ones_stay_positive() {
        let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
        // SEQUENCE { INTEGER 1, INTEGER 0x80 }
        let der = [0x30, 7, 2, 1, 1, 2, 2, 0, 0x80];
        let fields = in_fields(algorithm, der.to_vec()).unwrap();
        let expected: Vec<u8> = [&[0; 31][..], &[1], &[0; 31], &[0x80]].concat();
        assert_eq!(fields, expected);
        assert_eq!(in_der(fields.split_at(P256_FIELD)), der);
        assert!(in_fields(algorithm, vec![0x30, 3, 2, 1, 1]).is_err());
        let longer = [&[0x30, 38, 2, 33][..], &[1; 33], &[2, 1, 1]].concat();
        let fields = in_fields(algorithm, longer);
        assert_eq!(fields.unwrap().len(), 2 * P384_FIELD);
    }
}
