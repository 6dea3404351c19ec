//! Verification of a signed document: every signer, and the document as a whole.

use std::borrow::Cow;

use super::report::{CertificateSummary, Format, JudgedAt, Levels, MomentSource, Report, SignerReport};
use super::verifier::{identity_match, notes};
use super::{Check, CheckResult, Decision, Expected, Grounds, Outcome, Reason, Verifier};
use crate::certificate::{Certificate, Purpose};
use crate::error::Result;
use crate::path;
use crate::revocation::Evidence;
use crate::signature::cms::{FailureReason, SignatureFailure, SignaturePolicy};
use crate::signature::{ClaimedLevel, Covering, Finding, Findings, Form, FoundTimestamp, SignedDocument};
use crate::time::Moment;

/// How many signers of a document, and how many timestamps of a signer, may use the whole budget of a path
/// ([`Limits::path`](crate::Limits)); more share as much.
const FULL_BUDGETS: u32 = 4;
/// Signature verifications of each kind that each of them may cause in any case: twice those of a national path with its
/// evidence.
const LEAST_SIGNATURES: u32 = 8;

/// The report on a document together with what was signed.
#[derive(Debug, Clone)]
pub struct Verification {
    report: Report,
    content: Option<Vec<u8>>,
}

impl Verification {
    /// The report: read its decision before anything else.
    #[must_use]
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// The report by itself; what was signed is dropped.
    #[must_use]
    pub fn into_report(self) -> Report {
        self.report
    }

    /// What was signed, exactly: the content of a CMS message, the payload of a JWS, the canonical octets of an XML
    /// document or of the Body of a message. `None` unless the report says "confirmed", and for a detached content that
    /// was given only as its digest.
    #[must_use]
    pub fn confirmed_content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }
}

impl Verifier {
    /// Verifies every signature of a document, and every signer: signature, validity period, revocation, path, purpose
    /// (see [`Expected`]), timestamp; then the coverage of the document and the identification number.
    ///
    /// `moment` is the moment of validation. A signer is judged at the earliest time that a good timestamp proves, not
    /// later than `moment`, else at `moment`; the report says which.
    ///
    /// # Errors
    /// `LimitExceeded` when the document costs more than the limits allow.
    pub fn verify(&self, document: &SignedDocument<'_>, expected: &Expected, moment: JudgedAt) -> Result<Report> {
        let policy = SignaturePolicy { algorithms: self.algorithms, signed_attributes: self.signed_attributes };
        let Findings { signatures: findings, notes: mut all_notes } =
            document.findings(self.trust.intermediates(), policy)?;
        let mut checks = Vec::new();
        if findings.is_empty() {
            checks.push(CheckResult::because(
                Check::Signature,
                Reason::NoSignature,
                "The document holds no signature.",
            ));
        }
        checks.push(coverage(document, findings.len()));
        let judge = self.shared_by(findings.len());
        let signers: Vec<SignerReport> =
            findings.iter().map(|finding| judge.judge_signer(finding, expected.purpose, moment)).collect();
        let accepted: Vec<&Certificate> = findings
            .iter()
            .zip(&signers)
            .filter(|(_, signer)| signer.checks.iter().all(|check| check.outcome != Outcome::Failed))
            .filter_map(|(finding, _)| finding.certificate.as_ref().filter(|_| finding.signature.is_ok()))
            .collect();
        checks.push(identity_match(&expected.subject, &accepted));
        for note in findings.iter().filter_map(|finding| finding.certificate.as_ref()).flat_map(notes) {
            if !all_notes.contains(&note) {
                all_notes.push(note);
            }
        }
        all_notes.extend(findings.iter().flat_map(|finding| finding.countersignatures.clone()));
        let format = match document.form() {
            Form::Cms => Format::Cms,
            Form::XmlSignature => Format::Xmldsig,
            Form::WsSecurity => Format::Wss,
            Form::Jws => Format::Jws,
        };
        Ok(Report::new(format, moment, checks, signers, all_notes))
    }

    /// As [`verify`](Self::verify), and hands out what was signed when the report says "confirmed".
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_content(
        &self,
        document: &SignedDocument<'_>,
        expected: &Expected,
        moment: JudgedAt,
    ) -> Result<Verification> {
        let report = self.verify(document, expected, moment)?;
        let content = match report.decision() {
            Decision::Confirmed => document.covered_content()?,
            Decision::Refused | Decision::Undetermined => None,
        };
        Ok(Verification { report, content })
    }

    /// This verifier for each of so many signers, or timestamps: together they may cost what a few single ones may, and each
    /// what a path with its evidence needs.
    fn shared_by(&self, count: usize) -> Cow<'_, Self> {
        let one = self.limits.path.signatures;
        let all = one.saturating_mul(FULL_BUDGETS);
        let share = all.checked_div(u32::try_from(count).unwrap_or(u32::MAX)).unwrap_or(one).max(LEAST_SIGNATURES);
        if share >= one {
            return Cow::Borrowed(self);
        }
        let mut fewer = self.clone();
        fewer.limits.path.signatures = share;
        Cow::Owned(fewer)
    }

    fn judge_signer(&self, finding: &Finding, purpose: Purpose, moment: JudgedAt) -> SignerReport {
        let mut evidence = self.evidence.clone();
        // Nothing of what came along is believed: it is checked like any other evidence.
        evidence.extend(&finding.crls, &finding.ocsp);
        let stamps = self.shared_by(finding.timestamps.len() + finding.archive_timestamps.len());
        let [timestamps, archives] = [&finding.timestamps, &finding.archive_timestamps]
            .map(|found| stamps.judge_timestamps(found, &finding.certificates, &evidence, moment.at));
        let proven = timestamps.iter().filter_map(|verdict| verdict.as_ref().ok()).min().copied();
        let judged = match proven {
            Some(at) => JudgedAt { at, source: MomentSource::Timestamp },
            None => moment,
        };
        let signature = signature_check(finding);
        let timestamp = timestamp_check(finding, &timestamps, &archives, moment.at);
        let mut checks = vec![signature];
        let mut grounds = Grounds::default();
        match &finding.certificate {
            Some(certificate) => {
                let untrusted = &finding.certificates;
                let (own, found) =
                    self.certificate_checks(certificate, purpose, untrusted, &evidence, judged, moment.at);
                checks.extend(own);
                grounds = found;
            }
            None => {
                checks.extend([Check::ValidityPeriod, Check::Revocation, Check::CertificatePath, Check::KeyUsage].map(
                    |check| CheckResult::not_applicable(check, "There is no certificate of this signer to check."),
                ))
            }
        }
        checks.push(timestamp);
        grounds.timestamps =
            timestamps.iter().chain(&archives).filter_map(|verdict| verdict.as_ref().ok()).copied().collect();
        grounds.timestamps.sort_unstable();
        let level = finding.level.map(|claimed| Levels {
            claimed: claimed.name(),
            reached: reached(claimed, finding, &timestamps, &archives, || {
                let passed = |wanted| checks.iter().any(|one| one.check == wanted && one.outcome == Outcome::Passed);
                let stands = passed(Check::Revocation) && passed(Check::CertificatePath);
                stands && self.has_own_evidence(finding, judged, moment.at)
            })
            .map(ClaimedLevel::name),
        });
        SignerReport {
            certificate: finding.certificate.as_ref().map(CertificateSummary::of),
            moment: judged,
            level,
            checks,
            grounds,
        }
    }

    /// Whether what stands in the signature is enough by itself to tell that signer and timestamp authorities are not revoked:
    /// that is what level LT promises (EN 319 122-1, 6.3). Evidence that a caller has to add is none of the signature's.
    fn has_own_evidence(&self, finding: &Finding, judged: JudgedAt, moment: Moment) -> bool {
        let Some(certificate) = &finding.certificate else { return false };
        let alone = self.without_evidence();
        let stamps = alone.shared_by(finding.timestamps.len());
        let mut embedded = Evidence::new();
        embedded.extend(&finding.crls, &finding.ocsp);
        let (checks, _) =
            alone.certificate_checks(certificate, Purpose::Any, &finding.certificates, &embedded, judged, moment);
        let stamps = stamps.judge_timestamps(&finding.timestamps, &finding.certificates, &embedded, moment);
        checks.iter().any(|check| check.check == Check::Revocation && check.outcome == Outcome::Passed)
            && stamps.iter().all(std::result::Result::is_ok)
    }

    /// Judges timestamps of one kind; `along` are the certificates that came along with the signature.
    fn judge_timestamps(
        &self,
        found: &[Result<FoundTimestamp>],
        along: &[Certificate],
        evidence: &Evidence,
        moment: Moment,
    ) -> Vec<TimestampVerdict> {
        found.iter().map(|found| self.judge_timestamp(found, along, evidence, moment)).collect()
    }

    /// The time that a timestamp proves: its imprint and signature hold, its authority has a path at that time, and is not
    /// revoked.
    fn judge_timestamp(
        &self,
        found: &Result<FoundTimestamp>,
        along: &[Certificate],
        evidence: &Evidence,
        moment: Moment,
    ) -> TimestampVerdict {
        let invalid = |detail: String| Err((Reason::TimestampInvalid, detail));
        let found = match found {
            Ok(found) => found,
            Err(error) => return invalid(format!("The timestamp token cannot be read: {error}.")),
        };
        let time = found.gen_time;
        if time > moment {
            return invalid(format!("The timestamp is of {time}, later than the moment of validation {moment}."));
        }
        let verified = match &found.outcome {
            Ok(verified) => verified,
            Err(failure) => {
                let reason = if failure.is_wrong() { Reason::TimestampInvalid } else { Reason::TimestampUntrusted };
                return Err((reason, format!("Of the timestamp of {time}: {failure}.")));
            }
        };
        // Those of the token first, so that what else came along uses up no budget that they need.
        let untrusted = [found.certificates.as_slice(), along].concat();
        let mut evidence = Cow::Borrowed(evidence);
        if !(found.crls.is_empty() && found.ocsp.is_empty()) {
            evidence.to_mut().extend(&found.crls, &found.ocsp);
        }
        let options = self.path_options(time);
        let path = match path::build(verified.certificate(), &self.trust, &untrusted, &options) {
            Ok(path) => path,
            Err(error) => {
                let undecided = error.kind().is_undecided();
                let reason = if undecided { Reason::TimestampUntrusted } else { Reason::TimestampInvalid };
                return Err((reason, format!("Of the authority of the timestamp of {time}: {error}.")));
            }
        };
        // The grounds of a time stamp are not those of the signer.
        let mut grounds = Grounds::default();
        let revocation = self.revocation_check(Some(&path), &untrusted, &evidence, time, moment, &mut grounds);
        match revocation.outcome {
            Outcome::Passed | Outcome::NotApplicable => Ok(time),
            Outcome::Failed => {
                invalid(format!("The authority of the timestamp of {time} is revoked: {}", revocation.detail))
            }
            Outcome::Undetermined => Err((
                Reason::TimestampUntrusted,
                format!(
                    "Whether the authority of the timestamp of {time} is revoked is not known: {}",
                    revocation.detail
                ),
            )),
        }
    }
}

/// The time that a timestamp proves, or why it proves none.
type TimestampVerdict = std::result::Result<Moment, (Reason, String)>;

impl ClaimedLevel {
    const fn name(self) -> &'static str {
        match self {
            Self::B => "B",
            Self::T => "T",
            Self::Lt => "LT",
            Self::Lta => "LTA",
        }
    }
}

fn coverage(document: &SignedDocument<'_>, signatures: usize) -> CheckResult {
    const CHECK: Check = Check::ContentCoverage;
    if signatures == 0 {
        return CheckResult::not_applicable(CHECK, "There is no signature that could cover the document.");
    }
    match document.covering() {
        Covering::Whole(detail) => CheckResult::passed(CHECK, detail),
        Covering::Part(gap) => {
            CheckResult::because(CHECK, Reason::ContentNotCovered, format!("Not all is signed: {gap}."))
        }
        Covering::DuplicateId(detail) => {
            CheckResult::because(CHECK, Reason::DuplicateId, format!("What is signed is not clear: {detail}."))
        }
    }
}

fn signature_check(finding: &Finding) -> CheckResult {
    match &finding.signature {
        Ok(detail) => CheckResult::passed(Check::Signature, *detail),
        Err(SignatureFailure { reason, detail }) => {
            let reason = match reason {
                FailureReason::SignatureInvalid => Reason::SignatureInvalid,
                FailureReason::DigestMismatch => Reason::DigestMismatch,
                FailureReason::SignerCertificateMissing => Reason::SignerCertificateMissing,
                FailureReason::NoSignature => Reason::NoSignature,
                FailureReason::AlgorithmNotAllowed => Reason::AlgorithmNotAllowed,
                FailureReason::SignedAttributesMissing => Reason::SignedAttributesMissing,
            };
            CheckResult::because(Check::Signature, reason, format!("The signature is refused: {detail}."))
        }
    }
}

/// The worst of all timestamps: an unsound one is not hidden by a sound one.
fn timestamp_check(
    finding: &Finding,
    timestamps: &[TimestampVerdict],
    archives: &[TimestampVerdict],
    moment: Moment,
) -> CheckResult {
    const CHECK: Check = Check::Timestamp;
    for (created, expires) in finding.message_times.iter().copied() {
        if let Some(created) = created.filter(|created| *created > moment) {
            let detail = format!("The message was created at {created}, after the moment of validation {moment}.");
            return CheckResult::because(CHECK, Reason::TimestampInvalid, detail);
        }
        if let Some(expires) = expires.filter(|expires| *expires < moment) {
            let detail = format!("The message expired at {expires}, before the moment of validation {moment}.");
            return CheckResult::because(CHECK, Reason::TimestampInvalid, detail);
        }
    }
    let all = || timestamps.iter().chain(archives);
    let failed = all().filter_map(|verdict| verdict.as_ref().err()).min_by_key(|(reason, _)| match reason.outcome() {
        Outcome::Failed => 0,
        Outcome::Undetermined | Outcome::Passed | Outcome::NotApplicable => 1,
    });
    if let Some((reason, detail)) = failed {
        return CheckResult::because(CHECK, *reason, detail.clone());
    }
    match (timestamps.iter().flatten().min(), finding.message_times.first()) {
        (Some(time), _) => {
            CheckResult::passed(CHECK, format!("A timestamp proves that the signature existed at {time}."))
        }
        (None, Some(_)) => CheckResult::passed(CHECK, "The moment lies within the time that the message names."),
        (None, None) if archives.is_empty() => {
            CheckResult::not_applicable(CHECK, "The signature has no timestamp; none is required.")
        }
        (None, None) => CheckResult::passed(CHECK, "The archive timestamps hold."),
    }
}

/// The level that could be verified: each level needs the one below it.
fn reached(
    claimed: ClaimedLevel,
    finding: &Finding,
    timestamps: &[TimestampVerdict],
    archives: &[TimestampVerdict],
    has_own_evidence: impl FnOnce() -> bool,
) -> Option<ClaimedLevel> {
    let hold = |verdicts: &[TimestampVerdict]| !verdicts.is_empty() && verdicts.iter().all(std::result::Result::is_ok);
    if finding.signature.is_err() {
        return None;
    }
    let mut level = ClaimedLevel::B;
    if claimed >= ClaimedLevel::T && hold(timestamps) {
        level = ClaimedLevel::T;
        if claimed >= ClaimedLevel::Lt && has_own_evidence() {
            level = ClaimedLevel::Lt;
            if claimed >= ClaimedLevel::Lta && hold(archives) {
                level = ClaimedLevel::Lta;
            }
        }
    }
    Some(level)
}
