//! The JOSE header (RFC 7515, section 4).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;

use super::{MAX_CERTIFICATES, WHAT, malformed};
use crate::crypto::DigestAlgorithm;
use crate::error::{Error, Result, offset_in_json};
use crate::limits::within;

pub(super) type Object = serde_json::Map<String, Value>;

/// An object in which no name stands twice: RFC 7515, 4 has two readers see one header.
struct Unique(Object);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Unique;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique, A::Error> {
                let mut object = Object::new();
                while let Some((name, Unambiguous(value))) = map.next_entry::<String, Unambiguous>()? {
                    if object.insert(name, value).is_some() {
                        return Err(A::Error::custom("a name twice"));
                    }
                }
                Ok(Unique(object))
            }
        }
        deserializer.deserialize_map(Names)
    }
}

/// Any value, in which no object has a name twice.
struct Unambiguous(Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Unambiguous;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Unambiguous, A::Error> {
                let object = Unique::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Unambiguous(Value::Object(object.0)))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Unambiguous, A::Error> {
                let mut values = Vec::new();
                while let Some(Unambiguous(value)) = list.next_element()? {
                    values.push(value);
                }
                Ok(Unambiguous(Value::Array(values)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Unambiguous, E> {
                Ok(Unambiguous(Value::String(text.to_owned())))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Unambiguous, E> {
                Ok(Unambiguous(Value::Bool(value)))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Unambiguous, E> {
                Ok(Unambiguous(Value::from(number)))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Unambiguous, E> {
                Ok(Unambiguous(Value::from(number)))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Unambiguous, E> {
                Ok(Unambiguous(Value::from(number)))
            }

            fn visit_unit<E>(self) -> Result<Unambiguous, E> {
                Ok(Unambiguous(Value::Null))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// Reads a JSON object that begins at `start` of the input.
pub(super) fn object(json: &[u8], start: usize) -> Result<Object> {
    let at =
        |error| Error::Malformed { what: WHAT, offset: start + offset_in_json(json, &error), rule: rule_of(&error) };
    serde_json::from_slice::<Unique>(json).map(|unique| unique.0).map_err(at)
}

fn rule_of(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        Category::Data => "a JSON object in which no name stands twice (RFC 7515, 4)",
        Category::Io | Category::Syntax | Category::Eof => "the text is JSON (RFC 8259), nested at most 128 deep",
    }
}

/// The protected header.
#[derive(Default)]
pub(super) struct Protected(Object);

impl Protected {
    /// From the decoded header. Its positions are not those of the input.
    pub(super) fn read(json: &[u8]) -> Result<Self> {
        serde_json::from_slice::<Unique>(json).map(|unique| Self(unique.0)).map_err(|error| malformed(rule_of(&error)))
    }

    pub(super) fn has_name_of(&self, unprotected: &Object) -> bool {
        unprotected.keys().any(|name| self.0.contains_key(name))
    }

    /// Whether an extension has to be understood.
    pub(super) fn is_critical(&self, unprotected: &Object) -> bool {
        self.0.contains_key("crit") || unprotected.contains_key("crit")
    }

    pub(super) fn algorithm(&self) -> Result<Option<&str>> {
        match self.0.get("alg") {
            None => Ok(None),
            Some(Value::String(name)) => Ok(Some(name)),
            Some(_) => Err(malformed("alg is a text (RFC 7515, 4.1.1)")),
        }
    }

    /// `x5c`: base64, not base64url (RFC 7515, 4.1.6).
    pub(super) fn certificates(&self, unprotected: &Object) -> Result<Vec<Vec<u8>>> {
        let rule = "x5c is a list of certificates in base64 (RFC 7515, 4.1.6)";
        let list = match self.0.get("x5c").or_else(|| unprotected.get("x5c")) {
            None => return Ok(Vec::new()),
            Some(Value::Array(list)) => list,
            Some(_) => return Err(malformed(rule)),
        };
        within(list.len(), MAX_CERTIFICATES, "certificates in x5c")?;
        let decode = |value: &Value| STANDARD.decode(value.as_str()?).ok();
        list.iter().map(|value| decode(value).ok_or_else(|| malformed(rule))).collect()
    }

    /// `x5t` and `x5t#S256`: digests of the certificate of the signer (RFC 7515, 4.1.7 and 4.1.8).
    pub(super) fn thumbprints(&self, unprotected: &Object) -> Result<Vec<(DigestAlgorithm, Vec<u8>)>> {
        let mut found = Vec::new();
        for (name, algorithm) in [("x5t", DigestAlgorithm::Sha1), ("x5t#S256", DigestAlgorithm::Sha256)] {
            if let Some(value) = self.0.get(name).or_else(|| unprotected.get(name)) {
                let digest = value.as_str().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
                let rule = "a thumbprint is a text in base64url without padding (RFC 7515, 4.1.7)";
                found.push((algorithm, digest.ok_or_else(|| malformed(rule))?));
            }
        }
        Ok(found)
    }
}
