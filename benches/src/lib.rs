//! What the benches share: the demonstration PKI, read as a caller would, material made from it, and a stopwatch.
#![allow(clippy::expect_used, reason = "a benchmark that cannot read its input has to stop")]

pub mod material;
pub mod stopwatch;

use qoltanba::check::{JudgedAt, Verifier};
use qoltanba::crypto::gost::Curve;
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_testdata::demo;

/// The parameter sets of the national signatures, with the names that are printed.
pub const CURVES: [(&str, Curve); 3] =
    [("CryptoPro-A", Curve::CryptoProA), ("256-A", Curve::Tc26A256), ("512-A", Curve::Tc26A512)];

/// A verifier that trusts the roots of the demonstration and holds its lists in memory.
#[must_use]
pub fn verifier() -> Verifier {
    let mut evidence = Evidence::new();
    for der in demo::CRLS {
        evidence.add_crl(Crl::from_der(der).expect("a list of the demonstration"));
    }
    Verifier::new(trust()).with_evidence(evidence)
}

/// The roots of the demonstration as anchors, with the authorities below them.
#[must_use]
pub fn trust() -> TrustStore {
    let read = |ders: &[&[u8]]| -> Vec<Certificate> { ders.iter().map(|der| certificate(der)).collect() };
    let anchors = read(&demo::ROOTS).iter().map(TrustAnchor::from_certificate).collect();
    TrustStore::new(anchors, read(&demo::AUTHORITIES))
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
