//! Attacks on JWS and on sets of barcodes, end to end.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::PathBuf;

use common::pki::{self, path, verify};
use common::{flip_byte, qoltanba, scratch};
use qoltanba::asn1::encode_pem;

fn base64url(bytes: &[u8]) -> String {
    let pem = encode_pem("X", bytes);
    let text: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    text.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

fn jws(name: &str, text: &str) -> PathBuf {
    let file = scratch("verify-jws").join(name);
    std::fs::write(&file, text).unwrap();
    file
}

#[test]
fn a_jws_is_what_its_header_and_key_say_together() {
    let genuine = pki::text("signed/jws/rsa.jws");
    let genuine = genuine.trim_end();
    let parts: Vec<&str> = genuine.split('.').collect();
    let (header, payload, value) = (parts[0], parts[1], parts[2]);
    verify(&jws("good.jws", genuine), &["--iin", "990101100010"]).expect("good", "confirmed", &[]);
    let certificate = {
        let pem = encode_pem("X", &pki::bytes("rsa/individual-sign.cer"));
        pem.lines().filter(|line| !line.starts_with('-')).collect::<String>()
    };
    let under =
        |algorithm: &str| base64url(format!("{{\"alg\":\"{algorithm}\",\"x5c\":[\"{certificate}\"]}}").as_bytes());
    for algorithm in ["none", "None", "HS256", "RS1", "GG2015", "GG2004", "ES256", "rs256"] {
        let run = verify(&jws("algorithm.jws", &format!("{}.{payload}.{value}", under(algorithm))), &[]);
        assert!(matches!(run.status, 1 | 3), "{algorithm}: {:#}", run.json);
        if run.status == 1 {
            let reason = run.outcome("signature").1.unwrap();
            assert!(["algorithm-not-allowed", "signature-invalid"].contains(&reason), "{algorithm}: {reason}");
        }
    }
    let none = verify(&jws("none.jws", &format!("{}.{payload}.", under("none"))), &[]);
    assert!(matches!(none.status, 1 | 3), "{:#}", none.json);
    // Another payload, and another value.
    let other = format!("{header}.{}.{value}", base64url(b"another"));
    verify(&jws("payload.jws", &other), &[]).expect("payload", "refused", &["signature-invalid"]);
    // A header that names an extension that has to be understood (RFC 7515, 4.1.11).
    let critical =
        base64url(format!("{{\"alg\":\"RS256\",\"crit\":[\"exp\"],\"exp\":1,\"x5c\":[\"{certificate}\"]}}").as_bytes());
    assert_ne!(verify(&jws("critical.jws", &format!("{critical}.{payload}.{value}")), &[]).status, 0);
    for (name, text) in [
        ("two-parts", format!("{header}.{payload}")),
        ("four-parts", format!("{genuine}.{value}")),
        ("padded", format!("{genuine}=")),
        ("no-header", format!(".{payload}.{value}")),
    ] {
        assert_ne!(verify(&jws(name, &text), &[]).status, 0, "{name}");
    }
    // Two signatures over one payload, the second by nobody.
    let general = |second: &str| {
        format!(
            "{{\"payload\":\"{payload}\",\"signatures\":[{{\"protected\":\"{header}\",\"signature\":\"{value}\"}},\
             {{\"protected\":\"{header}\",\"signature\":\"{second}\"}}]}}"
        )
    };
    let broken = verify(&jws("second.json", &general(&base64url(&[1; 256]))), &[]);
    assert!(matches!(broken.status, 1 | 3), "{:#}", broken.json);
}

/// The files of the set of the test data, in another folder, changed.
fn set(name: &str, change: impl Fn(&mut Vec<(String, Vec<u8>)>)) -> PathBuf {
    let folder = scratch("verify-barcodes").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let read = |number: usize| (format!("{number}.xml"), pki::bytes(&format!("signed/barcode/{number}.xml")));
    let mut files: Vec<(String, Vec<u8>)> = (1..=5).map(read).collect();
    change(&mut files);
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    folder
}

/// One byte in the middle of the payload of an element.
fn flipped(element: &[u8]) -> Vec<u8> {
    flip_byte(element, element.windows(13).position(|window| window == b"<elementData>").unwrap() + 120)
}

#[test]
fn a_set_of_barcodes_is_whole_and_of_one_document() {
    let good = set("good", |_| ());
    verify(&good, &["--iin", "990101100010"]).expect("good", "confirmed", &[]);
    let reversed = set("reversed", |files| {
        for (index, file) in files.iter_mut().enumerate() {
            file.0 = format!("{}.xml", 9 - index);
        }
    });
    let run = verify(&reversed, &[]);
    run.expect("another order", "confirmed", &[]);
    assert_eq!(run.json["format"], "barcode");
    let twice = set("twice", |files| files.push(("6.xml".into(), files[0].1.clone())));
    verify(&twice, &[]).expect("the same one twice", "confirmed", &[]);
    let differing = set("differing", |files| files.push(("6.xml".into(), flipped(&files[0].1))));
    verify(&differing, &[]).expect_unusable("two different ones of one number");
    let missing = set("missing", |files| drop(files.remove(2)));
    verify(&missing, &[]).expect_unusable("one is missing");
    let foreign = set("foreign", |files| {
        let text = String::from_utf8(files[2].1.clone()).unwrap();
        files[2].1 = text.replace("<FavorID>99010100000001", "<FavorID>99010100000002").into_bytes();
    });
    verify(&foreign, &[]).expect_unusable("one of another document");
    let changed = set("changed", |files| files[2].1 = flipped(&files[2].1));
    assert!(matches!(verify(&changed, &[]).status, 1 | 3), "a changed payload");
    let empty = set("empty", Vec::clear);
    verify(&empty, &[]).expect_unusable("nothing");
}

#[test]
fn barcodes_are_made_and_read_back() {
    let folder = scratch("barcode-round");
    let document = path("signed/barcode-document.xml");
    let (codes, out) = (folder.join("codes"), folder.join("document.xml"));
    let _ = std::fs::remove_dir_all(&codes);
    let made = qoltanba(&["barcode", "encode", document.to_str().unwrap(), "--out", codes.to_str().unwrap()]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    let mut pictures: Vec<String> =
        std::fs::read_dir(&codes).unwrap().map(|entry| entry.unwrap().path().display().to_string()).collect();
    pictures.retain(|name| name.ends_with(".png"));
    pictures.sort();
    pictures.reverse();
    let mut arguments = vec!["barcode".to_owned(), "decode".to_owned()];
    arguments.extend(pictures);
    arguments.extend(["--out".to_owned(), out.display().to_string()]);
    let read = qoltanba(&arguments);
    assert_eq!((read.status, read.stderr), (0, String::new()));
    assert_eq!(std::fs::read(&out).unwrap(), std::fs::read(&document).unwrap());

    // Text, drawing and picture of a part are one; the same file twice is one part twice.
    let (codes, out) = (codes.to_str().unwrap(), out.to_str().unwrap());
    let read = qoltanba(&["barcode", "decode", codes, "--out", out]);
    assert_eq!((read.status, read.stderr), (0, String::new()));
    let first = format!("{codes}/barcode-001.png");
    let read = qoltanba(&["barcode", "decode", codes, &first, "--out", out]);
    assert_eq!((read.status, read.stderr.as_str()), (0, "qoltanba: note: part 1 was given more than once\n"));
    std::fs::copy(format!("{codes}/barcode-002.png"), &first).unwrap();
    let read = qoltanba(&["barcode", "decode", codes, "--out", out]);
    assert_eq!((read.status, read.stderr.as_str()), (0, "qoltanba: note: part 2 was given more than once\n"));
}
