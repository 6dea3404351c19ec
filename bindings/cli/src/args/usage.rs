//! Wrong usage, said in one line.

use clap::Parser as _;

use super::Cli;
use crate::failure::Failure;

/// What came of parsing.
pub enum Parsed {
    /// A command to run.
    Run(Box<Cli>),
    /// Help or version was asked for.
    Help(String),
    /// The usage is wrong.
    Usage(Failure),
}

/// Parses the process's arguments.
pub fn parse() -> Parsed {
    match Cli::try_parse() {
        Ok(cli) => Parsed::Run(Box::new(cli)),
        Err(error) if !error.use_stderr() => Parsed::Help(error.render().to_string()),
        Err(error) => Parsed::Usage(usage(&error)),
    }
}

/// One line out of the parser's several; values of arguments are not repeated, they may be identity numbers.
fn usage(error: &clap::Error) -> Failure {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let named = context(ContextKind::InvalidArg).or_else(|| context(ContextKind::InvalidSubcommand));
    let place = match (&named, error.kind()) {
        // As it was typed: it may be an identity number in the wrong place, or behind an option without a space.
        (Some(typed), ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand) => match typed.split('=').next() {
            Some(word) if word.chars().all(|c| c.is_ascii_lowercase() || c == '-') => word.to_owned(),
            Some(_) | None => "an argument".to_owned(),
        },
        // As it is defined.
        (Some(defined), _) => defined.clone(),
        (None, _) => "usage".to_owned(),
    };
    let rule = match error.kind() {
        ErrorKind::InvalidValue => match context(ContextKind::ValidValue).filter(|valid| !valid.is_empty()) {
            Some(valid) => format!("the value is one of: {valid}"),
            None => "a value is missing".to_owned(),
        },
        ErrorKind::ValueValidation => "the value is outside of its range".to_owned(),
        ErrorKind::UnknownArgument => "there is no such option or argument here; see --help".to_owned(),
        ErrorKind::InvalidSubcommand => "there is no such command; see --help".to_owned(),
        ErrorKind::MissingRequiredArgument => "it is required; see --help".to_owned(),
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            Some(other) if Some(&other) == named.as_ref() => "it is given more than once".to_owned(),
            Some(other) => format!("it cannot be combined with {other}"),
            None => "it cannot be combined with the other options".to_owned(),
        },
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            "a value is missing".to_owned()
        }
        ErrorKind::TooManyValues => "there are too many values".to_owned(),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "a command is required; see --help".to_owned()
        }
        _ => "the arguments cannot be used; see --help".to_owned(),
    };
    Failure::new(place, rule)
}
