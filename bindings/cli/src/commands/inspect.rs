//! `qoltanba inspect`: what a file holds. Nothing is verified.

use qoltanba::Error;
use qoltanba::inspect::describe;
use qoltanba::text::visible;
use serde_json::Value;

use crate::args::Inspect;
use crate::failure::{At as _, Failure, Status};
use crate::{input, present};

pub fn run(arguments: &Inspect) -> Result<Status, Failure> {
    let bytes = input::document(&arguments.file)?;
    let variable = arguments.password_env.as_deref();
    let password = variable.map(|variable| input::secret("--password-env", variable)).transpose()?;
    let place = arguments.file.display();
    let description = match describe(&bytes, password.as_deref()) {
        Err(Error::WrongPassword) if password.is_none() => {
            return Err(Failure::new(place, "the key file has a password: name its variable with --password-env"));
        }
        described => described.at(place)?,
    };
    if arguments.json {
        present::json(&description)?;
    } else {
        let mut text = String::new();
        outline(&description, 0, &mut text);
        present::print(&text)?;
    }
    Ok(Status::Done)
}

/// JSON as an indented outline.
pub fn outline(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field {
                    Value::Null => {}
                    Value::Object(_) | Value::Array(_) => {
                        text.push_str(&format!("{indent}{name}:\n"));
                        outline(field, depth + 1, text);
                    }
                    simple => text.push_str(&format!("{indent}{name}: {}\n", plain(simple))),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                match item {
                    Value::Object(_) | Value::Array(_) => {
                        text.push_str(&format!("{indent}-\n"));
                        outline(item, depth + 1, text);
                    }
                    simple => text.push_str(&format!("{indent}- {}\n", plain(simple))),
                }
            }
        }
        simple => text.push_str(&format!("{indent}{}\n", plain(simple))),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => visible(text),
        other => other.to_string(),
    }
}
