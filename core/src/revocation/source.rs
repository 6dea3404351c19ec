//! Evidence that a caller looks for while a certificate is judged, and whether a list by itself is worth keeping.
//!
//! Nothing here touches the network: a caller that has one implements [`EvidenceSource`].

use std::fmt;

use super::judge::Inquiry;
use super::{Crl, Evidence, OcspResponse, RevocationOptions, UndeterminedReason};
use crate::certificate::Certificate;
use crate::path::{self, IssuerRef};
use crate::trust::TrustStore;

/// Is this certificate revoked? The certificate and its issuer are from one verified path, so that addresses in it are the
/// words of an authority that the caller trusts.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// Who issued it.
    pub issuer: IssuerRef<'a>,
    /// What the caller trusts.
    pub store: &'a TrustStore,
    /// Certificates that came along, to build paths from.
    pub untrusted: &'a [Certificate],
    /// How evidence will be judged, the moment included.
    pub options: &'a RevocationOptions,
}

/// What was found; it is judged like evidence that was given.
#[derive(Debug, Clone, Default)]
pub struct Supplied {
    /// Lists, complete or delta.
    pub crls: Vec<Crl>,
    /// OCSP answers.
    pub ocsp: Vec<OcspResponse>,
    /// What could not be had: one English sentence each, without full stop, for the report.
    pub unavailable: Vec<String>,
}

/// Looks for evidence when a question comes up: a network client, a database, a cache. It may take its time; a
/// [`Verifier`](crate::check::Verifier) asks it once for each certificate whose revocation is asked.
pub trait EvidenceSource: fmt::Debug + Send + Sync {
    /// What there is for this question. Nothing found is an answer too: the status then depends on the other evidence.
    fn supply(&self, question: &Question<'_>) -> Supplied;
}

/// Whether a list is worth keeping as evidence: an authority of `store`, with a valid path, signed it, and it is current.
/// Which certificates it speaks about is not asked; [`status`](super::status) decides that, and checks the signer again.
///
/// # Errors
/// The reason and one English sentence.
pub fn check_list(
    crl: &Crl,
    store: &TrustStore,
    options: &RevocationOptions,
) -> Result<(), (UndeterminedReason, String)> {
    let evidence = Evidence::new();
    let mut inquiry = Inquiry::new(&evidence, store, &[], options);
    let mut failure = None;
    let mut consider = |issuer: IssuerRef<'_>| match inquiry.trust(crl, issuer) {
        Ok(_) => true,
        Err(distrust) => {
            let (reason, detail) = distrust.reason();
            // The failure that came closest to counting is the one to report, as in a status.
            if failure.as_ref().is_none_or(|(known, _)| reason > *known) {
                failure = Some((reason, format!("the list {detail}")));
            }
            false
        }
    };
    if store.anchors_named(crl.issuer_key()).any(|anchor| consider(IssuerRef::of_anchor(anchor))) {
        return Ok(());
    }
    for authority in store.pool().named(crl.issuer_key()) {
        match path::build(authority, store, &[], &options.path_options()) {
            Ok(path) if consider(path.as_issuer()) => return Ok(()),
            Ok(_) | Err(_) => {}
        }
    }
    Err(failure.unwrap_or_else(|| {
        let detail = format!("the list is of \"{}\", who is not among the trusted authorities", crl.issuer());
        (UndeterminedReason::EvidenceUntrusted, detail)
    }))
}
