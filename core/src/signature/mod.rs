//! Signature containers: what was signed, by whom, with which octets.

pub mod cms;
mod document;
mod ecdsa;
pub mod esf;
pub mod jws;
pub mod xml;

pub(crate) use document::{ClaimedLevel, Covering, Finding, FoundTimestamp};
pub use document::{Form, SignedDocument};
