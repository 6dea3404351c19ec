//! CMS messages.

use std::borrow::Cow;

use qoltanba::Certificate;
use qoltanba::signature::cms::{Content, SignaturePolicy, SignedData};

/// The DER form of a message is the message; whatever it carries can be read, and what does not hold is refused.
pub(super) fn message(input: &[u8]) {
    // Nesting is limited by the size of the input; the fuzzer must not spend its time there.
    look_at(input, 4);
}

fn look_at(input: &[u8], depth: usize) {
    let Ok(message) = SignedData::parse(input) else { return };
    let again = SignedData::from_der(Cow::Borrowed(message.der()));
    assert!(again.is_ok_and(|again| again.signers().len() == message.signers().len()));
    let supplied: &[u8] = b"the content of a detached signature";
    let content = match message.content(None) {
        Ok(content) => content,
        Err(_) => Content::from_bytes(supplied),
    };
    for signer in message.signers().iter().take(8) {
        let outcome = message.verify(signer, &content, &[], SignaturePolicy::default());
        if let Ok(verified) = outcome {
            assert!(message.candidates(signer, &[]).contains(&verified.certificate()));
            assert!(!signer.signature().is_empty());
        }
        let _ = (signer.claimed_signing_time(), signer.digest_algorithm(), signer.signature_algorithm());
        let _ = (signer.signed_attributes().count(), signer.unsigned_attributes().count());
        let evidence = message.evidence(signer);
        assert!(evidence.certificates.len() >= message.certificates().len());
        for token in signer.signature_timestamps().chain(signer.archive_timestamps()).take(4) {
            if depth > 0 {
                look_at(token, depth - 1);
            }
        }
        for other in signer.countersignatures().unwrap_or_default().iter().take(4) {
            let certificate: Option<&Certificate> = message.certificates().first();
            if let Some(certificate) = certificate {
                let _ = message.verify_countersignature(signer, other, certificate, SignaturePolicy::default());
            }
        }
    }
    if depth > 0
        && let Some(Ok(nested)) = message.nested()
    {
        look_at(nested.der(), depth - 1);
    }
}
