//! Signature containers: what was signed, by whom, with which octets.

pub mod cms;
mod ecdsa;
pub mod esf;
pub mod jws;
pub mod xml;
