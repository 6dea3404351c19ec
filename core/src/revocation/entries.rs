//! The entries of a list. None is looked up before all were read: when the list is parsed, or, for a list of an index file,
//! when it is first asked.

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use super::Crl;
use super::entry::{Entry, EntryExtensions};
use super::index::{EntryProblem, Index, ListKind, StoredTables, Table};
use crate::asn1::Reader;
use crate::error::{Error, Result};
use crate::oid::Oid;

/// Where the entries of a list stand, and what became of reading them.
pub(super) struct Entries {
    /// The content of revokedCertificates within the list; empty where it is left out.
    pub(super) place: Range<usize>,
    pub(super) allowed: EntryExtensions,
    pub(super) kind: ListKind,
    /// What an index file says about the list.
    pub(super) stored: Option<Stored>,
    pub(super) read: OnceLock<Result<Read>>,
}

/// What an index file says about a list. Nothing of it is used before it was compared.
pub(super) struct Stored {
    /// Where the list begins in the file.
    pub(super) at: usize,
    pub(super) sha256: [u8; 32],
    pub(super) tables: Option<StoredTables>,
}

/// What reading every entry gave.
pub(super) struct Read {
    index: Index,
    problem: Option<EntryProblem>,
}

/// The entries of a list, each of which was read and stands in the index: the one way to look something up.
#[derive(Clone, Copy)]
pub(super) struct Checked<'a> {
    crl: &'a Crl,
    allowed: EntryExtensions,
    read: &'a Read,
}

impl Entries {
    /// The entries of `crl`, whose entries these are. The first who asks reads them; others wait for it.
    ///
    /// # Errors
    /// `Malformed` when an entry is, or when the list is not what its index file says.
    pub(super) fn check<'a>(&'a self, crl: &'a Crl) -> Result<Checked<'a>> {
        let read = self.read.get_or_init(|| self.read(crl)).as_ref().map_err(Clone::clone)?;
        Ok(Checked { crl, allowed: self.allowed, read })
    }

    fn read(&self, crl: &Crl) -> Result<Read> {
        if let Some(stored) = &self.stored
            && stored.sha256 != crl.sha256()
        {
            return Err(differs(stored.at, "its list is the one that it was made from"));
        }
        let content = crl.der().get(self.place.clone()).unwrap_or_default();
        let (mut index, problem) = Index::build(Reader::at(content, self.place.start), self.allowed, self.kind)?;
        if let Some(tables) = self.stored.as_ref().and_then(|stored| stored.tables.as_ref()) {
            let rule = "its tables have every entry of the list, and no other";
            index.adopt(tables).map_err(|_| differs(tables.start(), rule))?;
        }
        Ok(Read { index, problem })
    }

    /// How many there are, when they were read and none was malformed.
    pub(super) fn known(&self) -> Option<usize> {
        self.read.get()?.as_ref().ok().map(|read| read.index.len())
    }
}

const fn differs(offset: usize, rule: &'static str) -> Error {
    Error::Malformed { what: "index file of CRLs", offset, rule }
}

impl<'a> Checked<'a> {
    /// How many there are.
    pub(super) fn len(self) -> usize {
        self.read.index.len()
    }

    /// What forbids to use the list for any certificate.
    pub(super) const fn problem(self) -> Option<EntryProblem> {
        self.read.problem
    }

    /// What the list says about a certificate with this serial number, of the issuer whose name has this comparison key.
    pub(super) fn find(self, serial: &[u8], issuer: &[u8]) -> Vec<Entry> {
        let Self { crl, allowed, read } = self;
        read.index.find(crl.der(), allowed, serial, issuer, crl.issuer_key()).map(|raw| raw.entry).collect()
    }

    /// As [`Index::tables`].
    pub(super) fn tables(self) -> Option<(&'a Table, &'a Table)> {
        self.read.index.tables()
    }
}

/// Why a well-formed list must not be used for any certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unusable {
    CriticalExtension(Oid),
    Entries(EntryProblem),
    AttributeCertificates,
    /// Found when a list of an index file was first asked; of another list it is an error at once.
    Unreadable(Error),
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CriticalExtension(oid) => write!(f, "its critical extension {oid} is not known (RFC 5280, 5.2)"),
            Self::Entries(EntryProblem::UnknownCritical) => {
                f.write_str("a critical entry extension is not known (RFC 5280, 5.3)")
            }
            Self::Entries(EntryProblem::IssuerWithoutName) => {
                f.write_str("a certificateIssuer has no directory name, or several (RFC 5280, 5.3.3)")
            }
            Self::Entries(EntryProblem::IssuerInDirectList) => {
                f.write_str("it has a certificateIssuer and is no indirect list (RFC 5280, 5.3.3)")
            }
            Self::AttributeCertificates => f.write_str("it holds attribute certificates only"),
            Self::Unreadable(error) => write!(f, "its index file is damaged or was made wrongly: {error}"),
        }
    }
}
