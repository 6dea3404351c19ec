//! Findings on XML signatures.

use super::{ClaimedLevel, Finding, Findings, FoundTimestamp, authorities, choose, failure, readable};
use crate::certificate::Certificate;
use crate::error::Result;
use crate::signature::cms::{FailureReason, MAX_CANDIDATES, SignatureFailure, SignaturePolicy};
use crate::signature::xml::{
    Allowance, DigestOutcome, Level, NotAllowed, Properties, SignatureTimestamp, SignedXml, XmlSignature,
};
use crate::timestamp::{Timestamp, TimestampFailure};

/// One for each signature; `supplied` are certificates that did not come with the document.
///
/// # Errors
/// `LimitExceeded` when the document costs more than the limits allow.
pub(in crate::signature) fn findings(
    xml: &SignedXml<'_>,
    supplied: &[Certificate],
    policy: SignaturePolicy,
) -> Result<Findings> {
    let (mut allowance, mut notes) = (xml.allowance(), Vec::new());
    let brought = readable(xml.message_certificates(), &mut notes);
    let others = Others { brought: &brought, supplied };
    let judge = |(number, signature): (usize, &XmlSignature)| {
        let own = readable(&signature.key_info().certificates, &mut notes);
        finding(xml, number, signature, own, others, policy, &mut allowance)
    };
    let signatures = xml.signatures().iter().enumerate().map(judge).collect::<Result<_>>()?;
    Ok(Findings { signatures, notes })
}

/// Certificates that do not stand in a signature itself.
#[derive(Clone, Copy)]
struct Others<'c> {
    /// By the message, for whichever of its signatures names them.
    brought: &'c [Certificate],
    /// By the caller.
    supplied: &'c [Certificate],
}

/// What is found of one signature; `own` are the certificates in its KeyInfo.
fn finding(
    xml: &SignedXml<'_>,
    number: usize,
    signature: &XmlSignature,
    own: Vec<Certificate>,
    others: Others<'_>,
    policy: SignaturePolicy,
    allowance: &mut Allowance,
) -> Result<Finding> {
    let info = signature.key_info();
    let named = |certificate: &&Certificate| {
        let by_serial = info.issuer_serials.iter().any(|id| id.serial == certificate.serial());
        let identifier = certificate.extensions().subject_key_identifier();
        let by_key = info.subject_key_identifiers.iter().any(|id| Some(id.as_slice()) == identifier);
        by_serial || by_key
    };
    // Without any hint every other certificate may be the signer's; its key decides.
    let hinted = !(info.issuer_serials.is_empty() && info.subject_key_identifiers.is_empty());
    let may_be = |one: &&Certificate| if hinted { named(one) } else { info.certificates.is_empty() };
    // All signatures share what the message brought, so that each certificate costs as often as there are signatures.
    let brought = others.brought.iter().filter(may_be).take(MAX_CANDIDATES);
    let mut candidates = own.clone();
    candidates.extend(brought.chain(others.supplied.iter().filter(may_be)).cloned());
    // The order in KeyInfo means nothing: of several with one key it is the one that the signer named, whatever stands first.
    candidates.sort_by_cached_key(|certificate| names_another(signature, certificate));
    let (certificate, value) = choose(&candidates, |key| signature.verify_value(key, policy.algorithms));
    let digests = xml.check_digests_spending(signature, policy.algorithms, allowance)?;
    let not_allowed = |what: NotAllowed| failure(FailureReason::AlgorithmNotAllowed, what.text());
    let verdict = match (signature.algorithm(), digests) {
        (Err(what), _) | (Ok(_), DigestOutcome::NotAllowed(what)) => Err(not_allowed(what)),
        (Ok(_), DigestOutcome::Mismatch) => {
            Err(failure(FailureReason::DigestMismatch, "the document is not the one that was signed"))
        }
        (Ok(_), DigestOutcome::Hold) => value.and_then(|()| bound(signature, certificate.as_ref())),
    };
    let mut embedded = own;
    embedded.extend(others.brought.iter().filter(|one| !info.certificates.iter().any(|der| der == one.der())).cloned());
    let found = |one: &SignatureTimestamp| -> Result<FoundTimestamp> {
        let timestamp = Timestamp::parse(&one.token)?;
        let outcome = match &one.stamped {
            Some(stamped) => timestamp.verify(stamped, &authorities(&timestamp, &embedded, others.supplied), policy),
            None => Err(TimestampFailure::ImprintAlgorithm),
        };
        Ok(FoundTimestamp::new(&timestamp, outcome))
    };
    let covered = xml.message_timestamps().iter().filter(|time| time.covered_by.contains(&number));
    let message_times = covered.map(|time| (time.created, time.expires)).collect();
    Ok(Finding {
        certificate,
        signature: verdict
            .map(|()| "The signature is that of the references and this certificate's key; all digests hold."),
        timestamps: signature.timestamps().iter().map(found).collect(),
        archive_timestamps: Vec::new(),
        level: match signature.level() {
            Level::None => None,
            Level::B => Some(ClaimedLevel::B),
            Level::T => Some(ClaimedLevel::T),
        },
        message_times,
        countersignatures: Vec::new(),
        certificates: embedded,
        crls: Vec::new(),
        ocsp: Vec::new(),
    })
}

/// XAdES: the certificate that the signature names is the one whose key made it (EN 319 132-1, 5.2.2).
fn bound(signature: &XmlSignature, certificate: Option<&Certificate>) -> std::result::Result<(), SignatureFailure> {
    if certificate.is_some_and(|certificate| names_another(signature, certificate)) {
        return Err(failure(
            FailureReason::SignatureInvalid,
            "the signed SigningCertificate names another certificate",
        ));
    }
    Ok(())
}

/// Whether the signed properties name a certificate, and not this one.
fn names_another(signature: &XmlSignature, certificate: &Certificate) -> bool {
    match signature.properties() {
        Properties::Signed(properties) => {
            !properties.certificates.is_empty() && !properties.name_certificate(certificate.der())
        }
        Properties::Absent | Properties::Unsigned => false,
    }
}
