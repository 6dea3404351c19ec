//! `qoltanba verify` over many documents: each is judged by itself, several at a time, and the end says how it went.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};
use qoltanba::check::{Decision, Expected, JudgedAt, Language, Report, Verifier};
use qoltanba::crypto::DigestAlgorithm;
use qoltanba::text::visible;
use serde_json::json;

use super::verify::judge;
use crate::args::Verify;
use crate::context::{Context, Talk};
use crate::failure::{Failure, Status};
use crate::input::Found;
use crate::present::{self, Style};
use crate::resume::Resume;
use crate::sources::Sources;
use crate::{input, output, summary};

/// Results that wait to be printed: enough that no thread waits for another one's line.
const WAITING: usize = 1_024;

/// What came of one document.
pub struct Judged {
    pub file: PathBuf,
    /// SHA-256 over the document in hexadecimal; `None` when it could not be read.
    pub sha256: Option<String>,
    pub outcome: Outcome,
}

/// How the judgement of one document ended.
pub enum Outcome {
    Report(Box<Report>),
    /// An earlier run judged the same document.
    Before(Status),
    Unusable(Failure),
}

impl Judged {
    /// The exit status that this document alone would give.
    pub fn status(&self) -> Status {
        match &self.outcome {
            Outcome::Report(report) => report.decision().into(),
            Outcome::Before(status) => *status,
            Outcome::Unusable(_) => Status::Unusable,
        }
    }
}

/// What all documents are judged with.
struct Question<'a> {
    verifier: &'a Verifier,
    expected: &'a Expected,
    moment: JudgedAt,
    resume: Option<&'a Resume>,
}

pub fn run(arguments: &Verify, context: &Context) -> Result<Status, Failure> {
    for (given, option) in [(arguments.content.is_some(), "--content"), (arguments.html.is_some(), "--html")] {
        if given {
            return Err(Failure::new(option, "it goes with one document, not with several or a folder"));
        }
    }
    let expected = arguments.identity.expected()?;
    let moment = arguments.when.moment()?;
    let resume = arguments.resume.as_deref().map(|path| Resume::open(path, arguments, &context.config)).transpose()?;
    let files = documents(arguments)?;
    let sources = Sources::read(&arguments.trust, &arguments.evidence, &context.config)?;
    let bar = bar(context, files.len());
    let style = Style::of_stdout();
    let language = context.language(&arguments.output.language);
    let mut summary = summary::Summary::default();
    let question = Question { verifier: &sources.verifier, expected: &expected, moment, resume: resume.as_ref() };
    let mut lost = Ok(());
    judge_all(&files, &question, arguments.jobs, |judged| {
        summary.add(&judged);
        let shown = bar.suspend(|| show(&judged, arguments, context, language, style));
        // A document whose line was lost is not done.
        let noted = shown.and_then(|()| resume.as_ref().map_or(Ok(()), |resume| resume.note(&judged)));
        if lost.is_ok() {
            lost = noted;
        }
        bar.inc(1);
    });
    bar.finish_and_clear();
    // Neither lines that were lost nor a run that cannot be resumed as promised are passed over.
    lost?;
    let table = summary.table(language);
    match (arguments.output.json, context.talk) {
        (true, Talk::Usual) => table.trim_end().lines().for_each(present::print_error),
        (false, Talk::Usual) => present::print(&table)?,
        (_, Talk::Quiet) => {}
    }
    sources.settle();
    Ok(summary.worst())
}

/// The documents that are named, and those of folders; a folder without any is one that cannot be used.
fn documents(arguments: &Verify) -> Result<Vec<Found>, Failure> {
    let (mut files, mut empty) = (Vec::new(), Vec::new());
    for named in &arguments.files {
        let mut inside = input::tree(slice::from_ref(named))?;
        // The notes of this run are none of its documents.
        inside
            .retain(|found| !arguments.resume.as_ref().is_some_and(|notes| output::is_same_file(notes, found.path())));
        if inside.is_empty() {
            empty.push(named.display().to_string());
            inside.push(Found::empty(named));
        }
        files.extend(inside);
    }
    if empty.len() == arguments.files.len() {
        return Err(Failure::new(empty.join(", "), input::EMPTY));
    }
    Ok(files)
}

fn bar(context: &Context, length: usize) -> ProgressBar {
    if !context.shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {per_sec} {eta}") {
        bar.set_style(style);
    }
    bar
}

/// Judges the documents on several threads, and hands out the results in the order of the documents.
fn judge_all(files: &[Found], question: &Question<'_>, jobs: Option<NonZeroUsize>, mut each: impl FnMut(Judged)) {
    let jobs = jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN).get();
    let next = AtomicUsize::new(0);
    // A reader of the output that is slow holds the work up: results do not pile up.
    let (sender, receiver) = mpsc::sync_channel(WAITING);
    let work = |sender: SyncSender<(usize, Judged)>| {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else { return };
            // The receiver lives as long as the threads.
            if sender.send((index, judge_one(file, question))).is_err() {
                return;
            }
        }
    };
    thread::scope(|scope| {
        let started = (0..jobs.min(files.len())).map_while(|_| {
            let sender = sender.clone();
            thread::Builder::new().spawn_scoped(scope, || work(sender)).ok()
        });
        if started.count() == 0 {
            // The system gives no thread: the caller's does the work.
            files.iter().for_each(|file| each(judge_one(file, question)));
        }
        drop(sender);
        let (mut waiting, mut due) = (HashMap::new(), 0);
        for (index, judged) in receiver {
            waiting.insert(index, judged);
            while let Some(judged) = waiting.remove(&due) {
                each(judged);
                due += 1;
            }
        }
    });
}

fn judge_one(found: &Found, question: &Question<'_>) -> Judged {
    let file = found.path();
    let read = found.file().and_then(input::document);
    let sha256 = read.as_ref().ok().map(|bytes| DigestAlgorithm::Sha256.digest(bytes).to_hex());
    let before = question.resume.zip(sha256.as_deref()).and_then(|(resume, sha256)| resume.status(file, sha256));
    let outcome = match (before, read) {
        (Some(status), _) => Outcome::Before(status),
        (None, Err(failure)) => Outcome::Unusable(failure),
        (None, Ok(bytes)) => match judge(question.verifier, file, &bytes, None, question.expected, question.moment) {
            Ok(report) => Outcome::Report(Box::new(report)),
            Err(failure) => Outcome::Unusable(failure),
        },
    };
    Judged { file: file.to_owned(), sha256, outcome }
}

/// One line for one document: JSON, or words; what could not be used goes to standard error as well.
fn show(
    judged: &Judged,
    arguments: &Verify,
    context: &Context,
    language: Language,
    style: Style,
) -> Result<(), Failure> {
    let file = judged.file.display().to_string();
    if let Outcome::Unusable(failure) = &judged.outcome {
        failure.print();
    }
    if arguments.output.json {
        let line = match &judged.outcome {
            Outcome::Report(report) => {
                json!({ "file": file, "status": judged.status().code(), "decision": report.decision().name(), "report": report })
            }
            Outcome::Before(status) => {
                json!({ "file": file, "status": status.code(), "before": true })
            }
            Outcome::Unusable(failure) => {
                json!({ "file": file, "status": Status::Unusable.code(), "error": failure.line() })
            }
        };
        return present::print(&format!("{line}\n"));
    }
    if let (Talk::Usual, Outcome::Report(report)) = (context.talk, &judged.outcome) {
        let decision = report.decision();
        let mark = match decision {
            Decision::Confirmed => style.good("✓"),
            Decision::Refused => style.bad("✗"),
            Decision::Undetermined => style.open("?"),
        };
        let mut reasons = BTreeMap::new();
        for reason in summary::reasons(report) {
            reasons.entry(reason.name()).or_insert_with(|| reason.text(language));
        }
        let reasons: Vec<String> = reasons.iter().map(|(name, text)| format!("{text} [{name}]")).collect();
        let reasons = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
        return present::print(&format!("{mark} {}: {}{reasons}\n", visible(&file), decision.text(language)));
    }
    Ok(())
}
