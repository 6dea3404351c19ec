//! All regulations, loaded once, with what they share: decrees, readings and kinds of refusal.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::code::{Language, RefusalCode};
use super::model::{Regulation, Wording};
use super::validate::violations;
use crate::document::{Source, read_data};
use crate::error::{Error, Result};

macro_rules! data {
    ($($name:literal),+ $(,)?) => { &[$(include_str!(concat!("data/", $name, ".toml"))),+] };
}

const REGULATIONS: &[&str] = data![
    "kokpekty-2012-unemployed-certificate",
    "kokpekty-2012-disabled-child-support",
    "kokpekty-2012-preschool-queue",
    "kokpekty-2012-guardianship-certificate",
    "kokpekty-2012-minors-property-certificate",
    "kokpekty-2012-minors-inheritance-certificates",
    "kokpekty-2012-housing-queue",
    "kyzylorda-2011-unemployed-certificate",
    "kyzylorda-2011-targeted-social-assistance",
    "kyzylorda-2011-disabled-child-support",
    "kyzylorda-2011-preschool-registration",
    "timiryazev-2013-minors-inheritance-certificates",
    "timiryazev-2013-minors-property-certificate",
    "timiryazev-2013-guardianship-certificate",
    "mangystau-2012-archive-certificate",
    "astana-2016-foster-care-payment",
    "astana-2016-adoption-lump-sum",
];

/// The regulations and what they share.
#[derive(Debug, Clone)]
pub struct Catalogue {
    decrees: Vec<Decree>,
    readings: Vec<Reading>,
    refusals: Vec<RefusalKind>,
    regulations: Vec<Regulation>,
}

/// A decree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decree {
    /// The stable key.
    pub key: String,
    /// The language of its text.
    pub language: Language,
    /// Body, kind, number and date of the act.
    pub act: String,
    /// Date and number of its registration, if printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered: Option<String>,
    /// Date and number of its repeal, if printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repealed: Option<String>,
    /// The lines that say so.
    pub src: Vec<Source>,
    /// SHA-256, in hex, of the plain text whose lines are cited.
    pub text_sha256: String,
}

/// How a contradiction between or within the decrees is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The number that findings refer to.
    pub number: u8,
    /// What contradicts.
    pub problem: String,
    /// The reading chosen.
    pub chosen: String,
    /// The other reading.
    pub alternative: String,
    /// Why.
    pub reason: String,
}

/// A kind of refusal, with its wording in each language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalKind {
    /// The stable code.
    pub code: RefusalCode,
    /// Kazakh.
    pub kk: Wording,
    /// Russian.
    pub ru: Wording,
    /// English; always a translation of this library.
    pub en: Wording,
}

impl RefusalKind {
    /// The wording in a language.
    #[must_use]
    pub const fn wording(&self, language: Language) -> &Wording {
        match language {
            Language::Kk => &self.kk,
            Language::Ru => &self.ru,
            Language::En => &self.en,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decrees {
    decree: Vec<Decree>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Readings {
    reading: Vec<Reading>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refusals {
    refusal: Vec<RefusalKind>,
}

impl Catalogue {
    /// The built-in catalogue, read once.
    ///
    /// # Errors
    /// None with the data that this crate ships; a test reads them all.
    pub fn builtin() -> Result<&'static Self> {
        static BUILTIN: OnceLock<Result<Catalogue>> = OnceLock::new();
        BUILTIN.get_or_init(Self::read_builtin).as_ref().map_err(Clone::clone)
    }

    fn read_builtin() -> Result<Self> {
        let mut catalogue = Self {
            decrees: read_data::<Decrees>(include_str!("data/decrees.toml"))?.decree,
            readings: read_data::<Readings>(include_str!("data/readings.toml"))?.reading,
            refusals: read_data::<Refusals>(include_str!("data/refusals.toml"))?.refusal,
            regulations: Vec::with_capacity(REGULATIONS.len()),
        };
        for text in REGULATIONS {
            catalogue.add_regulation(text)?;
        }
        Ok(catalogue)
    }

    /// Adds a decree from its TOML or JSON text: the fields of [`Decree`].
    ///
    /// # Errors
    /// `Malformed` if the text does not follow the schema, `InvalidArgument` if the key is taken.
    pub fn add_decree(&mut self, text: &str) -> Result<()> {
        let decree: Decree = read_data(text)?;
        if self.decree(&decree.key).is_some() {
            return Err(Error::InvalidArgument { argument: "decree", rule: "a decree with this key is there already" });
        }
        self.decrees.push(decree);
        Ok(())
    }

    /// Adds a regulation from its TOML or JSON text, in the form of the built-in files.
    ///
    /// # Errors
    /// As [`Regulation::parse`]; `InvalidArgument` if the id is taken or a rule is broken; [`violations`] lists every
    /// broken rule.
    pub fn add_regulation(&mut self, text: &str) -> Result<()> {
        let regulation = Regulation::parse(text)?;
        if self.regulation(&regulation.id).is_some() {
            return Err(Error::InvalidArgument {
                argument: "regulation",
                rule: "a regulation with this id is there already",
            });
        }
        if let Some(violation) = violations(&regulation, self).first() {
            return Err(Error::InvalidArgument { argument: "regulation", rule: violation.rule });
        }
        self.regulations.push(regulation);
        Ok(())
    }

    /// The regulations, in the order of the decrees.
    #[must_use]
    pub fn regulations(&self) -> &[Regulation] {
        &self.regulations
    }

    /// The regulation with this id.
    #[must_use]
    pub fn regulation(&self, id: &str) -> Option<&Regulation> {
        self.regulations.iter().find(|regulation| regulation.id == id)
    }

    /// The decree with this key.
    #[must_use]
    pub fn decree(&self, key: &str) -> Option<&Decree> {
        self.decrees.iter().find(|decree| decree.key == key)
    }

    /// The decrees: place, number, day, language and what became of them.
    #[must_use]
    pub fn decrees(&self) -> &[Decree] {
        &self.decrees
    }

    /// The reading with this number.
    #[must_use]
    pub fn reading(&self, number: u8) -> Option<&Reading> {
        self.readings.iter().find(|reading| reading.number == number)
    }

    /// The readings that were chosen where a decree contradicts itself, each with the other one.
    #[must_use]
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// The kind of refusal with this code.
    #[must_use]
    pub fn refusal(&self, code: RefusalCode) -> Option<&RefusalKind> {
        self.refusals.iter().find(|refusal| refusal.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_regulation_keeps_its_rules() {
        for text in REGULATIONS {
            let regulation: Regulation = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
            let mut empty = Catalogue::builtin().unwrap().clone();
            empty.regulations.clear();
            assert_eq!(violations(&regulation, &empty), []);
        }
        assert_eq!(Catalogue::builtin().unwrap().regulations().len(), 17);
        assert_eq!(RefusalCode::ALL.len(), Catalogue::builtin().unwrap().refusals.len());
    }

    /// A report names the refusal as a title, a decree within a sentence («отказ» and «об отказе», with or without
    /// «туралы»): otherwise the words are the same.
    #[test]
    fn the_refusal_of_a_report_has_the_words_of_the_decrees() {
        let refusal = crate::check::Refusal::SIGNATURE_NOT_CONFIRMED;
        let decree = Catalogue::builtin().unwrap().refusal(refusal.code()).unwrap();
        let report = |language| refusal.text(language).to_lowercase();
        let printed = |language| decree.wording(language).text.to_lowercase();
        assert_eq!(format!("{} туралы", report(Language::Kk)), printed(Language::Kk));
        let russian = printed(Language::Ru).replace("об отказе", "отказ").replace("услуге, в", "услуге в");
        assert!(report(Language::Ru).starts_with(&russian));
    }

    #[test]
    fn a_caller_adds_a_regulation_and_broken_ones_are_refused() {
        let text = REGULATIONS[0].replace("kokpekty-2012-unemployed-certificate", "kokpekty-2012-copy");
        let mut catalogue = Catalogue::builtin().unwrap().clone();
        catalogue.add_regulation(&text).unwrap();
        assert!(catalogue.regulation("kokpekty-2012-copy").is_some());
        let taken =
            Error::InvalidArgument { argument: "regulation", rule: "a regulation with this id is there already" };
        assert_eq!(catalogue.add_regulation(&text), Err(taken));

        let text = text.replace("kokpekty-2012-copy", "kokpekty-2012-other");
        for (from, to, rule) in [
            (
                "next = \"portal.c1\"",
                "next = \"portal.c9\"",
                "what follows is a step of the channel, an end, or not stated",
            ),
            ("otherwise = \"portal.p2\"\n", "", "a condition checks something and has two branches"),
            ("src = [\"L149-150\"]", "src = []", "the lines of the decree are named"),
            (
                "decree = \"kokpekty-2012\"",
                "decree = \"astana-2016\"",
                "the id is DECREE-SERVICE in small letters, digits and hyphens",
            ),
            ("next = \"portal.p1\"", "next = \"portal.p3\"", "every step can be reached from the first"),
        ] {
            assert!(text.contains(from), "{from}");
            let broken = text.replacen(from, to, 1);
            assert!(matches!(catalogue.add_regulation(&broken), Err(Error::InvalidArgument { .. })), "{to}");
            let all = violations(&toml::from_str(&broken).unwrap(), &catalogue);
            assert!(all.iter().any(|violation| violation.rule == rule), "{rule}: {all:?}");
        }
        assert!(matches!(catalogue.add_regulation("id = 1"), Err(Error::Malformed { .. })));
        let unknown = text.replacen("consumers", "consumer", 1);
        assert!(matches!(catalogue.add_regulation(&unknown), Err(Error::Malformed { .. })));
    }
}
