//! One file a command.

mod check_certificate;
mod demo;
mod id;
mod inspect;

use crate::args::{Cli, Command, command};
use crate::failure::{At as _, Failure, Status};
use crate::present;

/// Runs a command; what it prints is on standard output.
pub fn run(cli: Cli) -> Result<Status, Failure> {
    match cli.command {
        Command::CheckCertificate(arguments) => check_certificate::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Id(arguments) => id::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command(), "qoltanba", &mut script);
            present::print(&String::from_utf8_lossy(&script));
            Ok(Status::Done)
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command()).render(&mut page).at("man")?;
            present::print(&String::from_utf8_lossy(&page));
            Ok(Status::Done)
        }
    }
}
