//! Bringing a set of lists up to date, all at once.

use std::sync::Arc;
use std::thread;

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
    let one = |url: &String| {
        let outcome = lists.refresh(url, gate);
        Synced { url: url.clone(), outcome, current: lists.current(url, gate) }
    };
    let next = std::sync::atomic::AtomicUsize::new(0);
    let worker = || {
        let mut own = Vec::new();
        loop {
            let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(url) = urls.get(index) else { return own };
            own.push((index, one(url)));
        }
    };
    let further = urls.len().min(limits::BACKGROUND).saturating_sub(1);
    let mut results = thread::scope(|scope| {
        // The caller's thread works along: a system that gives no further thread makes it slower and nothing else.
        let started: Vec<_> =
            (0..further).map_while(|_| thread::Builder::new().spawn_scoped(scope, worker).ok()).collect();
        let mut results = worker();
        for handle in started {
            match handle.join() {
                Ok(others) => results.extend(others),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    });
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, synced)| synced).collect()
}
