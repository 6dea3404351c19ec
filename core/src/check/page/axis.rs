//! The time axis of the drawing: from moments to places, and where its marks stand.

use crate::language::Language;
use crate::time::Moment;

use super::markup::date;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;
/// How far an axis reaches before and after the moment in its middle. A certificate "until 9999" would press everything
/// else into one dot.
const REACH: i64 = 25 * YEAR;
/// Beyond the year 11 000, on either side: there are no calendars to draw.
const FAR: i64 = 300_000_000_000;
/// Marks on one axis: their labels stand beside each other.
const MAX_MARKS: usize = 7;

/// A stretch of time that is drawn between two places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axis {
    start: i64,
    end: i64,
    left: i64,
    right: i64,
}

/// A mark with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) x: i64,
    pub(super) label: String,
}

/// How far marks are from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Seconds(i64),
    Months(i64),
}

const STEPS: [Step; 17] = [
    Step::Seconds(60),
    Step::Seconds(10 * 60),
    Step::Seconds(HOUR),
    Step::Seconds(3 * HOUR),
    Step::Seconds(6 * HOUR),
    Step::Seconds(12 * HOUR),
    Step::Seconds(DAY),
    Step::Seconds(2 * DAY),
    Step::Seconds(7 * DAY),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Months(12),
    Step::Months(24),
    Step::Months(60),
    Step::Months(120),
    Step::Months(240),
];

impl Axis {
    /// An axis that holds all `moments` that are not too far from `middle`, with some room at both ends.
    pub(super) fn around(middle: Moment, moments: impl Iterator<Item = Moment>, left: i64, right: i64) -> Self {
        let middle = middle.unix().clamp(-FAR, FAR);
        let (from, until) = (middle.saturating_sub(REACH), middle.saturating_add(REACH));
        let (start, end) = moments.fold((middle, middle), |(start, end), moment| {
            let at = moment.unix().clamp(from, until);
            (start.min(at), end.max(at))
        });
        let room = ((end - start) / 20).max(60);
        Self { start: start - room, end: end + room, left, right }
    }

    /// The place of a moment; what lies beyond an end is drawn at it.
    pub(super) fn x(&self, moment: Moment) -> i64 {
        let at = moment.unix().clamp(self.start, self.end) - self.start;
        // Half a century in seconds times a thousand places stays far below the largest number.
        self.left + at * (self.right - self.left) / (self.end - self.start).max(1)
    }

    pub(super) fn holds(&self, moment: Moment) -> bool {
        (self.start..=self.end).contains(&moment.unix())
    }

    pub(super) const fn start(&self) -> Moment {
        Moment::from_unix(self.start)
    }

    pub(super) const fn end(&self) -> Moment {
        Moment::from_unix(self.end)
    }

    pub(super) fn marks(&self, language: Language) -> Vec<Mark> {
        let all = |step: &Step| self.moments(*step);
        let step = STEPS.iter().find(|step| all(step).len() <= MAX_MARKS).unwrap_or(&Step::Months(240));
        let mark = |moment: Moment| Mark { x: self.x(moment), label: label(moment, *step, language) };
        all(step).into_iter().map(mark).collect()
    }

    /// The moments of a step within the axis, but never many more than are wanted.
    fn moments(&self, step: Step) -> Vec<Moment> {
        let (start, end) = (self.start(), self.end());
        let within = |moments: &mut dyn Iterator<Item = Moment>| {
            let inside = moments.skip_while(|moment| *moment < start).take_while(|moment| *moment <= end);
            inside.take(MAX_MARKS + 1).collect()
        };
        match step {
            Step::Seconds(seconds) => {
                let first = self.start + (-self.start).rem_euclid(seconds);
                within(&mut (0..).map(|count: i64| Moment::from_unix(first + count * seconds)))
            }
            Step::Months(months) => {
                let (year, month, ..) = start.to_utc();
                let first = (year * 12 + i64::from(month) - 1).div_euclid(months) * months;
                within(&mut (0..).map_while(|count: i64| first_of_month(first + count * months)))
            }
        }
    }
}

/// The first moment of a month that is counted from the year 0.
fn first_of_month(months: i64) -> Option<Moment> {
    let month = u32::try_from(months.rem_euclid(12)).ok()? + 1;
    Moment::from_utc(i32::try_from(months.div_euclid(12)).ok()?, month, 1, 0, 0, 0)
}

fn label(moment: Moment, step: Step, language: Language) -> String {
    let (year, month, _, hour, minute, _) = moment.to_utc();
    match step {
        Step::Months(months) if months >= 12 => year.to_string(),
        Step::Months(_) => match language {
            Language::Kk | Language::Ru => format!("{month:02}.{year}"),
            Language::En => format!("{year}-{month:02}"),
        },
        Step::Seconds(_) if hour == 0 && minute == 0 => date(moment, language),
        Step::Seconds(_) => format!("{hour:02}:{minute:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn axis(from: &str, until: &str) -> Axis {
        Axis::around(moment(from), [moment(until)].into_iter(), 0, 1_000)
    }

    #[test]
    fn marks_stand_on_round_moments() {
        let labels = |from, until, language| -> Vec<String> {
            axis(from, until).marks(language).into_iter().map(|mark| mark.label).collect()
        };
        assert_eq!(
            labels("2020-06-01T00:00:00Z", "2030-06-01T00:00:00Z", Language::En),
            ["2020", "2022", "2024", "2026", "2028", "2030"]
        );
        assert_eq!(
            labels("2026-01-15T00:00:00Z", "2026-05-15T00:00:00Z", Language::Ru),
            ["02.2026", "03.2026", "04.2026", "05.2026"]
        );
        assert_eq!(
            labels("2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z", Language::Kk),
            ["01.07.2026", "06:00", "12:00", "18:00", "02.07.2026"]
        );
        assert!(!labels("2026-07-01T00:00:00Z", "2026-07-01T00:00:00Z", Language::Kk).is_empty());
    }

    #[test]
    fn every_moment_has_a_place_within_the_axis() {
        let forever = axis("2026-07-01T00:00:00Z", "9999-12-31T23:59:59Z");
        for moment in [i64::MIN, -62_135_596_800, 0, 1_782_864_000, 253_402_300_799, i64::MAX].map(Moment::from_unix) {
            assert!((0..=1_000).contains(&forever.x(moment)), "{}", moment.unix());
        }
        assert!(!forever.holds(moment("9999-12-31T23:59:59Z")));
        assert!(forever.marks(Language::En).len() <= MAX_MARKS);
        let far = Axis::around(Moment::from_unix(i64::MAX), [Moment::from_unix(i64::MIN)].into_iter(), 0, 1_000);
        assert!((0..=1_000).contains(&far.x(Moment::from_unix(0))));
    }

    #[test]
    fn the_ends_of_an_axis_are_its_places_and_belong_to_it() {
        let (start, end) = (moment("2026-01-01T00:00:00Z"), moment("2026-07-01T00:00:00Z"));
        let axis = Axis { start: start.unix(), end: end.unix(), left: 30, right: 1_030 };
        assert_eq!((axis.x(start), axis.x(end)), (30, 1_030));
        assert_eq!((axis.x(start.plus_seconds(-1)), axis.x(end.plus_seconds(9_999))), (30, 1_030));
        assert!(axis.holds(start) && axis.holds(end));
        assert!(!axis.holds(start.plus_seconds(-1)) && !axis.holds(end.plus_seconds(1)));
        let hours = Axis { end: start.unix() + 1_000 * HOUR, ..axis };
        assert!((0..=1_000).all(|hour| hours.x(start.plus_seconds(hour * HOUR)) == 30 + hour));
        // Its first and last moment have their marks.
        let months: Vec<String> = axis.moments(Step::Months(1)).iter().map(ToString::to_string).collect();
        let expected: Vec<String> = (1..=7).map(|month| format!("2026-{month:02}-01T00:00:00Z")).collect();
        assert_eq!(months, expected);
        assert_eq!(axis.moments(Step::Months(6)), [start, end]);
        let day = Axis { start: start.unix(), end: start.unix() + DAY, ..axis };
        assert_eq!(day.moments(Step::Seconds(12 * HOUR)).len(), 3);
    }

    /// The finest step whose labels have room, which is for seven: those of seven months, or of seven years.
    #[test]
    fn an_axis_has_up_to_seven_marks_and_each_stands_at_its_moment() {
        for (from, until, first, step) in [
            ("2026-01-12T00:00:00Z", "2026-08-12T00:00:00Z", 2026 * 12 + 1, 1),
            ("2019-12-20T00:00:00Z", "2026-01-10T00:00:00Z", 2020 * 12, 12),
        ] {
            let axis = axis(from, until);
            let marks = axis.marks(Language::En);
            assert_eq!(marks.len(), 7, "{marks:?}");
            for (mark, month) in marks.iter().zip((first..).step_by(step)) {
                let (year, month) = (month / 12, month % 12 + 1);
                let label = if step == 12 { year.to_string() } else { format!("{year}-{month:02}") };
                assert_eq!((mark.x, &mark.label), (axis.x(moment(&format!("{year}-{month:02}-01T00:00:00Z"))), &label));
            }
        }
    }
}
