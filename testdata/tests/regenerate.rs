//! The committed files are those that the plan makes.
#![cfg(feature = "generate")]

use std::path::Path;

use qoltanba_testdata::generate::{RsaKeys, differences, make};

#[test]
fn committed_files_are_what_the_plan_makes_byte_for_byte() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let made = make(folder, RsaKeys::Committed);
    assert_eq!(differences(folder, &made), Vec::<String>::new());
}
