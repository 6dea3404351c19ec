//! One file a command.

mod barcode;
mod check_certificate;
mod crl;
mod demo;
mod id;
mod inspect;
mod regulation;
mod sign;
mod verify;

use crate::args::{Cli, Command, command};
use crate::failure::{At as _, Failure, Status};
use crate::present;

/// Runs a command; what it prints is on standard output.
pub fn run(cli: Cli) -> Result<Status, Failure> {
    match cli.command {
        Command::CheckCertificate(arguments) => check_certificate::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Sign(arguments) => sign::run(&arguments),
        Command::Barcode(arguments) => barcode::run(&arguments),
        Command::Crl(arguments) => crl::run(&arguments),
        Command::Regulation(arguments) => regulation::run(&arguments),
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
