//! Signing with a key of a PKCS#12 file, with a key and its certificate, or with a key that is kept elsewhere.

use std::path::Path;
use std::sync::Arc;

use qoltanba::crypto::{Digest, PrivateKey, SignatureAlgorithm};
use qoltanba::keystore::KeyStore;
use qoltanba::oid::Oid;
use qoltanba::sign::timestamp::TimestampAuthority;
use qoltanba::sign::{self, Checked, cms};
use qoltanba::signature::cms::{SignedData, SigningCertificateReference};
use qoltanba::signature::jws;
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped, sign_message};
use qoltanba::{Certificate, Error, Moment};
use qoltanba_pkcs11::{Module, TokenKey};
use zeroize::Zeroizing;

use crate::document::DigestAlgorithm;
use crate::error::{InputError, argument};
use crate::external::{Elsewhere, ExternalKey};
use crate::verifier::{Verifier, moment};
use crate::words::Decision;
use crate::{expected, stamping};

/// The identifier that a Body without one gets.
const BODY_ID: &str = "id-body";

/// Where the content of a CMS message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Encapsulation {
    /// Into the message.
    Attached,
    /// It stays outside.
    Detached,
}

/// How a CMS signature binds the signer's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum CertificateReference {
    /// By signingCertificateV2: CAdES, as the national rules ask.
    V2,
    /// By signingCertificate, with SHA-1.
    V1,
    /// Not at all: plain CMS.
    Absent,
}

/// The padding of an RSA signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum RsaPadding {
    /// RSASSA-PKCS1-v1_5, the usual one.
    Pkcs1,
    /// RSASSA-PSS.
    Pss,
}

/// Whether a certificate that the checks refuse may sign all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum OnRefusal {
    /// It does not sign.
    Stop,
    /// It signs; the caller takes the responsibility, and has the report.
    SignAnyway,
}

/// What came of the checks before signing.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CheckedSigner {
    /// Whether the key may sign.
    pub may_sign: bool,
    /// The verdict on its certificate; "undetermined" does not stop it.
    pub decision: Decision,
    /// The report as JSON of the published schema.
    pub report: String,
}

/// A private key with its certificate. The key never leaves it, or is never there.
#[derive(Debug, uniffi::Object)]
pub struct Signer {
    keys: Arc<Keys>,
    padding: RsaPadding,
}

#[derive(Debug)]
enum Keys {
    Store { store: KeyStore, alias: Option<String> },
    Pair { key: PrivateKey, certificate: Certificate },
    External { key: Elsewhere, certificate: Certificate },
    Token { key: TokenKey, certificate: Certificate, issuers: Vec<Certificate> },
}

#[uniffi::export]
impl Signer {
    /// Opens a PKCS#12 file; `alias` chooses a key where there are several.
    ///
    /// # Errors
    /// A wrong password, a file that cannot be read, no such key, no certificate for the key.
    #[uniffi::constructor]
    pub fn open(file: &[u8], password: String, alias: Option<String>) -> Result<Self, InputError> {
        let password = Zeroizing::new(password);
        Self::of(Keys::Store { store: KeyStore::open(file, &password)?, alias })
    }

    /// Joins a private key (PKCS#8, PKCS#1 or SEC 1, DER or PEM, not encrypted) and its certificate.
    ///
    /// # Errors
    /// A key or certificate that cannot be read, or that do not belong together.
    #[uniffi::constructor]
    pub fn of_key(private_key: &[u8], certificate: &[u8]) -> Result<Self, InputError> {
        let certificate = Certificate::from_der_or_pem(certificate)?;
        Self::of(Keys::Pair { key: PrivateKey::from_der_or_pem(private_key)?, certificate })
    }

    /// Joins a key that is kept elsewhere, in a token or a signing service, and its certificate. Whether they belong together
    /// shows with each signature: one that does not verify under the certificate is not given out.
    ///
    /// # Errors
    /// A certificate that cannot be read, or whose key does not sign here.
    #[uniffi::constructor]
    pub fn external(certificate: &[u8], key: Box<dyn ExternalKey>) -> Result<Self, InputError> {
        let certificate = Certificate::from_der_or_pem(certificate)?;
        Self::of(Keys::External { key: Elsewhere(key), certificate })
    }

    /// A key of a token or a hardware security module, through the PKCS#11 library `module` of its vendor, whose code runs in
    /// this process: RSA and ECDSA. `label` is that of the token; `key` chooses one where there are several; a `certificate`
    /// is given where the token holds none. The PIN is tried once.
    ///
    /// # Errors
    /// `WrongPassword` for a refused PIN, `Key` when there is not exactly one such token, key or certificate, `External` when
    /// the token fails.
    #[uniffi::constructor]
    pub fn from_token(
        module: &str,
        label: &str,
        pin: String,
        key: Option<String>,
        certificate: Option<Vec<u8>>,
    ) -> Result<Self, InputError> {
        let pin = Zeroizing::new(pin);
        let key = Module::load(Path::new(module))?.open(label, &pin)?.key(key.as_deref())?;
        let certificate = match certificate {
            Some(given) => Certificate::from_der_or_pem(&given)?,
            None => key.certificate()?,
        };
        let issuers = key.issuers(&certificate)?;
        Self::of(Keys::Token { key, certificate, issuers })
    }

    /// The same key with this padding of its RSA signatures.
    ///
    /// # Errors
    /// A key that is not an RSA key.
    pub fn with_padding(&self, padding: RsaPadding) -> Result<Arc<Self>, InputError> {
        let (SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_)) = self.signer()?.algorithm() else {
            return Err(argument("padding", "the key is an RSA key"));
        };
        Ok(Arc::new(Self { keys: Arc::clone(&self.keys), padding }))
    }

    /// The certificate in DER. Check it before anything is signed.
    ///
    /// # Errors
    /// None after [`open`](Self::open).
    pub fn certificate(&self) -> Result<Vec<u8>, InputError> {
        Ok(self.signer()?.certificate().der().to_vec())
    }

    /// The checks of the signer's own certificate, before anything is signed.
    ///
    /// # Errors
    /// An `expected` that is none.
    pub fn check(
        &self,
        verifier: &Verifier,
        expected: &[u8],
        at: i64,
        on_refusal: OnRefusal,
    ) -> Result<CheckedSigner, InputError> {
        let (signer, expected) = (self.signer()?, expected::read(expected)?);
        let on_refusal = match on_refusal {
            OnRefusal::Stop => sign::OnRefusal::Stop,
            OnRefusal::SignAnyway => sign::OnRefusal::SignAnyway,
        };
        let (may_sign, report) = match signer.check(verifier.get(), &expected, moment(at), on_refusal) {
            Checked::Allowed(_, report) => (true, report),
            Checked::Refused(report) => (false, report),
        };
        Ok(CheckedSigner { may_sign, decision: report.decision().into(), report: report.to_json() })
    }
}

#[uniffi::export]
impl Signer {
    /// Makes a CAdES-BES signature in DER. `signing_time` is the time that the signer claims, if any.
    ///
    /// # Errors
    /// A key that cannot sign.
    pub fn sign_cms(
        &self,
        content: &[u8],
        encapsulation: Encapsulation,
        reference: CertificateReference,
        signing_time: Option<i64>,
    ) -> Result<Vec<u8>, InputError> {
        self.told(cms::sign(&self.signer()?, content, &self.options(encapsulation, reference, signing_time)?))
    }

    /// Makes a detached CAdES-BES signature over a content of which only the digest is given: by the algorithm that
    /// [`digest_algorithm`](Self::digest_algorithm) names.
    ///
    /// # Errors
    /// A digest of another length, a key that cannot sign.
    pub fn sign_cms_digest(
        &self,
        digest: &[u8],
        reference: CertificateReference,
        signing_time: Option<i64>,
    ) -> Result<Vec<u8>, InputError> {
        let signer = self.signer()?;
        let digest = Digest::from_bytes(signer.algorithm().digest(), digest)
            .ok_or_else(|| argument("digest", "it has the length of the signer's digest algorithm"))?;
        let options = self.options(Encapsulation::Detached, reference, signing_time)?;
        self.told(cms::sign_digest(&signer, &digest, &options))
    }

    /// The digest algorithm of this signer's signatures.
    ///
    /// # Errors
    /// None after [`open`](Self::open).
    pub fn digest_algorithm(&self) -> Result<DigestAlgorithm, InputError> {
        stamping::digest_word(self.signer()?.algorithm().digest())
    }

    /// Adds a signature beside those of an attached message.
    ///
    /// # Errors
    /// A message that cannot be read or holds no content, a key that cannot sign.
    pub fn add_to_cms(&self, message: &[u8], signing_time: Option<i64>) -> Result<Vec<u8>, InputError> {
        let options = self.options(Encapsulation::Attached, CertificateReference::V2, signing_time)?;
        self.told(cms::add_signer(&SignedData::parse(message)?, &self.signer()?, None, &options))
    }

    /// Adds a signature beside those of a detached message over `content`.
    ///
    /// # Errors
    /// A message that cannot be read or is not of this content, a key that cannot sign.
    pub fn add_to_detached_cms(
        &self,
        message: &[u8],
        content: &[u8],
        signing_time: Option<i64>,
    ) -> Result<Vec<u8>, InputError> {
        let options = self.options(Encapsulation::Detached, CertificateReference::V2, signing_time)?;
        self.told(cms::add_signer(&SignedData::parse(message)?, &self.signer()?, Some(content), &options))
    }

    /// Signs an XML document; the signature becomes the last child of its document element.
    ///
    /// # Errors
    /// A document that cannot be read, a key that cannot sign.
    pub fn sign_xml(&self, document: &[u8]) -> Result<Vec<u8>, InputError> {
        let signer = self.signer()?;
        self.told(sign_enveloped(document, &xml(&signer), Statement::Plain, |octets| signer.sign(octets)))
    }

    /// Signs an XML document with the properties of XAdES level B. `id` is an identifier for the signature, unique in the
    /// document.
    ///
    /// # Errors
    /// A document that cannot be read, an identifier that cannot be used, a key that cannot sign.
    pub fn sign_xades(&self, document: &[u8], signing_time: i64, id: &str) -> Result<Vec<u8>, InputError> {
        let signer = self.signer()?;
        let statement = Statement::XadesB { signing_time: Moment::from_unix(signing_time), id };
        self.told(sign_enveloped(document, &xml(&signer), statement, |octets| signer.sign(octets)))
    }

    /// Signs the Body of a SOAP message (WS-Security).
    ///
    /// # Errors
    /// A message that cannot be read, a key that cannot sign.
    pub fn sign_wss(&self, message: &[u8]) -> Result<Vec<u8>, InputError> {
        let signer = self.signer()?;
        self.told(sign_message(message, &xml(&signer), BODY_ID, |octets| signer.sign(octets)))
    }

    /// Makes a compact JWS.
    ///
    /// # Errors
    /// A key whose algorithm has no name in JWS.
    pub fn sign_jws(&self, payload: &[u8]) -> Result<String, InputError> {
        let signer = self.signer()?;
        let certificates = [signer.certificate().der()];
        self.told(jws::sign_compact(payload, signer.algorithm(), &certificates, |octets| signer.sign(octets)))
    }

    /// The bare signature value.
    ///
    /// # Errors
    /// A key that cannot sign.
    pub fn sign_raw(&self, octets: &[u8]) -> Result<Vec<u8>, InputError> {
        self.told(self.signer()?.sign(octets))
    }
}

#[uniffi::export]
impl Signer {
    /// The place of this signer's last signature in a signed message or document, from 0.
    ///
    /// # Errors
    /// A document that cannot be read, or that this signer did not sign.
    pub fn own_signature(&self, signed: &[u8]) -> Result<u32, InputError> {
        stamping::signature_of(signed, self.signer()?.certificate())
    }

    /// Answers a TimeStampReq as a timestamp authority, for closed systems that run one: the certificate is for
    /// timeStamping alone. The caller sees to it that no `serial` is used twice, and that `at` is the time.
    ///
    /// # Errors
    /// A request that cannot be read, a `policy` that is no object identifier, a key that cannot sign.
    pub fn issue_timestamp(&self, request: &[u8], policy: &str, serial: u64, at: i64) -> Result<Vec<u8>, InputError> {
        let policy = Oid::parse(policy).ok_or_else(|| argument("policy", "it is an object identifier"))?;
        self.told(TimestampAuthority::new(self.signer()?, policy).answer(request, serial, Moment::from_unix(at)))
    }
}

impl Signer {
    fn of(keys: Keys) -> Result<Self, InputError> {
        let signer = Self { keys: Arc::new(keys), padding: RsaPadding::Pkcs1 };
        signer.signer()?;
        Ok(signer)
    }

    /// What came of signing; an error of a token is told in the words of PKCS#11.
    fn told<T>(&self, done: qoltanba::Result<T>) -> Result<T, InputError> {
        done.map_err(|error| match (&error, &*self.keys) {
            (Error::External { .. }, Keys::Token { key, .. }) => match key.last_failure() {
                Some(said) => InputError::External { detail: format!("the token does not sign: {said}") },
                None => error.into(),
            },
            (_, Keys::Store { .. } | Keys::Pair { .. } | Keys::External { .. } | Keys::Token { .. }) => error.into(),
        })
    }

    fn signer(&self) -> Result<sign::Signer<'_>, InputError> {
        let signer = match &*self.keys {
            Keys::Store { store, alias: Some(alias) } => sign::Signer::from_entry(store.entry(alias)?)?,
            Keys::Store { store, alias: None } => sign::Signer::from_entry(store.only_entry()?)?,
            Keys::Pair { key, certificate } => sign::Signer::new(key, certificate)?,
            Keys::External { key, certificate } => sign::Signer::external(key, certificate)?,
            Keys::Token { key, certificate, .. } => sign::Signer::external(key, certificate)?,
        };
        Ok(match (self.padding, signer.algorithm()) {
            (RsaPadding::Pss, SignatureAlgorithm::RsaPkcs1(digest)) => {
                signer.with_algorithm(SignatureAlgorithm::RsaPss(digest))
            }
            (RsaPadding::Pkcs1 | RsaPadding::Pss, _) => signer,
        })
    }

    fn options(
        &self,
        encapsulation: Encapsulation,
        reference: CertificateReference,
        signing_time: Option<i64>,
    ) -> Result<cms::Options, InputError> {
        let own = self.signer()?.certificate();
        let others = match &*self.keys {
            Keys::Store { store, .. } => store.certificates(),
            Keys::Token { issuers, .. } => issuers,
            Keys::Pair { .. } | Keys::External { .. } => &[],
        };
        Ok(cms::Options {
            encapsulation: match encapsulation {
                Encapsulation::Attached => cms::Encapsulation::Attached,
                Encapsulation::Detached => cms::Encapsulation::Detached,
            },
            reference: match reference {
                CertificateReference::V2 => SigningCertificateReference::V2,
                CertificateReference::V1 => SigningCertificateReference::V1,
                CertificateReference::Absent => SigningCertificateReference::Absent,
            },
            signing_time: signing_time.map(Moment::from_unix),
            certificates: others.iter().filter(|other| *other != own).cloned().collect(),
        })
    }
}

fn xml<'k>(signer: &sign::Signer<'k>) -> XmlSigner<'k> {
    XmlSigner { algorithm: signer.algorithm(), certificate: signer.certificate().der() }
}
