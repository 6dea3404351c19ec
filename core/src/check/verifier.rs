//! The verifier: what is trusted, what evidence there is, and the checks.

use std::borrow::Cow;
use std::sync::Arc;

use super::report::{CertificateSummary, Format, JudgedAt, Report, SignerReport};
use super::{Check, CheckResult, Expected, Grounds, Outcome, Reason, Subject};
use crate::certificate::{Certificate, Purpose};
use crate::crypto::{AlgorithmPolicy, SignatureCache, to_hex};
use crate::error::sentence;
use crate::identity::ControlDigit;
use crate::limits::Limits;
use crate::path::{self, AnchorChecks, ExpirationOfEndEntity, PathOptions, VerifiedPath};
use crate::revocation::{
    self, Evidence, EvidenceKind, EvidenceSource, Question, RevocationOptions, Status, UndeterminedReason, Used,
};
use crate::signature::cms::SignedAttributes;
use crate::time::Moment;
use crate::trust::TrustStore;

/// Whose revocation is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RevocationDepth {
    /// That of the end entity: what the regulations ask.
    #[default]
    EndEntity,
    /// That of every certificate of the path below the anchor.
    Chain,
    /// Nobody's. The report says so, and never says "confirmed".
    Off,
}

/// Checks certificates and documents. It is built once and may be shared by threads. Nothing that it remembers changes a
/// verdict: lists remember who signed them, keys their tables, and a [`SignatureCache`], if there is one, authorities.
#[derive(Debug, Clone)]
pub struct Verifier {
    pub(super) trust: TrustStore,
    pub(super) evidence: Evidence,
    unreadable: Vec<String>,
    revocation: RevocationDepth,
    pub(super) algorithms: AlgorithmPolicy,
    pub(super) anchor_checks: AnchorChecks,
    pub(super) signed_attributes: SignedAttributes,
    pub(super) signatures: Option<SignatureCache>,
    pub(super) limits: Limits,
    source: Option<Arc<dyn EvidenceSource>>,
}

impl Verifier {
    /// A verifier that trusts these anchors and has no evidence about revocation yet.
    #[must_use]
    pub fn new(trust: TrustStore) -> Self {
        Self {
            trust,
            evidence: Evidence::default(),
            unreadable: Vec::new(),
            revocation: RevocationDepth::default(),
            algorithms: AlgorithmPolicy::default(),
            anchor_checks: AnchorChecks::default(),
            signed_attributes: SignedAttributes::default(),
            signatures: None,
            limits: Limits::default(),
            source: None,
        }
    }

    /// The same with these lists and answers.
    #[must_use]
    pub fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence;
        self
    }

    /// The same, knowing that a source of evidence could not be read. It never counts as "not revoked"; `detail` is one
    /// sentence that names the source and the rule it breaks.
    #[must_use]
    pub fn with_unreadable_evidence(mut self, detail: String) -> Self {
        self.unreadable.push(detail);
        self
    }

    /// The same, asking this depth of revocation.
    #[must_use]
    pub const fn with_revocation(mut self, depth: RevocationDepth) -> Self {
        self.revocation = depth;
        self
    }

    /// The same under another algorithm policy.
    #[must_use]
    pub const fn with_algorithms(mut self, policy: AlgorithmPolicy) -> Self {
        self.algorithms = policy;
        self
    }

    /// The same, enforcing or ignoring what an anchor's own certificate says.
    #[must_use]
    pub const fn with_anchor_checks(mut self, checks: AnchorChecks) -> Self {
        self.anchor_checks = checks;
        self
    }

    /// The same, accepting CMS signatures without signed attributes, or requiring them (the default, as CAdES does).
    #[must_use]
    pub const fn with_signed_attributes(mut self, signed_attributes: SignedAttributes) -> Self {
        self.signed_attributes = signed_attributes;
        self
    }

    /// The same, verifying the signature of each authority's certificate once as long as `cache` remembers it; the check of
    /// the path then says so. Verifiers may share one cache, for instance when new evidence replaces a verifier every hour.
    ///
    /// Off by default: without it a report depends on nothing but what was asked, word for word.
    #[must_use]
    pub fn with_signature_cache(mut self, cache: SignatureCache) -> Self {
        self.signatures = Some(cache);
        self
    }

    /// The same with other limits of the search for paths, and of the documents that a batch parses.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The same, asking `source` for further evidence whenever the revocation of a certificate is asked: that of a signer,
    /// of a timestamp authority, with [`RevocationDepth::Chain`] of each certificate of a path. What it gives is judged like
    /// evidence that was given; what it could not have is said in the report.
    #[must_use]
    pub fn with_evidence_source(mut self, source: Arc<dyn EvidenceSource>) -> Self {
        self.source = Some(source);
        self
    }

    /// The same without any evidence: what comes along with a signature has to do.
    pub(super) fn without_evidence(&self) -> Self {
        Self { evidence: Evidence::new(), unreadable: Vec::new(), source: None, ..self.clone() }
    }

    /// Condition 2 of the regulations, before anything is signed: validity period, revocation and identification number
    /// of a certificate, together with its path and the purpose of its key.
    ///
    /// Every check is evaluated, also after another one has failed.
    #[must_use]
    pub fn check_certificate(&self, certificate: &Certificate, expected: &Expected, moment: JudgedAt) -> Report {
        let (checks, grounds) =
            self.certificate_checks(certificate, expected.purpose, &[], &self.evidence, moment, moment.at);
        let identity = identity_match(&expected.subject, &[certificate]);
        let signer = SignerReport {
            certificate: Some(CertificateSummary::of(certificate)),
            moment,
            level: None,
            checks,
            grounds,
        };
        Report::new(Format::Certificate, moment, vec![identity], vec![signer], notes(certificate))
    }

    /// The checks of one certificate, and what they stand on. It is judged at `judged`; evidence is judged at `moment`, that of validation.
    pub(super) fn certificate_checks(
        &self,
        certificate: &Certificate,
        purpose: Purpose,
        untrusted: &[Certificate],
        evidence: &Evidence,
        judged: JudgedAt,
        moment: Moment,
    ) -> (Vec<CheckResult>, Grounds) {
        let mut options = self.path_options(judged.at);
        options.end_entity_expiration = ExpirationOfEndEntity::Separate;
        let built = path::build(certificate, &self.trust, untrusted, &options);
        let path_check = match &built {
            Ok(path) => CheckResult::passed(Check::CertificatePath, path_detail(path)),
            Err(error) => {
                let undecided = error.kind().is_undecided();
                let reason = if undecided { Reason::IssuerUnknown } else { Reason::PathInvalid };
                CheckResult::because(Check::CertificatePath, reason, sentence(&error.to_string()))
            }
        };
        let path = built.ok();
        let mut grounds = Grounds::of_path(path.as_ref());
        let revocation = self.revocation_check(path.as_ref(), untrusted, evidence, judged.at, moment, &mut grounds);
        let checks =
            vec![validity_period(certificate, judged.at), revocation, path_check, key_usage(certificate, purpose)];
        (checks, grounds)
    }

    /// How this verifier judges paths at `moment`.
    pub(super) fn path_options(&self, moment: Moment) -> PathOptions {
        let mut options = PathOptions::new(moment);
        options.algorithms = self.algorithms;
        options.anchor_checks = self.anchor_checks;
        options.signatures.clone_from(&self.signatures);
        options.budget = self.limits.path;
        options
    }

    pub(super) fn revocation_check(
        &self,
        path: Option<&VerifiedPath>,
        untrusted: &[Certificate],
        evidence: &Evidence,
        judged_at: Moment,
        moment: Moment,
        grounds: &mut Grounds,
    ) -> CheckResult {
        let because = |reason, detail: String| CheckResult::because(Check::Revocation, reason, detail);
        if self.revocation == RevocationDepth::Off {
            return because(Reason::NoEvidence, "Revocation was not asked (--revocation off).".to_owned());
        }
        let Some(path) = path else {
            let (reason, start) = if evidence.is_empty() && self.unreadable.is_empty() {
                (Reason::NoEvidence, "There is no revocation list and no OCSP answer")
            } else {
                (Reason::EvidenceUntrusted, "The evidence about revocation could not be checked")
            };
            let unreadable = after(&self.unreadable_sentences());
            return because(reason, format!("{start}, and no verified path names the issuer.{unreadable}"));
        };
        let mut options = RevocationOptions::new(moment);
        options.judged_at = judged_at;
        options.algorithms = self.algorithms;
        options.anchor_checks = self.anchor_checks;
        options.signatures.clone_from(&self.signatures);
        options.budget = self.limits.path;
        let (evidence, unavailable) = &self.evidence_of(path, untrusted, evidence, &options);
        let statuses = match (self.revocation, path.certificates().first(), path.issuer(0)) {
            (RevocationDepth::Chain, _, _) => {
                revocation::chain_status(path, evidence, &self.trust, untrusted, &options)
            }
            (RevocationDepth::EndEntity | RevocationDepth::Off, Some(certificate), Some(issuer)) => {
                let status = revocation::status(certificate, issuer, evidence, &self.trust, untrusted, &options);
                vec![(0, status)]
            }
            (RevocationDepth::EndEntity | RevocationDepth::Off, _, _) => Vec::new(),
        };
        let results = statuses.iter().filter_map(|(index, status)| {
            let certificate = path.certificates().get(*index)?;
            grounds.note(certificate, status);
            Some(self.revocation_result(certificate, *index, status, unavailable))
        });
        worst(results.collect())
    }

    /// The evidence, with what the source has on every certificate that is asked about; and what it could not have.
    fn evidence_of<'e>(
        &self,
        path: &VerifiedPath,
        untrusted: &[Certificate],
        evidence: &'e Evidence,
        options: &RevocationOptions,
    ) -> (Cow<'e, Evidence>, Vec<String>) {
        let Some(source) = &self.source else { return (Cow::Borrowed(evidence), Vec::new()) };
        let asked = match self.revocation {
            RevocationDepth::Chain => path.certificates().len(),
            RevocationDepth::EndEntity => 1,
            RevocationDepth::Off => 0,
        };
        // What the source has comes before what a message brought along, on which the limits must not be spent first.
        let (mut all, mut unavailable) = (Evidence::new(), Vec::new());
        for (index, certificate) in path.certificates().iter().enumerate().take(asked) {
            let Some(issuer) = path.issuer(index) else { continue };
            let supplied = source.supply(&Question { certificate, issuer, store: &self.trust, untrusted, options });
            all.extend(&supplied.crls, &supplied.ocsp);
            for sentence in supplied.unavailable {
                let sentence = format!("{}.", sentence.trim_end_matches('.'));
                if !unavailable.contains(&sentence) {
                    unavailable.push(sentence);
                }
            }
        }
        all.extend(evidence.crls(), evidence.ocsp_responses());
        (Cow::Owned(all), unavailable)
    }

    fn unreadable_sentences(&self) -> Vec<String> {
        self.unreadable.iter().map(|detail| format!("Unreadable: {detail}.")).collect()
    }

    fn revocation_result(
        &self,
        certificate: &Certificate,
        index: usize,
        status: &Status,
        unavailable: &[String],
    ) -> CheckResult {
        let serial = to_hex(certificate.serial());
        let who = match index {
            0 => format!("The certificate with serial number {serial}"),
            _ => format!("The CA certificate with serial number {serial}"),
        };
        let because = |reason, detail: String| CheckResult::because(Check::Revocation, reason, detail);
        let unavailable = after(&self.unreadable_sentences()) + &after(unavailable);
        match status {
            Status::Good { used, notes } => {
                let detail = format!("{who} is not revoked{}.{}{unavailable}", by(used), after(notes));
                CheckResult::passed(Check::Revocation, detail)
            }
            Status::Revoked { reason, date, used, notes } => {
                let reason = reason.map_or("no reason given", |reason| reason.name());
                let detail = format!("{who} was revoked at {date}, {reason}{}.{}{unavailable}", by(used), after(notes));
                because(Reason::Revoked, detail)
            }
            Status::OnHold { date, used, notes } => {
                let detail = format!("{who} is on hold since {date}{}.{}{unavailable}", by(used), after(notes));
                because(Reason::OnHold, detail)
            }
            Status::Undetermined { reason, detail, .. } => {
                let reason = match reason {
                    UndeterminedReason::NoEvidence if self.unreadable.is_empty() => Reason::NoEvidence,
                    UndeterminedReason::NoEvidence | UndeterminedReason::EvidenceUntrusted => Reason::EvidenceUntrusted,
                    UndeterminedReason::StaleEvidence => Reason::StaleEvidence,
                    UndeterminedReason::StatusUnknown => Reason::StatusUnknown,
                };
                let detail = detail.trim_end_matches('.');
                because(reason, format!("{who}: {detail}.{unavailable}"))
            }
        }
    }
}

/// The evidence that decided, as the end of a sentence.
fn by(used: &[Used]) -> String {
    let one = |used: &Used| {
        let kind = match used.kind {
            EvidenceKind::Crl => "the CRL",
            EvidenceKind::DeltaCrl => "the delta CRL",
            EvidenceKind::Ocsp => "the OCSP response",
        };
        let number = used.number.as_ref().map_or_else(String::new, |number| format!(" number {number}"));
        let (issuer, this_update, sha256) = (&used.issuer, used.this_update, to_hex(&used.sha256));
        format!("{kind}{number} of \"{issuer}\" of {this_update} (sha256 {sha256})")
    };
    if used.is_empty() {
        return String::new();
    }
    format!(", by {}", used.iter().map(one).collect::<Vec<_>>().join(" and "))
}

/// Further sentences.
fn after(notes: &[String]) -> String {
    notes.iter().map(|note| format!(" {note}")).collect()
}

fn validity_period(certificate: &Certificate, at: Moment) -> CheckResult {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    let period = format!("The certificate is valid from {from} until {until}; it was judged at {at}.");
    if at < from {
        CheckResult::because(Check::ValidityPeriod, Reason::NotYetValid, period)
    } else if at > until {
        CheckResult::because(Check::ValidityPeriod, Reason::Expired, period)
    } else {
        CheckResult::passed(Check::ValidityPeriod, period)
    }
}

fn key_usage(certificate: &Certificate, purpose: Purpose) -> CheckResult {
    match (purpose, purpose.violation(certificate)) {
        (Purpose::Any, _) => {
            CheckResult::not_applicable(Check::KeyUsage, "The purpose of the key was not asked (purpose any).")
        }
        (_, None) => CheckResult::passed(Check::KeyUsage, format!("The key may be used to {}.", verb(purpose))),
        (_, Some(violation)) => CheckResult::because(
            Check::KeyUsage,
            Reason::PurposeNotAllowed,
            format!("The key may not be used to {}: {violation}.", verb(purpose)),
        ),
    }
}

const fn verb(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Sign => "sign",
        Purpose::Auth => "authenticate",
        Purpose::Any => "do anything",
    }
}

/// Compares the number of the request with those of the certificates that may carry it.
pub(super) fn identity_match(expected: &Subject, candidates: &[&Certificate]) -> CheckResult {
    const CHECK: Check = Check::IdentityMatch;
    let (kind, wanted) = match expected {
        Subject::Anyone => {
            return CheckResult::not_applicable(CHECK, "No identification number was given to compare.");
        }
        Subject::Iin(iin) => ("IIN", iin.as_str()),
        Subject::Bin(bin) => ("BIN", bin.as_str()),
    };
    let (missing, mismatch) = match expected {
        Subject::Bin(_) => (Reason::BinMissing, Reason::BinMismatch),
        Subject::Iin(_) | Subject::Anyone => (Reason::IinMissing, Reason::IinMismatch),
    };
    if candidates.is_empty() {
        let detail = format!("The request has the {kind} {wanted}; no signer whose checks hold carries a number.");
        return CheckResult::because(CHECK, missing, detail);
    }
    let numbers: Vec<String> = candidates
        .iter()
        .filter_map(|certificate| {
            let holder = certificate.holder();
            match expected {
                Subject::Bin(_) => holder.bin.map(|bin| bin.as_str().to_owned()),
                Subject::Iin(_) | Subject::Anyone => holder.iin.map(|iin| iin.as_str().to_owned()),
            }
        })
        .collect();
    if numbers.iter().any(|number| number == wanted) {
        let detail = format!("The {kind} {wanted} of the request is the {kind} in the certificate.");
        CheckResult::passed(CHECK, detail)
    } else if numbers.is_empty() {
        let detail = format!("The request has the {kind} {wanted}; the certificate carries no {kind}.");
        CheckResult::because(CHECK, missing, detail)
    } else {
        let found = numbers.join(", ");
        let detail = format!("The request has the {kind} {wanted}; the certificate carries the {kind} {found}.");
        CheckResult::because(CHECK, mismatch, detail)
    }
}

/// What was noticed of a certificate and decides nothing.
pub(super) fn notes(certificate: &Certificate) -> Vec<String> {
    let holder = certificate.holder();
    let numbers =
        [("IIN", holder.iin.map(|iin| iin.control_digit())), ("BIN", holder.bin.map(|bin| bin.control_digit()))];
    numbers
        .into_iter()
        .filter(|(_, digit)| digit.is_some_and(|digit| digit != ControlDigit::Valid))
        .map(|(kind, _)| {
            format!("The control digit of the {kind} in the certificate does not hold; that decides nothing.")
        })
        .collect()
}

/// The worst of several results; at the first place of the worst kind.
fn worst(results: Vec<CheckResult>) -> CheckResult {
    let rank = |result: &CheckResult| match result.outcome {
        Outcome::Failed => 0,
        Outcome::Undetermined => 1,
        Outcome::NotApplicable => 2,
        Outcome::Passed => 3,
    };
    let all_passed = results.iter().all(|result| result.outcome == Outcome::Passed);
    if all_passed && !results.is_empty() {
        let detail = results.iter().map(|result| result.detail.as_str()).collect::<Vec<_>>().join(" ");
        return CheckResult::passed(Check::Revocation, detail);
    }
    results.into_iter().min_by_key(rank).unwrap_or_else(|| {
        CheckResult::because(Check::Revocation, Reason::NoEvidence, "The path has no certificate to ask about.")
    })
}

fn path_detail(path: &VerifiedPath) -> String {
    let count = path.certificates().len();
    let anchor = path.anchor();
    let official = anchor.official_name().map_or_else(String::new, |name| format!(", the official {name}"));
    let remembered = match path.remembered_signatures() {
        0 => String::new(),
        1 => " The signature of 1 authority on it was verified before.".to_owned(),
        several => format!(" The signatures of {several} authorities on it were verified before."),
    };
    format!("A path of {count} leads to the trust anchor \"{}\"{official}.{remembered}", anchor.name())
}
