//! The service regulations as data.

use qoltanba::regulation::Catalogue;

use crate::error::{InputError, argument};

/// The identifiers of the regulations that are built in.
///
/// # Errors
/// None: the data is part of the library.
#[uniffi::export]
pub fn regulations() -> Result<Vec<String>, InputError> {
    Ok(Catalogue::builtin()?.regulations().iter().map(|regulation| regulation.id.clone()).collect())
}

/// One regulation as JSON.
///
/// # Errors
/// An identifier that is not in the list.
#[uniffi::export]
pub fn regulation(id: &str) -> Result<String, InputError> {
    let unknown = || argument("id", "one of the identifiers of the list of regulations");
    let regulation = Catalogue::builtin()?.regulation(id).ok_or_else(unknown)?;
    // Plain structures with string keys: this cannot fail.
    serde_json::to_string(regulation).map_err(|_| unknown())
}
