//! A drawing, taken apart into its elements and where they lie.

use super::drawing::{Event, Stretch, validation};
use super::*;
use crate::check::page::timeline::draw;

/// An element of the drawing.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) words: String,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> i64 {
        self.get(name).parse().unwrap_or_else(|_| panic!("{name} of {self:?}"))
    }

    pub(super) fn is(&self, class: &str) -> bool {
        self.get("class").split(' ').any(|own| own == class)
    }

    /// The corners of a path, or of what is around another element. A letter is at least 4 wide and 9 high, a
    /// digit 6.
    pub(super) fn corners(&self) -> Vec<(i64, i64)> {
        match self.name.as_str() {
            "path" => corners(self.get("d")),
            "rect" => {
                let (x, y) = (self.number("x"), self.number("y"));
                vec![(x, y), (x + self.number("width"), y + self.number("height"))]
            }
            "circle" => {
                let (x, y, r) = (self.number("cx"), self.number("cy"), self.number("r"));
                vec![(x - r, y - r), (x + r, y + r)]
            }
            "text" => {
                let letter = if self.is("mark") { 6 } else { 4 };
                let (x, y, width) = (self.number("x"), self.number("y"), letter * letters(&self.words));
                let left = match self.get("text-anchor") {
                    "start" => x,
                    "middle" => x - width / 2,
                    "end" => x - width,
                    other => panic!("{other}"),
                };
                vec![(left, y - 9), (left + width, y + 2)]
            }
            other => panic!("{other}"),
        }
    }

    pub(super) fn left(&self) -> i64 {
        self.corners().into_iter().map(|(x, _)| x).min().unwrap()
    }

    pub(super) fn right(&self) -> i64 {
        self.corners().into_iter().map(|(x, _)| x).max().unwrap()
    }

    pub(super) fn top(&self) -> i64 {
        self.corners().into_iter().map(|(_, y)| y).min().unwrap()
    }

    pub(super) fn bottom(&self) -> i64 {
        self.corners().into_iter().map(|(_, y)| y).max().unwrap()
    }
}

fn letters(words: &str) -> i64 {
    i64::try_from(words.chars().count()).unwrap()
}

/// Where the lines of a path go.
fn corners(path: &str) -> Vec<(i64, i64)> {
    let (mut at, mut all) = ((0, 0), Vec::new());
    let mut rest = path;
    while let Some(command) = rest.chars().next() {
        let end = rest[1..].find(|letter: char| letter.is_ascii_alphabetic()).map_or(rest.len(), |end| end + 1);
        let spaced = rest[1..end].replace('-', " -");
        let numbers: Vec<i64> = spaced.split_whitespace().map(|number| number.parse().unwrap()).collect();
        at = match (command, numbers.as_slice()) {
            ('M' | 'L', [x, y]) => (*x, *y),
            ('m' | 'l', [x, y]) => (at.0 + x, at.1 + y),
            ('H', [x]) => (*x, at.1),
            ('V', [y]) => (at.0, *y),
            ('z', []) => at,
            other => panic!("{other:?} in {path}"),
        };
        all.push(at);
        rest = &rest[end..];
    }
    all
}

/// A drawing, taken apart.
pub(super) struct Drawing {
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) description: String,
    pub(super) elements: Vec<Element>,
}

impl Drawing {
    pub(super) fn of(signer: &SignerReport, language: Language) -> Option<Self> {
        let mut out = Html::default();
        draw(&mut out, signer, validation(), "id", Words::of(language));
        let svg = out.finish();
        tags(&format!("<!DOCTYPE html>{svg}"));
        let (_, rest) = svg.split_once("viewBox=\"0 0 ")?;
        let (width, rest) = rest.split_once(' ').unwrap();
        let (height, rest) = rest.split_once('"').unwrap();
        let (head, mut rest) = rest.split_once("</desc>").unwrap();
        let description = head.split_once("<desc id=\"id-text\">").unwrap().1.to_owned();
        let mut elements = Vec::new();
        while let Some((tag, after)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
            if tag == "/svg" {
                break;
            }
            let (name, values) = tag.trim_end_matches('/').split_once(' ').unwrap();
            let attributes = values.split_terminator('"').collect::<Vec<_>>();
            let attributes = attributes
                .chunks(2)
                .map(|pair| (pair[0].trim().trim_end_matches('=').to_owned(), pair[1].to_owned()))
                .collect();
            let words = if tag.ends_with('/') { "" } else { after.split_once('<').unwrap().0 };
            rest = after[words.len()..].trim_start_matches("</text>");
            elements.push(Element { name: name.to_owned(), attributes, words: words.to_owned() });
        }
        let number = |text: &str| text.parse().unwrap();
        Some(Self { width: number(width), height: number(height), description, elements })
    }

    pub(super) fn all(&self, name: &str, class: &str) -> Vec<&Element> {
        self.elements.iter().filter(|element| element.name == name && (class.is_empty() || element.is(class))).collect()
    }

    /// The places of moments that are drawn in one part, which lies between these heights.
    pub(super) fn places(&self, top: i64, bottom: i64, rows: &[Stretch], events: &[Event]) -> Vec<(Moment, i64)> {
        let within = |element: &&Element| (top..=bottom).contains(&element.bottom());
        let bars: Vec<_> = self.all("rect", "bar").into_iter().filter(within).collect();
        assert_eq!(bars.len(), rows.len());
        let mut places = Vec::new();
        for (bar, row) in bars.iter().zip(rows) {
            places.push((row.from, bar.left()));
            places.extend(row.until.map(|until| (until, bar.right())));
            assert_eq!(bar.is("open"), row.until.is_none());
        }
        let lines: Vec<_> = self.all("path", "at").into_iter().filter(within).collect();
        assert_eq!(lines.len(), events.len());
        for (line, event) in lines.iter().zip(events) {
            assert_eq!((line.left(), line.is(event.class)), (line.right(), true));
            places.push((event.at, line.left()));
        }
        places
    }
}
