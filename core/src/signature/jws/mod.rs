//! JSON Web Signature (RFC 7515): compact, flattened and general, with the national algorithms.
//!
//! ```
//! use qoltanba::signature::jws::SignedJws;
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! let jws = SignedJws::parse(&read("signed/jws/gost2015.jws"), None)?;
//! assert_eq!((jws.signatures().len(), jws.payload()), (1, read("signed/content.txt").as_slice()));
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod header;
mod sign;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use header::{Object, Protected};

use super::ecdsa;
use crate::crypto::{AlgorithmPolicy, DigestAlgorithm, KeyAlgorithm, PublicKey, SignatureAlgorithm, SignatureError};
use crate::error::{Error, Result};
use crate::limits::{Limits, within};
use crate::text::without_mark;

pub use sign::sign_compact;

/// Certificates in one `x5c`; a national path has three.
pub const MAX_CERTIFICATES: usize = 32;

const WHAT: &str = "JWS";

/// A JWS, read but not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedJws {
    payload: Vec<u8>,
    signatures: Vec<JwsSignature>,
}

/// One signature of a JWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JwsSignature {
    algorithm: Result<SignatureAlgorithm, NotAllowed>,
    /// The protected header, in base64url.
    protected: String,
    /// The payload, in base64url; all signatures share it.
    payload: Arc<str>,
    value: Vec<u8>,
    certificates: Vec<Vec<u8>>,
    thumbprints: Vec<(DigestAlgorithm, Vec<u8>)>,
}

/// What a signature uses outside of the allow list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotAllowed {
    /// `alg` is `none`, a symmetric one, or unknown.
    Algorithm,
    /// There is no `alg` in the protected header.
    UnprotectedAlgorithm,
    /// There is a `crit`: an extension that has to be understood (RFC 7515, 4.1.11), and none is.
    CriticalHeader,
}

impl NotAllowed {
    /// One English sentence without its capital and full stop.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Algorithm => "the signature algorithm is not allowed",
            Self::UnprotectedAlgorithm => "the signature algorithm does not stand in the protected header",
            Self::CriticalHeader => "a critical header parameter is not understood",
        }
    }
}

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// The algorithms: RFC 7518, 3.1, and those of the national Java library.
const ALGORITHMS: [(&str, SignatureAlgorithm); 10] = {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    [
        ("GG2015", SignatureAlgorithm::Gost34310_2015_512),
        ("GG2004", SignatureAlgorithm::Gost34310_2004),
        ("RS256", SignatureAlgorithm::RsaPkcs1(Sha256)),
        ("RS384", SignatureAlgorithm::RsaPkcs1(Sha384)),
        ("RS512", SignatureAlgorithm::RsaPkcs1(Sha512)),
        ("PS256", SignatureAlgorithm::RsaPss(Sha256)),
        ("PS384", SignatureAlgorithm::RsaPss(Sha384)),
        ("PS512", SignatureAlgorithm::RsaPss(Sha512)),
        ("ES256", SignatureAlgorithm::Ecdsa(Sha256)),
        ("ES384", SignatureAlgorithm::Ecdsa(Sha384)),
    ]
};

impl SignedJws {
    /// Reads a JWS. White space around it, and a byte order mark before it, are passed over.
    ///
    /// `content` is the payload of a JWS that has none of its own (RFC 7515, appendix F).
    ///
    /// # Errors
    /// `Malformed` when a rule of RFC 7515 is broken, among them base64url with padding or white space and a header
    /// parameter that stands twice; `InvalidArgument` when the payload is missing or there are two; `LimitExceeded`.
    pub fn parse(bytes: &[u8], content: Option<&[u8]>) -> Result<Self> {
        Self::parse_within(bytes, content, &Limits::default())
    }

    /// As [`parse`](Self::parse), within other limits.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_within(bytes: &[u8], content: Option<&[u8]>, limits: &Limits) -> Result<Self> {
        within(bytes.len(), limits.document_bytes, "bytes of a JWS")?;
        let text = std::str::from_utf8(bytes).map_err(|error| Error::Malformed {
            what: WHAT,
            offset: error.valid_up_to(),
            rule: "the text is UTF-8",
        })?;
        let is_space = |c: char| c.is_ascii_whitespace();
        let text = without_mark(text).trim_start_matches(is_space);
        let start = bytes.len() - text.len();
        let text = text.trim_end_matches(is_space);
        if text.starts_with('{') {
            Self::from_json(text, start, content, limits)
        } else {
            Self::from_compact(text, content)
        }
    }

    /// RFC 7515, 7.1.
    fn from_compact(text: &str, content: Option<&[u8]>) -> Result<Self> {
        let mut parts = text.split('.');
        let (Some(protected), Some(payload), Some(value), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed("three parts with a full stop between them (RFC 7515, 7.1)"));
        };
        let payload = Payload::of(Some(payload).filter(|payload| !payload.is_empty()), content, Missing::IsEmpty)?;
        let signature = JwsSignature::read(Some(protected), &Object::new(), &payload, value)?;
        Ok(Self { payload: payload.octets, signatures: vec![signature] })
    }

    /// RFC 7515, 7.2; `start` is where the text begins in the input.
    fn from_json(text: &str, start: usize, content: Option<&[u8]>, limits: &Limits) -> Result<Self> {
        within(text.len(), limits.json_bytes, "bytes of a JWS in JSON")?;
        let object = header::object(text.as_bytes(), start)?;
        let payload = Payload::of(string(&object, "payload")?, content, Missing::IsAnError)?;
        let members: Vec<Object> = match (object.get("signatures"), object.contains_key("signature")) {
            (Some(Value::Array(list)), false) if !list.is_empty() => {
                within(list.len(), limits.signatures, "signatures of a JWS")?;
                if object.contains_key("protected") || object.contains_key("header") {
                    return Err(malformed("headers stand with each signature (RFC 7515, 7.2.1)"));
                }
                let member = |value: &Value| value.as_object().cloned();
                let members: Option<_> = list.iter().map(member).collect();
                members.ok_or_else(|| malformed("each signature is an object (RFC 7515, 7.2.1)"))?
            }
            (None, true) => vec![object.clone()],
            (_, _) => return Err(malformed("either signature or a list of signatures (RFC 7515, 7.2)")),
        };
        let mut signatures = Vec::with_capacity(members.len());
        for member in &members {
            let header = match member.get("header") {
                None => Object::new(),
                Some(Value::Object(header)) => header.clone(),
                Some(_) => return Err(malformed("header is an object (RFC 7515, 7.2.1)")),
            };
            let value = string(member, "signature")?.ok_or_else(|| malformed("signature is a text"))?;
            signatures.push(JwsSignature::read(string(member, "protected")?, &header, &payload, value)?);
        }
        Ok(Self { payload: payload.octets, signatures })
    }

    /// The payload, which each signature covers.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signatures, in their order.
    #[must_use]
    pub fn signatures(&self) -> &[JwsSignature] {
        &self.signatures
    }
}

impl JwsSignature {
    fn read(protected: Option<&str>, header: &Object, payload: &Payload, value: &str) -> Result<Self> {
        let protected_text = protected.unwrap_or_default();
        let protected = match protected {
            None | Some("") => Protected::default(),
            Some(text) => Protected::read(&decode(text, "the protected header is base64url without padding")?)?,
        };
        if protected.has_name_of(header) {
            return Err(malformed("a header parameter stands in one header only (RFC 7515, 7.2.1)"));
        }
        let algorithm = match protected.algorithm()? {
            _ if protected.is_critical(header) => Err(NotAllowed::CriticalHeader),
            None => Err(NotAllowed::UnprotectedAlgorithm),
            Some(name) => {
                let known = ALGORITHMS.iter().find(|(known, _)| *known == name);
                known.map(|(_, algorithm)| *algorithm).ok_or(NotAllowed::Algorithm)
            }
        };
        let value = decode(value, "the signature is base64url without padding")?;
        Ok(Self {
            algorithm,
            value,
            certificates: protected.certificates(header)?,
            thumbprints: protected.thumbprints(header)?,
            protected: protected_text.to_owned(),
            payload: Arc::clone(&payload.text),
        })
    }

    /// The signature algorithm.
    ///
    /// # Errors
    /// What is not on the allow list.
    pub const fn algorithm(&self) -> Result<SignatureAlgorithm, NotAllowed> {
        self.algorithm
    }

    /// The octets that are signed: protected header and payload (RFC 7515, 5.1).
    #[must_use]
    pub fn signing_input(&self) -> Vec<u8> {
        [self.protected.as_bytes(), b".", self.payload.as_bytes()].concat()
    }

    /// The signature value as it stands: ECDSA as r ‖ s (RFC 7518, 3.4), the national algorithms as r ‖ s little-endian.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// The certificates of `x5c`, DER. Untrusted; the first is that of the signer (RFC 7515, 4.1.6).
    #[must_use]
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// Whether each thumbprint in the header, `x5t` and `x5t#S256` (RFC 7515, 4.1.7 and 4.1.8), is that of this
    /// certificate, DER. `true` when there is none.
    #[must_use]
    pub fn thumbprints_are_of(&self, certificate: &[u8]) -> bool {
        self.thumbprints.iter().all(|(algorithm, digest)| algorithm.digest(certificate).as_bytes() == digest.as_slice())
    }

    /// Verifies the value over the signing input.
    ///
    /// # Errors
    /// Why it does not hold.
    pub fn verify_value(&self, key: &PublicKey, policy: AlgorithmPolicy) -> Result<(), SignatureError> {
        let algorithm = self.algorithm.map_err(|_| SignatureError::AlgorithmNotAllowed)?;
        if !fits(algorithm, key.algorithm()) {
            return Err(SignatureError::KeyMismatch);
        }
        ecdsa::verify_in_fields(key, algorithm, &self.signing_input(), &self.value, policy)
    }
}

/// Whether an ECDSA algorithm has the curve of the key: `ES256` is P-256, `ES384` is P-384, and nothing else (RFC 7518,
/// 3.4).
const fn fits(algorithm: SignatureAlgorithm, key: KeyAlgorithm) -> bool {
    match key {
        KeyAlgorithm::EcdsaP256 => matches!(algorithm, SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        KeyAlgorithm::EcdsaP384 => matches!(algorithm, SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
        KeyAlgorithm::Rsa(_)
        | KeyAlgorithm::Gost34310_2004
        | KeyAlgorithm::Gost34310_2015_256
        | KeyAlgorithm::Gost34310_2015_512 => true,
    }
}

/// The payload, and how it stands in the signing input.
struct Payload {
    octets: Vec<u8>,
    text: Arc<str>,
}

/// What it means that a JWS has no payload, and none is given.
enum Missing {
    /// The payload is empty.
    IsEmpty,
    IsAnError,
}

impl Payload {
    fn of(own: Option<&str>, content: Option<&[u8]>, missing: Missing) -> Result<Self> {
        let argument = |rule| Err(Error::InvalidArgument { argument: "content", rule });
        match (own, content, missing) {
            (Some(text), None, _) => {
                let octets = decode(text, "the payload is base64url without padding")?;
                Ok(Self { octets, text: text.into() })
            }
            (None, Some(content), _) => {
                Ok(Self { octets: content.to_vec(), text: URL_SAFE_NO_PAD.encode(content).into() })
            }
            (None, None, Missing::IsEmpty) => Ok(Self { octets: Vec::new(), text: "".into() }),
            (None, None, Missing::IsAnError) => argument("the payload of this JWS is detached: the content is needed"),
            (Some(_), Some(_), _) => argument("this JWS has a payload of its own"),
        }
    }
}

fn string<'o>(object: &'o Object, name: &str) -> Result<Option<&'o str>> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(malformed("payload, protected and signature are texts (RFC 7515, 7.2)")),
    }
}

fn decode(text: &str, rule: &'static str) -> Result<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| malformed(rule))
}

const fn malformed(rule: &'static str) -> Error {
    Error::Malformed { what: WHAT, offset: 0, rule }
}
