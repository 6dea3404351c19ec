//! Where keys come from: curves from the seed at once, RSA from the committed files because primes take time.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use qoltanba::asn1::{decode_pem, encode_pem};

use super::key::{Family, Key};
use super::rsa;
use super::seed::Stream;

/// Whether committed RSA keys are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RsaKeys {
    /// Those under `keys/`; only a key that has no file is made from the seed.
    Committed,
    /// All are made from the seed.
    New,
}

/// Hands out keys by label.
pub(super) struct KeyRing {
    folder: PathBuf,
    source: RsaKeys,
    /// The RSA key files, by their path below `testdata/`.
    pub(super) files: BTreeMap<String, Vec<u8>>,
}

impl KeyRing {
    pub(super) fn new(folder: PathBuf, source: RsaKeys) -> Self {
        Self { folder, source, files: BTreeMap::new() }
    }

    /// The key of `label`, for instance `gost2015/individual`.
    pub(super) fn key(&mut self, family: Family, label: &str) -> Key {
        let Family::Rsa(bits) = family else { return Key::on_curve(family, label) };
        let name = format!("keys/{}.pem", label.replace('/', "-"));
        let committed = match self.source {
            RsaKeys::Committed => fs::read_to_string(self.folder.join(&name)).ok(),
            RsaKeys::New => None,
        };
        let pkcs8 = match committed {
            Some(text) => {
                let block = decode_pem(&text).ok().and_then(|mut blocks| blocks.pop());
                block.expect("a committed key is one PEM block").bytes
            }
            None => rsa::generate(bits, &mut Stream::new(format!("key/{label}"))),
        };
        self.files.insert(name, encode_pem("PRIVATE KEY", &pkcs8).into_bytes());
        Key::rsa(bits, pkcs8)
    }
}
