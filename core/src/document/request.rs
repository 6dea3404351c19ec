//! The request for a service: what a consumer, or an employee on behalf of one, signs.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::attachment::Attachment;
use super::code::ChannelId;
use super::value::{Children, Day, Field, Number, write_fields};
use super::xml::{self, Writer};
use crate::error::{Error, Result};
use crate::identity::Iin;
use crate::signature::xml::tree::Element;
use crate::time::Moment;

/// Attachments of one request; the longest list of the decrees has eight.
const MAX_ATTACHMENTS: usize = 200;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceRequest {
    /// The id of the service (of its regulation).
    pub service: String,
    /// The channel.
    pub channel: ChannelId,
    /// Who asks.
    pub applicant: Applicant,
    /// Who acts for the applicant, by a notarised power of attorney.
    pub representative: Option<Representative>,
    /// The id of the form.
    pub form: String,
    /// The fields of the form.
    pub fields: Vec<Field>,
    /// Whether paper documents were seen («отметка о наличии документов в бумажной форме»).
    pub paper: Paper,
    /// The attachments.
    pub attachments: Vec<Attachment>,
    /// When the request was made.
    pub created: Moment,
    /// Its registration. A request that the consumer signs has none yet: the number is given after signing, and then
    /// stands in a notification.
    pub registration: Option<Registration>,
}

/// Whether paper documents were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// They were, by the employee or operator.
    Present,
    /// They were not.
    Absent,
}

/// Who asks for a service.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// IIN of a natural, BIN of a legal person.
    pub number: Number,
    /// The name.
    pub name: String,
}

/// Who acts for an applicant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Representative {
    /// The IIN.
    pub iin: Iin,
    /// The name.
    pub name: String,
    /// The power of attorney. Only a notarised one is entered: «при ином удостоверении доверенности - данные
    /// доверенности не заполняются» (kokpekty-2012 L2052-2054).
    pub power_of_attorney: PowerOfAttorney,
}

/// A notarised power of attorney, as the notarial registry is asked for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerOfAttorney {
    /// Its number in the register.
    pub number: String,
    /// When it was certified.
    pub certified: Day,
    /// The notary.
    pub notary: String,
}

/// The registration of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The number.
    pub number: String,
    /// The day.
    pub day: Day,
}

// The data are those of persons.
impl fmt::Debug for Applicant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Applicant(…)")
    }
}

impl fmt::Debug for Representative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Representative(…)")
    }
}

impl fmt::Debug for PowerOfAttorney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PowerOfAttorney(…)")
    }
}

impl ServiceRequest {
    /// Checks files against the attachments, by name. Every attachment must be given, and nothing else.
    ///
    /// # Errors
    /// `Item` that names the first attachment that is missing, doubled or changed, or `InvalidArgument` if a file is
    /// given that the request does not name.
    pub fn check_attachments(&self, files: &[(&str, &[u8])]) -> Result<()> {
        for (number, attachment) in (1..).zip(&self.attachments) {
            let item = |rule| Error::Item { what: "attachment", number, rule };
            let mut named = files.iter().filter(|(name, _)| *name == attachment.name);
            match (named.next(), named.next()) {
                (Some((_, bytes)), None) if attachment.is(bytes) => {}
                (Some(_), None) => return Err(item("the file has the size and digest of the request")),
                (None, _) => return Err(item("the file is there")),
                (Some(_), Some(_)) => return Err(item("the file is given once")),
            }
        }
        let foreign = files.iter().any(|(name, _)| !self.attachments.iter().any(|attachment| attachment.name == *name));
        if foreign {
            return Err(Error::InvalidArgument {
                argument: "files",
                rule: "every file is an attachment of the request",
            });
        }
        Ok(())
    }

    pub(super) fn write(&self, out: &mut Writer) -> Result<()> {
        out.leaf("service", &[], &self.service)?;
        out.leaf("channel", &[], self.channel.as_str())?;
        out.leaf("created", &[], &self.created.to_string())?;
        out.open("applicant", &[])?;
        self.applicant.number.write(out)?;
        out.leaf("name", &[], &self.applicant.name)?;
        out.close();
        if let Some(representative) = &self.representative {
            let power = &representative.power_of_attorney;
            out.open("representative", &[])?;
            out.leaf("iin", &[], representative.iin.as_str())?;
            out.leaf("name", &[], &representative.name)?;
            out.open("power-of-attorney", &[])?;
            out.leaf("number", &[], &power.number)?;
            out.leaf("certified", &[], &power.certified.to_string())?;
            out.leaf("notary", &[], &power.notary)?;
            out.close();
            out.close();
        }
        out.open("form", &[("id", &self.form)])?;
        write_fields(out, &self.fields)?;
        out.close();
        if self.paper == Paper::Present {
            out.empty("paper-present", &[])?;
        }
        for attachment in &self.attachments {
            attachment.write(out)?;
        }
        if let Some(registration) = &self.registration {
            out.open("registration", &[])?;
            out.leaf("number", &[], &registration.number)?;
            out.leaf("day", &[], &registration.day.to_string())?;
            out.close();
        }
        Ok(())
    }

    pub(super) fn read(mut children: Children<'_>) -> Result<Self> {
        let service = children.text("service")?;
        let channel = children.parsed("channel", ChannelId::parse)?;
        let created = children.moment("created")?;
        let applicant = Applicant::read(&children.required("applicant")?)?;
        let representative = children.optional("representative").map(|node| Representative::read(&node)).transpose()?;
        let form = children.required("form")?;
        let id = xml::attribute(&form, "id").ok_or(children.malformed("a form has an id"))?.into_owned();
        let mut inside = Children::of(&form, "form")?;
        let fields = inside.fields()?;
        inside.end()?;
        let paper = match children.optional_text("paper-present")?.as_deref() {
            Some("") => Paper::Present,
            Some(_) => return Err(children.malformed("the mark is empty")),
            None => Paper::Absent,
        };
        let mut attachments = Vec::new();
        while let Some(node) = children.optional("attachment") {
            attachments.push(Attachment::read(&node)?);
            if attachments.len() > MAX_ATTACHMENTS {
                return Err(Error::LimitExceeded { what: "attachments of a request", limit: 200 });
            }
        }
        let registration = children.optional("registration").map(|node| Registration::read(&node)).transpose()?;
        children.end()?;
        Ok(Self {
            service,
            channel,
            applicant,
            representative,
            form: id,
            fields,
            paper,
            attachments,
            created,
            registration,
        })
    }
}

impl Applicant {
    fn read(node: &Element<'_>) -> Result<Self> {
        let mut children = Children::of(node, "applicant")?;
        let missing = children.malformed("an applicant has an IIN or a BIN");
        let number = children.optional_number()?.ok_or(missing)?;
        let name = children.text("name")?;
        children.end()?;
        Ok(Self { number, name })
    }
}

impl Representative {
    fn read(node: &Element<'_>) -> Result<Self> {
        let mut children = Children::of(node, "representative")?;
        let iin = children.parsed("iin", |text| Iin::parse(text).ok())?;
        let name = children.text("name")?;
        let mut power = Children::of(&children.required("power-of-attorney")?, "power-of-attorney")?;
        let number = power.text("number")?;
        let certified = power.day("certified")?;
        let notary = power.text("notary")?;
        power.end()?;
        children.end()?;
        Ok(Self { iin, name, power_of_attorney: PowerOfAttorney { number, certified, notary } })
    }
}

impl Registration {
    fn read(node: &Element<'_>) -> Result<Self> {
        let mut children = Children::of(node, "registration")?;
        let number = children.text("number")?;
        let day = children.day("day")?;
        children.end()?;
        Ok(Self { number, day })
    }
}
