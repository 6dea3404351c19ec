//! BER to DER (ITU-T X.690, sections 8 and 10): definite, minimal lengths, and strings in one piece.
//!
//! Only the form of the encoding changes. The order of a SET OF stays as it was sent, because signed attributes are
//! verified in that order; primitive contents (integers, times, the octets of a string) are copied octet by octet.
//!
//! One thing cannot be seen from outside: whether a constructed *context* tag is explicit, or an implicitly tagged string
//! in pieces. It is left as it came, and [`implicit_octets`] joins the pieces where the structure is known.

use std::borrow::Cow;

use super::{Tlv, Writer, tag};
use crate::error::{Error, Result};

/// The deepest nesting that is read. A CAdES signature with a timestamp and its embedded evidence reaches about 25; the
/// `der` crate stops at 64 as well.
pub const MAX_DEPTH: usize = 64;
/// The largest input, in bytes: the largest buffer that crosses the language bindings (a 32-bit signed length).
pub const MAX_INPUT: usize = 0x7fff_ffff;

const WHAT: &str = "BER";

/// What [`to_der`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcoded<'a> {
    /// The first element as DER; borrowed when it came as DER.
    pub der: Cow<'a, [u8]>,
    /// What follows the first element. Its end is read from its own header, so zero bytes count like any others.
    pub trailing: &'a [u8],
}

/// Brings the first element of `input` into DER.
///
/// # Errors
/// `Malformed` with the offset in `input` when it is no BER, `LimitExceeded` beyond [`MAX_DEPTH`] or [`MAX_INPUT`].
pub fn to_der(input: &[u8]) -> Result<Transcoded<'_>> {
    if input.len() > MAX_INPUT {
        return Err(Error::LimitExceeded { what: "bytes of BER", limit: 0x7fff_ffff });
    }
    let mut scan = Source { input, at: 0 };
    if let Form::Der = scan_element(&mut scan, MAX_DEPTH)? {
        let (der, trailing) = input.split_at_checked(scan.at).unwrap_or((input, &[]));
        return Ok(Transcoded { der: Cow::Borrowed(der), trailing });
    }
    let mut source = Source { input, at: 0 };
    let mut out = Vec::with_capacity(input.len());
    copy_element(&mut source, &mut out, MAX_DEPTH)?;
    Ok(Transcoded { der: Cow::Owned(out), trailing: input.get(source.at..).unwrap_or_default() })
}

/// The octets of an implicitly tagged OCTET STRING: the content itself when `tlv` is primitive, the joined pieces when
/// it is constructed (X.690, 8.7.3 with 8.14.4). `tlv` comes from transcoded bytes, so the pieces are OCTET STRINGs.
///
/// # Errors
/// `Malformed` when a piece is something else.
pub fn implicit_octets<'a>(tlv: &Tlv<'a>, what: &'static str) -> Result<Cow<'a, [u8]>> {
    if tlv.tag() & CONSTRUCTED == 0 {
        return Ok(Cow::Borrowed(tlv.content()));
    }
    let mut pieces = tlv.reader();
    let mut joined = Vec::with_capacity(tlv.content().len());
    while !pieces.is_empty() {
        joined.extend_from_slice(pieces.octet_string(what)?);
    }
    Ok(Cow::Owned(joined))
}

const CONSTRUCTED: u8 = 0x20;
const END_OF_CONTENTS: [u8; 2] = [0, 0];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Der,
    Ber,
}

#[derive(Clone, Copy)]
enum Length {
    Definite { length: usize, form: Form },
    Indefinite,
}

/// What an identifier octet announces.
enum Kind {
    Primitive,
    /// SEQUENCE, SET, or a constructed tag of another class.
    Constructed,
    /// A universal string in pieces; the pieces have this primitive tag.
    Pieces(u8),
}

struct Source<'a> {
    input: &'a [u8],
    at: usize,
}

impl<'a> Source<'a> {
    fn malformed(&self, rule: &'static str) -> Error {
        Error::Malformed { what: WHAT, offset: self.at, rule }
    }

    fn octet(&mut self) -> Result<u8> {
        let octet = self.input.get(self.at).copied().ok_or_else(|| self.malformed("the element is cut off"))?;
        self.at += 1;
        Ok(octet)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let end = self.end_after(length)?;
        let taken = self.input.get(self.at..end).unwrap_or_default();
        self.at = end;
        Ok(taken)
    }

    /// The offset `length` bytes from here, which lies in the input.
    fn end_after(&self, length: usize) -> Result<usize> {
        self.at
            .checked_add(length)
            .filter(|end| *end <= self.input.len())
            .ok_or_else(|| self.malformed("the content is cut off"))
    }

    /// Whether the two octets that close an indefinite length stand here; they are consumed.
    fn end_of_contents(&mut self) -> bool {
        let found = self.input.get(self.at..).is_some_and(|rest| rest.starts_with(&END_OF_CONTENTS));
        if found {
            self.at += 2;
        }
        found
    }

    fn header(&mut self) -> Result<(u8, Kind, Length)> {
        let identifier = self.octet()?;
        let at = self.at - 1;
        let refuse = |rule| Err(Error::Malformed { what: WHAT, offset: at, rule });
        let number = identifier & 0x1f;
        if number == 0x1f {
            return refuse("tag numbers above 30 are not used here");
        }
        let universal = identifier & 0xc0 == 0;
        let constructed = identifier & CONSTRUCTED != 0;
        let kind = match (universal, constructed) {
            (true, _) if number == 0 => return refuse("an end-of-contents mark stands where an element belongs"),
            (true, false) if matches!(identifier, 0x10 | 0x11) => return refuse("SEQUENCE and SET are constructed"),
            (_, false) => Kind::Primitive,
            (false, true) => Kind::Constructed,
            (true, true) => match identifier & !CONSTRUCTED {
                // EXTERNAL, EMBEDDED PDV, SEQUENCE, SET.
                0x08 | 0x0b | 0x10 | 0x11 => Kind::Constructed,
                tag::BIT_STRING => Kind::Pieces(tag::BIT_STRING),
                // X.690, 8.23.6: a character string is cut like an OCTET STRING.
                tag::OCTET_STRING | tag::UTF8_STRING | 0x12..=0x16 | 0x19..=0x1c | tag::BMP_STRING => {
                    Kind::Pieces(tag::OCTET_STRING)
                }
                _ => return refuse("this type is primitive"),
            },
        };
        let length = self.length()?;
        match (&kind, length) {
            (Kind::Primitive, Length::Indefinite) => refuse("a primitive element has a definite length"),
            _ => Ok((identifier, kind, length)),
        }
    }

    fn length(&mut self) -> Result<Length> {
        let first = self.octet()?;
        if first < 0x80 {
            return Ok(Length::Definite { length: usize::from(first), form: Form::Der });
        }
        let count = usize::from(first & 0x7f);
        if count == 0 {
            return Ok(Length::Indefinite);
        }
        let octets = self.take(count)?;
        // BER allows any number of leading zero octets.
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        let significant = octets.get(zeros..).unwrap_or_default();
        if significant.len() > 4 {
            return Err(self.malformed("the length is beyond 4 GiB"));
        }
        let length = significant.iter().fold(0usize, |value, octet| (value << 8) | usize::from(*octet));
        let form = if zeros == 0 && length >= 0x80 { Form::Der } else { Form::Ber };
        Ok(Length::Definite { length, form })
    }
}

fn deeper(budget: usize) -> Result<usize> {
    budget.checked_sub(1).ok_or(Error::LimitExceeded { what: "levels of BER nesting", limit: 64 })
}

/// Walks over one element and says whether it is DER already. Stops with `Form::Ber` at the first sign of BER.
fn scan_element(source: &mut Source<'_>, budget: usize) -> Result<Form> {
    let budget = deeper(budget)?;
    let (_, kind, length) = source.header()?;
    let Length::Definite { length, form: Form::Der } = length else { return Ok(Form::Ber) };
    match kind {
        Kind::Primitive => {
            source.take(length)?;
        }
        Kind::Pieces(_) => return Ok(Form::Ber),
        Kind::Constructed => {
            let end = source.end_after(length)?;
            while source.at < end {
                if scan_element(source, budget)? == Form::Ber {
                    return Ok(Form::Ber);
                }
            }
            if source.at > end {
                return Err(source.malformed("an element reaches beyond the one around it"));
            }
        }
    }
    Ok(Form::Der)
}

/// Appends one element to `out` as DER.
fn copy_element(source: &mut Source<'_>, out: &mut Vec<u8>, budget: usize) -> Result<()> {
    let budget = deeper(budget)?;
    let (identifier, kind, length) = source.header()?;
    match kind {
        Kind::Primitive => {
            let content = source.take(definite(length))?;
            out.extend_from_slice(&Writer::header(identifier, content.len()));
            out.extend_from_slice(content);
        }
        Kind::Constructed => {
            let start = out.len();
            each_child(source, length, |source| copy_element(source, out, budget))?;
            insert_header(out, start, identifier);
        }
        Kind::Pieces(piece) => {
            let start = out.len();
            let mut unused = 0;
            if piece == tag::BIT_STRING {
                out.push(0);
            }
            copy_pieces(source, length, piece, &mut unused, out, budget)?;
            if let (tag::BIT_STRING, Some(first)) = (piece, out.get_mut(start)) {
                *first = unused;
            }
            insert_header(out, start, identifier & !CONSTRUCTED);
        }
    }
    Ok(())
}

/// Appends the octets of a string in pieces; pieces may be cut again (X.690, 8.6.4 and 8.7.3).
fn copy_pieces(
    source: &mut Source<'_>,
    length: Length,
    piece: u8,
    unused: &mut u8,
    out: &mut Vec<u8>,
    budget: usize,
) -> Result<()> {
    let budget = deeper(budget)?;
    each_child(source, length, |source| {
        let (identifier, kind, length) = source.header()?;
        if identifier & !CONSTRUCTED != piece {
            return Err(source.malformed("the pieces of a string are strings of its type"));
        }
        match kind {
            Kind::Pieces(_) => copy_pieces(source, length, piece, unused, out, budget),
            Kind::Primitive | Kind::Constructed => {
                let content = source.take(definite(length))?;
                if piece != tag::BIT_STRING {
                    out.extend_from_slice(content);
                    return Ok(());
                }
                let (bits, octets) =
                    content.split_first().ok_or_else(|| source.malformed("a BIT STRING begins with a count"))?;
                if *unused != 0 {
                    return Err(source.malformed("only the last piece of a BIT STRING has unused bits"));
                }
                *unused = *bits;
                out.extend_from_slice(octets);
                Ok(())
            }
        }
    })
}

/// Calls `child` for every element inside one of this length.
fn each_child<'a>(
    source: &mut Source<'a>,
    length: Length,
    mut child: impl FnMut(&mut Source<'a>) -> Result<()>,
) -> Result<()> {
    match length {
        Length::Indefinite => {
            while !source.end_of_contents() {
                child(source)?;
            }
        }
        Length::Definite { length, form: Form::Der | Form::Ber } => {
            let end = source.end_after(length)?;
            while source.at < end {
                child(source)?;
            }
            if source.at > end {
                return Err(source.malformed("an element reaches beyond the one around it"));
            }
        }
    }
    Ok(())
}

/// The length of a primitive element; `header` has refused an indefinite one.
const fn definite(length: Length) -> usize {
    match length {
        Length::Definite { length, .. } => length,
        Length::Indefinite => 0,
    }
}

/// Puts identifier and length before the content that begins at `start`.
fn insert_header(out: &mut Vec<u8>, start: usize, identifier: u8) {
    let header = Writer::header(identifier, out.len() - start);
    out.splice(start..start, header);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(input: &[u8]) -> Vec<u8> {
        to_der(input).unwrap().der.into_owned()
    }

    fn rule(input: &[u8]) -> &'static str {
        match to_der(input).unwrap_err() {
            Error::Malformed { rule, .. } => rule,
            other => panic!("{other}"),
        }
    }

    /// The header octets by the table of X.690, 8.1.3, written out by hand.
    fn expected_header(length: usize) -> &'static [u8] {
        match length {
            0 => &[0x04, 0x00],
            1 => &[0x04, 0x01],
            127 => &[0x04, 0x7f],
            128 => &[0x04, 0x81, 0x80],
            255 => &[0x04, 0x81, 0xff],
            256 => &[0x04, 0x82, 0x01, 0x00],
            65_535 => &[0x04, 0x82, 0xff, 0xff],
            65_536 => &[0x04, 0x83, 0x01, 0x00, 0x00],
            other => panic!("no header for {other}"),
        }
    }

    #[test]
    fn every_length_boundary_in_every_form() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let octets = vec![0x5a; length];
            let expected = [expected_header(length), &octets].concat();
            // DER is borrowed.
            assert!(matches!(to_der(&expected).unwrap().der, Cow::Borrowed(bytes) if bytes == expected));
            // A length in more octets than needed.
            let long = [&[0x04, 0x85, 0][..], &u32::try_from(length).unwrap().to_be_bytes(), &octets].concat();
            assert_eq!(der(&long), expected);
            // One piece, indefinite and definite, and cut in two nested pieces.
            let indefinite = [&[0x24, 0x80][..], &expected, &[0, 0]].concat();
            assert_eq!(der(&indefinite), expected);
            let definite = [Writer::header(0x24, expected.len()), expected.clone()].concat();
            assert_eq!(der(&definite), expected);
            let (front, back) = octets.split_at(length / 2);
            let piece = |octets: &[u8]| [Writer::header(0x04, octets.len()), octets.to_vec()].concat();
            let nested = [&[0x24, 0x80, 0x24, 0x80][..], &piece(front), &[0, 0], &piece(back), &[0, 0]].concat();
            assert_eq!(der(&nested), expected);
        }
    }

    #[test]
    fn a_constructed_element_grows_a_shorter_or_longer_header() {
        for length in [125usize, 126, 253, 254, 65_530, 65_532, 65_533] {
            let inner = [Writer::header(0x04, length), vec![7; length]].concat();
            let sequence = [&[0x30, 0x80][..], &inner, &[0, 0]].concat();
            assert_eq!(der(&sequence), [Writer::header(0x30, inner.len()), inner].concat());
        }
    }

    #[test]
    fn what_follows_is_reported_and_zero_bytes_are_content() {
        let input = [0x30, 0x80, 0x04, 0x03, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0a];
        let transcoded = to_der(&input).unwrap();
        assert_eq!(transcoded.der.as_ref(), [0x30, 0x05, 0x04, 0x03, 0x01, 0x00, 0x00]);
        assert_eq!(transcoded.trailing, [0x00, 0x00, 0x0a]);
        let transcoded = to_der(&[0x04, 0x01, 0x00, 0x00]).unwrap();
        assert_eq!((transcoded.der.as_ref(), transcoded.trailing), (&[0x04, 0x01, 0x00][..], &[0x00][..]));
    }

    #[test]
    fn the_order_of_a_set_stays() {
        assert_eq!(der(&[0x31, 0x80, 0x02, 0x01, 0x09, 0x02, 0x01, 0x01, 0, 0]), [0x31, 6, 2, 1, 9, 2, 1, 1]);
    }

    #[test]
    fn bit_strings_join_and_keep_the_unused_bits_of_the_last_piece() {
        assert_eq!(der(&[0x23, 0x80, 3, 2, 0, 0xaa, 3, 2, 4, 0xb0, 0, 0]), [3, 3, 4, 0xaa, 0xb0]);
        assert_eq!(
            rule(&[0x23, 0x80, 3, 2, 1, 0xaa, 3, 2, 0, 0xb0, 0, 0]),
            "only the last piece of a BIT STRING has unused bits"
        );
    }

    #[test]
    fn character_strings_are_cut_into_octet_strings() {
        assert_eq!(der(&[0x2c, 0x80, 4, 1, b'a', 4, 1, b'b', 0, 0]), [0x0c, 2, b'a', b'b']);
    }

    #[test]
    fn implicit_strings_in_pieces_are_joined_where_the_structure_is_known() {
        let transcoded = to_der(&[0xa0, 0x80, 0x24, 0x80, 4, 1, 1, 4, 1, 2, 0, 0, 4, 1, 3, 0, 0]).unwrap();
        let tlv = super::super::Reader::new(&transcoded.der).any("test").unwrap();
        assert_eq!(implicit_octets(&tlv, "test").unwrap().as_ref(), [1, 2, 3]);
        let tlv = super::super::Reader::new(&[0x80, 2, 8, 9]).any("test").unwrap();
        assert!(matches!(implicit_octets(&tlv, "test").unwrap(), Cow::Borrowed([8, 9])));
    }

    #[test]
    fn what_is_no_ber_is_refused() {
        for (input, expected) in [
            (&[][..], "the element is cut off"),
            (&[0x04], "the element is cut off"),
            (&[0x04, 0x02, 0x00], "the content is cut off"),
            (&[0x04, 0x80, 0, 0], "a primitive element has a definite length"),
            (&[0x00, 0x00], "an end-of-contents mark stands where an element belongs"),
            (&[0x30, 0x02, 0x00, 0x00], "an end-of-contents mark stands where an element belongs"),
            (&[0x30, 0x80, 0x05, 0x00], "the element is cut off"),
            (&[0x30, 0x81, 0x03, 0x04, 0x02, 0x01], "the content is cut off"),
            (&[0x30, 0x81, 0x03, 0x04, 0x02, 0x01, 0x01], "an element reaches beyond the one around it"),
            (&[0x30, 0x03, 0x04, 0x02, 0x01, 0x01], "an element reaches beyond the one around it"),
            (&[0x24, 0x80, 0x02, 0x01, 0x01, 0, 0], "the pieces of a string are strings of its type"),
            (&[0x22, 0x80, 0x02, 0x01, 0x01, 0, 0], "this type is primitive"),
            (&[0x10, 0x00], "SEQUENCE and SET are constructed"),
            (&[0x1f, 0x81, 0x01, 0x00], "tag numbers above 30 are not used here"),
            (&[0x04, 0x85, 1, 0, 0, 0, 0], "the length is beyond 4 GiB"),
        ] {
            assert_eq!(rule(input), expected, "{input:02x?}");
        }
    }

    #[test]
    fn nesting_is_limited_in_both_forms() {
        let indefinite = [0x30, 0x80].repeat(100_000);
        let limit = Error::LimitExceeded { what: "levels of BER nesting", limit: 64 };
        assert_eq!(to_der(&indefinite).unwrap_err(), limit);
        let mut definite = Vec::new();
        for _ in 0..65 {
            definite = [Writer::header(0x30, definite.len()), definite].concat();
        }
        assert_eq!(to_der(&definite).unwrap_err(), limit);
        assert!(to_der(&definite[2..]).is_ok());
        let pieces = [0x24, 0x80].repeat(100_000);
        assert_eq!(to_der(&pieces).unwrap_err(), limit);
    }

    proptest::proptest! {
        /// Any bytes end in a verdict, and what comes out is DER: a second pass borrows it.
        #[test]
        fn the_result_is_der(input in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            if let Ok(Transcoded { der, trailing }) = to_der(&input) {
                proptest::prop_assert!(trailing.len() < input.len());
                let again = to_der(&der).unwrap();
                proptest::prop_assert!(matches!(again.der, Cow::Borrowed(bytes) if *bytes == *der));
                proptest::prop_assert!(again.trailing.is_empty());
            }
        }
    }
}
