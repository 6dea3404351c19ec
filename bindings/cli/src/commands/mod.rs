//! One file a command; what is much of it, beside it.

mod add_to;
mod barcode;
mod check_certificate;
mod config;
mod crl;
mod crl_sync;
mod demo;
mod id;
mod inspect;
mod regulation;
mod sign;
mod verify;
mod verify_many;

pub use verify_many::{Judged, Outcome};

use crate::args::{Cli, Command, command};
use crate::context::Context;
use crate::failure::{At as _, Failure, Status};
use crate::present;

/// Runs a command; what it prints is on standard output.
pub fn run(cli: Cli) -> Result<Status, Failure> {
    // Neither needs a configuration, and the second may be about a faulty one.
    match &cli.command {
        Command::Completions { .. } | Command::Man { .. } => {}
        Command::Config(arguments) => return config::run(arguments, &cli.common),
        Command::CheckCertificate(_)
        | Command::Verify(_)
        | Command::Sign(_)
        | Command::Barcode(_)
        | Command::Crl(_)
        | Command::Regulation(_)
        | Command::Inspect(_)
        | Command::Id(_)
        | Command::Demo(_) => {}
    }
    let context = &Context::new(&cli.common)?;
    match cli.command {
        Command::CheckCertificate(arguments) => check_certificate::run(&arguments, context),
        Command::Verify(arguments) => verify::run(&arguments, context),
        Command::Sign(arguments) => sign::run(&arguments, context),
        Command::Barcode(arguments) => barcode::run(&arguments),
        Command::Crl(arguments) => crl::run(&arguments, context),
        Command::Regulation(arguments) => regulation::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Id(arguments) => id::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments, context),
        Command::Config(arguments) => config::run(&arguments, &cli.common),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command(), "qoltanba", &mut script);
            present::print(&String::from_utf8_lossy(&script))?;
            Ok(Status::Done)
        }
        Command::Man { out: None } => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command()).render(&mut page).at("man")?;
            present::print(&String::from_utf8_lossy(&page))?;
            Ok(Status::Done)
        }
        Command::Man { out: Some(folder) } => {
            std::fs::create_dir_all(&folder).at(folder.display())?;
            clap_mangen::generate_to(command(), &folder).at(folder.display())?;
            Ok(Status::Done)
        }
    }
}
