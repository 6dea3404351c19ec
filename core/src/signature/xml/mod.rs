//! XML signatures.

pub mod c14n;
pub mod limits;
pub mod tree;
