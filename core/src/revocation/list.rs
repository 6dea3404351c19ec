//! What the lists say about a certificate (RFC 5280, 6.3.3).

use super::entries::{Checked, Unusable};
use super::judge::{Answer, Finding, Inquiry, Verdict};
use super::scope::Target;
use super::{Crl, Entry, EvidenceKind, Reason, UndeterminedReason, Used};
use crate::certificate::{Certificate, ReasonFlags};
use crate::error::sentence;
use crate::path::IssuerRef;

/// A list whose entries, signature and signer were checked.
pub(super) struct Trusted<'a> {
    crl: &'a Crl,
    entries: Checked<'a>,
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

/// What the lists have said so far.
struct Tally {
    verdict: Verdict,
    covered: ReasonFlags,
    used: Vec<Used>,
}

impl<'a> Inquiry<'a> {
    /// Asks every list that may concern the certificate.
    pub(super) fn ask_lists(&mut self, certificate: &Certificate, issuer: IssuerRef<'_>) -> Finding {
        let mut finding = Finding::default();
        let Ok(points) = certificate.extensions().crl_distribution_points() else {
            finding.refuse(
                UndeterminedReason::EvidenceUntrusted,
                "the distribution points of the certificate are malformed".to_owned(),
            );
            return finding;
        };
        let target = Target::new(certificate, &points);
        let mut lists = self.lists_for(&target);
        // The limits are spent on what can decide before anything else.
        lists.sort_by_key(|crl| self.is_current(crl).is_err());
        if lists.is_empty() {
            self.note_foreign_lists(&mut finding);
            return finding;
        }
        let unreadable: Vec<_> = lists.iter().filter_map(|crl| Some((*crl, unreadable(crl)?))).collect();
        let (mut complete, mut deltas, mut stale) = (Vec::new(), Vec::new(), Vec::new());
        let mut untrusted = None;
        for crl in lists {
            // An index file counts as a whole: a base would clear whom the unreadable delta beside it revokes.
            if let Some((damaged, why)) = unreadable.iter().find(|(other, _)| crl.is_in_the_file_of(other)) {
                let detail = format!("the {} cannot be used: {why}", describe(damaged));
                finding.refuse(UndeterminedReason::EvidenceUntrusted, detail);
                continue;
            }
            match self.trust(crl, issuer) {
                Ok(trusted) if crl.delta_base().is_some() => deltas.push(trusted),
                Ok(trusted) => complete.push(trusted),
                Err(distrust) => {
                    let (reason, detail) = distrust.reason();
                    let detail = format!("the {} {detail}", describe(crl));
                    match distrust {
                        Distrust::Untrusted(_) if untrusted.is_none() => untrusted = Some(sentence(&detail)),
                        Distrust::Untrusted(_) => {}
                        Distrust::Stale(trusted, _) => stale.push(trusted),
                    }
                    finding.refuse(reason, detail);
                }
            }
        }
        finding.stale = stale.iter().map(|list| used(list.crl)).collect();
        keep_newest(&mut complete);
        let mut tally = Tally { verdict: Verdict::NotRevoked, covered: ReasonFlags::NONE, used: Vec::new() };
        for list in &complete {
            match target.covered_by(list.crl) {
                Some(reasons) => self.apply(list, &deltas, reasons, &target, &mut tally, &mut finding),
                None => finding.refuse(
                    UndeterminedReason::NoEvidence,
                    format!("the {} covers other certificates", describe(list.crl)),
                ),
            }
        }
        self.condemn_by_deltas(&complete, &deltas, &target, &mut tally, &mut finding);
        self.note_expired(&stale, &target, &mut finding);
        // One stands for all: there may be as many as a stranger likes.
        finding.notes.extend(untrusted);
        let decided = tally.verdict != Verdict::NotRevoked || tally.covered.is_all();
        if decided && let Some(this_update) = tally.used.iter().map(|used| used.this_update).max() {
            finding.answer = Some(Answer { verdict: tally.verdict, this_update, used: tally.used });
        } else if !tally.used.is_empty() {
            finding.refuse(
                UndeterminedReason::NoEvidence,
                "the lists that cover the certificate leave out some reasons of revocation".to_owned(),
            );
        }
        finding
    }

    /// The lists of the certificate's issuer, and of the issuers that its distribution points name; each once.
    fn lists_for(&self, target: &Target<'_>) -> Vec<&'a Crl> {
        let evidence = self.evidence;
        target.list_issuers().iter().flat_map(|issuer| evidence.crls_of(issuer)).collect()
    }

    fn note_foreign_lists(&self, finding: &mut Finding) {
        let foreign = self.evidence.crls().iter().filter(|crl| !self.is_expected(crl.issuer_key())).count();
        if foreign > 0 {
            finding.refuse(
                UndeterminedReason::EvidenceUntrusted,
                "the CRLs that were given are of other authorities than the issuer of the certificate".to_owned(),
            );
        }
    }

    /// 6.3.3 (a), (f), (g), (h): signature first, so that a changed list is never called merely stale.
    pub(super) fn trust<'c>(&mut self, crl: &'c Crl, issuer: IssuerRef<'_>) -> Result<Trusted<'c>, Distrust<'c>> {
        let untrusted = |what: &str, reason: String| Distrust::Untrusted(format!("cannot be {what}: {reason}"));
        let entries = crl.usable().map_err(|unusable| untrusted("used", unusable.to_string()))?;
        let (current, exhausted) = (self.is_current(crl), self.exhausted);
        let signer = self.signer_of(crl, issuer);
        if current.is_err() {
            // Whatever it is, it clears nobody and condemns nobody by itself.
            self.exhausted = exhausted;
        }
        let trusted = Trusted { crl, entries, spki: signer.map_err(|reason| untrusted("trusted", reason))? };
        match current {
            Ok(()) => Ok(trusted),
            Err(why) => Err(Distrust::Stale(trusted, why)),
        }
    }

    fn is_current(&self, crl: &Crl) -> Result<(), String> {
        self.check_current(crl.this_update(), crl.next_update())?;
        // A list without nextUpdate says nothing about how long it counts (RFC 5280, 5.1.2.5 demands it).
        crl.next_update().map(|_| ()).ok_or_else(|| "it has no nextUpdate".to_owned())
    }

    /// Notes lists that have expired and condemn the certificate.
    fn note_expired(&self, stale: &[Trusted<'_>], target: &Target<'_>, finding: &mut Finding) {
        for list in stale.iter().filter(|list| list.crl.this_update() <= self.options.moment) {
            let verdict = self.condemnation(list, target);
            if verdict.condemns() && target.covered_by(list.crl).is_some() {
                finding.expired_condemns(list.crl.this_update(), verdict, &format!("the {}", describe(list.crl)));
            }
        }
    }

    /// What a list or a delta says by itself against a certificate.
    fn condemnation(&self, list: &Trusted<'_>, target: &Target<'_>) -> Verdict {
        let entries = target.entries_in(&list.entries).into_iter();
        self.worst_of(&entries.filter(|entry| entry.reason != Some(Reason::RemoveFromCrl)).collect::<Vec<_>>())
    }

    /// 6.3.3 (i) to (l): what one complete list, brought up to date by its newest delta, says.
    fn apply(
        &self,
        list: &Trusted<'_>,
        deltas: &[Trusted<'_>],
        reasons: ReasonFlags,
        target: &Target<'_>,
        tally: &mut Tally,
        finding: &mut Finding,
    ) {
        // Deltas of the same moment all count. One that needs a newer base stands for itself (`condemn_by_deltas`), and does
        // not displace an older one that fits.
        let mut newest: Vec<&Trusted<'_>> = Vec::new();
        let newer =
            |delta: &&Trusted<'_>| is_delta_of(delta, list) && delta.crl.this_update() >= list.crl.this_update();
        for delta in deltas.iter().filter(newer) {
            if !can_be_merged(delta, list) {
                let base = delta.crl.delta_base().map(ToString::to_string).unwrap_or_default();
                finding.notes.push(format!(
                    "The {} could not be merged: it needs a base with number {base} or above.",
                    describe(delta.crl)
                ));
                continue;
            }
            newest.retain(|other| other.crl.this_update() >= delta.crl.this_update());
            if newest.iter().all(|other| other.crl.this_update() == delta.crl.this_update()) {
                newest.push(delta);
            }
        }
        let listed = self.worst_of(&target.entries_in(&list.entries));
        let updated = newest.iter().map(|delta| self.updated(listed, delta, target));
        let verdict = updated.reduce(Verdict::worse).unwrap_or(listed);
        if verdict == Verdict::NotRevoked {
            finding.notes.extend(limits_of_absence(
                list.crl,
                newest.first().map(|delta| delta.crl),
                target.certificate,
            ));
        }
        tally.covered = tally.covered.or(reasons);
        let evidence = std::iter::once(used(list.crl)).chain(newest.iter().map(|delta| used(delta.crl)));
        tally.add(verdict, evidence);
    }

    /// What a list says, after a delta that belongs to it (6.3.3 (i) to (l)).
    fn updated(&self, listed: Verdict, delta: &Trusted<'_>, target: &Target<'_>) -> Verdict {
        let entries = target.entries_in(&delta.entries);
        match entries.as_slice() {
            [] => listed,
            entries if entries.iter().all(|entry| entry.reason == Some(Reason::RemoveFromCrl)) => match listed {
                // Only a hold is ever lifted (RFC 5280, 5.3.1); what is taken off a list after it expired stays revoked.
                Verdict::Revoked { .. } => listed,
                Verdict::OnHold { .. } | Verdict::NotRevoked | Verdict::Unknown => Verdict::NotRevoked,
            },
            entries => self.worst_of(entries),
        }
    }

    /// A delta whose base is not at hand, or not current, can condemn but not clear.
    fn condemn_by_deltas(
        &self,
        complete: &[Trusted<'_>],
        deltas: &[Trusted<'_>],
        target: &Target<'_>,
        tally: &mut Tally,
        finding: &mut Finding,
    ) {
        for delta in deltas {
            // A complete list as fresh, of the same scope, says all that the delta says.
            let superseded = complete.iter().any(|list| {
                is_delta_of(delta, list)
                    && (can_be_merged(delta, list) || list.crl.this_update() > delta.crl.this_update())
            });
            if superseded || target.covered_by(delta.crl).is_none() {
                continue;
            }
            let verdict = self.condemnation(delta, target);
            if verdict != Verdict::NotRevoked {
                tally.add(verdict, [used(delta.crl)]);
            } else if complete.is_empty() {
                finding.refuse(
                    UndeterminedReason::NoEvidence,
                    format!("the {} alone cannot clear the certificate; supply the complete list", describe(delta.crl)),
                );
            }
        }
    }

    fn worst_of(&self, entries: &[Entry]) -> Verdict {
        entries.iter().fold(Verdict::NotRevoked, |verdict, entry| verdict.worse(self.judge_entry(entry)))
    }
}

/// Why the list cannot be used, when it stands in an index file that does not hold what it says.
fn unreadable(crl: &Crl) -> Option<Unusable> {
    match crl.usable() {
        Err(why @ Unusable::Unreadable(_)) => Some(why),
        Err(Unusable::CriticalExtension(_) | Unusable::Entries(_) | Unusable::AttributeCertificates) | Ok(_) => None,
    }
}

/// What a reader should know when a certificate is not in a list.
fn limits_of_absence(crl: &Crl, delta: Option<&Crl>, certificate: &Certificate) -> Vec<String> {
    let as_of = delta.map_or(crl.this_update(), |delta| delta.this_update().max(crl.this_update()));
    let mut notes = Vec::new();
    if certificate.not_before() > as_of {
        notes.push(format!("The certificate is newer than the {}.", describe(crl)));
    }
    if certificate.not_after() < as_of {
        // RFC 5280, 3.3: an entry may be removed after one list that was issued beyond the end of validity.
        notes.push(format!("The {} was issued after the certificate expired, and may leave it out.", describe(crl)));
    }
    if delta.is_none() && certificate.extensions().freshest_crl().is_ok_and(|points| !points.is_empty()) {
        notes.push(format!("The certificate names a delta CRL, and none that fits the {} was given.", describe(crl)));
    }
    notes
}

impl Tally {
    /// The worst verdict decides; the evidence is what led to it.
    fn add(&mut self, verdict: Verdict, evidence: impl IntoIterator<Item = Used>) {
        let worse = self.verdict.worse(verdict);
        if worse != self.verdict {
            self.used.clear();
        }
        if worse == verdict {
            self.used.extend(evidence);
        }
        self.verdict = worse;
    }
}

/// Of several lists of one scope and key the newest decides; those of the same moment all count.
fn keep_newest(lists: &mut Vec<Trusted<'_>>) {
    let scope = |list: &Trusted<'_>| {
        let point = list.crl.raw_issuing_distribution_point().map(<[u8]>::to_vec);
        (list.crl.issuer_key().to_vec(), list.spki.clone(), point)
    };
    let all: Vec<_> = lists.iter().map(|list| (scope(list), list.crl.this_update())).collect();
    lists.retain(|list| {
        let (own, this_update) = (scope(list), list.crl.this_update());
        !all.iter().any(|(other, newer)| *other == own && *newer > this_update)
    });
}

/// 6.3.3 (c): the same issuer, scope and key.
fn is_delta_of(delta: &Trusted<'_>, list: &Trusted<'_>) -> bool {
    delta.crl.issuer_key() == list.crl.issuer_key()
        && delta.spki == list.spki
        && delta.crl.raw_issuing_distribution_point() == list.crl.raw_issuing_distribution_point()
}

/// 5.2.4 (c): the number of the list is that of the base, or above. Rule (d), by which the delta has the higher number, is
/// left out: national base and delta lists are numbered apart (tolerance T7), and thisUpdate tells which is newer.
fn can_be_merged(delta: &Trusted<'_>, list: &Trusted<'_>) -> bool {
    matches!((list.crl.number(), delta.crl.delta_base()), (Some(number), Some(base)) if number >= base)
}

fn describe(crl: &Crl) -> String {
    let kind = if crl.delta_base().is_some() { "delta CRL" } else { "CRL" };
    match crl.number() {
        Some(number) => format!("{kind} {number} of \"{}\"", crl.issuer()),
        None => format!("{kind} of \"{}\"", crl.issuer()),
    }
}

fn used(crl: &Crl) -> Used {
    Used {
        kind: if crl.delta_base().is_some() { EvidenceKind::DeltaCrl } else { EvidenceKind::Crl },
        issuer: crl.issuer().to_string(),
        number: crl.number().cloned(),
        this_update: crl.this_update(),
        next_update: crl.next_update(),
        sha256: crl.sha256(),
    }
}
