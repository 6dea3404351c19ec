//! Reading of the data files of this crate and of its callers.

use serde::Deserialize;

use crate::error::{Error, Result};

/// The size of a file in bytes; the largest built-in one has a tenth of it.
const MAX_FILE: usize = 512 * 1024;

/// Reads a TOML text that follows the schema of `T`.
pub(crate) fn read_toml<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T> {
    if text.len() > MAX_FILE {
        return Err(Error::LimitExceeded { what: "bytes of a TOML file", limit: 512 * 1024 });
    }
    toml::from_str(text).map_err(|error| Error::Malformed {
        what: "TOML file",
        offset: error.span().map_or(0, |span| span.start),
        rule: "the text is TOML and follows its schema",
    })
}
