//! Our side of the comparison with other implementations, which `benches/peers/run` starts.
//!
//! `peers inputs FOLDER` writes what every implementation reads; `peers measure FOLDER` measures this library and the
//! hashes of RustCrypto. Every line of the output is `job`, implementation and the nanoseconds of each sample.

#![allow(clippy::print_stdout, clippy::expect_used, clippy::indexing_slicing, reason = "a program of measurements")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gost94::Digest as _;
use qoltanba::Certificate;
use qoltanba::check::{Decision, Expected, Report, Verifier};
use qoltanba::crypto::SignatureCache;
use qoltanba::crypto::gost::{Curve, Gost34311, PrivateKey, PublicKey, Streebog256, Streebog512};
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::SignedDocument;
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba_benches::stopwatch::Plan;
use qoltanba_benches::{certificate, material, moment};
use qoltanba_testdata::demo;

const OURS: &str = "qoltanba";
const RUST_CRYPTO: &str = "RustCrypto";

/// More than the JDK remembers of the certificates that it has read (750).
const SUBSCRIBERS: u64 = 1_000;
/// Entries of the lists.
const LISTS: [u64; 2] = [50_000, 1_000_000];
/// Serial numbers that are looked up in turn, half of them present.
const LOOKUPS: u64 = 2_048;
/// The documents and their sizes.
const DOCUMENTS: [(&str, usize); 2] = [("cms-4k", 4 << 10), ("cms-10m", 10 << 20)];
/// GOST keys, which the program in C makes.
const CURVES: [(&str, Curve); 3] =
    [("gost-2001-a", Curve::CryptoProA), ("gost-2012-256-a", Curve::Tc26A256), ("gost-2012-512-a", Curve::Tc26A512)];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = |name: &String| Folder(PathBuf::from(name));
    match arguments.as_slice() {
        [command, name] if command == "inputs" => inputs(&folder(name)),
        [command, name] if command == "measure" => measure(&folder(name)),
        _ => {
            println!("peers inputs FOLDER | peers measure FOLDER");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

struct Folder(PathBuf);

impl Folder {
    fn read(&self, name: impl AsRef<Path>) -> Vec<u8> {
        std::fs::read(self.0.join(name)).expect("the inputs are made")
    }

    fn write(&self, name: impl AsRef<Path>, content: &[u8]) {
        std::fs::write(self.0.join(name), content).expect("the folder can be written");
    }
}

fn inputs(folder: &Folder) {
    folder.write("root.cer", demo::ROOTS[material::RSA]);
    folder.write("ca.cer", demo::AUTHORITIES[material::RSA]);
    // The complete list; the delta list stands at the next place.
    folder.write("ca.crl", demo::CRLS[2 * material::RSA]);
    folder.write("root.crl", include_bytes!("../../../testdata/pki/crl/root-rsa.crl"));
    folder.write("moment", demo::MOMENT_UNIX.to_string().as_bytes());
    // All of one length: one file, one after another.
    let subscribers = material::subscribers(SUBSCRIBERS);
    folder.write("subscriber.length", subscribers[0].len().to_string().as_bytes());
    folder.write("subscribers", &subscribers.concat());
    for entries in LISTS {
        folder.write(format!("{entries}.crl"), &material::list(entries));
        let serials = (0..LOOKUPS).map(|step| match step % 2 {
            0 => material::serial(step * (entries / LOOKUPS)),
            _ => material::serial(entries + step),
        });
        folder.write(format!("{entries}.serials"), &serials.collect::<Vec<_>>().concat());
    }
    let (key, subscriber) = (material::individual_key(), certificate(demo::INDIVIDUAL_RSA));
    let signer = Signer::new(&key, &subscriber).expect("the key is that of the certificate");
    for (name, size) in DOCUMENTS {
        let content: Vec<u8> = (0..size).map(|place| (place % 251).to_le_bytes()[0]).collect();
        // EU DSS asks for a signing time.
        let options = cms::Options { signing_time: Some(moment().at), ..cms::Options::default() };
        let message = cms::sign(&signer, &content, &options).expect("the key signs");
        folder.write(format!("{name}.p7m"), &message);
    }
}

fn measure(folder: &Folder) {
    let plan = Plan::from_environment();
    for (job, curve) in CURVES {
        gost(folder, job, curve, plan);
    }
    hashes(plan);
    path(folder, plan);
    for entries in LISTS {
        list(folder, entries, plan);
    }
    let verifier = verifier(&folder.read("root.cer"), &folder.read("ca.cer"), &folder.read("ca.crl"));
    for (job, _) in DOCUMENTS {
        let message = folder.read(format!("{job}.p7m"));
        let verify = || {
            let document = SignedDocument::parse(black_box(&message)).expect("a message");
            verifier.verify(&document, &Expected::anyone(), moment()).expect("a readable message")
        };
        confirmed(&verify());
        report(job, OURS, plan.measure(verify));
    }
}

fn report(job: &str, implementation: &str, samples: Vec<f64>) {
    let mut line = format!("{job}\t{implementation}");
    for sample in samples {
        write!(line, "\t{sample:.1}").expect("a text takes more");
    }
    println!("{line}");
}

fn confirmed(report: &Report) {
    assert_eq!(report.decision(), Decision::Confirmed, "{}", report.to_json_pretty());
}

fn gost(folder: &Folder, job: &str, curve: Curve, plan: Plan) {
    let part = |extension: &str| folder.read(format!("{job}.{extension}"));
    let (digest, signature) = (part("digest"), part("signature"));
    let private = PrivateKey::from_le_bytes(curve, &part("private")).expect("a private key");
    let public = PublicKey::from_le_bytes(curve, &part("public")).expect("a public key");
    let prepared = public.prepare();
    assert_eq!(private.public_key(), public, "{job}");
    assert!(public.verify_digest(&digest, &signature).is_ok(), "{job}: the signature of the peer");
    assert!(prepared.verify_digest(&digest, &signature).is_ok(), "{job}: the signature of the peer");
    let verify = || public.verify_digest(black_box(&digest), &signature).is_ok();
    report(&format!("{job}/verify"), OURS, plan.measure(verify));
    let verify = || prepared.verify_digest(black_box(&digest), &signature).is_ok();
    report(&format!("{job}/verify-prepared"), OURS, plan.measure(verify));
    report(&format!("{job}/sign"), OURS, plan.measure(|| private.sign_digest(black_box(&digest)).is_ok()));
}

fn hashes(plan: Plan) {
    let message: Vec<u8> = (0..1_usize << 20).map(|place| (place % 251).to_le_bytes()[0]).collect();
    macro_rules! hash {
        ($job:literal, $ours:ty, $theirs:ty) => {
            let ours = || {
                let mut hash = <$ours>::new();
                hash.update(black_box(&message));
                hash.finish()
            };
            let theirs = || <$theirs>::digest(black_box(&message));
            assert_eq!(ours()[..], theirs()[..], $job);
            report($job, OURS, plan.measure(ours));
            report($job, RUST_CRYPTO, plan.measure(theirs));
        };
    }
    hash!("hash/streebog-256", Streebog256, streebog::Streebog256);
    hash!("hash/streebog-512", Streebog512, streebog::Streebog512);
    hash!("hash/gost-34.311-95", Gost34311, gost94::Gost94Test);
}

fn verifier(root: &[u8], authority: &[u8], list: &[u8]) -> Verifier {
    let anchor = TrustAnchor::from_certificate(&certificate(root));
    let mut evidence = Evidence::new();
    evidence.add_crl(Crl::from_der(list).expect("a list"));
    Verifier::new(TrustStore::new(vec![anchor], vec![certificate(authority)])).with_evidence(evidence)
}

fn path(folder: &Folder, plan: Plan) {
    let (root, authority, list) = (folder.read("root.cer"), folder.read("ca.cer"), folder.read("ca.crl"));
    let length = String::from_utf8(folder.read("subscriber.length")).expect("digits").parse().expect("a number");
    let subscribers = folder.read("subscribers");
    let subscribers: Vec<&[u8]> = subscribers.chunks(length).collect();
    let mut number = 0;
    let mut next = || {
        number = (number + 1) % subscribers.len();
        Certificate::from_der(black_box(subscribers[number])).expect("a certificate")
    };
    let resident = verifier(&root, &authority, &list);
    let capacity = NonZeroUsize::new(64).expect("64 is not zero");
    let remembering = resident.clone().with_signature_cache(SignatureCache::new(capacity));
    let expected = Expected::anyone();
    let fresh = |subscriber: &Certificate| {
        let verifier = verifier(black_box(&root), black_box(&authority), black_box(&list));
        verifier.check_certificate(subscriber, &expected, moment())
    };
    for _ in 0..subscribers.len() {
        confirmed(&resident.check_certificate(&next(), &expected, moment()));
    }
    confirmed(&fresh(&next()));
    confirmed(&remembering.check_certificate(&next(), &expected, moment()));
    report("path/fresh", OURS, plan.measure(|| fresh(&next())));
    report("path/resident", OURS, plan.measure(|| resident.check_certificate(&next(), &expected, moment())));
    report("path/remembered", OURS, plan.measure(|| remembering.check_certificate(&next(), &expected, moment())));
}

fn list(folder: &Folder, entries: u64, plan: Plan) {
    let der = folder.read(format!("{entries}.crl"));
    let serials = folder.read(format!("{entries}.serials"));
    let serials: Vec<&[u8]> = serials.chunks(20).collect();
    let load = || {
        let list = Crl::from_der(black_box(&der)).expect("a list");
        assert!(list.find(serials[1]).expect("it was read").is_empty());
        list
    };
    let list = load();
    for (number, serial) in serials.iter().enumerate() {
        let found = list.find(serial).expect("it was read");
        assert_eq!(found.len(), (number + 1) % 2, "the even ones are present");
    }
    report(&format!("crl-{entries}/load"), OURS, plan.measure(load));
    let mut number = 1;
    let lookup = || {
        number = (number + 2) % serials.len();
        list.find(black_box(serials[number]))
    };
    report(&format!("crl-{entries}/lookup"), OURS, plan.measure(lookup));
}
