//! The subscriber profiles of the national PKI as data (section 3.3 of the national facts).

use qoltanba::oid::{self, Oid};

use super::extension::usage;

/// Which attributes the subject has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// CN, SURNAME, serialNumber, C, GIVENNAME.
    Individual,
    /// The same with O and OU of the organisation.
    Representative,
    /// CN of the system, C, O, OU; no person.
    System,
    /// The same with the object identifier of the system in UID.
    SystemWithUid,
    /// A representative with businessCategory and a DC for the treasury role.
    Treasury,
}

/// What the certificates of one kind have in common.
pub(super) struct Profile {
    pub(super) subject: Subject,
    /// keyUsage, first octet.
    pub(super) key_usage: u8,
    /// extKeyUsage; none means that the extension is absent.
    pub(super) usages: &'static [&'static Oid],
    /// The last part of the policy under 1.2.398, if the profile has one.
    pub(super) policy: Option<&'static str>,
}

use oid::{
    KP_CLIENT_AUTH as CLIENT_AUTH, KP_EMAIL_PROTECTION as EMAIL_PROTECTION, KZ_EMPLOYEE as EMPLOYEE,
    KZ_FINANCIAL_SIGNER as FINANCIAL_SIGNER, KZ_HEAD as HEAD, KZ_HR as HR, KZ_INDIVIDUAL as INDIVIDUAL,
    KZ_INFORMATION_SYSTEM as INFORMATION_SYSTEM, KZ_LEGAL_ENTITY as LEGAL_ENTITY, KZ_SIGNER as SIGNER,
    KZ_TREASURY_CLIENT as TREASURY_CLIENT,
};

/// The generic policy: a single GOST-2015 key for signing and login.
const GENERIC: Option<&str> = Some("1.2.398.3.3.2");
const LEGAL_SIGN: Option<&str> = Some("1.2.398.3.3.2.1");
const LEGAL_AUTH: Option<&str> = Some("1.2.398.3.3.2.2");
const INDIVIDUAL_SIGN_POLICY: Option<&str> = Some("1.2.398.3.3.2.3");
const INDIVIDUAL_AUTH_POLICY: Option<&str> = Some("1.2.398.3.3.2.4");
const TREASURY_SIGN: Option<&str> = Some("1.2.398.5.19.1.2.2.1.2");
const TREASURY_AUTH: Option<&str> = Some("1.2.398.5.19.1.2.2.1.3");

/// Individual, RSA, the signing key of the pair.
pub(super) static INDIVIDUAL_SIGN: Profile = Profile {
    subject: Subject::Individual,
    key_usage: usage::SIGN,
    usages: &[&EMAIL_PROTECTION, &INDIVIDUAL],
    policy: INDIVIDUAL_SIGN_POLICY,
};

/// Individual, RSA, the authentication key of the pair.
pub(super) static INDIVIDUAL_AUTH: Profile = Profile {
    subject: Subject::Individual,
    key_usage: usage::AUTH,
    usages: &[&CLIENT_AUTH, &INDIVIDUAL],
    policy: INDIVIDUAL_AUTH_POLICY,
};

/// Individual, GOST-2015: one key for both.
pub(super) static INDIVIDUAL_SINGLE: Profile = Profile {
    subject: Subject::Individual,
    key_usage: usage::SINGLE,
    usages: &[&EMAIL_PROTECTION, &INDIVIDUAL],
    policy: GENERIC,
};

/// A representative of a legal entity with the signing key of a pair (RSA for login, GOST-2004 for signing).
const fn legal_sign(usages: &'static [&'static Oid]) -> Profile {
    Profile { subject: Subject::Representative, key_usage: usage::SIGN, usages, policy: LEGAL_SIGN }
}

/// A representative of a legal entity with a single GOST-2015 key.
const fn legal_single(usages: &'static [&'static Oid]) -> Profile {
    Profile { subject: Subject::Representative, key_usage: usage::SINGLE, usages, policy: GENERIC }
}

pub(super) static HEAD_SIGN: Profile = legal_sign(&[&EMAIL_PROTECTION, &LEGAL_ENTITY, &HEAD]);
pub(super) static SIGNER_SIGN: Profile = legal_sign(&[&EMAIL_PROTECTION, &LEGAL_ENTITY, &SIGNER]);
pub(super) static FINANCIAL_SIGN: Profile = legal_sign(&[&EMAIL_PROTECTION, &LEGAL_ENTITY, &FINANCIAL_SIGNER]);
pub(super) static HR_SIGN: Profile = legal_sign(&[&EMAIL_PROTECTION, &LEGAL_ENTITY, &HR]);
pub(super) static EMPLOYEE_SIGN: Profile = legal_sign(&[&EMAIL_PROTECTION, &LEGAL_ENTITY, &EMPLOYEE]);

pub(super) static HEAD_SINGLE: Profile = legal_single(&[&EMAIL_PROTECTION, &LEGAL_ENTITY, &HEAD]);
pub(super) static FINANCIAL_SINGLE: Profile = legal_single(&[&EMAIL_PROTECTION, &LEGAL_ENTITY, &FINANCIAL_SIGNER]);
pub(super) static HR_SINGLE: Profile = legal_single(&[&EMAIL_PROTECTION, &LEGAL_ENTITY, &HR]);
pub(super) static EMPLOYEE_SINGLE: Profile = legal_single(&[&EMAIL_PROTECTION, &LEGAL_ENTITY, &EMPLOYEE]);

/// The right to sign, issue of 2023: keyEncipherment in place of keyAgreement.
pub(super) static SIGNER_2023: Profile = Profile {
    subject: Subject::Representative,
    key_usage: usage::SIGNER_2023,
    usages: &[&EMAIL_PROTECTION, &LEGAL_ENTITY, &SIGNER],
    policy: GENERIC,
};

/// The right to sign, issue of 2026; its criticalities are turned round by a twist of the plan.
pub(super) static SIGNER_SINGLE: Profile = legal_single(&[&EMAIL_PROTECTION, &LEGAL_ENTITY, &SIGNER]);

/// Head of a legal entity, RSA, the authentication key.
pub(super) static HEAD_AUTH: Profile = Profile {
    subject: Subject::Representative,
    key_usage: usage::AUTH,
    usages: &[&CLIENT_AUTH, &LEGAL_ENTITY, &HEAD],
    policy: LEGAL_AUTH,
};

/// Treasury client: signing with GOST-2004, login with RSA, both with a single GOST-2015 key.
pub(super) static TREASURY_SIGN_KEY: Profile = Profile {
    subject: Subject::Treasury,
    key_usage: usage::SIGN,
    usages: &[&EMAIL_PROTECTION, &LEGAL_ENTITY, &TREASURY_CLIENT],
    policy: TREASURY_SIGN,
};
pub(super) static TREASURY_AUTH_KEY: Profile = Profile {
    subject: Subject::Treasury,
    key_usage: usage::AUTH,
    usages: &[&CLIENT_AUTH, &LEGAL_ENTITY, &TREASURY_CLIENT],
    policy: TREASURY_AUTH,
};
pub(super) static TREASURY_SINGLE: Profile = Profile {
    subject: Subject::Treasury,
    key_usage: usage::SINGLE,
    usages: &[&EMAIL_PROTECTION, &LEGAL_ENTITY, &TREASURY_CLIENT],
    policy: GENERIC,
};

/// Information system, issue of 2023: the type "legal entity" is the only usage.
pub(super) static SYSTEM_2023: Profile =
    Profile { subject: Subject::System, key_usage: usage::SINGLE, usages: &[&LEGAL_ENTITY], policy: GENERIC };

/// Information system with a pair of keys, issue of 2023.
pub(super) static SYSTEM_2023_SIGN: Profile =
    Profile { subject: Subject::System, key_usage: usage::SIGN, usages: &[&LEGAL_ENTITY], policy: TREASURY_SIGN };

/// Information system, issue of 2026: a usage of its own and a UID; it runs for three years.
pub(super) static SYSTEM_2026: Profile = Profile {
    subject: Subject::SystemWithUid,
    key_usage: usage::SINGLE,
    usages: &[&LEGAL_ENTITY, &INFORMATION_SYSTEM],
    policy: GENERIC,
};

/// УЦГО and bank authorities: neither usages nor policies (NCANode thread 161, section 3.3).
pub(super) static GOVERNMENT: Profile =
    Profile { subject: Subject::Representative, key_usage: usage::SIGN, usages: &[], policy: None };
