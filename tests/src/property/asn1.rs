//! DER, BER and object identifiers.

use std::borrow::Cow;

use qoltanba::asn1::{MAX_DEPTH, Reader, Writer, to_der};
use qoltanba::oid::Oid;

/// Reading, and writing what was read, gives the same bytes: DER has one encoding. Offsets are places in the input.
pub(super) fn der(input: &[u8]) {
    let mut reader = Reader::new(input);
    let mut copy = Writer::new();
    while !reader.is_empty() {
        let Ok(tlv) = reader.any("element") else { return };
        assert_eq!(input.get(tlv.offset()..tlv.offset() + tlv.raw().len()), Some(tlv.raw()));
        assert_eq!(input.get(tlv.content_offset()..).map(|rest| rest.starts_with(tlv.content())), Some(true));
        if !element(&tlv, input, &mut copy, MAX_DEPTH) {
            return;
        }
    }
    assert_eq!(copy.into_bytes(), input, "what was read is written again as it came");
}

/// Copies one element; `false` when something inside is no DER.
fn element(tlv: &qoltanba::asn1::Tlv<'_>, input: &[u8], out: &mut Writer, depth: usize) -> bool {
    // Each reading of a primitive: an error or a value, for any content and any tag.
    let _ = (tlv.boolean(""), tlv.integer_bytes(""), tlv.unsigned_bytes(""), tlv.unsigned(""), tlv.null(""));
    let _ = (tlv.bit_string(""), tlv.bit_string_octets(""), tlv.time(""), tlv.string(""), tlv.oid(""));
    if tlv.tag() & 0x20 == 0 || depth == 0 {
        out.tlv(tlv.tag(), tlv.content());
        return true;
    }
    let mut whole = true;
    out.constructed(tlv.tag(), |out| {
        let mut inner = tlv.reader();
        while whole && !inner.is_empty() {
            whole = match inner.any("element") {
                Ok(child) => {
                    assert_eq!(input.get(child.offset()..child.offset() + child.raw().len()), Some(child.raw()));
                    element(&child, input, out, depth - 1)
                }
                Err(_) => false,
            };
        }
    });
    whole
}

/// What comes out of the transcoder is DER: transcoding it again changes nothing and copies nothing.
pub(super) fn ber(input: &[u8]) {
    let Ok(first) = to_der(input) else { return };
    assert!(input.ends_with(first.trailing));
    let again = to_der(&first.der);
    assert!(again.is_ok(), "the output is readable");
    let Ok(again) = again else { return };
    assert!(again.trailing.is_empty());
    assert!(matches!(again.der, Cow::Borrowed(_)), "the output is DER already");
    assert_eq!(again.der, first.der);
    // The strict reader agrees that it is one element.
    let mut reader = Reader::new(&first.der);
    assert!(reader.any("element").is_ok_and(|_| reader.is_empty()));
}

/// Content octets and dotted text stand for the same identifier.
pub(super) fn oid(input: &[u8]) {
    if let Some(oid) = Oid::from_content(input) {
        assert_eq!(oid.content(), input);
        // Text is limited to what the `der` crate reads; what it does read is the same identifier.
        if let Some(parsed) = Oid::parse(&oid.to_string()) {
            assert_eq!(parsed, oid);
        }
    }
    if let Some(oid) = std::str::from_utf8(input).ok().and_then(Oid::parse) {
        assert_eq!(Oid::from_content(oid.content()), Some(oid.clone()));
        assert_eq!(Oid::parse(&oid.to_string()), Some(oid));
    }
}
