//! What a report tells beside its verdict: the grounds, and the notes.

use qoltanba::Certificate;
use qoltanba::asn1::tag;
use qoltanba::check::{Check, CheckResult, Expected, JudgedAt, Report, RevocationDepth, Standing, Verifier};
use qoltanba::crypto::PrivateKey;
use qoltanba::oid;
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::SignedData;
use qoltanba::trust::TrustStore;
use qoltanba_tests::national::file;
use qoltanba_tests::pki::{List, Template, day, der, now};
use qoltanba_tests::world::{KEY_COMPROMISE, SERIAL, World, lists_of};

fn check(verifier: &Verifier, certificate: &Certificate) -> Report {
    verifier.check_certificate(certificate, &Expected::anyone(), JudgedAt::given(now()))
}

fn revocation(report: &Report) -> &CheckResult {
    report.signers()[0].checks.iter().find(|check| check.check == Check::Revocation).unwrap()
}

/// Of stale evidence a report names so much that it can be read, and each piece once.
#[test]
fn evidence_is_named_once_and_not_without_end() {
    let world = World::new();
    let of_days = |count: i64, list: List| -> Vec<Vec<u8>> {
        let dated = |number: i64| list.clone().dated(day(-100 - number), Some(day(-99 - number)));
        (0..count).map(|number| world.ca.lists(&dated(number))).collect()
    };
    let stale = |count: i64| of_days(count, List::new().revokes(SERIAL, KEY_COMPROMISE));
    // Of those that do not name the certificate the newest says all.
    let silent = of_days(40, List::new());
    let twice = [stale(5), stale(5)].concat();
    for (lists, expected) in [(stale(31), 31), (stale(32), 32), (stale(40), 32), (twice, 10), (silent, 1)] {
        let report =
            check(&Verifier::new(world.store()).with_evidence(lists_of(&lists)), &world.subscriber.certificate);
        let evidence = &report.signers()[0].grounds.evidence;
        assert_eq!(evidence.len(), expected);
        assert!(evidence.iter().all(|one| one.standing == Standing::Stale));
    }
    // Byte for byte the same list, given three times.
    let one = stale(1);
    let thrice = lists_of(&[one[0].clone(), one[0].clone(), one[0].clone()]);
    let report = check(&Verifier::new(world.store()).with_evidence(thrice), &world.subscriber.certificate);
    assert_eq!(report.signers()[0].grounds.evidence.len(), 1);
}

#[test]
fn the_grounds_stand_in_the_json_when_there_are_any() {
    let world = World::new();
    let evidence = lists_of(&[world.ca.lists(&List::new())]);
    let json = |verifier: &Verifier| -> serde_json::Value {
        serde_json::from_str(&check(verifier, &world.subscriber.certificate).to_json()).unwrap()
    };
    let found = json(&Verifier::new(world.store()).with_evidence(evidence));
    let grounds = &found["signers"][0]["grounds"];
    let places: Vec<_> = grounds["path"].as_array().unwrap().iter().map(|member| member["place"].as_str()).collect();
    assert_eq!(places, [Some("end-entity"), Some("authority"), Some("anchor")]);
    assert_eq!(grounds["evidence"].as_array().unwrap().len(), 1);
    assert!(grounds.get("revoked").is_none() && grounds.get("timestamps").is_none());
    let found = json(&Verifier::new(TrustStore::new(Vec::new(), Vec::new())));
    assert!(found["signers"][0].get("grounds").is_none(), "{found}");
}

/// With [`RevocationDepth::Chain`] each certificate was asked about, and the sentence says so of each.
#[test]
fn every_certificate_that_was_asked_about_is_told() {
    let world = World::new();
    let lists = lists_of(&[world.ca.lists(&List::new()), world.root.lists(&List::new())]);
    let verifier = Verifier::new(world.store()).with_evidence(lists);
    let detail = revocation(&check(&verifier, &world.subscriber.certificate)).detail.clone();
    assert_eq!(detail.matches("is not revoked").count(), 1, "{detail}");
    let verifier = verifier.with_revocation(RevocationDepth::Chain);
    let report = check(&verifier, &world.subscriber.certificate);
    let detail = &revocation(&report).detail;
    assert_eq!(detail.matches("is not revoked").count(), 2, "{detail}");
    assert!(detail.contains("serial number 07 is") && detail.contains("The CA certificate with serial number 02 is"));
}

/// A wrong control digit decides nothing, and is noted; of two signers with one certificate once.
#[test]
fn a_wrong_control_digit_is_noted_once() {
    let verifier = Verifier::new(TrustStore::new(Vec::new(), Vec::new()));
    let noted =
        |report: &Report| report.notes().iter().filter(|note| note.contains("control digit of the IIN")).count();
    let certificate = |name: &str| Certificate::from_der(&file(name)).unwrap();
    for (name, expected) in [("gost2015/individual.cer", 0), ("gost2015/individual-wrong-control-digit.cer", 1)] {
        let report = check(&verifier, &certificate(name));
        assert_eq!((noted(&report), report.notes().len()), (expected, expected), "{name}");
    }

    // The public test number of the national authority, whose control digit would be 3.
    let name = der(|writer| {
        writer.sequence(|rdns| {
            rdns.set_of([der(|attribute| {
                attribute.sequence(|pair| {
                    pair.oid(&oid::SERIAL_NUMBER).tlv(tag::PRINTABLE_STRING, b"IIN123456789011");
                });
            })]);
        });
    });
    let pem = std::fs::read(qoltanba_testdata::folder().join("../keys/rsa-individual-sign.pem")).unwrap();
    let key = PrivateKey::from_der_or_pem(&pem).unwrap();
    let spki = certificate("rsa/individual-sign.cer").spki().to_vec();
    let holder = World::new().ca.certifies_spki(&Template::end_entity("").subject(name), &spki);
    let signer = Signer::new(&key, &holder).unwrap();
    let one = cms::sign(&signer, b"content", &cms::Options::default()).unwrap();
    let parsed = SignedData::parse(&one).unwrap();
    let two = cms::add_signer(&parsed, &signer, None, &cms::Options::default()).unwrap();
    for (message, signers) in [(one.as_slice(), 1), (&two, 2)] {
        let document = SignedDocument::parse(message).unwrap();
        let report = verifier.verify(&document, &Expected::anyone(), JudgedAt::given(now())).unwrap();
        assert_eq!((report.signers().len(), noted(&report)), (signers, 1), "{:?}", report.notes());
    }
}
