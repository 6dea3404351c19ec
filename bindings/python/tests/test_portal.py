"""The example of a portal, asked as a browser would."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import AT, NationalSet

fastapi_testclient = pytest.importorskip("fastapi.testclient")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))
import portal  # noqa: E402


@pytest.fixture
def client(national: NationalSet) -> Iterator[object]:
    overrides = portal.app.dependency_overrides
    overrides[portal.now] = lambda: AT
    overrides[portal.the_verifier] = lambda: national.verifier
    yield fastapi_testclient.TestClient(portal.app)
    overrides.clear()


def ask(client: object, national: NationalSet, status: str, iin: str = "123456789011", language: str = "ru") -> object:
    body = national.path(national.one(status)).read_bytes()
    return client.post(f"/check?iin={iin}", content=body, headers={"Accept-Language": language})  # type: ignore[attr-defined]


def test_a_good_certificate_is_answered_with_the_report(client: object, national: NationalSet) -> None:
    answer = ask(client, national, "valid")
    assert answer.status_code == 200
    assert answer.json()["decision"] == "confirmed"
    assert answer.json()["schema"] == "qoltanba.report/1"


@pytest.mark.parametrize(
    ("language", "code", "begins"),
    [
        ("ru-RU,ru;q=0.9", "ru", "Отказ в запрашиваемой услуге"),
        ("kk", "kk", "Мемлекеттік қызметті алушының"),
        ("de, en;q=0.5", "en", "The requested service is refused"),
        ("de", "kk", "Мемлекеттік қызметті алушының"),
    ],
)
def test_a_revoked_one_is_refused_in_the_caller_s_language(
    client: object, national: NationalSet, language: str, code: str, begins: str
) -> None:
    answer = ask(client, national, "revoked", language=language)
    assert answer.status_code == 422
    assert answer.headers["content-language"] == code
    assert answer.json()["text"].startswith(begins)


def test_another_iin_is_refused(client: object, national: NationalSet) -> None:
    answer = ask(client, national, "valid", iin="123456789012")
    assert answer.status_code == 422
    reasons = [line["reason"] for line in answer.json()["report"]["checks"]]
    assert "iin-mismatch" in reasons


def test_what_is_no_certificate_is_a_bad_request(client: object) -> None:
    answer = client.post("/check?iin=123456789011", content=b"hello")  # type: ignore[attr-defined]
    assert answer.status_code == 400
    assert answer.json()["error"] == "malformed"
    assert client.post("/check?iin=12", content=b"").status_code == 422  # type: ignore[attr-defined]
