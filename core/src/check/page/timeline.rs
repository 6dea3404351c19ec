//! The drawing of one signer: the path with its validity periods, and what happened when, on one time line. Below it the
//! days of the evidence about revocation are drawn larger, since a list lives for hours and a root for decades.

use crate::language::Language;
use crate::time::Moment;

use super::axis::Axis;
use super::markup::{Html, date, long, short, visible};
use super::words::Words;
use crate::check::{EvidenceSummary, MomentSource, PathPlace, SignerReport, Standing};

/// The drawing in its own units: about the pixels of a printed A4 page.
const WIDTH: i64 = 720;
const LEFT: i64 = 26;
const RIGHT: i64 = 708;
const EVENT: i64 = 21;
const ROW: i64 = 42;
const AXIS: i64 = 30;
/// Between the two parts.
const GAP: i64 = 34;
/// Letters beside the dates of a row.
const LABEL: usize = 48;
/// Time stamps and lists that are drawn; the tables below hold them all.
const MAX_DRAWN: usize = 6;

/// A stretch of time with its label.
struct Row {
    class: &'static str,
    label: String,
    from: Moment,
    until: Option<Moment>,
    /// From when on it is void.
    void: Option<Moment>,
}

/// Something that happened at a moment.
struct Event {
    class: &'static str,
    label: &'static str,
    at: Moment,
}

/// The drawing, or nothing when there is no certificate to draw. `id` begins the identifiers in it.
pub(super) fn draw(out: &mut Html, signer: &SignerReport, validation: Moment, id: &str, words: &Words) {
    let path = path_rows(signer, words);
    if path.is_empty() {
        return;
    }
    let evidence: Vec<Row> =
        signer.grounds.evidence.iter().take(MAX_DRAWN).map(|one| evidence_row(one, words)).collect();
    let events = events(signer, validation, words);
    let judged = signer.moment.at;
    let moments = |rows: &[Row]| -> Vec<Moment> {
        rows.iter().flat_map(|row| std::iter::once(row.from).chain(row.until)).collect()
    };
    let known = moments(&path).into_iter().chain(events.iter().map(|event| event.at));
    let whole = Axis::around(judged, known, LEFT, RIGHT);
    let near = Axis::around(judged, moments(&evidence).into_iter().chain([validation]), LEFT, RIGHT);
    let near_events: Vec<&Event> = events.iter().filter(|event| near.holds(event.at)).collect();

    let mut body = Html::default();
    let all: Vec<&Event> = events.iter().collect();
    let bottom = height(all.len(), path.len());
    let below = bottom + GAP;
    if !evidence.is_empty() {
        let (from, until, line) = (whole.x(near.start()), whole.x(near.end()), bottom - AXIS);
        let until = until.max(from + 1);
        body.raw(&format!("<path class=\"lens\" d=\"M{from} {line}H{until}L{RIGHT} {below}H{LEFT}z\"/>"));
    }
    panel(&mut body, 0, &whole, &path, &all, words.language);
    connect(&mut body, all.len(), path.len());
    let mut lowest = bottom;
    if !evidence.is_empty() {
        text(&mut body, "note", (LEFT, below - 8), "start", words.larger);
        panel(&mut body, below, &near, &evidence, &near_events, words.language);
        lowest = below + height(near_events.len(), evidence.len());
    }
    out.raw(&format!(
        "<svg viewBox=\"0 0 {WIDTH} {lowest}\" role=\"img\" aria-labelledby=\"{id}-title {id}-text\">\
         <title id=\"{id}-title\">"
    ));
    out.text(words.drawing).raw(&format!("</title><desc id=\"{id}-text\">"));
    describe(out, &path, &evidence, &events, words.language);
    out.raw("</desc>").raw(&body.finish()).raw("</svg>");
}

/// The same in sentences, for who does not see it.
fn describe(out: &mut Html, path: &[Row], evidence: &[Row], events: &[Event], language: Language) {
    for row in path.iter().chain(evidence) {
        let until = row.until.map_or_else(String::new, |until| short(until, language));
        out.text(&format!("{}: {} – {until}. ", row.label, short(row.from, language)));
    }
    for event in events {
        out.text(&format!("{}: {}. ", event.label, long(event.at, language)));
    }
}

/// The path from the anchor down; without a path the signer's certificate alone.
fn path_rows(signer: &SignerReport, words: &Words) -> Vec<Row> {
    let void = |serial: &str| {
        signer.grounds.revoked.iter().find(|revoked| revoked.serial == serial).map(|revoked| revoked.since)
    };
    let members = signer.grounds.path.iter().rev().map(|member| Row {
        class: match member.place {
            PathPlace::Anchor => "anchor",
            PathPlace::Authority => "authority",
            PathPlace::EndEntity => "signer",
        },
        label: visible(&format!("{}: {}", words.place(member.place), member.name), LABEL),
        from: member.not_before,
        until: Some(member.not_after),
        void: void(&member.serial),
    });
    let rows: Vec<Row> = members.collect();
    if !rows.is_empty() {
        return rows;
    }
    let own = signer.certificate.as_ref().map(|certificate| Row {
        class: "signer",
        label: visible(&format!("{}: {}", words.place(PathPlace::EndEntity), certificate.subject.name()), LABEL),
        from: certificate.not_before,
        until: Some(certificate.not_after),
        void: None,
    });
    own.into_iter().collect()
}

fn evidence_row(evidence: &EvidenceSummary, words: &Words) -> Row {
    Row {
        class: match evidence.standing {
            Standing::Decided => "evidence",
            Standing::Stale => "stale",
        },
        label: words.evidence(evidence, LABEL),
        from: evidence.this_update,
        until: evidence.next_update,
        void: None,
    }
}

fn events(signer: &SignerReport, validation: Moment, words: &Words) -> Vec<Event> {
    let mut events = Vec::new();
    for revoked in signer.grounds.revoked.iter().take(MAX_DRAWN) {
        events.push(Event { class: "revoked", label: words.revoked_at, at: revoked.since });
    }
    let stamped = signer.moment.source == MomentSource::Timestamp;
    let stamps = signer.grounds.timestamps.iter().filter(|stamp| !stamped || **stamp != signer.moment.at);
    events.extend(stamps.take(MAX_DRAWN).map(|stamp| Event { class: "stamp", label: words.timestamp, at: *stamp }));
    if stamped {
        events.push(Event { class: "stamp", label: words.judged_by_timestamp, at: signer.moment.at });
    }
    events.push(Event { class: "moment", label: words.moment, at: validation });
    events
}

/// One part: labels of events above, rows, and the axis. Words come last, so that no line crosses them.
fn panel(out: &mut Html, top: i64, axis: &Axis, rows: &[Row], events: &[&Event], language: Language) {
    let first_event = top + 4;
    let first_row = first_event + EVENT * count(events.len());
    let base = top + height(events.len(), rows.len()) - AXIS;
    let marks = axis.marks(language);
    for mark in &marks {
        out.raw(&format!("<path class=\"grid\" d=\"M{} {first_row}V{base}\"/>", mark.x));
    }
    for (row, number) in rows.iter().zip(0..) {
        bar(out, first_row + ROW * number, axis, row);
    }
    for (event, number) in events.iter().zip(1..) {
        let (x, y) = (axis.x(event.at), first_event + EVENT * number - 4);
        out.raw(&format!("<path class=\"at {}\" d=\"M{x} {y}V{base}\"/>", event.class));
    }
    out.raw(&format!("<path class=\"axis\" d=\"M{LEFT} {base}H{RIGHT}\"/>"));
    for mark in &marks {
        // The label of a day is some sixty wide, and stays within the drawing.
        let x = mark.x.clamp(LEFT + 8, RIGHT - 20);
        text(out, "mark", (x, base + 17), "middle", &mark.label);
    }
    for (row, number) in rows.iter().zip(0..) {
        let y = first_row + ROW * number + 14;
        text(out, "label", (LEFT, y), "start", &row.label);
        text(out, "dates", (RIGHT, y), "end", &row.dates(language));
    }
    for (event, number) in events.iter().zip(0..) {
        let x = axis.x(event.at);
        let (anchor, x) = if x < LEFT + 200 {
            ("start", x - 4)
        } else if x > RIGHT - 200 {
            ("end", x + 4)
        } else {
            ("middle", x)
        };
        let words = format!("{} · {}", event.label, short(event.at, language));
        text(out, &format!("event {}", event.class), (x, first_event + EVENT * number + 13), anchor, &words);
    }
}

/// How high a part is.
fn height(events: usize, rows: usize) -> i64 {
    4 + EVENT * count(events) + ROW * count(rows) + 6 + AXIS
}

fn text(out: &mut Html, class: &str, (x, y): (i64, i64), anchor: &str, words: &str) {
    out.raw(&format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">"));
    out.text(words).raw("</text>");
}

fn bar(out: &mut Html, y: i64, axis: &Axis, row: &Row) {
    let (from, y) = (axis.x(row.from), y + 21);
    let until = row.until.map(|until| axis.x(until));
    let open = if until.is_none() { " open" } else { "" };
    let width = (until.unwrap_or(from + 12) - from).max(3);
    let class = row.class;
    let size = |width: i64| format!("y=\"{y}\" width=\"{width}\" height=\"11\"");
    out.raw(&format!("<rect class=\"bar {class}{open}\" x=\"{from}\" {} rx=\"2\"/>", size(width)));
    if let Some(since) = row.void {
        let (at, end) = (axis.x(since).max(from), from + width);
        if at < end {
            out.raw(&format!("<rect class=\"void\" x=\"{at}\" {}/>", size(end - at)));
        }
        out.raw(&format!("<path class=\"cross\" d=\"M{} {}l12 12m-12 0l12-12\"/>", at - 6, y - 1));
    }
}

impl Row {
    /// Its ends in digits; a life of less than two days is told with its hours.
    fn dates(&self, language: Language) -> String {
        let brief = self.until.is_some_and(|until| until.unix().saturating_sub(self.from.unix()) < 2 * 86_400);
        let told = |moment: Moment| if brief { short(moment, language) } else { date(moment, language) };
        let until = self.until.map_or_else(|| "…".to_owned(), told);
        format!("{} – {until}", told(self.from))
    }
}

/// Dots and arrows at the left: who vouches for whom.
fn connect(out: &mut Html, events: usize, rows: usize) {
    let first = 4 + EVENT * count(events) + 26;
    for row in 0..count(rows) {
        let y = first + ROW * row;
        if row > 0 {
            out.raw(&format!("<path class=\"vouch\" d=\"M11 {}V{}m-4-6l4 6l4-6\"/>", y - ROW + 6, y - 7));
        }
        out.raw(&format!("<circle class=\"node\" cx=\"11\" cy=\"{y}\" r=\"5\"/>"));
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
