//! `qoltanba config`: the configuration file, checked and explained.

use std::path::Path;

use qoltanba::text::visible;

use crate::args::{Common, ConfigCommand};
use crate::config::{self, EXAMPLE, Named, Problem};
use crate::failure::{Failure, Status};
use crate::{input, present};

/// Runs without a configuration of its own: the one to check may be the faulty one.
pub fn run(command: &ConfigCommand, common: &Common) -> Result<Status, Failure> {
    match command {
        ConfigCommand::Example => {
            present::print(EXAMPLE)?;
            Ok(Status::Done)
        }
        ConfigCommand::Check { file } => {
            let path = file.clone().or_else(|| config::path(common.config.as_deref()));
            check(&path.ok_or_else(|| Failure::new("FILE", "name a file, or set QOLTANBA_CONFIG"))?)
        }
    }
}

/// Every fault but the last is printed here, the last by the caller: each is one line.
fn check(path: &Path) -> Result<Status, Failure> {
    let outcome = config::read(path)?;
    let mut problems = outcome.problems;
    problems.extend(outcome.named.iter().filter_map(unusable));
    problems.sort_by_key(|problem| problem.line);
    match problems.split_last() {
        None => {
            present::print(&format!("{}: ok\n", visible(&path.display().to_string())))?;
            Ok(Status::Done)
        }
        Some((last, others)) => {
            for problem in others {
                problem.failure(path).print();
            }
            Err(last.failure(path))
        }
    }
}

/// What is wrong with a file or folder that is named, looked at as its use will.
fn unusable(named: &Named) -> Option<Problem> {
    let paths = std::slice::from_ref(&named.path);
    let result = match named.key.as_str() {
        "trust.anchors" | "trust.intermediates" => input::certificates(paths).map(|found| found.is_empty()),
        // Lists come and go; the folder has to be there.
        _ => input::files(paths)
            .and_then(|files| files.iter().try_for_each(|found| found.file().and_then(input::read).map(|_| ())))
            .map(|()| false),
    };
    let rule = match result {
        Ok(false) => return None,
        Ok(true) => format!("{}: there is no certificate in it", named.path.display()),
        Err(failure) => failure.line().to_owned(),
    };
    Some(Problem { line: named.line, key: named.key.clone(), rule })
}
