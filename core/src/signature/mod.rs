//! Signature containers: what was signed, by whom, with which octets.

mod ecdsa;
pub mod esf;
pub mod jws;
pub mod cms;
pub mod xml;
