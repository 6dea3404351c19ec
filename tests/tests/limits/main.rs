//! Every limit, at the limit and one above it. The numbers are written here once more, so that a change of one is seen.

mod changeable;
mod documents;
mod structures;
mod xml;

use qoltanba::{Error, Result};

/// Whether a limit was met.
#[derive(Debug, PartialEq, Eq)]
enum Met {
    No,
    At(u64),
}

fn met<T>(outcome: Result<T>) -> Met {
    match outcome {
        Err(Error::LimitExceeded { limit, .. }) => Met::At(limit),
        Ok(_) | Err(_) => Met::No,
    }
}

/// What has `limit` of something can be read, and what has one more is above the limit.
#[track_caller]
fn readable<T>(limit: usize, read: impl Fn(usize) -> Result<T>) {
    if let Err(error) = read(limit) {
        panic!("at the limit of {limit}: {error}");
    }
    assert_eq!(met(read(limit + 1)), Met::At(limit.try_into().unwrap()), "one above the limit of {limit}");
}

/// As [`readable`], where what has as much as is allowed breaks another rule: only the size is looked at.
#[track_caller]
fn counted<T>(limit: usize, read: impl Fn(usize) -> Result<T>) {
    assert_eq!(met(read(limit)), Met::No, "at the limit of {limit}");
    assert_eq!(met(read(limit + 1)), Met::At(limit.try_into().unwrap()), "one above the limit of {limit}");
}

/// An empty SEQUENCE, and zeros behind it up to this size: what is measured before it is read.
fn zeros(size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    bytes[0] = 0x30;
    bytes
}
