//! No single changed byte of a certificate or of a list is ever confirmed, and none makes the library panic.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on has to fail"
)]

use qoltanba::check::{Decision, Expected, JudgedAt, Verifier};
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_tests::corpora;

const FAMILIES: [(&str, &str, &str, &str); 3] = [
    (
        "Gost2004_and_RSA/2023.11.17_valid/individual/valid/RSA256_641e729521986a2d12e5187dc6c605789e2365ef.cer",
        "CA_Test/ROOT/kuc_rsa_test.cer",
        "CA_Test/NCA/nca_rsa_test.cer",
        "CRL/nca_rsa_test.crl",
    ),
    (
        "Gost2004_and_RSA/2023.11.17_valid/legal_entity/head/valid/GOSTKNCA_455af122bf07fddcb6351c6842653b42f02b0a26.cer",
        "CA_Test/ROOT/kuc_gost_test.cer",
        "CA_Test/NCA/nca_gost_test.cer",
        "CRL/nca_gost_test.crl",
    ),
    (
        "Gost2015/2023.11.17_valid/individual/valid/GOST512_8147287582df9bb4710e461804acd49b88bf45c4.cer",
        "CA_Test/ROOT/root_test_gost_2022.cer",
        "CA_Test/NCA/nca_gost2022_test.cer",
        "CRL/nca_gost_test_2022.crl",
    ),
];

struct Chain {
    certificate: Vec<u8>,
    trust: TrustStore,
    crl: Vec<u8>,
}

impl Chain {
    /// "Confirmed", anything else, or unusable input.
    fn decision(&self, certificate: &[u8], crl: &[u8]) -> Option<Decision> {
        let certificate = Certificate::from_der(certificate).ok()?;
        let mut evidence = Evidence::default();
        evidence.add_crl(Crl::from_der(crl).ok()?);
        let moment = JudgedAt::given(Moment::parse("2024-01-01T00:00:00Z").unwrap());
        let verifier = Verifier::new(self.trust.clone()).with_evidence(evidence);
        Some(verifier.check_certificate(&certificate, &Expected::anyone(), moment).decision())
    }
}

fn chains() -> Vec<Chain> {
    let Some(folder) = corpora("kz/sdk") else { return Vec::new() };
    let read = |file: &str| std::fs::read(folder.join(file)).unwrap();
    let parse = |file: &str| Certificate::from_der(&read(file)).unwrap();
    FAMILIES
        .iter()
        .map(|(certificate, root, authority, crl)| Chain {
            certificate: read(certificate),
            trust: TrustStore::new(vec![TrustAnchor::from_certificate(&parse(root))], vec![parse(authority)]),
            crl: read(crl),
        })
        .collect()
}

#[test]
fn a_flipped_byte_is_never_confirmed() {
    for chain in chains() {
        assert_eq!(chain.decision(&chain.certificate, &chain.crl), Some(Decision::Confirmed));
        let mut tried = 0;
        for mask in [0x01, 0x80, 0xff] {
            for position in 0..chain.certificate.len() {
                let mut changed = chain.certificate.clone();
                changed[position] ^= mask;
                assert_ne!(chain.decision(&changed, &chain.crl), Some(Decision::Confirmed), "byte {position}");
                tried += 1;
            }
            for position in 0..chain.crl.len() {
                let mut changed = chain.crl.clone();
                changed[position] ^= mask;
                assert_ne!(chain.decision(&chain.certificate, &changed), Some(Decision::Confirmed), "byte {position}");
                tried += 1;
            }
        }
        println!("{tried} changed files, none confirmed");
    }
}

#[test]
fn a_cut_file_is_never_confirmed() {
    for chain in chains() {
        for length in 0..chain.certificate.len() {
            assert_eq!(chain.decision(&chain.certificate[..length], &chain.crl), None);
        }
        for length in 0..chain.crl.len() {
            assert_eq!(chain.decision(&chain.certificate, &chain.crl[..length]), None);
        }
    }
}
