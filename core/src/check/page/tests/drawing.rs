//! The drawing of a signer: where things stand follows from the report, not from a picture that was drawn before.

use super::svg::{Drawing, Element};
use super::*;
use crate::check::page::markup::{date, short};

/// What a row has to show.
pub(super) struct Stretch {
    label: String,
    pub(super) from: Moment,
    pub(super) until: Option<Moment>,
}

/// What happened, as it has to be told.
pub(super) struct Event {
    pub(super) class: &'static str,
    label: &'static str,
    pub(super) at: Moment,
}

pub(super) fn validation() -> Moment {
    moment("2026-07-01T00:00:00Z")
}

fn path_of(signer: &SignerReport, words: &Words) -> Vec<Stretch> {
    let members = signer.grounds.path.iter().rev();
    members
        .map(|member| Stretch {
            label: format!("{}: {}", words.place(member.place), member.name),
            from: member.not_before,
            until: Some(member.not_after),
        })
        .collect()
}

fn evidence_of(signer: &SignerReport, words: &Words) -> Vec<Stretch> {
    let row = |one: &EvidenceSummary| Stretch {
        label: words.evidence(one, 48),
        from: one.this_update,
        until: one.next_update,
    };
    signer.grounds.evidence.iter().take(6).map(row).collect()
}

/// Revocations, stamps (that of the moment last and once), and the moment of validation.
fn events_of(signer: &SignerReport, words: &Words) -> Vec<Event> {
    let judged = Some(signer.moment.at).filter(|_| signer.moment.source == MomentSource::Timestamp);
    let event = |class, label, at| Event { class, label, at };
    let revoked = signer.grounds.revoked.iter().map(|one| event("revoked", words.revoked_at, one.since));
    let stamps = signer.grounds.timestamps.iter().filter(|stamp| Some(**stamp) != judged);
    let stamps = stamps.map(|stamp| event("stamp", words.timestamp, *stamp));
    let judged = judged.map(|at| event("stamp", words.judged_by_timestamp, at));
    revoked.chain(stamps).chain(judged).chain([event("moment", words.moment, validation())]).collect()
}

/// A root of twenty years, an authority of ten, a signer of two, lists of some days.
fn usual() -> SignerReport {
    let mut usual = signer("А", vec![]);
    let periods = [("2026-01-01", "2028-01-01"), ("2020-03-01", "2030-03-01"), ("2015-05-01", "2035-05-01")];
    for ((member, (from, until)), serial) in usual.grounds.path.iter_mut().zip(periods).zip(["0a", "0b", "0c"]) {
        (member.not_before, member.not_after) =
            (moment(&format!("{from}T00:00:00Z")), moment(&format!("{until}T00:00:00Z")));
        (member.serial, member.name) = (serial.to_owned(), format!("Holder {serial}"));
    }
    for (one, hours) in usual.grounds.evidence.iter_mut().zip([1, 7, 30]) {
        one.this_update = one.this_update.plus_seconds(-hours * 3_600);
        one.number = Some(hours.to_string());
        one.issuer = "CA".to_owned();
    }
    usual
}

/// The usual one and those that are not: without evidence, with few and many events, with short and long lives, revoked
/// before, in and at the end of the validity period, events at both ends, and without a stamp that decides.
fn many() -> Vec<SignerReport> {
    let mut all = vec![usual()];
    let mut change = |change: &dyn Fn(&mut SignerReport)| {
        let mut other = usual();
        change(&mut other);
        all.push(other);
    };
    change(&|signer| signer.grounds.evidence.clear());
    change(&|signer| signer.grounds.revoked.clear());
    change(&|signer| signer.moment = JudgedAt::given(validation()));
    change(&|signer| {
        signer.grounds.timestamps.clear();
        signer.grounds.revoked.clear();
        signer.moment = JudgedAt::given(validation());
    });
    change(&|signer| {
        signer.grounds.timestamps = (1..6).map(|day| moment(&format!("2026-06-0{day}T12:00:00Z"))).collect()
    });
    change(&|signer| signer.grounds.evidence = vec![signer.grounds.evidence[0].clone(); 6]);
    for since in ["2024-01-01T00:00:00Z", "2016-01-01T00:00:00Z", "2034-12-31T00:00:00Z", "2028-01-01T00:00:00Z"] {
        change(&|signer| signer.grounds.revoked[0].since = moment(since));
    }
    // An answer that is later than everything else, and days that begin at both ends.
    change(&|signer| signer.grounds.evidence[2].this_update = moment("2026-07-03T12:00:00Z"));
    change(&|signer| {
        let one = &mut signer.grounds.evidence[0];
        (one.this_update, one.next_update) = (moment("2026-06-28T06:32:00Z"), Some(moment("2026-07-03T17:28:00Z")));
        signer.grounds.evidence.truncate(1);
    });
    change(&|signer| signer.grounds.path.truncate(1));
    change(&|signer| {
        for member in &mut signer.grounds.path {
            (member.not_before, member.not_after) = (moment("2006-07-01T00:00:00Z"), moment("2046-07-01T00:00:00Z"));
        }
    });
    all
}

#[test]
fn everything_is_drawn_within_the_frame_and_no_words_lie_on_others() {
    for (number, signer) in many().iter().enumerate() {
        for language in Language::ALL {
            let drawing = Drawing::of(signer, language).unwrap();
            for element in &drawing.elements {
                let inside = element.left() >= 0 && element.top() >= 0;
                let inside = inside && element.right() <= drawing.width && element.bottom() <= drawing.height;
                assert!(inside, "{number} {language}: {element:?} of {}×{}", drawing.width, drawing.height);
                assert!(element.name != "rect" || element.number("width") > 0, "{number}: {element:?}");
            }
            let lowest = drawing.elements.iter().map(Element::bottom).max().unwrap();
            assert!(drawing.height - lowest <= 16, "{number}: {lowest} of {}", drawing.height);
            let texts = drawing.all("text", "");
            for (place, one) in texts.iter().enumerate() {
                for other in &texts[place + 1..] {
                    let across = one.right().min(other.right()) - one.left().max(other.left());
                    let down = one.bottom().min(other.bottom()) - one.top().max(other.top());
                    assert!(across <= 0 || down <= 0, "{number} {language}: {one:?} {other:?}");
                }
                for bar in drawing.all("rect", "bar") {
                    assert!(bar.bottom() <= one.top() || one.number("y") <= bar.top(), "{number}: {one:?} {bar:?}");
                }
            }
        }
    }
}

/// In each part every end of a bar, every event and every mark stands where its moment is: all on one straight line.
#[test]
fn places_grow_with_time() {
    for (number, signer) in many().iter().enumerate() {
        for language in Language::ALL {
            let words = Words::of(language);
            let drawing = Drawing::of(signer, language).unwrap();
            let (path, evidence, events) =
                (path_of(signer, words), evidence_of(signer, words), events_of(signer, words));
            let axes = drawing.all("path", "axis");
            assert_eq!(axes.len(), if evidence.is_empty() { 1 } else { 2 });
            assert_eq!(drawing.all("path", "lens").len(), axes.len() - 1);
            assert_eq!(drawing.all("text", "note").len(), axes.len() - 1);
            let whole = drawing.places(0, axes[0].top(), &path, &events);
            on_a_line(&whole, &marks_of(&drawing, axes[0], language), axes[0]);
            let Some(axis) = axes.get(1) else { continue };
            // Whatever happened between the moments that the larger part has to show is drawn there.
            let shown = evidence.iter().flat_map(|row| [Some(row.from), row.until]).flatten();
            let shown: Vec<_> = shown.chain([validation(), signer.moment.at]).collect();
            let (first, last) = (*shown.iter().min().unwrap(), *shown.iter().max().unwrap());
            let room = (last.unix() - first.unix()) / 20;
            let near = events
                .into_iter()
                .filter(|event| (first.unix() - room..=last.unix() + room).contains(&event.at.unix()));
            let near: Vec<_> = near.collect();
            assert!(near.iter().any(|event| event.class == "moment"), "{number}");
            let places = drawing.places(axes[0].top() + 1, axis.top(), &evidence, &near);
            on_a_line(&places, &marks_of(&drawing, axis, language), axis);

            // What is drawn larger begins and ends where it does in the whole.
            let lens = drawing.all("path", "lens")[0];
            let [(from, top), (until, _), (right, bottom), (left, _), _] = lens.corners()[..] else {
                panic!("{lens:?}")
            };
            assert_eq!((left, right, top), (axis.left(), axis.right(), axes[0].top()));
            assert!(bottom >= drawing.all("text", "note")[0].number("y") && bottom < axis.top());
            let begin = moment_at(&places, left);
            let end = moment_at(&places, right);
            assert!((place_of(&whole, begin) - from).abs() <= 2, "{number}: {lens:?}");
            assert!((place_of(&whole, end) - until).abs() <= 2 && until > from, "{number}: {lens:?}");
        }
    }
}

/// The moments of the marks below an axis, by their labels, and their places.
fn marks_of(drawing: &Drawing, axis: &Element, language: Language) -> Vec<(Moment, i64)> {
    let below = |element: &&Element| (0..30).contains(&(element.number("y") - axis.top()));
    let labels: Vec<_> = drawing.all("text", "mark").into_iter().filter(below).collect();
    let lines = drawing.all("path", "grid").into_iter().filter(|line| line.bottom() == axis.top());
    let lines: Vec<_> = lines.collect();
    assert!(labels.len() >= 2 && labels.len() <= 7 && lines.len() == labels.len());
    let mut marks = Vec::new();
    let mut day = None;
    for (label, line) in labels.iter().zip(lines) {
        assert_eq!(line.left(), line.right());
        assert!((label.number("x") - line.left()).abs() <= 20, "{label:?} {line:?}");
        let parts: Vec<&str> = label.words.split(['.', '-', ':']).collect();
        let at = match (parts.as_slice(), language) {
            ([year], _) => Some(format!("{year}-01-01T00:00:00Z")),
            ([hour, minute], _) if label.words.contains(':') => {
                day.as_ref().map(|day: &String| format!("{day}T{hour}:{minute}:00Z"))
            }
            ([year, month], Language::En) | ([month, year], Language::Kk | Language::Ru) => {
                Some(format!("{year}-{month}-01T00:00:00Z"))
            }
            ([year, month, today], Language::En) | ([today, month, year], Language::Kk | Language::Ru) => {
                day = Some(format!("{year}-{month}-{today}"));
                Some(format!("{year}-{month}-{today}T00:00:00Z"))
            }
            other => panic!("{other:?}"),
        };
        marks.extend(at.map(|at| (moment(&at), line.left())));
    }
    marks
}

fn ends(places: &[(Moment, i64)]) -> [(Moment, i64); 2] {
    let by_time = |place: &&(Moment, i64)| place.0;
    [*places.iter().min_by_key(by_time).unwrap(), *places.iter().max_by_key(by_time).unwrap()]
}

fn place_of(places: &[(Moment, i64)], at: Moment) -> i64 {
    let [(first, left), (last, right)] = ends(places);
    left + (at.unix() - first.unix()) * (right - left) / (last.unix() - first.unix())
}

fn moment_at(places: &[(Moment, i64)], x: i64) -> Moment {
    let [(first, left), (last, right)] = ends(places);
    Moment::from_unix(first.unix() + (x - left) * (last.unix() - first.unix()) / (right - left))
}

fn on_a_line(places: &[(Moment, i64)], marks: &[(Moment, i64)], axis: &Element) {
    let [(_, left), (_, right)] = ends(places);
    let (from, until) = (axis.left(), axis.right());
    // Some room at both ends, and most of the width used.
    assert!(from < left && right < until && (right - left) * 10 >= (until - from) * 9, "{left} {right}");
    for (at, x) in places.iter().chain(marks) {
        // A bar is at least 3 wide, that it can be seen.
        assert!((place_of(places, *at) - x).abs() <= 3, "{at}: {x} in place of {}", place_of(places, *at));
        assert!((from..=until).contains(x));
    }
}

/// Each row once, from the anchor down, its words above its bar; each event once, its words above its line.
#[test]
fn rows_and_events_stand_below_each_other_in_their_order() {
    for (number, signer) in many().iter().enumerate() {
        for language in Language::ALL {
            let words = Words::of(language);
            let drawing = Drawing::of(signer, language).unwrap();
            let rows: Vec<_> = path_of(signer, words).into_iter().chain(evidence_of(signer, words)).collect();
            let (bars, labels) = (drawing.all("rect", "bar"), drawing.all("text", "label"));
            assert_eq!(
                labels.iter().map(|label| label.words.as_str()).collect::<Vec<_>>(),
                rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>()
            );
            let dates = drawing.all("text", "dates");
            assert_eq!((bars.len(), dates.len()), (rows.len(), rows.len()));
            let axes = drawing.all("path", "axis");
            for (((row, bar), label), dates) in rows.iter().zip(&bars).zip(&labels).zip(&dates) {
                assert!(label.top() < bar.top() && bar.top() - label.number("y") <= 10, "{number}: {label:?} {bar:?}");
                assert_eq!(label.number("y"), dates.number("y"));
                assert_eq!((label.left(), dates.right()), (axes[0].left(), axes[0].right()));
                assert_eq!(dates.words, lifetime(row, language));
            }
            for pair in bars.windows(2) {
                let parts = pair[0].bottom() < axes[0].top() && axes[0].top() < pair[1].top();
                let distance = pair[1].top() - pair[0].top();
                assert!(if parts { distance > 42 } else { distance == 42 }, "{number}: {pair:?}");
            }
            for axis in &axes {
                let above = bars.iter().filter(|bar| bar.bottom() <= axis.top()).map(|bar| bar.bottom()).max().unwrap();
                assert!((1..=20).contains(&(axis.top() - above)), "{number}: {above} {axis:?}");
                for mark in drawing.all("path", "grid").iter().filter(|mark| mark.bottom() == axis.top()) {
                    let first = bars.iter().filter(|bar| bar.bottom() <= axis.top() && bar.top() >= mark.top());
                    assert!(first.count() > 0 && mark.top() > 0);
                }
            }
            let events = events_of(signer, words);
            let told = drawing.all("text", "event");
            let lines = drawing.all("path", "at");
            assert_eq!(told.len(), lines.len());
            for (event, text) in events.iter().zip(&told) {
                assert_eq!(text.words, format!("{} · {}", event.label, short(event.at, language)));
                assert!(text.is(event.class));
            }
            for (text, line) in told.iter().zip(&lines) {
                assert!((0..=8).contains(&(line.top() - text.number("y"))), "{number}: {text:?} {line:?}");
                let (x, at) = (text.number("x"), line.left());
                let (middle, beside) = (text.get("text-anchor") == "middle", (x - at).abs());
                assert!(if middle { beside == 0 } else { beside <= 4 }, "{number}: {text:?} {line:?}");
                // Room for some fifty letters of 8.
                let room = match text.get("text-anchor") {
                    "start" => drawing.width - x,
                    "end" => x,
                    _ => 2 * x.min(drawing.width - x),
                };
                assert!(room >= 420, "{number}: {text:?}");
            }
            for pair in told.windows(2) {
                assert!(pair[1].top() >= pair[0].bottom() && pair[1].top() < pair[0].bottom() + 300);
            }
            let first = told.iter().map(|text| text.bottom()).filter(|bottom| *bottom < labels[0].top());
            assert_eq!(first.count(), events.len(), "events of the whole stand above its rows");
        }
    }
}

/// A life of less than two days is told with its hours.
fn lifetime(row: &Stretch, language: Language) -> String {
    let brief = row.until.is_some_and(|until| until.unix() - row.from.unix() < 172_800);
    let told = |at: Moment| if brief { short(at, language) } else { date(at, language) };
    format!("{} – {}", told(row.from), row.until.map_or_else(|| "…".to_owned(), told))
}

#[test]
fn a_life_of_less_than_two_days_is_told_with_its_hours() {
    let mut signer = usual();
    let from = moment("2026-06-30T00:00:00Z");
    for (seconds, told) in [
        (172_799, "2026-06-30 00:00:00 – 2026-07-01 23:59:59"),
        (172_800, "2026-06-30 – 2026-07-02"),
        (9 * 86_400, "2026-06-30 – 2026-07-09"),
        (60, "2026-06-30 00:00:00 – 2026-06-30 00:01:00"),
    ] {
        let one = &mut signer.grounds.evidence[0];
        (one.this_update, one.next_update) = (from, Some(from.plus_seconds(seconds)));
        let drawing = Drawing::of(&signer, Language::En).unwrap();
        assert_eq!(drawing.all("text", "dates")[3].words, told);
    }
    signer.grounds.evidence[0].next_update = None;
    let drawing = Drawing::of(&signer, Language::En).unwrap();
    assert_eq!(drawing.all("text", "dates")[3].words, "2026-06-30 – …");
}

/// From the revocation on, and not before the certificate, its bar is void; the cross marks the moment.
#[test]
fn what_is_revoked_is_void_from_then_on() {
    for (since, from, void) in [
        ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z", true),
        ("2016-01-01T00:00:00Z", "2026-01-01T00:00:00Z", true),
        ("2028-01-01T00:00:00Z", "2028-01-01T00:00:00Z", false),
        ("2033-01-01T00:00:00Z", "2033-01-01T00:00:00Z", false),
    ] {
        let mut signer = usual();
        signer.grounds.revoked[0].since = moment(since);
        let words = Words::of(Language::En);
        let drawing = Drawing::of(&signer, Language::En).unwrap();
        let places = drawing.places(
            0,
            drawing.all("path", "axis")[0].top(),
            &path_of(&signer, words),
            &events_of(&signer, words),
        );
        let bar = drawing.all("rect", "signer")[0];
        let crosses = drawing.all("path", "cross");
        assert_eq!(crosses.len(), 1);
        let expected = place_of(&places, moment(from));
        assert!(((crosses[0].left() + crosses[0].right()) / 2 - expected).abs() <= 1, "{since}");
        assert!((crosses[0].top() - bar.top()).abs() <= 2 && (crosses[0].bottom() - bar.bottom()).abs() <= 2);
        let voids = drawing.all("rect", "void");
        assert_eq!(voids.len(), usize::from(void), "{since}");
        for rect in voids {
            assert!((rect.left() - expected).abs() <= 1 && rect.right() == bar.right(), "{since}: {rect:?} {bar:?}");
            assert_eq!((rect.top(), rect.bottom()), (bar.top(), bar.bottom()));
        }
    }
    // Another certificate than that of the path.
    let mut signer = usual();
    signer.grounds.revoked[0].serial = "99".to_owned();
    assert!(Drawing::of(&signer, Language::En).unwrap().all("path", "cross").is_empty());
}

/// Dots and arrows at the left: a dot beside each certificate, and an arrow from each to the one that it vouches for.
#[test]
fn an_arrow_leads_from_each_certificate_to_the_next() {
    for signer in many() {
        let drawing = Drawing::of(&signer, Language::En).unwrap();
        let (nodes, arrows) = (drawing.all("circle", "node"), drawing.all("path", "vouch"));
        assert_eq!((nodes.len(), arrows.len()), (signer.grounds.path.len(), signer.grounds.path.len() - 1));
        let (labels, bars) = (drawing.all("text", "label"), drawing.all("rect", "bar"));
        for ((node, label), bar) in nodes.iter().zip(&labels).zip(&bars) {
            assert!(label.top() < node.number("cy") && node.number("cy") < bar.bottom() && node.right() < label.left());
        }
        for (arrow, pair) in arrows.iter().zip(nodes.windows(2)) {
            assert!(pair[0].bottom() <= arrow.top() && arrow.bottom() <= pair[1].top(), "{arrow:?} {pair:?}");
            assert!(arrow.bottom() - arrow.top() >= 20);
        }
    }
}

#[test]
fn who_does_not_see_the_drawing_is_told_the_same() {
    for language in Language::ALL {
        let (signer, words) = (usual(), Words::of(language));
        let described = Drawing::of(&signer, language).unwrap().description;
        for row in path_of(&signer, words).iter().chain(&evidence_of(&signer, words)) {
            let until = row.until.map_or_else(String::new, |until| short(until, language));
            let told = format!("{}: {} – {until}. ", row.label, short(row.from, language));
            assert_eq!(described.matches(&told).count(), 1, "{told} in {described}");
        }
        for event in events_of(&signer, words) {
            let told = format!("{}: {}. ", event.label, crate::check::page::markup::long(event.at, language));
            assert_eq!(described.matches(&told).count(), 1, "{told} in {described}");
        }
    }
}

#[test]
fn without_a_path_the_certificate_of_the_signer_is_drawn() {
    let mut alone = usual();
    alone.grounds.path.clear();
    let drawing = Drawing::of(&alone, Language::En).unwrap();
    let labels: Vec<_> = drawing.all("text", "label").iter().map(|label| label.words.clone()).collect();
    assert_eq!(labels.len(), 1 + alone.grounds.evidence.len());
    assert_eq!(labels[0], format!("{}: А", Words::of(Language::En).place(PathPlace::EndEntity)));
    alone.certificate = None;
    assert!(Drawing::of(&alone, Language::En).is_none());
}
