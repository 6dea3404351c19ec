//! The text of a signature, without white space: a widespread verifier drops white space from SignedInfo.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::XmlSigner;
use crate::crypto::{Digest, DigestAlgorithm};
use crate::error::{Error, Result};
use crate::signature::xml::algorithm::{digest_uri, signature_uri};
use crate::signature::xml::c14n::Canonicalization;
use crate::signature::xml::uri::{BASE64_BINARY, DS, WSSE, X509_V3};

pub(super) const VALUE_START: &str = "<ds:SignatureValue>";

/// A reference to be written.
pub(super) struct ReferenceMarkup<'m> {
    pub(super) uri: String,
    /// The `Type` attribute.
    pub(super) kind: Option<&'m str>,
    pub(super) transforms: &'m [&'m str],
    pub(super) digest: Digest,
}

/// How KeyInfo holds the certificate.
#[derive(Clone, Copy)]
pub(super) enum KeyMarkup {
    X509Data,
    /// A KeyIdentifier in a SecurityTokenReference, as the national bus has it.
    KeyIdentifier,
}

/// The whole `ds:Signature` with an empty value.
pub(super) fn signature(
    signer: &XmlSigner<'_>,
    id: Option<&str>,
    how: &Canonicalization,
    references: &[ReferenceMarkup<'_>],
    key: KeyMarkup,
    object: &str,
) -> Result<String> {
    let method = signature_uri(signer.algorithm).ok_or(UNSUPPORTED)?;
    let id = id.map(|id| format!(" Id=\"{id}\"")).unwrap_or_default();
    let references: String = references.iter().map(reference).collect::<Result<_>>()?;
    let certificate = STANDARD.encode(signer.certificate);
    let key = match key {
        KeyMarkup::X509Data => {
            format!("<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data>")
        }
        KeyMarkup::KeyIdentifier => format!(
            "<wsse:SecurityTokenReference xmlns:wsse=\"{WSSE}\"><wsse:KeyIdentifier EncodingType=\"{BASE64_BINARY}\" \
             ValueType=\"{X509_V3}\">{certificate}</wsse:KeyIdentifier></wsse:SecurityTokenReference>"
        ),
    };
    Ok(format!(
        "<ds:Signature xmlns:ds=\"{DS}\"{id}><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"{}\"/>\
         <ds:SignatureMethod Algorithm=\"{method}\"/>{references}</ds:SignedInfo>{VALUE_START}</ds:SignatureValue>\
         <ds:KeyInfo>{key}</ds:KeyInfo>{object}</ds:Signature>",
        how.uri()
    ))
}

fn reference(reference: &ReferenceMarkup<'_>) -> Result<String> {
    let transforms: String =
        reference.transforms.iter().map(|uri| format!("<ds:Transform Algorithm=\"{uri}\"/>")).collect();
    let kind = reference.kind.map(|kind| format!(" Type=\"{kind}\"")).unwrap_or_default();
    Ok(format!(
        "<ds:Reference{kind} URI=\"{}\"><ds:Transforms>{transforms}</ds:Transforms>{}</ds:Reference>",
        reference.uri,
        digest(&reference.digest)?
    ))
}

/// `ds:DigestMethod` and `ds:DigestValue`.
pub(super) fn digest(digest: &Digest) -> Result<String> {
    Ok(format!(
        "<ds:DigestMethod Algorithm=\"{}\"/><ds:DigestValue>{}</ds:DigestValue>",
        digest_uri_of(digest.algorithm())?,
        STANDARD.encode(digest.as_bytes())
    ))
}

fn digest_uri_of(algorithm: DigestAlgorithm) -> Result<&'static str> {
    digest_uri(algorithm).ok_or(UNSUPPORTED)
}

const UNSUPPORTED: Error =
    Error::InvalidArgument { argument: "algorithm", rule: "an algorithm that has an identifier in XML Signature" };
