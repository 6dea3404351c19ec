//! `sign` with a key in a token: SoftHSM2 holds it, the command finds it by its label.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::pki::{path, verify};
use common::scratch;
use qoltanba_tests::softhsm::{PIN, SoftHsm, TOKEN};

const MESSAGE: &str =
    "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><a>b</a></s:Body></s:Envelope>";

/// A token of its own with the RSA key of an individual of the set; `None` where there is no SoftHSM2.
fn token(folder: &Path) -> Option<SoftHsm> {
    let token = SoftHsm::new(folder)?;
    let key = path("../keys/rsa-individual-sign.pem").display().to_string();
    token.util(&["--import", &key, "--token", TOKEN, "--label", "individual", "--id", "01", "--pin", PIN]);
    Some(token)
}

fn sign(token: &SoftHsm, input: &Path, format: &str, pin: &str, label: &str, out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_qoltanba"))
        .env("SOFTHSM2_CONF", &token.configuration)
        .env("QOLTANBA_TEST_PIN", pin)
        .arg("sign")
        .arg(input)
        .arg("--pkcs11-module")
        .arg(&token.module)
        .args(["--token", TOKEN, "--key-label", label, "--pin-env", "QOLTANBA_TEST_PIN"])
        .arg("--certificate")
        .arg(path("rsa/individual-sign.cer"))
        .args(["--format", format, "--out"])
        .arg(out)
        .output()
        .unwrap()
}

#[test]
fn a_key_of_a_token_signs_every_format_and_the_signature_is_confirmed() {
    let folder = scratch("token-every-format");
    let Some(token) = token(&folder) else { return };
    for format in ["cms", "cades", "xmldsig", "wss", "jws"] {
        let input = folder.join("input");
        std::fs::write(&input, MESSAGE).unwrap();
        let out = folder.join(format!("signed.{format}"));
        let said = sign(&token, &input, format, PIN, "individual", &out);
        assert_eq!(said.status.code(), Some(0), "{format}: {}", String::from_utf8_lossy(&said.stderr));
        verify(&out, &["--iin", "990101100010"]).expect(format, "confirmed", &[]);
    }
}

#[test]
fn a_token_that_does_not_sign_is_one_line_and_writes_nothing() {
    let folder = scratch("token-unusable");
    let input = folder.join("input");
    std::fs::write(&input, "text").unwrap();
    let out = folder.join("signed");
    let _ = std::fs::remove_file(&out);
    let unusable = |said: &Output, names: &str| {
        let line = String::from_utf8_lossy(&said.stderr).into_owned();
        assert_eq!((said.status.code(), line.lines().count()), (Some(3), 1), "{line}");
        assert!(line.contains(names), "{line}");
        assert!(!out.exists());
    };
    let bare = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_qoltanba"));
        command.arg("sign").arg(&input).args(["--format", "cms", "--out"]).arg(&out).args(arguments);
        command.output().unwrap()
    };
    unusable(&bare(&[]), "--key");
    unusable(&bare(&["--pkcs11-module", "module.so", "--token", "office"]), "--pin-env");
    unusable(&bare(&["--token", "office", "--key", "a.p12", "--password-env", "A"]), "--pkcs11-module");
    unusable(
        &bare(&["--pkcs11-module", "module.so", "--token", "office", "--pin-env", "A", "--key", "a.p12"]),
        "--key",
    );
    let Some(token) = token(&folder) else { return };
    unusable(&sign(&token, &input, "cms", "00000000", "individual", &out), "PIN");
    unusable(&sign(&token, &input, "cms", PIN, "nobody", &out), "key");
}
