//! Character classes of XML 1.0 (fifth edition).

/// `Char` (2.2), for characters named by a reference; a whole document is looked over by [`find_illegal`].
pub(super) const fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// `S` (2.3).
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// `NameStartChar` (2.3) without the colon, which Namespaces in XML takes out of names.
pub(super) const fn is_name_start(c: char) -> bool {
    matches!(c, 'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` (2.3) without the colon.
pub(super) const fn is_name_char(c: char) -> bool {
    is_name_start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// The first byte of `text` that begins a character outside of `Char`.
pub(super) fn find_illegal(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let suspect = |byte: u8| (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0xEF;
    let mut from = 0;
    while let Some(found) = bytes.get(from..)?.iter().position(|byte| suspect(*byte)) {
        let at = from + found;
        // U+FFFE and U+FFFF are EF BF BE and EF BF BF; all else that begins with EF is legal.
        let legal = match bytes.get(at..)? {
            [0xEF, 0xBF, 0xBE | 0xBF, ..] => false,
            [0xEF, ..] => true,
            _ => false,
        };
        if !legal {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
