#!/bin/sh
# Side by side: this library, OpenSSL with gost-engine, and the JDK's PKIX validator, over the same certificates.
# Run from the root of the project; needs cargo, gcc, libcrypto with headers, python3; a JDK and gost-engine if there.
# Writes benches/results/peers.csv and prints the table of medians.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pki=testdata/pki
cargo build --quiet --release -p qoltanba-benches --bin peer_ours
gcc -O2 -Wno-deprecated-declarations benches/peers/peer_openssl.c -o "$work/openssl" -lcrypto
{
    echo 'peer,what,microseconds'
    "${CARGO_TARGET_DIR:-target}/release/peer_ours"
    "$work/openssl" $pki/rsa/individual-sign.cer $pki/ca/nca-rsa.cer
    if command -v javac >/dev/null; then
        javac -d "$work" benches/peers/PeerPkix.java
        java -cp "$work" PeerPkix $pki/rsa/individual-sign.cer $pki/ca/nca-rsa.cer $pki/ca/root-rsa.cer $pki/crl/nca-rsa.crl
    fi
} >"$work/peers.csv"
mkdir -p benches/results
cp "$work/peers.csv" benches/results/peers.csv
python3 benches/peers/table.py benches/results/peers.csv
