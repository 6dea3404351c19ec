//! A refusal as a document.

use serde::{Deserialize, Serialize};

use super::code::{Actor, ChannelId, Language, Origin, RefusalCode};
use super::result::Addressee;
use super::value::Children;
use super::xml::{self, Writer};
use crate::error::{Error, Result};
use crate::time::Moment;

/// Sub-reasons and texts of one refusal.
const MAX_ITEMS: usize = 50;

/// A refusal, or a notice after which a service goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The id of the service.
    pub service: String,
    /// The channel.
    pub channel: ChannelId,
    /// The step of the regulation that expresses it.
    pub step: String,
    /// Who refuses.
    pub by: Actor,
    /// Whose data, documents or signature are meant.
    pub about: Option<Actor>,
    /// The kind.
    pub code: RefusalCode,
    /// The number of the document.
    pub number: Option<String>,
    /// When it was formed.
    pub at: Moment,
    /// To whom it is addressed; at a refused login nobody is known.
    pub addressee: Option<Addressee>,
    /// Sub-reasons: the machine words of a report, or what a registry lacks.
    pub sub_reasons: Vec<String>,
    /// The reason in words.
    pub reason: Option<String>,
    /// The refusal in words, by language.
    pub texts: Vec<RefusalText>,
}

/// A refusal in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalText {
    /// The language.
    pub language: Language,
    /// Whose words these are.
    pub origin: Origin,
    /// The words.
    pub text: String,
}

impl Refusal {
    pub(super) fn write(&self, out: &mut Writer) -> Result<()> {
        out.leaf("service", &[], &self.service)?;
        out.leaf("channel", &[], self.channel.as_str())?;
        out.leaf("step", &[], &self.step)?;
        out.leaf("by", &[], self.by.as_str())?;
        if let Some(about) = self.about {
            out.leaf("about", &[], about.as_str())?;
        }
        out.leaf("code", &[], self.code.as_str())?;
        if let Some(number) = &self.number {
            out.leaf("number", &[], number)?;
        }
        out.leaf("at", &[], &self.at.to_string())?;
        if let Some(addressee) = &self.addressee {
            addressee.write(out)?;
        }
        for sub_reason in &self.sub_reasons {
            out.leaf("sub-reason", &[], sub_reason)?;
        }
        if let Some(reason) = &self.reason {
            out.leaf("reason", &[], reason)?;
        }
        for text in &self.texts {
            out.leaf("text", &[("lang", text.language.code()), ("origin", text.origin.as_str())], &text.text)?;
        }
        Ok(())
    }

    pub(super) fn read(mut children: Children<'_>) -> Result<Self> {
        let service = children.text("service")?;
        let channel = children.parsed("channel", ChannelId::parse)?;
        let step = children.text("step")?;
        let by = children.parsed("by", Actor::parse)?;
        let about = children.optional_parsed("about", Actor::parse)?;
        let code = children.parsed("code", RefusalCode::parse)?;
        let number = children.optional_text("number")?;
        let at = children.moment("at")?;
        let addressee = children.optional("addressee").map(|node| Addressee::read(&node)).transpose()?;
        let mut sub_reasons = Vec::new();
        while let Some(sub_reason) = children.optional_text("sub-reason")? {
            sub_reasons.push(sub_reason);
            check_count(sub_reasons.len())?;
        }
        let reason = children.optional_text("reason")?;
        let mut texts = Vec::new();
        while let Some(node) = children.optional("text") {
            let wrong = children.malformed("a text has a language and an origin");
            let language =
                xml::attribute(&node, "lang").and_then(|code| Language::parse(&code)).ok_or(wrong.clone())?;
            let origin = xml::attribute(&node, "origin").and_then(|word| Origin::parse(&word)).ok_or(wrong)?;
            texts.push(RefusalText { language, origin, text: node.simple_text("text")?.into_owned() });
            check_count(texts.len())?;
        }
        children.end()?;
        Ok(Self { service, channel, step, by, about, code, number, at, addressee, sub_reasons, reason, texts })
    }
}

/// Whether a refusal can carry so many sub-reasons, or texts.
pub(crate) const fn check_count(count: usize) -> Result<()> {
    if count > MAX_ITEMS {
        return Err(Error::LimitExceeded { what: "reasons or texts of a refusal", limit: 50 });
    }
    Ok(())
}
