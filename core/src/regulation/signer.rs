//! Who may sign in a role: data and one function over plain values.
//!
//! The number of the request is matched only against the certificate that signs as the consumer. Employees, operators
//! and authorised persons are checked for their kind of certificate and for the organisation that it names.

use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::code::Actor;
use crate::certificate::{Certificate, Role};
use crate::check::CertificateSummary;
use crate::document::{Number, Source, read_data};
use crate::error::{Error, Result};
use crate::identity::{Bin, Iin};

/// Against whom the signers of a request are judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    /// The number of the applicant; `None` where the service uses none (kyzylorda-2011-preschool-registration).
    pub applicant: Option<Number>,
    /// The BIN of the provider; `None` makes the organisation of its signers undecidable.
    pub provider: Option<Bin>,
    /// The BIN of the centre.
    pub centre: Option<Bin>,
    /// Others whom a form asks to sign together with the consumer: spouses, children over ten.
    pub co_signers: Vec<Iin>,
}

/// What a certificate says of its holder, as plain values.
#[derive(Clone, PartialEq, Eq)]
pub struct SignerFacts {
    /// The IIN in the certificate.
    pub iin: Option<Iin>,
    /// The BIN in the certificate.
    pub bin: Option<Bin>,
    /// What the extended key usage says of the holder.
    pub roles: Vec<Role>,
}

impl From<&Certificate> for SignerFacts {
    fn from(certificate: &Certificate) -> Self {
        let holder = certificate.holder();
        Self { iin: holder.iin, bin: holder.bin, roles: certificate.roles() }
    }
}

impl SignerFacts {
    /// What a missing certificate says.
    pub(super) const NOTHING: Self = Self { iin: None, bin: None, roles: Vec::new() };
}

impl TryFrom<&CertificateSummary> for SignerFacts {
    type Error = Error;

    /// What a report tells of a certificate; the numbers of one that was kept are checked again.
    fn try_from(certificate: &CertificateSummary) -> Result<Self> {
        let CertificateSummary { subject, roles, .. } = certificate;
        Ok(Self {
            iin: subject.iin.as_deref().map(Iin::parse).transpose()?,
            bin: subject.bin.as_deref().map(Bin::parse).transpose()?,
            roles: roles.clone(),
        })
    }
}

impl fmt::Debug for SignerFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignerFacts").field("roles", &self.roles).finish_non_exhaustive()
    }
}

/// The rule of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerRule {
    /// The role.
    pub role: Actor,
    /// Whether the number of the request is compared.
    pub number: NumberRule,
    /// Whose BIN the certificate must carry.
    pub organisation: Organisation,
    /// The holders, one of which the certificate must name.
    pub holders: Vec<Role>,
    /// The same when the applicant has a BIN; empty: no difference.
    #[serde(default)]
    pub bin_holders: Vec<Role>,
}

/// Whether the number of the request is compared with the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberRule {
    /// It must be that of the applicant.
    Applicant,
    /// It is not compared.
    None,
}

/// Whose BIN a certificate must carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Organisation {
    /// That of the provider.
    Provider,
    /// That of the centre.
    Centre,
    /// No matter whose.
    None,
}

/// A form that asks others to sign together with the consumer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoSignerRule {
    /// The form.
    pub form: String,
    /// Who.
    pub who: String,
    /// The lines that say so. They ask for signatures by hand: no rule for electronic ones is printed (reading 25).
    pub src: Vec<Source>,
}

/// Why a signer does not fit a role. A missing value on our side never fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Misfit {
    /// The regulation gives nobody this role.
    RoleUnknown,
    /// The certificate names another kind of holder.
    RoleDoesNotFit,
    /// The certificate has another IIN.
    IinMismatch,
    /// The certificate has no IIN.
    IinMissing,
    /// The certificate has another BIN.
    BinMismatch,
    /// The certificate has no BIN.
    BinMissing,
    /// The request carries no number to compare.
    ApplicantUnknown,
    /// The BIN of the provider or the centre was not given.
    OrganisationUnknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignerFile {
    signer: Vec<SignerRule>,
    co_signer: Vec<CoSignerRule>,
}

fn file() -> Result<&'static SignerFile> {
    static FILE: OnceLock<Result<SignerFile>> = OnceLock::new();
    FILE.get_or_init(|| read_data(include_str!("data/signers.toml"))).as_ref().map_err(Clone::clone)
}

/// The rule of a role; `None` if nobody signs in it.
///
/// # Errors
/// None with the data that this crate ships.
pub fn signer_rule(role: Actor) -> Result<Option<&'static SignerRule>> {
    Ok(file()?.signer.iter().find(|rule| rule.role == role))
}

/// The forms that ask others to sign together with the consumer.
///
/// # Errors
/// None with the data that this crate ships.
pub fn co_signer_rules() -> Result<&'static [CoSignerRule]> {
    Ok(&file()?.co_signer)
}

/// Every reason why the holder of a certificate may not sign in a role; empty when the signer fits.
///
/// # Errors
/// None with the data that this crate ships.
pub fn misfits(role: Actor, parties: &Parties, signer: &SignerFacts) -> Result<Vec<Misfit>> {
    let Some(rule) = signer_rule(role)? else { return Ok(vec![Misfit::RoleUnknown]) };
    let mut found = Vec::new();
    let for_bin = rule.number == NumberRule::Applicant && matches!(parties.applicant, Some(Number::Bin(_)));
    let holders = if for_bin && !rule.bin_holders.is_empty() { &rule.bin_holders } else { &rule.holders };
    if !holders.iter().any(|holder| signer.roles.contains(holder)) {
        found.push(Misfit::RoleDoesNotFit);
    }
    if rule.number == NumberRule::Applicant {
        match parties.applicant {
            Some(Number::Iin(expected)) => found.extend(iin_misfit(expected, signer)),
            Some(Number::Bin(expected)) => found.extend(bin_misfit(expected, signer)),
            None => found.push(Misfit::ApplicantUnknown),
        }
    }
    let organisation = match rule.organisation {
        Organisation::Provider => Some(parties.provider),
        Organisation::Centre => Some(parties.centre),
        Organisation::None => None,
    };
    match organisation {
        Some(Some(expected)) => found.extend(bin_misfit(expected, signer)),
        Some(None) => found.push(Misfit::OrganisationUnknown),
        None => {}
    }
    Ok(found)
}

/// The co-signers of the parties who have not signed.
#[must_use]
pub fn missing_co_signers(parties: &Parties, signers: &[SignerFacts]) -> usize {
    let signed = |expected: &&Iin| {
        signers.iter().any(|signer| signer.iin == Some(**expected) && signer.roles.contains(&Role::Individual))
    };
    parties.co_signers.len() - parties.co_signers.iter().filter(signed).count()
}

fn iin_misfit(expected: Iin, signer: &SignerFacts) -> Option<Misfit> {
    match signer.iin {
        Some(iin) if iin == expected => None,
        Some(_) => Some(Misfit::IinMismatch),
        None => Some(Misfit::IinMissing),
    }
}

fn bin_misfit(expected: Bin, signer: &SignerFacts) -> Option<Misfit> {
    match signer.bin {
        Some(bin) if bin == expected => None,
        Some(_) => Some(Misfit::BinMismatch),
        None => Some(Misfit::BinMissing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iin(text: &str) -> Iin {
        Iin::parse(text).unwrap()
    }

    fn bin(text: &str) -> Bin {
        Bin::parse(text).unwrap()
    }

    fn parties() -> Parties {
        Parties {
            applicant: Some(Number::Iin(iin("800101300017"))),
            provider: Some(bin("940140000385")),
            centre: Some(bin("990140004654")),
            co_signers: vec![],
        }
    }

    fn signer(iin_text: &str, bin_text: Option<&str>, holders: &[Role]) -> SignerFacts {
        SignerFacts { iin: Some(iin(iin_text)), bin: bin_text.map(bin), roles: holders.to_vec() }
    }

    #[test]
    fn the_number_is_matched_against_the_consumer_only() {
        let applicant = signer("800101300017", None, &[Role::Individual]);
        let stranger = signer("800101300018", None, &[Role::Individual]);
        assert_eq!(misfits(Actor::Consumer, &parties(), &applicant).unwrap(), []);
        assert_eq!(misfits(Actor::Consumer, &parties(), &stranger).unwrap(), [Misfit::IinMismatch]);
        let employee = signer("800101300018", Some("940140000385"), &[Role::LegalEntity, Role::Employee]);
        assert_eq!(misfits(Actor::ProviderEmployee, &parties(), &employee).unwrap(), []);
    }

    #[test]
    fn organisation_and_kind_of_holder_are_checked() {
        let employee = signer("800101300018", Some("940140000385"), &[Role::LegalEntity, Role::Employee]);
        assert_eq!(misfits(Actor::CentreOperator, &parties(), &employee).unwrap(), [Misfit::BinMismatch]);
        assert_eq!(misfits(Actor::AuthorisedPerson, &parties(), &employee).unwrap(), [Misfit::RoleDoesNotFit]);
        let private = signer("800101300018", None, &[Role::Individual]);
        let both = [Misfit::RoleDoesNotFit, Misfit::BinMissing];
        assert_eq!(misfits(Actor::ProviderEmployee, &parties(), &private).unwrap(), both);
        let unknown = Parties { provider: None, applicant: None, ..parties() };
        assert_eq!(misfits(Actor::ProviderEmployee, &unknown, &employee).unwrap(), [Misfit::OrganisationUnknown]);
        assert_eq!(misfits(Actor::Consumer, &unknown, &private).unwrap(), [Misfit::ApplicantUnknown]);
        assert_eq!(misfits(Actor::Gateway, &parties(), &employee).unwrap(), [Misfit::RoleUnknown]);
    }

    #[test]
    fn a_legal_person_signs_by_its_head_or_signatory() {
        let company = Parties { applicant: Some(Number::Bin(bin("070941024691"))), ..parties() };
        let head = signer("800101300018", Some("070941024691"), &[Role::LegalEntity, Role::Head]);
        let employee = signer("800101300018", Some("070941024691"), &[Role::LegalEntity, Role::Employee]);
        assert_eq!(misfits(Actor::Consumer, &company, &head).unwrap(), []);
        assert_eq!(misfits(Actor::Consumer, &company, &employee).unwrap(), [Misfit::RoleDoesNotFit]);
    }

    #[test]
    fn co_signers_are_counted_by_their_own_certificates() {
        let spouses = Parties { co_signers: vec![iin("800101300018")], ..parties() };
        let first = signer("800101300017", None, &[Role::Individual]);
        let second = signer("800101300018", None, &[Role::Individual]);
        assert_eq!(missing_co_signers(&spouses, std::slice::from_ref(&first)), 1);
        assert_eq!(missing_co_signers(&spouses, &[first, second]), 0);
        assert_eq!(co_signer_rules().unwrap().len(), 5);
    }
}
