//! A verifier over the RSA part of the test data, and services that stand in for its authority.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "not every suite asks for everything; a test that cannot go on has to fail"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use qoltanba::check::{Check, CheckResult, Decision, Expected, JudgedAt, Report, Verifier};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_online::{AllowList, OnlineEvidence, Order, Settings};
use qoltanba_tests::authority::{ListPlan, NationalAuthority, Verdict, certificate_of};
use qoltanba_tests::services::Services;

/// Where the certificates of the test data say that their lists and the OCSP service are.
pub(crate) const LIST: &str = "/crl/nca-rsa.crl";
pub(crate) const DELTA: &str = "/crl/nca-rsa-delta.crl";
pub(crate) const OCSP: &str = "/ocsp/nca-rsa";
/// The host in those addresses.
pub(crate) const HOST: &str = "ulgi.example";

/// The moment of validation: that of the test data.
pub(crate) fn now() -> Moment {
    Moment::from_unix(qoltanba_testdata::demo::MOMENT_UNIX)
}

pub(crate) fn store() -> TrustStore {
    let anchor = TrustAnchor::from_certificate(&certificate_of("ca/root-rsa.cer"));
    TrustStore::new(vec![anchor], vec![certificate_of("ca/nca-rsa.cer")])
}

pub(crate) fn individual() -> Certificate {
    certificate_of("rsa/individual-sign.cer")
}

pub(crate) fn other() -> Certificate {
    certificate_of("rsa/individual-sign-other.cer")
}

/// A list of an hour ago, current for a day.
pub(crate) fn plan(number: u64) -> ListPlan {
    ListPlan {
        number,
        delta_of: None,
        this_update: now().plus_seconds(-3_600),
        next_update: now().plus_seconds(86_400),
        revoked: Vec::new(),
    }
}

/// Services that are reached under the addresses in the certificates, with a list that names nobody, an empty delta, and an
/// OCSP service that says good.
pub(crate) fn services() -> (Services, Arc<NationalAuthority>) {
    let (services, authority) = (Services::start(), Arc::new(NationalAuthority::new()));
    services.publish(LIST, authority.list(&plan(1)));
    services.publish(DELTA, authority.list(&ListPlan { delta_of: Some(1), ..plan(1) }));
    ocsp_says(&services, &authority, Verdict::Good);
    (services, authority)
}

pub(crate) fn ocsp_says(services: &Services, authority: &Arc<NationalAuthority>, verdict: Verdict) {
    let authority = Arc::clone(authority);
    services.answer(OCSP, Box::new(move |request| authority.ocsp(request, now(), |_| verdict).ok()));
}

/// Settings that lead every host to the stand-in, with short times.
pub(crate) fn settings(services: &Services, order: Order) -> Settings {
    let mut settings = Settings::default();
    settings.order = order;
    settings.allow = AllowList::nobody().with(HOST).unwrap();
    settings.transport.proxy = Some(format!("http://{}", services.host()));
    settings.transport.timeout = Duration::from_secs(3);
    settings.transport.retry.first_pause = Duration::from_millis(10);
    settings
}

pub(crate) fn evidence(settings: Settings) -> Arc<OnlineEvidence> {
    Arc::new(OnlineEvidence::new(settings).unwrap())
}

pub(crate) fn verifier(online: &Arc<OnlineEvidence>) -> Verifier {
    Verifier::new(store()).with_evidence_source(Arc::<OnlineEvidence>::clone(online))
}

/// Condition 2 of a certificate, nobody's number asked.
pub(crate) fn check(verifier: &Verifier, certificate: &Certificate) -> Report {
    verifier.check_certificate(certificate, &Expected::anyone(), JudgedAt::given(now()))
}

pub(crate) fn revocation(report: &Report) -> &CheckResult {
    report.find(Check::Revocation).unwrap()
}

/// The decision, with the sentence about revocation for the message of a failed test.
pub(crate) fn decision(report: &Report) -> (Decision, String) {
    (report.decision(), revocation(report).detail.clone())
}

/// A folder of this test's own, empty.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}
