//! Certificate extensions (RFC 5280, 4.2): kept raw, the common ones decoded once.

use super::general_name::{DistributionPoint, GeneralName, is_usable_url};
use crate::asn1::{Reader, tag};
use crate::error::{Error, Result};
use crate::oid::{self, Oid};

/// The most extensions of one certificate or list. The national profile has up to eleven.
const MAX_EXTENSIONS: usize = 100;

/// One extension as it came.
#[derive(Debug, Clone)]
pub struct Extension {
    /// Its type.
    pub oid: Oid,
    /// Whether it is marked critical.
    pub critical: bool,
    /// The content of extnValue.
    pub value: Box<[u8]>,
    /// Where the value stands in the input, for errors.
    offset: usize,
}

impl Extension {
    /// Reads the value.
    pub(crate) const fn reader(&self) -> Reader<'_> {
        Reader::at(&self.value, self.offset)
    }
}

/// What an extension says does not depend on where it stands.
impl PartialEq for Extension {
    fn eq(&self, other: &Self) -> bool {
        (&self.oid, self.critical, &self.value) == (&other.oid, other.critical, &other.value)
    }
}

impl Eq for Extension {}

/// keyUsage (RFC 5280, 4.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// Bit 0.
    pub const DIGITAL_SIGNATURE: Self = Self(0x8000);
    /// Bit 1 (contentCommitment).
    pub const NON_REPUDIATION: Self = Self(0x4000);
    /// Bit 2.
    pub const KEY_ENCIPHERMENT: Self = Self(0x2000);
    /// Bit 4.
    pub const KEY_AGREEMENT: Self = Self(0x0800);
    /// Bit 5.
    pub const KEY_CERT_SIGN: Self = Self(0x0400);
    /// Bit 6.
    pub const CRL_SIGN: Self = Self(0x0200);

    /// The names of RFC 5280, by bit.
    const NAMES: [&'static str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// Whether all bits of `other` are set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the key may sign data: documents, answers, timestamps. Certificates and lists are another matter.
    #[must_use]
    pub const fn may_sign_data(self) -> bool {
        self.contains(Self::DIGITAL_SIGNATURE) || self.contains(Self::NON_REPUDIATION)
    }

    /// The names of the bits that are set.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        Self::NAMES
            .into_iter()
            .enumerate()
            .filter(|(bit, _)| self.0 & (0x8000 >> bit) != 0)
            .map(|(_, name)| name)
            .collect()
    }

    fn read(mut reader: Reader<'_>) -> Result<Self> {
        const WHAT: &str = "keyUsage";
        let tlv = reader.expect(tag::BIT_STRING, WHAT)?;
        reader.finish(WHAT)?;
        let (_, octets) = tlv.bit_string(WHAT)?;
        let octet = |index: usize| octets.get(index).copied().map_or(0, u16::from);
        let bits = (octet(0) << 8) | octet(1);
        if bits == 0 {
            return Err(tlv.malformed(WHAT, "at least one bit is set (RFC 5280, 4.2.1.3)"));
        }
        Ok(Self(bits))
    }
}

/// basicConstraints (RFC 5280, 4.2.1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BasicConstraints {
    /// cA.
    pub is_ca: bool,
    /// pathLenConstraint.
    pub path_len: Option<u64>,
}

impl BasicConstraints {
    fn read(mut outer: Reader<'_>) -> Result<Self> {
        const WHAT: &str = "basicConstraints";
        let mut reader = outer.sequence(WHAT)?;
        outer.finish(WHAT)?;
        let is_ca = match reader.optional(tag::BOOLEAN, WHAT)? {
            // An explicit FALSE is not DER but occurs in genuine certificates; it says nothing else than its absence.
            Some(tlv) => tlv.boolean(WHAT)?,
            None => false,
        };
        let path_len = reader.optional(tag::INTEGER, WHAT)?.map(|tlv| tlv.unsigned(WHAT)).transpose()?;
        reader.finish(WHAT)?;
        Ok(Self { is_ca, path_len })
    }
}

/// The extensions of a certificate.
#[derive(Debug, Clone, Default)]
pub struct Extensions {
    all: Vec<Extension>,
    key_usage: Option<KeyUsage>,
    basic_constraints: Option<BasicConstraints>,
    ext_key_usage: Option<Vec<Oid>>,
    subject_key_identifier: Option<Box<[u8]>>,
    authority_key_identifier: Option<Box<[u8]>>,
}

impl Extensions {
    /// Reads `Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension`; an extension that stands twice is refused.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let all = read_list(reader)?;
        let mut extensions = Self::default();
        for extension in &all {
            let (id, value) = (&extension.oid, extension.reader());
            if *id == oid::KEY_USAGE {
                extensions.key_usage = Some(KeyUsage::read(value)?);
            } else if *id == oid::BASIC_CONSTRAINTS {
                extensions.basic_constraints = Some(BasicConstraints::read(value)?);
            } else if *id == oid::EXT_KEY_USAGE {
                extensions.ext_key_usage = Some(oid_list(value, "extKeyUsage")?);
            } else if *id == oid::SUBJECT_KEY_IDENTIFIER {
                let mut inner = value;
                extensions.subject_key_identifier = Some(inner.octet_string("subjectKeyIdentifier")?.into());
                inner.finish("subjectKeyIdentifier")?;
            } else if *id == oid::AUTHORITY_KEY_IDENTIFIER {
                extensions.authority_key_identifier = authority_key_identifier(value)?;
            }
        }
        extensions.all = all;
        Ok(extensions)
    }

    /// Every extension, in its order.
    #[must_use]
    pub fn all(&self) -> &[Extension] {
        &self.all
    }

    /// The extension of this type.
    #[must_use]
    pub fn find(&self, oid: &Oid) -> Option<&Extension> {
        find(&self.all, oid)
    }

    /// What the key may do (keyUsage; RFC 5280, 4.2.1.3); `None` when the extension is absent.
    #[must_use]
    pub const fn key_usage(&self) -> Option<KeyUsage> {
        self.key_usage
    }

    /// Whether it is an authority, and how long a path below it may be (basicConstraints; RFC 5280, 4.2.1.9).
    #[must_use]
    pub const fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.basic_constraints
    }

    /// extKeyUsage; `None` when absent, which is legitimate (tolerance T4).
    #[must_use]
    pub fn ext_key_usage(&self) -> Option<&[Oid]> {
        self.ext_key_usage.as_deref()
    }

    /// The key identifier that the authority gave the key (RFC 5280, 4.2.1.2); 4 octets in the authorities of 2018.
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.subject_key_identifier.as_deref()
    }

    /// The keyIdentifier of authorityKeyIdentifier.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.authority_key_identifier.as_deref()
    }

    /// The policies of certificatePolicies, without their qualifiers; empty when absent or unreadable.
    #[must_use]
    pub fn policies(&self) -> Vec<Oid> {
        let Some(extension) = self.find(&oid::CERTIFICATE_POLICIES) else { return Vec::new() };
        let read = || -> Result<Vec<Oid>> {
            const WHAT: &str = "certificatePolicies";
            let mut policies = Vec::new();
            let mut reader = extension.reader().sequence(WHAT)?;
            while !reader.is_empty() {
                policies.push(reader.sequence(WHAT)?.oid(WHAT)?);
            }
            Ok(policies)
        };
        read().unwrap_or_default()
    }

    /// The object identifiers of the national key storage extension; empty when absent or unreadable.
    #[must_use]
    pub fn key_storage(&self) -> Vec<Oid> {
        self.find(&oid::KEY_STORAGE)
            .and_then(|extension| oid_list(extension.reader(), "keyStorage").ok())
            .unwrap_or_default()
    }

    /// The distribution points of complete lists.
    ///
    /// # Errors
    /// `Malformed` when the extension is there and unreadable.
    pub fn crl_distribution_points(&self) -> Result<Vec<DistributionPoint<'_>>> {
        self.points(&oid::CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints")
    }

    /// The distribution points of delta lists (freshestCRL).
    ///
    /// # Errors
    /// `Malformed` when the extension is there and unreadable.
    pub fn freshest_crl(&self) -> Result<Vec<DistributionPoint<'_>>> {
        self.points(&oid::FRESHEST_CRL, "freshestCRL")
    }

    /// The names of subjectAltName.
    ///
    /// # Errors
    /// `Malformed` when the extension is there and unreadable.
    pub fn subject_alt_names(&self) -> Result<Vec<GeneralName<'_>>> {
        const WHAT: &str = "subjectAltName";
        let Some(extension) = self.find(&oid::SUBJECT_ALT_NAME) else { return Ok(Vec::new()) };
        let mut outer = extension.reader();
        let names = outer.sequence(WHAT)?;
        outer.finish(WHAT)?;
        GeneralName::read_all(names, WHAT)
    }

    /// The usable HTTP addresses of authorityInfoAccess for one access method.
    #[must_use]
    pub fn access_urls(&self, method: &Oid) -> Vec<&str> {
        let Some(extension) = self.find(&oid::AUTHORITY_INFO_ACCESS) else { return Vec::new() };
        let read = || -> Result<Vec<&str>> {
            const WHAT: &str = "authorityInfoAccess";
            let mut urls = Vec::new();
            let mut descriptions = extension.reader().sequence(WHAT)?;
            while !descriptions.is_empty() {
                let mut description = descriptions.sequence(WHAT)?;
                let found = description.oid(WHAT)?;
                match GeneralName::read(&mut description, WHAT)? {
                    GeneralName::Uri(uri) if found == *method && is_usable_url(uri) => urls.push(uri),
                    _ => {}
                }
            }
            Ok(urls)
        };
        read().unwrap_or_default()
    }

    fn points(&self, id: &Oid, what: &'static str) -> Result<Vec<DistributionPoint<'_>>> {
        self.find(id).map_or(Ok(Vec::new()), |extension| DistributionPoint::read_list(extension.reader(), what))
    }
}

/// The extension of this type: none stands twice in a list that was read.
pub(crate) fn find<'e>(extensions: &'e [Extension], oid: &Oid) -> Option<&'e Extension> {
    extensions.iter().find(|extension| extension.oid == *oid)
}

/// Reads a SEQUENCE OF Extension for certificates, lists and their entries.
pub(crate) fn read_list(reader: &mut Reader<'_>) -> Result<Vec<Extension>> {
    const WHAT: &str = "extensions";
    let mut list = reader.sequence(WHAT)?;
    if list.is_empty() {
        return Err(list.malformed(WHAT, "if there, the list has at least one extension"));
    }
    let mut all: Vec<Extension> = Vec::new();
    while !list.is_empty() {
        let mut entry = list.sequence(WHAT)?;
        let offset = entry.offset();
        let oid = entry.oid(WHAT)?;
        let critical = match entry.optional(tag::BOOLEAN, WHAT)? {
            // DEFAULT FALSE: DER would leave it out, and strict readers refuse it (X.690, 11.5).
            Some(tlv) if !tlv.boolean(WHAT)? => return Err(tlv.malformed(WHAT, "critical FALSE is left out in DER")),
            Some(_) => true,
            None => false,
        };
        let value = entry.expect(tag::OCTET_STRING, WHAT)?;
        entry.finish(WHAT)?;
        if all.iter().any(|extension| extension.oid == oid) {
            return Err(Error::Malformed { what: WHAT, offset, rule: "an extension stands once (RFC 5280, 4.2)" });
        }
        if all.len() == MAX_EXTENSIONS {
            return Err(Error::LimitExceeded { what: "extensions", limit: 100 });
        }
        all.push(Extension { oid, critical, value: value.content().into(), offset: value.content_offset() });
    }
    Ok(all)
}

/// A non-empty SEQUENCE OF OBJECT IDENTIFIER.
fn oid_list(mut outer: Reader<'_>, what: &'static str) -> Result<Vec<Oid>> {
    let mut reader = outer.sequence(what)?;
    outer.finish(what)?;
    if reader.is_empty() {
        return Err(reader.malformed(what, "the list has at least one entry"));
    }
    let mut list = Vec::new();
    while !reader.is_empty() {
        if list.len() == MAX_EXTENSIONS {
            return Err(Error::LimitExceeded { what: "entries of extKeyUsage", limit: 100 });
        }
        list.push(reader.oid(what)?);
    }
    Ok(list)
}

/// AuthorityKeyIdentifier ::= SEQUENCE { [0] keyIdentifier, [1] authorityCertIssuer, [2] serial } (4.2.1.1).
pub(crate) fn authority_key_identifier(mut outer: Reader<'_>) -> Result<Option<Box<[u8]>>> {
    const WHAT: &str = "authorityKeyIdentifier";
    let mut reader = outer.sequence(WHAT)?;
    outer.finish(WHAT)?;
    let identifier = reader.optional(tag::context(0), WHAT)?.map(|tlv| tlv.content().into());
    let issuer = reader.optional(tag::context_constructed(1), WHAT)?;
    let serial = reader.optional(tag::context(2), WHAT)?;
    if issuer.is_some() != serial.is_some() {
        return Err(reader.malformed(WHAT, "issuer and serial number stand together (RFC 5280, 4.2.1.1)"));
    }
    if let Some(issuer) = issuer {
        GeneralName::read_all(issuer.reader(), WHAT)?;
    }
    if let Some(serial) = serial {
        serial.integer_bytes(WHAT)?;
    }
    reader.finish(WHAT)?;
    Ok(identifier)
}
