//! `qoltanba inspect`: what a file holds. Nothing is verified.

use qoltanba::Certificate;
use qoltanba::certificate::describe_extensions;
use qoltanba::check::CertificateSummary;
use qoltanba::revocation::{Crl, CrlNumber};
use serde_json::{Value, json};

use crate::args::Inspect;
use crate::failure::{At as _, Failure, Status};
use crate::{input, present};

pub fn run(arguments: &Inspect) -> Result<Status, Failure> {
    let bytes = input::read(&arguments.file)?;
    let description = describe(&bytes).at(arguments.file.display())?;
    if arguments.json {
        present::json(&description);
    } else {
        let mut text = String::new();
        outline(&description, 0, &mut text);
        present::print(&text);
    }
    Ok(Status::Done)
}

/// Tries the kinds of file one after another; the error is that of the kind that the file most looks like.
fn describe(bytes: &[u8]) -> qoltanba::Result<Value> {
    let as_certificate = Certificate::from_der_or_pem(bytes);
    if let Ok(certificate) = &as_certificate {
        return Ok(certificate_value(certificate));
    }
    if let Ok(crls) = Crl::list_from_der_or_pem(bytes)
        && let [crl] = crls.as_slice()
    {
        return Ok(crl_value(crl));
    }
    as_certificate.map(|certificate| certificate_value(&certificate))
}

fn certificate_value(certificate: &Certificate) -> Value {
    let mut value = json!({ "kind": "certificate" });
    merge(&mut value, json!(CertificateSummary::of(certificate)));
    let extensions = certificate.extensions();
    merge(
        &mut value,
        json!({
            "signature_algorithm": certificate.signature_algorithm_oid(),
            "key_usage": extensions.key_usage().map(|usage| usage.names()),
            "ext_key_usage": extensions.ext_key_usage(),
            "extensions": describe_extensions(certificate),
        }),
    );
    value
}

fn crl_value(crl: &Crl) -> Value {
    json!({
        "kind": "crl",
        "issuer": crl.issuer().to_string(),
        "this_update": crl.this_update(),
        "next_update": crl.next_update(),
        "number": crl.number().map(number),
        "delta_base": crl.delta_base().map(number),
        "entries": crl.entries(),
    })
}

/// A number of up to 20 octets: a JSON number where it is exact in every reader, else its decimal or hexadecimal text.
fn number(number: &CrlNumber) -> Value {
    let text = number.to_string();
    text.parse::<u32>().map_or_else(|_| Value::String(text), Value::from)
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

/// JSON as an indented outline.
fn outline(value: &Value, depth: usize, text: &mut String) {
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
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
