//! The one error type of the crate.

/// Why an input could not be used, or why a call makes no sense.
///
/// A failed check is *not* an error: it is data in a [`Report`](crate::check::Report). An `Error` means that nothing was
/// decided. The text names the place and the rule, and never repeats content of the input, so that it may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes break the rules of their format.
    #[error("{what} at byte {offset}: {rule}")]
    Malformed {
        /// The structure or field, in the words of its standard (`tbsCertificate.validity`).
        what: &'static str,
        /// Offset in bytes from the start of the input (of the decoded bytes, if the input was text).
        offset: usize,
        /// The rule that was broken.
        rule: &'static str,
    },
    /// The input is larger, deeper or longer than a limit of the library.
    #[error("{what}: more than {limit}, the limit of this library")]
    LimitExceeded {
        /// What was counted, with its unit.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// The input is well formed but uses something that this library does not implement.
    #[error("{what} at byte {offset}: not supported")]
    Unsupported {
        /// What is not supported.
        what: &'static str,
        /// Offset in bytes from the start of the input.
        offset: usize,
    },
    /// One of several things of a kind breaks a rule: a part of a barcode set, an attachment, an entry of a trail.
    #[error("{what} {number}: {rule}")]
    Item {
        /// The kind of thing.
        what: &'static str,
        /// Its number, from 1.
        number: u32,
        /// The rule that was broken.
        rule: &'static str,
    },
    /// An argument of the call breaks its rule.
    #[error("{argument}: {rule}")]
    InvalidArgument {
        /// The name of the argument.
        argument: &'static str,
        /// The rule that was broken.
        rule: &'static str,
    },
    /// The password does not open the key file, or the file was changed.
    #[error("the password does not fit, or the key file was changed")]
    WrongPassword,
    /// No key in the file fits what was asked for.
    #[error("key: {rule}")]
    Key {
        /// The rule that was broken.
        rule: &'static str,
    },
    /// A key that is kept elsewhere, in a token or a service, did not sign.
    #[error("external key: {rule}")]
    External {
        /// The rule that was broken.
        rule: &'static str,
    },
    /// The cryptographic operation could not be carried out.
    #[error("{operation} failed")]
    Crypto {
        /// The operation.
        operation: &'static str,
    },
}

impl Error {
    /// A JSON text that breaks `rule`. serde_json gives the place as line and column, both from 1, the column in bytes.
    pub(crate) fn malformed_json(
        what: &'static str,
        text: &str,
        fault: &serde_json::Error,
        rule: &'static str,
    ) -> Self {
        Self::Malformed { what, offset: offset_in_json(text.as_bytes(), fault), rule }
    }
}

/// Where in a JSON text a fault is, in bytes.
pub(crate) fn offset_in_json(text: &[u8], fault: &serde_json::Error) -> usize {
    let before = text.split_inclusive(|byte| *byte == b'\n').take(fault.line().saturating_sub(1));
    before.map(<[u8]>::len).sum::<usize>() + fault.column().saturating_sub(1)
}

/// Words of an error as a sentence: capital letter, full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first: String = characters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", characters.as_str().trim_end_matches('.'))
}

/// The result of everything that can meet unusable input.
pub type Result<T, E = Error> = std::result::Result<T, E>;
