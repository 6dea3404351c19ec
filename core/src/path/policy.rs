//! Certificate policies as a graph (RFC 5280, 6.1, with RFC 9618 in place of the exponential tree).

use std::collections::{BTreeMap, BTreeSet};

use super::Rule;
use crate::asn1::{Reader, tag};
use crate::certificate::Extensions;
use crate::error::{Error, Result};
use crate::oid::{self, Oid};

/// The policies that the caller accepts (RFC 5280, 6.1.1 (c)).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum InitialPolicies {
    /// Every policy.
    #[default]
    Any,
    /// These only.
    Only(Vec<Oid>),
}

/// Whether the path must be valid for an acceptable policy (RFC 5280, 6.1.1 (f)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExplicitPolicy {
    /// Only if a certificate of the path demands it.
    #[default]
    NotRequired,
    /// Always.
    Required,
}

/// Whether something is allowed from the start of the path on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inhibit {
    /// It is, until a certificate inhibits it.
    #[default]
    Allow,
    /// It is not.
    Inhibit,
}

/// The policy inputs of path validation. The default asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PolicyOptions {
    /// user-initial-policy-set. It limits the result; to *demand* a policy use [`require`](Self::require).
    pub initial: InitialPolicies,
    /// initial-explicit-policy.
    pub explicit: ExplicitPolicy,
    /// initial-policy-mapping-inhibit.
    pub mapping: Inhibit,
    /// initial-any-policy-inhibit.
    pub any_policy: Inhibit,
}

impl PolicyOptions {
    /// Demands that the path be valid for one of `policies`.
    #[must_use]
    pub fn require(policies: Vec<Oid>) -> Self {
        Self { initial: InitialPolicies::Only(policies), explicit: ExplicitPolicy::Required, ..Self::default() }
    }
}

/// The policies of a valid path, in the names of the anchor's domain (RFC 9618, 5.5). Both sets may be empty, and both
/// may hold anyPolicy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ValidPolicies {
    /// authorities-constrained-policy-set: what the authorities assert.
    pub authority_constrained: Vec<Oid>,
    /// user-constrained-policy-set: what of that the caller accepts.
    pub user_constrained: Vec<Oid>,
}

/// A valid policy at one depth.
struct Node {
    /// The valid policies of the depth before that lead here; anyPolicy among them.
    parents: Vec<Oid>,
    /// expected_policy_set, once it was mapped; before that it is the policy itself.
    mapped: Option<BTreeSet<Oid>>,
}

#[derive(Default)]
struct Level {
    nodes: BTreeMap<Oid, Node>,
    /// Whether anyPolicy is valid at this depth.
    any: bool,
}

/// valid_policy_graph; without levels it is NULL.
pub(super) struct PolicyGraph {
    levels: Vec<Level>,
    budget: u32,
}

const LIMIT: Rule = Rule::LimitExceeded { what: "policies" };

impl PolicyGraph {
    /// The graph of depth zero: anyPolicy (6.1.2 (a)).
    pub(super) fn new(budget: u32) -> Self {
        Self { levels: vec![Level { nodes: BTreeMap::new(), any: true }], budget }
    }

    pub(super) fn is_null(&self) -> bool {
        self.levels.is_empty()
    }

    /// 6.1.3 (d) and (e): goes one level deeper with the policies of a certificate.
    pub(super) fn descend(&mut self, policies: Option<&[Oid]>, any_policy: Inhibit) -> Result<(), Rule> {
        let Some(policies) = policies else {
            self.levels.clear();
            return Ok(());
        };
        let Some(last) = self.levels.last() else { return Ok(()) };
        let mut expected: BTreeMap<&Oid, Vec<Oid>> = BTreeMap::new();
        for (policy, node) in &last.nodes {
            match &node.mapped {
                None => expected.entry(policy).or_default().push(policy.clone()),
                Some(mapped) => {
                    for to in mapped {
                        self.budget = self.budget.checked_sub(1).ok_or(LIMIT)?;
                        expected.entry(to).or_default().push(policy.clone());
                    }
                }
            }
        }
        let mut level = Level::default();
        for policy in policies.iter().filter(|policy| **policy != oid::ANY_POLICY) {
            let parents = match expected.get(policy) {
                Some(parents) => parents.clone(),
                None if last.any => vec![oid::ANY_POLICY.clone()],
                None => continue,
            };
            self.budget = self.budget.checked_sub(1).ok_or(LIMIT)?;
            level.nodes.insert(policy.clone(), Node { parents, mapped: None });
        }
        if any_policy == Inhibit::Allow && policies.contains(&oid::ANY_POLICY) {
            level.any = last.any;
            for (policy, parents) in expected {
                self.budget = self.budget.checked_sub(1).ok_or(LIMIT)?;
                level.nodes.entry(policy.clone()).or_insert(Node { parents, mapped: None });
            }
        }
        self.levels.push(level);
        self.prune();
        Ok(())
    }

    /// 6.1.4 (b): applies the mappings of a certificate to the deepest level.
    pub(super) fn map(&mut self, mappings: &[(Oid, Oid)], mapping: Inhibit) -> Result<(), Rule> {
        let Some(level) = self.levels.last_mut() else { return Ok(()) };
        for (from, to) in mappings {
            match mapping {
                Inhibit::Inhibit => {
                    level.nodes.remove(from);
                }
                Inhibit::Allow => {
                    self.budget = self.budget.checked_sub(1).ok_or(LIMIT)?;
                    if level.any {
                        level
                            .nodes
                            .entry(from.clone())
                            .or_insert_with(|| Node { parents: vec![oid::ANY_POLICY.clone()], mapped: None });
                    }
                    if let Some(node) = level.nodes.get_mut(from) {
                        node.mapped.get_or_insert_default().insert(to.clone());
                    }
                }
            }
        }
        self.prune();
        Ok(())
    }

    /// Without a node at the deepest level everything above is pruned, and the graph is NULL.
    fn prune(&mut self) {
        if self.levels.last().is_some_and(|level| level.nodes.is_empty() && !level.any) {
            self.levels.clear();
        }
    }

    /// 6.1.5 (g) as in RFC 9618, 5.5.
    pub(super) fn result(&self, initial: &InitialPolicies) -> ValidPolicies {
        let mut authority: BTreeSet<Oid> = BTreeSet::new();
        // From the deepest level up: the nodes that a node of the deepest level descends from.
        let mut reached: Option<BTreeSet<&Oid>> = None;
        for level in self.levels.iter().rev() {
            let mut above = BTreeSet::new();
            for (policy, node) in &level.nodes {
                if reached.as_ref().is_some_and(|reached| !reached.contains(policy)) {
                    continue;
                }
                if node.parents.contains(&oid::ANY_POLICY) {
                    authority.insert(policy.clone());
                }
                above.extend(node.parents.iter());
            }
            reached = Some(above);
        }
        if self.levels.last().is_some_and(|level| level.any) {
            authority.insert(oid::ANY_POLICY.clone());
        }
        let user_constrained = match initial {
            InitialPolicies::Any => authority.iter().cloned().collect(),
            InitialPolicies::Only(accepted) if accepted.contains(&oid::ANY_POLICY) => {
                authority.iter().cloned().collect()
            }
            InitialPolicies::Only(accepted) => {
                let any = authority.contains(&oid::ANY_POLICY);
                let accepted: BTreeSet<&Oid> =
                    accepted.iter().filter(|policy| any || authority.contains(policy)).collect();
                accepted.into_iter().cloned().collect()
            }
        };
        ValidPolicies { authority_constrained: authority.into_iter().collect(), user_constrained }
    }
}

/// What a certificate says about policies.
#[derive(Default)]
pub(super) struct PolicyExtensions {
    pub(super) policies: Option<Vec<Oid>>,
    pub(super) mappings: Vec<(Oid, Oid)>,
    pub(super) require_explicit: Option<u64>,
    pub(super) inhibit_mapping: Option<u64>,
    pub(super) inhibit_any: Option<u64>,
}

impl PolicyExtensions {
    /// Reads the four extensions.
    ///
    /// # Errors
    /// `ExtensionMalformed`, and `UnknownCriticalExtension` for critical policies with an unknown qualifier.
    pub(super) fn read(extensions: &Extensions) -> Result<Self, Rule> {
        let mut result = Self::default();
        let malformed = |id: &Oid| Rule::ExtensionMalformed(id.clone());
        if let Some(extension) = extensions.find(&oid::CERTIFICATE_POLICIES) {
            let (policies, qualifiers) =
                policies(&extension.value).map_err(|_| malformed(&oid::CERTIFICATE_POLICIES))?;
            if extension.critical && qualifiers == Qualifiers::SomeUnknown {
                return Err(Rule::UnknownCriticalExtension(oid::CERTIFICATE_POLICIES.clone()));
            }
            result.policies = Some(policies);
        }
        if let Some(extension) = extensions.find(&oid::POLICY_MAPPINGS) {
            result.mappings = mappings(&extension.value).map_err(|_| malformed(&oid::POLICY_MAPPINGS))?;
        }
        if let Some(extension) = extensions.find(&oid::POLICY_CONSTRAINTS) {
            (result.require_explicit, result.inhibit_mapping) =
                constraints(&extension.value).map_err(|_| malformed(&oid::POLICY_CONSTRAINTS))?;
        }
        if let Some(extension) = extensions.find(&oid::INHIBIT_ANY_POLICY) {
            let read = || {
                let mut reader = Reader::new(&extension.value);
                let skip = reader.expect(tag::INTEGER, "inhibitAnyPolicy")?.unsigned("inhibitAnyPolicy")?;
                reader.finish("inhibitAnyPolicy")?;
                Ok::<_, Error>(skip)
            };
            result.inhibit_any = Some(read().map_err(|_| malformed(&oid::INHIBIT_ANY_POLICY))?);
        }
        Ok(result)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Qualifiers {
    AllKnown,
    SomeUnknown,
}

/// certificatePolicies (4.2.1.4): each policy once, qualifiers CPS and user notice; anyPolicy has no others.
fn policies(value: &[u8]) -> Result<(Vec<Oid>, Qualifiers)> {
    const WHAT: &str = "certificatePolicies";
    let mut outer = Reader::new(value);
    let mut list = outer.sequence(WHAT)?;
    outer.finish(WHAT)?;
    if list.is_empty() {
        return Err(list.malformed(WHAT, "there is at least one policy"));
    }
    let mut seen = BTreeSet::new();
    let mut result = Vec::new();
    let mut qualifiers = Qualifiers::AllKnown;
    while !list.is_empty() {
        let mut information = list.sequence(WHAT)?;
        let policy = information.oid(WHAT)?;
        if let Some(tlv) = information.optional(tag::SEQUENCE, WHAT)? {
            let mut infos = tlv.reader();
            if infos.is_empty() {
                return Err(infos.malformed(WHAT, "if there, the list has at least one qualifier"));
            }
            while !infos.is_empty() {
                let mut info = infos.sequence(WHAT)?;
                let kind = info.oid(WHAT)?;
                info.any(WHAT)?;
                info.finish(WHAT)?;
                if kind != oid::QUALIFIER_CPS && kind != oid::QUALIFIER_USER_NOTICE {
                    if policy == oid::ANY_POLICY {
                        return Err(info.malformed(WHAT, "anyPolicy has only the qualifiers of RFC 5280"));
                    }
                    qualifiers = Qualifiers::SomeUnknown;
                }
            }
        }
        information.finish(WHAT)?;
        if !seen.insert(policy.clone()) {
            return Err(information.malformed(WHAT, "a policy stands once"));
        }
        result.push(policy);
    }
    Ok((result, qualifiers))
}

/// policyMappings (4.2.1.5).
fn mappings(value: &[u8]) -> Result<Vec<(Oid, Oid)>> {
    const WHAT: &str = "policyMappings";
    let mut outer = Reader::new(value);
    let mut list = outer.sequence(WHAT)?;
    outer.finish(WHAT)?;
    if list.is_empty() {
        return Err(list.malformed(WHAT, "there is at least one mapping"));
    }
    let mut result = Vec::new();
    while !list.is_empty() {
        let mut pair = list.sequence(WHAT)?;
        result.push((pair.oid(WHAT)?, pair.oid(WHAT)?));
        pair.finish(WHAT)?;
    }
    Ok(result)
}

/// policyConstraints (4.2.1.11): requireExplicitPolicy and inhibitPolicyMapping, at least one of them.
fn constraints(value: &[u8]) -> Result<(Option<u64>, Option<u64>)> {
    const WHAT: &str = "policyConstraints";
    let mut outer = Reader::new(value);
    let mut list = outer.sequence(WHAT)?;
    outer.finish(WHAT)?;
    let require = list.optional(tag::context(0), WHAT)?.map(|tlv| tlv.unsigned(WHAT)).transpose()?;
    let inhibit = list.optional(tag::context(1), WHAT)?.map(|tlv| tlv.unsigned(WHAT)).transpose()?;
    list.finish(WHAT)?;
    if require.is_none() && inhibit.is_none() {
        return Err(list.malformed(WHAT, "at least one of both constraints is there"));
    }
    Ok((require, inhibit))
}
