//! One XML form for every document.

use serde::{Deserialize, Serialize};

use super::notice::{Notification, Questionnaire};
use super::refusal::Refusal;
use super::request::ServiceRequest;
use super::result::ServiceResult;
use super::value::Children;
use super::xml::{self, Writer};
use crate::error::{Error, Result};
use crate::signature::xml::tree::Element;

/// The namespace of the documents.
pub const NAMESPACE: &str = "urn:qoltanba:document:1";
/// The schema of the documents.
pub const DOCUMENT_XSD: &str = include_str!("document.xsd");
/// The namespace of signatures (XML Signature Syntax and Processing, section 1.3).
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// A document as XML, in bytes; what is larger belongs into an attachment.
const MAX_XML: usize = 4 << 20;
/// Nodes of a document, its signatures included.
const MAX_NODES: usize = 50_000;
/// Signatures of one document.
const MAX_SIGNATURES: usize = 32;
/// A document without its signatures, in bytes: each of them may take 32 KiB, with a chain of certificates and a timestamp.
const MAX_UNSIGNED: usize = MAX_XML - MAX_SIGNATURES * (32 << 10);

/// A document, signed or not.
///
/// As JSON it is one named object, `{"request": {…}}`: for callers in other languages and for storage. What is signed and
/// exchanged is the XML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Document {
    /// A request for a service.
    Request(Box<ServiceRequest>),
    /// A result.
    Result(Box<ServiceResult>),
    /// A refusal.
    Refusal(Box<Refusal>),
    /// A notification.
    Notification(Box<Notification>),
    /// A questionnaire.
    Questionnaire(Box<Questionnaire>),
}

/// A document that was read, and how many signatures stand in it. They are not verified by reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The document.
    pub document: Document,
    /// How many enveloped signatures stand at its end.
    pub signatures: usize,
}

impl Document {
    const fn root(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::Result(_) => "result",
            Self::Refusal(_) => "refusal",
            Self::Notification(_) => "notification",
            Self::Questionnaire(_) => "questionnaire",
        }
    }

    /// The document as XML without a signature. An enveloped signature is added as the last child of the root; a CMS
    /// signature covers these bytes.
    ///
    /// Nothing is written that [`from_xml`](Self::from_xml) would not read: who signs it would learn that from the recipient.
    ///
    /// # Errors
    /// `InvalidArgument` if a value has a character that XML cannot carry or breaks a rule of its document (a validity that
    /// ends before it begins, a media type that is none), `LimitExceeded` if there is too much of something.
    pub fn to_xml(&self) -> Result<String> {
        let mut out = Writer::new();
        out.open(self.root(), &[("xmlns", NAMESPACE)])?;
        match self {
            Self::Request(request) => request.write(&mut out)?,
            Self::Result(result) => result.write(&mut out)?,
            Self::Refusal(refusal) => refusal.write(&mut out)?,
            Self::Notification(notification) => notification.write(&mut out)?,
            Self::Questionnaire(questionnaire) => questionnaire.write(&mut out)?,
        }
        let text = out.finish();
        if text.len() > MAX_UNSIGNED {
            return Err(Error::LimitExceeded { what: "bytes of a document without its signatures", limit: 3 << 20 });
        }
        // The rules stand in the reader, each in one place.
        match Self::from_xml(&text) {
            Ok(_) => Ok(text),
            Err(Error::Malformed { what, rule, .. }) => Err(Error::InvalidArgument { argument: what, rule }),
            Err(other) => Err(other),
        }
    }

    /// Reads a document. Signatures at its end are counted and left to their verifier.
    ///
    /// # Errors
    /// `Malformed` if the text does not follow the schema, `LimitExceeded` if it is too large.
    pub fn from_xml(text: &str) -> Result<Parsed> {
        if text.len() > MAX_XML {
            return Err(Error::LimitExceeded { what: "bytes of a document", limit: 4 << 20 });
        }
        let tree = xml::parse(text, MAX_NODES)?;
        let root = tree.root();
        let malformed = |rule| Error::Malformed { what: "document", offset: root.offset(), rule };
        if root.namespace() != NAMESPACE {
            return Err(malformed("the root is of the namespace of documents"));
        }
        let is_signature = |node: &Element<'_>| node.is(DSIG, "Signature");
        let signatures = xml::elements(&root, "document")?.iter().rev().take_while(|node| is_signature(node)).count();
        if signatures > MAX_SIGNATURES {
            return Err(Error::LimitExceeded { what: "signatures of a document", limit: 32 });
        }
        let mut children = Children::of(&root, "document")?;
        children.leave_last(signatures);
        let document = match root.local_name() {
            "request" => Self::Request(Box::new(ServiceRequest::read(children)?)),
            "result" => Self::Result(Box::new(ServiceResult::read(children)?)),
            "refusal" => Self::Refusal(Box::new(Refusal::read(children)?)),
            "notification" => Self::Notification(Box::new(Notification::read(children)?)),
            "questionnaire" => Self::Questionnaire(Box::new(Questionnaire::read(children)?)),
            _ => return Err(malformed("the root is one of the documents")),
        };
        Ok(Parsed { document, signatures })
    }
}
