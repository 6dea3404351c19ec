//! A small authority for tests: `root.issues(Template::ca("Sub").path_len(0))`, `sub.list(List::new().revokes(7))`.
//!
//! Keys are P-256, made anew in each run; names are invented. What it writes is whatever the test asks for, also what no
//! authority would: it checks nothing.

use std::sync::Arc;

use qoltanba::asn1::{Writer, tag};
use qoltanba::oid::{self, Oid};
use qoltanba::{Certificate, Moment};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};

/// A moment at which everything made here is valid and current, unless it says otherwise.
#[must_use]
pub fn now() -> Moment {
    Moment::parse("2026-03-01T12:00:00Z").expect("a moment")
}

/// A moment `days` after [`now`], before it when negative.
#[must_use]
pub fn day(days: i64) -> Moment {
    now().plus_seconds(days * 86_400)
}

/// DER of what the closure writes.
#[must_use]
pub fn der(content: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    content(&mut writer);
    writer.into_bytes()
}

/// A DER name with this commonName only.
#[must_use]
pub fn name(common_name: &str) -> Vec<u8> {
    der(|writer| {
        writer.sequence(|rdns| {
            rdns.set_of([der(|attribute| {
                attribute.sequence(|pair| {
                    pair.oid(&oid::COMMON_NAME).tlv(tag::UTF8_STRING, common_name.as_bytes());
                });
            })]);
        });
    })
}

/// A signing key.
#[derive(Clone)]
pub struct Key(Arc<EcdsaKeyPair>);

impl Key {
    /// Makes a key.
    #[must_use]
    pub fn generate() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key is made");
        Self(Arc::new(EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).expect("the key is readable")))
    }

    /// The DER SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> Vec<u8> {
        der(|writer| {
            writer.sequence(|spki| {
                spki.sequence(|algorithm| {
                    algorithm.oid(&oid::EC_PUBLIC_KEY).oid(&oid::P256);
                });
                spki.bit_string(self.0.public_key().as_ref());
            });
        })
    }

    /// `tbs`, the algorithm, the signature, and whatever follows them, as one SEQUENCE.
    fn sign(&self, tbs: &[u8], tail: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let signature = self.0.sign(&SystemRandom::new(), tbs).expect("the key signs");
        der(|writer| {
            writer.sequence(|signed| {
                signed.raw(tbs);
                algorithm(signed);
                signed.bit_string(signature.as_ref());
                tail(signed);
            });
        })
    }
}

fn algorithm(writer: &mut Writer) {
    writer.sequence(|algorithm| {
        algorithm.oid(&oid::ECDSA_WITH_SHA256);
    });
}

/// GeneralizedTime, also where RFC 5280 asks for UTCTime: readers take both.
fn time(writer: &mut Writer, moment: Moment) {
    let digits: String = moment.to_string().chars().filter(char::is_ascii_digit).collect();
    writer.tlv(tag::GENERALIZED_TIME, format!("{digits}Z").as_bytes());
}

/// An extension to be written.
#[derive(Clone)]
struct Extension(Oid, Critical, Vec<u8>);

/// Whether an extension is marked critical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Critical {
    /// It is.
    Yes,
    /// It is not.
    No,
}

fn extensions(writer: &mut Writer, list: &[Extension]) {
    writer.sequence(|writer| {
        for Extension(oid, critical, value) in list {
            writer.sequence(|extension| {
                extension.oid(oid);
                if *critical == Critical::Yes {
                    extension.boolean(true);
                }
                extension.octet_string(value);
            });
        }
    });
}

/// What a certificate shall say.
#[derive(Clone)]
pub struct Template {
    subject: Vec<u8>,
    serial: u64,
    not_before: Moment,
    not_after: Moment,
    path_len: Option<u64>,
    is_ca: bool,
    extensions: Vec<Extension>,
}

impl Template {
    fn new(subject: Vec<u8>, is_ca: bool) -> Self {
        let (not_before, not_after) = (day(-1_000), day(1_000));
        Self { subject, serial: 1, not_before, not_after, path_len: None, is_ca, extensions: Vec::new() }
    }

    /// A CA certificate with basicConstraints and key usage.
    #[must_use]
    pub fn ca(common_name: &str) -> Self {
        Self::new(name(common_name), true).extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 1, 6])
    }

    /// A certificate of a CA for a key that signs lists and no certificates.
    #[must_use]
    pub fn list_signer(common_name: &str) -> Self {
        Self::ca(common_name).extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 1, 2])
    }

    /// A certificate that is none of a CA.
    #[must_use]
    pub fn end_entity(common_name: &str) -> Self {
        Self::new(name(common_name), false)
    }

    /// The DER name of the subject.
    #[must_use]
    pub fn subject(mut self, name: Vec<u8>) -> Self {
        self.subject = name;
        self
    }

    /// A certificate that is none of a CA and whose subject is empty.
    #[must_use]
    pub fn nameless() -> Self {
        Self::new(vec![tag::SEQUENCE, 0], false)
    }

    /// The serial number.
    #[must_use]
    pub fn serial(mut self, serial: u64) -> Self {
        self.serial = serial;
        self
    }

    /// The validity period.
    #[must_use]
    pub fn valid(mut self, not_before: Moment, not_after: Moment) -> Self {
        (self.not_before, self.not_after) = (not_before, not_after);
        self
    }

    /// pathLenConstraint.
    #[must_use]
    pub fn path_len(mut self, length: u64) -> Self {
        self.path_len = Some(length);
        self
    }

    /// A further extension, in place of one of the same type.
    #[must_use]
    pub fn extension(mut self, oid: &Oid, critical: Critical, value: &[u8]) -> Self {
        self = self.without(oid);
        self.extensions.push(Extension(oid.clone(), critical, value.to_vec()));
        self
    }

    /// Leaves an extension out.
    #[must_use]
    pub fn without(mut self, oid: &Oid) -> Self {
        self.extensions.retain(|extension| extension.0 != *oid);
        self
    }

    fn sign(&self, issuer: &[u8], signer: &Key, spki: &[u8]) -> Certificate {
        self.try_sign(issuer, signer, spki).expect("the certificate is well formed")
    }

    fn try_sign(&self, issuer: &[u8], signer: &Key, spki: &[u8]) -> qoltanba::Result<Certificate> {
        let mut list = self.extensions.clone();
        if self.is_ca {
            let value = der(|writer| {
                writer.sequence(|constraints| {
                    constraints.boolean(true);
                    if let Some(length) = self.path_len {
                        constraints.unsigned(length);
                    }
                });
            });
            list.push(Extension(oid::BASIC_CONSTRAINTS.clone(), Critical::Yes, value));
        }
        let tbs = der(|writer| {
            writer.sequence(|tbs| {
                tbs.explicit(0, |version| {
                    version.unsigned(2);
                });
                tbs.unsigned(self.serial);
                algorithm(tbs);
                tbs.raw(issuer);
                tbs.sequence(|validity| {
                    time(validity, self.not_before);
                    time(validity, self.not_after);
                });
                tbs.raw(&self.subject).raw(spki);
                if !list.is_empty() {
                    tbs.explicit(3, |wrapper| extensions(wrapper, &list));
                }
            });
        });
        Certificate::from_der(&signer.sign(&tbs, |_| {}))
    }
}

/// A certificate with its key.
#[derive(Clone)]
pub struct Holder {
    /// The certificate.
    pub certificate: Certificate,
    /// Its private key.
    pub key: Key,
}

impl Holder {
    /// A self-signed certificate.
    #[must_use]
    pub fn root(template: &Template) -> Self {
        let key = Key::generate();
        Self { certificate: template.sign(&template.subject, &key, &key.spki()), key }
    }

    /// A certificate for a new key.
    #[must_use]
    pub fn issues(&self, template: &Template) -> Self {
        let key = Key::generate();
        Self { certificate: self.certifies(template, &key), key }
    }

    /// As [`issues`](Self::issues), where the library may refuse to read the result.
    #[must_use]
    pub fn may_issue(&self, template: &Template) -> Option<Certificate> {
        template.try_sign(self.certificate.subject().raw(), &self.key, &Key::generate().spki()).ok()
    }

    /// A certificate for a key that exists.
    #[must_use]
    pub fn certifies(&self, template: &Template, key: &Key) -> Certificate {
        self.certifies_spki(template, &key.spki())
    }

    /// A certificate for a key that is elsewhere, by its DER SubjectPublicKeyInfo.
    #[must_use]
    pub fn certifies_spki(&self, template: &Template, spki: &[u8]) -> Certificate {
        template.sign(self.certificate.subject().raw(), &self.key, spki)
    }

    /// A list of this issuer.
    #[must_use]
    pub fn lists(&self, list: &List) -> Vec<u8> {
        list.sign(self.certificate.subject().raw(), &self.key)
    }

    /// An OCSP response, signed with this key and named by this subject.
    #[must_use]
    pub fn answers(&self, answer: &Answer) -> Vec<u8> {
        answer.sign(self.certificate.subject().raw(), &self.key)
    }
}

/// What a CRL shall say.
#[derive(Clone)]
pub struct List {
    this_update: Moment,
    next_update: Option<Moment>,
    entries: Vec<Vec<u8>>,
    extensions: Vec<Extension>,
}

impl Default for List {
    fn default() -> Self {
        Self::new()
    }
}

impl List {
    /// A list without entries, current for a day before and after now.
    #[must_use]
    pub fn new() -> Self {
        Self { this_update: day(-1), next_update: Some(day(1)), entries: Vec::new(), extensions: Vec::new() }
    }

    /// Its dates.
    #[must_use]
    pub fn dated(mut self, this_update: Moment, next_update: Option<Moment>) -> Self {
        (self.this_update, self.next_update) = (this_update, next_update);
        self
    }

    /// cRLNumber.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        let value = der(|writer| {
            writer.unsigned(number);
        });
        self.extension(&oid::CRL_NUMBER, Critical::No, &value)
    }

    /// deltaCRLIndicator.
    #[must_use]
    pub fn delta_of(self, base: u64) -> Self {
        let value = der(|writer| {
            writer.unsigned(base);
        });
        self.extension(&oid::DELTA_CRL_INDICATOR, Critical::Yes, &value)
    }

    /// A further extension.
    #[must_use]
    pub fn extension(mut self, oid: &Oid, critical: Critical, value: &[u8]) -> Self {
        self.extensions.push(Extension(oid.clone(), critical, value.to_vec()));
        self
    }

    /// An entry with a reason code, dated ten days ago.
    #[must_use]
    pub fn revokes(self, serial: u64, reason: u8) -> Self {
        self.revokes_on(serial, reason, day(-10))
    }

    /// An entry with a reason code and a date.
    #[must_use]
    pub fn revokes_on(self, serial: u64, reason: u8, date: Moment) -> Self {
        let value = der(|writer| {
            writer.tlv(tag::ENUMERATED, &[reason]);
        });
        self.entry(serial, date, &[(&oid::REASON_CODE, Critical::No, &value)])
    }

    /// An entry with any extensions.
    #[must_use]
    pub fn entry(mut self, serial: u64, date: Moment, list: &[(&Oid, Critical, &[u8])]) -> Self {
        let list: Vec<Extension> =
            list.iter().map(|(oid, critical, value)| Extension((*oid).clone(), *critical, value.to_vec())).collect();
        self.entries.push(der(|writer| {
            writer.sequence(|entry| {
                entry.unsigned(serial);
                time(entry, date);
                if !list.is_empty() {
                    extensions(entry, &list);
                }
            });
        }));
        self
    }

    fn sign(&self, issuer: &[u8], key: &Key) -> Vec<u8> {
        let tbs = der(|writer| {
            writer.sequence(|tbs| {
                tbs.unsigned(1);
                algorithm(tbs);
                tbs.raw(issuer);
                time(tbs, self.this_update);
                if let Some(next_update) = self.next_update {
                    time(tbs, next_update);
                }
                if !self.entries.is_empty() {
                    tbs.sequence(|entries| {
                        entries.raw(&self.entries.concat());
                    });
                }
                if !self.extensions.is_empty() {
                    tbs.explicit(0, |wrapper| extensions(wrapper, &self.extensions));
                }
            });
        });
        key.sign(&tbs, |_| {})
    }
}

/// What an OCSP response shall say; each answer is a whole CertID with its status.
#[derive(Clone)]
pub struct Answer {
    version: Option<u64>,
    this_update: Moment,
    next_update: Option<Moment>,
    singles: Vec<(Vec<u8>, Vec<u8>)>,
    single_extensions: Vec<Extension>,
    extensions: Vec<Extension>,
    certificates: Vec<Certificate>,
}

/// The status of one certificate in an OCSP response.
#[derive(Debug, Clone, Copy)]
pub enum Says {
    /// good.
    Good,
    /// revoked, with date and reason code.
    Revoked(Moment, Option<u8>),
    /// unknown.
    Unknown,
}

impl Default for Answer {
    fn default() -> Self {
        Self::new()
    }
}

impl Answer {
    /// A response without answers, an hour old, with a nextUpdate in an hour.
    #[must_use]
    pub fn new() -> Self {
        let (this_update, next_update) = (now().plus_seconds(-3_600), Some(now().plus_seconds(3_600)));
        Self {
            version: None,
            this_update,
            next_update,
            singles: Vec::new(),
            single_extensions: Vec::new(),
            extensions: Vec::new(),
            certificates: Vec::new(),
        }
    }

    /// The number of the version, which DER leaves out for version 1 (0).
    #[must_use]
    pub fn version(mut self, version: u64) -> Self {
        self.version = Some(version);
        self
    }

    /// Its dates.
    #[must_use]
    pub fn dated(mut self, this_update: Moment, next_update: Option<Moment>) -> Self {
        (self.this_update, self.next_update) = (this_update, next_update);
        self
    }

    /// An answer for the certificate with this DER CertID.
    #[must_use]
    pub fn says(mut self, cert_id: &[u8], status: Says) -> Self {
        let status = der(|writer| match status {
            Says::Good => {
                writer.tlv(tag::context(0), &[]);
            }
            Says::Unknown => {
                writer.tlv(tag::context(2), &[]);
            }
            Says::Revoked(date, reason) => {
                writer.constructed(tag::context_constructed(1), |info| {
                    time(info, date);
                    if let Some(reason) = reason {
                        info.explicit(0, |wrapper| {
                            wrapper.tlv(tag::ENUMERATED, &[reason]);
                        });
                    }
                });
            }
        });
        self.singles.push((cert_id.to_vec(), status));
        self
    }

    /// An extension of every answer.
    #[must_use]
    pub fn single_extension(mut self, oid: &Oid, critical: Critical, value: &[u8]) -> Self {
        self.single_extensions.push(Extension(oid.clone(), critical, value.to_vec()));
        self
    }

    /// A response extension.
    #[must_use]
    pub fn extension(mut self, oid: &Oid, critical: Critical, value: &[u8]) -> Self {
        self.extensions.push(Extension(oid.clone(), critical, value.to_vec()));
        self
    }

    /// A certificate to go along.
    #[must_use]
    pub fn with(mut self, certificate: &Certificate) -> Self {
        self.certificates.push(certificate.clone());
        self
    }

    fn sign(&self, responder: &[u8], key: &Key) -> Vec<u8> {
        let tbs = der(|writer| {
            writer.sequence(|tbs| {
                if let Some(version) = self.version {
                    tbs.explicit(0, |wrapper| {
                        wrapper.unsigned(version);
                    });
                }
                tbs.explicit(1, |by_name| {
                    by_name.raw(responder);
                });
                time(tbs, self.this_update);
                tbs.sequence(|responses| {
                    for (id, status) in &self.singles {
                        responses.sequence(|single| {
                            single.raw(id).raw(status);
                            time(single, self.this_update);
                            if let Some(next_update) = self.next_update {
                                single.explicit(0, |wrapper| time(wrapper, next_update));
                            }
                            if !self.single_extensions.is_empty() {
                                single.explicit(1, |wrapper| extensions(wrapper, &self.single_extensions));
                            }
                        });
                    }
                });
                if !self.extensions.is_empty() {
                    tbs.explicit(1, |wrapper| extensions(wrapper, &self.extensions));
                }
            });
        });
        let basic = key.sign(&tbs, |tail| {
            if !self.certificates.is_empty() {
                tail.explicit(0, |wrapper| {
                    wrapper.sequence(|list| {
                        for certificate in &self.certificates {
                            list.raw(certificate.der());
                        }
                    });
                });
            }
        });
        der(|writer| {
            writer.sequence(|response| {
                response.tlv(tag::ENUMERATED, &[0]);
                response.explicit(0, |wrapper| {
                    wrapper.sequence(|bytes| {
                        bytes.oid(&oid::OCSP_BASIC).octet_string(&basic);
                    });
                });
            });
        })
    }
}

/// The DER CertID of `certificate` under SHA-256, computed with `ring`, not with the library.
#[must_use]
pub fn cert_id(certificate: &Certificate, issuer: &Holder) -> Vec<u8> {
    let sha256 = |bytes: &[u8]| ring::digest::digest(&ring::digest::SHA256, bytes);
    der(|writer| {
        writer.sequence(|id| {
            id.sequence(|algorithm| {
                algorithm.oid(&oid::SHA256);
            });
            id.octet_string(sha256(certificate.issuer().raw()).as_ref());
            id.octet_string(sha256(issuer.key.0.public_key().as_ref()).as_ref());
            id.tlv(tag::INTEGER, certificate.serial());
        });
    })
}
