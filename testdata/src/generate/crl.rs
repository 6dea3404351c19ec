//! Writing CRLs (RFC 5280, section 5).

use qoltanba::asn1::Writer;
use qoltanba::time::Moment;

use super::certificate::{Issuer, signed};
use super::der::{der, moment, time};
use super::extension::Extension;
use super::key::Parameters;

/// CRLReason (RFC 5280, 5.3.1).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// No reason extension at all.
    NotGiven,
    KeyCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    CertificateHold,
    RemoveFromCrl,
    PrivilegeWithdrawn,
    CaCompromise,
}

impl Reason {
    /// The code; `None` when the extension is left out.
    pub(super) const fn code(self) -> Option<u8> {
        match self {
            Self::NotGiven => None,
            Self::KeyCompromise => Some(1),
            Self::CaCompromise => Some(2),
            Self::AffiliationChanged => Some(3),
            Self::Superseded => Some(4),
            Self::CessationOfOperation => Some(5),
            Self::CertificateHold => Some(6),
            Self::RemoveFromCrl => Some(8),
            Self::PrivilegeWithdrawn => Some(9),
        }
    }
}

/// A line of a CRL.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) serial: Vec<u8>,
    pub(super) revoked_at: Moment,
    pub(super) reason: Reason,
}

/// A CRL before its signature.
#[derive(Clone)]
pub(super) struct Draft {
    number: u64,
    this_update: Moment,
    next_update: Option<Moment>,
    entries: Vec<Entry>,
    extensions: Vec<Extension>,
    inner_parameters: Parameters,
}

impl Draft {
    /// A base CRL, current from 2026-06-01 to 2026-12-01, with no entry.
    pub(super) fn base(number: u64) -> Self {
        Self {
            number,
            this_update: moment("2026-06-01T00:00:00Z"),
            next_update: Some(moment("2026-12-01T00:00:00Z")),
            entries: Vec::new(),
            extensions: Vec::new(),
            inner_parameters: Parameters::Usual,
        }
    }

    /// A delta CRL on the base with the number `base`, current from 2026-06-15 to 2026-12-01. Its own number is
    /// independent of the base's (section 4.1 of the national facts).
    pub(super) fn delta(number: u64, base: u64) -> Self {
        let delta = Self::base(number).from("2026-06-15T00:00:00Z");
        delta.with(Extension::delta_of(base))
    }

    pub(super) fn from(mut self, this_update: &str) -> Self {
        self.this_update = moment(this_update);
        self
    }

    pub(super) fn until(mut self, next_update: &str) -> Self {
        self.next_update = Some(moment(next_update));
        self
    }

    pub(super) fn without_next_update(mut self) -> Self {
        self.next_update = None;
        self
    }

    pub(super) fn listing(mut self, entries: impl IntoIterator<Item = Entry>) -> Self {
        self.entries.extend(entries);
        self
    }

    pub(super) fn with(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    /// The inner AlgorithmIdentifier without NULL, the outer one with it (tolerance T1).
    pub(super) fn with_bare_inner_algorithm(mut self) -> Self {
        self.inner_parameters = Parameters::Absent;
        self
    }

    /// The signed CRL.
    pub(super) fn signed_by(&self, issuer: &Issuer<'_>) -> Vec<u8> {
        let mut extensions = self.extensions.clone();
        extensions.push(Extension::crl_number(self.number));
        extensions.push(Extension::authority_key_identifier(&issuer.key.identifier()));
        let tbs = der(|w| {
            w.sequence(|w| {
                w.unsigned(1).raw(&issuer.key.family.signature_algorithm(self.inner_parameters)).raw(issuer.name);
                time(w, self.this_update);
                if let Some(next_update) = self.next_update {
                    time(w, next_update);
                }
                // Without entries the field is absent (RFC 5280, 5.1.2.6).
                if !self.entries.is_empty() {
                    w.sequence(|w| self.entries.iter().for_each(|entry| entry.write(w)));
                }
                w.explicit(0, |w| {
                    w.raw(&Extension::list(&extensions));
                });
            });
        });
        signed(&tbs, &issuer.key.family.signature_algorithm(Parameters::Usual), &issuer.key.sign(&tbs))
    }
}

impl Entry {
    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.unsigned_bytes(&self.serial);
            time(w, self.revoked_at);
            if let Some(code) = self.reason.code() {
                w.raw(&Extension::list(&[Extension::reason(code)]));
            }
        });
    }
}
