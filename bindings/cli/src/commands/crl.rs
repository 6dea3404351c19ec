//! `qoltanba crl`: revocation lists made ready.

use crate::args::CrlCommand;
use crate::failure::{Failure, Status};

pub fn run(arguments: &CrlCommand) -> Result<Status, Failure> {
    match arguments {
        CrlCommand::Index { .. } => Err(Failure::new("crl index", "not yet")),
    }
}
