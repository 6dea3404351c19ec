//! Several objects in one input, and the decision over them.

use qoltanba::asn1::Reader;
use qoltanba::check::{Check, Decision, Expected, JudgedAt, Outcome, Verifier};
use qoltanba::path::{self, PathOptions};
use qoltanba::revocation::{Crl, Evidence, OcspResponse};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};

/// The certificates, lists and responses of an input that holds one after another. The first certificate is the trust
/// anchor, the last one is judged, those between are candidates for its path.
#[derive(Debug, Default)]
pub struct Bundle {
    /// In their order.
    pub certificates: Vec<Certificate>,
    /// In their order.
    pub crls: Vec<Crl>,
    /// In their order.
    pub responses: Vec<OcspResponse>,
}

impl Bundle {
    /// Reads an input; whatever is none of the three is left out.
    #[must_use]
    pub fn read(input: &[u8]) -> Self {
        let mut bundle = Self::default();
        let mut reader = Reader::new(input);
        while let Ok(tlv) = reader.any("object") {
            if let Ok(certificate) = Certificate::from_der(tlv.raw()) {
                bundle.certificates.push(certificate);
            } else if let Ok(crl) = Crl::from_der(tlv.raw()) {
                bundle.crls.push(crl);
            } else if let Ok(response) = OcspResponse::from_der(tlv.raw()) {
                bundle.responses.push(response);
            }
        }
        bundle
    }

    /// The certificate that is judged, and the store.
    #[must_use]
    pub fn parts(&self) -> Option<(&Certificate, TrustStore)> {
        let (anchor, rest) = self.certificates.split_first()?;
        let (judged, candidates) = rest.split_last()?;
        Some((judged, TrustStore::new(vec![TrustAnchor::from_certificate(anchor)], candidates.to_vec())))
    }

    /// A quarter of the validity period of the judged certificate after its begin.
    #[must_use]
    pub fn moment(&self) -> Moment {
        let Some(judged) = self.certificates.last() else { return Moment::from_unix(0) };
        let length = judged.not_after().unix().saturating_sub(judged.not_before().unix());
        judged.not_before().plus_seconds(length / 4)
    }
}

/// So many objects use up no limit, each kind of evidence having half of a path's. Beyond it what comes first is judged first, and
/// what is left over makes the status undetermined.
const WITHIN_LIMITS: usize = 20;

/// The decision does not depend on the order in which the evidence and the candidates came; it is confirmed only when every
/// check was passed; and a confirmed certificate has a path.
pub(super) fn check(input: &[u8]) {
    let bundle = Bundle::read(input);
    let Some((judged, store)) = bundle.parts() else { return };
    let moment = JudgedAt::given(bundle.moment());
    let mut evidence = Evidence::new();
    bundle.crls.iter().cloned().for_each(|crl| evidence.add_crl(crl));
    bundle.responses.iter().cloned().for_each(|response| evidence.add_ocsp(response));
    let report =
        Verifier::new(store.clone()).with_evidence(evidence).check_certificate(judged, &Expected::anyone(), moment);

    let mut reversed = Evidence::new();
    bundle.responses.iter().rev().cloned().for_each(|response| reversed.add_ocsp(response));
    bundle.crls.iter().rev().cloned().for_each(|crl| reversed.add_crl(crl));
    let mut candidates = store.intermediates().to_vec();
    candidates.reverse();
    let other = TrustStore::new(store.anchors().to_vec(), candidates);
    let again = Verifier::new(other).with_evidence(reversed).check_certificate(judged, &Expected::anyone(), moment);
    if bundle.certificates.len() + bundle.crls.len() + bundle.responses.len() <= WITHIN_LIMITS {
        assert_eq!(report.decision(), again.decision(), "the order of evidence decides nothing");
    }

    let json: Result<serde_json::Value, _> = serde_json::from_str(&report.to_json());
    assert!(json.is_ok(), "a report is JSON");
    let checks = || report.checks().iter().chain(report.signers().iter().flat_map(|signer| &signer.checks));
    let failed = |outcome: Outcome| !matches!(outcome, Outcome::Passed | Outcome::NotApplicable);
    if report.decision() == Decision::Confirmed {
        assert!(checks().all(|check| !failed(check.outcome)), "confirmed needs every check");
        assert!(checks().any(|check| check.check == Check::Revocation && check.outcome == Outcome::Passed));
        assert!(report.refusal().is_none());
        assert!(path::build(judged, &store, &[], &PathOptions::new(bundle.moment())).is_ok());
    } else {
        assert!(checks().any(|check| failed(check.outcome)), "something was not passed");
    }
}
