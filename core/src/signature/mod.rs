//! Signature containers: what was signed, by whom, with which octets.

pub mod xml;
