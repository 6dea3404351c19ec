//! The rules of revocation, each with lists and answers made for it.

use qoltanba::asn1::{Writer, tag};
use qoltanba::oid::{self, Oid};
use qoltanba::revocation::{Crl, Evidence, OcspResponse, Reason, RevocationOptions, Status, UndeterminedReason};
use qoltanba_tests::pki::{Answer, Critical, Holder, List, Says, Template, cert_id, day, der, name, now};
use qoltanba_tests::world::{HOLD, KEY_COMPROMISE, REMOVE, SERIAL, SUPERSEDED, World, assert_status, lists_of};

#[test]
fn a_list_decides_only_when_its_issuer_signed_it_and_it_is_current() {
    let world = World::new();
    assert_status(&world.ask_lists(&[]), "no-evidence");
    assert_status(&world.ask_lists(&[world.ca.lists(&List::new())]), "good");
    assert_status(&world.ask_lists(&[world.ca.lists(&List::new().revokes(SERIAL, KEY_COMPROMISE))]), "revoked");
    assert_status(&world.ask_lists(&[world.ca.lists(&List::new().revokes(SERIAL, HOLD))]), "on-hold");
    assert_status(&world.ask_lists(&[world.ca.lists(&List::new().revokes(SERIAL + 1, KEY_COMPROMISE))]), "good");
    // Of another authority.
    assert_status(&world.ask_lists(&[world.root.lists(&List::new())]), "evidence-untrusted");
    // Of another key that bears the name of the CA.
    let impostor = Holder::root(&Template::ca("CA"));
    assert_status(&world.ask_lists(&[impostor.lists(&List::new())]), "evidence-untrusted");
    let known = World { intermediates: vec![world.ca.certificate.clone(), impostor.certificate.clone()], ..world };
    assert_status(&known.ask_lists(&[impostor.lists(&List::new())]), "evidence-untrusted");
    // Not current, by one second, or without an end.
    for (this_update, next_update, expected) in [
        (now(), Some(now()), "good"),
        (now().plus_seconds(1), Some(day(1)), "stale-evidence"),
        (day(-1), Some(now().plus_seconds(-1)), "stale-evidence"),
        (day(-1), None, "stale-evidence"),
    ] {
        let list = List::new().dated(this_update, next_update);
        assert_status(&known.ask_lists(&[known.ca.lists(&list)]), expected);
    }
}

#[test]
fn a_revocation_after_the_proven_time_condemns_for_a_compromise_only() {
    let world = World::new();
    let mut options = RevocationOptions::new(now());
    options.judged_at = day(-100);
    for (reason, expected) in [
        (0, "good"),
        (1, "revoked"),
        (2, "revoked"),
        (3, "good"),
        (4, "good"),
        (5, "good"),
        (6, "on-hold"),
        (9, "good"),
        (10, "revoked"),
    ] {
        let evidence = lists_of(&[world.ca.lists(&List::new().revokes_on(SERIAL, reason, day(-50)))]);
        assert_status(&world.ask(&evidence, &options), expected);
        // On the day itself, and before it, every reason counts.
        for date in [day(-100), day(-200)] {
            let evidence = lists_of(&[world.ca.lists(&List::new().revokes_on(SERIAL, reason, date))]);
            let expected = if reason == HOLD { "on-hold" } else { "revoked" };
            assert_status(&world.ask(&evidence, &options), expected);
        }
    }
    let bare = lists_of(&[world.ca.lists(&List::new().entry(SERIAL, day(-50), &[]))]);
    assert_status(&world.ask(&bare, &options), "good");
    // invalidityDate moves the date back.
    let value = der(|writer| {
        writer.tlv(tag::GENERALIZED_TIME, b"20250101000000Z");
    });
    let dated = List::new().entry(SERIAL, day(-50), &[(&oid::INVALIDITY_DATE, Critical::No, &value)]);
    assert_status(&world.ask(&lists_of(&[world.ca.lists(&dated)]), &options), "revoked");
}

#[test]
fn a_delta_changes_what_its_base_says() {
    let world = World::new();
    let base = |list: List| world.ca.lists(&list.number(10));
    let fresh = || List::new().dated(now().plus_seconds(-60), Some(now().plus_seconds(60)));
    let delta = |list: List, base: u64| world.ca.lists(&list.number(5).delta_of(base));
    let condemns = delta(fresh().revokes(SERIAL, KEY_COMPROMISE), 10);
    let frees = delta(fresh().revokes(SERIAL, REMOVE), 10);
    assert_status(&world.ask_lists(&[base(List::new()), condemns.clone()]), "revoked");
    assert_status(&world.ask_lists(&[base(List::new().revokes(SERIAL, HOLD)), frees.clone()]), "good");
    assert_status(&world.ask_lists(&[base(List::new().revokes(SERIAL, KEY_COMPROMISE)), frees.clone()]), "revoked");
    // Numbered apart: the delta has the smaller number (tolerance T7).
    let Status::Good { used, .. } = world.ask_lists(&[base(List::new()), delta(fresh(), 10)]) else { panic!() };
    assert_eq!(used.len(), 2);
    // Its base is not at hand: it condemns, it does not clear.
    let far = delta(fresh().revokes(SERIAL, KEY_COMPROMISE), 11);
    assert_status(&world.ask_lists(&[base(List::new()), far]), "revoked");
    let far_frees = delta(fresh().revokes(SERIAL, REMOVE), 11);
    let held = base(List::new().revokes(SERIAL, HOLD));
    assert_status(&world.ask_lists(&[held, far_frees]), "on-hold");
    let Status::Good { notes, used, .. } = world.ask_lists(&[base(List::new()), delta(fresh(), 11)]) else { panic!() };
    assert!(notes.iter().any(|note| note.contains("delta CRL 5")), "{notes:?}");
    assert_eq!(used.len(), 1);
    // Alone, or with a stale base.
    assert_status(&world.ask_lists(&[delta(fresh(), 10)]), "no-evidence");
    assert_status(&world.ask_lists(std::slice::from_ref(&condemns)), "revoked");
    let stale = base(List::new().dated(day(-9), Some(day(-8))));
    assert_status(&world.ask_lists(&[stale.clone(), delta(fresh(), 10)]), "stale-evidence");
    assert_status(&world.ask_lists(&[stale, condemns]), "revoked");
    // A stale delta that condemns decides nothing, and neither does an older base that does not know of it.
    let old = |list: List| delta(list.dated(day(-9), Some(day(-8))), 10);
    let before = base(List::new().dated(day(-20), Some(day(1))));
    assert_status(&world.ask_lists(&[before.clone(), old(List::new())]), "good");
    assert_status(&world.ask_lists(&[before, old(List::new().revokes(SERIAL, KEY_COMPROMISE))]), "stale-evidence");
    assert_status(&world.ask_lists(&[base(List::new()), old(List::new().revokes(SERIAL, HOLD))]), "good");
    // A delta of another key says nothing.
    let impostor = Holder::root(&Template::ca("CA"));
    let forged = impostor.lists(&fresh().number(5).delta_of(10).revokes(SERIAL, REMOVE));
    assert_status(&world.ask_lists(&[base(List::new().revokes(SERIAL, HOLD)), forged]), "on-hold");
    // A delta that is older than the base knows less.
    let before = delta(List::new().dated(day(-2), Some(day(1))).revokes(SERIAL, HOLD), 10);
    assert_status(&world.ask_lists(&[base(List::new()), before]), "good");
}

/// A newer delta for a base that is not at hand must not hide an older one for the base that is; and of two deltas of one
/// moment the worse counts, in whichever order they came.
#[test]
fn a_delta_that_condemns_is_not_displaced() {
    let world = World::new();
    let base = world.ca.lists(&List::new().number(10));
    let delta = |seconds: i64, number: u64| {
        List::new().dated(now().plus_seconds(seconds), Some(day(1))).number(5).delta_of(number)
    };
    let condemns = world.ca.lists(&delta(-60, 10).revokes(SERIAL, KEY_COMPROMISE));
    // By its number, base 12 lists the certificate already: so this delta has no need to.
    let next = world.ca.lists(&delta(-30, 12));
    assert_status(&world.ask_lists(&[base.clone(), condemns.clone(), next.clone()]), "revoked");
    assert_status(&world.ask_lists(&[base.clone(), next, condemns.clone()]), "revoked");
    let silent = world.ca.lists(&delta(-60, 10));
    assert_status(&world.ask_lists(&[base.clone(), condemns.clone(), silent.clone()]), "revoked");
    assert_status(&world.ask_lists(&[base, silent, condemns]), "revoked");
}

#[test]
fn of_two_complete_lists_the_newer_one_decides() {
    let world = World::new();
    let older = world.ca.lists(&List::new().dated(day(-2), Some(day(1))).revokes(SERIAL, HOLD));
    let newer = world.ca.lists(&List::new());
    assert_status(&world.ask_lists(&[older.clone(), newer.clone()]), "good");
    assert_status(&world.ask_lists(&[newer, older.clone()]), "good");
    let newest = world.ca.lists(&List::new().dated(now(), Some(day(1))).revokes(SERIAL, KEY_COMPROMISE));
    assert_status(&world.ask_lists(&[older, newest]), "revoked");
}

fn uri_point(uris: &[&str]) -> Vec<u8> {
    let mut full = Writer::new();
    full.constructed(0xa0, |names| {
        for uri in uris {
            names.tlv(0x86, uri.as_bytes());
        }
    });
    full.into_bytes()
}

/// CRLDistributionPoints with one point for each list of addresses.
fn points(list: &[&[&str]]) -> Vec<u8> {
    der(|writer| {
        writer.sequence(|points| {
            for uris in list {
                points.sequence(|point| {
                    point.tlv(0xa0, &uri_point(uris));
                });
            }
        });
    })
}

fn list_point(uris: &[&str], rest: impl FnOnce(&mut Writer)) -> Vec<u8> {
    der(|writer| {
        writer.sequence(|idp| {
            if !uris.is_empty() {
                idp.tlv(0xa0, &uri_point(uris));
            }
            rest(idp);
        });
    })
}

fn partition(value: &[u8]) -> List {
    List::new().extension(&oid::ISSUING_DISTRIBUTION_POINT, Critical::Yes, value)
}

/// RUSTSEC-2026-0049: only the first distribution point was compared.
#[test]
fn every_distribution_point_of_the_certificate_is_considered() {
    let value = points(&[&["http://a.example/1.crl"], &["http://a.example/2.crl", "http://b.example/2.crl"]]);
    let template = Template::end_entity("Subscriber").serial(SERIAL);
    let world = World::with(&template.extension(&oid::CRL_DISTRIBUTION_POINTS, Critical::No, &value));
    for (uri, expected) in [
        ("http://a.example/1.crl", "revoked"),
        ("http://a.example/2.crl", "revoked"),
        ("http://b.example/2.crl", "revoked"),
        ("http://c.example/2.crl", "no-evidence"),
    ] {
        let list = partition(&list_point(&[uri], |_| {})).revokes(SERIAL, KEY_COMPROMISE);
        assert_status(&world.ask_lists(&[world.ca.lists(&list)]), expected);
    }
    // A whole list needs no such name.
    assert_status(&world.ask_lists(&[world.ca.lists(&List::new())]), "good");
}

/// RUSTSEC-2026-0104: an empty BIT STRING in onlySomeReasons panicked.
#[test]
fn a_list_for_some_reasons_does_not_clear_the_others() {
    let world = World::new();
    let some = |bits: &[u8]| {
        let value = list_point(&[], |idp| {
            idp.tlv(0x83, bits);
        });
        world.ca.lists(&partition(&value))
    };
    assert_status(&world.ask_lists(&[some(&[0])]), "no-evidence");
    let compromise = some(&[5, 0x60]);
    let others = some(&[7, 0x1f, 0x80]);
    assert_status(&world.ask_lists(std::slice::from_ref(&compromise)), "no-evidence");
    assert_status(&world.ask_lists(&[compromise, others]), "good");
}

#[test]
fn the_scope_of_a_list_counts() {
    let world = World::new();
    let flag = |number: u8| {
        let value = list_point(&[], |idp| {
            idp.tlv(0x80 | number, &[0xff]);
        });
        world.ca.lists(&partition(&value))
    };
    assert_status(&world.ask_lists(&[flag(1)]), "good");
    assert_status(&world.ask_lists(&[flag(2)]), "no-evidence");
    assert_status(&world.ask_lists(&[flag(5)]), "evidence-untrusted");
    assert!(Crl::from_der(&world.ca.lists(&partition(&[0x30, 0]))).is_err());
}

#[test]
fn unknown_critical_extensions_forbid_the_whole_list() {
    let world = World::new();
    let unknown = Oid::parse("1.2.398.3.3.99").unwrap();
    let list = List::new().extension(&unknown, Critical::Yes, &[5, 0]);
    assert_status(&world.ask_lists(&[world.ca.lists(&list)]), "evidence-untrusted");
    // In the entry of another certificate.
    let list = List::new().entry(99, day(-1), &[(&unknown, Critical::Yes, &[5, 0])]);
    assert_status(&world.ask_lists(&[world.ca.lists(&list)]), "evidence-untrusted");
    let list = List::new().entry(99, day(-1), &[(&unknown, Critical::No, &[5, 0])]);
    assert_status(&world.ask_lists(&[world.ca.lists(&list)]), "good");
}

#[test]
fn an_indirect_list_belongs_to_several_issuers() {
    let directory = |common_name: &str| {
        der(|writer| {
            writer.constructed(0xa4, |wrapper| {
                wrapper.raw(&name(common_name));
            });
        })
    };
    let point = der(|writer| {
        writer.sequence(|points| {
            points.sequence(|point| {
                point.tlv(0xa2, &directory("Lists"));
            });
        });
    });
    let template = Template::end_entity("Subscriber").serial(SERIAL);
    let world = World::with(&template.extension(&oid::CRL_DISTRIBUTION_POINTS, Critical::No, &point));
    let lists = world.root.issues(&Template::end_entity("Lists").serial(3).extension(
        &oid::KEY_USAGE,
        Critical::Yes,
        &[3, 2, 1, 2],
    ));
    let world = world.knows(&lists.certificate);
    let of_root = world.root.lists(&List::new());
    let indirect = list_point(&[], |idp| {
        idp.tlv(0x84, &[0xff]);
    });
    let entry_of = |list: List, serial: u64, names: &[&str]| {
        let names: Vec<u8> = names.iter().flat_map(|name| directory(name)).collect();
        let issuer = der(|writer| {
            writer.tlv(tag::SEQUENCE, &names);
        });
        list.entry(serial, day(-1), &[(&oid::CERTIFICATE_ISSUER, Critical::Yes, &issuer)])
    };
    let entry = |list: List, serial: u64, common_name: &str| entry_of(list, serial, &[common_name]);
    let ask = |list: &List| world.ask_lists(&[lists.lists(list), of_root.clone()]);
    assert_status(&ask(&partition(&indirect)), "good");
    assert_status(&ask(&entry(partition(&indirect), SERIAL, "CA")), "revoked");
    // An entry without issuer belongs to that of the entry before it.
    assert_status(&ask(&entry(partition(&indirect), 99, "CA").entry(SERIAL, day(-1), &[])), "revoked");
    assert_status(&ask(&entry(partition(&indirect), SERIAL, "Other CA")), "good");
    // Named twice it is one issuer; of two names nobody can tell which is meant.
    assert_status(&ask(&entry_of(partition(&indirect), SERIAL, &["CA", "CA"])), "revoked");
    assert_status(&ask(&entry_of(partition(&indirect), 99, &["CA", "Other CA"])), "evidence-untrusted");
    assert_status(&ask(&partition(&indirect).entry(SERIAL, day(-1), &[])), "good");
    // Without the flag the list is of its own issuer only, and a certificateIssuer in it is against the standard.
    assert_status(&ask(&List::new()), "no-evidence");
    assert_status(&ask(&entry(List::new(), SERIAL, "Other CA")), "evidence-untrusted");
    // The point names another issuer: what the CA itself lists does not cover the certificate.
    assert_status(&world.ask_lists(&[world.ca.lists(&List::new())]), "no-evidence");
    // Whoever signs the list must not be revoked, and must be known not to be.
    assert_status(&world.ask_lists(&[lists.lists(&partition(&indirect))]), "evidence-untrusted");
    let revoked = world.root.lists(&List::new().revokes(3, KEY_COMPROMISE));
    assert_status(&world.ask_lists(&[lists.lists(&partition(&indirect)), revoked]), "evidence-untrusted");
}

#[test]
fn a_ca_may_sign_its_lists_with_another_key_of_the_same_anchor() {
    let world = World::new();
    let second = world.root.issues(&Template::list_signer("CA").serial(4));
    let of_root = world.root.lists(&List::new());
    let list = second.lists(&List::new());
    assert_status(&world.ask_lists(&[list.clone(), of_root.clone()]), "evidence-untrusted");
    let world = world.knows(&second.certificate);
    assert_status(&world.ask_lists(&[list.clone(), of_root]), "good");
    assert_status(&world.ask_lists(std::slice::from_ref(&list)), "evidence-untrusted");
    let revoked = world.root.lists(&List::new().revokes(4, KEY_COMPROMISE));
    assert_status(&world.ask_lists(&[list, revoked]), "evidence-untrusted");
    // A key usage without cRLSign.
    let no_lists = World::new();
    let ca = no_lists.root.issues(&Template::ca("CA").extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 2, 4]));
    let subscriber = ca.issues(&Template::end_entity("Subscriber").serial(SERIAL));
    let intermediates = vec![ca.certificate.clone()];
    let world = World { root: no_lists.root, ca, subscriber, intermediates };
    assert_status(&world.ask_lists(&[world.ca.lists(&List::new())]), "evidence-untrusted");
}

#[test]
fn ocsp_answers_count_when_the_ca_or_its_delegate_signed_them() {
    let world = World::new();
    let good = || Answer::new().says(&world.id(), Says::Good);
    assert_status(&world.ask_ocsp(&world.ca.answers(&good())), "good");
    let revoked = Says::Revoked(day(-3), Some(KEY_COMPROMISE));
    assert_status(&world.ask_ocsp(&world.ca.answers(&Answer::new().says(&world.id(), revoked))), "revoked");
    assert_status(
        &world.ask_ocsp(&world.ca.answers(&Answer::new().says(&world.id(), Says::Unknown))),
        "status-unknown",
    );
    let epoch = qoltanba::Moment::from_unix(0);
    let never = Answer::new().says(&world.id(), Says::Revoked(epoch, Some(HOLD)));
    assert_status(&world.ask_ocsp(&world.ca.answers(&never)), "status-unknown");
    // Revoked wins inside one response, in either order.
    for order in [[Says::Good, revoked], [revoked, Says::Good]] {
        let both = order.into_iter().fold(Answer::new(), |answer, says| answer.says(&world.id(), says));
        assert_status(&world.ask_ocsp(&world.ca.answers(&both)), "revoked");
    }
    // For another certificate, or another issuer's.
    let other = world.ca.issues(&Template::end_entity("Other").serial(8));
    let foreign = Answer::new().says(&cert_id(&other.certificate, &world.ca), Says::Good);
    assert_status(&world.ask_ocsp(&world.ca.answers(&foreign)), "no-evidence");
    let wrong_key = Answer::new().says(&cert_id(&world.subscriber.certificate, &world.root), Says::Good);
    assert_status(&world.ask_ocsp(&world.ca.answers(&wrong_key)), "no-evidence");

    let usage = |purpose: &Oid| {
        der(|writer| {
            writer.sequence(|list| {
                list.oid(purpose);
            });
        })
    };
    let delegate = |issuer: &Holder, purpose: &Oid| {
        let template = Template::end_entity("Responder").serial(50);
        let template = template.extension(&oid::EXT_KEY_USAGE, Critical::No, &usage(purpose));
        // The empty value of genuine responders (tolerance T5).
        issuer.issues(&template.extension(&oid::OCSP_NOCHECK, Critical::No, &[]))
    };
    let signing = &oid::KP_OCSP_SIGNING;
    let responder = delegate(&world.ca, signing);
    let with = |holder: &Holder| holder.answers(&good().with(&holder.certificate));
    assert_status(&world.ask_ocsp(&with(&responder)), "good");
    // Not along: unknown, unless it is among the known certificates.
    assert_status(&world.ask_ocsp(&responder.answers(&good())), "evidence-untrusted");
    // Without the purpose; of another CA; the subscriber itself.
    assert_status(&world.ask_ocsp(&with(&delegate(&world.ca, &oid::KP_CLIENT_AUTH))), "evidence-untrusted");
    assert_status(&world.ask_ocsp(&with(&delegate(&world.root, signing))), "evidence-untrusted");
    assert_status(&world.ask_ocsp(&with(&world.subscriber)), "evidence-untrusted");
    // An expired delegate.
    let expired = Template::end_entity("Responder").valid(day(-9), day(-1)).extension(
        &oid::EXT_KEY_USAGE,
        Critical::No,
        &usage(signing),
    );
    assert_status(&world.ask_ocsp(&with(&world.ca.issues(&expired))), "evidence-untrusted");
}

#[test]
fn ocsp_answers_have_their_time_and_nonce() {
    let world = World::new();
    let says = |answer: Answer| world.ca.answers(&answer.says(&world.id(), Says::Good));
    let hours = |hours: i64| now().plus_seconds(hours * 3_600);
    for (this_update, next_update, expected) in [
        (hours(-24), None, "good"),
        (hours(-24).plus_seconds(-1), None, "stale-evidence"),
        (hours(-48), Some(now()), "good"),
        (hours(-48), Some(hours(-1)), "stale-evidence"),
        (now().plus_seconds(1), None, "stale-evidence"),
    ] {
        assert_status(&world.ask_ocsp(&says(Answer::new().dated(this_update, next_update))), expected);
    }
    let nonce = der(|writer| {
        writer.octet_string(&[1, 2, 3, 4, 5, 6, 7, 8]);
    });
    let answered = says(Answer::new().extension(&oid::OCSP_NONCE, Critical::No, &nonce));
    let mut options = RevocationOptions::new(now());
    options.nonce = Some(vec![1, 2, 3, 4, 5, 6, 7, 8]);
    for (response, expected) in [(&answered, "good"), (&says(Answer::new()), "stale-evidence")] {
        let mut evidence = Evidence::new();
        evidence.add_ocsp(OcspResponse::from_der(response).unwrap());
        assert_status(&world.ask(&evidence, &options), expected);
    }
    let unknown = Oid::parse("1.2.398.3.3.99").unwrap();
    let critical = says(Answer::new().extension(&unknown, Critical::Yes, &[5, 0]));
    assert_status(&world.ask_ocsp(&critical), "evidence-untrusted");
}

#[test]
fn the_fresher_of_list_and_answer_decides_and_a_conflict_is_noted() {
    let world = World::new();
    let list = |this_update, list: List| world.ca.lists(&list.dated(this_update, Some(day(1))));
    let ask = |list: Vec<u8>, says: Says| {
        let mut evidence = lists_of(&[list]);
        let answer = world.ca.answers(&Answer::new().says(&world.id(), says));
        evidence.add_ocsp(OcspResponse::from_der(&answer).unwrap());
        world.ask(&evidence, &RevocationOptions::new(now()))
    };
    let revoked = Says::Revoked(now().plus_seconds(-7_200), Some(SUPERSEDED));
    let Status::Revoked { notes, reason, .. } = ask(list(day(-1), List::new()), revoked) else { panic!() };
    assert_eq!((notes.len(), reason), (1, Some(Reason::Superseded)));
    let Status::Good { notes, .. } = ask(list(day(-1), List::new().revokes(SERIAL, HOLD)), Says::Good) else {
        panic!()
    };
    assert_eq!(notes.len(), 1);
    assert_status(&ask(list(now(), List::new().revokes(SERIAL, HOLD)), Says::Good), "on-hold");
    let Status::Good { notes, .. } = ask(list(now(), List::new()), Says::Good) else { panic!() };
    assert!(notes.is_empty());
    // As fresh as each other: the worse one.
    let same = now().plus_seconds(-3_600);
    assert_status(&ask(list(same, List::new().revokes(SERIAL, HOLD)), Says::Good), "on-hold");
    assert_status(&ask(list(same, List::new()), revoked), "revoked");
}

#[test]
fn of_two_answers_the_fresher_decides_and_of_two_as_fresh_the_worse() {
    let world = World::new();
    let answer = |age: i64, says: Says| {
        let answer = Answer::new().dated(now().plus_seconds(-age), None).says(&world.id(), says);
        OcspResponse::from_der(&world.ca.answers(&answer)).unwrap()
    };
    let revoked = Says::Revoked(now().plus_seconds(-7_200), Some(SUPERSEDED));
    for (older, newer, expected) in [
        (answer(60, Says::Good), answer(30, revoked), "revoked"),
        (answer(60, revoked), answer(30, Says::Good), "good"),
        (answer(60, Says::Good), answer(60, revoked), "revoked"),
    ] {
        for order in [[&older, &newer], [&newer, &older]] {
            let mut evidence = Evidence::new();
            order.into_iter().for_each(|response| evidence.add_ocsp(response.clone()));
            assert_status(&world.ask(&evidence, &RevocationOptions::new(now())), expected);
        }
    }
}

#[test]
fn no_flipped_bit_of_an_answer_makes_it_good() {
    let world = World::new();
    let revoked = Says::Revoked(day(-3), Some(KEY_COMPROMISE));
    let template = Template::end_entity("Responder").serial(50).extension(
        &oid::EXT_KEY_USAGE,
        Critical::No,
        &der(|writer| {
            writer.sequence(|list| {
                list.oid(&oid::KP_OCSP_SIGNING);
            });
        }),
    );
    let responder = world.ca.issues(&template);
    let response = responder.answers(&Answer::new().says(&world.id(), revoked).with(&responder.certificate));
    assert_status(&world.ask_ocsp(&response), "revoked");
    for place in 0..response.len() {
        let mut changed = response.clone();
        changed[place] ^= 1 << (place % 8);
        if let Ok(parsed) = OcspResponse::from_der(&changed) {
            let mut evidence = Evidence::new();
            evidence.add_ocsp(parsed);
            match world.ask(&evidence, &RevocationOptions::new(now())) {
                Status::Undetermined { reason, .. } => assert_ne!(reason, UndeterminedReason::StatusUnknown),
                // The order of the fields in the envelope is all that is not signed.
                other => panic!("byte {place}: {other:?}"),
            }
        }
    }
}
