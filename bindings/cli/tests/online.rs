//! `--online`: the order of evidence, and what of it the report says. `sign --tsp-url` through the same client.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has to fail")]

mod common;

use std::sync::Arc;

use common::pki::{MOMENT, path, run};
use common::{Run, scratch};
use qoltanba::Moment;
use qoltanba_tests::authority::{KEY_COMPROMISE, ListPlan, NationalAuthority, Verdict};
use qoltanba_tests::services::{Fault, Services};

const LIST: &str = "/crl/nca-rsa.crl";
const DELTA: &str = "/crl/nca-rsa-delta.crl";
const OCSP: &str = "/ocsp/nca-rsa";
const INDIVIDUAL: &str = "rsa/individual-sign.cer";

fn at() -> Moment {
    Moment::parse(MOMENT).unwrap()
}

fn plan(number: u64) -> ListPlan {
    let (this_update, next_update) = (at().plus_seconds(-3_600), at().plus_seconds(3_600));
    ListPlan { number, delta_of: None, this_update, next_update, revoked: Vec::new() }
}

fn services() -> (Services, Arc<NationalAuthority>) {
    let (services, authority) = (Services::start(), Arc::new(NationalAuthority::new()));
    services.publish(LIST, authority.list(&plan(1)));
    services.publish(DELTA, authority.list(&ListPlan { delta_of: Some(1), ..plan(1) }));
    says(&services, &authority, Verdict::Good);
    (services, authority)
}

fn says(services: &Services, authority: &Arc<NationalAuthority>, verdict: Verdict) {
    let authority = Arc::clone(authority);
    services.answer(OCSP, Box::new(move |request| authority.ocsp(request, at(), |_| verdict).ok()));
}

fn check(services: &Services, name: &str, more: &[&str]) -> Run {
    online("check-certificate", services, name, more)
}

fn online(command: &str, services: &Services, name: &str, more: &[&str]) -> Run {
    let proxy = format!("http://{}", services.host());
    let network = ["--proxy", &proxy, "--allow-host", "ulgi.example", "--timeout", "3"];
    run(command, &path(name), &[], &[&network, more].concat())
}

#[test]
fn the_network_is_asked_only_on_demand() {
    let (services, _) = services();
    for more in [&[][..], &["--online", "off"]] {
        check(&services, INDIVIDUAL, more).expect("off line", "undetermined", &["no-evidence"]);
    }
    assert_eq!(services.requests(), 0);
}

#[test]
fn the_ocsp_service_comes_before_the_lists() {
    let (services, _) = services();
    let by_answer = check(&services, INDIVIDUAL, &["--online", "ocsp"]);
    by_answer.expect("ocsp", "confirmed", &[]);
    assert!(by_answer.detail("revocation").contains("by the OCSP response"), "{}", by_answer.detail("revocation"));
    let asked: Vec<String> = services.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(asked, [OCSP]);
    let by_list = check(&services, INDIVIDUAL, &["--online", "crl"]);
    by_list.expect("crl", "confirmed", &[]);
    assert!(by_list.detail("revocation").contains("by the CRL number 1"), "{}", by_list.detail("revocation"));
    let asked: Vec<String> = services.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(asked, [LIST, DELTA]);
}

#[test]
fn a_service_that_settles_nothing_leads_to_the_lists() {
    let (services, authority) = services();
    says(&services, &authority, Verdict::Unknown);
    let report = check(&services, INDIVIDUAL, &["--online", "ocsp"]);
    // The answer is fresher than the list, and says that the authority does not know the certificate.
    report.expect("unknown", "undetermined", &["status-unknown"]);
    let (services, authority) = services_that_fail();
    for (verdict, decision, reasons) in [(None, "confirmed", &[][..]), (Some(KEY_COMPROMISE), "refused", &["revoked"])]
    {
        let serial = qoltanba::Certificate::from_der(&common::pki::bytes(INDIVIDUAL)).unwrap().serial().to_vec();
        let revoked = verdict.into_iter().map(|reason| (serial.clone(), reason)).collect();
        services.publish(LIST, authority.list(&ListPlan { revoked, ..plan(2) }));
        let report = check(&services, INDIVIDUAL, &["--online", "ocsp"]);
        report.expect("by list", decision, reasons);
        let detail = report.detail("revocation");
        assert!(detail.contains("by the CRL") && detail.contains("gave no answer"), "{detail}");
    }
}

/// Services whose OCSP part answers nothing usable.
fn services_that_fail() -> (Services, Arc<NationalAuthority>) {
    let (services, authority) = services();
    services.answer(OCSP, Box::new(|_| Some(b"<html>".to_vec())));
    (services, authority)
}

#[test]
fn what_is_revoked_is_refused_by_either() {
    let (services, authority) = services();
    says(&services, &authority, Verdict::Revoked(KEY_COMPROMISE));
    check(&services, INDIVIDUAL, &["--online", "ocsp"]).expect("ocsp", "refused", &["revoked"]);
    let revoked = qoltanba::Certificate::from_der(&common::pki::bytes(INDIVIDUAL)).unwrap().serial().to_vec();
    let delta = ListPlan { delta_of: Some(1), revoked: vec![(revoked, KEY_COMPROMISE)], ..plan(2) };
    services.publish(DELTA, authority.list(&delta));
    let report = check(&services, INDIVIDUAL, &["--online", "crl"]);
    report.expect("delta", "refused", &["revoked"]);
    assert!(report.detail("revocation").contains("delta CRL number 2"), "{}", report.detail("revocation"));
}

/// No answer is undetermined, never confirmed; the report says who was asked.
#[test]
fn silence_is_undetermined() {
    let (services, _) = services();
    services.misbehave(100, &[Fault::Portal, Fault::Empty, Fault::Page]);
    for order in ["ocsp", "crl"] {
        let report = check(&services, INDIVIDUAL, &["--online", order]);
        report.expect(order, "undetermined", &["no-evidence"]);
        let detail = report.detail("revocation");
        assert!(detail.contains("http://ulgi.example/crl/nca-rsa.crl could not be had"), "{detail}");
    }
}

/// A document: its signer, and the authority of its timestamp.
#[test]
fn a_document_is_asked_about_like_a_certificate() {
    let (services, _) = services();
    let verified = online("verify", &services, "signed/cms/rsa.cms", &["--online", "crl"]);
    verified.expect("rsa.cms", "confirmed", &[]);
    for list in ["crl/nca-gost2015.crl", "crl/nca-gost2015-delta.crl"] {
        services.publish(&format!("/{list}"), common::pki::bytes(list));
    }
    // The certificate of the authority of the timestamp names no list: that of the configuration stands in.
    let stamped = "signed/stamped/by-rsa.cms";
    let unnamed = online("verify", &services, stamped, &["--online", "crl"]);
    unnamed.expect("no list is named", "undetermined", &["timestamp-untrusted"]);
    assert!(unnamed.detail("timestamp").contains("online.crl_urls"), "{}", unnamed.detail("timestamp"));
    let config = scratch("online").join("lists.toml");
    std::fs::write(&config, format!("[online]\ncrl_urls = [\"http://ulgi.example{LIST}\"]\n")).unwrap();
    let config = config.display().to_string();
    let named = online("verify", &services, stamped, &["--online", "crl", "--config", &config]);
    named.expect("by the configuration", "confirmed", &[]);
    assert_eq!(named.json["signers"][0]["moment"]["source"], "timestamp");
}

/// What one process fetched the next one finds, without the network.
#[test]
fn the_folder_outlives_the_process() {
    let (services, _) = services();
    let folder = scratch("online-folder");
    let _ = std::fs::remove_dir_all(&folder);
    let cache = folder.display().to_string();
    for order in ["ocsp", "crl"] {
        check(&services, INDIVIDUAL, &["--online", order, "--cache", &cache]).expect(order, "confirmed", &[]);
    }
    let _ = services.seen();
    services.misbehave(100, &[Fault::Reset]);
    for order in ["ocsp", "crl"] {
        check(&services, INDIVIDUAL, &["--online", order, "--cache", &cache]).expect(order, "confirmed", &[]);
    }
    assert_eq!(services.seen().len(), 0, "all of it was at hand and fresh");
}

/// The log names addresses and serial numbers, and nobody.
#[test]
fn the_log_names_nobody() {
    let (services, _) = services();
    for format in ["text", "json"] {
        let more = ["--online", "ocsp", "--iin", "990101100010", "-vv", "--log-format", format];
        let report = check(&services, INDIVIDUAL, &more);
        assert_eq!(report.status, 0, "{}", report.stderr);
        assert!(report.stderr.contains("http://ulgi.example/ocsp/nca-rsa"), "{}", report.stderr);
        assert!(report.stderr.contains("51fa1e53078094"), "{}", report.stderr);
        assert!(!report.stderr.contains("990101100010") && !report.stderr.contains("ҮЛГІ"), "{}", report.stderr);
        if format == "json" {
            for line in report.stderr.lines() {
                serde_json::from_str::<serde_json::Value>(line).unwrap();
            }
        }
    }
}
