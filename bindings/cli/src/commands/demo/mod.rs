//! `qoltanba demo`: the main job on the embedded test data.

mod certificates;
mod service;

use qoltanba::Certificate;
use qoltanba::check::Verifier;
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba_testdata::demo;

use crate::args::Demo;
use crate::context::Context;
use crate::failure::{At as _, Failure, Status};
use crate::present;

pub fn run(arguments: &Demo, context: &Context) -> Result<Status, Failure> {
    let language = context.language(&arguments.output);
    let verifier = verifier().at("demo")?;
    present::print("A synthetic national PKI is embedded: every name, number and key is invented.\n")?;
    present::print(&certificates::show(&verifier, language).at("demo")?)?;
    present::print(&service::walk(&verifier, language).at("demo")?)?;
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
