//! What real services do wrong, each from a stand-in: nothing of it is evidence, and nothing of it harms what is at hand.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::time::{Duration, Instant};

use common::{
    DELTA, HOST, LIST, check, decision, evidence, individual, plan, revocation, scratch, services, settings, verifier,
};
use qoltanba::check::{Decision, Reason};
use qoltanba_online::{AllowList, FetchError, OnlineEvidence, Order, Retry, Settings};
use qoltanba_tests::authority::{KEY_COMPROMISE, ListPlan};
use qoltanba_tests::services::{Fault, Services};

const ONCE: Retry = Retry { attempts: 1, first_pause: Duration::ZERO, longest_pause: Duration::ZERO };

fn once(services: &Services, order: Order) -> Settings {
    let mut settings = settings(services, order);
    settings.transport.retry = ONCE;
    settings
}

/// What bringing the one list up to date gives, with one attempt.
fn sync_with(services: &Services, fault: Option<Fault>, timeout: Duration) -> Result<(), FetchError> {
    let mut settings = once(services, Order::CrlOnly);
    settings.crl_urls = vec![format!("http://{HOST}{LIST}")];
    settings.transport.timeout = timeout;
    services.plan(fault.as_slice());
    let online = OnlineEvidence::new(settings).unwrap();
    let results = online.sync(&common::store(), common::now());
    results[0].outcome.as_ref().map(|_| ()).map_err(Clone::clone)
}

#[test]
fn every_fault_has_a_name() {
    let (services, _) = services();
    let patience = Duration::from_millis(700);
    assert_eq!(sync_with(&services, None, patience), Ok(()));
    assert_eq!(sync_with(&services, Some(Fault::Moved), patience), Ok(()), "within the host");
    let redirected = |host: &str| FetchError::Redirected { host: host.to_owned() };
    for (fault, error) in [
        (Fault::Empty, FetchError::Empty),
        (Fault::Portal, redirected("login.example")),
        (Fault::Page, FetchError::Page),
        (Fault::NotFound, FetchError::Status(404)),
        (Fault::Unavailable, FetchError::Status(503)),
        (Fault::Silence(Duration::from_millis(1_500)), FetchError::TimedOut),
        (Fault::Trickle, FetchError::TimedOut),
    ] {
        let started = Instant::now();
        assert_eq!(sync_with(&services, Some(fault), patience), Err(error), "{fault:?}");
        assert!(started.elapsed() < 2 * patience, "{fault:?} took {:?}", started.elapsed());
    }
    services.plan(&[Fault::Circle; 8]);
    assert_eq!(sync_with(&services, None, patience), Err(redirected(HOST)));
    // The rest of the row that the circle did not use.
    services.plan(&[]);
    let (services, _) = common::services();
    for fault in [Fault::CutOff, Fault::Reset] {
        let outcome = sync_with(&services, Some(fault), patience);
        assert!(matches!(outcome, Err(FetchError::CutOff | FetchError::Connection)), "{fault:?}: {outcome:?}");
    }
    let outcome = sync_with(&services, Some(Fault::Corrupt), patience);
    assert!(
        matches!(outcome, Err(FetchError::Unreadable(_) | FetchError::Untrusted(_) | FetchError::Stale(_))),
        "{outcome:?}"
    );
}

#[test]
fn an_answer_without_an_end_is_cut_at_the_limit() {
    let (services, _) = services();
    services.plan(&[Fault::Endless]);
    let online = evidence(once(&services, Order::OcspThenCrl));
    let report = check(&verifier(&online), &individual());
    // The list stands in for the answer.
    assert_eq!(report.decision(), Decision::Confirmed, "{:?}", decision(&report));
    assert!(revocation(&report).detail.contains("larger than"), "{}", revocation(&report).detail);
}

#[test]
fn one_fault_is_outlived_by_trying_again() {
    for fault in
        [Fault::Empty, Fault::Portal, Fault::Page, Fault::Unavailable, Fault::CutOff, Fault::Corrupt, Fault::Reset]
    {
        let (services, _) = services();
        services.plan(&[fault, fault]);
        let online = evidence(settings(&services, Order::CrlOnly));
        let report = check(&verifier(&online), &individual());
        assert_eq!(report.decision(), Decision::Confirmed, "{fault:?}: {:?}", decision(&report));
    }
}

/// No answer is undetermined, and the report says who was asked and what to do.
#[test]
fn no_answer_is_not_good() {
    let (services, _) = services();
    services.misbehave(100, &[Fault::Empty, Fault::Page, Fault::Reset, Fault::NotFound, Fault::Corrupt]);
    let online = evidence(settings(&services, Order::OcspThenCrl));
    let report = check(&verifier(&online), &individual());
    assert_eq!(report.decision(), Decision::Undetermined, "{:?}", decision(&report));
    let found = revocation(&report);
    assert_eq!(found.reason, Some(Reason::NoEvidence));
    for word in ["ulgi.example/ocsp/nca-rsa", "ulgi.example/crl/nca-rsa.crl"] {
        assert!(found.detail.contains(word), "{}", found.detail);
    }
    let serial = "51fa1e53078094";
    assert!(found.detail.contains(serial) && !found.detail.contains("990101100010"), "{}", found.detail);
}

/// A list that is too old, from the future, of a stranger, or of another key is not kept.
#[test]
fn only_a_trusted_current_list_is_kept() {
    let (services, authority) = services();
    let folder = scratch("only-trusted");
    let day = 86_400;
    let stale = ListPlan {
        this_update: common::now().plus_seconds(-2 * day),
        next_update: common::now().plus_seconds(-day),
        ..plan(2)
    };
    let future = ListPlan { this_update: common::now().plus_seconds(day), ..plan(2) };
    let file = |name: &str| qoltanba_testdata::file(name).unwrap();
    for (what, list) in [
        ("stale", authority.list(&stale)),
        ("future", authority.list(&future)),
        ("of an authority that nobody trusts", file("crl/foreign-authority.crl")),
        ("of an authority that is not in the store", file("crl/nca-gost2015.crl")),
        ("two at once", [file("crl/nca-rsa.crl"), file("crl/nca-rsa.crl")].concat()),
        ("a certificate", file("ca/nca-rsa.cer")),
    ] {
        services.publish(LIST, list);
        let mut settings = once(&services, Order::CrlOnly);
        settings.folder = Some(folder.clone());
        settings.crl_urls = vec![format!("http://{HOST}{LIST}")];
        let online = OnlineEvidence::new(settings).unwrap();
        let results = online.sync(&common::store(), common::now());
        assert!(results[0].outcome.is_err() && results[0].current.is_none(), "{what}");
        assert_eq!(std::fs::read_dir(folder.join("crl")).unwrap().count(), 0, "{what}");
    }
}

/// A mirror with an old copy, or somebody in between, takes nothing back: neither the list before, nor a delta in the place
/// of a list, nor the current list of another authority.
#[test]
fn a_list_gives_way_only_to_a_newer_one() {
    let (services, authority) = services();
    let serial = individual().serial().to_vec();
    let newer = ListPlan { this_update: common::now(), revoked: vec![(serial, KEY_COMPROMISE)], ..plan(2) };
    services.publish(LIST, authority.list(&newer));
    let mut settings = once(&services, Order::CrlOnly);
    settings.folder = Some(scratch("newer-only"));
    settings.refresh_after = Duration::ZERO;
    settings.crl_urls = vec![format!("http://{HOST}{LIST}")];
    let online = evidence(settings);
    let checker = verifier(&online);
    assert_eq!(check(&checker, &individual()).decision(), Decision::Refused);
    let root = qoltanba_testdata::file("crl/root-rsa.crl").unwrap();
    for (what, list) in [
        ("older", authority.list(&plan(1))),
        ("lower number", authority.list(&ListPlan { this_update: common::now(), ..plan(1) })),
        ("delta", authority.list(&ListPlan { this_update: common::now(), delta_of: Some(1), ..plan(3) })),
        ("another authority", root),
    ] {
        services.publish(LIST, list);
        let results = online.sync(&common::store(), common::now());
        assert!(matches!(results[0].outcome, Err(FetchError::Displaced(_))), "{what}: {:?}", results[0].outcome);
        assert_eq!(check(&checker, &individual()).decision(), Decision::Refused, "{what}");
        online.settle(Duration::from_secs(5));
        assert_eq!(check(&checker, &individual()).decision(), Decision::Refused, "{what}, after the background");
    }
}

/// Addresses of strangers are not asked: not those of hosts that are not allowed, and none of a certificate without a path.
#[test]
fn a_stranger_sends_us_nowhere() {
    let (services, _) = services();
    let mut elsewhere = settings(&services, Order::OcspThenCrl);
    elsewhere.allow = AllowList::national();
    let report = check(&verifier(&evidence(elsewhere)), &individual());
    assert_eq!(report.decision(), Decision::Undetermined);
    assert!(revocation(&report).detail.contains("online.allow"), "{}", revocation(&report).detail);
    let strangers = verifier(&evidence(settings(&services, Order::OcspThenCrl)));
    for name in ["other/foreign-individual.cer", "attack/tampered.cer", "attack/forged.cer"] {
        let report = check(&strangers, &qoltanba_tests::authority::certificate_of(name));
        assert_ne!(report.decision(), Decision::Confirmed, "{name}");
    }
    assert_eq!(services.requests(), 0);
}

/// A silent service is not asked again and again: checks in between are answered at once.
#[test]
fn what_failed_is_left_in_peace() {
    let (services, _) = services();
    let silence = Fault::Silence(Duration::from_secs(2));
    services.misbehave(100, &[silence]);
    let mut silent = once(&services, Order::OcspThenCrl);
    silent.transport.timeout = Duration::from_millis(300);
    let checker = verifier(&evidence(silent));
    assert_eq!(check(&checker, &individual()).decision(), Decision::Undetermined);
    let asked = services.requests();
    let started = Instant::now();
    let report = check(&checker, &individual());
    assert!(started.elapsed() < Duration::from_millis(200), "{:?}", started.elapsed());
    assert_eq!(services.requests(), asked);
    assert!(revocation(&report).detail.contains("asked again in"), "{}", revocation(&report).detail);
}

/// Of two hosts that give the list the second stands in for the first; without either, those of the settings.
#[test]
fn lists_of_the_settings_stand_in() {
    let (services, authority) = services();
    services.publish("/mirror.crl", authority.list(&plan(1)));
    services.publish(LIST, b"<html>".to_vec());
    let mut settings = once(&services, Order::CrlOnly);
    settings.crl_urls = vec!["http://mirror.example:8080/mirror.crl".to_owned()];
    let report = check(&verifier(&evidence(settings)), &individual());
    assert_eq!(report.decision(), Decision::Confirmed, "{:?}", decision(&report));
}

/// Requests say who asks, and an unchanged list costs a short answer.
#[test]
fn requests_are_conditional_and_named() {
    let (services, authority) = services();
    let mut settings = settings(&services, Order::CrlOnly);
    settings.folder = Some(scratch("conditional"));
    settings.crl_urls = vec![format!("http://{HOST}{LIST}")];
    for round in 0..3 {
        // A new process each time: the folder remembers.
        let online = OnlineEvidence::new(settings.clone()).unwrap();
        let results = online.sync(&common::store(), common::now());
        assert!(results[0].outcome.is_ok(), "{:?}", results[0].outcome);
        let seen = services.seen();
        assert_eq!(seen.len(), 1);
        assert!(seen[0].headers["user-agent"].starts_with("qoltanba/"));
        let condition = seen[0].headers.get("if-none-match").map(String::as_str);
        assert_eq!(condition, (round > 0).then_some("\"1\""), "round {round}");
        let bytes = online.metrics().to_openmetrics();
        assert_eq!(bytes.contains("qoltanba_received_bytes_total{what=\"crl\"} 0"), round > 0, "{bytes}");
    }
    // Validators that belong to another list than the one at hand are not used.
    let list = std::fs::read_dir(common_folder("conditional")).unwrap().next().unwrap().unwrap().path();
    let another = ListPlan { this_update: common::now().plus_seconds(-7_200), ..plan(1) };
    std::fs::write(&list, authority.list(&another)).unwrap();
    let online = OnlineEvidence::new(settings).unwrap();
    assert!(online.sync(&common::store(), common::now())[0].outcome.is_ok());
    assert_eq!(services.seen()[0].headers.get("if-none-match"), None);
}

fn common_folder(name: &str) -> std::path::PathBuf {
    std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name).join("crl")
}

/// Many checks at once ask for the list once.
#[test]
fn one_request_for_one_list() {
    let (services, _) = services();
    services.plan(&[Fault::Silence(Duration::ZERO)]);
    let checker = verifier(&evidence(settings(&services, Order::CrlOnly)));
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| assert_eq!(check(&checker, &individual()).decision(), Decision::Confirmed));
        }
    });
    let lists = services.seen().iter().filter(|seen| seen.path == LIST || seen.path == DELTA).count();
    assert_eq!(lists, 3, "the fault, the list, the delta");
}

/// A folder that is cleared under a running process costs nothing but the next requests.
#[test]
fn a_cleared_folder_is_made_again() {
    let (services, _) = services();
    let mut settings = settings(&services, Order::CrlOnly);
    let folder = scratch("cleared");
    settings.folder = Some(folder.clone());
    settings.crl_urls = vec![format!("http://{HOST}{LIST}")];
    let online = evidence(settings);
    let checker = verifier(&online);
    assert_eq!(check(&checker, &individual()).decision(), Decision::Confirmed);
    std::fs::remove_dir_all(&folder).unwrap();
    services.misbehave(100, &[Fault::Reset]);
    assert_eq!(check(&checker, &individual()).decision(), Decision::Confirmed, "from memory");
    services.misbehave(0, &[]);
    assert!(online.sync(&common::store(), common::now())[0].outcome.is_ok());
    assert_eq!(std::fs::read_dir(folder.join("crl")).unwrap().count(), 1);
}
