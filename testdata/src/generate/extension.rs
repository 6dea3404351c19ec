//! Certificate and CRL extensions, one constructor each.

use qoltanba::asn1::{Writer, tag};
use qoltanba::oid::{self, Oid};

use super::der::{der, oid as parse_oid};

/// One extension.
#[derive(Clone)]
pub(super) struct Extension {
    id: Oid,
    criticality: Criticality,
    value: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Criticality {
    Critical,
    NotCritical,
}

/// Whether a policy carries a user notice beside its CPS.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum UserNotice {
    With,
    Without,
}

/// keyUsage bits, first octet (RFC 5280, 4.2.1.3).
pub(super) mod usage {
    /// digitalSignature + nonRepudiation: RSA and GOST-2004 signing keys.
    pub(in super::super) const SIGN: u8 = 0xc0;
    /// digitalSignature + keyEncipherment: RSA authentication keys.
    pub(in super::super) const AUTH: u8 = 0xa0;
    /// digitalSignature + nonRepudiation + keyAgreement: the single GOST-2015 key.
    pub(in super::super) const SINGLE: u8 = 0xc8;
    /// digitalSignature + nonRepudiation + keyEncipherment: the right to sign, issue of 2023.
    pub(in super::super) const SIGNER_2023: u8 = 0xe0;
    /// keyEncipherment alone: no signing key at all.
    pub(in super::super) const ENCIPHER: u8 = 0x20;
    /// keyCertSign + cRLSign.
    pub(in super::super) const AUTHORITY: u8 = 0x06;
    /// digitalSignature alone.
    pub(in super::super) const DIGITAL_SIGNATURE: u8 = 0x80;
}

impl Extension {
    fn new(id: &Oid, value: Vec<u8>) -> Self {
        Self { id: id.clone(), criticality: Criticality::NotCritical, value }
    }

    /// The same extension, critical.
    pub(super) fn critical(mut self) -> Self {
        self.criticality = Criticality::Critical;
        self
    }

    /// The same extension, not critical.
    pub(super) fn not_critical(mut self) -> Self {
        self.criticality = Criticality::NotCritical;
        self
    }

    pub(super) fn is(&self, id: &Oid) -> bool {
        self.id == *id
    }

    pub(super) fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.oid(&self.id);
            if self.criticality == Criticality::Critical {
                w.boolean(true);
            }
            w.octet_string(&self.value);
        });
    }

    /// Extensions ::= SEQUENCE OF Extension
    pub(super) fn list(extensions: &[Self]) -> Vec<u8> {
        der(|w| {
            w.sequence(|w| extensions.iter().for_each(|extension| extension.write(w)));
        })
    }

    /// basicConstraints of an authority, critical.
    pub(super) fn authority(path_length: Option<u8>) -> Self {
        let value = der(|w| {
            w.sequence(|w| {
                w.boolean(true);
                if let Some(length) = path_length {
                    w.unsigned(u64::from(length));
                }
            });
        });
        Self::new(&oid::BASIC_CONSTRAINTS, value).critical()
    }

    /// keyUsage from its first octet, critical. Trailing zero bits are not encoded (X.690, 11.2.2).
    pub(super) fn key_usage(octet: u8) -> Self {
        let unused = u8::try_from(octet.trailing_zeros()).unwrap_or_default();
        let value = der(|w| {
            w.tlv(tag::BIT_STRING, &[unused, octet]);
        });
        Self::new(&oid::KEY_USAGE, value).critical()
    }

    pub(super) fn ext_key_usage<'a>(usages: impl IntoIterator<Item = &'a Oid>) -> Self {
        let value = der(|w| {
            w.sequence(|w| {
                for usage in usages {
                    w.oid(usage);
                }
            });
        });
        Self::new(&oid::EXT_KEY_USAGE, value)
    }

    /// One policy with a CPS pointer, and perhaps a user notice with the same text (section 3.2).
    pub(super) fn policy(policy: &Oid, cps: &str, notice: UserNotice) -> Self {
        let value = der(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.oid(policy).sequence(|w| {
                        w.sequence(|w| {
                            w.oid(&parse_oid("1.3.6.1.5.5.7.2.1")).tlv(tag::IA5_STRING, cps.as_bytes());
                        });
                        if notice == UserNotice::With {
                            w.sequence(|w| {
                                w.oid(&parse_oid("1.3.6.1.5.5.7.2.2")).sequence(|w| {
                                    w.tlv(tag::UTF8_STRING, cps.as_bytes());
                                });
                            });
                        }
                    });
                });
            });
        });
        Self::new(&oid::CERTIFICATE_POLICIES, value)
    }

    pub(super) fn crl_distribution_points(urls: &[&str]) -> Self {
        Self::new(&oid::CRL_DISTRIBUTION_POINTS, distribution_points(urls))
    }

    pub(super) fn freshest_crl(url: &str) -> Self {
        Self::new(&oid::FRESHEST_CRL, distribution_points(&[url]))
    }

    pub(super) fn authority_info_access(ca_issuers: &str, ocsp: Option<&str>) -> Self {
        let access = |w: &mut Writer, method: &Oid, url: &str| {
            w.sequence(|w| {
                w.oid(method).tlv(tag::context(6), url.as_bytes());
            });
        };
        let value = der(|w| {
            w.sequence(|w| {
                access(w, &oid::AD_CA_ISSUERS, ca_issuers);
                if let Some(ocsp) = ocsp {
                    access(w, &oid::AD_OCSP, ocsp);
                }
            });
        });
        Self::new(&oid::AUTHORITY_INFO_ACCESS, value)
    }

    pub(super) fn subject_key_identifier(identifier: &[u8]) -> Self {
        let value = der(|w| {
            w.octet_string(identifier);
        });
        Self::new(&oid::SUBJECT_KEY_IDENTIFIER, value)
    }

    /// authorityKeyIdentifier with the key identifier only, as subscribers have it.
    pub(super) fn authority_key_identifier(identifier: &[u8]) -> Self {
        let value = der(|w| {
            w.sequence(|w| {
                w.tlv(tag::context(0), identifier);
            });
        });
        Self::new(&oid::AUTHORITY_KEY_IDENTIFIER, value)
    }

    /// authorityKeyIdentifier with issuer and serial number too, as authorities have it.
    pub(super) fn authority_key_identifier_in_full(identifier: &[u8], issuer: &[u8], serial: &[u8]) -> Self {
        let value = der(|w| {
            w.sequence(|w| {
                w.tlv(tag::context(0), identifier);
                w.constructed(tag::context_constructed(1), |w| {
                    w.explicit(4, |w| {
                        w.raw(issuer);
                    });
                });
                w.tlv(tag::context(2), serial);
            });
        });
        Self::new(&oid::AUTHORITY_KEY_IDENTIFIER, value)
    }

    /// The national extension 1.2.398.3.3.5: the key lies in a PKCS#12 file.
    pub(super) fn key_storage_file() -> Self {
        let value = der(|w| {
            w.sequence(|w| {
                w.oid(&oid::KEY_STORAGE_FILE);
            });
        });
        Self::new(&oid::KEY_STORAGE, value)
    }

    /// id-pkix-ocsp-nocheck with NULL (RFC 6960, 4.2.2.2.1).
    pub(super) fn ocsp_nocheck() -> Self {
        Self::new(&oid::OCSP_NOCHECK, vec![tag::NULL, 0])
    }

    /// id-pkix-ocsp-nocheck with an empty value, as the older national responders have it (tolerance T5).
    pub(super) fn ocsp_nocheck_empty() -> Self {
        Self::new(&oid::OCSP_NOCHECK, Vec::new())
    }

    /// subjectAltName with one e-mail address.
    pub(super) fn email(address: &str) -> Self {
        let value = der(|w| {
            w.sequence(|w| {
                w.tlv(tag::context(1), address.as_bytes());
            });
        });
        Self::new(&oid::SUBJECT_ALT_NAME, value)
    }

    pub(super) fn crl_number(number: u64) -> Self {
        let value = der(|w| {
            w.unsigned(number);
        });
        Self::new(&oid::CRL_NUMBER, value)
    }

    /// deltaCRLIndicator, critical.
    pub(super) fn delta_of(base: u64) -> Self {
        let value = der(|w| {
            w.unsigned(base);
        });
        Self::new(&oid::DELTA_CRL_INDICATOR, value).critical()
    }

    /// issuingDistributionPoint with onlyContainsCACerts, critical (RFC 5280, 5.2.5).
    pub(super) fn only_authority_certificates() -> Self {
        let value = der(|w| {
            w.sequence(|w| {
                w.tlv(tag::context(2), &[0xff]);
            });
        });
        Self::new(&oid::ISSUING_DISTRIBUTION_POINT, value).critical()
    }

    /// reasonCode of a CRL entry.
    pub(super) fn reason(code: u8) -> Self {
        Self::new(&oid::REASON_CODE, vec![tag::ENUMERATED, 1, code])
    }

    /// id-pkix-ocsp-nonce: the nonce inside an OCTET STRING of its own (RFC 8954).
    pub(super) fn ocsp_nonce(nonce: &[u8]) -> Self {
        let value = der(|w| {
            w.octet_string(nonce);
        });
        Self::new(&oid::OCSP_NONCE, value)
    }

    /// id-pkix-ocsp-extended-revoke with NULL (RFC 6960, 4.4.8).
    pub(super) fn ocsp_extended_revoke() -> Self {
        Self::new(&oid::OCSP_EXTENDED_REVOKE, vec![tag::NULL, 0])
    }
}

/// One point per URL (RFC 5280, 4.2.1.13): distributionPoint [0] { fullName [0] { uniformResourceIdentifier [6] } }.
fn distribution_points(urls: &[&str]) -> Vec<u8> {
    der(|w| {
        w.sequence(|w| {
            for url in urls {
                w.sequence(|w| {
                    w.explicit(0, |w| {
                        w.explicit(0, |w| {
                            w.tlv(tag::context(6), url.as_bytes());
                        });
                    });
                });
            }
        });
    })
}
