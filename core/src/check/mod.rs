//! The question of the service regulations, and its answer.
//!
//! A [`Verifier`] holds what is trusted and what evidence there is; it answers with a [`Report`] that lists every check,
//! its outcome and its reason. The [`Decision`] is one of three words, and [`Decision::Confirmed`] is never said of
//! something that could not be decided.
//!
//! ```
//! use qoltanba::check::{Decision, Expected, JudgedAt, Verifier};
//! use qoltanba::signature::SignedDocument;
//! # use qoltanba::revocation::{Crl, Evidence};
//! # use qoltanba::trust::{TrustAnchor, TrustStore};
//! use qoltanba::{Certificate, Moment};
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! # let certificate = |name: &str| Certificate::from_der(&read(name));
//! # let anchor = TrustAnchor::from_certificate(&certificate("ca/root-gost2015.cer")?);
//! # let trust = TrustStore::new(vec![anchor], vec![certificate("ca/nca-gost2015.cer")?]);
//! # let mut evidence = Evidence::new();
//! # evidence.add_crl(Crl::from_der(&read("crl/nca-gost2015.crl"))?);
//! # let message = read("signed/cms/gost2015.cms");
//! let verifier = Verifier::new(trust).with_evidence(evidence);
//! let moment = JudgedAt::given(Moment::parse("2026-07-01T00:00:00Z")?);
//! let verification = verifier.verify_content(&SignedDocument::parse(&message)?, &Expected::anyone(), moment)?;
//! assert_eq!(verification.report().decision(), Decision::Confirmed);
//! assert!(verification.confirmed_content().is_some());
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod batch;
mod document;
mod expected;
mod grounds;
mod kept;
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
