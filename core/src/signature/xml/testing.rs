//! A key, a signer and a verdict for the tests of this folder.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};

use super::c14n::{Canonicalization, Selection, canonical_octets};
use super::sign::XmlSigner;
use super::tree::Document;
use super::{Coverage, DigestOutcome, SignedXml};
use crate::asn1::Writer;
use crate::crypto::{AlgorithmPolicy, DigestAlgorithm, PublicKey, SignatureAlgorithm};
use crate::error::Result;
use crate::oid;

/// Stands in for a certificate: KeyInfo is not looked into here.
pub(super) const CERTIFICATE: &[u8] = b"a certificate";

pub(super) struct Key(EcdsaKeyPair);

impl Key {
    /// A new P-256 key.
    pub(super) fn new() -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random);
        Self(pair.unwrap())
    }

    pub(super) fn public(&self) -> PublicKey {
        let mut spki = Writer::new();
        spki.sequence(|spki| {
            spki.sequence(|algorithm| {
                algorithm.oid(&oid::EC_PUBLIC_KEY).oid(&oid::P256);
            });
            spki.bit_string(self.0.public_key().as_ref());
        });
        PublicKey::from_spki(&spki.into_bytes()).unwrap()
    }

    pub(super) fn sign(&self, octets: &[u8]) -> Result<Vec<u8>> {
        Ok(self.0.sign(&SystemRandom::new(), octets).unwrap().as_ref().to_vec())
    }

    pub(super) fn signer() -> XmlSigner<'static> {
        XmlSigner { algorithm: SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256), certificate: CERTIFICATE }
    }

    /// Completes a document that has `DIGEST` and `VALUE` in its one signature: a digest of what the test says that the
    /// reference stands for, and the signature over SignedInfo. So an attack comes with digests that hold if followed.
    pub(super) fn complete(&self, template: &str, referenced: &[&str]) -> String {
        let mut text = template.to_owned();
        for octets in referenced {
            let digest = STANDARD.encode(DigestAlgorithm::Sha256.digest(octets.as_bytes()).as_bytes());
            text = text.replacen("DIGEST", &digest, 1);
        }
        assert!(!text.contains("DIGEST"), "as many digests as references");
        let value = {
            let document = Document::parse(text.as_bytes()).unwrap();
            let info = document.elements().find(|element| element.local_name() == "SignedInfo").unwrap();
            let method = info.children().next().unwrap().attribute("", "Algorithm").unwrap();
            let how = Canonicalization::from_uri(&method).unwrap();
            let octets = canonical_octets(&document, &Selection::element(info.id()), &how).unwrap();
            let value = self.sign(&octets).unwrap();
            STANDARD.encode(crate::signature::ecdsa::in_fields(Self::signer().algorithm, value).unwrap())
        };
        text.replacen("VALUE", &value, 1)
    }
}

/// What there is to say about one signature.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) value: bool,
    pub(super) digests: DigestOutcome,
    pub(super) coverage: Coverage,
}

impl Verdict {
    pub(super) fn is_good(&self) -> bool {
        self.value && self.digests == DigestOutcome::Hold && matches!(self.coverage, Coverage::Covered { .. })
    }
}

/// The verdicts on all signatures, all under one key.
pub(super) fn verdicts(text: &[u8], key: &Key) -> Result<Vec<Verdict>> {
    let signed = SignedXml::parse(text)?;
    let policy = AlgorithmPolicy::default();
    signed
        .signatures()
        .iter()
        .map(|signature| {
            Ok(Verdict {
                value: signature.verify_value(&key.public(), policy).is_ok(),
                digests: signed.check_digests(signature, policy)?,
                coverage: signature.coverage(),
            })
        })
        .collect()
}

/// `ds:SignedInfo` and the rest of a signature with one reference to `uri`; `transforms` is markup.
pub(super) fn signature_template(uri: &str, transforms: &str, object: &str) -> String {
    format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>\
         <ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>\
         <ds:Reference URI=\"{uri}\"><ds:Transforms>{transforms}</ds:Transforms>\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>DIGEST</ds:DigestValue>\
         </ds:Reference></ds:SignedInfo><ds:SignatureValue>VALUE</ds:SignatureValue>{object}</ds:Signature>"
    )
}

pub(super) const ENVELOPED: &str =
    "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
pub(super) const EXCLUSIVE: &str = "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";
