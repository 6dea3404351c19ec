//! `check-certificate` on the national test set: every outcome of the contract, for all three families of algorithms.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use common::{Run, flip_byte, qoltanba, scratch};
use qoltanba_tests::{corpora, json};
use std::path::{Path, PathBuf};

/// A moment at which every certificate, CA and list of the set is current.
const INSIDE: &str = "2024-01-01T00:00:00Z";

struct Family {
    name: &'static str,
    root: &'static str,
    authority: &'static str,
    crl: &'static str,
    /// An authority of another family, whose list says nothing about these certificates.
    other_crl: &'static str,
}

const FAMILIES: [Family; 3] = [
    Family {
        name: "RSA256_",
        root: "CA_Test/ROOT/kuc_rsa_test.cer",
        authority: "CA_Test/NCA/nca_rsa_test.cer",
        crl: "CRL/nca_rsa_test.crl",
        other_crl: "CRL/nca_gost_test.crl",
    },
    Family {
        name: "GOSTKNCA_",
        root: "CA_Test/ROOT/kuc_gost_test.cer",
        authority: "CA_Test/NCA/nca_gost_test.cer",
        crl: "CRL/nca_gost_test.crl",
        other_crl: "CRL/nca_gost_test_2022.crl",
    },
    Family {
        name: "GOST512_",
        root: "CA_Test/ROOT/root_test_gost_2022.cer",
        authority: "CA_Test/NCA/nca_gost2022_test.cer",
        crl: "CRL/nca_gost_test_2022.crl",
        other_crl: "CRL/nca_rsa_test.crl",
    },
];

struct Case {
    folder: PathBuf,
    certificate: PathBuf,
    family: &'static Family,
}

impl Case {
    fn run(&self, crl: Option<&Path>, more: &[&str]) -> Run {
        let mut arguments = vec![
            "check-certificate".to_owned(),
            self.certificate.display().to_string(),
            "--trust".to_owned(),
            self.folder.join(self.family.root).display().to_string(),
            "--intermediate".to_owned(),
            self.folder.join(self.family.authority).display().to_string(),
            "--json".to_owned(),
        ];
        if let Some(crl) = crl {
            arguments.extend(["--crl".to_owned(), crl.display().to_string()]);
        }
        arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
        qoltanba(&arguments)
    }

    fn crl(&self) -> PathBuf {
        self.folder.join(self.family.crl)
    }
}

/// For each family, a signing certificate whose manifest entry satisfies `wanted`.
fn cases(wanted: impl Fn(&serde_json::Value) -> bool) -> Option<Vec<Case>> {
    let folder = corpora("kz/sdk")?;
    let manifest = json(&folder.join("manifest.json"));
    let entries = manifest["p12"].as_array().unwrap();
    let case = |family: &'static Family| {
        let entry = entries
            .iter()
            .find(|entry| {
                let file = entry["certificate_file"].as_str().unwrap();
                let name = file.rsplit('/').next().unwrap();
                name.starts_with(family.name) && !file.contains("information_system") && wanted(entry)
            })
            .unwrap_or_else(|| panic!("no certificate for {}", family.name));
        let certificate = folder.join(entry["certificate_file"].as_str().unwrap());
        Case { folder: folder.clone(), certificate, family }
    };
    Some(FAMILIES.iter().map(case).collect())
}

fn valid(entry: &serde_json::Value) -> bool {
    entry["folder_status"] == "valid"
}

fn listed(entry: &serde_json::Value) -> bool {
    entry["crl_status"]["listed"].as_array().is_some_and(|list| !list.is_empty())
}

const IIN: [&str; 2] = ["--iin", "123456789011"];

#[test]
fn its_own_number_inside_its_validity_with_a_fresh_list_is_confirmed() {
    for case in cases(|entry| valid(entry) && entry["iin"] == "123456789011").into_iter().flatten() {
        let run = case.run(Some(&case.crl()), &[&IIN[..], &["--at", INSIDE]].concat());
        assert_eq!(run.status, 0, "{}: {}", case.family.name, run.stderr);
        assert_eq!(run.json["decision"], "confirmed", "{:#}", run.json);
        assert!(run.json["refusal"].is_null());
        for check in ["validity-period", "revocation", "identity-match", "certificate-path", "key-usage"] {
            assert_eq!(run.outcome(check), ("passed", None), "{}: {check}", case.family.name);
        }
    }
}

#[test]
fn another_number_is_refused_and_both_numbers_are_named() {
    for case in cases(valid).into_iter().flatten() {
        let run = case.run(Some(&case.crl()), &["--iin", "990101300013", "--at", INSIDE]);
        assert_eq!(run.status, 1);
        assert_eq!(run.outcome("identity-match"), ("failed", Some("iin-mismatch")));
        let detail = run.detail("identity-match");
        assert!(detail.contains("990101300013") && detail.contains("12345678901"), "{detail}");
        assert_eq!(run.json["refusal"]["code"], "signature-not-confirmed");
        assert!(run.json["refusal"]["text"]["ru"].as_str().unwrap().contains("подлинность ЭЦП не подтверждена"));
        // The other checks are still listed, and still passed.
        assert_eq!(run.outcome("revocation"), ("passed", None));
    }
}

#[test]
fn outside_of_its_validity_it_is_expired_or_not_yet_valid() {
    for case in cases(valid).into_iter().flatten() {
        let after = case.run(Some(&case.crl()), &["--at", "2025-01-01T00:00:00Z"]);
        assert_eq!(after.status, 1);
        assert_eq!(after.outcome("validity-period"), ("failed", Some("expired")));
        let before = case.run(Some(&case.crl()), &["--at", "2023-01-01T00:00:00Z"]);
        assert_eq!(before.status, 1);
        assert_eq!(before.outcome("validity-period"), ("failed", Some("not-yet-valid")));
    }
}

#[test]
fn a_revoked_serial_is_revoked_with_its_date() {
    for case in cases(listed).into_iter().flatten() {
        let run = case.run(Some(&case.crl()), &["--at", INSIDE]);
        assert_eq!(run.status, 1, "{:#}", run.json);
        let (outcome, reason) = run.outcome("revocation");
        assert_eq!(outcome, "failed");
        assert!(matches!(reason, Some("revoked" | "on-hold")), "{reason:?}");
        assert!(run.detail("revocation").contains("2023-"), "{}", run.detail("revocation"));
    }
}

#[test]
fn without_a_usable_list_nothing_is_confirmed() {
    let folder = scratch("unusable-lists");
    for case in cases(valid).into_iter().flatten() {
        let undetermined = |crl: Option<&Path>, at: &str, reason: &str| {
            let run = case.run(crl, &["--at", at]);
            assert_eq!(run.status, 2, "{}: {reason}: {}", case.family.name, run.stderr);
            assert_eq!(run.outcome("revocation"), ("undetermined", Some(reason)), "{}", case.family.name);
        };
        undetermined(None, INSIDE, "no-evidence");
        // The certificates outlive the lists (nextUpdate 2024-05-15).
        undetermined(Some(&case.crl()), "2024-06-01T00:00:00Z", "stale-evidence");
        undetermined(Some(&case.folder.join(case.family.other_crl)), INSIDE, "evidence-untrusted");
        for (name, bytes) in [("empty.crl", &b""[..]), ("page.crl", b"<html><body>302</body></html>")] {
            let path = folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            undetermined(Some(&path), INSIDE, "evidence-untrusted");
        }
        // One byte changed: at the end (in the signature value), and wherever else.
        let genuine = std::fs::read(case.crl()).unwrap();
        for position in [genuine.len() - 1, genuine.len() / 2, 40, 1] {
            let path = folder.join("flipped.crl");
            std::fs::write(&path, flip_byte(&genuine, position)).unwrap();
            undetermined(Some(&path), INSIDE, "evidence-untrusted");
        }
    }
}

#[test]
fn switched_off_revocation_is_never_confirmed() {
    for case in cases(valid).into_iter().flatten() {
        let run = case.run(Some(&case.crl()), &["--at", INSIDE, "--revocation", "off"]);
        assert_eq!(run.status, 2);
        assert!(run.detail("revocation").contains("off"));
    }
}

#[test]
fn unusable_input_is_one_line_that_names_the_place() {
    let folder = scratch("unusable-input");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let mut inputs = vec![
        vec!["check-certificate".to_owned(), write("empty.cer", b"")],
        vec!["check-certificate".to_owned(), write("zeros.cer", &vec![0; 100 << 20])],
        vec!["check-certificate".to_owned(), folder.join("absent.cer").display().to_string()],
        vec!["check-certificate".to_owned()],
        vec!["check-nothing".to_owned()],
        vec!["id".to_owned(), "12345678901x".to_owned()],
    ];
    if let Some(cases) = cases(valid) {
        for case in cases {
            let der = std::fs::read(&case.certificate).unwrap();
            let trailing = [&der[..], b"\0"].concat();
            let pem = qoltanba::asn1::encode_pem("CERTIFICATE", &der);
            inputs.push(vec!["check-certificate".to_owned(), write("cut.cer", &der[..der.len() - 1])]);
            inputs.push(vec!["check-certificate".to_owned(), write("trailing.cer", &trailing)]);
            inputs.push(vec!["check-certificate".to_owned(), write("two.pem", format!("{pem}{pem}").as_bytes())]);
            let good = write("good.cer", &der);
            for more in [
                ["--iin", "12345678901x"],
                ["--at", "yesterday"],
                ["--purpose", "fun"],
                ["--trust", "/absent/folder"],
                ["--crl", "/absent/file.crl"],
                ["--iin", "1234567890112"],
            ] {
                let mut arguments = vec!["check-certificate".to_owned(), good.clone()];
                arguments.extend(more.map(str::to_owned));
                inputs.push(arguments);
            }
        }
    }
    for arguments in inputs {
        let run = qoltanba(&arguments);
        assert_eq!(run.status, 3, "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{arguments:?}: {}", run.stderr);
        assert!(!run.stderr.contains("12345678901"), "a number is not repeated: {}", run.stderr);
    }
}

#[test]
fn a_list_may_be_larger_than_other_files() {
    // Lists of production have tens of megabytes. Zeros are no list of any size.
    let file = scratch("large-list").join("zeros.crl");
    std::fs::File::create(&file).unwrap().set_len(65 << 20).unwrap();
    let pki = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/pki");
    let path = |name: &str| pki.join(name).display().to_string();
    let (certificate, root, zeros) = (path("ca/nca-rsa.cer"), path("ca/root-rsa.cer"), file.display().to_string());
    let run = |certificate: &str, crl: &str| {
        qoltanba(&["check-certificate", certificate, "--trust", &root, "--crl", crl, "--at", INSIDE, "--json"])
    };
    let read = run(&certificate, &zeros);
    assert_eq!((read.status, read.outcome("revocation")), (1, ("undetermined", Some("evidence-untrusted"))));
    run(&zeros, &zeros).expect_unusable("a certificate of 65 MiB");
}
