//! One at a time for each thing that is fetched, within this process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, TryLockError};

/// The locks of what is being fetched now.
#[derive(Debug, Default)]
pub(crate) struct InFlight(Mutex<HashMap<String, Arc<Mutex<()>>>>);

impl InFlight {
    /// Does the work when nobody else is at the same thing; waits for them before.
    pub(crate) fn after_others<R>(&self, key: &str, work: impl FnOnce() -> R) -> R {
        let lock = self.lock_of(key);
        let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        let result = work();
        drop(guard);
        self.forget(key, lock);
        result
    }

    /// Does the work unless somebody else is at the same thing.
    pub(crate) fn unless_others<R>(&self, key: &str, work: impl FnOnce() -> R) -> Option<R> {
        let lock = self.lock_of(key);
        let result = match lock.try_lock() {
            Ok(_guard) => Some(work()),
            Err(TryLockError::Poisoned(_guard)) => Some(work()),
            Err(TryLockError::WouldBlock) => None,
        };
        self.forget(key, lock);
        result
    }

    fn lock_of(&self, key: &str) -> Arc<Mutex<()>> {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key.to_owned()).or_default())
    }

    /// The map holds what is in flight, no more: the last one out takes the entry away.
    fn forget(&self, key: &str, lock: Arc<Mutex<()>>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(lock);
        if all.get(key).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            all.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn the_same_thing_is_done_by_one_at_a_time() {
        let (in_flight, inside, most) = (InFlight::default(), AtomicU32::new(0), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    in_flight.after_others("a", || {
                        most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(std::time::Duration::from_millis(2));
                        inside.fetch_sub(1, Ordering::SeqCst);
                    });
                });
            }
        });
        assert_eq!(most.into_inner(), 1);
        assert!(in_flight.0.lock().unwrap().is_empty());
        let nested =
            in_flight.after_others("a", || (in_flight.unless_others("a", || ()), in_flight.unless_others("b", || ())));
        assert_eq!(nested, (None, Some(())));
        assert!(in_flight.0.lock().unwrap().is_empty());
    }
}
