//! OpenSSL and xmlsec, which share nothing with the generator or the library, read every file and agree with the plan on
//! RSA and ECDSA. Skipped loudly without the programs; `QOLTANBA_REQUIRE_TOOLS=1` makes that a failure.

#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use qoltanba_testdata::demo;

fn openssl(arguments: &[&str]) -> Option<Output> {
    run("openssl", arguments)
}

/// What the program answers; `None` when it is absent and may be.
fn run(program: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(program).args(arguments).output() {
        Ok(output) => Some(output),
        Err(_) if env::var_os("QOLTANBA_REQUIRE_TOOLS").is_some_and(|value| value == "1") => {
            panic!("{program} is required and absent")
        }
        Err(_) => {
            eprintln!("SKIPPED: {program} is absent");
            None
        }
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// All files of the set that end with `extension`, at least `at_least` of them.
fn files(extension: &str, at_least: usize) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![qoltanba_testdata::folder()]);
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    assert!(found.len() >= at_least, "{} files of type {extension}", found.len());
    found
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn path(name: &str) -> PathBuf {
    qoltanba_testdata::folder().join(name)
}

#[test]
fn openssl_reads_every_certificate() {
    for file in files("cer", 80) {
        let Some(output) = openssl(&["x509", "-inform", "DER", "-in", text(&file), "-noout", "-text"]) else { return };
        assert!(output.status.success(), "{}", file.display());
        let shown = stdout(&output);
        assert!(shown.contains("Version: 3"), "{}", file.display());
        // An extension that OpenSSL knows and cannot parse is shown as a dump with this line.
        assert!(!shown.contains("<Parse Error>"), "{}", file.display());
    }
}

#[test]
fn openssl_reads_every_crl() {
    for file in files("crl", 60) {
        let Some(output) = openssl(&["crl", "-inform", "DER", "-in", text(&file), "-noout", "-text"]) else { return };
        assert!(output.status.success(), "{}", file.display());
        assert!(stdout(&output).contains("X509v3 CRL Number"), "{}", file.display());
    }
}

#[test]
fn openssl_reads_every_ocsp_answer() {
    for file in files("ors", 20) {
        let Some(output) = openssl(&["ocsp", "-respin", text(&file), "-noverify", "-resp_text"]) else { return };
        let shown = stdout(&output) + &String::from_utf8_lossy(&output.stderr);
        let expected = if file.ends_with("try-later.ors") { "trylater" } else { "Cert Status:" };
        assert!(shown.contains(expected), "{}: {shown}", file.display());
    }
}

/// The MAC and both ciphers; keys of the national algorithms have no meaning to OpenSSL, so only RSA keys are taken out.
#[test]
fn openssl_opens_every_key_file() {
    for file in files("p12", 8) {
        let mut arguments = vec!["pkcs12", "-legacy", "-in", text(&file), "-passin", "pass:Ulgi2026", "-noenc"];
        if !file.file_name().unwrap().to_str().unwrap().starts_with("rsa") {
            arguments.push("-nokeys");
        }
        let Some(output) = openssl(&arguments) else { return };
        assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
        assert!(stdout(&output).contains("BEGIN CERTIFICATE"), "{}", file.display());
    }
}

/// Path, signatures and revocation of the RSA and ECDSA branches, at the reference moment.
#[test]
fn openssl_agrees_on_every_rsa_and_ecdsa_subscriber() {
    const VALID: &str = ": OK";
    for (root, authority, subscribers) in [
        (
            "root-rsa",
            "nca-rsa",
            [
                ("rsa/individual-sign", VALID),
                ("rsa/individual-auth", VALID),
                ("rsa/individual-sign-other", VALID),
                ("rsa/head-auth", VALID),
                ("rsa/head-sign", VALID),
                ("rsa/treasury-auth", VALID),
                ("rsa/system-2023", VALID),
                ("rsa/individual-sign-revoked", "certificate revoked"),
                ("rsa/individual-sign-on-hold", "certificate revoked"),
                ("rsa/individual-sign-expired", "certificate has expired"),
            ]
            .as_slice(),
        ),
        (
            "root-ecdsa",
            "nca-ecdsa",
            [("ecdsa/individual", VALID), ("ecdsa/individual-revoked", "certificate revoked")].as_slice(),
        ),
    ] {
        let Some(folder) = pem_folder(root, authority) else { return };
        for (subscriber, expected) in subscribers {
            let leaf = folder.join("leaf.pem");
            convert("x509", &path(&format!("{subscriber}.cer")), &leaf);
            let output = openssl(&[
                "verify",
                "-attime",
                &demo::MOMENT_UNIX.to_string(),
                "-CAfile",
                text(&folder.join("root.pem")),
                "-untrusted",
                text(&folder.join("authority.pem")),
                "-crl_check_all",
                "-CRLfile",
                text(&folder.join("crls.pem")),
                text(&leaf),
            ])
            .unwrap();
            let said = stdout(&output) + &String::from_utf8_lossy(&output.stderr);
            assert!(said.contains(expected), "{subscriber}: {said}");
        }
        fs::remove_dir_all(folder).unwrap();
    }
}

/// The OCSP answers of the RSA branch, signature and delegation included.
#[test]
fn openssl_agrees_on_the_rsa_ocsp_answers() {
    let Some(folder) = pem_folder("root-rsa", "nca-rsa") else { return };
    for (answer, subscriber, expected) in [
        ("rsa-good", "rsa/individual-sign", ": good"),
        ("rsa-revoked", "rsa/individual-sign-revoked", ": revoked"),
        // The answer is about another certificate.
        ("rsa-good", "rsa/individual-sign-revoked", "No Status found"),
    ] {
        let leaf = folder.join("leaf.pem");
        convert("x509", &path(&format!("{subscriber}.cer")), &leaf);
        let output = openssl(&[
            "ocsp",
            "-respin",
            text(&path(&format!("ocsp/{answer}.ors"))),
            "-issuer",
            text(&folder.join("authority.pem")),
            "-sha256",
            "-cert",
            text(&leaf),
            "-CAfile",
            text(&folder.join("root.pem")),
            "-verify_other",
            text(&folder.join("authority.pem")),
            "-attime",
            &demo::MOMENT_UNIX.to_string(),
        ])
        .unwrap();
        let said = stdout(&output) + &String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("Response verify OK"), "{answer}: {said}");
        assert!(said.contains(expected), "{answer}: {said}");
    }
    fs::remove_dir_all(folder).unwrap();
}

/// Signed messages of the RSA and ECDSA branches: content, signature and path.
#[test]
fn openssl_verifies_the_rsa_and_ecdsa_messages() {
    for name in ["rsa", "ecdsa"] {
        let Some(folder) = pem_folder(&format!("root-{name}"), &format!("nca-{name}")) else { return };
        let output = openssl(&[
            "cms",
            "-verify",
            "-inform",
            "DER",
            "-in",
            text(&path(&format!("signed/cms/{name}.cms"))),
            "-CAfile",
            text(&folder.join("chain.pem")),
            "-purpose",
            "any",
            "-attime",
            &demo::MOMENT_UNIX.to_string(),
            "-binary",
        ])
        .unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.stdout, fs::read(path("signed/content.txt")).unwrap());
        fs::remove_dir_all(folder).unwrap();
    }
}

/// Every message has the structure of RFC 5652, BER and forged ones included.
#[test]
fn openssl_reads_every_message() {
    for file in files("cms", 40) {
        let form = if file.ends_with("pem.cms") { "PEM" } else { "DER" };
        let arguments = ["cms", "-cmsout", "-print", "-noout", "-inform", form, "-in", text(&file)];
        let Some(output) = openssl(&arguments) else { return };
        assert!(output.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    }
}

/// The RSA token over content.txt: imprint, signature, signingCertificateV2, extKeyUsage and path.
#[test]
fn openssl_verifies_the_rsa_time_stamp() {
    let Some(folder) = pem_folder("root-rsa", "nca-rsa") else { return };
    let verify = |data: &str| {
        openssl(&[
            "ts",
            "-verify",
            "-data",
            text(&path(data)),
            "-in",
            text(&path("tsa/rsa.tst")),
            "-token_in",
            "-CAfile",
            text(&folder.join("chain.pem")),
            "-attime",
            &demo::MOMENT_UNIX.to_string(),
        ])
        .unwrap()
    };
    let output = verify("signed/content.txt");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!verify("signed/xml/rsa.xml").status.success());
    fs::remove_dir_all(folder).unwrap();
}

/// XML signatures and WS-Security of the RSA branch, with the canonicalization of xmlsec.
#[test]
fn xmlsec_verifies_the_rsa_documents() {
    let Some(folder) = pem_folder("root-rsa", "nca-rsa") else { return };
    let leaf = folder.join("leaf.pem");
    convert("x509", &path("rsa/individual-sign.cer"), &leaf);
    let mut changed = fs::read_to_string(path("signed/xml/rsa.xml")).unwrap();
    changed = changed.replacen("990101100010", "990101200027", 1);
    fs::write(folder.join("changed.xml"), changed).unwrap();
    for (file, holds) in
        [(path("signed/xml/rsa.xml"), true), (path("signed/wss/rsa.xml"), true), (folder.join("changed.xml"), false)]
    {
        let body_id = ["--id-attr:Id", "http://schemas.xmlsoap.org/soap/envelope/:Body"];
        let arguments = [&["--verify", "--pubkey-cert-pem", text(&leaf)], &body_id[..], &[text(&file)]].concat();
        let Some(output) = run("xmlsec1", &arguments) else { return };
        assert_eq!(output.status.success(), holds, "{}", file.display());
    }
    fs::remove_dir_all(folder).unwrap();
}

/// A folder with root, authority and their CRLs in PEM, which `openssl verify` wants; `None` without OpenSSL.
fn pem_folder(root: &str, authority: &str) -> Option<PathBuf> {
    openssl(&["version"])?;
    let unique = format!("qoltanba-testdata-{}-{root}-{:?}", std::process::id(), std::thread::current().id());
    let folder = env::temp_dir().join(unique.replace(['(', ')'], ""));
    fs::create_dir_all(&folder).unwrap();
    convert("x509", &path(&format!("ca/{root}.cer")), &folder.join("root.pem"));
    convert("x509", &path(&format!("ca/{authority}.cer")), &folder.join("authority.pem"));
    let chain = ["root.pem", "authority.pem"].map(|name| fs::read_to_string(folder.join(name)).unwrap());
    fs::write(folder.join("chain.pem"), chain.concat()).unwrap();
    let crls: String = [root, authority]
        .iter()
        .map(|issuer| {
            let crl = folder.join("crl.pem");
            convert("crl", &path(&format!("crl/{issuer}.crl")), &crl);
            fs::read_to_string(crl).unwrap()
        })
        .collect();
    fs::write(folder.join("crls.pem"), crls).unwrap();
    Some(folder)
}

fn convert(kind: &str, from: &Path, to: &Path) {
    let output = openssl(&[kind, "-inform", "DER", "-in", text(from), "-out", text(to)]).unwrap();
    assert!(output.status.success(), "{}", from.display());
}
