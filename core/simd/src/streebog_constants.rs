//! The constants of Streebog, turned at compile time into what the vector unit takes.
#![cfg_attr(not(target_arch = "x86_64"), expect(dead_code, reason = "only the vector unit reads them"))]
#![expect(
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "computed by the compiler, which checks every index"
)]

/// 512 bits, least significant word first.
pub type Vector = [u64; 8];

/// The constants of Streebog (RFC 6986), in the form in which [`Gfni::streebog_compress`](crate::Gfni::streebog_compress) uses them.
pub struct StreebogConstants {
    /// The substitution, 64 octets a row.
    pub(crate) substitution: [Vector; 4],
    /// The linear transformation as 8×8 matrices of bits. Word b of row r leads from octet b + r (modulo 8) of a word to
    /// octet b of the result. In a matrix, octet 7 - t is the row for bit t of the result.
    pub(crate) matrices: [Vector; 8],
    pub(crate) iteration: [Vector; 12],
}

impl StreebogConstants {
    /// From the substitution π, the rows of the matrix A (the row for bit 63 first), and the iteration constants.
    pub const fn new(pi: &[u8; 256], a: &[u64; 64], iteration: [Vector; 12]) -> Self {
        let mut substitution = [[0; 8]; 4];
        let mut i = 0;
        while i < 256 {
            substitution[i / 64][i / 8 % 8] |= (pi[i] as u64) << (8 * (i % 8));
            i += 1;
        }
        let mut matrices = [[0; 8]; 8];
        let mut from = 0;
        while from < 64 {
            // A one in bit `from` adds this row to the result.
            let row = a[63 - from];
            let mut to = 0;
            while to < 64 {
                let (octet_from, octet_to) = (from / 8, to / 8);
                let position = 8 * (7 - to % 8) + from % 8;
                matrices[(octet_from + 8 - octet_to) % 8][octet_to] |= ((row >> to) & 1) << position;
                to += 1;
            }
            from += 1;
        }
        Self { substitution, matrices, iteration }
    }
}
