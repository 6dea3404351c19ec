//! Unusable input or usage: one line on standard error, status 3.

use std::fmt;
use std::process::ExitCode;

use qoltanba::check::Decision;
use qoltanba::text::visible;

/// The exit statuses of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Confirmed, or the command did what it was asked.
    Done,
    /// At least one check failed.
    Refused,
    /// No check failed, but at least one could not be decided.
    Undetermined,
    /// Of several documents at least one could not be used.
    Unusable,
}

impl Status {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Undetermined => 2,
            Self::Unusable => 3,
        }
    }

    /// The status with this number.
    pub fn from_code(code: u64) -> Option<Self> {
        let all = [Self::Done, Self::Refused, Self::Undetermined, Self::Unusable];
        all.into_iter().find(|status| u64::from(status.code()) == code)
    }
}

impl From<Decision> for Status {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Confirmed => Self::Done,
            Decision::Refused => Self::Refused,
            Decision::Undetermined => Self::Undetermined,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status.code())
    }
}

/// Why nothing was decided.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// `place` names the file or the option; `rule` says what it broke.
    pub fn new(place: impl fmt::Display, rule: impl fmt::Display) -> Self {
        // One line, whatever a file is called.
        Self(visible(&format!("{place}: {rule}")))
    }

    /// The line, without the name of the command.
    pub fn line(&self) -> &str {
        &self.0
    }

    /// Prints the line.
    pub fn print(&self) {
        crate::present::print_error(&format!("qoltanba: {}", self.0));
    }

    /// Prints the line, and gives the status that goes with it.
    pub fn report(self) -> ExitCode {
        self.print();
        Status::Unusable.into()
    }
}

/// Attaches the file or option to an error of the library.
pub trait At<T> {
    /// The same result with its place.
    fn at(self, place: impl fmt::Display) -> Result<T, Failure>;
}

impl<T, E: fmt::Display> At<T> for Result<T, E> {
    fn at(self, place: impl fmt::Display) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(place, error))
    }
}
