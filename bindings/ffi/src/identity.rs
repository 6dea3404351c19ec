//! Identification numbers.

use qoltanba::identity::{Bin, BinKind, BinPart, ControlDigit, Form, Iin, Sex};

use crate::error::InputError;

/// What the digits of an IIN or BIN say. A hint: nothing here is a reason to reject the number.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NumberDescription {
    /// What the twelfth digit says: `valid`, `wrong` or `impossible`.
    pub control_digit: String,
    /// The digit that the rule gives, if another stands there.
    pub expected_control_digit: Option<u8>,
    /// Whether the other digits follow the structure of their kind.
    pub regular: bool,
    /// IIN: the birth date as `YYYY-MM-DD`, if the digits name one.
    pub birth_date: Option<String>,
    /// IIN: `male` or `female`, if digit 7 says it.
    pub sex: Option<String>,
    /// BIN: the last two digits of the year of registration.
    pub registered_year: Option<u8>,
    /// BIN: the month of registration.
    pub registered_month: Option<u8>,
    /// BIN: `resident`, `non-resident` or `joint-entrepreneurship`.
    pub organization: Option<String>,
    /// BIN: `head`, `branch`, `representation` or `farm`.
    pub part: Option<String>,
}

/// What the digits of an IIN say.
///
/// # Errors
/// Anything but exactly 12 digits.
#[uniffi::export]
pub fn describe_iin(number: &str) -> Result<NumberDescription, InputError> {
    let iin = Iin::parse(number)?;
    let structure = iin.structure();
    let sex = structure.sex.map(|sex| match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    });
    Ok(NumberDescription {
        birth_date: structure.birth_date.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")),
        sex: sex.map(str::to_owned),
        ..NumberDescription::of(iin.control_digit(), structure.form)
    })
}

/// What the digits of a BIN say.
///
/// # Errors
/// Anything but exactly 12 digits.
#[uniffi::export]
pub fn describe_bin(number: &str) -> Result<NumberDescription, InputError> {
    let bin = Bin::parse(number)?;
    let structure = bin.structure();
    let organization = structure.kind.map(|kind| match kind {
        BinKind::Resident => "resident",
        BinKind::NonResident => "non-resident",
        BinKind::JointEntrepreneurship => "joint-entrepreneurship",
    });
    let part = structure.part.map(|part| match part {
        BinPart::Head => "head",
        BinPart::Branch => "branch",
        BinPart::Representation => "representation",
        BinPart::Farm => "farm",
    });
    Ok(NumberDescription {
        registered_year: Some(structure.registered.0),
        registered_month: Some(structure.registered.1),
        organization: organization.map(str::to_owned),
        part: part.map(str::to_owned),
        ..NumberDescription::of(bin.control_digit(), structure.form)
    })
}

impl NumberDescription {
    fn of(digit: ControlDigit, form: Form) -> Self {
        let (control_digit, expected_control_digit) = match digit {
            ControlDigit::Valid => ("valid", None),
            ControlDigit::Wrong { expected } => ("wrong", Some(expected)),
            ControlDigit::Impossible | _ => ("impossible", None),
        };
        Self {
            control_digit: control_digit.to_owned(),
            expected_control_digit,
            regular: form == Form::Regular,
            birth_date: None,
            sex: None,
            registered_year: None,
            registered_month: None,
            organization: None,
            part: None,
        }
    }
}
