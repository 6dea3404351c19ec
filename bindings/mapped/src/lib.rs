//! Index files of CRLs ([`qoltanba::revocation::index_file`]) as memory: any number of processes share one copy of a
//! list and its table, and none keeps them on its heap. Opening a file reads little of it: a list is read when it is first
//! asked.
//!
//! # Who may write the file
//! Replace an index file by renaming a finished one over it, as `qoltanba crl index` and `qoltanba crl sync` do: those
//! who have the old file mapped keep it. Whoever shortens a mapped file in place ends the processes that read it
//! (`SIGBUS`); whoever writes into it in place changes lists under them. The folder must be writable for those only who
//! may also choose what is trusted.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use qoltanba::revocation::{SharedBytes, index_file};

/// The octets of an index file, mapped; `None` for a file of another kind.
///
/// # Errors
/// Those of the system, when it is opened or mapped.
pub fn index(path: &Path) -> io::Result<Option<SharedBytes>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    // SAFETY: what is mapped must not change while it is. Whoever writes index files renames a finished one into place
    // (see above), and this process has it open for reading only.
    let mapped = unsafe { memmap2::Mmap::map(&file) }?;
    Ok(index_file::is_index_file(&mapped).then(|| -> SharedBytes { Arc::new(mapped) }))
}

#[cfg(test)]
mod tests {
    use qoltanba::revocation::Crl;

    use super::*;

    #[test]
    fn an_index_stays_whole_when_another_takes_its_place() -> Result<(), Box<dyn std::error::Error>> {
        let folder = std::env::temp_dir().join(format!("qoltanba-mapped-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let (path, next) = (folder.join("lists.qci"), folder.join("next.qci"));
        let read = |name| {
            Crl::from_der(&std::fs::read(qoltanba_testdata::folder().join("crl").join(name))?).map_err(io::Error::other)
        };
        let (base, delta) = (read("nca-gost2015.crl")?, read("nca-gost2015-delta.crl")?);

        std::fs::write(&path, index_file::write(std::slice::from_ref(&base))?)?;
        let old = index(&path)?.ok_or("an index file")?;
        std::fs::write(&next, index_file::write(std::slice::from_ref(&delta))?)?;
        std::fs::rename(&next, &path)?;

        let lists = |bytes: &SharedBytes| -> qoltanba::Result<Vec<[u8; 32]>> {
            Ok(index_file::read(bytes)?.iter().map(Crl::sha256).collect())
        };
        assert_eq!(lists(&old)?, [base.sha256()]);
        assert_eq!(lists(&index(&path)?.ok_or("an index file")?)?, [delta.sha256()]);

        std::fs::write(&path, base.der())?;
        assert!(index(&path)?.is_none(), "a list is no index file");
        assert!(index(&folder)?.is_none(), "nor is a folder");
        std::fs::write(&path, b"")?;
        assert!(index(&path)?.is_none(), "nor is nothing");
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    }
}
