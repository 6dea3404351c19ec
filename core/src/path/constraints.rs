//! Name constraints (RFC 5280, 4.2.1.10 and 6.1.3 (b), (c)).

use super::Rule;
use crate::asn1::{Reader, tag};
use crate::certificate::{Certificate, Extension, GeneralName, Name};
use crate::error::Result;
use crate::oid;

/// What one CA certificate constrains.
pub(super) struct NameConstraints<'a> {
    permitted: Vec<GeneralName<'a>>,
    excluded: Vec<GeneralName<'a>>,
}

impl<'a> NameConstraints<'a> {
    /// Reads the extension.
    ///
    /// # Errors
    /// `ExtensionMalformed`, also for a minimum or maximum (4.2.1.10 has neither) and for a base that is no valid one of
    /// its kind.
    pub(super) fn read(extension: &'a Extension) -> Result<Self, Rule> {
        Self::parse(&extension.value).map_err(|_| Rule::ExtensionMalformed(oid::NAME_CONSTRAINTS.clone()))
    }

    fn parse(value: &'a [u8]) -> Result<Self> {
        const WHAT: &str = "nameConstraints";
        let mut outer = Reader::new(value);
        let mut reader = outer.sequence(WHAT)?;
        outer.finish(WHAT)?;
        let permitted = reader.optional(tag::context_constructed(0), WHAT)?;
        let excluded = reader.optional(tag::context_constructed(1), WHAT)?;
        reader.finish(WHAT)?;
        if permitted.is_none() && excluded.is_none() {
            return Err(reader.malformed(WHAT, "permittedSubtrees or excludedSubtrees is there"));
        }
        let subtrees = |tlv: Option<crate::asn1::Tlv<'a>>| tlv.map_or(Ok(Vec::new()), |tlv| subtrees(tlv.reader()));
        Ok(Self { permitted: subtrees(permitted)?, excluded: subtrees(excluded)? })
    }
}

/// GeneralSubtrees: a base each, minimum 0 (left out), no maximum.
fn subtrees(mut reader: Reader<'_>) -> Result<Vec<GeneralName<'_>>> {
    const WHAT: &str = "nameConstraints";
    if reader.is_empty() {
        return Err(reader.malformed(WHAT, "if there, the list has at least one subtree"));
    }
    let mut list = Vec::new();
    while !reader.is_empty() {
        let mut subtree = reader.sequence(WHAT)?;
        let base = GeneralName::read(&mut subtree, WHAT)?;
        subtree.finish(WHAT)?;
        if !is_valid_base(&base) {
            return Err(reader.malformed(WHAT, "the base of a subtree has the form of its kind"));
        }
        list.push(base);
    }
    Ok(list)
}

fn is_valid_base(base: &GeneralName<'_>) -> bool {
    match base {
        GeneralName::Ip(octets) => ip_base(octets).is_some(),
        GeneralName::Dns(base) => base.is_empty() || is_host(base.strip_prefix('.').unwrap_or(base)),
        // 4.2.1.10: a host, or a domain with a dot in front.
        GeneralName::Uri(base) => is_host(base.strip_prefix('.').unwrap_or(base)),
        GeneralName::Rfc822(base) => match base.rsplit_once('@') {
            Some((local, host)) => !local.is_empty() && is_host(host),
            None => is_host(base.strip_prefix('.').unwrap_or(base)),
        },
        GeneralName::Directory(_)
        | GeneralName::Other(..)
        | GeneralName::X400(_)
        | GeneralName::EdiParty(_)
        | GeneralName::RegisteredId(_) => true,
    }
}

/// The constraints in force, from the anchor downwards.
#[derive(Default)]
pub(super) struct Subtrees<'a> {
    all: Vec<NameConstraints<'a>>,
}

impl<'a> Subtrees<'a> {
    /// 6.1.4 (g): every further set of permitted subtrees narrows, every excluded one adds.
    pub(super) fn add(&mut self, constraints: NameConstraints<'a>) {
        self.all.push(constraints);
    }

    /// 6.1.3 (b), (c): every name of the certificate.
    pub(super) fn check(&self, certificate: &Certificate, budget: &mut u32) -> Result<(), Rule> {
        if self.all.is_empty() {
            return Ok(());
        }
        let malformed = |_| Rule::ExtensionMalformed(oid::SUBJECT_ALT_NAME.clone());
        let alternatives = certificate.extensions().subject_alt_names().map_err(malformed)?;
        for name in &alternatives {
            self.check_name(name, budget)?;
        }
        let subject = certificate.subject();
        if !subject.is_empty() {
            self.check_name(&GeneralName::Directory(subject), budget)?;
        }
        // 4.2.1.10 applies rfc822Name constraints to the subject's emailAddress when there is no subjectAltName; applied
        // always, as OpenSSL does, since readers of that attribute do not look for the extension first.
        for attribute in subject.attributes().filter(|attribute| attribute.oid == oid::EMAIL_ADDRESS) {
            let text = attribute.text().filter(|text| text.is_ascii()).ok_or(Rule::NameNotPermitted)?;
            self.check_name(&GeneralName::Rfc822(&text), budget)?;
        }
        Ok(())
    }

    fn check_name(&self, name: &GeneralName<'_>, budget: &mut u32) -> Result<(), Rule> {
        for constraints in &self.all {
            let (mut constrained, mut permitted) = (false, false);
            for base in &constraints.permitted {
                spend(budget)?;
                match relation(name, base) {
                    Relation::OtherKind => {}
                    Relation::Within => (constrained, permitted) = (true, true),
                    Relation::Outside | Relation::Overlaps | Relation::Undecided => constrained = true,
                }
            }
            if constrained && !permitted {
                return Err(Rule::NameNotPermitted);
            }
            for base in &constraints.excluded {
                spend(budget)?;
                match relation(name, base) {
                    Relation::OtherKind | Relation::Outside => {}
                    Relation::Within | Relation::Overlaps | Relation::Undecided => return Err(Rule::NameExcluded),
                }
            }
        }
        Ok(())
    }
}

fn spend(budget: &mut u32) -> Result<(), Rule> {
    *budget = budget.checked_sub(1).ok_or(Rule::LimitExceeded { what: "comparisons of names with constraints" })?;
    Ok(())
}

/// How a name lies to the base of a subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// The base is of another kind and says nothing about the name.
    OtherKind,
    Within,
    Outside,
    /// A wildcard of which some hosts lie within and some outside: neither permitted nor clear of an exclusion
    /// (RUSTSEC-2026-0099, CVE-2025-61727).
    Overlaps,
    /// Of the same kind, but malformed, or of a kind that is not processed: fails closed (RUSTSEC-2026-0098).
    Undecided,
}

/// Every pair of kinds is named: a catch-all might fail open when a kind is added.
fn relation(name: &GeneralName<'_>, base: &GeneralName<'_>) -> Relation {
    use GeneralName as G;
    match (name, base) {
        (G::Directory(name), G::Directory(base)) => directory(name, base),
        (G::Dns(name), G::Dns(base)) => dns(name, base),
        (G::Rfc822(name), G::Rfc822(base)) => email(name, base),
        (G::Uri(name), G::Uri(base)) => uri(name, base),
        (G::Ip(name), G::Ip(base)) => ip(name, base),
        (G::Other(..), G::Other(..))
        | (G::X400(_), G::X400(_))
        | (G::EdiParty(_), G::EdiParty(_))
        | (G::RegisteredId(_), G::RegisteredId(_)) => Relation::Undecided,
        (
            G::Directory(_)
            | G::Dns(_)
            | G::Rfc822(_)
            | G::Uri(_)
            | G::Ip(_)
            | G::Other(..)
            | G::X400(_)
            | G::EdiParty(_)
            | G::RegisteredId(_),
            G::Directory(_)
            | G::Dns(_)
            | G::Rfc822(_)
            | G::Uri(_)
            | G::Ip(_)
            | G::Other(..)
            | G::X400(_)
            | G::EdiParty(_)
            | G::RegisteredId(_),
        ) => Relation::OtherKind,
    }
}

const fn within(inside: bool) -> Relation {
    if inside { Relation::Within } else { Relation::Outside }
}

fn directory(name: &Name<'_>, base: &Name<'_>) -> Relation {
    within(name.is_within(base))
}

/// "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side."
fn dns(name: &str, base: &str) -> Relation {
    // An empty base is every name. A leading dot is no form of RFC 5280 but in use: it stands for the labels below.
    if base.is_empty() {
        return Relation::Within;
    }
    if let Some(rest) = name.strip_prefix("*.") {
        if !is_host(rest) {
            return Relation::Undecided;
        }
        // The wildcard stands for one label: all of its hosts are within if `rest` is, some may be if the base lies below.
        let bare = base.strip_prefix('.').unwrap_or(base);
        return if is_same_or_below(rest, bare) {
            Relation::Within
        } else if is_same_or_below(bare, rest) {
            Relation::Overlaps
        } else {
            Relation::Outside
        };
    }
    if !is_host(name) {
        return Relation::Undecided;
    }
    within(host_within(name, base))
}

/// A base with a dot in front is a domain without the host of that name; without one, the host and all below it.
fn host_within(host: &str, base: &str) -> bool {
    match base.strip_prefix('.') {
        Some(domain) => is_same_or_below(host, domain) && host.len() > domain.len(),
        None => is_same_or_below(host, base),
    }
}

fn is_same_or_below(host: &str, domain: &str) -> bool {
    let Some(at) = host.len().checked_sub(domain.len()) else { return false };
    let Some((labels, end)) = host.split_at_checked(at) else { return false };
    end.eq_ignore_ascii_case(domain) && (labels.is_empty() || labels.ends_with('.'))
}

/// A mailbox, all mailboxes of a host, or (with a dot in front) of the hosts of a domain. The local part is compared
/// exactly, the host without regard to case (RFC 5280, 7.5).
fn email(name: &str, base: &str) -> Relation {
    let Some((local, host)) = name.rsplit_once('@').filter(|(local, host)| is_plain_local(local) && is_host(host))
    else {
        return Relation::Undecided;
    };
    match base.rsplit_once('@') {
        Some((base_local, base_host)) => within(local == base_local && host.eq_ignore_ascii_case(base_host)),
        None if base.starts_with('.') => within(host_within(host, base)),
        None => within(host.eq_ignore_ascii_case(base)),
    }
}

/// The host of a URI; a constraint says nothing about others, so a URI without a host name fails closed (4.2.1.10).
fn uri(name: &str, base: &str) -> Relation {
    let Some(host) = uri_host(name) else { return Relation::Undecided };
    match base.starts_with('.') {
        true => within(host_within(host, base)),
        false => within(host.eq_ignore_ascii_case(base)),
    }
}

/// The host name in `scheme://[userinfo@]host[:port][/…]`; `None` for an address, and for URIs without an authority.
fn uri_host(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host_port.split_once(':').map_or(host_port, |(host, _)| host);
    let numeric = host.rsplit('.').next().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    (is_host(host) && !numeric).then_some(host)
}

/// A network of RFC 4632: address and mask, the mask a row of ones and then zeros.
fn ip_base(base: &[u8]) -> Option<(&[u8], &[u8])> {
    if base.len() != 8 && base.len() != 32 {
        return None;
    }
    let (address, mask) = base.split_at_checked(base.len() / 2)?;
    let mut ended = false;
    for byte in mask {
        if ended && *byte != 0 {
            return None;
        }
        if byte.leading_ones() + byte.trailing_zeros() < 8 {
            return None;
        }
        ended = *byte != 0xff;
    }
    Some((address, mask))
}

fn ip(name: &[u8], base: &[u8]) -> Relation {
    let Some((address, mask)) = ip_base(base) else { return Relation::Undecided };
    if name.len() != 4 && name.len() != 16 {
        return Relation::Undecided;
    }
    if name.len() != address.len() {
        // An IPv4 base constrains no IPv6 address: but a permitted list of the one kind permits none of the other.
        return Relation::Outside;
    }
    within(name.iter().zip(address).zip(mask).all(|((own, base), mask)| own & mask == base & mask))
}

/// A host name of letters, digits, hyphens and underscores in labels of 1 to 63; a dot at the end is not one.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    host.len() <= 253 && host.split('.').all(label)
}

/// A local part without quoting: what a quoted one equals would need the grammar of RFC 5321.
fn is_plain_local(local: &str) -> bool {
    !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && local.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"(),:;<>@[]\\".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_lie_in_their_domain_and_wildcards_only_when_all_of_them_do() {
        for (name, base, expected) in [
            ("host.example.com", "example.com", Relation::Within),
            ("EXAMPLE.com", "example.COM", Relation::Within),
            ("badexample.com", "example.com", Relation::Outside),
            ("example.com", ".example.com", Relation::Outside),
            ("a.example.com", ".example.com", Relation::Within),
            ("anything.org", "", Relation::Within),
            ("*.example.com", "example.com", Relation::Within),
            ("*.example.com", "host.example.com", Relation::Overlaps),
            ("*.example.com", "example.org", Relation::Outside),
            ("a.*.example.com", "example.com", Relation::Undecided),
            ("example.com.", "example.com", Relation::Undecided),
        ] {
            assert_eq!(dns(name, base), expected, "{name} in {base}");
        }
    }

    #[test]
    fn mailboxes_uris_and_addresses() {
        assert_eq!(email("a@Example.com", "example.com"), Relation::Within);
        assert_eq!(email("a@sub.example.com", "example.com"), Relation::Outside);
        assert_eq!(email("a@sub.example.com", ".example.com"), Relation::Within);
        assert_eq!(email("a@example.com", "A@example.com"), Relation::Outside);
        assert_eq!(email("\"a@b\"@example.com", "example.com"), Relation::Undecided);
        assert_eq!(uri("https://u:p@host.example.com:8080/x@y", "host.example.com"), Relation::Within);
        assert_eq!(uri("https://host.example.com", ".example.com"), Relation::Within);
        assert_eq!(uri("https://example.com", ".example.com"), Relation::Outside);
        assert_eq!(uri("https://10.0.0.1/", "example.com"), Relation::Undecided);
        assert_eq!(uri("urn:x", "example.com"), Relation::Undecided);
        assert_eq!(ip(&[10, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]), Relation::Within);
        assert_eq!(ip(&[11, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]), Relation::Outside);
        assert!(ip_base(&[10, 0, 0, 0, 255, 0, 255, 0]).is_none());
        assert!(ip_base(&[10, 0, 0, 0, 255, 0xf0, 0, 0]).is_some());
        assert!(ip_base(&[10, 0, 0, 0, 255, 0xf1, 0, 0]).is_none());
    }
}
