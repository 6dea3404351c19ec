//! Cryptography.

pub mod gost;
