//! The drawing of the modules in the book is made from the code: `QOLTANBA_UPDATE=1` makes it anew, and a drawing that
//! no longer is that of the code fails.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use qoltanba_tests::workspace;

/// Module → the modules that its code names.
type Edges = BTreeMap<String, BTreeSet<String>>;

/// Modules that may name each other. A timestamp token is a CMS message, and a CMS message carries timestamps.
const MUTUAL: [(&str, &str); 1] = [("signature", "timestamp")];
/// What every module may use, and what the drawing leaves out so that the rest can be seen.
const EVERYWHERE: [&str; 5] = ["error", "language", "oid", "time", "vocabulary"];

#[test]
fn the_drawing_is_that_of_the_code() {
    let path = workspace().join("core/docs/src/contributing/modules.svg");
    let drawn = draw(&edges());
    if std::env::var_os("QOLTANBA_UPDATE").is_some() {
        std::fs::write(&path, &drawn).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == drawn, "{} is not that of the code; QOLTANBA_UPDATE=1 makes it anew", path.display());
}

/// Modules depend one way: there is an order in which each uses only those before it.
#[test]
fn modules_depend_one_way() {
    let edges = edges();
    assert!(edges.len() >= 20, "the library has more modules than {:?}", edges.keys());
    for module in edges.keys() {
        let round: Vec<&String> = reachable(&edges, module).into_iter().filter(|other| *other == module).collect();
        assert!(round.is_empty(), "{module} comes back to itself");
    }
}

#[test]
fn uses_are_found_in_every_form() {
    let code = "use crate::error::Result;\nuse crate::{asn1::{Reader, Writer}, Moment};\n// crate::check is only named\n\
                fn f() -> crate::oid::Oid {}\npub(crate) fn g() {}\n#[cfg(test)]\nmod tests {\n    use crate::sign::Signer;\n}\n";
    let names = names(code);
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["Moment", "asn1", "error", "oid"]);
}

/// What the code of the library names of itself, without its tests and without the uses of [`MUTUAL`].
fn edges() -> Edges {
    let root = workspace().join("core/src");
    let library = std::fs::read_to_string(root.join("lib.rs")).unwrap();
    let modules: BTreeSet<String> = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or(line.strip_prefix("mod "))?.strip_suffix(';'))
        .filter(|module| *module != "book")
        .map(str::to_owned)
        .collect();
    let mut reexported = BTreeMap::new();
    for line in library.lines().filter_map(|line| line.strip_prefix("pub use ")) {
        let (module, items) = line.split_once("::").unwrap();
        for item in items.split(|c: char| !c.is_alphanumeric()).filter(|item| !item.is_empty()) {
            reexported.insert(item.to_owned(), module.to_owned());
        }
    }
    let mut edges = Edges::new();
    for module in &modules {
        let mut named = BTreeSet::new();
        collect(&root.join(module), &mut named);
        collect(&root.join(format!("{module}.rs")), &mut named);
        let targets = named.into_iter().map(|name| reexported.get(&name).cloned().unwrap_or(name));
        let allowed = |target: &String| !MUTUAL.iter().any(|(from, to)| module == from && target == to);
        edges.insert(
            module.clone(),
            targets.filter(|target| modules.contains(target) && target != module).filter(allowed).collect(),
        );
    }
    edges
}

fn collect(path: &Path, named: &mut BTreeSet<String>) {
    let name = path.file_name().unwrap().to_str().unwrap();
    if path.is_dir() && name != "tests" {
        for entry in std::fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), named);
        }
    } else if path.is_file() && name.ends_with(".rs") && !matches!(name, "tests.rs" | "testing.rs") {
        named.extend(names(&std::fs::read_to_string(path).unwrap()));
    }
}

/// The first names behind `crate::` outside of comments and of the tests at the end of a file.
fn names(code: &str) -> BTreeSet<String> {
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
    let first = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (place, _) in code.match_indices("crate::") {
        let rest = &code[place + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.insert(first(rest));
            continue;
        };
        let mut depth = 0;
        let mut item = String::new();
        for c in group.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    found.insert(first(item.trim()));
                    item.clear();
                }
                _ if depth == 0 => item.push(c),
                _ => {}
            }
        }
        found.insert(first(item.trim()));
    }
    found.remove("");
    found
}

fn reachable<'e>(edges: &'e Edges, from: &str) -> BTreeSet<&'e String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&String> = edges[from].iter().collect();
    while let Some(module) = open.pop() {
        if found.insert(module) {
            open.extend(&edges[module]);
        }
    }
    found
}

const WIDTH: usize = 120;
const HEIGHT: usize = 34;
const GAP_X: usize = 26;
const GAP_Y: usize = 50;

/// Rows of boxes, each module above those it uses. A use that follows from two others is not drawn.
fn draw(edges: &Edges) -> String {
    let shown: Vec<&str> = edges.keys().map(String::as_str).filter(|module| !EVERYWHERE.contains(module)).collect();
    let mut lines: Vec<(&str, &str)> = Vec::new();
    for module in &shown {
        let uses: Vec<&String> = edges[*module].iter().filter(|target| shown.contains(&target.as_str())).collect();
        let implied =
            |target: &String| uses.iter().any(|other| *other != target && reachable(edges, other).contains(target));
        lines.extend(uses.iter().filter(|target| !implied(target)).map(|target| (*module, target.as_str())));
    }
    let rows = rows(&shown, &lines);
    let widest = rows.iter().map(Vec::len).max().unwrap_or(1);
    let full = (widest * (WIDTH + GAP_X) + GAP_X).max(420);
    let height = rows.len() * (HEIGHT + GAP_Y) + HEIGHT + GAP_X;
    let mut places: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (row, slots) in rows.iter().enumerate() {
        for (column, slot) in slots.iter().enumerate() {
            let center = full * (2 * column + 1) / (2 * slots.len());
            places.insert(slot, (center, GAP_X / 2 + row * (HEIGHT + GAP_Y)));
        }
    }
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {full} {height}\" font-family=\"sans-serif\" font-size=\"15\" \
         role=\"img\" aria-label=\"The modules of the library, each above those it uses\">\n\
         <rect width=\"{full}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    for (from, to) in &lines {
        let passing = rows.iter().flatten().filter(|slot| **slot == passage(from, to, slot)).map(String::as_str);
        let stops: Vec<(usize, usize)> =
            std::iter::once(*from).chain(passing).chain(std::iter::once(*to)).map(|slot| places[slot]).collect();
        let mut path = String::new();
        for pair in stops.windows(2) {
            let [(x, y), (to_x, to_y)] = [pair[0], pair[1]];
            let (bottom, half) = (y + HEIGHT, GAP_Y / 2);
            let start = if path.is_empty() { format!("M{x} {bottom}") } else { format!(" L{x} {bottom}") };
            write!(path, "{start} C{x} {} {to_x} {} {to_x} {to_y}", bottom + half, to_y - half).unwrap();
        }
        writeln!(svg, "<path d=\"{path}\" fill=\"none\" stroke=\"#666\" stroke-width=\"1.5\"/>").unwrap();
    }
    for module in &shown {
        let (center, y) = places[module];
        name(&mut svg, module, center, y, WIDTH, "#eef4fb");
    }
    let y = GAP_X / 2 + rows.len() * (HEIGHT + GAP_Y);
    name(&mut svg, &EVERYWHERE.join(" · "), full / 2, y, full - GAP_X, "#f4f4f4");
    svg.push_str("</svg>\n");
    svg
}

fn name(svg: &mut String, text: &str, center: usize, y: usize, width: usize, fill: &str) {
    writeln!(
        svg,
        "<rect x=\"{}\" y=\"{y}\" width=\"{width}\" height=\"{HEIGHT}\" rx=\"5\" fill=\"{fill}\" stroke=\"#333\"/>\
         <text x=\"{center}\" y=\"{}\" text-anchor=\"middle\" fill=\"#111\">{text}</text>",
        center - width / 2,
        y + HEIGHT / 2 + 5
    )
    .unwrap();
}

/// The slots of each row, from the top: modules, and the passages of lines that go on further down.
fn rows(shown: &[&str], lines: &[(&str, &str)]) -> Vec<Vec<String>> {
    // The level of a module is one below the lowest of its users.
    let mut levels: BTreeMap<&str, usize> = shown.iter().map(|module| (*module, 0)).collect();
    // As many rounds as there are modules settle the longest way.
    for _ in shown {
        for (from, to) in lines {
            let level = levels[to].max(levels[from] + 1);
            levels.insert(to, level);
        }
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    for level in 0..=levels.values().max().copied().unwrap_or(0) {
        let modules = shown.iter().filter(|module| levels[**module] == level).map(|module| (*module).to_owned());
        let passing = lines.iter().filter(|(from, to)| levels[from] < level && level < levels[to]);
        let mut row: Vec<String> = modules.chain(passing.map(|(from, to)| format!("{from}>{to}@{level}"))).collect();
        // Below the slots above that lead to it.
        let column = |slot: &String| {
            let above = rows.last().into_iter().flatten().enumerate();
            let leads = |other: &String| {
                lines.iter().any(|(from, to)| {
                    let ends = slot == to || *slot == passage(from, to, slot);
                    ends && (other == from || *other == passage(from, to, other))
                })
            };
            let columns: Vec<usize> = above.filter(|(_, other)| leads(other)).map(|(column, _)| column).collect();
            columns.iter().sum::<usize>() * 100 / columns.len().max(1)
        };
        row.sort_by_key(column);
        rows.push(row);
    }
    rows
}

/// The name of the slot where the line passes the row of `slot`.
fn passage(from: &str, to: &str, slot: &str) -> String {
    format!("{from}>{to}@{}", slot.rsplit_once('@').map_or("", |(_, level)| level))
}
