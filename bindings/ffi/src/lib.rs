//! The face of qoltanba that Python and Kotlin see: no logic, only shapes that cross a language border well.
//!
//! Bytes come in as `&[u8]` (nothing is copied), a report goes out as the JSON of the published schema, a batch goes in
//! as one packed buffer and comes out as one byte an item. The packages `bindings/python` and `bindings/kotlin` give it
//! the manners of their languages; call those.

mod batch;
mod error;
mod expected;
mod identity;
mod regulation;
mod signer;
mod verifier;
mod words;

pub use error::InputError;
pub use identity::{NumberDescription, describe_bin, describe_iin};
pub use regulation::{regulation, regulations};
pub use signer::{Encapsulation, Signer};
pub use verifier::{Answer, Evidence, RevocationDepth, TrustStore, Verification, Verifier};
pub use words::{Decision, Word, vocabulary};

uniffi::setup_scaffolding!();

/// The version of this library, which is also that of the wheel and of the jar.
#[uniffi::export]
#[must_use]
pub fn library_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
