//! The national algorithms: BouncyCastle verifies the value of every GOST signature of the test data and of what the
//! library signs, and recomputes the digests.
//!
//! BouncyCastle knows none of the national OIDs, so it gets raw octets: key x ‖ y and signature r ‖ s, both
//! little-endian, and the octets that were signed, which it hashes itself.

use qoltanba::asn1::{Writer, tag};
use qoltanba::crypto::gost::{Curve, PublicKey};
use qoltanba::crypto::{AlgorithmPolicy, DigestAlgorithm, KeyAlgorithm};
use qoltanba::keystore::{KeyEntry, KeyStore};
use qoltanba::sign::Signer;
use qoltanba::sign::cms::{Encapsulation, Options, sign};
use qoltanba::signature::cms::SignedData;
use qoltanba::signature::jws::SignedJws;
use qoltanba::signature::xml::SignedXml;
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped, sign_message};
use qoltanba::{Certificate, oid};
use qoltanba_tests::cms::Message;
use qoltanba_tests::java::Court;

use super::pki;

pub(super) fn cases(court: &mut Court) {
    digests(court);
    certificates(court);
    messages(court);
    documents(court);
    own_signatures(court);
    their_signatures(court);
}

/// What the judge calls the algorithms of a key; `None` when it is no national one.
fn algorithm(key: KeyAlgorithm) -> Option<&'static str> {
    match key {
        KeyAlgorithm::Gost34310_2004 => Some("2004"),
        KeyAlgorithm::Gost34310_2015_256 => Some("2015-256"),
        KeyAlgorithm::Gost34310_2015_512 => Some("2015-512"),
        _ => None,
    }
}

const DIGESTS: [(&str, DigestAlgorithm); 3] = [
    ("2004", DigestAlgorithm::Gost34311),
    ("2015-256", DigestAlgorithm::Streebog256),
    ("2015-512", DigestAlgorithm::Streebog512),
];

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Around the blocks of both hashes, and where the checksum of GOST 34.311 carries.
fn digests(court: &mut Court) {
    for length in [0usize, 1, 31, 32, 33, 63, 64, 65, 127, 128, 1000, 100_000] {
        for (fill, message) in [
            ("mixed", (0..length).map(|at| (at * at % 253).to_le_bytes()[0]).collect::<Vec<u8>>()),
            ("ones", vec![0xff; length]),
        ] {
            let file = court.file(&format!("hashed-{length}-{fill}"), &message);
            for (name, algorithm) in DIGESTS {
                let expected = format!("ok {}", algorithm.digest(&message).to_hex());
                court.says(&format!("gost/digest/{name}/{length}/{fill}"), "gost-digest", &[name, &file], &expected);
            }
        }
    }
}

/// One value that holds, and the same with one bit turned.
fn holds(court: &mut Court, case: &str, key: &Certificate, octets: &[u8], signature: &[u8]) {
    let public = key.public_key().unwrap();
    let name = algorithm(public.algorithm()).unwrap();
    let key = court.file(&format!("{case}.key"), &public.as_gost().unwrap().to_le_bytes());
    let octets = court.file(&format!("{case}.octets"), octets);
    let good = court.file(&format!("{case}.signature"), signature);
    court.says(&format!("gost/{case}"), "gost-verify", &[name, &key, &octets, &good], "ok");
    let mut turned = signature.to_vec();
    turned[signature.len() / 2] ^= 0x10;
    let bad = court.file(&format!("{case}.turned"), &turned);
    court.refuses(&format!("gost/{case}/one-bit"), "gost-verify", &[name, &key, &octets, &bad]);
}

/// Every certificate that a national authority of the test data signed: our verdict is theirs.
fn certificates(court: &mut Court) {
    for (folder, issuer) in [
        ("gost2015", "nca-gost2015"),
        ("gost2015-256", "nca-gost2015-256"),
        ("gost2004", "nca-gost2004"),
        ("attack", "nca-gost2015"),
        ("other", "nca-gost2015"),
    ] {
        let issuer = Certificate::from_der(&pki(&format!("ca/{issuer}.cer"))).unwrap();
        let key = issuer.public_key().unwrap();
        let name = algorithm(key.algorithm()).unwrap();
        let key_file = court.file(&format!("issuer-{folder}.key"), &key.as_gost().unwrap().to_le_bytes());
        let path = qoltanba_tests::workspace().join("testdata/pki").join(folder);
        let mut files: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for path in files {
            let certificate = Certificate::from_der(&std::fs::read(&path).unwrap()).unwrap();
            if certificate.signature().len() != 2 * key.as_gost().unwrap().curve().coordinate_len() {
                continue;
            }
            let case = format!("certificate/{folder}/{}", path.file_stem().unwrap().to_str().unwrap());
            let octets = court.file(&format!("{case}.octets"), certificate.tbs());
            let signature = court.file(&format!("{case}.signature"), certificate.signature());
            let arguments = [name, &key_file, &octets, &signature];
            if certificate.verify_signature(key, AlgorithmPolicy::default()).is_ok() {
                court.says(&format!("gost/{case}"), "gost-verify", &arguments, "ok");
            } else {
                court.refuses(&format!("gost/{case}"), "gost-verify", &arguments);
            }
        }
    }
}

/// The national signers of a CMS message: the value over the signed attributes, and the digest of the content.
fn message(court: &mut Court, case: &str, bytes: &[u8], supplied: Option<&[u8]>) -> usize {
    let signed = SignedData::parse(bytes).unwrap();
    let content = supplied.or(signed.unverified_content()).unwrap();
    let parts = Message::read(signed.der());
    let mut count = 0;
    for (number, (signer, raw)) in signed.signers().iter().zip(&parts.signers).enumerate() {
        let [certificate] = signed.candidates(signer, &[])[..] else { panic!("{case}: one certificate") };
        let Some(name) = algorithm(certificate.public_key().unwrap().algorithm()) else { continue };
        let case = format!("{case}/{number}");
        // RFC 5652, 5.4: what is signed has the tag SET OF.
        let mut attributes = Writer::new();
        attributes.tlv(tag::SET, &raw.signed.concat());
        holds(court, &case, certificate, &attributes.into_bytes(), &raw.signature);
        let digest = signer.signed_attributes().find(|attribute| *attribute.oid == oid::MESSAGE_DIGEST).unwrap();
        let file = court.file(&format!("{case}.content"), content);
        // The value is an OCTET STRING of at most 64 octets: two octets of header.
        let expected = format!("ok {}", hex(&digest.values[0][2..]));
        court.says(&format!("gost/{case}/digest"), "gost-digest", &[name, &file], &expected);
        count += 1;
    }
    count
}

fn messages(court: &mut Court) {
    let content = pki("signed/content.txt");
    let attached = [
        "ber",
        "cades-bes",
        "expired-since",
        "foreign",
        "gost2004",
        "gost2015",
        "gost2015-256",
        "on-hold",
        "revoked",
        "system",
        "tumar",
        "two-signers",
    ];
    for name in attached {
        assert!(message(court, &format!("cms/{name}"), &pki(&format!("signed/cms/{name}.cms")), None) > 0);
    }
    let detached = pki("signed/cms/detached.cms");
    assert_eq!(message(court, "cms/detached", &detached, Some(&content)), 1);
    for name in ["gost2004", "gost2015"] {
        assert_eq!(message(court, &format!("token/{name}"), &pki(&format!("tsa/{name}.tst")), None), 1);
    }
}

/// The national signatures of an XML document: the value over SignedInfo, and the digest of every reference.
fn document(court: &mut Court, case: &str, text: &[u8]) {
    let parsed = SignedXml::parse(text).unwrap();
    assert!(!parsed.signatures().is_empty());
    for (number, signature) in parsed.signatures().iter().enumerate() {
        let certificate = Certificate::from_der(&signature.key_info().certificates[0]).unwrap();
        let case = format!("{case}/{number}");
        holds(court, &case, &certificate, signature.signed_info().unwrap(), signature.value().unwrap());
        for (number, reference) in signature.references().iter().enumerate() {
            let digest = reference.digest_algorithm().unwrap();
            let (name, _) = DIGESTS.iter().find(|(_, algorithm)| *algorithm == digest).unwrap();
            let octets = parsed.reference_octets(reference).unwrap().unwrap();
            let file = court.file(&format!("{case}-{number}.reference"), &octets);
            let expected = format!("ok {}", hex(reference.expected_digest()));
            court.says(&format!("gost/{case}/digest-{number}"), "gost-digest", &[name, &file], &expected);
        }
    }
}

fn documents(court: &mut Court) {
    for name in
        ["xml/gost2004", "xml/gost2015", "xml/gost2015-256", "xml/two-signatures", "wss/gost2004", "wss/gost2015"]
    {
        document(court, name, &pki(&format!("signed/{name}.xml")));
    }
    for name in ["gost2004", "gost2015"] {
        let bytes = pki(&format!("signed/jws/{name}.jws"));
        let parsed = SignedJws::parse(&bytes, None).unwrap();
        let signature = &parsed.signatures()[0];
        let certificate = Certificate::from_der(&signature.certificates()[0]).unwrap();
        holds(court, &format!("jws/{name}"), &certificate, &signature.signing_input(), signature.value());
    }
}

/// What the library signs with the key files of the test data.
fn own_signatures(court: &mut Court) {
    for name in ["gost2015-individual", "gost2015-256-individual", "gost2004-head", "gost2004-employee-tumar"] {
        let store = KeyStore::open(&pki(&format!("p12/{name}.p12")), "Ulgi2026").unwrap();
        let entry = store.only_entry().unwrap();
        let signer = Signer::from_entry(entry).unwrap();
        for round in 0..4u8 {
            let content = vec![round; usize::from(round) * 50];
            let case = format!("own/{name}/{round}");
            let attached = sign(&signer, &content, &Options::default()).unwrap();
            assert_eq!(message(court, &format!("{case}/attached"), &attached, None), 1);
            let options = Options { encapsulation: Encapsulation::Detached, ..Options::default() };
            let detached = sign(&signer, &content, &options).unwrap();
            assert_eq!(message(court, &format!("{case}/detached"), &detached, Some(&content)), 1);
        }
        own_documents(court, name, entry);
    }
}

fn own_documents(court: &mut Court, name: &str, entry: &KeyEntry) {
    let algorithm = entry.key().default_signature_algorithm();
    let signer = XmlSigner { algorithm, certificate: entry.signing_certificate().unwrap().der() };
    let value = |octets: &[u8]| entry.key().sign(algorithm, octets);
    let text = "<p:doc xmlns:p=\"urn:p\" b='2' a=\"1\"><!-- inside -->қолтаңба &amp; &#13;</p:doc>";
    let signed = sign_enveloped(text.as_bytes(), &signer, Statement::Plain, value).unwrap();
    document(court, &format!("own/{name}/enveloped"), &signed);
    for (version, soap) in super::soap::VERSIONS {
        let text = format!("<s:Envelope xmlns:s=\"{soap}\"><s:Body><a xmlns=\"urn:a\"/></s:Body></s:Envelope>");
        let signed = sign_message(text.as_bytes(), &signer, "body", value).unwrap();
        document(court, &format!("own/{name}/soap-{version}"), &signed);
    }
}

/// BouncyCastle makes keys and signs.
fn their_signatures(court: &mut Court) {
    for ((name, digest), curve) in DIGESTS.into_iter().zip([Curve::CryptoProA, Curve::Tc26A256, Curve::Tc26A512]) {
        for round in 0..8u8 {
            let octets = vec![round; 3 * usize::from(round)];
            let file = court.file(&format!("theirs-{name}-{round}.octets"), &octets);
            let (key, signature) = (format!("theirs-{name}-{round}.key"), format!("theirs-{name}-{round}.signature"));
            let arguments = [name, &file, &key, &signature];
            let (key, signature) = (key.clone(), signature.clone());
            court.signs(&format!("gost/theirs/{name}/{round}"), "gost-sign", &arguments, move |scratch| {
                let key = PublicKey::from_le_bytes(curve, &scratch.read(&key)).map_err(|error| error.to_string())?;
                let mut signature = scratch.read(&signature);
                let digest = digest.digest(&octets);
                key.verify_digest(digest.as_bytes(), &signature).map_err(|_| "we refuse the signature".to_owned())?;
                signature[usize::from(round)] ^= 1;
                match key.verify_digest(digest.as_bytes(), &signature) {
                    Ok(()) => Err("we accept a changed signature".to_owned()),
                    Err(_) => Ok(()),
                }
            });
        }
    }
}
