//! Wall time of an operation, taken in the same way by every program of `benches/peers`.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long is measured.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Runs before the first sample.
    pub warm_up: Duration,
    /// The least duration of a sample; what takes longer runs once in it.
    pub sample: Duration,
    /// Samples, unless they take longer than `limit`.
    pub samples: usize,
    /// No further sample after so long, from the third on.
    pub limit: Duration,
}

impl Plan {
    /// The plan in the environment: `MEASURE_WARM_UP_MS`, `MEASURE_SAMPLE_MS` and `MEASURE_SAMPLES`.
    #[must_use]
    pub fn from_environment() -> Self {
        let number =
            |name: &str, default| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
        Self {
            warm_up: Duration::from_millis(number("MEASURE_WARM_UP_MS", 500)),
            sample: Duration::from_millis(number("MEASURE_SAMPLE_MS", 50)),
            samples: usize::try_from(number("MEASURE_SAMPLES", 7)).unwrap_or(7),
            limit: Duration::from_secs(10),
        }
    }

    /// Nanoseconds of one call, for each sample.
    pub fn measure<T>(&self, mut operation: impl FnMut() -> T) -> Vec<f64> {
        let started = Instant::now();
        let mut calls: u32 = 0;
        while calls == 0 || started.elapsed() < self.warm_up {
            black_box(operation());
            calls += 1;
        }
        let call = started.elapsed() / calls;
        let calls = self.sample.as_nanos() / call.as_nanos().max(1);
        let calls = u32::try_from(calls).unwrap_or(u32::MAX).max(1);
        let started = Instant::now();
        let mut samples = Vec::new();
        while samples.len() < self.samples && (samples.len() < 3 || started.elapsed() < self.limit) {
            let sample = Instant::now();
            for _ in 0..calls {
                black_box(operation());
            }
            samples.push(sample.elapsed().as_secs_f64() * 1e9 / f64::from(calls));
        }
        samples
    }
}

/// Of measured values: the least, the median, the greatest.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    /// The least.
    pub min: f64,
    /// The median.
    pub median: f64,
    /// The greatest.
    pub max: f64,
}

impl Spread {
    /// Of these values; zeros when there are none.
    #[must_use]
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |place: usize| values.get(place).copied().unwrap_or_default();
        Self { min: at(0), median: at(values.len() / 2), max: at(values.len().saturating_sub(1)) }
    }
}
