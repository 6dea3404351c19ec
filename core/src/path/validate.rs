//! RFC 5280, 6.1, over a complete candidate path whose signatures and names were checked while it was built.

use super::constraints::{NameConstraints, Subtrees};
use super::policy::{ExplicitPolicy, Inhibit, PolicyExtensions, PolicyGraph, ValidPolicies};
use super::{AnchorChecks, Budget, ExpirationOfEndEntity, PathOptions, Rule, extensions};
use crate::certificate::{Certificate, KeyUsage};
use crate::crypto::{AlgorithmPolicy, KeyAlgorithm, LegacyAlgorithms, PublicKey};
use crate::oid;
use crate::time::Moment;
use crate::trust::TrustAnchor;

/// The smallest RSA key in bits (NIST SP 800-131A rev. 2, section 3; under the legacy policy what signatures of that time
/// used, and what `ring` verifies).
const fn min_rsa_bits(policy: AlgorithmPolicy) -> usize {
    match policy.legacy {
        LegacyAlgorithms::Refuse => 2048,
        LegacyAlgorithms::Accept => 1024,
    }
}

/// A broken rule and the place of the certificate that breaks it.
pub(super) struct Violation {
    pub(super) rule: Rule,
    pub(super) index: usize,
}

/// The state variables of 6.1.2 that count down.
struct Counters {
    explicit_policy: u64,
    inhibit_any: u64,
    policy_mapping: u64,
    max_path_length: u64,
}

/// Validates `chain`, end entity first, under `anchor`.
pub(super) fn validate(
    chain: &[Certificate],
    anchor: &TrustAnchor,
    options: &PathOptions,
    budget: &mut Budget,
) -> Result<ValidPolicies, Violation> {
    let at = |index: usize| move |rule: Rule| Violation { rule, index };
    // 6.1.2: with an initial flag set the counter begins at 0, else at n + 1.
    let n = u64::try_from(chain.len()).unwrap_or(u64::MAX);
    let start = |inhibit: Inhibit| if inhibit == Inhibit::Inhibit { 0 } else { n + 1 };
    let mut counters = Counters {
        explicit_policy: if options.policies.explicit == ExplicitPolicy::Required { 0 } else { n + 1 },
        inhibit_any: start(options.policies.any_policy),
        policy_mapping: start(options.policies.mapping),
        max_path_length: n,
    };
    let mut subtrees = Subtrees::default();
    if options.anchor_checks == AnchorChecks::Enforce {
        enforce_anchor(anchor, options.moment, &mut counters, &mut subtrees).map_err(at(chain.len()))?;
    }
    let mut graph = PolicyGraph::new(budget.policy_nodes);
    for (index, certificate) in chain.iter().enumerate().rev() {
        let policies =
            process(certificate, index, options, &mut counters, &subtrees, &mut graph, budget).map_err(at(index))?;
        if index > 0 {
            prepare(certificate, &policies, &mut counters, &mut graph).map_err(at(index))?;
            if let Some(extension) = certificate.extensions().find(&oid::NAME_CONSTRAINTS) {
                subtrees.add(NameConstraints::read(extension).map_err(at(index))?);
            }
        } else {
            wrap_up(certificate, &policies, &mut counters).map_err(at(index))?;
        }
    }
    let result = graph.result(&options.policies.initial);
    if counters.explicit_policy == 0 && result.user_constrained.is_empty() {
        return Err(Violation { rule: Rule::PolicyMissing, index: 0 });
    }
    Ok(result)
}

/// RFC 5937: what the anchor's certificate says of the anchor.
fn enforce_anchor<'a>(
    anchor: &'a TrustAnchor,
    moment: Moment,
    counters: &mut Counters,
    subtrees: &mut Subtrees<'a>,
) -> Result<(), Rule> {
    let certificate = anchor.certificate();
    within_validity(certificate, moment)?;
    extensions::check(certificate)?;
    let extensions = certificate.extensions();
    // A version 1 root has no extensions and says nothing; any other anchor says that it is a CA. Without this rule a
    // subscriber's certificate among the anchors could issue others.
    if !extensions.all().is_empty() {
        may_issue(certificate)?;
    }
    if let Some(length) = extensions.basic_constraints().and_then(|constraints| constraints.path_len) {
        counters.max_path_length = counters.max_path_length.min(length);
    }
    let policies = PolicyExtensions::read(extensions)?;
    counters.constrain(&policies);
    if let Some(extension) = extensions.find(&oid::NAME_CONSTRAINTS) {
        subtrees.add(NameConstraints::read(extension)?);
    }
    Ok(())
}

/// 6.1.3, the basic processing of each certificate.
fn process(
    certificate: &Certificate,
    index: usize,
    options: &PathOptions,
    counters: &mut Counters,
    subtrees: &Subtrees<'_>,
    graph: &mut PolicyGraph,
    budget: &mut Budget,
) -> Result<PolicyExtensions, Rule> {
    // (a)(1) was done when the path was built; the size of a subscriber's own key is judged here.
    match certificate.public_key().map(PublicKey::algorithm) {
        Ok(KeyAlgorithm::Rsa(bits)) if bits < min_rsa_bits(options.algorithms) => {
            return Err(Rule::AlgorithmNotAllowed(oid::RSA_ENCRYPTION.clone()));
        }
        Ok(_) => {}
        // Nothing that such a key signs could be verified.
        Err(_) => return Err(Rule::KeyUnusable),
    }
    // (a)(2)
    if index > 0 || options.end_entity_expiration == ExpirationOfEndEntity::Enforce {
        within_validity(certificate, options.moment)?;
    }
    extensions::check(certificate)?;
    // (b), (c): self-issued certificates are exempt, save for the last one.
    let self_issued = certificate.is_self_issued();
    if index == 0 || !self_issued {
        subtrees.check(certificate, &mut budget.name_comparisons)?;
    }
    // (d), (e)
    let policies = PolicyExtensions::read(certificate.extensions())?;
    let any_allowed = counters.inhibit_any > 0 || (index > 0 && self_issued);
    let any_policy = if any_allowed { Inhibit::Allow } else { Inhibit::Inhibit };
    graph.descend(policies.policies.as_deref(), any_policy)?;
    // (f)
    if counters.explicit_policy == 0 && graph.is_null() {
        return Err(Rule::PolicyMissing);
    }
    Ok(policies)
}

/// 6.1.4, the preparation for the next certificate.
fn prepare(
    certificate: &Certificate,
    policies: &PolicyExtensions,
    counters: &mut Counters,
    graph: &mut PolicyGraph,
) -> Result<(), Rule> {
    // (a)
    if policies.mappings.iter().any(|(from, to)| *from == oid::ANY_POLICY || *to == oid::ANY_POLICY) {
        return Err(Rule::AnyPolicyMapped);
    }
    // (b)
    let mapping = if counters.policy_mapping > 0 { Inhibit::Allow } else { Inhibit::Inhibit };
    graph.map(&policies.mappings, mapping)?;
    // (h)
    let self_issued = certificate.is_self_issued();
    if !self_issued {
        counters.count_down();
    }
    // (i), (j)
    counters.constrain(policies);
    // (k), (n)
    may_issue(certificate)?;
    // (l)
    if !self_issued {
        counters.max_path_length = counters.max_path_length.checked_sub(1).ok_or(Rule::PathTooLong)?;
    }
    // (m)
    if let Some(length) = certificate.extensions().basic_constraints().and_then(|constraints| constraints.path_len) {
        counters.max_path_length = counters.max_path_length.min(length);
    }
    // (g) and (o): by the caller and in `process`.
    Ok(())
}

/// 6.1.5, the wrap-up.
fn wrap_up(certificate: &Certificate, policies: &PolicyExtensions, counters: &mut Counters) -> Result<(), Rule> {
    // (a)
    counters.explicit_policy = counters.explicit_policy.saturating_sub(1);
    // (b)
    if policies.require_explicit == Some(0) {
        counters.explicit_policy = 0;
    }
    let extensions = certificate.extensions();
    if let Some(extension) = extensions.find(&oid::NAME_CONSTRAINTS) {
        NameConstraints::read(extension)?;
        if !extensions.basic_constraints().is_some_and(|constraints| constraints.is_ca) {
            return Err(Rule::NameConstraintsInEndEntity);
        }
    }
    Ok(())
}

impl Counters {
    fn count_down(&mut self) {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        self.policy_mapping = self.policy_mapping.saturating_sub(1);
        self.inhibit_any = self.inhibit_any.saturating_sub(1);
    }

    fn constrain(&mut self, policies: &PolicyExtensions) {
        let lower = |counter: &mut u64, to: Option<u64>| *counter = to.map_or(*counter, |to| to.min(*counter));
        lower(&mut self.explicit_policy, policies.require_explicit);
        lower(&mut self.policy_mapping, policies.inhibit_mapping);
        lower(&mut self.inhibit_any, policies.inhibit_any);
    }
}

pub(super) fn within_validity(certificate: &Certificate, at: Moment) -> Result<(), Rule> {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if at < not_before {
        return Err(Rule::NotYetValid { not_before, at });
    }
    if at > not_after {
        return Err(Rule::Expired { not_after, at });
    }
    Ok(())
}

/// 6.1.4 (k) and (n): a CA certificate whose key, if it has a usage, may sign certificates.
pub(crate) fn may_issue(certificate: &Certificate) -> Result<(), Rule> {
    let extensions = certificate.extensions();
    if !extensions.basic_constraints().is_some_and(|constraints| constraints.is_ca) {
        return Err(Rule::NotCa);
    }
    if extensions.key_usage().is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN)) {
        return Err(Rule::KeyCertSignMissing);
    }
    Ok(())
}
