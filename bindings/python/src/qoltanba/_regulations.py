"""The service regulations: five decrees of 2011 to 2016 with 17 services, as data, and those that a caller adds.

They are history, a model of the process, and not law in force.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Optional

from . import _native
from ._errors import translated
from ._handle import Handle
from ._json import decode
from ._source import check_length
from ._vocabulary import (
    Actor,
    Channel,
    Origin,
    RefusalCode,
    ResultKind,
    SignedObject,
    Status,
    StepCheck,
    StepKind,
    SubReason,
)
from ._words import Language


@dataclass(frozen=True)
class Wording:
    """Words, and whose they are."""

    text: str
    """The words."""
    origin: Origin
    """Whose words these are."""
    src: tuple[str, ...]
    """Where they stand, as lines of the decree; empty for words of this library."""


@dataclass(frozen=True)
class Decree:
    """A decree."""

    key: str
    """The stable key."""
    language: Language
    """The language of its text."""
    act: str
    """Body, kind, number and date of the act."""
    src: tuple[str, ...]
    """The lines that say so."""
    text_sha256: str
    """SHA-256, in hex, of the plain text whose lines are cited."""
    registered: Optional[str] = None
    """Date and number of its registration, if printed."""
    repealed: Optional[str] = None
    """Date and number of its repeal, if printed."""


@dataclass(frozen=True)
class Reading:
    """How a contradiction between or within the decrees is read."""

    number: int
    """The number that findings refer to."""
    problem: str
    """What contradicts."""
    chosen: str
    """The reading chosen."""
    alternative: str
    """The other reading."""
    reason: str
    """Why."""


@dataclass(frozen=True)
class RefusalKind:
    """A kind of refusal, with its wording in each language."""

    code: RefusalCode
    """The stable code."""
    kk: Wording
    """Kazakh."""
    ru: Wording
    """Russian."""
    en: Wording
    """English; always a translation of this library."""


@dataclass(frozen=True)
class SubjectChecks:
    """The checks of one subject."""

    subject: Actor
    """Whose data or certificate."""
    what: tuple[StepCheck, ...]
    """What is checked, in the printed order."""
    when: Optional[str] = None
    """``power-of-attorney-entered``, when the checks are made only then."""


@dataclass(frozen=True)
class SignatureRule:
    """Who signs what in a step."""

    signer: Actor
    """The role of the signer."""
    object: SignedObject
    """What is signed."""
    act: str
    """``signs``, or ``carried`` when the document signed before is sent on."""
    note: Optional[str] = None
    """``eds-not-named``, when the decree says "signs" and names no electronic signature."""


@dataclass(frozen=True)
class StepRefusal:
    """A refusal that a step expresses."""

    code: RefusalCode
    """The kind; the chosen reading."""
    effect: str
    """``ends``, ``goes-on`` or ``result``: what it does to the procedure."""
    place: str = "step"
    """``step``, ``action-table`` or ``text``: what prints it."""
    printed: Optional[RefusalCode] = None
    """The kind that the source prints at this place, if it is another."""
    sub_reasons: tuple[SubReason, ...] = ()
    """The sub-reasons that it can have."""
    text: Optional[str] = None
    """The words of the decree; without them, the sentence of the step."""
    src: tuple[str, ...] = ()
    """Their lines."""


@dataclass(frozen=True)
class Step:
    """One step of a channel."""

    id: str
    """``CHANNEL.LETTERNUMBER``: p process, c condition, u sub-item without a number, a act."""
    kind: StepKind
    """What the step is."""
    actor: Actor
    """Who acts."""
    action: str
    """The step in short English."""
    sentence: str = field(repr=False)
    """The sentence of the decree, in its language."""
    next: str
    """What follows when it succeeds: a step, ``end:…`` or ``not-stated``."""
    src: tuple[str, ...]
    """The lines of the sentence."""
    otherwise: Optional[str] = None
    """What follows when it does not."""
    checks: tuple[SubjectChecks, ...] = ()
    """What is checked, in the printed order."""
    signature: Optional[SignatureRule] = None
    """Who signs what."""
    only_if: Optional[str] = None
    """``not-yet-registered`` or ``second-signature``: when the step is walked at all."""
    status: Optional[Status] = None
    """The status that the step leads to; derived."""
    term: Optional[str] = None
    """The term as the decree prints it, ``<=5 working-day``."""
    derived: tuple[str, ...] = ()
    """Which of the fields no word of the source says."""
    refusals: tuple[StepRefusal, ...] = field(default=(), metadata={"json": "refusal"})
    """The refusals that this step expresses."""


@dataclass(frozen=True)
class WholeTerm:
    """A whole term of the service, with the place that prints it."""

    term: str
    """The term."""
    place: str
    """What prints it."""
    src: tuple[str, ...]
    """Where."""


@dataclass(frozen=True)
class ChannelRules:
    """One channel of a service."""

    id: Channel
    """Which channel."""
    place: str
    """The place in the regulation."""
    src: tuple[str, ...]
    """Its lines."""
    certificate_check: str
    """``A``, ``B``, ``C`` or ``none``: in which form the certificate is checked."""
    whole_terms: tuple[WholeTerm, ...]
    """The term of the service on this channel: the chosen one first, then others that are printed."""
    start: str
    """The id of the first step."""
    steps: tuple[Step, ...] = field(metadata={"json": "step"}, repr=False)
    """The steps."""

    def step(self, id: str) -> Step:
        """The step with this id. Raises :class:`KeyError` when there is none."""
        found = next((step for step in self.steps if step.id == id), None)
        if found is None:
            raise KeyError(id)
        return found


@dataclass(frozen=True)
class Regulation:
    """One service regulation. What the typed fields leave out (tables of actions, facts, findings) is in :attr:`data`."""

    id: str
    """The stable id, ``DECREE-SERVICE``."""
    decree: str
    """The key of the decree."""
    src: tuple[str, ...]
    """The lines of the regulation."""
    consumers: tuple[str, ...]
    """``natural-person``, ``legal-person``: who may be the consumer; empty when the decree does not define it."""
    result_kinds: tuple[ResultKind, ...]
    """What the service ends in."""
    name: dict[Language, Wording] = field(hash=False)
    """The name of the service by language; a missing language is printed nowhere."""
    channels: tuple[ChannelRules, ...] = field(metadata={"json": "channel"}, repr=False)
    """The channels, in the order of the text."""
    parallel: Optional[str] = None
    """The regulation of the same service in another decree."""
    data: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """All of it, as the plain structure of its JSON, in the names of the data files."""

    def channel(self, id: Channel) -> ChannelRules:
        """The rules of a channel. Raises :class:`KeyError` when the regulation has no such channel."""
        found = next((channel for channel in self.channels if channel.id is id), None)
        if found is None:
            raise KeyError(id)
        return found


@dataclass(frozen=True)
class RegulationViolation:
    """A rule that a regulation breaks, and where."""

    place: str
    """The field, step or action."""
    rule: str
    """The rule."""


class Catalogue(Handle):
    """The regulations and what they share. It never changes; adding gives another catalogue."""

    __slots__ = ("_native",)

    def __init__(self) -> None:
        with translated():
            self._native = _native.Catalogue.builtin()

    def adding_decree(self, text: str) -> Catalogue:
        """This catalogue and a decree from TOML or JSON."""
        return self._with(self._native.adding_decree, text)

    def adding_regulation(self, text: str) -> Catalogue:
        """This catalogue and a regulation from TOML or JSON. :meth:`violations` lists every broken rule."""
        return self._with(self._native.adding_regulation, text)

    def _with(self, add: Any, text: str) -> Catalogue:
        check_length(len(text.encode()))
        more = Catalogue.__new__(Catalogue)
        with translated():
            more._native = add(text)
        return more

    def violations(self, text: str) -> tuple[RegulationViolation, ...]:
        """Every rule that a regulation in TOML or JSON breaks."""
        with translated():
            found = self._native.violations(text)
        return tuple(RegulationViolation(one.place, one.rule) for one in found)

    def ids(self) -> list[str]:
        """The identifiers of the regulations."""
        return self._native.ids()

    def regulation(self, id: str) -> Regulation:
        """One regulation."""
        with translated():
            tree = json.loads(self._native.regulation(id))
        regulation: Regulation = decode(Regulation, {**tree, "data": tree})
        return regulation

    @property
    def decrees(self) -> tuple[Decree, ...]:
        """The decrees."""
        shared: tuple[Decree, ...] = self._shared(tuple[Decree, ...], self._native.decrees)
        return shared

    @property
    def readings(self) -> tuple[Reading, ...]:
        """How contradictions are read."""
        shared: tuple[Reading, ...] = self._shared(tuple[Reading, ...], self._native.readings)
        return shared

    @property
    def refusals(self) -> tuple[RefusalKind, ...]:
        """The kinds of refusal with their wording in three languages."""
        shared: tuple[RefusalKind, ...] = self._shared(tuple[RefusalKind, ...], self._native.refusals)
        return shared

    def _shared(self, kind: Any, read: Any) -> Any:
        with translated():
            return decode(kind, json.loads(read()))

    def __repr__(self) -> str:
        return f"<Catalogue: {len(self._native.ids())} regulations>"


def signer_rules() -> dict[str, Any]:
    """Who may sign in which role (``signer``), and the forms that ask others to sign with the consumer (``co_signer``)."""
    with translated():
        tree: dict[str, Any] = json.loads(_native.signer_rules())
    return tree
