//! Making the authorities and the certificates that they issue.

use qoltanba::oid;

use super::certificate::{Draft, Issuer, authority_serial_of, serial_of};
use super::der::{moment, oid as parse_oid};
use super::extension::{Extension, UserNotice, usage};
use super::key::Key;
use super::people::{Control, NameBuilder, SYSTEM};
use super::plan::{AuthorityPlan, SubscriberPlan, Twist};
use super::profile::Subject;

/// Hosts under `.example` belong to nobody (RFC 2606).
const HOST: &str = "http://ulgi.example";
const CPS: &str = "http://ulgi.example/cps";

/// A made authority.
pub(super) struct Authority {
    pub(super) plan: &'static AuthorityPlan,
    pub(super) name: Vec<u8>,
    pub(super) key: Key,
    pub(super) certificate: Vec<u8>,
}

/// A made subscriber, responder or time-stamping authority.
pub(super) struct Subscriber {
    pub(super) key: Key,
    pub(super) name: Vec<u8>,
    pub(super) issuer_name: Vec<u8>,
    pub(super) certificate: Vec<u8>,
}

impl Subscriber {
    /// As the signer of something.
    pub(super) fn issuer(&self) -> Issuer<'_> {
        Issuer { name: &self.name, key: &self.key }
    }

    /// The serial number of the certificate.
    pub(super) fn serial(&self) -> Vec<u8> {
        serial_of(&self.key.identifier())
    }
}

impl Authority {
    pub(super) fn issuer(&self) -> Issuer<'_> {
        Issuer { name: &self.name, key: &self.key }
    }

    fn url(&self, kind: &str, suffix: &str) -> String {
        format!("{HOST}/{kind}/{}{suffix}", self.plan.slug)
    }

    fn crl_url(&self) -> String {
        self.url("crl", ".crl")
    }

    /// The authority of this row; `parent` is its issuer, or `None` for a root.
    pub(super) fn make(plan: &'static AuthorityPlan, key: Key, parent: Option<&Authority>) -> Self {
        let mut name = NameBuilder::new().utf8(&oid::COMMON_NAME, plan.common_name).kazakhstan();
        if let Some(organization) = plan.organization {
            name = name.utf8(&oid::ORGANIZATION, organization);
        }
        let name = name.build();
        let identifier = key.identifier();
        let serial = authority_serial_of(&identifier);
        let draft = Draft::of(name.clone(), &key, (moment(plan.validity.0), moment(plan.validity.1)))
            .serial(serial.clone())
            .with(Extension::authority(plan.path_length))
            .with(Extension::key_usage(usage::AUTHORITY))
            .with(Extension::subject_key_identifier(&identifier));
        let certificate = match parent {
            None => draft
                .with(Extension::authority_key_identifier_in_full(&identifier, &name, &serial))
                .with(Extension::policy(&parse_oid("1.2.398.3.1.2"), CPS, UserNotice::Without))
                .signed_by(&Issuer { name: &name, key: &key }),
            Some(parent) => {
                let above = parent.key.identifier();
                draft
                    .with(Extension::crl_distribution_points(&[&parent.crl_url()]))
                    .with(Extension::authority_key_identifier_in_full(
                        &above,
                        &parent.name,
                        &authority_serial_of(&above),
                    ))
                    .with(Extension::authority_info_access(&parent.url("ca", ".cer"), None))
                    .with(Extension::policy(&oid::KZ_POLICY, CPS, UserNotice::Without))
                    .signed_by(&parent.issuer())
            }
        };
        Self { plan, name, key, certificate }
    }

    /// Issues the certificate of this row.
    pub(super) fn issue(&self, plan: &'static SubscriberPlan, key: Key) -> Subscriber {
        let name = subject(plan);
        let certificate = self.draft(plan, name.clone(), &key).signed_by(&self.issuer());
        Subscriber { key, name, issuer_name: self.name.clone(), certificate }
    }

    /// Issues a certificate for a service of the authority, such as an OCSP responder.
    pub(super) fn certify_service(&self, common_name: &str, key: Key, extensions: &[Extension]) -> Subscriber {
        let name = NameBuilder::new().utf8(&oid::COMMON_NAME, common_name).kazakhstan().build();
        let validity = (moment("2025-01-01T00:00:00Z"), moment("2028-01-01T00:00:00Z"));
        let certificate = Draft::of(name.clone(), &key, validity)
            .with_all(extensions.iter().cloned())
            .with(Extension::subject_key_identifier(&key.identifier()))
            .with(Extension::authority_key_identifier(&self.key.identifier()))
            .signed_by(&self.issuer());
        Subscriber { key, name, issuer_name: self.name.clone(), certificate }
    }

    /// The certificate of this row before its signature.
    pub(super) fn draft<'k>(&self, plan: &SubscriberPlan, name: Vec<u8>, key: &'k Key) -> Draft<'k> {
        let profile = plan.profile;
        let has = |twist| plan.twists.contains(&twist);
        let notice = if has(Twist::UserNotice) { UserNotice::With } else { UserNotice::Without };
        let mut extensions = Vec::new();
        if !profile.usages.is_empty() {
            extensions.push(Extension::ext_key_usage(profile.usages.iter().copied()));
        }
        if let Some(policy) = profile.policy {
            extensions.push(Extension::policy(&parse_oid(policy), CPS, notice));
        }
        extensions.extend([
            Extension::authority_info_access(&self.url("ca", ".cer"), Some(&self.url("ocsp", ""))),
            Extension::crl_distribution_points(&[&self.crl_url()]),
            Extension::freshest_crl(&self.url("crl", "-delta.crl")),
            Extension::key_usage(profile.key_usage),
            Extension::subject_key_identifier(&key.identifier()),
            Extension::authority_key_identifier(&self.key.identifier()),
            Extension::key_storage_file(),
        ]);
        if has(Twist::OtherOrder) {
            extensions.reverse();
        }
        let draft = Draft::of(name, key, (moment(plan.validity.0), moment(plan.validity.1))).with_all(extensions);
        plan.twists.iter().fold(draft, |draft, twist| self.twisted(draft, plan, *twist))
    }

    /// The draft with one departure from its profile.
    fn twisted<'k>(&self, draft: Draft<'k>, plan: &SubscriberPlan, twist: Twist) -> Draft<'k> {
        match twist {
            // These are at work in the subject or in the order.
            Twist::WithoutIin | Twist::WrongControlDigit | Twist::OtherOrder | Twist::UserNotice => draft,
            Twist::WithoutExtKeyUsage => draft.without(&oid::EXT_KEY_USAGE),
            Twist::KeyUsage(octet) => draft.replacing(&oid::KEY_USAGE, Extension::key_usage(octet)),
            Twist::CriticalityTurnedRound => {
                let usages = Extension::ext_key_usage(plan.profile.usages.iter().copied()).critical();
                draft
                    .replacing(&oid::EXT_KEY_USAGE, usages)
                    .replacing(&oid::KEY_USAGE, Extension::key_usage(plan.profile.key_usage).not_critical())
            }
            Twist::PlaceholderUrls => {
                let (crl, ca) = (format!("{HOST}/crl/*.crl"), format!("{HOST}/ca/*.cer"));
                draft
                    .replacing(&oid::CRL_DISTRIBUTION_POINTS, Extension::crl_distribution_points(&[&crl]))
                    .replacing(&oid::AUTHORITY_INFO_ACCESS, Extension::authority_info_access(&ca, None))
            }
            Twist::TwoUrlsInOne => {
                let url = format!("{}\n               URL={}", self.crl_url(), self.url("crl1", ".crl"));
                draft.replacing(&oid::CRL_DISTRIBUTION_POINTS, Extension::crl_distribution_points(&[&url]))
            }
            Twist::WrongAuthorityInfo => {
                let other = format!("{HOST}/ca/nca-gost2004.cer");
                let access = Extension::authority_info_access(&other, Some(&self.url("ocsp", "")));
                draft.replacing(&oid::AUTHORITY_INFO_ACCESS, access)
            }
            Twist::WithoutAuthorityInfo => draft.without(&oid::AUTHORITY_INFO_ACCESS),
            Twist::Email => draft.with(Extension::email("derek@ulgi.example")),
        }
    }
}

/// The subject of this row (section 3.1 of the national facts).
pub(super) fn subject(plan: &SubscriberPlan) -> Vec<u8> {
    let has = |twist| plan.twists.contains(&twist);
    let organization = |name: NameBuilder| {
        let bin = format!("BIN{}", plan.organization.bin());
        name.utf8(&oid::ORGANIZATION, plan.organization.name).utf8(&oid::ORGANIZATIONAL_UNIT, &bin)
    };
    let person = |mut name: NameBuilder| {
        let person = plan.person;
        name = name.utf8(&oid::COMMON_NAME, &format!("{} {}", person.surname, person.first_name));
        name = name.utf8(&oid::SURNAME, person.surname);
        if !has(Twist::WithoutIin) {
            let control = if has(Twist::WrongControlDigit) { Control::Wrong } else { Control::Right };
            name = name.printable(&oid::SERIAL_NUMBER, &format!("IIN{}", person.iin(control)));
        }
        name.kazakhstan()
    };
    let patronymic = |name: NameBuilder| match plan.person.patronymic {
        Some(patronymic) => name.utf8(&oid::GIVEN_NAME, patronymic),
        None => name,
    };
    let system = |name: NameBuilder| organization(name.utf8(&oid::COMMON_NAME, SYSTEM.0).kazakhstan());
    let name = NameBuilder::new();
    match plan.profile.subject {
        Subject::Individual => patronymic(person(name)),
        Subject::Representative if has(Twist::OtherOrder) => patronymic(person(organization(name))),
        Subject::Representative => patronymic(organization(person(name))),
        Subject::Treasury => patronymic(organization(person(name)))
            .utf8(&oid::BUSINESS_CATEGORY, "KS99999")
            .ia5(&oid::DOMAIN_COMPONENT, "ROLE01"),
        Subject::System => system(name),
        Subject::SystemWithUid => system(name).utf8(&oid::USER_ID, SYSTEM.1),
    }
    .build()
}
