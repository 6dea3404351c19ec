//! `verify --html`: the report as a page.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail")]

mod common;

use common::pki::{bytes, path, verify};
use common::scratch;
use qoltanba::check::page::Page;
use qoltanba::check::{Language, Report};

#[test]
fn the_page_is_that_of_the_report() {
    let out = scratch("page").join("report.html");
    for name in ["gost2015.cms", "revoked.cms", "foreign.cms"] {
        let file = format!("signed/cms/{name}");
        let run = verify(&path(&file), &["--html", out.to_str().unwrap(), "--lang", "kk"]);
        let report = Report::from_json(&run.stdout).unwrap_or_else(|error| panic!("{name}: {error}\n{}", run.stderr));
        let page = Page::new(&report).in_language(Language::Kk).of_file(name, &bytes(&file)).to_html();
        assert_eq!(std::fs::read_to_string(&out).unwrap(), page, "{name}");
    }
}
