//! Many questions at once, over several cores.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{Expected, JudgedAt, Report, Verifier};
use crate::certificate::Certificate;
use crate::error::Result;
use crate::signature::SignedDocument;

/// How many threads work on a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Threads {
    /// One for every core that the process may use.
    #[default]
    AllCores,
    /// At most so many; 1 works on the caller's thread alone.
    AtMost(NonZeroUsize),
}

impl Threads {
    fn count(self) -> usize {
        let count = match self {
            Self::AllCores => thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            Self::AtMost(count) => count,
        };
        count.get()
    }

    /// Maps `items`, each by whichever thread is free next; the results come in the order of the items. The caller's
    /// thread works along, so that a system that gives no further thread makes the work slower and nothing else.
    pub fn map<T: Sync, R: Send>(self, items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
        let next = AtomicUsize::new(0);
        let worker = || {
            let mut own = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(index) else { return own };
                own.push((index, work(item)));
            }
        };
        let further = self.count().min(items.len()).saturating_sub(1);
        let mut results = thread::scope(|scope| {
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
        results.into_iter().map(|(_, result)| result).collect()
    }
}

impl Verifier {
    /// As [`check_certificate`](Self::check_certificate), for each certificate with what is expected of it. The reports
    /// come in the order of the batch.
    #[must_use]
    pub fn check_certificates(
        &self,
        batch: &[(Certificate, Expected)],
        moment: JudgedAt,
        threads: Threads,
    ) -> Vec<Report> {
        threads.map(batch, |(certificate, expected)| self.check_certificate(certificate, expected, moment))
    }

    /// Parses and verifies each signed document, as [`SignedDocument::parse`] and [`verify`](Self::verify) do. The
    /// results come in the order of the batch; a document that cannot be read is an error in its own place.
    ///
    /// # Errors
    /// None of the call itself: an item that cannot be read is an `Err` in its own place.
    #[must_use]
    pub fn verify_batch(&self, batch: &[(&[u8], Expected)], moment: JudgedAt, threads: Threads) -> Vec<Result<Report>> {
        threads.map(batch, |(bytes, expected)| {
            self.verify(&SignedDocument::parse_within(bytes, &self.limits)?, expected, moment)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_worked_on_once_and_the_order_stays() {
        let items: Vec<u32> = (0..1_000).collect();
        let expected: Vec<u32> = items.iter().map(|item| item * 3).collect();
        for count in [1, 2, 8, 5_000] {
            let threads = Threads::AtMost(NonZeroUsize::new(count).unwrap());
            assert_eq!(threads.map(&items, |item| item * 3), expected, "{count} threads");
        }
        assert_eq!(Threads::AllCores.map(&items, |item| item * 3), expected);
        assert!(Threads::AllCores.map(&[], |item: &u32| *item).is_empty());
    }
}
