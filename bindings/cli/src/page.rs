//! A report as one self-contained page: it can be printed, and needs no script and no network.

use qoltanba::check::{CheckResult, Decision, Language, Outcome, Report};

/// The page, in three languages one after another.
pub fn report(report: &Report) -> String {
    let sections: String = Language::ALL.into_iter().map(|language| section(report, language)).collect();
    let class = match report.decision() {
        Decision::Confirmed => "good",
        Decision::Refused => "bad",
        Decision::Undetermined => "open",
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title><style>{STYLE}</style></head><body class=\"{class}\"><main><h1>{}</h1>{sections}</main></body></html>\n",
        report.decision().name(),
        report.decision().name(),
    )
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1a1a1a;\
background:#fff}h1{border-left:.5rem solid #8a6d00;padding-left:1rem}.good h1{border-color:#1b6e33}.bad h1{border-color:#a3161a}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.4rem .6rem;text-align:left;vertical-align:top;\
overflow-wrap:anywhere}th{background:#f0f0f0}section{margin-top:2rem}@media print{section{break-inside:avoid}}";

fn section(report: &Report, language: Language) -> String {
    let rows = |checks: &[CheckResult]| checks.iter().map(|check| row(check, language)).collect::<String>();
    let refusal =
        report.refusal().map_or_else(String::new, |refusal| format!("<p>{}</p>", escape(refusal.text(language))));
    let heads = match language {
        Language::Kk => ["Тексеру", "Нәтиже", "Түсіндірме"],
        Language::Ru => ["Проверка", "Итог", "Пояснение"],
        Language::En => ["Check", "Outcome", "Explanation"],
    };
    let head: String = heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
    let mut tables = format!("<table><thead><tr>{head}</tr></thead><tbody>{}</tbody></table>", rows(report.checks()));
    for signer in report.signers() {
        let name = signer.certificate.as_ref().map_or_else(String::new, |certificate| {
            format!(
                "{} · {} · {} – {}",
                certificate.algorithm, certificate.serial, certificate.not_before, certificate.not_after
            )
        });
        tables.push_str(&format!(
            "<h3>{}</h3><table><thead><tr>{head}</tr></thead><tbody>{}</tbody></table>",
            escape(&name),
            rows(&signer.checks)
        ));
    }
    format!(
        "<section lang=\"{}\"><h2>{}</h2>{refusal}<p>{}</p>{tables}</section>",
        language.code(),
        escape(report.decision().text(language)),
        report.moment().at,
    )
}

fn row(check: &CheckResult, language: Language) -> String {
    let mark = match check.outcome {
        Outcome::Passed => "✓",
        Outcome::Failed => "✗",
        Outcome::Undetermined => "?",
        Outcome::NotApplicable => "–",
    };
    let reason = check.reason.map_or_else(String::new, |reason| format!(": {}", reason.text(language)));
    format!(
        "<tr><td>{}</td><td>{mark} {}{}</td><td lang=\"en\">{}</td></tr>",
        escape(check.check.text(language)),
        escape(check.outcome.text(language)),
        escape(&reason),
        escape(&check.detail)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
