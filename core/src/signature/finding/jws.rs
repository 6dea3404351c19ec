//! Findings on the signatures of a JWS.

use super::{Finding, Findings, choose, failure, readable};
use crate::certificate::Certificate;
use crate::signature::cms::{FailureReason, SignaturePolicy};
use crate::signature::jws::{JwsSignature, SignedJws};

/// One for each signature; `supplied` are certificates that did not come with the document.
pub(in crate::signature) fn findings(jws: &SignedJws, supplied: &[Certificate], policy: SignaturePolicy) -> Findings {
    let mut notes = Vec::new();
    let judge = |signature: &JwsSignature| {
        let embedded = readable(signature.certificates(), &mut notes);
        finding(signature, embedded, supplied, policy)
    };
    let signatures = jws.signatures().iter().map(judge).collect();
    Findings { signatures, notes }
}

fn finding(
    signature: &JwsSignature,
    embedded: Vec<Certificate>,
    supplied: &[Certificate],
    policy: SignaturePolicy,
) -> Finding {
    // RFC 7515, 4.1.6: the first certificate is that of the key; the others lead to its anchor.
    let candidates: Vec<_> = match signature.certificates().first() {
        Some(first) => embedded.iter().find(|one| one.der() == first).into_iter().cloned().collect(),
        None => supplied.iter().filter(|one| signature.thumbprints_are_of(one.der())).cloned().collect(),
    };
    let (certificate, value) = choose(&candidates, |key| signature.verify_value(key, policy.algorithms));
    let named = certificate.as_ref().is_none_or(|one| signature.thumbprints_are_of(one.der()));
    let verdict = match signature.algorithm() {
        Err(what) => Err(failure(FailureReason::AlgorithmNotAllowed, what.text())),
        Ok(_) => value.and_then(|()| {
            let other = "the thumbprint in the header is that of another certificate";
            if named { Ok(()) } else { Err(failure(FailureReason::SignatureInvalid, other)) }
        }),
    };
    Finding {
        certificate,
        signature: verdict.map(|()| "The signature is that of this payload and this certificate's key."),
        timestamps: Vec::new(),
        archive_timestamps: Vec::new(),
        level: None,
        message_times: Vec::new(),
        countersignatures: Vec::new(),
        certificates: embedded,
        crls: Vec::new(),
        ocsp: Vec::new(),
    }
}
