//! Writing XML signatures and WS-Security messages (sections 7.2 and 7.3 of the national facts).
//!
//! The documents are written in canonical form from the start (no declaration, no empty-element tags, attributes in
//! order), so that the canonical octets are the text itself with the namespaces in scope; no canonicalizer is needed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::authority::Subscriber;
use super::key::Family;

const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const C14N: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const C14N_WITH_COMMENTS: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
const EXCLUSIVE_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
const BASE64_BINARY: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
const X509_V3: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";

/// The URIs of signature and digest.
fn algorithms(family: Family) -> (&'static str, &'static str) {
    match family {
        Family::Rsa(_) => {
            ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256")
        }
        Family::EcdsaP256 => {
            ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256")
        }
        Family::Gost2004 | Family::Tumar => (
            "http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311",
            "http://www.w3.org/2001/04/xmldsig-more#gost34311",
        ),
        Family::Gost2015Short => (
            "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-256",
            "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-256",
        ),
        Family::Gost2015 => (
            "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512",
            "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512",
        ),
    }
}

/// A document whose root is `<name namespaces>inner</name>`; signatures come last inside the root.
#[derive(Clone)]
pub(super) struct Document {
    name: &'static str,
    /// Namespace declarations as canonical text, each with a space in front.
    namespaces: &'static str,
    inner: String,
}

impl Document {
    /// A document in canonical form.
    pub(super) fn new(name: &'static str, namespaces: &'static str, inner: &str) -> Self {
        Self { name, namespaces, inner: inner.to_owned() }
    }

    /// The text, which is also its canonical form.
    pub(super) fn text(&self) -> String {
        format!("<{0}{1}>{2}</{0}>", self.name, self.namespaces, self.inner)
    }

    /// With an enveloped signature as last child of the root. A second call signs over the first signature.
    pub(super) fn signed_by(&self, signer: &Subscriber) -> Self {
        let transforms = format!(
            "<ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform>\
             <ds:Transform Algorithm=\"{C14N_WITH_COMMENTS}\"></ds:Transform>"
        );
        let info = signed_info(signer.key.family, C14N, "", &transforms, self.text().as_bytes());
        // Inclusive C14N: SignedInfo renders every namespace in scope, the default one first.
        let scope = format!("{} xmlns:ds=\"{DS}\"", self.namespaces);
        let value = signer.key.sign(with_namespaces(&info, &scope).as_bytes());
        let signature = format!(
            "<ds:Signature xmlns:ds=\"{DS}\">{info}<ds:SignatureValue>{}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>\
             <ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>",
            STANDARD.encode(value),
            STANDARD.encode(&signer.certificate),
        );
        Self { inner: format!("{}{signature}", self.inner), ..self.clone() }
    }
}

/// A SOAP message whose body is signed as the state gateway asks; the certificate stands in the KeyIdentifier.
pub(super) fn soap(payload: &str, signer: &Subscriber) -> String {
    const ID: &str = "id-11111111-2222-3333-4444-555555555555";
    let body = |namespaces: &str| format!("<soap:Body{namespaces} wsu:Id=\"{ID}\">{payload}</soap:Body>");
    // Exclusive C14N: the body renders the prefixes that it uses, in the order of the prefixes.
    let canonical_body = body(&format!(" xmlns:soap=\"{SOAP}\" xmlns:wsu=\"{WSU}\""));
    let transforms = format!("<ds:Transform Algorithm=\"{EXCLUSIVE_C14N}\"></ds:Transform>");
    let reference = format!("#{ID}");
    let info = signed_info(signer.key.family, EXCLUSIVE_C14N, &reference, &transforms, canonical_body.as_bytes());
    let value = signer.key.sign(with_namespaces(&info, &format!(" xmlns:ds=\"{DS}\"")).as_bytes());
    format!(
        "<soap:Envelope xmlns:soap=\"{SOAP}\"><soap:Header><wsse:Security xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\" \
         soap:mustUnderstand=\"1\"><ds:Signature xmlns:ds=\"{DS}\">{info}<ds:SignatureValue>{}</ds:SignatureValue>\
         <ds:KeyInfo><wsse:SecurityTokenReference><wsse:KeyIdentifier EncodingType=\"{BASE64_BINARY}\" \
         ValueType=\"{X509_V3}\">{}</wsse:KeyIdentifier></wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>\
         </wsse:Security></soap:Header>{}</soap:Envelope>",
        STANDARD.encode(value),
        STANDARD.encode(&signer.certificate),
        body(&format!(" xmlns:wsu=\"{WSU}\"")),
    )
}

/// SignedInfo with one Reference, without the namespaces that its canonical form adds.
fn signed_info(family: Family, c14n: &str, uri: &str, transforms: &str, referenced: &[u8]) -> String {
    let (signature, digest) = algorithms(family);
    let value = STANDARD.encode(family.digest(referenced));
    format!(
        "<ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"{c14n}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"{signature}\"></ds:SignatureMethod><ds:Reference URI=\"{uri}\"><ds:Transforms>\
         {transforms}</ds:Transforms><ds:DigestMethod Algorithm=\"{digest}\"></ds:DigestMethod><ds:DigestValue>{value}\
         </ds:DigestValue></ds:Reference></ds:SignedInfo>"
    )
}

fn with_namespaces(info: &str, namespaces: &str) -> String {
    info.replacen("<ds:SignedInfo>", &format!("<ds:SignedInfo{namespaces}>"), 1)
}
