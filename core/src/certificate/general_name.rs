//! GeneralName and distribution points (RFC 5280, 4.2.1.6 and 4.2.1.13).

use super::Name;
use crate::asn1::{Reader, Tlv, tag};
use crate::error::{Error, Result};
use crate::oid::Oid;

/// The most entries of one list of general names or distribution points. National certificates have at most two; CAs in
/// the public suites stay below a hundred.
const MAX_ENTRIES: usize = 1_000;

/// A GeneralName. Text forms are kept as the bytes of their IA5String.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum GeneralName<'a> {
    /// otherName: its type and value.
    Other(Oid, &'a [u8]),
    /// rfc822Name.
    Rfc822(&'a str),
    /// dNSName.
    Dns(&'a str),
    /// x400Address, not interpreted.
    X400(&'a [u8]),
    /// directoryName.
    Directory(Name<'a>),
    /// ediPartyName, not interpreted.
    EdiParty(&'a [u8]),
    /// uniformResourceIdentifier.
    Uri(&'a str),
    /// iPAddress: 4 or 16 octets in a name, 8 or 32 in a constraint.
    Ip(&'a [u8]),
    /// registeredID.
    RegisteredId(Oid),
}

impl<'a> GeneralName<'a> {
    /// Reads the GeneralName that stands next in `reader`.
    ///
    /// # Errors
    /// `Malformed` when it is none of the nine forms.
    pub fn read(reader: &mut Reader<'a>, what: &'static str) -> Result<Self> {
        let tlv = reader.any(what)?;
        let text = |tlv: &Tlv<'a>| {
            std::str::from_utf8(tlv.content())
                .ok()
                .filter(|text| text.is_ascii())
                .ok_or_else(|| tlv.malformed(what, "an IA5String holds ASCII"))
        };
        Ok(match tlv.tag() {
            0xa0 => {
                let mut inner = tlv.reader();
                let oid = inner.oid(what)?;
                let value = inner.expect(tag::context_constructed(0), what)?;
                inner.finish(what)?;
                Self::Other(oid, value.content())
            }
            0x81 => Self::Rfc822(text(&tlv)?),
            0x82 => Self::Dns(text(&tlv)?),
            0xa3 => Self::X400(tlv.content()),
            0xa4 => {
                let mut inner = tlv.reader();
                let name = Name::read(&mut inner, what)?;
                inner.finish(what)?;
                Self::Directory(name)
            }
            0xa5 => Self::EdiParty(tlv.content()),
            0x86 => Self::Uri(text(&tlv)?),
            0x87 => Self::Ip(tlv.content()),
            0x88 => Self::RegisteredId(tlv.oid(what)?),
            _ => return Err(tlv.malformed(what, "a GeneralName has one of the tags 0 to 8")),
        })
    }

    /// The name, when it is a directoryName.
    #[must_use]
    pub const fn directory(&self) -> Option<&Name<'a>> {
        match self {
            Self::Directory(name) => Some(name),
            Self::Other(..)
            | Self::Rfc822(_)
            | Self::Dns(_)
            | Self::X400(_)
            | Self::EdiParty(_)
            | Self::Uri(_)
            | Self::Ip(_)
            | Self::RegisteredId(_) => None,
        }
    }

    /// Reads GeneralNames to the end of `reader`, at least one.
    ///
    /// # Errors
    /// As [`read`](Self::read); also for an empty list and one beyond the limit.
    pub fn read_all(mut reader: Reader<'a>, what: &'static str) -> Result<Vec<Self>> {
        if reader.is_empty() {
            return Err(reader.malformed(what, "GeneralNames has at least one entry"));
        }
        let mut names = Vec::new();
        while !reader.is_empty() {
            bound(names.len())?;
            names.push(Self::read(&mut reader, what)?);
        }
        Ok(names)
    }
}

/// ReasonFlags: which revocation reasons a list covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonFlags(u16);

impl ReasonFlags {
    /// Every reason.
    pub const ALL: Self = Self(0x7fff);
    /// No reason.
    pub const NONE: Self = Self(0);

    /// Reads a BIT STRING under an implicit tag; an empty one names no reason and is valid (RUSTSEC-2026-0104).
    ///
    /// # Errors
    /// `Malformed` when it is no BIT STRING.
    pub fn from_tlv(tlv: &Tlv<'_>, what: &'static str) -> Result<Self> {
        let (_, octets) = tlv.bit_string(what)?;
        let octet = |index: usize| octets.get(index).copied().map_or(0, u16::from);
        // Bit 0 is "unused".
        Ok(Self(((octet(0) << 8) | octet(1)) & 0x7fff))
    }

    /// The reasons that are in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The reasons that are in one of them.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every named reason (keyCompromise to aACompromise, bits 1 to 8) is in it.
    #[must_use]
    pub const fn is_all(self) -> bool {
        self.0 & 0x7f80 == 0x7f80
    }

    /// Whether all reasons of `other` are in `self`.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        other.0 & 0x7f80 & !self.0 == 0
    }
}

/// DistributionPointName.
#[derive(Debug, Clone)]
pub enum DistributionPointName<'a> {
    /// fullName.
    Full(Vec<GeneralName<'a>>),
    /// nameRelativeToCRLIssuer: the SET content of one relative distinguished name.
    Relative(&'a [u8]),
}

impl<'a> DistributionPointName<'a> {
    /// Reads the CHOICE inside `reader`.
    ///
    /// # Errors
    /// `Malformed` when it is neither form.
    pub fn read(mut reader: Reader<'a>, what: &'static str) -> Result<Self> {
        let tlv = reader.any(what)?;
        reader.finish(what)?;
        match tlv.tag() {
            0xa0 => Ok(Self::Full(GeneralName::read_all(tlv.reader(), what)?)),
            0xa1 => Ok(Self::Relative(tlv.content())),
            _ => Err(tlv.malformed(what, "a DistributionPointName is fullName or nameRelativeToCRLIssuer")),
        }
    }

    /// The HTTP addresses in it that can be used: one URI each, without white space or a placeholder.
    ///
    /// Two production CAs of 2018 hold two addresses, a newline and `URL=` in one string, and one test profile holds
    /// `*.crl`: such an address is not usable, and no error (tolerance T2).
    #[must_use]
    pub fn urls(&self) -> Vec<&'a str> {
        let Self::Full(names) = self else { return Vec::new() };
        let uri = |name: &GeneralName<'a>| match name {
            GeneralName::Uri(uri) if is_usable_url(uri) => Some(*uri),
            _ => None,
        };
        names.iter().filter_map(uri).collect()
    }
}

/// DistributionPoint of cRLDistributionPoints and freshestCRL.
#[derive(Debug, Clone)]
pub struct DistributionPoint<'a> {
    /// distributionPoint.
    pub name: Option<DistributionPointName<'a>>,
    /// reasons; absent means all.
    pub reasons: Option<ReasonFlags>,
    /// cRLIssuer: who signs the list, when it is not the certificate's issuer.
    pub crl_issuer: Vec<GeneralName<'a>>,
}

impl<'a> DistributionPoint<'a> {
    /// Reads CRLDistributionPoints, a non-empty SEQUENCE OF.
    ///
    /// # Errors
    /// `Malformed` when it is not, or when a point has neither a name nor an issuer.
    pub fn read_list(mut outer: Reader<'a>, what: &'static str) -> Result<Vec<Self>> {
        let mut points = outer.sequence(what)?;
        outer.finish(what)?;
        if points.is_empty() {
            return Err(points.malformed(what, "there is at least one distribution point"));
        }
        let mut list = Vec::new();
        while !points.is_empty() {
            bound(list.len())?;
            let mut point = points.sequence(what)?;
            let name = point.explicit(0, what)?.map(|reader| DistributionPointName::read(reader, what)).transpose()?;
            let reasons =
                point.optional(tag::context(1), what)?.map(|tlv| ReasonFlags::from_tlv(&tlv, what)).transpose()?;
            let crl_issuer = match point.explicit(2, what)? {
                Some(reader) => GeneralName::read_all(reader, what)?,
                None => Vec::new(),
            };
            if name.is_none() && crl_issuer.is_empty() {
                return Err(point.malformed(what, "a point has a name or a cRLIssuer (RFC 5280, 4.2.1.13)"));
            }
            point.finish(what)?;
            list.push(Self { name, reasons, crl_issuer });
        }
        Ok(list)
    }
}

pub(super) fn is_usable_url(uri: &str) -> bool {
    let http = uri.starts_with("http://") || uri.starts_with("https://");
    http && !uri.contains(|character: char| character.is_ascii_whitespace() || character == '*')
}

fn bound(length: usize) -> Result<()> {
    if length < MAX_ENTRIES {
        Ok(())
    } else {
        Err(Error::LimitExceeded { what: "entries of a list of names", limit: 1_000 })
    }
}
