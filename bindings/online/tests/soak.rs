//! Checks at full load while the list changes every second, three answers of ten fail, and some are damaged.
//!
//! `QOLTANBA_SOAK` is the number of checks (1 500 when it is left out). What must hold: no wrong verdict, no check without
//! verdict once a list is at hand, no check that waits for the network then, and no growing memory.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use common::{
    DELTA, LIST, check, decision, evidence, individual, now, other, plan, scratch, services, settings, verifier,
};
use qoltanba::Certificate;
use qoltanba::check::{Decision, Verifier};
use qoltanba_online::{OnlineEvidence, Order, Retry, Settings};
use qoltanba_tests::authority::{KEY_COMPROMISE, ListPlan, NationalAuthority, Verdict, certificate_of};
use qoltanba_tests::services::{Fault, Services};

/// Workers, as many as the machine that the figures are asked for has cores.
const WORKERS: usize = 2;
/// How long a check may take that has its evidence at hand. It needs milliseconds; the rest is for a machine that does
/// other work too.
const STALL: Duration = Duration::from_secs(2);
/// What one OCSP question may take in all.
const PATIENCE: Duration = Duration::from_secs(1);
/// How much more memory may be in use at the end than after the start: the allocator's own slack, not one list of 2 000
/// entries for each second.
const GROWTH: usize = 48 << 20;

#[test]
fn no_wrong_verdict_no_stall_no_growth() {
    let checks: usize = std::env::var("QOLTANBA_SOAK").map_or(1_500, |text| text.parse().unwrap());
    let (services, authority) = services();
    services.count_only();
    // Lists are at hand before the trouble starts, as after the first `crl sync`.
    let folder = scratch(&format!("soak-{}", std::process::id()));
    let lists = |order| {
        let mut settings: Settings = settings(&services, order);
        settings.folder = Some(folder.clone());
        settings.refresh_after = Duration::from_millis(300);
        settings.ocsp_reuse = Duration::from_secs(5);
        settings.transport.timeout = PATIENCE;
        settings.transport.retry = Retry { attempts: 3, ..Retry::default() };
        evidence(settings)
    };
    // Two clients on one folder, as two processes are.
    let sources: Vec<[Arc<OnlineEvidence>; 2]> =
        (0..WORKERS).map(|_| [lists(Order::CrlOnly), lists(Order::OcspThenCrl)]).collect();
    services.publish(LIST, authority.list(&list_of(0, Turned::NotYet)));
    services.publish(DELTA, authority.list(&delta_of(0)));
    answer(&services, &authority, Turned::NotYet);
    let first = check(&verifier(&sources[0][0]), &individual());
    assert_eq!(first.decision(), Decision::Confirmed, "{:?}", decision(&first));
    services.misbehave(
        30,
        &[
            Fault::Empty,
            Fault::Page,
            Fault::Portal,
            Fault::Unavailable,
            Fault::CutOff,
            Fault::Corrupt,
            Fault::Corrupt,
            Fault::Reset,
            Fault::Old,
            Fault::NotFound,
            Fault::Silence(Duration::from_millis(300)),
        ],
    );
    let shared = Shared::default();
    std::thread::scope(|scope| {
        let publisher = scope.spawn(|| publish(&services, &authority, &shared));
        let workers: Vec<_> = sources
            .iter()
            .map(|[by_list, by_answer]| {
                let (by_list, by_answer) = (verifier(by_list), verifier(by_answer));
                let shared = &shared;
                scope.spawn(move || work(checks, &by_list, &by_answer, shared))
            })
            .collect();
        let outcomes: Vec<_> = workers.into_iter().map(|worker| worker.join()).collect();
        shared.stop.store(true, Ordering::SeqCst);
        publisher.join().unwrap();
        for outcome in outcomes {
            outcome.unwrap();
        }
    });
    let _ = std::fs::remove_dir_all(&folder);
    let (start, end) = (shared.memory.load(Ordering::SeqCst), resident());
    let micros = |value: &AtomicU64| Duration::from_micros(value.load(Ordering::SeqCst));
    eprintln!(
        "soak: {checks} checks, {} confirmed, {} refused, {} lists published, {} requests; longest check by list {:?}, \
         by OCSP answer {:?}; resident memory {start} KiB after the first tenth, {end} KiB at the end",
        shared.confirmed.load(Ordering::SeqCst),
        shared.refused.load(Ordering::SeqCst),
        shared.published.load(Ordering::SeqCst),
        services.requests(),
        micros(&shared.longest_by_list),
        micros(&shared.longest_by_answer),
    );
    assert!(micros(&shared.longest_by_list) < STALL);
    assert!(micros(&shared.longest_by_answer) < STALL + PATIENCE);
    assert!(end.saturating_sub(start) * 1024 < GROWTH, "{start} KiB, {end} KiB");
}

#[derive(Default)]
struct Shared {
    done: AtomicUsize,
    confirmed: AtomicUsize,
    refused: AtomicUsize,
    published: AtomicU64,
    longest_by_list: AtomicU64,
    longest_by_answer: AtomicU64,
    memory: AtomicUsize,
    /// Since when the lists name the second certificate: set before such a list is published.
    turning: AtomicBool,
    /// By worker: whether a list that names it was seen.
    turned: [AtomicBool; WORKERS],
    workers: AtomicUsize,
    stop: AtomicBool,
}

#[derive(Clone, Copy, PartialEq)]
enum Turned {
    NotYet,
    Yes,
}

/// The list of the second `k`: the revoked certificate always, the second one later, and two thousand others.
fn list_of(k: u64, turned: Turned) -> ListPlan {
    let mut revoked: Vec<(Vec<u8>, u8)> = (0..2_000_u64)
        .map(|n| ([vec![0x11], (k * 10_000 + n).to_be_bytes().to_vec()].concat(), KEY_COMPROMISE))
        .collect();
    revoked.push((revoked_certificate().serial().to_vec(), KEY_COMPROMISE));
    if turned == Turned::Yes {
        revoked.push((other().serial().to_vec(), KEY_COMPROMISE));
    }
    let second = i64::try_from(k).unwrap();
    ListPlan { this_update: now().plus_seconds(-40_000 + second), revoked, ..plan(k + 10) }
}

/// The empty delta of the second `k`.
fn delta_of(k: u64) -> ListPlan {
    ListPlan { delta_of: Some(1), revoked: Vec::new(), ..list_of(k, Turned::NotYet) }
}

/// From now on the OCSP service says what the lists say. Its answers are ten seconds old: none is used again.
fn answer(services: &Services, authority: &Arc<NationalAuthority>, turned: Turned) {
    let (authority, made) = (Arc::clone(authority), now().plus_seconds(-10));
    let (revoked, turning) = (revoked_certificate().serial().to_vec(), other().serial().to_vec());
    let says = move |serial: &[u8]| {
        if serial == revoked || (turned == Turned::Yes && serial == turning) {
            Verdict::Revoked(KEY_COMPROMISE)
        } else {
            Verdict::Good
        }
    };
    services.answer(common::OCSP, Box::new(move |request| authority.ocsp(request, made, &says).ok()));
}

fn revoked_certificate() -> Certificate {
    certificate_of("rsa/individual-sign-revoked.cer")
}

fn publish(services: &Services, authority: &Arc<NationalAuthority>, shared: &Shared) {
    let start = Instant::now();
    let mut k = 0;
    while !shared.stop.load(Ordering::SeqCst) {
        k += 1;
        let turned = if k >= 3 { Turned::Yes } else { Turned::NotYet };
        if turned == Turned::Yes {
            shared.turning.store(true, Ordering::SeqCst);
        }
        answer(services, authority, turned);
        services.publish(LIST, authority.list(&list_of(k, turned)));
        services.publish(DELTA, authority.list(&delta_of(k)));
        shared.published.fetch_add(1, Ordering::SeqCst);
        let due = start + Duration::from_secs(k);
        while Instant::now() < due && !shared.stop.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn work(checks: usize, by_list: &Verifier, by_answer: &Verifier, shared: &Shared) {
    let own = shared.workers.fetch_add(1, Ordering::SeqCst);
    let (good, revoked, turning) = (individual(), revoked_certificate(), other());
    loop {
        let number = shared.done.fetch_add(1, Ordering::SeqCst);
        if number >= checks {
            return;
        }
        if number == checks / 10 {
            shared.memory.store(resident(), Ordering::SeqCst);
        }
        // The certificate that is looked at, and whether the OCSP service is asked first.
        let (which, asks_service) = (number % 3, number % 10 == 9);
        let certificate = [&good, &revoked, &turning][which];
        let was_turned = shared.turned[own].load(Ordering::SeqCst);
        let started = Instant::now();
        let report = check(if asks_service { by_answer } else { by_list }, certificate);
        let took = u64::try_from(started.elapsed().as_micros()).unwrap();
        let longest = if asks_service { &shared.longest_by_answer } else { &shared.longest_by_list };
        longest.fetch_max(took, Ordering::SeqCst);
        let what = || format!("check {number}: {:?}", decision(&report));
        match (which, report.decision()) {
            (0, Decision::Confirmed) => shared.confirmed.fetch_add(1, Ordering::SeqCst),
            (1, Decision::Refused) => shared.refused.fetch_add(1, Ordering::SeqCst),
            // Good until it is revoked, and never good again after this worker's folder knew.
            (2, Decision::Confirmed) if asks_service || !was_turned => shared.confirmed.fetch_add(1, Ordering::SeqCst),
            (2, Decision::Refused) => {
                assert!(shared.turning.load(Ordering::SeqCst), "refused before it was revoked: {}", what());
                if !asks_service {
                    shared.turned[own].store(true, Ordering::SeqCst);
                }
                shared.refused.fetch_add(1, Ordering::SeqCst)
            }
            (_, _) => panic!("{}", what()),
        };
    }
}

/// Resident memory in KiB.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
}
