//! The words of the page: what a report says stands there, once and in its order.

use super::*;
use crate::certificate::Role;
use crate::check::page::markup::long;

fn escaped(text: &str) -> String {
    text.replace('\'', "&#39;")
}

fn heading(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().unwrap().to_uppercase().to_string();
    escaped(&format!("{first}{}", letters.as_str()))
}

/// The page of one language.
fn article(html: &str, language: Language) -> &str {
    let (_, rest) = html.split_once(&format!("<article lang=\"{}\"", language.code())).unwrap();
    rest.split_once("</article>").unwrap().0
}

fn section<'h>(article: &'h str, class: &str) -> Option<&'h str> {
    let (_, rest) = article.split_once(&format!("<section class=\"{class}\">"))?;
    Some(rest.split_once("</section>").unwrap().0)
}

fn checks() -> Vec<CheckResult> {
    vec![
        CheckResult::passed(Check::Signature, "It fits."),
        CheckResult::passed(Check::ValidityPeriod, "Valid."),
        CheckResult::because(Check::Revocation, Reason::NoEvidence, "No list."),
        CheckResult::because(Check::CertificatePath, Reason::PathInvalid, "No path."),
        CheckResult::not_applicable(Check::Timestamp, "No stamp."),
    ]
}

#[test]
fn the_answers_to_the_key_questions_come_first() {
    let whole = vec![CheckResult::because(Check::IdentityMatch, Reason::IinMismatch, "Another.")];
    let html = Page::new(&report(whole, vec![signer("А", checks())], vec![])).to_html();
    for language in Language::ALL {
        let key = section(article(&html, language), "key").unwrap();
        let questions = [
            (Check::Signature, Outcome::Passed, None),
            (Check::ValidityPeriod, Outcome::Passed, None),
            (Check::Revocation, Outcome::Undetermined, Some(Reason::NoEvidence)),
            (Check::IdentityMatch, Outcome::Failed, Some(Reason::IinMismatch)),
        ];
        let mut rest = key;
        for (check, outcome, reason) in questions {
            let reason = reason.map_or_else(String::new, |reason: Reason| format!(": {}", reason.text(language)));
            let told = format!(
                "<span class=\"what\">{}</span><strong>{}</strong>",
                heading(check.text(language)),
                escaped(&format!("{}{reason}", outcome.text(language)))
            );
            rest = rest.split_once(&told).unwrap_or_else(|| panic!("{told} in {rest}")).1;
        }
        assert_eq!(key.matches("<li").count(), 4);
        assert!(article(&html, language).contains(&format!("<h1>{}</h1>", heading(Decision::Refused.text(language)))));
    }
}

/// Every result has the picture of its outcome, beside the words.
#[test]
fn no_outcome_is_told_by_colour_alone() {
    let html = Page::new(&report(checks(), vec![signer("А", checks())], vec![])).to_html();
    for (outcome, results) in [("passed", 2), ("failed", 1), ("undetermined", 1), ("not-applicable", 1)] {
        let line = format!(
            "<li class=\"{outcome}\"><svg class=\"icon {outcome}\" aria-hidden=\"true\"><use href=\"#{outcome}\"/>"
        );
        // In three languages: of the signer, of the document, and among the key questions.
        let key = match outcome {
            "passed" => 2,
            "undetermined" => 1,
            _ => 0,
        };
        assert_eq!(html.matches(&line).count(), 3 * (2 * results + key), "{outcome}");
    }
    let pictures = html.matches("<svg class=\"icon ").count();
    // Those above, the verdict, and the heading of the signer.
    assert_eq!(pictures, 3 * (5 + 5 + 3 + 2));
}

/// "Each reason once, those that refuse first."
#[test]
fn what_to_do_first_stands_first() {
    let twice = [checks(), checks()].concat();
    let html = Page::new(&report(vec![], vec![signer("А", twice)], vec![])).to_html();
    for language in Language::ALL {
        let advice = section(article(&html, language), "advice").unwrap();
        let place = |reason: Reason| {
            let told = format!("<strong>{}</strong>", heading(reason.text(language)));
            assert_eq!(advice.matches(&told).count(), 1, "{told} in {advice}");
            advice.find(&told).unwrap()
        };
        assert!(place(Reason::PathInvalid) < place(Reason::NoEvidence));
        assert_eq!(advice.matches("<li>").count(), 2);
    }
    let html = Page::new(&report(vec![CheckResult::passed(Check::Signature, "D.")], vec![], vec![])).to_html();
    assert!(section(article(&html, Language::En), "advice").is_none());
}

#[test]
fn the_document_and_the_moment_are_told() {
    let report = report(checks(), vec![], vec!["A note.".into(), "Another.".into()]);
    // SHA-256 of "abc", from FIPS 180-2, B.1.
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let html = Page::new(&report).of_file("request.xml", b"abc").to_html();
    for language in Language::ALL {
        let (article, words) = (article(&html, language), Words::of(language));
        for told in ["request.xml", sha256, &format!("3 {}", words.bytes), words.form(Format::Cms)] {
            assert_eq!(article.matches(told).count(), 1, "{told}");
        }
        assert_eq!(article.matches(&long(report.moment().at, language)).count(), 1);
        let notes = section(article, "notes").unwrap();
        assert_eq!(notes.matches("<li>").count(), 2);
        assert!(notes.contains("A note.") && notes.contains("Another."));
        let whole = section(article, "whole").unwrap();
        assert_eq!(whole.matches("<p class=\"head\">").count(), checks().len());
    }
    let html = Page::new(&super::report(vec![], vec![signer("А", checks())], vec![])).to_html();
    assert!(section(article(&html, Language::En), "notes").is_none());
    assert!(section(article(&html, Language::En), "whole").is_none());
}

#[test]
fn signers_have_numbers_where_there_are_several() {
    for count in [1, 2, 3] {
        let html = Page::new(&report(vec![], vec![signer("Name", checks()); count], vec![])).to_html();
        for language in Language::ALL {
            let word = Words::of(language).signer;
            for number in 1..=3 {
                let told = article(&html, language).contains(&format!("<span>{word} {number}: <bdi>Name</bdi>"));
                assert_eq!(told, count > 1 && number <= count, "{number} of {count}");
            }
        }
    }
}

/// "The common name, else the organisation, else nothing."
#[test]
fn a_signer_is_called_by_its_name() {
    let named = |common_name: Option<&str>, organization: Option<&str>| {
        let mut one = signer("", checks());
        let subject = &mut one.certificate.as_mut().unwrap().subject;
        subject.common_name = common_name.map(str::to_owned);
        subject.organization = organization.map(str::to_owned);
        assert_eq!(subject.name(), common_name.or(organization).unwrap_or_default());
        Page::new(&report(vec![], vec![one], vec![])).to_html()
    };
    assert!(named(Some("Person"), Some("Company")).contains(": <bdi>Person</bdi></span></h2>"));
    assert!(named(None, Some("Company")).contains(": <bdi>Company</bdi></span></h2>"));
    assert!(named(None, None).contains(": <bdi></bdi></span></h2>"));
}

#[test]
fn roles_and_keys_are_told_in_words() {
    let mut one = signer("А", checks());
    let words = Words::of(Language::En);
    let told = |one: &SignerReport| {
        let html = Page::new(&report(vec![], vec![one.clone()], vec![])).to_html();
        article(&html, Language::En).to_owned()
    };
    one.certificate.as_mut().unwrap().roles = vec![Role::LegalEntity, Role::Head];
    let roles = format!("<dt>{}</dt><dd>legal entity, head</dd>", words.roles);
    assert!(told(&one).contains(&roles));
    one.certificate.as_mut().unwrap().roles.clear();
    assert!(!told(&one).contains(&format!("<dt>{}</dt>", words.roles)));
    for (algorithm, shown) in [
        ("gost34310-2015-512", "GOST 34.310-2015, 512 bits"),
        ("gost34310-2015-256", "GOST 34.310-2015, 256 bits"),
        ("gost34310-2004", "GOST 34.310-2004"),
        ("rsa", "RSA"),
        ("ecdsa-p256", "ECDSA P-256"),
        ("ecdsa-p384", "ECDSA P-384"),
        ("unknown", "unknown"),
    ] {
        one.certificate.as_mut().unwrap().algorithm = algorithm;
        assert!(told(&one).contains(&format!("<dt>{}</dt><dd>{shown}</dd>", words.algorithm)), "{shown}");
    }
}

/// The tables hold what the drawing may leave out: each certificate, each list, and who is revoked.
#[test]
fn every_ground_has_its_line_in_a_table() {
    let mut one = signer("А", checks());
    for (member, serial) in one.grounds.path.iter_mut().zip(["0a", "0b", "0c"]) {
        member.serial = serial.to_owned();
    }
    one.grounds.revoked[0].serial = "0b".to_owned();
    for (evidence, number) in one.grounds.evidence.iter_mut().zip(["71", "72", "73"]) {
        evidence.number = Some(number.to_owned());
        evidence.issuer = "CA".to_owned();
    }
    let page = |one: &SignerReport| Page::new(&report(vec![], vec![one.clone()], vec![])).to_html();
    let html = page(&one);
    for language in Language::ALL {
        let (article, words) = (article(&html, language), Words::of(language));
        let tables: Vec<_> =
            article.split("<table>").skip(1).map(|rest| rest.split_once("</table>").unwrap().0).collect();
        let [path, evidence] = tables[..] else { panic!("{}", tables.len()) };
        assert!(path.contains(words.path) && evidence.contains(words.evidence_of_revocation));
        let lines: Vec<_> = path.split("<tr>").skip(2).collect();
        assert_eq!(lines.len(), 3);
        for (line, serial) in lines.iter().zip(["0c", "0b", "0a"]) {
            assert!(line.contains(&format!("<bdi>{serial}</bdi>")), "{line}");
            assert_eq!(line.contains(words.revoked_at), serial == "0b", "{line}");
        }
        let lines: Vec<_> = evidence.split("<tr>").skip(2).collect();
        assert_eq!(lines.len(), 3);
        for (line, (number, standing)) in
            lines.iter().zip([("71", Standing::Decided), ("72", Standing::Stale), ("73", Standing::Decided)])
        {
            assert!(line.contains(&format!("№ {number} · CA")) && line.contains(words.weight(standing)), "{line}");
        }
    }
    one.grounds.evidence.clear();
    assert_eq!(page(&one).matches("<table>").count(), 3);
    one.grounds.path.clear();
    assert_eq!(page(&one).matches("<table>").count(), 0);
}

/// A drawing where there is a certificate or a path to draw.
#[test]
fn a_figure_stands_where_something_is_drawn() {
    let figures = |certificate: bool, path: bool| {
        let mut one = signer("А", checks());
        one.certificate = one.certificate.filter(|_| certificate);
        one.grounds.path.retain(|_| path);
        let html = Page::new(&report(vec![], vec![one], vec![])).to_html();
        (html.matches("<figure>").count(), html.matches("<svg viewBox=").count())
    };
    for (certificate, path, expected) in [(true, true, 3), (true, false, 3), (false, true, 3), (false, false, 0)] {
        assert_eq!(figures(certificate, path), (expected, expected), "{certificate} {path}");
    }
}
