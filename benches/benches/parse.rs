//! Reading everything that enters: certificates, lists, answers, tokens, containers, key files.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use qoltanba::Certificate;
use qoltanba::asn1::encode_pem;
use qoltanba::crypto::PrivateKey;
use qoltanba::keystore::KeyStore;
use qoltanba::revocation::{Crl, OcspResponse};
use qoltanba::signature::cms::SignedData;
use qoltanba::signature::jws::SignedJws;
use qoltanba::signature::xml::SignedXml;
use qoltanba::timestamp::Timestamp;
use qoltanba_testdata::demo;

macro_rules! pki {
    ($name:literal) => {
        include_bytes!(concat!("../../testdata/pki/", $name)).as_slice()
    };
}

fn parse(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse");
    macro_rules! bench {
        ($name:expr, $input:expr, $parse:expr) => {
            let (input, parse) = ($input, $parse);
            assert!(parse(input).is_ok(), "{}", $name);
            group.bench_function($name, |b| b.iter(|| parse(black_box(input)).unwrap()));
        };
    }
    bench!("certificate, RSA", demo::INDIVIDUAL_RSA, Certificate::from_der);
    bench!("certificate, GOST 2004", demo::HEAD_GOST2004, Certificate::from_der);
    bench!("certificate, GOST 2015", demo::INDIVIDUAL_GOST2015, Certificate::from_der);
    let pem = encode_pem("CERTIFICATE", demo::INDIVIDUAL_RSA);
    bench!("certificate, RSA, PEM", pem.as_bytes(), Certificate::from_der_or_pem);
    bench!("list of three entries", pki!("crl/nca-rsa.crl"), Crl::from_der);
    bench!("OCSP response", pki!("ocsp/good.ors"), OcspResponse::from_der);
    bench!("timestamp token", pki!("tsa/rsa.tst"), Timestamp::parse);
    bench!("CMS, DER", pki!("signed/cms/rsa.cms"), SignedData::parse);
    bench!("CMS, BER", pki!("signed/cms/ber.cms"), SignedData::parse);
    bench!("XML signature", pki!("signed/xml/rsa.xml"), SignedXml::parse);
    bench!("WS-Security", pki!("signed/wss/rsa.xml"), SignedXml::parse);
    bench!("JWS", pki!("signed/jws/rsa.jws"), |input| SignedJws::parse(input, None));
    let key = include_bytes!("../../testdata/keys/rsa-individual-sign.pem").as_slice();
    bench!("private key, RSA, PEM", key, PrivateKey::from_der_or_pem);
    // Nearly all of it is the derivation of keys from the password, which is slow on purpose.
    group.sample_size(10);
    bench!("key file, GOST 2015", demo::INDIVIDUAL_KEY, |file| KeyStore::open(file, demo::PASSWORD));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(500)).sample_size(20).without_plots();
    targets = parse
}
criterion_main!(benches);
