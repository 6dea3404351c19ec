//! The languages of every text: refusals, reports, forms, notifications.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language of the texts. In data files and documents it stands as its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Kazakh.
    Kk,
    /// Russian.
    Ru,
    /// English.
    #[default]
    En,
}

impl Language {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Kk, Self::Ru, Self::En];

    /// The code of ISO 639-1: `kk`, `ru` or `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.pick("kk", "ru", "en")
    }

    /// From the code of ISO 639-1.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The one of three texts that is in this language.
    pub(crate) const fn pick(self, kk: &'static str, ru: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Kk => kk,
            Self::Ru => ru,
            Self::En => en,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
