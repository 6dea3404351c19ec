//! One entry of revokedCertificates (RFC 5280, 5.1.2.6 and 5.3): read without allocation, for lists of a million.

use std::fmt;

use crate::asn1::{Reader, tag};
use crate::certificate::{GeneralName, Name};
use crate::error::Result;
use crate::time::Moment;

const WHAT: &str = "revokedCertificates";

/// CRLReason (RFC 5280, 5.3.1), without the reserved code 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Code 0.
    Unspecified,
    /// Code 1.
    KeyCompromise,
    /// Code 2.
    CaCompromise,
    /// Code 3.
    AffiliationChanged,
    /// Code 4.
    Superseded,
    /// Code 5.
    CessationOfOperation,
    /// Code 6.
    CertificateHold,
    /// Code 8; in delta CRLs only.
    RemoveFromCrl,
    /// Code 9.
    PrivilegeWithdrawn,
    /// Code 10.
    AaCompromise,
}

impl Reason {
    /// The reason with this code.
    #[must_use]
    pub const fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            7 | 11.. => return None,
        })
    }

    /// The name of the reason in RFC 5280, 5.3.1, for instance `keyCompromise`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a list says about one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// reasonCode; absent means unspecified.
    pub reason: Option<Reason>,
    /// revocationDate.
    pub revocation_date: Moment,
    /// invalidityDate: since when the certificate should be held for invalid.
    pub invalidity_date: Option<Moment>,
}

/// An entry as it stands in its list.
pub(super) struct RawEntry<'a> {
    /// The content octets of the serial number.
    pub(super) serial: &'a [u8],
    pub(super) entry: Entry,
    /// The content of a certificateIssuer extension.
    pub(super) certificate_issuer: Option<(&'a [u8], usize)>,
    pub(super) unknown_critical: Option<UnknownCritical>,
}

/// An entry extension that forbids to use the list for any certificate (RFC 5280, 5.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnknownCritical;

/// Whether the list is of version 2, which alone has extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryExtensions {
    Allowed,
    Forbidden,
}

/// Reads the entry that stands next.
pub(super) fn read<'a>(list: &mut Reader<'a>, allowed: EntryExtensions) -> Result<RawEntry<'a>> {
    let mut fields = list.sequence(WHAT)?;
    let serial = fields.expect(tag::INTEGER, WHAT)?.integer_bytes(WHAT)?;
    let revocation_date = fields.any(WHAT)?.time("revocationDate")?;
    let mut raw = RawEntry {
        serial,
        entry: Entry { reason: None, revocation_date, invalidity_date: None },
        certificate_issuer: None,
        unknown_critical: None,
    };
    if !fields.is_empty() {
        if allowed == EntryExtensions::Forbidden {
            return Err(fields.malformed(WHAT, "a version 1 list has no entry extensions (RFC 5280, 5.1.2.6)"));
        }
        let extensions = fields.sequence(WHAT)?;
        fields.finish(WHAT)?;
        read_extensions(extensions, &mut raw)?;
    }
    Ok(raw)
}

/// An entry in the one shape that nearly all entries of national and other lists have: no long lengths, a UTCTime, and
/// nothing or a reason code behind it. `None` sends everything else to [`read`], which accepts the same and more.
///
/// Gives the serial number and the length of the whole entry. Reading field by field takes five times as long, which
/// for the production list would be longer than hashing it.
pub(super) fn skim(bytes: &[u8], allowed: EntryExtensions) -> Option<(&[u8], usize)> {
    let [tag::SEQUENCE, length @ ..0x80, rest @ ..] = bytes else { return None };
    let length = usize::from(*length);
    let [tag::INTEGER, serial_length @ ..0x80, rest @ ..] = rest.get(..length)? else { return None };
    let (serial, rest) = rest.split_at_checked(usize::from(*serial_length))?;
    match serial {
        [] | [0x00, (..=0x7f), ..] | [0xff, (0x80..=0xff), ..] => return None,
        [_, ..] => {}
    }
    let [tag::UTC_TIME, 13, rest @ ..] = rest else { return None };
    let (date, rest) = rest.split_first_chunk::<13>()?;
    if !is_plain_utc_time(date) {
        return None;
    }
    match (rest, allowed) {
        ([], _) => {}
        ([reason @ .., code], EntryExtensions::Allowed) if reason == REASON_ONLY => {
            Reason::from_code(*code)?;
        }
        _ => return None,
    }
    Some((serial, length + 2))
}

/// The only extension: reasonCode, up to its code.
const REASON_ONLY: [u8; 13] = [0x30, 12, 0x30, 10, 0x06, 3, 0x55, 0x1d, 21, 0x04, 3, 0x0a, 1];

/// Whether the time exists, for days that every month has; the others are left to the calendar.
fn is_plain_utc_time(text: &[u8; 13]) -> bool {
    let [y1, y2, m1, m2, d1, d2, h1, h2, i1, i2, s1, s2, b'Z'] = text else { return false };
    let digits = [y1, y2, m1, m2, d1, d2, h1, h2, i1, i2, s1, s2].into_iter().all(u8::is_ascii_digit);
    let two = |high: &u8, low: &u8| (high - b'0') * 10 + (low - b'0');
    digits
        && (1..=12).contains(&two(m1, m2))
        && (1..=28).contains(&two(d1, d2))
        && two(h1, h2) < 24
        && two(i1, i2) < 60
        && two(s1, s2) < 60
}

// The content octets of the object identifiers 2.5.29.21, .24, .29 and .23.
const REASON_CODE: [u8; 3] = [0x55, 0x1d, 21];
const INVALIDITY_DATE: [u8; 3] = [0x55, 0x1d, 24];
const CERTIFICATE_ISSUER: [u8; 3] = [0x55, 0x1d, 29];
const HOLD_INSTRUCTION: [u8; 3] = [0x55, 0x1d, 23];

fn read_extensions<'a>(mut list: Reader<'a>, raw: &mut RawEntry<'a>) -> Result<()> {
    if list.is_empty() {
        return Err(list.malformed(WHAT, "if there, the list of entry extensions has at least one"));
    }
    let twice = |list: &Reader<'a>| list.malformed(WHAT, "an extension stands once (RFC 5280, 4.2)");
    let mut hold_instruction = false;
    while !list.is_empty() {
        let mut extension = list.sequence(WHAT)?;
        let id = extension.expect(tag::OID, WHAT)?;
        let critical = match extension.optional(tag::BOOLEAN, WHAT)? {
            Some(tlv) if !tlv.boolean(WHAT)? => return Err(tlv.malformed(WHAT, "critical FALSE is left out in DER")),
            Some(_) => true,
            None => false,
        };
        let value = extension.expect(tag::OCTET_STRING, WHAT)?;
        extension.finish(WHAT)?;
        if id.content() == REASON_CODE {
            if raw.entry.reason.replace(read_reason(value.reader())?).is_some() {
                return Err(twice(&list));
            }
        } else if id.content() == INVALIDITY_DATE {
            if raw.entry.invalidity_date.replace(read_invalidity_date(value.reader())?).is_some() {
                return Err(twice(&list));
            }
        } else if id.content() == CERTIFICATE_ISSUER {
            if raw.certificate_issuer.replace((value.content(), value.content_offset())).is_some() {
                return Err(twice(&list));
            }
        } else if id.content() == HOLD_INSTRUCTION {
            let mut inner = value.reader();
            inner.oid("holdInstructionCode")?;
            inner.finish("holdInstructionCode")?;
            if std::mem::replace(&mut hold_instruction, true) {
                return Err(twice(&list));
            }
        } else {
            id.oid(WHAT)?;
            if critical {
                raw.unknown_critical = Some(UnknownCritical);
            }
        }
    }
    Ok(())
}

/// CRLReason (5.3.1), the value of a reasonCode.
pub(super) fn read_reason(mut value: Reader<'_>) -> Result<Reason> {
    const WHAT: &str = "reasonCode";
    let tlv = value.expect(tag::ENUMERATED, WHAT)?;
    value.finish(WHAT)?;
    let reason = match tlv.content() {
        [code] => Reason::from_code(*code),
        _ => None,
    };
    reason.ok_or_else(|| tlv.malformed(WHAT, "a code of RFC 5280, 5.3.1"))
}

/// The value of an invalidityDate (5.3.2).
pub(super) fn read_invalidity_date(mut value: Reader<'_>) -> Result<Moment> {
    const WHAT: &str = "invalidityDate";
    let tlv = value.expect(tag::GENERALIZED_TIME, WHAT)?;
    value.finish(WHAT)?;
    tlv.time(WHAT)
}

/// The directoryName of a certificateIssuer extension (5.3.3) as a key for comparison; `None` when it holds none, or several
/// that differ: then it does not say which of them is the issuer.
pub(super) fn issuer_key(value: &[u8], offset: usize) -> Result<Option<Box<[u8]>>> {
    let mut outer = Reader::at(value, offset);
    let names = outer.sequence("certificateIssuer")?;
    outer.finish("certificateIssuer")?;
    let names = GeneralName::read_all(names, "certificateIssuer")?;
    let mut keys = names.iter().filter_map(GeneralName::directory).map(Name::comparison_key);
    let first = keys.next();
    Ok(first.filter(|first| keys.all(|key| key == *first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is skimmed is read the same field by field, and a flipped bit makes no difference between both.
    #[test]
    fn skimming_accepts_nothing_that_reading_refuses() {
        let plain = [&[0x30, 19, 2, 2, 0x12, 0x34, 0x17, 13][..], b"231116031630Z"].concat();
        let mut reasoned = plain.clone();
        reasoned.extend(REASON_ONLY);
        reasoned.push(4);
        if let Some(length) = reasoned.get_mut(1) {
            *length += 14;
        }
        for entry in [plain, reasoned] {
            assert!(skim(&entry, EntryExtensions::Allowed).is_some());
            for place in 0..entry.len() * 8 {
                let mut changed = entry.clone();
                changed[place / 8] ^= 1 << (place % 8);
                for allowed in [EntryExtensions::Allowed, EntryExtensions::Forbidden] {
                    let Some((serial, length)) = skim(&changed, allowed) else { continue };
                    let mut reader = Reader::new(&changed);
                    let raw = read(&mut reader, allowed).unwrap();
                    assert_eq!((raw.serial, reader.offset()), (serial, length));
                    assert!(raw.unknown_critical.is_none() && raw.certificate_issuer.is_none());
                }
            }
        }
    }

    /// X.680, 47: a UTCTime has hours to 23, minutes and seconds to 59. An entry with another date is malformed for both.
    #[test]
    fn no_time_is_skimmed_that_does_not_exist() {
        for (time, exists) in [
            (b"231116235959Z", true),
            (b"231116240000Z", false),
            (b"231116226000Z", false),
            (b"231116220060Z", false),
            (b"231201000000Z", true),
            (b"231301000000Z", false),
            (b"230001000000Z", false),
            (b"230228000000Z", true),
            (b"230100000000Z", false),
        ] {
            let entry = [&[0x30, 19, 2, 2, 0x12, 0x34, 0x17, 13][..], time].concat();
            for allowed in [EntryExtensions::Allowed, EntryExtensions::Forbidden] {
                assert_eq!(skim(&entry, allowed).is_some(), exists, "{}", String::from_utf8_lossy(time));
                assert_eq!(read(&mut Reader::new(&entry), allowed).is_ok(), exists);
            }
        }
    }
}
