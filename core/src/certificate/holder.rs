//! Who holds a certificate, as the national profile writes it (kz-pki facts, sections 3.1 and 3.3).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Attribute, Certificate};
use crate::identity::{Bin, Iin};
use crate::oid::{self, Oid};

/// The holder, read from the subject's name. Every field may be absent: a system has no IIN, an individual no BIN.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Holder {
    /// CN: family and first name of a person, or the name of a system.
    pub common_name: Option<String>,
    /// SURNAME: family name.
    pub surname: Option<String>,
    /// GIVENNAME, which in this profile is the *patronymic* (отчество), not the first name.
    pub given_name: Option<String>,
    /// From serialNumber `IIN…`, and from nowhere else.
    pub iin: Option<Iin>,
    /// From organizationalUnitName `BIN…`, and from nowhere else.
    pub bin: Option<Bin>,
    /// O.
    pub organization: Option<String>,
}

impl Holder {
    pub(super) fn of(certificate: &Certificate) -> Self {
        // Read once: a check of a certificate asks for its holder several times.
        let attributes: Vec<_> = certificate.subject().attributes().collect();
        let find = |oid: &Oid| attributes.iter().find(|entry| entry.oid == *oid).and_then(Attribute::text);
        let number = |oid: &Oid, prefix| numbers(&attributes, oid, prefix);
        Self {
            common_name: find(&oid::COMMON_NAME),
            surname: find(&oid::SURNAME),
            given_name: find(&oid::GIVEN_NAME),
            iin: number(&oid::SERIAL_NUMBER, "IIN").and_then(|number| Iin::parse(&number).ok()),
            bin: number(&oid::ORGANIZATIONAL_UNIT, "BIN").and_then(|number| Bin::parse(&number).ok()),
            organization: find(&oid::ORGANIZATION),
        }
    }
}

impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holder(…)")
    }
}

/// The number behind `prefix` in the attributes of this type. Two different numbers name nobody.
fn numbers(attributes: &[Attribute<'_>], oid: &Oid, prefix: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for entry in attributes.iter().filter(|entry| entry.oid == *oid) {
        let text = entry.text()?;
        if let Some(number) = text.strip_prefix(prefix) {
            if found.as_deref().is_some_and(|earlier| earlier != number) {
                return None;
            }
            found = Some(number.to_owned());
        }
    }
    found
}

/// What an extended key usage says of the holder. The kind of number never decides a role; only these identifiers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Role {
    /// An individual (физическое лицо).
    Individual,
    /// An information system of an individual.
    IndividualSystem,
    /// A legal entity (юридическое лицо).
    LegalEntity,
    /// The first head of a legal entity.
    Head,
    /// A person with the right to sign.
    Signer,
    /// A person with the right to sign financial documents.
    FinancialSigner,
    /// Human resources.
    Hr,
    /// An employee.
    Employee,
    /// An information system of a legal entity.
    InformationSystem,
    /// A client of the treasury («Казначейство-клиент»).
    TreasuryClient,
    /// Staff of the certification authority.
    AuthorityStaff,
    /// An OCSP responder.
    OcspResponder,
    /// A time stamping authority.
    TimeStampingAuthority,
}

impl Role {
    /// The word used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::IndividualSystem => "individual-system",
            Self::LegalEntity => "legal-entity",
            Self::Head => "head",
            Self::Signer => "signer",
            Self::FinancialSigner => "financial-signer",
            Self::Hr => "hr",
            Self::Employee => "employee",
            Self::InformationSystem => "information-system",
            Self::TreasuryClient => "treasury-client",
            Self::AuthorityStaff => "authority-staff",
            Self::OcspResponder => "ocsp-responder",
            Self::TimeStampingAuthority => "time-stamping-authority",
        }
    }

    pub(super) fn of(certificate: &Certificate) -> Vec<Self> {
        let usages = certificate.extensions().ext_key_usage().unwrap_or_default();
        let mut roles: Vec<Self> = Vec::new();
        for usage in usages {
            let role = TABLE.iter().find(|(id, _)| *id == usage).map(|(_, role)| *role);
            let role = role.or_else(|| usage.is_under(&oid::KZ_NCA_STAFF).then_some(Self::AuthorityStaff));
            if let Some(role) = role.filter(|role| !roles.contains(role)) {
                roles.push(role);
            }
        }
        // The 2023 profile of an information system has the type "legal entity" as its only usage (section 3.3); the
        // holder is a system and carries no IIN.
        if roles == [Self::LegalEntity] && usages.len() == 1 && certificate.holder().iin.is_none() {
            roles.push(Self::InformationSystem);
        }
        roles
    }
}

static TABLE: [(&Oid, Role); 12] = [
    (&oid::KZ_INDIVIDUAL, Role::Individual),
    (&oid::KZ_INDIVIDUAL_SYSTEM, Role::IndividualSystem),
    (&oid::KZ_LEGAL_ENTITY, Role::LegalEntity),
    (&oid::KZ_HEAD, Role::Head),
    (&oid::KZ_SIGNER, Role::Signer),
    (&oid::KZ_FINANCIAL_SIGNER, Role::FinancialSigner),
    (&oid::KZ_HR, Role::Hr),
    (&oid::KZ_EMPLOYEE, Role::Employee),
    (&oid::KZ_INFORMATION_SYSTEM, Role::InformationSystem),
    (&oid::KZ_TREASURY_CLIENT, Role::TreasuryClient),
    (&oid::KP_OCSP_SIGNING, Role::OcspResponder),
    (&oid::KP_TIME_STAMPING, Role::TimeStampingAuthority),
];
