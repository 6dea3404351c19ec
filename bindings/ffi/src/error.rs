//! The errors that callers in other languages catch.

use qoltanba::Error;

/// Why an input could not be used, or why a call makes no sense.
///
/// A failed check is not an error: it is data in the report. No variant carries content of the input, so each may be
/// logged. Every variant has `detail`, one English line: the text of a Rust error does not cross by itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum InputError {
    /// The bytes break the rules of their format.
    #[error("{detail}")]
    Malformed {
        /// The structure or field, in the words of its standard.
        what: String,
        /// Offset in bytes from the start of the input (of the decoded bytes, if the input was text).
        offset: u64,
        /// One English line.
        detail: String,
    },
    /// The input is larger, deeper or longer than a limit of the library.
    #[error("{detail}")]
    LimitExceeded {
        /// What was counted, with its unit.
        what: String,
        /// The limit.
        limit: u64,
        /// One English line.
        detail: String,
    },
    /// The input is well formed but uses something that the library does not implement.
    #[error("{detail}")]
    Unsupported {
        /// What is not supported.
        what: String,
        /// Offset in bytes from the start of the input.
        offset: u64,
        /// One English line.
        detail: String,
    },
    /// One of several things of a kind breaks a rule: a part of a barcode set, an attachment, an entry of a trail.
    #[error("{detail}")]
    Item {
        /// The kind of thing.
        what: String,
        /// Its number, from 1.
        number: u32,
        /// One English line.
        detail: String,
    },
    /// An argument of the call breaks its rule.
    #[error("{detail}")]
    InvalidArgument {
        /// The name of the argument.
        argument: String,
        /// One English line.
        detail: String,
    },
    /// The password does not open the key file, or the file was changed; a token refuses the PIN.
    #[error("{detail}")]
    WrongPassword {
        /// One English line.
        detail: String,
    },
    /// No key in the file fits what was asked for.
    #[error("{detail}")]
    Key {
        /// One English line.
        detail: String,
    },
    /// A key that is kept elsewhere did not sign, or its token cannot be used.
    #[error("{detail}")]
    External {
        /// One English line.
        detail: String,
    },
    /// The cryptographic operation could not be carried out.
    #[error("{detail}")]
    Crypto {
        /// One English line.
        detail: String,
    },
}

impl From<Error> for InputError {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        let place = |offset: usize| u64::try_from(offset).unwrap_or(u64::MAX);
        match error {
            Error::Malformed { what, offset, .. } => {
                Self::Malformed { what: what.to_owned(), offset: place(offset), detail }
            }
            Error::LimitExceeded { what, limit } => Self::LimitExceeded { what: what.to_owned(), limit, detail },
            Error::Unsupported { what, offset } => {
                Self::Unsupported { what: what.to_owned(), offset: place(offset), detail }
            }
            Error::Item { what, number, .. } => Self::Item { what: what.to_owned(), number, detail },
            Error::InvalidArgument { argument, .. } => Self::InvalidArgument { argument: argument.to_owned(), detail },
            Error::WrongPassword => Self::WrongPassword { detail },
            Error::Key { .. } => Self::Key { detail },
            Error::External { .. } => Self::External { detail },
            // `Error` may grow; what this face does not know yet is an operation that could not be carried out.
            Error::Crypto { .. } | _ => Self::Crypto { detail },
        }
    }
}

impl From<qoltanba_pkcs11::Error> for InputError {
    fn from(error: qoltanba_pkcs11::Error) -> Self {
        use qoltanba_pkcs11::Error as TokenError;
        let detail = error.to_string();
        match error {
            TokenError::Pin(_) => Self::WrongPassword { detail },
            TokenError::Choice { .. } => Self::Key { detail },
            TokenError::Content(error) => error.into(),
            TokenError::Module(_) | TokenError::Token(_) | _ => Self::External { detail },
        }
    }
}

/// What a callback raises that is no error of this face; its text is the caller's, and is not repeated.
impl From<uniffi::UnexpectedUniFFICallbackError> for InputError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Error::External { rule: "the key signs" }.into()
    }
}

/// An argument that breaks a rule of this face, before the library is asked.
pub(crate) fn argument(argument: &str, rule: &str) -> InputError {
    InputError::InvalidArgument { argument: argument.to_owned(), detail: format!("{argument}: {rule}") }
}
