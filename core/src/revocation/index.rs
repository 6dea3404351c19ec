//! The index of a list: one pass over the entries, then a table of buckets. It holds places, not serial numbers; the
//! entry itself is read when it is asked for.

use std::ops::Range;
use std::sync::Arc;

use super::entry::{self, EntryExtensions, RawEntry};
use crate::asn1::Reader;
use crate::error::{Error, Result};

/// Bytes that several lists share, for instance a file that is mapped into memory. They must not change while in use.
pub type SharedBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A row of 32-bit numbers, made here or found equal to one that stands little-endian in a file.
pub(super) enum Table {
    Made(Vec<u32>),
    Shared(SharedBytes, Range<usize>),
}

/// The tables of an index as they stand in a file. Nothing can be looked up in them: [`Index::adopt`] compares them first.
pub(super) struct StoredTables {
    pub(super) file: SharedBytes,
    pub(super) starts: Range<usize>,
    pub(super) offsets: Range<usize>,
}

impl StoredTables {
    /// Where they begin in the file.
    pub(super) const fn start(&self) -> usize {
        self.starts.start
    }
}

impl Table {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Made(numbers) => numbers.len(),
            Self::Shared(_, range) => range.len() / 4,
        }
    }

    fn get(&self, at: usize) -> Option<u32> {
        match self {
            Self::Made(numbers) => numbers.get(at).copied(),
            Self::Shared(bytes, range) => {
                let numbers = bytes.as_ref().as_ref().get(range.clone())?;
                numbers.get(at.checked_mul(4)?..)?.first_chunk().map(|number| u32::from_le_bytes(*number))
            }
        }
    }

    fn place(&self, at: usize) -> usize {
        self.get(at).and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
    }

    /// The numbers as they stand in a file.
    pub(super) fn write(&self, file: &mut Vec<u8>) {
        match self {
            Self::Made(numbers) => numbers.iter().for_each(|number| file.extend_from_slice(&number.to_le_bytes())),
            Self::Shared(bytes, range) => {
                file.extend_from_slice(bytes.as_ref().as_ref().get(range.clone()).unwrap_or_default());
            }
        }
    }

    /// Whether these are the numbers that stand in the octets.
    fn stands_in(&self, octets: &[u8]) -> bool {
        match self {
            Self::Made(own) => {
                let (numbers, rest) = octets.as_chunks::<4>();
                rest.is_empty()
                    && own.len() == numbers.len()
                    && own.iter().zip(numbers).all(|(own, other)| *own == u32::from_le_bytes(*other))
            }
            Self::Shared(bytes, range) => bytes.as_ref().as_ref().get(range.clone()) == Some(octets),
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::Made(Vec::new())
    }
}

/// Buckets of entry offsets: the offsets of bucket `b` stand in `offsets[starts[b]..starts[b + 1]]`, in their order.
#[derive(Default)]
pub(super) struct Index {
    starts: Table,
    offsets: Table,
    /// In an indirect list: from this offset on, entries belong to this issuer.
    runs: Vec<(u32, Box<[u8]>)>,
}

/// The tables of a file are not those of its list.
pub(super) struct TablesDiffer;

/// What the pass found that forbids to use the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryProblem {
    UnknownCritical,
    IssuerWithoutName,
    IssuerInDirectList,
}

/// Whether entries may belong to other issuers than the list's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListKind {
    Direct,
    Indirect,
}

impl Index {
    /// Reads every entry of `list` and makes the table.
    ///
    /// # Errors
    /// `Malformed` for any entry that breaks the format.
    pub(super) fn build(
        mut list: Reader<'_>,
        allowed: EntryExtensions,
        kind: ListKind,
    ) -> Result<(Self, Option<EntryProblem>)> {
        // An entry is at least 19 bytes long; 40 is usual.
        let mut places: Vec<(u32, u32)> = Vec::with_capacity(list.rest().len() / 36);
        let mut runs = Vec::new();
        let mut problem = None;
        while !list.is_empty() {
            let offset = u32::try_from(list.offset())
                .map_err(|_| Error::LimitExceeded { what: "size of a CRL in bytes", limit: u64::from(u32::MAX) })?;
            if let Some((serial, length)) = entry::skim(list.rest(), allowed) {
                places.push((hash(serial), offset));
                list = Reader::at(list.rest().get(length..).unwrap_or_default(), list.offset() + length);
                continue;
            }
            let raw = entry::read(&mut list, allowed)?;
            places.push((hash(raw.serial), offset));
            if raw.unknown_critical.is_some() {
                problem = Some(EntryProblem::UnknownCritical);
            }
            if let Some((value, at)) = raw.certificate_issuer {
                let key = entry::issuer_key(value, at)?;
                match (kind, key) {
                    (ListKind::Direct, _) => problem = Some(EntryProblem::IssuerInDirectList),
                    (ListKind::Indirect, None) => problem = Some(EntryProblem::IssuerWithoutName),
                    (ListKind::Indirect, Some(key)) => runs.push((offset, key)),
                }
            }
        }
        Ok((Self::from_places(&places, runs), problem))
    }

    /// Counting sort by bucket: about one entry in each.
    fn from_places(places: &[(u32, u32)], runs: Vec<(u32, Box<[u8]>)>) -> Self {
        let buckets = places.len().next_power_of_two();
        let mut starts = vec![0u32; buckets + 1];
        let bucket = |hash: u32| bucket_of(hash, buckets);
        for (hash, _) in places {
            if let Some(count) = starts.get_mut(bucket(*hash)) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        // Each start is now the end of its bucket; filling from the end moves it to the beginning.
        let mut offsets = vec![0u32; places.len()];
        for (hash, offset) in places.iter().rev() {
            if let Some(start) = starts.get_mut(bucket(*hash)) {
                *start -= 1;
                if let Some(slot) = usize::try_from(*start).ok().and_then(|slot| offsets.get_mut(slot)) {
                    *slot = *offset;
                }
            }
        }
        Self { starts: Table::Made(starts), offsets: Table::Made(offsets), runs }
    }

    /// Takes the tables of a file in place of its own, when they are the same: a table that left an entry out would clear a
    /// revoked certificate. Making them anew costs less than asking for every entry whether it is there.
    pub(super) fn adopt(&mut self, stored: &StoredTables) -> Result<(), TablesDiffer> {
        for (own, range) in [(&mut self.starts, &stored.starts), (&mut self.offsets, &stored.offsets)] {
            if !own.stands_in(stored.file.as_ref().as_ref().get(range.clone()).unwrap_or_default()) {
                return Err(TablesDiffer);
            }
            *own = Table::Shared(stored.file.clone(), range.clone());
        }
        Ok(())
    }

    fn bucket(&self, bucket: usize) -> Range<usize> {
        self.starts.place(bucket)..self.starts.place(bucket + 1)
    }

    /// The tables to be written to a file; `None` for an indirect list, whose issuers stand in none of them.
    pub(super) fn tables(&self) -> Option<(&Table, &Table)> {
        self.runs.is_empty().then_some((&self.starts, &self.offsets))
    }

    /// The number of entries.
    pub(super) fn len(&self) -> usize {
        self.offsets.len()
    }

    /// Every entry for this serial number that belongs to `issuer` (`None`: the list's own), in the order of the list.
    pub(super) fn find<'a>(
        &'a self,
        der: &'a [u8],
        allowed: EntryExtensions,
        serial: &'a [u8],
        issuer: &'a [u8],
        list_issuer: &'a [u8],
    ) -> impl Iterator<Item = RawEntry<'a>> + 'a {
        let bucket = bucket_of(hash(serial), self.starts.len().saturating_sub(1));
        self.bucket(bucket)
            .map_while(|at| self.offsets.get(at))
            .filter_map(move |offset| {
                let at = usize::try_from(offset).ok()?;
                let raw = entry::read(&mut Reader::at(der.get(at..)?, at), allowed).ok()?;
                (raw.serial == serial).then_some((offset, raw))
            })
            .filter(move |(offset, _)| {
                let run = self.runs.partition_point(|(start, _)| start <= offset);
                let owner = run.checked_sub(1).and_then(|run| self.runs.get(run)).map_or(list_issuer, |(_, key)| key);
                owner == issuer
            })
            .map(|(_, raw)| raw)
    }
}

fn bucket_of(hash: u32, buckets: usize) -> usize {
    // `buckets` is a power of two.
    usize::try_from(hash).unwrap_or_default() & buckets.saturating_sub(1)
}

/// Mixes every octet of a serial number, so that sequential and random numbers spread alike. It need not resist an
/// attacker: only the signer of a list chooses what is in it, and a crowded bucket costs time alone.
fn hash(serial: &[u8]) -> u32 {
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = serial.as_chunks::<8>();
    let tail = rest.iter().fold(0u64, |value, byte| (value << 8) | u64::from(*byte));
    let mixed = words
        .iter()
        .map(|word| u64::from_be_bytes(*word))
        .chain([tail])
        .fold(0u64, |state, word| (state ^ word).wrapping_mul(MULTIPLIER).rotate_right(29));
    let folded = mixed.wrapping_mul(MULTIPLIER) >> 32;
    u32::try_from(folded).unwrap_or_default()
}
