//! Extensions in words, for showing. Nothing here takes part in a verdict.

use x509_parser::extensions::{DistributionPointName, GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::Certificate;
use crate::crypto::to_hex;
use crate::oid;

/// One extension as a person may want to read it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ExtensionDescription {
    /// Dotted object identifier.
    pub oid: String,
    /// Whether it is marked critical.
    pub critical: bool,
    /// The name of RFC 5280 or of the national profile; `None` for others.
    pub name: Option<&'static str>,
    /// Its content in short, or hexadecimal when it is not known.
    pub value: String,
}

/// Describes every extension of `certificate`, in its order.
#[must_use]
pub fn describe_extensions(certificate: &Certificate) -> Vec<ExtensionDescription> {
    let Ok((_, parsed)) = X509Certificate::from_der(certificate.der()) else {
        return certificate
            .extensions()
            .all()
            .iter()
            .map(|extension| ExtensionDescription {
                oid: extension.oid.to_string(),
                critical: extension.critical,
                name: None,
                value: to_hex(&extension.value),
            })
            .collect();
    };
    parsed
        .extensions()
        .iter()
        .map(|extension| {
            let oid = extension.oid.to_id_string();
            let (name, value) = words(extension.parsed_extension(), &oid, extension.value);
            ExtensionDescription { oid, critical: extension.critical, name, value }
        })
        .collect()
}

fn words(extension: &ParsedExtension<'_>, oid: &str, raw: &[u8]) -> (Option<&'static str>, String) {
    match extension {
        ParsedExtension::AuthorityKeyIdentifier(value) => {
            let key = value.key_identifier.as_ref().map_or_else(String::new, |id| to_hex(id.0));
            (Some("authorityKeyIdentifier"), key)
        }
        ParsedExtension::SubjectKeyIdentifier(value) => (Some("subjectKeyIdentifier"), to_hex(value.0)),
        ParsedExtension::KeyUsage(value) => (Some("keyUsage"), value.to_string()),
        ParsedExtension::ExtendedKeyUsage(value) => {
            let standard = [
                (value.client_auth, "clientAuth"),
                (value.email_protection, "emailProtection"),
                (value.time_stamping, "timeStamping"),
                (value.ocsp_signing, "OCSPSigning"),
                (value.server_auth, "serverAuth"),
                (value.code_signing, "codeSigning"),
                (value.any, "anyExtendedKeyUsage"),
            ];
            let known = standard.into_iter().filter(|(set, _)| *set).map(|(_, name)| name.to_owned());
            let other = value.other.iter().map(|oid| oid.to_id_string());
            (Some("extKeyUsage"), known.chain(other).collect::<Vec<_>>().join(", "))
        }
        ParsedExtension::BasicConstraints(value) => {
            let length = value.path_len_constraint.map_or_else(String::new, |length| format!(", pathLen {length}"));
            (Some("basicConstraints"), format!("{}{length}", if value.ca { "CA" } else { "end entity" }))
        }
        ParsedExtension::CertificatePolicies(value) => (
            Some("certificatePolicies"),
            value.iter().map(|policy| policy.policy_id.to_id_string()).collect::<Vec<_>>().join(", "),
        ),
        ParsedExtension::SubjectAlternativeName(value) => {
            (Some("subjectAltName"), value.general_names.iter().map(general_name).collect::<Vec<_>>().join(", "))
        }
        ParsedExtension::CRLDistributionPoints(value) => {
            let names = value.points.iter().filter_map(|point| point.distribution_point.as_ref());
            let text = names.map(|name| match name {
                DistributionPointName::FullName(names) => names.iter().map(general_name).collect::<Vec<_>>().join(", "),
                DistributionPointName::NameRelativeToCRLIssuer(_) => "(relative to the CRL issuer)".to_owned(),
            });
            (Some("cRLDistributionPoints"), text.collect::<Vec<_>>().join(", "))
        }
        ParsedExtension::AuthorityInfoAccess(value) => {
            let text = value.accessdescs.iter().map(|access| general_name(&access.access_location));
            (Some("authorityInfoAccess"), text.collect::<Vec<_>>().join(", "))
        }
        _ => {
            let name = [
                (&oid::FRESHEST_CRL, "freshestCRL"),
                (&oid::KEY_STORAGE, "key storage (national)"),
                (&oid::OCSP_NOCHECK, "ocsp-nocheck"),
                (&oid::NAME_CONSTRAINTS, "nameConstraints"),
                (&oid::POLICY_CONSTRAINTS, "policyConstraints"),
                (&oid::POLICY_MAPPINGS, "policyMappings"),
                (&oid::INHIBIT_ANY_POLICY, "inhibitAnyPolicy"),
                (&oid::ISSUER_ALT_NAME, "issuerAltName"),
            ]
            .into_iter()
            .find_map(|(known, name)| (known.to_string() == oid).then_some(name));
            (name, to_hex(raw))
        }
    }
}

fn general_name(name: &GeneralName<'_>) -> String {
    match name {
        GeneralName::RFC822Name(text) | GeneralName::DNSName(text) | GeneralName::URI(text) => {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        GeneralName::DirectoryName(name) => name.to_string(),
        GeneralName::IPAddress(octets) => to_hex(octets),
        GeneralName::RegisteredID(oid) => oid.to_id_string(),
        _ => "(another kind of name)".to_owned(),
    }
}
