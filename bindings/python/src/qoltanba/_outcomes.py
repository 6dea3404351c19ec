"""What a caller reports of a step."""

from __future__ import annotations

from typing import Any, ClassVar

from ._vocabulary import RefusalCode, SubReason
from ._words import Decision


class StepOutcome:
    """What came out of a step: one of the named values, or made by one of the functions."""

    __slots__ = ("_tree",)

    DONE: ClassVar[StepOutcome]
    """The step was carried out."""
    NOT_DONE: ClassVar[StepOutcome]
    """It could not be carried out; only where a branch for that is printed."""
    NOT_NEEDED: ClassVar[StepOutcome]
    """It is not needed; only where the step is walked on a condition."""
    LOGIN_ACCEPTED: ClassVar[StepOutcome]
    """The login data are authentic."""
    LOGIN_REFUSED: ClassVar[StepOutcome]
    """They are not."""
    FORM_ACCEPTED: ClassVar[StepOutcome]
    """The form keeps its rules."""
    DATA_CORRECT: ClassVar[StepOutcome]
    """The data agree with the originals."""
    DATA_WRONG: ClassVar[StepOutcome]
    """They do not."""
    REGISTRY_FOUND: ClassVar[StepOutcome]
    """Everything that was asked for is present."""
    REGISTRY_UNAVAILABLE: ClassVar[StepOutcome]
    """The registry did not answer: neither branch is taken."""
    CONFORMING: ClassVar[StepOutcome]
    """Documents and grounds conform to the standard."""
    CHOICE_ACCEPTED: ClassVar[StepOutcome]
    """The consumer accepts the offered place."""
    CHOICE_DECLINED: ClassVar[StepOutcome]
    """The consumer declines it."""

    def __init__(self, tree: Any) -> None:
        self._tree = tree

    @classmethod
    def form_violations(cls, count: int) -> StepOutcome:
        """The form breaks so many rules."""
        return cls({"form": {"violations": count}})

    @classmethod
    def registry_absent(cls, *reasons: SubReason) -> StepOutcome:
        """The registry lacks this; at least one reason."""
        return cls({"registry": {"absent": [reason.value for reason in reasons]}})

    @classmethod
    def certificate(cls, decision: Decision) -> StepOutcome:
        """The check of a certificate or of a signature."""
        return cls({"certificate": decision.value})

    @classmethod
    def not_conforming(cls, reason: str) -> StepOutcome:
        """The documents do not conform, for this reason, in words for the addressee."""
        return cls({"decision": {"not-conforming": reason}})

    @classmethod
    def refused(cls, code: RefusalCode, reason: str) -> StepOutcome:
        """A refusal that is another content of this step, with its reason in words for the addressee."""
        return cls({"refused": {"code": code.value, "reason": reason}})

    def __repr__(self) -> str:
        kind = self._tree if isinstance(self._tree, str) else next(iter(self._tree))
        return f"<StepOutcome {kind}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StepOutcome) and other._tree == self._tree

    def __hash__(self) -> int:
        return hash(repr(self._tree))


StepOutcome.DONE = StepOutcome("done")
StepOutcome.NOT_DONE = StepOutcome("not-done")
StepOutcome.NOT_NEEDED = StepOutcome("not-needed")
StepOutcome.LOGIN_ACCEPTED = StepOutcome({"login": "accepted"})
StepOutcome.LOGIN_REFUSED = StepOutcome({"login": "refused"})
StepOutcome.FORM_ACCEPTED = StepOutcome({"form": "accepted"})
StepOutcome.DATA_CORRECT = StepOutcome({"data": "correct"})
StepOutcome.DATA_WRONG = StepOutcome({"data": "wrong"})
StepOutcome.REGISTRY_FOUND = StepOutcome({"registry": "found"})
StepOutcome.REGISTRY_UNAVAILABLE = StepOutcome({"registry": "unavailable"})
StepOutcome.CONFORMING = StepOutcome({"decision": "conforming"})
StepOutcome.CHOICE_ACCEPTED = StepOutcome({"choice": "accepted"})
StepOutcome.CHOICE_DECLINED = StepOutcome({"choice": "declined"})
