//! Changes to a source text that leave every other byte as it is.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::signature::xml::tree::Element;

/// Changes of one source, in any order; they must not overlap.
pub(super) struct Edits<'s> {
    source: &'s [u8],
    changes: Vec<(Range<usize>, String)>,
}

impl<'s> Edits<'s> {
    pub(super) const fn new(source: &'s [u8]) -> Self {
        Self { source, changes: Vec::new() }
    }

    pub(super) fn insert(&mut self, at: usize, text: String) {
        self.changes.push((at..at, text));
    }

    /// Puts `text` after everything in `element`.
    pub(super) fn append_to(&mut self, range: Range<usize>, element: &Element<'_>, text: &str) -> Result<()> {
        let source = self.source.get(range.clone()).unwrap_or_default();
        if let Some(tag) = source.strip_suffix(b"/>") {
            let name = element.qualified_name();
            self.changes.push((range.start + tag.len()..range.end, format!(">{text}</{name}>")));
            return Ok(());
        }
        // The last `<` of an element with an end tag begins that tag.
        let end_tag =
            source.iter().rposition(|byte| *byte == b'<').ok_or(Error::Crypto { operation: "XML editing" })?;
        self.insert(range.start + end_tag, text.to_owned());
        Ok(())
    }

    pub(super) fn apply(mut self) -> Vec<u8> {
        self.changes.sort_by_key(|(range, _)| (range.start, range.end));
        let mut result = Vec::with_capacity(self.source.len() + 8192);
        let mut done = 0;
        for (range, text) in self.changes {
            result.extend_from_slice(self.source.get(done..range.start).unwrap_or_default());
            result.extend_from_slice(text.as_bytes());
            done = range.end;
        }
        result.extend_from_slice(self.source.get(done..).unwrap_or_default());
        result
    }
}
