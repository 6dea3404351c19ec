//! Both directions against gost-engine (Debian: `libengine-gost-openssl`), an implementation that shares nothing with ours.
//!
//! It speaks the octet order of RFC 4491, s ‖ r big-endian: the reversal of the whole value.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "tests say what is missing, and may panic"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use qoltanba::crypto::gost::{Curve, Gost34311, PrivateKey, PublicKey, SignatureInvalid, Streebog256, Streebog512};

/// A folder of its own for each test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("qoltanba-gost-engine-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn openssl(arguments: &[&str], files: &[(&str, &Path)]) -> Output {
    let mut command = Command::new("openssl");
    command.args(arguments);
    for (option, path) in files {
        command.arg(option).arg(path);
    }
    command.output().unwrap()
}

fn octets(arguments: &[&str], files: &[(&str, &Path)]) -> Vec<u8> {
    let output = openssl(arguments, files);
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Whether the engine is there; panics if it must be.
fn engine_is_there() -> bool {
    let there = Command::new("openssl")
        .args(["engine", "gost"])
        .output()
        .is_ok_and(|output| output.status.success() && String::from_utf8_lossy(&output.stdout).starts_with("(gost)"));
    if !there {
        assert!(std::env::var_os("QOLTANBA_REQUIRE_TOOLS").is_none(), "openssl with the engine gost is required");
        println!("SKIPPED: openssl with the engine gost (Debian: libengine-gost-openssl) is not installed");
    }
    there
}

fn reversed(octets: &[u8]) -> Vec<u8> {
    octets.iter().rev().copied().collect()
}

fn both_directions(algorithm: &str, parameter_set: &str, curve: Curve) {
    if !engine_is_there() {
        return;
    }
    let folder = Folder::new(&format!("{algorithm}-{parameter_set}"));
    let length = curve.coordinate_len();
    let parameters = format!("paramset:{parameter_set}");
    for round in 0..4u8 {
        let key = octets(&["genpkey", "-engine", "gost", "-algorithm", algorithm, "-pkeyopt", &parameters], &[]);
        let key = folder.write("key.pem", &key);
        // Both structures end with the octets wanted: d, and x ‖ y, little-endian like ours.
        let private = octets(&["pkey", "-engine", "gost", "-outform", "DER"], &[("-in", &key)]);
        let public = octets(&["pkey", "-engine", "gost", "-pubout", "-outform", "DER"], &[("-in", &key)]);
        let ours = PrivateKey::from_le_bytes(curve, &private[private.len() - length..]).unwrap();
        let theirs = PublicKey::from_le_bytes(curve, &public[public.len() - 2 * length..]).unwrap();
        assert_eq!(ours.public_key(), theirs);

        let digest: Vec<u8> = (round..).map(|i| i.wrapping_mul(37)).take(length).collect();
        let digest_file = folder.write("digest", &digest);
        let signature = octets(&["pkeyutl", "-engine", "gost", "-sign"], &[("-inkey", &key), ("-in", &digest_file)]);
        assert_eq!(theirs.verify_digest(&digest, &reversed(&signature)), Ok(()));
        assert_eq!(theirs.prepare().verify_digest(&digest, &reversed(&signature)), Ok(()));
        assert_eq!(theirs.verify_digest(&digest, &signature), Err(SignatureInvalid));
        assert_eq!(theirs.verify_digest(&reversed(&digest), &reversed(&signature)), Err(SignatureInvalid));

        let mut signature = reversed(&ours.sign_digest(&digest).unwrap());
        let verified = |signature: &[u8]| {
            let signature = folder.write("signature", signature);
            let files = [("-inkey", &*key), ("-in", &*digest_file), ("-sigfile", &*signature)];
            openssl(&["pkeyutl", "-engine", "gost", "-verify"], &files).status.success()
        };
        assert!(verified(&signature));
        signature[usize::from(round)] ^= 1;
        assert!(!verified(&signature));
    }
}

#[test]
fn crypto_pro_a() {
    both_directions("gost2001", "A", Curve::CryptoProA);
}

#[test]
fn crypto_pro_a_under_its_name_of_2012() {
    both_directions("gost2012_256", "A", Curve::CryptoProA);
}

#[test]
fn tc26_a_256() {
    // "A" means CryptoPro-A here; the set of TC 26 is "TCA".
    both_directions("gost2012_256", "TCA", Curve::Tc26A256);
}

#[test]
fn tc26_a_512() {
    both_directions("gost2012_512", "A", Curve::Tc26A512);
}

#[test]
fn hashes() {
    if !engine_is_there() {
        return;
    }
    let folder = Folder::new("hashes");
    for length in [0usize, 1, 31, 32, 33, 63, 64, 65, 127, 128, 1000, 100_000] {
        let message: Vec<u8> = (0..length).map(|i| (i * i % 253).to_le_bytes()[0]).collect();
        let file = folder.write("message", &message);
        let engine = |name: &str| octets(&["dgst", "-engine", "gost", "-binary", name, file.to_str().unwrap()], &[]);
        let mut streebog_256 = Streebog256::new();
        let mut streebog_512 = Streebog512::new();
        let mut gost_34311 = Gost34311::new();
        for part in message.chunks(50) {
            streebog_256.update(part);
            streebog_512.update(part);
            gost_34311.update(part);
        }
        assert_eq!(streebog_256.finish()[..], engine("-md_gost12_256"), "{length} octets");
        assert_eq!(streebog_512.finish()[..], engine("-md_gost12_512"), "{length} octets");
        // The engine hashes with the S-box of CryptoPro. The national one is another: to agree would be the mistake.
        assert_ne!(gost_34311.finish()[..], engine("-md_gost94"), "{length} octets");
    }
}
