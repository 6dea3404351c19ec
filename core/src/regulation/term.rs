//! Terms of the decrees. Their units are kept apart: no decree says how many hours a day of theirs has.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A term as a decree prints it: `30..60 s`, `1.5 min`, `<=5 working-day`, `10 calendar-day`.
///
/// `<=` stands for "within" and "not more than" (ішінде, аспай, көп емес); two numbers are a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    printed: String,
    /// In tenths of the unit, because of «1,5 мин».
    least: Option<u32>,
    most: u32,
    unit: TermUnit,
}

/// The unit of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermUnit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Days of a kind that the decree does not state.
    Day,
    /// Working days.
    WorkingDay,
    /// Calendar days.
    CalendarDay,
    /// Months.
    Month,
}

/// How long a term is at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Seconds; minutes are turned into them.
    Seconds(u32),
    /// Days of an unstated kind.
    Days(u32),
    /// Working days.
    WorkingDays(u32),
    /// Calendar days.
    CalendarDays(u32),
    /// Months.
    Months(u32),
}

impl Term {
    /// From the written form; `None` if it is not one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (amount, unit) = text.split_once(' ')?;
        let unit = match unit {
            "s" => TermUnit::Second,
            "min" => TermUnit::Minute,
            "day" => TermUnit::Day,
            "working-day" => TermUnit::WorkingDay,
            "calendar-day" => TermUnit::CalendarDay,
            "month" => TermUnit::Month,
            _ => return None,
        };
        let (least, most) = match (amount.strip_prefix("<="), amount.split_once("..")) {
            (Some(most), _) => (None, tenths(most)?),
            (None, Some((least, most))) => (Some(tenths(least)?), tenths(most)?),
            (None, None) => (None, tenths(amount)?),
        };
        let whole = most % 10 == 0 || matches!(unit, TermUnit::Second | TermUnit::Minute);
        let ordered = least.is_none_or(|least| least < most) && most > 0;
        (whole && ordered).then(|| Self { printed: text.to_owned(), least, most, unit })
    }

    /// The unit in which the decree prints it; units are never converted.
    #[must_use]
    pub const fn unit(&self) -> TermUnit {
        self.unit
    }

    /// The longest time that the term allows, in its unit.
    #[must_use]
    pub const fn at_most(&self) -> Length {
        let whole = self.most / 10;
        match self.unit {
            TermUnit::Second => Length::Seconds(whole),
            // A tenth of a minute is six seconds.
            TermUnit::Minute => Length::Seconds(self.most.saturating_mul(6)),
            TermUnit::Day => Length::Days(whole),
            TermUnit::WorkingDay => Length::WorkingDays(whole),
            TermUnit::CalendarDay => Length::CalendarDays(whole),
            TermUnit::Month => Length::Months(whole),
        }
    }

    /// The lower end of a range, in seconds, if the term is a range of seconds or minutes.
    #[must_use]
    pub const fn at_least_seconds(&self) -> Option<u32> {
        match (self.least, self.unit) {
            (Some(least), TermUnit::Second) => Some(least / 10),
            (Some(least), TermUnit::Minute) => Some(least.saturating_mul(6)),
            _ => None,
        }
    }
}

/// `90`, `1.5` in tenths; at most five digits before the point.
fn tenths(text: &str) -> Option<u32> {
    let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str, most: usize| {
        let good = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| text.parse::<u32>().ok()).flatten()
    };
    Some(digits(whole, 5)? * 10 + digits(tenth, 1)?)
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.printed)
    }
}

impl Serialize for Term {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.printed)
    }
}

impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a term is written like 30..60 s or <=5 working-day"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_keep_their_units() {
        for (text, most, least) in [
            ("30..60 s", Length::Seconds(60), Some(30)),
            ("1.5 min", Length::Seconds(90), None),
            ("10 min", Length::Seconds(600), None),
            ("<=5 working-day", Length::WorkingDays(5), None),
            ("30 calendar-day", Length::CalendarDays(30), None),
            ("<=3 day", Length::Days(3), None),
            ("1 month", Length::Months(1), None),
        ] {
            let term = Term::parse(text).unwrap();
            assert_eq!((term.at_most(), term.at_least_seconds()), (most, least), "{text}");
            assert_eq!(term.to_string(), text);
        }
        for text in ["", "5", "5 days", "60..30 s", "1.5 day", "0 s", "-1 s", "1.55 min", "999999 s", "<= 5 s"] {
            assert_eq!(Term::parse(text), None, "{text}");
        }
    }
}
