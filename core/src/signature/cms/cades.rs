//! CAdES levels (ETSI EN 319 122-1, clauses 5 and 6) and what an archive timestamp covers.

use std::collections::{HashMap, HashSet};

use super::attribute::Repeated;
use super::{Content, SignedData, SignerInfo};
use crate::asn1::{Reader, tag};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm, LegacyAlgorithms};
use crate::error::{Error, Result};
use crate::oid;

/// The baseline level that the attributes of a signer claim. Whether they hold is for verification to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CadesLevel {
    /// contentType, messageDigest and a signing-certificate attribute are signed.
    B,
    /// B with a signature timestamp.
    T,
    /// T with embedded revocation evidence.
    Lt,
    /// LT with an archive timestamp.
    Lta,
}

/// Why an archive timestamp does not cover the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveTimestampError {
    /// The token has no readable ATSHashIndex-v3 attribute of its own.
    #[error("the archive timestamp has no readable ATSHashIndex-v3")]
    HashIndex,
    /// The token has a hash index of an earlier version, which is not verified here: nothing is shown to be wrong.
    #[error("the archive timestamp has an ATSHashIndex of an earlier version, which is not verified here")]
    EarlierHashIndex,
    /// The index is computed by a digest that is unknown or outdated.
    #[error("the ATSHashIndex-v3 is computed by a digest that is not allowed")]
    Digest,
    /// The index names something that is no longer in the message.
    #[error("the ATSHashIndex-v3 names a part that is not in the message")]
    MissingPart,
    /// The digest of the content is not at hand.
    #[error("the content is needed to check an archive timestamp")]
    Content,
}

/// What hash indexes are compared with. Each part of a message is hashed once for each digest, however many archive
/// timestamps name it.
#[derive(Debug, Default)]
pub(crate) struct PartHashes {
    /// Those of the certificates and of the revocation evidence, the same for every signer.
    embedded: HashMap<DigestAlgorithm, [HashSet<Vec<u8>>; 2]>,
    /// Those of the unsigned attribute values of one signer.
    attributes: HashMap<DigestAlgorithm, HashSet<Vec<u8>>>,
}

impl PartHashes {
    /// Goes on to another signer of the message.
    pub(crate) fn next_signer(&mut self) {
        self.attributes.clear();
    }
}

impl SignedData<'_> {
    /// The level that the attributes of `signer` claim; `None` when it is no CAdES signature.
    #[must_use]
    pub fn claimed_level(&self, signer: &SignerInfo) -> Option<CadesLevel> {
        let signed = |oid| matches!(signer.signed_value(oid), Ok(Some(_)));
        let names_certificate = signed(&oid::SIGNING_CERTIFICATE_V2) || signed(&oid::SIGNING_CERTIFICATE);
        if !(signed(&oid::CONTENT_TYPE) && signed(&oid::MESSAGE_DIGEST) && names_certificate) {
            return None;
        }
        if signer.signature_timestamps().next().is_none() {
            return Some(CadesLevel::B);
        }
        if !self.has_revocation_evidence(signer) {
            return Some(CadesLevel::T);
        }
        if signer.archive_timestamps().next().is_none() {
            return Some(CadesLevel::Lt);
        }
        Some(CadesLevel::Lta)
    }

    /// The ATSHashIndex-v3 that this message, an archive timestamp, carries (EN 319 122-1, 5.5.2).
    pub(crate) fn archive_hash_index(&self) -> Result<&[u8], ArchiveTimestampError> {
        let [signer] = self.signers() else { return Err(ArchiveTimestampError::HashIndex) };
        let earlier = [&oid::ATS_HASH_INDEX, &oid::ATS_HASH_INDEX_V2];
        match signer.unsigned_value(&oid::ATS_HASH_INDEX_V3) {
            Ok(Some(index)) => Ok(index),
            Ok(None) if earlier.into_iter().any(|oid| signer.unsigned_values(oid).next().is_some()) => {
                Err(ArchiveTimestampError::EarlierHashIndex)
            }
            Ok(None) | Err(Repeated) => Err(ArchiveTimestampError::HashIndex),
        }
    }

    /// The octets that an archive timestamp of `signer` is made over (EN 319 122-1, 5.5.3): the content type, the digest of
    /// the content by `imprint`, the signer's fields up to the signature, and the hash index of the token.
    pub(crate) fn archive_octets(
        &self,
        signer: &SignerInfo,
        content: &Content<'_>,
        index: &[u8],
        imprint: DigestAlgorithm,
    ) -> Result<Vec<u8>, ArchiveTimestampError> {
        let digest = content.digest(imprint).ok_or(ArchiveTimestampError::Content)?;
        Ok([self.raw_parts().content_type, digest.as_bytes(), signer.covered_fields(), index].concat())
    }

    /// Every hash of the index is that of a part of the message. Parts that are not in the index came later.
    pub(crate) fn check_hash_index(
        &self,
        signer: &SignerInfo,
        index: &[u8],
        hashes: &mut PartHashes,
        legacy: LegacyAlgorithms,
    ) -> Result<(), ArchiveTimestampError> {
        let (digest, named) = read_hash_index(index).map_err(|_| ArchiveTimestampError::HashIndex)?;
        let digest = digest.ok_or(ArchiveTimestampError::Digest)?;
        let [certificates, revocation] =
            hashes.embedded.entry(digest).or_insert_with(|| self.embedded_hashes(digest).map(HashSet::from_iter));
        let attributes =
            hashes.attributes.entry(digest).or_insert_with(|| HashSet::from_iter(attribute_hashes(signer, digest)));
        for (named, present) in named.iter().zip([certificates, revocation, attributes]) {
            if !named.iter().all(|hash| present.contains(*hash)) {
                return Err(ArchiveTimestampError::MissingPart);
            }
        }
        // By an outdated digest another certificate or list with the same hash could stand in its place.
        if digest.is_allowed(legacy) { Ok(()) } else { Err(ArchiveTimestampError::Digest) }
    }

    /// The three lists of a hash index over what is there now (EN 319 122-1, 5.5.2).
    pub(crate) fn hashed_parts(&self, signer: &SignerInfo, digest: DigestAlgorithm) -> [Vec<Vec<u8>>; 3] {
        let [certificates, revocation] = self.embedded_hashes(digest);
        [certificates, revocation, attribute_hashes(signer, digest)]
    }

    /// The hashes of the embedded certificates, and those of the revocation evidence.
    fn embedded_hashes(&self, digest: DigestAlgorithm) -> [Vec<Vec<u8>>; 2] {
        let parts = self.raw_parts();
        [parts.certificates, parts.revocation]
            .map(|parts| parts.iter().map(|part| digest.digest(part).as_bytes().to_vec()).collect())
    }
}

/// The hashes of every unsigned attribute value, with its type before it.
fn attribute_hashes(signer: &SignerInfo, digest: DigestAlgorithm) -> Vec<Vec<u8>> {
    let mut hashes = Vec::new();
    for attribute in signer.unsigned_attributes() {
        let mut writer = crate::asn1::Writer::new();
        writer.oid(attribute.oid);
        let kind = writer.into_bytes();
        let values = attribute.values.into_iter();
        hashes.extend(values.map(|value| digest.digest(&[kind.as_slice(), value].concat()).as_bytes().to_vec()));
    }
    hashes
}

type HashIndex<'s> = (Option<DigestAlgorithm>, [Vec<&'s [u8]>; 3]);

/// ATSHashIndexV3 ::= SEQUENCE { hashIndAlgorithm AlgorithmIdentifier, certificatesHashIndex SEQUENCE OF OCTET STRING,
/// crlsHashIndex SEQUENCE OF OCTET STRING, unsignedAttrValuesHashIndex SEQUENCE OF OCTET STRING }.
fn read_hash_index(index: &[u8]) -> Result<HashIndex<'_>> {
    const WHAT: &str = "ATSHashIndex-v3";
    let mut outer = Reader::new(index);
    let mut fields = outer.sequence(WHAT)?;
    outer.finish(WHAT)?;
    let digest = DigestAlgorithm::from_identifier(&AlgorithmIdentifier::read(&mut fields, WHAT)?);
    let mut read_list = || {
        let mut list = fields.expect(tag::SEQUENCE, WHAT)?.reader();
        let mut hashes = Vec::new();
        while !list.is_empty() {
            hashes.push(list.octet_string(WHAT)?);
        }
        Ok::<_, Error>(hashes)
    };
    let lists = [read_list()?, read_list()?, read_list()?];
    fields.finish(WHAT)?;
    Ok((digest, lists))
}
