//! Certification paths with revocation lists: the JDK and BouncyCastle beside us.
//!
//! Each is told the path and the lists, and answers with one word.

use qoltanba::asn1::tag;
use qoltanba::oid::{self, Oid};
use qoltanba::path::{PathErrorKind, PathOptions, Rule, build};
use qoltanba::revocation::{Crl, Evidence, RevocationOptions, Status, chain_status};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_tests::java::Court;
use qoltanba_tests::pki::{Critical, Holder, List, Template, day, der, now};

use super::pki;

/// One question: is the first certificate of `path`, issued by the next one and so on, valid at the moment?
struct Question {
    name: String,
    moment: Moment,
    anchor: Certificate,
    path: Vec<Certificate>,
    lists: Vec<Vec<u8>>,
    /// What RFC 5280 calls for.
    expected: &'static str,
}

pub(super) fn cases(court: &mut Court) {
    for question in published().into_iter().chain(made()) {
        let name = &question.name;
        let (ours, expected) = (verdict(&question), question.expected);
        assert_eq!(ours, expected, "{name}");
        let certificate = |court: &Court, number: usize, certificate: &Certificate| {
            court.file(&format!("path-{name}-{number}.cer"), certificate.der())
        };
        let anchor = certificate(court, 99, &question.anchor);
        let path: Vec<_> = question.path.iter().enumerate().map(|(at, found)| certificate(court, at, found)).collect();
        let lists = question.lists.iter().enumerate();
        let lists: Vec<_> = lists.map(|(at, list)| court.file(&format!("path-{name}-{at}.crl"), list)).collect();
        let (moment, path, lists) = (question.moment.to_string(), path.join(";"), lists.join(";"));
        for provider in ["SUN", "BC"] {
            let case = format!("path/{name}/{provider}");
            court.ask(&case, "path", &[provider, &moment, &anchor, &path, &lists], move |_, answer| {
                let word = answer.strip_prefix("refused ").and_then(|reason| reason.split(' ').next());
                let word = if answer == "ok" { "valid" } else { word.unwrap_or("no answer") };
                if word == expected { Ok(()) } else { Err(format!("`{answer}` instead of `{expected}`")) }
            });
        }
    }
}

fn verdict(question: &Question) -> &'static str {
    let store = TrustStore::new(vec![TrustAnchor::from_certificate(&question.anchor)], Vec::new());
    let (subject, untrusted) = question.path.split_first().unwrap();
    let path = match build(subject, &store, untrusted, &PathOptions::new(question.moment)) {
        Ok(path) => path,
        Err(error) => {
            return match error.kind() {
                PathErrorKind::Invalid(Rule::Expired { .. }) => "expired",
                PathErrorKind::Invalid(Rule::NotYetValid { .. }) => "not-yet-valid",
                _ => "path",
            };
        }
    };
    let mut evidence = Evidence::new();
    question.lists.iter().for_each(|list| evidence.add_crl(Crl::from_der(list).unwrap()));
    let statuses = chain_status(&path, &evidence, &store, untrusted, &RevocationOptions::new(question.moment));
    let mut verdict = "valid";
    for (_, status) in statuses {
        match status {
            Status::Good { .. } => {}
            // The judges know one word for both.
            Status::Revoked { .. } | Status::OnHold { .. } => return "revoked",
            Status::Undetermined { .. } => verdict = "undetermined",
        }
    }
    verdict
}

/// Subscribers of the synthetic PKI with keys that the JVM knows.
fn published() -> Vec<Question> {
    let file = |name: &str| Certificate::from_der(&pki(name)).unwrap();
    let question = |name: &str, kind: &str, subject: &str, between: &[&str], lists: &[&str], expected| Question {
        name: format!("data/{kind}/{name}"),
        moment: Moment::parse("2026-07-01T00:00:00Z").unwrap(),
        anchor: file(&format!("ca/root-{kind}.cer")),
        path: std::iter::once(file(subject))
            .chain(between.iter().map(|name| file(&format!("ca/{name}.cer"))))
            .collect(),
        lists: lists.iter().map(|name| pki(&format!("crl/{name}.crl"))).collect(),
        expected,
    };
    let (rsa, lists) = (["nca-rsa"], ["nca-rsa", "root-rsa"]);
    let mut all: Vec<Question> = [
        ("individual-sign", "valid"),
        ("individual-auth", "valid"),
        ("individual-sign-other", "valid"),
        ("head-sign", "valid"),
        ("head-auth", "valid"),
        ("system-2023", "valid"),
        ("treasury-auth", "valid"),
        ("individual-sign-revoked", "revoked"),
        ("individual-sign-on-hold", "revoked"),
        ("individual-sign-expired", "expired"),
    ]
    .into_iter()
    .map(|(name, expected)| question(name, "rsa", &format!("rsa/{name}.cer"), &rsa, &lists, expected))
    .collect();
    let individual = "rsa/individual-sign.cer";
    all.push(question("no-list", "rsa", individual, &rsa, &["root-rsa"], "undetermined"));
    all.push(question("no-list-of-the-root", "rsa", individual, &rsa, &["nca-rsa"], "undetermined"));
    all.push(question("stale", "rsa", individual, &rsa, &["nca-rsa-stale", "root-rsa"], "undetermined"));
    all.push(question("list-of-another", "rsa", individual, &rsa, &["nca-ecdsa", "root-rsa"], "undetermined"));
    let deep = ["too-deep", "nca-rsa"];
    let deep_lists = ["too-deep", "nca-rsa", "root-rsa"];
    all.push(question("too-deep", "rsa", "other/too-deep-individual.cer", &deep, &deep_lists, "path"));
    let (ecdsa, lists) = (["nca-ecdsa"], ["nca-ecdsa", "root-ecdsa"]);
    all.push(question("individual", "ecdsa", "ecdsa/individual.cer", &ecdsa, &lists, "valid"));
    all.push(question("individual-revoked", "ecdsa", "ecdsa/individual-revoked.cer", &ecdsa, &lists, "revoked"));
    all.push(question(
        "stale",
        "ecdsa",
        "ecdsa/individual.cer",
        &ecdsa,
        &["nca-ecdsa-stale", "root-ecdsa"],
        "undetermined",
    ));
    all.push(question("wrong-authority", "ecdsa", individual, &ecdsa, &lists, "path"));
    all
}

/// Paths made for the rules that the published ones do not break.
fn made() -> Vec<Question> {
    let root = Holder::root(&Template::ca("Root"));
    let mut all = Vec::new();
    let mut ask = |name: &str, authority: &Template, subject: Template, list: Option<List>, expected| {
        let authority = root.issues(authority);
        let subject = authority.issues(&subject);
        let mut lists = vec![root.lists(&List::new())];
        lists.extend(list.map(|list| authority.lists(&list)));
        all.push(Question {
            name: format!("made/{name}"),
            moment: now(),
            anchor: root.certificate.clone(),
            path: vec![subject.certificate, authority.certificate],
            lists,
            expected,
        });
    };
    let authority = || Template::ca("CA").serial(5);
    let subject = || Template::end_entity("Subscriber").serial(7);
    let current = || Some(List::new());
    let unknown = Oid::parse("1.2.398.3.3.99").unwrap();
    let usage =
        |bits: u8| move |template: Template| template.extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 1, bits]);

    ask("valid", &authority(), subject(), current(), "valid");
    ask("valid-path-length", &authority().path_len(0), subject(), current(), "valid");
    ask("other-entries", &authority(), subject(), Some(List::new().revokes(8, 1)), "valid");
    ask("not-yet-valid", &authority(), subject().valid(day(1), day(9)), current(), "not-yet-valid");
    ask("expired", &authority(), subject().valid(day(-9), day(-1)), current(), "expired");
    ask("authority-expired", &authority().valid(day(-9), day(-1)), subject(), current(), "expired");
    ask("authority-not-yet-valid", &authority().valid(day(1), day(9)), subject(), current(), "not-yet-valid");
    for reason in [1, 3, 4, 5, 6, 9] {
        let list = Some(List::new().revokes(7, reason));
        ask(&format!("revoked-{reason}"), &authority(), subject(), list, "revoked");
    }
    ask("not-an-authority", &Template::end_entity("CA"), subject(), current(), "path");
    ask("no-cert-sign", &usage(2)(authority()), subject(), current(), "path");
    ask("no-crl-sign", &usage(4)(authority()), subject(), current(), "undetermined");
    let critical = subject().extension(&unknown, Critical::Yes, &[5, 0]);
    ask("unknown-critical", &authority(), critical, current(), "path");
    let harmless = subject().extension(&unknown, Critical::No, &[5, 0]);
    ask("unknown-not-critical", &authority(), harmless, current(), "valid");
    ask("stale", &authority(), subject(), Some(List::new().dated(day(-9), Some(day(-1)))), "undetermined");
    ask("future", &authority(), subject(), Some(List::new().dated(day(1), Some(day(9)))), "undetermined");
    ask("without-next-update", &authority(), subject(), Some(List::new().dated(day(-1), None)), "undetermined");
    ask("no-list", &authority(), subject(), None, "undetermined");
    let odd = List::new().extension(&unknown, Critical::Yes, &[5, 0]);
    ask("list-unknown-critical", &authority(), subject(), Some(odd), "undetermined");
    let of_authorities = der(|writer| {
        writer.sequence(|point| {
            point.tlv(tag::context(2), &[0xff]);
        });
    });
    let partial = List::new().extension(&oid::ISSUING_DISTRIBUTION_POINT, Critical::Yes, &of_authorities);
    ask("list-of-authorities-only", &authority(), subject(), Some(partial), "undetermined");

    all.extend(forged(&root));
    all
}

/// Somebody takes the name of an authority; a path that is too long; an authority that is revoked.
fn forged(root: &Holder) -> Vec<Question> {
    let genuine = root.issues(&Template::ca("CA").serial(5));
    let impostor = Holder::root(&Template::ca("CA").serial(5));
    let shallow = root.issues(&Template::ca("CA").serial(6).path_len(0));
    let below = shallow.issues(&Template::ca("Below"));
    let subject = Template::end_entity("Subscriber").serial(7);
    let question = |name: &str, path: &[&Holder], lists: Vec<Vec<u8>>, expected| Question {
        name: format!("made/{name}"),
        moment: now(),
        anchor: root.certificate.clone(),
        path: path.iter().map(|holder| holder.certificate.clone()).collect(),
        lists,
        expected,
    };
    let empty = |holder: &Holder| holder.lists(&List::new());
    let honest = vec![empty(root), empty(&genuine)];
    vec![
        question("look-alike", &[&impostor.issues(&subject), &genuine], honest, "path"),
        question(
            "list-of-the-look-alike",
            &[&genuine.issues(&subject), &genuine],
            vec![empty(root), empty(&impostor)],
            "undetermined",
        ),
        question(
            "too-deep",
            &[&below.issues(&subject), &below, &shallow],
            vec![empty(root), empty(&shallow), empty(&below)],
            "path",
        ),
        question(
            "authority-revoked",
            &[&genuine.issues(&subject), &genuine],
            vec![root.lists(&List::new().revokes(5, 2)), empty(&genuine)],
            "revoked",
        ),
    ]
}
