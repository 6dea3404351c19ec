//! Barcode texts of an electronic document (section 8 of the national facts): XML in a ZIP, cut into elements.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Raw bytes in a full element.
const PIECE: usize = 650;
/// Groups the elements of one document.
const FAVOR_ID: &str = "99010100000001";

/// The texts of the barcodes that carry `document`, in order.
pub(super) fn elements(document: &str) -> Vec<String> {
    let archive = zip("one", document.as_bytes());
    let amount = archive.len().div_ceil(PIECE);
    let numbered = archive.chunks(PIECE).zip(1..);
    numbered
        .map(|(piece, number)| {
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><BarcodeElement \
                 xmlns=\"http://barcodes.pdf.shep.nitec.kz/\"><creationDate>2026-05-10T14:00:00.00{number}+05:00\
                 </creationDate><elementData>{}</elementData><elementNumber>{number}</elementNumber><elementsAmount>\
                 {amount}</elementsAmount><FavorID>{FAVOR_ID}</FavorID></BarcodeElement>",
                STANDARD.encode(piece)
            )
        })
        .collect()
}

/// A ZIP archive with one deflated entry, sizes in a data descriptor and a UTF-8 name (flags 0x0808), as the portal
/// writes it. The deflate stream consists of stored blocks (RFC 1951, 3.2.4): the same bytes with every compressor.
fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let deflated = stored_blocks(content);
    let le16 = |value: usize| u16::try_from(value).expect("small").to_le_bytes();
    let le32 = |value: usize| u32::try_from(value).expect("small").to_le_bytes();
    let checksum = crc32(content).to_le_bytes();
    let sizes = [le32(deflated.len()), le32(content.len())].concat();
    // version needed 2.0, flags, method deflate, time 00:00, date 2026-05-10
    let common: &[u8] = &[20, 0, 0x08, 0x08, 8, 0, 0, 0, 0xaa, 0x5c];

    let mut archive =
        [b"PK\x03\x04".as_slice(), common, &[0; 12], &le16(name.len()), &[0, 0], name.as_bytes()].concat();
    archive.extend([deflated.as_slice(), b"PK\x07\x08", &checksum, &sizes].concat());
    let directory_at = archive.len();
    archive.extend(
        [b"PK\x01\x02\x14\x00".as_slice(), common, &checksum, &sizes, &le16(name.len()), &[0; 16], name.as_bytes()]
            .concat(),
    );
    let directory_length = archive.len() - directory_at;
    archive.extend(
        [b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(), &le32(directory_length), &le32(directory_at), &[0, 0]].concat(),
    );
    archive
}

fn stored_blocks(content: &[u8]) -> Vec<u8> {
    let mut blocks = Vec::new();
    let mut rest = content;
    loop {
        let (block, remainder) = rest.split_at(rest.len().min(0xffff));
        let length = u16::try_from(block.len()).expect("at most 0xffff");
        blocks.push(u8::from(remainder.is_empty()));
        blocks.extend(length.to_le_bytes());
        blocks.extend((!length).to_le_bytes());
        blocks.extend(block);
        if remainder.is_empty() {
            return blocks;
        }
        rest = remainder;
    }
}

/// CRC-32 of ISO 3309, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let crc = bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    });
    !crc
}

#[cfg(test)]
mod tests {
    #[test]
    fn crc_of_the_check_string() {
        // The check value of CRC-32/ISO-HDLC.
        assert_eq!(super::crc32(b"123456789"), 0xcbf4_3926);
    }
}
