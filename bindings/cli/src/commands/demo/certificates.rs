//! `qoltanba demo`: the main job on the embedded test data, with every kind of answer.

use qoltanba::check::{Expected, JudgedAt, Language, Report, Verifier};
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Bin, Certificate, Iin, Moment};
use qoltanba_testdata::demo;

use crate::args::Demo;
use crate::failure::{At as _, Failure, Status};
use crate::present;

/// One question, and what is shown of it.
struct Scene {
    title: &'static str,
    certificate: &'static [u8],
    expected: Expected,
    at: Moment,
}

pub fn run(arguments: &Demo) -> Result<Status, Failure> {
    let language = arguments.output.language();
    let verifier = verifier().at("demo")?;
    present::print(
        "A synthetic national PKI is embedded: every name, number and key is invented.\n\
         The question is condition 2 of the service regulations: validity period, revocation, identification number.\n",
    );
    for scene in scenes().at("demo")? {
        let certificate = Certificate::from_der(scene.certificate).at("demo")?;
        let report = verifier.check_certificate(&certificate, &scene.expected, JudgedAt::given(scene.at));
        show(scene.title, &report, language);
    }
    Ok(Status::Done)
}

fn verifier() -> qoltanba::Result<Verifier> {
    let parse =
        |list: &[&[u8]]| list.iter().map(|der| Certificate::from_der(der)).collect::<qoltanba::Result<Vec<_>>>();
    let anchors = parse(&demo::ROOTS)?.iter().map(TrustAnchor::from_certificate).collect();
    let mut evidence = Evidence::new();
    for der in demo::CRLS {
        evidence.add_crl(Crl::from_der(der)?);
    }
    Ok(Verifier::new(TrustStore::new(anchors, parse(&demo::AUTHORITIES)?)).with_evidence(evidence))
}

fn scenes() -> qoltanba::Result<Vec<Scene>> {
    let at = Moment::from_unix(demo::MOMENT_UNIX);
    let own = Expected::iin(Iin::parse(demo::INDIVIDUAL_IIN)?);
    let head = Expected::bin(Bin::parse(demo::HEAD_BIN)?);
    let scene = |title, certificate, expected| Scene { title, certificate, expected, at };
    Ok(vec![
        scene("GOST 34.310-2015, an individual and the right IIN", demo::INDIVIDUAL_GOST2015, own),
        scene("RSA, the same individual", demo::INDIVIDUAL_RSA, own),
        scene("GOST 34.310-2004, the head of a legal entity and the right BIN", demo::HEAD_GOST2004, head),
        scene("the same certificate and another person's IIN", demo::HEAD_GOST2004, own),
        scene("a revoked certificate", demo::INDIVIDUAL_REVOKED, own),
        scene("a certificate that its owner has blocked", demo::INDIVIDUAL_ON_HOLD, own),
        Scene {
            title: "an expired certificate, and lists that do not speak for that day",
            certificate: demo::INDIVIDUAL_GOST2015,
            expected: own,
            at: at.plus_seconds(10 * 365 * 86_400),
        },
        Scene {
            title: "a day for which there is no current list",
            certificate: demo::INDIVIDUAL_GOST2015,
            expected: own,
            at: at.plus_seconds(-180 * 86_400),
        },
    ])
}

fn show(title: &str, report: &Report, language: Language) {
    present::print(&format!("\n── {title}\n{}", present::text(report, language, present::Style::of_stdout())));
}
