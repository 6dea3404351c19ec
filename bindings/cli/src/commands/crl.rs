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
    let (mut lists, mut entries): (Vec<Crl>, usize) = (Vec::new(), 0);
    for found in input::files(paths)? {
        let path = found.file()?;
        for list in input::crls(path)?.at(path.display())? {
            // A list of another index is read now, so that what is wrong with it is said with the name of its file.
            entries += list.entries().at(path.display())?;
            lists.push(list);
        }
    }
    if lists.is_empty() {
        return Err(Failure::new("CRL", "there are no lists"));
    }
    output::write(out, &index_file::write(&lists).at(out.display())?)?;
    if out != Path::new("-") {
        present::print(&format!("{} lists, {entries} entries\n", lists.len()))?;
    }
    Ok(Status::Done)
}
