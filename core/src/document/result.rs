//! The result of a service: certificate, notification, referral, decision.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::ResultKind;
use super::statement::BarcodeStatement;
use super::value::{Children, Day, Field, Number, write_fields};
use super::xml::Writer;
use crate::error::Result;
use crate::signature::xml::tree::Element;

/// A result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceResult {
    /// The id of the service.
    pub service: String,
    /// The kind of result, which is also the id of its form.
    pub kind: ResultKind,
    /// The number of the document; some forms have none.
    pub number: Option<String>,
    /// The day of issue.
    pub issued: Day,
    /// How long it is valid, if it says so.
    pub validity: Option<Validity>,
    /// To whom it is addressed.
    pub addressee: Addressee,
    /// The number of the request it answers.
    pub request: Option<String>,
    /// The fields of its form.
    pub fields: Vec<Field>,
    /// Whether the document states that it is equal to one on paper ([`EQUIVALENCE`](super::EQUIVALENCE)).
    pub equivalence: EquivalenceStatement,
    /// Whose data its barcode holds, if it states so.
    pub barcode: Option<BarcodeStatement>,
}

/// Whether a document states its equivalence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EquivalenceStatement {
    /// It does.
    Stated,
    /// It does not: only kokpekty-2012 prints the statement.
    NotStated,
}

/// How long a result is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

/// To whom a document is addressed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Addressee {
    /// The name.
    pub name: String,
    /// IIN or BIN, if the document carries it.
    pub number: Option<Number>,
}

impl fmt::Debug for Addressee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Addressee(…)")
    }
}

impl Addressee {
    pub(super) fn write(&self, out: &mut Writer) -> Result<()> {
        out.open("addressee", &[])?;
        out.leaf("name", &[], &self.name)?;
        if let Some(number) = &self.number {
            number.write(out)?;
        }
        out.close();
        Ok(())
    }

    pub(super) fn read(node: &Element<'_>) -> Result<Self> {
        let mut children = Children::of(node, "addressee")?;
        let name = children.text("name")?;
        let number = children.optional_number()?;
        children.end()?;
        Ok(Self { name, number })
    }
}

impl ServiceResult {
    pub(super) fn write(&self, out: &mut Writer) -> Result<()> {
        out.leaf("service", &[], &self.service)?;
        out.leaf("kind", &[], self.kind.as_str())?;
        if let Some(number) = &self.number {
            out.leaf("number", &[], number)?;
        }
        out.leaf("issued", &[], &self.issued.to_string())?;
        if let Some(validity) = &self.validity {
            out.open("valid", &[])?;
            out.leaf("from", &[], &validity.from.to_string())?;
            out.leaf("until", &[], &validity.until.to_string())?;
            out.close();
        }
        self.addressee.write(out)?;
        if let Some(request) = &self.request {
            out.leaf("request-number", &[], request)?;
        }
        out.open("body", &[])?;
        write_fields(out, &self.fields)?;
        out.close();
        if self.equivalence == EquivalenceStatement::Stated {
            out.empty("equivalence-statement", &[])?;
        }
        if let Some(barcode) = &self.barcode {
            out.open("barcode-statement", &[])?;
            out.leaf("department", &[], &barcode.department)?;
            out.leaf("region", &[], &barcode.region)?;
            out.close();
        }
        Ok(())
    }

    pub(super) fn read(mut children: Children<'_>) -> Result<Self> {
        let service = children.text("service")?;
        let kind = children.parsed("kind", ResultKind::parse)?;
        let number = children.optional_text("number")?;
        let issued = children.day("issued")?;
        let validity = match children.optional("valid") {
            Some(node) => {
                let mut inside = Children::of(&node, "valid")?;
                let validity = Validity { from: inside.day("from")?, until: inside.day("until")? };
                if validity.until < validity.from {
                    return Err(inside.malformed("a validity does not end before it begins"));
                }
                inside.end()?;
                Some(validity)
            }
            None => None,
        };
        let addressee = Addressee::read(&children.required("addressee")?)?;
        let request = children.optional_text("request-number")?;
        let mut body = Children::of(&children.required("body")?, "body")?;
        let fields = body.fields()?;
        body.end()?;
        let equivalence = match children.optional_text("equivalence-statement")?.as_deref() {
            Some("") => EquivalenceStatement::Stated,
            Some(_) => return Err(children.malformed("the mark is empty")),
            None => EquivalenceStatement::NotStated,
        };
        let barcode = match children.optional("barcode-statement") {
            Some(node) => {
                let mut inside = Children::of(&node, "barcode-statement")?;
                let statement =
                    BarcodeStatement { department: inside.text("department")?, region: inside.text("region")? };
                inside.end()?;
                Some(statement)
            }
            None => None,
        };
        children.end()?;
        Ok(Self { service, kind, number, issued, validity, addressee, request, fields, equivalence, barcode })
    }
}
