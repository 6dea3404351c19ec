//! Which lists can be believed (RFC 5280, 6.3.3 (a), (f), (g), (h)), and which are worth asking.

use std::cmp::Reverse;

use super::entries::{Checked, Unusable};
use super::judge::{Finding, Inquiry, worth_of_silence};
use super::scope::Target;
use super::{Crl, UndeterminedReason};
use crate::error::sentence;
use crate::path::IssuerRef;
use crate::time::Moment;

/// Whether a list speaks for the moment of validation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Age {
    Current,
    Expired,
    Future,
}

/// What may be expected of a list before it is believed, in the order in which lists are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    age: Age,
    /// It does not name the certificate.
    is_silent: bool,
    is_delta: bool,
    /// By its own word (authorityKeyIdentifier) another key than that of the issuer signed it.
    is_of_another_key: bool,
    this_update: Reverse<Moment>,
}

/// A list whose entries, signature and signer were checked.
#[derive(Clone)]
pub(super) struct Trusted<'a> {
    pub(super) crl: &'a Crl,
    pub(super) entries: Checked<'a>,
    /// The key that signed it.
    spki: Vec<u8>,
}

/// Why a list does not count.
pub(super) enum Distrust<'a> {
    /// It cannot be used, or who signed it may not speak for the issuer.
    Untrusted(String),
    /// It is trustworthy, and not of the moment of validation.
    Stale(Trusted<'a>, String),
}

impl Distrust<'_> {
    /// For the report; the detail is the rest of a sentence about the list.
    pub(super) fn reason(&self) -> (UndeterminedReason, String) {
        match self {
            Self::Untrusted(detail) => (UndeterminedReason::EvidenceUntrusted, detail.clone()),
            Self::Stale(_, detail) => (UndeterminedReason::StaleEvidence, format!("does not count: {detail}")),
        }
    }
}

/// Lists that were found trustworthy.
#[derive(Default)]
pub(super) struct Trustworthy<'a> {
    /// Current complete lists.
    pub(super) complete: Vec<Trusted<'a>>,
    /// Current deltas.
    pub(super) deltas: Vec<Trusted<'a>>,
    /// Lists and deltas that are not of the moment.
    pub(super) stale: Vec<Trusted<'a>>,
}

impl Inquiry<'_> {
    /// Those of the lists that can be trusted. Those are judged first that name the certificate, and they alone must all be
    /// judged; of the others as many as can add something.
    pub(super) fn believe<'c>(
        &mut self,
        lists: Vec<&'c Crl>,
        target: &Target<'_>,
        issuer: IssuerRef<'_>,
        finding: &mut Finding,
    ) -> Trustworthy<'c> {
        let unreadable: Vec<_> = lists.iter().filter_map(|crl| Some((*crl, unreadable(crl)?))).collect();
        let mut trustworthy = Trustworthy::default();
        let mut untrusted = None;
        for (weight, crl) in self.in_order(lists, target, issuer) {
            // An index file counts as a whole: a base would clear whom the unreadable delta beside it revokes.
            if let Some((damaged, why)) = unreadable.iter().find(|(other, _)| crl.is_in_the_file_of(other)) {
                let detail = format!("the {} cannot be used: {why}", describe(damaged));
                finding.refuse(UndeterminedReason::EvidenceUntrusted, detail);
                continue;
            }
            if weight.is_silent && trustworthy.say_all_that(crl, target, self.options.moment) {
                continue;
            }
            let exhausted = self.exhausted;
            match self.trust(crl, issuer) {
                Ok(trusted) if crl.is_delta() => trustworthy.deltas.push(trusted),
                Ok(trusted) => trustworthy.complete.push(trusted),
                Err(distrust) => {
                    let (reason, detail) = distrust.reason();
                    let detail = format!("the {} {detail}", describe(crl));
                    match distrust {
                        Distrust::Untrusted(_) if untrusted.is_none() => untrusted = Some(sentence(&detail)),
                        Distrust::Untrusted(_) => {}
                        Distrust::Stale(trusted, _) => trustworthy.stale.push(trusted),
                    }
                    finding.refuse(reason, detail);
                }
            }
            if weight.is_silent || weight.age == Age::Future {
                // Whatever it is, it condemns nobody.
                self.exhausted = exhausted;
            }
        }
        // One stands for all: there may be as many as a stranger likes.
        finding.notes.extend(untrusted);
        trustworthy
    }

    /// The lists in the order in which they are judged.
    fn in_order<'c>(&self, lists: Vec<&'c Crl>, target: &Target<'_>, issuer: IssuerRef<'_>) -> Vec<(Weight, &'c Crl)> {
        let key = issuer.any().extensions().subject_key_identifier();
        let weigh = |crl: &'c Crl| {
            let names = |entries: Checked<'_>| !target.entries_in(&entries).is_empty();
            let weight = Weight {
                age: match self.is_current(crl) {
                    Ok(()) => Age::Current,
                    Err(_) if crl.this_update() <= self.options.moment => Age::Expired,
                    Err(_) => Age::Future,
                },
                is_silent: !crl.usable().is_ok_and(names),
                is_delta: crl.is_delta(),
                is_of_another_key: key.is_some()
                    && crl.authority_key_identifier().is_some_and(|wanted| Some(wanted) != key),
                this_update: Reverse(crl.this_update()),
            };
            (weight, crl)
        };
        let mut weighed: Vec<_> = lists.into_iter().map(weigh).collect();
        weighed.sort_by_key(|(weight, _)| *weight);
        weighed
    }

    /// 6.3.3 (a), (f), (g), (h): signature first, so that a changed list is never called merely stale.
    pub(super) fn trust<'c>(&mut self, crl: &'c Crl, issuer: IssuerRef<'_>) -> Result<Trusted<'c>, Distrust<'c>> {
        let untrusted = |what: &str, reason: String| Distrust::Untrusted(format!("cannot be {what}: {reason}"));
        let entries = crl.usable().map_err(|unusable| untrusted("used", unusable.to_string()))?;
        let spki = self.signer_of(crl, issuer).map_err(|reason| untrusted("trusted", reason))?;
        let trusted = Trusted { crl, entries, spki };
        match self.is_current(crl) {
            Ok(()) => Ok(trusted),
            Err(why) => Err(Distrust::Stale(trusted, why)),
        }
    }

    fn is_current(&self, crl: &Crl) -> Result<(), String> {
        self.check_current(crl.this_update(), crl.next_update())?;
        // A list without nextUpdate says nothing about how long it counts (RFC 5280, 5.1.2.5 demands it).
        crl.next_update().map(|_| ()).ok_or_else(|| "it has no nextUpdate".to_owned())
    }
}

impl Trustworthy<'_> {
    /// Whether a list that does not name the certificate can add nothing to what is there.
    fn say_all_that(&self, crl: &Crl, target: &Target<'_>, moment: Moment) -> bool {
        let worth = |crl: &Crl| worth_of_silence(crl.this_update(), target.certificate);
        let as_good = |list: &&Trusted<'_>| have_one_scope(list.crl, crl) && worth(list.crl) >= worth(crl);
        let is_delta = crl.is_delta();
        let alike = |list: &Trusted<'_>| list.crl.this_update() <= moment && list.crl.is_delta() == is_delta;
        let merged =
            |delta: &Trusted<'_>| self.complete.iter().any(|list| is_alike(delta, list) && can_be_merged(delta, list));
        let current = if is_delta {
            self.deltas.iter().filter(as_good).any(merged)
        } else {
            self.complete.iter().any(|list| as_good(&list))
        };
        current || self.stale.iter().filter(as_good).any(alike)
    }
}

/// Why the list cannot be used, when it stands in an index file that does not hold what it says.
fn unreadable(crl: &Crl) -> Option<Unusable> {
    match crl.usable() {
        Err(why @ Unusable::Unreadable(_)) => Some(why),
        Err(Unusable::CriticalExtension(_) | Unusable::Entries(_) | Unusable::AttributeCertificates) | Ok(_) => None,
    }
}

/// 6.3.3 (c): the same issuer and scope.
fn have_one_scope(one: &Crl, other: &Crl) -> bool {
    one.issuer_key() == other.issuer_key()
        && one.raw_issuing_distribution_point() == other.raw_issuing_distribution_point()
}

/// 6.3.3 (c): the same issuer, scope and key.
pub(super) fn is_alike(one: &Trusted<'_>, other: &Trusted<'_>) -> bool {
    have_one_scope(one.crl, other.crl) && one.spki == other.spki
}

/// 5.2.4 (c): the number of the list is that of the base, or above. Rule (d), by which the delta has the higher number, is
/// left out: national base and delta lists are numbered apart (tolerance T7), and thisUpdate tells which is newer.
pub(super) fn can_be_merged(delta: &Trusted<'_>, list: &Trusted<'_>) -> bool {
    matches!((list.crl.number(), delta.crl.delta_base()), (Some(number), Some(base)) if number >= base)
}

pub(super) fn describe(crl: &Crl) -> String {
    let kind = if crl.is_delta() { "delta CRL" } else { "CRL" };
    match crl.number() {
        Some(number) => format!("{kind} {number} of \"{}\"", crl.issuer()),
        None => format!("{kind} of \"{}\"", crl.issuer()),
    }
}
