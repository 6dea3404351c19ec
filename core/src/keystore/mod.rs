//! Key files: PKCS#12 (RFC 7292) as НУЦ РК issues them and as OpenSSL writes them.
//!
//! ```
//! use qoltanba::keystore::KeyStore;
//!
//! # fn main() -> qoltanba::Result<()> {
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../testdata/pki/p12/gost2015-head.p12")).unwrap();
//! let store = KeyStore::open(&file, "Ulgi2026")?;
//! let entry = store.only_entry()?;
//! let certificate = entry.signing_certificate()?;
//! # Ok(())
//! # }
//! ```

mod pbe;

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use self::pbe::{KeyUse, Password};
use crate::asn1::{self, Reader, implicit_octets, tag};
use crate::certificate::Certificate;
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm, KeyAlgorithm, PrivateKey, to_hex};
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::oid;

/// The largest key file, in bytes. A file of НУЦ РК has 3 to 5 KiB; one with a long chain stays below 100 KiB.
pub const MAX_FILE: usize = 1 << 20;
/// The most bags of a file, nested ones included: a file of НУЦ РК has two.
const MAX_BAGS: usize = 256;
/// The deepest nesting of SafeContents bags; no known writer nests them at all.
const MAX_BAG_NESTING: usize = 4;

const PFX: &str = "PFX";

/// An opened key file.
pub struct KeyStore {
    entries: Vec<KeyEntry>,
    unusable: Vec<(Names, Error)>,
    certificates: Vec<Certificate>,
    unreadable_certificates: usize,
}

/// One private key with what the file says about it.
pub struct KeyEntry {
    names: Names,
    key: PrivateKey,
    certificate: Option<Certificate>,
    named: Option<Certificate>,
}

/// How a key can be chosen.
struct Names {
    alias: String,
    local_key_id: Option<Vec<u8>>,
}

/// Whether a key has its certificate in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyMatch {
    /// A certificate of the file holds the public half of the key.
    Certificate,
    /// None does.
    None,
}

/// What may be shown of a key: never the key itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyDescription {
    /// The alias.
    pub alias: String,
    /// The kind of key.
    pub algorithm: KeyAlgorithm,
    /// Whether the file holds its certificate.
    pub matches: KeyMatch,
}

impl KeyStore {
    /// Opens a PKCS#12 file in DER or BER. Beside a key that can be used, one that cannot (of another algorithm, for
    /// instance) fails only when it is chosen; certificates and names that cannot be read are passed over.
    ///
    /// # Errors
    /// `WrongPassword` when the MAC does not fit, `Malformed`, `LimitExceeded`, `Unsupported` for files without password
    /// integrity and for other ciphers; why its first key cannot be used when none can. Offsets of what was encrypted count
    /// in what was decrypted.
    pub fn open(file: &[u8], password: &str) -> Result<Self> {
        Self::open_within(file, password, &Limits::default())
    }

    /// As [`open`](Self::open), within other limits. A service that opens the files of strangers may want fewer iterations.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_within(file: &[u8], password: &str, limits: &Limits) -> Result<Self> {
        if file.len() > MAX_FILE {
            return Err(Error::LimitExceeded { what: "size of a key file in bytes", limit: 1 << 20 });
        }
        let outer = asn1::to_der(file)?;
        if !outer.trailing.is_empty() {
            let offset = file.len() - outer.trailing.len();
            return Err(Error::Malformed { what: PFX, offset, rule: "something follows after the end" });
        }
        let pfx = Pfx::read(&outer.der)?;
        let mut password = pfx.check_mac(Password::new(password, limits.key_iterations)?)?;
        let mut bags = Bags::default();
        let safe = asn1::to_der(pfx.authenticated_safe)?;
        let mut contents = Reader::new(&safe.der).sequence("AuthenticatedSafe")?;
        while !contents.is_empty() {
            bags.read_content_info(&mut contents, &mut password)?;
        }
        bags.into_store()
    }

    /// The private keys that can be used, in the order of the file.
    #[must_use]
    pub fn entries(&self) -> &[KeyEntry] {
        &self.entries
    }

    /// The key with this alias: its friendlyName, or its localKeyId in hexadecimal.
    ///
    /// # Errors
    /// `Key` when no key or more than one has it; why the key cannot be used.
    pub fn entry(&self, alias: &str) -> Result<&KeyEntry> {
        let usable = self.entries.iter().map(|entry| (&entry.names, Ok(entry)));
        let unusable = self.unusable.iter().map(|(names, error)| (names, Err(error)));
        let mut found = usable.chain(unusable).filter(|(names, _)| names.contain(alias)).map(|(_, entry)| entry);
        match (found.next(), found.next()) {
            (Some(entry), None) => entry.map_err(Error::clone),
            (None, _) => Err(Error::Key { rule: "no key of the file has this alias" }),
            (Some(_), Some(_)) => Err(Error::Key { rule: "several keys of the file have this alias" }),
        }
    }

    /// The one key of a file that has one.
    ///
    /// # Errors
    /// `Key` when there is none, or when there are several: then the caller has to choose by alias.
    pub fn only_entry(&self) -> Result<&KeyEntry> {
        match (self.entries.as_slice(), self.unusable.as_slice()) {
            ([entry], []) => Ok(entry),
            ([], _) => Err(Error::Key { rule: "the file holds no private key" }),
            ([_], [_, ..]) => Err(Error::Key {
                rule: "the file holds one usable key and others that are not: choose it by its alias",
            }),
            ([_, _, ..], _) => Err(Error::Key { rule: "the file holds several keys: choose one by its alias" }),
        }
    }

    /// The private keys of the file that cannot be used: the alias of each, and why.
    pub fn unusable_keys(&self) -> impl Iterator<Item = (&str, &Error)> {
        self.unusable.iter().map(|(names, error)| (names.alias.as_str(), error))
    }

    /// Every certificate of the file that could be read, those of the keys included. They are untrusted input.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// How many certificates of the file could not be read.
    #[must_use]
    pub const fn unreadable_certificates(&self) -> usize {
        self.unreadable_certificates
    }

    /// What may be shown of the keys.
    #[must_use]
    pub fn description(&self) -> Vec<KeyDescription> {
        self.entries
            .iter()
            .map(|entry| KeyDescription {
                alias: entry.names.alias.clone(),
                algorithm: entry.key.algorithm(),
                matches: if entry.certificate.is_some() { KeyMatch::Certificate } else { KeyMatch::None },
            })
            .collect()
    }
}

// Aliases may be names of persons.
impl fmt::Debug for KeyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyStore({} keys, {} certificates)", self.entries.len(), self.certificates.len())
    }
}

impl KeyEntry {
    /// The friendlyName of the key, else its localKeyId in hexadecimal, else its place in the file from 1.
    #[must_use]
    pub fn alias(&self) -> &str {
        &self.names.alias
    }

    /// The private key. A GOST key is wiped when the store is dropped; an RSA or ECDSA key lives in `ring`, which does not.
    #[must_use]
    pub const fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// The certificate of the file that holds the public half of this key.
    #[must_use]
    pub const fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The certificate to sign with.
    ///
    /// # Errors
    /// `Key` when the file holds none for this key, or names one with another public key.
    pub fn signing_certificate(&self) -> Result<&Certificate> {
        match (&self.certificate, &self.named) {
            (Some(certificate), _) => Ok(certificate),
            (None, Some(_)) => {
                Err(Error::Key { rule: "the certificate that the file names for the key has another key" })
            }
            (None, None) => Err(Error::Key { rule: "the file holds no certificate for the key" }),
        }
    }
}

impl Names {
    /// `place` is that of the key in the file, from 1.
    fn of(attributes: Attributes, place: u32) -> Self {
        let Attributes { friendly_name, local_key_id } = attributes;
        let alias = friendly_name.or_else(|| local_key_id.as_deref().map(to_hex)).unwrap_or_else(|| place.to_string());
        Self { alias, local_key_id }
    }

    fn contain(&self, alias: &str) -> bool {
        self.alias == alias || self.local_key_id.as_deref().is_some_and(|id| to_hex(id) == alias)
    }
}

impl fmt::Debug for KeyEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyEntry({:?})", self.key)
    }
}

/// PFX ::= SEQUENCE { version INTEGER {v3(3)}, authSafe ContentInfo, macData MacData OPTIONAL } (RFC 7292, 4).
struct Pfx<'a> {
    authenticated_safe: &'a [u8],
    digest: DigestAlgorithm,
    mac: &'a [u8],
    salt: &'a [u8],
    iterations: u64,
}

impl<'a> Pfx<'a> {
    fn read(der: &'a [u8]) -> Result<Self> {
        let mut pfx = Reader::new(der).sequence(PFX)?;
        let version = pfx.expect(tag::INTEGER, "PFX.version")?;
        if version.unsigned("PFX.version")? != 3 {
            return Err(version.malformed("PFX.version", "the version is 3 (RFC 7292, 4)"));
        }
        let mut content_info = pfx.sequence("PFX.authSafe")?;
        let offset = content_info.offset();
        if content_info.oid("PFX.authSafe")? != oid::DATA {
            return Err(Error::Unsupported { what: "PKCS#12 file without password integrity", offset });
        }
        let mut explicit = content_info
            .explicit(0, "PFX.authSafe")?
            .ok_or_else(|| content_info.malformed("PFX.authSafe", "the content is missing"))?;
        let authenticated_safe = explicit.octet_string("PFX.authSafe")?;
        if pfx.is_empty() {
            return Err(Error::Unsupported { what: "PKCS#12 file without password integrity", offset: pfx.offset() });
        }
        // MacData ::= SEQUENCE { mac DigestInfo, macSalt OCTET STRING, iterations INTEGER DEFAULT 1 }.
        const MAC: &str = "PFX.macData";
        let mut mac_data = pfx.sequence(MAC)?;
        pfx.finish(PFX)?;
        let mut digest_info = mac_data.sequence(MAC)?;
        let offset = digest_info.offset();
        let identifier = AlgorithmIdentifier::read(&mut digest_info, MAC)?;
        let digest = DigestAlgorithm::from_identifier(&identifier)
            .filter(|digest| pbe::block_length(*digest).is_some())
            .ok_or(Error::Unsupported { what: "MAC algorithm of the key file", offset })?;
        let mac = digest_info.octet_string(MAC)?;
        let salt = mac_data.octet_string(MAC)?;
        let iterations = match mac_data.optional(tag::INTEGER, MAC)? {
            Some(tlv) => tlv.unsigned(MAC)?,
            None => 1,
        };
        mac_data.finish(MAC)?;
        Ok(Self { authenticated_safe, digest, mac, salt, iterations })
    }

    /// Finds the form of the password under which the MAC fits; it is the one that decrypts.
    fn check_mac(&self, mut password: Password) -> Result<Password> {
        if self.mac_fits(&mut password)? {
            return Ok(password);
        }
        if let Some(mut absent) = password.as_absent()
            && self.mac_fits(&mut absent)?
        {
            return Ok(absent);
        }
        Err(Error::WrongPassword)
    }

    fn mac_fits(&self, password: &mut Password) -> Result<bool> {
        let length = self.digest.output_len();
        let key = password.derive(self.digest, KeyUse::Mac, self.salt, self.iterations, length)?;
        let failed = |_| Error::Crypto { operation: "HMAC" };
        macro_rules! verify {
            ($hash:ty) => {{
                let mut mac = Hmac::<$hash>::new_from_slice(&key).map_err(failed)?;
                mac.update(self.authenticated_safe);
                // Compares in constant time, and the whole length.
                Ok(mac.verify_slice(self.mac).is_ok())
            }};
        }
        match self.digest {
            DigestAlgorithm::Sha1 => verify!(Sha1),
            DigestAlgorithm::Sha256 => verify!(Sha256),
            DigestAlgorithm::Sha384 => verify!(Sha384),
            DigestAlgorithm::Sha512 => verify!(Sha512),
            // Refused when the file was read.
            DigestAlgorithm::Gost34311 | DigestAlgorithm::Streebog256 | DigestAlgorithm::Streebog512 => Ok(false),
        }
    }
}

/// What the bags held, before keys and certificates are joined.
#[derive(Default)]
struct Bags {
    count: usize,
    /// PKCS#8, read when all certificates are known.
    keys: Vec<(Zeroizing<Vec<u8>>, Attributes)>,
    certificates: Vec<(Certificate, Attributes)>,
    unreadable_certificates: usize,
}

#[derive(Default)]
struct Attributes {
    friendly_name: Option<String>,
    local_key_id: Option<Vec<u8>>,
}

impl Bags {
    /// One ContentInfo of the AuthenticatedSafe: `data`, or `encryptedData` under the password.
    fn read_content_info(&mut self, contents: &mut Reader<'_>, password: &mut Password) -> Result<()> {
        const WHAT: &str = "AuthenticatedSafe";
        let mut info = contents.sequence(WHAT)?;
        let offset = info.offset();
        let content_type = info.oid(WHAT)?;
        let mut explicit = info.explicit(0, WHAT)?.ok_or_else(|| info.malformed(WHAT, "the content is missing"))?;
        info.finish(WHAT)?;
        if content_type == oid::DATA {
            let octets = explicit.octet_string(WHAT)?;
            return self.read_safe_contents(octets, password, MAX_BAG_NESTING);
        }
        if content_type != oid::ENCRYPTED_DATA {
            return Err(Error::Unsupported { what: "PKCS#12 content under a public key", offset });
        }
        // EncryptedData ::= SEQUENCE { version, EncryptedContentInfo } (RFC 5652, 8).
        const ENCRYPTED: &str = "EncryptedData";
        let mut encrypted = explicit.sequence(ENCRYPTED)?;
        encrypted.expect(tag::INTEGER, ENCRYPTED)?.unsigned(ENCRYPTED)?;
        let mut content = encrypted.sequence(ENCRYPTED)?;
        if content.oid(ENCRYPTED)? != oid::DATA {
            return Err(content.malformed(ENCRYPTED, "the encrypted content is id-data"));
        }
        let offset = content.offset();
        let identifier = AlgorithmIdentifier::read(&mut content, ENCRYPTED)?;
        let octets = content.any(ENCRYPTED)?;
        if octets.tag() & !0x20 != tag::context(0) {
            return Err(octets.malformed(ENCRYPTED, "the encrypted content stands under [0]"));
        }
        content.finish(ENCRYPTED)?;
        let decrypted = password.decrypt(&identifier, &implicit_octets(&octets, ENCRYPTED)?, offset)?;
        self.read_safe_contents(&decrypted, password, MAX_BAG_NESTING)
    }

    /// SafeContents ::= SEQUENCE OF SafeBag (RFC 7292, 4.2), in BER.
    fn read_safe_contents(&mut self, ber: &[u8], password: &mut Password, nesting: usize) -> Result<()> {
        const WHAT: &str = "SafeContents";
        let transcoded = asn1::to_der(ber)?;
        if !transcoded.trailing.is_empty() {
            let offset = ber.len() - transcoded.trailing.len();
            return Err(Error::Malformed { what: WHAT, offset, rule: "something follows after the end" });
        }
        let der = Zeroizing::new(transcoded.der.into_owned());
        let bags = Reader::new(&der).sequence(WHAT)?;
        self.read_bags(bags, password, nesting)
    }

    fn read_bags(&mut self, mut bags: Reader<'_>, password: &mut Password, nesting: usize) -> Result<()> {
        const WHAT: &str = "SafeBag";
        while !bags.is_empty() {
            self.count += 1;
            if self.count > MAX_BAGS {
                return Err(Error::LimitExceeded { what: "bags of a key file", limit: 256 });
            }
            let mut bag = bags.sequence(WHAT)?;
            let offset = bag.offset();
            let kind = bag.oid(WHAT)?;
            let mut value = bag.explicit(0, WHAT)?.ok_or_else(|| bag.malformed(WHAT, "the value is missing"))?;
            let attributes = Attributes::read(&mut bag)?;
            bag.finish(WHAT)?;
            if kind == oid::SHROUDED_KEY_BAG {
                let mut info = value.sequence("EncryptedPrivateKeyInfo")?;
                let offset = info.offset();
                let identifier = AlgorithmIdentifier::read(&mut info, "EncryptedPrivateKeyInfo")?;
                let encrypted = info.octet_string("EncryptedPrivateKeyInfo")?;
                info.finish("EncryptedPrivateKeyInfo")?;
                let pkcs8 = password.decrypt(&identifier, encrypted, offset)?;
                self.keys.push((pkcs8, attributes));
            } else if kind == oid::KEY_BAG {
                let pkcs8 = value.expect(tag::SEQUENCE, "PrivateKeyInfo")?;
                self.keys.push((Zeroizing::new(pkcs8.raw().to_vec()), attributes));
            } else if kind == oid::CERT_BAG {
                match read_certificate(&mut value)?.map(Certificate::from_der) {
                    Some(Ok(certificate)) => self.certificates.push((certificate, attributes)),
                    // It belongs to no key that can be used here, and the rest of the file can stand.
                    Some(Err(_)) => self.unreadable_certificates += 1,
                    None => {}
                }
            } else if kind == oid::SAFE_CONTENTS_BAG {
                let deeper = nesting
                    .checked_sub(1)
                    .ok_or(Error::LimitExceeded { what: "levels of SafeContents bags", limit: 4 })?;
                self.read_bags(value.sequence(WHAT)?, password, deeper)?;
            } else if !is_ignored_bag(&kind) {
                return Err(Error::Unsupported { what: "kind of PKCS#12 bag", offset });
            }
        }
        Ok(())
    }

    fn into_store(self) -> Result<KeyStore> {
        let certificates = self.certificates;
        let public_keys: Vec<_> =
            certificates.iter().filter_map(|(certificate, _)| certificate.public_key().ok()).collect();
        let (mut entries, mut unusable) = (Vec::new(), Vec::new());
        for ((pkcs8, attributes), place) in self.keys.into_iter().zip(1u32..) {
            let key = match PrivateKey::from_pkcs8_beside(&pkcs8, &public_keys) {
                Ok(key) => key,
                Err(error) => {
                    unusable.push((Names::of(attributes, place), error));
                    continue;
                }
            };
            let own = |certificate: &Certificate| certificate.public_key().is_ok_and(|own| own == key.public_key());
            let same_id =
                |other: &Attributes| other.local_key_id.is_some() && other.local_key_id == attributes.local_key_id;
            // A renewed certificate may keep the key: the one with the same localKeyId comes first.
            let matching = certificates.iter().filter(|(certificate, _)| own(certificate));
            let certificate = matching.clone().find(|(_, other)| same_id(other)).or_else(|| matching.clone().next());
            let named = certificates.iter().find(|(_, other)| same_id(other));
            entries.push(KeyEntry {
                certificate: certificate.map(|(certificate, _)| certificate.clone()),
                named: named.map(|(certificate, _)| certificate.clone()),
                names: Names::of(attributes, place),
                key,
            });
        }
        if let ([], [(_, error), ..]) = (entries.as_slice(), unusable.as_slice()) {
            return Err(error.clone());
        }
        let certificates = certificates.into_iter().map(|(certificate, _)| certificate).collect();
        let unreadable_certificates = self.unreadable_certificates;
        Ok(KeyStore { entries, unusable, certificates, unreadable_certificates })
    }
}

/// CRLs and secrets in a key file are nothing to sign with.
fn is_ignored_bag(kind: &oid::Oid) -> bool {
    *kind == oid::CRL_BAG || *kind == oid::SECRET_BAG
}

/// CertBag ::= SEQUENCE { certId OID, certValue [0] EXPLICIT OCTET STRING } (RFC 7292, 4.2.3); SDSI is skipped.
fn read_certificate<'a>(value: &mut Reader<'a>) -> Result<Option<&'a [u8]>> {
    const WHAT: &str = "CertBag";
    let mut bag = value.sequence(WHAT)?;
    if bag.oid(WHAT)? != oid::X509_CERTIFICATE_BAG {
        return Ok(None);
    }
    let mut explicit = bag.explicit(0, WHAT)?.ok_or_else(|| bag.malformed(WHAT, "the certificate is missing"))?;
    let der = explicit.octet_string(WHAT)?;
    bag.finish(WHAT)?;
    Ok(Some(der))
}

impl Attributes {
    /// bagAttributes SET OF PKCS12Attribute OPTIONAL; of an attribute that stands twice the first counts, as no verdict
    /// hangs on it. A name that cannot be read is none.
    fn read(bag: &mut Reader<'_>) -> Result<Self> {
        const WHAT: &str = "bagAttributes";
        let mut found = Self::default();
        let Some(set) = bag.optional(tag::SET, WHAT)? else { return Ok(found) };
        let mut attributes = set.reader();
        while !attributes.is_empty() {
            let mut attribute = attributes.sequence(WHAT)?;
            let kind = attribute.oid(WHAT)?;
            let mut values = attribute.set(WHAT)?;
            attribute.finish(WHAT)?;
            let Ok(value) = values.any(WHAT) else { continue };
            if kind == oid::FRIENDLY_NAME && found.friendly_name.is_none() {
                found.friendly_name = value.string("friendlyName").ok();
            } else if kind == oid::LOCAL_KEY_ID && found.local_key_id.is_none() {
                found.local_key_id = Some(value.content().to_vec());
            }
        }
        Ok(found)
    }
}
