//! `qoltanba id`: what an identification number says.

use qoltanba::identity::{Bin, BinKind, BinPart, ControlDigit, Form, Iin, Sex};
use serde_json::{Value, json};

use crate::args::{Id, rule};
use crate::failure::{At as _, Failure, Status};
use crate::present;

pub fn run(arguments: &Id) -> Result<Status, Failure> {
    let iin = Iin::parse(&arguments.number).map_err(|error| rule(&error)).at("NUMBER")?;
    let bin = Bin::parse(&arguments.number).map_err(|error| rule(&error)).at("NUMBER")?;
    // Digit 5 is 0 to 3 in the day of an IIN and 4 to 6 in a BIN. A hint only: a test IIN of the authority breaks it.
    let looks_like = match (iin.structure().form, bin.structure().form) {
        (_, Form::Regular) => "bin",
        (Form::Regular, Form::Irregular) => "iin",
        (Form::Irregular, Form::Irregular) => "unclear",
    };
    let description = json!({
        "number": iin.as_str(),
        "looks_like": looks_like,
        "control_digit": control(iin.control_digit()),
        "iin": as_iin(&iin),
        "bin": as_bin(&bin),
    });
    if arguments.json {
        present::json(&description)?;
    } else {
        present::print(&text(&description))?;
    }
    Ok(Status::Done)
}

fn control(digit: ControlDigit) -> Value {
    match digit {
        ControlDigit::Valid => json!({ "valid": true }),
        ControlDigit::Wrong { expected } => json!({ "valid": false, "expected": expected }),
        _ => json!({ "valid": false, "expected": null }),
    }
}

const fn regular(form: Form) -> bool {
    match form {
        Form::Regular => true,
        Form::Irregular => false,
    }
}

fn as_iin(iin: &Iin) -> Value {
    let structure = iin.structure();
    json!({
        "regular": regular(structure.form),
        "birth_date": structure.birth_date.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")),
        "sex": structure.sex.map(|sex| match sex { Sex::Male => "male", Sex::Female => "female" }),
    })
}

fn as_bin(bin: &Bin) -> Value {
    let structure = bin.structure();
    json!({
        "regular": regular(structure.form),
        "registered": format!("{:02}-{:02}", structure.registered.0, structure.registered.1),
        "kind": structure.kind.map(|kind| match kind {
            BinKind::Resident => "resident",
            BinKind::NonResident => "non-resident",
            BinKind::JointEntrepreneurship => "joint-entrepreneurship",
        }),
        "part": structure.part.map(|part| match part {
            BinPart::Head => "head",
            BinPart::Branch => "branch",
            BinPart::Representation => "representation",
            BinPart::Farm => "farm",
        }),
    })
}

fn text(description: &Value) -> String {
    let word = |place: &str| description.pointer(place).and_then(Value::as_str).unwrap_or("-").to_owned();
    let control = &description["control_digit"];
    let digit = if control["valid"] == true {
        "it holds".to_owned()
    } else {
        match control["expected"].as_u64() {
            Some(expected) => {
                format!("it does not hold (the rule gives {expected}); that is a warning, not a reason to refuse")
            }
            None => "no digit is valid for these eleven: such a number is not issued".to_owned(),
        }
    };
    format!(
        "looks like      {}\ncontrol digit   {digit}\nas an IIN       birth date {}, sex {}\nas a BIN        registered (year-month) {}, kind {}, part {}\n",
        word("/looks_like"),
        word("/iin/birth_date"),
        word("/iin/sex"),
        word("/bin/registered"),
        word("/bin/kind"),
        word("/bin/part"),
    )
}
