//! Which evidence counts, who may have signed it, and what a status tells of it.

use qoltanba::Error;
use qoltanba::asn1::{Writer, tag};
use qoltanba::oid::{self, Oid};
use qoltanba::path::{PathOptions, build};
use qoltanba::revocation::{
    Crl, OcspResponse, RevocationOptions, Status, UndeterminedReason, chain_status, check_list,
};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba_tests::pki::{Answer, Critical, Holder, List, Says, Template, cert_id, day, der, name, now};
use qoltanba_tests::world::{HOLD, KEY_COMPROMISE, REMOVE, SERIAL, World, answers_of, assert_status, lists_of, word};

fn options() -> RevocationOptions {
    RevocationOptions::new(now())
}

fn crl(der: &[u8]) -> Crl {
    Crl::from_der(der).unwrap()
}

fn detail_of(status: &Status) -> &str {
    let Status::Undetermined { detail, .. } = status else { panic!("{status:?}") };
    detail
}

fn notes_of(status: &Status) -> &[String] {
    let Status::Good { notes, .. } = status else { panic!("{status:?}") };
    notes
}

/// An issuingDistributionPoint or a point of cRLDistributionPoints with this address.
fn uri(address: &str) -> Vec<u8> {
    der(|writer| {
        writer.sequence(|point| {
            point.constructed(0xa0, |name| {
                name.constructed(0xa0, |full| {
                    full.tlv(0x86, address.as_bytes());
                });
            });
        });
    })
}

fn sequence(content: &[u8]) -> Vec<u8> {
    der(|writer| {
        writer.tlv(tag::SEQUENCE, content);
    })
}

// What a caller keeps (`check_list`).

/// "An authority of `store`, with a valid path, signed it, and it is current."
#[test]
fn a_list_is_kept_when_a_trusted_authority_signed_it_and_it_is_current() {
    let world = World::new();
    let check =
        |store: &TrustStore, list: &[u8]| check_list(&crl(list), store, &options()).map_err(|(reason, _)| reason);
    let store = world.store();
    assert_eq!(check(&store, &world.ca.lists(&List::new())), Ok(()));
    assert_eq!(check(&store, &world.root.lists(&List::new())), Ok(()));
    // Whichever certificates it names.
    assert_eq!(check(&store, &world.ca.lists(&List::new().revokes(SERIAL, KEY_COMPROMISE))), Ok(()));
    let untrusted = Err(UndeterminedReason::EvidenceUntrusted);
    for name in ["CA", "Root"] {
        let impostor = Holder::root(&Template::ca(name));
        assert_eq!(
            check(&store, &impostor.lists(&List::new())),
            untrusted,
            "signed by another key than that of {name}"
        );
    }
    let stranger = Holder::root(&Template::ca("Stranger"));
    assert_eq!(check(&store, &stranger.lists(&List::new())), untrusted);
    let (_, sentence) = check_list(&crl(&stranger.lists(&List::new())), &store, &options()).unwrap_err();
    assert!(sentence.contains("Stranger") && sentence.contains("not among the trusted authorities"), "{sentence}");
    let stale = world.ca.lists(&List::new().dated(day(-9), Some(day(-8))));
    assert_eq!(check(&store, &stale), Err(UndeterminedReason::StaleEvidence));
    // An authority that is known, and to which no path leads.
    let alone =
        TrustStore::new(vec![TrustAnchor::from_certificate(&stranger.certificate)], world.intermediates.clone());
    assert_eq!(check(&alone, &world.ca.lists(&List::new())), untrusted);
}

/// Of two authorities of one name, one signed the list, which is stale: that is told, not that the other did not sign it.
#[test]
fn the_failure_that_came_closest_to_counting_is_told() {
    let world = World::new();
    let second = world.root.issues(&Template::ca("CA").serial(4)).certificate;
    let stale = crl(&world.ca.lists(&List::new().dated(day(-9), Some(day(-8)))));
    let own = world.ca.certificate.clone();
    for intermediates in [vec![own.clone(), second.clone()], vec![second, own]] {
        let store = TrustStore::new(vec![TrustAnchor::from_certificate(&world.root.certificate)], intermediates);
        let (reason, detail) = check_list(&stale, &store, &options()).unwrap_err();
        assert_eq!(reason, UndeterminedReason::StaleEvidence, "{detail}");
    }
    // The same among the lists of a status, in either order.
    let impostor = Holder::root(&Template::ca("CA"));
    let lists = [impostor.lists(&List::new()), world.ca.lists(&List::new().dated(day(-9), Some(day(-8))))];
    assert_status(&world.ask_lists(&lists), "stale-evidence");
    assert_status(&world.ask_lists(&[lists[1].clone(), lists[0].clone()]), "stale-evidence");
}

// Who may have signed a list (RFC 5280, 6.3.3 (f)).

/// A CA has a new key under its old name, and the list that says that key is good is signed with it alone. That counts only
/// if the CA's certificate says that its holder publishes its revocation.
#[test]
fn a_signer_does_not_vouch_for_itself() {
    let world = World::new();
    let directory = der(|writer| {
        writer.constructed(0xa2, |issuers| {
            issuers.constructed(0xa4, |wrapper| {
                wrapper.raw(&name("Root"));
            });
        });
    });
    let points = sequence(&sequence(&directory));
    let template = || Template::ca("Root").serial(9);
    let plain = world.root.issues(&template());
    let delegated = world.root.issues(&template().extension(&oid::CRL_DISTRIBUTION_POINTS, Critical::No, &points));
    let indirect = sequence(&der(|writer| {
        writer.tlv(0x84, &[0xff]);
    }));
    let list = List::new().extension(&oid::ISSUING_DISTRIBUTION_POINT, Critical::Yes, &indirect);
    let world = world.knows(&plain.certificate).knows(&delegated.certificate);
    let ask = |holder: &Holder, list: Vec<u8>| world.ask_about(&holder.certificate, &lists_of(&[list]), &options());
    assert_status(&ask(&plain, world.root.lists(&List::new())), "good");
    assert_status(&ask(&plain, plain.lists(&List::new())), "evidence-untrusted");
    assert_status(&ask(&delegated, delegated.lists(&list)), "good");
}

/// The one that the list names by its key identifier is asked first: with a budget for three signatures of lists the list (not
/// the CA's, but of this signer) and the list about its signer are verified.
#[test]
fn the_signer_that_a_list_names_by_its_key_is_asked_first() {
    let world = World::new();
    let signer = |serial: u64, id: u8| {
        let value = der(|writer| {
            writer.octet_string(&[id; 20]);
        });
        world.root.issues(&Template::list_signer("CA").serial(serial).extension(
            &oid::SUBJECT_KEY_IDENTIFIER,
            Critical::No,
            &value,
        ))
    };
    let others = [4, 5, 6].map(|number| signer(u64::from(number), number));
    let of_root = world.root.lists(&List::new());
    for (signing, id) in others.iter().zip([4u8, 5, 6]) {
        let authority = sequence(&der(|writer| {
            writer.tlv(0x80, &[id; 20]);
        }));
        let list = signing.lists(&List::new().extension(&oid::AUTHORITY_KEY_IDENTIFIER, Critical::No, &authority));
        assert_eq!(crl(&list).authority_key_identifier(), Some(&[id; 20][..]));
        let mut world = world.clone();
        world.intermediates.extend(others.iter().map(|other| other.certificate.clone()));
        let mut options = options();
        options.budget.signatures = 6;
        assert_status(&world.ask(&lists_of(&[list, of_root.clone()]), &options), "good");
    }
}

/// What is wrong inside an extension is named by its place in the whole list.
#[test]
fn a_fault_in_an_extension_has_its_place() {
    let list = World::new().ca.lists(&List::new().extension(&oid::CRL_NUMBER, Critical::No, &[0x1a, 1, 0x21]));
    let Err(Error::Malformed { what, offset, .. }) = Crl::from_der(&list) else { panic!("it is read") };
    assert_eq!((what, &list[offset..offset + 3]), ("cRLNumber", &[0x1a, 1, 0x21][..]));
}

// Deltas (RFC 5280, 5.2.4 and 6.3.3 (c)).

/// "The complete CRL and the delta CRL have the same issuer … the same scope … are signed with the same key."
#[test]
fn a_delta_of_another_key_or_scope_lifts_no_hold() {
    let world = World::new();
    let fresh = || List::new().dated(now().plus_seconds(-60), Some(day(1))).number(11).delta_of(10);
    let held = || List::new().number(10).revokes(SERIAL, HOLD);
    assert_status(
        &world.ask_lists(&[world.ca.lists(&held()), world.ca.lists(&fresh().revokes(SERIAL, REMOVE))]),
        "good",
    );
    // The same name and another key, which may sign lists, too.
    let second = world.root.issues(&Template::list_signer("CA").serial(4));
    let of_root = world.root.lists(&List::new());
    let world = world.knows(&second.certificate);
    let lifts = second.lists(&fresh().revokes(SERIAL, REMOVE));
    assert_status(&world.ask_lists(&[world.ca.lists(&held()), lifts, of_root.clone()]), "on-hold");
    // That it may is no supposition: it condemns.
    let condemns = second.lists(&fresh().revokes(SERIAL, KEY_COMPROMISE));
    assert_status(&world.ask_lists(&[world.ca.lists(&held()), condemns, of_root]), "revoked");

    // The same key and another part of the certificates.
    let point = uri("http://a.example/1.crl");
    let template = Template::end_entity("Subscriber").serial(SERIAL);
    let world = World::with(&template.extension(&oid::CRL_DISTRIBUTION_POINTS, Critical::No, &sequence(&point)));
    let part = |list: List| list.extension(&oid::ISSUING_DISTRIBUTION_POINT, Critical::Yes, &point);
    let removes = || fresh().revokes(SERIAL, REMOVE);
    assert_status(&world.ask_lists(&[world.ca.lists(&part(held())), world.ca.lists(&part(removes()))]), "good");
    assert_status(&world.ask_lists(&[world.ca.lists(&held()), world.ca.lists(&part(removes()))]), "on-hold");
    assert_status(&world.ask_lists(&[world.ca.lists(&part(held())), world.ca.lists(&removes())]), "on-hold");
}

/// A delta whose base is not at hand condemns, until a complete list is later than it; one that could be merged counts only
/// where no later delta corrects it.
#[test]
fn a_delta_condemns_until_something_later_says_more() {
    let world = World::new();
    let at = |seconds: i64| List::new().dated(now().plus_seconds(seconds), Some(day(1)));
    let far = world.ca.lists(&at(-60).number(12).delta_of(11).revokes(SERIAL, KEY_COMPROMISE));
    for (seconds, expected) in [(-61, "revoked"), (-60, "revoked"), (-59, "good")] {
        let complete = world.ca.lists(&at(seconds).number(10));
        assert_status(&world.ask_lists(&[complete, far.clone()]), expected);
    }
    let base = world.ca.lists(&at(-90).number(10));
    let holds = world.ca.lists(&at(-60).number(11).delta_of(10).revokes(SERIAL, HOLD));
    let lifts = world.ca.lists(&at(-30).number(12).delta_of(10).revokes(SERIAL, REMOVE));
    assert_status(&world.ask_lists(&[base.clone(), holds.clone()]), "on-hold");
    assert_status(&world.ask_lists(&[base.clone(), holds.clone(), lifts.clone()]), "good");
    assert_status(&world.ask_lists(&[base, lifts, holds]), "good");
}

// When evidence counts.

#[test]
fn evidence_may_be_as_old_as_is_asked_and_no_older() {
    let world = World::new();
    let evidence = lists_of(&[world.ca.lists(&List::new().dated(day(-2), Some(day(1))))]);
    for (most, expected) in [(2 * 86_400, "good"), (2 * 86_400 - 1, "stale-evidence")] {
        let mut options = options();
        options.max_age = Some(most);
        assert_status(&world.ask(&evidence, &options), expected);
    }
}

/// What was said before the certificate existed was not said about it; at its first moment it may have been.
#[test]
fn an_answer_is_not_older_than_the_certificate() {
    let first = day(-1);
    let world = World::with(&Template::end_entity("Subscriber").serial(SERIAL).valid(first, day(9)));
    for (produced, expected) in [(first, "good"), (first.plus_seconds(-1), "stale-evidence")] {
        let answer = Answer::new().dated(produced, Some(day(1))).says(&world.id(), Says::Good);
        assert_status(&world.ask_ocsp(&world.ca.answers(&answer)), expected);
    }
}

/// RFC 5280, 3.3: an entry may leave the list after one that was issued beyond the certificate's validity period.
#[test]
fn a_list_that_may_leave_the_certificate_out_is_noted() {
    let issued = day(-1);
    let ask = |from, until| {
        let world = World::with(&Template::end_entity("Subscriber").serial(SERIAL).valid(from, until));
        world.ask_lists(&[world.ca.lists(&List::new().dated(issued, Some(day(1))))])
    };
    let count = |status: &Status, words: &str| notes_of(status).iter().filter(|note| note.contains(words)).count();
    for (until, expected) in [(issued.plus_seconds(-1), 1), (issued, 0), (day(5), 0)] {
        assert_eq!(count(&ask(day(-9), until), "issued after the certificate expired"), expected, "{until}");
    }
    for (from, expected) in [(issued.plus_seconds(1), 1), (issued, 0), (day(-9), 0)] {
        assert_eq!(count(&ask(from, day(9)), "newer than"), expected, "{from}");
    }
}

// What is told.

/// The lists of one path are given together: that of the root is not foreign when the subscriber is asked about.
#[test]
fn the_list_of_another_certificate_of_the_path_is_no_wrong_one() {
    let world = World::new();
    let store = world.store();
    let path = build(&world.subscriber.certificate, &store, &[], &PathOptions::new(now())).unwrap();
    let words = |lists: &[Vec<u8>]| -> Vec<(usize, &'static str)> {
        let statuses = chain_status(&path, &lists_of(lists), &store, &[], &options());
        statuses.iter().map(|(index, status)| (*index, word(status))).collect()
    };
    let of_root = world.root.lists(&List::new());
    assert_eq!(words(std::slice::from_ref(&of_root)), [(0, "no-evidence"), (1, "good")]);
    let stranger = Holder::root(&Template::ca("Stranger")).lists(&List::new());
    assert_eq!(words(&[of_root, stranger.clone()]), [(0, "evidence-untrusted"), (1, "good")]);
    assert_eq!(words(&[stranger]), [(0, "evidence-untrusted"), (1, "evidence-untrusted")]);
}

#[test]
fn why_nothing_decides_is_told() {
    let world = World::new();
    let some = sequence(&der(|writer| {
        writer.tlv(0x83, &[5, 0x60]);
    }));
    let partial = world.ca.lists(&List::new().extension(&oid::ISSUING_DISTRIBUTION_POINT, Critical::Yes, &some));
    let status = world.ask_lists(&[partial]);
    assert!(detail_of(&status).contains("leave out some reasons"), "{status:?}");
    let other = world.ca.issues(&Template::end_entity("Other").serial(8));
    let foreign = Answer::new().says(&cert_id(&other.certificate, &world.ca), Says::Good);
    let status = world.ask_ocsp(&world.ca.answers(&foreign));
    assert!(detail_of(&status).contains("no OCSP response that was given answers"), "{status:?}");
    let status = world.ask_lists(&[]);
    assert!(detail_of(&status).contains("no CRL and no OCSP answer"), "{status:?}");
}

/// The report names stale evidence by its digest, and none that is not trustworthy.
#[test]
fn evidence_is_named_by_its_digest() {
    let world = World::new();
    let sha256 = |bytes: &[u8]| ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec();
    let answer = |answer: Answer| world.ca.answers(&answer.says(&world.id(), Says::Good));
    let current = answer(Answer::new());
    let evidence = answers_of(std::slice::from_ref(&current));
    assert_eq!(evidence.ocsp_responses().len(), 1);
    assert_eq!(evidence.ocsp_responses()[0].der(), current);
    assert_eq!(evidence.ocsp_responses()[0].sha256().to_vec(), sha256(&current));
    let Status::Good { used, .. } = world.ask(&evidence, &options()) else { panic!("the answer counts") };
    assert_eq!(used.iter().map(|used| used.sha256.to_vec()).collect::<Vec<_>>(), [sha256(&current)]);
    let stale = |responses: &[Vec<u8>]| match world.ask(&answers_of(responses), &options()) {
        Status::Undetermined { stale, .. } => stale,
        status => panic!("{status:?}"),
    };
    let old = answer(Answer::new().dated(day(-9), Some(day(-8))));
    let named = stale(std::slice::from_ref(&old));
    assert_eq!(named.iter().map(|used| used.sha256.to_vec()).collect::<Vec<_>>(), [sha256(&old)]);
    assert_eq!((named[0].this_update, named[0].next_update), (day(-9), Some(day(-8))));
    let impostor = Holder::root(&Template::ca("CA")).answers(&Answer::new().says(&world.id(), Says::Good));
    assert!(stale(&[impostor]).is_empty());
}

/// RFC 6960, 4.2.2.3: the ResponderID corresponds to the key that signed. A response in another's name is nobody's.
#[test]
fn an_answer_in_the_name_of_another_does_not_count() {
    let world = World::new();
    let usage = der(|writer| {
        writer.sequence(|list| {
            list.oid(&oid::KP_OCSP_SIGNING);
        });
    });
    let template = Template::end_entity("Responder").serial(50).extension(&oid::EXT_KEY_USAGE, Critical::No, &usage);
    let responder = world.ca.issues(&template);
    let says = || Answer::new().says(&world.id(), Says::Good).with(&responder.certificate);
    assert_status(&world.ask_ocsp(&responder.answers(&says())), "good");
    let stranger = Holder::root(&Template::end_entity("Stranger")).certificate;
    for key in [&responder.key, &world.ca.key] {
        let named = Holder { certificate: stranger.clone(), key: key.clone() };
        assert_status(&world.ask_ocsp(&named.answers(&says())), "evidence-untrusted");
    }
}

// What is well formed.

/// RFC 6960, 4.2.1: `version [0] EXPLICIT Version DEFAULT v1`.
#[test]
fn an_answer_is_of_version_1() {
    let world = World::new();
    let of = |version: u64| world.ca.answers(&Answer::new().version(version).says(&world.id(), Says::Good));
    assert_status(&world.ask_ocsp(&of(0)), "good");
    assert!(OcspResponse::from_der(&of(1)).is_err());
}

/// RFC 5280, 5.2.3: "CRLNumber values … up to 20 octets"; they are shown as decimals up to 128 bits.
#[test]
fn a_list_number_has_up_to_twenty_octets() {
    let world = World::new();
    let number = |octets: &[u8]| {
        let value = der(|writer| {
            writer.tlv(tag::INTEGER, octets);
        });
        Crl::from_der(&world.ca.lists(&List::new().extension(&oid::CRL_NUMBER, Critical::No, &value)))
    };
    let shown = |octets: &[u8]| number(octets).unwrap().number().unwrap().to_string();
    assert_eq!(shown(&[1, 0]), "256");
    assert_eq!(shown(&[0x7f; 16]), 0x7f7f_7f7f_7f7f_7f7f_7f7f_7f7f_7f7f_7f7f_u128.to_string());
    assert_eq!(shown(&[0x7f; 17]), format!("0x{}", "7f".repeat(17)));
    assert_eq!(shown(&[0x7f; 20]), format!("0x{}", "7f".repeat(20)));
    assert!(number(&[0x7f; 21]).is_err() && number(&[0x7f; 22]).is_err());
}

/// RFC 5280, 5.1.2.1, 5.1.2.6 and 5.1.2.7, on lists with an empty signature.
#[test]
fn the_form_of_a_list_is_that_of_its_version() {
    let parse = |version: Option<u64>, rest: &dyn Fn(&mut Writer)| {
        let algorithm = |writer: &mut Writer| {
            writer.sequence(|algorithm| {
                algorithm.oid(&oid::ECDSA_WITH_SHA256);
            });
        };
        let list = der(|writer| {
            writer.sequence(|list| {
                list.sequence(|tbs| {
                    if let Some(version) = version {
                        tbs.unsigned(version);
                    }
                    algorithm(tbs);
                    tbs.raw(&name("CA")).tlv(tag::UTC_TIME, b"240101000000Z").tlv(tag::UTC_TIME, b"240102000000Z");
                    rest(tbs);
                });
                algorithm(list);
                list.bit_string(&[]);
            });
        });
        Crl::from_der(&list)
    };
    let entry = |critical: &'static [u8]| {
        move |tbs: &mut Writer| {
            tbs.sequence(|entries| {
                entries.sequence(|entry| {
                    entry.unsigned(7).tlv(tag::UTC_TIME, b"240101000000Z");
                    entry.sequence(|extensions| {
                        extensions.sequence(|extension| {
                            extension.oid(&oid::REASON_CODE);
                            if !critical.is_empty() {
                                extension.tlv(tag::BOOLEAN, critical);
                            }
                            extension.octet_string(&[tag::ENUMERATED, 1, 4]);
                        });
                    });
                });
            });
        }
    };
    let number = |tbs: &mut Writer| {
        tbs.explicit(0, |wrapper| {
            wrapper.sequence(|extensions| {
                extensions.sequence(|extension| {
                    extension.oid(&Oid::parse("2.5.29.20").unwrap()).octet_string(&[tag::INTEGER, 1, 5]);
                });
            });
        });
    };
    assert!(parse(Some(1), &|_| {}).is_ok() && parse(None, &|_| {}).is_ok());
    assert!(parse(Some(0), &|_| {}).is_err() && parse(Some(2), &|_| {}).is_err());
    assert!(parse(Some(1), &number).is_ok() && parse(None, &number).is_err(), "only version 2 has extensions");
    assert!(parse(Some(1), &entry(&[])).is_ok() && parse(None, &entry(&[])).is_err());
    assert!(parse(Some(1), &entry(&[0xff])).is_ok());
    assert!(parse(Some(1), &entry(&[0])).is_err(), "DER leaves out a default");
    let nothing = |tbs: &mut Writer| {
        tbs.sequence(|_| {});
    };
    assert!(parse(Some(1), &nothing).is_err(), "without entries the list of them is left out");
}
