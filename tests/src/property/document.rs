//! Electronic documents, their forms, and barcodes.

use std::sync::OnceLock;

use qoltanba::document::Document;
use qoltanba::document::barcode::{CreationDate, Element, FavorId, decode, encode, group, inspect, read_image};
use qoltanba::document::form::Forms;
use qoltanba::document::print;

/// What was read is written, and read again to the same document.
pub(super) fn document(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Ok(parsed) = Document::from_xml(text) else { return };
    let written = parsed.document.to_xml();
    assert!(written.is_ok(), "what was read can be written");
    let Ok(written) = written else { return };
    let again = Document::from_xml(&written);
    assert!(again.is_ok_and(|again| again.document == parsed.document && again.signatures == 0));
    if let Document::Result(result) = &parsed.document
        && let Ok(page) = print::to_html(result, None, &[])
    {
        assert!(!page.contains("<script"), "no field becomes markup");
    }
}

/// Forms that are accepted are added, and others add nothing.
pub(super) fn form(input: &[u8]) {
    static BUILTIN: OnceLock<Option<Forms>> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(input) else { return };
    let Some(builtin) = BUILTIN.get_or_init(|| Forms::builtin().ok().cloned()) else { return };
    let mut forms = builtin.clone();
    let added = forms.add(text).is_ok();
    assert!(added || forms.all().len() == builtin.all().len());
    for form in forms.all().iter().skip(builtin.all().len()) {
        let _ = form.violations(&[], &[]);
        assert!(form.fields.iter().all(|field| form.field(&field.key).is_some()));
    }
}

/// A part keeps its value through its text, and a document through its set, in whatever order the parts come.
///
/// An input that begins with the octet 0 is taken for the ZIP itself, and is cut into parts.
pub(super) fn barcode(input: &[u8]) {
    let parts = match input.split_first() {
        Some((0, archive)) => cut(archive),
        _ => read(input),
    };
    for part in &parts {
        let text = part.to_xml();
        // Longer texts than a symbol holds are not read.
        if text.len() <= 4_096 {
            assert_eq!(Element::from_xml(&text).as_ref(), Ok(part));
        }
    }
    let (state, sets) = (inspect(&parts), group(parts.clone()));
    assert_eq!(sets.iter().map(Vec::len).sum::<usize>(), parts.len(), "grouping loses nothing");
    let mut reversed = parts.clone();
    reversed.reverse();
    match decode(&parts) {
        Ok(decoded) => {
            assert!(state.missing.is_empty() && state.foreign.is_empty() && state.different.is_empty());
            assert!(decode(&reversed).is_ok_and(|other| other.document == decoded.document));
            if let Ok(written) = encode(&decoded.document, &decoded.favor_id, &decoded.created) {
                assert!(decode(&written).is_ok_and(|again| again.document == decoded.document));
            }
        }
        Err(_) => assert!(decode(&reversed).is_err(), "the order decides nothing"),
    }
}

fn read(input: &[u8]) -> Vec<Element> {
    let Ok(text) = std::str::from_utf8(input) else { return Vec::new() };
    const END: &str = "</BarcodeElement>";
    text.split_inclusive(END).filter_map(|part| Element::from_xml(part).ok()).collect()
}

fn cut(archive: &[u8]) -> Vec<Element> {
    let (Ok(created), Ok(favor_id)) =
        (CreationDate::parse("2024-01-01T12:00:00.000+06:00"), FavorId::parse("20240101120000"))
    else {
        return Vec::new();
    };
    let amount = u32::try_from(archive.len().div_ceil(650)).unwrap_or(u32::MAX);
    let part = |(number, data): (u32, &[u8])| Element {
        created: created.clone(),
        data: data.to_vec(),
        number,
        amount,
        favor_id: favor_id.clone(),
    };
    // More parts are refused when they are read.
    if amount > 100 {
        return Vec::new();
    }
    (1..=amount).zip(archive.chunks(650)).map(part).collect()
}

/// Any bytes are an image or an error.
pub(super) fn image(input: &[u8]) {
    let _ = read_image(input);
}
