//! Findings on the signers of a CMS message.

use super::{ClaimedLevel, Embedded, Finding, Findings, FoundTimestamp, UNREADABLE_CERTIFICATES};
use crate::certificate::Certificate;
use crate::error::Result;
use crate::signature::cms::{
    CadesLevel, Content, MAX_CANDIDATES, PartHashes, SignaturePolicy, SignedData, SignerInfo, UntrustedEvidence,
};
use crate::timestamp::Timestamp;

/// One for each signer. `content` is that of a detached message; `supplied` are certificates that did not come with it.
///
/// # Errors
/// When the content is missing, or given and not that of the message.
pub(in crate::signature) fn findings(
    message: &SignedData<'_>,
    content: Option<&Content<'_>>,
    supplied: &[Certificate],
    policy: SignaturePolicy,
) -> Result<Findings> {
    let mut content = match content {
        Some(content) => content.clone().hashed(&message.digest_algorithms()),
        None => message.content(None)?,
    };
    let mut common = Embedded::default();
    common.add(message.common_evidence());
    let mut hashes = PartHashes::default();
    let judge = |signer| {
        hashes.next_signer();
        finding(message, signer, (&mut content, &mut hashes), supplied, policy, common.clone())
    };
    let signatures = message.signers().iter().map(judge).collect();
    let mut notes = Vec::new();
    if message.nested().is_some() {
        notes.push("The content is itself a CMS message; its own signatures were not judged.".to_owned());
    }
    if message.unreadable_certificates() > 0 {
        notes.push(UNREADABLE_CERTIFICATES.to_owned());
    }
    Ok(Findings { signatures, notes })
}

/// What is found of one signer.
fn finding(
    message: &SignedData<'_>,
    signer: &SignerInfo,
    (content, hashes): (&mut Content<'_>, &mut PartHashes),
    supplied: &[Certificate],
    policy: SignaturePolicy,
    mut embedded: Embedded,
) -> Finding {
    let mut own = UntrustedEvidence { certificates: embedded.certificates.clone(), ..UntrustedEvidence::default() };
    own.add_signer(signer);
    embedded.add(own);
    let outcome = message.verify(signer, content, supplied, policy);
    let certificate = match &outcome {
        Ok(verified) => Some(verified.certificate().clone()),
        Err(_) => message.candidates(signer, supplied).first().map(|certificate| (*certificate).clone()),
    };
    let mut found = |token: &[u8], archive: Archive| -> Result<FoundTimestamp> {
        let timestamp = Timestamp::parse(token)?;
        let known = authorities(&timestamp, &embedded.certificates, supplied);
        let outcome = match archive {
            Archive::No => timestamp.verify(signer.signature(), &known, policy),
            Archive::Yes => {
                timestamp.imprint_algorithm().into_iter().for_each(|algorithm| content.hash(algorithm));
                timestamp.verify_archive_among(message, signer, content, hashes, &known, policy)
            }
        };
        Ok(FoundTimestamp::new(&timestamp, outcome))
    };
    Finding {
        certificate,
        signature: outcome.map(|_| "The signature is that of this content and this certificate's key."),
        timestamps: signer.signature_timestamps().map(|token| found(token, Archive::No)).collect(),
        archive_timestamps: signer.archive_timestamps().map(|token| found(token, Archive::Yes)).collect(),
        level: message.claimed_level(signer).map(|level| match level {
            CadesLevel::B => ClaimedLevel::B,
            CadesLevel::T => ClaimedLevel::T,
            CadesLevel::Lt => ClaimedLevel::Lt,
            CadesLevel::Lta => ClaimedLevel::Lta,
        }),
        message_times: Vec::new(),
        countersignatures: countersignatures(message, signer, supplied, policy),
        crls: embedded.crls,
        ocsp: embedded.ocsp,
        certificates: embedded.certificates,
    }
}

/// Who may have signed a token, beside the certificates in it: the few that came along and answer to its signer's identifier,
/// then those `supplied`.
fn authorities(timestamp: &Timestamp, embedded: &[Certificate], supplied: &[Certificate]) -> Vec<Certificate> {
    let signers = timestamp.signed_data().signers();
    let named = |one: &&Certificate| signers.iter().any(|signer| signer.identifier().names(one));
    embedded.iter().filter(named).take(MAX_CANDIDATES).chain(supplied).cloned().collect()
}

/// Whether each signature over this signature holds (RFC 5652, 11.4). Who made it is not judged: it decides nothing.
fn countersignatures(
    message: &SignedData<'_>,
    signer: &SignerInfo,
    supplied: &[Certificate],
    policy: SignaturePolicy,
) -> Vec<String> {
    let list = match signer.countersignatures() {
        Ok(list) => list,
        Err(error) => return vec![format!("A countersignature cannot be read: {error}.")],
    };
    let judge = |one: &SignerInfo| {
        let mut verdict = "the certificate of its signer is not at hand".to_owned();
        for certificate in message.candidates(one, supplied) {
            match message.verify_countersignature(signer, one, certificate, policy) {
                Ok(_) => {
                    let serial = crate::crypto::to_hex(certificate.serial());
                    return format!(
                        "A countersignature holds under the certificate with serial number {serial}; its signer was not judged."
                    );
                }
                Err(failure) => verdict = failure.detail.to_owned(),
            }
        }
        format!("A countersignature does not hold: {verdict}.")
    };
    list.iter().map(judge).collect()
}

#[derive(Clone, Copy)]
enum Archive {
    No,
    Yes,
}
