//! A service on the portal with real keys: who may sign is registered, everybody else is refused at the step that the
//! decree names.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test program fails by panicking"
)]

use qoltanba::check::{self, Outcome as Checked, Report};
use qoltanba::document::{Applicant, Document, ElectronicDocument, Field, Number, Origin, Paper, ServiceRequest};
use qoltanba::keystore::KeyStore;
use qoltanba::regulation::{
    Act, Actor, Catalogue, ChannelId, CheckOutcome, Decision, Ending, Expected, Form, Hold, Login, Misfit, Move,
    Outcome, Parties, Procedure, RefusalCode, Registry, ReportDigest, SignerFacts, Status, StepSignature, Target,
};
use qoltanba::signature::SignedDocument;
use qoltanba::{Bin, Error, Iin, Moment};
use qoltanba_testdata::demo;
use qoltanba_tests::national::{certificate, key, moment, sign, verifier};

const SERVICE: &str = "kokpekty-2012-unemployed-certificate";

fn applicant() -> Iin {
    Iin::parse(demo::INDIVIDUAL_IIN).unwrap()
}

fn start() -> Procedure<'static> {
    let regulation = Catalogue::builtin().unwrap().regulation(SERVICE).unwrap();
    let parties = Parties {
        applicant: Some(Number::Iin(applicant())),
        provider: Some(Bin::parse(demo::HEAD_BIN).unwrap()),
        centre: None,
        co_signers: vec![],
    };
    Procedure::start(regulation, ChannelId::Portal, parties, moment().at).unwrap()
}

fn request() -> String {
    let request = ServiceRequest {
        service: SERVICE.into(),
        channel: ChannelId::Portal,
        applicant: Applicant { number: Number::Iin(applicant()), name: "ҮЛГІБАЕВ ДЕРЕК".into() },
        representative: None,
        form: "application".into(),
        fields: vec![Field::new("applicant-name", "ҮЛГІБАЕВ ДЕРЕК"), Field::new("period-from", "2026-01-01")],
        paper: Paper::Absent,
        attachments: vec![],
        created: moment().at,
        registration: None,
    };
    Document::Request(Box::new(request)).to_xml().unwrap()
}

fn failed(report: &Report) -> Vec<&'static str> {
    let checks = report.checks().iter().chain(report.signers().iter().flat_map(|signer| &signer.checks));
    checks.filter(|check| check.outcome == Checked::Failed).map(|check| check.reason.unwrap().name()).collect()
}

fn digest(report: &Report) -> ReportDigest {
    ReportDigest::of(report.to_json().as_bytes())
}

/// Reports the check of the chosen certificate: condition 2.
fn choose(procedure: &mut Procedure<'_>, chosen: &KeyStore, at: Moment) -> Report {
    let expected = check::Expected::iin(applicant());
    let report = verifier().check_certificate(certificate(chosen), &expected, moment());
    let check = report.decision().into();
    let act = Act::new(Outcome::Certificate(check), at).with_report(check, digest(&report));
    let act = failed(&report).into_iter().fold(act, Act::because);
    procedure.report(&act).unwrap();
    report
}

/// Signs the request, opens it as the portal does, and reports the verdict: process 5.
fn sign_request(procedure: &mut Procedure<'_>, signer: &KeyStore, at: Moment) -> (Report, Move) {
    let signed = sign(request().as_bytes(), signer);
    let signed = SignedDocument::parse(&signed).unwrap();
    let expected = check::Expected::iin(applicant());
    let opened = ElectronicDocument::open(&verifier(), &signed, &expected, moment()).unwrap();
    let report = opened.report().clone();
    let mut act = Act::new(Outcome::Done, at);
    act.signatures.push(StepSignature::of(&report, 0).unwrap());
    let moved = procedure.report(&act).unwrap();
    (report, moved)
}

/// Walks to the choice of the certificate.
fn at_condition_2() -> Procedure<'static> {
    let mut procedure = start();
    for (step, outcome) in [
        ("portal.u1", Outcome::Done),
        ("portal.p1", Outcome::Done),
        ("portal.c1", Outcome::Login(Login::Accepted)),
        ("portal.p3", Outcome::Form(Form::Accepted)),
    ] {
        assert_eq!(procedure.next().unwrap().step.id, step);
        procedure.report(&Act::new(outcome, moment().at)).unwrap();
    }
    let next = procedure.next().unwrap();
    assert_eq!((next.step.id.as_str(), next.expected), ("portal.c2", Expected::Certificate));
    procedure
}

#[test]
fn the_right_person_is_registered_and_gets_the_result() {
    let at = moment().at;
    let mut procedure = at_condition_2();
    let consumer = key("gost2015-individual");
    assert_eq!(choose(&mut procedure, &consumer, at).decision(), check::Decision::Confirmed);
    let (report, moved) = sign_request(&mut procedure, &consumer, at);
    assert_eq!(failed(&report), [""; 0]);
    assert_eq!(moved, Move::Advanced(Target::Step("portal.p6".into())));
    procedure.report(&Act::new(Outcome::Done, at)).unwrap();
    assert_eq!(procedure.status(), Status::Registered);
    procedure.report(&Act::new(Outcome::Decision(Decision::Conforming), at)).unwrap();
    // The result is signed by the head of the provider; a private person's key is none of an authorised person.
    let facts = SignerFacts::from(certificate(&consumer));
    let private = Act::new(Outcome::Done, at).signed(facts, CheckOutcome::Confirmed, None);
    let held = Hold::SignerDoesNotFit(vec![Misfit::RoleDoesNotFit, Misfit::BinMissing]);
    assert_eq!(procedure.report(&private).unwrap(), Move::Held(held));
    let head = SignerFacts::from(certificate(&key("gost2015-head")));
    procedure.report(&Act::new(Outcome::Done, at).signed(head, CheckOutcome::Confirmed, None)).unwrap();
    assert_eq!(procedure.ending(), Some(&Ending::Result));
}

#[test]
fn a_signature_is_what_the_report_on_a_signed_document_says() {
    let consumer = key("gost2015-individual");
    let expected = check::Expected::iin(applicant());
    let chosen = verifier().check_certificate(certificate(&consumer), &expected, moment());
    let signed = sign(request().as_bytes(), &consumer);
    let signed = verifier().verify(&SignedDocument::parse(&signed).unwrap(), &expected, moment()).unwrap();
    assert_eq!((chosen.decision(), signed.decision()), (check::Decision::Confirmed, check::Decision::Confirmed));
    let signature = StepSignature::of(&signed, 0).unwrap();
    assert_eq!(signature.signer, SignerFacts::from(certificate(&consumer)));
    assert_eq!((signature.check, signature.report), (CheckOutcome::Confirmed, Some(digest(&signed))));
    // A passed pre-check is no verification: nothing was signed yet.
    for (report, signer, rule) in [(&chosen, 0, "on a signed document"), (&signed, 1, "has this signer")] {
        let error = StepSignature::of(report, signer).unwrap_err();
        assert!(
            matches!(error, Error::InvalidArgument { argument: "signature", .. }) && error.to_string().contains(rule)
        );
    }
}

#[test]
fn another_expired_or_revoked_certificate_is_refused_in_process_4() {
    for (name, reasons) in [
        ("gost2015-head", &["iin-mismatch"][..]),
        ("gost2015-individual-expired", &["expired"]),
        ("gost2015-individual-revoked", &["revoked"]),
        ("rsa-individual-auth", &["purpose-not-allowed"]),
    ] {
        let mut procedure = at_condition_2();
        let report = choose(&mut procedure, &key(name), moment().at);
        assert_eq!((report.decision(), failed(&report).as_slice()), (check::Decision::Refused, reasons), "{name}");
        assert_eq!(procedure.next().unwrap().step.id, "portal.p4", "{name}");
        procedure.report(&Act::new(Outcome::Done, moment().at)).unwrap();
        let Some(Ending::Refused(issued)) = procedure.ending() else { panic!("{name}: {:?}", procedure.ending()) };
        assert_eq!((issued.step.as_str(), issued.by), ("portal.p4", Actor::Portal), "{name}");
        assert_eq!((issued.code, issued.about), (RefusalCode::SignatureNotConfirmed, Some(Actor::Consumer)));
        assert_eq!(issued.sub_reasons, reasons, "{name}");
        // The same refusal as that of the report, in the words of the decree.
        assert_eq!(report.refusal().unwrap().code(), issued.code);
        let document = issued.to_document(Catalogue::builtin().unwrap(), None, None, moment().at);
        let decree = document.texts.iter().find(|text| text.origin == Origin::Decree).unwrap();
        assert!(decree.text.contains("в связи с неподтверждением подлинности ЭЦП потребителя"), "{}", decree.text);
        assert!(procedure.report(&Act::new(Outcome::Done, moment().at)).is_err(), "it has ended");
    }
}

#[test]
fn a_lookup_that_cannot_be_decided_stays_at_condition_2() {
    let mut procedure = at_condition_2();
    let chosen = key("gost2015-individual");
    let without_lists = verifier().with_evidence(qoltanba::revocation::Evidence::new());
    let expected = check::Expected::iin(applicant());
    let report = without_lists.check_certificate(certificate(&chosen), &expected, moment());
    let act = Act::new(Outcome::Certificate(report.decision().into()), moment().at);
    assert_eq!(procedure.report(&act).unwrap(), Move::Held(Hold::CheckUndetermined));
    assert_eq!(procedure.next().unwrap().step.id, "portal.c2");
}

/// Condition 2 looks at the chosen certificate; the request must then be signed with no other.
#[test]
fn who_signs_with_another_key_than_the_chosen_one_is_not_registered() {
    for (name, reasons, hold) in [
        (
            "gost2015-head",
            &["iin-mismatch"][..],
            Hold::SignerDoesNotFit(vec![Misfit::RoleDoesNotFit, Misfit::IinMismatch]),
        ),
        ("gost2015-individual-expired", &["iin-missing", "expired"], Hold::SignatureRefused),
        ("gost2015-individual-revoked", &["iin-missing", "revoked"], Hold::SignatureRefused),
    ] {
        let mut procedure = at_condition_2();
        choose(&mut procedure, &key("gost2015-individual"), moment().at);
        let (report, moved) = sign_request(&mut procedure, &key(name), moment().at);
        assert_eq!(failed(&report), reasons, "{name}");
        assert_eq!(moved, Move::Held(hold), "{name}");
        assert_eq!(procedure.next().unwrap().step.id, "portal.p5", "{name}");
        assert_ne!(procedure.status(), Status::Registered);
    }
}

/// Where the check follows the signature, the condition after it refuses (mangystau-2012, processes 4 and 5).
#[test]
fn where_the_check_follows_the_signature_a_revoked_key_is_refused_there() {
    let regulation = Catalogue::builtin().unwrap().regulation("mangystau-2012-archive-certificate").unwrap();
    let parties =
        Parties { applicant: Some(Number::Iin(applicant())), provider: None, centre: None, co_signers: vec![] };
    let mut procedure = Procedure::start(regulation, ChannelId::Portal, parties, moment().at).unwrap();
    let mut verdict = None;
    while let Some(next) = procedure.next() {
        let at = moment().at;
        let act = match next.expected {
            Expected::Work if next.signature.is_some() && verdict.is_none() => {
                let (report, _) = sign_request(&mut procedure, &key("gost2015-individual-revoked"), at);
                verdict = Some(report);
                continue;
            }
            Expected::Work => Act::new(Outcome::Done, at),
            Expected::Login => Act::new(Outcome::Login(Login::Accepted), at),
            Expected::Form => Act::new(Outcome::Form(Form::Accepted), at),
            Expected::Registry => Act::new(Outcome::Registry(Registry::Found), at),
            Expected::Certificate => {
                let report = verdict.as_ref().expect("the signature comes before the condition");
                let act = Act::new(Outcome::Certificate(report.decision().into()), at);
                failed(report).into_iter().fold(act, Act::because)
            }
            other => panic!("{other:?}: the walk should have ended"),
        };
        procedure.report(&act).unwrap();
    }
    let Some(Ending::Refused(issued)) = procedure.ending() else { panic!("{:?}", procedure.ending()) };
    assert_eq!(issued.code, RefusalCode::SignatureNotConfirmed);
    assert!(issued.sub_reasons.contains(&"revoked".to_owned()));
}
