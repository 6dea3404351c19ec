//! Which form an input most looks like. Its parser decides whether it is one.

use crate::text::octets_without_mark;

/// A form that a parser is there for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    Cms,
    Xml,
    Jws,
}

pub(super) fn looks_like(input: &[u8]) -> Look {
    // A byte order mark of UTF-16 begins text; only XML may be in UTF-16.
    if [&b"\xfe\xff"[..], b"\xff\xfe"].iter().any(|mark| input.starts_with(mark)) {
        return Look::Xml;
    }
    let text = octets_without_mark(input).trim_ascii();
    match text.first() {
        Some(b'<') => Look::Xml,
        Some(b'{') => Look::Jws,
        Some(_) if is_compact(text) => Look::Jws,
        Some(_) | None => Look::Cms,
    }
}

/// Whether a text is meant as a compact JWS: three parts in base64url (RFC 7515, 7.1), or a header as most begin, `{"`,
/// with an error after it. No base64 and no PEM has a full stop.
fn is_compact(text: &[u8]) -> bool {
    let in_alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    let stops = || text.iter().filter(|byte| **byte == b'.');
    (text.starts_with(b"ey") && stops().next().is_some()) || (stops().count() == 2 && text.iter().all(in_alphabet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_told_from_the_others_by_its_beginning() {
        for (look, inputs) in [
            (Look::Xml, &[&b"<a/>"[..], b" \r\n<a/>", b"\xef\xbb\xbf<a/>", b"\xff\xfe<\0", b"\xfe\xff\0<"][..]),
            // `{"`, `{ `, `{` with a line feed, `{` with a tab; detached; without a value; the JSON forms.
            (
                Look::Jws,
                &[
                    b"eyJ9.e30.AA",
                    b"eyAi.e30.AA",
                    b"ewoi.e30.AA",
                    b"ewki.e30.AA",
                    b"ewoi..AA\r\n",
                    b"eyJ9.e30.",
                    b"eyJ9.e30=.AA",
                    b"{}",
                    b"\xef\xbb\xbf {}",
                    b"\xef\xbb\xbfewoi.e30.AA",
                ],
            ),
            (
                Look::Cms,
                &[
                    b"",
                    b"\x30\x80",
                    b"MIIB",
                    b"-----BEGIN CMS-----",
                    b"\xef\xbb\xbfMIIB",
                    b"\xef\xbb\xbf-----BEGIN CMS-----",
                    b"\x30.\x00.",
                    b"eyAA",
                ],
            ),
        ] {
            for input in inputs {
                assert_eq!(looks_like(input), look, "{input:?}");
            }
        }
    }
}
