//! The data files against what they were made from: the texts of the decrees and the specification of the regulations.
//!
//! Both lie outside of the repository. Without them the tests say so and pass; with `QOLTANBA_REQUIRE_CORPORA=1` their
//! absence is a failure.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stderr,
    reason = "a test program fails by panicking"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use qoltanba::document::form::{Forms, ValueType};
use qoltanba::document::{BarcodeStatement, EQUIVALENCE, barcode_statement};
use qoltanba::regulation::{Catalogue, Decree, Origin, Regulation, Source, StepKind};
use sha2::{Digest, Sha256};

/// The folder beside the corpora that holds the texts (`seeds`) and the specification (`spec`).
fn shared() -> Option<PathBuf> {
    let corpora = std::env::var_os("QOLTANBA_CORPORA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora"), PathBuf::from);
    let shared = corpora.parent().map(PathBuf::from).filter(|shared| shared.join("seeds").is_dir());
    if shared.is_none() {
        let required = std::env::var("QOLTANBA_REQUIRE_CORPORA").is_ok_and(|value| value == "1");
        assert!(!required, "the texts of the decrees are not beside {}", corpora.display());
        eprintln!("SKIPPED: the texts of the decrees are not beside {}", corpora.display());
    }
    shared
}

/// The lines of each decree, found by the digest of its text.
fn texts() -> Option<BTreeMap<String, Vec<String>>> {
    let folder = shared()?.join("seeds");
    let mut by_digest = BTreeMap::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        by_digest.insert(digest, String::from_utf8(bytes).unwrap());
    }
    let lines = |decree: &Decree| {
        let text = by_digest.get(&decree.text_sha256).unwrap_or_else(|| panic!("the text of {}", decree.key));
        (decree.key.clone(), text.split('\n').map(str::to_owned).collect())
    };
    Some(Catalogue::builtin().unwrap().decrees().iter().map(lines).collect())
}

/// What is left of a text when white space and hyphens are taken away: letter-spacing, line ends and hyphenated words
/// are the extraction's, not the decree's.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '–'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a text has these words, or shortens them: «Уважаемый(ая)» is «Уважаемый» and «Уважаемая».
fn has_word(text: &str, words: &str) -> bool {
    let shortened = |(at, _): (usize, char)| {
        let (stem, end) = words.split_at(at);
        text.split(stem).skip(1).any(|rest| {
            let ending: usize = rest.chars().take(2).map(char::len_utf8).sum();
            !stem.is_empty() && rest[ending..].starts_with(&format!("({end})"))
        })
    };
    text.contains(words) || words.char_indices().any(shortened)
}

struct Texts(BTreeMap<String, Vec<String>>);

impl Texts {
    fn at(&self, home: &str, sources: &[Source]) -> String {
        let line = |source: &Source| {
            let decree = source.decree.as_deref().unwrap_or(home);
            let (first, last) = (source.first as usize - 1, source.last as usize);
            self.0[decree].get(first..last).unwrap_or_else(|| panic!("{decree} {source}")).concat()
        };
        sources.iter().map(line).collect()
    }

    fn contains(&self, home: &str, sources: &[Source], words: &str, place: &str) {
        let text = letters(&self.at(home, sources));
        assert!(text.contains(&letters(words)), "{place}: {words}\nis not in\n{text}");
    }
}

#[test]
fn every_quotation_stands_at_its_lines() {
    let Some(texts) = texts().map(Texts) else { return };
    let catalogue = Catalogue::builtin().unwrap();
    let (mut sentences, mut refusals) = (0, 0);
    for regulation in catalogue.regulations() {
        let home = regulation.decree.as_str();
        for (language, name) in &regulation.name {
            if name.origin != Origin::Library {
                texts.contains(home, &name.src, &name.text, &format!("{} name.{language}", regulation.id));
            }
        }
        for step in regulation.channels.iter().flat_map(|channel| &channel.steps) {
            let place = format!("{} {}", regulation.id, step.id);
            texts.contains(home, &step.src, &step.sentence, &place);
            sentences += 1;
            for refusal in &step.refusals {
                let (text, src) = step.refusal_text(refusal);
                texts.contains(home, src, text, &place);
                refusals += 1;
            }
        }
    }
    assert_eq!((sentences, refusals), (472, 118));
    for code in qoltanba::regulation::RefusalCode::ALL {
        let kind = catalogue.refusal(*code).unwrap();
        for wording in [&kind.kk, &kind.ru, &kind.en] {
            if wording.origin == Origin::Library {
                assert!(wording.src.is_empty());
            } else {
                texts.contains("", &wording.src, &wording.text, code.as_str());
            }
        }
    }
}

#[test]
fn the_words_of_a_finding_stand_at_its_lines() {
    let Some(texts) = texts().map(Texts) else { return };
    let mut quotations = 0;
    for regulation in Catalogue::builtin().unwrap().regulations() {
        for finding in &regulation.findings {
            // `~` marks words that the print displaced; what a sentence lacks is quoted and not there.
            let quoted = finding.text.split('»').filter_map(|piece| piece.split_once('«'));
            for (_, words) in quoted.filter(|(before, _)| !before.ends_with('~') && !before.ends_with("lacks ")) {
                for piece in words.split('…') {
                    texts.contains(&regulation.decree, &finding.src, piece, &regulation.id);
                }
                quotations += 1;
            }
        }
    }
    assert!(quotations > 75, "{quotations}");
}

#[test]
fn every_printed_number_of_a_step_is_in_its_lines() {
    let Some(texts) = texts().map(Texts) else { return };
    for regulation in Catalogue::builtin().unwrap().regulations() {
        for channel in &regulation.channels {
            for step in &channel.steps {
                let (_, id) = step.id.split_once('.').unwrap();
                let (kind, number) = id.split_at(1);
                // The words for a process and a condition in the five texts.
                let words: &[&str] = match kind {
                    "p" => &["процесс", "үдеріс", "үдерiс", "үдіріс"],
                    "c" => &["условие", "шарт"],
                    _ => continue,
                };
                // One step is printed under a number of its sister: findings of its regulation.
                if regulation.id == "kyzylorda-2011-unemployed-certificate" && step.id == "centre.p10" {
                    continue;
                }
                let text = letters(&texts.at(&regulation.decree, &step.src));
                let printed = words
                    .iter()
                    .any(|word| text.contains(&format!("{word}{number}")) || text.contains(&format!("{number}{word}")));
                assert!(printed, "{} {}: {text}", regulation.id, step.id);
            }
        }
    }
}

#[test]
fn number_and_unit_of_a_whole_term_stand_at_its_lines() {
    let Some(texts) = texts().map(Texts) else { return };
    let mut terms = 0;
    for regulation in Catalogue::builtin().unwrap().regulations() {
        for channel in &regulation.channels {
            for whole in &channel.whole_terms {
                let term = whole.term.to_string();
                let (amount, unit) = term.trim_start_matches("<=").split_once(' ').unwrap();
                let days = &["дн", "день", "күн"][..];
                let (kinds, things) = match unit {
                    "min" => (&["мин"][..], &["мин"][..]),
                    "day" => (days, days),
                    "working-day" => (&["рабоч", "жұмыс"][..], days),
                    "calendar-day" => (&["календар", "күнтізбе"][..], days),
                    other => panic!("{other}"),
                };
                let text = letters(&texts.at(&regulation.decree, &whole.src)).replace(['(', ')'], "");
                let place = format!("{} {} {term}: {text}", regulation.id, channel.id);
                let spelled = match amount {
                    "1" => "бір",
                    "3" => "үш",
                    "5" => "бес",
                    "10" => "он",
                    "15" => "онбес",
                    _ => amount,
                };
                // «5 (бес) жұмыс күні», «күнтізбелік он күн ішінде».
                let words = || kinds.iter().chain(things);
                let stands = |amount| words().any(|word| text.contains(&format!("{amount}{word}")));
                assert!(stands(amount) || stands(spelled), "{place}");
                let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
                assert!(has(kinds) && has(things), "{place}");
                terms += 1;
            }
        }
    }
    assert_eq!(terms, 44);
}

#[test]
fn labels_and_statements_stand_at_their_lines() {
    let Some(texts) = texts().map(Texts) else { return };
    let (mut labels, mut choices) = (0, 0);
    for form in Forms::builtin().unwrap().all() {
        for field in &form.fields {
            for words in field.labels.values().flatten() {
                // The extraction threw the words of this one out of order: each is there.
                let displaced = field.key == "legal-basis";
                // An ellipsis stands for omitted words, a run of low lines for a blank.
                let pieces = words.split(|letter: char| matches!(letter, '…' | '_') || (displaced && letter == ' '));
                for piece in pieces.filter(|piece| !piece.trim().is_empty()) {
                    texts.contains("", &field.src, piece, &format!("{} {} {}", form.service, form.id, field.key));
                }
                labels += 1;
            }
            let printed = letters(&texts.at("", &field.src));
            for words in field.choice_labels.values().flatten() {
                let place = format!("{} {} {}: {words}", form.service, form.id, field.key);
                assert!(has_word(&printed, &letters(words)), "{place}\nis not in\n{printed}");
                choices += 1;
            }
        }
        for words in form.title.values().flatten() {
            texts.contains("", &form.src, words, &format!("{} {}", form.service, form.id));
        }
    }
    assert!(labels > 250, "{labels}");
    assert_eq!(choices, 27);
    let lines = |text: &str| [Source::parse(text).unwrap()];
    for ((_, statement), at) in EQUIVALENCE.iter().zip(["kokpekty-2012 L974-977", "kokpekty-2012 L978-981"]) {
        texts.contains("", &lines(at), statement.trim_end_matches('.'), "equivalence");
    }
    let parameters = BarcodeStatement {
        department: "{указать подразделение}".into(), region: "Указать регион".into()
    };
    for ((_, statement), at) in
        barcode_statement(&parameters).iter().zip(["kokpekty-2012 L952-955", "kokpekty-2012 L956-960"])
    {
        texts.contains("", &lines(at), statement.trim_end_matches('.'), "barcode");
    }
}

#[test]
fn a_printed_rule_is_that_of_its_field() {
    for form in Forms::builtin().unwrap().all() {
        for field in &form.fields {
            let place = format!("{} {} {}", form.service, form.id, field.key);
            let rule = field.printed_rule.as_deref().unwrap_or_default();
            assert!(!rule.contains("above"), "{place}: each form says its rules itself");
            // One of several is chosen where it can be given.
            let chosen = rule.starts_with("choose") || rule == "by law / by will" || rule == "guardian / trustee";
            assert!(!chosen || field.value_type == ValueType::Choice, "{place}: {rule}");
        }
    }
}

/// The tables of the specification: for each service and table the cells of each row.
fn tables(text: &str) -> BTreeMap<(String, String), Vec<Vec<String>>> {
    let mut tables: BTreeMap<(String, String), Vec<Vec<String>>> = BTreeMap::new();
    let (mut service, mut table) = (String::new(), String::new());
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            (service, table) = (heading.to_owned(), "fields".to_owned());
        } else if let Some(heading) = line.strip_prefix("### ") {
            table = heading.to_owned();
        } else if let Some(row) = line.strip_prefix("| ").and_then(|row| row.strip_suffix(" |")) {
            let cells: Vec<String> = row.split(" | ").map(|cell| cell.trim().to_owned()).collect();
            if !matches!(cells[0].as_str(), "field" | "step" | "action") {
                tables.entry((service.clone(), table.clone())).or_default().push(cells);
            }
        }
    }
    tables
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

/// `seed 001 L1-2, L5`, with the numbers that the specification gives the decrees.
fn cite(regulation: &Regulation, sources: &[Source]) -> String {
    let number = match regulation.decree.as_str() {
        "timiryazev-2013" => "000",
        "kyzylorda-2011" => "001",
        "mangystau-2012" => "002",
        "astana-2016" => "003",
        "kokpekty-2012" => "004",
        other => panic!("{other}"),
    };
    let lines: Vec<String> = sources.iter().map(ToString::to_string).collect();
    format!("seed {number} {}", lines.join(", "))
}

fn without_derived(cell: &str) -> String {
    cell.replace(" [D]", "").replace(" [sic]", "")
}

#[test]
fn the_steps_are_those_of_the_specification() {
    let Some(shared) = shared() else { return };
    let Ok(text) = std::fs::read_to_string(shared.join("spec/regulations/services.md")) else {
        eprintln!("SKIPPED: the specification of the regulations is not there");
        return;
    };
    let tables = tables(&text);
    let mut rows = 0;
    for regulation in Catalogue::builtin().unwrap().regulations() {
        for channel in &regulation.channels {
            let expected = &tables[&(regulation.id.clone(), format!("{} steps", channel.id))];
            assert_eq!(expected.len(), channel.steps.len(), "{} {}", regulation.id, channel.id);
            for (row, step) in expected.iter().zip(&channel.steps) {
                let kind = match step.kind {
                    StepKind::Process | StepKind::Statement => "process",
                    StepKind::Condition => "condition",
                    other => panic!("{other}"),
                };
                let checks: Vec<String> = step
                    .checks
                    .iter()
                    .map(|subject| {
                        let words = subject.what.iter().map(|check| match check.as_str() {
                            "identity-match-iin" => "identity-match(iin)",
                            "identity-match-iin-or-bin" => "identity-match(iin or bin)",
                            word => word,
                        });
                        let when =
                            if subject.when.is_some() { " (only if power-of-attorney data were entered)" } else { "" };
                        format!("{}: {}{when}", subject.subject, words.collect::<Vec<_>>().join(", "))
                    })
                    .collect();
                let signature = step.signature.map_or(String::new(), |rule| {
                    let carried =
                        if rule.act == qoltanba::regulation::SignatureAct::Carried { "carried: " } else { "" };
                    let note = if rule.note.is_some() { " (EDS not named)" } else { "" };
                    format!("{carried}{} -> {}{note}", rule.signer, rule.object)
                });
                let refusals: Vec<String> = step
                    .refusals
                    .iter()
                    .map(|refusal| {
                        let printed = refusal.printed.map_or(String::new(), |code| format!(" (printed: {code})"));
                        let table = refusal.place == qoltanba::regulation::Place::ActionTable;
                        format!("{}{printed}{}", refusal.code, if table { " (action table only)" } else { "" })
                    })
                    .collect();
                let ours = [
                    step.id.clone(),
                    kind.to_owned(),
                    step.actor.to_string(),
                    step.action.clone(),
                    dash(&checks.join("; ")).to_owned(),
                    dash(&signature).to_owned(),
                    step.next.to_string(),
                    step.otherwise.as_ref().map_or("-".to_owned(), ToString::to_string),
                    dash(&refusals.join("; ")).to_owned(),
                    step.term.as_ref().map_or("-".to_owned(), ToString::to_string),
                    cite(regulation, &step.src),
                ];
                let theirs: Vec<String> = row
                    .iter()
                    .enumerate()
                    .map(|(column, cell)| if column == 3 { cell.clone() } else { without_derived(cell) })
                    .collect();
                assert_eq!(ours.as_slice(), theirs, "{}", regulation.id);
                let derived = row.iter().enumerate().any(|(column, cell)| column != 3 && cell.contains("[D]"));
                assert_eq!(derived, !step.derived.is_empty(), "{} {}", regulation.id, step.id);
                rows += 1;
            }
            let actions =
                tables.get(&(regulation.id.clone(), format!("{} actions", channel.id))).map_or(&[][..], Vec::as_slice);
            assert_eq!(actions.len(), channel.actions.len(), "{} {}", regulation.id, channel.id);
            for (row, action) in actions.iter().zip(&channel.actions) {
                let term = action.term.as_ref().map_or(String::new(), ToString::to_string);
                let note = action
                    .term_note
                    .as_ref()
                    .map_or(String::new(), |note| if term.is_empty() { note.clone() } else { format!(" ({note})") });
                let unit = action.unit_note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
                let ours = [
                    action.id.clone(),
                    format!("{}{unit}", action.unit),
                    action.action.clone(),
                    action.completion.join("; "),
                    dash(&format!("{term}{note}")).to_owned(),
                    dash(&action.steps.join(", ")).to_owned(),
                    cite(regulation, &action.src),
                ];
                let theirs: Vec<String> = [0, 1, 2, 3, 4, 6, 7]
                    .map(|column| if column == 2 { row[2].clone() } else { without_derived(&row[column]) })
                    .to_vec();
                assert_eq!(ours.as_slice(), theirs, "{}", regulation.id);
                let numbers: Vec<String> = action.next.iter().map(|next| next.action.to_string()).collect();
                let printed: Vec<&str> =
                    row[5].split("; ").filter_map(|part| part.split(' ').next()).filter(|part| *part != "-").collect();
                assert_eq!(numbers, printed, "{} {}", regulation.id, action.id);
                rows += 1;
            }
        }
    }
    assert_eq!(rows, 472 + 329, "steps and actions");
}
