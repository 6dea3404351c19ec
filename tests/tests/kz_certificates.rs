//! Every certificate of the national test set and every production CA certificate: fields as the manifests give them.

use qoltanba::Certificate;
use qoltanba::oid;
use qoltanba_tests::{corpora, json};
use serde_json::Value;

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().map(|list| list.iter().filter_map(text).collect()).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What both manifests give of a certificate.
fn compare(certificate: &Certificate, entry: &Value) {
    let file = entry["file"].as_str().unwrap();
    assert_eq!(Some(certificate.subject().to_string()), text(&entry["subject"]), "{file}");
    assert_eq!(Some(certificate.issuer().to_string()), text(&entry["issuer"]), "{file}");
    assert_eq!(Some(hex(certificate.serial())), text(&entry["serial"]), "{file}");
    assert_eq!(Some(certificate.not_before().to_string()), text(&entry["not_before"]), "{file}");
    assert_eq!(Some(certificate.not_after().to_string()), text(&entry["not_after"]), "{file}");
    assert_eq!(
        Some(certificate.signature_algorithm_oid().to_string()),
        text(&entry["signature_algorithm_oid"]),
        "{file}"
    );
    let extensions = certificate.extensions();
    let usage: Vec<&str> = extensions.key_usage().map(|usage| usage.names()).unwrap_or_default();
    assert_eq!(usage, texts(&entry["key_usage"]), "{file}");
    let policies: Vec<String> = extensions.policies().iter().map(ToString::to_string).collect();
    assert_eq!(policies, texts(&entry["policy_oids"]), "{file}");
    assert_eq!(extensions.subject_key_identifier().map(hex), text(&entry["subject_key_id"]), "{file}");
    assert_eq!(extensions.authority_key_identifier().map(hex), text(&entry["authority_key_id"]), "{file}");
    let listed: Vec<(String, bool)> =
        extensions.all().iter().map(|extension| (extension.oid.to_string(), extension.critical)).collect();
    let expected: Vec<(String, bool)> = entry["extensions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|extension| (text(&extension["oid"]).unwrap(), extension["critical"].as_bool().unwrap()))
        .collect();
    assert_eq!(listed, expected, "{file}");
    assert!(certificate.public_key().is_ok(), "{file}");
}

#[test]
fn subscribers_of_the_test_set() {
    let Some(folder) = corpora("kz/sdk") else { return };
    let manifest = json(&folder.join("manifest.json"));
    let entries = manifest["p12"].as_array().unwrap();
    for entry in entries {
        let file = entry["certificate_file"].as_str().unwrap();
        let certificate = Certificate::from_der_or_pem(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        compare(&certificate, entry);
        assert_eq!(Some(hex(&certificate.sha256())), text(&entry["certificate_sha256"]), "{file}");
        let holder = certificate.holder();
        assert_eq!(holder.common_name, text(&entry["cn"]), "{file}");
        assert_eq!(holder.iin.map(|iin| iin.as_str().to_owned()), text(&entry["iin"]), "{file}");
        assert_eq!(holder.bin.map(|bin| bin.as_str().to_owned()), text(&entry["bin"]), "{file}");
        assert_eq!(holder.organization, text(&entry["o"]), "{file}");
        let extensions = certificate.extensions();
        let usages: Vec<String> =
            extensions.ext_key_usage().unwrap_or_default().iter().map(ToString::to_string).collect();
        assert_eq!(usages, texts(&entry["eku_oids"]), "{file}");
        let storage: Vec<String> = extensions.key_storage().iter().map(ToString::to_string).collect();
        assert_eq!(storage, texts(&entry["key_storage_oids"]), "{file}");
        // The manifest gives the address strings; those with a placeholder are not usable (tolerance T2).
        let usable = |list: Vec<String>| -> Vec<String> { list.into_iter().filter(|url| !url.contains('*')).collect() };
        let urls = |points: Vec<qoltanba::certificate::DistributionPoint<'_>>| -> Vec<String> {
            points
                .iter()
                .filter_map(|point| point.name.as_ref())
                .flat_map(|name| name.urls())
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(urls(extensions.crl_distribution_points().unwrap()), usable(texts(&entry["crl_dp"])), "{file}");
        assert_eq!(urls(extensions.freshest_crl().unwrap()), usable(texts(&entry["freshest_crl"])), "{file}");
        let ocsp: Vec<String> = entry["aia"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|access| access[0] == "ocsp")
            .filter_map(|access| text(&access[1]))
            .collect();
        assert_eq!(extensions.access_urls(&oid::AD_OCSP), ocsp, "{file}");
        // The role of the folder is among the roles of the certificate.
        let role = entry["role"].as_str().unwrap().replace('_', "-");
        let roles: Vec<&str> = certificate.roles().iter().map(|role| role.name()).collect();
        assert!(roles.contains(&role.as_str()), "{file}: {role} in {roles:?}");
    }
    assert_eq!(entries.len(), 52);
}

#[test]
fn authorities_of_the_test_set_and_of_production() {
    let mut count = 0;
    for (place, list) in [("kz/sdk", "ca"), ("kz/ca", "certificates")] {
        let Some(folder) = corpora(place) else { return };
        let manifest = json(&folder.join("manifest.json"));
        for entry in manifest[list].as_array().unwrap() {
            let bytes = std::fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
            let certificate = Certificate::from_der_or_pem(&bytes).unwrap();
            compare(&certificate, entry);
            let constraints = certificate.extensions().basic_constraints().unwrap_or_default();
            assert_eq!(Some(constraints.is_ca), entry["is_ca"].as_bool());
            assert_eq!(constraints.path_len, entry["path_len"].as_u64());
            count += 1;
        }
    }
    assert_eq!(count, 21);
}
