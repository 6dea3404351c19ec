//! The procedure: walks a service on a channel. The caller reports what came out of a step, the procedure says what
//! comes next, who acts, who must sign what, which refusal results and until when.

use sha2::{Digest, Sha256};

use super::audit::{AuditTrail, EntryBody, SignatureEntry, Start};
use super::calendar::{Calendar, Deadline};
use super::code::{Actor, ChannelId, RefusalCode, SignedObject, Status, StepKind, SubReason};
use super::model::{
    Channel, DerivedField, End, RefusalEffect, Regulation, SignatureAct, SignatureRule, Step, StepRefusal, Target,
};
use super::outcome::{
    Act, Cause, CheckOutcome, Choice, Data, Decision, Ending, Expected, Form, Hold, IssuedRefusal, Login, Move,
    Outcome, Registry,
};
use super::signer::{Misfit, Parties, misfits, missing_co_signers};
use crate::document::Source;
use crate::error::{Error, Result};
use crate::time::Moment;

/// A service being walked on a channel.
#[derive(Debug, Clone)]
pub struct Procedure<'r> {
    regulation: &'r Regulation,
    channel: &'r Channel,
    parties: Parties,
    position: Position<'r>,
    entered: Moment,
    counted_from: Option<Moment>,
    status: Status,
    cause: Cause,
    notices: Vec<IssuedRefusal>,
    negative: Option<IssuedRefusal>,
    trail: AuditTrail,
}

#[derive(Debug, Clone)]
enum Position<'r> {
    At(&'r Step),
    Ended(Ending),
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next<'r> {
    /// The step.
    pub step: &'r Step,
    /// What kind of outcome it expects.
    pub expected: Expected,
    /// Who must or may sign what.
    pub signature: Option<(SignatureRule, SignatureNeed)>,
}

/// Whether a signature is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureNeed {
    /// The step is not done without it.
    Required,
    /// It is accepted: the decree does not name it, or names it elsewhere than in the step (readings 22 and 24).
    Accepted,
}

/// What an outcome does at a step.
enum Branch<'r> {
    Next,
    Otherwise,
    Hold(Hold),
    /// A refusal of this step, and where it leads.
    Refusal(&'r StepRefusal, Box<Branch<'r>>),
}

impl<'r> Procedure<'r> {
    /// Starts at the first step of a channel.
    ///
    /// # Errors
    /// `InvalidArgument` if the regulation has no such channel.
    pub fn start(regulation: &'r Regulation, channel: ChannelId, parties: Parties, at: Moment) -> Result<Self> {
        let channel = regulation.channel(channel).ok_or(Error::InvalidArgument {
            argument: "channel",
            rule: "there is no such channel in this regulation",
        })?;
        let start = Start { service: regulation.id.clone(), channel: channel.id, regulation: digest(regulation)?, at };
        let first = channel.step(&channel.start).ok_or(BROKEN)?;
        Ok(Self {
            regulation,
            channel,
            parties,
            position: Position::At(first),
            entered: at,
            counted_from: None,
            status: Status::New,
            cause: Cause::default(),
            notices: Vec::new(),
            negative: None,
            trail: AuditTrail::new(start),
        })
    }

    /// What comes next; `None` when the procedure has ended.
    #[must_use]
    pub fn next(&self) -> Option<Next<'r>> {
        match &self.position {
            Position::At(step) => Some(Next { step, expected: Expected::of(step), signature: signature_need(step) }),
            Position::Ended(_) => None,
        }
    }

    /// How the procedure ended; `None` while it goes on.
    #[must_use]
    pub const fn ending(&self) -> Option<&Ending> {
        match &self.position {
            Position::At(_) => None,
            Position::Ended(ending) => Some(ending),
        }
    }

    /// Refusals after which the procedure went on: absent data entered by hand, a declined place, a return.
    #[must_use]
    pub fn notices(&self) -> &[IssuedRefusal] {
        &self.notices
    }

    /// Where the request stands.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// Every move so far, with who, what, when and the digest of the report behind it.
    #[must_use]
    pub const fn trail(&self) -> &AuditTrail {
        &self.trail
    }

    /// Until when the current step is to be done; `None` if it has no term, or nothing is left.
    ///
    /// # Errors
    /// As [`Calendar::deadline`].
    pub fn step_deadline(&self, calendar: &Calendar) -> Result<Option<Deadline>> {
        let term = self.next().and_then(|next| next.step.term.as_ref());
        term.map(|term| calendar.deadline(self.entered, term)).transpose()
    }

    /// Until when the service is to be rendered, from the moment that the counting started: registration, or where no
    /// step registers, the sending or signing of the request. `None` before that. Only astana-2016 says when counting
    /// starts (handing in, applying to the portal); elsewhere this is a choice of the library.
    ///
    /// # Errors
    /// As [`Calendar::deadline`].
    pub fn whole_deadline(&self, calendar: &Calendar) -> Result<Option<Deadline>> {
        match (self.counted_from, self.channel.whole_terms.first()) {
            (Some(from), Some(whole)) => calendar.deadline(from, &whole.term).map(Some),
            (None, _) | (_, None) => Ok(None),
        }
    }

    /// Reports what came out of the current step.
    ///
    /// # Errors
    /// `InvalidArgument` if the procedure has ended, the outcome is not of the kind that the step expects or not what the
    /// report behind it decided, a needed signature or reason is missing, a reason has a character that XML cannot carry, or
    /// the moment lies before the last one; `LimitExceeded` if a reason is longer, or there are more of them, than the
    /// document of a refusal carries. Then nothing is recorded.
    pub fn report(&mut self, act: &Act) -> Result<Move> {
        let step = self.current()?;
        if let Some(report) = act.report {
            require(act.outcome.can_rest_on(report.check), "the outcome is what the report behind it decided")?;
        }
        let facts: Vec<_> = act.signatures.iter().map(|signature| signature.signer.clone()).collect();
        let rule = step.signature.filter(|rule| rule.act == SignatureAct::Signs);
        let mut signatures = Vec::with_capacity(act.signatures.len());
        for signature in &act.signatures {
            let unfit = match rule {
                Some(rule) => misfits(rule.signer, &self.parties, &signature.signer)?,
                None => Vec::new(),
            };
            signatures.push(SignatureEntry::new(unfit, signature.check, signature.report));
        }
        let by_consumer = rule.is_some_and(|rule| rule.signer == Actor::Consumer) && !facts.is_empty();
        let missing = if by_consumer { missing_co_signers(&self.parties, &facts) } else { 0 };
        self.apply(EntryBody {
            number: self.trail.next_number(),
            step: step.id.clone(),
            actor: step.actor,
            at: act.at,
            outcome: act.outcome.clone(),
            because: act.because.clone(),
            signatures,
            co_signers_missing: u32::try_from(missing).unwrap_or(u32::MAX),
            report: act.report.map(|report| report.digest.0),
            to: String::new(),
        })
    }

    /// Walks a trail again, and checks that it comes to the same moves. The parties are those of the start: a trail holds
    /// no number, so it cannot tell whose it is, and a digest of one could be guessed back.
    ///
    /// # Errors
    /// `Item` if the chain is broken or a move is not what the regulation gives, `InvalidArgument` if the trail is
    /// of another regulation or another version of it.
    pub fn replay(regulation: &'r Regulation, trail: &AuditTrail, parties: Parties) -> Result<Self> {
        trail.check()?;
        let start = trail.start();
        if start.service != regulation.id || start.regulation != digest(regulation)? {
            return Err(Error::InvalidArgument { argument: "trail", rule: "the trail is of this regulation" });
        }
        let mut procedure = Self::start(regulation, start.channel, parties, start.at)?;
        for entry in trail.entries() {
            let here = procedure.current()?.id == entry.body.step;
            if here {
                procedure.apply(entry.body.clone())?;
            }
            if !here || procedure.trail.head()? != entry.hash {
                let rule = "the move is the one that the regulation gives";
                return Err(Error::Item { what: "entry of the audit trail", number: entry.body.number, rule });
            }
        }
        Ok(procedure)
    }

    fn current(&self) -> Result<&'r Step> {
        match &self.position {
            Position::At(step) => Ok(step),
            Position::Ended(_) => Err(illegal("the procedure has ended")),
        }
    }

    /// One move: decides it, records it, and takes it. `body.to` is filled in here.
    fn apply(&mut self, mut body: EntryBody) -> Result<Move> {
        let step = self.current()?;
        let last = self.trail.entries().last().map_or(self.trail.start().at, |entry| entry.body.at);
        if body.at < last {
            return Err(Error::InvalidArgument {
                argument: "moment",
                rule: "a move is not earlier than the one before",
            });
        }
        let branch = self.branch(step, &body)?;
        let held = hold_of(&branch).cloned();
        let target = match leaf(&branch) {
            Branch::Next => Some(self.skip_statements(&step.next)),
            Branch::Otherwise => Some(step.otherwise.clone().unwrap_or(Target::NotStated)),
            Branch::Hold(_) | Branch::Refusal(..) => None,
        };
        body.to = target.as_ref().map_or_else(|| "held".to_owned(), ToString::to_string);
        let at = body.at;
        let cause = cause_of(step, &body);
        cause.as_ref().map_or(Ok(()), Cause::check)?;
        self.trail.push(body)?;
        if let Some(cause) = cause {
            self.cause = cause;
        }
        if let Branch::Refusal(refusal, _) = &branch {
            self.issue(step, refusal);
        }
        match (target, held) {
            (Some(target), _) => {
                self.advance(step, &branch, &target, at)?;
                Ok(Move::Advanced(target))
            }
            (None, held) => {
                let hold = held.unwrap_or(Hold::CheckUndetermined);
                self.status = match hold {
                    Hold::ReturnedToCentre => Status::ReturnedToCentre,
                    Hold::FormViolations => Status::InEntry,
                    Hold::RegistryUnavailable
                    | Hold::CheckUndetermined
                    | Hold::SignerDoesNotFit(_)
                    | Hold::CoSignersMissing(_)
                    | Hold::SignatureRefused
                    | Hold::SignatureUndetermined => Status::CheckUndetermined,
                };
                Ok(Move::Held(hold))
            }
        }
    }

    /// What an outcome does at a step, or why it is illegal there.
    fn branch(&self, step: &'r Step, body: &EntryBody) -> Result<Branch<'r>> {
        let expected = Expected::of(step);
        let branch = match (&body.outcome, expected) {
            (Outcome::Login(Login::Accepted), Expected::Login)
            | (Outcome::Form(Form::Accepted), Expected::Form)
            | (Outcome::Data(Data::Correct), Expected::Data)
            | (Outcome::Registry(Registry::Found), Expected::Registry)
            | (Outcome::Certificate(CheckOutcome::Confirmed), Expected::Certificate)
            | (Outcome::Decision(Decision::Conforming), Expected::Decision)
            | (Outcome::Choice(Choice::Accepted), Expected::Choice) => Branch::Next,
            (Outcome::Login(Login::Refused), Expected::Login)
            | (Outcome::Data(Data::Wrong), Expected::Data)
            | (Outcome::Certificate(CheckOutcome::Refused), Expected::Certificate)
            | (Outcome::Choice(Choice::Declined), Expected::Choice) => self.failed(step),
            (Outcome::Registry(Registry::Absent(reasons)), Expected::Registry) => {
                require(!reasons.is_empty(), "an absence names what is absent")?;
                require(self.can_be_absent(step, reasons), "what is absent is what this step asks for")?;
                self.failed(step)
            }
            (Outcome::Decision(Decision::NotConforming(reason)), Expected::Decision) => {
                require(!reason.trim().is_empty(), "a negative decision gives its reason")?;
                self.failed(step)
            }
            (Outcome::Form(Form::Violations(_)), Expected::Form) => Branch::Hold(Hold::FormViolations),
            (Outcome::Registry(Registry::Unavailable), Expected::Registry) => Branch::Hold(Hold::RegistryUnavailable),
            (Outcome::Certificate(CheckOutcome::Undetermined), Expected::Certificate) => {
                Branch::Hold(Hold::CheckUndetermined)
            }
            (Outcome::Done, Expected::Work) => self.done(step),
            (Outcome::NotDone, Expected::Work) => {
                require(step.otherwise.is_some(), "this step has no branch for not being done")?;
                Branch::Otherwise
            }
            (Outcome::NotNeeded, Expected::Work) => {
                require(step.only_if.is_some(), "this step is always needed")?;
                Branch::Next
            }
            (Outcome::Refused { code, reason }, Expected::Work) => {
                require(!reason.trim().is_empty(), "a refusal gives its reason")?;
                refused(step, *code)?
            }
            // Every pair that is not named above is illegal; naming them would hide the legal ones.
            _ => return Err(illegal("the outcome is not of the kind that this step expects")),
        };
        self.with_signatures(step, body, branch)
    }

    /// The failure branch of a check; some steps express their refusal themselves.
    fn failed(&self, step: &'r Step) -> Branch<'r> {
        match step.refusals.iter().find(|refusal| refusal.effect == RefusalEffect::Ends) {
            Some(refusal) => Branch::Refusal(refusal, Box::new(Branch::Otherwise)),
            None => Branch::Otherwise,
        }
    }

    /// A step without a check is done: a step that only expresses a refusal issues it.
    fn done(&self, step: &'r Step) -> Branch<'r> {
        match step.refusals.first() {
            Some(refusal) if refusal.effect != RefusalEffect::Result => {
                Branch::Refusal(refusal, Box::new(Branch::Next))
            }
            Some(_) | None => Branch::Next,
        }
    }

    /// Whether the signatures let a branch be taken.
    fn with_signatures(&self, step: &'r Step, body: &EntryBody, branch: Branch<'r>) -> Result<Branch<'r>> {
        let succeeds = matches!(leaf(&branch), Branch::Next) && body.outcome != Outcome::NotNeeded;
        let Some((rule, need)) = signature_need(step) else {
            require(body.signatures.is_empty(), "nobody signs in this step")?;
            return Ok(branch);
        };
        if body.signatures.is_empty() {
            require(!succeeds || need == SignatureNeed::Accepted, "this step needs a signature")?;
            return Ok(branch);
        }
        // Form B and C judge the signature in the condition that follows; it refuses, not this step.
        let judged_next = self.judged_next(step);
        let number = [Misfit::IinMismatch, Misfit::IinMissing, Misfit::BinMismatch, Misfit::BinMissing];
        let unfit = |entry: &SignatureEntry| -> Vec<Misfit> {
            let compared_later =
                |misfit: &Misfit| judged_next && rule.signer == Actor::Consumer && number.contains(misfit);
            entry.misfits.iter().filter(|misfit| !compared_later(misfit)).copied().collect()
        };
        let best = body.signatures.iter().map(unfit).min_by_key(Vec::len).unwrap_or_default();
        if !best.is_empty() {
            return Ok(Branch::Hold(Hold::SignerDoesNotFit(best)));
        }
        if body.co_signers_missing > 0 {
            return Ok(Branch::Hold(Hold::CoSignersMissing(body.co_signers_missing)));
        }
        let worst = |outcome| body.signatures.iter().any(|entry| entry.check == outcome);
        Ok(match () {
            () if judged_next => branch,
            () if worst(CheckOutcome::Refused) => Branch::Hold(Hold::SignatureRefused),
            () if worst(CheckOutcome::Undetermined) => Branch::Hold(Hold::SignatureUndetermined),
            () => branch,
        })
    }

    /// Whether the refusal that follows knows these reasons; where none follows, any are possible.
    fn can_be_absent(&self, step: &Step, reasons: &[SubReason]) -> bool {
        let Some(Target::Step(id)) = &step.otherwise else { return true };
        let known = self.channel.step(id).map_or(&[][..], |next| &next.refusals);
        let mut known = known.iter().filter(|refusal| refusal.code == RefusalCode::DataUnobtainable);
        known.all(|refusal| reasons.iter().all(|reason| refusal.sub_reasons.contains(reason)))
    }

    fn judged_next(&self, step: &Step) -> bool {
        match &step.next {
            Target::Step(id) => self.channel.step(id).is_some_and(|next| Expected::of(next) == Expected::Certificate),
            Target::End(_) | Target::NotStated => false,
        }
    }

    fn issue(&mut self, step: &Step, refusal: &StepRefusal) {
        let issued = IssuedRefusal::new(&self.regulation.id, self.channel.id, step, refusal, self.cause.clone());
        match refusal.effect {
            RefusalEffect::Result => self.negative = Some(issued),
            RefusalEffect::Ends | RefusalEffect::GoesOn => self.notices.push(issued),
        }
    }

    /// Walks over sentences that ask nobody to do anything.
    fn skip_statements(&self, target: &Target) -> Target {
        let mut target = target.clone();
        // A chain of statements is no longer than the channel.
        for _ in 0..self.channel.steps.len() {
            let next = match &target {
                Target::Step(id) => self.channel.step(id).filter(|step| step.kind == StepKind::Statement),
                Target::End(_) | Target::NotStated => None,
            };
            match next {
                Some(statement) => target = statement.next.clone(),
                None => break,
            }
        }
        target
    }

    fn advance(&mut self, step: &'r Step, branch: &Branch<'r>, target: &Target, at: Moment) -> Result<()> {
        self.entered = at;
        if matches!(leaf(branch), Branch::Next) {
            if let Some(status) = step.status {
                self.status = status;
            }
            if step.refusals.is_empty() {
                self.cause = Cause::default();
            }
            self.count(at);
        }
        self.position = match target {
            Target::Step(id) => Position::At(self.channel.step(id).ok_or(BROKEN)?),
            Target::NotStated => {
                self.status = Status::NotStated;
                Position::Ended(Ending::NotStated(step.id.clone()))
            }
            Target::End(End::Result) => Position::Ended(match self.negative.take() {
                Some(refusal) => Ending::NegativeResult(Box::new(refusal)),
                None => Ending::Result,
            }),
            Target::End(end @ (End::Refused | End::Returned | End::NotSigned)) => {
                self.status = Status::Refused;
                let refusal = Box::new(self.notices.pop().ok_or(BROKEN)?);
                Position::Ended(match end {
                    End::Returned => Ending::Returned(refusal),
                    End::NotSigned => Ending::NotSigned(refusal),
                    End::Refused | End::Result => Ending::Refused(refusal),
                })
            }
        };
        Ok(())
    }

    /// Starts the counting of the whole term.
    fn count(&mut self, at: Moment) {
        let registers = self.channel.steps.iter().any(|step| step.status == Some(Status::Registered));
        let starts = if registers {
            self.status == Status::Registered
        } else {
            matches!(self.status, Status::Sent | Status::Signed | Status::UnderReview)
        };
        if starts && self.counted_from.is_none() {
            self.counted_from = Some(at);
        }
    }
}

const BROKEN: Error =
    Error::InvalidArgument { argument: "regulation", rule: "the regulation keeps the rules of its schema" };

const fn illegal(rule: &'static str) -> Error {
    Error::InvalidArgument { argument: "outcome", rule }
}

const fn require(kept: bool, rule: &'static str) -> Result<()> {
    if kept { Ok(()) } else { Err(illegal(rule)) }
}

/// The branch that is taken, below a refusal.
fn leaf<'a, 'r>(branch: &'a Branch<'r>) -> &'a Branch<'r> {
    match branch {
        Branch::Refusal(_, then) => then,
        Branch::Next | Branch::Otherwise | Branch::Hold(_) => branch,
    }
}

fn hold_of<'a>(branch: &'a Branch<'_>) -> Option<&'a Hold> {
    match leaf(branch) {
        Branch::Hold(hold) => Some(hold),
        Branch::Next | Branch::Otherwise | Branch::Refusal(..) => None,
    }
}

/// A refusal that the caller chose among those of the step.
fn refused(step: &Step, code: RefusalCode) -> Result<Branch<'_>> {
    let refusal = step.refusals.iter().find(|refusal| refusal.code == code);
    let refusal = refusal.ok_or(illegal("this step has no such refusal"))?;
    // The documents are back at the centre: the same step ends when the consumer is informed (reading 20).
    let then = match (refusal.effect, refusal.code) {
        (RefusalEffect::GoesOn, RefusalCode::ReturnedToCentre) => Branch::Hold(Hold::ReturnedToCentre),
        (RefusalEffect::Ends | RefusalEffect::GoesOn | RefusalEffect::Result, _) => Branch::Next,
    };
    Ok(Branch::Refusal(refusal, Box::new(then)))
}

/// Who signs in a step, and whether it is needed.
fn signature_need(step: &Step) -> Option<(SignatureRule, SignatureNeed)> {
    match step.signature {
        Some(rule) if rule.act == SignatureAct::Signs => {
            let output = matches!(rule.object, SignedObject::Result | SignedObject::Refusal);
            let derived = output && step.derived.contains(&DerivedField::Signature);
            let named = rule.note.is_none() && !derived;
            Some((rule, if named { SignatureNeed::Required } else { SignatureNeed::Accepted }))
        }
        Some(_) => None,
        // Reading 22: the result of the centre has no printed signer; a signature is accepted.
        None if step.next == Target::End(End::Result) => {
            let rule = SignatureRule {
                signer: Actor::AuthorisedPerson,
                object: SignedObject::Result,
                act: SignatureAct::Signs,
                note: None,
            };
            Some((rule, SignatureNeed::Accepted))
        }
        None => None,
    }
}

/// What a condition found, for the refusal in the step after it; `None` leaves what is known.
fn cause_of(step: &Step, body: &EntryBody) -> Option<Cause> {
    let about = step.checks.first().map(|checks| checks.subject);
    match &body.outcome {
        Outcome::Registry(Registry::Absent(reasons)) => {
            let sub_reasons = reasons.iter().map(|reason| reason.as_str().to_owned()).collect();
            Some(Cause { about, sub_reasons, reason: None })
        }
        Outcome::Certificate(CheckOutcome::Refused) => {
            Some(Cause { about, sub_reasons: body.because.clone(), reason: None })
        }
        Outcome::Decision(Decision::NotConforming(reason)) => {
            Some(Cause { about, sub_reasons: Vec::new(), reason: Some(reason.clone()) })
        }
        Outcome::Refused { reason, .. } => Some(Cause { about, sub_reasons: Vec::new(), reason: Some(reason.clone()) }),
        Outcome::Login(Login::Refused) | Outcome::Data(Data::Wrong) | Outcome::Choice(Choice::Declined) => {
            Some(Cause { about, sub_reasons: body.because.clone(), reason: None })
        }
        Outcome::Done
        | Outcome::NotDone
        | Outcome::NotNeeded
        | Outcome::Login(Login::Accepted)
        | Outcome::Form(_)
        | Outcome::Data(Data::Correct)
        | Outcome::Registry(Registry::Found | Registry::Unavailable)
        | Outcome::Certificate(CheckOutcome::Confirmed | CheckOutcome::Undetermined)
        | Outcome::Decision(Decision::Conforming)
        | Outcome::Choice(Choice::Accepted) => None,
    }
}

/// SHA-256 of a regulation, as its JSON.
fn digest(regulation: &Regulation) -> Result<[u8; 32]> {
    let json = serde_json::to_vec(regulation).map_err(|_| BROKEN)?;
    Ok(Sha256::digest(json).into())
}

/// The lines that a step cites, for a report.
impl Next<'_> {
    /// The lines of the decree that print the step.
    #[must_use]
    pub fn src(&self) -> &[Source] {
        &self.step.src
    }
}
