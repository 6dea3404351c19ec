//! What one document may cost.

use qoltanba::Limits as CoreLimits;

/// The limits of a document; what is left out is the default of the library.
#[derive(Debug, Clone, PartialEq, Eq, Default, uniffi::Record)]
pub struct Limits {
    /// Bytes of a signed document, without a detached content.
    pub document_bytes: Option<u64>,
    /// Bytes of a JWS in JSON.
    pub json_bytes: Option<u64>,
    /// Signers of a CMS message.
    pub signers: Option<u64>,
    /// Signatures of an XML document or a JWS.
    pub signatures: Option<u64>,
    /// References of one XML signature.
    pub references: Option<u64>,
    /// How often the references of all signatures may cover an XML document, in its lengths.
    pub coverings: Option<u64>,
    /// How many times its own length an XML document may give out as canonical octets for one signature.
    pub canonical_growth: Option<u64>,
    /// Nodes of an XML document.
    pub xml_nodes: Option<u64>,
}

impl From<&Limits> for CoreLimits {
    fn from(given: &Limits) -> Self {
        // Every field is named: one that is added is not forgotten here.
        let Limits {
            document_bytes,
            json_bytes,
            signers,
            signatures,
            references,
            coverings,
            canonical_growth,
            xml_nodes,
        } = *given;
        let counted = |given: Option<u64>, usual: usize| {
            given.map_or(usual, |limit| usize::try_from(limit).unwrap_or(usize::MAX))
        };
        let mut limits = Self::default();
        limits.document_bytes = counted(document_bytes, limits.document_bytes);
        limits.json_bytes = counted(json_bytes, limits.json_bytes);
        limits.signers = counted(signers, limits.signers);
        limits.signatures = counted(signatures, limits.signatures);
        limits.references = counted(references, limits.references);
        limits.coverings = coverings.unwrap_or(limits.coverings);
        limits.canonical_growth = canonical_growth.unwrap_or(limits.canonical_growth);
        limits.xml_nodes = counted(xml_nodes, limits.xml_nodes);
        limits
    }
}
