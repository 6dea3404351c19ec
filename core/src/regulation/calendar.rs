//! Deadlines. No decree has a calendar of working days: holidays and days worked instead are the caller's.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use super::term::{Length, Term};
use crate::error::{Error, Result};
use crate::time::Moment;

const DAY: i64 = 86_400;

/// The longest run of days without a working day that is searched; a longer one is a mistake in the calendar.
const MAX_RUN: u32 = 400;

/// The days on which a body works, and the offset of its clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    offset_seconds: i64,
    holidays: BTreeSet<Date>,
    worked: BTreeSet<Date>,
}

/// When a term ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The last moment within the term. For a term in days, the last second of the last day.
    pub latest: Moment,
    /// The earliest moment that a range names; only for ranges of seconds and minutes.
    pub earliest: Option<Moment>,
    /// Whether the kind of day had to be chosen.
    pub days: DayKind,
}

/// Which kind of day a deadline counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// None: seconds, minutes or months.
    None,
    /// Working days, as printed.
    Working,
    /// Calendar days, as printed.
    Calendar,
    /// The kind is not stated; calendar days were counted, the stricter reading for the body.
    NotStated,
}

impl Calendar {
    /// Monday to Friday, on a clock `offset_seconds` ahead of UTC (18 000 for UTC+5).
    ///
    /// # Errors
    /// `InvalidArgument` if the offset is more than 14 hours from UTC.
    pub fn five_days(offset_seconds: i64) -> Result<Self> {
        if offset_seconds.abs() > 14 * 3_600 {
            return Err(Error::InvalidArgument { argument: "offset", rule: "an offset is at most 14 hours from UTC" });
        }
        Ok(Self { offset_seconds, holidays: BTreeSet::new(), worked: BTreeSet::new() })
    }

    /// Adds a day that is not worked, written `2024-03-08`.
    ///
    /// # Errors
    /// `InvalidArgument` if it is no day.
    pub fn holiday(mut self, day: &str) -> Result<Self> {
        self.holidays.insert(parse_day(day)?);
        Ok(self)
    }

    /// Adds a day that is worked although it is a Saturday or Sunday, written `2024-05-04`.
    ///
    /// # Errors
    /// `InvalidArgument` if it is no day.
    pub fn working_day(mut self, day: &str) -> Result<Self> {
        self.worked.insert(parse_day(day)?);
        Ok(self)
    }

    /// The end of a term that starts at a moment.
    ///
    /// Days count from the day after the start, and a term in days ends with its last day: no decree says either, both
    /// are choices of this library. A day that is both a holiday and worked is worked.
    ///
    /// # Errors
    /// `InvalidArgument` if the calendar has no working day within reach, or the moment is out of range.
    pub fn deadline(&self, start: Moment, term: &Term) -> Result<Deadline> {
        let (latest, days) = match term.at_most() {
            Length::Seconds(seconds) => (start.plus_seconds(i64::from(seconds)), DayKind::None),
            Length::WorkingDays(count) => {
                (self.end_of(self.working_days_later(self.day_of(start)?, count)?), DayKind::Working)
            }
            Length::CalendarDays(count) => (self.end_of(days_later(self.day_of(start)?, count)?), DayKind::Calendar),
            Length::Days(count) => (self.end_of(days_later(self.day_of(start)?, count)?), DayKind::NotStated),
            Length::Months(count) => {
                let day =
                    self.day_of(start)?.checked_add(jiff::Span::new().months(count)).map_err(|_| out_of_range())?;
                (self.end_of(day), DayKind::None)
            }
        };
        let earliest = term.at_least_seconds().map(|seconds| start.plus_seconds(i64::from(seconds)));
        Ok(Deadline { latest, earliest, days })
    }

    /// Whether a day is worked.
    fn is_working(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.worked.contains(&day) || (!weekend && !self.holidays.contains(&day))
    }

    fn working_days_later(&self, start: Date, count: u32) -> Result<Date> {
        let mut day = start;
        for _ in 0..count {
            let mut run = 0;
            loop {
                day = days_later(day, 1)?;
                run += 1;
                if self.is_working(day) {
                    break;
                }
                if run > MAX_RUN {
                    return Err(Error::InvalidArgument { argument: "calendar", rule: "a calendar has working days" });
                }
            }
        }
        Ok(day)
    }

    /// The local day of a moment.
    fn day_of(&self, moment: Moment) -> Result<Date> {
        let (year, month, day, ..) = moment.plus_seconds(self.offset_seconds).to_utc();
        let small = |value: u32| i8::try_from(value).map_err(|_| out_of_range());
        let year = i16::try_from(year).map_err(|_| out_of_range())?;
        Date::new(year, small(month)?, small(day)?).map_err(|_| out_of_range())
    }

    /// The last second of a local day.
    fn end_of(&self, day: Date) -> Moment {
        let since_epoch = day.duration_since(Date::constant(1970, 1, 1)).as_secs();
        Moment::from_unix(since_epoch.saturating_add(DAY - 1).saturating_sub(self.offset_seconds))
    }
}

fn days_later(day: Date, count: u32) -> Result<Date> {
    day.checked_add(jiff::Span::new().days(count)).map_err(|_| out_of_range())
}

fn out_of_range() -> Error {
    Error::InvalidArgument { argument: "moment", rule: "a deadline lies between the years 1 and 9999" }
}

fn parse_day(text: &str) -> Result<Date> {
    let strict = text.len() == 10;
    strict
        .then(|| text.parse().ok())
        .flatten()
        .ok_or(Error::InvalidArgument { argument: "day", rule: "a day is written 2024-03-08" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deadline(calendar: &Calendar, start: &str, term: &str) -> String {
        let term = Term::parse(term).unwrap();
        calendar.deadline(Moment::parse(start).unwrap(), &term).unwrap().latest.to_string()
    }

    #[test]
    fn working_days_skip_weekends_and_holidays_and_keep_days_worked_instead() {
        let plain = Calendar::five_days(5 * 3_600).unwrap();
        // 2024-03-06 is a Wednesday, 2024-03-08 a Friday.
        let start = "2024-03-06T10:00:00+05:00";
        assert_eq!(deadline(&plain, start, "3 working-day"), "2024-03-11T18:59:59Z");
        let holiday = plain.clone().holiday("2024-03-08").unwrap();
        assert_eq!(deadline(&holiday, start, "3 working-day"), "2024-03-12T18:59:59Z");
        let saturday = holiday.working_day("2024-03-09").unwrap();
        assert_eq!(deadline(&saturday, start, "3 working-day"), "2024-03-11T18:59:59Z");
        assert_eq!(deadline(&plain, start, "3 calendar-day"), "2024-03-09T18:59:59Z");
        assert_eq!(deadline(&plain, "2024-01-31T10:00:00+05:00", "1 month"), "2024-02-29T18:59:59Z");
    }

    #[test]
    fn the_day_is_that_of_the_bodys_clock() {
        let plain = Calendar::five_days(5 * 3_600).unwrap();
        // 20:00 UTC is already the next day at UTC+5.
        assert_eq!(deadline(&plain, "2024-03-06T20:00:00Z", "1 calendar-day"), "2024-03-08T18:59:59Z");
        assert_eq!(deadline(&plain, "2024-03-06T20:00:00Z", "1.5 min"), "2024-03-06T20:01:30Z");
        let range = plain.deadline(Moment::from_unix(0), &Term::parse("30..60 s").unwrap()).unwrap();
        assert_eq!((range.earliest.unwrap().unix(), range.latest.unix()), (30, 60));
    }

    #[test]
    fn a_calendar_without_working_days_is_refused() {
        let mut calendar = Calendar::five_days(0).unwrap();
        let mut day = Date::constant(2024, 1, 1);
        for _ in 0..800 {
            calendar.holidays.insert(day);
            day = days_later(day, 1).unwrap();
        }
        let term = Term::parse("1 working-day").unwrap();
        assert!(calendar.deadline(Moment::parse("2024-01-01T00:00:00Z").unwrap(), &term).is_err());
        for day in ["2024-02-30", "2024-3-8", "20240308", "tomorrow"] {
            assert!(Calendar::five_days(0).unwrap().holiday(day).is_err(), "{day}");
        }
        assert!(Calendar::five_days(15 * 3_600).is_err());
    }
}
