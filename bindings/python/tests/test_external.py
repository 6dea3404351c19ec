"""Keys that are kept elsewhere: what they sign is confirmed, and nothing else is given out."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT, Synthetic
from test_documents import CONTENT, KEYS, SOAP, XML

from qoltanba import (
    Decision,
    Digest,
    ErrorKind,
    ExternalKey,
    Hasher,
    InputError,
    RsaPadding,
    SignatureAlgorithm,
    Signer,
    TimestampRequest,
    Verifier,
    inspect,
)

ALGORITHMS = {
    "rsa-individual-sign": SignatureAlgorithm.RSA_PKCS1_SHA256,
    "gost2015-individual": SignatureAlgorithm.GOST34310_2015_512,
    "gost2015-256-individual": SignatureAlgorithm.GOST34310_2015_256,
    "gost2004-head": SignatureAlgorithm.GOST34310_2004,
}


def service(held: Signer, asked: list[SignatureAlgorithm]) -> ExternalKey:
    """Stands for a service that holds the key: another signer, out of reach of the one that asks."""

    def sign(algorithm: SignatureAlgorithm, message: bytes) -> bytes:
        asked.append(algorithm)
        return held.sign_raw(message)

    return sign


@pytest.mark.parametrize("key", KEYS)
def test_every_form_is_signed(synthetic: Synthetic, key: str) -> None:
    held, asked = synthetic.signer(key), list[SignatureAlgorithm]()
    signer = Signer.external(held.certificate, service(held, asked))
    assert signer.certificate == held.certificate and signer.digest_algorithm is held.digest_algorithm
    verify = synthetic.verifier.verify
    made = [signer.sign_cms(CONTENT, signing_time=synthetic.AT), signer.sign_xml(XML), signer.sign_wss(SOAP)]
    made += [signer.sign_xades(XML, signing_time=synthetic.AT), signer.add_to_cms(held.sign_cms(CONTENT))]
    if key != "gost2015-256-individual":  # JWS has no name for its algorithm.
        made.append(signer.sign_jws(CONTENT).encode())
    for document in made:
        assert verify(document, at=synthetic.AT).decision is Decision.CONFIRMED
    assert verify(signer.sign_detached_cms(CONTENT), content=CONTENT, at=synthetic.AT).decision is Decision.CONFIRMED
    hasher = Hasher(signer.digest_algorithm)
    hasher.update(CONTENT)
    apart = signer.sign_cms_digest(hasher.finish())
    assert verify(apart, content=CONTENT, at=synthetic.AT).decision is Decision.CONFIRMED
    assert signer.sign_raw(CONTENT)
    assert set(asked) == {ALGORITHMS[key]} and len(asked) == len(made) + 3
    assert ALGORITHMS[key].digest is signer.digest_algorithm


def openssl(key: Path) -> ExternalKey:
    """A key in another program, which is given the digest or the message as it likes."""
    options = {
        SignatureAlgorithm.RSA_PKCS1_SHA256: ["-pkeyopt", "rsa_padding_mode:pkcs1"],
        SignatureAlgorithm.RSA_PSS_SHA256: ["-pkeyopt", "rsa_padding_mode:pss", "-pkeyopt", "rsa_pss_saltlen:digest"],
    }

    def sign(algorithm: SignatureAlgorithm, message: bytes) -> bytes:
        assert algorithm.digest is Digest.SHA256
        command = ["openssl", "pkeyutl", "-sign", "-inkey", str(key), "-pkeyopt", "digest:sha256", *options[algorithm]]
        return subprocess.run(command, input=hashlib.sha256(message).digest(), capture_output=True, check=True).stdout

    return sign


@pytest.mark.parametrize("padding", RsaPadding)
def test_another_program_signs(synthetic: Synthetic, padding: RsaPadding) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    held = synthetic.signer("rsa-individual-sign")
    key = ROOT / "testdata/keys/rsa-individual-sign.pem"
    signer = Signer.external(held.certificate, openssl(key)).with_padding(padding)
    message = signer.sign_cms(CONTENT)
    assert synthetic.verifier.verify(message, at=synthetic.AT).decision is Decision.CONFIRMED
    oid = inspect(message)["signers"][0]["signature_algorithm"]
    assert (oid == "1.2.840.113549.1.1.10") == (padding is RsaPadding.PSS)


def test_what_the_key_raises_is_the_cause(synthetic: Synthetic) -> None:
    certificate = synthetic.signer("gost2015-individual").certificate

    def locked(algorithm: SignatureAlgorithm, message: bytes) -> bytes:
        raise PermissionError("PIN 12345678 is wrong")

    signer = Signer.external(certificate, locked)
    calls: list[Callable[[], object]] = [
        lambda: signer.sign_cms(CONTENT),
        lambda: signer.sign_xml(XML),
        lambda: signer.sign_wss(SOAP),
        lambda: signer.sign_jws(CONTENT),
        lambda: signer.sign_raw(CONTENT),
    ]
    for call in calls:
        with pytest.raises(InputError) as failed:
            call()
        assert failed.value.kind is ErrorKind.EXTERNAL
        assert str(failed.value) == "external key: the key signs"
        assert isinstance(failed.value.__cause__, PermissionError)
    # Another error later has nothing of it.
    with pytest.raises(InputError) as other:
        signer.sign_xml(b"<a")
    assert other.value.kind is ErrorKind.MALFORMED and other.value.__cause__ is None

    def interrupted(algorithm: SignatureAlgorithm, message: bytes) -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Signer.external(certificate, interrupted).sign_raw(CONTENT)
    text = Signer.external(certificate, lambda algorithm, message: "value")  # type: ignore[arg-type, return-value]
    with pytest.raises(InputError) as no_bytes:
        text.sign_raw(CONTENT)
    assert isinstance(no_bytes.value.__cause__, TypeError)


def test_a_signature_that_does_not_fit_is_not_given_out(synthetic: Synthetic) -> None:
    held, other = synthetic.signer("gost2015-individual"), synthetic.signer("gost2004-head")
    fit = held.sign_raw(CONTENT)
    wrong: list[ExternalKey] = [
        lambda algorithm, message: b"",
        lambda algorithm, message: bytes(128),
        lambda algorithm, message: fit,  # of another message
        lambda algorithm, message: held.sign_raw(message)[::-1],
        lambda algorithm, message: held.sign_raw(message) + b"\0",
        lambda algorithm, message: other.sign_raw(message),
    ]
    for sign in wrong:
        with pytest.raises(InputError) as refused:
            Signer.external(held.certificate, sign).sign_cms(b"document")
        assert refused.value.kind is ErrorKind.KEY and "verifies under the certificate" in refused.value.detail
    with pytest.raises(InputError) as malformed:
        Signer.external(b"no certificate", wrong[0])
    assert malformed.value.kind is ErrorKind.MALFORMED


def test_it_is_checked_and_stamps_like_any_other(synthetic: Synthetic) -> None:
    held = synthetic.signer("gost2015-individual")
    signer = Signer.external(held.certificate, service(held, []))
    checked = signer.checked(synthetic.verifier, at=synthetic.AT, iin=synthetic.IIN)
    assert checked.signer is signer and checked.report.decision is Decision.CONFIRMED
    revoked = synthetic.signer("gost2015-individual-revoked")
    stopped = Signer.external(revoked.certificate, service(revoked, [])).checked(synthetic.verifier, at=synthetic.AT)
    assert stopped.signer is None and stopped.report.decision is Decision.REFUSED

    tsa = Signer.of_key(ROOT / "testdata/keys/tsa-rsa.pem", synthetic.folder / "tsa/rsa.cer")
    authority = Signer.external(tsa.certificate, service(tsa, []))
    request = TimestampRequest(b"octets")
    answer = authority.issue_timestamp(request.der, policy="1.2.398.3.3.2.6.4", serial=1, at=synthetic.AT)
    assert request.read(answer).token is not None


def test_threads_share_it(synthetic: Synthetic) -> None:
    held = synthetic.signer("gost2015-individual")
    asked: list[SignatureAlgorithm] = []

    def sign(algorithm: SignatureAlgorithm, message: bytes) -> bytes:
        asked.append(algorithm)
        if len(message) % 2:
            raise ValueError(len(message))
        return held.sign_raw(message)

    signer = Signer.external(held.certificate, sign)

    def outcome(length: int) -> bool:
        try:
            signer.sign_raw(bytes(length))
        except InputError as error:
            # The cause is that of this thread.
            return isinstance(error.__cause__, ValueError) and error.__cause__.args == (length,)
        return length % 2 == 0

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(outcome, range(60)))
    assert len(asked) == 60


def test_a_key_may_ask_the_library(synthetic: Synthetic) -> None:
    """The service verifies its caller's certificate while the caller's document is being signed."""
    held, verifier = synthetic.signer("gost2015-individual"), synthetic.verifier

    def sign(algorithm: SignatureAlgorithm, message: bytes) -> bytes:
        assert isinstance(verifier, Verifier)
        assert verifier.check_certificate(held.certificate, at=synthetic.AT).decision is Decision.CONFIRMED
        return Signer.external(held.certificate, service(held, [])).sign_raw(message)

    signed = Signer.external(held.certificate, sign).sign_xml(XML)
    assert verifier.verify(signed, at=synthetic.AT).decision is Decision.CONFIRMED
