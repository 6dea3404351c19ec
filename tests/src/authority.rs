//! The RSA authority of the test data at work: it signs lists and OCSP answers as they are asked for. `nca-rsa` signs the
//! lists, its delegated responder the answers, its time stamping authority the tokens; their keys are among the test data.

use std::sync::atomic::{AtomicU64, Ordering};

use qoltanba::asn1::{Reader, Writer, tag};
use qoltanba::crypto::PrivateKey;
use qoltanba::oid::{self, Oid};
use qoltanba::sign::Signer;
use qoltanba::sign::timestamp::TimestampAuthority;
use qoltanba::{Certificate, Moment};

use crate::pki::der;

/// Reasons of a CRL entry (RFC 5280, 5.3.1).
pub const KEY_COMPROMISE: u8 = 1;
/// As [`KEY_COMPROMISE`].
pub const HOLD: u8 = 6;

/// The authority with its responder and time stamping authority.
pub struct NationalAuthority {
    authority: Holder,
    responder: Holder,
    stamping: Holder,
    serial: AtomicU64,
}

struct Holder {
    certificate: Certificate,
    key: PrivateKey,
}

impl Holder {
    fn of(certificate: &str, key: &str) -> Self {
        let key = std::fs::read(qoltanba_testdata::folder().join("../keys").join(key)).expect("the key is there");
        Self {
            certificate: certificate_of(certificate),
            key: PrivateKey::from_der_or_pem(&key).expect("the key is readable"),
        }
    }

    fn sign(&self, tbs: &[u8], tail: impl FnOnce(&mut Writer)) -> Vec<u8> {
        let signer = Signer::new(&self.key, &self.certificate).expect("the key belongs to the certificate");
        let signature = signer.sign(tbs).expect("the key signs");
        der(|writer| {
            writer.sequence(|signed| {
                signed.raw(tbs);
                algorithm(signed);
                signed.bit_string(&signature);
                tail(signed);
            });
        })
    }
}

/// A certificate of the test data, for instance `rsa/individual-sign.cer`.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn certificate_of(name: &str) -> Certificate {
    Certificate::from_der(&qoltanba_testdata::file(name).expect("the certificate is there")).expect("it is readable")
}

/// One list to be signed.
#[derive(Debug, Clone)]
pub struct ListPlan {
    /// cRLNumber.
    pub number: u64,
    /// BaseCRLNumber, for a delta.
    pub delta_of: Option<u64>,
    /// thisUpdate.
    pub this_update: Moment,
    /// nextUpdate.
    pub next_update: Moment,
    /// Serial numbers and reasons.
    pub revoked: Vec<(Vec<u8>, u8)>,
}

/// What an OCSP answer says of a serial number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// good.
    Good,
    /// revoked, with a reason, a day before the answer.
    Revoked(u8),
    /// unknown.
    Unknown,
}

impl Default for NationalAuthority {
    fn default() -> Self {
        Self::new()
    }
}

impl NationalAuthority {
    /// The authority.
    #[must_use]
    pub fn new() -> Self {
        Self {
            authority: Holder::of("ca/nca-rsa.cer", "nca-rsa.pem"),
            responder: Holder::of("ocsp/responder-rsa.cer", "ocsp-responder-rsa.pem"),
            stamping: Holder::of("tsa/rsa.cer", "tsa-rsa.pem"),
            serial: AtomicU64::new(1),
        }
    }

    /// The DER list.
    #[must_use]
    pub fn list(&self, plan: &ListPlan) -> Vec<u8> {
        let unsigned = |number: u64| {
            der(|writer| {
                writer.unsigned(number);
            })
        };
        let tbs = der(|writer| {
            writer.sequence(|tbs| {
                tbs.unsigned(1);
                algorithm(tbs);
                tbs.raw(self.authority.certificate.subject().raw());
                time(tbs, plan.this_update);
                time(tbs, plan.next_update);
                if !plan.revoked.is_empty() {
                    tbs.sequence(|entries| {
                        for (serial, reason) in &plan.revoked {
                            entries.sequence(|entry| {
                                entry.tlv(tag::INTEGER, serial);
                                time(entry, plan.this_update.plus_seconds(-86_400));
                                let reason = der(|writer| {
                                    writer.tlv(tag::ENUMERATED, &[*reason]);
                                });
                                entry.sequence(|list| extension(list, &oid::REASON_CODE, false, &reason));
                            });
                        }
                    });
                }
                tbs.explicit(0, |wrapper| {
                    wrapper.sequence(|list| {
                        extension(list, &oid::CRL_NUMBER, false, &unsigned(plan.number));
                        if let Some(base) = plan.delta_of {
                            extension(list, &oid::DELTA_CRL_INDICATOR, true, &unsigned(base));
                        }
                    });
                });
            });
        });
        self.authority.sign(&tbs, |_| {})
    }

    /// The answer to an OCSP request at `at`, without nextUpdate as national responders write it; the nonce is repeated.
    ///
    /// # Errors
    /// When the request cannot be read.
    pub fn ocsp(&self, request: &[u8], at: Moment, verdict: impl Fn(&[u8]) -> Verdict) -> qoltanba::Result<Vec<u8>> {
        const WHAT: &str = "OCSPRequest";
        let mut tbs = Reader::new(request).sequence(WHAT)?.sequence(WHAT)?;
        let mut single = tbs.sequence(WHAT)?.sequence(WHAT)?;
        let id = single.expect(tag::SEQUENCE, WHAT)?;
        let mut fields = id.reader();
        fields.any(WHAT)?;
        fields.any(WHAT)?;
        fields.any(WHAT)?;
        let serial = fields.expect(tag::INTEGER, WHAT)?.integer_bytes(WHAT)?;
        let extensions = tbs.explicit(2, WHAT)?.map(|reader| reader.rest().to_vec());
        let status = der(|writer| match verdict(serial) {
            Verdict::Good => {
                writer.tlv(tag::context(0), &[]);
            }
            Verdict::Unknown => {
                writer.tlv(tag::context(2), &[]);
            }
            Verdict::Revoked(reason) => {
                writer.constructed(tag::context_constructed(1), |info| {
                    time(info, at.plus_seconds(-86_400));
                    info.explicit(0, |wrapper| {
                        wrapper.tlv(tag::ENUMERATED, &[reason]);
                    });
                });
            }
        });
        let data = der(|writer| {
            writer.sequence(|data| {
                data.explicit(1, |name| {
                    name.raw(self.responder.certificate.subject().raw());
                });
                time(data, at);
                data.sequence(|responses| {
                    responses.sequence(|single| {
                        single.raw(id.raw()).raw(&status);
                        time(single, at);
                    });
                });
                if let Some(extensions) = &extensions {
                    data.explicit(1, |wrapper| {
                        wrapper.raw(extensions);
                    });
                }
            });
        });
        let basic = self.responder.sign(&data, |tail| {
            tail.explicit(0, |wrapper| {
                wrapper.sequence(|certificates| {
                    certificates.raw(self.responder.certificate.der());
                });
            });
        });
        Ok(der(|writer| {
            writer.sequence(|response| {
                response.tlv(tag::ENUMERATED, &[0]);
                response.explicit(0, |wrapper| {
                    wrapper.sequence(|bytes| {
                        bytes.oid(&oid::OCSP_BASIC).octet_string(&basic);
                    });
                });
            });
        }))
    }

    /// The answer to a time stamp request at `at`.
    ///
    /// # Errors
    /// When the request cannot be read.
    pub fn stamp(&self, request: &[u8], at: Moment) -> qoltanba::Result<Vec<u8>> {
        let signer = Signer::new(&self.stamping.key, &self.stamping.certificate)?;
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let policy = Oid::parse("1.2.398.3.3.2.6.2").expect("a policy of the national authority");
        TimestampAuthority::new(signer, policy).answer(request, serial, at)
    }
}

fn algorithm(writer: &mut Writer) {
    writer.sequence(|algorithm| {
        algorithm.oid(&oid::SHA256_WITH_RSA).null();
    });
}

fn time(writer: &mut Writer, moment: Moment) {
    let digits: String = moment.to_string().chars().filter(char::is_ascii_digit).collect();
    writer.tlv(tag::GENERALIZED_TIME, format!("{digits}Z").as_bytes());
}

fn extension(list: &mut Writer, oid: &Oid, critical: bool, value: &[u8]) {
    list.sequence(|extension| {
        extension.oid(oid);
        if critical {
            extension.boolean(true);
        }
        extension.octet_string(value);
    });
}
