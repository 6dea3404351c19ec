//! The forms of the decrees as schemas: fields, labels, types. A caller adds forms from TOML text.
//!
//! Labels and the rules that a form prints are those of the decree; type, length and need of a field are this library's
//! own choice, since no decree prints them.
//!
//! ```
//! use qoltanba::document::{Field, form::Forms};
//!
//! let forms = Forms::builtin()?;
//! let application = forms.form("kokpekty-2012-disabled-child-support", "application").expect("it is built in");
//! let broken = application.violations(&[Field::new("applicant-telephone", "by night")], &[]);
//! assert!(broken.iter().any(|violation| violation.field == "applicant-telephone"));
//! assert!(broken.iter().any(|violation| violation.field == "child-name"), "every field is listed, not the first");
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod check;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::attachment::Attachment;
use super::code::Language;
use super::data::read_data;
use super::source::Source;
use super::value::Field;
use crate::error::{Error, Result};
use crate::vocabulary::vocabulary;

/// The schema that a form file names.
pub const FORM_SCHEMA: &str = "qoltanba.form/1";

macro_rules! data {
    ($($name:literal),+ $(,)?) => { &[$(include_str!(concat!("../data/forms/", $name, ".toml"))),+] };
}

const FORMS: &[&str] = data![
    "kokpekty-2012-unemployed-certificate",
    "kokpekty-2012-disabled-child-support",
    "kokpekty-2012-preschool-queue",
    "kokpekty-2012-guardianship-certificate",
    "kokpekty-2012-minors-property-certificate",
    "kokpekty-2012-minors-inheritance-certificates",
    "kokpekty-2012-housing-queue",
    "kyzylorda-2011-preschool-registration",
    "timiryazev-2013-guardianship-certificate",
];

/// All forms.
#[derive(Debug, Clone)]
pub struct Forms {
    forms: Vec<Form>,
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The id of the service.
    pub service: String,
    /// The id of the form in its service; of a result form, the kind of result.
    pub id: String,
    /// What the form is for.
    pub role: FormRole,
    /// The languages that it is printed in.
    pub languages: Vec<Language>,
    /// Its title by language, line by line.
    #[serde(default)]
    pub title: BTreeMap<Language, Vec<String>>,
    /// Where it stands; empty for a form of the caller's own.
    pub src: Vec<Source>,
    /// Where the statement of equivalence stands under it.
    #[serde(default)]
    pub equivalence: Vec<Source>,
    /// Where the statement of the barcode stands under it.
    #[serde(default)]
    pub barcode: Vec<Source>,
    /// Its fields, in printed order.
    #[serde(rename = "field")]
    pub fields: Vec<FormField>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// The stable key.
    pub key: String,
    /// The type of its value.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// The values that a choice allows.
    #[serde(default)]
    pub choices: Vec<String>,
    /// How each of these choices reads on paper, by language, in the words and the grammatical case of the printed sentence.
    #[serde(default)]
    pub choice_labels: BTreeMap<Language, Vec<String>>,
    /// How many characters a text, or a line of a list, has at most.
    #[serde(default)]
    pub most: Option<u32>,
    /// Whether it must be filled in.
    #[serde(default)]
    pub need: Need,
    /// The key whose value is printed here again.
    #[serde(default)]
    pub same_as: Option<String>,
    /// The labels around the blank, by language, in printed order.
    #[serde(default)]
    pub labels: BTreeMap<Language, Vec<String>>,
    /// The rule that the form itself prints, in short English.
    #[serde(default)]
    pub printed_rule: Option<String>,
    /// Where it stands; empty for a field of the caller's own.
    #[serde(default)]
    pub src: Vec<Source>,
}

vocabulary! {
    /// What a form is for.
    FormRole {
        /// The consumer asks with it.
        Application = "application",
        /// A block of signatures under another form.
        Block = "block",
        /// The positive answer.
        Result = "result",
        /// The negative answer.
        Refusal = "refusal",
    }
}

vocabulary! {
    /// The type of a value.
    ValueType {
        /// Text in one or more lines.
        Text = "text",
        /// A day, `2024-03-08`.
        Date = "date",
        /// A year, `2024`.
        Year = "year",
        /// A number of things, without sign.
        Count = "count",
        /// An amount of tenge, `1500` or `1500.50`.
        Money = "money",
        /// A telephone number.
        Phone = "phone",
        /// An address of e-mail.
        Email = "email",
        /// An IIN.
        Iin = "iin",
        /// A BIN.
        Bin = "bin",
        /// One of the words of the field.
        Choice = "choice",
        /// One thing a line.
        List = "list",
        /// An attachment with the key of the field as its name.
        Attachment = "attachment",
        /// Text of the form itself: nothing is filled in.
        Fixed = "fixed",
    }
}

/// Whether a field must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// It must.
    Mandatory,
    /// It may stay empty.
    #[default]
    Optional,
}

/// A field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldViolation {
    /// The key of the field.
    pub field: String,
    /// The rule.
    pub rule: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FormFile {
    schema: String,
    form: Vec<Form>,
}

impl Forms {
    /// The built-in forms, read once.
    ///
    /// # Errors
    /// None with the data that this crate ships; a test reads them all.
    pub fn builtin() -> Result<&'static Self> {
        static BUILTIN: OnceLock<Result<Forms>> = OnceLock::new();
        let read = || {
            let mut forms = Self { forms: Vec::new() };
            FORMS.iter().try_for_each(|text| forms.add(text))?;
            Ok(forms)
        };
        BUILTIN.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// Adds the forms of a TOML or JSON text, in the form of the built-in files.
    ///
    /// # Errors
    /// `Malformed` if the text does not follow the schema, `InvalidArgument` if a form is there already or breaks a
    /// rule of its own. Then none is added.
    pub fn add(&mut self, text: &str) -> Result<()> {
        let file: FormFile = read_data(text)?;
        let invalid = |rule| Error::InvalidArgument { argument: "form", rule };
        if file.schema != FORM_SCHEMA {
            return Err(invalid("the schema is qoltanba.form/1"));
        }
        let mut forms = self.forms.clone();
        for form in file.form {
            if forms.iter().any(|known| known.service == form.service && known.id == form.id) {
                return Err(invalid("a form with this id is there already"));
            }
            check::form(&form).map_err(invalid)?;
            forms.push(form);
        }
        self.forms = forms;
        Ok(())
    }

    /// The form of this service with this id; `None` when the decree prints no such form.
    #[must_use]
    pub fn form(&self, service: &str, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.service == service && form.id == id)
    }

    /// Every form that is built in, in the order of the services.
    #[must_use]
    pub fn all(&self) -> &[Form] {
        &self.forms
    }
}

impl FormField {
    /// How a choice reads on paper; `None` if it is none of the field's, or has no words in this language.
    #[must_use]
    pub fn choice_label(&self, choice: &str, language: Language) -> Option<&str> {
        let at = self.choices.iter().position(|known| known == choice)?;
        self.choice_labels.get(&language)?.get(at).map(String::as_str)
    }
}

impl Form {
    /// Every field that breaks a rule, in the order of the form, and then every given field that the form does not have.
    #[must_use]
    pub fn violations(&self, fields: &[Field], attachments: &[Attachment]) -> Vec<FieldViolation> {
        check::violations(self, fields, attachments)
    }

    /// The field with this key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&FormField> {
        self.fields.iter().find(|field| field.key == key)
    }
}
