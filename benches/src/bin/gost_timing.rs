//! A statistical test for timing that depends on secrets, after "dudect" (Reparaz, Balasch, Verbauwhede, 2017).
//!
//! Two classes of secrets are measured in random order, and Welch's t says whether their times have different means. Above
//! 4.5 a difference is taken for real, above 10 it is certain. The classes are private keys with few bits and private keys
//! with random ones; their public keys look alike, so the check of the own signature, which runs in variable time over
//! public values, is the same noise for both.
//!
//! A control that does run in variable time (verification with numbers of few bits) shows that the test can see a leak.
//!
//! `cargo run --release -p qoltanba-benches --bin gost_timing [MEASUREMENTS]`, 20 000 for each class if not said otherwise.
//! The exit status is 1 when a leak is seen, or the control is not.

#![allow(clippy::print_stdout, clippy::expect_used, clippy::indexing_slicing, reason = "a program of measurements")]

use std::cell::Cell;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use qoltanba::crypto::gost::{Curve, PrivateKey, PublicKey};
use qoltanba_benches::CURVES;

/// From here on a difference is taken for real.
const SUSPICIOUS: f64 = 4.5;
/// Different secrets of each class.
const SECRETS: usize = 256;
/// Different digests that are signed.
const DIGESTS: usize = 8_191;

fn main() -> ExitCode {
    let measurements = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut passed = 0;
    let mut failed = 0;
    let mut judge = |name: &str, t: f64, leak_expected: bool| {
        let seen = t.abs() > SUSPICIOUS;
        let word = match (seen, leak_expected) {
            (false, false) => "no difference seen",
            (true, true) => "a difference is seen, as it must be",
            (true, false) => "A DIFFERENCE IS SEEN",
            (false, true) => "NO DIFFERENCE IS SEEN, the test is blind",
        };
        println!("{name:44} t = {t:8.2}  {word}");
        if seen == leak_expected { passed += 1 } else { failed += 1 }
    };
    for (name, curve) in CURVES {
        // By turns, so that neither class lies better in the memory.
        let (few, many): (Vec<_>, Vec<_>) =
            (0..SECRETS).map(|_| (few_bits(curve, &mut random), many_bits(curve, &mut random))).unzip();

        let t = compare(measurements, &mut random, [&few, &many], |d| {
            black_box(PrivateKey::from_le_bytes(curve, black_box(d)).is_ok());
        });
        judge(&format!("{name}: a key is loaded"), t, false);

        // Nonces follow from key and digest, and 256-A refuses every second one. Under one digest each key would have a number
        // of refusals of its own, which says nothing about the key and looks like a difference of the classes.
        let digests: Vec<Vec<u8>> = (0..DIGESTS).map(|_| random.octets(curve.coordinate_len())).collect();
        let next = Cell::new(0);
        let keys = |list: &[Vec<u8>]| -> Vec<PrivateKey> {
            list.iter().map(|d| PrivateKey::from_le_bytes(curve, d).expect("the number is in range")).collect()
        };
        let (few, many) = (keys(&few), keys(&many));
        let t = compare(measurements, &mut random, [&few, &many], |key| {
            let at = next.replace((next.get() + 1) % DIGESTS);
            black_box(key.sign_digest(black_box(&digests[at])).is_ok());
        });
        judge(&format!("{name}: a digest is signed"), t, false);

        let public: PublicKey = many[0].public_key();
        let one: Vec<u8> = std::iter::once(1).chain(std::iter::repeat(0)).take(curve.coordinate_len()).collect();
        let pair = |half: &dyn Fn(&mut Random) -> Vec<u8>, random: &mut Random| [half(random), half(random)].concat();
        let sparse: Vec<Vec<u8>> = (0..SECRETS).map(|_| pair(&|random| few_bits(curve, random), &mut random)).collect();
        let dense: Vec<Vec<u8>> = (0..SECRETS).map(|_| pair(&|random| many_bits(curve, random), &mut random)).collect();
        let t = compare(measurements / 4, &mut random, [&sparse, &dense], |signature| {
            // With the digest 1 the multipliers of the verification are s and -r themselves.
            black_box(public.verify_digest(black_box(&one), black_box(signature)).is_ok());
        });
        judge(&format!("{name}: control, variable time"), t, true);
    }
    println!("gost_timing: {passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The largest t over all measurements and over those below some percentiles: the slow tail is the machine's noise.
fn compare<T>(measurements: usize, random: &mut Random, classes: [&[T]; 2], work: impl Fn(&T)) -> f64 {
    let mut times: [Vec<f64>; 2] = [Vec::with_capacity(measurements), Vec::with_capacity(measurements)];
    for item in classes.iter().flat_map(|class| class.iter()).take(32) {
        work(item);
    }
    while times.iter().any(|times| times.len() < measurements) {
        let class = usize::from(random.next() & 1 == 1);
        let index = usize::try_from(random.next() >> 33).unwrap_or_default() % classes[class].len();
        let item = &classes[class][index];
        let started = Instant::now();
        work(item);
        let took = u32::try_from(started.elapsed().as_nanos()).unwrap_or(u32::MAX);
        times[class].push(f64::from(took));
    }
    let mut all: Vec<f64> = times.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let mut worst: f64 = 0.0;
    for percent in [50, 75, 90, 95, 100] {
        let limit = all[(all.len() * percent / 100).min(all.len() - 1)];
        let [one, other] =
            times.each_ref().map(|times| Moments::of(times.iter().copied().filter(|time| *time <= limit)));
        let t = one.welch(&other);
        if t.abs() > worst.abs() {
            worst = t;
        }
    }
    worst
}

/// Count, mean and variance (Welford).
#[derive(Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut moments = Self::default();
        for value in values {
            moments.count += 1.0;
            let before = value - moments.mean;
            moments.mean += before / moments.count;
            moments.squares += before * (value - moments.mean);
        }
        moments
    }

    fn welch(&self, other: &Self) -> f64 {
        let error = |moments: &Self| moments.squares / (moments.count - 1.0) / moments.count;
        (self.mean - other.mean) / (error(self) + error(other)).sqrt()
    }
}

/// xorshift64: repeatable, and random enough to choose a class.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn octets(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next().to_le_bytes()[3]).collect()
    }
}

/// A number below every order with three bits, all in its lowest octets: zero windows nearly everywhere.
fn few_bits(curve: Curve, random: &mut Random) -> Vec<u8> {
    let mut octets = vec![0; curve.coordinate_len()];
    octets[0] = 1;
    for _ in 0..2 {
        let place = usize::try_from(random.next() >> 60).unwrap_or_default();
        octets[place / 8] |= 1 << (place % 8);
    }
    octets
}

/// A random number below every order (256-A has two bits less).
fn many_bits(curve: Curve, random: &mut Random) -> Vec<u8> {
    let mut octets = random.octets(curve.coordinate_len());
    octets[0] |= 1;
    if let Some(last) = octets.last_mut() {
        *last &= 0x3f;
    }
    octets
}
