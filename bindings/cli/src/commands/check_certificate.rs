//! `qoltanba check-certificate`: condition 2 of the regulations.

use qoltanba::Certificate;

use crate::args::CheckCertificate;
use crate::context::Context;
use crate::failure::{At as _, Failure, Status};
use crate::sources::Sources;
use crate::{input, present};

pub fn run(arguments: &CheckCertificate, context: &Context) -> Result<Status, Failure> {
    let expected = arguments.identity.expected()?.for_purpose(arguments.purpose.into());
    let moment = arguments.when.moment()?;
    let certificate = Certificate::from_der_or_pem(&input::read(&arguments.cert)?).at(arguments.cert.display())?;
    let sources = Sources::read(&arguments.trust, &arguments.evidence, &context.config)?;
    let report = sources.verifier.check_certificate(&certificate, &expected, moment);
    present::report(&report, &arguments.output, context)?;
    sources.settle();
    Ok(report.decision().into())
}
