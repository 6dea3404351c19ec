//! The book is complete, and what it says of the library is so: pages, blocks, reasons, report, limits.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail")]

use std::collections::BTreeSet;

use qoltanba::check::{Check, Language, Outcome, REPORT_SCHEMA, Reason};
use qoltanba_tests::book::{self, Page};
use qoltanba_tests::workspace;
use serde_json::Value;

fn page(name: &str) -> Page {
    book::pages().into_iter().find(|page| page.name == name).unwrap_or_else(|| panic!("the book has no page {name}"))
}

#[test]
fn every_page_is_in_the_table_of_contents_once() {
    let listed: Vec<String> = page("SUMMARY.md").links();
    let distinct: BTreeSet<&String> = listed.iter().collect();
    assert_eq!(distinct.len(), listed.len(), "a page is listed twice");
    let there: Vec<String> =
        book::pages().into_iter().map(|page| page.name).filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(distinct, there.iter().collect());
}

/// Each block is run by a suite, or is the output of one that is: nothing else may stand in the book.
#[test]
fn every_block_is_run_or_is_checked_output() {
    let lists = ["core/src/book.rs", "bindings/online/src/lib.rs"];
    let compiled = lists.map(|list| std::fs::read_to_string(workspace().join(list)).unwrap()).concat();
    for page in book::pages() {
        let mut runs = false;
        let mut rust = false;
        for block in page.blocks() {
            let place = format!("{}:{}", page.name, block.line);
            match block.language.as_str() {
                "rust" => {
                    assert!(block.attributes.is_empty(), "{place}: a Rust block runs as it stands");
                    (runs, rust) = (false, true);
                }
                "sh" => {
                    let known = |word: &String| matches!(word.as_str(), "status-1" | "status-2" | "status-3");
                    assert!(block.attributes.iter().all(known), "{place}: {:?}", block.attributes);
                    runs = true;
                }
                "python" => {
                    assert!(block.attributes.is_empty(), "{place}: a Python block runs as it stands");
                    runs = true;
                }
                "kotlin" => {
                    included(&block.code).unwrap_or_else(|why| panic!("{place}: {why}"));
                    runs = false;
                }
                "text" | "json" | "xml" => {
                    assert!(runs && block.follows, "{place}: output of nothing that runs");
                    runs = false;
                }
                other => panic!("{place}: no suite runs blocks of {other:?}"),
            }
        }
        let listed = compiled.contains(&format!("{}\"", page.name));
        assert_eq!(rust, listed, "{}: Rust examples and {lists:?}", page.name);
    }
}

/// Kotlin is shown out of the examples, which the Kotlin suite compiles and runs.
fn included(code: &str) -> Result<(), String> {
    for line in code.lines().filter(|line| !line.is_empty()) {
        let inside = line.strip_prefix("{{#include ").and_then(|rest| rest.strip_suffix("}}"));
        let (path, anchor) = inside.and_then(|place| place.split_once(":")).ok_or("a Kotlin block is an include")?;
        let name = path.rsplit_once("bindings/kotlin/examples/").ok_or("Kotlin comes from the examples")?.1;
        let text = std::fs::read_to_string(workspace().join("bindings/kotlin/examples").join(name))
            .map_err(|error| format!("{name}: {error}"))?;
        for mark in ["ANCHOR: ", "ANCHOR_END: "] {
            if !text.lines().any(|line| line.trim() == format!("// {mark}{anchor}")) {
                return Err(format!("{name} has no {mark}{anchor}"));
            }
        }
    }
    Ok(())
}

/// What [`Reason::help`] points to is there, in each language, and nothing else has the form of a reason.
#[test]
fn every_reason_has_its_place_in_three_languages() {
    for language in Language::ALL {
        let name = Reason::Expired.help(language).split_once('#').unwrap().0.replace(".html", ".md");
        let page = page(&name);
        let anchors: Vec<String> = page.headings().into_iter().filter_map(|heading| heading.anchor).collect();
        let expected: Vec<&str> = Reason::ALL.iter().map(|reason| reason.name()).collect();
        let there: BTreeSet<&str> = anchors.iter().map(String::as_str).collect();
        assert_eq!(there, expected.iter().copied().collect(), "{name}");
        assert_eq!(anchors.len(), expected.len(), "{name}: a reason stands twice");
        for reason in Reason::ALL {
            let help = reason.help(language);
            assert!(help.ends_with(&format!("#{}", reason.name())), "{help}");
            // Under the anchor stands the wording of the library, so that who searches for it gets here.
            let heading = page.headings().into_iter().find(|heading| heading.anchor.as_deref() == Some(reason.name()));
            let text = heading.unwrap().text;
            assert!(text.contains(reason.text(language)), "{name}: {text:?} without {:?}", reason.text(language));
        }
    }
}

/// Each member of the report, and each word it may have, is explained.
#[test]
fn the_page_of_the_report_names_all_of_its_schema() {
    let schema: Value = serde_json::from_str(REPORT_SCHEMA).unwrap();
    let mut words = BTreeSet::new();
    names(&schema, &mut words);
    words.extend(Check::ALL.map(Check::name).map(str::to_owned));
    // The reasons have a page of their own.
    for reason in Reason::ALL {
        words.remove(reason.name());
    }
    let outcomes = [Outcome::Passed, Outcome::Failed, Outcome::Undetermined, Outcome::NotApplicable];
    words.extend(outcomes.map(|outcome| serde_json::to_value(outcome).unwrap().as_str().unwrap().to_owned()));
    let page = page("reference/report.md");
    let missing: Vec<&String> = words.iter().filter(|word| !page.text.contains(&format!("`{word}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The names of properties, and the strings of enumerations and constants.
fn names(schema: &Value, words: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("properties" | "$defs", Value::Object(inside)) => {
                        if name == "properties" {
                            words.extend(inside.keys().cloned());
                        }
                        inside.values().for_each(|value| names(value, words));
                    }
                    ("enum", Value::Array(values)) => {
                        words.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    ("const", Value::String(value)) => {
                        words.insert(value.clone());
                    }
                    _ => names(value, words),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| names(value, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The limits that callers can name are in the table with the value they have.
#[test]
fn the_limits_are_those_of_the_code() {
    use qoltanba::{asn1, certificate, keystore, revocation, signature};
    let limits = qoltanba::Limits::default();
    let budget = limits.path;
    assert_eq!(format!("{limits:?}").matches(": ").count(), 16, "a field that is new needs its row here: {limits:?}");
    let mut expected: Vec<(&str, u64)> = [
        ("asn1::MAX_TEXT", asn1::MAX_TEXT),
        ("asn1::MAX_INPUT", asn1::MAX_INPUT),
        ("asn1::MAX_DEPTH", asn1::MAX_DEPTH),
        ("certificate::MAX_CERTIFICATE", certificate::MAX_CERTIFICATE),
        ("revocation::MAX_CRL", revocation::MAX_CRL),
        ("revocation::MAX_OCSP_RESPONSE", revocation::MAX_OCSP_RESPONSE),
        ("keystore::MAX_FILE", keystore::MAX_FILE),
        ("Limits::document_bytes", limits.document_bytes),
        ("Limits::json_bytes", limits.json_bytes),
        ("Limits::signers", limits.signers),
        ("Limits::signatures", limits.signatures),
        ("Limits::references", limits.references),
        ("Limits::xml_nodes", limits.xml_nodes),
        ("signature::cms::MAX_EMBEDDED", signature::cms::MAX_EMBEDDED),
        ("signature::cms::MAX_TIMESTAMPS", signature::cms::MAX_TIMESTAMPS),
        ("signature::esf::MAX_INVOICES", signature::esf::MAX_INVOICES),
        ("signature::jws::MAX_CERTIFICATES", signature::jws::MAX_CERTIFICATES),
        ("signature::xml::limits::MAX_DEPTH", signature::xml::limits::MAX_DEPTH),
    ]
    .map(|(name, value)| (name, u64::try_from(value).unwrap()))
    .to_vec();
    expected.extend([
        ("Limits::coverings", limits.coverings),
        ("Limits::canonical_growth", limits.canonical_growth),
        ("Limits::key_iterations", limits.key_iterations),
        ("Limits::image_pixels", limits.image_pixels),
        ("path::Budget::signatures", u64::from(budget.signatures)),
        ("path::Budget::candidates", u64::from(budget.candidates)),
        ("path::Budget::depth", u64::from(budget.depth)),
        ("path::Budget::name_comparisons", u64::from(budget.name_comparisons)),
        ("path::Budget::policy_nodes", u64::from(budget.policy_nodes)),
        ("revocation::OCSP_MAX_AGE", u64::try_from(revocation::OCSP_MAX_AGE).unwrap()),
    ]);
    let rows = page("reference/limits.md").rows();
    for (name, value) in expected {
        let row = rows.iter().find(|row| row.iter().any(|cell| cell == name));
        let row = row.unwrap_or_else(|| panic!("limits.md has no row for {name}"));
        let number = |cell: &String| cell.chars().filter(char::is_ascii_digit).collect::<String>().parse::<u64>().ok();
        assert!(row.iter().skip(1).any(|cell| number(cell) == Some(value)), "{name} is {value}: {row:?}");
    }
}

/// What is said of another tool has a source, or says that there is none.
#[test]
fn every_cell_of_the_comparison_has_its_source() {
    let page = page("reference/comparison.md");
    let sources: Vec<u32> = (0..).take_while(|number| page.text.contains(&format!("\n- [{number}] "))).collect();
    assert!(sources.len() >= 8, "{sources:?}");
    for row in page.rows() {
        for cell in row.iter().skip(1).filter(|cell| *cell != "?") {
            let named = cell.rsplit_once('[').and_then(|(_, named)| named.strip_suffix(']'));
            let named: Vec<u32> = named.into_iter().flat_map(|all| all.split(", ")).flat_map(str::parse).collect();
            let known = !named.is_empty() && named.iter().all(|number| sources.contains(number));
            assert!(known, "{:?}: {cell:?} names no source of the list", row.first());
        }
    }
}
