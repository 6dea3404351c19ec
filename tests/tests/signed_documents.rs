//! Electronic documents: only a confirmed signature gives one, and it goes through barcodes and back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test program fails by panicking"
)]

use qoltanba::check::{Decision, Expected, Reason, Report};
use qoltanba::document::barcode::{CreationDate, Element, FavorId, decode, encode, read_image, to_png};
use qoltanba::document::{
    Addressee, Day, Document, ElectronicDocument, EquivalenceStatement, Field, Number, Opened, ResultKind,
    ServiceResult,
};
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::Content;
use qoltanba::{Bin, Error, Iin};
use qoltanba_testdata::demo;
use qoltanba_tests::national::{file, key, moment, sign, verifier, verifier_with};

const PROVIDER_KEY: &str = "gost2015-head";

fn result() -> Document {
    Document::Result(Box::new(ServiceResult {
        service: "kokpekty-2012-unemployed-certificate".into(),
        kind: ResultKind::UnemployedCertificate,
        number: Some("000017".into()),
        issued: Day::parse("2026-07-01").unwrap(),
        validity: None,
        addressee: Addressee {
            name: "ҮЛГІБАЕВ ДЕРЕК".into(),
            number: Some(Number::Iin(Iin::parse(demo::INDIVIDUAL_IIN).unwrap())),
        },
        request: Some("17/26".into()),
        fields: vec![
            Field::new("holder-name", "ҮЛГІБАЕВ ДЕРЕК"),
            Field::new("registered-as-unemployed", "2026-02-01\r\n<&>"),
        ],
        equivalence: EquivalenceStatement::Stated,
        barcode: None,
    }))
}

/// By the provider, whoever of it signs.
fn by_provider() -> Expected {
    Expected::bin(Bin::parse(demo::HEAD_BIN).unwrap())
}

fn open(bytes: &[u8]) -> Result<Opened, Error> {
    ElectronicDocument::open(&verifier(), &SignedDocument::parse(bytes)?, &by_provider(), moment())
}

fn signed() -> Vec<u8> {
    sign(result().to_xml().unwrap().as_bytes(), &key(PROVIDER_KEY))
}

fn reasons(report: &Report) -> Vec<Reason> {
    let signers = report.signers().iter().flat_map(|signer| &signer.checks);
    report.checks().iter().chain(signers).filter_map(|check| check.reason).collect()
}

#[test]
fn a_confirmed_signature_gives_the_document_and_its_proof() {
    let document = open(&signed()).unwrap().confirmed().expect("it is confirmed");
    assert_eq!(document.document(), &result());
    assert_eq!(document.proof().decision(), Decision::Confirmed);
    assert_eq!(document.proof().signers().len(), 1);
    // Signed again with another key of the same organisation: both are judged.
    let twice = sign(&signed(), &key("gost2004-head"));
    let document = open(&twice).unwrap().confirmed().expect("both are confirmed");
    assert_eq!((document.document(), document.proof().signers().len()), (&result(), 2));
}

#[test]
fn without_a_confirmed_signature_there_is_only_a_report() {
    let good = String::from_utf8(signed()).unwrap();
    for (bytes, reason) in [
        (result().to_xml().unwrap(), Reason::NoSignature),
        (good.replacen("000017", "000018", 1), Reason::DigestMismatch),
        // Something put into the document after signing.
        (good.replacen("</body>", "</body><equivalence-statement/>", 1), Reason::DigestMismatch),
    ] {
        let opened = open(bytes.as_bytes()).unwrap();
        assert!(reasons(opened.report()).contains(&reason), "{:?}", reasons(opened.report()));
        assert!(opened.confirmed().is_none());
    }
    // A good signature of a holder who is not the one that is expected, or whose certificate is revoked.
    for (name, reason) in [
        ("gost2015-individual", Reason::BinMissing),
        ("gost2015-individual-revoked", Reason::Revoked),
        ("gost2015-individual-expired", Reason::Expired),
    ] {
        let opened = open(&sign(result().to_xml().unwrap().as_bytes(), &key(name))).unwrap();
        assert!(reasons(opened.report()).contains(&reason), "{name}: {:?}", reasons(opened.report()));
        assert!(matches!(opened, Opened::NotConfirmed(_)), "{name}");
    }
    // Without lists nothing is refused, and nothing is confirmed.
    let no_lists = verifier().with_evidence(qoltanba::revocation::Evidence::new());
    let bytes = signed();
    let parsed = SignedDocument::parse(&bytes).unwrap();
    let opened = ElectronicDocument::open(&no_lists, &parsed, &by_provider(), moment()).unwrap();
    assert_eq!(opened.report().decision(), Decision::Undetermined);
    assert!(opened.confirmed().is_none());
}

#[test]
fn the_document_of_a_cms_message_is_its_content() {
    let store = key(PROVIDER_KEY);
    let signer = Signer::from_entry(store.only_entry().unwrap()).unwrap();
    let xml = result().to_xml().unwrap().into_bytes();
    let attached = cms::sign(&signer, &xml, &cms::Options::default()).unwrap();
    assert_eq!(open(&attached).unwrap().confirmed().unwrap().document(), &result());

    let options = cms::Options { encapsulation: cms::Encapsulation::Detached, ..cms::Options::default() };
    let detached = cms::sign(&signer, &xml, &options).unwrap();
    let open_detached = |content| {
        let parsed = SignedDocument::parse_detached(&detached, content).unwrap();
        ElectronicDocument::open(&verifier(), &parsed, &by_provider(), moment())
    };
    assert_eq!(open_detached(Content::from_bytes(&xml)).unwrap().confirmed().unwrap().document(), &result());
    let other = String::from_utf8(xml.clone()).unwrap().replace("000017", "000018");
    assert!(open_detached(Content::from_bytes(other.as_bytes())).unwrap().confirmed().is_none());

    // What is signed well but is no document of ours is an error, not a verdict.
    let text = cms::sign(&signer, b"hello", &cms::Options::default()).unwrap();
    assert!(matches!(open(&text), Err(Error::Malformed { .. })));
}

#[test]
fn a_signed_document_goes_through_barcodes_and_is_confirmed() {
    let signed = signed();
    let created = CreationDate::new(moment().at, 300).unwrap();
    let parts = encode(&signed, &FavorId::parse("00000000000017").unwrap(), &created).unwrap();
    let images: Vec<Vec<u8>> = parts.iter().rev().map(|part| to_png(part, 3).unwrap()).collect();
    let read = |images: &[Vec<u8>]| -> Vec<Element> {
        let texts = images.iter().flat_map(|image| read_image(image).unwrap().texts);
        texts.map(|text| Element::from_xml(&text).unwrap()).collect()
    };
    let decoded = decode(&read(&images)).unwrap();
    assert_eq!(open(&decoded.document).unwrap().confirmed().unwrap().document(), &result());

    // One module turned over: the symbol corrects it.
    let mut damaged = images;
    damaged[0] = flip_module(&damaged[0], 3);
    let decoded = decode(&read(&damaged)).unwrap();
    assert_eq!(decoded.document, signed);

    // One byte of the payload turned over: the archive no longer fits its check sum.
    let mut changed = parts.clone();
    let middle = changed[0].data.len() / 2;
    changed[0].data[middle] ^= 1;
    assert!(decode(&changed).is_err());
    // The same by somebody who packs the changed document again: the signature finds it.
    let forged = String::from_utf8(signed).unwrap().replacen("000017", "000018", 1);
    let forged = encode(forged.as_bytes(), &parts[0].favor_id, &created).unwrap();
    let opened = open(&decode(&forged).unwrap().document).unwrap();
    assert!(reasons(opened.report()).contains(&Reason::DigestMismatch));
}

/// Turns over one module in the middle of a symbol.
fn flip_module(image: &[u8], module: usize) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(image)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Grayscale, png::BitDepth::Eight));
    let width = info.width as usize;
    let corner = width / module / 2 * module;
    for row in corner..corner + module {
        for column in corner..corner + module {
            pixels[row * width + column] = 255 - pixels[row * width + column];
        }
    }
    let mut out = vec![];
    let mut encoder = png::Encoder::new(&mut out, info.width, info.height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    out
}

/// The set of the test data was packed and signed by its generator, with arithmetic of its own.
#[test]
fn the_barcode_set_of_the_test_data_is_put_together_and_confirmed() {
    let part = |number: u32| {
        let text = String::from_utf8(file(&format!("signed/barcode/{number}.xml"))).unwrap();
        Element::from_xml(&text).unwrap()
    };
    let decoded = decode(&(1..=5).rev().map(part).collect::<Vec<_>>()).unwrap();
    assert_eq!(decoded.document, file("signed/barcode-document.xml"));
    assert_eq!(decoded.notes, []);
    let lists = ["crl/government.crl", "crl/government-delta.crl"];
    let verifier = verifier_with(&["ca/government.cer"], &lists);
    let verify = |bytes: &[u8]| {
        let document = SignedDocument::parse(bytes).unwrap();
        verifier.verify(&document, &Expected::anyone(), moment()).unwrap()
    };
    let report = verify(&decoded.document);
    assert_eq!(report.decision(), Decision::Confirmed, "{:?}", reasons(&report));
    let mut changed = decoded.document;
    let digit = changed.windows(12).position(|window| window == b"990101100010").unwrap();
    changed[digit + 11] = b'1';
    assert_eq!(reasons(&verify(&changed)), [Reason::DigestMismatch]);
}
