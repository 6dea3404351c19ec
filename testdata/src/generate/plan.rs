//! What is made: the authorities and the subscribers, as tables. What each file is for stands in its row and goes from
//! there into the README.

use super::crl::Reason;
use super::extension::usage;
use super::key::Family;
use super::people::{BASSHY, DEREK, MYSAL, OYDAN, Organization, Person, SYNAQ, ULGI};
use super::profile::{self as p, Profile};

/// A row of [`AUTHORITIES`].
pub(super) struct AuthorityPlan {
    /// The file is `ca/<slug>.cer`, its CRL `crl/<slug>.crl`.
    pub(super) slug: &'static str,
    pub(super) common_name: &'static str,
    /// O, for the pair of roots that differ only in it.
    pub(super) organization: Option<&'static str>,
    pub(super) family: Family,
    /// The slug of the issuer; a root has none.
    pub(super) issuer: Option<&'static str>,
    pub(super) validity: (&'static str, &'static str),
    pub(super) path_length: Option<u8>,
    pub(super) fate: Fate,
    pub(super) about: &'static str,
}

/// What the CRLs of the issuer say of a certificate.
#[derive(Clone, Copy)]
pub(super) enum Fate {
    /// Nothing.
    Good,
    /// Listed in the base CRL with a reason, on 2026-05-20.
    Revoked(Reason),
    /// Listed in the delta CRL only, on 2026-06-14.
    RevokedInDelta(Reason),
    /// On hold in the base CRL, removed by the delta (removeFromCRL).
    ReleasedByDelta,
}

/// When a revoked certificate was revoked. Documents are signed before it (2026-05-10) and after it (2026-06-20).
pub(super) const REVOKED_AT: &str = "2026-05-20T10:00:00Z";
/// When the delta CRL's own entries were revoked.
pub(super) const REVOKED_IN_DELTA_AT: &str = "2026-06-14T10:00:00Z";

const ROOT_VALIDITY: (&str, &str) = ("2020-01-01T00:00:00Z", "2045-01-01T00:00:00Z");
const ISSUING_VALIDITY: (&str, &str) = ("2022-01-01T00:00:00Z", "2044-12-31T00:00:00Z");
const RETIRED_VALIDITY: (&str, &str) = ("2015-07-27T00:00:00Z", "2025-07-27T00:00:00Z");

/// An authority of the usual kind; the rows below change what differs.
const USUAL: AuthorityPlan = AuthorityPlan {
    slug: "",
    common_name: "",
    organization: None,
    family: Family::Gost2015,
    issuer: None,
    validity: ISSUING_VALIDITY,
    path_length: None,
    fate: Fate::Good,
    about: "",
};

/// The authorities, issuers before those whom they certify. The names follow the national shape with «ҮЛГІ» (sample) in
/// front; no authority is called so.
pub(super) static AUTHORITIES: &[AuthorityPlan] = &[
    AuthorityPlan {
        slug: "root-rsa",
        common_name: "ҮЛГІ НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (RSA)",
        family: Family::Rsa(4096),
        validity: ROOT_VALIDITY,
        about: "root, RSA-4096",
        ..USUAL
    },
    AuthorityPlan {
        slug: "nca-rsa",
        common_name: "ҮЛГІ ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (RSA) 2022",
        family: Family::Rsa(4096),
        issuer: Some("root-rsa"),
        path_length: Some(0),
        about: "issuing authority, RSA-4096, pathLen 0",
        ..USUAL
    },
    AuthorityPlan {
        slug: "root-gost2004",
        common_name: "ҮЛГІ НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)",
        family: Family::Gost2004,
        validity: ROOT_VALIDITY,
        about: "root, GOST 34.310-2004",
        ..USUAL
    },
    AuthorityPlan {
        slug: "nca-gost2004",
        common_name: "ҮЛГІ ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)",
        family: Family::Gost2004,
        issuer: Some("root-gost2004"),
        about: "issuing authority, GOST 34.310-2004",
        ..USUAL
    },
    AuthorityPlan {
        slug: "root-gost2015",
        common_name: "ҮЛГІ НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022",
        validity: ROOT_VALIDITY,
        about: "root, GOST 34.310-2015, 512 bit",
        ..USUAL
    },
    AuthorityPlan {
        slug: "nca-gost2015",
        common_name: "ҮЛГІ ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022",
        issuer: Some("root-gost2015"),
        about: "issuing authority, GOST 34.310-2015, 512 bit",
        ..USUAL
    },
    AuthorityPlan {
        slug: "root-gost2015-256",
        common_name: "ҮЛГІ НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST-256)",
        family: Family::Gost2015Short,
        validity: ROOT_VALIDITY,
        about: "root, GOST 34.310-2015, 256 bit",
        ..USUAL
    },
    AuthorityPlan {
        slug: "nca-gost2015-256",
        common_name: "ҮЛГІ ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST-256)",
        family: Family::Gost2015Short,
        issuer: Some("root-gost2015-256"),
        about: "issuing authority, GOST 34.310-2015, 256 bit",
        ..USUAL
    },
    AuthorityPlan {
        slug: "root-ecdsa",
        common_name: "ҮЛГІ НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (ECDSA)",
        family: Family::EcdsaP256,
        validity: ROOT_VALIDITY,
        about: "root, ECDSA P-256, for interoperability",
        ..USUAL
    },
    AuthorityPlan {
        slug: "nca-ecdsa",
        common_name: "ҮЛГІ ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (ECDSA)",
        family: Family::EcdsaP256,
        issuer: Some("root-ecdsa"),
        path_length: Some(0),
        about: "issuing authority, ECDSA P-256",
        ..USUAL
    },
    AuthorityPlan {
        slug: "government",
        common_name: "ҮЛГІ МЕМЛЕКЕТТІК ОРГАНДАР ОРТАЛЫҒЫ (GOST)",
        family: Family::Gost2004,
        issuer: Some("root-gost2004"),
        about: "authority of state bodies: its subscribers have neither extKeyUsage nor policies",
        ..USUAL
    },
    AuthorityPlan {
        slug: "twin-a",
        common_name: "ҮЛГІ ЕГІЗ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ",
        issuer: Some("root-gost2015"),
        about: "one of two authorities with the same name and different keys",
        ..USUAL
    },
    AuthorityPlan {
        slug: "twin-b",
        common_name: "ҮЛГІ ЕГІЗ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ",
        issuer: Some("root-gost2015"),
        about: "the other of the two",
        ..USUAL
    },
    AuthorityPlan {
        slug: "root-retired",
        common_name: "ҮЛГІ НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST)",
        organization: Some("ҮЛГІ МЕКЕМЕ"),
        family: Family::Gost2004,
        validity: RETIRED_VALIDITY,
        about: "root that expired in 2025; same CN as root-gost2004, differs in O",
        ..USUAL
    },
    AuthorityPlan {
        slug: "nca-retired",
        common_name: "ҮЛГІ ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2015",
        family: Family::Gost2004,
        issuer: Some("root-retired"),
        validity: RETIRED_VALIDITY,
        about: "issuing authority that expired in 2025",
        ..USUAL
    },
    AuthorityPlan {
        slug: "revoked-authority",
        common_name: "ҮЛГІ КЕРІ ҚАЙТАРЫЛҒАН ОРТАЛЫҚ",
        issuer: Some("root-gost2015"),
        fate: Fate::Revoked(Reason::CaCompromise),
        about: "issuing authority, revoked (cACompromise) in the CRL of root-gost2015",
        ..USUAL
    },
    AuthorityPlan {
        slug: "foreign-root",
        common_name: "БӨТЕН НЕГІЗГІ ОРТАЛЫҚ",
        validity: ROOT_VALIDITY,
        about: "root that nobody trusts: never among the anchors of a test",
        ..USUAL
    },
    AuthorityPlan {
        slug: "foreign-authority",
        common_name: "ҮЛГІ ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022",
        issuer: Some("foreign-root"),
        about: "issuing authority below the foreign root that takes the name of nca-gost2015",
        ..USUAL
    },
    AuthorityPlan {
        slug: "too-deep",
        common_name: "ҮЛГІ ТЫМ ТЕРЕҢ ОРТАЛЫҚ",
        family: Family::Rsa(2048),
        issuer: Some("nca-rsa"),
        about: "authority below nca-rsa, which its pathLen 0 forbids",
        ..USUAL
    },
];

/// A row of [`SUBSCRIBERS`].
pub(super) struct SubscriberPlan {
    /// The file is `<file>.cer`.
    pub(super) file: &'static str,
    pub(super) issuer: &'static str,
    pub(super) family: Family,
    pub(super) profile: &'static Profile,
    pub(super) person: &'static Person,
    pub(super) organization: &'static Organization,
    pub(super) validity: (&'static str, &'static str),
    pub(super) fate: Fate,
    pub(super) twists: &'static [Twist],
    pub(super) about: &'static str,
}

/// How a certificate departs from its profile.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Twist {
    /// No serialNumber in the subject.
    WithoutIin,
    /// The control digit of the IIN is wrong (tolerance T12).
    WrongControlDigit,
    /// No extKeyUsage (tolerance T4).
    WithoutExtKeyUsage,
    /// This keyUsage in place of the profile's.
    KeyUsage(u8),
    /// extKeyUsage critical and keyUsage not, as one profile of 2026 has it (tolerance T4).
    CriticalityTurnedRound,
    /// `*` in the URLs, as two genuine test files have it (tolerance T2).
    PlaceholderUrls,
    /// A line feed, spaces and `URL=` inside the CRL URL, as the production authorities of 2018 have it (T2).
    TwoUrlsInOne,
    /// AIA names another authority (tolerance T3).
    WrongAuthorityInfo,
    /// No AIA.
    WithoutAuthorityInfo,
    /// CPS with a user notice beside it.
    UserNotice,
    /// An e-mail address in subjectAltName, as older certificates have it.
    Email,
    /// Organisation and BIN stand in front of the person's attributes, extensions in reverse order.
    OtherOrder,
}

/// From 2025-01-01 to 2028-01-01.
const CURRENT: (&str, &str) = ("2025-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
const EXPIRED: (&str, &str) = ("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
/// Expired at the reference moment, valid when the documents of 2026-05-10 were signed.
const EXPIRED_SINCE: (&str, &str) = ("2025-06-01T00:00:00Z", "2026-06-01T00:00:00Z");
const FUTURE: (&str, &str) = ("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
const RETIRED: (&str, &str) = ("2022-01-01T00:00:00Z", "2023-01-01T00:00:00Z");

const GOST2015: SubscriberPlan = SubscriberPlan {
    file: "",
    issuer: "nca-gost2015",
    family: Family::Gost2015,
    profile: &p::INDIVIDUAL_SINGLE,
    person: &DEREK,
    organization: &ULGI,
    validity: CURRENT,
    fate: Fate::Good,
    twists: &[],
    about: "",
};
const GOST2015_256: SubscriberPlan =
    SubscriberPlan { issuer: "nca-gost2015-256", family: Family::Gost2015Short, ..GOST2015 };
const GOST2004: SubscriberPlan = SubscriberPlan {
    issuer: "nca-gost2004",
    family: Family::Gost2004,
    profile: &p::EMPLOYEE_SIGN,
    twists: &[Twist::UserNotice],
    ..GOST2015
};
const RSA: SubscriberPlan = SubscriberPlan {
    issuer: "nca-rsa",
    family: Family::Rsa(2048),
    profile: &p::INDIVIDUAL_SIGN,
    twists: &[Twist::UserNotice],
    ..GOST2015
};
const ECDSA: SubscriberPlan =
    SubscriberPlan { issuer: "nca-ecdsa", family: Family::EcdsaP256, profile: &p::INDIVIDUAL_SIGN, ..GOST2015 };

/// The subscribers.
#[rustfmt::skip]
pub(super) static SUBSCRIBERS: &[SubscriberPlan] = &[
    // GOST 34.310-2015, 512 bit: the generation issued since 2024.
    SubscriberPlan { file: "gost2015/individual", about: "individual, single key, everything in order", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-other", person: &SYNAQ, about: "another individual: her IIN is not the one asked for", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-without-patronymic", person: &OYDAN, about: "individual without patronymic: no GIVENNAME", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-without-iin", twists: &[Twist::WithoutIin], about: "individual without serialNumber: no IIN", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-wrong-control-digit", twists: &[Twist::WrongControlDigit], about: "IIN with a wrong control digit: a warning, never a refusal (T12)", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-expired", validity: EXPIRED, about: "expired on 2025-01-01", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-expired-since", validity: EXPIRED_SINCE, about: "expired on 2026-06-01, after the documents were signed", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-not-yet-valid", validity: FUTURE, about: "valid from 2027-01-01 only", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-revoked", fate: Fate::Revoked(Reason::KeyCompromise), about: "revoked, keyCompromise", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-revoked-no-reason", fate: Fate::Revoked(Reason::NotGiven), about: "revoked, no reason given", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-superseded", fate: Fate::Revoked(Reason::Superseded), about: "revoked, superseded", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-affiliation-changed", fate: Fate::Revoked(Reason::AffiliationChanged), about: "revoked, affiliationChanged", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-cessation", fate: Fate::Revoked(Reason::CessationOfOperation), about: "revoked, cessationOfOperation", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-privilege-withdrawn", fate: Fate::Revoked(Reason::PrivilegeWithdrawn), about: "revoked, privilegeWithdrawn", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-on-hold", fate: Fate::Revoked(Reason::CertificateHold), about: "on hold: blocked by its owner", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-revoked-in-delta", fate: Fate::RevokedInDelta(Reason::KeyCompromise), about: "revoked in the delta CRL only", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-released", fate: Fate::ReleasedByDelta, about: "on hold in the base CRL, released by the delta (removeFromCRL)", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-without-eku", twists: &[Twist::WithoutExtKeyUsage], about: "no extKeyUsage (T4)", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-enciphering", twists: &[Twist::KeyUsage(usage::ENCIPHER)], about: "keyUsage keyEncipherment only: fits neither signing nor login", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-placeholder-urls", twists: &[Twist::PlaceholderUrls], about: "`*` in the URLs: unusable, not an error (T2)", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-two-urls-in-one", twists: &[Twist::TwoUrlsInOne], about: "line feed and `URL=` inside the CRL URL (T2)", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-wrong-aia", twists: &[Twist::WrongAuthorityInfo], about: "AIA names another authority (T3)", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-without-aia", twists: &[Twist::WithoutAuthorityInfo], about: "no AIA (T3)", ..GOST2015 },
    SubscriberPlan { file: "gost2015/individual-email", twists: &[Twist::Email, Twist::OtherOrder], about: "e-mail address, other order of extensions (T4)", ..GOST2015 },
    SubscriberPlan { file: "gost2015/head", profile: &p::HEAD_SINGLE, person: &BASSHY, about: "head of a legal entity", ..GOST2015 },
    SubscriberPlan { file: "gost2015/head-revoked", profile: &p::HEAD_SINGLE, person: &BASSHY, fate: Fate::Revoked(Reason::KeyCompromise), about: "head of a legal entity, revoked", ..GOST2015 },
    SubscriberPlan { file: "gost2015/head-other-organization", profile: &p::HEAD_SINGLE, person: &BASSHY, organization: &MYSAL, about: "head of another legal entity: another BIN", ..GOST2015 },
    SubscriberPlan { file: "gost2015/signer-2023", profile: &p::SIGNER_2023, about: "right to sign, issue of 2023: keyUsage e0", ..GOST2015 },
    SubscriberPlan { file: "gost2015/signer-2026", profile: &p::SIGNER_SINGLE, twists: &[Twist::CriticalityTurnedRound], about: "right to sign, issue of 2026: extKeyUsage critical, keyUsage not (T4)", ..GOST2015 },
    SubscriberPlan { file: "gost2015/financial-signer", profile: &p::FINANCIAL_SINGLE, about: "right to sign financial documents", ..GOST2015 },
    SubscriberPlan { file: "gost2015/hr", profile: &p::HR_SINGLE, about: "human resources", ..GOST2015 },
    SubscriberPlan { file: "gost2015/employee", profile: &p::EMPLOYEE_SINGLE, twists: &[Twist::OtherOrder], about: "employee; organisation first in the subject", ..GOST2015 },
    SubscriberPlan { file: "gost2015/treasury", profile: &p::TREASURY_SINGLE, about: "treasury client", ..GOST2015 },
    SubscriberPlan { file: "gost2015/system-2023", profile: &p::SYSTEM_2023, about: "information system, issue of 2023: the type \"legal entity\" is the only usage, no IIN", ..GOST2015 },
    SubscriberPlan { file: "gost2015/system-2026", profile: &p::SYSTEM_2026, about: "information system, issue of 2026: three years, UID, no IIN", ..GOST2015 },

    // GOST 34.310-2015, 256 bit.
    SubscriberPlan { file: "gost2015-256/individual", about: "individual, single key", ..GOST2015_256 },
    SubscriberPlan { file: "gost2015-256/individual-revoked", fate: Fate::Revoked(Reason::KeyCompromise), about: "individual, revoked", ..GOST2015_256 },
    SubscriberPlan { file: "gost2015-256/head", profile: &p::HEAD_SINGLE, person: &BASSHY, about: "head of a legal entity", ..GOST2015_256 },

    // GOST 34.310-2004: the signing keys of legal entities until April 2024.
    SubscriberPlan { file: "gost2004/head", profile: &p::HEAD_SIGN, person: &BASSHY, about: "head of a legal entity", ..GOST2004 },
    SubscriberPlan { file: "gost2004/head-revoked", profile: &p::HEAD_SIGN, person: &BASSHY, fate: Fate::Revoked(Reason::KeyCompromise), about: "head, revoked", ..GOST2004 },
    SubscriberPlan { file: "gost2004/head-on-hold", profile: &p::HEAD_SIGN, person: &BASSHY, fate: Fate::Revoked(Reason::CertificateHold), about: "head, on hold", ..GOST2004 },
    SubscriberPlan { file: "gost2004/head-expired", profile: &p::HEAD_SIGN, person: &BASSHY, validity: EXPIRED, about: "head, expired on 2025-01-01", ..GOST2004 },
    SubscriberPlan { file: "gost2004/head-without-iin", profile: &p::HEAD_SIGN, person: &BASSHY, twists: &[Twist::WithoutIin], about: "head without serialNumber: a BIN and no IIN", ..GOST2004 },
    SubscriberPlan { file: "gost2004/signer", profile: &p::SIGNER_SIGN, about: "right to sign", ..GOST2004 },
    SubscriberPlan { file: "gost2004/financial-signer", profile: &p::FINANCIAL_SIGN, about: "right to sign financial documents", ..GOST2004 },
    SubscriberPlan { file: "gost2004/hr", profile: &p::HR_SIGN, about: "human resources", ..GOST2004 },
    SubscriberPlan { file: "gost2004/employee", about: "employee", ..GOST2004 },
    SubscriberPlan { file: "gost2004/employee-tumar", family: Family::Tumar, about: "employee, key in the Tumar layout (T13)", ..GOST2004 },
    SubscriberPlan { file: "gost2004/treasury", profile: &p::TREASURY_SIGN_KEY, about: "treasury client, signing key", ..GOST2004 },
    SubscriberPlan { file: "gost2004/system-2023", profile: &p::SYSTEM_2023_SIGN, about: "information system, issue of 2023", ..GOST2004 },

    // RSA: pairs of an authentication and a signing key.
    SubscriberPlan { file: "rsa/individual-sign", about: "individual, signing key", ..RSA },
    SubscriberPlan { file: "rsa/individual-auth", profile: &p::INDIVIDUAL_AUTH, about: "individual, authentication key: not for signing", ..RSA },
    SubscriberPlan { file: "rsa/individual-sign-revoked", fate: Fate::Revoked(Reason::KeyCompromise), about: "individual, signing key, revoked", ..RSA },
    SubscriberPlan { file: "rsa/individual-sign-on-hold", fate: Fate::Revoked(Reason::CertificateHold), about: "individual, signing key, on hold", ..RSA },
    SubscriberPlan { file: "rsa/individual-sign-expired", validity: EXPIRED, about: "individual, signing key, expired on 2025-01-01", ..RSA },
    SubscriberPlan { file: "rsa/individual-sign-other", person: &SYNAQ, about: "another individual, signing key", ..RSA },
    SubscriberPlan { file: "rsa/head-auth", profile: &p::HEAD_AUTH, person: &BASSHY, about: "head of a legal entity, authentication key", ..RSA },
    SubscriberPlan { file: "rsa/head-sign", profile: &p::HEAD_SIGN, person: &BASSHY, about: "head of a legal entity, signing key", ..RSA },
    SubscriberPlan { file: "rsa/treasury-auth", profile: &p::TREASURY_AUTH_KEY, about: "treasury client, authentication key", ..RSA },
    SubscriberPlan { file: "rsa/system-2023", profile: &p::SYSTEM_2023_SIGN, about: "information system, issue of 2023", ..RSA },

    // ECDSA: not a national profile.
    SubscriberPlan { file: "ecdsa/individual", about: "individual, for interoperability", ..ECDSA },
    SubscriberPlan { file: "ecdsa/individual-revoked", fate: Fate::Revoked(Reason::KeyCompromise), about: "individual, revoked", ..ECDSA },

    // Other authorities.
    SubscriberPlan { file: "other/government-employee", issuer: "government", family: Family::Gost2004, profile: &p::GOVERNMENT, about: "employee of a state body: neither extKeyUsage nor policies (T4, T9)", ..GOST2015 },
    SubscriberPlan { file: "other/twin-a-individual", issuer: "twin-a", about: "issued by twin-a", ..GOST2015 },
    SubscriberPlan { file: "other/twin-a-individual-revoked", issuer: "twin-a", fate: Fate::Revoked(Reason::KeyCompromise), about: "issued by twin-a, revoked there", ..GOST2015 },
    SubscriberPlan { file: "other/twin-b-individual", issuer: "twin-b", about: "issued by twin-b", ..GOST2015 },
    SubscriberPlan { file: "other/retired-head", issuer: "nca-retired", family: Family::Gost2004, profile: &p::HEAD_SIGN, person: &BASSHY, validity: RETIRED, about: "issued by nca-retired, expired in 2023", ..GOST2015 },
    SubscriberPlan { file: "other/retired-authority-individual", issuer: "nca-retired", family: Family::Gost2004, profile: &p::INDIVIDUAL_SIGN, about: "valid itself, but its authority expired in 2025", ..GOST2015 },
    SubscriberPlan { file: "other/revoked-authority-individual", issuer: "revoked-authority", about: "valid itself, but its authority is revoked", ..GOST2015 },
    SubscriberPlan { file: "other/foreign-individual", issuer: "foreign-authority", about: "the IIN of gost2015/individual under an authority that nobody trusts", ..GOST2015 },
    SubscriberPlan { file: "other/too-deep-individual", issuer: "too-deep", family: Family::Rsa(2048), profile: &p::INDIVIDUAL_SIGN, about: "path longer than the pathLen 0 of nca-rsa", ..GOST2015 },
];

/// Which CRL numbers an authority uses: base, delta. They count apart (tolerance T7).
pub(super) fn crl_numbers(slug: &str) -> (u64, u64) {
    match slug {
        // As the test authorities of the SDK have it: the delta's number is below the base's.
        "nca-gost2015" | "nca-gost2004" => (10, 5),
        // As in production: it is far above.
        "nca-rsa" => (1_346, 57_725),
        _ => (7, 7),
    }
}
