//! The synthetic national PKI: its keys, what a verifier of it trusts, and the moment at which its files are current.

use qoltanba::check::{JudgedAt, Verifier};
use qoltanba::keystore::KeyStore;
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::sign::Signer;
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_testdata::demo;

/// The moment at which the files are current.
#[must_use]
pub const fn moment() -> JudgedAt {
    JudgedAt::given(Moment::from_unix(demo::MOMENT_UNIX))
}

/// A file of the set.
///
/// # Panics
/// When it is absent.
#[must_use]
pub fn file(name: &str) -> Vec<u8> {
    qoltanba_testdata::file(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A key file, for instance `gost2015-individual`.
///
/// # Panics
/// When it is absent or cannot be opened.
#[must_use]
pub fn key(name: &str) -> KeyStore {
    KeyStore::open(&file(&format!("p12/{name}.p12")), demo::PASSWORD).unwrap()
}

/// The one certificate of a key file.
///
/// # Panics
/// When there is not exactly one key.
#[must_use]
pub fn certificate(store: &KeyStore) -> &Certificate {
    store.only_entry().unwrap().signing_certificate().unwrap()
}

/// An enveloped signature over a document.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn sign(xml: &[u8], store: &KeyStore) -> Vec<u8> {
    let signer = Signer::from_entry(store.only_entry().unwrap()).unwrap();
    let xml_signer = XmlSigner { algorithm: signer.algorithm(), certificate: signer.certificate().der() };
    sign_enveloped(xml, &xml_signer, Statement::Plain, |octets| signer.sign(octets)).unwrap()
}

/// Trusts the roots, knows the authorities and has their current lists.
///
/// # Panics
/// When a file cannot be read.
#[must_use]
pub fn verifier() -> Verifier {
    verifier_with(&[], &[])
}

/// The same with further authorities and lists of the set.
///
/// # Panics
/// When a file cannot be read.
#[must_use]
pub fn verifier_with(authorities: &[&str], lists: &[&str]) -> Verifier {
    let read = |der: &[u8]| Certificate::from_der(der).unwrap();
    let anchors = demo::ROOTS.iter().map(|der| TrustAnchor::from_certificate(&read(der))).collect();
    let mut others: Vec<Certificate> = demo::AUTHORITIES.iter().map(|der| read(der)).collect();
    others.extend(authorities.iter().map(|name| read(&file(name))));
    let mut evidence = Evidence::new();
    for der in demo::CRLS {
        evidence.add_crl(Crl::from_der(der).unwrap());
    }
    for name in lists {
        evidence.add_crl(Crl::from_vec(file(name)).unwrap());
    }
    Verifier::new(TrustStore::new(anchors, others)).with_evidence(evidence)
}
