//! The identification numbers of persons (ИИН, ЖСН) and organisations (БИН, БСН).
//!
//! A number is exactly 12 digits; nothing more is ever a reason to reject it. What its digits and its control digit say
//! is *information*: the national test certificates carry numbers whose control digit is wrong, and since 2013 the
//! digits of an IIN need not match the birth date of its holder.
//!
//! ```
//! use qoltanba::identity::{ControlDigit, Iin};
//!
//! let number = Iin::parse("990101100010")?;
//! assert_eq!(number.control_digit(), ControlDigit::Valid);
//! assert!(Iin::parse("99010110001x").is_err());
//! # Ok::<(), qoltanba::Error>(())
//! ```

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::{Error, Result};

/// The length of both numbers in digits.
const LENGTH: usize = 12;

/// Weights of the first pass over the first eleven digits.
const FIRST_WEIGHTS: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/// Weights of the second pass, used when the first gives 10.
const SECOND_WEIGHTS: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

/// An individual identification number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iin(Digits);

/// A business identification number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bin(Digits);

/// As text, in JSON and in data files.
macro_rules! as_text {
    ($($number:ty),+) => {$(
        impl Serialize for $number {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $number {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
            }
        }
    )+};
}

as_text!(Iin, Bin);

/// What the control digit (the twelfth) says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ControlDigit {
    /// It is the digit that the rule gives.
    Valid,
    /// The rule gives another digit.
    Wrong {
        /// The digit that the rule gives.
        expected: u8,
    },
    /// Both passes of the rule give 10: no digit is valid, and such a number is not issued.
    Impossible,
}

/// What the digits of an IIN say. A hint: they need not be true of the holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IinStructure {
    /// The birth date, if digits 1 to 7 name a day: year (with the century of digit 7), month, day.
    ///
    /// Digit 7 is 0 for foreign citizens, which names no century; then this is `None`.
    pub birth_date: Option<(u16, u8, u8)>,
    /// What digit 7 says of the holder's sex, if it is 1 to 6.
    pub sex: Option<Sex>,
    /// Whether digits 1 to 7 follow the structure: a possible month and day, and 0 to 6 as digit 7.
    pub form: Form,
}

/// Sex, as digit 7 of an IIN says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Digit 7 is odd.
    Male,
    /// Digit 7 is even.
    Female,
}

/// Whether the digits follow the structure of their kind of number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// They do.
    Regular,
    /// They do not; the number is used all the same.
    Irregular,
}

/// What the digits of a BIN say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BinStructure {
    /// Last two digits of the year, and month, of registration.
    pub registered: (u8, u8),
    /// Digit 5.
    pub kind: Option<BinKind>,
    /// Digit 6.
    pub part: Option<BinPart>,
    /// Whether month and digits 5 and 6 follow the structure.
    pub form: Form,
}

/// Digit 5 of a BIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinKind {
    /// 4: a resident legal entity.
    Resident,
    /// 5: a non-resident legal entity.
    NonResident,
    /// 6: joint entrepreneurship.
    JointEntrepreneurship,
}

/// Digit 6 of a BIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinPart {
    /// 0: the head unit.
    Head,
    /// 1: a branch.
    Branch,
    /// 2: a representation.
    Representation,
    /// 3: a farm.
    Farm,
}

impl Iin {
    /// From exactly 12 ASCII digits.
    ///
    /// # Errors
    /// `InvalidArgument` for anything else; the text does not repeat the number.
    pub fn parse(text: &str) -> Result<Self> {
        Digits::parse(text, "iin").map(Self)
    }

    /// The 12 digits. Personal data: do not log them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What the control digit says.
    #[must_use]
    pub fn control_digit(&self) -> ControlDigit {
        self.0.control_digit()
    }

    /// What the other digits say.
    #[must_use]
    pub fn structure(&self) -> IinStructure {
        let (year, month, day) = (self.0.pair(0), self.0.pair(2), self.0.pair(4));
        let seventh = self.0.digit(6);
        let century = match seventh {
            1 | 2 => Some(1800),
            3 | 4 => Some(1900),
            5 | 6 => Some(2000),
            _ => None,
        };
        let sex = match seventh {
            1 | 3 | 5 => Some(Sex::Male),
            2 | 4 | 6 => Some(Sex::Female),
            _ => None,
        };
        let exists = |year: u16| is_date(i32::from(year), month, day);
        let birth_date = century.map(|century| (century + u16::from(year), month, day)).filter(|date| exists(date.0));
        // Without a century a leap day is possible.
        let regular = birth_date.is_some() || (seventh == 0 && exists(2000));
        IinStructure { birth_date, sex, form: if regular { Form::Regular } else { Form::Irregular } }
    }
}

impl Bin {
    /// From exactly 12 ASCII digits.
    ///
    /// # Errors
    /// `InvalidArgument` for anything else; the text does not repeat the number.
    pub fn parse(text: &str) -> Result<Self> {
        Digits::parse(text, "bin").map(Self)
    }

    /// The 12 digits, as the certificate has them behind `BIN`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What the control digit says.
    #[must_use]
    pub fn control_digit(&self) -> ControlDigit {
        self.0.control_digit()
    }

    /// What the other digits say.
    #[must_use]
    pub fn structure(&self) -> BinStructure {
        let (year, month) = (self.0.pair(0), self.0.pair(2));
        let kind = match self.0.digit(4) {
            4 => Some(BinKind::Resident),
            5 => Some(BinKind::NonResident),
            6 => Some(BinKind::JointEntrepreneurship),
            _ => None,
        };
        let part = match self.0.digit(5) {
            0 => Some(BinPart::Head),
            1 => Some(BinPart::Branch),
            2 => Some(BinPart::Representation),
            3 => Some(BinPart::Farm),
            _ => None,
        };
        let regular = kind.is_some() && part.is_some() && (1..=12).contains(&month);
        let form = if regular { Form::Regular } else { Form::Irregular };
        BinStructure { registered: (year, month), kind, part, form }
    }
}

// Numbers of persons stay out of logs: `Debug` shows the kind only.
impl fmt::Debug for Iin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Iin(…)")
    }
}

impl fmt::Debug for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bin(…)")
    }
}

/// Twelve ASCII digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Digits([u8; LENGTH]);

impl Digits {
    fn parse(text: &str, argument: &'static str) -> Result<Self> {
        let rule = "the number has exactly 12 digits";
        let digits: [u8; LENGTH] = text.as_bytes().try_into().map_err(|_| Error::InvalidArgument { argument, rule })?;
        if digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(digits))
        } else {
            Err(Error::InvalidArgument { argument, rule })
        }
    }

    fn as_str(&self) -> &str {
        // Only ASCII digits are ever stored.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn digit(&self, index: usize) -> u8 {
        self.0.get(index).map_or(0, |digit| digit - b'0')
    }

    fn pair(&self, index: usize) -> u8 {
        self.digit(index) * 10 + self.digit(index + 1)
    }

    fn control_digit(&self) -> ControlDigit {
        let pass = |weights: [u32; 11]| {
            let sum: u32 = self.0.iter().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
            u8::try_from(sum % 11).unwrap_or_default()
        };
        let expected = match pass(FIRST_WEIGHTS) {
            10 => pass(SECOND_WEIGHTS),
            digit => digit,
        };
        match expected {
            10 => ControlDigit::Impossible,
            expected if expected == self.digit(LENGTH - 1) => ControlDigit::Valid,
            expected => ControlDigit::Wrong { expected },
        }
    }
}

fn is_date(year: i32, month: u8, day: u8) -> bool {
    crate::time::Moment::from_utc(year, u32::from(month), u32::from(day), 0, 0, 0).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_numbers_pass_with_the_first_and_with_the_second_weights() {
        for bin in ["940140000385", "990140004654", "950341000052", "070941024691", "961141000023"] {
            assert_eq!(Bin::parse(bin).unwrap().control_digit(), ControlDigit::Valid, "{bin}");
        }
        for iin in [
            "830717350867",
            "061211600012",
            "871008401427",
            "760212350620",
            "800416300257",
            "680503450037",
            "791028302728",
        ] {
            assert_eq!(Iin::parse(iin).unwrap().control_digit(), ControlDigit::Valid, "{iin}");
        }
    }

    #[test]
    fn test_numbers_of_the_national_authority_are_numbers_although_their_control_digit_is_wrong() {
        for (iin, expected) in [("123456789011", 3), ("123456789012", 3)] {
            assert_eq!(Iin::parse(iin).unwrap().control_digit(), ControlDigit::Wrong { expected });
        }
        assert_eq!(Bin::parse("123456789021").unwrap().control_digit(), ControlDigit::Wrong { expected: 5 });
    }

    #[test]
    fn for_some_digits_no_control_digit_is_valid() {
        for last in 0..10 {
            let iin = Iin::parse(&format!("00081315989{last}")).unwrap();
            assert_eq!(iin.control_digit(), ControlDigit::Impossible);
        }
    }

    #[test]
    fn structure_is_information() {
        let zero = Iin::parse("000000000000").unwrap();
        assert_eq!(zero.control_digit(), ControlDigit::Valid);
        assert_eq!(zero.structure().form, Form::Irregular);
        let iin = Iin::parse("830717350867").unwrap().structure();
        assert_eq!((iin.birth_date, iin.sex, iin.form), (Some((1983, 7, 17)), Some(Sex::Male), Form::Regular));
        let bin = Bin::parse("940140000385").unwrap().structure();
        assert_eq!((bin.registered, bin.kind, bin.part), ((94, 1), Some(BinKind::Resident), Some(BinPart::Head)));
    }

    /// Digits 1 to 7: a day, and 0 (a foreign citizen, whose century is not told) to 6.
    #[test]
    fn an_iin_is_regular_with_a_day_and_a_known_seventh_digit() {
        for (iin, form) in [
            ("830717350867", Form::Regular),
            ("830717000000", Form::Regular),
            ("000229000000", Form::Regular),
            ("010229000000", Form::Regular),
            ("830732000000", Form::Irregular),
            ("831317000000", Form::Irregular),
            ("830717700000", Form::Irregular),
            ("830717900000", Form::Irregular),
        ] {
            assert_eq!(Iin::parse(iin).unwrap().structure().form, form, "{iin}");
        }
        let foreign = Iin::parse("830717000000").unwrap().structure();
        assert_eq!((foreign.birth_date, foreign.sex), (None, None));
    }

    /// Each part by itself can be against the structure: the month, digit 5 and digit 6.
    #[test]
    fn a_bin_is_regular_when_every_part_is() {
        for (bin, form) in [
            ("940140000385", Form::Regular),
            ("941253000385", Form::Regular),
            ("940060000385", Form::Irregular),
            ("941340000385", Form::Irregular),
            ("940130000385", Form::Irregular),
            ("940170000385", Form::Irregular),
            ("940144000385", Form::Irregular),
            ("940194000385", Form::Irregular),
        ] {
            assert_eq!(Bin::parse(bin).unwrap().structure().form, form, "{bin}");
        }
    }

    #[test]
    fn anything_but_twelve_digits_is_refused_without_repeating_it() {
        for text in ["", "83071735086", "8307173508677", "83071735086x", "８30717350867", " 83071735086"] {
            let error = Iin::parse(text).unwrap_err();
            assert_eq!(error.to_string(), "iin: the number has exactly 12 digits");
        }
        assert_eq!(format!("{:?}", Iin::parse("830717350867").unwrap()), "Iin(…)");
    }
}
