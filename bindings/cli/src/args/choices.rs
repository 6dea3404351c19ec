//! The options that take one of a few words.

use clap::ValueEnum;
use qoltanba::certificate::Purpose;
use qoltanba::check::RevocationDepth;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormatArg {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// CMS without the attribute that binds the certificate.
    Cms,
    /// CAdES level B, with --tsp-url level T.
    Cades,
    /// Enveloped XML Signature.
    Xmldsig,
    /// WS-Security: the Body of a SOAP message.
    Wss,
    /// Compact JSON Web Signature.
    Jws,
    /// The bare signature value.
    Raw,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChannelArg {
    Portal,
    Provider,
    Centre,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnlineArg {
    /// Nothing.
    Off,
    /// The lists.
    Crl,
    /// The OCSP service, and the lists when it does not settle the question.
    Ocsp,
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
