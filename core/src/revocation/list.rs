//! What the lists say about a certificate (RFC 5280, 6.3.3).

use super::crl::{IssuingDistributionPoint, Scope};
use super::entries::{Checked, Unusable};
use super::index::ListKind;
use super::judge::{Answer, Finding, Inquiry, Verdict};
use super::{Crl, Entry, EvidenceKind, Reason, UndeterminedReason, Used};
use crate::asn1::{Writer, tag};
use crate::certificate::{Certificate, DistributionPoint, DistributionPointName, GeneralName, Name, ReasonFlags};
use crate::error::sentence;
use crate::path::IssuerRef;

/// A list whose entries, signature and signer were checked, and which is current.
pub(super) struct Trusted<'a> {
    crl: &'a Crl,
    entries: Checked<'a>,
    /// The key that signed it.
    spki: Vec<u8>,
}

/// Why a list does not count.
pub(super) enum Distrust<'a> {
    /// It cannot be used, or who signed it may not speak for the issuer.
    Untrusted(String),
    /// It is trustworthy, and not of the moment of validation.
    Stale(Trusted<'a>, String),
}

impl Distrust<'_> {
    /// For the report; the detail is the rest of a sentence about the list.
    pub(super) fn reason(&self) -> (UndeterminedReason, String) {
        match self {
            Self::Untrusted(detail) => (UndeterminedReason::EvidenceUntrusted, detail.clone()),
            Self::Stale(_, detail) => (UndeterminedReason::StaleEvidence, format!("does not count: {detail}")),
        }
    }
}

/// What the lists have said so far.
struct Tally {
    verdict: Verdict,
    covered: ReasonFlags,
    used: Vec<Used>,
}

impl<'a> Inquiry<'a> {
    /// Asks every list that may concern the certificate.
    pub(super) fn ask_lists(&mut self, certificate: &Certificate, issuer: IssuerRef<'_>) -> Finding {
        let mut finding = Finding::default();
        let Ok(points) = certificate.extensions().crl_distribution_points() else {
            finding.refuse(
                UndeterminedReason::EvidenceUntrusted,
                "the distribution points of the certificate are malformed".to_owned(),
            );
            return finding;
        };
        let own = certificate.issuer_key();
        let mut lists = self.lists_for(own, &points);
        // The limits are spent on what can decide before anything else.
        lists.sort_by_key(|crl| self.is_current(crl).is_err());
        if lists.is_empty() {
            self.note_foreign_lists(&mut finding);
            return finding;
        }
        let unreadable: Vec<_> = lists.iter().filter_map(|crl| Some((*crl, unreadable(crl)?))).collect();
        let (mut complete, mut deltas, mut stale) = (Vec::new(), Vec::new(), Vec::new());
        let mut untrusted = None;
        for crl in lists {
            // An index file counts as a whole: a base would clear whom the unreadable delta beside it revokes.
            if let Some((damaged, why)) = unreadable.iter().find(|(other, _)| crl.is_in_the_file_of(other)) {
                let detail = format!("the {} cannot be used: {why}", describe(damaged));
                finding.refuse(UndeterminedReason::EvidenceUntrusted, detail);
                continue;
            }
            match self.trust(crl, issuer) {
                Ok(trusted) if crl.delta_base().is_some() => deltas.push(trusted),
                Ok(trusted) => complete.push(trusted),
                Err(distrust) => {
                    let (reason, detail) = distrust.reason();
                    let detail = format!("the {} {detail}", describe(crl));
                    match distrust {
                        Distrust::Untrusted(_) if untrusted.is_none() => untrusted = Some(sentence(&detail)),
                        Distrust::Untrusted(_) => {}
                        Distrust::Stale(trusted, _) => stale.push(trusted),
                    }
                    finding.refuse(reason, detail);
                }
            }
        }
        finding.stale = stale.iter().map(|list| used(list.crl)).collect();
        keep_newest(&mut complete);
        let mut tally = Tally { verdict: Verdict::NotRevoked, covered: ReasonFlags::NONE, used: Vec::new() };
        // The points of the certificate, and at last its issuer's own (6.3.3: "CRLs that were not specified in a
        // distribution point but are issued by the certificate issuer").
        // When every point names another issuer, the certificate's own does not publish its revocation.
        let delegated = !points.is_empty() && points.iter().all(|point| !point.crl_issuer.is_empty());
        let targets: Vec<Option<&DistributionPoint<'_>>> =
            points.iter().map(Some).chain((!delegated).then_some(None)).collect();
        for list in &complete {
            let covered = targets
                .iter()
                .filter_map(|point| covers(list.crl, *point, certificate, own))
                .fold(None, |sum: Option<ReasonFlags>, reasons| Some(sum.map_or(reasons, |sum| sum.or(reasons))));
            match covered {
                Some(reasons) => self.apply(list, &deltas, reasons, certificate, own, &mut tally, &mut finding),
                None => finding.refuse(
                    UndeterminedReason::NoEvidence,
                    format!("the {} covers other certificates", describe(list.crl)),
                ),
            }
        }
        self.condemn_by_deltas(&complete, &deltas, certificate, own, &targets, &mut tally, &mut finding);
        self.note_expired(&stale, certificate, own, &targets, &mut finding);
        // One stands for all: there may be as many as a stranger likes.
        finding.notes.extend(untrusted);
        let decided = tally.verdict != Verdict::NotRevoked || tally.covered.is_all();
        if decided && let Some(this_update) = tally.used.iter().map(|used| used.this_update).max() {
            finding.answer = Some(Answer { verdict: tally.verdict, this_update, used: tally.used });
        } else if !tally.used.is_empty() {
            finding.refuse(
                UndeterminedReason::NoEvidence,
                "the lists that cover the certificate leave out some reasons of revocation".to_owned(),
            );
        }
        finding
    }

    /// The lists of the certificate's issuer, and of the issuers that its distribution points name; each once.
    fn lists_for(&self, own: &[u8], points: &[DistributionPoint<'_>]) -> Vec<&'a Crl> {
        let mut issuers = vec![Box::<[u8]>::from(own)];
        for name in points.iter().flat_map(|point| &point.crl_issuer) {
            if let GeneralName::Directory(name) = name {
                let key = name.comparison_key();
                if !issuers.contains(&key) {
                    issuers.push(key);
                }
            }
        }
        let evidence = self.evidence;
        issuers.iter().flat_map(|issuer| evidence.crls_of(issuer)).collect()
    }

    fn note_foreign_lists(&self, finding: &mut Finding) {
        let foreign = self.evidence.crls().iter().filter(|crl| !self.is_expected(crl.issuer_key())).count();
        if foreign > 0 {
            finding.refuse(
                UndeterminedReason::EvidenceUntrusted,
                "the CRLs that were given are of other authorities than the issuer of the certificate".to_owned(),
            );
        }
    }

    /// 6.3.3 (a), (f), (g), (h): signature first, so that a changed list is never called merely stale.
    pub(super) fn trust<'c>(&mut self, crl: &'c Crl, issuer: IssuerRef<'_>) -> Result<Trusted<'c>, Distrust<'c>> {
        let untrusted = |what: &str, reason: String| Distrust::Untrusted(format!("cannot be {what}: {reason}"));
        let entries = crl.usable().map_err(|unusable| untrusted("used", unusable.to_string()))?;
        let (current, exhausted) = (self.is_current(crl), self.exhausted);
        let signer = self.signer_of(crl, issuer);
        if current.is_err() {
            // Whatever it is, it clears nobody and condemns nobody by itself.
            self.exhausted = exhausted;
        }
        let trusted = Trusted { crl, entries, spki: signer.map_err(|reason| untrusted("trusted", reason))? };
        match current {
            Ok(()) => Ok(trusted),
            Err(why) => Err(Distrust::Stale(trusted, why)),
        }
    }

    fn is_current(&self, crl: &Crl) -> Result<(), String> {
        self.check_current(crl.this_update(), crl.next_update())?;
        // A list without nextUpdate says nothing about how long it counts (RFC 5280, 5.1.2.5 demands it).
        crl.next_update().map(|_| ()).ok_or_else(|| "it has no nextUpdate".to_owned())
    }

    /// Notes lists that have expired and condemn the certificate.
    fn note_expired(
        &self,
        stale: &[Trusted<'_>],
        certificate: &Certificate,
        own: &[u8],
        targets: &[Option<&DistributionPoint<'_>>],
        finding: &mut Finding,
    ) {
        for list in stale.iter().filter(|list| list.crl.this_update() <= self.options.moment) {
            let verdict = self.condemnation(list, certificate, own);
            if verdict.condemns() && targets.iter().any(|point| covers(list.crl, *point, certificate, own).is_some()) {
                finding.expired_condemns(list.crl.this_update(), verdict, &format!("the {}", describe(list.crl)));
            }
        }
    }

    /// What a list or a delta says by itself against a certificate.
    fn condemnation(&self, list: &Trusted<'_>, certificate: &Certificate, own: &[u8]) -> Verdict {
        let entries = list.entries.find(certificate.serial(), own).into_iter();
        self.worst_of(&entries.filter(|entry| entry.reason != Some(Reason::RemoveFromCrl)).collect::<Vec<_>>())
    }

    /// 6.3.3 (i) to (l): what one complete list, brought up to date by its newest delta, says.
    #[expect(clippy::too_many_arguments, reason = "the state variables of RFC 5280, 6.3.3, which change together")]
    fn apply(
        &self,
        list: &Trusted<'_>,
        deltas: &[Trusted<'_>],
        reasons: ReasonFlags,
        certificate: &Certificate,
        own: &[u8],
        tally: &mut Tally,
        finding: &mut Finding,
    ) {
        // Deltas of the same moment all count. One that needs a newer base stands for itself (`condemn_by_deltas`), and does
        // not displace an older one that fits.
        let mut newest: Vec<&Trusted<'_>> = Vec::new();
        let newer =
            |delta: &&Trusted<'_>| is_delta_of(delta, list) && delta.crl.this_update() >= list.crl.this_update();
        for delta in deltas.iter().filter(newer) {
            if !can_be_merged(delta, list) {
                let base = delta.crl.delta_base().map(ToString::to_string).unwrap_or_default();
                finding.notes.push(format!(
                    "The {} could not be merged: it needs a base with number {base} or above.",
                    describe(delta.crl)
                ));
                continue;
            }
            newest.retain(|other| other.crl.this_update() >= delta.crl.this_update());
            if newest.iter().all(|other| other.crl.this_update() == delta.crl.this_update()) {
                newest.push(delta);
            }
        }
        let listed = self.worst_of(&list.entries.find(certificate.serial(), own));
        let updated = newest.iter().map(|delta| self.updated(listed, delta, certificate, own));
        let verdict = updated.reduce(Verdict::worse).unwrap_or(listed);
        if verdict == Verdict::NotRevoked {
            finding.notes.extend(limits_of_absence(list.crl, newest.first().map(|delta| delta.crl), certificate));
        }
        tally.covered = tally.covered.or(reasons);
        let evidence = std::iter::once(used(list.crl)).chain(newest.iter().map(|delta| used(delta.crl)));
        tally.add(verdict, evidence);
    }

    /// What a list says, after a delta that belongs to it (6.3.3 (i) to (l)).
    fn updated(&self, listed: Verdict, delta: &Trusted<'_>, certificate: &Certificate, own: &[u8]) -> Verdict {
        let entries = delta.entries.find(certificate.serial(), own);
        match entries.as_slice() {
            [] => listed,
            entries if entries.iter().all(|entry| entry.reason == Some(Reason::RemoveFromCrl)) => match listed {
                // Only a hold is ever lifted (RFC 5280, 5.3.1); what is taken off a list after it expired stays revoked.
                Verdict::Revoked { .. } => listed,
                Verdict::OnHold { .. } | Verdict::NotRevoked | Verdict::Unknown => Verdict::NotRevoked,
            },
            entries => self.worst_of(entries),
        }
    }

    /// A delta whose base is not at hand, or not current, can condemn but not clear.
    #[expect(clippy::too_many_arguments, reason = "the state variables of RFC 5280, 6.3.3, which change together")]
    fn condemn_by_deltas(
        &self,
        complete: &[Trusted<'_>],
        deltas: &[Trusted<'_>],
        certificate: &Certificate,
        own: &[u8],
        targets: &[Option<&DistributionPoint<'_>>],
        tally: &mut Tally,
        finding: &mut Finding,
    ) {
        for delta in deltas {
            // A complete list as fresh, of the same scope, says all that the delta says.
            let superseded = complete.iter().any(|list| {
                is_delta_of(delta, list)
                    && (can_be_merged(delta, list) || list.crl.this_update() > delta.crl.this_update())
            });
            if superseded || !targets.iter().any(|point| covers(delta.crl, *point, certificate, own).is_some()) {
                continue;
            }
            let verdict = self.condemnation(delta, certificate, own);
            if verdict != Verdict::NotRevoked {
                tally.add(verdict, [used(delta.crl)]);
            } else if complete.is_empty() {
                finding.refuse(
                    UndeterminedReason::NoEvidence,
                    format!("the {} alone cannot clear the certificate; supply the complete list", describe(delta.crl)),
                );
            }
        }
    }

    fn worst_of(&self, entries: &[Entry]) -> Verdict {
        entries.iter().fold(Verdict::NotRevoked, |verdict, entry| verdict.worse(self.judge_entry(entry)))
    }
}

/// Why the list cannot be used, when it stands in an index file that does not hold what it says.
fn unreadable(crl: &Crl) -> Option<Unusable> {
    match crl.usable() {
        Err(why @ Unusable::Unreadable(_)) => Some(why),
        Err(Unusable::CriticalExtension(_) | Unusable::Entries(_) | Unusable::AttributeCertificates) | Ok(_) => None,
    }
}

/// What a reader should know when a certificate is not in a list.
fn limits_of_absence(crl: &Crl, delta: Option<&Crl>, certificate: &Certificate) -> Vec<String> {
    let as_of = delta.map_or(crl.this_update(), |delta| delta.this_update().max(crl.this_update()));
    let mut notes = Vec::new();
    if certificate.not_before() > as_of {
        notes.push(format!("The certificate is newer than the {}.", describe(crl)));
    }
    if certificate.not_after() < as_of {
        // RFC 5280, 3.3: an entry may be removed after one list that was issued beyond the end of validity.
        notes.push(format!("The {} was issued after the certificate expired, and may leave it out.", describe(crl)));
    }
    if delta.is_none() && certificate.extensions().freshest_crl().is_ok_and(|points| !points.is_empty()) {
        notes.push(format!("The certificate names a delta CRL, and none that fits the {} was given.", describe(crl)));
    }
    notes
}

impl Tally {
    /// The worst verdict decides; the evidence is what led to it.
    fn add(&mut self, verdict: Verdict, evidence: impl IntoIterator<Item = Used>) {
        let worse = self.verdict.worse(verdict);
        if worse != self.verdict {
            self.used.clear();
        }
        if worse == verdict {
            self.used.extend(evidence);
        }
        self.verdict = worse;
    }
}

/// Of several lists of one scope and key the newest decides; those of the same moment all count.
fn keep_newest(lists: &mut Vec<Trusted<'_>>) {
    let scope = |list: &Trusted<'_>| {
        let point = list.crl.raw_issuing_distribution_point().map(<[u8]>::to_vec);
        (list.crl.issuer_key().to_vec(), list.spki.clone(), point)
    };
    let all: Vec<_> = lists.iter().map(|list| (scope(list), list.crl.this_update())).collect();
    lists.retain(|list| {
        let (own, this_update) = (scope(list), list.crl.this_update());
        !all.iter().any(|(other, newer)| *other == own && *newer > this_update)
    });
}

/// 6.3.3 (c): the same issuer, scope and key.
fn is_delta_of(delta: &Trusted<'_>, list: &Trusted<'_>) -> bool {
    delta.crl.issuer_key() == list.crl.issuer_key()
        && delta.spki == list.spki
        && delta.crl.raw_issuing_distribution_point() == list.crl.raw_issuing_distribution_point()
}

/// 5.2.4 (c): the number of the list is that of the base, or above. Rule (d), by which the delta has the higher number, is
/// left out: national base and delta lists are numbered apart (tolerance T7), and thisUpdate tells which is newer.
fn can_be_merged(delta: &Trusted<'_>, list: &Trusted<'_>) -> bool {
    matches!((list.crl.number(), delta.crl.delta_base()), (Some(number), Some(base)) if number >= base)
}

/// 6.3.3 (b) and (d): whether the list covers the certificate by this distribution point (`None`: the one that stands
/// for its issuer), and for which reasons.
fn covers(
    crl: &Crl,
    point: Option<&DistributionPoint<'_>>,
    certificate: &Certificate,
    own: &[u8],
) -> Option<ReasonFlags> {
    let scope = crl.issuing_distribution_point();
    let crl_issuers = point.map(|point| point.crl_issuer.as_slice()).unwrap_or_default();
    // (b)(1)
    if crl_issuers.is_empty() {
        if crl.issuer_key() != own {
            return None;
        }
    } else {
        let named = crl_issuers
            .iter()
            .any(|name| matches!(name, GeneralName::Directory(name) if *name.comparison_key() == *crl.issuer_key()));
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
        None => point.crl_issuer.iter().any(|name| match name {
            GeneralName::Directory(name) => meets_directory(list_name, &crl.issuer(), name),
            GeneralName::Other(..)
            | GeneralName::Rfc822(_)
            | GeneralName::Dns(_)
            | GeneralName::X400(_)
            | GeneralName::EdiParty(_)
            | GeneralName::Uri(_)
            | GeneralName::Ip(_)
            | GeneralName::RegisteredId(_) => false,
        }),
        Some(DistributionPointName::Relative(rdn)) => {
            // Relative to the cRLIssuer, of which there is one then (4.2.1.13), or to the certificate's issuer.
            let base = point.crl_issuer.iter().find_map(|name| match name {
                GeneralName::Directory(name) => Some(*name),
                GeneralName::Other(..)
                | GeneralName::Rfc822(_)
                | GeneralName::Dns(_)
                | GeneralName::X400(_)
                | GeneralName::EdiParty(_)
                | GeneralName::Uri(_)
                | GeneralName::Ip(_)
                | GeneralName::RegisteredId(_) => None,
            });
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

fn full_names<'n, 'a>(name: &'n DistributionPointName<'a>) -> &'n [GeneralName<'a>] {
    match name {
        DistributionPointName::Full(names) => names,
        DistributionPointName::Relative(_) => &[],
    }
}

/// Whether a directory name is (one of) the list's, whose relative name is completed by its issuer.
fn meets_directory(list_name: &DistributionPointName<'_>, list_issuer: &Name<'_>, name: &Name<'_>) -> bool {
    match list_name {
        DistributionPointName::Full(names) => {
            names.iter().any(|other| matches!(other, GeneralName::Directory(other) if other.matches(name)))
        }
        DistributionPointName::Relative(rdn) => {
            let full = append_rdn(list_issuer, rdn);
            Name::from_der(&full).is_ok_and(|full| full.matches(name))
        }
    }
}

/// The name with one more relative distinguished name, whose SET content is given.
fn append_rdn(name: &Name<'_>, rdn: &[u8]) -> Vec<u8> {
    let content = crate::asn1::Reader::new(name.raw()).sequence("Name").map(|reader| reader.rest()).unwrap_or_default();
    let mut writer = Writer::new();
    writer.sequence(|full| {
        full.raw(content).tlv(tag::SET, rdn);
    });
    writer.into_bytes()
}

fn describe(crl: &Crl) -> String {
    let kind = if crl.delta_base().is_some() { "delta CRL" } else { "CRL" };
    match crl.number() {
        Some(number) => format!("{kind} {number} of \"{}\"", crl.issuer()),
        None => format!("{kind} of \"{}\"", crl.issuer()),
    }
}

fn used(crl: &Crl) -> Used {
    Used {
        kind: if crl.delta_base().is_some() { EvidenceKind::DeltaCrl } else { EvidenceKind::Crl },
        issuer: crl.issuer().to_string(),
        number: crl.number().cloned(),
        this_update: crl.this_update(),
        next_update: crl.next_update(),
        sha256: crl.sha256(),
    }
}
