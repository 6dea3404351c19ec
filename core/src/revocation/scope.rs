//! Which certificates a list covers, and for which reasons (RFC 5280, 6.3.3 (b) and (d)).

use super::crl::{IssuingDistributionPoint, Scope};
use super::entries::Checked;
use super::index::ListKind;
use super::judge::is_late;
use super::{Crl, Entry};
use crate::asn1::{Reader, Writer, tag};
use crate::certificate::{Certificate, DistributionPoint, DistributionPointName, GeneralName, Name, ReasonFlags};

/// The certificate that lists are asked about, and where they may come from.
pub(super) struct Target<'a> {
    pub(super) certificate: &'a Certificate,
    /// Its distribution points; `None` stands for its issuer (6.3.3: "CRLs that were not specified in a distribution point but
    /// are issued by the certificate issuer").
    points: Vec<Option<&'a DistributionPoint<'a>>>,
}

impl<'a> Target<'a> {
    pub(super) fn new(certificate: &'a Certificate, points: &'a [DistributionPoint<'a>]) -> Self {
        // When every point names another issuer, the certificate's own does not publish its revocation.
        let delegated = !points.is_empty() && points.iter().all(|point| !point.crl_issuer.is_empty());
        Self { certificate, points: points.iter().map(Some).chain((!delegated).then_some(None)).collect() }
    }

    /// The names, as keys for comparison, of those whose lists may concern the certificate: its issuer, and the issuers that
    /// its points name.
    pub(super) fn list_issuers(&self) -> Vec<Box<[u8]>> {
        let mut issuers = vec![Box::<[u8]>::from(self.certificate.issuer_key())];
        for name in self.points.iter().flatten().flat_map(|point| directories(&point.crl_issuer)) {
            let key = name.comparison_key();
            if !issuers.contains(&key) {
                issuers.push(key);
            }
        }
        issuers
    }

    /// Whether the list covers the certificate by any of its points, and for which reasons.
    pub(super) fn covered_by(&self, crl: &Crl) -> Option<ReasonFlags> {
        let covered = self.points.iter().filter_map(|point| covers(crl, *point, self.certificate));
        covered.reduce(ReasonFlags::or)
    }

    /// Whether a later list of the same scope takes back what a list says: not once the certificate has expired.
    pub(super) fn is_taken_back(&self, older: &Crl, newer: &Crl) -> bool {
        newer.this_update() > older.this_update() && !is_late(newer.this_update(), self.certificate)
    }

    /// What a list says about the certificate.
    pub(super) fn entries_in(&self, entries: &Checked<'_>) -> Vec<Entry> {
        entries.find(self.certificate.serial(), self.certificate.issuer_key())
    }
}

/// 6.3.3 (b) and (d): whether the list covers the certificate by this distribution point (`None`: the one that stands
/// for its issuer), and for which reasons.
fn covers(crl: &Crl, point: Option<&DistributionPoint<'_>>, certificate: &Certificate) -> Option<ReasonFlags> {
    let scope = crl.issuing_distribution_point();
    let crl_issuers = point.map(|point| point.crl_issuer.as_slice()).unwrap_or_default();
    // (b)(1)
    if crl_issuers.is_empty() {
        if crl.issuer_key() != certificate.issuer_key() {
            return None;
        }
    } else {
        let named = directories(crl_issuers).any(|name| *name.comparison_key() == *crl.issuer_key());
        let indirect = scope.as_ref().is_some_and(|scope| scope.kind == ListKind::Indirect);
        if !named || !indirect {
            return None;
        }
    }
    let reasons = point.and_then(|point| point.reasons).unwrap_or(ReasonFlags::ALL);
    // (b)(2)
    let Some(scope) = scope else { return Some(reasons) };
    if !names_meet(&scope, crl, point, certificate) {
        return None;
    }
    let is_ca = certificate.extensions().basic_constraints().is_some_and(|constraints| constraints.is_ca);
    match scope.scope {
        Scope::All => {}
        Scope::UserCertificates if !is_ca => {}
        Scope::CaCertificates if is_ca => {}
        Scope::UserCertificates | Scope::CaCertificates | Scope::AttributeCertificates => return None,
    }
    // (d)
    Some(scope.reasons.map_or(reasons, |only| only.and(reasons)))
}

/// 6.3.3 (b)(2)(i): the name of the list's distribution point, if it has one, is among those of the certificate's point.
fn names_meet(
    scope: &IssuingDistributionPoint<'_>,
    crl: &Crl,
    point: Option<&DistributionPoint<'_>>,
    certificate: &Certificate,
) -> bool {
    let Some(list_name) = &scope.name else { return true };
    let Some(point) = point else {
        // The point that stands for the issuer has the issuer's name as its only name.
        return meets_directory(list_name, &crl.issuer(), &certificate.issuer());
    };
    match &point.name {
        None => directories(&point.crl_issuer).any(|name| meets_directory(list_name, &crl.issuer(), name)),
        Some(DistributionPointName::Relative(rdn)) => {
            // Relative to the cRLIssuer, of which there is one then (4.2.1.13), or to the certificate's issuer.
            let base = directories(&point.crl_issuer).next().copied();
            let full = append_rdn(&base.unwrap_or_else(|| certificate.issuer()), rdn);
            Name::from_der(&full).is_ok_and(|name| meets_directory(list_name, &crl.issuer(), &name))
        }
        Some(DistributionPointName::Full(names)) => names.iter().any(|name| match name {
            GeneralName::Directory(name) => meets_directory(list_name, &crl.issuer(), name),
            GeneralName::Uri(uri) => {
                full_names(list_name).iter().any(|other| matches!(other, GeneralName::Uri(other) if other == uri))
            }
            GeneralName::Rfc822(text) => {
                full_names(list_name).iter().any(|other| matches!(other, GeneralName::Rfc822(other) if other == text))
            }
            GeneralName::Dns(text) => {
                full_names(list_name).iter().any(|other| matches!(other, GeneralName::Dns(other) if other == text))
            }
            // No list is published under these forms: fails closed.
            GeneralName::Other(..)
            | GeneralName::X400(_)
            | GeneralName::EdiParty(_)
            | GeneralName::Ip(_)
            | GeneralName::RegisteredId(_) => false,
        }),
    }
}

fn directories<'n, 'a>(names: &'n [GeneralName<'a>]) -> impl Iterator<Item = &'n Name<'a>> {
    names.iter().filter_map(GeneralName::directory)
}

fn full_names<'n, 'a>(name: &'n DistributionPointName<'a>) -> &'n [GeneralName<'a>] {
    match name {
        DistributionPointName::Full(names) => names,
        DistributionPointName::Relative(_) => &[],
    }
}

/// Whether a directory name is (one of) the list's, whose relative name is completed by its issuer.
fn meets_directory(list_name: &DistributionPointName<'_>, list_issuer: &Name<'_>, name: &Name<'_>) -> bool {
    match list_name {
        DistributionPointName::Full(names) => directories(names).any(|other| other.matches(name)),
        DistributionPointName::Relative(rdn) => {
            let full = append_rdn(list_issuer, rdn);
            Name::from_der(&full).is_ok_and(|full| full.matches(name))
        }
    }
}

/// The name with one more relative distinguished name, whose SET content is given.
fn append_rdn(name: &Name<'_>, rdn: &[u8]) -> Vec<u8> {
    let content = Reader::new(name.raw()).sequence("Name").map(|reader| reader.rest()).unwrap_or_default();
    let mut writer = Writer::new();
    writer.sequence(|full| {
        full.raw(content).tlv(tag::SET, rdn);
    });
    writer.into_bytes()
}
