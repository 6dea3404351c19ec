//! Reading of the data files of this crate and of its callers.

use serde::Deserialize;

use crate::error::{Error, Result};

/// The size of a file in bytes; the largest built-in one has a tenth of it.
const MAX_FILE: usize = 512 * 1024;

/// Reads a text that follows the schema of `T`: TOML, or JSON when it begins with `{`, which no TOML text does.
pub(crate) fn read_data<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T> {
    if text.len() > MAX_FILE {
        return Err(Error::LimitExceeded { what: "bytes of a data file", limit: 512 * 1024 });
    }
    if text.trim_ascii_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| {
            Error::malformed_json("JSON file", text, &error, "the text is JSON and follows its schema")
        });
    }
    toml::from_str(text).map_err(|error| Error::Malformed {
        what: "TOML file",
        offset: error.span().map_or(0, |span| span.start),
        rule: "the text is TOML and follows its schema",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Data {
        number: u8,
    }

    #[test]
    fn toml_and_json_are_read_and_faults_have_their_place() {
        assert_eq!(read_data::<Data>("number = 7"), Ok(Data { number: 7 }));
        assert_eq!(read_data::<Data>("\n {\"number\": 7}"), Ok(Data { number: 7 }));
        let place = |text: &str| match read_data::<Data>(text) {
            Err(Error::Malformed { what, offset, .. }) => (what, text.as_bytes().get(offset).copied()),
            other => panic!("{other:?}"),
        };
        assert_eq!(place("{\n\"number\": ?}"), ("JSON file", Some(b'?')));
        assert_eq!(place("number = ?"), ("TOML file", Some(b'?')));
        assert!(read_data::<Data>("{\"number\": 7, \"other\": 7}").is_err());
    }
}
