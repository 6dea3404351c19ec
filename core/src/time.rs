//! A point in time. Nothing in this crate reads a clock: every check takes the moment as an argument.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Result};

const DAY: i64 = 86_400;

/// A point in time in UTC, in whole seconds from 1970-01-01T00:00:00Z, without leap seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// From seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The moment `seconds` later (earlier when negative), at most at the ends of the range.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// From the calendar, in UTC; `None` when there is no such day or time.
    #[must_use]
    pub fn from_utc(year: i32, month: u32, day: u32, hour: u32, minute: u32, second: u32) -> Option<Self> {
        if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
        Some(Self(days_from_civil(i64::from(year), i64::from(month), i64::from(day)) * DAY + seconds))
    }

    /// From RFC 3339 text: `2024-01-01T00:00:00Z`, an offset instead of `Z`, an optional fraction (dropped).
    ///
    /// # Errors
    /// `InvalidArgument` for anything else, and for a moment before the year 0 or after 9999 in UTC.
    pub fn parse(text: &str) -> Result<Self> {
        parse_rfc3339(text.as_bytes()).ok_or(Error::InvalidArgument {
            argument: "moment",
            rule: "a moment is written as in RFC 3339, for instance 2024-01-01T00:00:00Z",
        })
    }

    pub(crate) fn from_utc_time(text: &[u8]) -> Option<Self> {
        let (digits, b"Z") = text.split_at_checked(12)? else { return None };
        let year = number(digits.get(0..2)?)?;
        // RFC 5280, 4.1.2.5.1: YY from 50 on is 19YY, below it is 20YY.
        let year = if year >= 50 { 1900 + year } else { 2000 + year };
        Self::from_digits(year, digits.get(2..)?)
    }

    pub(crate) fn from_generalized_time(text: &[u8]) -> Option<Self> {
        let (digits, b"Z") = text.split_at_checked(14)? else { return None };
        Self::from_digits(number(digits.get(0..4)?)?, digits.get(4..)?)
    }

    fn from_digits(year: u32, rest: &[u8]) -> Option<Self> {
        let field = |from: usize| number(rest.get(from..from + 2)?);
        Self::from_utc(i32::try_from(year).ok()?, field(0)?, field(2)?, field(4)?, field(6)?, field(8)?)
    }

    /// Year, month, day, hour, minute, second in UTC.
    #[must_use]
    pub fn to_utc(self) -> (i64, u32, u32, u32, u32, u32) {
        let (days, seconds) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let (year, month, day) = civil_from_days(days);
        let small = |value: i64| u32::try_from(value).unwrap_or_default();
        (year, month, day, small(seconds / 3_600), small(seconds / 60 % 60), small(seconds % 60))
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 in UTC: `2024-01-01T00:00:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second) = self.to_utc();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
}

fn parse_rfc3339(text: &[u8]) -> Option<Moment> {
    let field = |from: usize, to: usize| number(text.get(from..to)?);
    let separator = |at: usize, allowed: &[u8]| text.get(at).is_some_and(|byte| allowed.contains(byte)).then_some(());
    separator(4, b"-")?;
    separator(7, b"-")?;
    separator(10, b"Tt ")?;
    separator(13, b":")?;
    separator(16, b":")?;
    // RFC 3339, 5.6 allows a leap second; it is judged as the second before it.
    let second = match (field(14, 16)?, field(17, 19)?) {
        (59, 60) => 59,
        (_, second) => second,
    };
    let local = Moment::from_utc(
        i32::try_from(field(0, 4)?).ok()?,
        field(5, 7)?,
        field(8, 10)?,
        field(11, 13)?,
        field(14, 16)?,
        second,
    )?;
    let mut rest = text.get(19..)?;
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        rest = fraction.get(digits..)?;
    }
    match rest {
        b"Z" | b"z" => Some(local),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let shift = i64::from(hours * 3_600 + minutes * 60);
            let moment = local.plus_seconds(if *sign == b'+' { -shift } else { shift });
            // A year of RFC 3339 has four digits, in UTC too.
            (0..=9999).contains(&moment.to_utc().0).then_some(moment)
        }
        _ => None,
    }
}

const fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar; months are counted from March so that the leap day is last.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u32::try_from(month).unwrap_or_default(), u32::try_from(day).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc3339_is_read_and_written() {
        for (text, unix) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2024-02-29T12:00:00Z", 1_709_208_000),
            ("2024-02-29T17:00:00+05:00", 1_709_208_000),
            ("2024-02-29T12:00:00.123Z", 1_709_208_000),
            ("1969-12-31T23:59:59Z", -1),
            ("2016-12-31T23:59:60Z", 1_483_228_799),
        ] {
            assert_eq!(Moment::parse(text).unwrap().unix(), unix, "{text}");
        }
        assert_eq!(Moment::from_unix(1_709_208_000).to_string(), "2024-02-29T12:00:00Z");
        for text in [
            "",
            "2024-02-30T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-01-01",
            "2024-01-01T00:00:00",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:61Z",
            "2024-01-01T00:00:60Z",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00Zx",
            "now",
            "9999-12-31T23:59:59-00:01",
            "0000-01-01T00:00:00+00:01",
        ] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn asn1_times_have_one_form_only() {
        assert_eq!(Moment::from_utc_time(b"491231235959Z").unwrap().to_string(), "2049-12-31T23:59:59Z");
        assert_eq!(Moment::from_utc_time(b"500101000000Z").unwrap().to_string(), "1950-01-01T00:00:00Z");
        assert_eq!(Moment::from_generalized_time(b"20500101000000Z").unwrap().to_string(), "2050-01-01T00:00:00Z");
        for text in [&b"4912312359Z"[..], b"491231235959+0000", b"491231235960Z", b"49123123595 Z", b""] {
            assert!(Moment::from_utc_time(text).is_none());
        }
    }

    proptest::proptest! {
        #[test]
        fn text_and_number_agree(unix in -60_000_000_000i64..250_000_000_000) {
            let moment = Moment::from_unix(unix);
            proptest::prop_assert_eq!(Moment::parse(&moment.to_string()).unwrap(), moment);
        }
    }
}
