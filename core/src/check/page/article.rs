//! The page in one language: verdict, document, signers, checks.

use super::advice::{advice, question, rule};
use super::markup::Html;
use super::words::Words;
use super::{Page, class, timeline};
use crate::check::{Check, CheckResult, Decision, Format, Outcome, Reason, SignerReport};

/// Signers of one page; the report itself holds them all.
const MAX_SIGNERS: usize = 100;

/// The questions that the regulations ask, and the one whether the signature holds.
const KEY_QUESTIONS: [Check; 4] = [Check::Signature, Check::ValidityPeriod, Check::Revocation, Check::IdentityMatch];

pub(super) fn write(out: &mut Html, page: &Page<'_>, words: &Words) {
    out.raw("<article lang=\"").raw(words.language.code()).raw("\" data-decision=\"");
    out.raw(page.report.decision().name()).raw("\">\n");
    verdict(out, page, words);
    to_do(out, page, words);
    subject(out, page, words);
    for (signer, number) in page.report.signers().iter().take(MAX_SIGNERS).zip(1..) {
        signer_section(out, page, signer, number, words);
    }
    if !page.report.checks().is_empty() {
        out.raw("<section class=\"whole\">").element("h2", words.checks_of_document);
        checks(out, page.report.checks(), page.report.format(), words);
        out.raw("</section>\n");
    }
    if !page.report.notes().is_empty() {
        out.raw("<section class=\"notes\">").element("h2", words.notes).raw("<ul lang=\"en\">");
        for note in page.report.notes() {
            out.raw("<li>").sentence(note).raw("</li>");
        }
        out.raw("</ul></section>\n");
    }
    out.raw("<footer><p>").text(words.made_by).raw(" <code>qoltanba.report/1</code>, qoltanba ");
    out.text(env!("CARGO_PKG_VERSION")).raw(". ").text(words.no_certified_tool).raw("</p></footer>\n</article>\n");
}

/// Those of the signers first: when one of them is refused, so is what the document says of its numbers.
fn all_checks<'r>(page: &Page<'r>) -> impl Iterator<Item = &'r CheckResult> {
    let report = page.report;
    report.signers().iter().flat_map(|signer| &signer.checks).chain(report.checks())
}

fn icon(out: &mut Html, name: &str) {
    out.raw("<svg class=\"icon ").raw(name).raw("\" aria-hidden=\"true\"><use href=\"#").raw(name).raw("\"/></svg>");
}

const fn outcome_class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::Undetermined => "undetermined",
        Outcome::NotApplicable => "not-applicable",
    }
}

fn verdict(out: &mut Html, page: &Page<'_>, words: &Words) {
    let decision = page.report.decision();
    out.raw("<header class=\"verdict ").raw(class(decision)).raw("\">");
    icon(out, class(decision));
    out.raw("<div>").element("p class=\"kicker\"", words.title);
    out.element("h1", &sentence_case(decision.text(words.language)));
    out.element("p class=\"plain\"", words.verdict(decision, page.report.format()));
    if let Some(refusal) = page.report.refusal() {
        out.element("p class=\"refusal\"", refusal.text(words.language));
    }
    out.raw("</div></header>\n");
    out.raw("<section class=\"key\">").element("h2 class=\"hidden\"", words.key_questions).raw("<ul>");
    for check in KEY_QUESTIONS {
        let Some(worst) = worst(all_checks(page).filter(|result| result.check == check)) else { continue };
        out.raw("<li class=\"").raw(outcome_class(worst.outcome)).raw("\">");
        icon(out, outcome_class(worst.outcome));
        out.element("span class=\"what\"", &sentence_case(check.text(words.language)));
        out.element("strong", &outcome_words(worst, words)).raw("</li>");
    }
    out.raw("</ul></section>\n");
}

/// A failed result before an undecided one before the others.
fn worst<'r>(results: impl Iterator<Item = &'r CheckResult>) -> Option<&'r CheckResult> {
    results.min_by_key(|result| match result.outcome {
        Outcome::Failed => 0,
        Outcome::Undetermined => 1,
        Outcome::Passed => 2,
        Outcome::NotApplicable => 3,
    })
}

fn outcome_words(result: &CheckResult, words: &Words) -> String {
    let outcome = result.outcome.text(words.language);
    match result.reason {
        Some(reason) => format!("{outcome}: {}", reason.text(words.language)),
        None => outcome.to_owned(),
    }
}

/// Each reason once, those that refuse first.
fn to_do(out: &mut Html, page: &Page<'_>, words: &Words) {
    let mut reasons: Vec<Reason> = Vec::new();
    for outcome in [Outcome::Failed, Outcome::Undetermined] {
        for reason in all_checks(page).filter_map(|result| result.reason) {
            if reason.outcome() == outcome && !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    if reasons.is_empty() {
        return;
    }
    out.raw("<section class=\"advice\">").element("h2", words.to_do).raw("<ol>");
    for reason in reasons {
        out.raw("<li>").element("strong", &sentence_case(reason.text(words.language))).raw(". ");
        out.text(advice(reason, words.language)).raw("</li>");
    }
    out.raw("</ol></section>\n");
}

fn subject(out: &mut Html, page: &Page<'_>, words: &Words) {
    out.raw("<section>").element("h2", words.subject).raw("<dl>");
    if let Some(file) = &page.file {
        out.element("dt", words.file).raw("<dd>").foreign(file.name).raw("</dd>");
    }
    out.element("dt", words.format).element("dd", words.form(page.report.format()));
    if let Some(file) = &page.file {
        out.element("dt", words.size).element("dd", &format!("{} {}", file.size, words.bytes));
        out.element("dt", "SHA-256").element("dd class=\"code\"", &file.sha256);
    }
    let moment = page.report.moment();
    out.element("dt", words.moment).raw("<dd>").moment(moment.at, words.language).raw(" (");
    out.text(words.moment_source(moment.source)).raw(")</dd></dl></section>\n");
}

fn signer_section(out: &mut Html, page: &Page<'_>, signer: &SignerReport, number: usize, words: &Words) {
    let id = format!("{}-{number}", words.language.code());
    let decision = Decision::over(&signer.checks);
    out.raw("<section class=\"signer\"><h2>");
    icon(out, class(decision));
    let heading = match page.report.format() {
        Format::Certificate => words.holder,
        Format::Cms | Format::Xmldsig | Format::Wss | Format::Jws | Format::Barcode => words.signer,
    };
    out.raw("<span>").text(heading);
    if page.report.signers().len() > 1 {
        out.text(&format!(" {number}"));
    }
    if let Some(certificate) = &signer.certificate {
        out.raw(": ").foreign(certificate.subject.name());
    }
    out.raw("</span></h2>");
    facts(out, signer, words);
    if signer.certificate.is_some() || !signer.grounds.path.is_empty() {
        let caption = format!("{id}-caption");
        // Where it is scrolled, the keyboard has to reach it.
        out.raw(&format!("<figure><div tabindex=\"0\" role=\"group\" aria-labelledby=\"{caption}\">"));
        timeline::draw(out, signer, page.report.moment().at, &id, words);
        out.raw(&format!("</div><figcaption id=\"{caption}\">")).text(words.drawing).raw("</figcaption></figure>");
    }
    tables(out, signer, words);
    out.element("h3", words.checks);
    checks(out, &signer.checks, page.report.format(), words);
    out.raw("</section>\n");
}

fn facts(out: &mut Html, signer: &SignerReport, words: &Words) {
    let Some(certificate) = &signer.certificate else {
        out.element("p", words.no_certificate);
        return;
    };
    let subject = &certificate.subject;
    out.raw("<dl>");
    for (label, value) in
        [(words.iin, &subject.iin), (words.organization, &subject.organization), (words.bin, &subject.bin)]
    {
        if let Some(value) = value {
            out.element("dt", label).raw("<dd>").foreign(value).raw("</dd>");
        }
    }
    if !certificate.roles.is_empty() {
        let roles: Vec<&str> = certificate.roles.iter().map(|role| words.role(*role)).collect();
        out.element("dt", words.roles).element("dd", &roles.join(", "));
    }
    out.element("dt", words.algorithm).element("dd", &words.key_algorithm(certificate.algorithm));
    out.element("dt", words.serial).raw("<dd class=\"code\">").foreign(&certificate.serial).raw("</dd>");
    out.element("dt", words.issuer).raw("<dd>").foreign(&certificate.issuer).raw("</dd>");
    out.element("dt", words.judged_at).raw("<dd>").moment(signer.moment.at, words.language).raw(" (");
    out.text(words.moment_source(signer.moment.source)).raw(")</dd>");
    if let Some(level) = &signer.level {
        let reached = level.reached.unwrap_or("–");
        let told = format!("{}: {}, {}: {reached}", words.level_claimed, level.claimed, words.level_reached);
        out.element("dt", words.level).element("dd", &told);
    }
    out.raw("</dl>");
}

/// The numbers of the drawing.
fn tables(out: &mut Html, signer: &SignerReport, words: &Words) {
    let grounds = &signer.grounds;
    let head = |out: &mut Html, caption: &str, columns: &[&str]| {
        out.raw("<div class=\"wide\"><table>").element("caption", caption).raw("<thead><tr>");
        for column in columns {
            out.element("th scope=\"col\"", column);
        }
        out.raw("</tr></thead><tbody>");
    };
    if !grounds.path.is_empty() {
        head(out, words.path, &[words.certificate, words.valid_from, words.valid_until, words.serial]);
        for member in grounds.path.iter().rev() {
            out.raw("<tr><th scope=\"row\">").element("small", words.place(member.place)).raw(" ");
            out.foreign(&member.name).raw("</th><td>").digits(member.not_before, words.language).raw("</td><td>");
            out.digits(member.not_after, words.language).raw("</td><td class=\"code\">").foreign(&member.serial);
            if let Some(revoked) = grounds.revoked.iter().find(|revoked| revoked.serial == member.serial) {
                out.raw("<p class=\"void\">").text(words.revoked_at).raw(": ").digits(revoked.since, words.language);
                out.text(&revoked.reason.map_or_else(String::new, |reason| format!(" ({reason})"))).raw("</p>");
            }
            out.raw("</td></tr>");
        }
        out.raw("</tbody></table></div>");
    }
    if !grounds.evidence.is_empty() {
        let columns = [words.source, words.this_update, words.next_update, words.standing];
        head(out, words.evidence_of_revocation, &columns);
        for evidence in &grounds.evidence {
            out.raw("<tr><th scope=\"row\">").element("bdi", &words.evidence(evidence, super::markup::MAX_FOREIGN));
            out.raw("</th><td>").digits(evidence.this_update, words.language).raw("</td><td>");
            match evidence.next_update {
                Some(next) => out.digits(next, words.language),
                None => out.text(words.not_stated),
            };
            out.raw("</td><td>").text(words.weight(evidence.standing)).raw("</td></tr>");
        }
        out.raw("</tbody></table></div>");
    }
}

fn checks(out: &mut Html, results: &[CheckResult], format: Format, words: &Words) {
    out.raw("<ul class=\"checks\">");
    for result in results {
        let class = outcome_class(result.outcome);
        out.raw("<li class=\"").raw(class).raw("\">");
        icon(out, class);
        out.raw("<div><p class=\"head\">").element("b", &sentence_case(result.check.text(words.language))).raw(" — ");
        out.element("strong", &outcome_words(result, words)).raw("</p>");
        out.element("p", question(result.check, words.language));
        if let Some(reason) = result.reason {
            out.raw("<p class=\"do\">").element("b", words.to_do).raw(": ");
            out.text(advice(reason, words.language)).raw("</p>");
        }
        out.raw("<p class=\"small\">").element("b", words.detail).raw(": <span lang=\"en\">").sentence(&result.detail);
        out.raw("</span></p><p class=\"small\">").element("b", words.rule).raw(": ");
        out.text(rule(result.check, format, words.language)).raw("</p></div></li>");
    }
    out.raw("</ul>");
}

/// The words of a report begin with a small letter; a heading does not.
fn sentence_case(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
