"""The regulations are data."""

from __future__ import annotations

import pytest

from qoltanba import InputError, regulation, regulations


def test_the_portal_checks_the_certificate_before_it_signs() -> None:
    identifiers = regulations()
    assert len(identifiers) == len(set(identifiers)) == 17
    service = regulation("kokpekty-2012-unemployed-certificate")
    assert service["id"] == "kokpekty-2012-unemployed-certificate"
    assert {channel["id"] for channel in service["channel"]} >= {"portal"}


def test_an_unknown_one_is_an_error() -> None:
    with pytest.raises(InputError):
        regulation("there is none")
