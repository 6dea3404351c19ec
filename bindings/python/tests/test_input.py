"""Inputs as callers have them, and what happens to unusable ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from conftest import AT, NationalSet

import qoltanba
from qoltanba import (
    Actor,
    Bin,
    ControlDigit,
    Decision,
    ErrorKind,
    Evidence,
    Iin,
    InputError,
    Parties,
    Source,
    TrustStore,
    Verifier,
)
from qoltanba import _source

NOBODY = Verifier(TrustStore([]))


class Lying(bytes):
    def __len__(self) -> int:
        return 1 << 20


@pytest.mark.parametrize("form", [bytes, bytearray, memoryview, lambda data: memoryview(b"__" + data)[2:], Lying])
def test_every_kind_of_bytes_is_read(national: NationalSet, form: Callable[[bytes], Source]) -> None:
    path = national.path(national.one("valid"))
    report = national.verifier.check_certificate(form(path.read_bytes()), at=AT)
    assert report.decision is Decision.CONFIRMED
    assert report == national.verifier.check_certificate(path, at=AT)


def test_text_is_neither_bytes_nor_a_path(national: NationalSet) -> None:
    for source in (str(national.path(national.one("valid"))), 12, None):
        with pytest.raises(TypeError, match="bytes, bytearray, memoryview or a path"):
            NOBODY.check_certificate(source, at=AT)  # type: ignore[arg-type]
    for single in (b"", Path("anchors"), "anchors"):
        with pytest.raises(TypeError, match="a list of sources"):
            TrustStore(single)  # type: ignore[arg-type]


def test_a_missing_file_is_the_file_system_s_error() -> None:
    with pytest.raises(FileNotFoundError):
        NOBODY.check_certificate(Path("there/is/none.cer"), at=AT)


def test_a_moment_without_time_zone_is_refused(national: NationalSet) -> None:
    path = national.path(national.one("valid"))
    with pytest.raises(ValueError, match="no time zone"):
        national.verifier.check_certificate(path, at=datetime(2024, 1, 1))
    astana = datetime(2024, 1, 1, 5, tzinfo=timezone(timedelta(hours=5)))
    assert national.verifier.check_certificate(path, at=astana) == national.verifier.check_certificate(path, at=AT)


def test_an_argument_is_of_its_own_kind() -> None:
    for at in ("2024-01-01T00:00:00Z", 1_704_067_200, None, date(2024, 1, 1)):
        for many, data in ((NOBODY.check_certificate, b""), (NOBODY.verify, b""), (NOBODY.verify_all, [b""])):
            with pytest.raises(TypeError, match="the moment is a datetime, not"):
                many(data, at=at)  # type: ignore[operator]
    for purpose in ("sign", None, 1):
        for one in (NOBODY.check_certificate, NOBODY.verify):
            with pytest.raises(TypeError, match="the purpose is a Purpose, not"):
                one(b"", at=AT, purpose=purpose)  # type: ignore[operator]


def test_fractions_of_a_second_are_dropped_towards_the_past() -> None:
    zone = timezone.utc
    assert _source.unix(datetime(1970, 1, 1, 0, 0, 1, 999_999, zone)) == 1
    assert _source.unix(datetime(1969, 12, 31, 23, 59, 59, 500_000, zone)) == -1
    assert _source.unix(datetime.max.replace(tzinfo=zone)) == 253_402_300_799


@pytest.mark.parametrize(
    ("data", "offset"),
    [(b"", 0), (b"\x30\x82\x05\x00", 0), (b"\x30\x03\x02\x01\x05", 2), (b"\x00" * 64, 0)],
)
def test_malformed_input_is_an_error_with_its_place(data: bytes, offset: int) -> None:
    with pytest.raises(InputError) as caught:
        NOBODY.check_certificate(data, at=AT)
    assert caught.value.kind is ErrorKind.MALFORMED
    assert caught.value.offset == offset
    assert str(caught.value) == caught.value.detail and caught.value.detail
    assert isinstance(caught.value, ValueError)


def test_trust_is_read_when_it_is_made() -> None:
    for make in (lambda: TrustStore([b"no certificate"]), lambda: TrustStore([], [b"no certificate"])):
        with pytest.raises(InputError) as caught:
            make()
        assert caught.value.kind is ErrorKind.MALFORMED


def test_errors_hold_no_content_of_the_input(national: NationalSet) -> None:
    data = bytearray(national.path(national.one("valid")).read_bytes())
    texts = []
    for place in range(0, len(data), 7):
        data[place] ^= 0xFF
        try:
            NOBODY.check_certificate(data, at=AT)
        except InputError as error:
            texts.append(repr(error))
        data[place] ^= 0xFF
    assert len(texts) > 20
    assert not [text for text in texts if "123456789" in text or "ТЕСТ" in text]


@pytest.mark.parametrize("digits", ["", "12345678901", "1234567890112", "12345678901x", "１２３４５６７８９０１１"])
def test_a_number_has_twelve_digits(digits: str) -> None:
    for make in (Iin, Bin):
        with pytest.raises(InputError) as caught:
            make(digits)
        assert caught.value.kind is ErrorKind.INVALID_ARGUMENT
        assert digits == "" or digits not in repr(caught.value)
    with pytest.raises(InputError) as native:
        NOBODY.check_certificate(b"", at=AT, iin=digits)
    assert native.value.kind is ErrorKind.INVALID_ARGUMENT


def test_one_number_is_compared() -> None:
    with pytest.raises(TypeError, match="not both"):
        NOBODY.check_certificate(b"", at=AT, iin="123456789011", bin="123456789021")
    with pytest.raises(ValueError, match="2 items and 1 numbers"):
        NOBODY.check_certificates([b"", b""], at=AT, numbers=[None])


def test_a_number_is_of_its_own_kind() -> None:
    iin, bin = Iin("990101100010"), Bin("940140000385")
    for wrong in ({"iin": bin}, {"bin": iin}, {"iin": b"990101100010"}, {"bin": 940140000385}):
        with pytest.raises(TypeError, match="a number of the class"):
            NOBODY.check_certificate(b"", at=AT, **wrong)  # type: ignore[arg-type]
    # Digits alone would have been compared as a BIN.
    for unclear in ("990101100010", b"990101100010", 990101100010):
        for many in (NOBODY.check_certificates, NOBODY.verify_all):
            with pytest.raises(TypeError, match="a number of a batch is an Iin, a Bin or None"):
                many([b""], at=AT, numbers=[unclear])  # type: ignore[list-item]
    for digits in (b"990101100010", iin, 990101100010, None):
        with pytest.raises(TypeError, match="the digits are a str"):
            Iin(digits)  # type: ignore[arg-type]
    for parties in (Parties(provider=iin), Parties(co_signers=(bin,))):  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="a number of the class"):
            parties.misfits(Actor.CONSUMER, b"")


def test_numbers_say_what_they_say() -> None:
    iin = Iin("830717350867")
    assert (repr(iin), str(iin)) == ("Iin(…)", "830717350867")
    said = iin.describe()
    assert (said.control_digit, said.birth_date, said.sex) == (ControlDigit.VALID, date(1983, 7, 17), "male")
    bin = Bin("940140000385").describe()
    assert (bin.registered_year, bin.registered_month) == (94, 1)
    assert (bin.organization, bin.part) == ("resident", "head")
    # A number of the national test set.
    test = Iin("123456789011").describe()
    assert (test.control_digit, test.expected_control_digit) == (ControlDigit.WRONG, 3)
    assert Iin("123456789011") == Iin("123456789011") != Bin("123456789011")


def test_what_is_larger_than_a_call_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _source.MAX_LENGTH == 2**31 - 1
    monkeypatch.setattr(_source, "MAX_LENGTH", 100)
    with pytest.raises(InputError) as caught:
        NOBODY.check_certificate(b"\x30" * 101, at=AT)
    assert caught.value.kind is ErrorKind.LIMIT_EXCEEDED
    with pytest.raises(InputError):
        NOBODY.check_certificates([b"\x30" * 60] * 2, at=AT)


def test_an_empty_batch_is_empty() -> None:
    batch = NOBODY.check_certificates([], at=AT)
    assert list(batch) == [] and len(batch) == 0
    with pytest.raises(IndexError):
        batch.report(0)


def test_nothing_else_is_exported() -> None:
    assert all(hasattr(qoltanba, name) for name in qoltanba.__all__)
