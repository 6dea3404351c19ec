//! The fixed limits of electronic documents, barcodes, data files and audit trails.

use qoltanba::Moment;
use qoltanba::check::Report;
use qoltanba::document::Document;
use qoltanba::document::barcode::{self, CreationDate, Element, FavorId, read_image, to_png};
use qoltanba::document::form::Forms;
use qoltanba::regulation::{AuditTrail, Catalogue};

use super::{Met, counted, met, readable};

fn created() -> CreationDate {
    CreationDate::new(Moment::parse("2026-05-10T09:00:00Z").unwrap(), 300).unwrap()
}

fn favor() -> FavorId {
    FavorId::parse("12345678901234").unwrap()
}

fn part(number: u32, amount: u32, bytes: usize) -> Element {
    Element { created: created(), data: vec![7; bytes], number, amount, favor_id: favor() }
}

#[test]
fn the_text_of_a_part() {
    let empty = part(1, 1, 1).to_xml();
    let padded = |length: usize| empty.replacen("><", &format!(">{}<", " ".repeat(length - empty.len())), 1);
    readable(4_096, |length| Element::from_xml(&padded(length)).map(drop));
    // The document node, the root, five elements and their texts are there already.
    let comments = |count: usize| empty.replacen("</", &format!("{}</", "<!---->".repeat(count - 12)), 1);
    counted(32, |count| Element::from_xml(&comments(count)).map(drop));
}

#[test]
fn the_parts_of_a_set() {
    readable(100, |amount| Element::from_xml(&part(1, amount.try_into().unwrap(), 1).to_xml()).map(drop));
    counted(1_000, |count| barcode::decode(&vec![part(1, 1, 1); count]).map(drop));
    // Zeros pack well, so that only the unpacked size counts; noise does not.
    readable(1 << 20, |size| barcode::encode(&vec![0; size], &favor(), &created()).map(drop));
    let mut state = 1u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    })
    .take(66_000)
    .collect();
    assert!(barcode::encode(&noise[..64_000], &favor(), &created()).is_ok_and(|parts| parts.len() <= 100));
    assert_eq!(met(barcode::encode(&noise, &favor(), &created())), Met::At(100));
}

#[test]
fn images() {
    let symbol = part(1, 1, 10);
    assert!(to_png(&symbol, 0).is_err() && to_png(&symbol, 65).is_err());
    assert_eq!(read_image(&to_png(&symbol, 4).unwrap()).unwrap().texts, [symbol.to_xml()]);
    counted(64 << 20, |size| read_image(&vec![0; size]).map(drop));
}

#[test]
fn an_electronic_document() {
    counted(4 << 20, |size| Document::from_xml(&" ".repeat(size)).map(drop));
    let nodes = |count: usize| format!("<a>{}</a>", "<b/>".repeat(count - 2));
    counted(50_000, |count| Document::from_xml(&nodes(count)).map(drop));
}

#[test]
fn data_files() {
    counted(512 << 10, |size| Forms::builtin()?.clone().add(&"#".repeat(size)));
    counted(512 << 10, |size| Catalogue::builtin()?.clone().add_regulation(&"#".repeat(size)));
    counted(512 << 10, |size| Catalogue::builtin()?.clone().add_decree(&"#".repeat(size)));
}

#[test]
fn a_kept_report() {
    let report = r#"{"schema":"qoltanba.report/1","decision":"refused","moment":{"at":"2026-05-10T09:00:00Z",
        "source":"given"},"format":"cms","checks":[
        {"check":"signature","outcome":"failed","reason":"no-signature","detail":""},
        {"check":"content-coverage","outcome":"not-applicable","reason":null,"detail":""},
        {"check":"identity-match","outcome":"not-applicable","reason":null,"detail":""}],"signers":[]}"#;
    let padded = |size: usize| format!("{report}{}", " ".repeat(size - report.len()));
    readable(16 << 20, |size| Report::from_json(&padded(size)).map(drop));
}

#[test]
fn an_audit_trail() {
    counted(16 << 20, |size| AuditTrail::from_json(&" ".repeat(size)).map(drop));
}
