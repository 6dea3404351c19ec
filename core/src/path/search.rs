//! The search for a path: depth first from the end entity, every edge proved by its signature before it is followed.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::validate::{may_issue, validate, within_validity};
use super::{Budget, PathError, PathErrorKind, PathOptions, Rule, VerifiedPath};
use crate::certificate::Certificate;
use crate::crypto::{PublicKey, SignatureError};
use crate::trust::{Pool, TrustAnchor, TrustStore};

/// What was found, and how many signature verifications are left of the budget.
pub(super) fn search(
    end_entity: &Certificate,
    store: &TrustStore,
    untrusted: &[Certificate],
    options: &PathOptions,
    only: Option<&TrustAnchor>,
) -> (Result<VerifiedPath, PathError>, u32) {
    let untrusted = Pool::new(untrusted.to_vec());
    let mut search = Search {
        store,
        untrusted: &untrusted,
        options,
        only,
        budget: options.budget,
        chain: vec![end_entity.clone()],
        depth: 0,
        cut: false,
        verified: HashMap::new(),
        recalled: HashSet::new(),
        failure: PathError::new(PathErrorKind::IssuerUnknown, 0, end_entity.clone()),
    };
    let found = match search.deepen() {
        Ok(Some(path)) => Ok(path),
        Ok(None) => Err(search.failure),
        Err(LimitReached(what)) => {
            let index = search.chain.len() - 1;
            let certificate = search.chain.pop().unwrap_or_else(|| end_entity.clone());
            Err(PathError::invalid(Rule::LimitExceeded { what }, index, certificate))
        }
    };
    (found, search.budget.signatures)
}

/// The SHA-256 of a certificate, and a SubjectPublicKeyInfo that may have signed it.
type Pair = ([u8; 32], Box<[u8]>);

struct Search<'a> {
    store: &'a TrustStore,
    untrusted: &'a Pool,
    options: &'a PathOptions,
    only: Option<&'a TrustAnchor>,
    budget: Budget,
    /// The path so far, the end entity first; every certificate but the last was signed by the next.
    chain: Vec<Certificate>,
    /// The longest chain of this round.
    depth: usize,
    /// Whether a longer chain was cut off in this round.
    cut: bool,
    /// Signatures that were verified, by the certificate and the issuer's SubjectPublicKeyInfo.
    verified: HashMap<Pair, Result<(), SignatureError>>,
    /// Those among them that the caller's cache knew.
    recalled: HashSet<Pair>,
    failure: PathError,
}

/// The first rounds of the search, in certificates: national paths have two or three, PKITS up to seven.
const ROUNDS: [usize; 4] = [3, 4, 6, 8];

/// A limit ends the whole search.
struct LimitReached(&'static str);

/// Whether a key signed a certificate.
enum Signed {
    By,
    /// Not by this key; the rule that this breaks, unless the key was not meant.
    NotBy(Option<Rule>),
}

impl Search<'_> {
    /// Looks for short paths first, so that a web of authorities cannot lead away from a path that is there. The rounds
    /// share budget and verified signatures.
    fn deepen(&mut self) -> Result<Option<VerifiedPath>, LimitReached> {
        let last = usize::try_from(self.budget.depth).unwrap_or(usize::MAX);
        for depth in ROUNDS.into_iter().filter(|depth| *depth < last).chain([last]) {
            (self.depth, self.cut) = (depth, false);
            if let Some(path) = self.extend()? {
                return Ok(Some(path));
            }
            if !self.cut {
                return Ok(None);
            }
        }
        Err(LimitReached("certificates in a path"))
    }

    /// Tries to complete the path from its last certificate on.
    fn extend(&mut self) -> Result<Option<VerifiedPath>, LimitReached> {
        let Some(last) = self.chain.last().cloned() else { return Ok(None) };
        let store = self.store;
        let issuer = last.issuer_key();
        let top = self.chain.len() - 1;

        // A broken signature is worth telling only when no key of that name made the signature.
        let mut unsigned: Option<Rule> = None;
        let mut signed = false;

        let mut anchors: Vec<&TrustAnchor> =
            store.anchors_named(issuer).filter(|anchor| self.only.is_none_or(|only| only == *anchor)).collect();
        anchors.sort_by_cached_key(|anchor| {
            (key_identifier_order(&last, anchor.key_identifier()), anchor.certificate().sha256())
        });
        for anchor in anchors {
            self.look_at_candidate()?;
            match self.check_signature(&last, anchor.certificate())? {
                Signed::By => signed = true,
                Signed::NotBy(rule) => {
                    unsigned = unsigned.or(rule);
                    continue;
                }
            }
            match validate(&self.chain, anchor, self.options, &mut self.budget) {
                Ok(policies) => {
                    let remembered = self.remember_authorities(anchor);
                    return Ok(Some(VerifiedPath {
                        certificates: std::mem::take(&mut self.chain),
                        anchor: anchor.clone(),
                        policies,
                        moment: self.options.moment,
                        remembered,
                    }));
                }
                Err(violation) => {
                    if let Rule::LimitExceeded { what } = violation.rule {
                        return Err(LimitReached(what));
                    }
                    let broken = self.chain.get(violation.index).unwrap_or_else(|| anchor.certificate()).clone();
                    self.fail(PathErrorKind::Invalid(violation.rule), violation.index, &broken);
                }
            }
        }

        let untrusted = self.untrusted;
        let mut named = store.pool().named(issuer).chain(untrusted.named(issuer));
        if self.chain.len() >= self.depth && named.any(|candidate| !self.is_in_path(candidate)) {
            self.cut = true;
            return Ok(None);
        }
        let mut seen = HashSet::new();
        let mut candidates: Vec<(Option<Rule>, Certificate)> = Vec::new();
        for candidate in store.pool().named(issuer).chain(untrusted.named(issuer)) {
            self.look_at_candidate()?;
            if !self.is_in_path(candidate) && seen.insert(candidate.sha256()) {
                candidates.push((self.obvious_violation(candidate), candidate.clone()));
            }
        }
        // What cannot lead to a valid path comes last: it is only looked at for the sake of the reason.
        candidates.sort_by_cached_key(|(violation, candidate)| {
            let identifier = candidate.extensions().subject_key_identifier();
            let order = key_identifier_order(&last, identifier);
            // Of certificates of one key the newest; at last by what they are, so that the order of the input decides nothing.
            (
                violation.is_some(),
                order,
                candidate.is_self_issued(),
                Reverse(candidate.not_before()),
                candidate.sha256(),
            )
        });
        for (violation, candidate) in candidates {
            match self.check_signature(&last, &candidate)? {
                Signed::By => signed = true,
                Signed::NotBy(rule) => {
                    unsigned = unsigned.or(rule);
                    continue;
                }
            }
            if let Some(rule) = violation {
                self.fail(PathErrorKind::Invalid(rule), top + 1, &candidate);
                continue;
            }
            self.chain.push(candidate.clone());
            if let Some(path) = self.extend()? {
                return Ok(Some(path));
            }
            self.chain.pop();
        }
        if !signed {
            let kind = unsigned.map_or(PathErrorKind::IssuerUnknown, PathErrorKind::Invalid);
            self.fail(kind, top, &last);
        }
        Ok(None)
    }

    /// A rule that `candidate` breaks as an issuer, whatever the rest of the path is.
    fn obvious_violation(&self, candidate: &Certificate) -> Option<Rule> {
        may_issue(candidate).and_then(|()| within_validity(candidate, self.options.moment)).err()
    }

    /// Whether name and key stand in the path already: a path that comes back proves nothing (RFC 4158, 5.2), and without this
    /// rule CAs that certify each other would loop.
    fn is_in_path(&self, candidate: &Certificate) -> bool {
        self.chain.iter().any(|own| own.spki() == candidate.spki() && own.subject_key() == candidate.subject_key())
    }

    fn look_at_candidate(&mut self) -> Result<(), LimitReached> {
        self.budget.candidates = self.budget.candidates.checked_sub(1).ok_or(LimitReached("candidate issuers"))?;
        Ok(())
    }

    /// 6.1.3 (a)(1): whether the key of `issuer` signed `certificate`.
    fn check_signature(&mut self, certificate: &Certificate, issuer: &Certificate) -> Result<Signed, LimitReached> {
        let result = match issuer.public_key() {
            Err(_) => Err(SignatureError::AlgorithmNotAllowed),
            Ok(key) => self.verify(certificate, key, issuer.spki())?,
        };
        Ok(match result {
            Ok(()) => Signed::By,
            Err(SignatureError::AlgorithmNotAllowed) => {
                Signed::NotBy(Some(Rule::AlgorithmNotAllowed(certificate.signature_algorithm_oid().clone())))
            }
            // A key identifier that differs says that another key of this name is meant, which is not at hand.
            Err(SignatureError::Invalid | SignatureError::KeyMismatch) => {
                let other_key = key_identifier_order(certificate, issuer.extensions().subject_key_identifier()) == 2;
                Signed::NotBy((!other_key).then_some(Rule::SignatureInvalid))
            }
        })
    }

    /// Verifies each pair of certificate and key once.
    fn verify(
        &mut self,
        certificate: &Certificate,
        key: &PublicKey,
        spki: &[u8],
    ) -> Result<Result<(), SignatureError>, LimitReached> {
        let pair = (certificate.sha256(), Box::from(spki));
        if let Some(known) = self.verified.get(&pair) {
            return Ok(*known);
        }
        // The end entity is verified each time: there are millions of them, and each is asked about once or twice.
        let is_authority = self.chain.len() > 1;
        let policy = self.options.algorithms;
        if let Some(cache) = self.options.signatures.as_ref().filter(|_| is_authority)
            && cache.knows(spki, pair.0, policy)
        {
            self.recalled.insert(pair.clone());
            self.verified.insert(pair, Ok(()));
            return Ok(Ok(()));
        }
        self.budget.signatures =
            self.budget.signatures.checked_sub(1).ok_or(LimitReached("signature verifications"))?;
        let result = certificate.verify_signature(key, policy);
        self.verified.insert(pair, result);
        Ok(result)
    }

    /// Hands the signatures of the authorities on a path that was found valid to the caller's cache. Returns how many of
    /// them came from there.
    fn remember_authorities(&self, anchor: &TrustAnchor) -> usize {
        let Some(cache) = &self.options.signatures else { return 0 };
        let issuers = self.chain.iter().skip(2).map(Certificate::spki).chain([anchor.spki()]);
        let authorities = self.chain.iter().skip(1).zip(issuers);
        let recalled =
            |certificate: &Certificate, spki: &[u8]| self.recalled.contains(&(certificate.sha256(), Box::from(spki)));
        let (old, new): (Vec<_>, Vec<_>) = authorities.partition(|(certificate, spki)| recalled(certificate, spki));
        for (certificate, spki) in new {
            cache.remember(spki, certificate.sha256(), self.options.algorithms);
        }
        old.len()
    }

    fn fail(&mut self, kind: PathErrorKind, index: usize, certificate: &Certificate) {
        let failure = PathError::new(kind, index, certificate.clone());
        let known = self.failure.clone();
        self.failure = known.most_useful(failure);
    }
}

/// Equal key identifiers first, absent ones next, different ones last (RFC 4158, 3.5.2): a preference, never a proof.
fn key_identifier_order(certificate: &Certificate, issuer: Option<&[u8]>) -> u8 {
    match (certificate.extensions().authority_key_identifier(), issuer) {
        (Some(wanted), Some(found)) if wanted == found => 0,
        (Some(_), Some(_)) => 2,
        (Some(_) | None, Some(_) | None) => 1,
    }
}
