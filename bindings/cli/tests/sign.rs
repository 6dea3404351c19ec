//! `sign` in every format with every kind of key, and `verify` of what it made.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::pki::{self, PASSWORD, path, verify};
use common::scratch;
use qoltanba::Moment;
use qoltanba::asn1::{Reader, Writer};
use qoltanba::oid::Oid;
use qoltanba::sign::Signer;
use qoltanba::sign::timestamp::TimestampAuthority;
use qoltanba_tests::authority::{NationalAuthority, certificate_of};
use qoltanba_tests::cms::Message;
use qoltanba_tests::services::{Fault, Services};

/// A key file, and a number of its holder.
const KEYS: [(&str, [&str; 2]); 4] = [
    ("rsa-individual-sign", ["--iin", "990101100010"]),
    ("gost2004-head", ["--bin", "700140000019"]),
    ("gost2015-individual", ["--iin", "990101100010"]),
    ("gost2015-256-individual", ["--iin", "990101100010"]),
];

const REQUEST: &str = "<request xmlns=\"urn:example:ulgi\"><text>Үлгі</text></request>";
const MESSAGE: &str = "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
    <send xmlns=\"urn:example:ulgi\">Үлгі</send></soap:Body></soap:Envelope>";

struct Signed {
    status: i32,
    stderr: String,
    file: PathBuf,
}

fn sign(folder: &Path, input: &Path, key: &str, format: &str, more: &[&str]) -> Signed {
    let file = folder.join(format!("{key}.{format}"));
    let _ = std::fs::remove_file(&file);
    let output = Command::new(env!("CARGO_BIN_EXE_qoltanba"))
        .env("QOLTANBA_TEST_PASSWORD", PASSWORD)
        .arg("sign")
        .arg(input)
        .arg("--key")
        .arg(path(&format!("p12/{key}.p12")))
        .args(["--password-env", "QOLTANBA_TEST_PASSWORD", "--format", format, "--out"])
        .arg(&file)
        .args(more)
        .output()
        .unwrap();
    Signed { status: output.status.code().unwrap(), stderr: String::from_utf8(output.stderr).unwrap(), file }
}

fn signed(folder: &Path, input: &Path, key: &str, format: &str, more: &[&str]) -> PathBuf {
    let signed = sign(folder, input, key, format, more);
    assert_eq!(signed.status, 0, "{key} {format}: {}", signed.stderr);
    signed.file
}

fn input(folder: &Path, format: &str) -> PathBuf {
    let (name, text) = match format {
        "xmldsig" => ("request.xml", REQUEST),
        "wss" => ("message.xml", MESSAGE),
        _ => ("content.txt", "Үлгі өтініш"),
    };
    std::fs::write(folder.join(name), text).unwrap();
    folder.join(name)
}

#[test]
fn every_key_signs_every_format_and_the_signature_is_confirmed() {
    let folder = scratch("sign-every-format");
    for (key, number) in KEYS {
        for (format, says) in [("cms", "cms"), ("cades", "cms"), ("xmldsig", "xmldsig"), ("wss", "wss"), ("jws", "jws")]
        {
            let what = format!("{key} {format}");
            if (key, format) == ("gost2015-256-individual", "jws") {
                // The names GG2004 and GG2015 are of the 2004 and of the 512-bit algorithm; 256 bits have none.
                let unnamed = sign(&folder, &input(&folder, format), key, format, &[]);
                assert_eq!((unnamed.status, unnamed.file.exists()), (3, false), "{what}: {}", unnamed.stderr);
                continue;
            }
            let file = signed(&folder, &input(&folder, format), key, format, &[]);
            let run = verify(&file, &number);
            run.expect(&what, "confirmed", &[]);
            assert_eq!(run.json["format"], says, "{what}");
        }
    }
}

#[test]
fn a_detached_signature_needs_its_content() {
    let folder = scratch("sign-detached");
    let content = input(&folder, "cms");
    let other = folder.join("other.txt");
    std::fs::write(&other, "Үлгі өтініш.").unwrap();
    for (key, number) in KEYS {
        let file = signed(&folder, &content, key, "cms", &["--detached"]);
        let with = |content: &Path| verify(&file, &[&number[..], &["--content", content.to_str().unwrap()]].concat());
        with(&content).expect(key, "confirmed", &[]);
        with(&other).expect(key, "refused", &["digest-mismatch", number_missing(number[0])]);
        assert_ne!(verify(&file, &[]).status, 0, "{key}: nothing was signed that is at hand");
    }
}

/// When no signer passed, nobody carries the number.
fn number_missing(option: &str) -> &'static str {
    match option {
        "--iin" => "iin-missing",
        _ => "bin-missing",
    }
}

#[test]
fn a_second_signer_is_added_beside_the_first() {
    let folder = scratch("sign-add");
    for format in ["cms", "xmldsig"] {
        let content = input(&folder, format);
        let mut file = signed(&folder, &content, KEYS[0].0, format, &[]);
        for (key, _) in &KEYS[1..] {
            file = signed(&folder, &content, key, format, &["--add-to", file.to_str().unwrap()]);
        }
        for (_, number) in KEYS {
            let run = verify(&file, &number);
            run.expect(format, "confirmed", &[]);
            assert_eq!(run.json["signers"].as_array().unwrap().len(), 4, "{format}");
        }
    }
    // Detached: the content has to be the one that the first signer signed.
    let content = input(&folder, "cms");
    let first = signed(&folder, &content, KEYS[0].0, "cms", &["--detached"]);
    let both = signed(&folder, &content, KEYS[1].0, "cms", &["--detached", "--add-to", first.to_str().unwrap()]);
    verify(&both, &["--content", content.to_str().unwrap()]).expect("detached", "confirmed", &[]);
}

/// `sign FILE --add-to SIGNED` signs FILE: what was signed, or the signed document itself. It signs nothing else in silence.
#[test]
fn an_added_signature_is_over_the_file_that_is_named() {
    let folder = scratch("sign-add-other");
    let key = "rsa-individual-sign";
    let other = folder.join("other");
    let refused = |what: &str, signed: Signed, named: &Path| {
        assert_eq!((signed.status, signed.file.exists()), (3, false), "{what}: {}", signed.stderr);
        assert_eq!(signed.stderr.lines().count(), 1, "{what}: {}", signed.stderr);
        assert!(signed.stderr.contains(named.to_str().unwrap()), "{what}: {}", signed.stderr);
    };
    for (format, more) in [("cms", &[][..]), ("cades", &[]), ("cms", &["--detached"]), ("xmldsig", &[])] {
        let content = input(&folder, format);
        let first = folder.join(format!("first.{format}"));
        std::fs::copy(signed(&folder, &content, key, format, more), &first).unwrap();
        let add = |file: &Path, more: &[&str]| {
            sign(&folder, file, "gost2015-individual", format, &[&["--add-to", first.to_str().unwrap()], more].concat())
        };
        let what = format!("{format} {more:?}");
        std::fs::write(&other, if format == "xmldsig" { REQUEST.replace("Үлгі", "Басқа") } else { "Басқа".to_owned() })
            .unwrap();
        refused(&what, add(&other, more), &other);
        std::fs::write(&other, "").unwrap();
        refused(&what, add(&other, more), &other);
        assert_eq!(add(&content, more).status, 0, "{what}");
        if more.is_empty() {
            let itself = add(&first, more);
            assert_eq!(itself.status, 0, "{what}: {}", itself.stderr);
            verify(&itself.file, &[]).expect(&what, "confirmed", &[]);
            // What was signed first, and what was signed second, and what the second made of it.
            let both = folder.join("both");
            std::fs::copy(&itself.file, &both).unwrap();
            for file in [&content, &first, &both] {
                let third = sign(&folder, file, "gost2004-head", format, &["--add-to", both.to_str().unwrap()]);
                let same = format != "xmldsig" && *file == first;
                assert_eq!(third.status, if same { 3 } else { 0 }, "{what} {}: {}", file.display(), third.stderr);
            }
        }
        if format != "xmldsig" {
            let fits = more.is_empty();
            let detached = add(&content, &["--detached"]);
            assert_eq!(detached.status, if fits { 3 } else { 0 }, "{what}: {}", detached.stderr);
            assert!(!fits || detached.stderr.contains("--detached"), "{what}: {}", detached.stderr);
        }
    }
    // An error in the signed document is said of it.
    let content = input(&folder, "xmldsig");
    let broken = folder.join("broken");
    for (format, text) in [("xmldsig", "<request>"), ("cms", "no message")] {
        std::fs::write(&broken, text).unwrap();
        refused(format, sign(&folder, &content, key, format, &["--add-to", broken.to_str().unwrap()]), &broken);
    }
}

/// 64 MiB is what a text may have; a document may have twice that, and a detached content is of any size.
#[test]
fn a_large_file_is_signed_and_verified() {
    let folder = scratch("sign-large");
    let content = folder.join("content");
    let length = 128 << 20;
    std::fs::File::create(&content).unwrap().set_len(length + 1).unwrap();
    let detached = signed(&folder, &content, "rsa-individual-sign", "cms", &["--detached"]);
    verify(&detached, &["--content", content.to_str().unwrap()]).expect("detached", "confirmed", &[]);
    let attached = sign(&folder, &content, "rsa-individual-sign", "cms", &[]);
    assert_eq!(attached.status, 3, "larger than a document may be");
    std::fs::File::create(&content).unwrap().set_len(length / 2 + 1).unwrap();
    let attached = signed(&folder, &content, "rsa-individual-sign", "cms", &[]);
    verify(&attached, &[]).expect("attached", "confirmed", &[]);
    for file in [content, attached] {
        std::fs::remove_file(file).unwrap();
    }
}

/// OpenSSL accepts the bare RSA signature; another content it does not.
#[test]
fn a_raw_signature_is_that_of_the_key() {
    let folder = scratch("sign-raw");
    let content = input(&folder, "raw");
    let file = signed(&folder, &content, "rsa-individual-sign", "raw", &[]);
    let key = folder.join("public.pem");
    let certificate = path("rsa/individual-sign.cer");
    let export = ["x509", "-inform", "DER", "-in", certificate.to_str().unwrap(), "-pubkey", "-noout", "-out"];
    let Some(output) = qoltanba_tests::tools::run("openssl", &[&export[..], &[key.to_str().unwrap()]].concat()) else {
        return;
    };
    assert!(output.status.success());
    let (key, signature) = (key.to_str().unwrap(), file.to_str().unwrap());
    for (content, accepted) in [(content.as_path(), true), (certificate.as_path(), false)] {
        let arguments = ["dgst", "-sha256", "-verify", key, "-signature", signature, content.to_str().unwrap()];
        assert_eq!(qoltanba_tests::tools::run("openssl", &arguments).unwrap().status.success(), accepted);
    }
}

/// A time stamping service that stamps every request in the same second.
fn service(asked: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Services {
    let authority = NationalAuthority::new();
    answering(move |request| authority.stamp(&asked(request), stamped_at()).unwrap())
}

/// A time stamping service that gives these answers.
fn answering(answer: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Services {
    let services = Services::start();
    services.answer("/tsp", Box::new(move |request| Some(answer(request))));
    services
}

fn stamped_at() -> Moment {
    Moment::parse("2026-05-10T09:00:05Z").unwrap()
}

/// An answer of the authority, and its token changed.
fn with_token(request: &[u8], change: impl FnOnce(&mut Message)) -> Vec<u8> {
    let answer = NationalAuthority::new().stamp(request, stamped_at()).unwrap();
    let mut fields = Reader::new(&answer).sequence("test").unwrap();
    let status = fields.any("test").unwrap().raw();
    let mut token = Message::read(fields.any("test").unwrap().raw());
    change(&mut token);
    let mut response = Writer::new();
    response.sequence(|out| {
        out.raw(status).raw(&token.write());
    });
    response.into_bytes()
}

/// The answer of somebody whose certificate is not one for timestamps.
fn of_a_subscriber(request: &[u8]) -> Vec<u8> {
    let key = std::fs::read(qoltanba_testdata::folder().join("../keys/rsa-individual-sign.pem")).unwrap();
    let key = qoltanba::crypto::PrivateKey::from_der_or_pem(&key).unwrap();
    let certificate = certificate_of("rsa/individual-sign.cer");
    let signer = Signer::new(&key, &certificate).unwrap();
    TimestampAuthority::new(signer, Oid::parse("1.2.3").unwrap()).answer(request, 1, stamped_at()).unwrap()
}

/// PKIStatus rejection with failInfo badRequest, bit 2 (RFC 3161, 2.4.2).
const REJECTION: [u8; 11] = [0x30, 9, 0x30, 7, 2, 1, 2, 3, 2, 5, 0x20];

/// What was asked of the service.
fn assert_asked(services: &Services) {
    let seen = services.seen();
    assert!(!seen.is_empty());
    assert!(seen.iter().all(|request| request.headers["content-type"] == "application/timestamp-query"), "{seen:?}");
}

fn other_request() -> Vec<u8> {
    let digest = qoltanba::crypto::DigestAlgorithm::Sha256;
    qoltanba::timestamp::TimestampRequest::new(b"something else", digest).with_nonce(7).encode().unwrap()
}

#[test]
fn a_signature_is_stamped_by_the_service_that_is_named() {
    let folder = scratch("sign-stamped");
    let content = input(&folder, "cms");
    for format in ["cms", "cades"] {
        let services = service(<[u8]>::to_vec);
        let url = services.url("/tsp");
        let file = signed(&folder, &content, "gost2015-individual", format, &["--tsp-url", &url]);
        assert_asked(&services);
        let run = verify(&file, &[]);
        run.expect(format, "confirmed", &[]);
        assert_eq!(run.outcome("timestamp"), ("passed", None), "{format}");
        let moment = &run.json["signers"][0]["moment"];
        assert_eq!((&moment["at"], &moment["source"]), (&"2026-05-10T09:00:05Z".into(), &"timestamp".into()));
    }
}

/// Nothing is written when the service answers with anything but a token for this request.
#[test]
fn an_unsuitable_answer_stamps_nothing() {
    let folder = scratch("sign-not-stamped");
    let content = input(&folder, "cms");
    let faulty = |fault| {
        let services = service(<[u8]>::to_vec);
        services.misbehave(100, &[fault]);
        services
    };
    // RFC 3161, 2.2: who asked verifies the token before it is used.
    let broken = |request: &[u8]| with_token(request, |token| token.signers[0].signature[20] ^= 1);
    let bare = |request: &[u8]| with_token(request, |token| token.certificates.clear());
    for (answer, services, words) in [
        ("another request", service(|_| other_request()), ""),
        ("a page", faulty(Fault::Page), ""),
        ("forbidden", faulty(Fault::Forbidden), ""),
        ("a broken signature", answering(broken), "signature"),
        ("no certificate, although it was asked for", answering(bare), "certificate"),
        ("a certificate for something else", answering(of_a_subscriber), "extended key usage"),
        ("a rejection", answering(|_| REJECTION.to_vec()), "rejection, badRequest"),
    ] {
        let url = services.url("/tsp");
        let signed = sign(&folder, &content, "rsa-individual-sign", "cms", &["--tsp-url", &url]);
        assert_asked(&services);
        assert_eq!(signed.status, 3, "{answer}: {}", signed.stderr);
        assert_eq!(signed.stderr.lines().count(), 1, "{answer}: {}", signed.stderr);
        assert!(signed.stderr.contains(words), "{answer}: {}", signed.stderr);
        assert!(!signed.file.exists(), "{answer}");
    }
}

/// N30: with --trust an expired, revoked or unsuitable certificate is refused before anything is signed; without it the
/// command warns of what it can see.
#[test]
fn an_unsuitable_certificate_does_not_sign_unnoticed() {
    let folder = scratch("sign-refused");
    let content = input(&folder, "cms");
    let trust = pki::trust();
    let evidence: Vec<&str> = trust.iter().map(String::as_str).collect();
    for (key, word) in [("gost2015-individual-expired", "2025-01-01"), ("rsa-individual-auth", "sign")] {
        let refused = sign(&folder, &content, key, "cms", &evidence);
        assert_eq!(refused.status, 1, "{key}: {}", refused.stderr);
        assert!(refused.stderr.contains("not signed") && refused.stderr.contains(word), "{}", refused.stderr);
        assert!(!refused.file.exists(), "{key}");
        let warned = sign(&folder, &content, key, "cms", &[]);
        assert_eq!(warned.status, 0, "{key}: {}", warned.stderr);
        assert!(warned.stderr.contains("warning"), "{key}: {}", warned.stderr);
    }
}

/// N21: of two keys in one file none is chosen for the caller.
#[test]
fn of_two_keys_the_caller_chooses() {
    let folder = scratch("sign-two-keys");
    let content = input(&folder, "cms");
    let unnamed = sign(&folder, &content, "two-keys", "cms", &[]);
    assert_eq!(unnamed.status, 3);
    assert!(!unnamed.file.exists());
    let unknown = sign(&folder, &content, "two-keys", "cms", &["--alias", "nobody"]);
    assert_eq!((unknown.status, unknown.file.exists()), (3, false));
    let aliases: Vec<String> =
        pki::key_store("two-keys").entries().iter().map(|entry| entry.alias().to_owned()).collect();
    assert_eq!(aliases.len(), 2);
    let mut subjects = Vec::new();
    for alias in &aliases {
        let file = signed(&folder, &content, "two-keys", "cms", &["--alias", alias]);
        let run = verify(&file, &[]);
        run.expect(alias, "confirmed", &[]);
        subjects.push(run.json["signers"][0]["certificate"]["sha256"].clone());
    }
    assert_ne!(subjects[0], subjects[1]);
}

#[test]
fn what_cannot_be_is_refused_in_one_line() {
    let folder = scratch("sign-usage");
    let content = input(&folder, "cms");
    for (format, more) in [
        ("jws", &["--detached"][..]),
        ("xmldsig", &["--detached"]),
        ("jws", &["--add-to", "x"]),
        ("wss", &["--tsp-url", "http://127.0.0.1:9/"]),
        ("cms", &["--add-to", "/absent"]),
        ("xmldsig", &[]),
        ("wss", &[]),
    ] {
        let run = sign(&folder, &content, "rsa-individual-sign", format, more);
        assert_eq!(run.status, 3, "{format} {more:?}: {}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1, "{format} {more:?}: {}", run.stderr);
        assert!(!run.file.exists(), "{format} {more:?}");
    }
    let wrong = Command::new(env!("CARGO_BIN_EXE_qoltanba"))
        .env("QOLTANBA_TEST_PASSWORD", "not the password")
        .arg("sign")
        .arg(&content)
        .arg("--key")
        .arg(path("p12/rsa-individual-sign.p12"))
        .args(["--password-env", "QOLTANBA_TEST_PASSWORD", "--format", "cms", "--out"])
        .arg(folder.join("never"))
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(3));
    assert!(!String::from_utf8(wrong.stderr).unwrap().contains("not the password"));
    assert!(!folder.join("never").exists());
}
