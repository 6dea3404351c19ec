//! Every reason of the contract from a real input, every exit status, and the questions that the contract settles.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use common::pki::{self, MOMENT, check, check_with, path, run, verify};
use common::{qoltanba, scratch};

const INDIVIDUAL: &str = "gost2015/individual.cer";
const LIST: &str = "crl/nca-gost2015.crl";

/// One certificate each, with all trust and evidence.
#[test]
fn certificates_have_the_reason_of_the_contract() {
    let iin = ["--iin", "990101100010"];
    let bin = ["--bin", "700140000019"];
    let cases: &[(&str, &[&str], &str, &[&str])] = &[
        (INDIVIDUAL, &iin, "confirmed", &[]),
        ("gost2015-256/individual.cer", &iin, "confirmed", &[]),
        ("gost2004/head.cer", &bin, "confirmed", &[]),
        ("rsa/individual-sign.cer", &iin, "confirmed", &[]),
        ("ecdsa/individual.cer", &iin, "confirmed", &[]),
        ("other/government-employee.cer", &iin, "confirmed", &[]),
        ("gost2015/individual-expired.cer", &[], "refused", &["expired"]),
        ("gost2015/individual-not-yet-valid.cer", &[], "refused", &["not-yet-valid"]),
        ("gost2015/individual-revoked.cer", &[], "refused", &["revoked"]),
        ("gost2015/individual-revoked-in-delta.cer", &[], "refused", &["revoked"]),
        ("gost2015/individual-on-hold.cer", &[], "refused", &["on-hold"]),
        ("gost2015/individual-released.cer", &[], "confirmed", &[]),
        (INDIVIDUAL, &["--iin", "990101200027"], "refused", &["iin-mismatch"]),
        ("gost2015/individual-without-iin.cer", &iin, "refused", &["iin-missing"]),
        (INDIVIDUAL, &bin, "refused", &["bin-missing"]),
        ("gost2004/head.cer", &["--bin", "700140000029"], "refused", &["bin-mismatch"]),
        // Without a path there is no issuer whose lists could be believed.
        ("attack/tampered.cer", &[], "refused", &["evidence-untrusted", "path-invalid"]),
        ("attack/forged.cer", &[], "refused", &["evidence-untrusted", "path-invalid"]),
        ("attack/issued-by-subscriber.cer", &[], "undetermined", &["evidence-untrusted", "issuer-unknown"]),
        ("other/too-deep-individual.cer", &[], "refused", &["evidence-untrusted", "path-invalid"]),
        ("other/retired-authority-individual.cer", &[], "refused", &["evidence-untrusted", "path-invalid"]),
        ("other/foreign-individual.cer", &[], "undetermined", &["evidence-untrusted", "issuer-unknown"]),
        ("gost2015/individual-enciphering.cer", &[], "refused", &["purpose-not-allowed"]),
        ("rsa/individual-auth.cer", &[], "refused", &["purpose-not-allowed"]),
        ("rsa/individual-auth.cer", &["--purpose", "auth"], "confirmed", &[]),
        ("rsa/individual-sign.cer", &["--purpose", "auth"], "refused", &["purpose-not-allowed"]),
        (INDIVIDUAL, &["--purpose", "auth"], "confirmed", &[]),
        ("gost2015/individual-enciphering.cer", &["--purpose", "any"], "confirmed", &[]),
        ("other/twin-a-individual-revoked.cer", &[], "refused", &["revoked"]),
        ("other/twin-a-individual.cer", &[], "confirmed", &[]),
        ("other/twin-b-individual.cer", &[], "confirmed", &[]),
    ];
    for (certificate, more, decision, reasons) in cases {
        check(certificate, more).expect(&format!("{certificate} {more:?}"), decision, reasons);
    }
    // The subscriber who issued it is at hand: known, and no authority.
    let subscriber = path("gost2015/individual-other.cer").display().to_string();
    check("attack/issued-by-subscriber.cer", &["--intermediate", &subscriber]).expect(
        "issued by a subscriber",
        "refused",
        &["evidence-untrusted", "path-invalid"],
    );
    // An authority that takes the name of a trusted one, and comes along: a chain, to nobody who is trusted.
    let impostor = path("ca/foreign-authority.cer").display().to_string();
    for certificate in ["attack/forged.cer", "other/foreign-individual.cer"] {
        check(certificate, &["--intermediate", &impostor]).expect(
            certificate,
            "undetermined",
            &["evidence-untrusted", "issuer-unknown"],
        );
    }
    let any = check("gost2015/individual-enciphering.cer", &["--purpose", "any"]);
    assert_eq!(any.outcome("key-usage"), ("not-applicable", None), "the report says that nobody asked");
}

/// A revoked authority condemns only when the chain is asked for.
#[test]
fn the_chain_is_asked_for_revocation_on_request() {
    let subscriber = "other/revoked-authority-individual.cer";
    check(subscriber, &["--revocation", "end-entity"]).expect("end-entity", "confirmed", &[]);
    check(subscriber, &["--revocation", "chain"]).expect("chain", "refused", &["revoked"]);
    check(INDIVIDUAL, &["--revocation", "chain"]).expect("a sound chain", "confirmed", &[]);
    let off = check(INDIVIDUAL, &["--revocation", "off"]);
    assert_eq!((off.status, off.outcome("revocation").0), (2, "undetermined"));
    assert!(off.detail("revocation").contains("off"));
}

#[test]
fn lists_count_only_when_they_are_signed_and_current() {
    let cases: &[(&[&str], &[&str])] = &[
        (&[], &["no-evidence"]),
        (&["crl/nca-rsa.crl"], &["evidence-untrusted"]),
        (&["crl/nca-gost2015-stale.crl"], &["stale-evidence"]),
        (&["crl/odd/future.crl"], &["stale-evidence"]),
        (&["crl/odd/without-next-update.crl"], &["stale-evidence"]),
        (&["crl/odd/bad-signature.crl"], &["evidence-untrusted"]),
        (&["crl/odd/impostor.crl"], &["evidence-untrusted"]),
        (&["crl/nca-gost2015-delta.crl"], &["no-evidence"]),
        (&["crl/odd/only-authorities.crl"], &["no-evidence"]),
    ];
    for (evidence, reasons) in cases {
        let what = format!("{evidence:?}");
        check_with(INDIVIDUAL, "--crl", evidence, &[]).expect(&what, "undetermined", reasons);
    }
    for evidence in [&[LIST][..], &["crl/odd/bare-inner-algorithm.crl"], &[LIST, "crl/odd/empty-delta.crl"]] {
        check_with(INDIVIDUAL, "--crl", evidence, &[]).expect(&format!("{evidence:?}"), "confirmed", &[]);
    }
}

/// Both ends of the period count; before and after it the list says nothing.
#[test]
fn a_list_is_current_from_this_update_to_next_update() {
    for (at, decision, reasons) in [
        ("2026-05-31T23:59:59Z", "undetermined", &["stale-evidence"][..]),
        ("2026-06-01T00:00:00Z", "confirmed", &[]),
        ("2026-12-01T00:00:00Z", "confirmed", &[]),
        ("2026-12-01T00:00:01Z", "undetermined", &["stale-evidence"]),
    ] {
        check_with(INDIVIDUAL, "--crl", &[LIST], &["--at", at]).expect(at, decision, reasons);
    }
}

#[test]
fn answers_count_only_from_the_authority_for_this_certificate_and_now() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (INDIVIDUAL, "good", "confirmed", &[]),
        (INDIVIDUAL, "good-by-authority", "confirmed", &[]),
        (INDIVIDUAL, "good-sha1", "confirmed", &[]),
        (INDIVIDUAL, "good-without-next-update", "confirmed", &[]),
        (INDIVIDUAL, "unknown", "undetermined", &["status-unknown"]),
        (INDIVIDUAL, "non-issued", "undetermined", &["status-unknown"]),
        (INDIVIDUAL, "other-certificate", "undetermined", &["no-evidence"]),
        (INDIVIDUAL, "other-issuer", "undetermined", &["no-evidence"]),
        (INDIVIDUAL, "stale", "undetermined", &["stale-evidence"]),
        (INDIVIDUAL, "stale-without-next-update", "undetermined", &["stale-evidence"]),
        (INDIVIDUAL, "future", "undetermined", &["stale-evidence"]),
        (INDIVIDUAL, "bad-signature", "undetermined", &["evidence-untrusted"]),
        (INDIVIDUAL, "foreign-responder", "undetermined", &["evidence-untrusted"]),
        (INDIVIDUAL, "subscriber-as-responder", "undetermined", &["evidence-untrusted"]),
        (INDIVIDUAL, "unfit-responder", "undetermined", &["evidence-untrusted"]),
        ("gost2015/individual-revoked.cer", "revoked", "refused", &["revoked"]),
        ("gost2015/individual-revoked-no-reason.cer", "revoked-no-reason", "refused", &["revoked"]),
        ("gost2015/individual-on-hold.cer", "on-hold", "refused", &["on-hold"]),
        ("gost2004/head.cer", "gost2004-good", "confirmed", &[]),
        ("gost2004/head-revoked.cer", "gost2004-revoked", "refused", &["revoked"]),
        ("rsa/individual-sign.cer", "rsa-good", "confirmed", &[]),
        ("rsa/individual-sign-revoked.cer", "rsa-revoked", "refused", &["revoked"]),
    ];
    for (certificate, answer, decision, reasons) in cases {
        let evidence = format!("ocsp/{answer}.ors");
        check_with(certificate, "--ocsp", &[&evidence], &[]).expect(answer, decision, reasons);
    }
    // Without nextUpdate: 24 hours after thisUpdate, which is 2026-06-30T12:00:00Z, the end included.
    for (at, decision, reasons) in
        [("2026-07-01T12:00:00Z", "confirmed", &[][..]), ("2026-07-01T12:00:01Z", "undetermined", &["stale-evidence"])]
    {
        let answer = ["ocsp/good-without-next-update.ors"];
        check_with(INDIVIDUAL, "--ocsp", &answer, &["--at", at]).expect(at, decision, reasons);
    }
}

/// A delta whose base is not at hand can condemn, not clear.
#[test]
fn a_delta_of_a_later_base_condemns_only() {
    let both = [LIST, "crl/odd/delta-of-a-later-base.crl"];
    let clear = check_with(INDIVIDUAL, "--crl", &both, &[]);
    clear.expect("not listed", "confirmed", &[]);
    assert!(clear.detail("revocation").contains("delta"), "{}", clear.detail("revocation"));
    // On hold in the base: no delta that cannot be merged takes it off.
    check_with("gost2015/individual-on-hold.cer", "--crl", &both, &[]).expect("on hold", "refused", &["on-hold"]);
    let released = "gost2015/individual-released.cer";
    check_with(released, "--crl", &[LIST, "crl/odd/removing-delta.crl"], &[]).expect("merged", "confirmed", &[]);
    check_with(released, "--crl", &[LIST, "crl/odd/stale-delta.crl"], &[]).expect("stale", "refused", &["on-hold"]);
}

/// An index made of a list is accepted wherever the list is, and is checked like it.
#[test]
fn an_index_is_evidence_like_its_list() {
    let folder = scratch("index");
    for (list, certificate, decision, reasons) in [
        (LIST, INDIVIDUAL, "confirmed", &[][..]),
        (LIST, "gost2015/individual-revoked.cer", "refused", &["revoked"]),
        ("crl/odd/bad-signature.crl", INDIVIDUAL, "undetermined", &["evidence-untrusted"]),
        ("crl/odd/impostor.crl", INDIVIDUAL, "undetermined", &["evidence-untrusted"]),
        ("crl/nca-gost2015-stale.crl", INDIVIDUAL, "undetermined", &["stale-evidence"]),
    ] {
        let index = folder.join("list.index").display().to_string();
        let made = qoltanba(&["crl", "index", path(list).to_str().unwrap(), "--out", &index]);
        assert_eq!(made.status, 0, "{list}: {}", made.stderr);
        let evidence = ["--crl".to_owned(), index];
        run("check-certificate", &path(certificate), &evidence, &[]).expect(list, decision, reasons);
    }
}

/// At its start a damaged index is found when it is opened, in its entries and tables when it is asked.
#[test]
fn a_damaged_index_clears_nobody() {
    let folder = scratch("damaged-index");
    let [honest, damaged, again] =
        ["honest.index", "damaged.index", "again.index"].map(|name| folder.join(name).display().to_string());
    assert_eq!(qoltanba(&["crl", "index", path(LIST).to_str().unwrap(), "--out", &honest]).status, 0);
    let index = std::fs::read(&honest).unwrap();
    // The digest of the file stands at its end, the tables before it.
    for place in [20, 100, 500, index.len() - 40, index.len() - 1] {
        let mut changed = index.clone();
        changed[place] ^= 1;
        std::fs::write(&damaged, &changed).unwrap();
        for certificate in [INDIVIDUAL, "gost2015/individual-revoked.cer"] {
            let evidence = ["--crl".to_owned(), damaged.clone()];
            let about = format!("{certificate}, octet {place}");
            run("check-certificate", &path(certificate), &evidence, &[]).expect(
                &about,
                "undetermined",
                &["evidence-untrusted"],
            );
        }
        let made = qoltanba(&["crl", "index", &damaged, "--out", &again]);
        assert!(made.status == 3 && made.stderr.contains("damaged.index"), "octet {place}: {}", made.stderr);
        assert!(!std::path::Path::new(&again).exists());
    }
}

/// The reasons that only a document has. Those of its timestamp and its coverage are in `verify_cms.rs`, `verify_xml.rs`.
#[test]
fn documents_have_the_reason_of_the_contract() {
    for (document, decision, reasons) in [
        ("cms/gost2015.cms", "confirmed", &[][..]),
        ("forged/signature.cms", "refused", &["signature-invalid"]),
        ("forged/content.cms", "refused", &["digest-mismatch"]),
        ("forged/without-attributes.cms", "refused", &["signed-attributes-missing"]),
        ("cms/without-certificates.cms", "refused", &["signer-certificate-missing"]),
        ("cms/without-signers.cms", "refused", &["no-signature"]),
        ("stamped/other-imprint.cms", "refused", &["timestamp-invalid"]),
        ("stamped/by-foreign.cms", "undetermined", &["timestamp-untrusted"]),
    ] {
        verify(&path(&format!("signed/{document}")), &[]).expect(document, decision, reasons);
    }
    // Supplied from elsewhere, the missing certificate is as good.
    let supplied = path(INDIVIDUAL).display().to_string();
    verify(&path("signed/cms/without-certificates.cms"), &["--intermediate", &supplied]).expect(
        "supplied",
        "confirmed",
        &[],
    );
}

/// The number is looked for on every signer who passed; an undetermined one counts.
#[test]
fn identity_is_that_of_a_signer_who_passed() {
    let two = path("signed/cms/two-signers.cms");
    for number in [["--iin", "990101100010"], ["--bin", "700140000019"]] {
        verify(&two, &number).expect("one of two", "confirmed", &[]);
    }
    verify(&two, &["--iin", "990101100030"]).expect("neither", "refused", &["iin-mismatch"]);
    // The signature holds; the holder is another one: the other checks stand as they are.
    let other = verify(&path("signed/cms/gost2015.cms"), &["--iin", "990101200027"]);
    other.expect("another holder", "refused", &["iin-mismatch"]);
    assert_eq!(other.outcome("signature"), ("passed", None));
    let without_lists = run("verify", &path("signed/cms/gost2015.cms"), &[], &["--iin", "990101100010"]);
    without_lists.expect("undetermined counts", "undetermined", &["no-evidence"]);
    assert_eq!(without_lists.outcome("identity-match"), ("passed", None));
    // The one who carries the number is revoked.
    let revoked = run("verify", &path("signed/cms/revoked.cms"), &pki::lists(), &["--iin", "990101100010"]);
    assert_eq!(revoked.status, 1);
    assert_ne!(revoked.outcome("identity-match").0, "passed", "{:#}", revoked.json);
}

/// Status 3, nothing on standard output, one line that names the option and never an identity number.
#[test]
fn bad_values_are_one_line() {
    let document = path("signed/cms/gost2015.cms").display().to_string();
    for more in [
        &["--iin", "99010110001x"][..],
        &["--iin", "9901011000100"],
        &["--bin", "70014000001"],
        &["--iin", "990101100010", "--bin", "700140000019"],
        &["--at", "2026-07-01"],
        &["--at", "2026-13-01T00:00:00Z"],
        &["--revocation", "sometimes"],
        &["--lang", "fr"],
        &["--no-such-option"],
        &["--trust", "/absent"],
        &["--content", "/absent"],
    ] {
        let mut arguments = vec!["verify", &document];
        arguments.extend(more);
        let run = qoltanba(&arguments);
        run.expect_unusable(&format!("{more:?}"));
        assert!(run.stderr.contains(more[0]) || run.stderr.contains("absent"), "{more:?}: {}", run.stderr);
        assert!(!run.stderr.contains("99010110001") && !run.stderr.contains("7001400000"), "{}", run.stderr);
    }
}

/// What was typed is not repeated unless it can be no number; what is wrong with it is said.
#[test]
fn a_line_about_usage_says_what_is_wrong_and_repeats_no_number() {
    let file = path(INDIVIDUAL).display().to_string();
    for (more, says) in [
        (&["--iin990101100010"][..], "an argument: there is no such"),
        (&["--990101100010"], "an argument: there is no such"),
        (&["-990101100010"], "an argument: there is no such"),
        (&["--iim=990101100010"], "--iim: there is no such"),
        (&["990101100010"], "an argument: there is no such"),
        (&["--json=990101100010"], "--json: "),
        (&["--iin"], "--iin <NUMBER>: a value is missing"),
        (&["--at="], "--at"),
        (&["--iin", "990101100010", "--iin", "990101100010"], "--iin <NUMBER>: it is given more than once"),
        (&["--iin", "990101100010", "--bin", "700140000019"], "--iin <NUMBER>: it cannot be combined with --bin"),
        (&["--revocation"], "the value is one of: end-entity, chain, off"),
    ] {
        let run = qoltanba(&[&["check-certificate", file.as_str()], more].concat());
        run.expect_unusable(&format!("{more:?}"));
        assert!(run.stderr.contains(says), "{more:?}: {}", run.stderr);
        assert!(!run.stderr.contains("9901011000"), "{more:?}: {}", run.stderr);
    }
    let command = qoltanba(&["990101100010"]);
    command.expect_unusable("a number in place of a command");
    assert!(!command.stderr.contains("9901011000"), "{}", command.stderr);
}

/// Left out, the moment is now, and the report says so.
#[test]
fn the_moment_has_a_source() {
    let given = check(INDIVIDUAL, &[]);
    assert_eq!((&given.json["moment"]["at"], &given.json["moment"]["source"]), (&MOMENT.into(), &"given".into()));
    let now = qoltanba(&["check-certificate", path(INDIVIDUAL).to_str().unwrap(), "--json"]);
    assert_eq!(now.json["moment"]["source"], "clock");
    assert_eq!(now.status, 2, "nothing is trusted, nothing is known");
    let stamped = verify(&path("signed/stamped/by-rsa.cms"), &[]);
    assert_eq!(stamped.json["moment"]["source"], "given");
    assert_eq!(stamped.json["signers"][0]["moment"]["source"], "timestamp");
    assert_eq!(stamped.json["signers"][0]["moment"]["at"], "2026-05-10T09:00:05Z");
}
