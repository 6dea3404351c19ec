//! Namespace names, and identifiers other than those of algorithms.

/// XML Signature (XML Signature Syntax and Processing 1.1, section 1.3).
pub(super) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Additions of XML Signature 1.1.
pub(super) const DSIG11: &str = "http://www.w3.org/2009/xmldsig11#";
/// Exclusive canonicalization: InclusiveNamespaces.
pub(super) const EC: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
/// XAdES 1.3.2 (EN 319 132-1, section 4.2).
pub(super) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
/// XAdES 1.4.1, for the properties of long-term validation.
pub(super) const XADES_141: &str = "http://uri.etsi.org/01903/v1.4.1#";
/// Type of the reference to SignedProperties (EN 319 132-1, 4.4.2).
pub(super) const SIGNED_PROPERTIES: &str = "http://uri.etsi.org/01903#SignedProperties";
/// SOAP 1.1.
pub(super) const SOAP_11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// SOAP 1.2.
pub(super) const SOAP_12: &str = "http://www.w3.org/2003/05/soap-envelope";
/// WS-Security 1.0 and 1.1: Security, tokens.
pub(super) const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
/// WS-Security 1.0 and 1.1: Id, Timestamp.
pub(super) const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// EncodingType of tokens (SOAP Message Security 1.0, 6.3).
pub(super) const BASE64_BINARY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
/// ValueType of one certificate (X.509 Token Profile 1.0, 3.1).
pub(super) const X509_V3: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
/// ValueType of a subject key identifier (X.509 Token Profile 1.0, 3.1).
pub(super) const X509_SKI: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509SubjectKeyIdentifier";
/// The enveloped signature transform (XML Signature 1.1, 6.6.4).
pub(super) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
