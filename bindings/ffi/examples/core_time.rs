//! What the library itself takes for the calls that the benches of Python and Kotlin time: the rest is the border.
//!
//! `cargo run --release -p qoltanba-ffi --example core_time`, from the root of the project.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::time::Instant;

use qoltanba::check::{Decision, Expected, JudgedAt, Verifier};
use qoltanba::keystore::KeyStore;
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::SignedDocument;
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Iin, Moment};

const PKI: &str = "testdata/pki";

fn main() -> Result<(), Box<dyn Error>> {
    let read = |path: &str| fs::read(format!("{PKI}/{path}"));
    let anchor = TrustAnchor::from_certificate(&Certificate::from_der(&read("ca/root-rsa.cer")?)?);
    let trust = TrustStore::new(vec![anchor], vec![Certificate::from_der(&read("ca/nca-rsa.cer")?)?]);
    let mut evidence = Evidence::default();
    for crl in Crl::list_from_der_or_pem(&read("crl/nca-rsa.crl")?)? {
        evidence.add_crl(crl);
    }
    let verifier = Verifier::new(trust).with_evidence(evidence);
    let nobody = Verifier::new(TrustStore::new(Vec::new(), Vec::new()));
    let store = KeyStore::open(&read("p12/rsa-individual-sign.p12")?, "Ulgi2026")?;
    let signer = Signer::from_entry(store.only_entry()?)?;
    let document = cms::sign(&signer, &[0; 4096], &cms::Options::default())?;
    let certificate = signer.certificate().der();
    let expected = Expected::iin(Iin::parse("990101100010")?);
    let at = JudgedAt::given(Moment::parse("2026-07-01T00:00:00Z")?);

    let verify = || verifier.verify(&SignedDocument::parse(&document)?, &expected, at);
    assert_eq!(verify()?.decision(), Decision::Confirmed);
    time("document of 4 KiB, one", || verify().map(|report| report.to_json()));
    time("document of 4 KiB, of a batch", verify);
    let check =
        || Ok::<_, qoltanba::Error>(nobody.check_certificate(&Certificate::from_der(certificate)?, &expected, at));
    time("certificate of an unknown issuer, one", || check().map(|report| report.to_json()));
    time("certificate of an unknown issuer, of a batch", check);
    Ok(())
}

/// Prints the shortest of many runs, in microseconds: what stands in the way only ever adds.
#[expect(clippy::print_stdout, reason = "this is a program that prints")]
fn time<T>(what: &str, work: impl Fn() -> T) {
    let shortest = (0..3000)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .min()
        .unwrap_or_default();
    println!("{what}: {:.1} µs", shortest.as_secs_f64() * 1e6);
}
