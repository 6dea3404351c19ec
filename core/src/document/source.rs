//! Where a statement stands: lines of the text of a decree.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Lines of the text of a decree, written `L162-169`, or `kokpekty-2012 L162-169` when the decree is not that of the
/// file it stands in. Lines are counted by line feeds from 1, in the text whose digest [`Decree`](crate::regulation::Decree) gives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The key of the decree; `None` is the decree of the regulation that cites.
    pub decree: Option<String>,
    /// The first line.
    pub first: u32,
    /// The last line; the same as `first` for one line.
    pub last: u32,
}

impl Source {
    /// From the written form; `None` if it is not one, or if the lines run backwards or from 0.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (decree, lines) = match text.split_once(' ') {
            Some((decree, lines)) => (Some(decree.to_owned()), lines),
            None => (None, text),
        };
        let lines = lines.strip_prefix('L')?;
        let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
        let (first, last) = (line_number(first)?, line_number(last)?);
        let named = decree.as_deref().is_none_or(|decree| !decree.is_empty());
        (first >= 1 && first <= last && named).then_some(Self { decree, first, last })
    }
}

fn line_number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(decree) = &self.decree {
            write!(f, "{decree} ")?;
        }
        write!(f, "L{}", self.first)?;
        if self.last != self.first {
            write!(f, "-{}", self.last)?;
        }
        Ok(())
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a source is written L1-2 or DECREE L1-2"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_read_and_written() {
        for text in ["L1", "L162-169", "kokpekty-2012 L5-11"] {
            assert_eq!(Source::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "162", "L0", "L9-8", "L", "L1-", "L-1", "L+1", " L1", "L1-2-3", "L99999999999"] {
            assert_eq!(Source::parse(text), None, "{text}");
        }
    }
}
