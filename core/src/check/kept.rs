//! Reports that were kept as JSON, read again.

use serde::Deserialize;

use super::report::SCHEMA;
use super::{
    CertificateSummary, Check, CheckResult, Decision, EvidenceSummary, Format, Grounds, JudgedAt, Levels, Outcome,
    PathMember, Reason, Report, RevokedCertificate, SignerReport, SubjectSummary,
};
use crate::certificate::Role;
use crate::error::{Error, Result};
use crate::oid::Oid;
use crate::revocation;
use crate::time::Moment;

/// The size of a text in bytes. A report on 256 signers, the most of one message, has some 6 MiB when each names a path and
/// 32 lists.
const MAX_TEXT: usize = 16 << 20;

/// The kinds of public key, as [`KeyAlgorithm::name`](crate::crypto::KeyAlgorithm::name) has them, and that of a key that
/// cannot be read.
const ALGORITHMS: [&str; 7] =
    ["rsa", "ecdsa-p256", "ecdsa-p384", "gost34310-2004", "gost34310-2015-256", "gost34310-2015-512", "unknown"];

/// The levels of CAdES and XAdES.
const LEVELS: [&str; 4] = ["B", "T", "LT", "LTA"];

impl Report {
    /// Reads a report that [`to_json`](Self::to_json) wrote: to show it as a [page](super::page), to look something up.
    ///
    /// It is what somebody kept and proves nothing; who needs a verdict asks a [`Verifier`](super::Verifier). Members that
    /// this version does not know are passed over.
    ///
    /// # Errors
    /// `LimitExceeded` above 16 MiB; `Malformed` when the text does not follow the schema `qoltanba.report/1`, when it lacks a
    /// check that every report of its format has, and when its decision is not the one that its checks lead to.
    pub fn from_json(text: &str) -> Result<Self> {
        if text.len() > MAX_TEXT {
            return Err(Error::LimitExceeded { what: "bytes of a report", limit: 16 << 20 });
        }
        let kept: Kept = serde_json::from_str(text).map_err(|error| {
            Error::malformed_json("report", text, &error, "the text is JSON and follows qoltanba.report/1")
        })?;
        kept.report().map_err(|rule| Error::Malformed { what: "report", offset: 0, rule })
    }
}

/// A part of a report, or the rule that it breaks.
type Read<T> = std::result::Result<T, &'static str>;

#[derive(Deserialize)]
struct Kept {
    schema: String,
    decision: Decision,
    moment: JudgedAt,
    format: Format,
    checks: Vec<KeptCheck>,
    signers: Vec<KeptSigner>,
    #[serde(default)]
    notes: Vec<String>,
}

#[derive(Deserialize)]
struct KeptCheck {
    check: Check,
    outcome: Outcome,
    reason: Option<Reason>,
    detail: String,
}

#[derive(Deserialize)]
struct KeptSigner {
    certificate: Option<KeptCertificate>,
    moment: JudgedAt,
    level: Option<KeptLevels>,
    checks: Vec<KeptCheck>,
    #[serde(default)]
    grounds: KeptGrounds,
}

#[derive(Deserialize)]
struct KeptCertificate {
    subject: SubjectSummary,
    issuer: String,
    serial: String,
    not_before: Moment,
    not_after: Moment,
    algorithm: String,
    roles: Vec<Role>,
    policies: Vec<String>,
    sha256: String,
}

#[derive(Deserialize)]
struct KeptLevels {
    claimed: String,
    reached: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct KeptGrounds {
    path: Vec<PathMember>,
    evidence: Vec<EvidenceSummary>,
    revoked: Vec<KeptRevoked>,
    timestamps: Vec<Moment>,
}

#[derive(Deserialize)]
struct KeptRevoked {
    serial: String,
    since: Moment,
    reason: Option<String>,
}

impl Kept {
    fn report(self) -> Read<Report> {
        if self.schema != SCHEMA {
            return Err("the schema is qoltanba.report/1");
        }
        let signers = self.signers.into_iter().map(KeptSigner::report).collect::<Read<_>>()?;
        let report = Report::new(self.format, self.moment, results(self.checks)?, signers, self.notes);
        if !is_whole(&report) {
            return Err("every check of the format is there");
        }
        if report.decision() != self.decision {
            return Err("the decision is the one that the checks lead to");
        }
        Ok(report)
    }
}

/// Whether it answers everything that the verifier asks: a line that is gone could be the one that failed.
fn is_whole(report: &Report) -> bool {
    let certificate = [Check::ValidityPeriod, Check::Revocation, Check::CertificatePath, Check::KeyUsage];
    let (document, signature) = match report.format() {
        Format::Certificate => (&[Check::IdentityMatch][..], &[][..]),
        Format::Cms | Format::Xmldsig | Format::Wss | Format::Jws | Format::Barcode => {
            (&[Check::ContentCoverage, Check::IdentityMatch][..], &[Check::Signature, Check::Timestamp][..])
        }
    };
    let has = |checks: &[CheckResult], wanted: &[Check]| {
        wanted.iter().all(|wanted| checks.iter().any(|one| one.check == *wanted))
    };
    let unsigned = report.checks().iter().any(|one| one.reason == Some(Reason::NoSignature));
    has(report.checks(), document)
        && report.signers().is_empty() == unsigned
        && report.signers().iter().all(|signer| has(&signer.checks, &certificate) && has(&signer.checks, signature))
}

fn results(kept: Vec<KeptCheck>) -> Read<Vec<CheckResult>> {
    kept.into_iter().map(KeptCheck::result).collect()
}

impl KeptCheck {
    fn result(self) -> Read<CheckResult> {
        let Self { check, outcome, reason, detail } = self;
        let fits = match (outcome, reason) {
            (Outcome::Passed | Outcome::NotApplicable, None) => true,
            (Outcome::Failed | Outcome::Undetermined, Some(reason)) => reason.outcome() == outcome,
            (Outcome::Passed | Outcome::NotApplicable, Some(_)) | (Outcome::Failed | Outcome::Undetermined, None) => {
                false
            }
        };
        if !fits {
            return Err("a check has the reason of its outcome");
        }
        Ok(CheckResult { check, outcome, reason, detail })
    }
}

impl KeptSigner {
    fn report(self) -> Read<SignerReport> {
        Ok(SignerReport {
            certificate: self.certificate.map(KeptCertificate::summary).transpose()?,
            moment: self.moment,
            level: self.level.map(KeptLevels::levels).transpose()?,
            checks: results(self.checks)?,
            grounds: self.grounds.grounds()?,
        })
    }
}

impl KeptCertificate {
    fn summary(self) -> Read<CertificateSummary> {
        // A number above 128 bits is written as an ellipsis; no policy is known by it.
        let written = self.policies.iter().filter(|policy| !policy.ends_with('…'));
        let policies = written.map(|policy| Oid::parse(policy).ok_or("a policy is an object identifier"));
        Ok(CertificateSummary {
            subject: self.subject,
            issuer: self.issuer,
            serial: self.serial,
            not_before: self.not_before,
            not_after: self.not_after,
            algorithm: known(&self.algorithm, &ALGORITHMS).ok_or("the kind of public key is known")?,
            roles: self.roles,
            policies: policies.collect::<Read<_>>()?,
            sha256: self.sha256,
        })
    }
}

impl KeptLevels {
    fn levels(self) -> Read<Levels> {
        let level = |word: &String| known(word, &LEVELS).ok_or("a level is B, T, LT or LTA");
        Ok(Levels { claimed: level(&self.claimed)?, reached: self.reached.as_ref().map(level).transpose()? })
    }
}

impl KeptGrounds {
    fn grounds(self) -> Read<Grounds> {
        let revoked = self.revoked.into_iter().map(KeptRevoked::certificate).collect::<Read<_>>()?;
        Ok(Grounds { path: self.path, evidence: self.evidence, revoked, timestamps: self.timestamps })
    }
}

impl KeptRevoked {
    fn certificate(self) -> Read<RevokedCertificate> {
        // CRLReason has the codes 0 to 10 (RFC 5280, 5.3.1).
        let named = |word: &String| {
            let reasons = (0..=10).filter_map(revocation::Reason::from_code);
            reasons.map(revocation::Reason::name).find(|name| name == word).ok_or("a reason is one of RFC 5280, 5.3.1")
        };
        let reason = self.reason.as_ref().map(named).transpose()?;
        Ok(RevokedCertificate { serial: self.serial, since: self.since, reason })
    }
}

fn known(word: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().copied().find(|known| *known == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::KeyAlgorithm;

    /// A report with everything that one can hold.
    const WHOLE: &str = r#"{"schema":"qoltanba.report/1","decision":"refused","refusal":null,
"moment":{"at":"2026-07-01T00:00:00Z","source":"given"},"format":"cms","checks":[
{"check":"content-coverage","outcome":"passed","reason":null,"detail":"…"},
{"check":"identity-match","outcome":"failed","reason":"iin-mismatch","detail":"…","help":"reasons.html#iin-mismatch"}],
"signers":[{"certificate":{"subject":{"common_name":"Ә","surname":null,"given_name":null,"iin":null,"bin":null,
"organization":null},"issuer":"CN=x","serial":"0a","not_before":"2025-01-01T00:00:00Z","not_after":"2027-01-01T00:00:00Z",
"algorithm":"rsa","roles":["individual"],"policies":["1.2.398.3.3.2","2.25.329800735698586629295641978511506172918","1.2.…"],"sha256":"00"},
"moment":{"at":"2026-06-30T12:00:00Z","source":"timestamp"},"level":{"claimed":"LTA","reached":null},
"checks":[{"check":"signature","outcome":"passed","reason":null,"detail":"…"},
{"check":"validity-period","outcome":"passed","reason":null,"detail":"…"},
{"check":"revocation","outcome":"passed","reason":null,"detail":"…"},
{"check":"certificate-path","outcome":"passed","reason":null,"detail":"…"},
{"check":"key-usage","outcome":"passed","reason":null,"detail":"…"},
{"check":"timestamp","outcome":"passed","reason":null,"detail":"…"}],
"grounds":{"revoked":[{"serial":"0a","since":"2026-03-01T00:00:00Z","reason":"keyCompromise"}]}}],"notes":["…"],"later":1}"#;

    #[test]
    fn a_kept_report_is_the_report() {
        let report = Report::from_json(WHOLE).unwrap();
        assert_eq!(report.decision(), Decision::Refused);
        assert!(report.refusal().is_some());
        assert_eq!(report.signers()[0].grounds.revoked[0].reason, Some("keyCompromise"));
        assert_eq!(report.signers()[0].certificate.as_ref().unwrap().policies.len(), 2);
        for text in [report.to_json(), report.to_json_pretty()] {
            assert_eq!(Report::from_json(&text).as_ref(), Ok(&report));
        }
    }

    #[test]
    fn what_is_no_report_is_refused() {
        for (from, to) in [
            ("report/1", "report/2"),
            // A verdict that the checks do not lead to.
            ("\"decision\":\"refused\"", "\"decision\":\"confirmed\""),
            ("\"reason\":\"iin-mismatch\"", "\"reason\":null"),
            ("\"reason\":\"iin-mismatch\"", "\"reason\":\"no-evidence\""),
            ("\"outcome\":\"passed\",\"reason\":null", "\"outcome\":\"passed\",\"reason\":\"revoked\""),
            ("\"algorithm\":\"rsa\"", "\"algorithm\":\"dsa\""),
            ("\"claimed\":\"LTA\"", "\"claimed\":\"X\""),
            ("keyCompromise", "because"),
            ("1.2.398.3.3.2", "policy"),
            ("2026-03-01T00:00:00Z", "yesterday"),
            ("\"detail\":\"…\",", "\"detail\":{},"),
        ] {
            let text = WHOLE.replacen(from, to, 1);
            assert_ne!(text, WHOLE, "{from}");
            let Err(Error::Malformed { what: "report", .. }) = Report::from_json(&text) else { panic!("{to}") };
        }
        for text in ["", "[]", "null", "{}", &"[".repeat(100_000), &WHOLE[..WHOLE.len() - 1]] {
            assert!(Report::from_json(text).is_err());
        }
        let long = " ".repeat(MAX_TEXT + 1);
        assert!(matches!(Report::from_json(&long), Err(Error::LimitExceeded { .. })));
    }

    #[test]
    fn a_report_without_one_of_its_checks_is_none() {
        let refused = |text: &str| {
            let Err(Error::Malformed { rule, .. }) = Report::from_json(text) else { panic!("{text}") };
            assert_eq!(rule, "every check of the format is there", "{text}");
        };
        let line = |check: Check| format!("{{\"check\":\"{}\"", check.name());
        for check in Check::ALL {
            let other = if check == Check::KeyUsage { Check::Timestamp } else { Check::KeyUsage };
            let text = WHOLE.replacen(&line(check), &line(other), 1);
            assert_ne!(text, WHOLE);
            refused(&text);
        }
        // Nothing was asked, and nobody signed.
        let (head, _) = WHOLE.split_once("\"checks\"").unwrap();
        let head = head.replacen("refused", "confirmed", 1);
        let passed = |check| format!("{},\"outcome\":\"passed\",\"reason\":null,\"detail\":\"…\"}}", line(check));
        for checks in [String::new(), [passed(Check::ContentCoverage), passed(Check::IdentityMatch)].join(",")] {
            let text = format!("{head}\"checks\":[{checks}],\"signers\":[]}}");
            refused(&text);
            refused(&text.replacen("cms", "certificate", 1));
        }
    }

    #[test]
    fn every_kind_of_key_is_known() {
        use KeyAlgorithm::{EcdsaP256, EcdsaP384, Gost34310_2004, Gost34310_2015_256, Gost34310_2015_512, Rsa};
        for key in [Rsa(2048), EcdsaP256, EcdsaP384, Gost34310_2004, Gost34310_2015_256, Gost34310_2015_512] {
            assert!(ALGORITHMS.contains(&key.name()));
        }
    }
}
