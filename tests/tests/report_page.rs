//! The page of a report in a browser. The pages are made here; `tests/browser/pages.test.mjs` looks at them with
//! playwright and axe-core. Pages, pictures and PDFs stay in `target/tmp/pages`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test program fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use qoltanba::check::page::Page;
use qoltanba::check::{Decision, Expected, JudgedAt, Language, PathPlace, Report, Standing, Verifier};
use qoltanba::document::barcode::{CreationDate, FavorId, encode};
use qoltanba::document::{Addressee, BarcodeStatement, Day, EquivalenceStatement, ResultKind, ServiceResult, print};
use qoltanba::revocation::{Crl, Evidence, EvidenceKind};
use qoltanba::signature::SignedDocument;
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Iin};
use qoltanba_testdata::demo;
use qoltanba_tests::national::{file, moment, verifier, verifier_with};
use qoltanba_tests::pki::{Holder, List, Template, now};
use qoltanba_tests::{tools, workspace};

/// What nobody is called: markup, a closing tag, an override of the writing direction, a zero-width space.
const HOSTILE: &str =
    "</bdi></title><script>alert(1)</script><img src=\"http://example.kz/\" onerror='alert(2)'>\u{202e}ТАРУАП\u{200b}";

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn verify(verifier: &Verifier, name: &str, expected: &Expected) -> (Vec<u8>, Report) {
    let bytes = file(name);
    let report = verifier.verify(&SignedDocument::parse(&bytes).unwrap(), expected, moment()).unwrap();
    (bytes, report)
}

/// A certificate whose names, and those of its authority, are hostile and long.
fn hostile() -> Report {
    let long = format!("{HOSTILE}{}", "Ұ".repeat(3_000));
    let root = Holder::root(&Template::ca(&long));
    let person = root.issues(&Template::end_entity(&long).serial(7));
    let mut evidence = Evidence::new();
    evidence.add_crl(Crl::from_vec(root.lists(&List::new().revokes(7, 1))).unwrap());
    let trust = TrustStore::new(vec![TrustAnchor::from_certificate(&root.certificate)], vec![]);
    let verifier = Verifier::new(trust).with_evidence(evidence);
    verifier.check_certificate(&person.certificate, &Expected::anyone(), JudgedAt::given(now()))
}

fn write_reports(folder: &Path) {
    let individual = Expected::iin(Iin::parse(demo::INDIVIDUAL_IIN).unwrap());
    let stamped = verifier_with(&["tsa/gost2015.cer"], &[]);
    let mut stale = Evidence::new();
    stale.add_crl(Crl::from_vec(file("crl/nca-gost2015-stale.crl")).unwrap());
    let stale = verifier().with_evidence(stale);
    for (name, verifier, document, expected, language, decision) in [
        (
            "confirmed",
            &stamped,
            "signed/stamped/by-gost2015.cms",
            &Expected::anyone(),
            Language::Ru,
            Decision::Confirmed,
        ),
        ("refused", &stamped, "signed/stamped/key-compromise.cms", &individual, Language::Kk, Decision::Refused),
        ("undetermined", &stale, "signed/cms/gost2015.cms", &individual, Language::En, Decision::Undetermined),
        (
            "two",
            &verifier(),
            "signed/cms/two-signers-one-revoked.cms",
            &Expected::anyone(),
            Language::Ru,
            Decision::Refused,
        ),
    ] {
        let (bytes, report) = verify(verifier, document, expected);
        assert_eq!(report.decision(), decision, "{name}");
        let short = document.rsplit('/').next().unwrap();
        let page = Page::new(&report).in_language(language).of_file(short, &bytes).to_html();
        std::fs::write(folder.join(format!("report-{name}.html")), page).unwrap();
    }
    let page = Page::new(&hostile()).of_file(HOSTILE, b"").to_html();
    std::fs::write(folder.join("report-hostile.html"), page).unwrap();
}

/// The printed page of a result, for the same tests of accessibility.
fn write_result(folder: &Path) {
    let result = ServiceResult {
        service: "kokpekty-2012-unemployed-certificate".into(),
        kind: ResultKind::UnemployedCertificate,
        number: Some("000017".into()),
        issued: Day::parse("2026-06-30").unwrap(),
        validity: None,
        addressee: Addressee { name: "ҮЛГІБАЕВ ДЕРЕК".into(), number: None },
        request: None,
        fields: vec![],
        equivalence: EquivalenceStatement::Stated,
        barcode: Some(BarcodeStatement {
            department: "Үлгі бөлімі".into(), region: "Үлгі облысы".into()
        }),
    };
    let created = CreationDate::new(moment().at, 300).unwrap();
    let parts = encode(&file("signed/cms/gost2015.cms"), &FavorId::parse("00000000000017").unwrap(), &created).unwrap();
    std::fs::write(folder.join("result.html"), print::to_html(&result, None, &parts).unwrap()).unwrap();
}

/// The test program with the packages of its lock file, under `target/`. `None`, with a printed message, when there is no
/// npm, or the packages are neither here nor to be had.
fn program() -> Option<PathBuf> {
    let source = workspace().join("tests/browser");
    let folder = folder("browser");
    let read = |path: PathBuf| std::fs::read(path).ok();
    let lock = "package-lock.json";
    let installed = read(folder.join(lock)) == read(source.join(lock)) && folder.join("node_modules").is_dir();
    for name in ["package.json", ".npmrc", "pages.test.mjs", lock] {
        std::fs::copy(source.join(name), folder.join(name)).unwrap();
    }
    if !installed {
        let said = tools::run("npm", &["ci", "--prefix", folder.to_str().unwrap()])?;
        if !said.status.success() {
            // A later run must not take the folder for a whole one.
            std::fs::remove_file(folder.join(lock)).unwrap();
            assert!(!tools::required(), "npm ci: {}", String::from_utf8_lossy(&said.stderr));
            eprintln!("SKIPPED: the packages of tests/browser cannot be fetched");
            return None;
        }
    }
    Some(folder)
}

/// What the page draws is in the report: held against the certificates and lists themselves.
#[test]
fn the_report_names_its_grounds() {
    let read = |name: &str| Certificate::from_der(&file(name)).unwrap();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let stamped = verifier_with(&["tsa/gost2015.cer"], &[]);
    let (_, report) = verify(&stamped, "signed/stamped/key-compromise.cms", &Expected::anyone());
    let signer = &report.signers()[0];
    let grounds = &signer.grounds;
    let places: Vec<PathPlace> = grounds.path.iter().map(|member| member.place).collect();
    assert_eq!(places, [PathPlace::EndEntity, PathPlace::Authority, PathPlace::Anchor]);
    assert_eq!(grounds.path[0].sha256, signer.certificate.as_ref().unwrap().sha256);
    for (member, name) in grounds.path[1..].iter().zip(["ca/nca-gost2015.cer", "ca/root-gost2015.cer"]) {
        let certificate = read(name);
        assert_eq!(member.sha256, hex(&certificate.sha256()), "{name}");
        assert_eq!((member.not_before, member.not_after), (certificate.not_before(), certificate.not_after()));
    }
    assert_eq!(grounds.timestamps, [signer.moment.at]);
    let [revoked] = grounds.revoked.as_slice() else { panic!("{:?}", grounds.revoked) };
    assert_eq!((revoked.serial.as_str(), revoked.reason), (grounds.path[0].serial.as_str(), Some("keyCompromise")));
    // As the set was planned: stamped before it was revoked, and bad all the same.
    assert_eq!(signer.moment.at.to_string(), "2026-05-10T09:00:05Z");
    assert_eq!(revoked.since.to_string(), "2026-05-20T10:00:00Z");
    let list = Crl::from_vec(file("crl/nca-gost2015.crl")).unwrap();
    let used = grounds.evidence.iter().find(|one| one.kind == EvidenceKind::Crl).unwrap();
    assert_eq!((used.standing, used.this_update), (Standing::Decided, list.this_update()));
    assert_eq!((used.next_update, &used.sha256), (list.next_update(), &hex(&list.sha256())));

    // A list that is no longer current decides nothing, and is shown as such.
    let stale = Crl::from_vec(file("crl/nca-gost2015-stale.crl")).unwrap();
    let next_update = stale.next_update();
    let mut evidence = Evidence::new();
    evidence.add_crl(stale);
    let (_, report) = verify(&verifier().with_evidence(evidence), "signed/cms/gost2015.cms", &Expected::anyone());
    let [shown] = report.signers()[0].grounds.evidence.as_slice() else { panic!("one list was given") };
    assert_eq!((shown.standing, shown.next_update), (Standing::Stale, next_update));
    assert!(next_update < Some(moment().at));

    // Without a path there are no grounds, and the JSON is as it was before there were any.
    let alone = Verifier::new(TrustStore::new(vec![], vec![]));
    let (_, report) = verify(&alone, "signed/cms/gost2015.cms", &Expected::anyone());
    assert!(!report.to_json().contains("grounds"));
}

#[test]
fn the_pages_in_a_browser() {
    let pages = folder("pages");
    write_reports(&pages);
    write_result(&pages);
    let found = |tool: &str, arguments: &[&str]| tools::run(tool, arguments).is_some();
    if !found("chromium", &["--version"]) || !found("pdftotext", &["-v"]) || !found("node", &["--version"]) {
        return;
    }
    let Some(program) = program() else { return };
    let mut command = Command::new("node");
    command.args(["--test", "--test-reporter=spec"]).arg(program.join("pages.test.mjs")).env("PAGES", &pages);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let said = String::from_utf8_lossy(&stdout);
    assert!(status.success(), "{said}\n{}", String::from_utf8_lossy(&stderr));
    // Each report is opened three times, and there are five more tests.
    let passed = said.lines().find_map(|line| line.split("pass ").nth(1)).unwrap();
    assert_eq!(passed.trim(), "20", "{said}");
}
