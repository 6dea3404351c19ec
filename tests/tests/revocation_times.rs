//! Moments: what the end of a certificate's validity, and the time that a timestamp proves, mean for evidence.

use qoltanba::revocation::{RevocationOptions, Status};
use qoltanba_tests::pki::{Answer, List, Says, Template, cert_id, day, now};
use qoltanba_tests::world::{
    HOLD, KEY_COMPROMISE, REMOVE, SERIAL, SUPERSEDED, World, and_answers, answers_of, assert_status, lists_of,
    responder_of,
};

// The end of validity.

/// A subscriber whose certificate ended a hundred days ago.
fn expired() -> World {
    World::with(&Template::end_entity("Subscriber").serial(SERIAL).valid(day(-400), day(-100)))
}

fn ask(world: &World, lists: &[Vec<u8>], answers: &[Vec<u8>]) -> Status {
    world.ask(&and_answers(lists_of(lists), answers), &RevocationOptions::new(now()))
}

/// RFC 5280, 3.3: an entry may be left out of the lists once the certificate has expired. Responders call such a certificate
/// good (kz-pki facts, section 13).
#[test]
fn silence_after_the_end_of_validity_takes_nothing_back() {
    let world = expired();
    let list = |list: List, from: i64, to: i64| world.ca.lists(&list.dated(day(from), Some(day(to))));
    let revokes = |reason: u8| List::new().revokes_on(SERIAL, reason, day(-130)).number(1);
    let later = list(List::new().number(2), -2, 1);
    let good = world.ca.answers(&Answer::new().dated(day(-2), Some(day(1))).says(&world.id(), Says::Good));
    for (reason, expected) in [(KEY_COMPROMISE, "revoked"), (HOLD, "on-hold")] {
        let before = list(revokes(reason), -120, 1);
        // One of the first after the end, which still names it.
        let after = list(revokes(reason), -99, 1);
        for lists in [[before.clone(), later.clone()], [later.clone(), before.clone()], [after, later.clone()]] {
            assert_status(&ask(&world, &lists, &[]), expected);
        }
        assert_status(&ask(&world, std::slice::from_ref(&before), std::slice::from_ref(&good)), expected);
        let past = list(revokes(reason), -120, -110);
        assert_status(&ask(&world, &[past.clone(), later.clone()], &[]), "stale-evidence");
        assert_status(&ask(&world, &[past], std::slice::from_ref(&good)), "stale-evidence");
    }
    // A delta that is silent, or that takes the hold off because the certificate has expired.
    let hold = || vec![list(revokes(HOLD), -120, 1)];
    for delta in [List::new(), List::new().revokes(SERIAL, REMOVE)] {
        let lists = [hold(), vec![list(delta.clone().number(2).delta_of(1), -2, 1)]].concat();
        assert_status(&ask(&world, &lists, &[]), "on-hold");
    }
    // An older delta that condemns, beside a later silent one.
    let deltas = [List::new().revokes(SERIAL, KEY_COMPROMISE), List::new()];
    let [condemns, silent] = deltas.map(|delta| delta.number(2).delta_of(1));
    let lists = [list(List::new().number(1), -120, 1), list(condemns, -110, 1), list(silent, -2, 1)];
    assert_status(&ask(&world, &lists, &[]), "revoked");
}

#[test]
fn what_was_taken_back_before_the_end_of_validity_stays_so() {
    let world = expired();
    let list = |list: List, from: i64| world.ca.lists(&list.dated(day(from), Some(day(1))));
    let hold = list(List::new().revokes_on(SERIAL, HOLD, day(-130)).number(1), -120);
    let (lifted, later) = (list(List::new().number(2), -110), list(List::new().number(3), -2));
    for lists in [[&hold, &lifted, &later], [&later, &lifted, &hold]] {
        assert_status(&ask(&world, &lists.map(Clone::clone), &[]), "good");
    }
    for at in [-110, -100] {
        let removed = list(List::new().revokes(SERIAL, REMOVE).number(2).delta_of(1), at);
        assert_status(&ask(&world, &[hold.clone(), removed], &[]), "good");
    }
    // At the end itself.
    assert_status(&ask(&world, &[hold.clone(), list(List::new().number(2), -100)], &[]), "good");
    // Silence is all that there is.
    assert_status(&ask(&world, &[later], &[]), "good");
    // A certificate that is valid still.
    let world = World::new();
    let hold = world.ca.lists(&List::new().dated(day(-120), Some(day(1))).revokes(SERIAL, HOLD));
    assert_status(&ask(&world, &[hold, world.ca.lists(&List::new())], &[]), "good");
}

/// Evidence of before the end of validity counts against what came later, however fresh the silence is.
#[test]
fn an_older_list_still_clears_after_the_end_of_validity() {
    let world = expired();
    let list = |from: i64, to: i64| world.ca.lists(&List::new().dated(day(from), Some(day(to))));
    let hold = Says::Revoked(day(-130), Some(HOLD));
    let hold = world.ca.answers(&Answer::new().dated(day(-120), Some(day(1))).says(&world.id(), hold));
    let answers = std::slice::from_ref(&hold);
    assert_status(&ask(&world, &[list(-2, 1)], answers), "on-hold");
    assert_status(&ask(&world, &[list(-110, 1), list(-2, 1)], answers), "good");
    assert_status(&ask(&world, &[list(-100, 1), list(-2, 1)], answers), "good");
    assert_status(&ask(&world, &[list(-125, 1), list(-2, 1)], answers), "on-hold");
}

// The time that is proven.

/// What a timestamp proves concerns the signature. Who signs evidence today must not be revoked today.
#[test]
fn a_signer_of_evidence_is_judged_at_the_moment_of_validation() {
    let mut options = RevocationOptions::new(now());
    options.judged_at = day(-100);
    let world = World::new();
    let responder = responder_of(&world.ca);
    let delegated = responder.answers(&Answer::new().says(&world.id(), Says::Good).with(&responder.certificate));
    let about = cert_id(&responder.certificate, &world.ca);
    let ask = |reason: Option<u8>, date: i64| {
        let status = world.ca.answers(&Answer::new().says(&about, Says::Revoked(day(date), reason)));
        world.ask(&answers_of(&[status, delegated.clone()]), &options)
    };
    for reason in [None, Some(SUPERSEDED), Some(KEY_COMPROMISE)] {
        assert_status(&ask(reason, -50), "evidence-untrusted");
    }
    assert_status(&ask(None, 1), "good");
    // A key for lists.
    let key = world.root.issues(&Template::list_signer("CA").serial(60));
    let world = world.knows(&key.certificate);
    let lists = |of_root: List| [key.lists(&List::new()), world.root.lists(&of_root)];
    assert_status(&world.ask(&lists_of(&lists(List::new())), &options), "good");
    let revoked = List::new().revokes_on(60, SUPERSEDED, day(-50));
    assert_status(&world.ask(&lists_of(&lists(revoked)), &options), "evidence-untrusted");
    // The subscriber itself is judged at the time that is proven.
    let superseded = world.ca.lists(&List::new().revokes_on(SERIAL, SUPERSEDED, day(-50)));
    assert_status(&world.ask(&lists_of(&[superseded]), &options), "good");
}
