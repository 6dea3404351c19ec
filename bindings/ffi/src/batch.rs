//! Packed batches: one call, one buffer in, one byte an item out.
//!
//! ```text
//! u32 count · count × (u32 offset, u32 length) · the items
//! ```
//! Numbers are little-endian; an offset counts from the start of the buffer.

use qoltanba::check::Decision;

use crate::error::{InputError, argument};

/// Bytes of an identification number in a batch: its kind and 12 digits.
const NUMBER: usize = 13;

/// Answers every item of a packed batch with one byte.
pub(crate) fn map(
    batch: &[u8],
    numbers: &[u8],
    answer: impl Fn(&[u8], &[u8]) -> Result<u8, InputError>,
) -> Result<Vec<u8>, InputError> {
    let layout = || argument("batch", "count, then offset and length of each item, then the items; all within the buffer");
    let (count, rest) = batch.split_first_chunk().ok_or_else(layout)?;
    let count = usize::try_from(u32::from_le_bytes(*count)).map_err(|_| layout())?;
    let table = count.checked_mul(8).and_then(|length| rest.get(..length)).ok_or_else(layout)?;
    if !numbers.is_empty() && Some(numbers.len()) != count.checked_mul(NUMBER) {
        return Err(argument("numbers", "none at all, or 13 bytes for each item"));
    }
    let mut numbers = numbers.chunks_exact(NUMBER);
    table
        .chunks_exact(8)
        .map(|entry| {
            let item = item(batch, entry).ok_or_else(layout)?;
            answer(item, numbers.next().unwrap_or_default())
        })
        .collect()
}

fn item<'a>(batch: &'a [u8], entry: &[u8]) -> Option<&'a [u8]> {
    let (offset, length) = entry.split_first_chunk()?;
    let start = usize::try_from(u32::from_le_bytes(*offset)).ok()?;
    let length = usize::try_from(u32::from_le_bytes(*length.first_chunk()?)).ok()?;
    batch.get(start..start.checked_add(length)?)
}

/// The byte of a verdict: the exit statuses of the command line.
pub(crate) fn code(decision: Result<Decision, InputError>) -> u8 {
    match decision {
        Ok(Decision::Confirmed) => 0,
        Ok(Decision::Refused) => 1,
        Ok(Decision::Undetermined) => 2,
        Err(_) => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(items: &[&[u8]]) -> Vec<u8> {
        let mut offset = 4 + 8 * items.len();
        let mut batch = u32::try_from(items.len()).unwrap().to_le_bytes().to_vec();
        for item in items {
            batch.extend(u32::try_from(offset).unwrap().to_le_bytes());
            batch.extend(u32::try_from(item.len()).unwrap().to_le_bytes());
            offset += item.len();
        }
        items.iter().for_each(|item| batch.extend(*item));
        batch
    }

    fn first_byte(item: &[u8], _: &[u8]) -> Result<u8, InputError> {
        Ok(item.first().copied().unwrap_or(255))
    }

    #[test]
    fn items_are_answered_in_order_with_their_numbers() {
        assert_eq!(map(&packed(&[b"\x07", b"", b"\x09\x09"]), b"", first_byte).unwrap(), [7, 255, 9]);
        assert_eq!(map(&packed(&[]), b"", first_byte).unwrap(), [0u8; 0]);
        let numbers = b"I123456789011B123456789021";
        let second = map(&packed(&[b"a", b"b"]), numbers, |_, number| Ok(number[0])).unwrap();
        assert_eq!(second, *b"IB");
    }

    #[test]
    fn a_table_that_points_outside_is_refused() {
        let whole = packed(&[b"abc", b"def"]);
        for length in 0..whole.len() {
            assert!(map(&whole[..length], b"", first_byte).is_err(), "{length}");
        }
        let mut far = packed(&[b"abc"]);
        far[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(map(&far, b"", first_byte).is_err());
        assert!(map(&packed(&[b"a"]), b"I12345678901", first_byte).is_err());
        assert!(map(&u32::MAX.to_le_bytes(), b"", first_byte).is_err());
    }
}
