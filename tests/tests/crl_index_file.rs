//! Index files of lists: what is believed of them, and when. Files that `write` would not make are put together here, by the
//! layout that the module describes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

use std::ops::Range;
use std::sync::{Arc, Barrier};

use qoltanba::asn1::{Reader, tag};
use qoltanba::check::{Decision, Expected, JudgedAt, Verifier};
use qoltanba::path::{PathOptions, build};
use qoltanba::revocation::{self, Crl, Evidence, RevocationOptions, SharedBytes, Status, index_file};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment, Result};
use qoltanba_tests::pki::{Holder, List, Template, now};
use qoltanba_tests::workspace;
use qoltanba_tests::world::word;
use ring::digest::{SHA256, digest};

const SUPERSEDED: u8 = 4;
const OTHER_LIST: &str = "its list is the one that it was made from";
const OTHER_TABLES: &str = "its tables have every entry of the list, and no other";

fn open(file: Vec<u8>) -> Result<Vec<Crl>> {
    let shared: SharedBytes = Arc::new(file);
    index_file::read(&shared)
}

fn written(lists: &[&[u8]]) -> Vec<u8> {
    let lists: Vec<Crl> = lists.iter().map(|der| Crl::from_der(der).unwrap()).collect();
    index_file::write(&lists).unwrap()
}

/// A list as an index file holds it.
#[derive(Clone)]
struct Part {
    der: Vec<u8>,
    entries: usize,
    /// Starts and offsets.
    tables: Vec<u32>,
}

impl Part {
    /// With the tables that `write` makes.
    fn of(der: &[u8]) -> Self {
        let entries = Crl::from_der(der).unwrap().entries().unwrap();
        let file = written(&[der]);
        let tables = file[(16 + 40 + der.len()).next_multiple_of(4)..file.len() - 32].as_chunks::<4>().0;
        Self { der: der.to_vec(), entries, tables: tables.iter().map(|number| u32::from_le_bytes(*number)).collect() }
    }

    fn starts(&self) -> Range<usize> {
        0..self.entries.next_power_of_two() + 1
    }
}

/// The file of these parts, as the module describes it. All digests fit.
fn file(parts: &[Part]) -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let mut file = [&b"qltcrl\0\x02"[..], &number(parts.len()), &[0; 4]].concat();
    let mut opened = file.clone();
    for Part { der, entries, tables } in parts {
        let record = [digest(&SHA256, der).as_ref(), &number(der.len()), &number(*entries)].concat();
        let place = entries_of(der);
        opened.extend([&record, &der[..place.start], &der[place.end..]].concat());
        file.extend([record, der.clone()].concat());
        file.resize(file.len().next_multiple_of(4), 0);
        tables.iter().for_each(|number| file.extend(number.to_le_bytes()));
    }
    file.extend(digest(&SHA256, &opened).as_ref());
    file
}

/// The content of revokedCertificates in a list that has it.
fn entries_of(list: &[u8]) -> Range<usize> {
    let mut tbs = Reader::new(list).sequence("list").unwrap().sequence("tbs").unwrap();
    for what in ["version", "signature", "issuer", "thisUpdate", "nextUpdate"] {
        tbs.any(what).unwrap();
    }
    let revoked = tbs.expect(tag::SEQUENCE, "revokedCertificates").unwrap();
    revoked.content_offset()..revoked.content_offset() + revoked.content().len()
}

/// A CA with two subscribers.
struct World {
    ca: Holder,
    trust: TrustStore,
    revoked: Certificate,
    other: Certificate,
}

/// The serial numbers of the two.
const REVOKED: u64 = 300;
const OTHER: u64 = 301;

impl World {
    fn new() -> Self {
        let ca = Holder::root(&Template::ca("CA"));
        let trust = TrustStore::new(vec![TrustAnchor::from_certificate(&ca.certificate)], Vec::new());
        let [revoked, other] =
            [REVOKED, OTHER].map(|serial| ca.issues(&Template::end_entity("User").serial(serial)).certificate);
        Self { ca, trust, revoked, other }
    }

    /// A list with twenty entries, from the serial number on.
    fn list(&self, first: u64) -> Vec<u8> {
        self.ca.lists(&(first..first + 20).fold(List::new().number(1), |list, serial| list.revokes(serial, SUPERSEDED)))
    }

    fn ask(&self, certificate: &Certificate, lists: &[Crl]) -> Status {
        ask(certificate, &self.trust, lists, now())
    }
}

fn ask(certificate: &Certificate, trust: &TrustStore, lists: &[Crl], at: Moment) -> Status {
    let path = build(certificate, trust, &[], &PathOptions::new(at)).unwrap();
    let mut evidence = Evidence::new();
    lists.iter().for_each(|list| evidence.add_crl(list.clone()));
    let options = RevocationOptions::new(at);
    revocation::status(certificate, path.issuer(0).unwrap(), &evidence, trust, &[], &options)
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(qoltanba_testdata::folder().join(name)).unwrap()
}

fn certificate(name: &str) -> Certificate {
    Certificate::from_der(&read(name)).unwrap()
}

/// Who is trusted in the synthetic national PKI, and a moment at which its lists are current.
fn national() -> (TrustStore, Moment) {
    let anchor = TrustAnchor::from_certificate(&certificate("ca/root-gost2015.cer"));
    let trust = TrustStore::new(vec![anchor], vec![certificate("ca/nca-gost2015.cer")]);
    (trust, Moment::parse("2026-07-01T00:00:00Z").unwrap())
}

#[track_caller]
fn assert_untrusted(status: &Status, rule: &str) {
    assert!(
        matches!(status, Status::Undetermined { detail, .. } if detail.contains(rule))
            && word(status) == "evidence-untrusted",
        "{rule}: {status:?}"
    );
}

/// An index file says what its lists say, or nothing: no cut and no changed octet goes unnoticed.
#[test]
fn an_index_file_cannot_say_less_than_its_lists() {
    let ca = Holder::root(&Template::ca("CA"));
    let lists = [60, 0, 1].map(|count| {
        let list = (0..count).fold(List::new(), |list, serial| list.revokes(serial, SUPERSEDED));
        Crl::from_vec(ca.lists(&list)).unwrap()
    });
    let file = index_file::write(&lists).unwrap();
    assert!(index_file::is_index_file(&file));
    let serials = || (0..=200).map(|serial: u8| if serial < 128 { vec![serial] } else { vec![0, serial] });
    let found = open(file.clone()).unwrap();
    assert_eq!(found.len(), 3);
    for (from, to) in found.iter().zip(&lists) {
        assert_eq!((from.der(), from.entries(), from.sha256()), (to.der(), to.entries(), to.sha256()));
        assert!(serials().all(|serial| from.find(&serial) == to.find(&serial)));
    }
    assert_eq!(index_file::write(&found).unwrap(), file, "made anew from itself");
    for length in 0..file.len() {
        assert!(open(file[..length].to_vec()).is_err(), "cut at {length}");
    }
    assert!(open([&file[..], &[0]].concat()).is_err(), "one octet more");
    for place in 0..file.len() {
        let mut changed = file.clone();
        changed[place] ^= 1 << (place % 8);
        let Ok(found) = open(changed) else { continue };
        let unreadable = found.iter().filter(|list| list.entries().is_err()).count();
        assert_eq!(unreadable, 1, "octet {place}");
        for (from, to) in found.iter().zip(&lists) {
            match from.entries() {
                Ok(_) => assert!(serials().all(|serial| from.find(&serial) == to.find(&serial)), "octet {place}"),
                Err(error) => assert!(serials().all(|serial| from.find(&serial) == Err(error.clone()))),
            }
        }
    }
}

/// Base and delta of the national family in one file: whatever octet is changed, a certificate that either of them revokes
/// is not cleared.
#[test]
fn no_changed_octet_clears_a_revoked_certificate() {
    let (trust, at) = national();
    let file = written(&[&read("crl/nca-gost2015.crl"), &read("crl/nca-gost2015-delta.crl")]);
    let verdict = |file: &[u8], certificate: &Certificate| {
        open(file.to_vec()).map(|lists| word(&ask(certificate, &trust, &lists, at))).unwrap_or("refused at opening")
    };
    assert_eq!(verdict(&file, &certificate("gost2015/individual.cer")), "good");
    let (mut at_opening, mut when_asked) = (0, 0);
    for name in ["gost2015/individual-revoked.cer", "gost2015/individual-revoked-in-delta.cer"] {
        let certificate = certificate(name);
        assert_eq!(verdict(&file, &certificate), "revoked");
        for place in 0..file.len() {
            let mut changed = file.clone();
            changed[place] ^= [0x01, 0x80, 0xff][place % 3];
            match verdict(&changed, &certificate) {
                "refused at opening" => at_opening += 1,
                "evidence-untrusted" => when_asked += 1,
                other => panic!("{name}: {other} after octet {place} was changed"),
            }
        }
    }
    assert!(at_opening > 1_000 && when_asked > 1_000, "{at_opening} and {when_asked}");
}

/// The layout of the module is that of `write`; with the tables left out an index is made anew.
#[test]
fn a_file_by_the_layout_is_read() {
    let world = World::new();
    let (list, more) = (Part::of(&world.list(REVOKED)), Part::of(&world.list(1)));
    assert_eq!(file(&[list.clone(), more.clone()]), written(&[&list.der, &more.der]));
    let lists = open(file(&[Part { entries: 0, tables: Vec::new(), ..list.clone() }])).unwrap();
    assert_eq!(lists[0].entries(), Ok(20));
    assert_eq!(word(&world.ask(&world.revoked, &lists)), "revoked");
    assert_eq!(word(&world.ask(&world.other, &open(file(&[more])).unwrap())), "good");
}

/// The file that the fuzz target starts from pins the layout: files that exist must stay readable, or be of another version.
#[test]
fn the_layout_has_not_changed() {
    let seed = std::fs::read(workspace().join("fuzz/seeds/crl/lists.index")).unwrap();
    let lists = [&read("crl/nca-gost2015-256.crl")[..], &read("crl/nca-gost2015-256-delta.crl")];
    assert!(seed == written(&lists), "`qoltanba crl index` makes it of these lists");
}

/// Tables that are not those of their list, under digests that fit.
#[test]
fn tables_that_leave_an_entry_out_clear_nobody() {
    let world = World::new();
    let honest = Part::of(&world.list(REVOKED));
    let last = honest.tables.len() - 1;
    // The same offsets in another order.
    let others = Part::of(&world.list(REVOKED + 20));
    let sorted = |part: &Part| {
        let mut offsets = part.tables[part.starts().end..].to_vec();
        offsets.sort_unstable();
        offsets
    };
    assert!(sorted(&others) == sorted(&honest) && others.tables != honest.tables);
    let mut without_one = honest.clone();
    without_one.entries -= 1;
    // The entry in slot 0 is gone, and every bucket after its own begins one earlier.
    without_one.tables.remove(honest.starts().end);
    without_one.tables[honest.starts()].iter_mut().for_each(|start| *start = start.saturating_sub(1));
    let mut twice = honest.clone();
    twice.tables[last] = twice.tables[last - 1];
    let mut swapped = honest.clone();
    swapped.tables.swap(last, last - 1);
    let mut cut = honest.clone();
    cut.entries -= 1;
    cut.tables.pop();
    let mut longer = honest.clone();
    longer.entries += 1;
    longer.tables.push(0);
    assert_eq!(cut.entries.next_power_of_two(), longer.entries.next_power_of_two(), "no other number of buckets");
    let mut all_empty = honest.clone();
    all_empty.tables[honest.starts()].fill(0);
    for (name, part) in [
        ("of another list", Part { tables: others.tables, ..honest.clone() }),
        ("one entry left out", without_one),
        ("one entry twice, another not", twice),
        ("two entries swapped", swapped),
        ("the last offset cut off", cut),
        ("an offset behind the last one", longer),
        ("empty buckets", all_empty),
        ("offsets of nothing", Part { tables: vec![u32::MAX; last + 1], ..honest.clone() }),
        ("a single entry", Part { entries: 1, tables: vec![0, 1, honest.tables[last]], ..honest.clone() }),
    ] {
        let lists = open(file(&[part])).unwrap();
        for certificate in [&world.revoked, &world.other] {
            assert_untrusted(&world.ask(certificate, &lists), OTHER_TABLES);
        }
        let error = lists[0].entries().unwrap_err();
        assert!(error.to_string().contains(OTHER_TABLES), "{name}: {error}");
        assert_eq!(lists[0].find(world.revoked.serial()), Err(error.clone()), "{name}");
        assert_eq!(index_file::write(&lists), Err(error), "{name}: it is not passed on");
    }
}

#[test]
fn a_list_that_is_not_the_one_of_the_file_is_not_asked() {
    let world = World::new();
    let part = Part::of(&world.list(REVOKED));
    let content = entries_of(&part.der);
    // Found without looking at the entries: the tables fit both, and so does everything that is read at opening.
    let mut changed = file(std::slice::from_ref(&part));
    let reason = 56 + content.end - 1;
    assert_eq!(changed[reason], SUPERSEDED);
    changed[reason] = 8;
    let lists = open(changed).unwrap();
    assert_untrusted(&world.ask(&world.revoked, &lists), OTHER_LIST);
    assert!(lists[0].entries().unwrap_err().to_string().contains(OTHER_LIST));

    // With the digest of the changed list: nobody has signed it.
    let mut forged = part.clone();
    forged.der[content.end - 1] = 8;
    let lists = open(file(&[forged])).unwrap();
    assert_eq!(lists[0].entries(), Ok(20));
    assert_untrusted(&world.ask(&world.revoked, &lists), "cannot be trusted");
}

#[test]
fn a_malformed_entry_is_found_when_its_list_is_asked() {
    let world = World::new();
    let mut part = Part::of(&world.list(REVOKED));
    let first = entries_of(&part.der).start;
    // The serial number of the first entry becomes a BIT STRING.
    assert_eq!(std::mem::replace(&mut part.der[first + 2], tag::BIT_STRING), tag::INTEGER);
    let expected = Crl::from_der(&part.der).unwrap_err();
    for part in [part.clone(), Part { entries: 0, tables: Vec::new(), ..part }] {
        let lists = open(file(&[part])).unwrap();
        assert_eq!(lists[0].entries(), Err(expected.clone()));
        assert_untrusted(&world.ask(&world.other, &lists), &expected.to_string());
    }
}

/// What opening reads is refused at opening.
#[test]
fn what_stands_around_the_entries_is_read_at_opening() {
    let world = World::new();
    let part = Part::of(&world.list(REVOKED));
    let honest = file(std::slice::from_ref(&part));
    let content = entries_of(&part.der);
    for place in
        (0..56 + content.start).chain(56 + content.end..56 + part.der.len()).chain(honest.len() - 32..honest.len())
    {
        let mut changed = honest.clone();
        changed[place] ^= 1;
        assert!(open(changed).is_err(), "octet {place}");
    }
    let mut version_1 = honest.clone();
    version_1[7] = 1;
    assert!(open(version_1).unwrap_err().to_string().contains("this version"));
}

/// An unreadable delta may be the one that revokes: the base that stands beside it in the file does not count either. A list
/// from elsewhere does.
#[test]
fn a_base_does_not_clear_in_the_place_of_its_delta() {
    let world = World::new();
    let base = Part::of(&world.list(OTHER));
    let delta = List::new().number(2).delta_of(1).revokes(REVOKED, SUPERSEDED).revokes(REVOKED + 90, SUPERSEDED);
    let delta = Part::of(&world.ca.lists(&delta));
    let lists = open(file(&[base.clone(), delta.clone()])).unwrap();
    assert_eq!([&world.revoked, &world.other].map(|certificate| word(&world.ask(certificate, &lists))), ["revoked"; 2]);
    let mut damaged = delta.clone();
    damaged.tables.fill(0);
    for parts in [[base.clone(), damaged.clone()], [damaged, base.clone()]] {
        let mut lists = open(file(&parts)).unwrap();
        for certificate in [&world.revoked, &world.other] {
            assert_untrusted(&world.ask(certificate, &lists), OTHER_TABLES);
        }
        lists.extend([&base, &delta].map(|part| Crl::from_der(&part.der).unwrap()));
        for certificate in [&world.revoked, &world.other] {
            assert_eq!(word(&world.ask(certificate, &lists)), "revoked");
        }
    }
}

/// A list that nobody asks is not read; a list of another authority stands in nobody's way.
#[test]
fn a_damaged_list_of_another_authority_is_not_asked() {
    let (world, strange) = (World::new(), Holder::root(&Template::ca("Other CA")));
    let mut other = Part::of(&strange.lists(&List::new().revokes(1, SUPERSEDED)));
    other.tables.fill(7);
    let lists = open(file(&[Part::of(&world.list(REVOKED)), other])).unwrap();
    assert_eq!(word(&world.ask(&world.revoked, &lists)), "revoked");
    assert!(format!("{:?}", lists[1]).contains("entries not read"));
    assert!(lists[1].entries().is_err());
}

#[test]
fn the_report_names_the_rule() {
    let (trust, at) = national();
    let mut part = Part::of(&read("crl/nca-gost2015.crl"));
    part.tables.fill(0);
    let mut evidence = Evidence::new();
    open(file(&[part])).unwrap().into_iter().for_each(|list| evidence.add_crl(list));
    let verifier = Verifier::new(trust).with_evidence(evidence);
    for name in ["gost2015/individual.cer", "gost2015/individual-revoked.cer"] {
        let report = verifier.check_certificate(&certificate(name), &Expected::anyone(), JudgedAt::given(at));
        let text = report.to_json_pretty();
        assert_eq!(report.decision(), Decision::Undetermined, "{text}");
        assert!(text.contains(r#""reason": "evidence-untrusted""#) && text.contains(OTHER_TABLES), "{text}");
    }
}

/// Many threads ask one list first: one checks it, and all have its answer.
#[test]
fn threads_that_ask_at_once_have_one_answer() {
    let world = World::new();
    let honest = Part::of(&world.list(REVOKED));
    let mut damaged = honest.clone();
    damaged.tables.fill(0);
    for (part, expected) in [(honest, "revoked"), (damaged, "evidence-untrusted")] {
        for _ in 0..20 {
            let lists = open(file(std::slice::from_ref(&part))).unwrap();
            let start = Barrier::new(8);
            std::thread::scope(|scope| {
                let asked: Vec<_> = (0..8)
                    .map(|_| {
                        scope.spawn(|| {
                            start.wait();
                            (word(&world.ask(&world.revoked, &lists)), lists[0].find(world.revoked.serial()).is_ok())
                        })
                    })
                    .collect();
                for thread in asked {
                    assert_eq!(thread.join().unwrap(), (expected, expected == "revoked"));
                }
            });
        }
    }
}
