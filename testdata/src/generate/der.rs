//! What the writers of this folder say often, on top of the library's DER writer.

use qoltanba::asn1::{Writer, tag};
use qoltanba::oid::Oid;
use qoltanba::time::Moment;

/// The bytes that `content` writes.
pub(super) fn der(content: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    content(&mut writer);
    writer.into_bytes()
}

/// A SEQUENCE of whole elements.
pub(super) fn sequence<B: AsRef<[u8]>>(items: impl IntoIterator<Item = B>) -> Vec<u8> {
    der(|w| {
        w.sequence(|w| {
            for item in items {
                w.raw(item.as_ref());
            }
        });
    })
}

/// An object identifier that the library has no name for.
pub(super) fn oid(dotted: &str) -> Oid {
    Oid::parse(dotted).expect("a constant object identifier")
}

/// An AlgorithmIdentifier with NULL parameters.
pub(super) fn algorithm_with_null(oid: &Oid) -> Vec<u8> {
    der(|w| {
        w.sequence(|w| {
            w.oid(oid).null();
        });
    })
}

/// An AlgorithmIdentifier without parameters.
pub(super) fn algorithm_bare(oid: &Oid) -> Vec<u8> {
    der(|w| {
        w.sequence(|w| {
            w.oid(oid);
        });
    })
}

/// A moment of these tables, in RFC 3339.
pub(super) fn moment(text: &str) -> Moment {
    Moment::parse(text).expect("a constant moment")
}

/// Time (RFC 5280, 4.1.2.5): UTCTime through 2049, GeneralizedTime from 2050.
pub(super) fn time(w: &mut Writer, at: Moment) {
    let (year, ..) = at.to_utc();
    let digits = digits(at);
    if year < 2050 {
        let short = digits.get(2..).unwrap_or_default();
        w.tlv(tag::UTC_TIME, format!("{short}Z").as_bytes());
    } else {
        generalized_time(w, at);
    }
}

/// GeneralizedTime, as OCSP and time-stamps use it always.
pub(super) fn generalized_time(w: &mut Writer, at: Moment) {
    w.tlv(tag::GENERALIZED_TIME, format!("{}Z", digits(at)).as_bytes());
}

fn digits(at: Moment) -> String {
    let (year, month, day, hour, minute, second) = at.to_utc();
    format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A constructed element of indefinite length (X.690, 8.1.3.6).
pub(super) fn indefinite<B: AsRef<[u8]>>(tag: u8, items: impl IntoIterator<Item = B>) -> Vec<u8> {
    let mut bytes = vec![tag, 0x80];
    for item in items {
        bytes.extend_from_slice(item.as_ref());
    }
    bytes.extend([0, 0]);
    bytes
}
