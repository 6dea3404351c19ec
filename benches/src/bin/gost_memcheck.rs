//! Loads keys and signs while valgrind takes the key for uninitialised memory, so that memcheck reports each branch and
//! each index that depends on the key or the nonce (the method of A. Langley's "ctgrind").
//!
//! `benches/memcheck` builds it, runs it and judges the reports. The program prints which octets are to be marked and waits
//! until the script has had that done: so it needs no unsafe code, and shows nothing by itself.

#![allow(clippy::print_stdout, reason = "a program that is talked to")]

use std::path::Path;

use qoltanba::crypto::gost::PrivateKey;
use qoltanba_benches::CURVES;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let marked = std::env::args().nth(1).ok_or("benches/memcheck says which file it makes when octets are marked")?;
    let mark = |state: &str, octets: &[u8]| {
        println!("mark {state} {:#x} {}", octets.as_ptr().addr(), octets.len());
        // Not asleep: a program that waits in the kernel cannot be spoken to.
        while !Path::new(&marked).exists() {}
        std::fs::remove_file(&marked)
    };
    for (name, curve) in CURVES {
        let d: Vec<u8> = (1..).take(curve.coordinate_len()).collect();
        let digest: Vec<u8> = (0x80..).take(curve.coordinate_len()).collect();
        // Before anything is secret: what is computed once for all keys.
        let expected = PrivateKey::from_le_bytes(curve, &d)?.sign_digest(&digest)?;
        mark("undefined", &d)?;
        let signature = PrivateKey::from_le_bytes(curve, &d)?.sign_digest(&digest)?;
        mark("defined", &signature)?;
        println!("{name} {}", if signature == expected { "signed" } else { "SIGNED OTHERWISE" });
    }
    Ok(())
}
