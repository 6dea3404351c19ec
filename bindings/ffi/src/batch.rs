//! Packed batches: one call, one buffer in, five bytes an item out.
//!
//! ```text
//! u32 count · count × (u32 offset, u32 length) · the items
//! ```
//! Numbers are little-endian; an offset counts from the start of the buffer. The answer has one byte for each item (the
//! exit status of the command line), and then for each item a u32 whose bits are the reasons, in the order of the
//! vocabulary.

use qoltanba::check::{Decision, Expected, Reason, Report};

use crate::error::{InputError, argument};
use crate::expected;

/// Items that are answered together: enough to keep every core busy, few enough that their reports stay small.
const CHUNK: usize = 1024;

/// Answers every item of a packed batch. `answer` gets some items at a time and gives a verdict for each, or none for an
/// unusable one.
pub(crate) fn map(
    batch: &[u8],
    expected: &[u8],
    answer: impl Fn(&[(&[u8], Expected)]) -> Vec<Option<Verdict>>,
) -> Result<Vec<u8>, InputError> {
    let items = items(batch)?;
    let each: Vec<Expected> = if expected.len() == expected::LENGTH {
        vec![expected::read(expected)?; items.len()]
    } else if Some(expected.len()) == items.len().checked_mul(expected::LENGTH) {
        expected.chunks_exact(expected::LENGTH).map(expected::read).collect::<Result<_, _>>()?
    } else {
        return Err(argument("expected", "one for all items, or one for each"));
    };
    let questions: Vec<_> = items.into_iter().zip(each).collect();
    let verdicts: Vec<_> = questions.chunks(CHUNK).flat_map(answer).collect();
    let codes = verdicts.iter().map(|verdict| code(*verdict));
    let reasons = verdicts.iter().flat_map(|verdict| verdict.map_or(0, |verdict| verdict.reasons).to_le_bytes());
    Ok(codes.chain(reasons).collect())
}

/// The short form of a report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Verdict {
    decision: Decision,
    reasons: u32,
}

impl From<&Report> for Verdict {
    fn from(report: &Report) -> Self {
        let checks = report.checks().iter().chain(report.signers().iter().flat_map(|signer| &signer.checks));
        let reasons = checks.filter_map(|check| check.reason).fold(0, |bits, reason| bits | bit(reason));
        Self { decision: report.decision(), reasons }
    }
}

/// The bit of a reason: its place in the vocabulary, which has fewer than 32.
fn bit(reason: Reason) -> u32 {
    let place = Reason::ALL.iter().position(|known| *known == reason);
    place.and_then(|place| u32::try_from(place).ok()).and_then(|place| 1u32.checked_shl(place)).unwrap_or_default()
}

/// The items of a packed batch.
pub(crate) fn items(batch: &[u8]) -> Result<Vec<&[u8]>, InputError> {
    let layout =
        || argument("batch", "count, then offset and length of each item, then the items; all within the buffer");
    let (count, rest) = batch.split_first_chunk().ok_or_else(layout)?;
    let count = usize::try_from(u32::from_le_bytes(*count)).map_err(|_| layout())?;
    let table = count.checked_mul(8).and_then(|length| rest.get(..length)).ok_or_else(layout)?;
    table.chunks_exact(8).map(|entry| item(batch, entry).ok_or_else(layout)).collect()
}

fn item<'a>(batch: &'a [u8], entry: &[u8]) -> Option<&'a [u8]> {
    let (offset, length) = entry.split_first_chunk()?;
    let start = usize::try_from(u32::from_le_bytes(*offset)).ok()?;
    let length = usize::try_from(u32::from_le_bytes(*length.first_chunk()?)).ok()?;
    batch.get(start..start.checked_add(length)?)
}

const fn code(verdict: Option<Verdict>) -> u8 {
    match verdict {
        Some(Verdict { decision: Decision::Confirmed, .. }) => 0,
        Some(Verdict { decision: Decision::Refused, .. }) => 1,
        Some(Verdict { decision: Decision::Undetermined, .. }) => 2,
        None => 3,
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

    fn unusable(items: &[(&[u8], Expected)]) -> Vec<Option<Verdict>> {
        vec![None; items.len()]
    }

    #[test]
    fn a_long_batch_keeps_its_order() {
        let items: Vec<Vec<u8>> = (0..3 * CHUNK + 1).map(|number| number.to_le_bytes().to_vec()).collect();
        let batch = packed(&items.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let verdict = |item: &[u8]| Verdict { decision: Decision::Refused, reasons: u32::from(item[0]) };
        let even = |items: &[(&[u8], Expected)]| {
            items.iter().map(|(item, _)| (item[0] % 2 == 0).then(|| verdict(item))).collect()
        };
        let answer = map(&batch, b"s-            ", even).unwrap();
        let (codes, reasons) = answer.split_at(items.len());
        for (number, (code, reasons)) in codes.iter().zip(reasons.chunks_exact(4)).enumerate() {
            let even = number % 2 == 0;
            assert_eq!(*code, if even { 1 } else { 3 });
            assert_eq!(reasons, if even { [number.to_le_bytes()[0], 0, 0, 0] } else { [0; 4] });
        }
        assert_eq!(answer.len(), 5 * items.len());
    }

    #[test]
    fn a_packed_batch_gives_its_items() {
        let items: [&[u8]; 3] = [b"\x07", b"", b"\x09\x09"];
        assert_eq!(super::items(&packed(&items)).unwrap(), items);
        assert!(super::items(&packed(&[])).unwrap().is_empty());
    }

    #[test]
    fn what_is_expected_is_given_once_or_for_each() {
        let batch = packed(&[b"a", b"b"]);
        let one = b"s-            ";
        let both = [3, 3, 0, 0, 0, 0, 0, 0, 0, 0];
        assert_eq!(map(&batch, one, unusable).unwrap(), both);
        assert_eq!(map(&batch, &one.repeat(2), unusable).unwrap(), both);
        for wrong in [&b""[..], b"s", &one.repeat(3)] {
            assert!(map(&batch, wrong, unusable).is_err());
        }
    }

    #[test]
    fn every_reason_has_a_bit_of_its_own() {
        let all = Reason::ALL.iter().fold(0, |bits, reason| bits | bit(*reason));
        assert_eq!((all.count_ones(), all.trailing_ones()), (25, 25));
    }

    #[test]
    fn a_table_that_points_outside_is_refused() {
        let whole = packed(&[b"abc", b"def"]);
        for length in 0..whole.len() {
            assert!(super::items(&whole[..length]).is_err(), "{length}");
        }
        let mut far = packed(&[b"abc"]);
        far[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(super::items(&far).is_err());
        assert!(super::items(&u32::MAX.to_le_bytes()).is_err());
    }
}
