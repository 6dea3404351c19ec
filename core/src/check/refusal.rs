//! The one refusal of the certificate check.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Language;

/// Which refusal of the regulations it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefusalCode {
    /// Any failed check: the authenticity of the signature is not confirmed.
    SignatureNotConfirmed,
}

impl RefusalCode {
    /// The machine word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignatureNotConfirmed => "signature-not-confirmed",
        }
    }
}

/// A refusal with its text in three languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    code: RefusalCode,
}

impl Refusal {
    pub(super) const fn new(code: RefusalCode) -> Self {
        Self { code }
    }

    /// Which refusal it is.
    #[must_use]
    pub const fn code(&self) -> RefusalCode {
        self.code
    }

    /// The text.
    ///
    /// Russian: the decree of Kokpekty district № 417 of 24 December 2012, process 4 (lines 170 to 171 of its text), with
    /// the short form in brackets. Kazakh: the decree of Timiryazev district № 5 of 11 January 2013 (lines 160 to 162).
    /// English is the library's own rendering.
    #[must_use]
    pub const fn text(&self, language: Language) -> &'static str {
        match (self.code, language) {
            (RefusalCode::SignatureNotConfirmed, Language::Kk) => {
                "Мемлекеттік қызметті алушының ЭЦҚ шынайылығының расталмауымен байланысты сұрау салынған электрондық мемлекеттік қызметтен бас тарту"
            }
            (RefusalCode::SignatureNotConfirmed, Language::Ru) => {
                "Отказ в запрашиваемой услуге в связи с неподтверждением подлинности ЭЦП потребителя (подлинность ЭЦП не подтверждена)"
            }
            (RefusalCode::SignatureNotConfirmed, Language::En) => {
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
        object.serialize_field("code", self.code.name())?;
        object.serialize_field("text", &text)?;
        object.end()
    }
}
