//! What the lists say about a certificate (RFC 5280, 6.3.3).

use std::cmp::Reverse;

use super::judge::{Answer, Finding, Inquiry, Verdict, is_late, worth_of_silence};
use super::scope::Target;
use super::trusted::{Trusted, Trustworthy, can_be_merged, describe, is_alike};
use super::{Crl, Entry, EvidenceKind, Reason, UndeterminedReason, Used};
use crate::certificate::{Certificate, ReasonFlags};
use crate::path::IssuerRef;
use crate::time::Moment;

/// What the lists have said so far.
struct Tally {
    verdict: Verdict,
    /// Which reasons of revocation were covered, as of when.
    covered: Vec<(ReasonFlags, Moment)>,
    used: Vec<Used>,
}

impl Inquiry<'_> {
    /// Asks the lists that may concern the certificate.
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
        // Those of its issuer, and of the issuers that its distribution points name; each once.
        let evidence = self.evidence;
        let lists: Vec<&Crl> = target.list_issuers().iter().flat_map(|issuer| evidence.crls_of(issuer)).collect();
        if lists.is_empty() {
            self.note_foreign_lists(&mut finding);
            return finding;
        }
        let Trustworthy { mut complete, deltas, stale } = self.believe(lists, &target, issuer, &mut finding);
        finding.stale = stale.iter().map(|list| used(list.crl)).collect();
        keep_newest(&mut complete, &target);
        let mut tally = Tally { verdict: Verdict::NotRevoked, covered: Vec::new(), used: Vec::new() };
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
        self.note_expired(&stale, &complete, &target, &mut finding);
        let this_update = match tally.verdict {
            Verdict::NotRevoked => tally.cleared_as_of(&target),
            Verdict::OnHold { .. } | Verdict::Revoked { .. } | Verdict::Unknown => {
                tally.used.iter().map(|used| used.this_update).max()
            }
        };
        if let Some(this_update) = this_update {
            finding.answers.push(Answer { verdict: tally.verdict, this_update, used: tally.used });
        } else if !tally.used.is_empty() {
            finding.refuse(
                UndeterminedReason::NoEvidence,
                "the lists that cover the certificate leave out some reasons of revocation".to_owned(),
            );
        }
        finding
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

    /// Notes lists that have expired and condemn the certificate, unless a later complete one takes that back.
    fn note_expired(
        &self,
        stale: &[Trusted<'_>],
        complete: &[Trusted<'_>],
        target: &Target<'_>,
        finding: &mut Finding,
    ) {
        let past = |list: &&Trusted<'_>| list.crl.this_update() <= self.options.moment;
        for list in stale.iter().filter(past).filter(|list| target.covered_by(list.crl).is_some()) {
            let verdict = self.condemnation(list, target);
            let later = stale.iter().filter(past).filter(|later| !later.crl.is_delta()).chain(complete);
            let taken_back = |later: &Trusted<'_>| is_alike(later, list) && target.is_taken_back(list.crl, later.crl);
            if verdict.condemns() && !later.into_iter().any(taken_back) {
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
        let newer = |delta: &&Trusted<'_>| is_alike(delta, list) && delta.crl.this_update() >= list.crl.this_update();
        for delta in deltas.iter().filter(newer) {
            if !can_be_merged(delta, list) {
                let base = delta.crl.delta_base().map(ToString::to_string).unwrap_or_default();
                finding.notes.push(format!(
                    "The {} could not be merged: it needs a base with number {base} or above.",
                    describe(delta.crl)
                ));
                continue;
            }
            if newest.iter().all(|other| !target.is_taken_back(delta.crl, other.crl)) {
                newest.retain(|other| !target.is_taken_back(other.crl, delta.crl));
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
        let lists = || std::iter::once(list).chain(newest.iter().copied()).map(|list| list.crl);
        let as_of = lists().map(Crl::this_update).max_by_key(|as_of| worth_of_silence(*as_of, target.certificate));
        tally.covered.extend(as_of.map(|as_of| (reasons, as_of)));
        tally.add(verdict, lists().map(used));
    }

    /// What a list says, after a delta that belongs to it (6.3.3 (i) to (l)).
    fn updated(&self, listed: Verdict, delta: &Trusted<'_>, target: &Target<'_>) -> Verdict {
        let entries = target.entries_in(&delta.entries);
        match entries.as_slice() {
            [] => listed,
            entries if entries.iter().all(|entry| entry.reason == Some(Reason::RemoveFromCrl)) => match listed {
                // Only a hold is ever lifted (RFC 5280, 5.3.1), and nothing once the certificate has expired: it is taken off
                // the lists then, whatever they said of it.
                Verdict::Revoked { .. } => listed,
                Verdict::OnHold { .. } if is_late(delta.crl.this_update(), target.certificate) => listed,
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
            // It was merged already, or a complete list that is fresher, of the same scope, says all that it says.
            let superseded = complete.iter().any(|list| {
                let merged = can_be_merged(delta, list) && list.crl.this_update() <= delta.crl.this_update();
                is_alike(delta, list) && (merged || target.is_taken_back(delta.crl, list.crl))
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

/// What a reader should know when a certificate is not in a list.
fn limits_of_absence(crl: &Crl, delta: Option<&Crl>, certificate: &Certificate) -> Vec<String> {
    let as_of = delta.map_or(crl.this_update(), |delta| delta.this_update().max(crl.this_update()));
    let mut notes = Vec::new();
    if certificate.not_before() > as_of {
        notes.push(format!("The certificate is newer than the {}.", describe(crl)));
    }
    if is_late(as_of, certificate) {
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

    /// The moment as of which every reason of revocation was covered; `None` when some was not.
    fn cleared_as_of(&mut self, target: &Target<'_>) -> Option<Moment> {
        self.covered.sort_by_key(|(_, as_of)| Reverse(worth_of_silence(*as_of, target.certificate)));
        let mut covered = ReasonFlags::NONE;
        let mut oldest = self.covered.iter().skip_while(|(reasons, _)| {
            covered = covered.or(*reasons);
            !covered.is_all()
        });
        oldest.next().map(|(_, as_of)| *as_of)
    }
}

/// Of several lists of one scope and key the newest decides; those of the same moment all count.
fn keep_newest(lists: &mut Vec<Trusted<'_>>, target: &Target<'_>) {
    let all = lists.clone();
    lists.retain(|list| !all.iter().any(|other| is_alike(other, list) && target.is_taken_back(list.crl, other.crl)));
}

fn used(crl: &Crl) -> Used {
    Used {
        kind: if crl.is_delta() { EvidenceKind::DeltaCrl } else { EvidenceKind::Crl },
        issuer: crl.issuer().to_string(),
        number: crl.number().cloned(),
        this_update: crl.this_update(),
        next_update: crl.next_update(),
        sha256: crl.sha256(),
    }
}
