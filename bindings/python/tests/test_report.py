"""A report is a value with three verdicts, not a truth; it hides personal data until asked."""

from __future__ import annotations

import json
import logging
import os
import pickle
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import AT, ROOT, NationalSet, Synthetic

from qoltanba import (
    Check,
    Decision,
    ErrorKind,
    InputError,
    Language,
    Outcome,
    Reason,
    Report,
    _native,
)


@pytest.fixture(scope="module")
def refused(national: NationalSet) -> Report:
    entry = national.one("revoked")
    return national.verifier.check_certificate(national.path(entry), iin="123456789012", at=AT)


def test_a_report_is_no_truth_value(refused: Report) -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(refused)
    with pytest.raises(TypeError):
        assert refused.signers[0]
    with pytest.raises(TypeError):
        assert refused.find(Check.REVOCATION)
    with pytest.raises(TypeError):
        assert not refused


def test_a_report_is_the_json_of_its_schema(refused: Report) -> None:
    tree = refused.to_dict()
    assert tree == json.loads(refused.to_json())
    assert list(tree)[:7] == ["schema", "decision", "refusal", "moment", "format", "checks", "signers"]
    assert tree["schema"] == "qoltanba.report/1"
    assert tree["moment"] == {"at": "2024-01-01T00:00:00Z", "source": "given"}
    lines = [*tree["checks"], *tree["signers"][0]["checks"]]
    assert {line["check"] for line in lines} >= {"validity-period", "revocation", "identity-match", "key-usage"}
    for line in lines:
        found = refused.find(Check(line["check"]))
        assert found is not None
        assert (found.outcome.value, found.detail) == (line["outcome"], line["detail"])
        assert (found.reason and found.reason.value) == line["reason"]
    tree.clear()
    assert refused.decision is Decision.REFUSED and refused.format == "certificate"


def test_the_command_line_prints_the_same(national: NationalSet) -> None:
    program = Path(os.environ.get("QOLTANBA_CLI", ROOT / "target" / "release" / "qoltanba"))
    if not program.exists():
        pytest.skip("the command line is not built (QOLTANBA_CLI names it)")
    entry = national.one("valid")
    folder = national.folder
    arguments = ["check-certificate", national.path(entry), "--json", "--iin", entry["iin"], "--at", "2024-01-01T00:00:00Z"]
    arguments += ["--trust", folder / "CA_Test/ROOT", folder / "CA_Test/ROOT/old"]
    arguments += ["--intermediate", folder / "CA_Test/NCA", folder / "CA_Test/NCA/old", "--crl", folder / "CRL"]
    printed = subprocess.run([program, *arguments], capture_output=True, check=True, text=True).stdout
    report = national.verifier.check_certificate(national.path(entry), iin=entry["iin"], at=AT)
    assert json.loads(printed) == report.to_dict()


def test_the_refusal_has_three_languages(refused: Report) -> None:
    refusal = refused.refusal
    assert refusal is not None
    assert refusal.code == "signature-not-confirmed"
    # The words of the decrees, by their beginnings.
    assert refusal.text(Language.RUSSIAN).startswith("Отказ в запрашиваемой услуге в связи с неподтверждением")
    assert refusal.text(Language.KAZAKH).startswith("Мемлекеттік қызметті алушының ЭЦҚ шынайылығының")
    assert "was not confirmed" in refusal.text(Language.ENGLISH)


def test_a_confirmed_report_has_no_refusal(national: NationalSet) -> None:
    entry = national.one("valid")
    report = national.verifier.check_certificate(national.path(entry), iin=entry["iin"], at=AT)
    assert report.decision is Decision.CONFIRMED and report.refusal is None
    assert repr(report) == "<Report confirmed>"


def test_no_repr_holds_personal_data(refused: Report, caplog: pytest.LogCaptureFixture) -> None:
    signer = refused.signers[0]
    certificate = signer.certificate
    assert certificate is not None
    private = ["123456789", "ТЕСТ"]
    shown: list[Any] = [refused, signer, certificate, certificate.subject, *refused.checks, *signer.checks, refused.refusal]
    for one in shown:
        logging.getLogger("test").warning("%r %s", one, one)
    assert repr(refused) == "<Report refused: iin-mismatch, revoked>"
    assert not [word for word in private if word in caplog.text]
    # It is there for who asks.
    assert certificate.subject.iin == "123456789011"


def test_reports_are_values(refused: Report) -> None:
    again = pickle.loads(pickle.dumps(refused))
    assert again == refused and hash(again) == hash(refused) and again.decision is Decision.REFUSED
    assert Report.from_json(refused.to_json()) == refused


def test_a_kept_report_has_the_verdict_of_its_checks(synthetic: Synthetic) -> None:
    report = synthetic.verifier.verify(synthetic.signed("cms/revoked.cms"), at=synthetic.AT)
    assert report.decision is Decision.REFUSED
    text, decision = report.to_json(), '"decision":"refused"'

    def changed(**members: object) -> str:
        return json.dumps({**report.to_dict(), **members})

    for forged in (
        changed(decision="confirmed"),
        changed(decision="confirmed", refusal=None),
        changed(decision="confirmed", refusal=None, checks=[], signers=[]),
        changed(signers=[]),
        changed(schema="qoltanba.report/2"),
        '{"schema":"qoltanba.report/1","decision":"confirmed"}',
        '{"schema":"qoltanba.report/1","decision":"refused"}',
        # Readers of JSON differ in which of the two they take.
        text.replace(decision, f'{decision},"decision":"confirmed"', 1),
        text.replace(decision, f'"decision":"confirmed",{decision}', 1),
        text[:-1],
        "{}",
        "[]",
        "",
    ):
        assert forged != text
        with pytest.raises(InputError) as caught:
            Report.from_json(forged)
        assert caught.value.kind is ErrorKind.MALFORMED
    # What follows from the checks is not taken from the text, and its form does not matter.
    for same in (changed(refusal=None), changed(later=1), json.dumps(report.to_dict(), indent=2, ensure_ascii=False)):
        again = Report.from_json(same)
        assert again == report and again.refusal == report.refusal and again.signers == report.signers


def test_the_enumerations_hold_the_library_s_words() -> None:
    words: dict[str, list[str]] = {}
    for word in _native.vocabulary():
        words.setdefault(word.kind, []).append(word.word)
    assert words == {
        "decision": [one.value for one in Decision],
        "outcome": [one.value for one in Outcome],
        "check": [one.value for one in Check],
        "reason": [one.value for one in Reason],
    }


def test_every_word_has_a_text_and_every_reason_an_outcome() -> None:
    for kind in (Decision, Outcome, Check, Reason):
        for language in Language:
            texts = [one.text(language) for one in kind]
            assert all(texts) and len(set(texts)) == len(texts)
    assert Reason.REVOKED.outcome is Outcome.FAILED
    assert Reason.NO_EVIDENCE.outcome is Outcome.UNDETERMINED
    assert Reason.EXPIRED.text(Language.RUSSIAN) == "срок действия истёк"
    assert str(Reason.IIN_MISMATCH) == "iin-mismatch"
