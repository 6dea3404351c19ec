//! The made set: authorities and subscribers, found by the names of the plan.

use std::collections::BTreeMap;

use super::authority::{Authority, Subscriber};
use super::certificate::{Draft, Issuer};
use super::der::moment;
use super::extension::Extension;
use super::files::Files;
use super::key::Family;
use super::key_ring::KeyRing;
use super::pkcs12;
use super::plan::{AUTHORITIES, SUBSCRIBERS, SubscriberPlan};
use super::spoil;

/// Everything that has a key.
pub(super) struct Set {
    pub(super) authorities: Vec<Authority>,
    subscribers: BTreeMap<&'static str, Subscriber>,
}

impl Set {
    /// Makes authorities and subscribers in the order of the plan.
    pub(super) fn make(keys: &mut KeyRing) -> Self {
        let mut set = Self { authorities: Vec::new(), subscribers: BTreeMap::new() };
        for plan in AUTHORITIES {
            let key = keys.key(plan.family, plan.slug);
            let authority = Authority::make(plan, key, plan.issuer.map(|slug| set.authority(slug)));
            set.authorities.push(authority);
        }
        for plan in SUBSCRIBERS {
            let key = keys.key(plan.family, plan.file);
            let subscriber = set.authority(plan.issuer).issue(plan, key);
            set.subscribers.insert(plan.file, subscriber);
        }
        set
    }

    pub(super) fn authority(&self, slug: &str) -> &Authority {
        let found = self.authorities.iter().find(|authority| authority.plan.slug == slug);
        found.unwrap_or_else(|| panic!("the plan has no authority {slug}"))
    }

    pub(super) fn subscriber(&self, file: &str) -> &Subscriber {
        self.subscribers.get(file).unwrap_or_else(|| panic!("the plan has no subscriber {file}"))
    }

    /// The serial number of a subscriber.
    pub(super) fn serial_of(&self, file: &str) -> Vec<u8> {
        self.subscriber(file).serial()
    }

    /// The certificates as files.
    pub(super) fn certificates(&self, keys: &mut KeyRing, files: &mut Files) {
        for authority in &self.authorities {
            let plan = authority.plan;
            files.add(format!("ca/{}.cer", plan.slug), authority.certificate.clone(), plan.about.into());
        }
        for plan in SUBSCRIBERS {
            let certificate = self.subscriber(plan.file).certificate.clone();
            files.add(format!("{}.cer", plan.file), certificate, plan.about.into());
        }
        self.attacks(keys, files);
    }

    /// Certificates that a verifier must refuse although each looks like gost2015/individual.
    fn attacks(&self, keys: &mut KeyRing, files: &mut Files) {
        let plan = self.plan("gost2015/individual");
        let (authority, victim) = (self.authority("nca-gost2015"), self.subscriber(plan.file));
        let mut tampered = victim.certificate.clone();
        spoil(&mut tampered);
        files.add(
            "attack/tampered.cer".into(),
            tampered,
            "gost2015/individual with one bit of its signature turned: path-invalid".into(),
        );

        let key = keys.key(Family::Gost2015, "attack/forger");
        let forger = Issuer { name: &authority.name, key: &self.authority("foreign-authority").key };
        let forged = authority
            .draft(plan, victim.name.clone(), &key)
            .serial(victim.serial())
            .replacing(
                &qoltanba::oid::SUBJECT_KEY_IDENTIFIER,
                Extension::subject_key_identifier(&victim.key.identifier()),
            )
            .signed_by(&forger);
        files.add(
            "attack/forged.cer".into(),
            forged,
            "issuer, serial number, subject and key identifiers of gost2015/individual around another key: path-invalid"
                .into(),
        );

        let signer = self.subscriber("gost2015/individual-other");
        let validity = (moment(plan.validity.0), moment(plan.validity.1));
        let issued = Draft::of(victim.name.clone(), &key, validity)
            .with(Extension::key_usage(plan.profile.key_usage))
            .with(Extension::ext_key_usage(plan.profile.usages.iter().copied()))
            .with(Extension::subject_key_identifier(&key.identifier()))
            .with(Extension::authority_key_identifier(&signer.key.identifier()))
            .signed_by(&signer.issuer());
        files.add(
            "attack/issued-by-subscriber.cer".into(),
            issued,
            "issued by gost2015/individual-other, which is no authority: path-invalid".into(),
        );
    }

    /// Key files in the form of the national authority.
    pub(super) fn key_files(&self, files: &mut Files) {
        for (name, members) in KEY_FILES {
            let pairs: Vec<_> = members
                .iter()
                .map(|file| self.subscriber(file))
                .map(|subscriber| (&subscriber.key, subscriber.certificate.as_slice()))
                .collect();
            let about = format!("key file of {}", members.join(" and "));
            files.add(format!("p12/{name}.p12"), pkcs12::key_file(name, &pairs), about);
        }
    }

    fn plan(&self, file: &str) -> &'static SubscriberPlan {
        let found = SUBSCRIBERS.iter().find(|plan| plan.file == file);
        found.unwrap_or_else(|| panic!("the plan has no subscriber {file}"))
    }
}

/// Key files and whose keys are in them.
static KEY_FILES: &[(&str, &[&str])] = &[
    ("gost2015-individual", &["gost2015/individual"]),
    ("gost2015-individual-revoked", &["gost2015/individual-revoked"]),
    ("gost2015-individual-expired", &["gost2015/individual-expired"]),
    ("gost2015-head", &["gost2015/head"]),
    ("gost2015-system-2026", &["gost2015/system-2026"]),
    ("gost2015-256-individual", &["gost2015-256/individual"]),
    ("gost2004-head", &["gost2004/head"]),
    ("gost2004-employee-tumar", &["gost2004/employee-tumar"]),
    ("rsa-individual-sign", &["rsa/individual-sign"]),
    ("rsa-individual-auth", &["rsa/individual-auth"]),
    ("two-keys", &["gost2015/individual", "gost2015/head"]),
];
