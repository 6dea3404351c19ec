//! Electronic signatures (ЭЦП, ЭЦҚ) of Kazakhstan's electronic government, without any closed cryptographic module.
//!
//! The service regulations ask, before a request is signed and sent: is the certificate within its validity period, is it
//! absent from the list of revoked certificates, and is its IIN the IIN of the request? One call answers:
//!
//! ```
//! use qoltanba::check::{Decision, Expected, JudgedAt, Verifier};
//! use qoltanba::revocation::{Crl, Evidence};
//! use qoltanba::trust::{TrustAnchor, TrustStore};
//! use qoltanba::{Certificate, Iin, Moment};
//!
//! # fn load() -> qoltanba::Result<(Certificate, TrustStore, Evidence)> {
//! #     let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! #     let root = Certificate::from_der(&read("ca/root-gost2015.cer"))?;
//! #     let authority = Certificate::from_der(&read("ca/nca-gost2015.cer"))?;
//! #     let trust = TrustStore::new(vec![TrustAnchor::from_certificate(&root)], vec![authority]);
//! #     let mut evidence = Evidence::new();
//! #     evidence.add_crl(Crl::from_der(&read("crl/nca-gost2015.crl"))?);
//! #     Ok((Certificate::from_der(&read("gost2015/individual.cer"))?, trust, evidence))
//! # }
//! # fn main() -> qoltanba::Result<()> {
//! let (certificate, trust, evidence) = load()?;
//! let expected = Expected::iin(Iin::parse("990101100010")?);
//! let moment = JudgedAt::given(Moment::parse("2026-07-01T00:00:00Z")?);
//! let report = Verifier::new(trust).with_evidence(evidence).check_certificate(&certificate, &expected, moment);
//! assert_eq!(report.decision(), Decision::Confirmed);
//! # Ok(())
//! # }
//! ```
//!
//! - For a signed document of any form use [`signature::SignedDocument`] and [`check::Verifier::verify`].
//! - To sign, open a key file with [`keystore::KeyStore`] and use [`sign`] or [`signature::xml::sign`].
//! - For requests, results and barcodes see [`document`]; for the steps that the decrees prescribe see [`regulation`].
//!
//! Nothing here reads a clock, a file or the network: bytes and the moment are arguments. Unusable input is an [`Error`]
//! with its place and the rule it breaks; a failed check is a line of the [`check::Report`]. What could not be decided is
//! *undetermined*, and never confirmed.
//!
//! This is not a state-certified cryptographic tool (СКЗИ).

pub mod asn1;
#[cfg(doctest)]
mod book;
pub mod certificate;
pub mod check;
pub mod crypto;
pub mod document;
pub mod error;
pub mod identity;
pub mod inspect;
pub mod keystore;
mod language;
pub mod limits;
pub mod oid;
pub mod path;
pub mod regulation;
pub mod revocation;
pub mod sign;
pub mod signature;
pub mod text;
pub mod time;
pub mod timestamp;
pub mod trust;
mod vocabulary;

pub use certificate::Certificate;
pub use error::{Error, Result};
pub use identity::{Bin, Iin};
pub use language::Language;
pub use limits::Limits;
pub use time::Moment;

/// The examples of the README are compiled with the tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
