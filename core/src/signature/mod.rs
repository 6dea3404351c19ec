//! Containers of signatures.

pub mod cms;
//! Signature containers: what was signed, by whom, with which octets.

pub mod xml;
