//! `crl sync`: what it keeps, what it says, and that its folder is usable whatever happens to it.
//!
//! `QOLTANBA_KILLS` is the number of times that it is killed (12 when it is left out).

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use common::pki::path;
use common::{Run, qoltanba};
use qoltanba::Moment;
use qoltanba::revocation::Crl;
use qoltanba_tests::authority::{KEY_COMPROMISE, ListPlan, NationalAuthority};
use qoltanba_tests::services::{Fault, Services};
use serde_json::Value;

const LIST: &str = "/crl/nca-rsa.crl";
const DELTA: &str = "/crl/nca-rsa-delta.crl";

fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Moment::from_unix(i64::try_from(since.as_secs()).unwrap())
}

/// A list that is current for an hour around now, with so many entries.
fn plan(number: u64, entries: u64) -> ListPlan {
    let serial = |n: u64| [vec![0x22; 8], n.to_be_bytes().to_vec()].concat();
    ListPlan {
        number,
        delta_of: None,
        this_update: now().plus_seconds(-3_600),
        next_update: now().plus_seconds(3_600),
        revoked: (0..entries).map(|n| (serial(n), KEY_COMPROMISE)).collect(),
    }
}

fn delta(number: u64) -> ListPlan {
    ListPlan { delta_of: Some(1), ..plan(number, 0) }
}

fn folder(name: &str) -> PathBuf {
    let folder = common::scratch("crl-sync").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn command(services: &Services, cache: &Path, language: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qoltanba"));
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "QOLTANBA_CONFIG"] {
        command.env_remove(variable);
    }
    command.args(["crl", "sync", &services.url(LIST), &services.url(DELTA), "--cache"]).arg(cache);
    command.args(language.iter().flat_map(|language| ["--lang", language]));
    command.arg("--trust").arg(path("ca/root-rsa.cer")).arg("--intermediate").arg(path("ca/nca-rsa.cer"));
    command
}

fn sync(services: &Services, cache: &Path, more: &[&str]) -> Output {
    command(services, cache, Some("en")).args(more).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What the lists in the folder say of a certificate that nobody revoked: only that line, for the certificate itself may
/// have expired when this runs.
fn revocation(cache: &Path) -> (Run, String) {
    let lists = cache.join("crl").display().to_string();
    let certificate = path("rsa/individual-sign.cer").display().to_string();
    let (root, authority) =
        (path("ca/root-rsa.cer").display().to_string(), path("ca/nca-rsa.cer").display().to_string());
    let arguments =
        ["check-certificate", &certificate, "--trust", &root, "--intermediate", &authority, "--crl", &lists, "--json"];
    let run = qoltanba(&arguments);
    let outcome = run.outcome("revocation").0.to_owned();
    (run, outcome)
}

#[test]
fn lists_are_fetched_once_and_kept() {
    let (services, authority, cache) = (Services::start(), NationalAuthority::new(), folder("kept"));
    services.publish(LIST, authority.list(&plan(1, 3)));
    services.publish(DELTA, authority.list(&delta(1)));
    let metrics = cache.join("metrics.txt");
    let first = sync(&services, &cache, &["--metrics", metrics.to_str().unwrap()]);
    assert_eq!(first.status.code(), Some(0), "{}{}", text(&first.stdout), text(&first.stderr));
    let lines = text(&first.stdout);
    assert!(lines.contains("updated (3 entries") && lines.contains("OK: 2 of 2"), "{lines}");
    assert!(!lines.contains('\u{1b}'), "no colours outside of a terminal");
    let again = sync(&services, &cache, &[]);
    assert_eq!(text(&again.stdout).matches("unchanged").count(), 2, "{}", text(&again.stdout));
    assert_eq!(revocation(&cache).1, "passed");
    let metrics = std::fs::read_to_string(metrics).unwrap();
    assert!(metrics.contains("qoltanba_requests_total{what=\"crl\",outcome=\"ok\"} 2\n"), "{metrics}");
    assert!(metrics.contains(&format!("qoltanba_list_entries{{url=\"{}\"}} 3\n", services.url(LIST))), "{metrics}");
    assert!(metrics.ends_with("# EOF\n"));
    // In JSON, one line for each list and the health line; quietly, nothing.
    let json = sync(&services, &cache, &["--json"]);
    let lines: Vec<Value> = text(&json.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[0]["outcome"], &lines[2]["healthy"]), (3, &"unchanged".into(), &true.into()));
    assert_eq!(sync(&services, &cache, &["--quiet"]).stdout, b"");
    for (locale, word) in [("kk_KZ.UTF-8", "өзгерген жоқ"), ("ru_RU.UTF-8", "без изменений"), ("C", "unchanged")]
    {
        let output = command(&services, &cache, None).env("LC_ALL", locale).output().unwrap();
        assert!(text(&output.stdout).contains(word), "{locale}: {}", text(&output.stdout));
    }
}

/// What fails is said in one line with what to do; the list at hand stays, and counts.
#[test]
fn a_failing_service_leaves_the_lists_at_hand() {
    let (services, authority, cache) = (Services::start(), NationalAuthority::new(), folder("failing"));
    services.misbehave(100, &[Fault::NotFound]);
    let none = sync(&services, &cache, &["--timeout", "2"]);
    assert_eq!(none.status.code(), Some(2), "{}", text(&none.stdout));
    assert!(text(&none.stdout).contains("NOT OK: 0 of 2"), "{}", text(&none.stdout));
    assert_eq!(revocation(&cache).1, "undetermined");
    services.misbehave(0, &[]);
    services.publish(LIST, authority.list(&plan(1, 0)));
    services.publish(DELTA, authority.list(&delta(1)));
    assert_eq!(sync(&services, &cache, &[]).status.code(), Some(0));
    services.misbehave(100, &[Fault::NotFound, Fault::Portal]);
    let failing = sync(&services, &cache, &["--timeout", "2"]);
    assert_eq!(failing.status.code(), Some(0), "{}", text(&failing.stdout));
    assert!(text(&failing.stdout).contains("OK: 2 of 2"), "{}", text(&failing.stdout));
    assert_eq!(revocation(&cache).1, "passed");
}

/// Killed at any moment, it leaves lists that are whole: the ones before, or the new ones.
#[test]
fn killed_at_any_moment_the_folder_is_usable() {
    let kills: u32 = std::env::var("QOLTANBA_KILLS").map_or(12, |text| text.parse().unwrap());
    let (services, authority, cache) = (Services::start(), NationalAuthority::new(), folder("killed"));
    services.count_only();
    // Large enough for a kill to meet it half written.
    const ENTRIES: u64 = 20_000;
    services.publish(LIST, authority.list(&plan(1, ENTRIES)));
    services.publish(DELTA, authority.list(&delta(1)));
    let started = Instant::now();
    assert_eq!(sync(&services, &cache, &[]).status.code(), Some(0));
    let whole = started.elapsed();
    let (mut dice, mut ended, mut left_over, mut moved) = (0x2545_f491_u64, 0, 0, 0);
    let mut before = number(&cache);
    for round in 2..u64::from(kills) + 2 {
        services.publish(LIST, authority.list(&plan(round, ENTRIES)));
        services.publish(DELTA, authority.list(&delta(round)));
        let mut child =
            command(&services, &cache, Some("en")).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let roll = f64::from(u32::try_from(dice >> 40).unwrap()) / f64::from(1 << 24);
        std::thread::sleep(whole.mul_f64(roll * 1.1));
        ended += u32::from(child.try_wait().unwrap().is_some());
        let _ = child.kill();
        child.wait().unwrap();
        left_over = left_over.max(std::fs::read_dir(cache.join("tmp")).unwrap().count());
        for file in std::fs::read_dir(cache.join("crl")).unwrap() {
            let file = file.unwrap().path();
            let list = Crl::from_der(&std::fs::read(&file).unwrap());
            assert!(
                list.is_ok_and(|list| list.delta_base().is_some() || list.entries() == Ok(20_000)),
                "{}",
                file.display()
            );
        }
        let after = number(&cache);
        assert!(after >= before, "round {round}: the list went back from {before} to {after}");
        moved += u32::from(after != before);
        before = after;
        let (run, outcome) = revocation(&cache);
        assert_eq!(outcome, "passed", "round {round}: {:#}", run.json);
    }
    eprintln!(
        "kill: {kills} times within {whole:?}, {ended} had ended before, {moved} had brought a new list, at most {left_over} unfinished files"
    );
    // No lock is left behind.
    let last = sync(&services, &cache, &[]);
    assert_eq!(last.status.code(), Some(0), "{}", text(&last.stdout));
    assert_eq!(number(&cache), u64::from(kills) + 1);
}

/// The number of the complete list in the folder.
fn number(cache: &Path) -> u64 {
    let files = std::fs::read_dir(cache.join("crl")).unwrap().map(|file| file.unwrap().path());
    let lists = files.map(|file| Crl::from_der(&std::fs::read(file).unwrap()).unwrap());
    let complete = lists.into_iter().find(|list| list.delta_base().is_none()).unwrap();
    complete.number().unwrap().to_string().parse().unwrap()
}

/// With files limited to 64 KiB the new list does not fit: the one before stays, and the line says why.
#[test]
fn a_full_disk_leaves_the_lists_at_hand() {
    let (services, authority, cache) = (Services::start(), NationalAuthority::new(), folder("full"));
    services.publish(LIST, authority.list(&plan(1, 10)));
    services.publish(DELTA, authority.list(&delta(1)));
    assert_eq!(sync(&services, &cache, &[]).status.code(), Some(0));
    services.publish(LIST, authority.list(&plan(2, 5_000)));
    let full = command(&services, &cache, Some("en"));
    let words: Vec<String> = std::iter::once(full.get_program())
        .chain(full.get_args())
        .map(|word| format!("'{}'", word.to_str().unwrap()))
        .collect();
    // Without the trap the system ends the process, which the test above stands for.
    let script = format!("trap '' XFSZ; ulimit -f 64; exec {}", words.join(" "));
    let output = Command::new("bash").args(["-c", &script]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    assert!(text(&output.stdout).contains("look at the space"), "{}", text(&output.stdout));
    assert_eq!((number(&cache), revocation(&cache).1.as_str()), (1, "passed"));
    assert_eq!(std::fs::read_dir(cache.join("tmp")).unwrap().count(), 0, "nothing unfinished is left");
    assert_eq!(sync(&services, &cache, &[]).status.code(), Some(0));
    assert_eq!(number(&cache), 2);
}

/// Damage from outside: a state that is half written costs one full answer, a list that is half written is fetched anew.
#[test]
fn damaged_files_are_replaced() {
    let (services, authority, cache) = (Services::start(), NationalAuthority::new(), folder("damaged"));
    services.publish(LIST, authority.list(&plan(1, 10)));
    services.publish(DELTA, authority.list(&delta(1)));
    assert_eq!(sync(&services, &cache, &[]).status.code(), Some(0));
    for sub in ["state", "crl"] {
        for file in std::fs::read_dir(cache.join(sub)).unwrap() {
            let file = file.unwrap().path();
            let bytes = std::fs::read(&file).unwrap();
            std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
        }
        let _ = services.seen();
        let output = sync(&services, &cache, &[]);
        assert_eq!(output.status.code(), Some(0), "{sub}: {}", text(&output.stdout));
        assert!(services.seen().iter().all(|seen| !seen.headers.contains_key("if-none-match")), "{sub}");
        assert_eq!(revocation(&cache).1, "passed", "{sub}");
    }
}

/// A reader sees the list before or the new one, whole, while it is replaced again and again.
#[test]
fn a_reader_never_sees_half_a_list() {
    let (services, authority, cache) = (Services::start(), NationalAuthority::new(), folder("read"));
    let publish = |number| {
        services.publish(LIST, authority.list(&plan(number, 3_000)));
        services.publish(DELTA, authority.list(&delta(number)));
    };
    publish(1);
    assert_eq!(sync(&services, &cache, &[]).status.code(), Some(0));
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut reads, mut last) = (0, 0);
            while !stop.load(Ordering::SeqCst) {
                let seen = number(&cache);
                assert!(seen >= last, "{seen} after {last}");
                (reads, last) = (reads + 1, seen);
            }
            (reads, last)
        });
        for number in 2..12 {
            publish(number);
            assert_eq!(sync(&services, &cache, &["--quiet"]).status.code(), Some(0));
        }
        std::thread::sleep(Duration::from_millis(50));
        stop.store(true, Ordering::SeqCst);
        let (reads, last) = reader.join().unwrap();
        assert!(reads > 10 && last == 11, "{reads} reads, the last saw {last}");
    });
}

/// Two processes at once ask for one list once: the second takes what the first brought.
#[test]
fn processes_share_one_request() {
    let (services, authority, cache) = (Services::start(), NationalAuthority::new(), folder("shared"));
    services.publish(LIST, authority.list(&plan(1, 0)));
    services.publish(DELTA, authority.list(&delta(1)));
    // Both wait for the first answers long enough to meet.
    services.plan(&[Fault::Silence(Duration::from_secs(1)), Fault::Silence(Duration::from_secs(1))]);
    let children: Vec<_> =
        (0..4).map(|_| command(&services, &cache, Some("en")).stdout(Stdio::null()).spawn().unwrap()).collect();
    for mut child in children {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    let answered = services.seen();
    let full = |path: &str| {
        answered.iter().filter(|seen| seen.path == path && !seen.headers.contains_key("if-none-match")).count()
    };
    // The silent answer and the real one.
    assert_eq!((full(LIST), full(DELTA)), (2, 2), "{answered:?}");
}

#[test]
fn what_is_missing_is_one_line() {
    let cache = folder("usage").display().to_string();
    let root = path("ca/root-rsa.cer").display().to_string();
    let url = "http://127.0.0.1:9/a.crl";
    for (arguments, word) in [
        (vec!["crl", "sync", url, "--trust", &root], "--cache"),
        (vec!["crl", "sync", "--cache", &cache, "--trust", &root], "URL"),
        (vec!["crl", "sync", url, "--cache", &cache], "--trust"),
        (vec!["crl", "sync", "ftp://a.kz/", "--cache", &cache, "--trust", &root], "http"),
        (vec!["crl", "sync", url, "--cache", &cache, "--trust", &root, "--interval", "0"], "--interval"),
        (vec!["crl", "sync", url, "--cache", &cache, "--trust", &root, "--allow-host", "http://a"], "--allow-host"),
    ] {
        let run = qoltanba(&arguments);
        run.expect_unusable(word);
        assert!(run.stderr.contains(word), "{word}: {}", run.stderr);
    }
}
