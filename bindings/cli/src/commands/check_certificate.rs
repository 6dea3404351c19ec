//! `qoltanba check-certificate`: condition 2 of the regulations.

use qoltanba::Certificate;
use qoltanba::check::Verifier;

use crate::args::CheckCertificate;
use crate::failure::{At as _, Failure, Status};
use crate::{input, present};

pub fn run(arguments: &CheckCertificate) -> Result<Status, Failure> {
    let expected = arguments.identity.expected()?.for_purpose(arguments.purpose.into());
    let moment = arguments.when.moment()?;
    let certificate = Certificate::from_der_or_pem(&input::read(&arguments.cert)?).at(arguments.cert.display())?;
    let verifier = verifier(&arguments.trust, &arguments.evidence)?;
    let report = verifier.check_certificate(&certificate, &expected, moment);
    present::report(&report, &arguments.output);
    Ok(report.decision().into())
}

/// The verifier that the trust and evidence options describe.
pub fn verifier(trust: &crate::args::Trust, evidence: &crate::args::Evidence) -> Result<Verifier, Failure> {
    let loaded = evidence.load()?;
    let mut verifier =
        Verifier::new(trust.store()?).with_evidence(loaded.evidence).with_revocation(evidence.revocation.into());
    for unreadable in loaded.unreadable {
        verifier = verifier.with_unreadable_evidence(unreadable);
    }
    Ok(verifier)
}
