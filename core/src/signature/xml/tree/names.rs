//! Prefixes and namespace names: each is stored once and known by a number.

use std::collections::HashMap;

use crate::error::{Error, Result};
use crate::signature::xml::limits::MAX_NAMES_INTERNED;

/// Up to this many names a search from the first on is faster than hashing.
const FEW: usize = 12;

/// A prefix of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::signature::xml) struct PrefixId(pub(super) u16);

impl PrefixId {
    /// No prefix.
    pub(in crate::signature::xml) const NONE: Self = Self(0);
    /// The prefix `xml`.
    pub(in crate::signature::xml) const XML: Self = Self(1);
    /// The prefix `xmlns`.
    pub(in crate::signature::xml) const XMLNS: Self = Self(2);
}

/// A namespace name of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::signature::xml) struct UriId(pub(super) u16);

impl UriId {
    /// No namespace.
    pub(in crate::signature::xml) const NONE: Self = Self(0);
    /// The namespace of `xml`.
    pub(in crate::signature::xml) const XML: Self = Self(1);
    /// The namespace of `xmlns`.
    pub(in crate::signature::xml) const XMLNS: Self = Self(2);
}

#[derive(Debug, Clone)]
pub(super) struct Names {
    list: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

impl Names {
    /// With the three names that every document has, in the order of the constants above.
    pub(super) fn new(known: [&str; 3]) -> Self {
        let mut names = Self { list: Vec::new(), numbers: HashMap::new() };
        for (number, name) in (0..).zip(known) {
            names.push(number, name);
        }
        names
    }

    pub(super) fn get(&self, number: u16) -> &str {
        self.list.get(usize::from(number)).map_or("", |name| name)
    }

    pub(super) fn find(&self, name: &str) -> Option<u16> {
        if self.list.len() <= FEW {
            return (0..).zip(&self.list).find(|(_, known)| ***known == *name).map(|(number, _)| number);
        }
        self.numbers.get(name).copied()
    }

    pub(super) fn intern(&mut self, name: &str) -> Result<u16> {
        if let Some(number) = self.find(name) {
            return Ok(number);
        }
        let number = u16::try_from(self.list.len()).ok().filter(|number| *number < MAX_NAMES_INTERNED);
        let number = number.ok_or(Error::LimitExceeded {
            what: "prefixes or namespaces of an XML document",
            limit: u64::from(MAX_NAMES_INTERNED),
        })?;
        self.push(number, name);
        Ok(number)
    }

    fn push(&mut self, number: u16, name: &str) {
        self.list.push(name.into());
        self.numbers.insert(name.into(), number);
    }
}
