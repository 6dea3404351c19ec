//! Signing with a key of a PKCS#12 file.

use qoltanba::Moment;
use qoltanba::keystore::KeyStore;
use qoltanba::sign::{self, cms};
use qoltanba::signature::cms::SignedData;
use qoltanba::signature::jws;
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped, sign_message};
use zeroize::Zeroizing;

use crate::error::InputError;

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

/// A private key with its certificate. The key never leaves it.
#[derive(Debug, uniffi::Object)]
pub struct Signer {
    store: KeyStore,
    alias: Option<String>,
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
        let signer = Self { store: KeyStore::open(file, &password)?, alias };
        signer.signer()?;
        Ok(signer)
    }

    /// The certificate in DER. Check it before anything is signed.
    ///
    /// # Errors
    /// None after [`open`](Self::open).
    pub fn certificate(&self) -> Result<Vec<u8>, InputError> {
        Ok(self.signer()?.certificate().der().to_vec())
    }

    /// Makes a CAdES-BES signature in DER. `signing_time` is the time that the signer claims, if any.
    ///
    /// # Errors
    /// A key that cannot sign.
    pub fn sign_cms(
        &self,
        content: &[u8],
        encapsulation: Encapsulation,
        signing_time: Option<i64>,
    ) -> Result<Vec<u8>, InputError> {
        Ok(cms::sign(&self.signer()?, content, &self.options(encapsulation, signing_time)?)?)
    }

    /// Adds a signature beside those of an attached message.
    ///
    /// # Errors
    /// A message that cannot be read or holds no content, a key that cannot sign.
    pub fn add_to_cms(&self, message: &[u8], signing_time: Option<i64>) -> Result<Vec<u8>, InputError> {
        let options = self.options(Encapsulation::Attached, signing_time)?;
        Ok(cms::add_signer(&SignedData::parse(message)?, &self.signer()?, None, &options)?)
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
        let options = self.options(Encapsulation::Detached, signing_time)?;
        Ok(cms::add_signer(&SignedData::parse(message)?, &self.signer()?, Some(content), &options)?)
    }

    /// Signs an XML document; the signature becomes the last child of its document element.
    ///
    /// # Errors
    /// A document that cannot be read, a key that cannot sign.
    pub fn sign_xml(&self, document: &[u8]) -> Result<Vec<u8>, InputError> {
        let signer = self.signer()?;
        Ok(sign_enveloped(document, &xml(&signer), Statement::Plain, |octets| signer.sign(octets))?)
    }

    /// Signs the Body of a SOAP message (WS-Security).
    ///
    /// # Errors
    /// A message that cannot be read, a key that cannot sign.
    pub fn sign_wss(&self, message: &[u8]) -> Result<Vec<u8>, InputError> {
        let signer = self.signer()?;
        Ok(sign_message(message, &xml(&signer), BODY_ID, |octets| signer.sign(octets))?)
    }

    /// Makes a compact JWS.
    ///
    /// # Errors
    /// A key whose algorithm has no name in JWS.
    pub fn sign_jws(&self, payload: &[u8]) -> Result<String, InputError> {
        let signer = self.signer()?;
        let certificates = [signer.certificate().der()];
        Ok(jws::sign_compact(payload, signer.algorithm(), &certificates, |octets| signer.sign(octets))?)
    }

    /// The bare signature value.
    ///
    /// # Errors
    /// A key that cannot sign.
    pub fn sign_raw(&self, octets: &[u8]) -> Result<Vec<u8>, InputError> {
        Ok(self.signer()?.sign(octets)?)
    }
}

impl Signer {
    fn signer(&self) -> Result<sign::Signer<'_>, InputError> {
        let entry = match &self.alias {
            Some(alias) => self.store.entry(alias)?,
            None => self.store.only_entry()?,
        };
        Ok(sign::Signer::from_entry(entry)?)
    }

    fn options(&self, encapsulation: Encapsulation, signing_time: Option<i64>) -> Result<cms::Options, InputError> {
        let own = self.signer()?.certificate();
        Ok(cms::Options {
            encapsulation: match encapsulation {
                Encapsulation::Attached => cms::Encapsulation::Attached,
                Encapsulation::Detached => cms::Encapsulation::Detached,
            },
            signing_time: signing_time.map(Moment::from_unix),
            certificates: self.store.certificates().iter().filter(|other| *other != own).cloned().collect(),
            ..cms::Options::default()
        })
    }
}

fn xml<'k>(signer: &sign::Signer<'k>) -> XmlSigner<'k> {
    XmlSigner { algorithm: signer.algorithm(), certificate: signer.certificate().der() }
}
