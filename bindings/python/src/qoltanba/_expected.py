"""What is expected of a signer, in the form that the library takes."""

from __future__ import annotations

from collections.abc import Sequence

from ._identity import Bin, Iin
from ._words import Purpose

# It crosses as 14 bytes: purpose, kind of number, 12 digits.
_PURPOSES = {Purpose.SIGN: b"s", Purpose.AUTH: b"a", Purpose.ANY: b"*"}
_NOBODY = b"-" * 13


def expected(purpose: Purpose, iin: Iin | str | None, bin: Bin | str | None) -> bytes:
    if iin is not None and bin is not None:
        raise TypeError("one number is compared: pass iin or bin, not both")
    wanted = _PURPOSES.get(purpose)
    if wanted is None:
        raise TypeError(f"the purpose is a Purpose, not {type(purpose).__name__}")
    if iin is not None:
        return wanted + b"I" + _digits(iin, Iin)
    return wanted + (_NOBODY if bin is None else b"B" + _digits(bin, Bin))


def _digits(number: Iin | Bin | str, kind: type[Iin] | type[Bin]) -> bytes:
    # A number of the other kind would be compared as one of this.
    if not isinstance(number, (kind, str)):
        raise TypeError(f"a number of the class {kind.__name__} or a str is needed, not {type(number).__name__}")
    return str(number).encode()


def expected_of_each(purpose: Purpose, numbers: Sequence[Iin | Bin | None] | None, items: Sequence[bytes]) -> bytes:
    if numbers is None:
        return expected(purpose, None, None)
    if len(numbers) != len(items):
        raise ValueError(f"there are {len(items)} items and {len(numbers)} numbers")
    return b"".join(expected(purpose, *_by_kind(number)) for number in numbers)


def split(numbers: Sequence[Iin | Bin | None] | None, index: int) -> tuple[Iin | None, Bin | None]:
    return _by_kind(None if numbers is None else numbers[index])


def _by_kind(number: Iin | Bin | None) -> tuple[Iin | None, Bin | None]:
    if isinstance(number, Iin):
        return number, None
    if number is None or isinstance(number, Bin):
        return None, number
    # Among the numbers of a batch, digits alone do not say whose they are.
    raise TypeError(f"a number of a batch is an Iin, a Bin or None, not {type(number).__name__}")
