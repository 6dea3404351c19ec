//! When to try again, and whom to leave in peace.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{Blames, FetchError};
use crate::limits;

/// How often a request is tried, and how long the pauses are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// Attempts, the first included.
    pub attempts: u32,
    /// The pause after the first attempt; it doubles.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: limits::ATTEMPTS, first_pause: limits::FIRST_PAUSE, longest_pause: limits::LONGEST_PAUSE }
    }
}

impl Retry {
    /// The pause after the attempt with this number, from 1: half of it is fixed, half depends on `random`, so that
    /// machines that failed together do not come back together.
    pub(crate) fn pause(&self, attempt: u32, random: u32) -> Duration {
        let doubled = 2u32.saturating_pow(attempt.saturating_sub(1));
        let full = self.first_pause.saturating_mul(doubled).min(self.longest_pause);
        (full / 2) + (full / 2).mul_f64(f64::from(random) / f64::from(u32::MAX))
    }
}

/// A number that other machines do not draw. Without a source of randomness the pause is the shortest.
pub(crate) fn random() -> u32 {
    let mut bytes = [0; 4];
    match getrandom::fill(&mut bytes) {
        Ok(()) => u32::from_le_bytes(bytes),
        Err(_) => 0,
    }
}

/// Addresses and questions that failed, and until when they are left in peace.
#[derive(Debug, Default)]
pub(crate) struct Rest(Mutex<HashMap<String, Failed>>);

#[derive(Debug)]
struct Failed {
    times: u32,
    until: Instant,
}

impl Rest {
    /// # Errors
    /// [`FetchError::Resting`] while the address, or this question, is left in peace.
    pub(crate) fn check(&self, url: &str, question: &str) -> Result<(), FetchError> {
        let now = Instant::now();
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match [url, question].iter().filter_map(|key| all.get(*key)).map(|failed| failed.until).max() {
            Some(until) if until > now => Err(FetchError::Resting { seconds: until.duration_since(now).as_secs() + 1 }),
            Some(_) | None => Ok(()),
        }
    }

    pub(crate) fn note<T>(&self, url: &str, question: &str, outcome: &Result<T, FetchError>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = match outcome.as_ref().map_err(FetchError::blames) {
            Ok(_) => {
                all.remove(url);
                all.remove(question);
                return;
            }
            Err(Blames::Address) => url,
            Err(Blames::Question) => question,
            Err(Blames::Nobody) => return,
        };
        let now = Instant::now();
        // Addresses come from certificates: what has had its rest is forgotten before the map grows.
        if all.len() >= limits::MEMORY_ANSWERS {
            all.retain(|_, failed| failed.until > now);
        }
        let failed = all.entry(failed.to_owned()).or_insert(Failed { times: 0, until: now });
        let rest = limits::FIRST_REST.saturating_mul(2u32.saturating_pow(failed.times));
        failed.until = now + rest.min(limits::LONGEST_REST);
        failed.times = failed.times.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let retry = Retry::default();
        for attempt in 1..=8 {
            let full = (limits::FIRST_PAUSE * 2u32.pow(attempt - 1)).min(limits::LONGEST_PAUSE);
            let bounds = (retry.pause(attempt, 0), retry.pause(attempt, u32::MAX));
            assert_eq!(bounds, (full / 2, full), "attempt {attempt}");
        }
    }

    #[test]
    fn what_failed_rests_until_it_succeeds() {
        let rest = Rest::default();
        assert_eq!(rest.check("a", "a1"), Ok(()));
        rest.note::<()>("a", "a1", &Err(FetchError::TimedOut));
        assert!(matches!(rest.check("a", "a2"), Err(FetchError::Resting { seconds: 1 })));
        assert_eq!(rest.check("b", "b1"), Ok(()));
        rest.note::<()>("a", "a1", &Err(FetchError::TimedOut));
        rest.note::<()>("a", "a1", &Err(FetchError::TimedOut));
        assert!(matches!(rest.check("a", "a1"), Err(FetchError::Resting { seconds: 3..=4 })));
        rest.note("a", "a1", &Ok(()));
        assert_eq!(rest.check("a", "a1"), Ok(()));
    }

    /// A certificate whose answer is no good does not keep others from the service.
    #[test]
    fn a_bad_answer_rests_its_question_only() {
        let rest = Rest::default();
        rest.note::<()>("a", "a1", &Err(FetchError::ResponderError(6)));
        assert!(rest.check("a", "a1").is_err());
        assert_eq!(rest.check("a", "a2"), Ok(()));
        rest.note::<()>("a", "a2", &Err(FetchError::Busy));
        assert_eq!(rest.check("a", "a2"), Ok(()));
    }
}
