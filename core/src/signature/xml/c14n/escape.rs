//! Characters in canonical form (Canonical XML 1.0, section 2.3).

use super::Output;
use crate::error::Result;
use crate::signature::xml::tree::{Piece, Pieces, Place};

/// A text node.
pub(super) fn text(source: &str, place: Place, output: &mut Output<'_>) -> Result<()> {
    write(source, place, |byte| matches!(byte, b'&' | b'<' | b'>' | b'\r'), output)
}

/// The value of an attribute, without its quotes.
pub(super) fn attribute(source: &str, output: &mut Output<'_>) -> Result<()> {
    write(source, Place::Attribute, |byte| matches!(byte, b'&' | b'<' | b'"' | b'\t' | b'\n' | b'\r'), output)
}

/// A value that was decoded before.
pub(super) fn attribute_value(value: &str, output: &mut Output<'_>) -> Result<()> {
    run(value, |byte| matches!(byte, b'&' | b'<' | b'"' | b'\t' | b'\n' | b'\r'), output)
}

/// What stands in a comment or a processing instruction: only its line ends change.
pub(super) fn verbatim(source: &str, output: &mut Output<'_>) -> Result<()> {
    write(source, Place::Verbatim, |_| false, output)
}

fn write(source: &str, place: Place, special: impl Fn(u8) -> bool, output: &mut Output<'_>) -> Result<()> {
    for piece in Pieces::new(source, place) {
        match piece {
            Piece::Run(text) => run(text, &special, output)?,
            Piece::Char(c) => match u8::try_from(c).ok().filter(u8::is_ascii) {
                Some(byte) if special(byte) => output.put(replacement(byte))?,
                Some(_) | None => output.put_char(c)?,
            },
        }
    }
    Ok(())
}

fn run(mut text: &str, special: impl Fn(u8) -> bool, output: &mut Output<'_>) -> Result<()> {
    while let Some(found) = text.bytes().position(&special) {
        let (before, rest) = text.split_at_checked(found).unwrap_or((text, ""));
        output.put(before)?;
        output.put(rest.bytes().next().map_or("", replacement))?;
        text = rest.get(1..).unwrap_or_default();
    }
    output.put(text)
}

const fn replacement(byte: u8) -> &'static str {
    match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        b'\t' => "&#x9;",
        b'\n' => "&#xA;",
        b'\r' => "&#xD;",
        _ => "",
    }
}
