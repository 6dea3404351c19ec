//! Time-stamping authorities and their tokens (RFC 3161; section 5 of the national facts).

use qoltanba::asn1::{Writer, tag};
use qoltanba::oid;
use qoltanba::time::Moment;

use super::authority::Subscriber;
use super::cms::{CertificateReference, Message, Signer};
use super::der::{algorithm_with_null, der, generalized_time, moment, oid as parse_oid};
use super::extension::{Extension, usage};
use super::files::Files;
use super::key::Family;
use super::key_ring::KeyRing;
use super::set::Set;

/// A time-stamping authority.
pub(super) struct Tsa {
    subscriber: Subscriber,
    policy: &'static str,
    reference: CertificateReference,
}

/// Those of the set.
pub(super) struct Tsas {
    /// RSA, below nca-rsa: what production answers, also for GOST signatures.
    pub(super) rsa: Tsa,
    /// GOST 34.310-2015.
    pub(super) gost2015: Tsa,
    /// GOST 34.310-2004, with the attribute signingCertificate v1 (tolerance T10).
    pub(super) gost2004: Tsa,
    /// Below the authority that nobody trusts.
    pub(super) foreign: Tsa,
    /// extKeyUsage timeStamping, but not critical, which RFC 3161, 2.3 demands.
    pub(super) not_critical: Tsa,
}

impl Tsas {
    pub(super) fn make(set: &Set, keys: &mut KeyRing, files: &mut Files) -> Self {
        let stamping = || Extension::ext_key_usage([&oid::KP_TIME_STAMPING]);
        let mut make = |name: &str, issuer: &str, family, policy, reference, extensions: &[Extension], about: &str| {
            let key = keys.key(family, &format!("tsa/{name}"));
            let subscriber = set.authority(issuer).certify_service("ҮЛГІ TIMESTAMPING AUTHORITY", key, extensions);
            files.add(format!("tsa/{name}.cer"), subscriber.certificate.clone(), about.into());
            Tsa { subscriber, policy, reference }
        };
        let usual = [stamping().critical(), Extension::key_usage(usage::SIGN)];
        let (v1, v2) = (CertificateReference::V1, CertificateReference::V2);
        Self {
            rsa: make("rsa", "nca-rsa", Family::Rsa(2048), "1.2.398.3.3.2.6.2", v2, &usual, "TSA with RSA"),
            gost2015: make(
                "gost2015",
                "nca-gost2015",
                Family::Gost2015,
                "1.2.398.3.3.2.6.4",
                v2,
                &usual,
                "TSA with GOST 34.310-2015",
            ),
            gost2004: make(
                "gost2004",
                "nca-gost2004",
                Family::Gost2004,
                "1.2.398.3.3.2.6.1",
                v1,
                &[stamping().critical()],
                "TSA with GOST 34.310-2004, without keyUsage",
            ),
            foreign: make(
                "foreign",
                "foreign-authority",
                Family::Gost2015,
                "1.2.398.3.3.2.6.4",
                v2,
                &usual,
                "TSA below the foreign authority",
            ),
            not_critical: make(
                "not-critical",
                "nca-gost2015",
                Family::Gost2015,
                "1.2.398.3.3.2.6.4",
                v2,
                &[stamping(), Extension::key_usage(usage::SIGN)],
                "TSA whose extKeyUsage is not critical",
            ),
        }
    }
}

impl Tsa {
    /// A token over SHA-256 of `stamped`.
    pub(super) fn token(&self, stamped: &[u8], at: &str) -> Vec<u8> {
        let info = self.info(stamped, moment(at));
        let signer = Signer::of(&self.subscriber).at(moment(at)).referring(self.reference);
        let signed = signer.sign(&oid::TST_INFO, &info);
        Message { content_type: &oid::TST_INFO, ..Message::of(&info, [signed]) }.to_der()
    }

    /// TSTInfo, without accuracy, ordering, nonce and tsa.
    fn info(&self, stamped: &[u8], at: Moment) -> Vec<u8> {
        let imprint = Family::EcdsaP256.digest(stamped);
        der(|w: &mut Writer| {
            w.sequence(|w| {
                w.unsigned(1).oid(&parse_oid(self.policy));
                w.sequence(|w| {
                    w.raw(&algorithm_with_null(&oid::SHA256)).octet_string(&imprint);
                });
                // The serial number comes from the imprint: different for every token, the same in every run.
                w.tlv(tag::INTEGER, &[&[0x01], imprint.get(..8).unwrap_or_default()].concat());
                generalized_time(w, at);
            });
        })
    }
}
