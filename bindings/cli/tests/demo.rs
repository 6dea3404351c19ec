//! `qoltanba demo` walks to the signed result.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has to fail")]

use std::process::Command;

#[test]
fn the_demonstration_ends_with_the_signed_result() {
    let run = |language: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_qoltanba")).args(["demo", "--lang", language]).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(output.stderr.is_empty());
        String::from_utf8(output.stdout).unwrap()
    };
    let english = run("en");
    for line in [
        "certificate: confirmed",
        "request signed by the consumer",
        "result signed by the authorised-person",
        "the result is delivered",
    ] {
        assert!(english.contains(line), "{line}");
    }
    assert!(english.contains("with gost34310-2015-512: confirmed"));
    assert!(english.contains("with gost34310-2004: confirmed"));
    assert!(!english.contains("portal.p4"), "the process of the refusal is not walked");
    assert!(run("ru").contains("удостоверение запроса для оказания услуги посредством ЭЦП потребителя"));
}
