//! The service regulations as data, as JSON in the names of the data files.

use std::sync::Arc;

use qoltanba::Certificate;
use qoltanba::regulation::{self, Actor, RefusalCode, Regulation, SignerFacts, co_signer_rules, misfits, signer_rule};

use crate::error::{InputError, argument};
use crate::json;
use crate::procedure::parties;

/// The regulations and what they share. It never changes; adding gives another catalogue.
#[derive(Debug, uniffi::Object)]
pub struct Catalogue(regulation::Catalogue);

/// A broken rule of a regulation, and where.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RegulationViolation {
    /// The field, step or action.
    pub place: String,
    /// The rule.
    pub rule: String,
}

#[uniffi::export]
impl Catalogue {
    /// The built-in catalogue.
    ///
    /// # Errors
    /// None: the data is part of the library.
    #[uniffi::constructor]
    pub fn builtin() -> Result<Self, InputError> {
        Ok(Self(regulation::Catalogue::builtin()?.clone()))
    }

    /// This catalogue and a decree from TOML or JSON.
    ///
    /// # Errors
    /// A text that does not follow the schema, a key that is taken.
    pub fn adding_decree(&self, text: &str) -> Result<Arc<Self>, InputError> {
        let mut catalogue = self.0.clone();
        catalogue.add_decree(text)?;
        Ok(Arc::new(Self(catalogue)))
    }

    /// This catalogue and a regulation from TOML or JSON.
    ///
    /// # Errors
    /// A text that does not follow the schema, an id that is taken, a rule that is broken.
    pub fn adding_regulation(&self, text: &str) -> Result<Arc<Self>, InputError> {
        let mut catalogue = self.0.clone();
        catalogue.add_regulation(text)?;
        Ok(Arc::new(Self(catalogue)))
    }

    /// Every rule that a regulation in TOML or JSON breaks.
    ///
    /// # Errors
    /// A text that does not follow the schema.
    pub fn violations(&self, text: &str) -> Result<Vec<RegulationViolation>, InputError> {
        let found = regulation::violations(&Regulation::parse(text)?, &self.0);
        Ok(found.into_iter().map(|one| RegulationViolation { place: one.place, rule: one.rule.to_owned() }).collect())
    }

    /// The identifiers of the regulations.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.0.regulations().iter().map(|regulation| regulation.id.clone()).collect()
    }

    /// One regulation.
    ///
    /// # Errors
    /// An identifier that is not in the catalogue.
    pub fn regulation(&self, id: &str) -> Result<String, InputError> {
        json::write(self.find(id)?)
    }

    /// The decrees.
    ///
    /// # Errors
    /// None that is known.
    pub fn decrees(&self) -> Result<String, InputError> {
        json::write(&self.0.decrees())
    }

    /// How contradictions are read.
    ///
    /// # Errors
    /// None that is known.
    pub fn readings(&self) -> Result<String, InputError> {
        json::write(&self.0.readings())
    }

    /// The kinds of refusal with their wording in three languages.
    ///
    /// # Errors
    /// None that is known.
    pub fn refusals(&self) -> Result<String, InputError> {
        json::write(&RefusalCode::ALL.iter().filter_map(|code| self.0.refusal(*code)).collect::<Vec<_>>())
    }
}

impl Catalogue {
    pub(crate) const fn get(&self) -> &regulation::Catalogue {
        &self.0
    }

    pub(crate) fn find(&self, id: &str) -> Result<&Regulation, InputError> {
        self.0.regulation(id).ok_or_else(|| argument("id", "one of the identifiers of the catalogue"))
    }
}

/// Who may sign in which role, and the forms that ask others to sign with the consumer.
///
/// # Errors
/// None: the data is part of the library.
#[uniffi::export]
pub fn signer_rules() -> Result<String, InputError> {
    let mut rules = Vec::new();
    for role in Actor::ALL {
        rules.extend(signer_rule(*role)?);
    }
    json::write(&serde_json::json!({ "signer": rules, "co_signer": co_signer_rules()? }))
}

/// Every reason why the holder of a certificate (DER or PEM) may not sign in a role; none when the holder may.
///
/// # Errors
/// A role that is none, parties that cannot be read, a certificate that cannot be read.
#[uniffi::export]
pub fn signer_misfits(role: &str, parties: &str, certificate: &[u8]) -> Result<Vec<String>, InputError> {
    let role = Actor::parse(role).ok_or_else(|| argument("role", "it is an actor of the regulations"))?;
    let facts = SignerFacts::from(&Certificate::from_der_or_pem(certificate)?);
    let found = misfits(role, &self::parties(parties)?, &facts)?;
    found.iter().map(|misfit| Ok(json::write(misfit)?.trim_matches('"').to_owned())).collect()
}
