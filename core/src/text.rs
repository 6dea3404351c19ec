//! Text that came with the input, made fit to be shown.

use std::fmt::Write as _;

/// The byte order mark, which may stand before a text in UTF-8 and is no part of it.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A text without its byte order mark.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// As [`without_mark`], of what is not known to be text.
pub(crate) fn octets_without_mark(octets: &[u8]) -> &[u8] {
    octets.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(octets)
}

/// A text in which every [hidden](is_hidden) character is named instead (`[U+202E]`): on a terminal or a page it says no
/// more and no less than what it holds, on one line.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|character| push_visible(&mut shown, character));
    shown
}

pub(crate) fn push_visible(shown: &mut String, character: char) {
    if is_hidden(character) {
        // Writing to a string does not fail.
        let _ = write!(shown, "[U+{:04X}]", u32::from(character));
    } else {
        shown.push(character);
    }
}

/// Control characters, and those that Unicode Technical Report 36, section 2.3 and UAX 9 warn of: zero-width ones, marks
/// and overrides of direction, separators, tags, and what has no meaning in a text.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180b}'..='\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{e000}'..='\u{f8ff}'
                | '\u{e0000}'..='\u{10ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_turn_or_hide_a_text_is_named() {
        assert_eq!(visible("ab\u{202e}cd\u{200b}\u{0}\n\u{1b}[2J"), "ab[U+202E]cd[U+200B][U+0000][U+000A][U+001B][2J");
        assert_eq!(visible("ҮЛГІБАЕВ Дерек אבג"), "ҮЛГІБАЕВ Дерек אבג", "letters of any script stay");
    }
}
