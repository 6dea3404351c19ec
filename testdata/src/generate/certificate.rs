//! Writing certificates: a draft says what stands in it, an authority signs it.

use qoltanba::asn1::Writer;
use qoltanba::oid::Oid;
use qoltanba::time::Moment;

use super::der::{der, sequence, time};
use super::extension::Extension;
use super::key::{Key, Parameters};

/// A certificate before its signature.
pub(super) struct Draft<'a> {
    subject: Vec<u8>,
    key: &'a Key,
    serial: Vec<u8>,
    validity: (Moment, Moment),
    extensions: Vec<Extension>,
}

/// Who signs: a name, a key, and the identifiers that point to it.
pub(super) struct Issuer<'a> {
    pub(super) name: &'a [u8],
    pub(super) key: &'a Key,
}

impl<'a> Draft<'a> {
    /// A draft for `key`, with the serial number that the national authority would give (section 3.2).
    pub(super) fn of(subject: Vec<u8>, key: &'a Key, validity: (Moment, Moment)) -> Self {
        Self { subject, key, serial: serial_of(&key.identifier()), validity, extensions: Vec::new() }
    }

    pub(super) fn serial(mut self, serial: Vec<u8>) -> Self {
        self.serial = serial;
        self
    }

    pub(super) fn with(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    pub(super) fn with_all(mut self, extensions: impl IntoIterator<Item = Extension>) -> Self {
        self.extensions.extend(extensions);
        self
    }

    /// Removes the extension with this identifier.
    pub(super) fn without(mut self, id: &Oid) -> Self {
        self.extensions.retain(|extension| !extension.is(id));
        self
    }

    /// Puts `extension` in the place of the one with the same identifier.
    pub(super) fn replacing(self, id: &Oid, extension: Extension) -> Self {
        self.without(id).with(extension)
    }

    /// The signed certificate.
    pub(super) fn signed_by(self, issuer: &Issuer<'_>) -> Vec<u8> {
        let algorithm = issuer.key.family.signature_algorithm(Parameters::Usual);
        let tbs = der(|w| {
            w.sequence(|w| {
                w.explicit(0, |w| {
                    w.unsigned(2);
                });
                w.unsigned_bytes(&self.serial).raw(&algorithm).raw(issuer.name);
                w.sequence(|w| {
                    time(w, self.validity.0);
                    time(w, self.validity.1);
                });
                w.raw(&self.subject).raw(&self.key.spki());
                w.explicit(3, |w| {
                    w.raw(&Extension::list(&self.extensions));
                });
            });
        });
        signed(&tbs, &algorithm, &issuer.key.sign(&tbs))
    }
}

/// The frame that certificates, CRLs and basic OCSP responses share: what is signed, the algorithm, the signature.
pub(super) fn signed(tbs: &[u8], algorithm: &[u8], signature: &[u8]) -> Vec<u8> {
    sequence([
        tbs,
        algorithm,
        &der(|w: &mut Writer| {
            w.bit_string(signature);
        }),
    ])
}

/// The serial number of a subscriber: the key identifier with the top bit cleared, and 0x10 added to a first byte
/// below 0x10 (section 3.2).
pub(super) fn serial_of(key_identifier: &[u8]) -> Vec<u8> {
    let mut serial = authority_serial_of(key_identifier);
    if let Some(first) = serial.first_mut().filter(|first| **first < 0x10) {
        *first += 0x10;
    }
    serial
}

/// The serial number of an authority: the key identifier with the top bit cleared.
pub(super) fn authority_serial_of(key_identifier: &[u8]) -> Vec<u8> {
    let mut serial = key_identifier.to_vec();
    if let Some(first) = serial.first_mut() {
        *first &= 0x7f;
    }
    serial
}
