"""The report as a page, and where the book explains a reason."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
from html import unescape
from pathlib import Path

import pytest
from conftest import ROOT, Synthetic

from qoltanba import Decision, ErrorKind, InputError, Language, Reason, Report, report_schema

CODES = {Language.KAZAKH: "kk", Language.RUSSIAN: "ru", Language.ENGLISH: "en"}


def report(synthetic: Synthetic, name: str) -> Report:
    return synthetic.verifier.verify(synthetic.signed(name), at=synthetic.AT)


@pytest.mark.parametrize("name", ["cms/gost2015.cms", "cms/revoked.cms", "cms/foreign.cms"])
def test_a_report_is_a_page_in_three_languages(synthetic: Synthetic, name: str) -> None:
    file = synthetic.folder / "signed" / name
    answer = report(synthetic, name)
    pages = {language: answer.to_html(language, file=file) for language in Language}
    for language, page in pages.items():
        assert page.startswith(f'<!DOCTYPE html>\n<html lang="{CODES[language]}">')
        assert re.findall(r'<article lang="(..)" data-decision="([a-z]+)">', page) == [
            (code, answer.decision.value) for code in CODES.values()
        ]
        checked = f'id="to-{CODES[language]}" value="{CODES[language]}" checked>'
        assert checked in page and page.count(" checked>") == 1
        assert "<script" not in page and "http-equiv=\"Content-Security-Policy\"" in page
        data = file.read_bytes()
        assert hashlib.sha256(data).hexdigest() in page and file.name in page
        for person in answer.signers:
            assert person.certificate is not None and person.certificate.subject.common_name is not None
            assert person.certificate.subject.common_name in page
        if answer.refusal is not None:
            assert all(text in unescape(page) for text in answer.refusal.texts.values())
    # The three differ in where they open, not in what they hold.
    assert len({page.split("<main>")[1] for page in pages.values()}) == 1
    assert answer.to_html(file=file) == pages[Language.ENGLISH]


def test_the_schema_comes_with_the_library() -> None:
    text = report_schema()
    assert text == (ROOT / "core/src/check/report.schema.json").read_text("utf-8")


def test_a_kept_report_has_the_same_page(synthetic: Synthetic) -> None:
    answer = report(synthetic, "stamped/by-rsa.cms")
    page = answer.to_html(Language.RUSSIAN)
    for kept in (Report.from_json(answer.to_json()), pickle.loads(pickle.dumps(answer))):
        assert kept.to_html(Language.RUSSIAN) == page
    confirmed = answer.to_json().replace('"decision":"confirmed"', '"decision":"refused"')
    with pytest.raises(InputError, match="the decision is the one") as changed:
        Report.from_json(confirmed).to_html()
    assert changed.value.kind is ErrorKind.MALFORMED and answer.decision is Decision.CONFIRMED


def test_a_file_has_a_name(synthetic: Synthetic, tmp_path: Path) -> None:
    answer = report(synthetic, "cms/rsa.cms")
    data = synthetic.signed("cms/rsa.cms")
    assert "өтініш &lt;1&gt;.cms" in answer.to_html(file=data, name="өтініш <1>.cms")
    assert "other.cms" in answer.to_html(file=synthetic.folder / "signed/cms/rsa.cms", name="other.cms")
    # A name is bytes to the file system: here a Cyrillic one in windows-1251.
    (no_text := tmp_path / os.fsdecode("файл.cms".encode("cp1251"))).write_bytes(data)
    assert f"{4 * chr(0xFFFD)}.cms" in answer.to_html(file=no_text)
    without = answer.to_html()
    assert hashlib.sha256(data).hexdigest() not in without
    with pytest.raises(ValueError, match="no name"):
        answer.to_html(file=data)
    with pytest.raises(ValueError, match="pass the file"):
        answer.to_html(name="rsa.cms")


def test_every_reason_has_its_place_in_the_book() -> None:
    book = ROOT / "core/docs/src"
    for language in Language:
        for reason in Reason:
            page, _, anchor = reason.help(language).partition("#")
            assert anchor == reason.value
            assert f"{{#{anchor}}}" in (book / Path(page).with_suffix(".md")).read_text("utf-8")
    assert Reason.EXPIRED.help(Language.RUSSIAN) == "ru/reasons.html#expired"
