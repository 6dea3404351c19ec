//! Whether a process that checks a million requests grows.
//!
//! Certificates of some hundreds of subscribers come in turn, as octets; each is read and checked against authorities and
//! lists in memory, first without and then with the signature cache. The resident memory is printed after 1 %, 50 % and
//! 100 % of the requests. The exit status is 1 when it has grown by more than [`ALLOWED`] after the first hundredth.
//!
//! `cargo run --release -p qoltanba-benches --bin steady_memory [REQUESTS]`

#![allow(clippy::print_stdout, clippy::expect_used, clippy::indexing_slicing, reason = "a program of measurements")]

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::time::Instant;

use qoltanba::Certificate;
use qoltanba::check::{Decision, Expected, Verifier};
use qoltanba::crypto::SignatureCache;
use qoltanba_benches::{material, moment, verifier};
use qoltanba_testdata::demo;

/// Subscribers with RSA certificates; two with GOST ones come in addition.
const SUBSCRIBERS: u64 = 300;
/// KiB that the allocator may still add once everything has been seen.
const ALLOWED: u64 = 512;

fn main() -> ExitCode {
    let requests = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000_usize).max(100);
    let mut subscribers = material::subscribers(SUBSCRIBERS);
    subscribers.extend([demo::INDIVIDUAL_GOST2015.to_vec(), demo::HEAD_GOST2004.to_vec()]);
    let verifier = verifier();
    let cache = SignatureCache::new(NonZeroUsize::new(64).expect("64 is not zero"));
    let steady = [
        run("without signature cache", &verifier, &subscribers, requests),
        run("with signature cache", &verifier.clone().with_signature_cache(cache), &subscribers, requests),
    ];
    if steady == [true, true] { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether the memory stays as it is after the first hundredth.
fn run(name: &str, verifier: &Verifier, subscribers: &[Vec<u8>], requests: usize) -> bool {
    let started = Instant::now();
    let mut resident = Vec::new();
    for (number, der) in subscribers.iter().cycle().take(requests).enumerate() {
        let certificate = Certificate::from_der(der).expect("a certificate");
        let report = verifier.check_certificate(&certificate, &Expected::anyone(), moment());
        assert_eq!(report.decision(), Decision::Confirmed, "{}", report.to_json_pretty());
        if [requests / 100, requests / 2, requests].contains(&(number + 1)) {
            resident.push(resident_kib());
        }
    }
    let growth = resident[2].saturating_sub(resident[0]);
    println!(
        "{name}: {requests} requests of {} subscribers in {:.1} s; resident memory after 1 %, 50 %, 100 %: {} KiB, {} KiB, {} \
         KiB: {}",
        subscribers.len(),
        started.elapsed().as_secs_f64(),
        resident[0],
        resident[1],
        resident[2],
        if growth <= ALLOWED { "steady" } else { "IT GROWS" }
    );
    growth <= ALLOWED
}

/// VmRSS of this process (Linux).
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux says what a process uses");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line of the memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number of KiB")
}
