"""The report: what was checked, what came of it, and why."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from . import _native
from ._errors import translated
from ._json import moment
from ._source import Source, as_bytes, check_length, shown
from ._words import Check, Decision, Language, Outcome, Reason


class _NoTruth:
    """A verdict has three values, so ``if report:`` would be a mistake. It raises instead."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        name = type(self).__name__
        raise TypeError(f"a {name} is neither true nor false; compare its decision or outcome with a named value")


@dataclass(frozen=True)
class CheckResult(_NoTruth):
    """One line of a report."""

    check: Check
    """What was checked."""
    outcome: Outcome
    """What came of it."""
    reason: Reason | None
    """Why, unless it passed or was not applicable."""
    detail: str = field(repr=False)
    """One English sentence. It may name identification numbers."""


@dataclass(frozen=True)
class JudgedAt:
    """A moment that something was judged at."""

    at: datetime
    """The moment, in UTC."""
    source: str
    """``given`` by the caller, proven by a ``timestamp``, or read from a ``clock``."""


@dataclass(frozen=True)
class Refusal:
    """The refusal of the regulations, in three languages."""

    code: str
    """The machine word: ``signature-not-confirmed``."""
    texts: dict[Language, str] = field(repr=False, hash=False)
    """The text in each language."""

    def text(self, language: Language) -> str:
        """The text in ``language``."""
        return self.texts[language]


@dataclass(frozen=True)
class Subject:
    """The holder of a certificate. Personal data, so none of it is in the ``repr``."""

    common_name: str | None = field(repr=False)
    surname: str | None = field(repr=False)
    given_name: str | None = field(repr=False)
    iin: str | None = field(repr=False)
    bin: str | None = field(repr=False)
    organization: str | None = field(repr=False)


@dataclass(frozen=True)
class CertificateSummary:
    """A certificate as reports show it."""

    subject: Subject = field(repr=False)
    """The holder."""
    issuer: str
    """The issuer's name."""
    serial: str = field(repr=False)
    """The serial number in hexadecimal, as it came."""
    not_before: datetime = field(repr=False)
    """Start of the validity period; the moment itself belongs to it."""
    not_after: datetime = field(repr=False)
    """End of the validity period; the moment itself belongs to it."""
    algorithm: str
    """The kind of public key."""
    roles: tuple[str, ...] = field(repr=False)
    """The roles of the holder."""
    policies: tuple[str, ...] = field(repr=False)
    """The certificate policies."""
    sha256: str
    """SHA-256 over the certificate, in hexadecimal."""


@dataclass(frozen=True)
class SignerReport(_NoTruth):
    """What was found of one signer; of a certificate by itself there is one."""

    certificate: CertificateSummary | None
    """The certificate; ``None`` when it is missing."""
    moment: JudgedAt
    """The moment that this signer was judged at."""
    checks: tuple[CheckResult, ...]
    """The checks of this signer."""
    level_claimed: str | None = None
    """The level that the signature's attributes claim (``B``, ``T``, ``LT``, ``LTA``), where there are levels."""
    level_reached: str | None = None
    """The level that could be verified."""


class Report(_NoTruth):
    """The answer of a verifier. It cannot be used as a truth value: compare :attr:`decision`.

    The parts are read from the JSON of the published schema when they are first asked for. Reports are values: they
    compare, hash and pickle by that JSON.
    """

    __slots__ = ("_decision", "_json", "_tree")

    def __init__(self, decision: Decision, text: str) -> None:
        self._decision = decision
        self._json = text
        self._tree: dict[str, Any] | None = None

    @classmethod
    def from_json(cls, text: str) -> Report:
        """A report that was kept as JSON: to show it, to look something up.

        It is what somebody kept and proves nothing. Members that this version does not know are left out. Raises
        :class:`InputError` when the text does not follow the schema ``qoltanba.report/1``, when it lacks a check that every
        report of its format has, and when its decision is not the one that its checks lead to.
        """
        check_length(len(text.encode()))
        with translated():
            answer = _native.read_report(text)
        return cls(Decision[answer.decision.name], answer.report)

    @property
    def decision(self) -> Decision:
        """The verdict: one of three words."""
        return self._decision

    @property
    def refusal(self) -> Refusal | None:
        """The refusal and its texts, if the verdict is :attr:`Decision.REFUSED`."""
        refusal = self._parsed()["refusal"]
        if refusal is None:
            return None
        return Refusal(refusal["code"], {language: refusal["text"][language.value] for language in Language})

    @property
    def moment(self) -> JudgedAt:
        """The moment of validation."""
        return _judged_at(self._parsed()["moment"])

    @property
    def format(self) -> str:
        """What was checked: ``certificate``, ``cms``, ``xmldsig``, ``wss``, ``jws`` or ``barcode``."""
        return str(self._parsed()["format"])

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """The checks of the document as a whole."""
        return _checks(self._parsed()["checks"])

    @property
    def signers(self) -> tuple[SignerReport, ...]:
        """The signers."""
        return tuple(_signer(signer) for signer in self._parsed()["signers"])

    @property
    def notes(self) -> tuple[str, ...]:
        """What else was noticed: tolerances that were used, oddities that decide nothing."""
        return tuple(self._parsed().get("notes", ()))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, over the whole report: each reason once, in its order."""
        return tuple(Reason(word) for word in self._words())

    def _words(self) -> list[str]:
        tree = self._parsed()
        results = [*tree["checks"], *(result for signer in tree["signers"] for result in signer["checks"])]
        return list(dict.fromkeys(result["reason"] for result in results if result["reason"]))

    def find(self, check: Check) -> CheckResult | None:
        """The first result of ``check``, of the document or else of the first signer that has it."""
        tree = self._parsed()
        for results in (tree["checks"], *(signer["checks"] for signer in tree["signers"])):
            for result in results:
                if result["check"] == check.value:
                    return _check(result)
        return None

    def to_json(self) -> str:
        """The report as one line of JSON, as the command line prints it. It holds personal data."""
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """The report as the plain structure of its JSON, for the caller to keep or change."""
        tree: dict[str, Any] = json.loads(self._json)
        return tree

    def to_html(self, language: Language = Language.ENGLISH, *, file: Source | None = None, name: str | None = None) -> str:
        """The report as a page for the screen and for paper: one HTML file, without a script and without a network.

        It has three languages and opens in ``language``. With the ``file`` that was checked, the page says its name, size
        and SHA-256; ``name`` is that of bytes, and of a path its last part unless it is given. The page holds personal data.
        """
        if file is None:
            if name is not None:
                raise ValueError("a name is that of a file; pass the file too")
            data = b""
        else:
            data = as_bytes(file)
            name = shown(Path(file).name) if name is None and isinstance(file, os.PathLike) else name
            if name is None:
                raise ValueError("bytes have no name; pass one")
        with translated():
            return _native.report_page(self._json, _native.Language[language.name], name, data)

    def _parsed(self) -> dict[str, Any]:
        if self._tree is None:
            self._tree = json.loads(self._json)
        return self._tree

    def __repr__(self) -> str:
        reasons = ", ".join(self._words())
        return f"<Report {self._decision}{': ' + reasons if reasons else ''}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Report) and self._json == other._json

    def __hash__(self) -> int:
        return hash(self._json)

    def __reduce__(self) -> tuple[Any, ...]:
        return Report, (self._decision, self._json)


def report_schema() -> str:
    """The JSON Schema of reports, which :meth:`Report.to_json` follows."""
    return _native.report_schema()


def _judged_at(tree: dict[str, Any]) -> JudgedAt:
    return JudgedAt(moment(tree["at"]), tree["source"])


def _checks(trees: list[dict[str, Any]]) -> tuple[CheckResult, ...]:
    return tuple(_check(tree) for tree in trees)


def _check(tree: dict[str, Any]) -> CheckResult:
    reason = tree["reason"]
    return CheckResult(
        check=Check(tree["check"]),
        outcome=Outcome(tree["outcome"]),
        reason=None if reason is None else Reason(reason),
        detail=tree["detail"],
    )


def _signer(tree: dict[str, Any]) -> SignerReport:
    certificate = tree["certificate"]
    level = tree.get("level") or {}
    return SignerReport(
        certificate=None if certificate is None else _certificate(certificate),
        moment=_judged_at(tree["moment"]),
        checks=_checks(tree["checks"]),
        level_claimed=level.get("claimed"),
        level_reached=level.get("reached"),
    )


def _certificate(tree: dict[str, Any]) -> CertificateSummary:
    return CertificateSummary(
        subject=Subject(**tree["subject"]),
        issuer=tree["issuer"],
        serial=tree["serial"],
        not_before=moment(tree["not_before"]),
        not_after=moment(tree["not_after"]),
        algorithm=tree["algorithm"],
        roles=tuple(tree["roles"]),
        policies=tuple(tree["policies"]),
        sha256=tree["sha256"],
    )
