//! The files that are made, each with the sentence that says what it is for.

use std::collections::BTreeMap;

/// One made file.
pub(super) struct File {
    pub(super) bytes: Vec<u8>,
    pub(super) about: String,
}

/// Files by their path below `pki/`.
#[derive(Default)]
pub(super) struct Files(BTreeMap<String, File>);

impl Files {
    /// Adds a file; the plan names each path once.
    pub(super) fn add(&mut self, path: String, bytes: Vec<u8>, about: String) {
        let earlier = self.0.insert(path.clone(), File { bytes, about });
        assert!(earlier.is_none(), "{path} is planned twice");
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &File)> {
        self.0.iter().map(|(path, file)| (path.as_str(), file))
    }
}
