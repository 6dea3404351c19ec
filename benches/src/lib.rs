//! What the benches share: the demonstration PKI, read as a caller would.
#![allow(clippy::expect_used, reason = "a benchmark that cannot read its input has to stop")]

use qoltanba::check::{JudgedAt, Verifier};
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_testdata::demo;

/// A verifier that trusts the roots of the demonstration and holds its lists in memory.
#[must_use]
pub fn verifier() -> Verifier {
    let read = |ders: &[&[u8]]| -> Vec<Certificate> { ders.iter().map(|der| certificate(der)).collect() };
    let anchors = read(&demo::ROOTS).iter().map(TrustAnchor::from_certificate).collect();
    let mut evidence = Evidence::new();
    for der in demo::CRLS {
        evidence.add_crl(Crl::from_der(der).expect("a list of the demonstration"));
    }
    Verifier::new(TrustStore::new(anchors, read(&demo::AUTHORITIES))).with_evidence(evidence)
}

/// A certificate of the demonstration.
#[must_use]
pub fn certificate(der: &[u8]) -> Certificate {
    Certificate::from_der(der).expect("a certificate of the demonstration")
}

/// The moment at which the demonstration is current.
#[must_use]
pub fn moment() -> JudgedAt {
    JudgedAt::given(Moment::parse(demo::MOMENT).expect("the moment of the demonstration"))
}
