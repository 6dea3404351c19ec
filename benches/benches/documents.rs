//! Signed documents of 4 KiB and 10 MiB, beside the hash of the same bytes.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use qoltanba::check::{Check, Expected, Outcome, Report};
use qoltanba::crypto::{DigestAlgorithm, PrivateKey};
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::SignedDocument;
use qoltanba_benches::{certificate, moment, verifier};
use qoltanba_testdata::demo;

const SIZES: [(&str, usize); 2] = [("4 KiB", 4 << 10), ("10 MiB", 10 << 20)];

fn holds(report: &Report) -> bool {
    report.find(Check::Signature).is_some_and(|check| check.outcome == Outcome::Passed)
}

fn documents(c: &mut Criterion) {
    let verifier = verifier();
    let key = PrivateKey::from_der_or_pem(include_bytes!("../../testdata/keys/rsa-individual-sign.pem")).unwrap();
    let subscriber = certificate(demo::INDIVIDUAL_RSA);
    let signer = Signer::new(&key, &subscriber).unwrap();
    for (name, size) in SIZES {
        let content = vec![b'x'; size];
        let message = cms::sign(&signer, &content, &cms::Options::default()).unwrap();
        let xml = signed_xml(&signer, &content);
        let mut group = c.benchmark_group(format!("document of {name}, rsa"));
        group.sample_size(10).throughput(Throughput::Bytes(size.try_into().unwrap()));
        group.bench_function("SHA-256", |b| b.iter(|| DigestAlgorithm::Sha256.digest(black_box(&content))));
        for (form, bytes) in [("CMS", message), ("XML", xml.into_bytes())] {
            let verify = |bytes: &[u8]| {
                let document = SignedDocument::parse(bytes).unwrap();
                verifier.verify(&document, &Expected::anyone(), moment()).unwrap()
            };
            let report = verify(&bytes);
            assert!(holds(&report), "{form}: {}", report.to_json_pretty());
            group.bench_function(format!("{form}, parse and verify"), |b| b.iter(|| verify(black_box(&bytes))));
        }
        group.finish();
    }
}

/// An enveloped XML signature. The text is in canonical form already, so that it is what is hashed.
fn signed_xml(signer: &Signer<'_>, content: &[u8]) -> String {
    let text = std::str::from_utf8(content).unwrap();
    let digest = base64(DigestAlgorithm::Sha256.digest(format!("<doc>{text}</doc>").as_bytes()).as_bytes());
    let c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    let signed_info = format!(
        "<SignedInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><CanonicalizationMethod Algorithm=\"{c14n}\">\
         </CanonicalizationMethod><SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\">\
         </SignatureMethod><Reference URI=\"\"><Transforms><Transform \
         Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></Transform><Transform \
         Algorithm=\"{c14n}\"></Transform></Transforms><DigestMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></DigestMethod><DigestValue>{digest}</DigestValue>\
         </Reference></SignedInfo>"
    );
    let value = base64(&signer.sign(signed_info.as_bytes()).unwrap());
    let certificate = base64(signer.certificate().der());
    format!(
        "<doc>{text}<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">{signed_info}<SignatureValue>{value}\
         </SignatureValue><KeyInfo><X509Data><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo>\
         </Signature></doc>"
    )
}

/// Base64 (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, at| bits << 8 | usize::from(*group.get(at).unwrap_or(&0)));
        for place in 0..4 {
            let letter = ALPHABET[bits >> (18 - 6 * place) & 63];
            text.push(if place <= group.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(800)).without_plots();
    targets = documents
}
criterion_main!(benches);
