//! The ZIP of a barcode set: one entry, deflated or stored (APPNOTE.TXT 6.3, sections 4.3.7, 4.3.9, 4.3.12, 4.3.16).
//!
//! A reader of ZIP in general has to guess where an archive begins; this one accepts only an archive that begins at the
//! first byte, ends at the last, and says the same in its three headers.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use crate::error::{Error, Result};

/// Unpacked size of the entry in bytes; usual is 3 to 7 thousand.
pub(super) const MAX_UNPACKED: u64 = 1 << 20;
/// Length of the name of the entry in bytes.
const MAX_NAME: usize = 255;

/// Bit 3: sizes and CRC stand in a data descriptor. Bit 11: the name is UTF-8. As eGov writes it.
const FLAGS: u16 = 0x0808;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Version 2.0: deflate.
const VERSION: u16 = 20;
/// 1 January 1980, 00:00: a date would make the bytes depend on the clock.
const DOS_TIME: u16 = 0;
const DOS_DATE: u16 = 0x0021;

/// The entry of an archive.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Writes an archive with one deflated entry.
pub(super) fn write(name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let failed = |_| Error::Crypto { operation: "compression" };
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).map_err(failed)?;
    let packed = encoder.finish().map_err(failed)?;
    let small = |length: usize| u32::try_from(length).map_err(|_| too_large());
    let (packed_size, size, crc) = (small(packed.len())?, small(bytes.len())?, crc32(bytes));
    let name_size = u16::try_from(name.len()).map_err(|_| too_large())?;

    let mut out = Bytes(Vec::new());
    out.u32(0x0403_4b50).u16(VERSION).u16(FLAGS).u16(DEFLATED).u16(DOS_TIME).u16(DOS_DATE);
    out.u32(0).u32(0).u32(0).u16(name_size).u16(0).raw(name.as_bytes()).raw(&packed);
    out.u32(0x0807_4b50).u32(crc).u32(packed_size).u32(size);
    let directory = small(out.0.len())?;
    out.u32(0x0201_4b50).u16(VERSION).u16(VERSION).u16(FLAGS).u16(DEFLATED).u16(DOS_TIME).u16(DOS_DATE);
    out.u32(crc).u32(packed_size).u32(size).u16(name_size).u16(0).u16(0).u16(0).u16(0).u32(0).u32(0);
    out.raw(name.as_bytes());
    let directory_size = small(out.0.len())? - directory;
    out.u32(0x0605_4b50).u16(0).u16(0).u16(1).u16(1).u32(directory_size).u32(directory).u16(0);
    Ok(out.0)
}

/// Reads an archive with one entry.
pub(super) fn read(archive: &[u8]) -> Result<Entry> {
    // 4.3.16: the end of central directory record has 22 bytes when there is no comment.
    let end_at = archive.len().checked_sub(22).ok_or(malformed(0, "an archive has an end record"))?;
    let mut end = Cursor { bytes: archive, at: end_at };
    end.expect(0x0605_4b50, "the archive ends with its end record, without a comment")?;
    let (disk, directory_disk, here, total) = (end.u16()?, end.u16()?, end.u16()?, end.u16()?);
    let (directory_size, directory_at, comment) = (end.u32()?, end.u32()?, end.u16()?);
    let one_file = disk == 0 && directory_disk == 0 && here == 1 && total == 1 && comment == 0;
    require(one_file, end_at, "the archive has one entry, on one disk")?;
    let directory_at = usize::try_from(directory_at).map_err(|_| too_large())?;
    let directory_end = directory_at.checked_add(usize::try_from(directory_size).map_err(|_| too_large())?);
    require(directory_end == Some(end_at), end_at, "the directory lies right before the end record")?;

    let mut entry = Cursor { bytes: archive, at: directory_at };
    entry.expect(0x0201_4b50, "the directory has an entry")?;
    entry.skip(4)?;
    let (flags, method) = (entry.u16()?, entry.u16()?);
    entry.skip(4)?;
    let (crc, packed_size, size) = (entry.u32()?, entry.u32()?, entry.u32()?);
    let (name_size, extra, comment) = (entry.u16()?, entry.u16()?, entry.u16()?);
    entry.skip(8)?;
    let local_at = entry.u32()?;
    let name = entry.take(usize::from(name_size))?;
    entry.skip(usize::from(extra) + usize::from(comment))?;
    require(entry.at == end_at, entry.at, "the directory has nothing but its entry")?;
    require(local_at == 0, directory_at, "the entry begins at the first byte")?;
    // Bit 0: encrypted; bit 5: patched; bit 6: strong encryption; bit 13: masked headers.
    require(flags & 0x2061 == 0, directory_at, "the entry is not encrypted")?;
    if u64::from(size) > MAX_UNPACKED {
        return Err(too_large());
    }

    let mut local = Cursor { bytes: archive, at: 0 };
    local.expect(0x0403_4b50, "the archive begins with a local header")?;
    local.skip(2)?;
    let same_kind = (local.u16()?, local.u16()?) == (flags, method);
    require(same_kind, 6, "local header and directory agree")?;
    local.skip(4)?;
    let sizes = (local.u32()?, local.u32()?, local.u32()?);
    let described = flags & 0x0008 != 0;
    let agreed = sizes == (crc, packed_size, size) || (described && sizes == (0, 0, 0));
    require(agreed, 14, "local header and directory agree")?;
    let (local_name, local_extra) = (local.u16()?, local.u16()?);
    require(local.take(usize::from(local_name))? == name, 30, "local header and directory agree")?;
    local.skip(usize::from(local_extra))?;
    let packed_at = local.at;
    let packed = local.take(usize::try_from(packed_size).map_err(|_| too_large())?)?;
    if described {
        // 4.3.9.3: the signature of the descriptor is optional.
        let mut signed = Cursor { bytes: archive, at: local.at };
        if signed.u32()? == 0x0807_4b50 {
            local.skip(4)?;
        }
        let same = (local.u32()?, local.u32()?, local.u32()?) == (crc, packed_size, size);
        require(same, local.at, "data descriptor and directory agree")?;
    }
    require(local.at == directory_at, local.at, "nothing lies between the entry and the directory")?;

    let bytes = match method {
        STORED => packed.to_vec(),
        DEFLATED => inflate(packed, packed_at)?,
        _ => return Err(Error::Unsupported { what: "ZIP compression method", offset: directory_at }),
    };
    let whole = u64::try_from(bytes.len()) == Ok(u64::from(size)) && crc32(&bytes) == crc;
    require(whole, packed_at, "the data have the size and the CRC of the directory")?;
    require(name.len() <= MAX_NAME, 30, "the name has at most 255 bytes")?;
    let name = std::str::from_utf8(name).map_err(|_| malformed(30, "the name is UTF-8"))?;
    Ok(Entry { name: name.to_owned(), bytes })
}

fn inflate(packed: &[u8], at: usize) -> Result<Vec<u8>> {
    let mut decoder = DeflateDecoder::new(packed);
    let mut bytes = Vec::new();
    // One byte more than allowed tells a bomb from the largest file.
    let read = Read::by_ref(&mut decoder).take(MAX_UNPACKED + 1).read_to_end(&mut bytes);
    let count = read.map_err(|_| malformed(at, "the data are deflated"))?;
    if u64::try_from(count).unwrap_or(u64::MAX) > MAX_UNPACKED {
        return Err(too_large());
    }
    let all = u64::try_from(packed.len()) == Ok(decoder.total_in());
    require(all, at, "nothing follows the deflated data")?;
    Ok(bytes)
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

const fn too_large() -> Error {
    Error::LimitExceeded { what: "unpacked bytes of a barcode document", limit: MAX_UNPACKED }
}

const fn malformed(offset: usize, rule: &'static str) -> Error {
    Error::Malformed { what: "ZIP of the barcode set", offset, rule }
}

const fn require(kept: bool, offset: usize, rule: &'static str) -> Result<()> {
    if kept { Ok(()) } else { Err(malformed(offset, rule)) }
}

/// Little-endian output.
struct Bytes(Vec<u8>);

impl Bytes {
    fn u16(&mut self, value: u16) -> &mut Self {
        self.raw(&value.to_le_bytes())
    }

    fn u32(&mut self, value: u32) -> &mut Self {
        self.raw(&value.to_le_bytes())
    }

    fn raw(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }
}

/// Little-endian input.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let end = self.at.checked_add(count);
        let taken =
            end.and_then(|end| self.bytes.get(self.at..end)).ok_or(malformed(self.at, "the archive is whole"))?;
        self.at += count;
        Ok(taken)
    }

    fn skip(&mut self, count: usize) -> Result<()> {
        self.take(count).map(|_| ())
    }

    fn u16(&mut self) -> Result<u16> {
        let short = malformed(self.at, "the archive is whole");
        self.take(2)?.try_into().map(u16::from_le_bytes).map_err(|_| short)
    }

    fn u32(&mut self) -> Result<u32> {
        let short = malformed(self.at, "the archive is whole");
        self.take(4)?.try_into().map(u32::from_le_bytes).map_err(|_| short)
    }

    fn expect(&mut self, signature: u32, rule: &'static str) -> Result<()> {
        let at = self.at;
        require(self.u32()? == signature, at, rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_written_as_egov_writes_it_and_read_back() {
        let text = "<a>қ</a>".repeat(500);
        let archive = write("one", text.as_bytes()).unwrap();
        assert_eq!(&archive[..10], [b'P', b'K', 3, 4, 20, 0, 8, 8, 8, 0]);
        let entry = read(&archive).unwrap();
        assert_eq!((entry.name.as_str(), entry.bytes.as_slice()), ("one", text.as_bytes()));
    }

    #[test]
    fn every_flipped_byte_is_found_or_harmless() {
        let text = b"<a>one two three</a>";
        let archive = write("one", text).unwrap();
        for at in 0..archive.len() {
            let mut changed = archive.clone();
            changed[at] ^= 0x10;
            // Versions, times and attributes say nothing of the content.
            if let Ok(entry) = read(&changed) {
                assert_eq!(entry.bytes, text, "byte {at}");
            }
        }
        for cut in 0..archive.len() {
            assert!(read(&archive[..cut]).is_err() && read(&archive[cut + 1..]).is_err(), "cut {cut}");
        }
        assert!(read(&[archive.as_slice(), b"x"].concat()).is_err());
        assert!(read(&[b"x", archive.as_slice()].concat()).is_err());
    }

    #[test]
    fn bombs_are_refused() {
        let most = vec![0u8; usize::try_from(MAX_UNPACKED).unwrap()];
        let archive = write("one", &most).unwrap();
        assert!(archive.len() < 2_000);
        assert_eq!(read(&archive).unwrap().bytes.len(), most.len());
        let bomb = write("one", &[most.as_slice(), b"0"].concat()).unwrap();
        assert_eq!(read(&bomb).unwrap_err(), too_large());
        // A directory that lies about the size does not help.
        let mut lying = bomb;
        let end = lying.len() - 22;
        let directory = end - 49;
        lying[directory + 24..directory + 28].copy_from_slice(&1u32.to_le_bytes());
        let descriptor = directory - 16;
        lying[descriptor + 12..descriptor + 16].copy_from_slice(&1u32.to_le_bytes());
        assert_eq!(read(&lying).unwrap_err(), too_large());
    }
}
