//! Evidence that stands beside other evidence: what may decide must not be hidden by what may not.

use qoltanba::Certificate;
use qoltanba::asn1::tag;
use qoltanba::oid;
use qoltanba::path::{PathOptions, build};
use qoltanba::revocation::{Evidence, OcspResponse, RevocationOptions, Status, chain_status};
use qoltanba_tests::pki::{Answer, Critical, Holder, List, Says, Template, cert_id, day, der, now};
use qoltanba_tests::world::{
    HOLD, KEY_COMPROMISE, REMOVE, RESPONDER, SERIAL, SUPERSEDED, World, and_answers, answers_of, assert_status,
    lists_of, responder_of, word,
};

fn options() -> RevocationOptions {
    RevocationOptions::new(now())
}

// Authorities of one name.

/// "Two CAs may share one name: tell their CRLs and certificates apart by key" (kz-pki facts, section 13).
#[test]
fn a_namesake_of_the_issuer_neither_clears_nor_condemns() {
    let world = World::new();
    let twin = world.root.issues(&Template::ca("CA").serial(4));
    let world = world.knows(&twin.certificate);
    let of_root = world.root.lists(&List::new());
    let own = |list: List| world.ca.lists(&list.dated(day(-2), Some(day(1))));
    let ask = |lists: &[Vec<u8>]| world.ask_lists(&[lists, std::slice::from_ref(&of_root)].concat());
    assert_status(&ask(&[twin.lists(&List::new())]), "evidence-untrusted");
    assert_status(&ask(&[own(List::new().revokes(SERIAL, KEY_COMPROMISE)), twin.lists(&List::new())]), "revoked");
    assert_status(&ask(&[own(List::new()), twin.lists(&List::new().revokes(SERIAL, KEY_COMPROMISE))]), "good");
    let Status::Undetermined { reason, detail, .. } = ask(&[twin.lists(&List::new().revokes(SERIAL, KEY_COMPROMISE))])
    else {
        panic!("decided")
    };
    assert_eq!(reason.word(), "evidence-untrusted");
    assert!(detail.contains("neither key certifies the other"), "{detail}");
    // A key of the namesake for lists alone.
    let key = twin.issues(&Template::list_signer("CA").serial(5));
    let asked = world.clone().knows(&key.certificate).ask_lists(&[key.lists(&List::new()), of_root.clone()]);
    assert_status(&asked, "evidence-untrusted");
    // Such a key of the issuer itself, and of who certified the issuer.
    for above in [&world.ca, &world.root] {
        let key = above.issues(&Template::list_signer("CA").serial(6));
        let lists = [key.lists(&List::new().revokes(SERIAL, KEY_COMPROMISE)), of_root.clone(), own(List::new())];
        assert_status(&world.clone().knows(&key.certificate).ask_lists(&lists), "revoked");
    }
}

/// Nor does a key under another name: the root's own, in a certificate that names the CA.
#[test]
fn a_key_under_another_name_certifies_nothing() {
    let world = World::new();
    let named = world.root.certifies(&Template::ca("CA").serial(4), &world.root.key);
    let twin = Holder { certificate: named.clone(), ..world.root.clone() };
    let world = world.knows(&named);
    let lists = [twin.lists(&List::new()), world.root.lists(&List::new())];
    let Status::Undetermined { detail, .. } = world.ask_lists(&lists) else { panic!("decided") };
    assert!(detail.contains("neither key certifies the other"), "{detail}");
}

/// A root and a CA of one name: that of the issuer's issuer is none that certifies.
#[test]
fn a_name_certifies_nothing() {
    let root = Holder::root(&Template::ca("CA"));
    let [ca, twin] = [2, 4].map(|serial| root.issues(&Template::ca("CA").serial(serial)));
    let subscriber = ca.issues(&Template::end_entity("Subscriber").serial(SERIAL));
    let intermediates = vec![ca.certificate.clone(), twin.certificate.clone()];
    let world = World { root, ca, subscriber, intermediates };
    assert_status(&world.ask_lists(&[world.ca.lists(&List::new())]), "good");
    let Status::Undetermined { detail, .. } = world.ask_lists(&[twin.lists(&List::new())]) else { panic!("decided") };
    assert!(detail.contains("neither key certifies the other"), "{detail}");
    // The root did certify the issuer.
    assert_status(&world.ask_lists(&[world.root.lists(&List::new())]), "good");
}

/// A CA that renews its key signs its lists with the new one (RFC 4210, 4.4): one of both keys certifies the other.
#[test]
fn a_renewed_key_of_the_issuer_signs_its_lists() {
    let world = World::new();
    let of_root = world.root.lists(&List::new());
    // The new key, certified by the old one; the subscriber has the old one above.
    let renewed = world.ca.issues(&Template::ca("CA").serial(5));
    let of_ca = world.ca.lists(&List::new().revokes(99, KEY_COMPROMISE));
    let lists = [renewed.lists(&List::new().revokes(SERIAL, SUPERSEDED)), of_ca, of_root.clone()];
    assert_status(&world.knows(&renewed.certificate).ask_lists(&lists), "revoked");
    // The old key, certified by the new one, which the root certified.
    let world = World::new();
    let old = world.ca.issues(&Template::ca("CA").serial(6));
    let subscriber = old.issues(&Template::end_entity("Subscriber").serial(SERIAL));
    let ask = |list: List| {
        let lists = lists_of(&[world.ca.lists(&list), of_root.clone(), world.root.lists(&List::new())]);
        let store = World { subscriber: subscriber.clone(), ..world.clone() };
        store.knows(&old.certificate).ask(&lists, &options())
    };
    assert_status(&ask(List::new()), "good");
    assert_status(&ask(List::new().revokes(SERIAL, SUPERSEDED)), "revoked");
}

// Responders.

/// An answer about its own responder is the word of that responder alone. It must not lead round in circles either.
#[test]
fn a_responder_does_not_vouch_for_itself() {
    let world = World::new();
    let responder = responder_of(&world.ca);
    let own = cert_id(&responder.certificate, &world.ca);
    let older = Answer::new().dated(now().plus_seconds(-7_200), Some(day(1)));
    let about_itself = older.says(&own, Says::Good).says(&world.id(), Says::Good).with(&responder.certificate);
    let about_itself = responder.answers(&about_itself);
    assert_status(&world.ask_ocsp(&about_itself), "good");
    let fresh = world.ca.answers(&Answer::new().says(&world.id(), Says::Revoked(day(-3), Some(KEY_COMPROMISE))));
    for order in [[&about_itself, &fresh], [&fresh, &about_itself]] {
        assert_status(&world.ask(&answers_of(&order.map(Clone::clone)), &options()), "revoked");
    }
    let certificate = &responder.certificate;
    assert_status(
        &world.ask_about(certificate, &answers_of(std::slice::from_ref(&about_itself)), &options()),
        "evidence-untrusted",
    );
    // What others say about it counts.
    let evidence =
        and_answers(lists_of(&[world.ca.lists(&List::new().revokes(RESPONDER, KEY_COMPROMISE))]), &[about_itself]);
    assert_status(&world.ask_about(certificate, &evidence, &options()), "revoked");
}

/// The whole path is asked about with the same answers.
#[test]
fn a_responder_without_nocheck_answers_for_a_chain() {
    let world = World::new();
    let responder = responder_of(&world.ca);
    let own = cert_id(&responder.certificate, &world.ca);
    let answer = Answer::new().says(&world.id(), Says::Good).says(&own, Says::Good).with(&responder.certificate);
    let statuses = |of_root: List| {
        let evidence = and_answers(lists_of(&[world.root.lists(&of_root)]), &[responder.answers(&answer)]);
        let store = world.store();
        let path = build(&world.subscriber.certificate, &store, &[], &PathOptions::new(now())).unwrap();
        let statuses = chain_status(&path, &evidence, &store, &[], &options());
        statuses.iter().map(|(_, status)| word(status)).collect::<Vec<_>>()
    };
    assert_eq!(statuses(List::new()), ["good", "good"]);
    assert_eq!(statuses(List::new().revokes(2, KEY_COMPROMISE)), ["good", "revoked"]);
}

/// RFC 6960, 4.4.5: the extensions of entries of a list say the same in an answer.
#[test]
fn an_answer_has_the_extensions_of_an_entry() {
    let world = World::new();
    let mut proven_before = options();
    proven_before.judged_at = day(-100);
    let date = der(|writer| {
        writer.tlv(tag::GENERALIZED_TIME, b"20250101000000Z");
    });
    let reason = |code: u8| {
        der(|writer| {
            writer.tlv(tag::ENUMERATED, &[code]);
        })
    };
    let since = Says::Revoked(day(-50), Some(SUPERSEDED));
    let bare = Says::Revoked(day(-50), None);
    let ask = |says: Says, extension: Option<(&oid::Oid, &[u8])>, critical: Critical| {
        let answer = Answer::new().says(&world.id(), says);
        let answer = match extension {
            Some((oid, value)) => answer.single_extension(oid, critical, value),
            None => answer,
        };
        OcspResponse::from_der(&world.ca.answers(&answer)).map(|response| {
            let mut evidence = Evidence::new();
            evidence.add_ocsp(response);
            word(&world.ask(&evidence, &proven_before))
        })
    };
    for critical in [Critical::No, Critical::Yes] {
        assert_eq!(ask(since, None, critical).unwrap(), "good");
        assert_eq!(ask(since, Some((&oid::INVALIDITY_DATE, &date)), critical).unwrap(), "revoked");
        assert_eq!(ask(bare, Some((&oid::REASON_CODE, &reason(SUPERSEDED))), critical).unwrap(), "good");
        assert_eq!(ask(bare, Some((&oid::REASON_CODE, &reason(KEY_COMPROMISE))), critical).unwrap(), "revoked");
        assert!(ask(since, Some((&oid::REASON_CODE, &reason(KEY_COMPROMISE))), critical).is_err());
        assert!(ask(bare, Some((&oid::INVALIDITY_DATE, b"\x05\x00")), critical).is_err());
    }
    // About a certificate that is not revoked it says nothing, and critical it must not be passed over.
    assert_eq!(ask(Says::Good, Some((&oid::INVALIDITY_DATE, &date)), Critical::No).unwrap(), "good");
    assert_eq!(ask(Says::Good, Some((&oid::INVALIDITY_DATE, &date)), Critical::Yes).unwrap(), "evidence-untrusted");
}

// Fresher and older.

/// An authority that does not know a certificate takes back no revocation, and what has expired clears nobody.
#[test]
fn what_condemns_is_not_displaced_by_what_does_not_know() {
    let world = World::new();
    let unknown = world.ca.answers(&Answer::new().says(&world.id(), Says::Unknown));
    for (list, expected) in [
        (List::new().revokes(SERIAL, KEY_COMPROMISE), "revoked"),
        (List::new().revokes(SERIAL, HOLD), "on-hold"),
        (List::new(), "status-unknown"),
    ] {
        let evidence = and_answers(lists_of(&[world.ca.lists(&list)]), std::slice::from_ref(&unknown));
        assert_status(&world.ask(&evidence, &options()), expected);
    }
    // An expired answer that says "revoked", and a list that is older and still counts.
    let revoked = Says::Revoked(day(-5), Some(KEY_COMPROMISE));
    let expired = world.ca.answers(&Answer::new().dated(day(-4), Some(day(-3))).says(&world.id(), revoked));
    let list = |days: i64| world.ca.lists(&List::new().dated(day(days), Some(day(1))));
    let ask = |days: i64| world.ask(&and_answers(lists_of(&[list(days)]), std::slice::from_ref(&expired)), &options());
    assert_status(&ask(-6), "stale-evidence");
    assert_status(&ask(-2), "good");
    let Status::Undetermined { detail, stale, .. } = ask(-6) else { panic!("decided") };
    assert!(detail.contains("has expired") && stale.len() == 1, "{detail}");
}

/// Of three that disagree the order decides nothing: "unknown" takes back no revocation, a later "good" does (a certificate
/// that was never revoked has no other way to say so), and "unknown" is later than that.
#[test]
fn the_order_of_answers_decides_nothing() {
    let world = World::new();
    let says = |hours: i64, says: Says| {
        let at = now().plus_seconds((hours - 24) * 3_600);
        world.ca.answers(&Answer::new().dated(at, Some(day(1))).says(&world.id(), says))
    };
    let revoked = |hours: i64| says(hours, Says::Revoked(day(-5), Some(KEY_COMPROMISE)));
    let (good, unknown) = (|hours: i64| says(hours, Says::Good), |hours: i64| says(hours, Says::Unknown));
    for (answers, expected) in [
        ([revoked(10), good(11), unknown(12)], "status-unknown"),
        ([revoked(10), unknown(11), good(12)], "good"),
        ([good(10), revoked(11), unknown(12)], "revoked"),
        ([good(10), unknown(11), revoked(12)], "revoked"),
        ([unknown(10), good(11), revoked(12)], "revoked"),
        ([unknown(10), revoked(11), good(12)], "good"),
    ] {
        for [a, b, c] in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let ordered = [&answers[a], &answers[b], &answers[c]].map(Clone::clone);
            assert_status(&world.ask(&answers_of(&ordered), &options()), expected);
        }
    }
    // Of one moment, and be it that of validation, the worse counts.
    for answers in [[good(24), revoked(24)], [revoked(24), good(24)]] {
        assert_status(&world.ask(&answers_of(&answers), &options()), "revoked");
    }
    for answers in [[good(12), unknown(12)], [unknown(12), good(12)]] {
        assert_status(&world.ask(&answers_of(&answers), &options()), "status-unknown");
    }
    // A list in place of the good answer.
    let at = now().plus_seconds(-13 * 3_600);
    let list = lists_of(&[world.ca.lists(&List::new().dated(at, Some(day(1))))]);
    assert_status(&world.ask(&and_answers(list.clone(), &[unknown(12)]), &options()), "status-unknown");
    assert_status(&world.ask(&and_answers(list, &[unknown(12), revoked(10)]), &options()), "status-unknown");
}

/// A list for some reasons makes one for the others no fresher.
#[test]
fn lists_for_some_reasons_are_as_fresh_as_the_oldest_that_is_needed() {
    let world = World::new();
    let some = |bits: &[u8], days: i64| {
        let point = der(|writer| {
            writer.sequence(|idp| {
                idp.tlv(0x83, bits);
            });
        });
        let list = List::new().dated(day(days), Some(day(1)));
        world.ca.lists(&list.extension(&oid::ISSUING_DISTRIBUTION_POINT, Critical::Yes, &point))
    };
    let answer = |reason: u8| {
        let answer = Answer::new().dated(day(-10), Some(day(1)));
        world.ca.answers(&answer.says(&world.id(), Says::Revoked(day(-15), Some(reason))))
    };
    let ask = |lists: &[Vec<u8>], reason: u8| world.ask(&and_answers(lists_of(lists), &[answer(reason)]), &options());
    let (compromise, others) = (&[5, 0x60][..], &[7, 0x1f, 0x80][..]);
    assert_status(&ask(&[some(compromise, -20), some(others, -5)], KEY_COMPROMISE), "revoked");
    assert_status(&ask(&[some(compromise, -6), some(others, -5)], KEY_COMPROMISE), "good");
    let complete = |days: i64| world.ca.lists(&List::new().dated(day(days), Some(day(1))));
    assert_status(&ask(&[complete(-20), some(compromise, -5)], SUPERSEDED), "revoked");
    assert_status(&ask(&[complete(-5), some(compromise, -20)], SUPERSEDED), "good");
}

/// Of several that have expired and condemn, the last to speak stands against the list.
#[test]
fn the_freshest_of_what_has_expired_counts() {
    let world = World::new();
    let expired = |days: i64| {
        let says = Says::Revoked(day(-9), Some(KEY_COMPROMISE));
        world.ca.answers(&Answer::new().dated(day(days), Some(day(days).plus_seconds(60))).says(&world.id(), says))
    };
    let between = world.ca.lists(&List::new().dated(day(-4), Some(day(1))));
    for order in [[-5, -3], [-3, -5]] {
        let evidence = and_answers(lists_of(std::slice::from_ref(&between)), &order.map(expired));
        assert_status(&world.ask(&evidence, &options()), "stale-evidence");
    }
    let evidence = and_answers(lists_of(&[between]), &[-6, -5].map(expired));
    assert_status(&world.ask(&evidence, &options()), "good");
    // Of the same moment the worse counts.
    let same = world.ca.lists(&List::new().dated(day(-3), Some(day(1))));
    assert_status(&world.ask(&and_answers(lists_of(&[same]), &[expired(-3)]), &options()), "stale-evidence");
}

/// What an expired list says is taken back by a later one, though that has expired too.
#[test]
fn an_expired_list_takes_back_what_an_older_one_said() {
    let world = World::new();
    let expired = |days: i64, list: List| world.ca.lists(&list.dated(day(days), Some(day(days).plus_seconds(60))));
    let hold = expired(-8, List::new().revokes(SERIAL, HOLD));
    let good = world.ca.answers(&Answer::new().dated(day(-9), Some(day(1))).says(&world.id(), Says::Good));
    let ask = |lists: &[Vec<u8>]| world.ask(&and_answers(lists_of(lists), std::slice::from_ref(&good)), &options());
    assert_status(&ask(std::slice::from_ref(&hold)), "stale-evidence");
    assert_status(&ask(&[hold.clone(), expired(-7, List::new())]), "good");
    assert_status(&ask(&[hold.clone(), expired(-9, List::new())]), "stale-evidence");
    // A delta that is silent takes nothing back, and hides nothing that does.
    let delta = |days: i64, list: List| expired(days, list.number(3).delta_of(2));
    assert_status(&ask(&[hold.clone(), delta(-7, List::new())]), "stale-evidence");
    let removed = delta(-6, List::new().revokes(SERIAL, REMOVE));
    assert_status(&ask(&[hold.clone(), expired(-7, List::new()), removed]), "good");
    // A later delta that condemns.
    let fresher = world.ca.answers(&Answer::new().dated(day(-7), Some(day(1))).says(&world.id(), Says::Good));
    let lists = [hold, delta(-6, List::new().revokes(SERIAL, HOLD))];
    assert_status(&world.ask(&and_answers(lists_of(&lists), &[fresher]), &options()), "stale-evidence");
}

/// What has expired and does not condemn, or is of the future, stands against nothing.
#[test]
fn only_what_condemns_and_is_past_stands_against_others() {
    let world = World::new();
    let list = lists_of(&[world.ca.lists(&List::new().dated(day(-5), Some(day(1))))]);
    let revoked = Says::Revoked(day(-9), Some(KEY_COMPROMISE));
    let ask = |says: Says, from: i64, to: i64| {
        let answer = world.ca.answers(&Answer::new().dated(day(from), Some(day(to))).says(&world.id(), says));
        world.ask(&and_answers(list.clone(), &[answer]), &options())
    };
    assert_status(&ask(Says::Good, -3, -2), "good");
    assert_status(&ask(revoked, -3, -2), "stale-evidence");
    assert_status(&ask(revoked, 1, 2), "good");
    // Of this very moment, with an end before its beginning.
    assert_status(&ask(revoked, 0, -1), "stale-evidence");
}

/// Of several deltas of one base the newest counts.
#[test]
fn a_later_delta_takes_back_what_an_older_one_said() {
    let world = World::new();
    let list = |list: List, days: i64| world.ca.lists(&list.dated(day(days), Some(day(1))));
    let delta = |reason: u8, days: i64| list(List::new().revokes(SERIAL, reason).number(2).delta_of(1), days);
    let base = list(List::new().number(1), -9);
    let [hold, removed] = [delta(HOLD, -7), delta(REMOVE, -5)];
    for lists in [[&base, &hold, &removed], [&removed, &hold, &base]] {
        assert_status(&world.ask_lists(&lists.map(Clone::clone)), "good");
    }
    assert_status(&world.ask_lists(&[base, delta(REMOVE, -7), delta(HOLD, -5)]), "on-hold");
}

/// The key for lists of an authority: what it says of a certificate is judged as if the authority itself had said it.
#[test]
fn another_key_for_lists_says_what_the_own_one_would() {
    let world = World::new();
    let stranger = Holder::root(&Template::ca("Stranger"));
    let [key, forged] = [&world.root, &stranger].map(|above| above.issues(&Template::list_signer("CA").serial(5)));
    let world = world.knows(&forged.certificate).knows(&key.certificate);
    let hold = |key: &Holder| key.lists(&List::new().dated(day(-5), Some(day(1))).revokes(SERIAL, HOLD));
    let of_root = world.root.lists(&List::new());
    let good = key.lists(&List::new());
    assert_status(&world.ask_lists(&[hold(&key), of_root.clone()]), "on-hold");
    assert_status(&world.ask_lists(&[hold(&key), good.clone(), of_root.clone()]), "good");
    // That another key has no path is no word about this one.
    let lists = [hold(&forged), hold(&key), of_root.clone()];
    assert_status(&world.ask_lists(&lists), "on-hold");
    assert_status(&world.ask_lists(&[hold(&forged), good, of_root]), "good");
}

/// A delta that fits no base hides none that does.
#[test]
fn a_delta_without_its_base_hides_no_other() {
    let world = World::new();
    let list = |list: List, days: i64| world.ca.lists(&list.dated(day(days), Some(day(1))));
    let base = list(List::new().number(1), -9);
    let fits = list(List::new().number(2).delta_of(1), -7);
    let other = list(List::new().number(6).delta_of(5), -5);
    let hold = Says::Revoked(day(-20), Some(HOLD));
    let hold = world.ca.answers(&Answer::new().dated(day(-8), Some(day(1))).says(&world.id(), hold));
    let ask = |lists: &[Vec<u8>]| world.ask(&and_answers(lists_of(lists), std::slice::from_ref(&hold)), &options());
    assert_status(&ask(&[base.clone(), other.clone()]), "on-hold");
    assert_status(&ask(&[base, fits, other]), "good");
}

/// RFC 5280, 5.1.2.5: every list says when the next one comes. One that does not counts at no moment, not even its own.
#[test]
fn a_list_without_next_update_stands_against_an_older_one() {
    let world = World::new();
    let older = world.ca.lists(&List::new().dated(day(-1), Some(day(1))));
    let ask = |list: List| world.ask_lists(&[older.clone(), world.ca.lists(&list.dated(now(), None))]);
    assert_status(&ask(List::new().revokes(SERIAL, KEY_COMPROMISE)), "stale-evidence");
    assert_status(&ask(List::new()), "good");
}

/// One untrusted list is named beside what decides.
#[test]
fn a_list_that_cannot_be_trusted_is_named() {
    let world = World::new();
    let impostor = Holder::root(&Template::ca("CA"));
    let lists = [world.ca.lists(&List::new()), impostor.lists(&List::new().number(9).revokes(SERIAL, HOLD))];
    let Status::Good { notes, .. } = world.ask_lists(&lists) else { panic!("not good") };
    assert!(notes.iter().any(|note| note.contains("CRL 9") && note.contains("cannot be trusted")), "{notes:?}");
}

/// What is known to be revoked does not answer, whoever knows it.
#[test]
fn a_responder_that_an_expired_list_revokes_is_not_believed() {
    let world = World::new();
    let responder = responder_of(&world.ca);
    let answer = responder.answers(&Answer::new().says(&world.id(), Says::Good).with(&responder.certificate));
    let ask = |list: List| {
        let list = world.ca.lists(&list.dated(day(-9), Some(day(-8))));
        world.ask(&and_answers(lists_of(&[list]), std::slice::from_ref(&answer)), &options())
    };
    assert_status(&ask(List::new()), "good");
    assert_status(&ask(List::new().revokes(RESPONDER, KEY_COMPROMISE)), "stale-evidence");
}

// Which of several paths.

/// The same certificates in another order lead to the same path.
#[test]
fn the_order_of_certificates_does_not_choose_the_path() {
    let root = Holder::root(&Template::ca("Root"));
    let ca = root.issues(&Template::ca("CA").serial(2));
    let again = |serial: u64| root.certifies(&Template::ca("CA").serial(serial).valid(day(-20), day(500)), &ca.key);
    let mut all: Vec<Certificate> = vec![ca.certificate.clone(), again(3), again(4)];
    let subscriber = ca.issues(&Template::end_entity("Subscriber").serial(SERIAL));
    let mut chosen = Vec::new();
    for _ in 0..all.len() {
        all.rotate_left(1);
        let anchor = qoltanba::trust::TrustAnchor::from_certificate(&root.certificate);
        let store = qoltanba::trust::TrustStore::new(vec![anchor], all.clone());
        let path = build(&subscriber.certificate, &store, &[], &PathOptions::new(now())).unwrap();
        chosen.push(path.certificates()[1].clone());
    }
    assert!(chosen.windows(2).all(|pair| pair[0] == pair[1]));
    assert_ne!(chosen[0], ca.certificate, "the newest of one key");
}
