//! From lists and answers to one status.

use std::collections::HashSet;

use super::{Entry, Evidence, Reason, RevocationOptions, Status, UndeterminedReason, Used};
use crate::certificate::Certificate;
use crate::error::sentence;
use crate::path::{IssuerRef, VerifiedPath};
use crate::time::Moment;
use crate::trust::TrustStore;

/// One question with its budget: the status of one certificate, or of those of one path.
pub(super) struct Inquiry<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) store: &'a TrustStore,
    pub(super) untrusted: &'a [Certificate],
    pub(super) options: &'a RevocationOptions,
    /// Signature verifications that are left.
    pub(super) budget: Verifications,
    /// Whether a limit left something unjudged that could have counted. Then nothing is cleared: who pads a message with
    /// forged lists must not silence the one that condemns.
    pub(super) exhausted: bool,
    /// The certificates whose status is being asked: the signer of evidence is asked in turn, and must not lead back.
    pub(super) asked: Vec<Certificate>,
    /// The issuers of other certificates of the path: their lists are not foreign.
    expected: HashSet<Box<[u8]>>,
}

/// How many signatures of evidence may still be verified. Lists and answers share equally, so that neither kind can use up
/// what the other needs.
pub(super) struct Verifications {
    pub(super) lists: u32,
    pub(super) answers: u32,
}

/// What trustworthy, current evidence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    NotRevoked,
    OnHold { date: Moment },
    Revoked { reason: Option<Reason>, date: Moment },
    Unknown,
}

impl Verdict {
    /// More is worse.
    pub(super) const fn severity(self) -> u8 {
        match self {
            Self::NotRevoked => 0,
            Self::Unknown => 1,
            Self::OnHold { .. } => 2,
            Self::Revoked { .. } => 3,
        }
    }

    pub(super) fn worse(self, other: Self) -> Self {
        if other.severity() > self.severity() { other } else { self }
    }

    /// Whether it says that the certificate must not be accepted.
    pub(super) const fn condemns(self) -> bool {
        match self {
            Self::NotRevoked | Self::Unknown => false,
            Self::OnHold { .. } | Self::Revoked { .. } => true,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::NotRevoked => "not revoked",
            Self::OnHold { .. } => "on hold",
            Self::Revoked { .. } => "revoked",
            Self::Unknown => "unknown",
        }
    }
}

/// The answer of one source, lists or OCSP.
pub(super) struct Answer {
    pub(super) verdict: Verdict,
    /// As of when.
    pub(super) this_update: Moment,
    pub(super) used: Vec<Used>,
}

impl Answer {
    /// Whether this answer decides against another one: the fresher does, and of two that are as fresh the worse. An authority
    /// that does not know the certificate takes back no revocation.
    pub(super) fn displaces(&self, other: &Self) -> bool {
        let rank = |answer: &Self| (answer.this_update, answer.verdict.severity());
        if self.verdict == Verdict::Unknown && other.verdict.condemns() {
            return false;
        }
        other.verdict == Verdict::Unknown && self.verdict.condemns() || rank(self) > rank(other)
    }
}

/// What one source gave: an answer, or why not.
#[derive(Default)]
pub(super) struct Finding {
    pub(super) answer: Option<Answer>,
    problem: Option<(UndeterminedReason, String)>,
    /// Evidence that is trustworthy and not current.
    pub(super) stale: Vec<Used>,
    /// The freshest of it that has expired and condemns, and what it says.
    condemned: Option<(Moment, String)>,
    pub(super) notes: Vec<String>,
}

impl Finding {
    /// Notes why a piece of evidence does not count; the one that came closest to counting is kept.
    pub(super) fn refuse(&mut self, reason: UndeterminedReason, detail: String) {
        if self.problem.as_ref().is_none_or(|(known, _)| reason > *known) {
            self.problem = Some((reason, detail));
        }
    }

    /// Notes that evidence which has expired says "revoked" or "on hold". It decides nothing any more, but it stands against
    /// whatever is older and does not know of it.
    pub(super) fn expired_condemns(&mut self, this_update: Moment, verdict: Verdict, what: &str) {
        if self.condemned.as_ref().is_none_or(|(known, _)| this_update > *known) {
            let says = verdict.words();
            let detail = format!("{what} of {this_update} has expired, and is the last to speak: it says \"{says}\"");
            self.condemned = Some((this_update, detail));
        }
    }
}

impl<'a> Inquiry<'a> {
    pub(super) fn new(
        evidence: &'a Evidence,
        store: &'a TrustStore,
        untrusted: &'a [Certificate],
        options: &'a RevocationOptions,
    ) -> Self {
        let half = options.budget.signatures / 2;
        let budget = Verifications { lists: options.budget.signatures - half, answers: half };
        let (asked, expected) = (Vec::new(), HashSet::new());
        Self { evidence, store, untrusted, options, budget, exhausted: false, asked, expected }
    }

    /// Pays for one verification.
    ///
    /// # Errors
    /// Says that the limit was reached, which is noted.
    pub(super) fn spend(&mut self, kind: impl FnOnce(&mut Verifications) -> &mut u32) -> Result<(), String> {
        let left = kind(&mut self.budget);
        match left.checked_sub(1) {
            Some(fewer) => *left = fewer,
            None => {
                self.exhausted = true;
                return Err("the limit of signature verifications was reached".to_owned());
            }
        }
        Ok(())
    }

    pub(super) fn expect_lists_of(&mut self, path: &VerifiedPath) {
        let issuers = path.certificates().iter().map(|certificate| certificate.issuer_key().into());
        self.expected = issuers.collect();
    }

    pub(super) fn status(&mut self, certificate: &Certificate, issuer: IssuerRef<'_>) -> Status {
        // The next certificate of a path begins anew; the signer of evidence does not.
        self.exhausted &= !self.asked.is_empty();
        self.asked.push(certificate.clone());
        let lists = self.ask_lists(certificate, issuer);
        let answers = self.ask_answers(certificate, issuer);
        self.asked.pop();
        match self.combine(lists, answers) {
            Status::Good { .. } if self.exhausted => Status::Undetermined {
                reason: UndeterminedReason::EvidenceUntrusted,
                detail:
                    "what could be judged does not condemn it, but a limit was reached before all evidence was judged"
                        .to_owned(),
                stale: Vec::new(),
            },
            status => status,
        }
    }

    /// The answer that displaces the other one decides; a conflict is noted.
    fn combine(&self, lists: Finding, ocsp: Finding) -> Status {
        let condemned = lists.condemned.into_iter().chain(ocsp.condemned).max_by_key(|(this_update, _)| *this_update);
        let stale = lists.stale.into_iter().chain(ocsp.stale).collect();
        let mut notes = lists.notes;
        notes.extend(ocsp.notes);
        let (decisive, other, source) = match (lists.answer, ocsp.answer) {
            (Some(list), Some(answer)) => {
                if answer.displaces(&list) {
                    (answer, Some(list), "The CRL")
                } else {
                    (list, Some(answer), "The OCSP answer")
                }
            }
            (Some(list), None) => {
                notes.extend(ocsp.problem.map(|(_, detail)| sentence(&detail)));
                (list, None, "")
            }
            (None, Some(answer)) => {
                notes.extend(lists.problem.map(|(_, detail)| sentence(&detail)));
                (answer, None, "")
            }
            (None, None) => {
                return self.undetermined(lists.problem, ocsp.problem, stale);
            }
        };
        if let Some(other) = other.filter(|other| other.verdict.severity() != decisive.verdict.severity()) {
            notes.push(format!(
                "{source} of {} says \"{}\" instead; the evidence of {} decides.",
                other.this_update,
                other.verdict.words(),
                decisive.this_update
            ));
        }
        if decisive.verdict == Verdict::NotRevoked
            && let Some((_, detail)) = condemned.filter(|(this_update, _)| *this_update > decisive.this_update)
        {
            return Status::Undetermined { reason: UndeterminedReason::StaleEvidence, detail, stale };
        }
        let used = decisive.used;
        match decisive.verdict {
            Verdict::NotRevoked => Status::Good { used, notes },
            Verdict::Revoked { reason, date } => Status::Revoked { reason, date, used, notes },
            Verdict::OnHold { date } => Status::OnHold { date, used, notes },
            Verdict::Unknown => Status::Undetermined {
                reason: UndeterminedReason::StatusUnknown,
                detail: "the authority answers that it did not issue the certificate, or does not know it".to_owned(),
                stale: Vec::new(),
            },
        }
    }

    fn undetermined(
        &self,
        lists: Option<(UndeterminedReason, String)>,
        ocsp: Option<(UndeterminedReason, String)>,
        stale: Vec<Used>,
    ) -> Status {
        let worth = |problem: &Option<(UndeterminedReason, String)>| problem.as_ref().map(|(reason, _)| *reason);
        let problem = if worth(&ocsp) > worth(&lists) { ocsp } else { lists };
        let (reason, detail) = problem.unwrap_or_else(|| {
            (UndeterminedReason::NoEvidence, "no CRL and no OCSP answer for this certificate was given".to_owned())
        });
        Status::Undetermined { reason, detail, stale }
    }

    /// Whether the lists of this issuer belong to another certificate of the path.
    pub(super) fn is_expected(&self, issuer: &[u8]) -> bool {
        self.expected.contains(issuer)
    }

    /// Whether evidence is current: thisUpdate ≤ moment ≤ nextUpdate, both ends included.
    ///
    /// # Errors
    /// Says why not.
    pub(super) fn check_current(&self, this_update: Moment, next_update: Option<Moment>) -> Result<(), String> {
        let moment = self.options.moment;
        if this_update > moment {
            return Err(format!("its thisUpdate {this_update} is later than {moment}"));
        }
        if let Some(next_update) = next_update.filter(|next_update| *next_update < moment) {
            return Err(format!("its nextUpdate {next_update} is earlier than {moment}"));
        }
        if let Some(age) = self.options.max_age
            && this_update.plus_seconds(age) < moment
        {
            return Err(format!("its thisUpdate {this_update} is more than {age} seconds before {moment}"));
        }
        Ok(())
    }

    /// What an entry of a list or an answer means at the time that the signature is judged at.
    ///
    /// A compromise counts back in time. Other reasons count from their date on: a signature that is proven to be older
    /// stays good (kz-pki facts, section 4.1). The same holds when the date lies after the moment of validation itself:
    /// the authority says from when on, and before that it vouches for the key. An invalidityDate before the revocation date
    /// is the authority's own word that the certificate was bad from then on.
    pub(super) fn judge_entry(&self, entry: &Entry) -> Verdict {
        let date = entry.revocation_date;
        let since = entry.invalidity_date.map_or(date, |invalid| invalid.min(date));
        match entry.reason {
            Some(Reason::CertificateHold) => Verdict::OnHold { date },
            Some(
                Reason::Superseded
                | Reason::AffiliationChanged
                | Reason::CessationOfOperation
                | Reason::PrivilegeWithdrawn
                | Reason::Unspecified,
            )
            | None
                if since > self.options.judged_at =>
            {
                Verdict::NotRevoked
            }
            // removeFromCRL has no meaning outside of a delta list: an entry is an entry.
            reason @ (Some(
                Reason::Superseded
                | Reason::AffiliationChanged
                | Reason::CessationOfOperation
                | Reason::PrivilegeWithdrawn
                | Reason::Unspecified
                | Reason::KeyCompromise
                | Reason::CaCompromise
                | Reason::AaCompromise
                | Reason::RemoveFromCrl,
            )
            | None) => Verdict::Revoked { reason, date },
        }
    }
}
