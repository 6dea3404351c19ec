//! The rules of certification paths, and material that is made to be expensive.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a suite that cannot run has failed"
)]

use std::time::{Duration, Instant};

use qoltanba::Certificate;
use qoltanba::asn1::tag;
use qoltanba::oid::{self, Oid};
use qoltanba::path::{
    AnchorChecks, ExpirationOfEndEntity, PathError, PathErrorKind, PathOptions, PolicyOptions, Rule, VerifiedPath,
    build,
};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba_tests::pki::{Critical, Holder, Key, Template, day, der, name, now};

fn find(subject: &Certificate, anchors: &[&Holder], pool: &[&Certificate]) -> Result<VerifiedPath, PathError> {
    find_with(subject, anchors, pool, &PathOptions::new(now()))
}

fn find_with(
    subject: &Certificate,
    anchors: &[&Holder],
    pool: &[&Certificate],
    options: &PathOptions,
) -> Result<VerifiedPath, PathError> {
    let anchors = anchors.iter().map(|holder| TrustAnchor::from_certificate(&holder.certificate)).collect();
    let pool: Vec<Certificate> = pool.iter().map(|certificate| (*certificate).clone()).collect();
    build(subject, &TrustStore::new(anchors, Vec::new()), &pool, options)
}

#[track_caller]
fn rule(result: Result<VerifiedPath, PathError>) -> Rule {
    match result.map(|_| ()).map_err(|error| error.kind().clone()) {
        Err(PathErrorKind::Invalid(rule)) => rule,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn unknown(result: Result<VerifiedPath, PathError>) {
    assert_eq!(result.map(|_| ()).unwrap_err().kind(), &PathErrorKind::IssuerUnknown);
}

#[test]
fn a_path_needs_an_anchor_and_every_link() {
    let root = Holder::root(&Template::ca("Root"));
    let ca = root.issues(&Template::ca("CA"));
    let subject = ca.issues(&Template::end_entity("Subscriber"));
    let path = find(&subject.certificate, &[&root], &[&ca.certificate]).unwrap();
    assert_eq!(path.certificates(), [subject.certificate.clone(), ca.certificate.clone()]);
    assert_eq!(path.issuer(0).unwrap().certificate(), Some(&ca.certificate));
    assert!(path.issuer(1).unwrap().certificate().is_none() && path.issuer(2).is_none());
    unknown(find(&subject.certificate, &[&root], &[]));
    unknown(find(&subject.certificate, &[], &[&ca.certificate, &root.certificate]));
    // The reason names where the chain ends.
    let error = find(&subject.certificate, &[], &[&ca.certificate]).unwrap_err();
    assert_eq!((error.index(), error.certificate()), (1, &ca.certificate));
    assert!(error.to_string().contains("CN=Root"), "{error}");
}

/// A forged certificate can repeat issuer, serial number and key identifier: only the signature decides.
#[test]
fn a_certificate_that_only_bears_the_name_of_its_issuer_is_invalid() {
    let identifier = der(|writer| {
        writer.octet_string(&[7; 20]);
    });
    let reference = der(|writer| {
        writer.sequence(|identifier| {
            identifier.tlv(tag::context(0), &[7; 20]);
        });
    });
    let identified = |template: Template| template.extension(&oid::SUBJECT_KEY_IDENTIFIER, Critical::No, &identifier);
    let referring = |template: Template| template.extension(&oid::AUTHORITY_KEY_IDENTIFIER, Critical::No, &reference);
    let root = Holder::root(&identified(Template::ca("Root")));
    let impostor = Holder::root(&identified(Template::ca("Root")));
    let forged = impostor.issues(&referring(Template::end_entity("Subscriber")));
    assert_eq!(rule(find(&forged.certificate, &[&root], &[])), Rule::SignatureInvalid);
    // With both keys known the right one is found, whichever comes first.
    for anchors in [[&root, &impostor], [&impostor, &root]] {
        let path = find(&forged.certificate, &anchors, &[]).unwrap();
        assert_eq!(path.anchor().sha256(), impostor.certificate.sha256());
    }
    // A key identifier that differs says that another key of that name is meant.
    let other = Holder::root(&Template::ca("Root").extension(
        &oid::SUBJECT_KEY_IDENTIFIER,
        Critical::No,
        &der(|writer| {
            writer.octet_string(&[8; 20]);
        }),
    ));
    unknown(find(&forged.certificate, &[&other], &[]));
}

/// 4.1.2.7: whoever holds such a certificate can sign nothing that would be confirmed, so it is not confirmed either.
#[test]
fn a_subject_has_a_key_that_can_verify() {
    let root = Holder::root(&Template::ca("Root"));
    let national = Certificate::from_der(&qoltanba_testdata::file("gost2015/individual.cer").unwrap()).unwrap();
    let with_key = |spki: &[u8]| {
        let subject = root.certifies_spki(&Template::end_entity("Subscriber"), spki);
        find(&subject, &[&root], &[])
    };
    assert!(with_key(national.spki()).is_ok());
    let mut off_the_curve = national.spki().to_vec();
    *off_the_curve.last_mut().unwrap() ^= 1;
    assert_eq!(rule(with_key(&off_the_curve)), Rule::KeyUnusable);
    // RFC 8410: Ed25519, which no national certificate has.
    let ed25519 = [&[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00][..], &[7; 32]].concat();
    assert_eq!(rule(with_key(&ed25519)), Rule::KeyUnusable);
}

#[test]
fn issuers_are_authorities_within_their_limits() {
    let root = Holder::root(&Template::ca("Root"));
    let check = |template: &Template| {
        let ca = root.issues(template);
        let subject = ca.issues(&Template::end_entity("Subscriber"));
        find(&subject.certificate, &[&root], &[&ca.certificate])
    };
    assert_eq!(rule(check(&Template::end_entity("CA"))), Rule::NotCa);
    let usage = Template::ca("CA").extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 1, 2]);
    assert_eq!(rule(check(&usage)), Rule::KeyCertSignMissing);
    assert!(matches!(rule(check(&Template::ca("CA").valid(day(-9), day(-1)))), Rule::Expired { .. }));
    assert!(matches!(rule(check(&Template::ca("CA").valid(day(1), day(9)))), Rule::NotYetValid { .. }));
    let unknown_oid = Oid::parse("1.2.398.3.3.99").unwrap();
    let critical = Template::ca("CA").extension(&unknown_oid, Critical::Yes, &[5, 0]);
    assert_eq!(rule(check(&critical)), Rule::UnknownCriticalExtension(unknown_oid.clone()));
    assert!(check(&Template::ca("CA").extension(&unknown_oid, Critical::No, &[5, 0])).is_ok());
    let malformed = Template::ca("CA").extension(&oid::CERTIFICATE_POLICIES, Critical::No, &[0x30, 0]);
    assert_eq!(rule(check(&malformed)), Rule::ExtensionMalformed(oid::CERTIFICATE_POLICIES.clone()));

    // pathLenConstraint counts the CAs below that are not self-issued.
    let limited = root.issues(&Template::ca("Limited").path_len(0));
    let below = limited.issues(&Template::ca("Below"));
    let subject = below.issues(&Template::end_entity("Subscriber"));
    let pool = [&limited.certificate, &below.certificate];
    assert_eq!(rule(find(&subject.certificate, &[&root], &pool)), Rule::PathTooLong);
    let renewed = limited.issues(&Template::ca("Limited"));
    let subject = renewed.issues(&Template::end_entity("Subscriber"));
    assert!(find(&subject.certificate, &[&root], &[&limited.certificate, &renewed.certificate]).is_ok());
}

#[test]
fn the_validity_of_the_end_entity_may_be_checked_elsewhere() {
    let root = Holder::root(&Template::ca("Root"));
    let subject = root.issues(&Template::end_entity("Subscriber").valid(day(-9), day(-1)));
    assert!(matches!(rule(find(&subject.certificate, &[&root], &[])), Rule::Expired { .. }));
    let mut options = PathOptions::new(now());
    options.end_entity_expiration = ExpirationOfEndEntity::Separate;
    assert!(find_with(&subject.certificate, &[&root], &[], &options).is_ok());
    // Both ends of the period belong to it; periods need not be nested (tolerance T8).
    let exact = root.issues(&Template::end_entity("Subscriber").valid(now(), now()));
    assert!(find(&exact.certificate, &[&root], &[]).is_ok());
    let young = Holder::root(&Template::ca("Root").valid(day(-1), day(1)));
    assert!(find(&young.issues(&Template::end_entity("Elder")).certificate, &[&young], &[]).is_ok());
}

/// RFC 5937, and the caller's word against it.
#[test]
fn what_an_anchor_says_of_itself_counts_unless_told_otherwise() {
    let unknown_oid = Oid::parse("1.2.398.3.3.99").unwrap();
    let template = |root: Template| {
        let root = Holder::root(&root);
        let subject = root.issues(&Template::end_entity("Subscriber"));
        (find(&subject.certificate, &[&root], &[]), {
            let mut options = PathOptions::new(now());
            options.anchor_checks = AnchorChecks::Ignore;
            find_with(&subject.certificate, &[&root], &[], &options)
        })
    };
    for root in [
        Template::ca("Root").valid(day(-9), day(-1)),
        Template::ca("Root").extension(&unknown_oid, Critical::Yes, &[5, 0]),
        Template::ca("Root").extension(&oid::NAME_CONSTRAINTS, Critical::Yes, &permitted_directory("Elsewhere")),
        Template::ca("Root").extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 1, 2]),
        // A subscriber's certificate among the anchors issues nothing.
        Template::end_entity("Root").extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 6, 0xc0]),
    ] {
        let (enforced, ignored) = template(root);
        rule(enforced);
        assert!(ignored.is_ok());
    }
}

fn subtrees(field: u8, bases: &[(u8, &[u8])]) -> Vec<u8> {
    der(|writer| {
        writer.sequence(|constraints| {
            constraints.constructed(0xa0 | field, |list| {
                for (tag, base) in bases {
                    list.sequence(|subtree| {
                        subtree.tlv(*tag, base);
                    });
                }
            });
        });
    })
}

fn permitted_directory(common_name: &str) -> Vec<u8> {
    subtrees(0, &[(0xa4, &name(common_name))])
}

fn alternative_names(names: &[(u8, &[u8])]) -> Vec<u8> {
    der(|writer| {
        writer.sequence(|list| {
            for (tag, name) in names {
                list.tlv(*tag, name);
            }
        });
    })
}

const EMAIL: u8 = 0x81;
const DNS: u8 = 0x82;
const URI: u8 = 0x86;
const IP: u8 = 0x87;
const REGISTERED: u8 = 0x88;

/// RFC 5280, 4.2.1.10; RUSTSEC-2026-0098 (a kind that is not implemented failed open) and RUSTSEC-2026-0099 (wildcards).
#[test]
fn names_are_constrained_by_kind_and_unknown_kinds_fail_closed() {
    let root = Holder::root(&Template::ca("Root"));
    let check = |constraint: &[u8], names: &[(u8, &[u8])]| {
        let ca = root.issues(&Template::ca("CA").extension(&oid::NAME_CONSTRAINTS, Critical::Yes, constraint));
        let subject = Template::end_entity("Subscriber").extension(
            &oid::SUBJECT_ALT_NAME,
            Critical::No,
            &alternative_names(names),
        );
        find(&ca.issues(&subject).certificate, &[&root], &[&ca.certificate])
    };
    let registered: &[u8] = &[0x2a, 3, 4];
    for (kind, base, within, outside) in [
        (DNS, &b"example.kz"[..], &b"a.example.kz"[..], &b"example.org"[..]),
        (EMAIL, b"example.kz", b"a@example.kz", b"a@b.example.kz"),
        (URI, b".example.kz", b"https://a.example.kz/x", b"https://example.org/"),
        (IP, &[10, 0, 0, 0, 255, 0, 0, 0], &[10, 9, 8, 7], &[11, 9, 8, 7]),
    ] {
        let (permitted, excluded) = (subtrees(0, &[(kind, base)]), subtrees(1, &[(kind, base)]));
        assert!(check(&permitted, &[(kind, within)]).is_ok());
        assert_eq!(rule(check(&permitted, &[(kind, within), (kind, outside)])), Rule::NameNotPermitted);
        assert_eq!(rule(check(&excluded, &[(kind, outside), (kind, within)])), Rule::NameExcluded);
        assert!(check(&excluded, &[(kind, outside)]).is_ok());
        // Another kind is not constrained.
        assert!(check(&permitted, &[(REGISTERED, registered)]).is_ok());
    }
    let permitted = subtrees(0, &[(REGISTERED, registered)]);
    assert_eq!(rule(check(&permitted, &[(REGISTERED, registered)])), Rule::NameNotPermitted);
    let excluded = subtrees(1, &[(REGISTERED, registered)]);
    assert_eq!(rule(check(&excluded, &[(REGISTERED, &[0x2a, 3, 5])])), Rule::NameExcluded);
    let host = subtrees(0, &[(DNS, b"host.example.kz")]);
    assert_eq!(rule(check(&host, &[(DNS, b"*.example.kz")])), Rule::NameNotPermitted);
    let host = subtrees(1, &[(DNS, b"host.example.kz")]);
    assert_eq!(rule(check(&host, &[(DNS, b"*.example.kz")])), Rule::NameExcluded);
    // The subject itself, and what cannot be read.
    assert_eq!(rule(check(&permitted_directory("Elsewhere"), &[(DNS, b"x.kz")])), Rule::NameNotPermitted);
    assert!(check(&permitted_directory("Subscriber"), &[(DNS, b"x.kz")]).is_ok());
    for malformed in [&[0x30, 0][..], &[0x30, 2, 0xa0, 0], &subtrees(0, &[(IP, &[10, 0, 0, 0, 0, 255, 0, 0])])] {
        let rule = rule(check(malformed, &[(DNS, b"x.kz")]));
        assert_eq!(rule, Rule::ExtensionMalformed(oid::NAME_CONSTRAINTS.clone()));
    }
}

#[test]
fn an_end_entity_constrains_nobody() {
    let root = Holder::root(&Template::ca("Root"));
    let template = |template: Template| {
        template.extension(&oid::NAME_CONSTRAINTS, Critical::Yes, &subtrees(0, &[(DNS, b"example.kz")]))
    };
    let subject = root.issues(&template(Template::end_entity("Subscriber")));
    assert_eq!(rule(find(&subject.certificate, &[&root], &[])), Rule::NameConstraintsInEndEntity);
    let ca = root.issues(&template(Template::ca("CA")));
    assert!(find(&ca.certificate, &[&root], &[]).is_ok());
}

fn policies(list: &[&Oid]) -> Vec<u8> {
    der(|writer| {
        writer.sequence(|policies| {
            for policy in list {
                policies.sequence(|information| {
                    information.oid(policy);
                });
            }
        });
    })
}

/// golang/go#81502: a requested policy is required, not merely acceptable.
#[test]
fn a_required_policy_is_required() {
    let (one, two) = (Oid::parse("1.2.398.3.3.2.1").unwrap(), Oid::parse("1.2.398.3.3.2.2").unwrap());
    let root = Holder::root(&Template::ca("Root"));
    let any = policies(&[&oid::ANY_POLICY]);
    let ca = root.issues(&Template::ca("CA").extension(&oid::CERTIFICATE_POLICIES, Critical::No, &any));
    let mut options = PathOptions::new(now());
    options.policies = PolicyOptions::require(vec![one.clone()]);
    let check = |template: &Template| {
        let subject = ca.issues(template);
        find_with(&subject.certificate, &[&root], &[&ca.certificate], &options)
    };
    let with = |policy: &Oid| {
        Template::end_entity("Subscriber").extension(&oid::CERTIFICATE_POLICIES, Critical::No, &policies(&[policy]))
    };
    assert_eq!(check(&with(&one)).unwrap().policies().user_constrained, std::slice::from_ref(&one));
    assert_eq!(rule(check(&with(&two))), Rule::PolicyMissing);
    assert_eq!(rule(check(&Template::end_entity("Subscriber"))), Rule::PolicyMissing);
}

#[test]
fn the_better_of_two_paths_is_found_whatever_comes_first() {
    let root = Holder::root(&Template::ca("Root"));
    let key = Key::generate();
    let good = root.certifies(&Template::ca("CA").serial(2), &key);
    let expired = root.certifies(&Template::ca("CA").serial(3).valid(day(-9), day(-1)), &key);
    let other = Holder::root(&Template::ca("Unknown")).certifies(&Template::ca("CA").serial(4), &key);
    let subject = Holder { certificate: good.clone(), key }.issues(&Template::end_entity("Subscriber"));
    for pool in [[&good, &expired, &other], [&other, &expired, &good], [&expired, &other, &good]] {
        let path = find(&subject.certificate, &[&root], &pool).unwrap();
        assert_eq!(path.certificates()[1], good);
    }
    // Without the good one the most useful reason is told, in either order.
    for pool in [[&expired, &other], [&other, &expired]] {
        assert!(matches!(rule(find(&subject.certificate, &[&root], &pool)), Rule::Expired { .. }));
    }
}

#[test]
fn authorities_that_certify_each_other_do_not_loop() {
    let a = Holder::root(&Template::ca("A"));
    let b = Holder::root(&Template::ca("B"));
    let c = Holder::root(&Template::ca("C"));
    let cross: Vec<Certificate> =
        [(&a, "B", &b), (&b, "A", &a), (&b, "C", &c), (&c, "B", &b), (&c, "A", &a), (&a, "C", &c)]
            .into_iter()
            .map(|(issuer, name, holder)| issuer.certifies(&Template::ca(name), &holder.key))
            .collect();
    let pool: Vec<&Certificate> = cross.iter().collect();
    let subject = a.issues(&Template::end_entity("Subscriber"));
    unknown(find(&subject.certificate, &[], &pool));
    for anchor in [&a, &b, &c] {
        assert!(find(&subject.certificate, &[anchor], &pool).is_ok());
    }
}

/// Runs `question`, which must fail, and prints how long it took. In a release build it must take less than 100 ms.
#[track_caller]
fn refused_quickly(what: &str, question: impl FnOnce() -> Result<VerifiedPath, PathError>) -> PathError {
    let start = Instant::now();
    let error = question().map(|_| ()).unwrap_err();
    let elapsed = start.elapsed();
    eprintln!("{what}: {elapsed:?}: {error}");
    let limit = if cfg!(debug_assertions) { Duration::from_secs(2) } else { Duration::from_millis(100) };
    assert!(elapsed < limit, "{what} took {elapsed:?}");
    error
}

#[test]
fn a_chain_of_a_thousand_certificates_ends_at_a_limit() {
    let mut chain = vec![Holder::root(&Template::ca("CA 0"))];
    for index in 1..1_000 {
        let next = chain[index - 1].issues(&Template::ca(&format!("CA {index}")));
        chain.push(next);
    }
    let pool: Vec<&Certificate> = chain[1..999].iter().map(|holder| &holder.certificate).collect();
    let error = refused_quickly("1 000 certificates", || find(&chain[999].certificate, &[&chain[0]], &pool));
    assert_eq!(*error.kind(), PathErrorKind::Invalid(Rule::LimitExceeded { what: "certificates in a path" }));
}

/// RUSTSEC-2023-0052, CVE-2018-16875: the work of building a path must not grow with what an attacker sends along.
#[test]
fn ten_thousand_cross_certificates_end_at_a_limit() {
    // One name, one key: a single signature, ten thousand dead ends.
    let key = Key::generate();
    let lost = Holder::root(&Template::ca("Lost"));
    let root = Holder::root(&Template::ca("Root"));
    let cross: Vec<Certificate> =
        (0..10_000).map(|serial| lost.certifies(&Template::ca("CA").serial(serial + 1), &key)).collect();
    let pool: Vec<&Certificate> = cross.iter().collect();
    let subject = Holder { certificate: cross[0].clone(), key }.issues(&Template::end_entity("Subscriber"));
    refused_quickly("10 000 certificates of one key", || find(&subject.certificate, &[&root], &pool));

    // One name, and as many keys.
    let keys: Vec<Certificate> =
        (0..10_000).map(|serial| root.issues(&Template::ca("CA").serial(serial + 1)).certificate).collect();
    let pool: Vec<&Certificate> = keys.iter().collect();
    let error = refused_quickly("10 000 keys of one name", || find(&subject.certificate, &[&root], &pool));
    assert_eq!(*error.kind(), PathErrorKind::Invalid(Rule::LimitExceeded { what: "signature verifications" }));

    // A web of authorities that all certify each other: as many paths as there are orders of them.
    let holders: Vec<Holder> = (0..30).map(|index| Holder::root(&Template::ca(&format!("Web {index}")))).collect();
    let mut web = Vec::new();
    for issuer in &holders {
        for (index, holder) in holders.iter().enumerate() {
            web.push(issuer.certifies(&Template::ca(&format!("Web {index}")), &holder.key));
        }
    }
    let pool: Vec<&Certificate> = web.iter().collect();
    let subject = holders[0].issues(&Template::end_entity("Subscriber"));
    refused_quickly("a web of 30 authorities", || find(&subject.certificate, &[&root], &pool));
    // It cannot hide a path that is there.
    let way_out = root.certifies(&Template::ca("Web 29"), &holders[29].key);
    let pool: Vec<&Certificate> = web.iter().chain([&way_out]).collect();
    assert_eq!(find(&subject.certificate, &[&root], &pool).unwrap().certificates().len(), 3);
}

/// CVE-2023-0464: each of two policies is mapped to both, again and again; the tree doubles at every level.
#[test]
fn policy_mappings_do_not_multiply() {
    let oids: Vec<Oid> = (0..60).map(|number| Oid::parse(&format!("1.2.398.99.{number}")).unwrap()).collect();
    let all: Vec<&Oid> = oids.iter().collect();
    let mappings = der(|writer| {
        writer.sequence(|list| {
            for from in &oids {
                for to in &oids {
                    list.sequence(|pair| {
                        pair.oid(from).oid(to);
                    });
                }
            }
        });
    });
    let template = |name: &str| {
        Template::ca(name).extension(&oid::CERTIFICATE_POLICIES, Critical::No, &policies(&all)).extension(
            &oid::POLICY_MAPPINGS,
            Critical::No,
            &mappings,
        )
    };
    let mut chain = vec![Holder::root(&Template::ca("CA 0"))];
    for index in 1..12 {
        let next = chain[index - 1].issues(&template(&format!("CA {index}")));
        chain.push(next);
    }
    let subject = chain[11].issues(&Template::end_entity("Subscriber"));
    let pool: Vec<&Certificate> = chain[1..].iter().map(|holder| &holder.certificate).collect();
    let mut options = PathOptions::new(now());
    options.policies = PolicyOptions::require(vec![oids[0].clone()]);
    refused_quickly("policy mappings", || find_with(&subject.certificate, &[&chain[0]], &pool, &options));
}

/// Names times constraints times certificates.
#[test]
fn constraints_and_names_do_not_multiply() {
    let bases: Vec<Vec<u8>> = (0..1_000).map(|number| format!("d{number}.example.kz").into_bytes()).collect();
    let bases: Vec<(u8, &[u8])> = bases.iter().map(|base| (DNS, base.as_slice())).collect();
    let constraints = subtrees(1, &bases);
    let names: Vec<Vec<u8>> = (0..1_000).map(|number| format!("h{number}.example.org").into_bytes()).collect();
    let names: Vec<(u8, &[u8])> = names.iter().map(|name| (DNS, name.as_slice())).collect();
    let root = Holder::root(&Template::ca("Root"));
    let mut chain = vec![root.clone()];
    for index in 1..6 {
        let template =
            Template::ca(&format!("CA {index}")).extension(&oid::NAME_CONSTRAINTS, Critical::Yes, &constraints);
        let next = chain[index - 1].issues(&template);
        chain.push(next);
    }
    let template = Template::end_entity("Subscriber");
    let subject =
        chain[5].issues(&template.extension(&oid::SUBJECT_ALT_NAME, Critical::No, &alternative_names(&names)));
    let pool: Vec<&Certificate> = chain[1..].iter().map(|holder| &holder.certificate).collect();
    let error = refused_quickly("name constraints", || find(&subject.certificate, &[&root], &pool));
    let limit = Rule::LimitExceeded { what: "comparisons of names with constraints" };
    assert_eq!(*error.kind(), PathErrorKind::Invalid(limit));
}

#[test]
fn no_flipped_bit_of_a_certificate_leaves_a_path() {
    let root = Holder::root(&Template::ca("Root"));
    let ca = root.issues(&Template::ca("CA").path_len(0));
    let subject = ca.issues(&Template::end_entity("Subscriber"));
    for (what, original) in [("subscriber", &subject.certificate), ("CA", &ca.certificate)] {
        for place in 0..original.der().len() {
            let mut changed = original.der().to_vec();
            changed[place] ^= 1 << (place % 8);
            let Ok(changed) = Certificate::from_der(&changed) else { continue };
            let result = match what {
                "CA" => find(&subject.certificate, &[&root], &[&changed]),
                _ => find(&changed, &[&root], &[&ca.certificate]),
            };
            assert!(result.is_err(), "{what}, byte {place}");
        }
    }
}
