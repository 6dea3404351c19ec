//! Every file of the public corpora through every parser: no panic, the properties hold, and time is bounded. Then the same
//! with files that were cut or had one octet changed.
//!
//! The ordinary run changes a few files of each kind and joins a few thousand pieces; `QOLTANBA_FULL=1` changes two hundred
//! files in every octet, cuts them everywhere, and joins pieces a hundred thousand times.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use qoltanba::asn1::decode_pem;
use qoltanba_tests::changes::{Random, flipped, full, spliced};
use qoltanba_tests::corpora;
use qoltanba_tests::openssl::Scratch;
use qoltanba_tests::property::{self, Property};

/// What one parser may take for one file, in the slow build of the tests and with other work on the machine. The largest
/// file has 400 KB; the suite of resources measures exactly.
const PATIENCE: Duration = Duration::from_secs(5);

/// All files below a folder, archives unpacked below `scratch`.
fn files(folder: &Path, scratch: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, scratch, found);
        } else if path.to_string_lossy().ends_with(".tar.gz") {
            let target = scratch.join(path.file_name().unwrap());
            std::fs::create_dir(&target).unwrap();
            let status = Command::new("tar").arg("-xzf").arg(&path).arg("-C").arg(&target).status().unwrap();
            assert!(status.success(), "the archive is unpacked");
            files(&target, scratch, found);
        } else {
            found.push(path);
        }
    }
}

/// Runs one input through one property, and says which file it was when that fails.
fn run(property: Property, input: &[u8], name: &str, slowest: &Mutex<(Duration, String)>) {
    let started = Instant::now();
    let outcome = std::panic::catch_unwind(|| (property.check)(input));
    let took = started.elapsed();
    assert!(outcome.is_ok(), "{}: {name}", property.name);
    assert!(took < PATIENCE, "{}: {name} took {took:?}", property.name);
    let mut slowest = slowest.lock().unwrap_or_else(PoisonError::into_inner);
    if took > slowest.0 {
        *slowest = (took, format!("{}: {name}", property.name));
    }
}

/// Calls `work` for every index below `count` on all cores.
fn in_parallel(count: usize, work: impl Fn(usize) + Sync) {
    let next = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
                        break;
                    }
                    work(index);
                }
            });
        }
    });
}

#[test]
fn every_file_through_every_parser() {
    let Some(root) = corpora(".") else { return };
    let scratch = Scratch::new();
    let mut all = Vec::new();
    files(&root, scratch.path(), &mut all);
    assert!(all.len() > 6_000, "{} files", all.len());
    let slowest = Mutex::default();
    in_parallel(all.len(), |index| {
        let input = std::fs::read(&all[index]).unwrap();
        let blocks = std::str::from_utf8(&input).ok().and_then(|text| decode_pem(text).ok()).unwrap_or_default();
        let blocks = blocks.into_iter().map(|block| block.bytes);
        for input in std::iter::once(input).chain(blocks) {
            for property in property::ALL {
                run(*property, &input, &all[index].display().to_string(), &slowest);
            }
        }
    });
    println!("{} files, {} parsers; slowest: {:?}", all.len(), property::ALL.len(), slowest);
}

/// Files of one kind, and the parsers that they are meant for.
const KINDS: &[(&str, &str, &[&str])] = &[
    ("kz/ca", "cer", &["certificate"]),
    ("kz/sdk", "cer", &["certificate", "der"]),
    ("kz/sdk", "p12", &["keystore", "ber"]),
    ("kz/sdk", "crl", &["crl", "check"]),
    ("pkits", "crt", &["certificate"]),
    ("pkits", "crl", &["crl"]),
    ("boringssl-pki/parse_certificate_unittest", "pem", &["certificate", "pem"]),
];

/// `count` files of a kind, spread over the whole list.
fn some(folder: &str, extension: &str, count: usize) -> Option<Vec<PathBuf>> {
    let mut all = Vec::new();
    files(&corpora(folder)?, Path::new("/nonexistent"), &mut all);
    all.retain(|path| path.extension().is_some_and(|found| found == extension));
    assert!(!all.is_empty(), "{folder} has files with the extension {extension}");
    let step = all.len().div_ceil(count);
    Some(all.into_iter().step_by(step.max(1)).collect())
}

#[test]
fn changed_and_cut_files() {
    let per_kind = if full() { 40 } else { 3 };
    // The small run looks at every seventh octet (odd, so that all bits are met).
    let stride = if full() { 1 } else { 7 };
    let slowest = Mutex::default();
    let inputs = AtomicUsize::new(0);
    for (folder, extension, names) in KINDS {
        let Some(chosen) = some(folder, extension, per_kind) else { return };
        in_parallel(chosen.len(), |index| {
            let path = &chosen[index];
            let input = std::fs::read(path).unwrap();
            let shown = path.display();
            for name in *names {
                let property = property::named(name);
                for at in (0..input.len()).step_by(stride) {
                    run(property, &flipped(&input, at), &format!("{shown}, octet {at} changed"), &slowest);
                    run(property, &input[..at], &format!("{shown}, cut at {at}"), &slowest);
                }
                inputs.fetch_add(2 * input.len().div_ceil(stride), Ordering::Relaxed);
            }
        });
    }
    println!("{} changed or cut inputs; slowest: {slowest:?}", inputs.into_inner());
}

#[test]
fn pieces_of_two_files() {
    let count = if full() { 100_000 } else { 2_000 };
    let mut kinds = Vec::new();
    for (folder, extension, names) in KINDS {
        let Some(chosen) = some(folder, extension, 40) else { return };
        kinds.push((chosen.iter().map(|path| std::fs::read(path).unwrap()).collect::<Vec<_>>(), *names));
    }
    let slowest = Mutex::default();
    // Each hundred has numbers of its own, so that the threads do not wait for each other.
    in_parallel(count / 100, |hundred| {
        let mut random = Random(hundred.try_into().unwrap());
        for number in 0..100 {
            let (files, names) = &kinds[random.below(kinds.len())];
            let (others, _) = &kinds[random.below(kinds.len())];
            // Mostly of the same kind: what fits gets further.
            let others = if random.below(4) == 0 { others } else { files };
            let one = &files[random.below(files.len())];
            let changed = spliced(one, &others[random.below(others.len())], &mut random);
            for name in *names {
                run(property::named(name), &changed, &format!("splice {hundred}/{number}"), &slowest);
            }
        }
    });
    println!("{count} splices; slowest: {slowest:?}");
}
