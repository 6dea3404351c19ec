//! Key files and private keys: the national test set, and what OpenSSL writes.

use std::collections::BTreeMap;

use qoltanba::Error;
use qoltanba::crypto::{self, AlgorithmPolicy, KeyAlgorithm, PrivateKey};
use qoltanba::keystore::{KeyMatch, KeyStore};
use qoltanba_tests::openssl::Scratch;
use qoltanba_tests::{corpora, json, key_file};

/// A key works when its signature verifies under the public key that others (the certificate) give for it.
fn signs_for(key: &PrivateKey, public: &crypto::PublicKey) {
    let algorithm = key.default_signature_algorithm();
    let signature = key.sign(algorithm, b"message").unwrap();
    crypto::verify(public, algorithm, b"message", &signature, AlgorithmPolicy::default()).unwrap();
    assert!(crypto::verify(public, algorithm, b"massage", &signature, AlgorithmPolicy::default()).is_err());
}

#[test]
fn all_52_national_test_files_open_and_their_keys_match() {
    let Some(sdk) = corpora("kz/sdk") else { return };
    let manifest = json(&sdk.join("manifest.json"));
    let password = manifest["p12_password"].as_str().unwrap();
    let mut opened = BTreeMap::<&str, u32>::new();
    for file in manifest["p12"].as_array().unwrap() {
        let name = file["file"].as_str().unwrap();
        let bytes = std::fs::read(sdk.join(name)).unwrap();
        let store = KeyStore::open(&bytes, password).unwrap_or_else(|error| panic!("{name}: {error}"));
        let entry = store.only_entry().unwrap();
        let certificate = entry.signing_certificate().unwrap();
        assert_eq!(certificate.der(), std::fs::read(sdk.join(file["certificate_file"].as_str().unwrap())).unwrap());
        assert_eq!(entry.alias(), file["p12"]["friendly_name"].as_str().unwrap());
        assert!(std::ptr::eq(store.entry(entry.alias()).unwrap(), entry));
        let expected = match file["public_key_algorithm_oid"].as_str().unwrap() {
            "1.2.840.113549.1.1.1" => "rsa",
            "1.2.398.3.10.1.1.1.1" | "1.3.6.1.4.1.6801.1.5.8" => "gost34310-2004",
            "1.2.398.3.10.1.1.2.2" => "gost34310-2015-512",
            other => panic!("{name}: {other}"),
        };
        let description = &store.description()[0];
        assert_eq!((description.algorithm.name(), description.matches), (expected, KeyMatch::Certificate));
        signs_for(entry.key(), certificate.public_key().unwrap());
        *opened.entry(expected).or_default() += 1;
        for wrong in ["qwerty12", "Qwerty123", ""] {
            assert_eq!(KeyStore::open(&bytes, wrong).unwrap_err(), Error::WrongPassword);
        }
    }
    println!("opened: {opened:?}");
    assert_eq!(opened, BTreeMap::from([("rsa", 16), ("gost34310-2004", 14), ("gost34310-2015-512", 22)]));
}

fn two_identities() -> Scratch {
    let scratch = Scratch::new();
    scratch.identity("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "");
    scratch.identity("ec", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "");
    scratch
}

#[test]
fn every_encryption_of_openssl_opens() {
    let scratch = two_identities();
    for options in [
        "",
        "-macalg sha1",
        "-macalg sha384",
        "-macalg sha512 -maciter -iter 7",
        "-nomaciter",
        "-keypbe AES-128-CBC -certpbe AES-192-CBC",
        "-keypbe DES-EDE3-CBC -certpbe NONE",
        "-keypbe NONE -certpbe NONE",
        "-legacy",
        "-legacy -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-RC2-128",
        "-iter 100000",
    ] {
        for (name, algorithm) in [("rsa", KeyAlgorithm::Rsa(2048)), ("ec", KeyAlgorithm::EcdsaP256)] {
            for password in ["secret", "Құпия-сөз", ""] {
                let file = scratch.openssl(&format!(
                    "pkcs12 -export -inkey {name}.key -in {name}.pem -name {name}-key -passout pass:{password} {options}"
                ));
                let store = KeyStore::open(&file, password).unwrap_or_else(|error| panic!("{options}: {error}"));
                let entry = store.entry(&format!("{name}-key")).unwrap();
                assert_eq!(entry.key().algorithm(), algorithm);
                signs_for(entry.key(), entry.signing_certificate().unwrap().public_key().unwrap());
                assert_eq!(KeyStore::open(&file, "Secret").unwrap_err(), Error::WrongPassword, "{options}");
            }
        }
    }
}

#[test]
fn a_changed_file_is_refused() {
    let scratch = two_identities();
    let file = scratch.openssl("pkcs12 -export -inkey ec.key -in ec.pem -passout pass:secret");
    assert!(KeyStore::open(&file, "secret").is_ok());
    for place in 0..file.len() {
        let mut changed = file.clone();
        changed[place] ^= 1;
        assert!(KeyStore::open(&changed, "secret").is_err(), "octet {place}");
    }
    let mut longer = file;
    longer.push(0);
    assert!(matches!(KeyStore::open(&longer, "secret"), Err(Error::Malformed { .. })));
}

#[test]
fn a_key_without_its_certificate_says_so() {
    let scratch = two_identities();
    let file = scratch.openssl("pkcs12 -export -inkey ec.key -nocerts -passout pass:secret");
    let store = KeyStore::open(&file, "secret").unwrap();
    assert_eq!(store.description()[0].matches, KeyMatch::None);
    let error = store.only_entry().unwrap().signing_certificate().unwrap_err();
    assert_eq!(error, Error::Key { rule: "the file holds no certificate for the key" });
    assert_eq!(store.entry("nobody").unwrap_err(), Error::Key { rule: "no key of the file has this alias" });
}

#[test]
fn a_chain_in_the_file_is_kept_beside_the_key() {
    let scratch = two_identities();
    let file = scratch.openssl("pkcs12 -export -inkey ec.key -in ec.pem -certfile rsa.pem -passout pass:secret");
    let store = KeyStore::open(&file, "secret").unwrap();
    assert_eq!(store.certificates().len(), 2);
    assert_eq!(store.only_entry().unwrap().signing_certificate().unwrap(), &store.certificates()[0]);
}

/// A file of the JDK's keytool with two keys: the caller's alias decides, and nothing else (N21).
#[test]
fn several_keys_are_chosen_by_alias() {
    let scratch = Scratch::new();
    for (alias, options) in [("first", "-keyalg RSA -keysize 2048"), ("second", "-keyalg EC -groupname secp256r1")] {
        let arguments = format!(
            "-genkeypair -alias {alias} {options} -dname CN={alias} -storetype PKCS12 -keystore store -storepass secret"
        );
        let run = std::process::Command::new("keytool").args(arguments.split(' ')).current_dir(scratch.path()).output();
        let Ok(output) = run else {
            println!("SKIPPED: keytool of the JDK is not installed");
            return;
        };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
    let store = KeyStore::open(&scratch.read("store"), "secret").unwrap();
    assert_eq!(store.entries().len(), 2);
    let rule = "the file holds several keys: choose one by its alias";
    assert_eq!(store.only_entry().unwrap_err(), Error::Key { rule });
    for (alias, algorithm) in [("first", KeyAlgorithm::Rsa(2048)), ("second", KeyAlgorithm::EcdsaP256)] {
        let entry = store.entry(alias).unwrap();
        assert_eq!(entry.key().algorithm(), algorithm);
        let certificate = entry.signing_certificate().unwrap();
        assert_eq!(certificate.subject().to_string(), format!("CN={alias}"));
        signs_for(entry.key(), certificate.public_key().unwrap());
    }
    assert!(store.entry("third").is_err());
}

/// A part that is of no use does not take the rest of the file with it.
#[test]
fn what_cannot_be_used_stands_beside_what_can() {
    let scratch = two_identities();
    scratch.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out p521.key");
    let pkcs8 = |name: &str| scratch.openssl(&format!("pkcs8 -topk8 -nocrypt -in {name}.key -outform DER"));
    let certificate = scratch.openssl("x509 -in rsa.pem -outform DER");
    let open = |bags: &[Vec<u8>]| KeyStore::open(&key_file::of_bags(bags, "secret"), "secret");
    let name = key_file::bmp_string;
    let good = key_file::key_bag(&pkcs8("rsa"), &name("good"));
    let own = key_file::certificate_bag(&certificate, &name("good"));
    let other = key_file::key_bag(&pkcs8("p521"), &name("other"));

    // A key of an algorithm that is not known: it fails when it is chosen, and nothing is chosen for the caller.
    let store = open(&[other.clone(), good.clone(), own.clone()]).unwrap();
    let unusable: Vec<&str> = store.unusable_keys().map(|(alias, _)| alias).collect();
    assert_eq!((store.entries().len(), unusable), (1, vec!["other"]));
    let entry = store.entry("good").unwrap();
    signs_for(entry.key(), entry.signing_certificate().unwrap().public_key().unwrap());
    assert!(matches!(store.entry("other"), Err(Error::Unsupported { .. })));
    // The rule says that there is one to choose; aliases may be names of persons, which errors do not repeat.
    let rule = "the file holds one usable key and others that are not: choose it by its alias";
    assert_eq!(store.only_entry().unwrap_err(), Error::Key { rule });
    let same_name = key_file::key_bag(&pkcs8("p521"), &name("good"));
    let rule = "several keys of the file have this alias";
    assert_eq!(open(&[good.clone(), same_name]).unwrap().entry("good").unwrap_err(), Error::Key { rule });
    let described =
        |bags: &[Vec<u8>]| qoltanba::inspect::describe(&key_file::of_bags(bags, "secret"), Some("secret")).unwrap();
    let all =
        described(&[other.clone(), good.clone(), own.clone(), key_file::certificate_bag(&[0x30, 0], &name("ca"))]);
    assert_eq!((&all["keys"][0]["alias"], &all["unusable_keys"][0]["alias"]), (&"good".into(), &"other".into()));
    assert!(!all["unusable_keys"][0]["reason"].as_str().unwrap().is_empty());
    assert_eq!(all["unreadable_certificates"], 1);
    let usable = described(&[good.clone(), own.clone()]);
    assert!(usable.get("unusable_keys").is_none() && usable.get("unreadable_certificates").is_none());
    // Alone it is all there is to say about the file.
    assert!(matches!(open(&[other, own.clone()]), Err(Error::Unsupported { .. })));

    // A certificate that cannot be read, and names that are no text.
    let unreadable = key_file::certificate_bag(&[0x30, 0], &name("authority"));
    let store = open(&[unreadable, good.clone(), own.clone()]).unwrap();
    assert_eq!((store.certificates().len(), store.unreadable_certificates()), (1, 1));
    assert!(store.only_entry().unwrap().signing_certificate().is_ok());
    for odd in [&[0x1e, 3, 0, b'x', 0][..], &[0x1e, 2, 0xd8, 0], &[2, 1, 7]] {
        let store =
            open(&[key_file::key_bag(&pkcs8("rsa"), odd), key_file::certificate_bag(&certificate, odd)]).unwrap();
        assert_eq!(store.only_entry().unwrap().alias(), "1", "its place in the file");
        assert!(store.only_entry().unwrap().signing_certificate().is_ok());
    }
}

#[test]
fn a_file_with_too_many_iterations_is_refused_before_any_work() {
    let scratch = two_identities();
    // The MAC of this file takes 2^20 iterations; the same three octets can say 2^23 - 1.
    let file = scratch.openssl(
        "pkcs12 -export -inkey ec.key -in ec.pem -passout pass:secret -keypbe NONE -certpbe NONE -iter 1048576",
    );
    assert!(KeyStore::open(&file, "secret").is_ok());
    let count = file.len() - 5;
    assert_eq!(file[count..], [2, 3, 0x10, 0, 0]);
    let mut hostile = file;
    hostile[count..].copy_from_slice(&[2, 3, 0x7f, 0xff, 0xff]);
    let expected = Error::LimitExceeded { what: "iterations of a key derivation", limit: 5_000_000 };
    assert_eq!(KeyStore::open(&hostile, "secret").unwrap_err(), expected);
}

#[test]
fn every_encoding_of_an_openssl_key_is_read() {
    let scratch = Scratch::new();
    scratch.identity("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "");
    scratch.identity("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "");
    scratch.identity("p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "");
    for name in ["rsa", "p256", "p384"] {
        let certificate = qoltanba::Certificate::from_der_or_pem(&scratch.read(&format!("{name}.pem"))).unwrap();
        let public = certificate.public_key().unwrap();
        for form in ["-outform PEM", "-outform DER", "-traditional -outform PEM", "-traditional -outform DER"] {
            let encoded = scratch.openssl(&format!("pkey -in {name}.key {form}"));
            let key = PrivateKey::from_der_or_pem(&encoded).unwrap_or_else(|error| panic!("{name} {form}: {error}"));
            assert_eq!(key.public_key(), public);
            signs_for(&key, public);
        }
    }
    let encrypted = scratch.openssl("pkey -in rsa.key -aes256 -passout pass:x");
    assert!(matches!(PrivateKey::from_der_or_pem(&encrypted), Err(Error::Unsupported { .. })));
    scratch.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out p521.key");
    assert!(matches!(PrivateKey::from_der_or_pem(&scratch.read("p521.key")), Err(Error::Unsupported { .. })));
}
