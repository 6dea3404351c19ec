//! Moments, identity numbers and PEM.

use qoltanba::asn1::{decode_base64, decode_pem, der_objects, encode_pem};
use qoltanba::{Bin, Iin, Moment};

/// A moment keeps its value through its text.
pub(super) fn moment(input: &[u8]) {
    if let Some(moment) = std::str::from_utf8(input).ok().and_then(|text| Moment::parse(text).ok()) {
        let (year, month, day, hour, minute, second) = moment.to_utc();
        // The offset of a text can lead out of the years that a text can name.
        if (0..=9999).contains(&year) {
            assert_eq!(Moment::parse(&moment.to_string()), Ok(moment));
        }
        let year = i32::try_from(year).unwrap_or_default();
        assert_eq!(Moment::from_utc(year, month, day, hour, minute, second), Some(moment));
    }
    // Any number of seconds has a date.
    if let Some(seconds) = input.first_chunk::<8>() {
        let moment = Moment::from_unix(i64::from_le_bytes(*seconds));
        let (_, month, day, hour, minute, second) = moment.to_utc();
        assert!((1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60);
        let _ = moment.to_string();
    }
}

/// Twelve digits and nothing else are a number, and it stays out of `Debug`.
pub(super) fn identity(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let is_number = input.len() == 12 && input.iter().all(u8::is_ascii_digit);
    assert_eq!(Iin::parse(text).is_ok(), is_number);
    assert_eq!(Bin::parse(text).is_ok(), is_number);
    if let (Ok(iin), Ok(bin)) = (Iin::parse(text), Bin::parse(text)) {
        assert_eq!((iin.as_str(), bin.as_str()), (text, text));
        assert!(!format!("{iin:?}{bin:?}").contains(text));
        assert_eq!(iin.control_digit(), bin.control_digit());
        let _ = (iin.structure(), bin.structure());
    }
}

/// Blocks that were read are read again from what is written.
pub(super) fn pem(input: &[u8]) {
    let _ = der_objects(input, &["CERTIFICATE"]);
    let Ok(text) = std::str::from_utf8(input) else { return };
    let _ = decode_base64(text);
    let Ok(blocks) = decode_pem(text) else { return };
    let written: String = blocks.iter().map(|block| encode_pem(&block.label, &block.bytes)).collect();
    assert_eq!(decode_pem(&written), Ok(blocks));
}
