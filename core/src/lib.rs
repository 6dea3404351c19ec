//! Electronic signatures of Kazakhstan's electronic government, without any closed cryptographic module.

pub mod asn1;
pub mod certificate;
pub mod check;
pub mod crypto;
pub mod document;
pub mod error;
pub mod identity;
pub mod keystore;
mod language;
pub mod oid;
pub mod path;
pub mod regulation;
pub mod revocation;
pub mod sign;
pub mod signature;
pub mod time;
pub mod timestamp;
pub mod trust;
mod vocabulary;

pub use certificate::Certificate;
pub use error::{Error, Result};
pub use identity::{Bin, Iin};
pub use language::Language;
pub use time::Moment;
