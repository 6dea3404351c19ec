//! `qoltanba crl`: revocation lists made ready.

use std::path::{Path, PathBuf};

use qoltanba::revocation::{Crl, index_file};

use crate::args::CrlCommand;
use crate::context::Context;
use crate::failure::{At as _, Failure, Status};
use crate::{input, output, present};

pub fn run(arguments: &CrlCommand, context: &Context) -> Result<Status, Failure> {
    match arguments {
        CrlCommand::Sync(arguments) => super::crl_sync::run(arguments, context),
        CrlCommand::Index { crl, out } => index(crl, out),
    }
}

fn index(paths: &[PathBuf], out: &Path) -> Result<Status, Failure> {
    let mut lists: Vec<Crl> = Vec::new();
    for path in input::files(paths)? {
        lists.extend(input::crls(&path)?.at(path.display())?);
    }
    if lists.is_empty() {
        return Err(Failure::new("CRL", "there are no lists"));
    }
    output::write(out, &index_file::write(&lists).at(out.display())?)?;
    let entries: usize = lists.iter().map(Crl::entries).sum();
    present::print(&format!("{} lists, {entries} entries\n", lists.len()));
    Ok(Status::Done)
}
