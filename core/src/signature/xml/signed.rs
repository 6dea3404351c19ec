//! A document with its signatures.

use crate::crypto::{
    AlgorithmPolicy, DigestAlgorithm, LegacyAlgorithms, PublicKey, SignatureAlgorithm, SignatureError,
};
use crate::error::{Error, Result};
use crate::limits::{Limits, within};

use crate::signature::ecdsa;

use super::c14n::{Allowance, Selection, canonical_octets, canonical_octets_within};
use super::coverage::{self, Coverage};
use super::dsig::{KeyInfo, NotAllowed, RawSignature, Reference, Resolver, Target};
use super::ids::Ids;
use super::limits::{FREE_BYTES, MAX_SIGNED_INFO_BYTES, MAX_SIGNED_INFO_OCTETS};
use super::tree::{Document, Element, NodeId};
use super::uri::{DS, XADES};
use super::wss::{Envelope, MessageTimestamp, Tokens};
use super::xades::{self, Level, Properties, SignatureTimestamp};

/// How signatures and content are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// XML Signature, with or without XAdES.
    XmlSignature,
    /// A SOAP message with a Security header.
    WsSecurity,
}

/// An XML document with all its signatures, read but not verified.
#[derive(Debug, Clone)]
pub struct SignedXml<'a> {
    document: Document<'a>,
    container: Container,
    signatures: Vec<XmlSignature>,
    timestamps: Vec<MessageTimestamp>,
    tokens: Vec<Vec<u8>>,
}

/// One `ds:Signature`.
#[derive(Debug, Clone)]
pub struct XmlSignature {
    element: NodeId,
    octets: Result<Octets, NotAllowed>,
    references: Vec<Reference>,
    key_info: KeyInfo,
    coverage: Coverage,
    properties: Properties,
    timestamps: Vec<SignatureTimestamp>,
}

#[derive(Debug, Clone)]
struct Octets {
    algorithm: SignatureAlgorithm,
    signed_info: Vec<u8>,
    value: Vec<u8>,
}

/// Whether the digests of all references hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DigestOutcome {
    /// All hold.
    Hold,
    /// One does not, or what it refers to is not there once.
    Mismatch,
    /// A reference uses something outside of the allow list.
    NotAllowed(NotAllowed),
}

impl<'a> SignedXml<'a> {
    /// Reads a document and finds its signatures, by namespace, wherever they stand.
    ///
    /// In a message with a Security header, signatures within the Body belong to its content and are not listed. A
    /// countersignature of XAdES is not listed either.
    ///
    /// # Errors
    /// As [`Document::parse`]; `Malformed` when a signature breaks its schema; `LimitExceeded`.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        Self::parse_within(bytes, &Limits::default())
    }

    /// As [`parse`](Self::parse), within other limits.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_within(bytes: &'a [u8], limits: &Limits) -> Result<Self> {
        let document = Document::parse_within(bytes, limits)?;
        let envelope = Envelope::of(&document)?;
        let mut tokens = Tokens::default();
        let (signatures, timestamps) = read_signatures(&document, envelope.as_ref(), &mut tokens)?;
        let tokens = envelope.as_ref().map(|envelope| tokens.of_message(envelope)).transpose()?.unwrap_or_default();
        let container = if envelope.is_some() { Container::WsSecurity } else { Container::XmlSignature };
        Ok(Self { document, container, signatures, timestamps, tokens })
    }

    /// The document as it came. Nothing in it is signed because it stands there: see [`SignedXml::covered_octets`].
    #[must_use]
    pub const fn unverified_document(&self) -> &Document<'a> {
        &self.document
    }

    /// How signatures and content are put together.
    #[must_use]
    pub const fn container(&self) -> Container {
        self.container
    }

    /// The signatures, in document order.
    #[must_use]
    pub fn signatures(&self) -> &[XmlSignature] {
        &self.signatures
    }

    /// The timestamps of the Security headers of a message.
    #[must_use]
    pub fn message_timestamps(&self) -> &[MessageTimestamp] {
        &self.timestamps
    }

    /// The certificates in the BinarySecurityTokens of the Security headers of a message, DER. Untrusted, and not
    /// necessarily those of signers.
    #[must_use]
    pub fn message_certificates(&self) -> &[Vec<u8>] {
        &self.tokens
    }

    /// Computes the digests of all references of a signature of this document.
    ///
    /// # Errors
    /// `LimitExceeded` when the canonical forms grow too large.
    pub fn check_digests(&self, signature: &XmlSignature, policy: AlgorithmPolicy) -> Result<DigestOutcome> {
        self.check_digests_spending(signature, policy, &mut self.allowance())
    }

    /// What all signatures of the document may cost together.
    pub(crate) fn allowance(&self) -> Allowance {
        Allowance::of(&self.document, self.signatures.len())
    }

    /// As [`check_digests`](Self::check_digests), at the cost of `allowance`.
    pub(crate) fn check_digests_spending(
        &self,
        signature: &XmlSignature,
        policy: AlgorithmPolicy,
        allowance: &mut Allowance,
    ) -> Result<DigestOutcome> {
        if let Some(refused) = signature.references.iter().find_map(|reference| not_allowed(reference, policy)) {
            return Ok(DigestOutcome::NotAllowed(refused));
        }
        for reference in &signature.references {
            if !self.digest_holds(reference, allowance)? {
                return Ok(DigestOutcome::Mismatch);
            }
        }
        Ok(DigestOutcome::Hold)
    }

    fn digest_holds(&self, reference: &Reference, allowance: &mut Allowance) -> Result<bool> {
        let (Some(algorithm), Target::Nodes { selection, how }) = (reference.digest_algorithm(), reference.target())
        else {
            return Ok(false);
        };
        let mut hasher = algorithm.hasher();
        allowance.canonicalize(&self.document, selection, how, &mut hasher)?;
        Ok(hasher.finish().as_bytes() == reference.expected_digest())
    }

    /// The octets that a reference of this document stands for, after its transforms: what was signed. `None` when the
    /// reference leads to nothing that is allowed.
    ///
    /// # Errors
    /// `LimitExceeded` when the canonical form grows too large.
    pub fn reference_octets(&self, reference: &Reference) -> Result<Option<Vec<u8>>> {
        match reference.target() {
            Target::Nodes { selection, how } => canonical_octets(&self.document, selection, how).map(Some),
            Target::Nothing | Target::Ambiguous | Target::NotAllowed(_) => Ok(None),
        }
    }

    /// The octets of the document, or of the Body, that a signature covers; `None` when it does not. They are what to
    /// read after verification: comments that were not signed are not in them.
    ///
    /// # Errors
    /// `LimitExceeded` when the canonical form grows too large.
    pub fn covered_octets(&self, signature: &XmlSignature) -> Result<Option<Vec<u8>>> {
        match signature.coverage {
            Coverage::Covered { reference } => {
                signature.references.get(reference).map_or(Ok(None), |reference| self.reference_octets(reference))
            }
            Coverage::NotCovered(_) | Coverage::DuplicateId => Ok(None),
        }
    }

    /// Where a signature stands in the bytes that were parsed.
    #[must_use]
    pub fn offset(&self, signature: &XmlSignature) -> usize {
        self.document.source_range(signature.element).start
    }
}

impl XmlSignature {
    pub(super) const fn element(&self) -> NodeId {
        self.element
    }

    /// The signature algorithm.
    ///
    /// # Errors
    /// What is not on the allow list.
    pub fn algorithm(&self) -> Result<SignatureAlgorithm, NotAllowed> {
        self.octets.as_ref().map(|octets| octets.algorithm).map_err(|refused| *refused)
    }

    /// The octets that the signature value signs: the canonical SignedInfo.
    ///
    /// # Errors
    /// What is not on the allow list.
    pub fn signed_info(&self) -> Result<&[u8], NotAllowed> {
        self.octets.as_ref().map(|octets| octets.signed_info.as_slice()).map_err(|refused| *refused)
    }

    /// The signature value as it stands: ECDSA as r ‖ s (XML Signature 1.1, 6.4.3), the national algorithms as r ‖ s
    /// little-endian.
    ///
    /// # Errors
    /// What is not on the allow list.
    pub fn value(&self) -> Result<&[u8], NotAllowed> {
        self.octets.as_ref().map(|octets| octets.value.as_slice()).map_err(|refused| *refused)
    }

    /// Verifies the signature value over SignedInfo. It says nothing about the content: the digests must hold as well,
    /// [`SignedXml::check_digests`].
    ///
    /// # Errors
    /// Why it does not hold.
    pub fn verify_value(&self, key: &PublicKey, policy: AlgorithmPolicy) -> Result<(), SignatureError> {
        let octets = self.octets.as_ref().map_err(|_| SignatureError::AlgorithmNotAllowed)?;
        ecdsa::verify_in_fields(key, octets.algorithm, &octets.signed_info, &octets.value, policy)
    }

    /// The references, in their order.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// What the signature says about its certificate.
    #[must_use]
    pub const fn key_info(&self) -> &KeyInfo {
        &self.key_info
    }

    /// Whether it covers the document.
    #[must_use]
    pub const fn coverage(&self) -> Coverage {
        self.coverage
    }

    /// The properties of XAdES.
    #[must_use]
    pub const fn properties(&self) -> &Properties {
        &self.properties
    }

    /// Time-stamps over the signature value, not verified.
    #[must_use]
    pub fn timestamps(&self) -> &[SignatureTimestamp] {
        &self.timestamps
    }

    /// The level of XAdES that the form has; nothing of it is verified.
    #[must_use]
    pub fn level(&self) -> Level {
        match &self.properties {
            Properties::Signed(properties) if !properties.certificates.is_empty() => {
                if self.timestamps.is_empty() {
                    Level::B
                } else {
                    Level::T
                }
            }
            Properties::Signed(_) | Properties::Unsigned | Properties::Absent => Level::None,
        }
    }
}

fn not_allowed(reference: &Reference, policy: AlgorithmPolicy) -> Option<NotAllowed> {
    match (reference.target(), reference.digest_algorithm()) {
        (Target::NotAllowed(refused), _) => Some(*refused),
        (_, None) => Some(NotAllowed::Digest),
        (_, Some(DigestAlgorithm::Sha1)) if policy.legacy == LegacyAlgorithms::Refuse => Some(NotAllowed::Digest),
        (Target::Nodes { .. } | Target::Nothing | Target::Ambiguous, Some(_)) => None,
    }
}

fn read_signatures(
    document: &Document<'_>,
    envelope: Option<&Envelope<'_>>,
    tokens: &mut Tokens,
) -> Result<(Vec<XmlSignature>, Vec<MessageTimestamp>)> {
    let limits = document.limits();
    let mut raw = Vec::new();
    for element in document.elements().filter(|element| element.is(DS, "Signature")) {
        let countersignature = element.parent().is_some_and(|parent| parent.is(XADES, "CounterSignature"));
        let payload = envelope.is_some_and(|envelope| envelope.is_in_body(element.id()));
        if countersignature || payload {
            continue;
        }
        within(raw.len() + 1, limits.signatures, "signatures in an XML document")?;
        raw.push(RawSignature::read(element, limits)?);
    }
    let ids = Ids::of(document);
    let mut timestamps = envelope.map(MessageTimestamp::read_all).transpose()?.unwrap_or_default();
    let mut signatures = Vec::with_capacity(raw.len());
    let length = u64::try_from(document.source_range(document.root().id()).len()).unwrap_or(u64::MAX);
    let mut budget = length.saturating_mul(limits.coverings).max(FREE_BYTES);
    for (number, signature) in raw.iter().enumerate() {
        let parent = signature.element.parent().map(|parent| parent.id());
        let later = raw.iter().skip(number + 1).map(|other| other.element);
        let later = later.filter(|other| parent.is_some() && other.parent().map(|parent| parent.id()) == parent);
        let resolver = Resolver {
            document,
            ids: &ids,
            signature: signature.element.id(),
            later: later.map(|other| other.id()).collect(),
        };
        let signature = read_signature(&resolver, envelope, signature, tokens, &mut budget)?;
        for timestamp in &mut timestamps {
            if signature.references.iter().any(|reference| reference.covers(document, timestamp.element)) {
                timestamp.add_covering(number)?;
            }
        }
        signatures.push(signature);
    }
    Ok((signatures, timestamps))
}

fn read_signature(
    resolver: &Resolver<'_>,
    envelope: Option<&Envelope<'_>>,
    raw: &RawSignature<'_>,
    tokens: &mut Tokens,
    budget: &mut u64,
) -> Result<XmlSignature> {
    let document = resolver.document;
    let mut references = Vec::with_capacity(raw.references.len());
    for reference in &raw.references {
        let reference = resolver.resolve(reference)?;
        *budget = budget.checked_sub(resolver.cost(&reference)).ok_or(Error::LimitExceeded {
            what: "coverings of an XML document by its references",
            limit: document.limits().coverings,
        })?;
        references.push(reference);
    }
    let octets = match (&raw.canonicalization, raw.algorithm) {
        (None, _) => Err(NotAllowed::Canonicalization),
        (Some(_), None) => Err(NotAllowed::Signature),
        (Some(how), Some(algorithm)) => {
            let signed_info = signed_info_octets(document, raw.signed_info, how)?;
            Ok(Octets { algorithm, signed_info, value: raw.value.clone() })
        }
    };
    Ok(XmlSignature {
        element: raw.element.id(),
        octets,
        key_info: KeyInfo::read(document, resolver.ids, tokens, raw.key_info)?,
        coverage: coverage::judge(document, resolver.ids, envelope, raw, &references),
        properties: xades::read(raw, &references)?,
        timestamps: xades::timestamps(document, raw)?,
        references,
    })
}

pub(super) fn signed_info_octets(
    document: &Document<'_>,
    signed_info: Element<'_>,
    how: &super::c14n::Canonicalization,
) -> Result<Vec<u8>> {
    let length = document.source_range(signed_info.id()).len();
    if u64::try_from(length).unwrap_or(u64::MAX) > MAX_SIGNED_INFO_BYTES {
        return Err(Error::LimitExceeded { what: "bytes of ds:SignedInfo", limit: MAX_SIGNED_INFO_BYTES });
    }
    canonical_octets_within(document, &Selection::element(signed_info.id()), how, MAX_SIGNED_INFO_OCTETS)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::super::sign::{Statement, sign_enveloped};
    use super::super::testing::{Key, verdicts};
    use crate::asn1::Writer;

    /// XML Signature 1.1, 6.4.3: r and s have the width of the order of the curve, so that no value has another spelling.
    #[test]
    fn an_ecdsa_value_has_one_form() {
        let key = Key::new();
        let signed = sign_enveloped(b"<a/>", &Key::signer(), Statement::Plain, |octets| key.sign(octets)).unwrap();
        let signed = String::from_utf8(signed).unwrap();
        let start = signed.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
        let end = signed.find("</ds:SignatureValue>").unwrap();
        let value = STANDARD.decode(&signed[start..end]).unwrap();
        let with = |value: &[u8]| {
            let mut text = signed.clone();
            text.replace_range(start..end, &STANDARD.encode(value));
            verdicts(text.as_bytes(), &key).unwrap()[0].value
        };
        assert_eq!((value.len(), with(&value)), (64, true));
        let (r, s) = value.split_at(32);
        for width in [33, 48, 200] {
            let padding = vec![0; width - 32];
            assert!(!with(&[&padding, r, &padding, s].concat()), "{width}");
        }
        // DER of every length: some are even, some odd.
        let mut der = Writer::new();
        der.sequence(|sequence| {
            sequence.unsigned_bytes(r).unsigned_bytes(s);
        });
        let der = der.into_bytes();
        let odd = [&der[..], &[0]].concat();
        assert!(!with(&der) && !with(&odd) && !with(&[]));
    }
}
