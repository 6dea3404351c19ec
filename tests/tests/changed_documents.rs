//! A signed document that was changed is confirmed only when nothing was changed that was signed: with the content and the
//! signers of the original. And nothing makes the library panic.
//!
//! Some octets of every form are nobody's word: the version of a SignedData, the algorithms that it announces, attributes that
//! are not signed, white space within tags. The ordinary run changes a share of the octets; `QOLTANBA_FULL=1` all of them.

use qoltanba::check::{Decision, Expected, Verifier};
use qoltanba::signature::SignedDocument;
use qoltanba_tests::changes::{Random, flipped, full, spliced};
use qoltanba_tests::national;

/// Documents of each form, all confirmed as they are.
const DOCUMENTS: &[&str] = &[
    "signed/cms/gost2015.cms",
    "signed/cms/gost2004.cms",
    "signed/cms/rsa.cms",
    "signed/cms/cades-bes.cms",
    "signed/cms/two-signers.cms",
    "signed/cms/ber.cms",
    "signed/cms/pem.cms",
    "signed/xml/gost2015.xml",
    "signed/xml/gost2004.xml",
    "signed/xml/rsa.xml",
    "signed/xml/two-signatures.xml",
    "signed/wss/gost2015.xml",
    "signed/wss/gost2004.xml",
    "signed/jws/gost2015.jws",
    "signed/jws/gost2004.jws",
    "signed/jws/rsa.jws",
];

/// What was confirmed: the content, and the serial numbers of the signers.
#[derive(Debug, PartialEq, Eq)]
struct Confirmed {
    content: Vec<u8>,
    signers: Vec<String>,
}

fn confirmed(verifier: &Verifier, bytes: &[u8]) -> Option<Confirmed> {
    let document = SignedDocument::parse(bytes).ok()?;
    let found = verifier.verify_content(&document, &Expected::anyone(), national::moment()).ok()?;
    let content = found.confirmed_content()?.to_vec();
    assert_eq!(found.report().decision(), Decision::Confirmed);
    let serial = |signer: &qoltanba::check::SignerReport| signer.certificate.as_ref().map(|one| one.serial.clone());
    let signers = found.report().signers().iter().map(|signer| serial(signer).unwrap()).collect();
    Some(Confirmed { content, signers })
}

/// Checks one changed document; whether it is confirmed all the same.
fn holds(verifier: &Verifier, original: &Confirmed, changed: &[u8], what: &str) -> bool {
    match confirmed(verifier, changed) {
        None => false,
        Some(found) => {
            // A signature less is a document that somebody else signed, too.
            assert_eq!(found.content, original.content, "{what}: other content");
            assert!(found.signers.iter().all(|signer| original.signers.contains(signer)), "{what}: other signers");
            true
        }
    }
}

#[test]
fn what_was_signed_cannot_be_changed() {
    let verifier = national::verifier();
    let stride = if full() { 1 } else { 23 };
    let (mut tried, mut harmless) = (0, 0);
    for name in DOCUMENTS {
        let bytes = national::file(name);
        let original = confirmed(&verifier, &bytes).unwrap_or_else(|| panic!("{name} is confirmed as it is"));
        for at in (0..bytes.len()).step_by(stride) {
            for changed in [flipped(&bytes, at), bytes[..at].to_vec()] {
                tried += 1;
                harmless += usize::from(holds(&verifier, &original, &changed, &format!("{name}, octet {at}")));
            }
        }
    }
    println!("{tried} changed documents, {harmless} confirmed with the same content and signers");
    assert!(harmless * 4 < tried, "most octets are signed");
}

#[test]
fn pieces_of_other_documents_confirm_nothing_new() {
    let verifier = national::verifier();
    let all: Vec<(&str, Vec<u8>)> = DOCUMENTS.iter().map(|name| (*name, national::file(name))).collect();
    let known: Vec<Confirmed> = all.iter().map(|(_, bytes)| confirmed(&verifier, bytes).unwrap()).collect();
    let mut random = Random(1);
    let count = if full() { 20_000 } else { 400 };
    let mut harmless = 0;
    for number in 0..count {
        let (one, other) = (random.below(all.len()), random.below(all.len()));
        let changed = spliced(&all[one].1, &all[other].1, &mut random);
        if let Some(found) = confirmed(&verifier, &changed) {
            // Whole pieces may make one of the documents again.
            assert!(
                known.iter().any(|known| known.content == found.content
                    && found.signers.iter().all(|signer| known.signers.contains(signer))),
                "splice {number} of {} and {}",
                all[one].0,
                all[other].0
            );
            harmless += 1;
        }
    }
    println!("{count} spliced documents, {harmless} confirmed with content and signers of an original");
}
