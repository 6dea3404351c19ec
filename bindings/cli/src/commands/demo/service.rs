//! A service on the portal: every step from the login to the signed result, with real signatures.

use qoltanba::check::{Expected as Signer, JudgedAt, Language, Report, Verifier};
use qoltanba::document::{
    Addressee, Applicant, Day, Document, ElectronicDocument, EquivalenceStatement, Field, Number, Paper, ResultKind,
    ServiceRequest, ServiceResult,
};
use qoltanba::keystore::KeyStore;
use qoltanba::regulation::{
    Act, Catalogue, ChannelId, Choice, Data, Decision, Ending, Expected, Form, Login, Move, Next, Outcome, Parties,
    Procedure, Registry, ReportDigest, SignatureRule, SignedObject, SignerFacts,
};
use qoltanba::signature::SignedDocument;
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped};
use qoltanba::{Bin, Error, Iin, Moment, sign};
use qoltanba_testdata::demo;

const SERVICE: &str = "kokpekty-2012-unemployed-certificate";
/// Between two steps, in seconds.
const PAUSE: i64 = 30;

/// Who takes part, and with which keys.
struct Cast<'v> {
    verifier: &'v Verifier,
    consumer: KeyStore,
    head: KeyStore,
    iin: Iin,
    bin: Bin,
}

/// What a step gave: what is reported of it, and a line about what was checked or signed.
struct Step {
    act: Act,
    line: Option<String>,
}

pub fn walk(verifier: &Verifier, language: Language) -> qoltanba::Result<String> {
    let cast = Cast {
        verifier,
        consumer: KeyStore::open(demo::INDIVIDUAL_KEY, demo::PASSWORD)?,
        head: KeyStore::open(demo::HEAD_KEY, demo::PASSWORD)?,
        iin: Iin::parse(demo::INDIVIDUAL_IIN)?,
        bin: Bin::parse(demo::HEAD_BIN)?,
    };
    let unknown = Error::InvalidArgument { argument: "service", rule: "the service is built in" };
    let regulation = Catalogue::builtin()?.regulation(SERVICE).ok_or(unknown)?;
    let parties = Parties {
        applicant: Some(Number::Iin(cast.iin)),
        provider: Some(cast.bin),
        centre: None,
        co_signers: Vec::new(),
    };
    let mut at = Moment::from_unix(demo::MOMENT_UNIX);
    let mut procedure = Procedure::start(regulation, ChannelId::Portal, parties, at)?;
    let mut shown = format!("\n── {SERVICE} on the portal, from the request to the signed result\n");
    while let Some(next) = procedure.next() {
        at = at.plus_seconds(PAUSE);
        let step = cast.play(&next, at, language)?;
        let words = match language {
            // The decree is printed in Russian; the other languages have the short English of the data.
            Language::Ru => &next.step.sentence,
            Language::En | Language::Kk => &next.step.action,
        };
        shown.push_str(&format!("{:<11}{:<22}{words}\n", next.step.id, next.step.actor.as_str()));
        if let Some(line) = step.line {
            shown.push_str(&format!("{:<11}→ {line}\n", ""));
        }
        match procedure.report(&step.act)? {
            Move::Advanced(_) => {}
            Move::Held(_) => break,
        }
    }
    let ending = match procedure.ending() {
        Some(Ending::Result) => "the result is delivered",
        Some(
            Ending::NegativeResult(_)
            | Ending::Refused(_)
            | Ending::Returned(_)
            | Ending::NotSigned(_)
            | Ending::NotStated(_),
        )
        | None => "no result",
    };
    shown.push_str(&format!("{ending}; {} moves in the audit trail\n", procedure.trail().entries().len()));
    Ok(shown)
}

impl Cast<'_> {
    /// Everybody does what leads to the result.
    fn play(&self, next: &Next<'_>, at: Moment, language: Language) -> qoltanba::Result<Step> {
        let plain = |outcome| Ok(Step { act: Act::new(outcome, at), line: None });
        match next.expected {
            Expected::Work => match next.signature {
                None => plain(Outcome::Done),
                Some((rule, _)) => self.sign(rule, at, language),
            },
            Expected::Certificate => {
                let store = &self.consumer;
                let certificate = store.only_entry()?.signing_certificate()?;
                let report = self.verifier.check_certificate(certificate, &Signer::iin(self.iin), JudgedAt::given(at));
                let check = report.decision().into();
                let act = Act::new(Outcome::Certificate(check), at).with_report(check, digest(&report));
                Ok(Step { act, line: Some(format!("certificate: {}", report.decision().text(language))) })
            }
            Expected::Login => plain(Outcome::Login(Login::Accepted)),
            Expected::Form => plain(Outcome::Form(Form::Accepted)),
            Expected::Data => plain(Outcome::Data(Data::Correct)),
            Expected::Registry => plain(Outcome::Registry(Registry::Found)),
            Expected::Decision => plain(Outcome::Decision(Decision::Conforming)),
            Expected::Choice => plain(Outcome::Choice(Choice::Accepted)),
        }
    }

    /// Makes a document, signs it, and opens it again as its reader does.
    fn sign(&self, rule: SignatureRule, at: Moment, language: Language) -> qoltanba::Result<Step> {
        let (document, store, expected) = match rule.object {
            SignedObject::Result | SignedObject::Refusal => (self.result()?, &self.head, Signer::bin(self.bin)),
            _ => (self.request(at), &self.consumer, Signer::iin(self.iin)),
        };
        let signer = sign::Signer::from_entry(store.only_entry()?)?;
        let certificate = signer.certificate();
        let xml_signer = XmlSigner { algorithm: signer.algorithm(), certificate: certificate.der() };
        let xml = document.to_xml()?;
        let signed = sign_enveloped(xml.as_bytes(), &xml_signer, Statement::Plain, |octets| signer.sign(octets))?;
        let parsed = SignedDocument::parse(&signed)?;
        let opened = ElectronicDocument::open(self.verifier, &parsed, &expected, JudgedAt::given(at))?;
        let report = opened.report();
        let act = Act::new(Outcome::Done, at).signed(
            SignerFacts::from(certificate),
            report.decision().into(),
            Some(digest(report)),
        );
        let line = format!(
            "{} signed by the {}, {}, with {}: {}",
            rule.object,
            rule.signer,
            certificate.holder().common_name.unwrap_or_default(),
            certificate.public_key()?.algorithm().name(),
            report.decision().text(language)
        );
        Ok(Step { act, line: Some(line) })
    }

    fn request(&self, at: Moment) -> Document {
        Document::Request(Box::new(ServiceRequest {
            service: SERVICE.to_owned(),
            channel: ChannelId::Portal,
            applicant: Applicant { number: Number::Iin(self.iin), name: name_of(&self.consumer) },
            representative: None,
            form: "application".to_owned(),
            fields: vec![
                Field::new("addressee-name", "Жұмыспен қамту бөлімі"),
                Field::new("applicant-name", &name_of(&self.consumer)),
                Field::new("applicant-address", "Үлгі ауылы"),
                Field::new("period-from", "2026-01-01"),
            ],
            paper: Paper::Absent,
            attachments: Vec::new(),
            created: at,
            registration: None,
        }))
    }

    fn result(&self) -> qoltanba::Result<Document> {
        Ok(Document::Result(Box::new(ServiceResult {
            service: SERVICE.to_owned(),
            kind: ResultKind::UnemployedCertificate,
            number: Some("000001".to_owned()),
            issued: Day::parse("2026-07-01")?,
            validity: None,
            addressee: Addressee { name: name_of(&self.consumer), number: Some(Number::Iin(self.iin)) },
            request: Some("1/26".to_owned()),
            fields: vec![
                Field::new("holder-name", &name_of(&self.consumer)),
                Field::new("registered-as-unemployed", "2026-01-01"),
                Field::new("purpose", "по месту требования"),
            ],
            equivalence: EquivalenceStatement::Stated,
            barcode: None,
        })))
    }
}

fn name_of(store: &KeyStore) -> String {
    let certificate = store.only_entry().and_then(|entry| entry.signing_certificate());
    certificate.ok().and_then(|certificate| certificate.holder().common_name).unwrap_or_default()
}

fn digest(report: &Report) -> ReportDigest {
    ReportDigest::of(report.to_json().as_bytes())
}
