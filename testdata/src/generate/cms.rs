//! Writing CMS SignedData (RFC 5652) as national software writes it (section 7.1 of the national facts).

use std::collections::BTreeSet;

use qoltanba::asn1::{Writer, tag};
use qoltanba::oid::{self, Oid};
use qoltanba::time::Moment;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::authority::Subscriber;
use super::der::{der, indefinite, moment, sequence, time};
use super::key::Parameters;
use super::spoil;

/// When the documents were signed, as signingTime claims.
pub(super) const SIGNED_AT: &str = "2026-05-10T09:00:00Z";

/// Which ESS attribute points to the signer's certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CertificateReference {
    /// None, as in plain CMS.
    None,
    /// signingCertificate (RFC 2634), as genuine time-stamp tokens have it (tolerance T10).
    V1,
    /// signingCertificateV2 (RFC 5035) with SHA-256, as the official client writes it.
    V2,
}

/// How the signed attributes depart from the usual three.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Attributes {
    /// contentType, signingTime, messageDigest.
    Usual,
    /// None at all: the content itself is signed.
    Absent,
    /// messageDigest twice: the right one, and one of other content.
    DigestTwice,
    /// One messageDigest attribute with two values.
    TwoDigests,
    /// The messageDigest of other content.
    OtherDigest,
}

/// One signer of a message.
pub(super) struct Signer<'a> {
    subscriber: &'a Subscriber,
    signing_time: Moment,
    reference: CertificateReference,
    attributes: Attributes,
    spoiled: bool,
}

impl<'a> Signer<'a> {
    pub(super) fn of(subscriber: &'a Subscriber) -> Self {
        Self {
            subscriber,
            signing_time: moment(SIGNED_AT),
            reference: CertificateReference::None,
            attributes: Attributes::Usual,
            spoiled: false,
        }
    }

    pub(super) fn at(mut self, signing_time: Moment) -> Self {
        self.signing_time = signing_time;
        self
    }

    pub(super) fn referring(mut self, reference: CertificateReference) -> Self {
        self.reference = reference;
        self
    }

    pub(super) fn attributes(mut self, attributes: Attributes) -> Self {
        self.attributes = attributes;
        self
    }

    /// One bit of the signature value is turned.
    pub(super) fn spoiled(mut self) -> Self {
        self.spoiled = true;
        self
    }

    /// Signs content of this type. The signature value is at hand for a time-stamp.
    pub(super) fn sign(&self, content_type: &Oid, content: &[u8]) -> Signed<'a> {
        let attributes = match self.attributes {
            Attributes::Absent => None,
            Attributes::Usual | Attributes::DigestTwice | Attributes::TwoDigests | Attributes::OtherDigest => {
                Some(self.signed_attributes(content_type, content))
            }
        };
        // Signed is the SET OF with its own tag; what is stored has [0] (RFC 5652, 5.4).
        let mut signature = match &attributes {
            None => self.subscriber.key.sign(content),
            Some(items) => self.subscriber.key.sign(&der(|w| {
                w.set_of(items.iter().cloned());
            })),
        };
        if self.spoiled {
            spoil(&mut signature);
        }
        Signed { subscriber: self.subscriber, attributes, signature, timestamp: None }
    }

    fn signed_attributes(&self, content_type: &Oid, content: &[u8]) -> Vec<Vec<u8>> {
        let family = self.subscriber.key.family;
        let digest = |bytes: &[u8]| {
            der(|w| {
                w.octet_string(&family.digest(bytes));
            })
        };
        let (right, other) = (digest(content), digest(b"other content"));
        let mut attributes = vec![
            attribute(
                &oid::CONTENT_TYPE,
                [der(|w| {
                    w.oid(content_type);
                })],
            ),
            attribute(&oid::SIGNING_TIME, [der(|w| time(w, self.signing_time))]),
        ];
        match self.attributes {
            Attributes::Usual => attributes.push(attribute(&oid::MESSAGE_DIGEST, [right])),
            Attributes::OtherDigest => attributes.push(attribute(&oid::MESSAGE_DIGEST, [other])),
            Attributes::TwoDigests => attributes.push(attribute(&oid::MESSAGE_DIGEST, [right, other])),
            Attributes::DigestTwice => {
                attributes.push(attribute(&oid::MESSAGE_DIGEST, [right]));
                attributes.push(attribute(&oid::MESSAGE_DIGEST, [other]));
            }
            Attributes::Absent => {}
        }
        match self.reference {
            CertificateReference::None => {}
            // SigningCertificate { SEQUENCE OF ESSCertID { certHash } }
            CertificateReference::V1 => {
                attributes.push(self.reference(&oid::SIGNING_CERTIFICATE, &Sha1::digest(&self.subscriber.certificate)));
            }
            // SHA-256 is the default hash algorithm and is left out in DER.
            CertificateReference::V2 => {
                let hash = Sha256::digest(&self.subscriber.certificate);
                attributes.push(self.reference(&oid::SIGNING_CERTIFICATE_V2, &hash));
            }
        }
        attributes
    }

    fn reference(&self, id: &Oid, hash: &[u8]) -> Vec<u8> {
        let hash = der(|w| {
            w.octet_string(hash);
        });
        attribute(id, [sequence([sequence([sequence([hash])])])])
    }
}

fn attribute<const N: usize>(id: &Oid, values: [Vec<u8>; N]) -> Vec<u8> {
    der(|w| {
        w.sequence(|w| {
            w.oid(id).set_of(values);
        });
    })
}

/// A signature that may still receive its time-stamp.
pub(super) struct Signed<'a> {
    subscriber: &'a Subscriber,
    attributes: Option<Vec<Vec<u8>>>,
    pub(super) signature: Vec<u8>,
    timestamp: Option<Vec<u8>>,
}

impl Signed<'_> {
    /// With this token as signature time-stamp (unsigned attribute).
    pub(super) fn stamped(mut self, token: Vec<u8>) -> Self {
        self.timestamp = Some(token);
        self
    }

    /// SignerInfo version 1, the signer named by issuer and serial number.
    fn signer_info(&self) -> Vec<u8> {
        let family = self.subscriber.key.family;
        der(|w| {
            w.sequence(|w| {
                w.unsigned(1);
                w.sequence(|w| {
                    w.raw(&self.subscriber.issuer_name).unsigned_bytes(&self.subscriber.serial());
                });
                w.raw(&family.digest_algorithm());
                if let Some(attributes) = &self.attributes {
                    w.set_of_tagged(tag::context_constructed(0), attributes.iter().cloned());
                }
                w.raw(&family.signature_algorithm(Parameters::Usual)).octet_string(&self.signature);
                if let Some(token) = &self.timestamp {
                    let stamp = attribute(&oid::TIME_STAMP_TOKEN, [token.clone()]);
                    w.set_of_tagged(tag::context_constructed(1), [stamp]);
                }
            });
        })
    }
}

/// Whether the content lies in the message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Attached,
    Detached,
}

/// Whether the signers' certificates lie in the message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Certificates {
    Embedded,
    LeftOut,
}

/// A SignedData around some signatures.
pub(super) struct Message<'a> {
    pub(super) content_type: &'a Oid,
    pub(super) content: &'a [u8],
    pub(super) placement: Content,
    pub(super) certificates: Certificates,
    pub(super) signatures: Vec<Signed<'a>>,
}

impl<'a> Message<'a> {
    /// An attached message of type id-data.
    pub(super) fn of(content: &'a [u8], signatures: impl IntoIterator<Item = Signed<'a>>) -> Self {
        Self {
            content_type: &oid::DATA,
            content,
            placement: Content::Attached,
            certificates: Certificates::Embedded,
            signatures: signatures.into_iter().collect(),
        }
    }

    pub(super) fn detached(mut self) -> Self {
        self.placement = Content::Detached;
        self
    }

    pub(super) fn without_certificates(mut self) -> Self {
        self.certificates = Certificates::LeftOut;
        self
    }

    /// ContentInfo in DER.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let parts = self.parts();
        let encapsulated = der(|w| {
            w.sequence(|w| {
                w.oid(self.content_type);
                if self.placement == Content::Attached {
                    w.explicit(0, |w| {
                        w.octet_string(self.content);
                    });
                }
            });
        });
        der(|w| {
            w.sequence(|w| {
                w.oid(&oid::SIGNED_DATA).explicit(0, |w| {
                    w.sequence(|w| {
                        w.raw(&parts.head).raw(&encapsulated).raw(&parts.tail);
                    });
                });
            });
        })
    }

    /// The same in BER: indefinite lengths from the outside to the content, which is cut into pieces of 16 bytes.
    pub(super) fn to_ber(&self) -> Vec<u8> {
        let parts = self.parts();
        let id = |oid: &Oid| {
            der(|w| {
                w.oid(oid);
            })
        };
        let pieces: Vec<Vec<u8>> = self.content.chunks(16).map(octets).collect();
        let content = indefinite(0xa0, [indefinite(0x24, pieces)]);
        let encapsulated = indefinite(tag::SEQUENCE, [id(self.content_type), content]);
        let signed_data = indefinite(tag::SEQUENCE, [parts.head, encapsulated, parts.tail]);
        indefinite(tag::SEQUENCE, [id(&oid::SIGNED_DATA), indefinite(0xa0, [signed_data])])
    }

    fn parts(&self) -> Parts {
        let version = if *self.content_type == oid::DATA { 1 } else { 3 };
        let digests: BTreeSet<Vec<u8>> =
            self.signatures.iter().map(|signed| signed.subscriber.key.family.digest_algorithm()).collect();
        let certificates: BTreeSet<Vec<u8>> =
            self.signatures.iter().map(|signed| signed.subscriber.certificate.clone()).collect();
        let head = der(|w| {
            w.unsigned(version).set_of(digests);
        });
        let tail = der(|w: &mut Writer| {
            if self.certificates == Certificates::Embedded && !certificates.is_empty() {
                w.set_of_tagged(tag::context_constructed(0), certificates);
            }
            w.set_of(self.signatures.iter().map(Signed::signer_info));
        });
        Parts { head, tail }
    }
}

/// What stands before and after encapContentInfo.
struct Parts {
    head: Vec<u8>,
    tail: Vec<u8>,
}

fn octets(bytes: &[u8]) -> Vec<u8> {
    der(|w| {
        w.octet_string(bytes);
    })
}
