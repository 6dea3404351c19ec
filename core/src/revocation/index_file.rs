//! A file with lists and their indexes, to be mapped by any number of processes.
//!
//! It holds each list *whole*: whoever opens it checks the list's signature over the same bytes as ever, and compares the
//! tables with the entries. An index that was made from a forged list is no better than that list, and one whose tables
//! leave an entry out is refused. What the file saves is memory: with a mapped file a process keeps neither list nor
//! table on its heap.
//!
//! Layout, numbers little-endian: magic with version (8 bytes), number of lists (u32), zero (u32); then for each list
//! SHA-256 over it (32 bytes), its length (u32), entries in the table (u32, zero for a list whose index is made
//! anew); the list, zeros to a multiple of four; `entries.next_power_of_two() + 1` starts and `entries` offsets (u32 each).
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
use super::index::{SharedBytes, Table};
use crate::error::{Error, Result};

/// "qltcrl", a zero, and the version of the layout.
const MAGIC: [u8; 8] = *b"qltcrl\0\x01";

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
/// `LimitExceeded` for more than a thousand lists.
pub fn write(lists: &[Crl]) -> Result<Vec<u8>> {
    let limit = || Error::LimitExceeded { what: "lists of an index file", limit: u64::from(MAX_LISTS) };
    let count = u32::try_from(lists.len()).ok().filter(|count| *count <= MAX_LISTS).ok_or_else(limit)?;
    let mut file =
        Vec::with_capacity(16 + lists.iter().map(|list| list.der().len() + 64 + 12 * list.entries()).sum::<usize>());
    file.extend_from_slice(&MAGIC);
    file.extend_from_slice(&count.to_le_bytes());
    file.extend_from_slice(&[0; 4]);
    for list in lists {
        let der = list.der();
        let tables = list.index().tables().filter(|(_, offsets)| offsets.len() > 0);
        let entries = tables.map_or(0, |(_, offsets)| offsets.len());
        file.extend_from_slice(&list.sha256());
        for number in [der.len(), entries] {
            // Both are below `MAX_CRL`.
            file.extend_from_slice(&u32::try_from(number).map_err(|_| limit())?.to_le_bytes());
        }
        file.extend_from_slice(der);
        file.resize(file.len().next_multiple_of(4), 0);
        if let Some((starts, offsets)) = tables {
            starts.write(&mut file);
            offsets.write(&mut file);
        }
    }
    Ok(file)
}

/// The lists of an index file, which stay in `bytes`.
///
/// # Errors
/// `Malformed` when the file is cut, changed or of another version, when a list in it is malformed, and when a table does
/// not have exactly the entries of its list.
pub fn read(bytes: &SharedBytes) -> Result<Vec<Crl>> {
    let mut cursor = Cursor { bytes: bytes.as_ref().as_ref(), at: 0 };
    if cursor.array()? != MAGIC {
        return Err(cursor.malformed("it begins with the magic number of this version"));
    }
    let count = cursor.number()?;
    if count > MAX_LISTS || cursor.number()? != 0 {
        return Err(cursor.malformed("its header has the form of this version"));
    }
    let mut lists = Vec::new();
    for _ in 0..count {
        let sha256: [u8; 32] = cursor.array()?;
        let (length, entries) = (cursor.size()?, cursor.size()?);
        if length > super::MAX_CRL || entries > length {
            return Err(cursor.malformed("a list and its table are within the limits"));
        }
        let der = cursor.take(length)?;
        let padding = cursor.at.next_multiple_of(4) - cursor.at;
        cursor.take(padding)?;
        let tables = match entries {
            0 => None,
            _ => {
                let starts = cursor.take(4 * (entries.next_power_of_two() + 1))?;
                let offsets = cursor.take(4 * entries)?;
                Some((Table::Shared(bytes.clone(), starts), Table::Shared(bytes.clone(), offsets)))
            }
        };
        let list = Crl::from_shared(bytes.clone(), der, tables)?;
        if list.sha256() != sha256 {
            return Err(cursor.malformed("its list is the one that it was made from"));
        }
        lists.push(list);
    }
    if cursor.at != cursor.bytes.len() {
        return Err(cursor.malformed("nothing follows after the last table"));
    }
    Ok(lists)
}

/// Reads forward; every range that it gives lies within the file.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
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
