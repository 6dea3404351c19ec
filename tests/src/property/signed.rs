//! Signed documents of any form, and timestamps.

use qoltanba::Moment;
use qoltanba::check::page::Page;
use qoltanba::check::{Decision, Expected, JudgedAt, Verifier};
use qoltanba::crypto::{DigestAlgorithm, LegacyAlgorithms};
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::SignaturePolicy;
use qoltanba::timestamp::{Timestamp, TimestampRequest};
use qoltanba::trust::TrustStore;

/// Without a trust anchor nothing is confirmed, whatever a document brings along, and no content is handed out.
pub(super) fn document(input: &[u8]) {
    let Ok(document) = SignedDocument::parse(input) else { return };
    let verifier = Verifier::new(TrustStore::new(Vec::new(), Vec::new()));
    let moment = JudgedAt::given(Moment::from_unix(1_704_067_200));
    let Ok(report) = verifier.verify(&document, &Expected::anyone(), moment) else { return };
    assert_ne!(report.decision(), Decision::Confirmed);
    assert!(report.signers().len() <= document.signature_count().max(1));
    let json: Result<serde_json::Value, _> = serde_json::from_str(&report.to_json());
    assert!(json.is_ok(), "a report is JSON");
    let page = Page::new(&report).of_file("input", input).to_html();
    assert!(!page.contains("<script") && !page.contains('\u{202e}'), "a page shows the input as text");
    assert!(
        verifier
            .verify_content(&document, &Expected::anyone(), moment)
            .is_ok_and(|found| found.confirmed_content().is_none())
    );
}

/// A token stamps one value, and a response answers one request.
///
/// The value that a token cannot stamp is the token itself: its imprint would have to be the digest of bytes that hold the
/// imprint. Any fixed text would do for a person, but a fuzzer sees both sides of the comparison and writes the digest of
/// that text into the token.
pub(super) fn token(input: &[u8]) {
    let request = TimestampRequest::new(b"stamped", DigestAlgorithm::Sha256).with_nonce(7);
    let _ = request.read_response(input);
    let Ok(token) = Timestamp::parse(input) else { return };
    let _ = (token.gen_time(), token.policy(), token.serial().len(), token.accuracy(), token.nonce());
    assert!(token.check_imprint(input, LegacyAlgorithms::Accept).is_err(), "no token stamps itself");
    let _ = token.verify_signature(&[], SignaturePolicy::default()).is_ok();
}
