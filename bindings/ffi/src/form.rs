//! The forms of the decrees, and those that a caller adds.

use std::sync::Arc;

use qoltanba::document::form;
use qoltanba::document::{Attachment, Field};

use crate::error::{InputError, argument};
use crate::json;

/// A set of forms. It never changes; adding gives another set.
#[derive(Debug, uniffi::Object)]
pub struct Forms(form::Forms);

/// A field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FieldViolation {
    /// The key of the field.
    pub field: String,
    /// The rule.
    pub rule: String,
}

#[uniffi::export]
impl Forms {
    /// The built-in forms.
    ///
    /// # Errors
    /// None: the data is part of the library.
    #[uniffi::constructor]
    pub fn builtin() -> Result<Self, InputError> {
        Ok(Self(form::Forms::builtin()?.clone()))
    }

    /// These forms and those of a TOML or JSON text.
    ///
    /// # Errors
    /// A text that does not follow the schema, a form that is there already or breaks a rule of its own.
    pub fn adding(&self, text: &str) -> Result<Arc<Self>, InputError> {
        let mut forms = self.0.clone();
        forms.add(text)?;
        Ok(Arc::new(Self(forms)))
    }

    /// Service and id of every form.
    #[must_use]
    pub fn ids(&self) -> Vec<Vec<String>> {
        self.0.all().iter().map(|form| vec![form.service.clone(), form.id.clone()]).collect()
    }

    /// One form as JSON.
    ///
    /// # Errors
    /// A form that is not among these.
    pub fn form(&self, service: &str, id: &str) -> Result<String, InputError> {
        json::write(self.known(service, id)?)
    }

    /// Every field that breaks a rule, and every given field that the form does not have. Fields and attachments are JSON
    /// lists.
    ///
    /// # Errors
    /// A form that is not among these, JSON of another form.
    pub fn violations(
        &self,
        service: &str,
        id: &str,
        fields: &str,
        attachments: &str,
    ) -> Result<Vec<FieldViolation>, InputError> {
        let fields: Vec<Field> = json::read("fields", fields)?;
        let attachments: Vec<Attachment> = json::read("attachments", attachments)?;
        let found = self.known(service, id)?.violations(&fields, &attachments);
        Ok(found.into_iter().map(|one| FieldViolation { field: one.field, rule: one.rule.to_owned() }).collect())
    }
}

impl Forms {
    pub(crate) fn find(&self, service: &str, id: &str) -> Option<&form::Form> {
        self.0.form(service, id)
    }

    fn known(&self, service: &str, id: &str) -> Result<&form::Form, InputError> {
        self.find(service, id).ok_or_else(|| argument("form", "it is one of the known forms"))
    }
}
