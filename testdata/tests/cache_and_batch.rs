//! A warm signature cache and a batch over several threads change no verdict.
#![cfg(test)]
#![cfg(feature = "generate")]

use std::num::NonZeroUsize;

use qoltanba::check::{Check, Expected, JudgedAt, Outcome, Reason, Report, Threads, Verifier};
use qoltanba::crypto::SignatureCache;
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::signature::SignedDocument;
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_testdata::{demo, file, folder};

fn certificate(name: &str) -> Certificate {
    Certificate::from_der(&file(name).unwrap()).unwrap()
}

fn moment() -> JudgedAt {
    JudgedAt::given(Moment::parse(demo::MOMENT).unwrap())
}

/// Trusts the GOST roots and the RSA root, with these issuing authorities.
fn verifier(authorities: Vec<Certificate>) -> Verifier {
    let anchors = demo::ROOTS.map(|der| TrustAnchor::from_certificate(&Certificate::from_der(der).unwrap()));
    let mut evidence = Evidence::new();
    demo::CRLS.iter().for_each(|der| evidence.add_crl(Crl::from_der(der).unwrap()));
    Verifier::new(TrustStore::new(anchors.to_vec(), authorities)).with_evidence(evidence)
}

fn authorities() -> Vec<Certificate> {
    demo::AUTHORITIES.iter().map(|der| Certificate::from_der(der).unwrap()).collect()
}

fn cache(capacity: usize) -> SignatureCache {
    SignatureCache::new(NonZeroUsize::new(capacity).unwrap())
}

fn path_check(report: &Report) -> (Outcome, Option<Reason>, String) {
    let check = report.find(Check::CertificatePath).unwrap();
    (check.outcome, check.reason, check.detail.clone())
}

/// Every certificate and document of the set.
fn files(extensions: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut folders = vec![folder()];
    let mut files = Vec::new();
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| extensions.iter().any(|wanted| own == *wanted)) {
                files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn the_second_report_says_that_an_authority_was_verified_before() {
    let cache = cache(8);
    let verifier = verifier(authorities()).with_signature_cache(cache.clone());
    let subject = certificate("gost2015/individual.cer");
    let first = path_check(&verifier.check_certificate(&subject, &Expected::anyone(), moment()));
    let second = path_check(&verifier.check_certificate(&subject, &Expected::anyone(), moment()));
    assert_eq!((first.0, second.0, cache.len()), (Outcome::Passed, Outcome::Passed, 1));
    assert!(!first.2.contains("verified before"), "{}", first.2);
    assert_eq!(second.2, format!("{} The signature of 1 authority on it was verified before.", first.2));
}

#[test]
fn an_authority_whose_signature_was_replaced_is_not_taken_for_the_genuine_one() {
    let cache = cache(8);
    let subject = certificate("gost2015/individual.cer");
    let genuine = verifier(authorities()).with_signature_cache(cache.clone());
    for _ in 0..2 {
        let _ = genuine.check_certificate(&subject, &Expected::anyone(), moment());
    }
    assert_eq!(cache.len(), 1);

    // The same tbsCertificate, and so the same key for the subscriber, under another signature value.
    let mut der = file("ca/nca-gost2015.cer").unwrap();
    *der.last_mut().unwrap() ^= 1;
    let replaced = Certificate::from_der(&der).unwrap();
    assert_eq!(replaced.tbs(), certificate("ca/nca-gost2015.cer").tbs());
    let forged = verifier(vec![replaced]).with_signature_cache(cache.clone());
    let (outcome, reason, detail) = path_check(&forged.check_certificate(&subject, &Expected::anyone(), moment()));
    assert_eq!((outcome, reason), (Outcome::Failed, Some(Reason::PathInvalid)), "{detail}");
    assert_eq!(cache.len(), 1);
}

#[test]
fn strangers_and_end_entities_do_not_enter_the_cache() {
    let cache = cache(8);
    // A subscriber below a root that is not trusted, with the whole chain in the pool.
    let strangers = vec![certificate("ca/foreign-authority.cer"), certificate("ca/foreign-root.cer")];
    let verifier = verifier(strangers).with_signature_cache(cache.clone());
    for name in ["attack/forged.cer", "gost2015/individual.cer", "attack/tampered.cer"] {
        let report = verifier.check_certificate(&certificate(name), &Expected::anyone(), moment());
        assert_ne!(path_check(&report).0, Outcome::Passed, "{name}");
    }
    assert!(cache.is_empty());
    // An authority that is asked about itself is the end entity of its path.
    let authority = certificate("ca/nca-gost2015.cer");
    let report = verifier.check_certificate(&authority, &Expected::anyone(), moment());
    assert_eq!(path_check(&report).0, Outcome::Passed);
    assert!(cache.is_empty());
}

#[test]
fn a_cache_changes_no_verdict_on_any_certificate() {
    let plain = verifier(authorities());
    // Of one place only, so that authorities displace each other all the time.
    let cached = verifier(authorities()).with_signature_cache(cache(1));
    let files = files(&["cer"]);
    assert!(files.len() > 40);
    for _ in 0..2 {
        for (name, der) in &files {
            let subject = Certificate::from_der(der).unwrap();
            let ask = |verifier: &Verifier| verifier.check_certificate(&subject, &Expected::anyone(), moment());
            let verdicts = |report: &Report| -> Vec<_> {
                let checks = report.checks().iter().chain(report.signers().iter().flat_map(|signer| &signer.checks));
                checks.map(|check| (check.check, check.outcome, check.reason)).collect()
            };
            assert_eq!(verdicts(&ask(&plain)), verdicts(&ask(&cached)), "{name}");
        }
    }
}

#[test]
fn a_batch_on_eight_threads_reports_what_one_by_one_does_in_the_same_order() {
    let verifier = verifier(authorities());
    let eight = Threads::AtMost(NonZeroUsize::new(8).unwrap());

    let certificates: Vec<(Certificate, Expected)> =
        files(&["cer"]).iter().map(|(_, der)| (Certificate::from_der(der).unwrap(), Expected::anyone())).collect();
    let single: Vec<Report> = certificates
        .iter()
        .map(|(certificate, expected)| verifier.check_certificate(certificate, expected, moment()))
        .collect();
    assert!(single.iter().map(Report::decision).collect::<Vec<_>>().windows(2).any(|pair| pair[0] != pair[1]));
    for _ in 0..3 {
        assert_eq!(verifier.check_certificates(&certificates, moment(), eight), single);
    }

    let files = files(&["p7s", "cms", "xml", "jws", "crl"]);
    let documents: Vec<(&[u8], Expected)> = files.iter().map(|(_, bytes)| (&**bytes, Expected::anyone())).collect();
    assert!(documents.len() > 40, "{}", documents.len());
    let results = verifier.verify_batch(&documents, moment(), eight);
    assert_eq!(results.len(), documents.len());
    let mut errors = 0;
    for ((name, bytes), result) in files.iter().zip(&results) {
        let single =
            SignedDocument::parse(bytes).and_then(|document| verifier.verify(&document, &Expected::anyone(), moment()));
        errors += usize::from(single.is_err());
        match (&single, result) {
            (Ok(single), Ok(own)) => assert_eq!(single, own, "{name}"),
            (Err(single), Err(own)) => assert_eq!(single.to_string(), own.to_string(), "{name}"),
            (single, own) => panic!("{name}: {single:?} one by one, {own:?} in the batch"),
        }
    }
    assert!(errors > 0 && errors < documents.len());
}

#[test]
fn eight_threads_share_one_verifier_and_its_cache() {
    let cache = cache(2);
    let verifier = verifier(authorities()).with_signature_cache(cache.clone());
    let subjects = ["gost2015/individual.cer", "gost2004/head.cer", "rsa/individual-sign.cer", "attack/tampered.cer"]
        .map(certificate);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (verifier, subjects) = (&verifier, &subjects);
            scope.spawn(move || {
                for round in 0..8 {
                    let place = (thread + round) % subjects.len();
                    let report = verifier.check_certificate(&subjects[place], &Expected::anyone(), moment());
                    let expected = if place == 3 { Outcome::Failed } else { Outcome::Passed };
                    assert_eq!(path_check(&report).0, expected);
                }
            });
        }
    });
    assert!((1..=2).contains(&cache.len()));
}
