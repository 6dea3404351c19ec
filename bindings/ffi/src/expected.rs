//! What the request says of its signer, as 14 bytes.
//!
//! Purpose (`s` signing, `a` authentication, `*` any), kind of number (`I` IIN, `B` BIN, `-` none), 12 digits (anything
//! when there is none). A borrowed slice costs nothing to pass; a record or an enumeration costs an allocation in the
//! library and two more calls, about as much as the rest of the call.

use qoltanba::certificate::Purpose;
use qoltanba::check::{Expected, Subject};
use qoltanba::{Bin, Iin};

use crate::error::{InputError, argument};

/// The length of an entry in bytes.
pub(crate) const LENGTH: usize = 14;

/// Reads one entry.
pub(crate) fn read(entry: &[u8]) -> Result<Expected, InputError> {
    let rule = |rule| argument("expected", rule);
    let [purpose, kind, digits @ ..] = entry else {
        return Err(rule("purpose, kind of number, 12 digits"));
    };
    let purpose = match purpose {
        b's' => Purpose::Sign,
        b'a' => Purpose::Auth,
        b'*' => Purpose::Any,
        _ => return Err(rule("the purpose is s, a or *")),
    };
    let digits = std::str::from_utf8(digits).map_err(|_| rule("the number has exactly 12 digits"))?;
    let subject = match kind {
        b'I' => Subject::Iin(Iin::parse(digits)?),
        b'B' => Subject::Bin(Bin::parse(digits)?),
        b'-' => Subject::Anyone,
        _ => return Err(rule("the kind of number is I, B or -")),
    };
    Ok(Expected { subject, purpose })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read() {
        let iin = Expected::iin(Iin::parse("123456789011").unwrap());
        assert_eq!(read(b"sI123456789011").unwrap(), iin);
        let bin = Expected::bin(Bin::parse("123456789021").unwrap());
        assert_eq!(read(b"aB123456789021").unwrap(), bin.for_purpose(Purpose::Auth));
        assert_eq!(read(b"*-            ").unwrap(), Expected::anyone().for_purpose(Purpose::Any));
    }

    #[test]
    fn what_is_no_entry_is_refused_without_repeating_it() {
        for entry in [&b""[..], b"s", b"xI123456789011", b"sX123456789011", b"sI12345678901", b"sI12345678901\xff"] {
            let InputError::InvalidArgument { detail, .. } = read(entry).unwrap_err() else { panic!("{entry:?}") };
            assert!(!detail.contains("12345"), "{detail}");
        }
    }
}
