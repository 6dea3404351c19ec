//! The two encodings of an ECDSA value: the DER SEQUENCE of RFC 5480, and r ‖ s in fields of one length, which XML
//! Signature 1.1 (6.4.3) and JWS (RFC 7518, 3.4) have.

use crate::asn1::{Reader, Writer, tag};
use crate::crypto::{DigestAlgorithm, SignatureAlgorithm};
use crate::error::{Error, Result};

/// A value as [`crypto::verify`](crate::crypto::verify) takes it. Values of other algorithms stay as they are, and so do
/// those of odd length, which will not verify.
pub(super) fn for_verify(algorithm: SignatureAlgorithm, value: Vec<u8>) -> Vec<u8> {
    match algorithm {
        SignatureAlgorithm::Ecdsa(_) if !value.is_empty() && value.len().is_multiple_of(2) => {
            let (r, s) = value.split_at(value.len() / 2);
            let mut writer = Writer::new();
            writer.sequence(|sequence| {
                sequence.unsigned_bytes(r).unsigned_bytes(s);
            });
            writer.into_bytes()
        }
        SignatureAlgorithm::Ecdsa(_)
        | SignatureAlgorithm::RsaPkcs1(_)
        | SignatureAlgorithm::RsaPss(_)
        | SignatureAlgorithm::Gost34310_2004
        | SignatureAlgorithm::Gost34310_2015_256
        | SignatureAlgorithm::Gost34310_2015_512 => value,
    }
}

/// A value in fields of one length, from what [`for_verify`] gives.
///
/// # Errors
/// `Malformed` when an ECDSA value is no ECDSA-Sig-Value, `Unsupported` for a curve of more than 384 bits.
pub(super) fn in_fields(algorithm: SignatureAlgorithm, value: Vec<u8>) -> Result<Vec<u8>> {
    const WHAT: &str = "ECDSA-Sig-Value";
    let SignatureAlgorithm::Ecdsa(digest) = algorithm else { return Ok(value) };
    let mut reader = Reader::new(&value);
    let mut sequence = reader.sequence(WHAT)?;
    reader.finish(WHAT)?;
    let r = sequence.expect(tag::INTEGER, WHAT)?.unsigned_bytes(WHAT)?;
    let s = sequence.expect(tag::INTEGER, WHAT)?.unsigned_bytes(WHAT)?;
    sequence.finish(WHAT)?;
    // The fields of P-256 and P-384. That numbers of 384 bits fit 256 bits does not happen.
    let longest = r.len().max(s.len());
    let field = match digest {
        DigestAlgorithm::Sha256 if longest <= 32 => 32,
        _ if longest <= 48 => 48,
        _ => return Err(Error::Unsupported { what: "ECDSA over a curve of more than 384 bits", offset: 0 }),
    };
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

    #[test]
    fn short_numbers_are_padded_and_high_ones_stay_positive() {
        let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
        // SEQUENCE { INTEGER 1, INTEGER 0x80 }
        let der = [0x30, 7, 2, 1, 1, 2, 2, 0, 0x80];
        let fields = in_fields(algorithm, der.to_vec()).unwrap();
        let expected: Vec<u8> = [&[0; 31][..], &[1], &[0; 31], &[0x80]].concat();
        assert_eq!(fields, expected);
        assert_eq!(for_verify(algorithm, fields), der);
        assert_eq!(for_verify(algorithm, vec![1, 2, 3]), [1, 2, 3]);
        assert!(in_fields(algorithm, vec![0x30, 3, 2, 1, 1]).is_err());
    }
}
