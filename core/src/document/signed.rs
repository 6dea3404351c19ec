//! The electronic document: a document that cannot be had without its verified signature.

use super::electronic::Document;
use crate::check::{Decision, Expected, JudgedAt, Report, Verifier};
use crate::error::{Error, Result};
use crate::signature::SignedDocument;

/// An electronic document: a document that at least one confirmed signature covers.
///
/// The decrees define it so («документ, в котором информация представлена в электронно-цифровой форме и удостоверена
/// посредством ЭЦП», kokpekty-2012 L118-119): unsigned content is not one. So [`open`](Self::open) is the only way to
/// one, and what it holds was read from the octets that were signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElectronicDocument {
    document: Document,
    proof: Report,
}

/// What came of opening a signed document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// Every signature is confirmed.
    Confirmed(Box<ElectronicDocument>),
    /// The signatures are refused or could not be decided. The content is not handed out.
    NotConfirmed(Box<Report>),
}

impl ElectronicDocument {
    /// Verifies a signed document, and reads it if every check passed.
    ///
    /// What is read are the octets that the signatures cover: of an enveloped signature their canonical form, of CMS and
    /// JWS the content. Comments that were not signed are not in them. Signatures that stand within the content of a
    /// CMS message or a JWS are not judged.
    ///
    /// # Errors
    /// As [`Verifier::verify`]. When the verdict is "confirmed", as [`Document::from_xml`] if what was signed is no
    /// document, and `InvalidArgument` if of a detached content only the digest was given.
    pub fn open(
        verifier: &Verifier,
        signed: &SignedDocument<'_>,
        expected: &Expected,
        moment: JudgedAt,
    ) -> Result<Opened> {
        let verification = verifier.verify_content(signed, expected, moment)?;
        if verification.report().decision() != Decision::Confirmed {
            return Ok(Opened::NotConfirmed(Box::new(verification.into_report())));
        }
        let octets = verification.confirmed_content().ok_or(Error::InvalidArgument {
            argument: "content",
            rule: "a document is read from its content, not from a digest",
        })?;
        let text = std::str::from_utf8(octets).map_err(|error| Error::Malformed {
            what: "document",
            offset: error.valid_up_to(),
            rule: "the text is UTF-8",
        })?;
        let document = Document::from_xml(text)?.document;
        Ok(Opened::Confirmed(Box::new(Self { document, proof: verification.into_report() })))
    }

    /// The document, read from the octets that were signed.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The report that confirms it, and says who signed.
    #[must_use]
    pub const fn proof(&self) -> &Report {
        &self.proof
    }
}

impl Opened {
    /// The report, whatever it says.
    #[must_use]
    pub const fn report(&self) -> &Report {
        match self {
            Self::Confirmed(document) => document.proof(),
            Self::NotConfirmed(report) => report,
        }
    }

    /// The electronic document, if there is one.
    #[must_use]
    pub fn confirmed(self) -> Option<ElectronicDocument> {
        match self {
            Self::Confirmed(document) => Some(*document),
            Self::NotConfirmed(_) => None,
        }
    }
}
