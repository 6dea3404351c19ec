//! Attachments: files beside a document, covered by their digests.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::value::Children;
use super::xml::{self, Writer};
use crate::crypto::{Digest, DigestAlgorithm};
use crate::error::{Error, Result};
use crate::signature::xml::tree::Element;

/// A file beside a document. The document carries its size and digest, so that a signature covers it too.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The name of the file or of the kind of document (`birth-certificate`).
    pub name: String,
    /// The media type (`application/pdf`).
    pub media_type: String,
    /// The size in bytes.
    pub size: u64,
    /// The digest of the bytes.
    #[serde(with = "digest")]
    pub digest: Digest,
}

// Names of files are those of a person.
impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment").field("size", &self.size).finish_non_exhaustive()
    }
}

/// The algorithms that an attachment may be digested with, and their words. SHA-1 is not among them.
const ALGORITHMS: [(DigestAlgorithm, &str); 4] = [
    (DigestAlgorithm::Sha256, "sha256"),
    (DigestAlgorithm::Streebog256, "streebog256"),
    (DigestAlgorithm::Streebog512, "streebog512"),
    (DigestAlgorithm::Gost34311, "gost34311"),
];

impl Attachment {
    /// Describes a file.
    ///
    /// # Errors
    /// `InvalidArgument` if the algorithm is not one for attachments, or the media type is not `type/subtype`.
    pub fn of(name: &str, media_type: &str, bytes: &[u8], algorithm: DigestAlgorithm) -> Result<Self> {
        word(algorithm)?;
        if !is_media_type(media_type) {
            return Err(Error::InvalidArgument { argument: "media type", rule: "a media type is type/subtype" });
        }
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let digest = algorithm.digest(bytes);
        Ok(Self { name: name.to_owned(), media_type: media_type.to_owned(), size, digest })
    }

    /// Whether these are the bytes that were described.
    #[must_use]
    pub fn is(&self, bytes: &[u8]) -> bool {
        u64::try_from(bytes.len()) == Ok(self.size) && self.digest.algorithm().digest(bytes) == self.digest
    }

    pub(super) fn write(&self, out: &mut Writer) -> Result<()> {
        let size = self.size.to_string();
        let algorithm = word(self.digest.algorithm())?;
        out.open("attachment", &[("media-type", &self.media_type), ("size", &size)])?;
        out.leaf("name", &[], &self.name)?;
        out.leaf("digest", &[("algorithm", algorithm)], &self.digest.to_hex())?;
        out.close();
        Ok(())
    }

    pub(super) fn read(node: &Element<'_>) -> Result<Self> {
        let mut children = Children::of(node, "attachment")?;
        let wrong = children.malformed("an attachment has a media type (type/subtype) and a size");
        let media_type =
            xml::attribute(node, "media-type").filter(|value| is_media_type(value)).ok_or(wrong.clone())?;
        let digits = |text: &Cow<'_, str>| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let size = xml::attribute(node, "size").filter(digits).and_then(|text| text.parse().ok()).ok_or(wrong)?;
        let name = children.text("name")?;
        let digest = children.required("digest")?;
        let wrong = children.malformed("a digest is lower-case hex of a known algorithm");
        let algorithm = xml::attribute(&digest, "algorithm");
        let algorithm = ALGORITHMS.iter().find(|(_, word)| Some(*word) == algorithm.as_deref()).ok_or(wrong.clone())?.0;
        let bytes = unhex(&digest.simple_text("digest")?).ok_or(wrong.clone())?;
        let digest = Digest::from_bytes(algorithm, &bytes).ok_or(wrong)?;
        children.end()?;
        Ok(Self { name, media_type: media_type.into_owned(), size, digest })
    }
}

fn word(algorithm: DigestAlgorithm) -> Result<&'static str> {
    let known = ALGORITHMS.iter().find(|(known, _)| *known == algorithm);
    known.map(|(_, word)| *word).ok_or(Error::InvalidArgument {
        argument: "digest algorithm",
        rule: "an attachment is digested with SHA-256, Streebog or GOST 34.311",
    })
}

/// RFC 6838, 4.2: restricted names.
fn is_media_type(text: &str) -> bool {
    let restricted = |name: &str| {
        let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
        first
            && name.len() <= 127
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    text.split_once('/').is_some_and(|(kind, sub)| restricted(kind) && restricted(sub))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

/// A digest as JSON: `{"algorithm": "sha256", "value": "…"}`, in the words and the hex of the XML.
mod digest {
    use super::{ALGORITHMS, Deserialize, Deserializer, Digest, Serialize, Serializer, de, unhex, word};

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Words {
        algorithm: String,
        value: String,
    }

    pub(super) fn serialize<S: Serializer>(digest: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
        let algorithm = word(digest.algorithm()).map_err(serde::ser::Error::custom)?;
        Words { algorithm: algorithm.to_owned(), value: digest.to_hex() }.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
        let words = Words::deserialize(deserializer)?;
        let algorithm = ALGORITHMS.iter().find(|(_, word)| *word == words.algorithm);
        let digest = algorithm.and_then(|(algorithm, _)| Digest::from_bytes(*algorithm, &unhex(&words.value)?));
        digest.ok_or_else(|| de::Error::custom("a digest is lower-case hex of a known algorithm"))
    }
}
