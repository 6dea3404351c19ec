//! Extensions in a path: what is processed, and that it has its form.

use super::Rule;
use crate::asn1::{Reader, tag};
use crate::certificate::{Certificate, GeneralName};
use crate::error::Result;
use crate::oid::{self, Oid};

/// The extensions that this library processes, so that they may be critical: those of RFC 5280, 4.2.1 with a meaning
/// for paths, revocation or purpose. issuerAltName and the identifiers have no rule to break.
static PROCESSED: [&Oid; 15] = [
    &oid::SUBJECT_KEY_IDENTIFIER,
    &oid::AUTHORITY_KEY_IDENTIFIER,
    &oid::KEY_USAGE,
    &oid::BASIC_CONSTRAINTS,
    &oid::EXT_KEY_USAGE,
    &oid::SUBJECT_ALT_NAME,
    &oid::ISSUER_ALT_NAME,
    &oid::NAME_CONSTRAINTS,
    &oid::CERTIFICATE_POLICIES,
    &oid::POLICY_MAPPINGS,
    &oid::POLICY_CONSTRAINTS,
    &oid::INHIBIT_ANY_POLICY,
    &oid::CRL_DISTRIBUTION_POINTS,
    &oid::FRESHEST_CRL,
    &oid::OCSP_NOCHECK,
];

/// Refuses critical extensions that are not processed (6.1.4 (o), 6.1.5 (e)), and known ones that are malformed.
pub(super) fn check(certificate: &Certificate) -> Result<(), Rule> {
    for extension in certificate.extensions().all() {
        let id = &extension.oid;
        if extension.critical && !PROCESSED.contains(&id) {
            return Err(Rule::UnknownCriticalExtension(id.clone()));
        }
    }
    // keyUsage, basicConstraints, extKeyUsage and the key identifiers were read with the certificate. Policies and
    // name constraints are read here too, so that they are refused wherever they stand.
    let extensions = certificate.extensions();
    let malformed = |id: &Oid| Rule::ExtensionMalformed(id.clone());
    extensions.subject_alt_names().map_err(|_| malformed(&oid::SUBJECT_ALT_NAME))?;
    extensions.crl_distribution_points().map_err(|_| malformed(&oid::CRL_DISTRIBUTION_POINTS))?;
    extensions.freshest_crl().map_err(|_| malformed(&oid::FRESHEST_CRL))?;
    if let Some(extension) = extensions.find(&oid::ISSUER_ALT_NAME) {
        general_names(&extension.value).map_err(|_| malformed(&oid::ISSUER_ALT_NAME))?;
    }
    if let Some(extension) = extensions.find(&oid::AUTHORITY_INFO_ACCESS) {
        access_descriptions(&extension.value).map_err(|_| malformed(&oid::AUTHORITY_INFO_ACCESS))?;
    }
    Ok(())
}

fn general_names(value: &[u8]) -> Result<()> {
    const WHAT: &str = "issuerAltName";
    let mut outer = Reader::new(value);
    let names = outer.sequence(WHAT)?;
    outer.finish(WHAT)?;
    GeneralName::read_all(names, WHAT).map(drop)
}

/// AuthorityInfoAccessSyntax (4.2.2.1); wrong contents are tolerated (T3), a wrong form is not.
fn access_descriptions(value: &[u8]) -> Result<()> {
    const WHAT: &str = "authorityInfoAccess";
    let mut outer = Reader::new(value);
    let mut descriptions = outer.sequence(WHAT)?;
    outer.finish(WHAT)?;
    if descriptions.is_empty() {
        return Err(descriptions.malformed(WHAT, "there is at least one description"));
    }
    while !descriptions.is_empty() {
        let mut description = descriptions.expect(tag::SEQUENCE, WHAT)?.reader();
        description.oid(WHAT)?;
        GeneralName::read(&mut description, WHAT)?;
        description.finish(WHAT)?;
    }
    Ok(())
}
