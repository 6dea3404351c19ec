"""An archive of signed documents, verified again: on one machine here, on a cluster with :mod:`qoltanba.spark`.

Both ask the same question in the same way; only who hands out the documents differs::

    from qoltanba.archive import Setup, files, verify_archive

    setup = Setup.of(anchors=[Path("anchors")], intermediates=[Path("cas")], crls=[Path("crls")])
    for verdict in verify_archive(files(Path("archive")), setup, at=datetime.now(timezone.utc), progress=True):
        print(verdict.id, verdict.decision, verdict.reasons)

``Setup.of(..., index=Path("lists.qci"))`` names an index file instead (``qoltanba crl index`` and ``crl sync`` write them): it
is mapped, so that the processes of one machine share it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from stat import S_ISDIR
from typing import NamedTuple

from ._errors import ErrorKind, InputError
from ._identity import Iin
from ._source import Source, each, entries, fault_of
from ._trust import Evidence, TrustStore, crl_index
from ._verifier import Verifier
from ._words import Decision, Reason, Revocation

BATCH = 500
"""Documents in one call of the library: enough to keep its threads busy, few enough to hold in memory."""
BATCH_BYTES = 256 << 20
"""At this size of its documents together a batch ends before that: a call takes less than 2 GiB."""


class Stored(NamedTuple):
    """A document of the archive."""

    id: str
    """What the archive calls it."""
    document: bytes
    """The signed document."""
    iin: str | None = None
    """The IIN that one of its signers has to carry; ``None`` compares none."""
    fault: str | None = None
    """Why the document cannot be read, if so: it has this error instead of a verdict."""


@dataclass(frozen=True)
class Verdict:
    """What came of one document."""

    id: str
    """What the archive calls it."""
    decision: Decision | None
    """The verdict; ``None`` when the document could not be read, or its IIN is malformed."""
    reasons: tuple[Reason, ...] = ()
    """Why, unless it is confirmed; in the order of :class:`Reason`."""
    error: str | None = None
    """Why there is no verdict, in one English line without content of the document."""


@dataclass(frozen=True)
class Setup:
    """Everything that a verifier is made of: it can be pickled, sent to other machines, and compared.

    It is all bytes, unless the index is named by its path: then the machine that makes the verifier has that file.
    """

    anchors: tuple[bytes, ...] = field(repr=False)
    """The trust anchors."""
    intermediates: tuple[bytes, ...] = field(default=(), repr=False)
    """Other CA certificates."""
    crls: bytes | Path | None = field(default=None, repr=False)
    """The lists as one index, which opens at once, or the path of such a file, which is mapped."""
    ocsp: tuple[bytes, ...] = field(default=(), repr=False)
    """OCSP responses."""
    revocation: Revocation = Revocation.END_ENTITY
    """Whose revocation is asked."""

    @classmethod
    def of(
        cls,
        *,
        anchors: Iterable[Source],
        intermediates: Iterable[Source] = (),
        crls: Iterable[Source] = (),
        ocsp: Iterable[Source] = (),
        index: Path | None = None,
        revocation: Revocation = Revocation.END_ENTITY,
    ) -> Setup:
        """From bytes or paths of files and folders. The lists are read, and indexed, once and here; those of ``index``, the
        path of an index file, stay there.

        Raises :class:`InputError` for a list that cannot be read, and ``OSError`` for a file that cannot, also in a folder: an
        archive is not verified with half of the evidence.
        """
        lists = list(each(crls))
        if lists and index is not None:
            raise ValueError("there are lists or an index of lists, not both")
        known = crl_index(lists) if lists else index
        return cls(tuple(each(anchors)), tuple(each(intermediates)), known, tuple(each(ocsp)), revocation)

    def stored(self, folder: Path) -> Setup:
        """The same setup with its index as a file of ``folder``, called by what it holds, for processes to map."""
        if self.crls is None:
            return self
        index = self.crls if isinstance(self.crls, bytes) else self.crls.read_bytes()
        file = folder / f"qoltanba-{hashlib.sha256(index).hexdigest()}.qci"
        if not file.exists():
            # Renamed into place: who maps it never sees a part of it.
            unfinished = file.with_suffix(f".{secrets.token_hex(8)}")
            unfinished.write_bytes(index)
            unfinished.replace(file)
        return replace(self, crls=file)

    def verifier(self) -> Verifier:
        """The verifier, made once in each process, and again when another index file stands in the place of the first.

        Raises :class:`InputError` when the index or an OCSP response cannot be read.
        """
        return _verifier(self, _version(self.crls) if isinstance(self.crls, Path) else ())


def _version(file: Path) -> tuple[int, ...]:
    """What changes when another file takes the place of this one."""
    now = file.stat()
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns


@lru_cache(maxsize=4)
def _verifier(setup: Setup, version: tuple[int, ...]) -> Verifier:
    evidence = Evidence(crls=[] if setup.crls is None else [setup.crls], ocsp=setup.ocsp)
    if evidence.unreadable:
        raise InputError(ErrorKind.MALFORMED, evidence.unreadable[0])
    return Verifier(TrustStore(setup.anchors, setup.intermediates), evidence, revocation=setup.revocation)


def files(folder: Path, pattern: str = "**/*") -> Iterator[Stored]:
    """The files of a folder as an archive, each under its path in the folder.

    What cannot be read stops nothing and is not left out: a link to nothing, a pipe. Links to folders are not followed, and are
    named too, unless they lead to a folder beside them, which is here already.
    """
    for path, mode in entries(folder.glob(pattern)):
        id = path.relative_to(folder).as_posix()
        if not S_ISDIR(mode):
            yield _stored(id, path, fault_of(mode))
        elif path.is_symlink() and not _is_beside(os.readlink(path)):
            yield Stored(id, b"", fault="a link to a folder is not followed")


def _is_beside(target: str) -> bool:
    """Whether a link leads to what stands beside it: ``..data`` of a volume of Kubernetes."""
    return os.path.basename(target) == target and target not in (os.curdir, os.pardir)


def _stored(id: str, path: Path, fault: str | None) -> Stored:
    try:
        return Stored(id, path.read_bytes() if fault is None else b"", fault=fault)
    except OSError as error:
        return Stored(id, b"", fault=f"the file cannot be read: {error.strerror}")


def verify_archive(
    documents: Iterable[Stored],
    setup: Setup,
    *,
    at: datetime,
    threads: int | None = None,
    progress: bool = False,
    total: int | None = None,
) -> Iterator[Verdict]:
    """Verifies every document, and gives the verdicts in their order while it goes on. An unusable one stops nothing.

    ``progress`` shows a bar (``pip install qoltanba[progress]``), with an end when ``total`` is known.
    """
    verifier = setup.verifier()
    bar = _bar(total) if progress else None
    try:
        for batch in batches(documents):
            yield from verify_batch(batch, verifier, at=at, threads=threads)
            if bar is not None:
                bar.update(len(batch))
    finally:
        if bar is not None:
            bar.close()


def batches(documents: Iterable[Stored]) -> Iterator[list[Stored]]:
    """The documents in their order, as many at a time as one call is given."""
    batch: list[Stored] = []
    size = 0
    for stored in documents:
        batch.append(stored)
        size += len(stored.document)
        if len(batch) == BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def verify_batch(
    batch: Sequence[Stored], verifier: Verifier, *, at: datetime, threads: int | None = None
) -> Iterator[Verdict]:
    """One call of the library for many documents, each verified once. One whose number is malformed has no verdict: it
    is not judged without the comparison that was asked for."""
    questions = [_question(stored) for stored in batch]
    asked = [(stored, number) for stored, (number, fault) in zip(batch, questions) if fault is None]
    decisions = verifier.verify_all(
        [stored.document for stored, _ in asked], at=at, numbers=[number for _, number in asked], threads=threads
    )
    answers = enumerate(decisions)
    for stored, (_, fault) in zip(batch, questions):
        if fault is not None:
            yield Verdict(stored.id, None, error=fault)
            continue
        place, decision = next(answers)
        if decision is Decision.CONFIRMED:
            yield Verdict(stored.id, decision)
        elif decision is None:
            yield Verdict(stored.id, None, error=_error(verifier, stored, at))
        else:
            yield Verdict(stored.id, decision, decisions.reasons(place))


def _question(stored: Stored) -> tuple[Iin | None, str | None]:
    """The number to compare, and why the document is not judged, if so."""
    try:
        return None if stored.iin is None else Iin(stored.iin), stored.fault
    except InputError as error:
        return None, error.detail


def _error(verifier: Verifier, stored: Stored, at: datetime) -> str:
    try:
        verifier.verify(stored.document, at=at)
    except InputError as error:
        return error.detail
    return "the document could not be read"


class _Bar:
    """The part of a progress bar that is used here."""

    def update(self, count: int) -> object:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


def _bar(total: int | None) -> _Bar:
    try:
        from tqdm import tqdm
    except ImportError as missing:
        raise ImportError("a progress bar needs tqdm: pip install qoltanba[progress]") from missing
    bar: _Bar = tqdm(total=total, unit=" documents")
    return bar
