//! Containers of signatures.

pub mod cms;
