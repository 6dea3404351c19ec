//! From lists and answers to one status.

use std::collections::HashSet;

use super::{Entry, Evidence, Reason, RevocationOptions, Status, UndeterminedReason, Used};
use crate::certificate::Certificate;
use crate::error::sentence;
use crate::path::{IssuerRef, PathError, VerifiedPath};
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
    /// Whether a limit left something unjudged that could have condemned. Then nothing is cleared: who pads a message with
    /// forged lists must not silence the one that condemns.
    pub(super) exhausted: bool,
    /// The paths of those who signed evidence, by their certificate and the key of the issuer that they spoke for.
    pub(super) paths: Vec<(Certificate, Vec<u8>, Result<VerifiedPath, PathError>)>,
    /// The certificates whose status is being asked: the signer of evidence is asked in turn, and must not lead back.
    pub(super) asked: Vec<Certificate>,
    /// The issuers of other certificates of the path: their lists are not foreign.
    expected: HashSet<Box<[u8]>>,
}

/// How many signatures may still be verified: each kind has a budget of its own, so that none can use up what another needs.
pub(super) struct Verifications {
    /// Of lists.
    pub(super) lists: u32,
    /// Of OCSP answers.
    pub(super) answers: u32,
    /// Of certificates on the way to who signed lists and answers.
    pub(super) paths: u32,
}

/// Whether anything speaks against a certificate, or could, beside its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    None,
    Some,
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

/// What all lists together say, or one OCSP answer.
pub(super) struct Answer {
    pub(super) verdict: Verdict,
    /// As of when.
    pub(super) this_update: Moment,
    pub(super) used: Vec<Used>,
}

/// Whether evidence is of after the end of a certificate's validity. An authority may leave the certificate out of its lists
/// then (RFC 5280, 3.3), and responders call it good (kz-pki facts, section 13): silence takes nothing back any more.
pub(super) fn is_late(this_update: Moment, certificate: &Certificate) -> bool {
    this_update > certificate.not_after()
}

/// Of evidence that does not condemn a certificate, that of the higher worth clears it better: the later one, but what is
/// [late](is_late) last of all.
pub(super) fn worth_of_silence(this_update: Moment, certificate: &Certificate) -> (bool, Moment) {
    (!is_late(this_update, certificate), this_update)
}

impl Answer {
    /// Whether it clears the certificate, and takes nothing back.
    fn is_late_silence(&self, certificate: &Certificate) -> bool {
        self.verdict == Verdict::NotRevoked && is_late(self.this_update, certificate)
    }
}

/// Which of several answers about a certificate decides: the freshest, and of those as fresh the worst. Late silence counts
/// last. An authority that does not know the certificate takes back no revocation.
fn decisive<'a>(answers: impl Iterator<Item = &'a Answer> + Clone, certificate: &Certificate) -> Option<&'a Answer> {
    let newest = |unknown: bool| {
        let alike = answers.clone().filter(move |answer| (answer.verdict == Verdict::Unknown) == unknown);
        alike.max_by_key(|answer| (!answer.is_late_silence(certificate), answer.this_update, answer.verdict.severity()))
    };
    let (Some(known), Some(unknown)) = (newest(false), newest(true)) else { return newest(false).or(newest(true)) };
    let clears_later =
        |answer: &Answer| answer.verdict == Verdict::NotRevoked && answer.this_update > unknown.this_update;
    Some(if known.verdict.condemns() || answers.clone().any(clears_later) { known } else { unknown })
}

/// What one source, lists or OCSP, gave: answers, or why there is none.
#[derive(Default)]
pub(super) struct Finding {
    pub(super) answers: Vec<Answer>,
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
        let most = options.budget.signatures;
        let budget = Verifications { lists: most, answers: most, paths: most };
        let (asked, expected, paths) = (Vec::new(), HashSet::new(), Vec::new());
        Self { evidence, store, untrusted, options, budget, exhausted: false, paths, asked, expected }
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
        self.judge(certificate, issuer).0
    }

    /// The status of a certificate, and whether anything speaks against it, or could: what has expired, or was left unjudged.
    pub(super) fn judge(&mut self, certificate: &Certificate, issuer: IssuerRef<'_>) -> (Status, Doubt) {
        // The next certificate of a path begins anew; who asks about the signer of evidence remembers.
        let before = std::mem::take(&mut self.exhausted) && !self.asked.is_empty();
        self.asked.push(certificate.clone());
        let lists = self.ask_lists(certificate, issuer);
        let answers = self.ask_answers(certificate, issuer);
        self.asked.pop();
        let condemned = lists.condemned.is_some() || answers.condemned.is_some();
        let status = match self.combine(lists, answers, certificate) {
            Status::Good { .. } if self.exhausted => Status::Undetermined {
                reason: UndeterminedReason::EvidenceUntrusted,
                detail:
                    "what could be judged does not condemn it, but a limit was reached before all evidence was judged"
                        .to_owned(),
                stale: Vec::new(),
            },
            status => status,
        };
        let doubt = if condemned || self.exhausted { Doubt::Some } else { Doubt::None };
        self.exhausted |= before;
        (status, doubt)
    }

    /// One answer decides; that the other source says something else is noted.
    fn combine(&self, lists: Finding, ocsp: Finding, certificate: &Certificate) -> Status {
        let condemned = lists.condemned.into_iter().chain(ocsp.condemned).max_by_key(|(this_update, _)| *this_update);
        let stale = lists.stale.into_iter().chain(ocsp.stale).collect();
        let Some(answer) = decisive(lists.answers.iter().chain(&ocsp.answers), certificate) else {
            return self.undetermined(lists.problem, ocsp.problem, stale);
        };
        if answer.verdict == Verdict::NotRevoked
            && let Some((_, detail)) = condemned
                .filter(|(this_update, _)| *this_update >= answer.this_update || answer.is_late_silence(certificate))
        {
            return Status::Undetermined { reason: UndeterminedReason::StaleEvidence, detail, stale };
        }
        let mut notes: Vec<String> = lists.notes.into_iter().chain(ocsp.notes).collect();
        for (source, answers, problem) in
            [("The CRL", &lists.answers, lists.problem), ("The OCSP answer", &ocsp.answers, ocsp.problem)]
        {
            match decisive(answers.iter(), certificate) {
                None => notes.extend(problem.map(|(_, detail)| sentence(&detail))),
                Some(other) if other.verdict.severity() != answer.verdict.severity() => notes.push(format!(
                    "{source} of {} says \"{}\" instead; the evidence of {} decides.",
                    other.this_update,
                    other.verdict.words(),
                    answer.this_update
                )),
                Some(_) => {}
            }
        }
        let used = answer.used.clone();
        match answer.verdict {
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
    ///
    /// That time is the signature's. Who signed evidence is judged at the moment of validation, as the evidence is.
    pub(super) fn judge_entry(&self, entry: &Entry) -> Verdict {
        let judged_at = if self.asked.len() > 1 { self.options.moment } else { self.options.judged_at };
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
                if since > judged_at =>
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
