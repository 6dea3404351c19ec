//! Every shell block of the book is run, page by page, and what it shows as output is what it printed.
//!
//! A block `sh` has to end with status 0, `sh,status-1` with 1. All blocks of a page share a folder of their own, in which
//! `testdata` is that of the checkout. A block right behind is the output: standard output and standard error, where a
//! line `…` stands for any lines, and `…` in a line for any text. `QOLTANBA_UPDATE=1` writes outputs without `…` anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use qoltanba_tests::book::{self, Block, Page};

const ANY: &str = "…";

#[test]
fn every_shell_block_of_the_book_runs() {
    let update = std::env::var_os("QOLTANBA_UPDATE").is_some();
    let mut ran = 0;
    let mut failures = Vec::new();
    for page in book::pages() {
        let blocks = page.blocks();
        if !blocks.iter().any(|block| block.language == "sh") {
            continue;
        }
        let folder = folder_of(&page);
        let mut text = page.text.clone();
        // From the end, so that a rewritten block moves none that comes before it.
        let mut rewritten: Vec<(std::ops::Range<usize>, String)> = Vec::new();
        for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.language == "sh") {
            ran += 1;
            let place = format!("{}:{}", page.name, block.line);
            let (status, printed) = run(&block.code, &folder);
            let expected = expected_status(block);
            if status != expected {
                failures.push(format!("{place}: status {status} instead of {expected}\n{printed}"));
                continue;
            }
            let Some(output) = blocks.get(index + 1).filter(|next| next.follows && next.language != "sh") else {
                continue;
            };
            if !matches(&output.code, &printed) {
                // The help has an ellipsis of its own.
                if update && (!output.code.contains(ANY) || block.code.starts_with("qoltanba help ")) {
                    rewritten.push((output.place.clone(), printed));
                } else {
                    failures.push(format!("{place}: shown\n{}\nprinted\n{printed}", output.code));
                }
            }
        }
        for (place, printed) in rewritten.into_iter().rev() {
            text.replace_range(place, &printed);
            std::fs::write(book::folder().join(&page.name), &text).unwrap();
        }
    }
    eprintln!("{ran} shell blocks ran");
    assert!(failures.is_empty(), "{} of {ran} blocks\n{}", failures.len(), failures.join("\n"));
    assert!(ran > 40, "the book has lost its examples: {ran}");
}

/// A new folder with the test data of the checkout in it.
fn folder_of(page: &Page) -> PathBuf {
    let name = page.name.replace('/', "-").replace(".md", "");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("book").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(qoltanba_tests::workspace().join("testdata"), folder.join("testdata")).unwrap();
    folder
}

fn expected_status(block: &Block) -> i32 {
    let status = block.attributes.iter().find_map(|word| word.strip_prefix("status-"));
    status.map_or(0, |status| status.parse().unwrap())
}

/// Runs a block; gives its status and what it printed.
fn run(code: &str, folder: &Path) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_qoltanba")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(program.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let output = Command::new("bash")
        .args(["-eu", "-o", "pipefail", "-c", &format!("exec 2>&1\n{code}")])
        .current_dir(folder)
        .env("PATH", path.unwrap())
        .env("LC_ALL", "C.UTF-8")
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// Whether `printed` is what the pattern shows.
fn matches(pattern: &str, printed: &str) -> bool {
    let pattern: Vec<&str> = pattern.lines().map(str::trim_end).collect();
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    lines_match(&pattern, &printed)
}

fn lines_match(pattern: &[&str], printed: &[&str]) -> bool {
    match (pattern, printed) {
        ([], []) => true,
        ([any, rest @ ..], _) if any.trim() == ANY => {
            (0..=printed.len()).any(|skip| lines_match(rest, printed.get(skip..).unwrap_or_default()))
        }
        ([first, rest @ ..], [line, others @ ..]) => line_matches(first, line) && lines_match(rest, others),
        ([], _) | (_, []) => false,
    }
}

/// The parts between the `…` stand in the line in their order, the first at its start and the last at its end.
fn line_matches(pattern: &str, line: &str) -> bool {
    let Some((start, mut rest)) = pattern.split_once(ANY) else { return pattern == line };
    let Some(mut line) = line.strip_prefix(start) else { return false };
    while let Some((part, others)) = rest.split_once(ANY) {
        let Some(found) = line.find(part) else { return false };
        line = line.get(found + part.len()..).unwrap_or_default();
        rest = others;
    }
    line.ends_with(rest)
}

#[test]
fn an_ellipsis_stands_for_what_is_left_out() {
    for (pattern, printed, fits) in [
        ("a\n…\nd\n", "a\nb\nc\nd\n", true),
        ("a\n…\n", "a\n", true),
        ("…\nd\n", "a\nb\n", false),
        ("a … c\n", "a and b and c\n", true),
        ("a … c … e", "a b c d e", true),
        ("a … c", "a b", false),
        ("a\n", "a\nb\n", false),
        ("a\nb\n", "a\n", false),
    ] {
        assert_eq!(matches(pattern, printed), fits, "{pattern:?} {printed:?}");
    }
}
