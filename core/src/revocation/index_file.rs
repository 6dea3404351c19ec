//! A file with lists and their indexes, to be mapped by any number of processes.
//!
//! It holds each list *whole*, and is believed in nothing. To open it costs the same for ten entries and for a million: what
//! stands around the entries of each list is parsed, entries and tables are passed over by their length. A list is checked
//! *when it is first asked*, once for all threads, and before anything is looked up in it: SHA-256 over it is the one in the
//! file, each entry is well formed, its tables are those that are made anew from it. Its signature is checked then as well,
//! over the same bytes as ever. So an index that was made from a forged list is no better than that list, and one whose
//! tables leave an entry out clears nobody: the list cannot be used, nor can the others of the file that are asked about the
//! same certificate, for a base would clear whom its delta revokes.
//!
//! What the file saves is memory and time: with a mapped file a process keeps neither list nor table on its heap, and does
//! not read the lists that nobody asks.
//!
//! Layout, numbers little-endian: magic with version (8 bytes), number of lists (u32), zero (u32); then for each list
//! SHA-256 over it (32 bytes), its length (u32), entries in the table (u32, zero for a list whose index is made
//! anew); the list, zeros to a multiple of four; `entries.next_power_of_two() + 1` starts and `entries` offsets (u32 each).
//! At the end SHA-256 (32 bytes) over all that opening reads: everything but the content of revokedCertificates, zeros and
//! tables. It shows damage when the file is opened, in place of a list that nobody asks since its name was changed; it
//! proves nothing, for whoever makes a file computes it.
//!
//! ```
//! use qoltanba::revocation::{Crl, SharedBytes, index_file};
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! let list = Crl::from_der(&read("crl/nca-gost2015.crl"))?;
//! let file: SharedBytes = std::sync::Arc::new(index_file::write(&[list])?);
//! assert_eq!(index_file::read(&file)?.len(), 1);
//! # Ok::<(), qoltanba::Error>(())
//! ```

use std::ops::Range;

use super::Crl;
use super::entries::Stored;
use super::index::{SharedBytes, StoredTables};
use crate::crypto::{DigestAlgorithm, Hasher};
use crate::error::{Error, Result};

/// "qltcrl", a zero, and the version of the layout.
const MAGIC: [u8; 8] = *b"qltcrl\0\x02";

/// The most lists of one file: the country has fewer than ten CAs, with a complete and a delta list each.
const MAX_LISTS: u32 = 1_000;

/// Whether `bytes` begin like an index file, of whatever version.
#[must_use]
pub fn is_index_file(bytes: &[u8]) -> bool {
    bytes.starts_with(b"qltcrl\0")
}

/// The index file of these lists.
///
/// # Errors
/// `LimitExceeded` for more than a thousand lists; `Malformed` for a list from another index file that does not hold what
/// that file says (as [`Crl::entries`]).
pub fn write(lists: &[Crl]) -> Result<Vec<u8>> {
    let limit = || Error::LimitExceeded { what: "lists of an index file", limit: u64::from(MAX_LISTS) };
    let count = u32::try_from(lists.len()).ok().filter(|count| *count <= MAX_LISTS).ok_or_else(limit)?;
    let entries = lists.iter().map(Crl::entries).sum::<Result<usize>>()?;
    let mut file =
        Vec::with_capacity(48 + 12 * entries + lists.iter().map(|list| list.der().len() + 64).sum::<usize>());
    let mut opened = DigestAlgorithm::Sha256.hasher();
    file.extend_from_slice(&MAGIC);
    file.extend_from_slice(&count.to_le_bytes());
    file.extend_from_slice(&[0; 4]);
    opened.update(&file);
    for list in lists {
        let der = list.der();
        let tables = list.checked()?.tables().filter(|(_, offsets)| offsets.len() > 0);
        let entries = tables.map_or(0, |(_, offsets)| offsets.len());
        let record = file.len();
        file.extend_from_slice(&list.sha256());
        for number in [der.len(), entries] {
            // Both are below `MAX_CRL`.
            file.extend_from_slice(&u32::try_from(number).map_err(|_| limit())?.to_le_bytes());
        }
        digest_opened(&mut opened, file.get(record..).unwrap_or_default(), list);
        file.extend_from_slice(der);
        file.resize(file.len().next_multiple_of(4), 0);
        if let Some((starts, offsets)) = tables {
            starts.write(&mut file);
            offsets.write(&mut file);
        }
    }
    file.extend_from_slice(opened.finish().as_bytes());
    Ok(file)
}

/// The lists of an index file, which stay in `bytes`; these must not change while a list lives. Entries and tables are checked
/// when a list is first asked.
///
/// # Errors
/// `Malformed` when the file is cut, of another version, or changed in what is read here, and when a list in it is malformed
/// outside of its entries.
pub fn read(bytes: &SharedBytes) -> Result<Vec<Crl>> {
    let mut cursor = Cursor { bytes: bytes.as_ref().as_ref(), at: 0 };
    let mut opened = DigestAlgorithm::Sha256.hasher();
    if cursor.array()? != MAGIC {
        return Err(cursor.malformed("it begins with the magic number of this version"));
    }
    let count = cursor.number()?;
    if count > MAX_LISTS || cursor.number()? != 0 {
        return Err(cursor.malformed("its header has the form of this version"));
    }
    opened.update(cursor.since(0));
    let mut lists = Vec::new();
    for _ in 0..count {
        let record = cursor.at;
        let sha256: [u8; 32] = cursor.array()?;
        let (length, entries) = (cursor.size()?, cursor.size()?);
        if length > super::MAX_CRL || entries > length {
            return Err(cursor.malformed("a list and its table are within the limits"));
        }
        let record = cursor.since(record);
        let der = cursor.take(length)?;
        let padding = cursor.take(cursor.at.next_multiple_of(4) - cursor.at)?;
        if cursor.since(padding.start).iter().any(|octet| *octet != 0) {
            return Err(cursor.malformed("zeros stand between a list and its tables"));
        }
        let tables = match entries {
            0 => None,
            _ => {
                let starts = cursor.take(4 * (entries.next_power_of_two() + 1))?;
                let offsets = cursor.take(4 * entries)?;
                Some(StoredTables { file: bytes.clone(), starts, offsets })
            }
        };
        let stored = Stored { at: der.start, sha256, tables };
        let list = Crl::from_index_file(bytes.clone(), der, stored)?;
        digest_opened(&mut opened, record, &list);
        lists.push(list);
    }
    let expected: [u8; 32] = cursor.array()?;
    if opened.finish().as_bytes() != expected {
        return Err(cursor.malformed("what stands around the entries is what the file was made with"));
    }
    if cursor.at != cursor.bytes.len() {
        return Err(cursor.malformed("nothing follows after the last digest"));
    }
    Ok(lists)
}

/// Adds what is read of a list when the file is opened.
fn digest_opened(opened: &mut Hasher, record: &[u8], list: &Crl) {
    let [before, after] = list.around_entries();
    for part in [record, before, after] {
        opened.update(part);
    }
}

/// Reads forward; every range that it gives lies within the file.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    const fn malformed(&self, rule: &'static str) -> Error {
        Error::Malformed { what: "index file of CRLs", offset: self.at, rule }
    }

    fn take(&mut self, length: usize) -> Result<Range<usize>> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or_else(|| self.malformed("it is cut off"))?;
        let range = self.at..end;
        self.at = end;
        Ok(range)
    }

    /// What was taken since it stood at `start`.
    fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let range = self.take(N)?;
        let array = self.bytes.get(range).and_then(|part| part.first_chunk().copied());
        array.ok_or_else(|| self.malformed("it is cut off"))
    }

    fn number(&mut self) -> Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn size(&mut self) -> Result<usize> {
        let number = self.number()?;
        usize::try_from(number).map_err(|_| self.malformed("a length fits the address space"))
    }
}
