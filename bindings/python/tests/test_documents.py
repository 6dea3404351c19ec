"""Signed documents are verified, and what is signed here is verified here and by another program."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, Synthetic

from qoltanba import Check, Decision, ErrorKind, InputError, Outcome, Reason, Signer

CONTENT = "Өтініш: сынақ құжаты".encode() * 100
XML = "<өтініш><мәтін>сынақ</мәтін></өтініш>".encode()
SOAP = (
    b'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header/>'
    b"<soap:Body><request/></soap:Body></soap:Envelope>"
)
# A key of each algorithm that may sign.
KEYS = ["rsa-individual-sign", "gost2015-individual", "gost2015-256-individual", "gost2004-head"]


def verdicts() -> list[tuple[str, str]]:
    """The signed messages whose page gives a verdict: the word at the end of the line."""
    page = (ROOT / "testdata" / "README.md").read_text("utf-8").split("## pki/signed/cms")[1].split("##")[0]
    return re.findall(r"^\| `([\w.-]+)` \|.*: ([\w-]+)(?: \([NT]\d+\))? \|$", page, re.MULTILINE)


@pytest.mark.parametrize(("name", "word"), verdicts())
def test_each_message_has_the_verdict_of_its_page(synthetic: Synthetic, name: str, word: str) -> None:
    content = synthetic.signed("content.txt") if name == "detached.cms" else None
    report = synthetic.verifier.verify(synthetic.signed(f"cms/{name}"), at=synthetic.AT, content=content)
    assert report.format == "cms"
    results = [*report.checks, *(result for signer in report.signers for result in signer.checks)]
    reasons = [result.reason for result in results if result.reason]
    if word in ("confirmed", "refused"):
        assert report.decision is Decision(word)
        assert bool(reasons) == (word == "refused")
    else:
        assert Reason(word) in reasons
        expected = Decision.REFUSED if Reason(word).outcome is Outcome.FAILED else Decision.UNDETERMINED
        assert report.decision is expected


def test_the_page_has_verdicts() -> None:
    assert len(verdicts()) >= 15


@pytest.mark.parametrize("folder", ["jws", "wss", "xml"])
def test_the_other_forms_are_read(synthetic: Synthetic, folder: str) -> None:
    name = {"jws": "jws/gost2015.jws", "wss": "wss/gost2015.xml", "xml": "xml/gost2015.xml"}[folder]
    report = synthetic.verifier.verify(synthetic.signed(name), at=synthetic.AT, iin=synthetic.IIN)
    assert report.decision is Decision.CONFIRMED
    assert report.format == {"jws": "jws", "wss": "wss", "xml": "xmldsig"}[folder]


def test_another_iin_is_refused(synthetic: Synthetic) -> None:
    report = synthetic.verifier.verify(synthetic.signed("cms/gost2015.cms"), at=synthetic.AT, iin="990101200027")
    assert report.find(Check.IDENTITY_MATCH).reason is Reason.IIN_MISMATCH


@pytest.mark.parametrize("key", KEYS)
def test_what_is_signed_is_verified(synthetic: Synthetic, key: str) -> None:
    signer = synthetic.signer(key)
    verify = synthetic.verifier.verify
    attached = signer.sign_cms(CONTENT, signing_time=synthetic.AT)
    verified = synthetic.verifier.verify_content(attached, at=synthetic.AT)
    assert verified.report.decision is Decision.CONFIRMED and verified.content == CONTENT
    assert verified.report == verify(attached, at=synthetic.AT)

    detached = signer.sign_detached_cms(memoryview(CONTENT))
    assert verify(detached, at=synthetic.AT, content=CONTENT).decision is Decision.CONFIRMED
    changed = verify(detached, at=synthetic.AT, content=CONTENT + b"!")
    assert changed.find(Check.SIGNATURE).reason is Reason.DIGEST_MISMATCH
    with pytest.raises(InputError):
        verify(detached, at=synthetic.AT)

    for made in (signer.sign_xml(XML), signer.sign_wss(SOAP)):
        assert verify(made, at=synthetic.AT).decision is Decision.CONFIRMED
    if key == "gost2015-256-individual":
        # JWS has names for the 512-bit keys and those of 2004 only.
        with pytest.raises(InputError) as unnamed:
            signer.sign_jws(CONTENT)
        assert unnamed.value.kind is ErrorKind.INVALID_ARGUMENT
    else:
        assert verify(signer.sign_jws(CONTENT).encode(), at=synthetic.AT).decision is Decision.CONFIRMED
    checked = synthetic.verifier.check_certificate(signer.certificate, at=synthetic.AT)
    assert checked.decision is Decision.CONFIRMED


def test_content_comes_only_with_a_confirmed_verdict(synthetic: Synthetic) -> None:
    for name in ("revoked.cms", "foreign.cms"):
        verified = synthetic.verifier.verify_content(synthetic.signed(f"cms/{name}"), at=synthetic.AT)
        assert verified.report.decision is not Decision.CONFIRMED and verified.content is None
        with pytest.raises(TypeError):
            bool(verified)


def test_signatures_stand_side_by_side(synthetic: Synthetic) -> None:
    first, second = synthetic.signer("gost2015-individual"), synthetic.signer("gost2004-head")
    both = second.add_to_cms(first.sign_cms(CONTENT))
    report = synthetic.verifier.verify(both, at=synthetic.AT, iin=synthetic.IIN)
    assert report.decision is Decision.CONFIRMED and len(report.signers) == 2
    apart = second.add_to_cms(first.sign_detached_cms(CONTENT), content=CONTENT)
    assert len(synthetic.verifier.verify(apart, at=synthetic.AT, content=CONTENT).signers) == 2


def test_a_batch_has_the_same_verdicts(synthetic: Synthetic) -> None:
    names = [name for name, _ in verdicts() if name != "detached.cms"]
    documents = [synthetic.signed(f"cms/{name}") for name in names]
    batch = synthetic.verifier.verify_all([*documents, b"nothing"], at=synthetic.AT)
    single = [synthetic.verifier.verify(document, at=synthetic.AT) for document in documents]
    assert list(batch) == [*(report.decision for report in single), None]
    assert [batch.report(index) for index in range(len(single))] == single
    assert [set(batch.reasons(index)) for index in range(len(single))] == [set(report.reasons) for report in single]
    assert batch.reasons(-1) == ()


def test_openssl_verifies_what_is_signed(synthetic: Synthetic, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    (tmp_path / "message.cms").write_bytes(synthetic.signer("rsa-individual-sign").sign_cms(CONTENT))
    arguments = [openssl, "cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in", tmp_path / "message.cms"]
    done = subprocess.run(arguments, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == CONTENT


def test_a_key_file_needs_its_password_and_one_key(synthetic: Synthetic) -> None:
    folder = synthetic.folder / "p12"
    for password in ("", "Ulgi2027"):
        with pytest.raises(InputError) as wrong:
            Signer(folder / "gost2015-individual.p12", password)
        assert wrong.value.kind is ErrorKind.WRONG_PASSWORD
    with pytest.raises(InputError) as several:
        Signer(folder / "two-keys.p12", synthetic.PASSWORD)
    assert several.value.kind is ErrorKind.KEY
    with pytest.raises(InputError) as other:
        Signer(folder / "two-keys.p12", synthetic.PASSWORD, alias="there is none")
    assert other.value.kind is ErrorKind.KEY
    assert repr(synthetic.signer("gost2015-individual")) == "Signer(…)"
