//! The trail of a procedure: every move, in a chain of SHA-256 digests.
//!
//! The chain finds an entry that was changed, removed, inserted or moved. Whoever can rewrite the whole trail can also
//! recompute it: to rule that out, sign the head, or keep it where the trail cannot be written. The trail holds no
//! numbers of persons: of a signer it keeps whether the role fitted, the decision and the digest of its report. A reason
//! that was given in words stands in it as given.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::code::{Actor, ChannelId};
use super::outcome::{CheckOutcome, Outcome, ReportDigest};
use super::signer::Misfit;
use crate::error::{Error, Result};
use crate::time::Moment;

/// The schema that a trail names.
pub const AUDIT_SCHEMA: &str = "qoltanba.audit/1";
/// The longest trail, in entries; a walk has about twenty, held steps repeat.
const MAX_ENTRIES: usize = 10_000;
/// The largest trail as JSON, in bytes.
const MAX_JSON: usize = 16 * 1024 * 1024;

/// A trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditTrail {
    schema: String,
    start: Start,
    entries: Vec<Entry>,
}

/// What a procedure started with. Its digest is the first link of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// The id of the service.
    pub service: String,
    /// The channel.
    pub channel: ChannelId,
    /// SHA-256 of the regulation that was followed, as its JSON.
    #[serde(with = "hex32")]
    pub regulation: [u8; 32],
    /// The moment of the start.
    #[serde(with = "moment")]
    pub at: Moment,
}

/// One move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What happened.
    pub body: EntryBody,
    /// SHA-256 over the digest before, and the JSON of the body.
    #[serde(with = "hex32")]
    pub hash: [u8; 32],
}

/// What happened in one move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryBody {
    /// From 1.
    pub number: u32,
    /// The step.
    pub step: String,
    /// Who acted.
    pub actor: Actor,
    /// When.
    #[serde(with = "moment")]
    pub at: Moment,
    /// What was reported.
    pub outcome: Outcome,
    /// The reasons of failed checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// The signatures made in the step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<SignatureEntry>,
    /// How many co-signers had not signed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub co_signers_missing: u32,
    /// The digest of the report behind the outcome.
    #[serde(default, with = "hex32_option", skip_serializing_if = "Option::is_none")]
    pub report: Option<[u8; 32]>,
    /// Where the procedure went: a step, an end, `not-stated`, or `held`.
    pub to: String,
}

/// A signature, as the trail keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureEntry {
    /// Why the signer does not fit the role; empty when the signer fits.
    pub misfits: Vec<Misfit>,
    /// The decision on the signature.
    pub check: CheckOutcome,
    /// The digest of its report.
    #[serde(default, with = "hex32_option", skip_serializing_if = "Option::is_none")]
    pub report: Option<[u8; 32]>,
}

impl SignatureEntry {
    pub(super) fn new(misfits: Vec<Misfit>, check: CheckOutcome, report: Option<ReportDigest>) -> Self {
        Self { misfits, check, report: report.map(|digest| digest.0) }
    }
}

impl AuditTrail {
    pub(super) fn new(start: Start) -> Self {
        Self { schema: AUDIT_SCHEMA.to_owned(), start, entries: Vec::new() }
    }

    /// What the procedure started with.
    #[must_use]
    pub const fn start(&self) -> &Start {
        &self.start
    }

    /// The moves in their order, the first at the start of the procedure.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The last digest of the chain: the one value that has to be kept safe.
    ///
    /// # Errors
    /// None that is known; JSON of these types is always written.
    pub fn head(&self) -> Result<[u8; 32]> {
        match self.entries.last() {
            Some(entry) => Ok(entry.hash),
            None => self.first_link(),
        }
    }

    pub(super) fn push(&mut self, body: EntryBody) -> Result<()> {
        if self.entries.len() >= MAX_ENTRIES {
            return Err(Error::LimitExceeded { what: "entries of an audit trail", limit: 10_000 });
        }
        let hash = link(&self.head()?, &body)?;
        self.entries.push(Entry { body, hash });
        Ok(())
    }

    pub(super) fn next_number(&self) -> u32 {
        u32::try_from(self.entries.len()).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The trail as JSON.
    ///
    /// # Errors
    /// None that is known.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map_err(|_| unwritable())
    }

    /// Reads a trail and checks its chain.
    ///
    /// # Errors
    /// `Malformed` if the text is not such JSON, `Item` if a link of the chain is broken, `LimitExceeded` if it is too large.
    pub fn from_json(text: &str) -> Result<Self> {
        if text.len() > MAX_JSON {
            return Err(Error::LimitExceeded { what: "bytes of an audit trail", limit: 16 * 1024 * 1024 });
        }
        let malformed = |rule| Error::Malformed { what: "audit trail", offset: 0, rule };
        let trail: Self = serde_json::from_str(text).map_err(|_| malformed("the text follows qoltanba.audit/1"))?;
        if trail.schema != AUDIT_SCHEMA {
            return Err(malformed("the schema is qoltanba.audit/1"));
        }
        if trail.entries.len() > MAX_ENTRIES {
            return Err(Error::LimitExceeded { what: "entries of an audit trail", limit: 10_000 });
        }
        trail.check()?;
        Ok(trail)
    }

    /// Checks the chain.
    ///
    /// # Errors
    /// `Item` with the number of the first entry that is not what it was.
    pub fn check(&self) -> Result<()> {
        let mut before = self.first_link()?;
        for (index, entry) in self.entries.iter().enumerate() {
            let number = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
            if entry.body.number != number || entry.hash != link(&before, &entry.body)? {
                return Err(Error::Item {
                    what: "entry of the audit trail",
                    number,
                    rule: "the entry is the one that was chained",
                });
            }
            before = entry.hash;
        }
        Ok(())
    }

    fn first_link(&self) -> Result<[u8; 32]> {
        let mut hash = Sha256::new();
        hash.update(AUDIT_SCHEMA.as_bytes());
        hash.update(serde_json::to_vec(&self.start).map_err(|_| unwritable())?);
        Ok(hash.finalize().into())
    }
}

fn link(before: &[u8; 32], body: &EntryBody) -> Result<[u8; 32]> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(serde_json::to_vec(body).map_err(|_| unwritable())?);
    Ok(hash.finalize().into())
}

const fn unwritable() -> Error {
    Error::InvalidArgument { argument: "audit trail", rule: "the trail can be written as JSON" }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// Moments as RFC 3339.
mod moment {
    use super::{Deserialize, Deserializer, Moment, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
    pub(super) fn serialize<S: Serializer>(at: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(at)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        Moment::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Digests as lower-case hex.
mod hex32 {
    use super::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(digest: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&write(digest))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        read(&String::deserialize(deserializer)?).ok_or_else(|| serde::de::Error::custom("64 lower-case hex digits"))
    }

    pub(super) fn write(digest: &[u8; 32]) -> String {
        digest
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|nibble| char::from_digit(nibble.into(), 16))
            .collect()
    }

    pub(super) fn read(text: &str) -> Option<[u8; 32]> {
        let digits: Vec<u8> = text
            .bytes()
            .map(|digit| match digit {
                b'0'..=b'9' => Some(digit - b'0'),
                b'a'..=b'f' => Some(digit - b'a' + 10),
                _ => None,
            })
            .collect::<Option<_>>()?;
        let bytes: Vec<u8> =
            digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? << 4 | pair.last()?)).collect();
        if digits.len() == 64 { bytes.try_into().ok() } else { None }
    }
}

mod hex32_option {
    use super::{Deserialize, Deserializer, Serializer, hex32};

    #[expect(clippy::ref_option, reason = "the signature that serde asks for")]
    pub(super) fn serialize<S: Serializer>(digest: &Option<[u8; 32]>, serializer: S) -> Result<S::Ok, S::Error> {
        match digest {
            Some(digest) => serializer.serialize_str(&hex32::write(digest)),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<[u8; 32]>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| hex32::read(&text).ok_or_else(|| serde::de::Error::custom("64 lower-case hex digits")))
            .transpose()
    }
}
