//! Every service on each of its channels: the happy path and every refusal, walked from the data.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stderr,
    reason = "a test program fails by panicking"
)]

use std::collections::{BTreeMap, VecDeque};

use qoltanba::certificate::Role;
use qoltanba::document::{Document, Number, Origin};
use qoltanba::regulation::{
    Act, Actor, AuditTrail, Calendar, Catalogue, Channel, ChannelId, CheckOutcome, Choice, Data, DayKind, Decision,
    Ending, Expected, Form, Hold, Login, Move, Next, Outcome, Parties, Procedure, RefusalCode, RefusalEffect, Registry,
    Regulation, ReportDigest, SignatureNeed, SignerFacts, Status, Step, StepKind, SubReason, Target,
};
use qoltanba::{Bin, Iin, Moment};

const APPLICANT: &str = "800101300017";
const EMPLOYEE: &str = "800202300018";
const PROVIDER: &str = "940140000385";
const CENTRE: &str = "990140004654";

fn parties() -> Parties {
    Parties {
        applicant: Some(Number::Iin(Iin::parse(APPLICANT).unwrap())),
        provider: Some(Bin::parse(PROVIDER).unwrap()),
        centre: Some(Bin::parse(CENTRE).unwrap()),
        co_signers: vec![],
    }
}

/// Somebody who may sign in a role.
fn signer(role: Actor) -> SignerFacts {
    let facts = |iin: &str, bin: Option<&str>, holders: &[Role]| SignerFacts {
        iin: Some(Iin::parse(iin).unwrap()),
        bin: bin.map(|bin| Bin::parse(bin).unwrap()),
        roles: holders.to_vec(),
    };
    match role {
        Actor::Consumer => facts(APPLICANT, None, &[Role::Individual]),
        Actor::CentreOperator => facts(EMPLOYEE, Some(CENTRE), &[Role::LegalEntity, Role::Employee]),
        Actor::ProviderEmployee => facts(EMPLOYEE, Some(PROVIDER), &[Role::LegalEntity, Role::Employee]),
        _ => facts(EMPLOYEE, Some(PROVIDER), &[Role::LegalEntity, Role::Head]),
    }
}

/// The outcome that takes the branch of success.
fn success(expected: Expected) -> Outcome {
    match expected {
        Expected::Work => Outcome::Done,
        Expected::Login => Outcome::Login(Login::Accepted),
        Expected::Form => Outcome::Form(Form::Accepted),
        Expected::Data => Outcome::Data(Data::Correct),
        Expected::Registry => Outcome::Registry(Registry::Found),
        Expected::Certificate => Outcome::Certificate(CheckOutcome::Confirmed),
        Expected::Decision => Outcome::Decision(Decision::Conforming),
        Expected::Choice => Outcome::Choice(Choice::Accepted),
    }
}

/// What a registry lacks at a step: what the refusal after it knows.
fn absent(channel: &Channel, step: &Step) -> SubReason {
    let next = match &step.otherwise {
        Some(Target::Step(id)) => channel.step(id),
        _ => None,
    };
    let reasons = next.iter().flat_map(|next| &next.refusals).flat_map(|refusal| &refusal.sub_reasons);
    reasons.copied().next().unwrap_or(SubReason::PersonAbsent)
}

/// The outcome that takes the other branch.
fn failure(channel: &Channel, step: &Step) -> Outcome {
    match Expected::of(step) {
        Expected::Work => Outcome::NotDone,
        Expected::Login => Outcome::Login(Login::Refused),
        Expected::Data => Outcome::Data(Data::Wrong),
        Expected::Registry => Outcome::Registry(Registry::Absent(vec![absent(channel, step)])),
        Expected::Certificate => Outcome::Certificate(CheckOutcome::Refused),
        Expected::Decision => Outcome::Decision(Decision::NotConforming("a document is missing".into())),
        Expected::Choice => Outcome::Choice(Choice::Declined),
        Expected::Form => panic!("a form that breaks rules stays where it is"),
    }
}

struct Walk<'r> {
    procedure: Procedure<'r>,
    at: i64,
    walked: Vec<String>,
}

impl<'r> Walk<'r> {
    fn start(regulation: &'r Regulation, channel: &Channel) -> Self {
        let procedure = Procedure::start(regulation, channel.id, parties(), Moment::from_unix(0)).unwrap();
        Self { procedure, at: 0, walked: vec![] }
    }

    fn next(&self) -> Next<'r> {
        self.procedure.next().expect("the procedure goes on")
    }

    /// Reports an outcome, with a signature where one is needed.
    fn report(&mut self, outcome: Outcome) -> Move {
        let next = self.next();
        self.at += 1;
        let check = match outcome {
            Outcome::Certificate(check) => check,
            _ => CheckOutcome::Confirmed,
        };
        let mut act = Act::new(outcome, Moment::from_unix(self.at)).with_report(check, ReportDigest([7; 32]));
        if let Outcome::Certificate(CheckOutcome::Refused) = act.outcome {
            act = act.because("revoked");
        }
        if let Some((rule, SignatureNeed::Required)) = next.signature {
            act = act.signed(signer(rule.signer), CheckOutcome::Confirmed, Some(ReportDigest([9; 32])));
        }
        self.walked.push(next.step.id.clone());
        self.procedure.report(&act).unwrap_or_else(|error| panic!("{}: {error}", next.step.id))
    }

    /// Walks to a step on the shortest way.
    fn go_to(&mut self, channel: &Channel, goal: &str) {
        for (step, succeeds) in path(channel, goal) {
            let here = channel.step(&step).unwrap();
            assert_eq!(self.next().step.id, step);
            let outcome = if succeeds { success(Expected::of(here)) } else { failure(channel, here) };
            assert!(matches!(self.report(outcome), Move::Advanced(_)), "{step}");
        }
        assert_eq!(self.next().step.id, goal);
    }

    /// Succeeds until a step.
    fn succeed_until(&mut self, goal: &str) {
        while self.next().step.id != goal {
            let next = self.next();
            self.report(success(next.expected));
        }
    }
}

/// The shortest way to a step: the steps before it, and which branch each takes. Statements are walked over.
fn path(channel: &Channel, goal: &str) -> Vec<(String, bool)> {
    let mut from: BTreeMap<String, (String, bool)> = BTreeMap::new();
    let mut open = VecDeque::from([channel.start.clone()]);
    while let Some(id) = open.pop_front() {
        let step = channel.step(&id).unwrap();
        for (target, succeeds) in std::iter::once((&step.next, true)).chain(step.otherwise.iter().map(|t| (t, false))) {
            if let Target::Step(next) = target
                && *next != channel.start
                && !from.contains_key(next)
            {
                from.insert(next.clone(), (id.clone(), succeeds));
                open.push_back(next.clone());
            }
        }
    }
    let mut way = vec![];
    let mut here = goal.to_owned();
    while here != channel.start {
        let (before, succeeds) = from.get(&here).unwrap_or_else(|| panic!("no way to {here}")).clone();
        if channel.step(&before).unwrap().kind != StepKind::Statement {
            way.push((before.clone(), succeeds));
        }
        here = before;
    }
    way.reverse();
    way
}

fn channels() -> impl Iterator<Item = (&'static Regulation, &'static Channel)> {
    let catalogue = Catalogue::builtin().unwrap();
    catalogue
        .regulations()
        .iter()
        .flat_map(|regulation| regulation.channels.iter().map(move |channel| (regulation, channel)))
}

#[test]
fn every_channel_has_a_happy_path_that_delivers_the_result() {
    let mut count = 0;
    for (regulation, channel) in channels() {
        let mut walk = Walk::start(regulation, channel);
        while let Some(next) = walk.procedure.next() {
            assert!(walk.walked.len() < 40, "{} {}", regulation.id, channel.id);
            walk.report(success(next.expected));
        }
        assert_eq!(walk.procedure.ending(), Some(&Ending::Result), "{} {}", regulation.id, channel.id);
        assert_eq!(walk.procedure.status(), Status::Delivered);
        assert!(walk.procedure.notices().is_empty());
        count += 1;
    }
    assert_eq!(count, 39, "channels of the 17 services");
}

#[test]
fn every_refusal_can_be_reached_and_says_what_the_decree_says() {
    let mut seen: BTreeMap<RefusalCode, usize> = BTreeMap::new();
    for (regulation, channel) in channels() {
        for step in &channel.steps {
            for refusal in &step.refusals {
                walk_refusal(regulation, channel, step, refusal.code);
                *seen.entry(refusal.code).or_default() += 1;
            }
        }
    }
    // Counted by hand in the tables of the regulations' specification.
    let expected = [
        (RefusalCode::AuthorisationRefused, 18),
        (RefusalCode::SignatureNotConfirmed, 21),
        (RefusalCode::DataUnobtainable, 21),
        (RefusalCode::DocumentsNotConforming, 25),
        (RefusalCode::NegativeAnswer, 16),
        (RefusalCode::DataViolations, 4),
        (RefusalCode::ApplicationReturned, 2),
        (RefusalCode::SigningRefused, 3),
        (RefusalCode::ReturnedToCentre, 3),
        (RefusalCode::ReturnJustified, 3),
        (RefusalCode::PlaceDeclined, 2),
    ];
    assert_eq!(seen, BTreeMap::from(expected));
}

fn walk_refusal(regulation: &Regulation, channel: &Channel, step: &Step, code: RefusalCode) {
    let place = format!("{} {}", regulation.id, step.id);
    let mut walk = Walk::start(regulation, channel);
    walk.go_to(channel, &step.id);
    let refusal = step.refusals.iter().find(|refusal| refusal.code == code).unwrap();
    let expected = Expected::of(step);
    let chosen = Outcome::Refused { code, reason: "the reason in words".into() };
    // A step that checks refuses by its check; one with several contents is told which.
    let outcome = match (expected, refusal.effect, step.refusals.len()) {
        (Expected::Work, RefusalEffect::Result, _) => chosen,
        (Expected::Work, _, 1) => Outcome::Done,
        (Expected::Work, _, _) => chosen,
        _ => failure(channel, step),
    };
    let moved = walk.report(outcome);
    if code == RefusalCode::ReturnedToCentre {
        assert_eq!(moved, Move::Held(Hold::ReturnedToCentre), "{place}");
        assert_eq!(walk.procedure.status(), Status::ReturnedToCentre);
    }
    if refusal.effect == RefusalEffect::Result {
        while let Some(next) = walk.procedure.next() {
            walk.report(success(next.expected));
        }
    }
    let issued = match (refusal.effect, walk.procedure.ending()) {
        (RefusalEffect::Ends, Some(Ending::Refused(issued) | Ending::Returned(issued) | Ending::NotSigned(issued))) => {
            issued.as_ref()
        }
        (RefusalEffect::Result, Some(Ending::NegativeResult(issued))) => issued.as_ref(),
        (RefusalEffect::GoesOn, None) => walk.procedure.notices().last().expect("a notice"),
        (_, ending) => panic!("{place}: {code} ends in {ending:?}"),
    };
    assert_eq!((issued.code, issued.step.as_str(), issued.channel), (code, step.id.as_str(), channel.id));
    let document = issued.to_document(Catalogue::builtin().unwrap(), None, None, Moment::from_unix(99));
    assert_eq!(document.texts.len(), 3, "{place}");
    let own: Vec<_> = document.texts.iter().filter(|text| text.origin == Origin::Decree).collect();
    assert!(own.len() == 1 && own[0].text == issued.text, "{place}");
    let xml = Document::Refusal(Box::new(document.clone())).to_xml().unwrap();
    assert_eq!(Document::from_xml(&xml).unwrap().document, Document::Refusal(Box::new(document)));
    assert_eq!((issued.text.as_str(), issued.src.as_slice()), step.refusal_text(refusal));
    assert!(!issued.text.is_empty() && !issued.src.is_empty(), "{place}");
    let ended_as = match walk.procedure.ending() {
        Some(Ending::Returned(_)) => RefusalCode::ApplicationReturned,
        Some(Ending::NotSigned(_)) => RefusalCode::SigningRefused,
        _ => code,
    };
    assert_eq!(ended_as, code, "{place}");
    match code {
        RefusalCode::SignatureNotConfirmed | RefusalCode::SigningRefused => {
            assert_eq!(issued.sub_reasons, ["revoked"], "{place}");
            assert!(issued.about.is_some(), "{place}");
        }
        RefusalCode::DocumentsNotConforming | RefusalCode::NegativeAnswer => {
            assert!(issued.reason.is_some(), "{place}");
        }
        RefusalCode::DataUnobtainable => {
            let child = step.action.contains("child");
            assert_eq!(issued.sub_reasons, [if child { "child-absent" } else { "person-absent" }], "{place}");
        }
        _ => {}
    }
}

#[test]
fn a_service_without_a_channel_says_so() {
    let catalogue = Catalogue::builtin().unwrap();
    let service = catalogue.regulation("kyzylorda-2011-preschool-registration").unwrap();
    let error = Procedure::start(service, ChannelId::Portal, parties(), Moment::from_unix(0)).unwrap_err();
    assert_eq!(error.to_string(), "channel: there is no such channel in this regulation");
}

fn unemployed() -> (&'static Regulation, &'static Channel) {
    channels().find(|(regulation, _)| regulation.id == "kokpekty-2012-unemployed-certificate").unwrap()
}

#[test]
fn what_could_not_be_decided_takes_neither_branch() {
    let (regulation, channel) = unemployed();
    let mut walk = Walk::start(regulation, channel);
    walk.go_to(channel, "portal.c2");
    let held = walk.report(Outcome::Certificate(CheckOutcome::Undetermined));
    assert_eq!(held, Move::Held(Hold::CheckUndetermined));
    assert_eq!((walk.next().step.id.as_str(), walk.procedure.status()), ("portal.c2", Status::CheckUndetermined));
    walk.report(Outcome::Certificate(CheckOutcome::Confirmed));
    assert_eq!((walk.next().step.id.as_str(), walk.procedure.status()), ("portal.p5", Status::ReadyToSign));

    let provider = regulation.channel(ChannelId::Provider).unwrap();
    let mut walk = Walk::start(regulation, provider);
    walk.go_to(provider, "provider.c1");
    assert_eq!(walk.report(Outcome::Registry(Registry::Unavailable)), Move::Held(Hold::RegistryUnavailable));
    assert_eq!(walk.next().step.id, "provider.c1");
}

#[test]
fn terms_become_deadlines() {
    // 2024-03-06 is a Wednesday, the 8th a holiday.
    let calendar = Calendar::five_days(5 * 3_600).unwrap().holiday("2024-03-08").unwrap();
    let start = Moment::parse("2024-03-06T10:00:00+05:00").unwrap();
    let deadlines = |id: &str, channel: ChannelId, registers: &str| {
        let regulation = Catalogue::builtin().unwrap().regulation(id).unwrap();
        let procedure = Procedure::start(regulation, channel, parties(), start).unwrap();
        let mut walk = Walk { procedure, at: start.unix(), walked: vec![] };
        walk.succeed_until(registers);
        assert_eq!(walk.procedure.whole_deadline(&calendar).unwrap(), None, "{id}: not counted yet");
        let next = walk.next();
        walk.report(success(next.expected));
        walk.procedure.whole_deadline(&calendar).unwrap().unwrap()
    };
    let whole = |id, channel, registers| deadlines(id, channel, registers).latest.to_string();
    let unemployed = "kokpekty-2012-unemployed-certificate";
    assert_eq!(whole(unemployed, ChannelId::Centre, "centre.p7"), "2024-03-12T18:59:59Z", "3 working days");
    let minutes = deadlines(unemployed, ChannelId::Portal, "portal.p6").latest;
    assert!((600..620).contains(&(minutes.unix() - start.unix())), "10 minutes from registration");
    assert_eq!(
        whole("kokpekty-2012-housing-queue", ChannelId::Portal, "portal.p6"),
        "2024-04-05T18:59:59Z",
        "30 calendar days"
    );
    assert_eq!(
        whole("astana-2016-foster-care-payment", ChannelId::Portal, "portal.p5"),
        "2024-03-14T18:59:59Z",
        "5 working days"
    );
    let unstated = deadlines("kyzylorda-2011-preschool-registration", ChannelId::Provider, "provider.p9");
    assert_eq!((unstated.days, unstated.latest.to_string().as_str()), (DayKind::NotStated, "2024-03-09T18:59:59Z"));

    let (regulation, channel) = self::unemployed();
    let walk = Walk::start(regulation, channel);
    assert_eq!(walk.procedure.step_deadline(&calendar).unwrap(), None, "registration on the portal has no term");
    let mut walk = Walk::start(regulation, channel);
    walk.go_to(channel, "portal.p1");
    let login = walk.procedure.step_deadline(&calendar).unwrap().unwrap();
    assert_eq!((login.earliest.unwrap().unix(), login.latest.unix()), (walk.at + 30, walk.at + 60));
}

#[test]
fn illegal_moves_are_errors_and_are_not_recorded() {
    let (regulation, channel) = unemployed();
    let mut walk = Walk::start(regulation, channel);
    walk.go_to(channel, "portal.c1");
    let before = walk.procedure.trail().clone();
    let now = Moment::from_unix(5);
    for act in [
        Act::new(Outcome::Done, now),
        Act::new(Outcome::Certificate(CheckOutcome::Confirmed), now),
        Act::new(Outcome::NotNeeded, now),
        Act::new(Outcome::Login(Login::Accepted), Moment::from_unix(0)),
        Act::new(Outcome::Login(Login::Accepted), now).signed(signer(Actor::Consumer), CheckOutcome::Confirmed, None),
        Act::new(Outcome::Login(Login::Refused), now).because("expired\0"),
        Act { because: vec!["expired".into(); 51], ..Act::new(Outcome::Login(Login::Refused), now) },
    ] {
        assert!(walk.procedure.report(&act).is_err(), "{act:?}");
    }
    assert_eq!(walk.procedure.trail(), &before);

    let late = Moment::from_unix(1_000);
    walk.succeed_until("portal.p5");
    let unsigned = walk.procedure.report(&Act::new(Outcome::Done, late)).unwrap_err();
    assert_eq!(unsigned.to_string(), "outcome: this step needs a signature");
    walk.succeed_until("portal.c3");
    for reason in [" ".to_owned(), "a\0b".to_owned(), "ә".repeat(10_001)] {
        let act = Act::new(Outcome::Decision(Decision::NotConforming(reason)), late);
        assert!(walk.procedure.report(&act).is_err(), "a negative decision without a reason that a document can carry");
    }
    while let Some(next) = walk.procedure.next() {
        walk.report(success(next.expected));
    }
    assert!(walk.procedure.report(&Act::new(Outcome::Done, late)).is_err(), "after the end");
}

#[test]
fn only_who_may_sign_moves_a_signing_step() {
    let (regulation, channel) = unemployed();
    let at_signing = || {
        let mut walk = Walk::start(regulation, channel);
        walk.go_to(channel, "portal.p5");
        walk
    };
    let now = Moment::from_unix(100);
    let by = |who: SignerFacts, check| Act::new(Outcome::Done, now).signed(who, check, None);
    let stranger = SignerFacts { iin: Some(Iin::parse(EMPLOYEE).unwrap()), ..signer(Actor::Consumer) };
    let cases = [
        (by(stranger, CheckOutcome::Confirmed), "another IIN"),
        (by(signer(Actor::ProviderEmployee), CheckOutcome::Confirmed), "an employee"),
        (by(signer(Actor::Consumer), CheckOutcome::Refused), "a refused signature"),
        (by(signer(Actor::Consumer), CheckOutcome::Undetermined), "an undetermined signature"),
    ];
    for (act, what) in cases {
        let mut walk = at_signing();
        assert!(matches!(walk.procedure.report(&act).unwrap(), Move::Held(_)), "{what}");
        assert_eq!(walk.next().step.id, "portal.p5");
    }
    let mut walk = at_signing();
    let good = by(signer(Actor::Consumer), CheckOutcome::Confirmed);
    assert_eq!(walk.procedure.report(&good).unwrap(), Move::Advanced(Target::Step("portal.p6".into())));
}

#[test]
fn an_outcome_is_what_the_report_behind_it_decided() {
    const CHECKS: [CheckOutcome; 3] = [CheckOutcome::Confirmed, CheckOutcome::Refused, CheckOutcome::Undetermined];
    let (regulation, channel) = unemployed();
    let digest = ReportDigest([7; 32]);
    let now = Moment::from_unix(100);
    let mut walk = Walk::start(regulation, channel);
    walk.go_to(channel, "portal.c2");
    let before = walk.procedure.trail().clone();
    for reported in CHECKS {
        for decided in CHECKS.into_iter().filter(|decided| *decided != reported) {
            let act = Act::new(Outcome::Certificate(reported), now).with_report(decided, digest);
            let error = walk.procedure.report(&act).unwrap_err();
            assert!(error.to_string().ends_with("the outcome is what the report behind it decided"), "{error}");
        }
    }
    assert_eq!(walk.procedure.trail(), &before, "nothing is recorded");
    let act = Act::new(Outcome::Certificate(CheckOutcome::Confirmed), now).with_report(CheckOutcome::Confirmed, digest);
    assert_eq!(walk.procedure.report(&act).unwrap(), Move::Advanced(Target::Step("portal.p5".into())));
    assert_eq!(walk.procedure.trail().entries().last().unwrap().body.report, Some(digest.0));

    // Nobody is let in by a certificate that was not confirmed; a login can fail beside a good one.
    let mut walk = Walk::start(regulation, channel);
    walk.succeed_until("portal.c1");
    for decided in [CheckOutcome::Refused, CheckOutcome::Undetermined] {
        let act = Act::new(Outcome::Login(Login::Accepted), now).with_report(decided, digest);
        assert!(walk.procedure.report(&act).is_err());
    }
    let act = Act::new(Outcome::Login(Login::Refused), now).with_report(CheckOutcome::Confirmed, digest);
    assert!(matches!(walk.procedure.report(&act).unwrap(), Move::Advanced(_)));
}

#[test]
fn where_the_check_follows_the_signature_the_condition_refuses() {
    let (regulation, channel) =
        channels().find(|(r, c)| r.id == "mangystau-2012-archive-certificate" && c.id == ChannelId::Portal).unwrap();
    let mut walk = Walk::start(regulation, channel);
    walk.succeed_until("portal.p4");
    let stranger = SignerFacts { iin: Some(Iin::parse(EMPLOYEE).unwrap()), ..signer(Actor::Consumer) };
    let act = Act::new(Outcome::Done, Moment::from_unix(100)).signed(stranger, CheckOutcome::Refused, None);
    assert_eq!(walk.procedure.report(&act).unwrap(), Move::Advanced(Target::Step("portal.c2".into())));
    let refused = Outcome::Certificate(CheckOutcome::Refused);
    walk.procedure.report(&Act::new(refused, Moment::from_unix(101)).because("iin-mismatch")).unwrap();
    walk.procedure.report(&Act::new(Outcome::Done, Moment::from_unix(102))).unwrap();
    let Some(Ending::Refused(issued)) = walk.procedure.ending() else { panic!("refused") };
    assert_eq!(
        (issued.code, issued.sub_reasons.as_slice()),
        (RefusalCode::SignatureNotConfirmed, &["iin-mismatch".to_owned()][..])
    );
}

#[test]
fn a_form_that_asks_for_both_spouses_waits_for_the_second() {
    let (regulation, channel) = channels()
        .find(|(r, c)| r.id == "kokpekty-2012-minors-property-certificate" && c.id == ChannelId::Portal)
        .unwrap();
    let spouses = Parties { co_signers: vec![Iin::parse(EMPLOYEE).unwrap()], ..parties() };
    let procedure = Procedure::start(regulation, channel.id, spouses, Moment::from_unix(0)).unwrap();
    let mut walk = Walk { procedure, at: 0, walked: vec![] };
    walk.succeed_until("portal.p5");
    assert_eq!(walk.report(Outcome::Done), Move::Held(Hold::CoSignersMissing(1)));
    let spouse = SignerFacts { iin: Some(Iin::parse(EMPLOYEE).unwrap()), ..signer(Actor::Consumer) };
    let both = Act::new(Outcome::Done, Moment::from_unix(100))
        .signed(signer(Actor::Consumer), CheckOutcome::Confirmed, None)
        .signed(spouse, CheckOutcome::Confirmed, None);
    assert!(matches!(walk.procedure.report(&both).unwrap(), Move::Advanced(_)));
}

#[test]
fn the_trail_is_written_read_and_replayed() {
    for (regulation, channel) in channels() {
        let mut walk = Walk::start(regulation, channel);
        while let Some(next) = walk.procedure.next() {
            walk.report(success(next.expected));
        }
        let json = walk.procedure.trail().to_json().unwrap();
        for number in [APPLICANT, EMPLOYEE, PROVIDER, CENTRE] {
            assert!(!json.contains(number), "no numbers of persons in the trail");
        }
        let trail = AuditTrail::from_json(&json).unwrap();
        assert_eq!(&trail, walk.procedure.trail());
        let again = Procedure::replay(regulation, &trail, parties()).unwrap();
        assert_eq!(again.ending(), Some(&Ending::Result));
        assert_eq!(again.trail().head().unwrap(), walk.procedure.trail().head().unwrap());
    }
}

#[test]
fn a_changed_trail_is_found() {
    let (regulation, channel) = unemployed();
    let mut walk = Walk::start(regulation, channel);
    walk.go_to(channel, "portal.p7");
    walk.report(Outcome::Done);
    let json = walk.procedure.trail().to_json().unwrap();
    for (from, to) in [
        ("a document is missing", "nothing is missing"),
        ("\"confirmed\"", "\"undetermined\""),
        ("1970-01-01T00:00:03Z", "1970-01-01T00:00:02Z"),
        ("\"portal.p7\"", "\"portal.p8\""),
        ("\"number\": 3", "\"number\": 4"),
        ("0707", "0708"),
        ("kokpekty-2012-unemployed-certificate", "kokpekty-2012-housing-queue"),
    ] {
        assert!(json.contains(from), "{from}");
        assert!(AuditTrail::from_json(&json.replacen(from, to, 1)).is_err(), "{from}");
    }
    // An entry that is taken out.
    let mut value: serde_json::Value = serde_json::from_str(&json).unwrap();
    value["entries"].as_array_mut().unwrap().remove(2);
    assert!(AuditTrail::from_json(&value.to_string()).is_err());
    // The last entry taken off leaves a good chain with another head: the head has to be kept.
    let mut value: serde_json::Value = serde_json::from_str(&json).unwrap();
    value["entries"].as_array_mut().unwrap().pop();
    let shortened = AuditTrail::from_json(&value.to_string()).unwrap();
    assert_ne!(shortened.head().unwrap(), walk.procedure.trail().head().unwrap());
    // A trail of one service is not one of another.
    let other = Catalogue::builtin().unwrap().regulation("kokpekty-2012-housing-queue").unwrap();
    assert!(Procedure::replay(other, walk.procedure.trail(), parties()).is_err());
}
