//! The library's answer to condition 2 for every certificate of the set, and for every kind of evidence. The expected
//! words follow from the plan, not from the library.
#![cfg(test)]
#![cfg(feature = "generate")]

use std::collections::BTreeSet;
use std::fs;

use qoltanba::check::{Decision, Expected, JudgedAt, Report, RevocationDepth, Verifier};
use qoltanba::revocation::{Crl, Evidence, OcspResponse};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Iin, Moment};
use qoltanba_testdata::{demo, file};

/// The `.cer` or `.crl` files of a folder whose name passes the filter.
fn names(folder: &str, keep: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = fs::read_dir(qoltanba_testdata::folder().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let kept: BTreeSet<String> = names.filter(|name| keep(name)).map(|name| format!("{folder}/{name}")).collect();
    kept.into_iter().collect()
}

fn certificate(name: &str) -> Certificate {
    Certificate::from_der(&file(name).unwrap()).unwrap()
}

/// Trusts every root but the foreign one, and knows every other authority.
fn verifier() -> Verifier {
    let anchors = names("ca", |name| name.starts_with("root-"));
    let anchors = anchors.iter().map(|name| TrustAnchor::from_certificate(&certificate(name))).collect();
    let others = names("ca", |name| !name.starts_with("root-") && !name.starts_with("foreign-root"));
    Verifier::new(TrustStore::new(anchors, others.iter().map(|name| certificate(name)).collect()))
}

fn evidence<S: AsRef<str>>(files: &[S]) -> Evidence {
    let mut evidence = Evidence::new();
    for name in files.iter().map(AsRef::as_ref) {
        let bytes = file(name).unwrap();
        if name.ends_with(".crl") {
            evidence.add_crl(Crl::from_vec(bytes).unwrap());
        } else {
            evidence.add_ocsp(OcspResponse::from_der(&bytes).unwrap());
        }
    }
    evidence
}

/// The current base and delta CRL of every authority.
fn all_crls() -> Evidence {
    evidence(&names("crl", |name| name.ends_with(".crl") && !name.ends_with("-stale.crl")))
}

/// Asks for the head's IIN where the certificate is the head's, and for the individual's elsewhere.
fn check(verifier: &Verifier, name: &str) -> Report {
    let iin = if name.contains("head") { demo::HEAD_IIN } else { demo::INDIVIDUAL_IIN };
    let moment = JudgedAt::given(Moment::from_unix(demo::MOMENT_UNIX));
    verifier.check_certificate(&certificate(name), &Expected::iin(Iin::parse(iin).unwrap()), moment)
}

/// The reasons of a report, in alphabetical order.
fn reasons(report: &Report) -> Vec<&'static str> {
    let signers = report.signers().iter().flat_map(|signer| &signer.checks);
    let found: BTreeSet<&str> =
        report.checks().iter().chain(signers).filter_map(|result| Some(result.reason?.name())).collect();
    found.into_iter().collect()
}

/// Certificates that are not confirmed, and why. Every other subscriber is confirmed.
static NOT_CONFIRMED: &[(&str, &[&str])] = &[
    ("gost2015/individual-other", &["iin-mismatch"]),
    ("gost2015/individual-without-patronymic", &["iin-mismatch"]),
    ("gost2015/individual-wrong-control-digit", &["iin-mismatch"]),
    ("gost2015/individual-without-iin", &["iin-missing"]),
    ("gost2015/individual-expired", &["expired"]),
    ("gost2015/individual-expired-since", &["expired"]),
    ("gost2015/individual-not-yet-valid", &["not-yet-valid"]),
    ("gost2015/individual-revoked", &["revoked"]),
    ("gost2015/individual-revoked-no-reason", &["revoked"]),
    ("gost2015/individual-superseded", &["revoked"]),
    ("gost2015/individual-affiliation-changed", &["revoked"]),
    ("gost2015/individual-cessation", &["revoked"]),
    ("gost2015/individual-privilege-withdrawn", &["revoked"]),
    ("gost2015/individual-revoked-in-delta", &["revoked"]),
    ("gost2015/individual-on-hold", &["on-hold"]),
    ("gost2015/individual-enciphering", &["purpose-not-allowed"]),
    ("gost2015/head-revoked", &["revoked"]),
    ("gost2015/system-2023", &["iin-missing"]),
    ("gost2015/system-2026", &["iin-missing"]),
    ("gost2015-256/individual-revoked", &["revoked"]),
    ("gost2004/head-revoked", &["revoked"]),
    ("gost2004/head-on-hold", &["on-hold"]),
    ("gost2004/head-expired", &["expired"]),
    ("gost2004/head-without-iin", &["iin-missing"]),
    ("gost2004/system-2023", &["iin-missing"]),
    ("rsa/individual-auth", &["purpose-not-allowed"]),
    ("rsa/individual-sign-revoked", &["revoked"]),
    ("rsa/individual-sign-on-hold", &["on-hold"]),
    ("rsa/individual-sign-expired", &["expired"]),
    ("rsa/individual-sign-other", &["iin-mismatch"]),
    ("rsa/head-auth", &["purpose-not-allowed"]),
    ("rsa/treasury-auth", &["purpose-not-allowed"]),
    ("rsa/system-2023", &["iin-missing"]),
    ("ecdsa/individual-revoked", &["revoked"]),
    ("other/twin-a-individual-revoked", &["revoked"]),
    // Without a verified path nobody may speak about revocation.
    ("other/retired-head", &["evidence-untrusted", "expired", "path-invalid"]),
    ("other/retired-authority-individual", &["evidence-untrusted", "path-invalid"]),
    ("other/too-deep-individual", &["evidence-untrusted", "path-invalid"]),
    ("other/foreign-individual", &["evidence-untrusted", "issuer-unknown"]),
];

#[test]
fn every_subscriber_is_confirmed_or_not_for_the_planned_reason() {
    let verifier = verifier().with_evidence(all_crls());
    let folders = ["gost2015", "gost2015-256", "gost2004", "rsa", "ecdsa", "other"];
    let subscribers: Vec<String> = folders.iter().flat_map(|folder| names(folder, |_| true)).collect();
    for (name, _) in NOT_CONFIRMED {
        assert!(subscribers.contains(&format!("{name}.cer")), "{name} is not in the set");
    }
    for name in &subscribers {
        let planned = NOT_CONFIRMED.iter().find(|(planned, _)| *name == format!("{planned}.cer"));
        let expected = planned.map_or([].as_slice(), |(_, reasons)| reasons);
        let report = check(&verifier, name);
        assert_eq!(reasons(&report), expected, "{name}");
        assert_eq!(report.decision() == Decision::Confirmed, expected.is_empty(), "{name}");
    }
}

#[test]
fn a_revoked_authority_counts_when_the_chain_is_asked() {
    let name = "other/revoked-authority-individual.cer";
    let verifier = verifier().with_evidence(all_crls());
    assert_eq!(reasons(&check(&verifier, name)), [""; 0]);
    assert_eq!(reasons(&check(&verifier.with_revocation(RevocationDepth::Chain), name)), ["revoked"]);
}

#[test]
fn attacks_are_never_confirmed() {
    let verifier = verifier().with_evidence(all_crls());
    for name in names("attack", |_| true) {
        let report = check(&verifier, &name);
        let found = reasons(&report);
        assert_ne!(report.decision(), Decision::Confirmed, "{name}");
        assert!(found.contains(&"path-invalid") || found.contains(&"issuer-unknown"), "{name}: {found:?}");
    }
}

const BASE: &str = "crl/nca-gost2015.crl";

/// Evidence, the subscriber of gost2015/ that is asked about, and the reason; none means not revoked.
static EVIDENCE: &[(&[&str], &str, &[&str])] = &[
    (&[], "individual", &["no-evidence"]),
    (&[BASE], "individual", &[]),
    // The contract leaves open what a list of another authority is called; never "not revoked".
    (&["crl/nca-gost2004.crl"], "individual", &["evidence-untrusted"]),
    (&["crl/nca-gost2015-stale.crl"], "individual", &["stale-evidence"]),
    (&["crl/odd/without-next-update.crl"], "individual", &["stale-evidence"]),
    (&["crl/odd/future.crl"], "individual", &["stale-evidence"]),
    (&["crl/odd/bare-inner-algorithm.crl"], "individual", &[]),
    (&["crl/odd/bare-inner-algorithm.crl"], "individual-revoked", &["revoked"]),
    (&["crl/odd/bad-signature.crl"], "individual", &["evidence-untrusted"]),
    (&["crl/odd/impostor.crl"], "individual", &["evidence-untrusted"]),
    (&["crl/odd/impostor.crl"], "individual-revoked", &["evidence-untrusted"]),
    (&["crl/odd/impostor.crl", BASE], "individual-revoked", &["revoked"]),
    (&["crl/odd/only-authorities.crl"], "individual", &["no-evidence"]),
    (&[BASE], "individual-revoked-in-delta", &[]),
    (&[BASE, "crl/odd/adding-delta.crl"], "individual-revoked-in-delta", &["revoked"]),
    (&[BASE, "crl/odd/adding-delta.crl"], "individual-released", &["on-hold"]),
    (&[BASE, "crl/odd/removing-delta.crl"], "individual-released", &[]),
    (&[BASE, "crl/odd/empty-delta.crl"], "individual-released", &["on-hold"]),
    (&[BASE, "crl/odd/empty-delta.crl"], "individual", &[]),
    // On a base that is not at hand a delta can condemn but not clear.
    (&[BASE, "crl/odd/delta-of-a-later-base.crl"], "individual-revoked-in-delta", &["revoked"]),
    (&[BASE, "crl/odd/delta-of-a-later-base.crl"], "individual-released", &["on-hold"]),
    (&[BASE, "crl/odd/delta-of-a-later-base.crl"], "individual", &[]),
    (&["ocsp/good.ors"], "individual", &[]),
    (&["ocsp/good-sha1.ors"], "individual", &[]),
    (&["ocsp/good-without-next-update.ors"], "individual", &[]),
    (&["ocsp/good-by-authority.ors"], "individual", &[]),
    (&["ocsp/good-with-nonce.ors"], "individual", &[]),
    (&["ocsp/revoked.ors"], "individual-revoked", &["revoked"]),
    (&["ocsp/revoked.ors"], "individual", &["no-evidence"]),
    (&["ocsp/revoked-no-reason.ors"], "individual-revoked-no-reason", &["revoked"]),
    (&["ocsp/on-hold.ors"], "individual-on-hold", &["on-hold"]),
    (&["ocsp/unknown.ors"], "individual", &["status-unknown"]),
    (&["ocsp/non-issued.ors"], "individual", &["status-unknown"]),
    (&["ocsp/stale.ors"], "individual", &["stale-evidence"]),
    (&["ocsp/stale-without-next-update.ors"], "individual", &["stale-evidence"]),
    (&["ocsp/future.ors"], "individual", &["stale-evidence"]),
    (&["ocsp/bad-signature.ors"], "individual", &["evidence-untrusted"]),
    (&["ocsp/other-certificate.ors"], "individual", &["no-evidence"]),
    (&["ocsp/other-issuer.ors"], "individual", &["no-evidence"]),
    (&["ocsp/foreign-responder.ors"], "individual", &["evidence-untrusted"]),
    (&["ocsp/unfit-responder.ors"], "individual", &["evidence-untrusted"]),
    (&["ocsp/subscriber-as-responder.ors"], "individual", &["evidence-untrusted"]),
    (&["ocsp/try-later.ors"], "individual", &["no-evidence"]),
    (&[BASE, "ocsp/good.ors"], "individual", &[]),
];

#[test]
fn every_kind_of_evidence_has_the_planned_effect() {
    let mut differences = Vec::new();
    for (files, subscriber, expected) in EVIDENCE {
        let report = check(&verifier().with_evidence(evidence(files)), &format!("gost2015/{subscriber}.cer"));
        let found = reasons(&report);
        if found != *expected {
            differences.push(format!("{files:?} about {subscriber}: {found:?}, planned {expected:?}"));
        }
    }
    assert_eq!(differences, Vec::<String>::new());
}

#[test]
fn answers_of_the_older_responders_count() {
    for (answer, subscriber, expected) in [
        ("gost2004-good", "gost2004/head", [].as_slice()),
        ("gost2004-revoked", "gost2004/head-revoked", &["revoked"]),
        ("rsa-good", "rsa/individual-sign", &[]),
        ("rsa-revoked", "rsa/individual-sign-revoked", &["revoked"]),
    ] {
        let verifier = verifier().with_evidence(evidence(&[format!("ocsp/{answer}.ors")]));
        assert_eq!(reasons(&check(&verifier, &format!("{subscriber}.cer"))), expected, "{answer}");
    }
}

#[test]
fn a_source_that_cannot_be_read_never_clears_and_is_named() {
    let nothing = verifier().with_unreadable_evidence("lists/page.crl: no list".to_owned());
    let report = check(&nothing, "gost2015/individual.cer");
    assert_eq!(report.decision(), Decision::Undetermined);
    assert_eq!(reasons(&report), ["evidence-untrusted"]);
    assert!(report.to_json().contains("Unreadable: lists/page.crl: no list."));
    // A readable list beside it decides.
    let beside = verifier().with_evidence(all_crls()).with_unreadable_evidence("lists/page.crl: no list".to_owned());
    assert_eq!(check(&beside, "gost2015/individual.cer").decision(), Decision::Confirmed);
    assert_eq!(check(&beside, "gost2015/individual-revoked.cer").decision(), Decision::Refused);
}

/// RFC 5280, 4.1.2.5: the validity period includes both its ends.
#[test]
fn the_validity_period_includes_its_ends() {
    let (verifier, certificate) = (verifier(), certificate("rsa/individual-sign.cer"));
    for (moment, seconds, reason) in [
        (certificate.not_before(), -1, Some("not-yet-valid")),
        (certificate.not_before(), 0, None),
        (certificate.not_after(), 0, None),
        (certificate.not_after(), 1, Some("expired")),
    ] {
        let at = JudgedAt::given(moment.plus_seconds(seconds));
        let report = verifier.check_certificate(&certificate, &Expected::anyone(), at);
        let checks = report.signers().iter().flat_map(|signer| &signer.checks).chain(report.checks());
        let period = checks.into_iter().find(|check| check.check.name() == "validity-period").unwrap();
        assert_eq!(period.reason.map(|reason| reason.name()), reason, "{moment} {seconds:+}");
    }
}
