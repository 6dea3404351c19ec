//! XML documents and their signatures.

use qoltanba::Certificate;
use qoltanba::crypto::AlgorithmPolicy;
use qoltanba::signature::xml::c14n::{Canonicalization, Comments, Method, Selection, canonical_octets};
use qoltanba::signature::xml::tree::Document;
use qoltanba::signature::xml::{Coverage, DigestOutcome, SignedXml};

/// A canonical form is a document, and its own canonical form.
pub(super) fn document(input: &[u8]) {
    let Ok(document) = Document::parse(input) else { return };
    for method in [Method::Inclusive10, Method::Inclusive11, Method::Exclusive10] {
        for comments in [Comments::Omit, Comments::Keep] {
            let how = Canonicalization::new(method, comments);
            let Ok(first) = canonical_octets(&document, &Selection::document(), &how) else { continue };
            let again = Document::parse(&first);
            assert!(again.is_ok(), "{method:?}: a canonical form is well formed");
            let Ok(again) = again else { continue };
            let second = canonical_octets(&again, &Selection::document(), &how);
            assert_eq!(second.as_deref(), Ok(first.as_slice()), "{method:?}: a canonical form is canonical");
        }
    }
    for element in document.elements().take(16) {
        let range = document.source_range(element.id());
        assert!(input.get(range).is_some_and(|source| source.starts_with(b"<") && source.ends_with(b">")));
    }
}

/// What a signature covers can be asked of every signature, and a digest only holds for what is there.
pub(super) fn signatures(input: &[u8]) {
    let Ok(signed) = SignedXml::parse(input) else { return };
    let policy = AlgorithmPolicy::default();
    for signature in signed.signatures().iter().take(8) {
        let digests = signed.check_digests(signature, policy);
        let covered = signed.covered_octets(signature);
        if let (Ok(DigestOutcome::Hold), Coverage::Covered { .. }) = (&digests, signature.coverage()) {
            assert!(covered.is_ok_and(|octets| octets.is_some()), "what holds and is covered can be read");
        }
        for reference in signature.references() {
            let _ = (reference.kind(), signed.reference_octets(reference));
        }
        for der in signature.key_info().certificates.iter().take(4) {
            if let Ok(certificate) = Certificate::from_der(der)
                && let Ok(key) = certificate.public_key()
            {
                let _ = signature.verify_value(key, policy);
            }
        }
        let _ = (signature.level(), signature.timestamps().len(), signature.algorithm(), signature.properties());
        assert!(signed.offset(signature) < input.len());
    }
    let _ = (signed.container(), signed.message_timestamps());
}
