//! The command line as data.

mod choices;
mod usage;

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use qoltanba::check::{Expected, JudgedAt, Language};
use qoltanba::{Bin, Iin, Moment};

pub use choices::{ChannelArg, FormatArg, LangArg, LogFormatArg, OnlineArg, PurposeArg, RevocationArg};
pub use usage::{Parsed, parse};

use crate::config::Config;
use crate::failure::Failure;
use crate::token::TokenKey;

/// Checks, signatures and documents of Kazakhstan's electronic government.
///
/// Exit status: 0 confirmed or done, 1 refused, 2 undetermined, 3 unusable input or usage.
#[derive(Debug, Parser)]
#[command(name = "qoltanba", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: Common,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// The configuration file; left out, the one that QOLTANBA_CONFIG names.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print no text, only JSON where it is asked for, and errors; the exit status says the rest.
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Log to standard error what is asked of the network; twice, in more detail.
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// The form of the log.
    #[arg(long, global = true, value_enum, default_value_t = LogFormatArg::Text)]
    pub log_format: LogFormatArg,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a certificate before anything is signed: validity period, revocation, identification number.
    #[command(
        after_help = "Example:\n  qoltanba check-certificate user.cer --iin 123456789011 --trust root.cer \\\n      --intermediate ca.cer --crl ca.crl --at 2024-01-01T00:00:00Z --json"
    )]
    CheckCertificate(CheckCertificate),
    /// Verify a signed document of any form: CMS, XML Signature, WS-Security, JWS, barcodes of eGov.
    #[command(
        after_help = "Examples:\n  qoltanba verify request.cms --iin 123456789011 --trust root.cer \\\n      --intermediate ca.cer --crl ca.crl\n  qoltanba verify archive --config qoltanba.toml --json --resume done.jsonl > reports.jsonl\n\nOver several documents the exit status is that of the worst one: 3, else 1, else 2, else 0."
    )]
    Verify(Verify),
    /// Sign a file with a key of a PKCS#12 file.
    #[command(
        after_help = "Example:\n  KEY_PASSWORD=… qoltanba sign result.xml --key key.p12 --password-env KEY_PASSWORD \\\n      --format xmldsig --out result.signed.xml"
    )]
    Sign(Sign),
    /// Cut a document into the barcodes of eGov, or put it together again.
    #[command(subcommand, after_help = "Example:\n  qoltanba barcode encode result.signed.xml --out barcodes")]
    Barcode(Barcode),
    /// Prepare revocation lists, and keep them up to date.
    #[command(
        subcommand,
        after_help = "Examples:\n  qoltanba crl index base.crl delta.crl --out lists.qci\n  qoltanba crl sync http://crl.pki.gov.kz/nca_gost_2022.crl --cache /var/cache/qoltanba \\\n      --trust roots --intermediate authorities"
    )]
    Crl(CrlCommand),
    /// Check a configuration file, or print one with every key explained.
    #[command(subcommand, after_help = "Example:\n  qoltanba config example > qoltanba.toml")]
    Config(ConfigCommand),
    /// The service regulations as data.
    #[command(
        subcommand,
        after_help = "Example:\n  qoltanba regulation show kokpekty-2012-housing-queue --channel portal"
    )]
    Regulation(RegulationCommand),
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
    #[command(after_help = "Examples:\n  qoltanba man > qoltanba.1\n  qoltanba man --out man1")]
    Man {
        /// A folder for a page of each command, instead of the first page on standard output.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
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
pub struct Verify {
    /// The signed document, or "-" for standard input; several, or a folder, are judged one by one. A folder with the parts
    /// of one barcode set and nothing else is one document.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The content of a detached signature (CMS, JWS), or "-" for standard input.
    #[arg(long, value_name = "FILE")]
    pub content: Option<PathBuf>,
    #[command(flatten)]
    pub identity: Identity,
    #[command(flatten)]
    pub trust: Trust,
    #[command(flatten)]
    pub evidence: Evidence,
    #[command(flatten)]
    pub when: When,
    #[command(flatten)]
    pub output: Output,
    /// Write the report as a page.
    #[arg(long, value_name = "OUT")]
    pub html: Option<PathBuf>,
    /// Judge each file of a folder by itself, also barcodes.
    #[arg(long)]
    pub each: bool,
    /// Note in this file what is done, and leave out what it says is done: confirmed and refused documents.
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    /// How many documents are judged at a time; left out, one for each core.
    #[arg(long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,
}

#[derive(Debug, Args)]
pub struct Sign {
    /// The file to sign. With --add-to it is what was signed there, or the signed document itself.
    pub file: PathBuf,
    /// The key file, PKCS#12.
    #[arg(long, value_name = "KEY.p12", required_unless_present = "pkcs11_module", conflicts_with = "pkcs11_module")]
    pub key: Option<PathBuf>,
    /// The environment variable that holds the password of the key file.
    #[arg(long, value_name = "VAR", required_unless_present = "pkcs11_module")]
    pub password_env: Option<String>,
    /// Which key, when the file holds several.
    #[arg(long, value_name = "NAME", requires = "key")]
    pub alias: Option<String>,
    #[command(flatten)]
    pub token: TokenKey,
    /// The form of the signature.
    #[arg(long, value_enum)]
    pub format: FormatArg,
    /// Leave the content out of the signature (CMS).
    #[arg(long)]
    pub detached: bool,
    /// Add a signature beside those of this document.
    #[arg(long, value_name = "SIGNED")]
    pub add_to: Option<PathBuf>,
    /// Ask this time stamping service for a timestamp (CMS).
    #[arg(long, value_name = "URL")]
    pub tsp_url: Option<String>,
    /// Sign although the checks of the key's certificate refuse it (they are asked when --trust is given).
    #[arg(long)]
    pub sign_anyway: bool,
    #[command(flatten)]
    pub trust: Trust,
    #[command(flatten)]
    pub evidence: Evidence,
    /// The file to write.
    #[arg(long, value_name = "OUT")]
    pub out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Barcode {
    /// Write the parts of a document as XML, SVG and PNG.
    Encode {
        /// The document.
        document: PathBuf,
        /// The folder to write into.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// The 14 digits that group the set; left out, they are made of the document's digest.
        #[arg(long, value_name = "DIGITS")]
        favor_id: Option<String>,
    },
    /// Put a document together from its parts: XML texts or images, in any order.
    Decode {
        /// Files, or folders with files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The file to write.
        #[arg(long, value_name = "DOCUMENT")]
        out: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum CrlCommand {
    /// Make one file of lists that opens at once wherever --crl is accepted.
    Index {
        /// The lists.
        #[arg(required = true)]
        crl: Vec<PathBuf>,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Fetch lists into the cache folder; only what is trusted, current and newer gets there.
    ///
    /// Exit status: 0 when every list at hand is current, 2 when one is not.
    Sync(Sync),
}

/// Keeps the lists at a set of addresses up to date in the cache folder.
#[derive(Debug, Args)]
pub struct Sync {
    /// The addresses; left out, those of the configuration.
    pub url: Vec<String>,
    #[command(flatten)]
    pub trust: Trust,
    #[command(flatten)]
    pub network: Network,
    /// Stay, and do it again and again.
    #[arg(long)]
    pub watch: bool,
    /// Seconds between two rounds of --watch.
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub interval: u64,
    /// Write counters and states in the text format of OpenMetrics after each round.
    #[arg(long, value_name = "FILE")]
    pub metrics: Option<PathBuf>,
    #[command(flatten)]
    pub output: Output,
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Find every fault of a configuration file, with line and key.
    Check {
        /// The file; left out, that of --config or QOLTANBA_CONFIG.
        file: Option<PathBuf>,
    },
    /// Print a configuration file with every key explained.
    Example,
}

#[derive(Debug, Subcommand)]
pub enum RegulationCommand {
    /// List the regulations.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show one regulation.
    Show {
        /// Its id.
        id: String,
        /// Only this channel.
        #[arg(long, value_enum)]
        channel: Option<ChannelArg>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
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
    /// Whose revocation is asked; "off" is printed in the report and never gives "confirmed". Left out: "end-entity".
    #[arg(long, value_enum)]
    pub revocation: Option<RevocationArg>,
    /// What the network is asked. Left out: "off".
    #[arg(long, value_enum)]
    pub online: Option<OnlineArg>,
    #[command(flatten)]
    pub network: Network,
}

/// How the network is asked.
#[derive(Debug, Default, Args)]
pub struct Network {
    /// Hosts that may be asked when a certificate names them, in place of the national ones: HOST, HOST:PORT, *.DOMAIN.
    #[arg(long, value_name = "HOST", num_args = 1..)]
    pub allow_host: Vec<String>,
    /// The folder that keeps lists and answers, and that processes share.
    #[arg(long, value_name = "DIR")]
    pub cache: Option<PathBuf>,
    /// The proxy to go through.
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    /// How long one question may take with all its attempts, in seconds.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: Option<u64>,
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
pub fn rule(error: &qoltanba::Error) -> String {
    match error {
        qoltanba::Error::InvalidArgument { rule, .. } => (*rule).to_owned(),
        other => other.to_string(),
    }
}

impl LanguageArg {
    /// The language asked for, else that of the configuration, else that of the locale, else English.
    pub fn language(&self, config: &Config) -> Language {
        match (self.lang, config.language) {
            (Some(LangArg::Kk), _) => Language::Kk,
            (Some(LangArg::Ru), _) => Language::Ru,
            (Some(LangArg::En), _) => Language::En,
            (None, Some(language)) => language,
            (None, None) => {
                let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
                    .iter()
                    .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
                    .unwrap_or_default();
                Language::ALL.into_iter().find(|language| locale.starts_with(language.code())).unwrap_or_default()
            }
        }
    }
}
