"""The verifier: what is trusted, what evidence there is, and the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from struct import pack
from typing import Callable, NoReturn, Union

from . import _native
from ._errors import from_native, translated
from ._identity import Bin, Iin
from ._report import Report
from ._source import Source, as_bytes, check_length, each, unix
from ._words import Decision, Purpose, Revocation

_DECISIONS = {
    _native.Decision.CONFIRMED: Decision.CONFIRMED,
    _native.Decision.REFUSED: Decision.REFUSED,
    _native.Decision.UNDETERMINED: Decision.UNDETERMINED,
}
# What is expected crosses as 14 bytes: purpose, kind of number, 12 digits.
_PURPOSES = {Purpose.SIGN: b"s", Purpose.AUTH: b"a", Purpose.ANY: b"*"}
_NOBODY = b"-" * 13
_DEPTHS = {
    Revocation.END_ENTITY: _native.RevocationDepth.END_ENTITY,
    Revocation.CHAIN: _native.RevocationDepth.CHAIN,
    Revocation.OFF: _native.RevocationDepth.OFF,
}


class TrustStore:
    """The trust anchors, and CA certificates from which paths may be built.

    ``anchors`` and ``intermediates`` are DER or PEM, as bytes or as paths of files or folders. An intermediate is not
    trusted by itself. Build it once; it never changes, and threads may share it.
    """

    __slots__ = ("_native",)

    def __init__(self, anchors: Iterable[Source], intermediates: Iterable[Source] = ()) -> None:
        with translated():
            self._native = _native.TrustStore(list(each(anchors)), list(each(intermediates)))

    def __repr__(self) -> str:
        return f"TrustStore({self._native.anchors()} anchors, {self._native.intermediates()} intermediates)"


class Evidence:
    """What is known about revocation: lists (CRLs, also deltas) and OCSP answers.

    ``crls`` are DER or PEM, ``ocsp`` is DER, as bytes or as paths of files or folders. Lists change every day: build a
    new one and a new :class:`Verifier`, and replace the old.
    """

    __slots__ = ("_native",)

    def __init__(self, crls: Iterable[Source] = (), ocsp: Iterable[Source] = ()) -> None:
        self._native = _native.Evidence()
        with translated():
            for crl in each(crls):
                self._native.add_crl(crl)
            for response in each(ocsp):
                self._native.add_ocsp(response)

    def __repr__(self) -> str:
        return "Evidence()"


class Verifier:
    """Checks certificates and documents. Built once; it never changes, and threads may share it.

    The interpreter's lock is released while the library works. After ``os.fork()`` the child may go on using it, unless
    another thread of the parent was inside a call at that moment; then the child builds its own.
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        trust: TrustStore,
        evidence: Evidence | None = None,
        *,
        revocation: Revocation = Revocation.END_ENTITY,
    ) -> None:
        known = Evidence() if evidence is None else evidence
        self._native = _native.Verifier(trust._native, known._native, _DEPTHS[revocation])

    def check_certificate(
        self,
        certificate: Source,
        *,
        at: datetime,
        iin: Iin | str | None = None,
        bin: Bin | str | None = None,
        purpose: Purpose = Purpose.SIGN,
    ) -> Report:
        """Condition 2 of the regulations: validity period, revocation and identification number of a certificate.

        ``at`` is the moment of validation and needs a time zone. Every check is evaluated, also after another one has
        failed. Raises :class:`InputError` when the certificate cannot be read.
        """
        data = as_bytes(certificate)
        try:
            answer = self._native.check_certificate(data, _expected(purpose, iin, bin), unix(at))
        except _native.InputError as error:
            raise from_native(error) from None
        return Report(_DECISIONS[answer.decision], answer.report)

    def check_certificates(
        self,
        certificates: Sequence[Source],
        *,
        at: datetime,
        numbers: Sequence[Iin | Bin | None] | None = None,
        purpose: Purpose = Purpose.SIGN,
    ) -> Batch:
        """Many certificates in one call. ``numbers``, if given, has one entry for each certificate."""
        items = [as_bytes(certificate) for certificate in certificates]
        with translated():
            codes = self._native.check_certificates(_packed(items), _expected_of_each(purpose, numbers, items), unix(at))

        def report(index: int) -> Report:
            iin, bin = _split(numbers, index)
            return self.check_certificate(items[index], at=at, iin=iin, bin=bin, purpose=purpose)

        return Batch(codes, report)

    def verify(
        self,
        document: Source,
        *,
        at: datetime,
        content: Source | None = None,
        iin: Iin | str | None = None,
        bin: Bin | str | None = None,
        purpose: Purpose = Purpose.SIGN,
    ) -> Report:
        """Verifies every signature of a document: CMS (DER, BER, PEM, base64), XML Signature, WS-Security, JWS.

        ``content`` is what a detached signature was made for. ``at`` is the moment of validation; a signer is judged at
        the earliest time that a good timestamp proves, else at ``at``, and the report says which. Raises
        :class:`InputError` when the document cannot be read.
        """
        data = as_bytes(document)
        expected = _expected(purpose, iin, bin)
        try:
            if content is None:
                answer = self._native.verify(data, expected, unix(at))
            else:
                answer = self._native.verify_detached(data, as_bytes(content), expected, unix(at))
        except _native.InputError as error:
            raise from_native(error) from None
        return Report(_DECISIONS[answer.decision], answer.report)

    def verify_content(
        self,
        document: Source,
        *,
        at: datetime,
        iin: Iin | str | None = None,
        bin: Bin | str | None = None,
        purpose: Purpose = Purpose.SIGN,
    ) -> Verification:
        """As :meth:`verify`, and hands out what was signed when the verdict is "confirmed"."""
        data = as_bytes(document)
        with translated():
            verified = self._native.verify_content(data, _expected(purpose, iin, bin), unix(at))
        return Verification(Report(_DECISIONS[verified.decision], verified.report), verified.content)

    def verify_all(
        self,
        documents: Sequence[Source],
        *,
        at: datetime,
        numbers: Sequence[Iin | Bin | None] | None = None,
        purpose: Purpose = Purpose.SIGN,
    ) -> Batch:
        """Many documents in one call. ``numbers``, if given, has one entry for each document."""
        items = [as_bytes(document) for document in documents]
        with translated():
            codes = self._native.verify_all(_packed(items), _expected_of_each(purpose, numbers, items), unix(at))

        def report(index: int) -> Report:
            iin, bin = _split(numbers, index)
            return self.verify(items[index], at=at, iin=iin, bin=bin, purpose=purpose)

        return Batch(codes, report)

    def __repr__(self) -> str:
        return "Verifier()"


@dataclass(frozen=True)
class Verification:
    """The report on a document together with what was signed."""

    report: Report
    """The report."""
    content: bytes | None = field(repr=False)
    """What was signed, exactly; ``None`` unless the verdict is "confirmed"."""

    def __bool__(self) -> NoReturn:
        raise TypeError("a Verification is neither true nor false; compare the decision of its report")


class Batch(Sequence[Union[Decision, None]]):
    """The verdicts of a batch, in the order of its items: a :class:`Decision`, or ``None`` for an unusable item.

    The full report of one item is made when it is asked for, with :meth:`report`.
    """

    __slots__ = ("_report", "codes")

    def __init__(self, codes: bytes, report: Callable[[int], Report]) -> None:
        self.codes = codes
        """One byte for each item: 0 confirmed, 1 refused, 2 undetermined, 3 unusable (the command line's statuses)."""
        self._report = report

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


def _expected(purpose: Purpose, iin: Iin | str | None, bin: Bin | str | None) -> bytes:
    if iin is None:
        return _PURPOSES[purpose] + (_NOBODY if bin is None else b"B" + str(bin).encode())
    if bin is None:
        return _PURPOSES[purpose] + b"I" + str(iin).encode()
    raise TypeError("one number is compared: pass iin or bin, not both")


def _expected_of_each(purpose: Purpose, numbers: Sequence[Iin | Bin | None] | None, items: list[bytes]) -> bytes:
    if numbers is None:
        return _expected(purpose, None, None)
    if len(numbers) != len(items):
        raise ValueError(f"there are {len(items)} items and {len(numbers)} numbers")
    return b"".join(
        _expected(purpose, number, None) if isinstance(number, Iin) else _expected(purpose, None, number)
        for number in numbers
    )


def _split(numbers: Sequence[Iin | Bin | None] | None, index: int) -> tuple[Iin | None, Bin | None]:
    number = None if numbers is None else numbers[index]
    return (number, None) if isinstance(number, Iin) else (None, number)


def _packed(items: list[bytes]) -> bytes:
    """A batch as the library takes it: count, then offset and length of each item, then the items; little-endian."""
    count = len(items)
    lengths = [len(item) for item in items]
    head = 4 + 8 * count
    check_length(head + sum(lengths))
    offsets = accumulate(lengths, initial=head)
    table = [number for pair in zip(offsets, lengths) for number in pair]
    return pack(f"<{1 + 2 * count}I", count, *table) + b"".join(items)
