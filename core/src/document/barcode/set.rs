//! A set of parts: from a document to parts and back.

use std::collections::{BTreeMap, BTreeSet};

use super::element::{CreationDate, Element, FavorId, MAX_PARTS, PART_BYTES};
use super::zip;
use crate::error::{Error, Result};

/// The name of the entry that eGov writes.
const ENTRY: &str = "one";
/// Parts that one call takes, doubled ones included.
const MAX_GIVEN: usize = 1_000;

/// A document out of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The bytes of the document.
    pub document: Vec<u8>,
    /// The name of its entry in the ZIP.
    pub entry_name: String,
    /// When its first part was made. Its signature is to be judged at this moment.
    pub created: CreationDate,
    /// The number that groups the set.
    pub favor_id: FavorId,
    /// What was unusual.
    pub notes: Vec<Note>,
}

/// Something unusual that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The entry is not called `one`: another producer.
    EntryName,
    /// This part was given more than once, each time the same.
    Doubled(u32),
    /// A part that is not the last has not 650 bytes: another producer.
    PartSize(u32),
}

/// What a collection of parts lacks to be one set. All empty: it can be decoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetState {
    /// The numbers of parts that are not there.
    pub missing: Vec<u32>,
    /// The numbers of parts that were given more than once, each time with the same data.
    pub doubled: Vec<u32>,
    /// The numbers of parts that were given more than once with different data.
    pub different: Vec<u32>,
    /// The places, from 1, of given parts that belong to another set than the first.
    pub foreign: Vec<u32>,
}

/// Packs a document and cuts it into parts of 650 bytes.
///
/// # Errors
/// `LimitExceeded` if the document is larger than the reader unpacks, or needs more than 100 parts.
pub fn encode(document: &[u8], favor_id: &FavorId, created: &CreationDate) -> Result<Vec<Element>> {
    if u64::try_from(document.len()).unwrap_or(u64::MAX) > zip::MAX_UNPACKED {
        return Err(Error::LimitExceeded { what: "unpacked bytes of a barcode document", limit: zip::MAX_UNPACKED });
    }
    let archive = zip::write(ENTRY, document)?;
    let amount = u32::try_from(archive.len().div_ceil(PART_BYTES)).unwrap_or(u32::MAX);
    if amount > MAX_PARTS {
        return Err(Error::LimitExceeded { what: "parts of a barcode set", limit: MAX_PARTS.into() });
    }
    let part = |(number, data): (u32, &[u8])| Element {
        created: created.clone(),
        data: data.to_vec(),
        number,
        amount,
        favor_id: favor_id.clone(),
    };
    Ok((1..=amount).zip(archive.chunks(PART_BYTES)).map(part).collect())
}

/// Puts a set together, in whatever order its parts are given.
///
/// The same part given twice is accepted and noted when both are the same.
///
/// # Errors
/// `Item` that names a missing, different or foreign part, `Malformed` if the bytes are no ZIP with one entry,
/// `LimitExceeded` if the document is too large.
pub fn decode(elements: &[Element]) -> Result<Decoded> {
    let first = elements.first().ok_or(Error::InvalidArgument { argument: "parts", rule: "a set has parts" })?;
    if elements.len() > MAX_GIVEN {
        return Err(Error::LimitExceeded { what: "given parts of a barcode set", limit: 1_000 });
    }
    let state = inspect(elements);
    let what = "barcode part";
    for (number, rule) in [
        (state.foreign.first(), "the part belongs to the same set as the first one given"),
        (state.different.first(), "a part that is given twice is the same both times"),
        (state.missing.first(), "the part is there"),
    ] {
        if let Some(number) = number {
            return Err(Error::Item { what, number: *number, rule });
        }
    }
    let parts: BTreeMap<u32, &Element> = elements.iter().map(|element| (element.number, element)).collect();
    let mut notes: Vec<Note> = state.doubled.iter().map(|number| Note::Doubled(*number)).collect();
    let odd = parts.values().filter(|part| part.number < part.amount && part.data.len() != PART_BYTES);
    notes.extend(odd.map(|part| Note::PartSize(part.number)));
    let archive: Vec<u8> = parts.values().flat_map(|part| &part.data).copied().collect();
    let entry = zip::read(&archive)?;
    if entry.name != ENTRY {
        notes.push(Note::EntryName);
    }
    let created = parts.values().next().map_or_else(|| first.created.clone(), |part| part.created.clone());
    let favor_id = first.favor_id.clone();
    Ok(Decoded { document: entry.bytes, entry_name: entry.name, created, favor_id, notes })
}

/// Says what a collection of parts lacks to be one set.
#[must_use]
pub fn inspect(elements: &[Element]) -> SetState {
    let mut state = SetState::default();
    let Some(first) = elements.first() else { return state };
    let mut parts: BTreeMap<u32, &Element> = BTreeMap::new();
    let (mut doubled, mut different) = (BTreeSet::new(), BTreeSet::new());
    for (place, element) in (1..).zip(elements) {
        if element.favor_id != first.favor_id || element.amount != first.amount {
            state.foreign.push(place);
            continue;
        }
        match parts.insert(element.number, element) {
            Some(before) if before.data != element.data || before.created != element.created => {
                different.insert(element.number);
            }
            Some(_) => {
                doubled.insert(element.number);
            }
            None => {}
        }
    }
    state.missing = (1..=first.amount.min(MAX_PARTS)).filter(|number| !parts.contains_key(number)).collect();
    state.doubled = doubled.difference(&different).copied().collect();
    state.different = different.into_iter().collect();
    state
}

/// Sorts parts of several sets into one list a set, in the order of their first parts.
#[must_use]
pub fn group(elements: Vec<Element>) -> Vec<Vec<Element>> {
    let mut sets: Vec<Vec<Element>> = Vec::new();
    for element in elements {
        let same = |set: &&mut Vec<Element>| {
            set.first().is_some_and(|first| first.favor_id == element.favor_id && first.amount == element.amount)
        };
        match sets.iter_mut().find(same) {
            Some(set) => set.push(element),
            None => sets.push(vec![element]),
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Moment;

    /// A document that does not compress: numbers from a small generator.
    fn document(length: usize) -> Vec<u8> {
        let mut state = 0x1234_5678u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        (0..length).map(|_| next()).collect()
    }

    fn set(favor_id: &str) -> Vec<Element> {
        let created = CreationDate::new(Moment::parse("2024-01-01T06:00:00Z").unwrap(), 360).unwrap();
        encode(&document(2_500), &FavorId::parse(favor_id).unwrap(), &created).unwrap()
    }

    #[test]
    fn parts_are_full_and_come_back_in_any_order() {
        let mut parts = set("12345678901234");
        assert_eq!(parts.len(), 5);
        assert!(parts[..4].iter().all(|part| part.data.len() == 650 && part.to_xml().len() == 1_183));
        parts.reverse();
        parts.swap(0, 2);
        let decoded = decode(&parts).unwrap();
        assert_eq!((decoded.document, decoded.entry_name.as_str()), (document(2_500), "one"));
        assert_eq!(decoded.notes, []);
    }

    #[test]
    fn missing_different_and_foreign_parts_are_named() {
        let item = |number, rule| Error::Item { what: "barcode part", number, rule };
        let good = set("12345678901234");
        let mut missing = good.clone();
        missing.remove(2);
        assert_eq!(decode(&missing), Err(item(3, "the part is there")));
        assert_eq!(inspect(&missing[1..]).missing, [1, 3]);
        let mut doubled = good.clone();
        doubled.push(good[1].clone());
        assert_eq!(decode(&doubled).unwrap().notes, [Note::Doubled(2)]);
        doubled[5].data[0] ^= 1;
        assert_eq!(decode(&doubled), Err(item(2, "a part that is given twice is the same both times")));
        let mut foreign = good;
        foreign.push(set("99999999999999").remove(0));
        assert_eq!(decode(&foreign), Err(item(6, "the part belongs to the same set as the first one given")));
        assert_eq!(group(foreign).iter().map(Vec::len).collect::<Vec<_>>(), [5, 1]);
        assert!(decode(&[]).is_err());
    }

    #[test]
    fn one_flipped_byte_is_found() {
        let good = set("12345678901234");
        for part in 0..good.len() {
            for byte in [0, good[part].data.len() / 2, good[part].data.len() - 1] {
                let mut changed = good.clone();
                changed[part].data[byte] ^= 1;
                assert!(decode(&changed).is_err(), "part {part}, byte {byte}");
            }
        }
    }
}
