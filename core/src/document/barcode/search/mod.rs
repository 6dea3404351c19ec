//! The search for QR symbols in an image (ISO/IEC 18004:2015, 13).
//!
//! What a picture holds is a stranger's choice, and so is the work that it makes: every loop here goes over the pixels a
//! fixed number of times, or ends at one of the limits below. Where a symbol was found, `rqrr` reads its modules.

mod dark;
mod finder;
mod symbol;

use std::cmp::Ordering;

use self::dark::Dark;
use self::symbol::Group;
use super::image::{Gray, Reading};
use crate::error::Result;

/// Finder patterns of one image: three for each of the most parts of a set.
const MAX_FINDERS: usize = 300;
/// Groups of three patterns that are tried and are no symbol, or one that cannot be read: then the picture is not worth more.
const MAX_FAILURES: usize = 40;

/// Reads every symbol of an image, from top to bottom.
pub(super) fn symbols(gray: &Gray) -> Result<Reading> {
    let dark = Dark::of(gray);
    let finders = finder::find(&dark)?;
    let mut read: Vec<(Group, String)> = Vec::new();
    let mut unread: Vec<Group> = Vec::new();
    for group in symbol::groups(&dark, &finders) {
        if unread.len() == MAX_FAILURES {
            break;
        }
        if read.iter().any(|(known, _)| known.touches(&group)) {
            continue;
        }
        match group.read(&dark) {
            Some(text) => read.push((group, text)),
            None => unread.push(group),
        }
    }
    // Patterns within a symbol that was read are its data, and several groups of the same patterns are one place.
    let mut places: Vec<Group> = Vec::new();
    for group in unread {
        if !read.iter().map(|(known, _)| known).chain(&places).any(|known| known.touches(&group)) {
            places.push(group);
        }
    }
    read.sort_by(|(one, _), (other, _)| one.place().partial_cmp(&other.place()).unwrap_or(Ordering::Equal));
    Ok(Reading {
        texts: read.into_iter().map(|(_, text)| text).collect(),
        unreadable: u32::try_from(places.len()).unwrap_or(u32::MAX),
    })
}
