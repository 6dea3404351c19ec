//! Notifications in the personal cabinet, and the quality questionnaire.

use serde::{Deserialize, Serialize};

use super::code::{Language, NotificationKind, Satisfaction};
use super::value::Children;
use super::xml::{self, Writer};
use crate::error::Result;
use crate::time::Moment;

/// A notification. No decree has a template: it is a free line in the cabinet («Произвольная строка с текстом
/// уведомления», kokpekty-2012 L993-994).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notification {
    /// The id of the service.
    pub service: String,
    /// What it tells.
    pub kind: NotificationKind,
    /// The number of the request.
    pub request: Option<String>,
    /// When it was formed.
    pub at: Moment,
    /// The status of the request, by its word in the regulation.
    pub status: Option<String>,
    /// Until when the result is to be had, in an acceptance report or after an extension.
    pub until: Option<Moment>,
    /// The language of the text.
    pub language: Language,
    /// The text.
    pub text: String,
}

impl Notification {
    pub(super) fn write(&self, out: &mut Writer) -> Result<()> {
        out.leaf("service", &[], &self.service)?;
        out.leaf("kind", &[], self.kind.as_str())?;
        if let Some(request) = &self.request {
            out.leaf("request-number", &[], request)?;
        }
        out.leaf("at", &[], &self.at.to_string())?;
        if let Some(status) = &self.status {
            out.leaf("status", &[], status)?;
        }
        if let Some(until) = &self.until {
            out.leaf("until", &[], &until.to_string())?;
        }
        out.leaf("message", &[("lang", self.language.code())], &self.text)
    }

    pub(super) fn read(mut children: Children<'_>) -> Result<Self> {
        let service = children.text("service")?;
        let kind = children.parsed("kind", NotificationKind::parse)?;
        let request = children.optional_text("request-number")?;
        let at = children.moment("at")?;
        let status = children.optional_text("status")?;
        let until = children.optional_parsed("until", |text| Moment::parse(text).ok())?;
        let node = children.required("message")?;
        let wrong = children.malformed("a message has a language");
        let language = xml::attribute(&node, "lang").and_then(|code| Language::parse(&code)).ok_or(wrong)?;
        let text = node.simple_text("message")?.into_owned();
        children.end()?;
        Ok(Self { service, kind, request, at, status, until, language, text })
    }
}

/// The answers to the questionnaire of an electronic service: two questions, three answers each (kokpekty-2012
/// L1107-1116, timiryazev-2013 L1224-1238). It names no person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// The id of the service.
    pub service: String,
    /// When it was filled in.
    pub at: Moment,
    /// «Удовлетворены ли Вы качеством процесса и результатом оказания электронной государственной услуги?»
    pub process_and_result: Satisfaction,
    /// «Удовлетворены ли Вы качеством информации о порядке оказания электронной государственной услуги?»
    pub information: Satisfaction,
}

impl Questionnaire {
    pub(super) fn write(&self, out: &mut Writer) -> Result<()> {
        out.leaf("service", &[], &self.service)?;
        out.leaf("at", &[], &self.at.to_string())?;
        out.leaf("process-and-result", &[], self.process_and_result.as_str())?;
        out.leaf("information", &[], self.information.as_str())
    }

    pub(super) fn read(mut children: Children<'_>) -> Result<Self> {
        let service = children.text("service")?;
        let at = children.moment("at")?;
        let process_and_result = children.parsed("process-and-result", Satisfaction::parse)?;
        let information = children.parsed("information", Satisfaction::parse)?;
        children.end()?;
        Ok(Self { service, at, process_and_result, information })
    }
}
