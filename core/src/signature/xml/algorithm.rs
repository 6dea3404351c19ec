//! Identifiers of digest and signature algorithms in XML: an allow list.

use crate::crypto::{DigestAlgorithm, SignatureAlgorithm};

/// The first identifier of an algorithm is the one that is written.
///
/// XML Signature 1.1, section 6; RFC 9231; the national ones as genuine documents have them. `xmldsig-more#rsa-sha1`
/// and `xmldsig-more#sha1` are no identifiers of a standard, but a widespread server writes them.
const SIGNATURES: [(&str, SignatureAlgorithm); 16] = [
    (
        "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512",
        SignatureAlgorithm::Gost34310_2015_512,
    ),
    (
        "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-256",
        SignatureAlgorithm::Gost34310_2015_256,
    ),
    ("http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311", SignatureAlgorithm::Gost34310_2004),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512)),
    ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1)),
    ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha1", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha384)),
    ("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha512)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512)),
    ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha1)),
    ("http://www.w3.org/2000/09/xmldsig#ecdsa-sha1", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha1)),
];

const DIGESTS: [(&str, DigestAlgorithm); 8] = [
    ("urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512", DigestAlgorithm::Streebog512),
    ("urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-256", DigestAlgorithm::Streebog256),
    ("http://www.w3.org/2001/04/xmldsig-more#gost34311", DigestAlgorithm::Gost34311),
    ("http://www.w3.org/2001/04/xmlenc#sha256", DigestAlgorithm::Sha256),
    ("http://www.w3.org/2001/04/xmldsig-more#sha384", DigestAlgorithm::Sha384),
    ("http://www.w3.org/2001/04/xmlenc#sha512", DigestAlgorithm::Sha512),
    ("http://www.w3.org/2000/09/xmldsig#sha1", DigestAlgorithm::Sha1),
    ("http://www.w3.org/2001/04/xmldsig-more#sha1", DigestAlgorithm::Sha1),
];

pub(super) fn signature_from_uri(uri: &str) -> Option<SignatureAlgorithm> {
    SIGNATURES.iter().find(|(known, _)| *known == uri).map(|(_, algorithm)| *algorithm)
}

pub(super) fn signature_uri(algorithm: SignatureAlgorithm) -> Option<&'static str> {
    SIGNATURES.iter().find(|(_, known)| *known == algorithm).map(|(uri, _)| *uri)
}

pub(super) fn digest_from_uri(uri: &str) -> Option<DigestAlgorithm> {
    DIGESTS.iter().find(|(known, _)| *known == uri).map(|(_, algorithm)| *algorithm)
}

pub(super) fn digest_uri(algorithm: DigestAlgorithm) -> Option<&'static str> {
    DIGESTS.iter().find(|(_, known)| *known == algorithm).map(|(uri, _)| *uri)
}
