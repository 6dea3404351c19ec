//! The `qoltanba` command. What it prints and how it ends is a fixed contract; see the README.

#![allow(unreachable_pub, reason = "in a program `pub` says no more than `pub(crate)`")]

mod args;
mod commands;
mod config;
mod context;
mod failure;
mod input;
mod online;
mod output;
mod present;
mod resume;
mod sources;
mod summary;
mod token;

use std::process::ExitCode;

fn main() -> ExitCode {
    match args::parse() {
        args::Parsed::Run(cli) => match commands::run(*cli) {
            Ok(status) => status.into(),
            Err(failure) => failure.report(),
        },
        args::Parsed::Help(text) => match present::print(&text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(),
        },
        args::Parsed::Usage(failure) => failure.report(),
    }
}
