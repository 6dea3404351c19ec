//! Enveloped signatures in the national layout.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::check::checked;
use super::edit::Edits;
use super::markup::{self, KeyMarkup, ReferenceMarkup, VALUE_START};
use super::{Statement, XmlSigner};
use crate::crypto::{Digest, DigestAlgorithm};
use crate::error::{Error, Result};
use crate::signature::ecdsa;
use crate::signature::xml::c14n::{Canonicalization, Comments, Method, Selection, canonicalize};
use crate::signature::xml::ids::Ids;
use crate::signature::xml::signed::signed_info_octets;
use crate::signature::xml::tree::{Document, NodeId};
use crate::signature::xml::uri::{DS, ENVELOPED, SIGNED_PROPERTIES, XADES};

/// Signs a whole document and puts the signature at its end, as the last child of the document element.
///
/// The layout is that of the official client: inclusive canonicalization, transforms enveloped-signature and
/// C14N with comments, X509Certificate, no white space. Signatures that are there already are covered by the new one
/// and stay valid, or the document is refused. Every byte outside of the new signature stays as it is.
///
/// `sign` gets the octets to be signed and gives the value as [`crypto::verify`](crate::crypto::verify) takes it.
///
/// # Errors
/// As [`SignedXml::parse`](crate::signature::xml::SignedXml::parse) for `document`; `InvalidArgument` for an algorithm or
/// an identifier that cannot be used, and for a document of which the new signature, or one that held before, would not
/// hold; those of `sign`.
pub fn sign_enveloped(
    document: &[u8],
    signer: &XmlSigner<'_>,
    statement: Statement<'_>,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let how = Canonicalization::new(Method::Inclusive10, Comments::Omit);
    let transform = Canonicalization::new(Method::Inclusive10, Comments::Keep);
    let algorithm = signer.algorithm.digest();
    let parsed = Document::parse(document)?;
    let selection = Selection { comments: Comments::Omit, ..Selection::document() };
    let content = ReferenceMarkup {
        uri: String::new(),
        kind: None,
        transforms: &[ENVELOPED, transform.uri()],
        digest: digest_of(&parsed, &selection, &transform, algorithm)?,
    };
    let place = |signature: &str| {
        let mut edits = Edits::new(document);
        edits.append_to(parsed.source_range(parsed.root().id()), &parsed.root(), signature)?;
        Ok::<_, Error>(edits.apply())
    };
    let template = match statement {
        Statement::Plain => markup::signature(signer, None, &how, &[content], KeyMarkup::X509Data, "")?,
        Statement::XadesB { signing_time, id } => {
            check_id(&parsed, id)?;
            let properties_id = format!("{id}-properties");
            check_id(&parsed, &properties_id)?;
            let object = properties(signer, id, &properties_id, &signing_time.to_string())?;
            // The digest of the properties depends on the namespaces around them: they are put in place first.
            let exclusive = Canonicalization::new(Method::Exclusive10, Comments::Omit);
            let mut references = [
                content,
                ReferenceMarkup {
                    uri: format!("#{properties_id}"),
                    kind: Some(SIGNED_PROPERTIES),
                    transforms: &[exclusive.uri()],
                    digest: algorithm.digest(b""),
                },
            ];
            let draft = markup::signature(signer, Some(id), &how, &references, KeyMarkup::X509Data, &object)?;
            let draft = place(&draft)?;
            let draft = Document::parse(&draft)?;
            let signed = Ids::of(&draft).unique(&properties_id).ok_or(LOST)?;
            let digest = digest_of(&draft, &Selection::element(signed), &exclusive, algorithm)?;
            let [_, reference] = &mut references;
            reference.digest = digest;
            markup::signature(signer, Some(id), &how, &references, KeyMarkup::X509Data, &object)?
        }
    };
    let unsigned = place(&template)?;
    let find = |document: &Document<'_>| document.root().children().last().map(|last| last.id());
    let (signed, id) = fill_in_value(unsigned, find, signer, &how, sign)?;
    checked(document, signed, id)
}

const LOST: Error = Error::Crypto { operation: "XML editing" };

/// Signs the SignedInfo of a signature with an empty value, and puts the value there. Gives the document and where in it
/// the signature stands.
pub(super) fn fill_in_value(
    unsigned: Vec<u8>,
    find: impl FnOnce(&Document<'_>) -> Option<NodeId>,
    signer: &XmlSigner<'_>,
    how: &Canonicalization,
    sign: impl FnOnce(&[u8]) -> Result<Vec<u8>>,
) -> Result<(Vec<u8>, NodeId)> {
    let (octets, at, id) = {
        let document = Document::parse(&unsigned)?;
        let signature = find(&document).and_then(|id| document.element(id));
        let signature = signature.filter(|element| element.is(DS, "Signature")).ok_or(LOST)?;
        let part = |local| signature.children().find(|child| child.is(DS, local)).ok_or(LOST);
        let octets = signed_info_octets(&document, part("SignedInfo")?, how)?;
        (octets, document.source_range(part("SignatureValue")?.id()).start + VALUE_START.len(), signature.id())
    };
    let value = ecdsa::in_fields(signer.algorithm, sign(&octets)?)?;
    let mut edits = Edits::new(&unsigned);
    edits.insert(at, STANDARD.encode(value));
    Ok((edits.apply(), id))
}

pub(super) fn digest_of(
    document: &Document<'_>,
    selection: &Selection,
    how: &Canonicalization,
    algorithm: DigestAlgorithm,
) -> Result<Digest> {
    let mut hasher = algorithm.hasher();
    canonicalize(document, selection, how, &mut hasher)?;
    Ok(hasher.finish())
}

/// An identifier that needs no escaping and is free.
pub(super) fn check_id(document: &Document<'_>, id: &str) -> Result<()> {
    let mut characters = id.chars();
    let starts = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let rule = if !starts || !characters.all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) {
        "a letter or _, then letters, digits, - _ ."
    } else if Ids::of(document).unique(id).is_some() || Ids::of(document).is_ambiguous(id) {
        "an identifier that the document does not have yet"
    } else {
        return Ok(());
    };
    Err(Error::InvalidArgument { argument: "id", rule })
}

/// `ds:Object` with the properties of XAdES level B (EN 319 132-1, 6.3): time, certificate.
fn properties(signer: &XmlSigner<'_>, id: &str, properties_id: &str, time: &str) -> Result<String> {
    let certificate = markup::digest(&DigestAlgorithm::Sha256.digest(signer.certificate))?;
    Ok(format!(
        "<ds:Object><xades:QualifyingProperties xmlns:xades=\"{XADES}\" Target=\"#{id}\">\
         <xades:SignedProperties Id=\"{properties_id}\"><xades:SignedSignatureProperties>\
         <xades:SigningTime>{time}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>\
         {certificate}</xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>\
         </xades:SignedProperties></xades:QualifyingProperties></ds:Object>"
    ))
}
