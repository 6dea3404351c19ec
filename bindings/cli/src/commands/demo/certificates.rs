//! The check of a certificate, with every kind of answer.

use qoltanba::check::{Expected, JudgedAt, Language, Verifier};
use qoltanba::{Bin, Certificate, Iin, Moment};
use qoltanba_testdata::demo;

use crate::present;

/// One question, and what is shown of it.
struct Scene {
    title: &'static str,
    certificate: &'static [u8],
    expected: Expected,
    at: Moment,
}

pub fn show(verifier: &Verifier, language: Language) -> qoltanba::Result<String> {
    let mut shown =
        "The question is condition 2 of the service regulations: validity period, revocation, identification number.\n"
            .to_owned();
    for scene in scenes()? {
        let certificate = Certificate::from_der(scene.certificate)?;
        let report = verifier.check_certificate(&certificate, &scene.expected, JudgedAt::given(scene.at));
        let text = present::text(&report, language, present::Style::of_stdout());
        shown.push_str(&format!("\n── {}\n{text}", scene.title));
    }
    Ok(shown)
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
