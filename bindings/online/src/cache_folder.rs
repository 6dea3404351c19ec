//! A folder of lists and answers that any number of processes share.
//!
//! ```text
//! crl/NAME.crl     complete lists, DER: the folder can be given to --crl, or read by other programs
//! ocsp/NAME.ors    OCSP answers, DER
//! state/NAME.json  what makes the next request a conditional one; losing it costs one full answer
//! lock/NAME        held by the process that is fetching
//! tmp/             files that are being written
//! ```
//!
//! A file appears by one rename of a finished file, lists synchronised with the disk before: a reader sees the old one or the new one, whole, whatever
//! happened to the writer. Nothing here is believed for standing here: signatures and dates are checked at each use.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use qoltanba::crypto::{DigestAlgorithm, to_hex};
use serde::{Deserialize, Serialize};

use crate::client::Validators;
use crate::error::FetchError;
use crate::limits;

/// The folder.
#[derive(Debug)]
pub(crate) struct CacheFolder {
    root: PathBuf,
    /// The most that its lists and answers may take, in bytes.
    limit: u64,
    /// What they took when they were last counted, and what this process added since. Others add too: the limit may be
    /// passed by what they stored since then.
    used: AtomicU64,
    /// Makes the names of this process's unfinished files different.
    unfinished: AtomicU64,
}

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    List,
    Answer,
}

impl Kept {
    const fn folder(self) -> &'static str {
        match self {
            Self::List => "crl",
            Self::Answer => "ocsp",
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::List => "crl",
            Self::Answer => "ors",
        }
    }

    const fn limit(self) -> usize {
        match self {
            Self::List => limits::MAX_CRL,
            Self::Answer => limits::MAX_OCSP,
        }
    }
}

/// What a file has to outlive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    /// It is synchronised with the disk before it gets its name.
    OutlivesPowerFailure,
    /// Synchronising a busy disk takes seconds, and a check would wait for it. After a power failure the file may be damaged;
    /// that is found when it is read, and costs one request.
    OutlivesProcess,
}

/// The state beside a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) url: String,
    #[serde(flatten)]
    pub(crate) validators: Validators,
    /// SHA-256 over the list that the validators belong to, in hexadecimal.
    pub(crate) sha256: String,
}

/// Tells one version of a file from the next without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    file: u64,
}

/// Held while one process fetches one thing; let go when dropped, and by the system when the process ends.
#[derive(Debug)]
pub(crate) struct FolderLock(File);

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Closing the file lets go of the lock too.
        let _ = self.0.unlock();
    }
}

impl CacheFolder {
    /// Opens a folder, and makes it when it is not there. Files that a process left unfinished long ago are removed.
    ///
    /// # Errors
    /// [`FetchError::Folder`].
    pub(crate) fn open(root: &Path, limit: u64) -> Result<Self, FetchError> {
        let folder = Self { root: root.to_owned(), limit, used: AtomicU64::new(0), unfinished: AtomicU64::new(0) };
        folder.make()?;
        // A folder that is too full can be read: storing will say so.
        let _ = folder.make_room(0);
        for (path, metadata) in files(&folder.root.join("tmp")) {
            let age = metadata.modified().ok().and_then(|modified| modified.elapsed().ok());
            if age.is_some_and(|age| age > limits::LEFT_OVER) {
                // Another process may have been quicker.
                let _ = fs::remove_file(path);
            }
        }
        Ok(folder)
    }

    /// Makes what is not there: at the start, and when somebody cleared the folder meanwhile.
    fn make(&self) -> Result<(), FetchError> {
        for name in ["crl", "ocsp", "state", "lock", "tmp"] {
            let path = self.root.join(name);
            fs::create_dir_all(&path).map_err(|error| trouble(&path, &error))?;
        }
        Ok(())
    }

    /// The name of what came from an address, or for a question: readable at the start, told apart by a digest.
    pub(crate) fn name(url: &str, question: &[u8]) -> String {
        let digest = DigestAlgorithm::Sha256.digest(&[url.as_bytes(), &[0], question].concat());
        let short = to_hex(digest.as_bytes().get(..12).unwrap_or_default());
        let last = url.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        let stem: String = last
            .strip_suffix(".crl")
            .unwrap_or(last)
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
            .take(40)
            .collect();
        match stem.trim_start_matches('-') {
            "" => short,
            stem => format!("{stem}-{short}"),
        }
    }

    fn path(&self, kept: Kept, name: &str) -> PathBuf {
        self.root.join(kept.folder()).join(format!("{name}.{}", kept.extension()))
    }

    /// The stamp of what is there now.
    pub(crate) fn stamp(&self, kept: Kept, name: &str) -> Option<Stamp> {
        fs::metadata(self.path(kept, name)).ok().map(|metadata| stamp(&metadata))
    }

    /// What is there, with the stamp of just that version.
    pub(crate) fn read(&self, kept: Kept, name: &str) -> Result<Option<(Vec<u8>, Stamp)>, FetchError> {
        let path = self.path(kept, name);
        let read = || -> io::Result<(Vec<u8>, Stamp)> {
            // The stamp of the opened file: one that replaces it meanwhile has another.
            let file = File::open(&path)?;
            let stamp = stamp(&file.metadata()?);
            let mut bytes = Vec::new();
            file.take(u64::try_from(kept.limit()).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
            Ok((bytes, stamp))
        };
        match read() {
            Ok(found) => Ok(Some(found)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(trouble(&path, &error)),
        }
    }

    /// The state beside a list; anything that cannot be read is as good as none.
    pub(crate) fn state(&self, name: &str) -> State {
        let text = fs::read(self.root.join("state").join(format!("{name}.json"))).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// When a list was last found current, by the time of its state.
    pub(crate) fn asked(&self, name: &str) -> Option<SystemTime> {
        fs::metadata(self.root.join("state").join(format!("{name}.json"))).ok()?.modified().ok()
    }

    /// Puts what came into its place.
    pub(crate) fn store(&self, kept: Kept, name: &str, bytes: &[u8]) -> Result<Option<Stamp>, FetchError> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        // The folder is looked through only when it may be full, not for every answer.
        if self.used.fetch_add(length, Ordering::Relaxed).saturating_add(length) > self.limit {
            self.make_room(length)?;
        }
        let durability = match kept {
            Kept::List => Durability::OutlivesPowerFailure,
            Kept::Answer => Durability::OutlivesProcess,
        };
        self.replace(&self.path(kept, name), bytes, durability)?;
        Ok(self.stamp(kept, name))
    }

    /// Writes the state anew, which is also the note that the list was asked for now.
    pub(crate) fn store_state(&self, name: &str, state: &State) -> Result<(), FetchError> {
        let path = self.root.join("state").join(format!("{name}.json"));
        // Plain strings always become JSON.
        self.replace(&path, &serde_json::to_vec(state).unwrap_or_default(), Durability::OutlivesProcess)
    }

    fn replace(&self, path: &Path, bytes: &[u8], durability: Durability) -> Result<(), FetchError> {
        let number = self.unfinished.fetch_add(1, Ordering::Relaxed);
        let part = self.root.join("tmp").join(format!("{}-{number}.part", std::process::id()));
        let written = File::create(&part).and_then(|mut file| {
            file.write_all(bytes)?;
            match durability {
                Durability::OutlivesPowerFailure => file.sync_all(),
                Durability::OutlivesProcess => Ok(()),
            }
        });
        let moved = written.and_then(|()| fs::rename(&part, path));
        if let Err(error) = moved {
            // The first error is the one to report.
            let _ = fs::remove_file(&part);
            return Err(trouble(path, &error));
        }
        // The rename itself outlives a power failure only when the folder is synchronised; not every system can.
        if let (Durability::OutlivesPowerFailure, Some(folder)) = (durability, path.parent()) {
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }

    /// Removes the oldest answers until the limit allows `bytes` more. Lists are never removed.
    fn make_room(&self, bytes: u64) -> Result<(), FetchError> {
        let lists: u64 = files(&self.root.join(Kept::List.folder())).map(|(_, metadata)| metadata.len()).sum();
        let mut answers: Vec<_> = files(&self.root.join(Kept::Answer.folder())).collect();
        let mut used = lists + answers.iter().map(|(_, metadata)| metadata.len()).sum::<u64>();
        self.used.store(used.saturating_add(bytes), Ordering::Relaxed);
        if used.saturating_add(bytes) <= self.limit {
            return Ok(());
        }
        answers.sort_by_key(|(_, metadata)| metadata.modified().ok());
        for (path, metadata) in answers {
            if fs::remove_file(path).is_ok() {
                used = used.saturating_sub(metadata.len());
                self.used.store(used.saturating_add(bytes), Ordering::Relaxed);
            }
            // Some more at once, so that not every answer looks through the folder.
            if used.saturating_add(bytes) <= self.limit / 10 * 9 {
                return Ok(());
            }
        }
        if used.saturating_add(bytes) <= self.limit {
            return Ok(());
        }
        let detail = format!("its lists take more than {} bytes, the limit", self.limit);
        Err(FetchError::Folder { path: self.root.display().to_string(), detail })
    }

    /// The lock on one thing among processes; waits at most `patience` for another one.
    pub(crate) fn lock(&self, name: &str, patience: Duration) -> Result<FolderLock, FetchError> {
        self.make()?;
        let path = self.root.join("lock").join(name);
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| trouble(&path, &error))?;
        let deadline = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(FolderLock(file)),
                Err(fs::TryLockError::WouldBlock) if Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                Err(fs::TryLockError::WouldBlock) => return Err(FetchError::Busy),
                Err(fs::TryLockError::Error(error)) => return Err(trouble(&path, &error)),
            }
        }
    }
}

fn files(folder: &Path) -> impl Iterator<Item = (PathBuf, fs::Metadata)> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some((entry.path(), entry.metadata().ok().filter(fs::Metadata::is_file)?)))
}

fn stamp(metadata: &fs::Metadata) -> Stamp {
    #[cfg(unix)]
    let file = std::os::unix::fs::MetadataExt::ino(metadata);
    #[cfg(not(unix))]
    let file = 0;
    Stamp { modified: metadata.modified().ok(), length: metadata.len(), file }
}

fn trouble(path: &Path, error: &io::Error) -> FetchError {
    FetchError::Folder { path: path.display().to_string(), detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this test's own, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("qoltanba-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_oldest_answers_make_room_and_lists_stay() {
        let scratch = Scratch::new("room");
        let folder = CacheFolder::open(&scratch.0, 10_000).unwrap();
        folder.store(Kept::List, "list", &[1; 4_000]).unwrap();
        for number in 0..20 {
            folder.store(Kept::Answer, &number.to_string(), &[2; 1_000]).unwrap();
            // The order is that of the times, which some systems keep to the millisecond.
            std::thread::sleep(Duration::from_millis(3));
        }
        let size = |sub: &str| files(&scratch.0.join(sub)).map(|(_, metadata)| metadata.len()).sum::<u64>();
        let used = size("crl") + size("ocsp");
        assert!(used <= 10_000, "{used}");
        assert!(folder.read(Kept::List, "list").unwrap().is_some());
        assert!(folder.read(Kept::Answer, "0").unwrap().is_none());
        assert!(folder.read(Kept::Answer, "19").unwrap().is_some());
        let full = folder.store(Kept::List, "other", &[1; 7_000]);
        assert!(matches!(full, Err(FetchError::Folder { .. })), "{full:?}");
        assert!(folder.read(Kept::List, "list").unwrap().is_some());
    }

    #[test]
    fn the_lock_is_waited_for_and_let_go() {
        let scratch = Scratch::new("lock");
        let folder = CacheFolder::open(&scratch.0, 1_000).unwrap();
        let held = folder.lock("a", Duration::ZERO).unwrap();
        assert_eq!(folder.lock("a", Duration::from_millis(60)).err(), Some(FetchError::Busy));
        assert!(folder.lock("b", Duration::ZERO).is_ok());
        drop(held);
        assert!(folder.lock("a", Duration::ZERO).is_ok());
    }

    #[test]
    fn what_is_left_unfinished_is_removed_when_it_is_old() {
        let scratch = Scratch::new("left");
        CacheFolder::open(&scratch.0, 1_000).unwrap();
        let (old, new) = (scratch.0.join("tmp/1-1.part"), scratch.0.join("tmp/2-2.part"));
        for path in [&old, &new] {
            fs::write(path, b"half").unwrap();
        }
        let long_ago = SystemTime::now() - 2 * limits::LEFT_OVER;
        File::options().write(true).open(&old).unwrap().set_modified(long_ago).unwrap();
        CacheFolder::open(&scratch.0, 1_000).unwrap();
        assert_eq!((old.exists(), new.exists()), (false, true));
    }

    #[test]
    fn names_are_readable_and_differ() {
        let name = CacheFolder::name("http://crl.pki.gov.kz/nca_gost_2022.crl", &[]);
        assert!(name.starts_with("nca_gost_2022-"), "{name}");
        assert_ne!(name, CacheFolder::name("http://crl1.pki.gov.kz/nca_gost_2022.crl", &[]));
        assert_ne!(name, CacheFolder::name("http://crl.pki.gov.kz/nca_gost_2022.crl", &[1]));
        let odd = CacheFolder::name("http://a.kz/../../etc/%2e%2e?x=/", &[]);
        assert!(odd.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-'), "{odd}");
    }
}
