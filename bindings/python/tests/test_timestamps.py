"""Signatures with timestamps and evidence, signers that are checked first, contents that are hashed elsewhere."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest
from conftest import ROOT, Synthetic

from qoltanba import (
    CertificateReference,
    Check,
    Decision,
    Digest,
    ErrorKind,
    Hasher,
    InputError,
    OnRefusal,
    Outcome,
    Reason,
    RsaPadding,
    Signer,
    TimestampRequest,
    add_archive_timestamp,
    add_evidence,
    inspect,
    octets_to_archive,
    octets_to_stamp,
)

CONTENT = b"content" * 1000
POLICY = "1.2.398.3.3.2.6.4"


@pytest.fixture(scope="module")
def authority(synthetic: Synthetic) -> Signer:
    return Signer.of_key(ROOT / "testdata/keys/tsa-rsa.pem", synthetic.folder / "tsa/rsa.cer")


def stamp(authority: Signer, request: TimestampRequest, at: datetime, serial: int = 1) -> bytes:
    answer = request.read(authority.issue_timestamp(request.der, policy=POLICY, serial=serial, at=at))
    assert answer.token is not None and (answer.status, answer.failure) == (None, None)
    return answer.token


@pytest.mark.parametrize("form", ["cms", "xades"])
def test_a_signature_is_stamped(synthetic: Synthetic, authority: Signer, form: str) -> None:
    signer = synthetic.signer("gost2015-individual")
    at = synthetic.AT - timedelta(days=1)
    signed = signer.sign_cms(CONTENT) if form == "cms" else signer.sign_xades(b"<a/>", signing_time=at)
    before = synthetic.verifier.verify(signed, at=synthetic.AT).signers[0]
    assert (before.level_claimed, before.moment.source) == ("B", "given")

    stamped = signer.add_timestamp(signed, stamp(authority, signer.timestamp_request(signed), at))
    report = synthetic.verifier.verify(stamped, at=synthetic.AT)
    assert report.decision is Decision.CONFIRMED
    (after,) = report.signers
    assert (after.level_claimed, after.level_reached) == ("T", "T")
    assert (after.moment.at, after.moment.source) == (at, "timestamp")


def test_an_answer_belongs_to_its_request(synthetic: Synthetic, authority: Signer) -> None:
    request = TimestampRequest(b"octets", nonce=7)
    assert request.der == TimestampRequest(b"octets", nonce=7).der != TimestampRequest(b"octets").der
    token = stamp(authority, request, synthetic.AT)
    assert inspect(token)["kind"] == "timestamp-token"
    answer = authority.issue_timestamp(request.der, policy=POLICY, serial=2, at=synthetic.AT)
    for other in (TimestampRequest(b"other", nonce=7), TimestampRequest(b"octets", nonce=8)):
        with pytest.raises(InputError) as foreign:
            other.read(answer)
        assert foreign.value.kind is ErrorKind.MALFORMED
    refused = TimestampRequest(b"octets", policy="1.2.3").read(
        authority.issue_timestamp(TimestampRequest(b"octets", policy="1.2.3").der, policy=POLICY, serial=3, at=synthetic.AT)
    )
    assert (refused.token, refused.status, refused.failure) == (None, 2, 15)
    with pytest.raises(InputError):
        TimestampRequest(b"", policy="no object identifier")
    signer = synthetic.signer("gost2015-individual")
    with pytest.raises(InputError, match="over this signature"):
        signer.add_timestamp(signer.sign_cms(CONTENT), token)
    with pytest.raises(InputError):
        signer.timestamp_request(synthetic.signer("gost2004-head").sign_cms(CONTENT))


@pytest.mark.parametrize("detached", [False, True])
def test_a_signature_is_made_to_last(synthetic: Synthetic, authority: Signer, detached: bool) -> None:
    signer = synthetic.signer("gost2015-individual")
    at = synthetic.AT - timedelta(days=1)
    signed = signer.sign_detached_cms(CONTENT) if detached else signer.sign_cms(CONTENT)
    stamped = signer.add_timestamp(signed, stamp(authority, signer.timestamp_request(signed), at))
    folder = synthetic.folder
    crls = [folder / f"crl/{name}.crl" for name in ("nca-gost2015", "nca-rsa", "root-gost2015", "root-rsa")]
    lasting = add_evidence(
        stamped,
        certificates=[folder / "ca/nca-gost2015.cer", folder / "ca/nca-rsa.cer"],
        crls=[crl for crl in crls if crl.exists()],
    )
    content = CONTENT if detached else None
    octets = octets_to_archive(lasting, content=content)
    token = stamp(authority, TimestampRequest(octets), at)
    archived = add_archive_timestamp(lasting, token, content=content)
    for message, level in ((lasting, "LT"), (archived, "LTA")):
        report = synthetic.verifier.verify(message, at=synthetic.AT, content=content)
        assert report.decision is Decision.CONFIRMED
        assert (report.signers[0].level_claimed, report.signers[0].level_reached) == (level, level)
    with pytest.raises(InputError):
        add_archive_timestamp(lasting, stamp(authority, TimestampRequest(b"other"), at), content=content)
    with pytest.raises(InputError):
        octets_to_archive(lasting, signature=5, content=content)


def test_a_signer_is_checked_before_it_signs(synthetic: Synthetic) -> None:
    good = synthetic.signer("gost2015-individual").checked(synthetic.verifier, at=synthetic.AT, iin=synthetic.IIN)
    assert good.report.decision is Decision.CONFIRMED and good.signer is not None
    assert good.signer.sign_raw(b"x")
    revoked = synthetic.signer("gost2015-individual-revoked")
    stopped = revoked.checked(synthetic.verifier, at=synthetic.AT)
    assert stopped.signer is None and stopped.report.find(Check.REVOCATION).reason is Reason.REVOKED  # type: ignore[union-attr]
    anyway = revoked.checked(synthetic.verifier, at=synthetic.AT, on_refusal=OnRefusal.SIGN_ANYWAY)
    assert anyway.signer is not None and anyway.report == stopped.report
    # What could not be decided does not stop, and says so.
    without = type(synthetic.verifier)(synthetic.trust)
    open_question = revoked.checked(without, at=synthetic.AT)
    assert open_question.signer is not None and open_question.report.decision is Decision.UNDETERMINED
    with pytest.raises(TypeError):
        bool(good)


def test_a_key_and_its_certificate_belong_together(synthetic: Synthetic) -> None:
    folder, keys = synthetic.folder, ROOT / "testdata/keys"
    signer = Signer.of_key(keys / "rsa-individual-sign.pem", synthetic.signer("rsa-individual-sign").certificate)
    assert synthetic.verifier.verify(signer.sign_cms(CONTENT), at=synthetic.AT).decision is Decision.CONFIRMED
    with pytest.raises(InputError) as other:
        Signer.of_key(keys / "rsa-head-sign.pem", folder / "tsa/rsa.cer")
    assert other.value.kind is ErrorKind.KEY


def test_an_rsa_signature_has_either_padding(synthetic: Synthetic) -> None:
    signer = synthetic.signer("rsa-individual-sign")
    for padding in RsaPadding:
        message = signer.with_padding(padding).sign_cms(CONTENT)
        assert synthetic.verifier.verify(message, at=synthetic.AT).decision is Decision.CONFIRMED
        oid = inspect(message)["signers"][0]["signature_algorithm"]
        assert (oid == "1.2.840.113549.1.1.10") == (padding is RsaPadding.PSS)
    with pytest.raises(InputError):
        synthetic.signer("gost2015-individual").with_padding(RsaPadding.PSS)


def test_a_signature_binds_its_certificate_or_not(synthetic: Synthetic) -> None:
    signer = synthetic.signer("gost2015-individual")
    sizes = {
        reference: len(signer.sign_cms(CONTENT, reference=reference)) for reference in CertificateReference
    }
    assert sizes[CertificateReference.ABSENT] < min(sizes[CertificateReference.V1], sizes[CertificateReference.V2])
    for reference in CertificateReference:
        signed = signer.sign_cms(CONTENT, reference=reference)
        line = synthetic.verifier.verify(signed, at=synthetic.AT).find(Check.SIGNATURE)
        assert line is not None and line.outcome is Outcome.PASSED


@pytest.mark.parametrize("key", ["rsa-individual-sign", "gost2015-individual", "gost2004-head"])
def test_a_content_is_hashed_piece_by_piece(synthetic: Synthetic, key: str) -> None:
    signer = synthetic.signer(key)
    hasher = Hasher(signer.digest_algorithm)
    for start in range(0, len(CONTENT), 999):
        hasher.update(CONTENT[start : start + 999])
    digest = hasher.finish()
    with pytest.raises(InputError):
        hasher.update(b"")
    if signer.digest_algorithm is Digest.SHA256:
        assert digest == hashlib.sha256(CONTENT).digest()
    signed = signer.sign_cms_digest(digest)
    verifier = synthetic.verifier
    assert verifier.verify(signed, content=CONTENT, at=synthetic.AT).decision is Decision.CONFIRMED
    assert verifier.verify_digest(signed, signer.digest_algorithm, digest, at=synthetic.AT).decision is Decision.CONFIRMED
    other = verifier.verify_digest(signed, signer.digest_algorithm, bytes(len(digest)), at=synthetic.AT)
    assert other.find(Check.SIGNATURE).reason is Reason.DIGEST_MISMATCH  # type: ignore[union-attr]
    for call in (lambda: signer.sign_cms_digest(b"short"), lambda: verifier.verify_digest(signed, Digest.SHA1, b"", at=synthetic.AT)):
        with pytest.raises(InputError) as short:
            call()
        assert short.value.kind is ErrorKind.INVALID_ARGUMENT


def test_the_place_of_a_signature_is_found(synthetic: Synthetic) -> None:
    first, second = synthetic.signer("gost2015-individual"), synthetic.signer("gost2004-head")
    both = second.add_to_cms(first.sign_cms(CONTENT))
    assert {octets_to_stamp(both, place) for place in (0, 1)} == {
        octets_to_stamp(both, place) for place in range(2)
    }
    with pytest.raises(InputError):
        octets_to_stamp(both, 2)
