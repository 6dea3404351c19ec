//! Signature containers: what was signed, by whom, with which octets.

pub mod cms;
pub mod xml;
