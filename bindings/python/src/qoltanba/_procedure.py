"""The procedure that walks a service on a channel: what comes next, who signs, which refusal results, until when."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Optional, Union

from . import _native
from ._documents import Addressee, RefusalDocument, from_json
from ._errors import translated
from ._handle import Handle
from ._identity import Bin, Iin
from ._json import decode, encode, from_unix
from ._outcomes import StepOutcome
from ._regulations import Catalogue, SignatureRule, Step
from ._report import Report
from ._source import Source, as_bytes, check_length, unix
from ._vocabulary import Actor, Channel, RefusalCode, Status


@dataclass(frozen=True)
class Parties:
    """Against whom the signers of a request are judged."""

    applicant: Optional[Union[Iin, Bin]] = None
    """The number of the applicant; ``None`` where the service uses none."""
    provider: Optional[Bin] = None
    """The BIN of the provider; ``None`` makes the organisation of its signers undecidable."""
    centre: Optional[Bin] = None
    """The BIN of the centre."""
    co_signers: tuple[Iin, ...] = ()
    """Others whom a form asks to sign together with the consumer."""

    def misfits(self, role: Actor, certificate: Source) -> tuple[str, ...]:
        """Every reason why the holder of a certificate may not sign in ``role``; empty when the holder may."""
        data = as_bytes(certificate)
        with translated():
            return tuple(_native.signer_misfits(role.value, json.dumps(encode(self)), data))


@dataclass(frozen=True)
class StepSignature:
    """A signature that was made in a step: what its report says of the signer, and the decision."""

    report: Report
    """The report on the signed document. One on the chosen certificate verifies no signature."""
    signer: int = 0
    """Which signer of the report, from 0."""

    def _native(self) -> _native.SignatureOfStep:
        return _native.SignatureOfStep(report=self.report.to_json(), signer=self.signer)


class Expected(Enum):
    """Which kind of outcome a step expects."""

    WORK = "work"
    """``DONE``, and where the step allows it ``NOT_DONE``, ``NOT_NEEDED`` or ``refused(…)``."""
    LOGIN = "login"
    FORM = "form"
    DATA = "data"
    REGISTRY = "registry"
    CERTIFICATE = "certificate"
    DECISION = "decision"
    CHOICE = "choice"


@dataclass(frozen=True)
class SignatureNeed:
    """Who must or may sign what in a step."""

    rule: SignatureRule
    """Who, and what."""
    need: str
    """``required``, or ``accepted`` where the decree does not name the signature in the step."""


@dataclass(frozen=True)
class NextStep:
    """What comes next."""

    step: Step
    """The step."""
    expected: Expected
    """What kind of outcome it expects."""
    signature: Optional[SignatureNeed] = None
    """Who must or may sign what."""


@dataclass(frozen=True)
class IssuedRefusal:
    """A refusal that a procedure issued: everything that the addressee has to be told."""

    service: str
    """The id of the service."""
    channel: Channel
    """The channel."""
    step: str
    """The step that expresses it."""
    by: Actor
    """Who refuses."""
    about: Optional[Actor]
    """Whose data, documents or signature are meant, if the text says so."""
    code: RefusalCode
    """The kind; the chosen reading."""
    printed: Optional[RefusalCode]
    """The kind that the decree prints at this place, if it is another."""
    sub_reasons: tuple[str, ...]
    """The machine words of a report, or what a registry lacks."""
    reason: Optional[str] = field(repr=False)
    """The reason in words, where somebody gave one."""
    text: str
    """The words of the decree."""
    src: tuple[str, ...]
    """Their lines."""


@dataclass(frozen=True)
class Ending:
    """How a procedure ended."""

    kind: str
    """``result``, ``negative-result``, ``refused``, ``returned``, ``not-signed`` or ``not-stated``."""
    refusal: Optional[IssuedRefusal] = None
    """The refusal, where there is one."""
    step: Optional[str] = None
    """The step after which the text does not say what follows."""


@dataclass(frozen=True)
class Advanced:
    """The procedure went on."""

    to: str
    """A step, ``end:…`` or ``not-stated``."""


@dataclass(frozen=True)
class Held:
    """The procedure stays at the step."""

    why: str
    """``registry-unavailable``, ``check-undetermined``, ``form-violations``, ``signer-does-not-fit``,
    ``co-signers-missing``, ``signature-refused``, ``signature-undetermined`` or ``returned-to-centre``."""
    misfits: tuple[str, ...] = ()
    """Why the signer does not fit."""
    missing: int = 0
    """How many co-signers have not signed."""


@dataclass(frozen=True)
class Calendar:
    """The days on which a body works: Monday to Friday, but for these. No decree has one, so it is the caller's."""

    offset: timedelta
    """How far its clock is ahead of UTC."""
    holidays: frozenset[date] = frozenset()
    """Days that are not worked."""
    working_days: frozenset[date] = frozenset()
    """Saturdays and Sundays that are worked."""

    def _native(self) -> _native.Calendar:
        return _native.Calendar(
            offset_seconds=self.offset // timedelta(seconds=1),
            holidays=sorted(day.isoformat() for day in self.holidays),
            working_days=sorted(day.isoformat() for day in self.working_days),
        )


@dataclass(frozen=True)
class Deadline:
    """When a term ends."""

    latest: datetime
    """The last moment within the term; of a term in days, the last second of the last day."""
    earliest: Optional[datetime]
    """The earliest moment that a range names."""
    days: str
    """``working``, ``calendar``, ``none``, or ``not-stated`` when calendar days were counted for want of a word."""


class Procedure(Handle):
    """A service being walked on a channel. Its state is the audit trail: keep :attr:`trail`, and :meth:`replay` it.

    Threads may share it; each report is one move.
    """

    __slots__ = ("_native",)

    def __init__(
        self, catalogue: Catalogue, service: str, channel: Channel, parties: Parties, *, at: datetime
    ) -> None:
        with translated():
            self._native = _native.Procedure.start(
                catalogue._native, service, channel.value, json.dumps(encode(parties)), unix(at)
            )

    @classmethod
    def replay(cls, catalogue: Catalogue, trail: str, parties: Parties) -> Procedure:
        """Goes on from a trail that was kept, after its chain and every move were checked.

        The parties are those of the start: a trail holds no number, so it cannot tell whose it is. Raises
        :class:`InputError` when it was changed, or is of another regulation.
        """
        check_length(len(trail.encode()))
        procedure = cls.__new__(cls)
        with translated():
            procedure._native = _native.Procedure.replay(catalogue._native, trail, json.dumps(encode(parties)))
        return procedure

    def report(
        self,
        outcome: StepOutcome,
        *,
        at: datetime,
        signatures: Iterable[StepSignature] = (),
        evidence: Report | None = None,
        because: Iterable[str] = (),
    ) -> Advanced | Held:
        """Reports what came out of the current step.

        ``evidence`` is the report behind the outcome; the trail keeps its digest, and the digests of those on the
        ``signatures``. ``because`` are the reasons of failed checks, in their machine words; they are taken from
        ``evidence`` when left out. Raises :class:`InputError` for an outcome that is illegal at this step or not what
        ``evidence`` decided, and for a signature whose report is not on a signed document; then nothing is recorded.
        """
        words = list(because) or ([] if evidence is None else [str(reason) for reason in evidence.reasons])
        act = {
            "outcome": outcome._tree,
            "at": encode(at),
            "because": words,
        }
        signed, behind = [signature._native() for signature in signatures], None if evidence is None else evidence.to_json()
        with translated():
            move = json.loads(self._native.report(json.dumps(act), signed, behind))
        if move["to"] is not None:
            return Advanced(move["to"])
        held = move["held"]
        if isinstance(held, str):
            return Held(held)
        ((why, detail),) = held.items()
        return Held(why, missing=detail) if isinstance(detail, int) else Held(why, misfits=tuple(detail))

    @property
    def next(self) -> NextStep | None:
        """What comes next; ``None`` when the procedure has ended."""
        step: Optional[NextStep] = decode(Optional[NextStep], self._state()["next"])
        return step

    @property
    def ending(self) -> Ending | None:
        """How it ended; ``None`` while it goes on."""
        ending: Optional[Ending] = decode(Optional[Ending], self._state()["ending"])
        return ending

    @property
    def status(self) -> Status:
        """Where the request stands."""
        return Status(self._state()["status"])

    @property
    def notices(self) -> tuple[IssuedRefusal, ...]:
        """Refusals after which the procedure went on."""
        notices: tuple[IssuedRefusal, ...] = decode(tuple[IssuedRefusal, ...], self._state()["notices"])
        return notices

    @property
    def trail(self) -> str:
        """The audit trail as JSON (``qoltanba.audit/1``): every move, chained by digests.

        It holds no number or name from a certificate or a report. A reason that was given in words stands in it as given.
        """
        with translated():
            return self._native.trail()

    @property
    def trail_head(self) -> bytes:
        """The last digest of the chain: keep it where the trail cannot be written, or sign it."""
        with translated():
            return self._native.trail_head()

    def step_deadline(self, calendar: Calendar) -> Deadline | None:
        """Until when the current step is to be done, if it has a term."""
        with translated():
            return _deadline(self._native.step_deadline(calendar._native()))

    def whole_deadline(self, calendar: Calendar) -> Deadline | None:
        """Until when the service is to be rendered, once the counting has started."""
        with translated():
            return _deadline(self._native.whole_deadline(calendar._native()))

    def refusal_document(
        self, *, at: datetime, number: str | None = None, addressee: Addressee | None = None
    ) -> RefusalDocument | None:
        """The refusal that ended it, as a document in three languages; ``None`` when there is none."""
        with translated():
            text = self._native.refusal_document(number, _addressee(addressee), unix(at))
        document = None if text is None else from_json(text)
        assert document is None or isinstance(document, RefusalDocument)
        return document

    def notice_document(
        self, place: int, *, at: datetime, number: str | None = None, addressee: Addressee | None = None
    ) -> RefusalDocument:
        """A notice after which the procedure went on, as a document. ``place`` counts :attr:`notices` from 0."""
        if place < 0:
            raise IndexError("there is no such notice")
        with translated():
            document = from_json(self._native.notice_document(place, number, _addressee(addressee), unix(at)))
        assert isinstance(document, RefusalDocument)
        return document

    def _state(self) -> dict[str, Any]:
        with translated():
            state: dict[str, Any] = json.loads(self._native.state())
        return state

    def __repr__(self) -> str:
        state = self._state()
        place = state["next"]["step"]["id"] if state["next"] else state["ending"]["kind"]
        return f"<Procedure at {place}: {state['status']}>"


def _addressee(addressee: Addressee | None) -> str | None:
    return None if addressee is None else json.dumps(encode(addressee))


def _deadline(deadline: _native.Deadline | None) -> Deadline | None:
    if deadline is None:
        return None
    earliest = None if deadline.earliest is None else from_unix(deadline.earliest)
    return Deadline(from_unix(deadline.latest), earliest, deadline.days)
