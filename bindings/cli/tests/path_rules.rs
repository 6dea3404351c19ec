//! The rows of the contract about paths, on certificates that no authority would issue.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::path::Path;

use common::{Run, qoltanba, scratch};
use qoltanba::Certificate;
use qoltanba::asn1::tag;
use qoltanba::oid::{self, Oid};
use qoltanba_tests::openssl::Scratch;
use qoltanba_tests::pki::{Critical, Holder, List, Template, day, der, now};

const UNKNOWN: &str = "1.2.3.4";

/// A subscriber's certificate: digitalSignature and nonRepudiation.
fn subscriber() -> Template {
    Template::end_entity("Subscriber").serial(77).extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 6, 0xc0])
}

/// NameConstraints that exclude every directory name under commonName=`base`.
fn excludes(base: &str) -> Vec<u8> {
    der(|writer| {
        writer.sequence(|constraints| {
            constraints.constructed(0xa1, |subtrees| {
                subtrees.sequence(|subtree| {
                    subtree.explicit(4, |name| {
                        name.raw(&qoltanba_tests::pki::name(base));
                    });
                });
            });
        });
    })
}

/// PolicyConstraints with requireExplicitPolicy 0.
fn requires_a_policy() -> Vec<u8> {
    der(|writer| {
        writer.sequence(|constraints| {
            constraints.tlv(0x80, &[0]);
        });
    })
}

/// CertificatePolicies with one policy.
fn policies(policy: &Oid) -> Vec<u8> {
    der(|writer| {
        writer.sequence(|list| {
            list.sequence(|information| {
                information.oid(policy);
            });
        });
    })
}

/// `check-certificate` of a path, with a current list of the issuer.
fn check(name: &str, root: &Template, authority: &Template, subscriber: &Template) -> Run {
    let root = Holder::root(root);
    let authority = root.issues(authority);
    let subscriber = authority.issues(subscriber);
    let folder = scratch(&format!("path-rules-{name}"));
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    };
    let der = |certificate: &Certificate| certificate.der().to_vec();
    let list = authority.lists(&List::new().dated(day(-1), Some(day(1))).number(1));
    qoltanba(&[
        "check-certificate".to_owned(),
        file("subscriber.cer", &der(&subscriber.certificate)),
        "--json".to_owned(),
        "--at".to_owned(),
        now().to_string(),
        "--trust".to_owned(),
        file("root.cer", &der(&root.certificate)),
        "--intermediate".to_owned(),
        file("authority.cer", &der(&authority.certificate)),
        "--crl".to_owned(),
        file("authority.crl", &list),
    ])
}

#[test]
fn a_rule_that_any_certificate_of_the_path_breaks_refuses() {
    let (root, authority) = (Template::ca("Root"), Template::ca("Authority"));
    check("good", &root, &authority, &subscriber()).expect("good", "confirmed", &[]);

    let expired = |template: Template| template.valid(day(-900), day(-1));
    let unknown = Oid::parse(UNKNOWN).unwrap();
    let critical = |template: Template| template.extension(&unknown, Critical::Yes, &[tag::NULL, 0]);
    let constrained =
        |template: Template| template.extension(&oid::NAME_CONSTRAINTS, Critical::Yes, &excludes("Subscriber"));
    let explicit =
        |template: Template| template.extension(&oid::POLICY_CONSTRAINTS, Critical::Yes, &requires_a_policy());
    let (r, a, s) = (|| root.clone(), || authority.clone(), subscriber);
    let broken = [
        ("expired-anchor", expired(r()), a(), s(), "valid until"),
        ("expired-authority", r(), expired(a()), s(), "valid until"),
        ("critical-in-anchor", critical(r()), a(), s(), UNKNOWN),
        ("critical-in-authority", r(), critical(a()), s(), UNKNOWN),
        ("critical-in-subscriber", r(), a(), critical(s()), UNKNOWN),
        ("constrained-by-anchor", constrained(r()), a(), s(), "must not certify"),
        ("constrained-by-authority", r(), constrained(a()), s(), "must not certify"),
        ("constraints-of-a-subscriber", r(), a(), constrained(s()), "is no CA certificate"),
        ("policy-missing", r(), explicit(a()), s(), "policy"),
        ("no-authority", r(), a().extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 1, 2]), s(), "key usage"),
        ("too-deep", r().path_len(0), a(), s(), "pathLen"),
    ];
    for (name, root, authority, subscriber, words) in broken {
        let run = check(name, &root, &authority, &subscriber);
        run.expect(name, "refused", &["evidence-untrusted", "path-invalid"]);
        assert!(run.detail("certificate-path").contains(words), "{name}: {}", run.detail("certificate-path"));
    }

    // The policy that is asked for stands in both certificates.
    let policy = policies(&Oid::parse("1.2.398.3.3.2").unwrap());
    let with = |template: Template| template.extension(&oid::CERTIFICATE_POLICIES, Critical::No, &policy);
    check("policy-there", &root, &with(explicit(a())), &with(s())).expect("policy", "confirmed", &[]);
}

/// A subscriber with an algorithm that is not allowed any more, made by openssl; its signature is as right as can be.
#[test]
fn weak_algorithms_break_a_path() {
    let scratch = Scratch::new();
    let days = "-days 3650 -set_serial 5";
    let usage = "-addext keyUsage=critical,digitalSignature,nonRepudiation";
    scratch.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out root.key");
    scratch.openssl(&format!("req -x509 -new -key root.key -subj /CN=Root {days} -addext keyUsage=critical,keyCertSign,cRLSign -outform DER -out root.cer"));
    for (name, bits, digest, decision, reasons) in [
        ("good", 2048, "sha256", "undetermined", &["no-evidence"][..]),
        ("sha1", 2048, "sha1", "refused", &["no-evidence", "path-invalid"]),
        ("md5", 2048, "md5", "refused", &["no-evidence", "path-invalid"]),
        ("small", 1024, "sha256", "refused", &["no-evidence", "path-invalid"]),
    ] {
        scratch.openssl(&format!("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:{bits} -out {name}.key"));
        scratch.openssl(&format!("req -new -key {name}.key -subj /CN=Subscriber {usage} -out {name}.csr"));
        scratch.openssl(&format!(
            "x509 -req -in {name}.csr -CA root.cer -CAkey root.key -{digest} -copy_extensions copy {days} -outform DER -out {name}.cer"
        ));
        let file = |name: &str| Path::join(scratch.path(), name).display().to_string();
        let run =
            qoltanba(&["check-certificate", &file(&format!("{name}.cer")), "--json", "--trust", &file("root.cer")]);
        run.expect(name, decision, reasons);
    }
}
