"""The identification numbers of persons (ИИН, ЖСН) and organisations (БИН, БСН)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from . import _native
from ._errors import ErrorKind, InputError


class ControlDigit(Enum):
    """What the twelfth digit says. It never decides anything."""

    VALID = "valid"
    """It is the digit that the rule gives."""
    WRONG = "wrong"
    """The rule gives another digit. Numbers of the national test certificates are such."""
    IMPOSSIBLE = "impossible"
    """No digit would be valid; such a number is not issued."""


class _Number:
    """Twelve digits. ``str()`` gives them, ``repr()`` does not: numbers of persons stay out of logs."""

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        if not isinstance(digits, str):
            raise TypeError(f"the digits are a str, not {type(digits).__name__}")
        if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
            raise InputError(ErrorKind.INVALID_ARGUMENT, "number: the number has exactly 12 digits")
        self._digits = digits

    def __str__(self) -> str:
        return self._digits

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and str(other) == self._digits

    def __hash__(self) -> int:
        return hash((type(self).__name__, self._digits))


class Iin(_Number):
    """An individual identification number: exactly 12 digits."""

    __slots__ = ()

    def describe(self) -> IinDescription:
        """What the digits say: a hint that need not be true of the holder."""
        said = _native.describe_iin(self._digits)
        return IinDescription(
            control_digit=ControlDigit(said.control_digit),
            expected_control_digit=said.expected_control_digit,
            regular=said.regular,
            birth_date=None if said.birth_date is None else date.fromisoformat(said.birth_date),
            sex=said.sex,
        )


class Bin(_Number):
    """A business identification number: exactly 12 digits."""

    __slots__ = ()

    def describe(self) -> BinDescription:
        """What the digits say."""
        said = _native.describe_bin(self._digits)
        return BinDescription(
            control_digit=ControlDigit(said.control_digit),
            expected_control_digit=said.expected_control_digit,
            regular=said.regular,
            registered_year=said.registered_year,
            registered_month=said.registered_month,
            organization=said.organization,
            part=said.part,
        )


@dataclass(frozen=True)
class IinDescription:
    """What the digits of an IIN say."""

    control_digit: ControlDigit
    """What the twelfth digit says."""
    expected_control_digit: int | None
    """The digit that the rule gives, if another stands there."""
    regular: bool
    """Whether digits 1 to 7 follow the structure; a number that does not is used all the same."""
    birth_date: date | None = None
    """The birth date, if digits 1 to 7 name a day."""
    sex: str | None = None
    """``male`` or ``female``, if digit 7 says it."""


@dataclass(frozen=True)
class BinDescription:
    """What the digits of a BIN say."""

    control_digit: ControlDigit
    """What the twelfth digit says."""
    expected_control_digit: int | None
    """The digit that the rule gives, if another stands there."""
    regular: bool
    """Whether month and digits 5 and 6 follow the structure."""
    registered_year: int | None
    """The last two digits of the year of registration."""
    registered_month: int | None
    """The month of registration."""
    organization: str | None
    """``resident``, ``non-resident`` or ``joint-entrepreneurship``, if digit 5 says it."""
    part: str | None
    """``head``, ``branch``, ``representation`` or ``farm``, if digit 6 says it."""
