use super::*;
use crate::check::report::{CertificateSummary, SubjectSummary};
use crate::check::{
    Check, CheckResult, EvidenceSummary, Format, Grounds, JudgedAt, Levels, MomentSource, Outcome, PathMember,
    PathPlace, Reason, RevokedCertificate, SignerReport, Standing,
};
use crate::revocation::EvidenceKind;
use crate::time::Moment;

mod drawing;
mod svg;
mod text;

/// Markup, a closing tag, an attribute, an override of the writing direction, a line end, and a letter of its own.
const HOSTILE: &str =
    "</title></bdi></style><script>alert(1)</script><img src=x onerror='a'>\" x=\"\u{202e}\u{0}\n&lt;Ә";

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn signer(text: &str, checks: Vec<CheckResult>) -> SignerReport {
    let (from, until) = (moment("2025-01-01T00:00:00Z"), moment("2027-01-01T00:00:00Z"));
    let member = |place| PathMember {
        place,
        name: text.into(),
        serial: "0a".into(),
        not_before: from,
        not_after: until,
        sha256: "00".into(),
    };
    let evidence = |kind, standing| EvidenceSummary {
        kind,
        standing,
        issuer: text.into(),
        number: Some(text.into()),
        this_update: moment("2026-06-30T00:00:00Z"),
        next_update: (kind != EvidenceKind::Ocsp).then(|| moment("2026-07-02T00:00:00Z")),
        sha256: "00".into(),
    };
    let some = || Some(text.to_owned());
    SignerReport {
        certificate: Some(CertificateSummary {
            subject: SubjectSummary {
                common_name: some(),
                surname: some(),
                given_name: some(),
                iin: some(),
                bin: some(),
                organization: some(),
            },
            issuer: text.into(),
            serial: "0a".into(),
            not_before: from,
            not_after: until,
            algorithm: "rsa",
            roles: vec![crate::certificate::Role::Individual],
            policies: vec![],
            sha256: "00".into(),
        }),
        moment: JudgedAt { at: moment("2026-06-30T12:00:00Z"), source: MomentSource::Timestamp },
        level: Some(Levels { claimed: "LTA", reached: None }),
        checks,
        grounds: Grounds {
            path: [PathPlace::EndEntity, PathPlace::Authority, PathPlace::Anchor].map(member).to_vec(),
            evidence: vec![
                evidence(EvidenceKind::Crl, Standing::Decided),
                evidence(EvidenceKind::DeltaCrl, Standing::Stale),
                evidence(EvidenceKind::Ocsp, Standing::Decided),
            ],
            revoked: vec![RevokedCertificate {
                serial: "0a".into(),
                since: moment("2026-03-01T00:00:00Z"),
                reason: None,
            }],
            timestamps: vec![moment("2026-06-30T12:00:00Z"), moment("2026-06-30T13:00:00Z")],
        },
    }
}

fn report(checks: Vec<CheckResult>, signers: Vec<SignerReport>, notes: Vec<String>) -> Report {
    Report::new(Format::Cms, JudgedAt::given(moment("2026-07-01T00:00:00Z")), checks, signers, notes)
}

/// The tags of a page; every one is closed where it has to be.
fn tags(html: &str) -> Vec<String> {
    const VOID: [&str; 2] = ["meta", "input"];
    let (mut open, mut names): (Vec<String>, Vec<String>) = (vec![], vec![]);
    let mut rest = html.strip_prefix("<!DOCTYPE html>").unwrap();
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').expect("a tag ends") + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let name = tag.split([' ', '/']).next().unwrap().to_owned();
        if !tag.ends_with('/') && !VOID.contains(&name.as_str()) {
            open.push(name.clone());
        }
        names.push(name);
    }
    assert_eq!(open, [""; 0]);
    names
}

#[test]
fn names_of_the_input_stay_text() {
    let failed = CheckResult::because(Check::Revocation, Reason::Revoked, HOSTILE);
    let report = report(vec![failed.clone()], vec![signer(HOSTILE, vec![failed])], vec![HOSTILE.into()]);
    let html = Page::new(&report).of_file(HOSTILE, b"").to_html();
    let names = tags(&html);
    for name in ["script", "img", "link", "iframe", "object", "a", "form"] {
        assert!(!names.contains(&name.to_owned()), "{name}");
    }
    assert!(!html.contains('\u{202e}') && !html.contains('\u{0}') && html.contains("[U+202E]"));
    // Nothing is loaded: the only references are those to the pictures in the page.
    assert_eq!(html.matches("href=").count(), html.matches("href=\"#").count());
    for outside in [" src=", "url(", "@import", "http:", "https:"] {
        let ours = html.replace("&lt;img src=x", "");
        assert!(!ours.contains(outside), "{outside}");
    }
    assert!(html.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
}

#[test]
fn long_names_do_not_make_a_long_page() {
    let long = "Ұ".repeat(20_000);
    let report = report(vec![], vec![signer(&long, vec![]); 150], vec![]);
    let html = Page::new(&report).of_file(&long, b"").to_html();
    assert!(html.len() < 6_000_000, "{}", html.len());
    assert_eq!(html.matches("<section class=\"signer\">").count(), 3 * 100);
}

#[test]
fn the_verdict_its_reasons_and_what_to_do_are_told_in_every_language() {
    for reason in Reason::ALL {
        let check = CheckResult::because(Check::Revocation, reason, "Detail.");
        let html = Page::new(&report(vec![], vec![signer("А", vec![check])], vec![])).to_html();
        for language in Language::ALL {
            let advice = advice::advice(reason, language);
            assert_eq!(html.matches(&advice.replace('\'', "&#39;")).count(), 2, "{reason:?} {language}");
        }
    }
    for (check, decision) in [
        (CheckResult::passed(Check::Signature, "D."), Decision::Confirmed),
        (CheckResult::because(Check::Signature, Reason::DigestMismatch, "D."), Decision::Refused),
        (CheckResult::because(Check::Revocation, Reason::NoEvidence, "D."), Decision::Undetermined),
    ] {
        let report = report(vec![check], vec![], vec![]);
        assert_eq!(report.decision(), decision);
        let html = Page::new(&report).in_language(Language::Kk).to_html();
        assert!(html.contains("<html lang=\"kk\">") && html.contains("id=\"to-kk\" value=\"kk\" checked"));
        for language in Language::ALL {
            let verdict = Words::of(language).verdict(decision, Format::Cms).replace('\'', "&#39;");
            assert!(html.contains(&verdict));
            let refusal = crate::check::Refusal::SIGNATURE_NOT_CONFIRMED.text(language).replace('\'', "&#39;");
            assert_eq!(html.contains(&refusal), decision == Decision::Refused);
        }
    }
}

#[test]
fn the_three_languages_are_three() {
    for check in Check::ALL {
        let [kk, ru, en] = Language::ALL.map(|language| advice::question(check, language));
        assert!(kk != ru && ru != en && en.is_ascii(), "{check:?}");
        for format in [Format::Certificate, Format::Cms, Format::Xmldsig, Format::Wss, Format::Jws, Format::Barcode] {
            assert!(Language::ALL.into_iter().all(|language| !advice::rule(check, format, language).is_empty()));
        }
    }
    for reason in Reason::ALL {
        let [kk, ru, en] = Language::ALL.map(|language| advice::advice(reason, language));
        assert!(kk != ru && en.is_ascii() && !ru.is_ascii(), "{reason:?}");
        assert!([kk, ru, en].iter().all(|text| text.ends_with('.')), "{reason:?}");
    }
}

#[test]
fn what_is_not_there_is_not_drawn() {
    let checks = vec![CheckResult::because(Check::Signature, Reason::NoSignature, "The document holds no signature.")];
    let html = Page::new(&report(checks, vec![], vec![])).to_html();
    assert!(!tags(&html).contains(&"figure".to_owned()) && !html.contains("SHA-256"));
    let bare = SignerReport { certificate: None, grounds: Grounds::default(), level: None, ..signer("А", vec![]) };
    let html = Page::new(&report(vec![], vec![bare], vec![])).to_html();
    assert!(html.contains(Words::of(Language::Ru).no_certificate));
    // Without a path the certificate of the signer stands alone.
    let alone = SignerReport { grounds: Grounds::default(), ..signer("А", vec![]) };
    let html = Page::new(&report(vec![], vec![alone], vec![])).to_html();
    assert_eq!(html.matches("<figure").count(), 3);
    tags(&html);
}
