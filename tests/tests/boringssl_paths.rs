//! BoringSSL's path validation data: chains, builder inputs, certificate parsing, name constraints, policies.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a suite that cannot run has failed"
)]

use std::path::{Path, PathBuf};

use qoltanba::asn1::{PemBlock, Reader, Writer, decode_pem, tag};
use qoltanba::crypto::LegacyAlgorithms;
use qoltanba::oid::{self, Oid};
use qoltanba::path::{AnchorChecks, PathErrorKind, PathOptions, Rule, build};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_tests::pki::{Critical, Holder, Template, now};
use qoltanba_tests::{Suite, corpora};

/// The blocks of a PEM file; lines that are commented out do not count.
fn blocks(path: &Path) -> Vec<PemBlock> {
    let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    let text: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    decode_pem(&text.join("\n")).unwrap()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn case_name(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).unwrap().to_string_lossy().into_owned()
}

/// `DEFAULT`, or a UTCTime.
fn moment(text: &str) -> Moment {
    if text == "DEFAULT" {
        return Moment::parse("2021-10-05T12:00:00Z").unwrap();
    }
    let part = |from: usize| &text[from..from + 2];
    Moment::parse(&format!("20{}-{}-{}T{}:{}:{}Z", part(0), part(2), part(4), part(6), part(8), part(10))).unwrap()
}

/// Whether our verdict is the one expected: `Err` says how it is not.
fn chain(test: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(test).unwrap();
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(&format!("{key}: ")));
    let errors = text.split_once("expected_errors:").unwrap().1;
    let rejected = errors.lines().any(|line| line.starts_with("ERROR: "));

    let mut certificates = Vec::new();
    for block in blocks(&test.parent().unwrap().join(value("chain").unwrap())) {
        match Certificate::from_der(&block.bytes) {
            Ok(certificate) => certificates.push(certificate),
            Err(_) if rejected => return Ok(()),
            Err(error) => return Err(format!("accepted there, unreadable here: {error}")),
        }
    }
    let last = certificates.pop().unwrap();
    let target = certificates.first().cloned().unwrap_or_else(|| last.clone());
    let trust = value("last_cert_trust").unwrap();
    let anchors = match trust {
        "DISTRUSTED" | "UNSPECIFIED" => Vec::new(),
        _ => vec![TrustAnchor::from_certificate(&last)],
    };
    let mut options = PathOptions::new(moment(value("utc_time").unwrap()));
    if value("digest_policy").is_none() {
        options.algorithms.legacy = LegacyAlgorithms::Accept;
    }
    options.anchor_checks = if trust.contains("WITH") { AnchorChecks::Enforce } else { AnchorChecks::Ignore };
    let intermediates = certificates.get(1..).unwrap_or_default();
    match build(&target, &TrustStore::new(anchors, Vec::new()), intermediates, &options) {
        Ok(_) if rejected => {
            let first = errors.lines().find(|line| line.starts_with("ERROR: ")).unwrap_or_default();
            Err(format!("refused there ({first})"))
        }
        Ok(_) => Ok(()),
        Err(_) if rejected => Ok(()),
        Err(error) => Err(format!("accepted there ({trust}): {error}")),
    }
}

#[test]
fn chains() {
    let Some(folder) = corpora("boringssl-pki/verify_certificate_chain_unittest") else { return };
    let mut suite = Suite::new("boringssl_chains");
    for test in files(&folder, "test") {
        suite.case(&case_name(&test, &folder), chain(&test));
    }
    suite.finish(197);
}

fn read_certificate(folder: &Path, file: &str) -> Certificate {
    Certificate::from_der_or_pem(&std::fs::read(folder.join(file)).unwrap()).unwrap()
}

/// The web of authorities A to F: D, E and F-by-E lead to roots; A-by-B is the end entity.
#[test]
fn builder() {
    let Some(folder) = corpora("boringssl-pki/path_builder_unittest") else { return };
    let one = |file: &str| read_certificate(&folder, file);
    let target = one("multi-root-A-by-B.pem");
    let pool = [
        one("multi-root-B-by-C.pem"),
        one("multi-root-B-by-F.pem"),
        one("multi-root-C-by-D.pem"),
        one("multi-root-C-by-E.pem"),
        one("multi-root-F-by-E.pem"),
    ];
    let anchor = |file: &str| TrustAnchor::from_certificate(&one(file));
    let (d, e) = (anchor("multi-root-D-by-D.pem"), anchor("multi-root-E-by-E.pem"));
    let mut options = PathOptions::new(moment("170301000000Z"));
    options.algorithms.legacy = LegacyAlgorithms::Accept;
    let find = |anchors: &[&TrustAnchor], pool: &[Certificate]| {
        let anchors = anchors.iter().map(|anchor| (*anchor).clone()).collect();
        build(&target, &TrustStore::new(anchors, Vec::new()), pool, &options)
    };
    for anchors in [vec![&d], vec![&e], vec![&d, &e], vec![&e, &d]] {
        let path = find(&anchors, &pool).unwrap();
        assert_eq!(path.certificates().len(), 3);
        assert!(anchors.contains(&path.anchor()));
    }
    // Without C-by-D only E remains, and without any anchor nothing.
    let without = [pool[0].clone(), pool[1].clone(), pool[3].clone(), pool[4].clone()];
    assert_eq!(*find(&[&d], &without).unwrap_err().kind(), PathErrorKind::IssuerUnknown);
    assert!(find(&[&d, &e], &without).is_ok());
    assert_eq!(*find(&[], &pool).unwrap_err().kind(), PathErrorKind::IssuerUnknown);
    // A root that is only along is not trusted.
    let all: Vec<Certificate> = pool.iter().cloned().chain([one("multi-root-E-by-E.pem")]).collect();
    assert_eq!(*find(&[], &all).unwrap_err().kind(), PathErrorKind::IssuerUnknown);

    // Whatever the identifiers and dates of the candidates are, a path that is there is found.
    for (place, intermediates, roots) in [
        ("key_id_prioritization", "int_", vec!["root.pem"]),
        ("key_id_name_and_serial_prioritization", "int_", vec!["root.pem", "root2.pem"]),
        ("self_issued_prioritization", "root1_cross", vec!["root2.pem"]),
        ("validity_date_prioritization", "int_", vec!["root.pem"]),
    ] {
        let folder = folder.join(place);
        let pool: Vec<Certificate> = files(&folder, "pem")
            .iter()
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(intermediates)))
            .map(|path| Certificate::from_der_or_pem(&std::fs::read(path).unwrap()).unwrap())
            .collect();
        assert!(!pool.is_empty());
        let target = read_certificate(&folder, "target.pem");
        let anchors =
            roots.iter().map(|root| TrustAnchor::from_certificate(&read_certificate(&folder, root))).collect();
        let moment = target.not_before().plus_seconds(2 * 86_400);
        let path = build(&target, &TrustStore::new(anchors, Vec::new()), &pool, &PathOptions::new(moment));
        assert!(path.is_ok(), "{place}: {}", path.unwrap_err());
    }
}

#[test]
fn certificates() {
    let Some(folder) = corpora("boringssl-pki/parse_certificate_unittest") else { return };
    let mut suite = Suite::new("boringssl_parse");
    for path in files(&folder, "pem") {
        let name = case_name(&path, &folder);
        let blocks = blocks(&path);
        let block = |label: &str| blocks.iter().find(|block| block.label == label).map(|block| &*block.bytes);
        if let Some(tbs) = block("TBS CERTIFICATE").filter(|_| name.starts_with("tbs_")) {
            let readable = around(tbs).is_some_and(|der| Certificate::from_der(&der).is_ok());
            suite.case(&name, agree(readable, block("SPKI").is_some()));
        } else if let Some(der) = block("CERTIFICATE") {
            let readable = Certificate::from_der(der);
            if name.starts_with("cert_") {
                suite.case(&name, agree(readable.is_ok(), block("TBS CERTIFICATE").is_some()));
            }
        } else if let Some(value) = block("AUTHORITY_KEY_IDENTIFIER") {
            let holder = holder_of(&Template::end_entity("Subscriber"), &oid::AUTHORITY_KEY_IDENTIFIER, value);
            let invalid = name.contains("invalid") || name.contains("extra");
            suite.case(&name, agree(holder.is_some(), !invalid));
        }
    }
    suite.finish(40);
}

fn agree(found: bool, expected: bool) -> Result<(), String> {
    let word = |accepted: bool| if accepted { "accepted" } else { "refused" };
    if found == expected { Ok(()) } else { Err(format!("{} there, {} here", word(expected), word(found))) }
}

/// A certificate around a tbsCertificate; its signature is empty, as nothing verifies it.
fn around(tbs: &[u8]) -> Option<Vec<u8>> {
    let mut fields = Reader::new(tbs).sequence("tbsCertificate").ok()?;
    fields.optional(tag::context_constructed(0), "version").ok()?;
    fields.expect(tag::INTEGER, "serialNumber").ok()?;
    let algorithm = fields.expect(tag::SEQUENCE, "signature").ok()?;
    let mut writer = Writer::new();
    writer.sequence(|certificate| {
        certificate.raw(tbs).raw(algorithm.raw()).bit_string(&[]);
    });
    Some(writer.into_bytes())
}

/// A certificate with this extension, if it can be read at all.
fn holder_of(template: &Template, oid: &Oid, value: &[u8]) -> Option<Certificate> {
    let root = Holder::root(&Template::ca("Root"));
    root.may_issue(&template.clone().extension(oid, Critical::Yes, value))
}

/// Whether an extension in a CA certificate, or in the end entity, leaves a path.
fn path_with(ca: &Template, end_entity: &Template) -> Result<(), Rule> {
    let root = Holder::root(&Template::ca("Root"));
    let ca = root.issues(ca);
    let subject = ca.issues(end_entity);
    let store = TrustStore::new(vec![TrustAnchor::from_certificate(&root.certificate)], vec![ca.certificate.clone()]);
    match build(&subject.certificate, &store, &[], &PathOptions::new(now())) {
        Ok(_) => Ok(()),
        Err(error) => match error.kind() {
            PathErrorKind::Invalid(rule) => Err(rule.clone()),
            PathErrorKind::IssuerUnknown => panic!("{error}"),
        },
    }
}

#[test]
fn policies() {
    let Some(folder) = corpora("boringssl-pki/certificate_policies_unittest") else { return };
    let mut suite = Suite::new("boringssl_policies");
    for path in files(&folder, "pem") {
        let name = case_name(&path, &folder);
        let value = &blocks(&path)[0].bytes;
        let template = Template::end_entity("Subscriber").extension(&oid::CERTIFICATE_POLICIES, Critical::No, value);
        let found = path_with(&Template::ca("CA"), &template);
        let malformed = Err(Rule::ExtensionMalformed(oid::CERTIFICATE_POLICIES.clone()));
        let expected = if name.starts_with("invalid") { malformed } else { Ok(()) };
        suite.case(&name, if found == expected { Ok(()) } else { Err(format!("{found:?}")) });
    }
    suite.finish(14);
}

#[test]
fn name_constraints() {
    let Some(folder) = corpora("boringssl-pki/name_constraints_unittest") else { return };
    let mut suite = Suite::new("boringssl_constraints");
    let malformed = Err(Rule::ExtensionMalformed(oid::NAME_CONSTRAINTS.clone()));
    let mut others = 0;
    for path in files(&folder, "pem") {
        let name = case_name(&path, &folder);
        for block in blocks(&path).iter().filter(|block| block.label == "NAME CONSTRAINTS") {
            // The subject has no name: what is refused is refused for its form.
            let ca = Template::ca("CA").extension(&oid::NAME_CONSTRAINTS, Critical::Yes, &block.bytes);
            let found = path_with(&ca, &Template::nameless());
            if name.starts_with("invalid") {
                suite.case(&name, if found == malformed { Ok(()) } else { Err(format!("{found:?}")) });
            } else {
                // Inputs without a verdict in the data.
                assert!(found.is_ok() || found == malformed, "{name}: {found:?}");
                others += 1;
            }
        }
    }
    suite.finish(3);
    assert_eq!(others, 55);
}
