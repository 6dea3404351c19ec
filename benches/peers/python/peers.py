"""The side of Python in the comparison that benches/peers/run makes: `peers.py FOLDER` measures.

pyHanko with its certvalidator, and pyca/cryptography where it can do the job.
"""
import asyncio
import datetime
import os
import pathlib
import sys
import time

from asn1crypto import cms, crl, x509
from cryptography import x509 as pyca
from pyhanko.sign.validation import generic_cms
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

PYHANKO, PYCA = "pyHanko", "pyca"


def setting(name, otherwise):
    return float(os.environ.get(name, otherwise))


def measure(job, implementation, operation):
    """As benches/src/stopwatch.rs does; prints a line with the nanoseconds of one call for each sample."""
    warm_up, length = setting("MEASURE_WARM_UP_MS", 500) / 1e3, setting("MEASURE_SAMPLE_MS", 50) / 1e3
    clock = time.perf_counter
    started, calls = clock(), 0
    while calls == 0 or clock() - started < warm_up:
        operation()
        calls += 1
    calls = max(1, int(length / ((clock() - started) / calls)))
    samples, started = [], clock()
    while len(samples) < setting("MEASURE_SAMPLES", 7) and (len(samples) < 3 or clock() - started < 10):
        start = clock()
        for _ in range(calls):
            operation()
        samples.append(f"{(clock() - start) / calls * 1e9:.1f}")
    print(job, implementation, *samples, sep="\t", flush=True)


class Inputs:
    """The folder that all implementations read."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def bytes(self, name):
        return (self.folder / name).read_bytes()

    def number(self, name):
        return int(self.bytes(name))

    def pieces(self, name, length):
        octets = self.bytes(name)
        return [octets[at:at + length] for at in range(0, len(octets), length)]

    def moment(self):
        return datetime.datetime.fromtimestamp(self.number("moment"), datetime.timezone.utc)


def in_turn(items):
    while True:
        yield from items


def context(root, authority, revoked, moment):
    """Nothing is fetched; the end entity alone is looked up in the list."""
    policy = RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.CRL_REQUIRED,
        intermediate_ca_cert_rule=RevocationCheckingRule.NO_CHECK,
    )
    return ValidationContext(
        trust_roots=[root], other_certs=[authority], crls=[revoked], moment=moment, allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(policy),
    )


def paths(inputs, loop):
    root, authority, revoked = (inputs.bytes(name) for name in ("root.cer", "ca.cer", "ca.crl"))
    moment = inputs.moment()
    subscribers = in_turn(inputs.pieces("subscribers", inputs.number("subscriber.length")))
    usage = {"digital_signature"}

    def read():
        return x509.Certificate.load(root), x509.Certificate.load(authority), crl.CertificateList.load(revoked)

    def check(objects):
        # A context holds what it has found out about certificates before: one for each question.
        validator = CertificateValidator(
            x509.Certificate.load(next(subscribers)), validation_context=context(*objects, moment))
        return loop.run_until_complete(validator.async_validate_usage(usage))

    measure("path/fresh", PYHANKO, lambda: check(read()))
    resident = read()
    measure("path/resident", PYHANKO, lambda: check(resident))
    return resident, moment


def lists(inputs):
    for entries in (50_000, 1_000_000):
        octets = inputs.bytes(f"{entries}.crl")
        serials = [int.from_bytes(piece, "big") for piece in inputs.pieces(f"{entries}.serials", 20)]

        def find(revoked, number):
            entry = revoked.get_revoked_certificate_by_serial_number(serials[number])
            assert (entry is not None) == (number % 2 == 0)

        def load():
            find(pyca.load_der_x509_crl(octets), 1)

        loaded = pyca.load_der_x509_crl(octets)
        for number in range(8):
            find(loaded, number)
        measure(f"crl-{entries}/load", PYCA, load)
        numbers = in_turn(range(1, len(serials), 2))
        measure(f"crl-{entries}/lookup", PYCA, lambda: find(loaded, next(numbers)))


def messages(inputs, loop, resident, moment):
    for job in ("cms-4k", "cms-10m"):
        message = inputs.bytes(f"{job}.p7m")

        def verify():
            signed = cms.ContentInfo.load(message)["content"]
            question = generic_cms.async_validate_cms_signature(
                signed, validation_context=context(*resident, moment))
            status = loop.run_until_complete(question)
            assert status.intact and status.valid and status.trusted, status.summary()

        measure(job, PYHANKO, verify)


def main():
    inputs = Inputs(sys.argv[1])
    loop = asyncio.new_event_loop()
    lists(inputs)
    resident, moment = paths(inputs, loop)
    messages(inputs, loop, resident, moment)


if __name__ == "__main__":
    main()
