//! Nested data crosses as JSON: one text instead of a call for each field.

use qoltanba::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{InputError, argument};

/// The largest text in bytes: what the library itself accepts of a document as XML.
const MAX_JSON: usize = 4 << 20;

/// Reads what a wrapper wrote. The fault is named by its place only: its words could be those of a person.
pub(crate) fn read<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, InputError> {
    if text.len() > MAX_JSON {
        return Err(Error::LimitExceeded { what: "bytes of a JSON text", limit: 4 << 20 }.into());
    }
    serde_json::from_str(text).map_err(|error| {
        let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let offset = before + error.column().saturating_sub(1);
        Error::Malformed { what, offset, rule: "the JSON has the fields of its kind and values of their types" }.into()
    })
}

/// Writes what a wrapper reads.
pub(crate) fn write<T: Serialize>(value: &T) -> Result<String, InputError> {
    // Plain structures with string keys: this does not fail.
    serde_json::to_string(value).map_err(|_| argument("value", "it can be written as JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_has_its_place_and_not_its_content() {
        let InputError::Malformed { offset, detail, .. } =
            read::<Vec<u8>>("numbers", "[\n1,\n\"private\"]").unwrap_err()
        else {
            panic!("another error")
        };
        assert!((5..=14).contains(&offset), "{offset}");
        assert!(!detail.contains("private"));
    }
}
