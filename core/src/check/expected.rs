//! What the request says about its signer.

use crate::certificate::Purpose;
use crate::identity::{Bin, Iin};

/// Whose number the certificate has to carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Subject {
    /// No number is compared; the report says so.
    #[default]
    Anyone,
    /// The IIN of the request.
    Iin(Iin),
    /// The BIN of the request.
    Bin(Bin),
}

/// What is expected of the signer: a number, and the purpose of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expected {
    /// The number to compare.
    pub subject: Subject,
    /// The purpose; signing, unless another is named.
    pub purpose: Purpose,
}

impl Expected {
    /// Nothing but a signing certificate is expected.
    #[must_use]
    pub fn anyone() -> Self {
        Self::default()
    }

    /// The certificate carries this IIN.
    #[must_use]
    pub fn iin(iin: Iin) -> Self {
        Self { subject: Subject::Iin(iin), ..Self::default() }
    }

    /// The certificate carries this BIN.
    #[must_use]
    pub fn bin(bin: Bin) -> Self {
        Self { subject: Subject::Bin(bin), ..Self::default() }
    }

    /// The same with another purpose.
    #[must_use]
    pub const fn for_purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        self
    }
}
