//! Countersignatures of CMS messages (RFC 5652, 11.4): what a report tells of them, and what they cost.

use qoltanba::check::{Expected, JudgedAt, Verifier};
use qoltanba::crypto::PrivateKey;
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::{FailureReason, SignaturePolicy, SignedData};
use qoltanba::trust::TrustStore;
use qoltanba::{Moment, oid};
use qoltanba_tests::cms::{Message, Signer, attribute};
use qoltanba_tests::openssl::Scratch;

/// Two identities and a content file.
fn desk() -> Scratch {
    let scratch = Scratch::new();
    scratch.identity("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "");
    scratch.identity("p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "");
    scratch.write("content", b"a document");
    scratch
}

fn sign(desk: &Scratch, name: &str, options: &str) -> Vec<u8> {
    desk.openssl(&format!("cms -sign -binary -in content -signer {name}.pem -inkey {name}.key -outform DER {options}"))
}

/// The notes of the report on a message.
fn notes(message: &Message) -> Vec<String> {
    let der = message.write();
    let document = SignedDocument::parse(&der).unwrap();
    let verifier = Verifier::new(TrustStore::new(Vec::new(), Vec::new()));
    let moment = JudgedAt::given(Moment::from_unix(0));
    verifier.verify(&document, &Expected::anyone(), moment).unwrap().notes().to_vec()
}

#[test]
fn countersignatures_sign_the_signature() {
    let desk = desk();
    let mut message = Message::read(&sign(&desk, "rsa", "-nodetach"));
    desk.write("signature", &message.signers[0].signature);
    let counter =
        desk.openssl("cms -sign -binary -in signature -signer p256.pem -inkey p256.key -outform DER -nosmimecap");
    let counter = Message::read(&counter);
    let mut signer = counter.signers[0].clone();
    let key = PrivateKey::from_der_or_pem(&desk.read("p256.key")).unwrap();
    let put = |message: &mut Message, signer: &Signer| {
        message.signers[0].unsigned = vec![attribute(&oid::COUNTERSIGNATURE, &[&signer.write()])];
        message.certificates.push(counter.certificates[0].clone());
    };
    let verdict = |message: &Message| {
        let der = message.write();
        let signed = SignedData::parse(&der).unwrap();
        let parent = &signed.signers()[0];
        let countersignatures = parent.countersignatures().unwrap();
        let found = &countersignatures[0];
        let certificate = signed.candidates(found, &[])[0];
        signed.verify_countersignature(parent, found, certificate, SignaturePolicy::default()).map(|_| ())
    };
    // The report of the whole message names the countersignature.
    let note = |message: &Message| notes(message).join(" ");
    // RFC 5652, 11.4: contentType must not be there.
    put(&mut message, &signer);
    assert!(note(&message).contains("A countersignature does not hold"), "{}", note(&message));
    assert_eq!(verdict(&message).unwrap_err().reason, FailureReason::SignatureInvalid);
    signer.signed.retain(|attribute| !attribute.windows(9).any(|part| part == oid::CONTENT_TYPE.content()));
    signer.signature = key.sign(key.default_signature_algorithm(), &signer.to_be_signed()).unwrap();
    put(&mut message, &signer);
    verdict(&message).unwrap();
    assert!(note(&message).contains("A countersignature holds under the certificate"), "{}", note(&message));
    // Over another signature it does not hold.
    message.signers[0].signature[20] ^= 1;
    assert_eq!(verdict(&message).unwrap_err().reason, FailureReason::DigestMismatch);
}

/// They decide nothing, so that many of them cost no more than a few: what a certificate beside the first one would say is
/// not asked, and of a message with more than 64 the rest is only counted.
#[test]
fn what_countersignatures_cost_is_limited() {
    let desk = desk();
    let genuine = Message::read(&sign(&desk, "rsa", "-nodetach"));
    let counter = Message::read(&sign(&desk, "p256", "-nodetach"));
    let told = |on_first: usize, on_second: usize| {
        let with = |count: usize| {
            let mut signer = genuine.signers[0].clone();
            let values = vec![counter.signers[0].write(); count];
            let values: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
            signer.unsigned = vec![attribute(&oid::COUNTERSIGNATURE, &values)];
            signer
        };
        let mut message = genuine.clone();
        message.signers = vec![with(on_first), with(on_second)];
        message.certificates.push(counter.certificates[0].clone());
        let notes = notes(&message);
        let judged = notes.iter().filter(|note| note.starts_with("A countersignature does not hold")).count();
        let rest: Vec<String> = notes.into_iter().filter(|note| note.contains("were not verified")).collect();
        (judged, rest.join(" "))
    };
    assert_eq!(told(63, 1), (64, String::new()));
    assert_eq!(told(63, 3), (64, "2 countersignatures more were not verified.".to_owned()));
}
