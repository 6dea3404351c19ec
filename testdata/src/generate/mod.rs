//! The program that makes the set: everything under `pki/`, the RSA keys under `keys/`, and the README.
//!
//! It writes ASN.1 with the library's DER writer and hashes with public crates. GOST and ECDSA signatures come from
//! arithmetic of its own, so that what the library verifies was not made by the library; RSA is signed by `ring`, which
//! the library uses too, and OpenSSL checks it in the tests.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "the inputs are constants of this folder; a defect of the plan must stop the program"
)]

mod authority;
mod barcode;
mod certificate;
mod cms;
mod crl;
mod curve;
mod der;
mod documents;
mod evidence;
mod extension;
mod files;
mod key;
mod key_ring;
mod ocsp;
mod people;
mod pkcs12;
mod plan;
mod profile;
mod readme;
mod rsa;
mod seed;
mod set;
mod timestamp;
mod xml;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub use key_ring::RsaKeys;

/// Makes every file of the set in memory, by its path below `folder`, which is the folder of this crate.
///
/// Two calls give the same bytes. With [`RsaKeys::Committed`] the RSA keys are read from `folder`.
#[must_use]
pub fn make(folder: &Path, rsa_keys: RsaKeys) -> BTreeMap<String, Vec<u8>> {
    let mut keys = key_ring::KeyRing::new(folder.to_path_buf(), rsa_keys);
    let mut files = files::Files::default();
    let set = set::Set::make(&mut keys);
    set.certificates(&mut keys, &mut files);
    evidence::crls(&set, &mut files);
    evidence::ocsp_answers(&set, &mut keys, &mut files);
    set.key_files(&mut files);
    let tsas = timestamp::Tsas::make(&set, &mut keys, &mut files);
    documents::all(&set, &tsas, &mut files);

    let mut made = BTreeMap::from([("README.md".to_owned(), readme::write(&files).into_bytes())]);
    made.extend(files.iter().map(|(path, file)| (format!("pki/{path}"), file.bytes.clone())));
    made.extend(keys.files);
    made
}

/// Turns one bit in the last byte, which in a certificate, a CRL and a signature value belongs to the signature.
fn spoil(bytes: &mut [u8]) {
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
}

/// The made files that are present in `folder`: all below `pki/` and `keys/`, and the README.
#[must_use]
pub fn present(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec!["pki".to_owned(), "keys".to_owned(), "README.md".to_owned()];
    while let Some(path) = open.pop() {
        match fs::read_dir(folder.join(&path)) {
            Ok(entries) => {
                open.extend(entries.flatten().map(|entry| format!("{path}/{}", entry.file_name().to_string_lossy())))
            }
            Err(_) if folder.join(&path).is_file() => found.push(path),
            Err(_) => {}
        }
    }
    found
}

/// Where the files in `folder` differ from `made`; one line for each.
#[must_use]
pub fn differences(folder: &Path, made: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let superfluous = present(folder).into_iter().filter(|path| !made.contains_key(path));
    let superfluous = superfluous.map(|path| format!("{path}: is there, but the plan does not make it"));
    let changed = made.iter().filter_map(|(path, bytes)| match fs::read(folder.join(path)) {
        Ok(there) if there == *bytes => None,
        Ok(_) => Some(format!("{path}: differs from what the plan makes")),
        Err(_) => Some(format!("{path}: is missing")),
    });
    superfluous.chain(changed).collect()
}
