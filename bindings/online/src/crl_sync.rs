//! Bringing a set of lists up to date, all at once.

use std::sync::Arc;

use qoltanba::check::Threads;
use qoltanba::revocation::Crl;

use crate::error::FetchError;
use crate::limits;
use crate::lists::{Gate, Lists, Refreshed};

/// What came of one address.
#[derive(Debug, Clone)]
pub struct Synced {
    /// The address.
    pub url: String,
    /// The list, or why it was not brought up to date.
    pub outcome: Result<Refreshed, FetchError>,
    /// The trusted, current list at hand afterwards, also when it is an earlier one.
    pub current: Option<Crl>,
}

/// Asks for each list, a few at a time: a silent host does not hold up the others.
pub(crate) fn sync(lists: &Arc<Lists>, urls: &[String], gate: &Gate) -> Vec<Synced> {
    Threads::AtMost(limits::AT_ONCE).map(urls, |url| {
        let outcome = lists.refresh(url, gate);
        Synced { url: url.clone(), outcome, current: lists.current(url, gate) }
    })
}
