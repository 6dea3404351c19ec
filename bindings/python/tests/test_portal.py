"""The example of a portal, sent signed requests as a browser would send them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Synthetic
from test_electronic_documents import REQUEST

from qoltanba import Verifier

fastapi_testclient = pytest.importorskip("fastapi.testclient")
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "portal.py"
sys.path.insert(0, str(EXAMPLE.parent))
import portal  # noqa: E402


@pytest.fixture
def client(synthetic: Synthetic) -> Iterator[Any]:
    overrides = portal.app.dependency_overrides
    overrides[portal.now] = lambda: synthetic.AT
    overrides[portal.the_verifier] = lambda: synthetic.verifier
    yield fastapi_testclient.TestClient(portal.app)
    overrides.clear()


def ask(client: Any, body: bytes, iin: str = Synthetic.IIN, language: str = "ru") -> Any:
    return client.post("/requests", content=body, headers={"Applicant-IIN": iin, "Accept-Language": language})


@pytest.mark.parametrize("form", ["cms", "xml"])
def test_a_good_request_is_answered_with_the_report(client: Any, synthetic: Synthetic, form: str) -> None:
    signer, xml = synthetic.signer("gost2015-individual"), REQUEST.to_xml()
    answer = ask(client, signer.sign_cms(xml) if form == "cms" else signer.sign_xml(xml))
    assert answer.status_code == 200
    assert (answer.json()["decision"], answer.json()["schema"]) == ("confirmed", "qoltanba.report/1")


@pytest.mark.parametrize(
    ("language", "code", "begins"),
    [
        ("ru-RU,ru;q=0.9", "ru", "Отказ в запрашиваемой услуге"),
        ("kk", "kk", "Мемлекеттік қызметті алушының"),
        ("de, en;q=0.5", "en", "The requested service is refused"),
        ("de", "kk", "Мемлекеттік қызметті алушының"),
    ],
)
def test_a_revoked_signer_is_refused_in_the_caller_s_language(
    client: Any, synthetic: Synthetic, language: str, code: str, begins: str
) -> None:
    signed = synthetic.signer("gost2015-individual-revoked").sign_xml(REQUEST.to_xml())
    answer = ask(client, signed, language=language)
    assert answer.status_code == 422
    assert answer.headers["content-language"] == code
    assert answer.json()["text"].startswith(begins)


def test_another_person_and_a_changed_request_are_refused(client: Any, synthetic: Synthetic) -> None:
    signed = synthetic.signer("gost2015-individual").sign_xml(REQUEST.to_xml())
    for body, iin, reason in (
        (signed, "990101200027", "iin-mismatch"),
        (signed.replace(b"2026-01-01", b"2025-01-01"), Synthetic.IIN, "digest-mismatch"),
    ):
        answer = ask(client, body, iin=iin)
        assert answer.status_code == 422
        report = answer.json()["report"]
        lines = [*report["checks"], *(line for signer in report["signers"] for line in signer["checks"])]
        assert reason in [line["reason"] for line in lines]


def test_what_could_not_be_decided_may_be_asked_again(client: Any, synthetic: Synthetic) -> None:
    portal.app.dependency_overrides[portal.the_verifier] = lambda: Verifier(synthetic.trust)
    answer = ask(client, synthetic.signer("gost2015-individual").sign_xml(REQUEST.to_xml()))
    assert (answer.status_code, answer.json()["decision"]) == (503, "undetermined")


def test_the_address_names_no_person(client: Any) -> None:
    assert not portal.app.openapi()["paths"].keys() - {"/requests"}
    (parameters,) = (path["post"]["parameters"] for path in portal.app.openapi()["paths"].values())
    assert {parameter["in"] for parameter in parameters} == {"header"}


def test_what_is_no_signed_document_is_a_bad_request(client: Any) -> None:
    answer = ask(client, b"hello")
    assert answer.status_code == 400
    assert answer.json()["error"] == "malformed"
    assert ask(client, b"", iin="12").status_code == 422


def test_the_example_is_short() -> None:
    assert len(EXAMPLE.read_text("utf-8").splitlines()) < 80
