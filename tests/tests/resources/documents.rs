//! Hostile signed documents: many signatures, and much that each of them could be made to look at.

use std::fmt::Write as _;

use qoltanba::asn1::tag;
use qoltanba::check::{Expected, JudgedAt, Verifier};
use qoltanba::crypto::DigestAlgorithm;
use qoltanba::keystore::KeyStore;
use qoltanba::oid::{self, Oid};
use qoltanba::sign::timestamp::TimestampAuthority;
use qoltanba::sign::{Signer as Signing, cms};
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::{MAX_TIMESTAMPS, SignedData};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba_testdata::demo;
use qoltanba_tests::cms::{Message, Signer, attribute};
use qoltanba_tests::national::file;
use qoltanba_tests::pki::{Holder, Key, List, Template, der, now};

use super::SIZE;

/// A document with its number of signatures.
pub struct Document {
    /// What makes it expensive.
    pub name: &'static str,
    /// The document.
    pub bytes: Vec<u8>,
    /// How many signatures it pays with.
    pub signatures: u32,
}

/// An authority that is trusted, whose name the documents misuse.
pub struct Scene {
    authority: Holder,
    /// Trusts the root and knows the authority.
    pub verifier: Verifier,
}

impl Scene {
    /// A new one.
    pub fn new() -> Self {
        let root = Holder::root(&Template::ca("Root"));
        let authority = root.issues(&Template::ca("Authority"));
        let anchor = TrustAnchor::from_certificate(&root.certificate);
        let verifier = Verifier::new(TrustStore::new(vec![anchor], vec![authority.certificate.clone()]));
        Self { authority, verifier }
    }

    /// Everything that a document alone can cause.
    pub fn verify(&self, bytes: &[u8]) {
        if let Ok(document) = SignedDocument::parse(bytes) {
            drop(self.verifier.verify_content(&document, &Expected::anyone(), JudgedAt::given(now())));
        }
    }

    /// All documents.
    pub fn documents(&self) -> Vec<Document> {
        vec![
            self.one_list_for_all(),
            self.many_certificates_of_one_name(),
            self.many_authorities_of_one_name(),
            many_timestamps(),
            archived_again_and_again(),
            jws_with_one_payload(),
            Document {
                name: "XML signatures that each cover everything, by the slowest digest",
                bytes: xml(64, "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", ""),
                signatures: 64,
            },
            Document {
                name: "XML that grows by its namespaces",
                bytes: xml(1, "http://www.w3.org/2001/10/xml-exc-c14n#", "<p:e/>"),
                signatures: 1,
            },
        ]
    }

    /// A message of the authority's subscriber, with so many equal signers.
    fn message(&self, signers: usize) -> (Message, Holder) {
        let mut message = Message::read(&file("signed/cms/ecdsa.cms"));
        let user = self.authority.issues(&Template::end_entity("User").serial(7));
        message.certificates = vec![user.certificate.der().to_vec()];
        let mut signer = message.signers[0].clone();
        signer.identifier = identifier(&user);
        message.signers = vec![signer; signers];
        (message, user)
    }

    fn one_list_for_all(&self) -> Document {
        let (mut message, _) = self.message(256);
        let list = (0..18_000).fold(List::new(), |list, serial| list.revokes(1_000 + serial, 1));
        message.revocation = vec![self.authority.lists(&list)];
        Document { name: "signers that share a large list", bytes: message.write(), signatures: 256 }
    }

    fn many_certificates_of_one_name(&self) -> Document {
        let (mut message, _) = self.message(256);
        let key = Key::generate();
        let template = Template::end_entity("User").serial(7);
        let one = |_| self.authority.certifies(&template, &key).der().to_vec();
        message.certificates = (0..1_024).map(one).collect();
        Document { name: "signers with a thousand certificates each", bytes: message.write(), signatures: 256 }
    }

    fn many_authorities_of_one_name(&self) -> Document {
        let (mut message, user) = self.message(200);
        let key = Key::generate();
        // Each signer has a certificate of its own, so that no search remembers what another one found.
        let mut certificates: Vec<Vec<u8>> = Vec::new();
        let signer = message.signers[0].clone();
        message.signers.clear();
        for serial in 0..200 {
            let own = user.certifies(&Template::end_entity("Signer").serial(serial), &key);
            message.signers.push(Signer {
                identifier: identifier(&Holder { certificate: own.clone(), key: key.clone() }),
                ..signer.clone()
            });
            certificates.push(own.der().to_vec());
        }
        let fake = |_| Holder::root(&Template::ca("User")).certificate.der().to_vec();
        certificates.extend((0..800).map(fake));
        message.certificates = certificates;
        Document { name: "signers with eight hundred authorities of one name", bytes: message.write(), signatures: 200 }
    }
}

fn identifier(holder: &Holder) -> Vec<u8> {
    der(|out| {
        out.sequence(|id| {
            id.raw(holder.certificate.issuer().raw()).tlv(tag::INTEGER, holder.certificate.serial());
        });
    })
}

/// Signers with the same token over and over.
fn many_timestamps() -> Document {
    let mut message = Message::read(&file("signed/stamped/by-gost2015.cms"));
    let token = file("tsa/gost2015.tst");
    let mut signer = message.signers[0].clone();
    signer.unsigned = vec![attribute(&oid::TIME_STAMP_TOKEN, &vec![token.as_slice(); MAX_TIMESTAMPS])];
    let signers = (SIZE - 8_000) / signer.write().len();
    message.signers = vec![signer; signers];
    let signatures = u32::try_from(signers * (MAX_TIMESTAMPS + 1)).unwrap();
    Document { name: "signers with as many timestamps as they may have", bytes: message.write(), signatures }
}

/// Archive timestamps over a content that takes most of the document, by the slowest digest.
fn archived_again_and_again() -> Document {
    let mut message = Message::read(&file("signed/cms/gost2004.cms"));
    message.content = Some(vec![b'x'; SIZE / 2]);
    let (bytes, key) = (message.write(), file("p12/gost2004-head.p12"));
    let store = KeyStore::open(&key, demo::PASSWORD).unwrap();
    let stamping = Signing::from_entry(store.only_entry().unwrap()).unwrap();
    let authority = TimestampAuthority::new(stamping, Oid::parse("1.2.398.3.3.2.6.1").unwrap());
    let digest = DigestAlgorithm::Gost34311;
    let stamp = |octets: &[u8]| authority.token(&digest.digest(octets), 1, now(), None);
    let parsed = SignedData::parse(&bytes).unwrap();
    let archived = Message::read(&cms::add_archive_timestamp(&parsed, 0, None, digest, stamp).unwrap());
    let unsigned = &archived.signers[0].unsigned;
    let often = MAX_TIMESTAMPS.min(SIZE / 3 / unsigned.concat().len());
    message.signers[0].unsigned = vec![unsigned.last().unwrap().clone(); often];
    let signatures = u32::try_from(often + 1).unwrap();
    Document { name: "a large content that is archived again and again", bytes: message.write(), signatures }
}

fn jws_with_one_payload() -> Document {
    let one = "{\"protected\":\"eyJhbGciOiJSUzI1NiJ9\",\"signature\":\"AAAA\"}";
    let payload = "A".repeat((SIZE - 8_000) / 4 * 4);
    let text = format!("{{\"payload\":\"{payload}\",\"signatures\":[{}]}}", vec![one; 64].join(","));
    Document { name: "signatures of one long payload", bytes: text.into_bytes(), signatures: 64 }
}

/// An enveloped document with so many signatures; `unit` fills it.
fn xml(signatures: usize, method: &str, unit: &str) -> Vec<u8> {
    let signature = format!(
        "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo><CanonicalizationMethod Algorithm='{method}'/>\
         <SignatureMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311'/>\
         <Reference URI=''><Transforms><Transform Algorithm='{method}'/></Transforms>\
         <DigestMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#gost34311'/>\
         <DigestValue>AAAA</DigestValue></Reference></SignedInfo><SignatureValue>AAAA</SignatureValue></Signature>"
    );
    let mut text = String::new();
    write!(text, "<a xmlns:p='u:{}'>", "n".repeat(100_000)).unwrap();
    let after = signature.repeat(signatures) + "</a>";
    let unit = if unit.is_empty() { "x" } else { unit };
    while text.len() + unit.len() + after.len() < SIZE {
        text.push_str(unit);
    }
    (text + &after).into_bytes()
}
