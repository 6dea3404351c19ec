//! What the verdict on a signer stands on: the path, the evidence about revocation, the proven times.

use serde::{Deserialize, Serialize};

use crate::certificate::Certificate;
use crate::crypto::to_hex;
use crate::oid;
use crate::path::VerifiedPath;
use crate::revocation::{EvidenceKind, Reason, Status, Used};
use crate::time::Moment;

/// Lists and answers that one report names for a signer. Few decide; only stale ones can be many.
const MAX_EVIDENCE: usize = 32;

/// What the checks of one signer found and used. Empty parts are left out of the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Grounds {
    /// The verified path, the signer first and the trust anchor last; empty when there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<PathMember>,
    /// The lists and answers that decided about revocation, and those that would have, were they current.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceSummary>,
    /// Certificates of the path that are revoked or on hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub revoked: Vec<RevokedCertificate>,
    /// The times that good time stamps prove, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub timestamps: Vec<Moment>,
}

/// A certificate of a verified path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathMember {
    /// What it is there.
    pub place: PathPlace,
    /// The common name of its holder, or the whole name where there is none.
    pub name: String,
    /// The serial number in hexadecimal.
    pub serial: String,
    /// Start of the validity period.
    pub not_before: Moment,
    /// End of the validity period.
    pub not_after: Moment,
    /// SHA-256 over the certificate.
    pub sha256: String,
}

/// What a certificate is in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PathPlace {
    /// That of the signer.
    EndEntity,
    /// That of an authority between.
    Authority,
    /// That of the trust anchor.
    Anchor,
}

/// A list or an answer about revocation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceSummary {
    /// What it is.
    pub kind: EvidenceKind,
    /// Whether it counts at the moment of validation.
    pub standing: Standing,
    /// Who signed it.
    pub issuer: String,
    /// The number of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// thisUpdate.
    pub this_update: Moment,
    /// nextUpdate.
    pub next_update: Option<Moment>,
    /// SHA-256 over the whole list or response.
    pub sha256: String,
}

/// Whether evidence that is properly signed counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It decided.
    Decided,
    /// It does not speak for the moment of validation.
    Stale,
}

/// A certificate that is revoked or on hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RevokedCertificate {
    /// The serial number in hexadecimal.
    pub serial: String,
    /// Since when.
    pub since: Moment,
    /// The reason that the authority gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

impl Grounds {
    pub(super) fn of_path(path: Option<&VerifiedPath>) -> Self {
        let Some(path) = path else { return Self::default() };
        let places = std::iter::once(PathPlace::EndEntity).chain(std::iter::repeat(PathPlace::Authority));
        let mut members: Vec<PathMember> =
            path.certificates().iter().zip(places).map(|(one, place)| PathMember::of(one, place)).collect();
        // An end entity that is itself the anchor stands there once.
        let anchor = PathMember::of(path.anchor().certificate(), PathPlace::Anchor);
        if members.last().is_none_or(|last| last.sha256 != anchor.sha256) {
            members.push(anchor);
        }
        Self { path: members, ..Self::default() }
    }

    /// Notes what was found about the revocation of a certificate.
    pub(super) fn note(&mut self, certificate: &Certificate, status: &Status) {
        let mut revoked = |since: Moment, reason| {
            self.revoked.push(RevokedCertificate { serial: to_hex(certificate.serial()), since, reason });
        };
        let (evidence, standing) = match status {
            Status::Good { used, .. } => (used, Standing::Decided),
            Status::Revoked { reason, date, used, .. } => {
                revoked(*date, reason.map(|reason| reason.name()));
                (used, Standing::Decided)
            }
            Status::OnHold { date, used, .. } => {
                revoked(*date, Some(Reason::CertificateHold.name()));
                (used, Standing::Decided)
            }
            Status::Undetermined { stale, .. } => (stale, Standing::Stale),
        };
        for used in evidence {
            let summary = EvidenceSummary::of(used, standing);
            if self.evidence.len() < MAX_EVIDENCE && !self.evidence.contains(&summary) {
                self.evidence.push(summary);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl PathMember {
    fn of(certificate: &Certificate, place: PathPlace) -> Self {
        let subject = certificate.subject();
        let name = subject.find(&oid::COMMON_NAME).unwrap_or_else(|| subject.to_string());
        Self {
            place,
            name,
            serial: to_hex(certificate.serial()),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            sha256: to_hex(&certificate.sha256()),
        }
    }
}

impl EvidenceSummary {
    fn of(used: &Used, standing: Standing) -> Self {
        Self {
            kind: used.kind,
            standing,
            issuer: used.issuer.clone(),
            number: used.number.as_ref().map(ToString::to_string),
            this_update: used.this_update,
            next_update: used.next_update,
            sha256: to_hex(&used.sha256),
        }
    }
}
