//! `qoltanba demo`.

use crate::args::Demo;
use crate::failure::{Failure, Status};

pub fn run(_arguments: &Demo) -> Result<Status, Failure> {
    Err(Failure::new("demo", "not yet"))
}
