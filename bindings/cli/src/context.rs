//! What every command shares: the configuration, and how much is said.

use std::io::{self, IsTerminal as _};

use qoltanba::check::Language;
use tracing::level_filters::LevelFilter;

use crate::args::{Common, LanguageArg, LogFormatArg};
use crate::config::{self, Config};
use crate::failure::Failure;

/// The configuration and the options that every command takes.
pub struct Context {
    pub config: Config,
    pub talk: Talk,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Talk {
    /// JSON where it is asked for, and errors.
    Quiet,
    /// Reports and results.
    Usual,
}

impl Context {
    /// Reads the configuration and starts the log.
    pub fn new(common: &Common) -> Result<Self, Failure> {
        let config = config::load(common.config.as_deref())?;
        log(common);
        Ok(Self { config, talk: if common.quiet { Talk::Quiet } else { Talk::Usual } })
    }

    /// The language of texts.
    pub fn language(&self, argument: &LanguageArg) -> Language {
        argument.language(&self.config)
    }

    /// Whether progress is shown: to people, on standard error.
    pub fn shows_progress(&self) -> bool {
        self.talk == Talk::Usual && io::stderr().is_terminal()
    }
}

/// Events go to standard error. They carry addresses, serial numbers and rules, no names and no identification numbers.
fn log(common: &Common) {
    let level = match common.verbose {
        0 => LevelFilter::OFF,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    if level == LevelFilter::OFF {
        return;
    }
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let builder = tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).with_ansi(colours);
    let started = match common.log_format {
        LogFormatArg::Text => builder.with_target(false).try_init(),
        LogFormatArg::Json => builder.json().flatten_event(true).with_target(false).try_init(),
    };
    // It is started once in a process.
    debug_assert!(started.is_ok());
}
