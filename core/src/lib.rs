//! Electronic signatures of Kazakhstan's electronic government, without any closed cryptographic module.

pub mod asn1;
pub mod crypto;
pub mod document;
pub mod error;
pub mod identity;
pub mod oid;
pub mod regulation;
pub mod time;

pub use error::{Error, Result};
pub use identity::{Bin, Iin};
pub use time::Moment;
