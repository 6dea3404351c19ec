//! Electronic signatures of Kazakhstan's electronic government, without any closed cryptographic module.

pub mod asn1;
pub mod crypto;
pub mod error;
pub mod oid;
pub mod time;

pub use error::{Error, Result};
pub use time::Moment;
