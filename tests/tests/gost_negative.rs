//! The GOST signature vectors that `testdata/gost-vectors/make.py` makes with big integers: what must verify, and every way
//! in which a key, a signature or a digest can be wrong.

use std::collections::BTreeMap;

use qoltanba::crypto::gost::{Curve, PublicKey};
use qoltanba_tests::wycheproof::{Exceptions, Group, Outcome, Tally};
use qoltanba_tests::{json, workspace};

const SETS: [(&str, Curve, usize); 3] = [
    ("crypto-pro-a", Curve::CryptoProA, 134),
    ("tc26-256-a", Curve::Tc26A256, 147),
    ("tc26-512-a", Curve::Tc26A512, 134),
];

fn outcome(curve: Curve, group: &Group<'_>, digest: &[u8], signature: &[u8]) -> Outcome {
    let Ok(key) = PublicKey::from_le_bytes(curve, &group.hex("publicKey")) else { return Outcome::Refused };
    assert_eq!(key.to_le_bytes(), group.hex("publicKey"));
    let plain = key.verify_digest(digest, signature);
    assert_eq!(plain, key.prepare().verify_digest(digest, signature), "a prepared key gives the same verdict");
    if plain.is_ok() { Outcome::Verified } else { Outcome::Refused }
}

#[test]
fn every_vector_comes_out_as_the_big_integers_say() {
    // No divergence is allowed, and none is listed.
    let none = Exceptions::new(&serde_json::json!({}));
    let mut tally = Tally::default();
    for (name, curve, count) in SETS {
        let set = json(&workspace().join(format!("testdata/gost-vectors/{name}.json")));
        assert_eq!(set["numberOfTests"], count);
        tally.run(name, &set, &none, |group, digest, signature| outcome(curve, group, digest, signature));
    }
    assert_eq!(tally.passed + tally.unexpected.len(), SETS.iter().map(|set| set.2).sum::<usize>());
    tally.finish("GOST 34.310", &none);
}

/// A wrong key is refused as a key, and for its own reason: the signature is not even looked at.
#[test]
fn wrong_keys_make_no_key() {
    let mut refused = BTreeMap::new();
    for (name, curve, _) in SETS {
        let set = json(&workspace().join(format!("testdata/gost-vectors/{name}.json")));
        for group in set["testGroups"].as_array().unwrap() {
            let wrong = group["tests"][0]["flags"].as_array().unwrap().iter().any(|flag| flag == "InvalidPublicKey");
            let octets = qoltanba_tests::wycheproof::hex(group["publicKey"].as_str().unwrap());
            assert_eq!(PublicKey::from_le_bytes(curve, &octets).is_err(), wrong, "{name}: {}", group["comment"]);
            *refused.entry(name).or_insert(0) += usize::from(wrong);
        }
    }
    assert!(refused.values().all(|count| *count >= 20), "{refused:?}");
}
