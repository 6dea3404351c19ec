//! A report as a page: one HTML file for the screen and for paper, in Kazakh, Russian and English.
//!
//! The page has no script, loads nothing and says so to the browser (Content Security Policy). The three languages stand
//! in it one after another; a style sheet shows the chosen one, and a browser without it shows them all.
//!
//! ```
//! use qoltanba::check::page::Page;
//! use qoltanba::check::{Expected, JudgedAt, Language, Verifier};
//! use qoltanba::signature::SignedDocument;
//! use qoltanba::{Moment, trust::TrustStore};
//!
//! # let file = b"<a/>".to_vec();
//! let verifier = Verifier::new(TrustStore::new(Vec::new(), Vec::new()));
//! let moment = JudgedAt::given(Moment::parse("2026-07-01T00:00:00Z")?);
//! let report = verifier.verify(&SignedDocument::parse(&file)?, &Expected::anyone(), moment)?;
//! let html = Page::new(&report).in_language(Language::Kk).of_file("request.xml", &file).to_html();
//! # assert!(html.starts_with("<!DOCTYPE html>"));
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod advice;
mod article;
mod axis;
mod markup;
mod timeline;
mod words;

use super::{Decision, Report};
use crate::crypto::{DigestAlgorithm, to_hex};
use crate::language::Language;

use markup::Html;
use words::Words;

/// The page of one report.
#[derive(Debug, Clone)]
pub struct Page<'r> {
    report: &'r Report,
    language: Language,
    file: Option<File<'r>>,
}

/// What is known of the file that was checked.
#[derive(Debug, Clone)]
struct File<'r> {
    name: &'r str,
    size: u64,
    sha256: String,
}

impl<'r> Page<'r> {
    /// The page of a report, opened in English.
    #[must_use]
    pub const fn new(report: &'r Report) -> Self {
        Self { report, language: Language::En, file: None }
    }

    /// The same, opened in this language. The reader can change it.
    #[must_use]
    pub const fn in_language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// The same, with name, size and SHA-256 of the file that was checked.
    #[must_use]
    pub fn of_file(mut self, name: &'r str, bytes: &[u8]) -> Self {
        let sha256 = to_hex(DigestAlgorithm::Sha256.digest(bytes).as_bytes());
        self.file = Some(File { name, size: u64::try_from(bytes.len()).unwrap_or(u64::MAX), sha256 });
        self
    }

    /// The page, as UTF-8 text of one HTML file.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut out = Html::default();
        let words = Words::of(self.language);
        out.raw("<!DOCTYPE html>\n<html lang=\"")
            .raw(self.language.code())
            .raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.raw(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        );
        out.raw(
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" ",
        );
        out.raw("content=\"light\">\n<title>").text(self.report.decision().text(self.language)).raw(" · ");
        out.text(words.title)
            .raw("</title>\n<style>")
            .raw(include_str!("style.css"))
            .raw("</style>\n</head>\n<body>\n");
        out.raw(ICONS);
        self.switch(&mut out);
        out.raw("<main>\n");
        for language in Language::ALL {
            article::write(&mut out, self, Words::of(language));
        }
        out.raw("</main>\n</body>\n</html>\n");
        out.finish()
    }

    /// The choice of the language: three radio buttons, which the style sheet reads.
    fn switch(&self, out: &mut Html) {
        out.raw("<header class=\"bar\"><span class=\"brand\" translate=\"no\">qoltanba</span>\n<fieldset><legend>Тіл · Язык · Language</legend>");
        for language in Language::ALL {
            let code = language.code();
            let checked = if language == self.language { " checked" } else { "" };
            out.raw(&format!("<input type=\"radio\" name=\"language\" id=\"to-{code}\" value=\"{code}\"{checked}>"));
            let name = language.pick("Қазақша", "Русский", "English");
            out.raw(&format!("<label for=\"to-{code}\" lang=\"{code}\">")).text(name).raw("</label>");
        }
        out.raw("</fieldset></header>\n");
    }
}

/// The pictures of outcomes, each of its own shape, so that nobody has to tell colours apart.
const ICONS: &str = "<svg class=\"icons\" aria-hidden=\"true\" focusable=\"false\">\
<symbol id=\"passed\" viewBox=\"0 0 24 24\"><circle cx=\"12\" cy=\"12\" r=\"11\"/><path d=\"M6.5 12.5l4 4l7.5-8.5\"/></symbol>\
<symbol id=\"failed\" viewBox=\"0 0 24 24\"><path class=\"fill\" d=\"M7.5 1h9L23 7.5v9L16.5 23h-9L1 16.5v-9z\"/>\
<path d=\"M8 8l8 8m-8 0l8-8\"/></symbol>\
<symbol id=\"undetermined\" viewBox=\"0 0 24 24\"><path class=\"fill\" d=\"M12 .5L23.5 12L12 23.5L.5 12z\"/>\
<path d=\"M9 9.6a3 3 0 1 1 4.2 2.7c-.9.4-1.2.9-1.2 1.9m0 2.6v.4\"/></symbol>\
<symbol id=\"not-applicable\" viewBox=\"0 0 24 24\"><circle cx=\"12\" cy=\"12\" r=\"11\"/><path d=\"M7 12h10\"/></symbol></svg>\n";

/// The class and picture of a decision: those of the outcome that leads to it.
const fn class(decision: Decision) -> &'static str {
    match decision {
        Decision::Confirmed => "passed",
        Decision::Refused => "failed",
        Decision::Undetermined => "undetermined",
    }
}

#[cfg(test)]
mod tests;
