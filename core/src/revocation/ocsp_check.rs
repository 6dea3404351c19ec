//! What OCSP answers say about a certificate (RFC 6960, 3.2), and whether the responder may say it.

use std::cmp::Reverse;

use super::judge::{Answer, Doubt, Finding, Inquiry, Verdict, worth_of_silence};
use super::ocsp::{Responder, Single, SingleStatus, key_octets};
use super::{Entry, EvidenceKind, OcspResponse, Reason, Status, UndeterminedReason, Used};
use crate::certificate::Certificate;
use crate::crypto::DigestAlgorithm;
use crate::oid;
use crate::path::IssuerRef;
use crate::time::Moment;

/// The date in the answer about a certificate that was never issued (RFC 6960, 2.2).
const NEVER_ISSUED: Moment = Moment::from_unix(0);

/// What may be expected of a response, in the order in which responses are judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    /// None of its answers is current.
    is_stale: bool,
    /// None of its answers up to the moment says anything but "good".
    is_harmless: bool,
    /// The newest of its answers first.
    this_update: Reverse<Moment>,
}

impl Inquiry<'_> {
    /// Asks the OCSP responses that answer for the certificate, those first that may condemn it: they alone must all be judged.
    pub(super) fn ask_answers(&mut self, certificate: &Certificate, issuer: IssuerRef<'_>) -> Finding {
        let mut finding = Finding::default();
        let evidence = self.evidence;
        let mut responses: Vec<(Weight, &OcspResponse, Vec<&Single>)> = Vec::new();
        for response in evidence.answers_for(certificate.serial()) {
            let named = |single: &&Single| single.id.names(certificate, issuer.spki());
            let singles: Vec<&Single> = response.answers().iter().filter(named).collect();
            responses.extend(self.weigh(&singles).map(|weight| (weight, response, singles)));
        }
        responses.sort_by_key(|(weight, ..)| *weight);
        for (weight, response, singles) in responses {
            let Reverse(this_update) = weight.this_update;
            let worth = |this_update| worth_of_silence(this_update, certificate);
            let adds_nothing = |known: &Answer| {
                weight.is_stale || known.verdict != Verdict::Unknown && worth(known.this_update) >= worth(this_update)
            };
            let is_harmless = weight.is_harmless;
            if is_harmless && finding.answers.iter().any(adds_nothing) {
                continue;
            }
            let exhausted = self.exhausted;
            match self.ask_answer(response, &singles, certificate, issuer, &mut finding) {
                Err((reason, detail)) => {
                    if reason == UndeterminedReason::StaleEvidence {
                        finding.stale.extend(singles.first().map(|single| used(response, single)));
                    }
                    finding.refuse(reason, format!("the OCSP response {detail}"));
                }
                Ok(answer) => finding.answers.push(answer),
            }
            if is_harmless {
                self.exhausted = exhausted;
            }
        }
        let silent = finding.answers.is_empty() && !evidence.ocsp_responses().is_empty();
        if silent {
            finding.refuse(
                UndeterminedReason::NoEvidence,
                "no OCSP response that was given answers for the certificate".to_owned(),
            );
        }
        finding
    }

    /// What may be expected of a response with these answers about the certificate, before any is believed; `None` without any.
    fn weigh(&self, singles: &[&Single]) -> Option<Weight> {
        let is_harmless = |single: &&Single| {
            single.this_update > self.options.moment || self.judge_single(single.status) == Verdict::NotRevoked
        };
        Some(Weight {
            is_stale: singles.iter().all(|single| self.is_current_answer(single).is_err()),
            is_harmless: singles.iter().all(is_harmless),
            this_update: Reverse(singles.iter().map(|single| single.this_update).max()?),
        })
    }

    fn is_current_answer(&self, single: &Single) -> Result<(), String> {
        let next_update =
            single.next_update.unwrap_or_else(|| single.this_update.plus_seconds(self.options.ocsp_max_age));
        self.check_current(single.this_update, Some(next_update))
    }

    fn ask_answer(
        &mut self,
        response: &OcspResponse,
        singles: &[&Single],
        certificate: &Certificate,
        issuer: IssuerRef<'_>,
        finding: &mut Finding,
    ) -> Result<Answer, (UndeterminedReason, String)> {
        let untrusted = |detail: String| (UndeterminedReason::EvidenceUntrusted, detail);
        let stale = |detail: String| (UndeterminedReason::StaleEvidence, format!("does not count: {detail}"));
        let critical = singles.iter().find_map(|single| single.unknown_critical.as_ref());
        if let Some(oid) = response.unknown_critical().or(critical) {
            return Err(untrusted(format!("cannot be used: its critical extension {oid} is not known")));
        }
        self.check_responder(response, issuer).map_err(|reason| untrusted(format!("cannot be trusted: {reason}")))?;
        if let Some(sent) = &self.options.nonce
            && response.nonce() != Some(sent)
        {
            return Err(stale("it does not repeat the nonce of the request".to_owned()));
        }
        if let Some(produced_at) = response.produced_at().filter(|produced_at| *produced_at > self.options.moment) {
            return Err(stale(format!("its producedAt {produced_at} is later than {}", self.options.moment)));
        }
        // What was said before the certificate existed was not said about it.
        if let Some(produced_at) = response.produced_at().filter(|produced_at| *produced_at < certificate.not_before())
        {
            return Err(stale(format!("its producedAt {produced_at} is earlier than the certificate")));
        }
        // Revoked wins when one response answers both ways; each answer must be current by itself.
        let mut decisive: Option<(Verdict, &Single)> = None;
        let mut refusal = None;
        for single in singles {
            let verdict = self.judge_single(single.status);
            if let Err(reason) = self.is_current_answer(single) {
                if verdict.condemns() && single.this_update <= self.options.moment {
                    finding.expired_condemns(single.this_update, verdict, "the OCSP response");
                }
                refusal = Some(reason);
                continue;
            }
            if decisive.is_none_or(|(known, _)| known.worse(verdict) != known) {
                decisive = Some((verdict, single));
            }
        }
        let Some((verdict, single)) = decisive else { return Err(stale(refusal.unwrap_or_default())) };
        Ok(Answer { verdict, this_update: single.this_update, used: vec![used(response, single)] })
    }

    fn judge_single(&self, status: SingleStatus) -> Verdict {
        match status {
            SingleStatus::Good => Verdict::NotRevoked,
            SingleStatus::Unknown => Verdict::Unknown,
            // RFC 6960, 2.2: "revoked, certificateHold, January 1, 1970" stands for a certificate that was never issued.
            SingleStatus::Revoked(Entry {
                reason: Some(Reason::CertificateHold),
                revocation_date: NEVER_ISSUED,
                ..
            }) => Verdict::Unknown,
            SingleStatus::Revoked(entry) => self.judge_entry(&entry),
        }
    }

    /// RFC 6960, 4.2.2.2: the response is signed by the CA that issued the certificate, or by a responder to whom that CA's
    /// key itself issued a certificate with OCSPSigning.
    fn check_responder(&mut self, response: &OcspResponse, issuer: IssuerRef<'_>) -> Result<(), String> {
        let Some(responder) = response.responder() else { return Err("it is an error message".to_owned()) };
        let mut failure = "the certificate of its responder is not known".to_owned();
        if is_named(responder, issuer.any()) {
            match self.check_response(response, issuer.any()) {
                Ok(()) => return Ok(()),
                Err(reason) => failure = reason,
            }
        }
        let (known, untrusted) = (self.store.intermediates(), self.untrusted);
        let candidates = response.certificates().iter().chain(known).chain(untrusted);
        for candidate in candidates.filter(|candidate| is_named(responder, candidate) && *candidate != issuer.any()) {
            let result = self.check_response(response, candidate).and_then(|()| self.check_delegate(candidate, issuer));
            match result {
                Ok(()) => return Ok(()),
                Err(reason) => failure = reason,
            }
        }
        Err(failure)
    }

    fn check_response(&mut self, response: &OcspResponse, signer: &Certificate) -> Result<(), String> {
        self.spend(|budget| &mut budget.answers)?;
        let key = signer.public_key().map_err(|_| "the key of its responder is not supported".to_owned())?;
        response.verify_signature(key, self.options.algorithms).map_err(|error| error.to_string())
    }

    fn check_delegate(&mut self, responder: &Certificate, issuer: IssuerRef<'_>) -> Result<(), String> {
        let extensions = responder.extensions();
        if !extensions.ext_key_usage().is_some_and(|usages| usages.contains(&oid::KP_OCSP_SIGNING)) {
            return Err("the certificate of its responder lacks OCSPSigning (RFC 6960, 4.2.2.2)".to_owned());
        }
        if extensions.key_usage().is_some_and(|usage| !usage.may_sign_data()) {
            return Err("the key usage of its responder lacks digitalSignature".to_owned());
        }
        let path = self
            .path_of(responder, issuer)
            .map_err(|error| format!("the certificate of its responder has no valid path: {error}"))?;
        let Some(above) = path.issuer(0).filter(|above| above.spki() == issuer.spki()) else {
            return Err("the certificate of its responder was not issued by the same CA key".to_owned());
        };
        if self.asked.contains(responder) {
            return Err("what it says about its responder is signed by that responder alone".to_owned());
        }
        // Its value is NULL, or empty as genuine responders have it (tolerance T5): only its presence counts.
        if extensions.find(&oid::OCSP_NOCHECK).is_some() {
            return Ok(());
        }
        // RFC 6960, 4.2.2.2.1 leaves it to the client. What is known to be revoked is refused; a responder whose status
        // nothing tells is believed, since asking for it by OCSP would ask the responder about itself.
        match self.judge(responder, above) {
            (Status::Good { .. }, _) | (Status::Undetermined { .. }, Doubt::None) => Ok(()),
            (Status::Undetermined { detail, .. }, Doubt::Some) => {
                Err(format!("whether the certificate of its responder is revoked is not known: {detail}"))
            }
            (Status::Revoked { .. }, _) => Err("the certificate of its responder is revoked".to_owned()),
            (Status::OnHold { .. }, _) => Err("the certificate of its responder is on hold".to_owned()),
        }
    }
}

/// Whether `certificate` is the one that the ResponderID names.
fn is_named(responder: &Responder, certificate: &Certificate) -> bool {
    match responder {
        Responder::Name { key, .. } => *certificate.subject_key() == **key,
        Responder::Key(hash) => key_octets(certificate.spki())
            .is_ok_and(|octets| DigestAlgorithm::Sha1.digest(octets).as_bytes() == &**hash),
    }
}

fn used(response: &OcspResponse, single: &Single) -> Used {
    Used {
        kind: EvidenceKind::Ocsp,
        issuer: match response.responder() {
            Some(Responder::Name { display, .. }) => display.clone(),
            Some(Responder::Key(hash)) => format!("key {}", crate::crypto::to_hex(hash)),
            None => String::new(),
        },
        number: None,
        this_update: single.this_update,
        next_update: single.next_update,
        sha256: response.sha256(),
    }
}
