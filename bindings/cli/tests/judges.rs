//! Independent judges: the same question to OpenSSL or xmlsec1 and to this command. Where they differ the table says why,
//! and an explanation that explains nothing any more fails.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::{Path, PathBuf};

use common::pki::{self, check, path, verify};
use common::scratch;
use qoltanba::asn1::encode_pem;
use qoltanba_tests::tools::run as tool;

/// 2026-07-01T00:00:00Z in seconds, as OpenSSL takes it.
const AT: &str = "1782864000";

/// What the two said: whether the judge accepted, and whether we confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    BothAccept,
    BothRefuse,
    /// The judge accepts and we do not, for this reason.
    OnlyJudge(&'static str),
}

fn compare(what: &str, judge: bool, ours: bool, expected: Expected) -> Option<String> {
    let same = match expected {
        Expected::BothAccept => judge && ours,
        Expected::BothRefuse => !judge && !ours,
        Expected::OnlyJudge(_) => judge && !ours,
    };
    (!same).then(|| format!("{what}: the judge {judge}, we {ours}, the table says {expected:?}"))
}

/// Whether OpenSSL accepts a CMS message, at [`AT`] and under these authorities.
fn openssl_accepts(message: &str, authorities: &str) -> bool {
    let arguments = [
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-purpose",
        "any",
        "-attime",
        AT,
        "-CAfile",
        authorities,
        "-out",
        "/dev/null",
        "-in",
        message,
    ];
    tool("openssl", &arguments).unwrap().status.success()
}

/// The files of the set as PEM, which OpenSSL wants for lists and chains.
fn pem(folder: &Path, label: &str, files: &[&str]) -> String {
    let name = folder.join(format!("{}.pem", files[0].replace('/', "-")));
    let text: String = files.iter().map(|file| encode_pem(label, &pki::bytes(file))).collect();
    std::fs::write(&name, text).unwrap();
    name.display().to_string()
}

struct Chain {
    anchor: String,
    others: String,
    lists: String,
}

impl Chain {
    /// `None` when OpenSSL is not installed.
    fn new(name: &str, kind: &str) -> Option<(PathBuf, Self)> {
        tool("openssl", &["version"])?;
        let folder = scratch(name);
        let (root, nca) = (format!("ca/root-{kind}.cer"), format!("ca/nca-{kind}.cer"));
        let (root_list, nca_list) = (format!("crl/root-{kind}.crl"), format!("crl/nca-{kind}.crl"));
        let others: &[&str] = if kind == "rsa" { &[&nca, "ca/too-deep.cer"] } else { &[&nca] };
        let lists: &[&str] =
            if kind == "rsa" { &[&nca_list, &root_list, "crl/too-deep.crl"] } else { &[&nca_list, &root_list] };
        let chain = Self {
            anchor: pem(&folder, "CERTIFICATE", &[&root]),
            others: pem(&folder, "CERTIFICATE", others),
            lists: pem(&folder, "X509 CRL", lists),
        };
        Some((folder, chain))
    }
}

const KIND: &str = "OpenSSL does not know the purposes of the national profile: it was asked for path and lists only";

#[test]
fn openssl_judges_certificates_and_lists() {
    let table: &[(&str, &str, Expected)] = &[
        ("rsa", "rsa/individual-sign.cer", Expected::BothAccept),
        ("rsa", "rsa/individual-sign-other.cer", Expected::BothAccept),
        ("rsa", "rsa/head-sign.cer", Expected::BothAccept),
        ("rsa", "rsa/individual-sign-expired.cer", Expected::BothRefuse),
        ("rsa", "rsa/individual-sign-revoked.cer", Expected::BothRefuse),
        ("rsa", "rsa/individual-sign-on-hold.cer", Expected::BothRefuse),
        ("rsa", "other/too-deep-individual.cer", Expected::BothRefuse),
        ("rsa", "rsa/individual-auth.cer", Expected::OnlyJudge(KIND)),
        ("rsa", "rsa/head-auth.cer", Expected::OnlyJudge(KIND)),
        ("ecdsa", "ecdsa/individual.cer", Expected::BothAccept),
        ("ecdsa", "ecdsa/individual-revoked.cer", Expected::BothRefuse),
    ];
    let mut differences = Vec::new();
    for (kind, certificate, expected) in table {
        let Some((folder, chain)) = Chain::new(&format!("judges-{kind}"), kind) else { return };
        let subject = pem(&folder, "CERTIFICATE", &[certificate]);
        for scope in ["-crl_check", "-crl_check_all"] {
            let arguments = [
                "verify",
                scope,
                "-attime",
                AT,
                "-CAfile",
                &chain.anchor,
                "-untrusted",
                &chain.others,
                "-CRLfile",
                &chain.lists,
                &subject,
            ];
            let judge = tool("openssl", &arguments).unwrap().status.success();
            let revocation = if scope == "-crl_check" { "end-entity" } else { "chain" };
            let ours = check(certificate, &["--revocation", revocation]).status == 0;
            differences.extend(compare(&format!("{certificate} {scope}"), judge, ours, *expected));
        }
    }
    assert_eq!(differences, Vec::<String>::new());
}

const LISTS: &str = "`openssl cms` was asked for signature and path, not for the lists";
const BARE: &str = "OpenSSL accepts a signature without signed attributes, which the contract refuses";
const WEAK: &str = "OpenSSL accepts SHA-1 in a message at its default security level, the contract does not";

#[test]
fn openssl_judges_messages() {
    let table: &[(&str, &str, Expected)] = &[
        ("rsa", "cms/rsa.cms", Expected::BothAccept),
        ("rsa", "cms/detached.cms", Expected::BothRefuse),
        ("ecdsa", "cms/ecdsa.cms", Expected::BothAccept),
        ("rsa", "cms/auth-key.cms", Expected::OnlyJudge(KIND)),
        ("rsa", "cms/without-signers.cms", Expected::BothRefuse),
    ];
    let mut differences = Vec::new();
    for (kind, document, expected) in table {
        let Some((folder, _)) = Chain::new(&format!("judges-cms-{kind}"), kind) else { return };
        // `openssl cms` takes no untrusted certificates; a path still has to end at the self-signed one.
        let authorities = pem(&folder, "CERTIFICATE", &[&format!("ca/nca-{kind}.cer"), &format!("ca/root-{kind}.cer")]);
        let file = path(&format!("signed/{document}"));
        let judge = openssl_accepts(file.to_str().unwrap(), &authorities);
        differences.extend(compare(document, judge, verify(&file, &[]).status == 0, *expected));
    }
    assert_eq!(differences, Vec::<String>::new());
}

/// Messages that OpenSSL itself wrote.
#[test]
fn openssl_judges_its_own_messages() {
    let Some((folder, _)) = Chain::new("judges-own", "rsa") else { return };
    let authorities = pem(&folder, "CERTIFICATE", &["ca/nca-rsa.cer", "ca/root-rsa.cer"]);
    let keys = qoltanba_testdata::folder().join("../keys");
    let content = path("signed/content.txt");
    let table: &[(&str, &[&str], Expected)] = &[
        ("individual-sign", &[], Expected::BothAccept),
        ("head-sign", &["-md", "sha512"], Expected::BothAccept),
        ("individual-sign", &["-noattr"], Expected::OnlyJudge(BARE)),
        ("individual-sign", &["-md", "sha1"], Expected::OnlyJudge(WEAK)),
        ("individual-sign", &["-nocerts"], Expected::BothRefuse),
        ("individual-sign-revoked", &[], Expected::OnlyJudge(LISTS)),
        ("individual-sign-expired", &[], Expected::BothRefuse),
    ];
    let mut differences = Vec::new();
    for (holder, more, expected) in table {
        let certificate = pem(&folder, "CERTIFICATE", &[&format!("rsa/{holder}.cer")]);
        let key = keys.join(format!("rsa-{holder}.pem")).display().to_string();
        let message = folder.join("message.cms").display().to_string();
        let sign = [
            "cms",
            "-sign",
            "-binary",
            "-nodetach",
            "-outform",
            "DER",
            "-signer",
            &certificate,
            "-inkey",
            &key,
            "-in",
            content.to_str().unwrap(),
            "-out",
            &message,
        ];
        assert!(tool("openssl", &[&sign[..], more].concat()).unwrap().status.success(), "{holder} {more:?}");
        let judge = openssl_accepts(&message, &authorities);
        let ours = verify(Path::new(&message), &[]).status == 0;
        differences.extend(compare(&format!("{holder} {more:?}"), judge, ours, *expected));
    }
    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn openssl_judges_answers() {
    let Some((folder, chain)) = Chain::new("judges-ocsp", "rsa") else { return };
    let issuer = pem(&folder, "CERTIFICATE", &["ca/nca-rsa.cer"]);
    for (certificate, answer, word, status) in [
        ("rsa/individual-sign.cer", "ocsp/rsa-good.ors", ": good", 0),
        ("rsa/individual-sign-revoked.cer", "ocsp/rsa-revoked.ors", ": revoked", 1),
    ] {
        let subject = pem(&folder, "CERTIFICATE", &[certificate]);
        let response = path(answer).display().to_string();
        let arguments = [
            "ocsp",
            "-respin",
            &response,
            "-issuer",
            &issuer,
            "-sha256",
            "-cert",
            &subject,
            "-CAfile",
            &chain.anchor,
            "-verify_other",
            &chain.others,
            "-attime",
            AT,
            "-no_nonce",
        ];
        let output = tool("openssl", &arguments).unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.contains("Response verify OK") && said.contains(word), "{answer}: {said}");
        let evidence = ["--ocsp".to_owned(), response];
        assert_eq!(pki::run("check-certificate", &path(certificate), &evidence, &[]).status, status, "{answer}");
    }
}

#[test]
fn xmlsec_judges_documents() {
    let Some((folder, chain)) = Chain::new("judges-xml", "rsa") else { return };
    if tool("xmlsec1", &["--version"]).is_none() {
        return;
    }
    let wrapped = folder.join("commented.xml");
    let commented = pki::text("signed/xml/rsa.xml").replacen("<iin>990101", "<iin>990101<!-- -->", 1);
    std::fs::write(&wrapped, commented).unwrap();
    let changed = folder.join("changed.xml");
    std::fs::write(&changed, pki::text("signed/xml/rsa.xml").replacen("</iin>", "</iin> ", 1)).unwrap();
    let mut differences = Vec::new();
    for (file, expected) in [
        (path("signed/xml/rsa.xml"), Expected::BothAccept),
        (wrapped, Expected::BothAccept),
        (changed, Expected::BothRefuse),
        (path("signed/xml/changed.xml"), Expected::BothRefuse),
    ] {
        let arguments = [
            "--verify",
            "--trusted-pem",
            &chain.anchor,
            "--untrusted-pem",
            &chain.others,
            "--verification-gmt-time",
            "2026-07-01 00:00:00",
            file.to_str().unwrap(),
        ];
        let judge = tool("xmlsec1", &arguments).unwrap().status.success();
        differences.extend(compare(&file.display().to_string(), judge, verify(&file, &[]).status == 0, expected));
    }
    assert_eq!(differences, Vec::<String>::new());
}
