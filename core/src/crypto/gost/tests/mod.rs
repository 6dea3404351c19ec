//! Tests that cross the files of this module.

mod arithmetic;
mod hashes;
mod points;
mod reference;
mod signatures;
mod worked_examples;

pub(super) use arithmetic::to_big;

/// Octets from hexadecimal digits.
pub(super) fn hex(digits: &str) -> Vec<u8> {
    assert!(digits.len().is_multiple_of(2));
    (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap()).collect()
}

/// Octets from hexadecimal digits, most significant first, turned to little-endian.
pub(super) fn hex_le(digits: &str) -> Vec<u8> {
    let mut octets = hex(digits);
    octets.reverse();
    octets
}
