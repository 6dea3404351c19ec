//! The command line as data.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use qoltanba::certificate::Purpose;
use qoltanba::check::{Expected, JudgedAt, Language, RevocationDepth};
use qoltanba::{Bin, Iin, Moment};

use crate::failure::Failure;

/// Checks, signatures and documents of Kazakhstan's electronic government.
///
/// Exit status: 0 confirmed or done, 1 refused, 2 undetermined, 3 unusable input or usage.
#[derive(Debug, Parser)]
#[command(name = "qoltanba", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a certificate before anything is signed: validity period, revocation, identification number.
    #[command(
        after_help = "Example:\n  qoltanba check-certificate user.cer --iin 123456789011 --trust root.cer \\\n      --intermediate ca.cer --crl ca.crl --at 2024-01-01T00:00:00Z --json"
    )]
    CheckCertificate(CheckCertificate),
    /// Show what a file holds; nothing is verified.
    #[command(after_help = "Example:\n  qoltanba inspect ca.crl --json")]
    Inspect(Inspect),
    /// Say what an IIN or BIN says, and whether its control digit holds.
    #[command(after_help = "Example:\n  qoltanba id 940140000385")]
    Id(Id),
    /// Run the main job on the embedded test data.
    #[command(after_help = "Example:\n  qoltanba demo")]
    Demo(Demo),
    /// Print the completions of a shell.
    #[command(after_help = "Example:\n  qoltanba completions bash > qoltanba.bash")]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    #[command(after_help = "Example:\n  qoltanba man > qoltanba.1")]
    Man,
}

#[derive(Debug, Args)]
pub struct CheckCertificate {
    /// The certificate, DER or PEM.
    pub cert: PathBuf,
    #[command(flatten)]
    pub identity: Identity,
    #[command(flatten)]
    pub trust: Trust,
    #[command(flatten)]
    pub evidence: Evidence,
    /// What the key is wanted for.
    #[arg(long, value_enum, default_value_t = PurposeArg::Sign)]
    pub purpose: PurposeArg,
    #[command(flatten)]
    pub when: When,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Args)]
pub struct Inspect {
    /// The file.
    pub file: PathBuf,
    /// The environment variable that holds the password of a key file.
    #[arg(long, value_name = "VAR")]
    pub password_env: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Id {
    /// The 12 digits.
    pub number: String,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    pub output: LanguageArg,
}

/// Whose number the certificate has to carry.
#[derive(Debug, Args)]
pub struct Identity {
    /// The IIN of the request.
    #[arg(long, value_name = "NUMBER", conflicts_with = "bin")]
    pub iin: Option<String>,
    /// The BIN of the request.
    #[arg(long, value_name = "NUMBER")]
    pub bin: Option<String>,
}

/// What is trusted.
#[derive(Debug, Args)]
pub struct Trust {
    /// Trust anchors: files or folders, PEM or DER.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub trust: Vec<PathBuf>,
    /// Other CA certificates, not trusted by themselves.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub intermediate: Vec<PathBuf>,
}

/// What speaks about revocation.
#[derive(Debug, Args)]
pub struct Evidence {
    /// Base and delta CRLs: PEM, DER or an index made by `crl index`.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub crl: Vec<PathBuf>,
    /// OCSP responses, DER.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub ocsp: Vec<PathBuf>,
    /// Whose revocation is asked; "off" is printed in the report and never gives "confirmed".
    #[arg(long, value_enum, default_value_t = RevocationArg::EndEntity)]
    pub revocation: RevocationArg,
}

#[derive(Debug, Args)]
pub struct When {
    /// The moment of validation, RFC 3339; left out, it is now.
    #[arg(long, value_name = "T")]
    pub at: Option<String>,
}

#[derive(Debug, Args)]
pub struct Output {
    /// Print the report as JSON.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub language: LanguageArg,
}

#[derive(Debug, Args)]
pub struct LanguageArg {
    /// The language of the text; left out, that of the locale.
    #[arg(long, value_enum)]
    pub lang: Option<LangArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PurposeArg {
    Sign,
    Auth,
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RevocationArg {
    EndEntity,
    Chain,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    Kk,
    Ru,
    En,
}

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
    let option = context(ContextKind::InvalidArg).or_else(|| context(ContextKind::InvalidSubcommand));
    let place = option.unwrap_or_else(|| "usage".to_owned());
    let rule = match error.kind() {
        ErrorKind::InvalidValue => match context(ContextKind::ValidValue) {
            Some(valid) => format!("the value is one of: {valid}"),
            None => "a value is missing".to_owned(),
        },
        ErrorKind::UnknownArgument => "there is no such option or argument here; see --help".to_owned(),
        ErrorKind::InvalidSubcommand => "there is no such command; see --help".to_owned(),
        ErrorKind::MissingRequiredArgument => "it is required; see --help".to_owned(),
        ErrorKind::ArgumentConflict => "it cannot be combined with the other options".to_owned(),
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

/// The command tree, for completions and the manual.
pub fn command() -> clap::Command {
    Cli::command()
}

impl Identity {
    /// What the options expect of the holder.
    pub fn expected(&self) -> Result<Expected, Failure> {
        match (&self.iin, &self.bin) {
            (Some(iin), _) => Iin::parse(iin).map(Expected::iin).map_err(|error| Failure::new("--iin", rule(&error))),
            (None, Some(bin)) => {
                Bin::parse(bin).map(Expected::bin).map_err(|error| Failure::new("--bin", rule(&error)))
            }
            (None, None) => Ok(Expected::anyone()),
        }
    }
}

impl When {
    /// The moment of validation and its source.
    pub fn moment(&self) -> Result<JudgedAt, Failure> {
        match &self.at {
            Some(text) => Moment::parse(text).map(JudgedAt::given).map_err(|error| Failure::new("--at", rule(&error))),
            None => Ok(JudgedAt::clock(crate::input::now())),
        }
    }
}

/// The rule of an argument error; the option is named by the caller.
fn rule(error: &qoltanba::Error) -> String {
    match error {
        qoltanba::Error::InvalidArgument { rule, .. } => (*rule).to_owned(),
        other => other.to_string(),
    }
}

impl From<PurposeArg> for Purpose {
    fn from(purpose: PurposeArg) -> Self {
        match purpose {
            PurposeArg::Sign => Self::Sign,
            PurposeArg::Auth => Self::Auth,
            PurposeArg::Any => Self::Any,
        }
    }
}

impl From<RevocationArg> for RevocationDepth {
    fn from(depth: RevocationArg) -> Self {
        match depth {
            RevocationArg::EndEntity => Self::EndEntity,
            RevocationArg::Chain => Self::Chain,
            RevocationArg::Off => Self::Off,
        }
    }
}

impl LanguageArg {
    /// The language asked for, else that of the locale, else English.
    pub fn language(&self) -> Language {
        match self.lang {
            Some(LangArg::Kk) => Language::Kk,
            Some(LangArg::Ru) => Language::Ru,
            Some(LangArg::En) => Language::En,
            None => {
                let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
                    .iter()
                    .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
                    .unwrap_or_default();
                Language::ALL.into_iter().find(|language| locale.starts_with(language.code())).unwrap_or_default()
            }
        }
    }
}
