//! Evidence beyond the limits: whoever pads a message must gain nothing by it, and ordinary material must not be affected.

use qoltanba::Certificate;
use qoltanba::asn1::tag;
use qoltanba::oid;
use qoltanba::path::{PathOptions, build};
use qoltanba::revocation::{RevocationOptions, Status, chain_status, status};
use qoltanba_tests::pki::{Answer, Critical, Holder, List, Says, Template, cert_id, day, der, now};
use qoltanba_tests::world::{
    HOLD, KEY_COMPROMISE, SERIAL, World, and_answers, answers_of, assert_status, lists_of, responder_of, word,
};

fn options() -> RevocationOptions {
    RevocationOptions::new(now())
}

/// Whoever pads a message with forged lists must not get a better answer by it.
#[test]
fn what_was_left_unjudged_for_want_of_budget_clears_nobody() {
    let world = World::new();
    let impostor = Holder::root(&Template::ca("CA"));
    let forged: Vec<Vec<u8>> = (0..120).map(|number| impostor.lists(&List::new().number(number))).collect();
    let older = world.ca.lists(&List::new().dated(day(-2), Some(day(1))));
    let revoked = world.ca.answers(&Answer::new().says(&world.id(), Says::Revoked(day(-3), Some(KEY_COMPROMISE))));
    let padded = |lists: Vec<Vec<u8>>| [lists, forged.clone()].concat();
    assert_status(&world.ask(&lists_of(std::slice::from_ref(&older)), &options()), "good");
    assert_status(&world.ask(&lists_of(&padded(vec![older.clone()])), &options()), "evidence-untrusted");
    // The answers have a budget of their own.
    let evidence = and_answers(lists_of(&padded(vec![older.clone()])), std::slice::from_ref(&revoked));
    assert_status(&world.ask(&evidence, &options()), "revoked");
    // The newest list condemns, and stands behind more than the limits allow to verify.
    let newest = world.ca.lists(&List::new().revokes(SERIAL, KEY_COMPROMISE));
    let hidden = [vec![older.clone()], forged.clone(), vec![newest.clone()]].concat();
    assert_ne!(word(&world.ask(&lists_of(&hidden), &options())), "good");
    // What stands first is judged first, and condemns.
    assert_status(&world.ask(&lists_of(&padded(vec![older.clone(), newest])), &options()), "revoked");
    // Forged answers, in the same way.
    let bogus = impostor.answers(&Answer::new().says(&world.id(), Says::Good));
    let answers = [vec![bogus; 120], vec![revoked]].concat();
    assert_ne!(word(&world.ask(&and_answers(lists_of(&[older]), &answers), &options())), "good");
}

/// What is left unjudged of one certificate says nothing about the next one of its path; and that a responder is judged
/// in between makes nothing good.
#[test]
fn a_limit_that_was_reached_concerns_the_certificate_that_was_asked_about() {
    let world = World::new();
    let impostor = Holder::root(&Template::ca("CA"));
    let forged = List::new().revokes(SERIAL, HOLD);
    let mut lists: Vec<Vec<u8>> = (0..120).map(|number| impostor.lists(&forged.clone().number(number))).collect();
    lists.push(world.ca.lists(&List::new()));
    let of_ca = cert_id(&world.ca.certificate, &world.root);
    let of_root = world.root.answers(&Answer::new().says(&of_ca, Says::Good));
    let responder = responder_of(&world.ca);
    let delegated = Answer::new().says(&world.id(), Says::Good).with(&responder.certificate);
    let answers = [of_root, responder.answers(&delegated)];
    let store = world.store();
    let path = build(&world.subscriber.certificate, &store, &[], &PathOptions::new(now())).unwrap();
    let statuses = |lists: &[Vec<u8>]| {
        let evidence = and_answers(lists_of(lists), &answers);
        let statuses = chain_status(&path, &evidence, &store, &[], &options());
        statuses.iter().map(|(_, status)| word(status)).collect::<Vec<_>>()
    };
    assert_eq!(statuses(&lists), ["evidence-untrusted", "good"]);
    assert_eq!(statuses(&lists.split_off(100)), ["good", "good"]);
}

/// An archive holds lists of many days. Those that do not count are no reason to leave the others unjudged.
#[test]
fn lists_that_are_out_of_date_use_up_no_budget_that_others_need() {
    let world = World::new();
    let old = |number: u64| world.ca.lists(&List::new().dated(day(-9), Some(day(-8))).number(number));
    let old: Vec<Vec<u8>> = (0..120).map(old).collect();
    let with = |list: List| [old.clone(), vec![world.ca.lists(&list)]].concat();
    assert_status(&world.ask(&lists_of(&with(List::new())), &options()), "good");
    assert_status(&world.ask(&lists_of(&with(List::new().revokes(SERIAL, HOLD))), &options()), "on-hold");
}

/// Lists and answers that do not condemn are judged until one is good enough, the newest first.
#[test]
fn what_does_not_name_the_certificate_uses_up_no_budget() {
    let world = World::new();
    let mut few = options();
    few.budget.signatures = 4;
    let base = world.ca.lists(&List::new().dated(day(-9), Some(day(9))).number(1));
    let hourly = |number: i64| {
        let list = List::new().dated(day(-8).plus_seconds(3_600 * number), Some(day(1)));
        world.ca.lists(&list.number(2).delta_of(1))
    };
    let deltas: Vec<Vec<u8>> = (0..60).map(hourly).collect();
    let lists = [deltas, vec![base]].concat();
    let Status::Good { used, .. } = world.ask(&lists_of(&lists), &few) else { panic!("not good") };
    assert_eq!(used.iter().map(|used| used.this_update).max(), Some(day(-8).plus_seconds(3_600 * 59)));
    // A revocation in any of them is found.
    let revoked = List::new().dated(day(-8).plus_seconds(3_600 * 59), Some(day(1))).number(2).delta_of(1);
    let lists = [lists, vec![world.ca.lists(&revoked.revokes(SERIAL, KEY_COMPROMISE))]].concat();
    assert_status(&world.ask(&lists_of(&lists), &few), "revoked");
    // Answers of many days.
    let daily = |days: i64| {
        let answer = Answer::new().dated(day(-days), Some(day(-days).plus_seconds(86_400)));
        world.ca.answers(&answer.says(&world.id(), Says::Good))
    };
    let answers: Vec<Vec<u8>> = (0..60).rev().map(daily).collect();
    for _ in 0..2 {
        assert_status(&world.ask(&answers_of(&answers), &few), "good");
    }
    let expired = &answers[..50];
    assert_status(&world.ask(&answers_of(expired), &few), "stale-evidence");
}

/// The chain of a signer, with an archive of lists.
#[test]
fn an_archive_of_lists_leaves_budget_for_the_next_certificate() {
    let world = World::new();
    let old = |days: i64| {
        let list = List::new().dated(day(-days), Some(day(-days).plus_seconds(60)));
        [world.ca.lists(&list), world.root.lists(&list)]
    };
    let mut lists: Vec<Vec<u8>> = (2..120).flat_map(old).collect();
    lists.extend([world.ca.lists(&List::new()), world.root.lists(&List::new())]);
    let store = world.store();
    let path = build(&world.subscriber.certificate, &store, &[], &PathOptions::new(now())).unwrap();
    let statuses = chain_status(&path, &lists_of(&lists), &store, &[], &options());
    assert_eq!(statuses.iter().map(|(_, status)| word(status)).collect::<Vec<_>>(), ["good", "good"]);
}

/// Nor do lists of the future, or for other certificates, whatever they say.
#[test]
fn what_cannot_condemn_uses_up_no_budget() {
    let world = World::new();
    let own = world.ca.lists(&List::new());
    let impostor = Holder::root(&Template::ca("CA"));
    let future = |number: u64| {
        impostor.lists(&List::new().dated(day(2), Some(day(3))).number(number).revokes(SERIAL, KEY_COMPROMISE))
    };
    let users = der(|writer| {
        writer.sequence(|point| {
            point.tlv(0x81, &[0xff]);
        });
    });
    let silent = |number: u64| {
        let list = List::new().dated(day(-2), Some(day(1))).number(number);
        impostor.lists(&list.extension(&oid::ISSUING_DISTRIBUTION_POINT, Critical::Yes, &users))
    };
    for forged in [(0..120).map(future).collect::<Vec<_>>(), (0..120).map(silent).collect()] {
        assert_status(&world.ask_lists(&[forged, vec![own.clone()]].concat()), "good");
    }
}

/// A list that says itself that another key signed it is asked after the others.
#[test]
fn the_key_identifier_says_which_list_is_asked_first() {
    let identifier = |octet: u8, tag: u8| {
        der(|writer| {
            writer.tlv(tag, &[octet; 20]);
        })
    };
    let root = Holder::root(&Template::ca("Root"));
    let own =
        Template::ca("CA").extension(&oid::SUBJECT_KEY_IDENTIFIER, Critical::No, &identifier(1, tag::OCTET_STRING));
    let ca = root.issues(&own.serial(2));
    let subscriber = ca.issues(&Template::end_entity("Subscriber").serial(SERIAL));
    let world = World { root, subscriber, intermediates: vec![ca.certificate.clone()], ca };
    let list = |holder: &Holder, octet: u8, days: i64| {
        let key = der(|writer| {
            writer.tlv(tag::SEQUENCE, &identifier(octet, tag::context(0)));
        });
        let list = List::new().dated(day(days), Some(day(1)));
        holder.lists(&list.extension(&oid::AUTHORITY_KEY_IDENTIFIER, Critical::No, &key))
    };
    let newer = list(&Holder::root(&Template::ca("CA")), 2, -1);
    let mut one = options();
    one.budget.signatures = 1;
    assert_status(&world.ask(&lists_of(&[newer, list(&world.ca, 1, -2)]), &one), "good");
}

/// Who sees a file twice gets the same verdict twice, though lists remember who signed them.
#[test]
fn a_verdict_does_not_depend_on_what_was_verified_before() {
    let world = World::new();
    let impostor = Holder::root(&Template::ca("CA"));
    let hold = |number: u64| impostor.lists(&List::new().number(number).revokes(SERIAL, HOLD));
    let mut lists: Vec<Vec<u8>> = (0..20).map(hold).collect();
    lists.push(world.ca.lists(&List::new()));
    let evidence = lists_of(&lists);
    let mut few = options();
    few.budget.signatures = 8;
    for _ in 0..2 {
        assert_status(&world.ask(&evidence, &few), "evidence-untrusted");
        assert_status(&world.ask(&evidence, &options()), "good");
    }
}

/// However many forged lists stand beside it: a list that has expired and condemns is not silenced.
#[test]
fn no_number_of_forged_lists_silences_an_expired_one() {
    let world = World::new();
    let impostor = Holder::root(&Template::ca("CA"));
    let expired = world.ca.lists(&List::new().dated(day(-4), Some(day(-3))).revokes(SERIAL, KEY_COMPROMISE));
    let older = world.ca.answers(&Answer::new().dated(day(-6), Some(day(1))).says(&world.id(), Says::Good));
    for count in 0..110 {
        let forged = (0..count).map(|number| impostor.lists(&List::new().number(number)));
        let lists: Vec<Vec<u8>> = forged.chain([expired.clone()]).collect();
        let evidence = and_answers(lists_of(&lists), std::slice::from_ref(&older));
        let status = world.ask(&evidence, &options());
        assert!(matches!(status, Status::Undetermined { .. }), "{count}: {status:?}");
    }
}

/// The paths of all who signed evidence share one budget: many certificates of one name lead each of them astray.
#[test]
fn the_paths_of_signers_share_a_budget() {
    let world = World::new();
    let impostor = Holder::root(&Template::ca("Impostor"));
    let untrusted: Vec<Certificate> =
        (0..120).map(|serial| impostor.issues(&Template::ca("Nobody").serial(serial)).certificate).collect();
    let nobody = Holder::root(&Template::ca("Nobody"));
    let forged = |number: u64| {
        let signer = nobody.issues(&Template::list_signer("CA").serial(1_000 + number));
        (signer.certificate.clone(), signer.lists(&List::new().number(number).revokes(SERIAL, HOLD)))
    };
    // The second finds the budget used up.
    let (signers, mut lists): (Vec<_>, Vec<_>) = (0..2).map(forged).unzip();
    let untrusted = [untrusted, signers].concat();
    let store = world.store();
    let path = build(&world.subscriber.certificate, &store, &[], &PathOptions::new(now())).unwrap();
    let issuer = path.issuer(0).unwrap();
    lists.push(world.ca.lists(&List::new()));
    let status = status(&world.subscriber.certificate, issuer, &lists_of(&lists), &store, &untrusted, &options());
    assert_status(&status, "evidence-untrusted");
}
