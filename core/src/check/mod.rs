//! The question of the service regulations, and its answer.
//!
//! A [`Verifier`] holds what is trusted and what evidence there is; it answers with a [`Report`] that lists every check,
//! its outcome and its reason. The [`Decision`] is one of three words, and [`Decision::Confirmed`] is never said of
//! something that could not be decided.

mod batch;
mod document;
mod expected;
mod grounds;
mod outcome;
pub mod page;
mod refusal;
mod report;
mod verifier;
mod wording;

pub use crate::language::Language;
pub use batch::Threads;
pub use document::Verification;
pub use expected::{Expected, Subject};
pub use grounds::{EvidenceSummary, Grounds, PathMember, PathPlace, RevokedCertificate, Standing};
pub use outcome::{Check, CheckResult, Decision, Outcome, Reason};
pub use refusal::{Refusal, RefusalCode};
pub use report::{CertificateSummary, Format, JudgedAt, Levels, MomentSource, Report, SignerReport, SubjectSummary};
pub use verifier::{RevocationDepth, Verifier};

/// The JSON Schema of the report, version 1.
pub const REPORT_SCHEMA: &str = include_str!("report.schema.json");
