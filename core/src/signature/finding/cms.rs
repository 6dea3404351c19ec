//! Findings on the signers of a CMS message.

use super::{ClaimedLevel, Embedded, Finding, Findings, FoundTimestamp, UNREADABLE_CERTIFICATES, authorities};
use crate::certificate::Certificate;
use crate::error::Result;
use crate::signature::cms::{
    CadesLevel, Content, PartHashes, SignaturePolicy, SignedData, SignerInfo, UntrustedEvidence,
};
use crate::timestamp::Timestamp;

/// The most countersignatures of one message that are verified. They decide nothing, and a document passes through the hands
/// of a few; the largest genuine messages known have a few dozen signers.
const MAX_COUNTERSIGNATURES: usize = 64;

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
        Some(content) => content.clone().hashed(&message.signer_digests()),
        None => message.content(None)?,
    };
    let mut common = Embedded::default();
    common.add(message.common_evidence());
    let known = message.known_certificates();
    let mut hashes = PartHashes::default();
    let mut countersignatures = Countersignatures { left: MAX_COUNTERSIGNATURES };
    let judge = |signer| {
        hashes.next_signer();
        let mut embedded = common.clone();
        let mut own = UntrustedEvidence::default();
        own.add_signer(signer, &known);
        embedded.add(own);
        let countersigned = countersignatures.judge(message, signer, supplied, policy);
        finding(message, signer, (&mut content, &mut hashes), supplied, policy, embedded, countersigned)
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
    embedded: Embedded,
    countersignatures: Vec<String>,
) -> Finding {
    let (certificate, outcome) = message.verify_candidates(signer, content, supplied, policy);
    let certificate = certificate.cloned();
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
        countersignatures,
        crls: embedded.crls,
        ocsp: embedded.ocsp,
        certificates: embedded.certificates,
    }
}

/// What is said of the countersignatures of a message.
struct Countersignatures {
    /// How many are still verified.
    left: usize,
}

impl Countersignatures {
    /// Whether each signature over this signature holds (RFC 5652, 11.4). Who made it is not judged: it decides nothing.
    fn judge(
        &mut self,
        message: &SignedData<'_>,
        signer: &SignerInfo,
        supplied: &[Certificate],
        policy: SignaturePolicy,
    ) -> Vec<String> {
        let list = match signer.countersignatures() {
            Ok(list) => list,
            Err(error) => return vec![format!("A countersignature cannot be read: {error}.")],
        };
        let verified = list.len().min(self.left);
        self.left -= verified;
        let judge = |one| countersignature(message, signer, one, supplied, policy);
        let mut said: Vec<_> = list.iter().take(verified).map(judge).collect();
        if verified < list.len() {
            said.push(format!("{} countersignatures more were not verified.", list.len() - verified));
        }
        said
    }
}

/// One sentence. As nothing depends on it, only the first certificate that its signer may mean is tried.
fn countersignature(
    message: &SignedData<'_>,
    signer: &SignerInfo,
    countersignature: &SignerInfo,
    supplied: &[Certificate],
    policy: SignaturePolicy,
) -> String {
    let Some(certificate) = message.candidates(countersignature, supplied).first().copied() else {
        return "A countersignature does not hold: the certificate of its signer is not at hand.".to_owned();
    };
    match message.verify_countersignature(signer, countersignature, certificate, policy) {
        Ok(_) => {
            let serial = crate::crypto::to_hex(certificate.serial());
            format!(
                "A countersignature holds under the certificate with serial number {serial}; its signer was not judged."
            )
        }
        Err(failure) => format!("A countersignature does not hold: {}.", failure.detail),
    }
}

#[derive(Clone, Copy)]
enum Archive {
    No,
    Yes,
}
