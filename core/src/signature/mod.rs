//! Signature containers: what was signed, by whom, with which octets.
//!
//! [`SignedDocument`] is the door for all of them; the modules are for those who need the parts.
//!
//! ```
//! use qoltanba::signature::{Form, SignedDocument};
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! let message = read("signed/wss/gost2015.xml");
//! let document = SignedDocument::parse(&message)?;
//! assert_eq!((document.form(), document.signature_count()), (Form::WsSecurity, 1));
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod candidate;
pub mod cms;
mod document;
mod ecdsa;
pub mod esf;
mod finding;
pub mod jws;
mod look;
pub mod xml;

pub(crate) use document::Covering;
pub use document::{Form, SignedDocument};
pub(crate) use finding::{ClaimedLevel, Finding, Findings, FoundTimestamp};
