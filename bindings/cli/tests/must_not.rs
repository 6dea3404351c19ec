//! What a verifier must not do: N1 to N32, weak points of existing systems. Each number has its test here, is named with
//! the test elsewhere that holds it, or does not apply, with the reason.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::Path;

use common::pki::{self, check, check_with, path, run, verify};
use common::{qoltanba, scratch};

enum Held {
    /// By the test of this file whose name begins with the number.
    Here,
    /// By these functions of these files.
    Elsewhere(&'static [(&'static str, &'static str)]),
    /// There is nothing to hold, for this reason.
    NotApplicable(&'static str),
}
use Held::{Elsewhere, Here, NotApplicable};

const HELD: [Held; 32] = [
    Here,
    Here,
    Here,
    Elsewhere(&[(
        "bindings/cli/tests/contract.rs",
        "answers_count_only_from_the_authority_for_this_certificate_and_now",
    )]),
    Elsewhere(&[
        ("bindings/cli/tests/contract.rs", "answers_count_only_from_the_authority_for_this_certificate_and_now"),
        ("tests/tests/revocation_rules.rs", "ocsp_answers_have_their_time_and_nonce"),
    ]),
    Here,
    Here,
    Here,
    Here,
    Elsewhere(&[("bindings/cli/tests/contract.rs", "the_moment_has_a_source")]),
    Here,
    Here,
    Here,
    Here,
    Here,
    Elsewhere(&[("bindings/cli/tests/verify_xml.rs", "what_is_signed_is_the_document")]),
    Elsewhere(&[
        ("bindings/cli/tests/verify_xml.rs", "what_is_signed_is_the_document"),
        ("bindings/cli/tests/verify_xml.rs", "what_is_no_signed_document_is_unusable"),
        ("bindings/cli/tests/verify_xml.rs", "unknown_transforms_and_foreign_references_are_not_followed"),
    ]),
    Elsewhere(&[("bindings/cli/tests/verify_xml.rs", "messages_cover_their_body")]),
    NotApplicable("PDF signatures are not verified at all: a PDF file is unusable input, which n19 tests"),
    Here,
    Elsewhere(&[("bindings/cli/tests/sign.rs", "of_two_keys_the_caller_chooses")]),
    Here,
    Here,
    Here,
    Elsewhere(&[("tests/tests/gost_engine.rs", "hashes")]),
    Elsewhere(&[
        ("tests/tests/gost_negative.rs", "every_vector_comes_out_as_the_big_integers_say"),
        ("tests/tests/gost_negative.rs", "wrong_keys_make_no_key"),
    ]),
    Elsewhere(&[("tests/tests/crl_size.rs", "what_an_index_costs")]),
    Elsewhere(&[("tests/tests/resources/main.rs", "hostile_inputs_cost_little")]),
    Here,
    Elsewhere(&[("bindings/cli/tests/sign.rs", "an_unsuitable_certificate_does_not_sign_unnoticed")]),
    Here,
    Here,
];

const INDIVIDUAL: &str = "gost2015/individual.cer";

fn signed(name: &str) -> std::path::PathBuf {
    path(&format!("signed/{name}"))
}

#[test]
fn every_number_is_held_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let has = |file: &str, function: &str| {
        let text = std::fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        // The attributes of a function stand right before it, after an empty line.
        let attributes =
            text.split_once(&format!("\nfn {function}")).and_then(|(before, _)| before.rsplit("\n\n").next());
        attributes.is_some_and(|attributes| attributes.contains("#[test]"))
    };
    for (index, held) in HELD.iter().enumerate() {
        let number = index + 1;
        match held {
            Here => assert!(has("bindings/cli/tests/must_not.rs", &format!("n{number:02}_")), "N{number}"),
            Elsewhere(tests) => {
                for (file, function) in *tests {
                    assert!(has(file, &format!("{function}()")), "N{number}: {file} has no test {function}");
                }
            }
            NotApplicable(reason) => assert!(!reason.is_empty(), "N{number}"),
        }
    }
}

#[test]
fn n01_no_signer_is_no_signature() {
    verify(&signed("cms/without-signers.cms"), &[]).expect("N1", "refused", &["no-signature"]);
}

#[test]
fn n02_an_absent_certificate_is_not_skipped() {
    verify(&signed("cms/without-certificates.cms"), &[]).expect("N2", "refused", &["signer-certificate-missing"]);
}

#[test]
fn n03_not_checked_is_not_good() {
    run("verify", &signed("cms/gost2015.cms"), &[], &[]).expect("N3", "undetermined", &["no-evidence"]);
    let off = verify(&signed("cms/gost2015.cms"), &["--revocation", "off"]);
    assert_eq!((off.status, off.outcome("revocation").0), (2, "undetermined"));
}

#[test]
fn n06_a_list_is_checked_before_it_is_believed() {
    let folder = scratch("must-not-lists");
    for (name, bytes) in [("empty.crl", &b""[..]), ("page.crl", b"<html><body>302 Found</body></html>")] {
        let file = folder.join(name);
        std::fs::write(&file, bytes).unwrap();
        let evidence = ["--crl".to_owned(), file.display().to_string()];
        run("check-certificate", &path(INDIVIDUAL), &evidence, &[]).expect(
            name,
            "undetermined",
            &["evidence-untrusted"],
        );
    }
    for (list, reason) in [
        ("crl/odd/impostor.crl", "evidence-untrusted"),
        ("crl/odd/bad-signature.crl", "evidence-untrusted"),
        ("crl/odd/without-next-update.crl", "stale-evidence"),
        ("crl/nca-gost2015-stale.crl", "stale-evidence"),
    ] {
        check_with(INDIVIDUAL, "--crl", &[list], &[]).expect(list, "undetermined", &[reason]);
    }
}

#[test]
fn n07_unknown_and_never_issued_are_not_good() {
    for answer in ["ocsp/unknown.ors", "ocsp/non-issued.ors"] {
        check_with(INDIVIDUAL, "--ocsp", &[answer], &[]).expect(answer, "undetermined", &["status-unknown"]);
    }
}

#[test]
fn n08_a_known_issuer_is_not_yet_trusted() {
    let run =
        verify(&signed("cms/foreign.cms"), &["--intermediate", path("ca/foreign-authority.cer").to_str().unwrap()]);
    run.expect("N8", "undetermined", &["evidence-untrusted", "issuer-unknown"]);
    assert_eq!(run.outcome("signature"), ("passed", None));
}

#[test]
fn n09_usage_and_authority_are_not_ignored() {
    verify(&signed("cms/auth-key.cms"), &[]).expect("usage", "refused", &["purpose-not-allowed"]);
    check("other/too-deep-individual.cer", &[]).expect("pathLen", "refused", &["evidence-untrusted", "path-invalid"]);
    let issuer = path("gost2015/individual-other.cer").display().to_string();
    check("attack/issued-by-subscriber.cer", &["--intermediate", &issuer]).expect(
        "no authority",
        "refused",
        &["evidence-untrusted", "path-invalid"],
    );
}

#[test]
fn n11_a_stamped_signature_outlives_its_certificate() {
    verify(&signed("stamped/expired-since.cms"), &[]).expect("N11", "confirmed", &[]);
    verify(&signed("cms/expired-since.cms"), &[]).expect("without a stamp", "refused", &["expired"]);
}

#[test]
fn n12_a_stamp_is_of_this_signature() {
    verify(&signed("stamped/other-imprint.cms"), &[]).expect("N12", "refused", &["timestamp-invalid"]);
}

#[test]
fn n13_the_authority_of_a_stamp_is_checked() {
    verify(&signed("stamped/by-foreign.cms"), &[]).expect("its path", "undetermined", &["timestamp-untrusted"]);
    verify(&signed("stamped/by-not-critical.cms"), &[]).expect("its usage", "refused", &["timestamp-invalid"]);
    let unknown = run("verify", &signed("stamped/by-rsa.cms"), &[], &[]);
    assert_eq!(unknown.outcome("timestamp"), ("undetermined", Some("timestamp-untrusted")), "its revocation");
}

#[test]
fn n14_each_signer_has_its_own_time() {
    let run = verify(&signed("stamped/two-signers.cms"), &[]);
    let moments = run.json["signers"].as_array().unwrap().iter().map(|signer| signer["moment"]["at"].as_str().unwrap());
    let mut moments: Vec<&str> = moments.collect();
    moments.sort_unstable();
    assert_eq!(moments, ["2026-05-10T09:00:05Z", "2026-06-10T12:00:00Z"]);
}

/// The prefix is no part of the name: under another one the signature is found, and found to be another text.
#[test]
fn n15_a_signature_is_found_by_its_namespace() {
    let folder = scratch("must-not-prefix");
    let text = pki::text("signed/xml/rsa.xml");
    let renamed = text.replace("<ds:", "<x:").replace("</ds:", "</x:").replace("xmlns:ds=", "xmlns:x=");
    let file = folder.join("renamed.xml");
    std::fs::write(&file, renamed).unwrap();
    verify(&file, &[]).expect("another prefix", "refused", &["signature-invalid"]);
    // Another namespace under the same prefix is no signature, and does not hide that none is there.
    std::fs::write(&file, text.replace("http://www.w3.org/2000/09/xmldsig#\">", "urn:example:other\">")).unwrap();
    verify(&file, &[]).expect("another namespace", "refused", &["no-signature"]);
}

#[test]
fn n19_a_pdf_is_not_taken_for_a_signature() {
    let file = scratch("must-not-pdf").join("document.pdf");
    std::fs::write(&file, b"%PDF-1.7\n1 0 obj <</Type /Sig /ByteRange [0 10 20 30]>>\n").unwrap();
    verify(&file, &[]).expect_unusable("N19");
}

/// N20: two authorities of one name are told apart by their keys, and so are their lists.
#[test]
fn n20_issuers_are_matched_by_name_and_key() {
    for (certificate, list, decision, reasons) in [
        ("other/twin-a-individual.cer", "crl/twin-a.crl", "confirmed", &[][..]),
        ("other/twin-b-individual.cer", "crl/twin-b.crl", "confirmed", &[]),
        ("other/twin-a-individual-revoked.cer", "crl/twin-a.crl", "refused", &["revoked"]),
        ("other/twin-a-individual-revoked.cer", "crl/twin-b.crl", "undetermined", &["evidence-untrusted"]),
        ("other/twin-b-individual.cer", "crl/twin-a.crl", "undetermined", &["evidence-untrusted"]),
    ] {
        check_with(certificate, "--crl", &[list], &[]).expect(&format!("{certificate} {list}"), decision, reasons);
    }
}

/// N22: the IIN is that of the subject's serialNumber, the BIN that of its OU; GIVENNAME is the patronymic, reported as it
/// stands under the name of its attribute.
#[test]
fn n22_attributes_are_what_the_profile_says() {
    let run = check("gost2004/head.cer", &[]);
    let subject = &run.json["signers"][0]["certificate"]["subject"];
    assert_eq!((subject["iin"].as_str(), subject["bin"].as_str()), (Some("990101100040"), Some("700140000019")));
    let without = check("gost2015/individual-without-patronymic.cer", &[]);
    let subject = &without.json["signers"][0]["certificate"]["subject"];
    assert!(subject["given_name"].is_null(), "a first name is not put in its place: {subject:#}");
    check("gost2015/individual-without-iin.cer", &["--iin", "990101100010"]).expect(
        "no IIN",
        "refused",
        &["iin-missing"],
    );
}

#[test]
fn n23_odd_files_neither_clear_nor_stop() {
    check("gost2015/individual-revoked.cer", &[]).expect("#158", "refused", &["revoked"]);
    check("gost2015/individual-without-eku.cer", &[]).expect("#161", "confirmed", &[]);
    let malformed = scratch("must-not-odd").join("malformed.ors");
    for bytes in [&b""[..], b"\x30\x03\x0a\x01\x00", b"<html></html>", b"\x30\x80"] {
        std::fs::write(&malformed, bytes).unwrap();
        let evidence = ["--ocsp".to_owned(), malformed.display().to_string()];
        let run = run("check-certificate", &path(INDIVIDUAL), &evidence, &[]);
        run.expect("#144", "undetermined", &["evidence-untrusted"]);
    }
    let later = check_with(INDIVIDUAL, "--ocsp", &["ocsp/try-later.ors"], &[]);
    assert_eq!(later.status, 2, "{:#}", later.json);
    let alone = qoltanba(&["check-certificate", path(INDIVIDUAL).to_str().unwrap(), "--at", pki::MOMENT, "--json"]);
    assert_eq!((alone.status, alone.outcome("certificate-path").1), (2, Some("issuer-unknown")), "#184");
}

#[test]
fn n24_no_stamp_is_required() {
    let run = verify(&signed("cms/gost2015.cms"), &[]);
    run.expect("N24", "confirmed", &[]);
    assert_eq!(run.outcome("timestamp"), ("not-applicable", None));
}

#[test]
fn n29_integrity_alone_is_not_confirmed() {
    let document = signed("cms/gost2015.cms");
    let run = qoltanba(&["verify", document.to_str().unwrap(), "--at", pki::MOMENT, "--json"]);
    assert_eq!(run.outcome("signature"), ("passed", None));
    assert_eq!((run.status, &run.json["decision"]), (2, &"undetermined".into()));
}

/// N31: a verifier is shared between threads as it is; there is no lock, and nothing global that changes.
#[test]
fn n31_a_verifier_is_shared_between_threads() {
    const fn shared<T: Send + Sync>() {}
    shared::<qoltanba::check::Verifier>();
    shared::<qoltanba::trust::TrustStore>();
    shared::<qoltanba::revocation::Evidence>();
    shared::<qoltanba::keystore::KeyStore>();
}

/// N32: the certificates of the set name addresses; the library has nothing to open them with.
#[test]
fn n32_no_address_of_a_certificate_is_opened() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let manifest = std::fs::read_to_string(root.join("core/Cargo.toml")).unwrap();
    for client in ["ureq", "reqwest", "hyper", "curl", "tokio"] {
        assert!(!manifest.lines().any(|line| line.starts_with(client)), "{client}");
    }
    let mut folders = vec![root.join("core/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&entry).unwrap();
                assert!(!text.contains("std::net") && !text.contains("TcpStream"), "{}", entry.display());
            }
        }
    }
}
