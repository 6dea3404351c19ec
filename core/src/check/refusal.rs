//! The kinds of refusal, and the one that the check of a certificate or a signature gives.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::language::Language;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// The kinds of refusal. The words are stable. A check itself gives only one of them, [`Refusal`]; the
    /// words of the others are in [`RefusalKind`](crate::regulation::RefusalKind).
    RefusalCode {
        /// The login data of consumer, employee or operator are wrong.
        AuthorisationRefused = "authorisation-refused",
        /// A check of the certificate or of the signature failed.
        SignatureNotConfirmed = "signature-not-confirmed",
        /// Person, power of attorney or child is absent in a registry.
        DataUnobtainable = "data-unobtainable",
        /// The documents do not conform to the standard.
        DocumentsNotConforming = "documents-not-conforming",
        /// The reasoned refusal of the provider as the result.
        NegativeAnswer = "negative-answer",
        /// Violations in the data that the consumer brought on paper.
        DataViolations = "data-violations",
        /// Errors in application or documents: the application is given back.
        ApplicationReturned = "application-returned",
        /// The employee's signature is not confirmed: signing is refused, not the service.
        SigningRefused = "signing-refused",
        /// The provider sends the documents back to the centre.
        ReturnedToCentre = "returned-to-centre",
        /// The centre informs the consumer of the return.
        ReturnJustified = "return-justified",
        /// The consumer declines the offered place; not a refusal by the provider.
        PlaceDeclined = "place-declined",
    }
}

/// The refusal that any failed check leads to, with its text in three languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(());

impl Refusal {
    pub(crate) const SIGNATURE_NOT_CONFIRMED: Self = Self(());

    /// Which refusal it is: [`RefusalCode::SignatureNotConfirmed`].
    #[must_use]
    pub const fn code(&self) -> RefusalCode {
        RefusalCode::SignatureNotConfirmed
    }

    /// The text.
    ///
    /// Russian: the words of the decree of Kokpekty district № 417 of 24 December 2012, process 4 (lines 170 to 171 of its
    /// text); the short form in brackets is the library's own. Kazakh: the words of the decree of Timiryazev district № 5 of
    /// 11 January 2013 (lines 160 to 162). Both are put as a sentence. English is the library's own rendering.
    #[must_use]
    pub const fn text(&self, language: Language) -> &'static str {
        match language {
            Language::Kk => {
                "Мемлекеттік қызметті алушының ЭЦҚ шынайылығының расталмауымен байланысты сұрау салынған электрондық мемлекеттік қызметтен бас тарту"
            }
            Language::Ru => {
                "Отказ в запрашиваемой услуге в связи с неподтверждением подлинности ЭЦП потребителя (подлинность ЭЦП не подтверждена)"
            }
            Language::En => {
                "The requested service is refused because the authenticity of the consumer's electronic digital signature was not confirmed"
            }
        }
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Text {
            kk: &'static str,
            ru: &'static str,
            en: &'static str,
        }
        let text = Text { kk: self.text(Language::Kk), ru: self.text(Language::Ru), en: self.text(Language::En) };
        let mut object = serializer.serialize_struct("Refusal", 2)?;
        object.serialize_field("code", &self.code())?;
        object.serialize_field("text", &text)?;
        object.end()
    }
}
