//! The rules that a regulation has to keep beyond its schema.

use std::collections::BTreeSet;

use super::catalogue::Catalogue;
use super::code::{Check, Language, Origin, StepKind};
use super::model::{
    Channel, End, FindingKind, REGULATION_SCHEMA, RefusalEffect, Regulation, Step, StepRefusal, Target,
};
use crate::document::Source;

/// A broken rule, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The field, step or action: `provider.c2.otherwise`.
    pub place: String,
    /// The rule.
    pub rule: &'static str,
}

/// Every rule that a regulation breaks, in the order of the file.
#[must_use]
pub fn violations(regulation: &Regulation, catalogue: &Catalogue) -> Vec<Violation> {
    let mut found = Found { list: Vec::new(), catalogue };
    found.whole(regulation);
    for channel in &regulation.channels {
        found.channel(channel);
    }
    found.list
}

struct Found<'a> {
    list: Vec<Violation>,
    catalogue: &'a Catalogue,
}

impl Found<'_> {
    fn need(&mut self, kept: bool, place: &str, rule: &'static str) {
        if !kept {
            self.list.push(Violation { place: place.to_owned(), rule });
        }
    }

    fn whole(&mut self, regulation: &Regulation) {
        self.need(regulation.schema == REGULATION_SCHEMA, "schema", "the schema is qoltanba.regulation/1");
        let id = regulation.id.strip_prefix(&regulation.decree).and_then(|rest| rest.strip_prefix('-'));
        let named = id.is_some_and(|service| !service.is_empty() && is_word(service));
        self.need(named, "id", "the id is DECREE-SERVICE in small letters, digits and hyphens");
        self.need(self.catalogue.decree(&regulation.decree).is_some(), "decree", "the decree is in the catalogue");
        self.sources(&regulation.src, "src");
        self.sources(&regulation.identity.src, "identity");
        self.need(!regulation.result_kinds.is_empty(), "result_kinds", "a service has a kind of result");
        for (language, wording) in &regulation.name {
            let place = format!("name.{language}");
            self.need(Language::parse(language).is_some(), &place, "a language is kk, ru or en");
            self.need(!wording.text.trim().is_empty(), &place, "a wording is not empty");
            let sourced = !wording.src.is_empty() || wording.origin == Origin::Library;
            self.need(sourced, &place, "a wording that is not the library's own has a source");
        }
        for (subject, fact) in &regulation.facts {
            self.need(!fact.text.trim().is_empty(), &format!("facts.{subject}"), "a fact has a text");
            self.known_decrees(&fact.src, subject);
        }
        let channels: BTreeSet<_> = regulation.channels.iter().map(|channel| channel.id).collect();
        let each_once = channels.len() == regulation.channels.len() && !channels.is_empty();
        self.need(each_once, "channel", "there is a channel, and each stands once");
        for (index, finding) in regulation.findings.iter().enumerate() {
            let place = format!("finding {}", index + 1);
            self.sources(&finding.src, &place);
            let known = finding.reading.is_none_or(|number| self.catalogue.reading(number).is_some());
            self.need(known, &place, "the reading is in the catalogue");
            let own = finding.chosen.is_some() && finding.alternative.is_some();
            let none = finding.chosen.is_none() && finding.alternative.is_none();
            let settled = match finding.kind {
                FindingKind::Contradiction => finding.reading.is_some() != own,
                FindingKind::Slip | FindingKind::Silence => true,
            };
            self.need(settled && (own || none), &place, "a contradiction has a chosen reading and an alternative");
        }
    }

    fn channel(&mut self, channel: &Channel) {
        let name = channel.id.as_str();
        self.sources(&channel.src, name);
        self.need(!channel.whole_terms.is_empty(), name, "a channel has a whole term");
        self.need(channel.step(&channel.start).is_some(), name, "the first step is a step of the channel");
        let ids: BTreeSet<_> = channel.steps.iter().map(|step| step.id.as_str()).collect();
        self.need(ids.len() == channel.steps.len(), name, "each step id stands once");
        for step in &channel.steps {
            self.step(channel, step);
        }
        for step in channel.steps.iter().filter(|step| !reachable(channel).contains(step.id.as_str())) {
            self.need(false, &step.id, "every step can be reached from the first");
        }
        let actions: BTreeSet<_> = channel.actions.iter().map(|action| action.id.as_str()).collect();
        self.need(actions.len() == channel.actions.len(), name, "each action id stands once");
        for action in &channel.actions {
            self.sources(&action.src, &action.id);
            self.need(is_id(&action.id, name), &action.id, "an action id is CHANNEL.tN");
            let steps = action.steps.iter().all(|step| channel.step(step).is_some());
            self.need(steps, &action.id, "an action corresponds to steps of its channel");
            let next = action.next.iter().all(|next| actions.contains(format!("{name}.t{}", next.action).as_str()));
            self.need(next, &action.id, "the next action is one of the table");
        }
    }

    fn step(&mut self, channel: &Channel, step: &Step) {
        self.need(is_id(&step.id, channel.id.as_str()), &step.id, "a step id is CHANNEL.LETTERNUMBER");
        self.sources(&step.src, &step.id);
        self.need(!step.action.trim().is_empty(), &step.id, "a step says what is done");
        self.need(!step.sentence.trim().is_empty(), &step.id, "a step has the sentence of the decree");
        for target in std::iter::once(&step.next).chain(&step.otherwise) {
            let known = match target {
                Target::Step(id) => channel.step(id).is_some(),
                Target::End(_) | Target::NotStated => true,
            };
            self.need(known, &step.id, "what follows is a step of the channel, an end, or not stated");
        }
        let branches = step.kind != StepKind::Condition || (step.otherwise.is_some() && !step.checks.is_empty());
        self.need(branches, &step.id, "a condition checks something and has two branches");
        let checks = step.checks.iter().all(|subject| !subject.what.is_empty());
        self.need(checks, &step.id, "checks are named");
        let form = step.asks(Check::FormFormat) || step.asks(Check::CaDataRequest);
        let branching = step.checks.is_empty() || step.otherwise.is_some() || form;
        self.need(branching, &step.id, "a check that can fail has a branch for it");
        for refusal in &step.refusals {
            self.refusal(step, refusal);
        }
        let refused = is_refused(&step.next) || step.otherwise.as_ref().is_some_and(is_refused);
        let expressed = step.refusals.iter().any(|refusal| refusal.effect == RefusalEffect::Ends);
        self.need(!refused || expressed, &step.id, "a step that ends without a result expresses a refusal");
    }

    fn refusal(&mut self, step: &Step, refusal: &StepRefusal) {
        let (text, src) = step.refusal_text(refusal);
        self.need(!text.trim().is_empty(), &step.id, "a refusal has a text");
        self.sources(src, &step.id);
        self.need(self.catalogue.refusal(refusal.code).is_some(), &step.id, "the kind of refusal is in the catalogue");
        let ends = is_refused(&step.next) || step.otherwise.as_ref().is_some_and(is_refused);
        let fits = match refusal.effect {
            RefusalEffect::Ends => ends,
            RefusalEffect::Result => !is_refused(&step.next),
            RefusalEffect::GoesOn => true,
        };
        self.need(fits, &step.id, "the effect of a refusal fits what follows the step");
    }

    /// Sources that must be there.
    fn sources(&mut self, sources: &[Source], place: &str) {
        self.need(!sources.is_empty(), place, "the lines of the decree are named");
        self.known_decrees(sources, place);
    }

    fn known_decrees(&mut self, sources: &[Source], place: &str) {
        let catalogue = self.catalogue;
        let known = |source: &Source| source.decree.as_ref().is_none_or(|key| catalogue.decree(key).is_some());
        self.need(sources.iter().all(known), place, "a cited decree is in the catalogue");
    }
}

/// The ids that can be reached from the first step.
fn reachable(channel: &Channel) -> BTreeSet<&str> {
    let mut seen = BTreeSet::new();
    let mut open = vec![channel.start.as_str()];
    // Each step enters `open` at most twice for each step that leads to it, and is expanded once.
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(step) = channel.step(id) else { continue };
        for target in std::iter::once(&step.next).chain(&step.otherwise) {
            if let Target::Step(next) = target {
                open.push(next);
            }
        }
    }
    seen
}

const fn is_refused(target: &Target) -> bool {
    matches!(target, Target::End(End::Refused | End::Returned | End::NotSigned))
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// `CHANNEL.`, one small letter, a number.
fn is_id(id: &str, channel: &str) -> bool {
    let Some(rest) = id.strip_prefix(channel).and_then(|rest| rest.strip_prefix('.')) else { return false };
    let mut bytes = rest.bytes();
    let letter = bytes.next().is_some_and(|byte| byte.is_ascii_lowercase());
    letter && bytes.len() > 0 && bytes.all(|byte| byte.is_ascii_digit())
}
