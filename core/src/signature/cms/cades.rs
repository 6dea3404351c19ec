//! CAdES levels (ETSI EN 319 122-1, clauses 5 and 6) and what an archive timestamp covers.

use super::{Content, SignedData, SignerInfo};
use crate::asn1::{Reader, tag};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm};
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
    /// The index is computed by a digest that is not known here.
    #[error("the ATSHashIndex-v3 is computed by an unknown digest")]
    Digest,
    /// The index names something that is no longer in the message.
    #[error("the ATSHashIndex-v3 names a part that is not in the message")]
    MissingPart,
    /// The digest of the content is not at hand.
    #[error("the content is needed to check an archive timestamp")]
    Content,
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
        let evidence = self.evidence(signer);
        if evidence.crls.is_empty() && evidence.ocsp.is_empty() {
            return Some(CadesLevel::T);
        }
        if signer.archive_timestamps().next().is_none() {
            return Some(CadesLevel::Lt);
        }
        Some(CadesLevel::Lta)
    }

    /// The octets that the archive timestamp `token` of `signer` is made over (EN 319 122-1, 5.5.3): the content type, the
    /// digest of the content by `imprint`, the signer's fields up to the signature, and the hash index of the token.
    ///
    /// # Errors
    /// Says why the token does not cover this message.
    pub fn archive_timestamp_input(
        &self,
        signer: &SignerInfo,
        content: &Content<'_>,
        token: &SignedData<'_>,
        imprint: DigestAlgorithm,
    ) -> Result<Vec<u8>, ArchiveTimestampError> {
        let [token_signer] = token.signers() else { return Err(ArchiveTimestampError::HashIndex) };
        let index = token_signer
            .unsigned_value(&oid::ATS_HASH_INDEX_V3)
            .ok()
            .flatten()
            .ok_or(ArchiveTimestampError::HashIndex)?;
        self.check_hash_index(signer, index)?;
        self.archive_octets(signer, content, index, imprint)
    }

    /// The concatenation of EN 319 122-1, 5.5.3, for an index that stands.
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
    fn check_hash_index(&self, signer: &SignerInfo, index: &[u8]) -> Result<(), ArchiveTimestampError> {
        let (digest, lists) = read_hash_index(index).map_err(|_| ArchiveTimestampError::HashIndex)?;
        let digest = digest.ok_or(ArchiveTimestampError::Digest)?;
        for (named, present) in lists.iter().zip(self.hashed_parts(signer, digest)) {
            if !named.iter().all(|hash| present.iter().any(|own| own.as_slice() == *hash)) {
                return Err(ArchiveTimestampError::MissingPart);
            }
        }
        Ok(())
    }

    /// The hashes of the embedded certificates, of the revocation evidence, and of every unsigned attribute value with
    /// its type before it (EN 319 122-1, 5.5.2).
    pub(crate) fn hashed_parts(&self, signer: &SignerInfo, digest: DigestAlgorithm) -> [Vec<Vec<u8>>; 3] {
        let hash = |bytes: &[u8]| digest.digest(bytes).as_bytes().to_vec();
        let parts = self.raw_parts();
        let values = signer.unsigned_attributes().flat_map(|attribute| {
            let mut writer = crate::asn1::Writer::new();
            writer.oid(attribute.oid);
            let kind = writer.into_bytes();
            attribute.values.into_iter().map(move |value| [kind.as_slice(), value].concat()).collect::<Vec<_>>()
        });
        [
            parts.certificates.iter().map(|part| hash(part)).collect(),
            parts.revocation.iter().map(|part| hash(part)).collect(),
            values.map(|value| hash(&value)).collect(),
        ]
    }
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
