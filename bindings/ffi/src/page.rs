//! What a report comes with: how a kept one is read, its page, its schema, and where the book explains a reason.

use qoltanba::check::page::Page;
use qoltanba::check::{self, REPORT_SCHEMA, Reason, Report};

use crate::error::{InputError, argument};
use crate::verifier::Answer;

/// A language of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Language {
    /// Kazakh.
    Kazakh,
    /// Russian.
    Russian,
    /// English.
    English,
}

impl From<Language> for check::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::Kazakh => Self::Kk,
            Language::Russian => Self::Ru,
            Language::English => Self::En,
        }
    }
}

/// Reads a report that was kept as JSON. What comes back is written anew: every part of it was read, and the verdict follows
/// from its checks.
///
/// # Errors
/// A text that is no report, lacks a check, or has a decision that is not the one that its checks lead to.
#[uniffi::export]
pub fn read_report(report: &str) -> Result<Answer, InputError> {
    Ok(Report::from_json(report)?.into())
}

/// The page of a report, given as its JSON: one HTML file in three languages, opened in `language`. With a name, the page
/// says name, size and SHA-256 of the file that was checked.
///
/// # Errors
/// A text that is no report.
#[uniffi::export]
pub fn report_page(
    report: &str,
    language: Language,
    file_name: Option<String>,
    file: &[u8],
) -> Result<String, InputError> {
    let report = Report::from_json(report)?;
    let page = Page::new(&report).in_language(language.into());
    Ok(match &file_name {
        None => page.to_html(),
        Some(name) => page.of_file(name, file).to_html(),
    })
}

/// The JSON Schema of reports.
#[uniffi::export]
#[must_use]
pub fn report_schema() -> String {
    REPORT_SCHEMA.to_owned()
}

/// Where the book explains a reason, given as its machine word: page and anchor below the root of the site.
///
/// # Errors
/// A word that is no reason.
#[uniffi::export]
pub fn reason_help(reason: &str, language: Language) -> Result<String, InputError> {
    let known = Reason::ALL.into_iter().find(|known| known.name() == reason);
    known
        .map(|known| known.help(language.into()))
        .ok_or_else(|| argument("reason", "it is the machine word of a reason"))
}

#[cfg(test)]
mod tests {
    use qoltanba::Moment;
    use qoltanba::check::{Expected, JudgedAt, Verifier};
    use qoltanba::signature::SignedDocument;
    use qoltanba::trust::TrustStore;

    use super::*;

    /// The command line makes its page in the same way, out of the report itself.
    #[test]
    fn the_page_of_the_json_is_that_of_the_report() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/pki/signed");
        for name in ["cms/two-signers.cms", "xml/gost2015.xml", "stamped/two-signers.cms", "forged/digest.cms"] {
            let file = std::fs::read(format!("{folder}/{name}")).unwrap();
            let verifier = Verifier::new(TrustStore::new(vec![], vec![]));
            let moment = JudgedAt::given(Moment::parse("2026-07-01T00:00:00Z").unwrap());
            let document = SignedDocument::parse(&file).unwrap();
            let report = verifier.verify(&document, &Expected::anyone(), moment).unwrap();
            let page = Page::new(&report).in_language(check::Language::Kk);
            let made = |name: Option<&str>| {
                report_page(&report.to_json(), Language::Kazakh, name.map(str::to_owned), &file).unwrap()
            };
            assert_eq!(made(None), page.to_html());
            assert_eq!(made(Some(name)), page.of_file(name, &file).to_html());
        }
        assert!(report_page("{}", Language::English, None, b"").is_err());
    }
}
