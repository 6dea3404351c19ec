//! Barcodes of documents: from bytes to images and back, damaged, doubled, incomplete and from other producers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stderr,
    reason = "a test program fails by panicking"
)]

use qoltanba::check::{Decision, Expected, Reason, Report};
use qoltanba::document::barcode::{
    CreationDate, Element, FavorId, Note, decode, elements_of, encode, read_image, to_png, to_svg,
};
use qoltanba::document::{Addressee, Day, Document, EquivalenceStatement, Field, ResultKind, ServiceResult};
use qoltanba::signature::SignedDocument;
use qoltanba::{Bin, Error, Moment};
use qoltanba_testdata::demo;
use qoltanba_tests::national;

fn document() -> Vec<u8> {
    // Random-looking text, so that the set has several parts.
    let mut state = 7u32;
    let mut word = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        format!("<w>{state:08x}</w>")
    };
    let words: String = (0..400).map(|_| word()).collect();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<анықтама>{words}</анықтама>").into_bytes()
}

fn parts() -> Vec<Element> {
    let created = CreationDate::new(Moment::parse("2024-01-01T06:00:00Z").unwrap(), 360).unwrap();
    encode(&document(), &FavorId::parse("20240101120000").unwrap(), &created).unwrap()
}

fn read_all(images: &[Vec<u8>]) -> Vec<Element> {
    let texts = images.iter().flat_map(|image| read_image(image).unwrap().texts);
    texts.map(|text| Element::from_xml(&text).unwrap()).collect()
}

/// A grayscale image of one byte a pixel.
struct Image {
    side: u32,
    pixels: Vec<u8>,
}

impl Image {
    fn read(png: &[u8]) -> Self {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(
            (info.color_type, info.bit_depth, info.width),
            (png::ColorType::Grayscale, png::BitDepth::Eight, info.height)
        );
        Self { side: info.width, pixels }
    }

    fn write(&self, width: u32, color: png::ColorType) -> Vec<u8> {
        let mut out = vec![];
        let height = self.pixels.len() / color.samples() / width as usize;
        let mut encoder = png::Encoder::new(&mut out, width, height as u32);
        encoder.set_color(color);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().unwrap().write_image_data(&self.pixels).unwrap();
        out
    }

    /// Turns a square module over.
    fn flip(&mut self, x: u32, y: u32, module: u32) {
        for row in y * module..(y + 1) * module {
            for column in x * module..(x + 1) * module {
                let at = (row * self.side + column) as usize;
                self.pixels[at] = 255 - self.pixels[at];
            }
        }
    }
}

#[test]
fn a_document_goes_through_images_and_back_in_any_order() {
    let parts = parts();
    assert!(parts.len() >= 3, "{}", parts.len());
    let mut images: Vec<_> = parts.iter().map(|part| to_png(part, 3).unwrap()).collect();
    images.reverse();
    images.swap(0, 1);
    let decoded = decode(&read_all(&images)).unwrap();
    assert_eq!(decoded.document, document());
    assert_eq!((decoded.entry_name.as_str(), decoded.notes.as_slice()), ("one", &[][..]));
    assert_eq!(decoded.created.moment().unwrap().to_string(), "2024-01-01T06:00:00Z");
}

#[test]
fn several_symbols_on_one_page_are_read_together() {
    let parts = parts();
    let images: Vec<Image> = parts.iter().map(|part| Image::read(&to_png(part, 3).unwrap())).collect();
    let reading = read_image(&page(&images)).unwrap();
    assert_eq!((reading.texts.len(), reading.unreadable), (parts.len(), 0));
    let elements: Vec<_> = reading.texts.iter().map(|text| Element::from_xml(text).unwrap()).collect();
    assert_eq!(decode(&elements).unwrap().document, document());
}

/// The images one below another.
fn page(images: &[Image]) -> Vec<u8> {
    let width = images.iter().map(|image| image.side).max().unwrap();
    let mut page = Image { side: width, pixels: vec![] };
    for image in images {
        for row in image.pixels.chunks(image.side as usize) {
            page.pixels.extend_from_slice(row);
            page.pixels.extend(std::iter::repeat_n(255, (width - image.side) as usize));
        }
    }
    page.write(width, png::ColorType::Grayscale)
}

/// A symbol with any text.
fn symbol(text: &str) -> Image {
    let code = qrcode::QrCode::new(text).unwrap();
    let (modules, quiet, scale) = (code.width(), 4, 3);
    let side = (modules + 2 * quiet) * scale;
    let dark = |pixel: usize| {
        let place = |at: usize| (at / scale).checked_sub(quiet).filter(|module| *module < modules);
        let (row, column) = (place(pixel / side), place(pixel % side));
        row.zip(column).is_some_and(|(row, column)| code[(column, row)] == qrcode::Color::Dark)
    };
    Image { side: side as u32, pixels: (0..side * side).map(|pixel| if dark(pixel) { 0 } else { 255 }).collect() }
}

/// A page has symbols of other services beside those of the document.
#[test]
fn symbols_that_are_no_parts_are_passed_over() {
    let parts = parts();
    let part = || Image::read(&to_png(&parts[0], 3).unwrap());
    let address = || symbol("https://example.kz/check?number=17");
    assert_eq!(elements_of(&page(&[address(), part()])).unwrap(), parts[..1]);
    assert_eq!(elements_of(&page(&[part(), symbol("<a/>"), address()])).unwrap(), parts[..1]);
    // Nothing else on the page, or a part that is broken: that is not passed over.
    assert!(matches!(elements_of(&page(&[address()])), Err(Error::Malformed { .. })));
    let broken = parts[0].to_xml().replace("<FavorID>", "<FavorId>").replace("</FavorID>", "</FavorId>");
    assert!(matches!(elements_of(&page(&[part(), symbol(&broken)])), Err(Error::Malformed { .. })));
}

#[test]
fn flipped_modules_are_corrected_and_too_many_are_not_read() {
    let part = &parts()[0];
    let clean = Image::read(&to_png(part, 4).unwrap());
    let middle = clean.side / 4 / 2;
    for (x, y) in [(middle + 3, middle + 5), (20, 30), (middle, 20)] {
        let mut image = Image { side: clean.side, pixels: clean.pixels.clone() };
        image.flip(x, y, 4);
        let texts = read_image(&image.write(clean.side, png::ColorType::Grayscale)).unwrap().texts;
        assert_eq!(texts, [part.to_xml()], "module {x} {y}");
    }
    // A third of the symbol painted over is more than level M repairs: nothing wrong is read.
    let mut image = Image { side: clean.side, pixels: clean.pixels.clone() };
    for y in middle - 12..middle + 12 {
        for x in 15..clean.side / 4 - 15 {
            image.flip(x, y, 4);
        }
    }
    assert!(read_image(&image.write(clean.side, png::ColorType::Grayscale)).unwrap().texts.is_empty());
}

#[test]
fn colour_and_transparency_do_not_matter() {
    let part = &parts()[0];
    let gray = Image::read(&to_png(part, 3).unwrap());
    let with = |color: png::ColorType, pixel: &dyn Fn(u8) -> Vec<u8>| {
        let pixels = gray.pixels.iter().flat_map(|value| pixel(*value)).collect();
        let png = Image { side: gray.side, pixels }.write(gray.side, color);
        assert_eq!(read_image(&png).unwrap().texts, [part.to_xml()], "{color:?}");
    };
    with(png::ColorType::Rgb, &|value| vec![value, value, value / 2 + 60]);
    // Light modules that are transparent black: on white paper they are white.
    with(png::ColorType::Rgba, &|value| vec![0, 0, 0, 255 - value]);
    with(png::ColorType::GrayscaleAlpha, &|value| vec![0, 255 - value]);
}

#[test]
fn a_flipped_byte_of_the_payload_is_found() {
    let good = parts();
    for part in 0..good.len() {
        let mut changed = good.clone();
        let middle = changed[part].data.len() / 2;
        changed[part].data[middle] ^= 0x20;
        let images: Vec<_> = changed.iter().map(|part| to_png(part, 2).unwrap()).collect();
        assert!(decode(&read_all(&images)).is_err(), "part {part}");
    }
}

/// A result as XML, signed by the head of its provider with a national key.
fn signed_result() -> Vec<u8> {
    let result = ServiceResult {
        service: "kokpekty-2012-unemployed-certificate".into(),
        kind: ResultKind::UnemployedCertificate,
        number: Some("000017".into()),
        issued: Day::parse("2026-06-30").unwrap(),
        validity: None,
        addressee: Addressee { name: "ҮЛГІБАЕВ ДЕРЕК".into(), number: None },
        request: None,
        fields: vec![Field::new("holder-name", "ҮЛГІБАЕВ ДЕРЕК")],
        equivalence: EquivalenceStatement::Stated,
        barcode: None,
    };
    let xml = Document::Result(Box::new(result)).to_xml().unwrap();
    national::sign(xml.as_bytes(), &national::key("gost2015-head"))
}

fn barcodes(document: &[u8]) -> Vec<Element> {
    let created = CreationDate::new(national::moment().at, 300).unwrap();
    encode(document, &FavorId::parse("00000000000017").unwrap(), &created).unwrap()
}

fn verify(document: &[u8]) -> Report {
    let expected = Expected::bin(Bin::parse(demo::HEAD_BIN).unwrap());
    let document = SignedDocument::parse(document).unwrap();
    national::verifier().verify(&document, &expected, national::moment()).unwrap()
}

#[test]
fn a_signed_result_is_confirmed_out_of_its_barcodes_also_with_a_flipped_module() {
    let signed = signed_result();
    let parts = barcodes(&signed);
    assert!(parts.len() >= 2, "{}", parts.len());
    let clean: Vec<Vec<u8>> = parts.iter().map(|part| to_png(part, 3).unwrap()).collect();
    let flipped: Vec<Vec<u8>> = clean
        .iter()
        .map(|png| {
            let mut image = Image::read(png);
            let middle = image.side / 3 / 2;
            image.flip(middle, middle + 4, 3);
            image.write(image.side, png::ColorType::Grayscale)
        })
        .collect();
    assert_ne!(clean, flipped);
    for images in [clean, flipped] {
        let decoded = decode(&read_all(&images)).unwrap();
        assert_eq!(decoded.document, signed);
        assert_eq!(verify(&decoded.document).decision(), Decision::Confirmed);
    }
}

/// Who changes the document and packs it again, checksums and all, meets the signature.
#[test]
fn a_changed_byte_of_a_signed_result_is_refused_by_its_signature() {
    let mut changed = signed_result();
    let number = changed.windows(6).position(|bytes| bytes == b"000017").unwrap();
    changed[number + 5] = b'8';
    let images: Vec<Vec<u8>> = barcodes(&changed).iter().map(|part| to_png(part, 3).unwrap()).collect();
    let decoded = decode(&read_all(&images)).unwrap();
    assert_eq!(decoded.document, changed);
    let report = verify(&decoded.document);
    assert_eq!(report.decision(), Decision::Refused);
    let reasons: Vec<Option<Reason>> = report.signers()[0].checks.iter().map(|check| check.reason).collect();
    assert!(reasons.contains(&Some(Reason::DigestMismatch)), "{reasons:?}");
}

/// The set and the JPEG under `data/` were made by other programs: see `data/README.md`.
#[test]
fn a_set_of_other_programs_is_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/barcode");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let images = ["part-2.jpg", "part-1.png", "part-3.jpg"].map(read);
    let decoded = decode(&read_all(&images)).unwrap();
    assert_eq!(decoded.document, read("document.xml"));
    assert_eq!(decoded.entry_name, "one");
    let single = read_all(&[read("person.png")]);
    let decoded = decode(&single).unwrap();
    assert_eq!((decoded.entry_name.as_str(), decoded.notes.as_slice()), ("person.xml", &[Note::EntryName][..]));
}

#[test]
fn svg_has_the_symbol_and_nothing_active() {
    let svg = to_svg(&parts()[0]).unwrap();
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
    for active in ["<script", "href", "<image", "url(", "on"] {
        assert!(!svg.contains(active), "{active}");
    }
}

#[test]
fn what_is_no_image_is_refused_and_noise_has_no_symbols() {
    for bytes in [&b""[..], b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xFF\xD8\xFF", b"<svg/>"] {
        assert!(matches!(read_image(bytes), Err(Error::Malformed { .. })), "{bytes:?}");
    }
    let mut state = 1u32;
    for round in 0..20u32 {
        let side = 60 + round * 9;
        let coarse = round / 5 + 1;
        let mut noise = vec![0u8; (side * side) as usize];
        for (at, pixel) in noise.iter_mut().enumerate() {
            if (at as u32).is_multiple_of(coarse) {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            }
            *pixel = if state >> 31 == 0 { 0 } else { 255 };
        }
        let png = Image { side, pixels: noise }.write(side, png::ColorType::Grayscale);
        assert!(read_image(&png).unwrap().texts.is_empty());
    }
    // A page that says it has four thousand million pixels.
    let mut huge = to_png(&parts()[0], 1).unwrap();
    huge[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
    assert!(read_image(&huge).is_err());
}

/// A symbol on a sheet that lies aslant under a lamp: turned, narrower at the far end, and darker towards one side.
fn photograph(symbol: &Image, degrees: f64, tilt: f64) -> Vec<u8> {
    let side = f64::from(symbol.side);
    let (sin, cos) = degrees.to_radians().sin_cos();
    let size = symbol.side * 2;
    let mut pixels = Vec::new();
    for y in 0..size {
        for x in 0..size {
            // The middle of four samples makes soft edges, as a lens does.
            let mut light = 0.0;
            for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                let (u, v) = (f64::from(x) + dx - side, f64::from(y) + dy - side);
                let far = 1.0 + tilt * v / side;
                let (u, v) = ((u * cos + v * sin) / far * 0.9, (v * cos - u * sin) / far * 0.9);
                let (column, row) = (u + side / 2.0, v + side / 2.0);
                let inside = (0.0..side).contains(&column) && (0.0..side).contains(&row);
                let at = (row as u32 * symbol.side + column as u32) as usize;
                light += if inside { f64::from(symbol.pixels[at]) } else { 255.0 } / 4.0;
            }
            let lamp = 1.0 - 0.5 * f64::from(x) / f64::from(size);
            pixels.push((light * lamp * 0.8 + 20.0) as u8);
        }
    }
    Image { side: size, pixels }.write(size, png::ColorType::Grayscale)
}

#[test]
fn pictures_taken_aslant_are_read() {
    let part = &parts()[0];
    let symbol = Image::read(&to_png(part, 4).unwrap());
    for (degrees, tilt) in [
        (0.0, 0.0),
        (8.0, 0.0),
        (30.0, 0.0),
        (45.0, 0.0),
        (90.0, 0.0),
        (137.0, 0.0),
        (180.0, 0.0),
        (290.0, 0.0),
        (0.0, 0.1),
        (12.0, 0.1),
    ] {
        let reading = read_image(&photograph(&symbol, degrees, tilt)).unwrap();
        assert_eq!(reading.texts, [part.to_xml()], "{degrees} degrees, tilt {tilt}");
    }
}
