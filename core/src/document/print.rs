//! The printed page of a result: one HTML file that needs nothing else.

use std::borrow::Cow;
use std::fmt::Write;

use super::barcode::{Element, to_svg};
use super::code::Language;
use super::electronic::Document;
use super::form::{Form, FormField, ValueType};
use super::result::{EquivalenceStatement, ServiceResult};
use super::statement::{EQUIVALENCE, barcode_statement};
use super::xml::{Place, escape};
use crate::error::{Error, Result};

const STYLE: &str = "@page{size:A4;margin:15mm}\
body{font:12pt/1.4 serif;max-width:180mm;margin:0 auto;padding:4mm;color:#000;background:#fff}\
h1{font-size:15pt;text-align:center;margin:6mm 0}\
dl{display:grid;grid-template-columns:2fr 3fr;gap:1.5mm 5mm;margin:5mm 0}\
dt{color:#333}dd{margin:0;white-space:pre-line;overflow-wrap:anywhere}\
.head{display:flex;justify-content:space-between;gap:5mm}\
.statement{font-size:9pt;margin:2mm 0}\
.codes{display:grid;grid-template-columns:repeat(3,1fr);gap:3mm;margin-top:4mm}\
.codes figure{margin:0;break-inside:avoid}.codes svg{width:100%;height:auto;display:block}\
figcaption{font-size:8pt;text-align:center}";

/// Words of the page itself, in the two languages it is printed in.
struct Words {
    number: &'static str,
    issued: &'static str,
    valid: &'static str,
    addressee: &'static str,
    part: &'static str,
}

const KK: Words =
    Words {
        number: "Нөмірі", issued: "Берілген күні", valid: "Жарамды", addressee: "Кімге", part: "Штрих-код"
    };
const RU: Words =
    Words {
        number: "Номер", issued: "Дата выдачи", valid: "Действительно", addressee: "Кому", part: "Штрих-код"
    };

/// The page of a result: its number, day, addressee, fields with the labels of its form, statements, and barcodes.
///
/// A choice stands there in the words of its form. Without a form the fields stand under their keys, as they are. The page
/// has no script, no link and no picture from elsewhere.
///
/// # Errors
/// `InvalidArgument` if the form is not that of the result, or a choice is none of its field; as [`Document::to_xml`] if the
/// result is none that can be signed; `LimitExceeded` if a part does not fit into a symbol.
pub fn to_html(result: &ServiceResult, form: Option<&Form>, barcodes: &[Element]) -> Result<String> {
    if form.is_some_and(|form| form.service != result.service || form.id != result.kind.as_str()) {
        return Err(Error::InvalidArgument {
            argument: "form",
            rule: "the form is that of the service and kind of result",
        });
    }
    // What could not be signed and read is not printed either.
    Document::Result(Box::new(result.clone())).to_xml()?;
    let mut page = Page(String::new());
    // The first language is that of the form; where there is none, the state language.
    let languages: &[Language] = form.map_or(&[Language::Kk, Language::Ru], |form| &form.languages);
    let main = languages.first().copied().unwrap_or(Language::Kk);
    let title = form.map_or_else(Vec::new, |form| titles(form, languages));
    page.raw("<!DOCTYPE html>\n<html lang=\"").raw(main.code()).raw("\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    page.raw("<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    page.text(title.first().map_or(result.kind.as_str(), |(_, line)| line))?;
    page.raw("</title>\n<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n<main>\n");
    if title.is_empty() {
        page.line("h1", main, result.kind.as_str())?;
    }
    for (language, line) in &title {
        page.line("h1", *language, line)?;
    }
    let words = |kk: &str, ru: &str| if kk == ru { kk.to_owned() } else { format!("{kk} / {ru}") };
    page.raw("<div class=\"head\">");
    if let Some(number) = &result.number {
        page.raw("<p>").text(&words(KK.number, RU.number))?.raw(": <strong>№ ").text(number)?.raw("</strong></p>");
    }
    page.raw("<p>")
        .text(&words(KK.issued, RU.issued))?
        .raw(": ")
        .text(&result.issued.to_string())?
        .raw("</p></div>\n<dl>\n");
    page.pair(&words(KK.addressee, RU.addressee), &result.addressee.name)?;
    if let Some(number) = &result.addressee.number {
        let label = match number {
            super::Number::Iin(_) => "ЖСН / ИИН",
            super::Number::Bin(_) => "БСН / БИН",
        };
        page.pair(label, number.as_str())?;
    }
    match form {
        Some(form) => form.fields.iter().try_for_each(|field| print_field(&mut page, result, form, field))?,
        None => result.fields.iter().try_for_each(|field| page.pair(&field.key, &field.value))?,
    }
    if let Some(validity) = &result.validity {
        page.pair(&words(KK.valid, RU.valid), &format!("{} – {}", validity.from, validity.until))?;
    }
    page.raw("</dl>\n");
    if result.equivalence == EquivalenceStatement::Stated {
        for (language, statement) in EQUIVALENCE {
            page.statement(language, statement)?;
        }
    }
    if let Some(statement) = &result.barcode {
        for (language, statement) in barcode_statement(statement) {
            page.statement(language, &statement)?;
        }
    }
    if !barcodes.is_empty() {
        page.raw("<section class=\"codes\">\n");
        for part in barcodes {
            page.raw("<figure>").raw(&to_svg(part)?).raw("<figcaption>");
            page.text(&format!("{} {} / {}", KK.part, part.number, part.amount))?.raw("</figcaption></figure>\n");
        }
        page.raw("</section>\n");
    }
    page.raw("</main>\n</body>\n</html>\n");
    Ok(page.0)
}

fn titles<'a>(form: &'a Form, languages: &[Language]) -> Vec<(Language, &'a str)> {
    let of = |language: &Language| {
        let lines = form.title.get(language).map_or(&[][..], Vec::as_slice);
        lines.iter().map(|line| (*language, line.as_str())).collect::<Vec<_>>()
    };
    languages.iter().flat_map(of).collect()
}

/// A field of the form with its labels, and the value of the result.
fn print_field(page: &mut Page, result: &ServiceResult, form: &Form, field: &FormField) -> Result<()> {
    let label = |language: &Language| field.labels.get(language).map(|labels| labels.join(" … "));
    let label = form.languages.iter().filter_map(label).collect::<Vec<_>>().join(" / ");
    let key = field.same_as.as_deref().unwrap_or(&field.key);
    let value = result.fields.iter().find(|given| given.key == key).map(|given| given.value.as_str());
    match (field.value_type, value) {
        (ValueType::Fixed, None) => page.pair("", &label),
        (_, Some(value)) => {
            let value = in_words(form.field(key).unwrap_or(field), value, &form.languages)?;
            page.pair(&label, &value)
        }
        // An optional field that is empty is not printed.
        (_, None) => Ok(()),
    }
}

/// A choice in the words of its form, any other value as it is.
fn in_words<'v>(field: &FormField, value: &'v str, languages: &[Language]) -> Result<Cow<'v, str>> {
    if field.value_type != ValueType::Choice || value.is_empty() {
        return Ok(Cow::Borrowed(value));
    }
    let words: Option<Vec<&str>> = languages.iter().map(|language| field.choice_label(value, *language)).collect();
    let unknown = Error::InvalidArgument { argument: "result", rule: "a choice is one of the values of its field" };
    words.map(|words| words.join(" / ").into()).ok_or(unknown)
}

/// The page being written. Every text goes through `text`, which escapes it.
struct Page(String);

impl Page {
    fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    fn text(&mut self, text: &str) -> Result<&mut Self> {
        escape(&mut self.0, text, Place::Attribute)?;
        Ok(self)
    }

    fn line(&mut self, element: &str, language: Language, text: &str) -> Result<()> {
        // Writing to a string does not fail.
        let _ = write!(self.0, "<{element} lang=\"{language}\">");
        self.text(text)?;
        let _ = writeln!(self.0, "</{element}>");
        Ok(())
    }

    fn pair(&mut self, label: &str, value: &str) -> Result<()> {
        self.raw("<dt>").text(label)?.raw("</dt><dd>").text(value)?.raw("</dd>\n");
        Ok(())
    }

    fn statement(&mut self, language: Language, text: &str) -> Result<()> {
        self.raw("<p class=\"statement\" lang=\"").raw(language.code()).raw("\">").text(text)?.raw("</p>\n");
        Ok(())
    }
}
