//! The rules of values, and of forms themselves.

use std::collections::BTreeSet;

use super::{FieldViolation, Form, FormField, Need, ValueType};
use crate::document::attachment::Attachment;
use crate::document::value::{Day, Field};
use crate::identity::{Bin, Iin};

/// Lines of a list; no form of the decrees asks for more than a handful.
const MAX_LINES: usize = 100;
/// Characters where a form gives no number.
const DEFAULT_MOST: u32 = 1_000;

/// The rule that a form breaks.
pub(super) fn form(form: &Form) -> Result<(), &'static str> {
    let keys: BTreeSet<_> = form.fields.iter().map(|field| field.key.as_str()).collect();
    let need = |kept: bool, rule| if kept { Ok(()) } else { Err(rule) };
    need(!form.service.is_empty() && !form.id.is_empty(), "a form has a service and an id")?;
    need(!form.languages.is_empty(), "a form has a language")?;
    need(keys.len() == form.fields.len(), "each key of a form stands once")?;
    for field in &form.fields {
        need(is_key(&field.key), "a key has small letters, digits and hyphens")?;
        need(
            (field.value_type == ValueType::Choice) != field.choices.is_empty(),
            "a choice has values, nothing else has",
        )?;
        need(has_choice_labels(form, field), "each value of a choice has its words, in each language of the form")?;
        need(field.most != Some(0), "a length is at least 1")?;
        let repeated = field.same_as.as_deref().is_none_or(|key| keys.contains(key));
        need(repeated, "a repeated value is one of the same form")?;
    }
    Ok(())
}

/// The words stand on paper in the place of the value.
fn has_choice_labels(form: &Form, field: &FormField) -> bool {
    match field.value_type {
        ValueType::Choice => form.languages.iter().all(|language| {
            let labels = field.choice_labels.get(language).map_or(&[][..], Vec::as_slice);
            labels.len() == field.choices.len() && labels.iter().all(|label| !label.trim().is_empty())
        }),
        _ => field.choice_labels.is_empty(),
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Every field that breaks a rule.
pub(super) fn violations(form: &Form, fields: &[Field], attachments: &[Attachment]) -> Vec<FieldViolation> {
    let mut found = Vec::new();
    let mut add = |key: &str, rule| found.push(FieldViolation { field: key.to_owned(), rule });
    for expected in &form.fields {
        let mut given = fields.iter().filter(|field| field.key == expected.key);
        let (first, second) = (given.next(), given.next());
        if second.is_some() {
            add(&expected.key, "the field stands once");
        }
        let empty = first.is_none_or(|field| field.value.trim().is_empty());
        let mandatory = expected.need == Need::Mandatory;
        match expected.value_type {
            ValueType::Fixed if first.is_some() => add(&expected.key, "nothing is filled in here"),
            ValueType::Fixed => {}
            ValueType::Attachment => {
                let attached = attachments.iter().filter(|attachment| attachment.name == expected.key).count();
                if first.is_some() || attached > 1 {
                    add(&expected.key, "it is attached once, and has no other value");
                } else if mandatory && attached == 0 {
                    add(&expected.key, "it must be attached");
                }
            }
            _ if empty && mandatory => add(&expected.key, "it must be filled in"),
            _ if empty => {}
            _ => {
                if let Some(rule) = first.and_then(|field| broken(expected, &field.value)) {
                    add(&expected.key, rule);
                }
            }
        }
    }
    for field in fields {
        if form.field(&field.key).is_none() {
            add(&field.key, "the form has no such field");
        }
    }
    found
}

/// The rule that a filled-in value breaks.
fn broken(field: &FormField, value: &str) -> Option<&'static str> {
    let most = usize::try_from(field.most.unwrap_or(DEFAULT_MOST)).unwrap_or(usize::MAX);
    let (kept, rule) = match field.value_type {
        ValueType::Text => (value.chars().count() <= most && is_plain(value), "the text is plain and not too long"),
        ValueType::Date => (Day::parse(value).is_ok(), "a date is written 2024-03-08"),
        ValueType::Year => (is_year(value), "a year has four digits, from 1900 to 2100"),
        ValueType::Count => (is_number(value, 6), "a number has up to six digits"),
        ValueType::Money => (is_money(value), "an amount is written 1500 or 1500.50"),
        ValueType::Phone => (is_phone(value), "a telephone number has 6 to 15 digits, and + ( ) - between them"),
        ValueType::Email => (is_email(value), "an address of e-mail is written name@example.kz"),
        ValueType::Iin => (Iin::parse(value).is_ok(), "an IIN has exactly 12 digits"),
        ValueType::Bin => (Bin::parse(value).is_ok(), "a BIN has exactly 12 digits"),
        ValueType::Choice => {
            (field.choices.iter().any(|choice| choice == value), "it is one of the values of the field")
        }
        ValueType::List => {
            let lines = value.lines().count() <= MAX_LINES;
            let short = value.lines().all(|line| line.chars().count() <= most && !line.trim().is_empty());
            (lines && short && is_plain(value), "a list has up to 100 lines, none empty or too long")
        }
        ValueType::Attachment | ValueType::Fixed => (true, ""),
    };
    (!kept).then_some(rule)
}

/// No control characters but line ends and tabs.
fn is_plain(text: &str) -> bool {
    text.chars().all(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
}

fn is_number(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_year(text: &str) -> bool {
    is_number(text, 4) && text.parse().is_ok_and(|year: u16| (1_900..=2_100).contains(&year))
}

fn is_money(text: &str) -> bool {
    match text.split_once('.') {
        Some((tenge, tiyn)) => is_number(tenge, 15) && tiyn.len() == 2 && is_number(tiyn, 2),
        None => is_number(text, 15),
    }
}

/// ITU-T E.164: at most 15 digits.
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    let allowed = rest.bytes().all(|byte| byte.is_ascii_digit() || b" ()-".contains(&byte));
    (6..=15).contains(&digits) && text.len() <= 30 && allowed
}

/// RFC 5321, 4.5.3.1: lengths of local part, domain and path. Quoted local parts are not used in forms.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let atom = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    };
    let label = |part: &str| {
        let inner = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        !part.is_empty() && part.len() <= 63 && inner && !part.starts_with('-') && !part.ends_with('-')
    };
    let dotted = domain.contains('.') && domain.split('.').all(label);
    local.len() <= 64 && text.len() <= 254 && local.split('.').all(atom) && dotted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::DigestAlgorithm;
    use crate::document::Language;
    use crate::document::form::Forms;

    fn field(value_type: ValueType) -> FormField {
        FormField {
            key: "field".into(),
            value_type,
            choices: if value_type == ValueType::Choice { vec!["yes".into()] } else { vec![] },
            choice_labels: std::collections::BTreeMap::new(),
            most: Some(10),
            need: Need::Mandatory,
            same_as: None,
            labels: std::collections::BTreeMap::new(),
            printed_rule: None,
            src: vec![],
        }
    }

    #[test]
    fn values_keep_the_rules_of_their_types() {
        let cases: &[(ValueType, &[&str], &[&str])] = &[
            (ValueType::Text, &["ә", "a\nb"], &["12345678901", "a\u{7}"]),
            (ValueType::Date, &["2024-02-29"], &["2023-02-29", "29.02.2024", "2024-2-9"]),
            (ValueType::Year, &["1999"], &["99", "1899", "2101", "19a9"]),
            (ValueType::Count, &["0", "12"], &["-1", "1.5", "1234567"]),
            (ValueType::Money, &["1500", "1500.50"], &["1500.5", "1,500", "-3", ".50"]),
            (ValueType::Phone, &["+7 (7172) 11-22-33", "112233"], &["12", "11+2233", "7717211223344556", "by night"]),
            (
                ValueType::Email,
                &["a.b@example.kz"],
                &["a@b", "@example.kz", "a@@example.kz", "a b@example.kz", "a@-x.kz"],
            ),
            (ValueType::Iin, &["800101300017"], &["80010130001", "80010130001a"]),
            (ValueType::Bin, &["940140000385"], &["94014000038"]),
            (ValueType::Choice, &["yes"], &["no", "YES"]),
            (ValueType::List, &["one\ntwo"], &["one\n\ntwo", "12345678901"]),
        ];
        for (value_type, good, bad) in cases {
            for value in *good {
                assert_eq!(broken(&field(*value_type), value), None, "{value_type} {value}");
            }
            for value in *bad {
                assert!(broken(&field(*value_type), value).is_some(), "{value_type} {value}");
            }
        }
    }

    #[test]
    fn every_violation_is_listed() {
        let forms = Forms::builtin().unwrap();
        let form = forms.form("kokpekty-2012-disabled-child-support", "application").unwrap();
        let given = [
            Field::new("applicant-name", "Тест Тестов"),
            Field::new("applicant-name", "Тест Тестов"),
            Field::new("child-birth-date", "завтра"),
            Field::new("fixed-1", "x"),
            Field::new("shoe-size", "43"),
        ];
        let attachment =
            Attachment::of("birth-certificate", "application/pdf", b"%PDF", DigestAlgorithm::Sha256).unwrap();
        let found = form.violations(&given, &[attachment]);
        let rule = |key: &str| found.iter().find(|violation| violation.field == key).map(|violation| violation.rule);
        assert_eq!(rule("applicant-name"), Some("the field stands once"));
        assert_eq!(rule("child-birth-date"), Some("a date is written 2024-03-08"));
        assert_eq!(rule("fixed-1"), Some("nothing is filled in here"));
        assert_eq!(rule("shoe-size"), Some("the form has no such field"));
        assert_eq!(rule("child-name"), Some("it must be filled in"));
        assert_eq!(rule("disability-certificate"), Some("it must be attached"));
        assert_eq!(rule("birth-certificate"), None);
        assert_eq!(rule("applicant-telephone"), None, "optional and empty");
    }

    #[test]
    fn a_caller_adds_a_form() {
        let text = "schema = \"qoltanba.form/1\"\n[[form]]\nservice = \"s\"\nid = \"f\"\nrole = \"application\"\n\
                    languages = [\"kk\"]\nsrc = []\n[[form.field]]\nkey = \"e-mail\"\ntype = \"email\"\nneed = \"mandatory\"\n";
        let mut forms = Forms::builtin().unwrap().clone();
        forms.add(text).unwrap();
        assert_eq!(forms.form("s", "f").unwrap().violations(&[Field::new("e-mail", "x")], &[]).len(), 1);
        assert!(forms.add(text).is_err(), "the same form again");
        for (from, to) in [
            ("\"email\"", "\"choice\""),
            ("\"e-mail\"", "\"E-mail\""),
            ("\"kk\"", "\"fr\""),
            ("form/1", "form/2"),
            ("role = \"application\"\n", ""),
            ("key =", "kee ="),
        ] {
            let broken = text.replace("id = \"f\"", "id = \"g\"").replace(from, to);
            assert!(forms.add(&broken).is_err(), "{to}");
        }
        assert!(forms.form("s", "g").is_none());
        // A choice has its words for paper.
        let choice = |more: &str| {
            let typed = format!("\"choice\"\nchoices = [\"yes\", \"no\"]\n{more}");
            text.replace("id = \"f\"", "id = \"g\"").replace("\"email\"", &typed)
        };
        for broken in ["", "choice_labels = { kk = [\"иә\"] }", "choice_labels = { ru = [\"да\", \"нет\"] }"] {
            assert!(forms.add(&choice(broken)).is_err(), "{broken}");
        }
        forms.add(&choice("choice_labels = { kk = [\"иә\", \"жоқ\"] }")).unwrap();
        let field = &forms.form("s", "g").unwrap().fields[0];
        assert_eq!(field.choice_label("no", Language::Kk), Some("жоқ"));
        assert_eq!((field.choice_label("maybe", Language::Kk), field.choice_label("no", Language::Ru)), (None, None));
    }
}
