"""Many questions in one call, and their verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Callable, Union

from ._report import Report
from ._words import Decision, Reason


class Batch(Sequence[Union[Decision, None]]):
    """The verdicts of a batch, in the order of its items: a :class:`Decision`, or ``None`` for an unusable item.

    The full report of one item is made when it is asked for, with :meth:`report`.
    """

    __slots__ = ("_reasons", "_report", "codes")

    def __init__(self, answer: bytes, report: Callable[[int], Report]) -> None:
        count = len(answer) // 5
        self.codes = answer[:count]
        """One byte for each item: 0 confirmed, 1 refused, 2 undetermined, 3 unusable (the command line's statuses)."""
        self._reasons = answer[count:]
        self._report = report

    def reasons(self, index: int) -> tuple[Reason, ...]:
        """Why an item is not confirmed, in the order of :class:`Reason`; no report is made for that."""
        place = 4 * range(len(self.codes))[index]
        bits = int.from_bytes(self._reasons[place : place + 4], "little")
        return tuple(reason for number, reason in enumerate(Reason) if bits >> number & 1)

    def report(self, index: int) -> Report:
        """The full report of one item. Raises :class:`InputError` for an unusable one."""
        return self._report(range(len(self.codes))[index])

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: int) -> Decision | None:  # type: ignore[override]
        return _BY_CODE[self.codes[index]]

    def __iter__(self) -> Iterator[Decision | None]:
        return map(_BY_CODE.__getitem__, self.codes)

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.codes.count(code)} {name}" for code, name in enumerate(_CODE_NAMES))
        return f"<Batch of {len(self.codes)}: {counts}>"


_BY_CODE = (Decision.CONFIRMED, Decision.REFUSED, Decision.UNDETERMINED, None)
_CODE_NAMES = ("confirmed", "refused", "undetermined", "unusable")
