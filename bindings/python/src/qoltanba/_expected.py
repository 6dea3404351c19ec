"""What is expected of a signer, in the form that the library takes."""

from __future__ import annotations

from collections.abc import Sequence

from ._identity import Bin, Iin
from ._words import Purpose

# It crosses as 14 bytes: purpose, kind of number, 12 digits.
_PURPOSES = {Purpose.SIGN: b"s", Purpose.AUTH: b"a", Purpose.ANY: b"*"}
_NOBODY = b"-" * 13


def expected(purpose: Purpose, iin: Iin | str | None, bin: Bin | str | None) -> bytes:
    if iin is None:
        return _PURPOSES[purpose] + (_NOBODY if bin is None else b"B" + str(bin).encode())
    if bin is None:
        return _PURPOSES[purpose] + b"I" + str(iin).encode()
    raise TypeError("one number is compared: pass iin or bin, not both")


def expected_of_each(purpose: Purpose, numbers: Sequence[Iin | Bin | None] | None, items: Sequence[bytes]) -> bytes:
    if numbers is None:
        return expected(purpose, None, None)
    if len(numbers) != len(items):
        raise ValueError(f"there are {len(items)} items and {len(numbers)} numbers")
    return b"".join(
        expected(purpose, number, None) if isinstance(number, Iin) else expected(purpose, None, number)
        for number in numbers
    )


def split(numbers: Sequence[Iin | Bin | None] | None, index: int) -> tuple[Iin | None, Bin | None]:
    number = None if numbers is None else numbers[index]
    return (number, None) if isinstance(number, Iin) else (None, number)
