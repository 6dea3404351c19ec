//! From the source of a text or a value to its characters.
//!
//! Line ends (XML 1.0, 2.11), references (4.1, 4.6) and the white space of attribute values (3.3.3). Reading and
//! canonicalization both go through [`Pieces`].

use std::borrow::Cow;

use super::charset::is_char;

/// Where the source stands, which decides what is special in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::signature::xml) enum Place {
    /// Character data of an element.
    Text,
    /// A CDATA section, a comment or a processing instruction: no references.
    Verbatim,
    /// An attribute value.
    Attribute,
}

/// A run of characters as they stand in the source, or one that stands there in another form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::signature::xml) enum Piece<'a> {
    Run(&'a str),
    Char(char),
}

/// The pieces of a source whose references the parser has checked.
pub(in crate::signature::xml) struct Pieces<'a> {
    rest: &'a str,
    place: Place,
}

impl<'a> Pieces<'a> {
    pub(in crate::signature::xml) const fn new(source: &'a str, place: Place) -> Self {
        Self { rest: source, place }
    }

    fn special(&self) -> Option<usize> {
        let bytes = self.rest.as_bytes().iter();
        match self.place {
            Place::Text => bytes.into_iter().position(|byte| matches!(byte, b'&' | b'\r')),
            Place::Verbatim => bytes.into_iter().position(|byte| *byte == b'\r'),
            Place::Attribute => bytes.into_iter().position(|byte| matches!(byte, b'&' | b'\r' | b'\n' | b'\t')),
        }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let special = self.special().unwrap_or(self.rest.len());
        if special > 0 {
            let (run, rest) = self.rest.split_at_checked(special)?;
            self.rest = rest;
            return Some(Piece::Run(run));
        }
        let (decoded, len) = match self.rest.as_bytes() {
            [b'&', ..] => reference(self.rest)?,
            [b'\r', b'\n', ..] => ('\n', 2),
            [b'\r' | b'\n', ..] => ('\n', 1),
            [b'\t', ..] => ('\t', 1),
            _ => return None,
        };
        let literal_space = self.place == Place::Attribute && !self.rest.starts_with('&');
        self.rest = self.rest.get(len..)?;
        Some(Piece::Char(if literal_space { ' ' } else { decoded }))
    }
}

/// The characters of a source, copied only when they differ from it.
pub(super) fn decode(source: &str, place: Place) -> Cow<'_, str> {
    let mut pieces = Pieces::new(source, place);
    match (pieces.next(), pieces.rest) {
        (None, _) => Cow::Borrowed(""),
        (Some(Piece::Run(run)), "") => Cow::Borrowed(run),
        (Some(first), _) => {
            let mut text = String::with_capacity(source.len());
            for piece in std::iter::once(first).chain(pieces) {
                match piece {
                    Piece::Run(run) => text.push_str(run),
                    Piece::Char(c) => text.push(c),
                }
            }
            Cow::Owned(text)
        }
    }
}

/// The character that a reference at the start of `text` stands for, and the length of the reference. `None` for
/// entities other than the five of XML 1.0, 4.6, and for numbers of no legal character.
pub(super) fn reference(text: &str) -> Option<(char, usize)> {
    /// `&#x` with the digits of U+10FFFF, some leading zeros, and `;`.
    const LONGEST: usize = 16;
    let end = text.as_bytes().iter().take(LONGEST).position(|byte| *byte == b';')?;
    let name = text.get(1..end)?;
    let decoded = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => number(name.strip_prefix('#')?).filter(|c| is_char(*c))?,
    };
    Some((decoded, end + 1))
}

fn number(digits: &str) -> Option<char> {
    let (digits, radix) = digits.strip_prefix('x').map_or((digits, 10), |hexadecimal| (hexadecimal, 16));
    let all_digits = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    char::from_u32(u32::from_str_radix(digits, radix).ok().filter(|_| all_digits)?)
}
