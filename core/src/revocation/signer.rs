//! Who signed a list, and whether that may be believed (RFC 5280, 6.3.3 (f) to (h)).

use super::Crl;
use super::Status;
use super::judge::Inquiry;
use crate::certificate::{Certificate, GeneralName, KeyUsage};
use crate::crypto::SignatureError;
use crate::path::{IssuerRef, PathError, PathErrorKind, Rule, VerifiedPath, build_to, may_issue};

impl Inquiry<'_> {
    /// The SubjectPublicKeyInfo of the key that signed `crl`, when it may sign lists for what `issuer` issued.
    ///
    /// # Errors
    /// Says why the list cannot be trusted.
    pub(super) fn signer_of(&mut self, crl: &Crl, issuer: IssuerRef<'_>) -> Result<Vec<u8>, String> {
        let mut failure: Option<String> = None;
        // The issuer's own key is on the verified path already. Another certificate of it may allow what this one does not.
        if crl.issuer_key() == issuer.any().subject_key() {
            match self.check_signature(crl, issuer.any())? {
                Ok(()) => match may_sign_lists(issuer.any()) {
                    Ok(()) => return Ok(issuer.spki().to_vec()),
                    Err(reason) => failure = Some(reason),
                },
                Err(error) => failure = Some(error.to_string()),
            }
        }
        for candidate in self.other_signers(crl, issuer) {
            if let Err(error) = self.check_signature(crl, &candidate)? {
                failure.get_or_insert_with(|| error.to_string());
                continue;
            }
            match self.check_other_signer(&candidate, crl, issuer) {
                Ok(()) => return Ok(candidate.spki().to_vec()),
                Err(reason) => failure = Some(reason),
            }
        }
        Err(failure.unwrap_or_else(|| "the certificate of its issuer is not known".to_owned()))
    }

    /// Other certificates with the name of the list's issuer: a CA may have a key for its lists, and an indirect list
    /// has an issuer of its own.
    fn other_signers(&self, crl: &Crl, issuer: IssuerRef<'_>) -> Vec<Certificate> {
        let anchor = issuer.anchor().certificate();
        let named = |certificate: &&Certificate| certificate.subject_key() == crl.issuer_key();
        let mut signers: Vec<Certificate> = Vec::new();
        let all = self.store.pool().named(crl.issuer_key()).chain(self.untrusted.iter().filter(named));
        for candidate in std::iter::once(anchor).filter(named).chain(all) {
            if candidate != issuer.any() && !signers.contains(candidate) {
                signers.push(candidate.clone());
            }
        }
        let wanted = crl.authority_key_identifier();
        signers.sort_by_key(|signer| wanted.is_none() || wanted != signer.extensions().subject_key_identifier());
        signers
    }

    fn check_signature(&mut self, crl: &Crl, signer: &Certificate) -> Result<Result<(), SignatureError>, String> {
        // One that is remembered costs as much: a verdict must not depend on what was asked before.
        self.spend(|budget| &mut budget.lists)?;
        Ok(match signer.public_key() {
            Ok(key) => crl.verify_signature(key, signer.spki(), self.options.algorithms),
            Err(_) => Err(SignatureError::AlgorithmNotAllowed),
        })
    }

    /// The path of who signed evidence about what `issuer` issued, to the anchor of the issuer's own path. Looked for once.
    pub(super) fn path_of(&mut self, signer: &Certificate, issuer: IssuerRef<'_>) -> Result<VerifiedPath, PathError> {
        let asked = |(known, above, _): &&(Certificate, Vec<u8>, _)| known == signer && *above == issuer.spki();
        let path = match self.paths.iter().find(asked) {
            Some((_, _, path)) => path.clone(),
            None => {
                let untrusted: Vec<Certificate> =
                    issuer.certificate().into_iter().chain(self.untrusted).cloned().collect();
                let mut options = self.options.path_options();
                options.budget.signatures = self.budget.paths;
                let (path, left) = build_to(issuer.anchor(), signer, self.store, &untrusted, &options);
                self.budget.paths = left;
                self.paths.push((signer.clone(), issuer.spki().to_vec(), path.clone()));
                path
            }
        };
        let limit = |error: &PathError| matches!(error.kind(), PathErrorKind::Invalid(Rule::LimitExceeded { .. }));
        self.exhausted |= path.as_ref().is_err_and(limit);
        path
    }

    /// Whether the key of `newer` signed the certificate `older`.
    fn is_certified_by(&mut self, older: &Certificate, newer: &Certificate) -> bool {
        older.issuer_key() == newer.subject_key()
            && self.spend(|budget| &mut budget.paths).is_ok()
            && newer.public_key().is_ok_and(|key| older.verify_signature(key, self.options.algorithms).is_ok())
    }

    /// A signer that is not the issuer itself: its own path must be valid and end at the same anchor, it must not be
    /// revoked, and under the name of the issuer it must be the issuer.
    fn check_other_signer(&mut self, signer: &Certificate, crl: &Crl, issuer: IssuerRef<'_>) -> Result<(), String> {
        may_sign_lists(signer)?;
        let namesake = crl.issuer_key() == issuer.any().subject_key() && signer.spki() != issuer.spki();
        if signer == issuer.anchor().certificate() {
            return if namesake && !self.is_certified_by(issuer.any(), signer) { Err(namesakes()) } else { Ok(()) };
        }
        let path = self
            .path_of(signer, issuer)
            .map_err(|error| format!("the certificate of its signer has no valid path: {error}"))?;
        let Some(above) = path.issuer(0) else { return Err("the path of its signer is empty".to_owned()) };
        // One of both keys certifies the other when keys are renewed (RFC 4210, 4.4). Whoever issued the certificate of the
        // issuer, and no other, may say that a key is there for its lists alone (PKITS, 4.4.19).
        if namesake
            && above.spki() != issuer.spki()
            && !self.is_certified_by(issuer.any(), if may_issue(signer).is_ok() { signer } else { above.any() })
        {
            return Err(namesakes());
        }
        // Asked about the signer itself: its own list counts only if its CA says so in its certificate.
        if self.asked.contains(signer) {
            return if names_itself(signer) {
                Ok(())
            } else {
                Err("what it says about its signer is signed by that signer alone".to_owned())
            };
        }
        // The same key under another certificate is the issuer; its status is not asked again.
        if signer.spki() == issuer.spki() {
            return Ok(());
        }
        match self.status(signer, above) {
            Status::Good { .. } => Ok(()),
            Status::Revoked { .. } => Err("the certificate of its signer is revoked".to_owned()),
            Status::OnHold { .. } => Err("the certificate of its signer is on hold".to_owned()),
            Status::Undetermined { detail, .. } => {
                Err(format!("whether the certificate of its signer is revoked is not known: {detail}"))
            }
        }
    }
}

/// Two authorities may share a name; their keys tell them apart (kz-pki facts, section 13).
fn namesakes() -> String {
    "its signer has the name of the issuer and another key, and neither key certifies the other".to_owned()
}

/// Whether a distribution point of the certificate names its own subject as the issuer of the list that covers it.
fn names_itself(signer: &Certificate) -> bool {
    let points = signer.extensions().crl_distribution_points().unwrap_or_default();
    let mut issuers = points.iter().flat_map(|point| &point.crl_issuer).filter_map(GeneralName::directory);
    issuers.any(|name| name.matches(&signer.subject()))
}

/// 6.3.3 (f): a key usage, if there, has cRLSign.
fn may_sign_lists(signer: &Certificate) -> Result<(), String> {
    match signer.extensions().key_usage() {
        Some(usage) if !usage.contains(KeyUsage::CRL_SIGN) => {
            Err("the key usage of its signer lacks cRLSign (RFC 5280, 6.3.3 (f))".to_owned())
        }
        Some(_) | None => Ok(()),
    }
}
