//! What is printed: reports for people, JSON for programs.
//!
//! A text that came with the input goes through [`visible`] before it stands among our own words; JSON has its own escapes.

use std::io::{self, IsTerminal as _, Write as _};

use qoltanba::check::{CheckResult, Decision, Language, MomentSource, Outcome, Report};
use qoltanba::text::visible;
use serde_json::Value;

use crate::args::Output;
use crate::context::{Context, Talk};
use crate::failure::{At as _, Failure};

/// Prints text. A reader that goes away early (a closed pipe) is no error; an output that is lost otherwise is.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).at("standard output"),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Prints one line on standard error, whatever it quotes.
pub fn print_error(line: &str) {
    // There is no other place to say that it failed.
    let _ = writeln!(io::stderr().lock(), "{}", visible(line));
}

/// Prints a JSON value, indented.
pub fn json(value: &Value) -> Result<(), Failure> {
    print(&format!("{value:#}\n"))
}

/// Prints a report as the options say.
pub fn report(report: &Report, output: &Output, context: &Context) -> Result<(), Failure> {
    if output.json {
        return print(&format!("{}\n", report.to_json_pretty()));
    }
    match context.talk {
        Talk::Usual => print(&text(report, context.language(&output.language), Style::of_stdout())),
        Talk::Quiet => Ok(()),
    }
}

/// Colours on a terminal, none elsewhere and none when `NO_COLOR` is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    Coloured,
}

impl Style {
    pub fn of_stdout() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        if wanted && io::stdout().is_terminal() { Self::Coloured } else { Self::Plain }
    }

    /// As something that went well.
    pub fn good(self, text: &str) -> String {
        self.paint(GREEN, text)
    }

    /// As something that went wrong.
    pub fn bad(self, text: &str) -> String {
        self.paint(RED, text)
    }

    /// As something that is open.
    pub fn open(self, text: &str) -> String {
        self.paint(YELLOW, text)
    }

    fn paint(self, colour: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
        }
    }
}

const GREEN: &str = "32";
const RED: &str = "31";
const YELLOW: &str = "33";
const BOLD: &str = "1";

/// The report in words.
pub fn text(report: &Report, language: Language, style: Style) -> String {
    let mut lines = Vec::new();
    let decision = report.decision();
    let colour = match decision {
        Decision::Confirmed => GREEN,
        Decision::Refused => RED,
        Decision::Undetermined => YELLOW,
    };
    lines.push(style.paint(BOLD, &style.paint(colour, &decision.text(language).to_uppercase())));
    if let Some(refusal) = report.refusal() {
        lines.push(refusal.text(language).to_owned());
    }
    let source = match (report.moment().source, language) {
        (MomentSource::Given, Language::En) => "given",
        (MomentSource::Given, Language::Ru) => "задан",
        (MomentSource::Given, Language::Kk) => "берілген",
        (MomentSource::Timestamp, Language::En) => "time stamp",
        (MomentSource::Timestamp, Language::Ru) => "метка времени",
        (MomentSource::Timestamp, Language::Kk) => "уақыт белгісі",
        (MomentSource::Clock, Language::En) => "clock",
        (MomentSource::Clock, Language::Ru) => "часы",
        (MomentSource::Clock, Language::Kk) => "сағат",
    };
    lines.push(format!("{} ({source})", report.moment().at));
    lines.extend(report.checks().iter().map(|check| line(check, language, style)));
    for signer in report.signers() {
        if let Some(certificate) = &signer.certificate {
            lines.push(style.paint(BOLD, &format!("{} · {}", certificate.algorithm, certificate.serial)));
        }
        lines.extend(signer.checks.iter().map(|check| line(check, language, style)));
    }
    lines.extend(report.notes().iter().map(|note| format!("  · {}", visible(note))));
    lines.push(String::new());
    lines.join("\n")
}

fn line(check: &CheckResult, language: Language, style: Style) -> String {
    let (mark, colour) = match check.outcome {
        Outcome::Passed => ("✓", GREEN),
        Outcome::Failed => ("✗", RED),
        Outcome::Undetermined => ("?", YELLOW),
        Outcome::NotApplicable => ("–", "0"),
    };
    let reason =
        check.reason.map(|reason| format!(": {} [{}]", reason.text(language), reason.name())).unwrap_or_default();
    format!("{} {}{reason}\n    {}", style.paint(colour, mark), check.check.text(language), visible(&check.detail))
}
