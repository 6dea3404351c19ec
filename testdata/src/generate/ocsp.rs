//! Writing OCSP responses (RFC 6960).

use qoltanba::asn1::tag;
use qoltanba::oid::{self, Oid};
use qoltanba::time::Moment;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::certificate::{Issuer, signed};
use super::crl::Reason;
use super::der::{algorithm_with_null, der, generalized_time, moment};
use super::extension::Extension;
use super::key::{Key, Parameters};

/// The hash of a CertID.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CertIdHash {
    Sha1,
    Sha256,
}

/// CertStatus.
#[derive(Clone, Copy)]
pub(super) enum Status {
    Good,
    Revoked(Moment, Reason),
    Unknown,
}

/// A basic response with one single response, before its signature.
pub(super) struct Draft<'a> {
    issuer: &'a Issuer<'a>,
    serial: Vec<u8>,
    hash: CertIdHash,
    status: Status,
    this_update: Moment,
    next_update: Option<Moment>,
    extensions: Vec<Extension>,
    certificates: Vec<Vec<u8>>,
}

impl<'a> Draft<'a> {
    /// An answer about the certificate with this serial number, of `issuer`: made on 2026-06-30 at 12:00, to be
    /// replaced on 2026-07-02, CertID by SHA-256 as the national responders write it.
    pub(super) fn about(serial: &[u8], issuer: &'a Issuer<'a>, status: Status) -> Self {
        Self {
            issuer,
            serial: serial.to_vec(),
            hash: CertIdHash::Sha256,
            status,
            this_update: moment("2026-06-30T12:00:00Z"),
            next_update: Some(moment("2026-07-02T12:00:00Z")),
            extensions: Vec::new(),
            certificates: Vec::new(),
        }
    }

    pub(super) fn cert_id_by(mut self, hash: CertIdHash) -> Self {
        self.hash = hash;
        self
    }

    pub(super) fn from(mut self, this_update: &str) -> Self {
        self.this_update = moment(this_update);
        self
    }

    pub(super) fn until(mut self, next_update: &str) -> Self {
        self.next_update = Some(moment(next_update));
        self
    }

    pub(super) fn without_next_update(mut self) -> Self {
        self.next_update = None;
        self
    }

    pub(super) fn with(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    pub(super) fn enclosing(mut self, certificate: &[u8]) -> Self {
        self.certificates.push(certificate.to_vec());
        self
    }

    /// The successful response, signed by `responder` and named after it.
    pub(super) fn signed_by(self, responder: &Issuer<'_>) -> Vec<u8> {
        let data = self.response_data(responder.name);
        let signature = responder.key.sign(&data);
        self.response(&data, responder.key, &signature)
    }

    /// The same with one bit of the signature turned.
    pub(super) fn badly_signed_by(self, responder: &Issuer<'_>) -> Vec<u8> {
        let data = self.response_data(responder.name);
        let mut signature = responder.key.sign(&data);
        super::spoil(&mut signature);
        self.response(&data, responder.key, &signature)
    }

    fn response_data(&self, responder_name: &[u8]) -> Vec<u8> {
        der(|w| {
            w.sequence(|w| {
                // responderID byName [1]
                w.explicit(1, |w| {
                    w.raw(responder_name);
                });
                generalized_time(w, self.this_update);
                w.sequence(|w| {
                    w.raw(&self.single_response());
                });
                if !self.extensions.is_empty() {
                    w.explicit(1, |w| {
                        w.raw(&Extension::list(&self.extensions));
                    });
                }
            });
        })
    }

    fn single_response(&self) -> Vec<u8> {
        der(|w| {
            w.sequence(|w| {
                w.raw(&self.cert_id());
                match self.status {
                    Status::Good => {
                        w.tlv(tag::context(0), &[]);
                    }
                    Status::Revoked(at, reason) => {
                        w.explicit(1, |w| {
                            generalized_time(w, at);
                            if let Some(code) = reason.code() {
                                w.explicit(0, |w| {
                                    w.tlv(tag::ENUMERATED, &[code]);
                                });
                            }
                        });
                    }
                    Status::Unknown => {
                        w.tlv(tag::context(2), &[]);
                    }
                }
                generalized_time(w, self.this_update);
                if let Some(next_update) = self.next_update {
                    w.explicit(0, |w| generalized_time(w, next_update));
                }
            });
        })
    }

    /// CertID (RFC 6960, 4.1.1): hashes of the issuer's name and of its public key without tag and length.
    fn cert_id(&self) -> Vec<u8> {
        let algorithm: &Oid = match self.hash {
            CertIdHash::Sha1 => &oid::SHA1,
            CertIdHash::Sha256 => &oid::SHA256,
        };
        let hash = |bytes: &[u8]| match self.hash {
            CertIdHash::Sha1 => Sha1::digest(bytes).to_vec(),
            CertIdHash::Sha256 => Sha256::digest(bytes).to_vec(),
        };
        der(|w| {
            w.sequence(|w| {
                w.raw(&algorithm_with_null(algorithm));
                w.octet_string(&hash(self.issuer.name)).octet_string(&hash(self.issuer.key.public_bits()));
                w.unsigned_bytes(&self.serial);
            });
        })
    }

    fn response(&self, data: &[u8], key: &Key, signature: &[u8]) -> Vec<u8> {
        let algorithm = key.family.signature_algorithm(Parameters::Usual);
        let basic = if self.certificates.is_empty() {
            signed(data, &algorithm, signature)
        } else {
            der(|w| {
                w.sequence(|w| {
                    w.raw(data).raw(&algorithm).bit_string(signature);
                    w.explicit(0, |w| {
                        w.sequence(|w| {
                            for certificate in &self.certificates {
                                w.raw(certificate);
                            }
                        });
                    });
                });
            })
        };
        der(|w| {
            w.sequence(|w| {
                w.tlv(tag::ENUMERATED, &[0]);
                w.explicit(0, |w| {
                    w.sequence(|w| {
                        w.oid(&oid::OCSP_BASIC).octet_string(&basic);
                    });
                });
            });
        })
    }
}

/// A response without an answer: responseStatus tryLater.
pub(super) fn try_later() -> Vec<u8> {
    der(|w| {
        w.sequence(|w| {
            w.tlv(tag::ENUMERATED, &[3]);
        });
    })
}
