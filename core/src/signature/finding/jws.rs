//! Findings on the signatures of a JWS.

use super::{Finding, choose, failure, readable};
use crate::certificate::Certificate;
use crate::signature::cms::{FailureReason, SignaturePolicy};
use crate::signature::jws::JwsSignature;

/// What is found of one signature; `supplied` are certificates that did not come with it.
pub(in crate::signature) fn finding(
    signature: &JwsSignature,
    supplied: &[Certificate],
    policy: SignaturePolicy,
) -> Finding {
    let embedded = readable(signature.certificates());
    // RFC 7515, 4.1.6: the first certificate is that of the key; the others lead to its anchor.
    let candidates = match signature.certificates().first() {
        Some(der) => Certificate::from_der(der).into_iter().collect(),
        None => supplied.iter().filter(|one| signature.thumbprints_are_of(one.der())).cloned().collect(),
    };
    let (certificate, value) = choose(candidates, |key| signature.verify_value(key, policy.algorithms));
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
