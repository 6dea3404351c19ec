"""What a call from Python takes: compare with ``cargo run --release -p qoltanba-ffi --example core_time``.

    python benches/overhead.py, in an environment that has the wheel, from this folder's parent
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

from qoltanba import Decision, Evidence, Signer, TrustStore, Verifier

PKI = Path(__file__).resolve().parents[3] / "testdata" / "pki"
AT = datetime(2026, 7, 1, tzinfo=timezone.utc)
IIN = "990101100010"
BATCH = 1000


def shortest(work: Callable[[], object], runs: int) -> float:
    """The shortest of many runs, in microseconds: what stands in the way only ever adds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1e6


def main() -> None:
    verifier = Verifier(
        TrustStore([PKI / "ca/root-rsa.cer"], [PKI / "ca/nca-rsa.cer"]), Evidence(crls=[PKI / "crl/nca-rsa.crl"])
    )
    nobody = Verifier(TrustStore([]))
    signer = Signer(PKI / "p12/rsa-individual-sign.p12", "Ulgi2026")
    document, certificate = signer.sign_cms(bytes(4096)), signer.certificate
    assert verifier.verify(document, at=AT, iin=IIN).decision is Decision.CONFIRMED
    documents, certificates = [document] * BATCH, [certificate] * BATCH

    one = shortest(lambda: verifier.verify(document, at=AT, iin=IIN).decision, 3000)
    many = shortest(lambda: verifier.verify_all(documents, at=AT, threads=1), 5) / BATCH
    print(f"document of 4 KiB, one: {one:.1f} µs; of a batch of {BATCH}: {many:.2f} µs")
    one = shortest(lambda: nobody.check_certificate(certificate, at=AT, iin=IIN).decision, 3000)
    many = shortest(lambda: nobody.check_certificates(certificates, at=AT, threads=1), 20) / BATCH
    print(f"certificate of an unknown issuer, one: {one:.1f} µs; of a batch of {BATCH}: {many:.2f} µs")
    # Nothing is read of an empty item: what is left is packing, the call, and the answer.
    empty = shortest(lambda: verifier.verify_all([b""] * BATCH, at=AT, threads=1), 200) / BATCH
    print(f"an empty item of a batch of {BATCH}: {empty:.2f} µs")
    report = verifier.verify(document, at=AT, iin=IIN)
    read = shortest(lambda: report.to_dict(), 1000)
    print(f"reading the {len(report.to_json())} bytes of the report: {read:.1f} µs")


if __name__ == "__main__":
    main()
