//! One type for every container: who signed, whether each signature holds, and what it covers.

use super::cms::{Content, SignaturePolicy, SignedData};
use super::finding::{self, Findings};
use super::jws::SignedJws;
use super::look::{Look, looks_like};
use super::xml::{Container, Coverage, SignedXml};
use crate::certificate::Certificate;
use crate::error::{Error, Result};
use crate::limits::Limits;

/// The form of a signed document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// CMS (RFC 5652).
    Cms,
    /// XML Signature.
    XmlSignature,
    /// A SOAP message with WS-Security.
    WsSecurity,
    /// JSON Web Signature (RFC 7515).
    Jws,
}

/// A signed document: parsed, nothing verified. Its content is handed out only by the verifier, with the verdict.
#[derive(Debug, Clone)]
pub struct SignedDocument<'a>(Body<'a>);

#[derive(Debug, Clone)]
enum Body<'a> {
    Cms(Box<SignedData<'a>>, Option<Content<'a>>),
    Xml(Box<SignedXml<'a>>),
    Jws(SignedJws),
}

/// Whether the signatures cover the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Covering {
    Whole(&'static str),
    Part(String),
    DuplicateId(&'static str),
}

impl<'a> SignedDocument<'a> {
    /// Parses a signed document of any form: CMS in DER, BER, PEM or base64; XML; JWS compact or JSON.
    ///
    /// # Errors
    /// As the parser of the form that the input most looks like.
    pub fn parse(input: &'a [u8]) -> Result<Self> {
        Self::parse_within(input, &Limits::default())
    }

    /// As [`parse`](Self::parse), within other limits.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_within(input: &'a [u8], limits: &Limits) -> Result<Self> {
        Self::parse_with(input, None, limits)
    }

    /// Parses a detached signature together with the content it was made for, as bytes or as digests.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); `InvalidArgument` when the form has no detached content, or the content is needed
    /// itself and only its digest was given.
    pub fn parse_detached(input: &'a [u8], content: Content<'a>) -> Result<Self> {
        Self::parse_detached_within(input, content, &Limits::default())
    }

    /// As [`parse_detached`](Self::parse_detached), within other limits.
    ///
    /// # Errors
    /// As [`parse_detached`](Self::parse_detached).
    pub fn parse_detached_within(input: &'a [u8], content: Content<'a>, limits: &Limits) -> Result<Self> {
        Self::parse_with(input, Some(content), limits)
    }

    fn parse_with(input: &'a [u8], content: Option<Content<'a>>, limits: &Limits) -> Result<Self> {
        let argument = |rule| Error::InvalidArgument { argument: "content", rule };
        match looks_like(input) {
            Look::Xml if content.is_some() => Err(argument("an XML signature is never apart from its document here")),
            Look::Xml => Ok(Self(Body::Xml(Box::new(SignedXml::parse_within(input, limits)?)))),
            Look::Jws => {
                let bytes = content
                    .map(|content| content.bytes().ok_or(argument("a JWS needs the content itself, not its digest")))
                    .transpose()?;
                Ok(Self(Body::Jws(SignedJws::parse_within(input, bytes, limits)?)))
            }
            Look::Cms => {
                let message = SignedData::parse_within(input, limits)?;
                // A missing or superfluous content is refused here, before anything is judged.
                if let Some(bytes) = content.as_ref().and_then(Content::bytes) {
                    message.content(Some(bytes))?;
                } else if content.is_none() {
                    message.content(None)?;
                } else if message.unverified_content().is_some() {
                    return Err(argument("the content of an attached signature is that of the message"));
                }
                Ok(Self(Body::Cms(Box::new(message), content)))
            }
        }
    }

    /// The form that [`parse`](Self::parse) found.
    #[must_use]
    pub fn form(&self) -> Form {
        match &self.0 {
            Body::Cms(..) => Form::Cms,
            Body::Jws(_) => Form::Jws,
            Body::Xml(xml) => match xml.container() {
                Container::XmlSignature => Form::XmlSignature,
                Container::WsSecurity => Form::WsSecurity,
            },
        }
    }

    /// The number of signatures.
    #[must_use]
    pub fn signature_count(&self) -> usize {
        match &self.0 {
            Body::Cms(message, _) => message.signers().len(),
            Body::Xml(xml) => xml.signatures().len(),
            Body::Jws(jws) => jws.signatures().len(),
        }
    }

    pub(crate) fn covering(&self) -> Covering {
        let xml = match &self.0 {
            Body::Cms(..) => return Covering::Whole("Each signature is over the whole content."),
            Body::Jws(_) => return Covering::Whole("Each signature is over the whole payload."),
            Body::Xml(xml) => xml,
        };
        for signature in xml.signatures() {
            match signature.coverage() {
                Coverage::Covered { .. } => {}
                Coverage::NotCovered(gap) => return Covering::Part(gap.to_string()),
                Coverage::DuplicateId => return Covering::DuplicateId("an identifier that is signed occurs twice"),
            }
        }
        Covering::Whole("Each signature covers the document.")
    }

    /// What was signed: the content, the payload, or the canonical octets that the last signature covers.
    pub(crate) fn covered_content(&self) -> Result<Option<Vec<u8>>> {
        match &self.0 {
            Body::Cms(message, supplied) => {
                let own = message.unverified_content();
                Ok(own.or_else(|| supplied.as_ref().and_then(Content::bytes)).map(<[u8]>::to_vec))
            }
            Body::Jws(jws) => Ok(Some(jws.payload().to_vec())),
            Body::Xml(xml) => match xml.signatures().first() {
                Some(signature) => xml.covered_octets(signature),
                None => Ok(None),
            },
        }
    }

    /// Judges every signature; `supplied` are certificates that did not come with the document.
    ///
    /// # Errors
    /// `LimitExceeded` when the document costs more than the limits allow.
    pub(crate) fn findings(&self, supplied: &[Certificate], policy: SignaturePolicy) -> Result<Findings> {
        match &self.0 {
            Body::Cms(message, content) => finding::cms::findings(message, content.as_ref(), supplied, policy),
            Body::Xml(xml) => finding::xml::findings(xml, supplied, policy),
            Body::Jws(jws) => Ok(finding::jws::findings(jws, supplied, policy)),
        }
    }
}
