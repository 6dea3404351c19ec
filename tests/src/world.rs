//! A root, a CA and a subscriber, and what the library says of the subscriber's revocation.

use qoltanba::Certificate;
use qoltanba::oid;
use qoltanba::path::{ExpirationOfEndEntity, PathOptions, build};
use qoltanba::revocation::{Crl, Evidence, OcspResponse, RevocationOptions, Status, status};
use qoltanba::trust::{TrustAnchor, TrustStore};

use crate::pki::{Critical, Holder, Template, cert_id, der, now};

/// The serial number of the subscriber.
pub const SERIAL: u64 = 7;

/// keyCompromise (RFC 5280, 5.3.1).
pub const KEY_COMPROMISE: u8 = 1;
/// superseded.
pub const SUPERSEDED: u8 = 4;
/// certificateHold.
pub const HOLD: u8 = 6;
/// removeFromCRL.
pub const REMOVE: u8 = 8;

/// A root, a CA and a subscriber.
#[derive(Clone)]
pub struct World {
    /// The root, which is the anchor.
    pub root: Holder,
    /// The CA, which the root certified.
    pub ca: Holder,
    /// The subscriber of the CA.
    pub subscriber: Holder,
    /// What the store knows besides the root.
    pub intermediates: Vec<Certificate>,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// With a subscriber of whom nothing is special.
    #[must_use]
    pub fn new() -> Self {
        Self::with(&Template::end_entity("Subscriber").serial(SERIAL))
    }

    /// With this subscriber.
    #[must_use]
    pub fn with(subscriber: &Template) -> Self {
        let root = Holder::root(&Template::ca("Root"));
        let ca = root.issues(&Template::ca("CA").serial(2));
        let subscriber = ca.issues(subscriber);
        let intermediates = vec![ca.certificate.clone()];
        Self { root, ca, subscriber, intermediates }
    }

    /// The same, knowing a further certificate.
    #[must_use]
    pub fn knows(mut self, certificate: &Certificate) -> Self {
        self.intermediates.push(certificate.clone());
        self
    }

    /// What is trusted and known.
    #[must_use]
    pub fn store(&self) -> TrustStore {
        TrustStore::new(vec![TrustAnchor::from_certificate(&self.root.certificate)], self.intermediates.clone())
    }

    /// Whether the subscriber is revoked.
    ///
    /// # Panics
    /// When no path leads to the subscriber.
    #[must_use]
    pub fn ask(&self, evidence: &Evidence, options: &RevocationOptions) -> Status {
        self.ask_about(&self.subscriber.certificate, evidence, options)
    }

    /// Whether this certificate is revoked.
    ///
    /// # Panics
    /// When no path leads to it; that it expired is no reason.
    #[must_use]
    pub fn ask_about(&self, certificate: &Certificate, evidence: &Evidence, options: &RevocationOptions) -> Status {
        let store = self.store();
        let mut path_options = PathOptions::new(now());
        path_options.end_entity_expiration = ExpirationOfEndEntity::Separate;
        let path = build(certificate, &store, &[], &path_options).expect("a path leads to the certificate");
        let issuer = path.issuer(0).expect("the path has an issuer");
        status(certificate, issuer, evidence, &store, &[], options)
    }

    /// The same by these lists, now.
    ///
    /// # Panics
    /// As [`ask`](Self::ask), and when a list is malformed.
    #[must_use]
    pub fn ask_lists(&self, lists: &[Vec<u8>]) -> Status {
        self.ask(&lists_of(lists), &RevocationOptions::new(now()))
    }

    /// The same by this answer, now.
    ///
    /// # Panics
    /// As [`ask`](Self::ask), and when the answer is malformed.
    #[must_use]
    pub fn ask_ocsp(&self, response: &[u8]) -> Status {
        self.ask(&answers_of(&[response.to_vec()]), &RevocationOptions::new(now()))
    }

    /// The CertID of the subscriber.
    #[must_use]
    pub fn id(&self) -> Vec<u8> {
        cert_id(&self.subscriber.certificate, &self.ca)
    }
}

/// These lists as evidence.
///
/// # Panics
/// When one is malformed.
#[must_use]
pub fn lists_of(lists: &[Vec<u8>]) -> Evidence {
    let mut evidence = Evidence::new();
    lists.iter().for_each(|list| evidence.add_crl(Crl::from_der(list).expect("the list is well formed")));
    evidence
}

/// These OCSP responses as evidence.
///
/// # Panics
/// When one is malformed.
#[must_use]
pub fn answers_of(responses: &[Vec<u8>]) -> Evidence {
    let mut evidence = Evidence::new();
    for response in responses {
        evidence.add_ocsp(OcspResponse::from_der(response).expect("the response is well formed"));
    }
    evidence
}

/// The same evidence with these OCSP responses as well.
///
/// # Panics
/// When one is malformed.
#[must_use]
pub fn and_answers(mut evidence: Evidence, responses: &[Vec<u8>]) -> Evidence {
    evidence.extend(&[], answers_of(responses).ocsp_responses());
    evidence
}

/// The serial number of a [`responder_of`] a CA.
pub const RESPONDER: u64 = 50;

/// A responder of this CA, without ocsp-nocheck.
#[must_use]
pub fn responder_of(ca: &Holder) -> Holder {
    let purpose = der(|writer| {
        writer.sequence(|list| {
            list.oid(&oid::KP_OCSP_SIGNING);
        });
    });
    let template = Template::end_entity("Responder").serial(RESPONDER);
    ca.issues(&template.extension(&oid::EXT_KEY_USAGE, Critical::No, &purpose))
}

/// One word for a status.
#[must_use]
pub fn word(status: &Status) -> &'static str {
    match status {
        Status::Good { .. } => "good",
        Status::Revoked { .. } => "revoked",
        Status::OnHold { .. } => "on-hold",
        Status::Undetermined { reason, .. } => reason.word(),
    }
}

/// Compares the word of a status.
///
/// # Panics
/// When it is another.
#[track_caller]
pub fn assert_status(status: &Status, expected: &str) {
    assert_eq!(word(status), expected, "{status:?}");
}
