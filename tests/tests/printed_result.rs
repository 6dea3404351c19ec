//! The printed page of a signed result in a browser: what is on the screen and on paper, and what its barcodes say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test program fails by panicking"
)]

use std::path::{Path, PathBuf};

use qoltanba::check::{Decision, Expected};
use qoltanba::document::barcode::{CreationDate, Element, FavorId, Reading, decode, encode, read_image, read_image_within};
use qoltanba::document::form::Forms;
use qoltanba::document::{
    Addressee, BarcodeStatement, Day, Document, EQUIVALENCE, ElectronicDocument, EquivalenceStatement, Field, Number,
    ResultKind, ServiceResult, Validity, barcode_statement, print,
};
use qoltanba::signature::SignedDocument;
use qoltanba::{Bin, Iin, Limits};
use qoltanba_testdata::demo;
use qoltanba_tests::national::{key, moment, sign, verifier};
use qoltanba_tests::{browser, tools};

const SERVICE: &str = "kokpekty-2012-unemployed-certificate";

/// A result whose purpose has this many lines: more lines, more barcodes.
fn result(lines: u32) -> ServiceResult {
    // Digits that do not compress.
    let mut state = 11u32;
    let mut line = |number: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        format!("{number}. по месту требования, реестр № {state:010}")
    };
    let purpose: Vec<String> = (1..=lines).map(&mut line).collect();
    ServiceResult {
        service: SERVICE.into(),
        kind: ResultKind::UnemployedCertificate,
        number: Some("000017".into()),
        issued: Day::parse("2026-06-30").unwrap(),
        validity: Some(Validity { from: Day::parse("2026-06-30").unwrap(), until: Day::parse("2026-07-30").unwrap() }),
        addressee: Addressee {
            name: "ҮЛГІБАЕВ ДЕРЕК <b>&".into(),
            number: Some(Number::Iin(Iin::parse(demo::INDIVIDUAL_IIN).unwrap())),
        },
        request: Some("17/26".into()),
        fields: vec![
            Field::new("holder-name", "ҮЛГІБАЕВ ДЕРЕК"),
            Field::new("registered-as-unemployed", "2026-02-01"),
            Field::new("purpose", &purpose.join("\n")),
        ],
        equivalence: EquivalenceStatement::Stated,
        barcode: Some(BarcodeStatement {
            department: "Үлгі ауданының жұмыспен қамту бөлімі".into(),
            region: "Үлгі облысы".into(),
        }),
    }
}

/// The result, signed by the head of the provider, as a page with its barcodes.
fn page(result: &ServiceResult, name: &str) -> (PathBuf, usize) {
    let xml = Document::Result(Box::new(result.clone())).to_xml().unwrap();
    let signed = sign(xml.as_bytes(), &key("gost2015-head"));
    let created = CreationDate::new(moment().at, 300).unwrap();
    let parts = encode(&signed, &FavorId::parse("00000000000017").unwrap(), &created).unwrap();
    let form = Forms::builtin().unwrap().form(SERVICE, "unemployed-certificate").unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("printed-result");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.html"));
    std::fs::write(&path, print::to_html(result, Some(form), &parts).unwrap()).unwrap();
    (path, parts.len())
}

/// The barcodes of some images are those of this result, and its signature is confirmed.
fn assert_barcodes_hold(readings: &[Reading], parts: usize, result: &ServiceResult) {
    let texts: Vec<&String> = readings.iter().flat_map(|reading| &reading.texts).collect();
    assert_eq!(texts.len(), parts, "every barcode is read");
    let elements: Vec<Element> = texts.iter().map(|text| Element::from_xml(text).unwrap()).collect();
    let decoded = decode(&elements).unwrap();
    let signed = SignedDocument::parse(&decoded.document).unwrap();
    let expected = Expected::bin(Bin::parse(demo::HEAD_BIN).unwrap());
    let opened = ElectronicDocument::open(&verifier(), &signed, &expected, moment()).unwrap();
    assert_eq!(opened.report().decision(), Decision::Confirmed);
    assert_eq!(opened.confirmed().unwrap().document(), &Document::Result(Box::new(result.clone())));
}

/// The window: A4 is 794 CSS pixels wide, a line of the result takes two lines of the page, and three barcodes stand in
/// a row of at most 260 pixels.
fn window(parts: usize, lines: u32) -> (u32, u32) {
    let rows = u32::try_from(parts).unwrap().div_ceil(3);
    (794, 900 + 48 * lines + 260 * rows)
}

#[test]
fn the_browser_shows_the_statements_and_the_barcodes_of_its_picture_are_confirmed() {
    for (name, lines) in [("short", 1), ("long", 30)] {
        let result = result(lines);
        let (page, parts) = page(&result, name);
        assert!(parts >= 3, "{name}: {parts}");
        let Some(elements) = browser::elements(&page) else { return };
        let mut texts = vec![EQUIVALENCE[0].1.to_owned(), EQUIVALENCE[1].1.to_owned()];
        texts.extend(barcode_statement(result.barcode.as_ref().unwrap()).map(|(_, text)| text));
        texts.extend(["№ 000017", "Үлгі ауданының жұмыспен қамту бөлімі", "Үлгі облысы"].map(str::to_owned));
        texts.extend(["2026-06-30", demo::INDIVIDUAL_IIN, "ҮЛГІБАЕВ ДЕРЕК &lt;b&gt;&amp;"].map(str::to_owned));
        for text in texts {
            assert!(elements.contains(&text), "{name}: {text}");
        }
        assert_eq!(elements.matches("<svg").count(), parts);
        assert!(!elements.contains("<b>"), "a value is no markup");

        // 300 dots an inch, as an office scanner gives: 96 CSS pixels are an inch.
        let picture = page.with_extension("png");
        let picture = browser::screenshot(&page, window(parts, lines), 3.125, &picture).unwrap();
        // The screen shows at once what fills several sheets of paper, so the picture is larger than one of a sheet.
        let mut limits = Limits::default();
        limits.image_pixels = 64_000_000;
        let reading = read_image_within(&picture, &limits).unwrap();
        assert_barcodes_hold(&[reading], parts, &result);
    }
}

/// On paper: the PDF of the browser, drawn page by page at 200 dots an inch.
#[test]
fn the_barcodes_of_the_printed_pages_are_confirmed() {
    let result = result(60);
    let (page, parts) = page(&result, "paper");
    let pdf = page.with_extension("pdf");
    if browser::print(&page, &pdf).is_none() {
        return;
    }
    let prefix = page.with_extension("").display().to_string();
    let draw = ["-r", "200", "-gray", "-png", pdf.to_str().unwrap(), &prefix];
    let Some(output) = tools::run("pdftoppm", &draw) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let sheets = (1..=9).map(|number| PathBuf::from(format!("{prefix}-{number}.png"))).filter(|path| path.exists());
    let readings: Vec<Reading> = sheets.map(|sheet| read_image(&std::fs::read(sheet).unwrap()).unwrap()).collect();
    assert!(readings.len() >= 2, "the text fills the first sheet");
    assert_barcodes_hold(&readings, parts, &result);
}
