"""What is trusted, and what is known about revocation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from . import _native
from ._documents import Digest
from ._errors import translated
from ._handle import Handle
from ._source import Source, as_bytes, each, is_text, listed, packed


class TrustStore(Handle):
    """The trust anchors, and CA certificates from which paths may be built.

    ``anchors`` and ``intermediates`` are DER or PEM, as bytes or as paths of files or folders. An intermediate is not
    trusted by itself. Build it once; it never changes, and threads may share it. What cannot be read, also in a folder, is an
    error.
    """

    __slots__ = ("_native",)

    def __init__(self, anchors: Iterable[Source], intermediates: Iterable[Source] = ()) -> None:
        with translated():
            self._native = _native.TrustStore(list(each(anchors)), list(each(intermediates)))

    def __repr__(self) -> str:
        return f"TrustStore({self._native.anchors()} anchors, {self._native.intermediates()} intermediates)"


class Evidence(Handle):
    """What is known about revocation: lists (CRLs, also deltas), indexes of lists, and OCSP answers.

    ``crls`` are DER, PEM or what :func:`crl_index` made, ``ocsp`` is DER, as bytes or as paths of files or folders. A
    source that cannot be read is never "not revoked": it stands in :attr:`unreadable`, and every report names it. Other
    evidence may decide; where none does, the status is undetermined. A list of an index is read when it is first asked;
    what is wrong with its entries is in the report only. Lists change every day: build a new one and a new
    :class:`Verifier`, and replace the old.

    An index that is named by its path is mapped, not read: processes that name the same file share one copy of it. Bring
    it up to date by renaming a finished file over it, as ``qoltanba crl sync`` does; never write into it in place.
    """

    __slots__ = ("_native",)

    def __init__(self, crls: Iterable[Source] = (), ocsp: Iterable[Source] = ()) -> None:
        self._native = _native.Evidence()
        for name, crl, fault in listed(crls, "CRL"):
            if fault is not None:
                self._native.add_unreadable(name, fault)
            elif isinstance(crl, Path) and is_text(crl):
                crl.stat()  # A path that leads nowhere is a mistake of the caller, and raises.
                self._native.add_crl_file(str(crl), name)
            else:
                self._native.add_crl(as_bytes(crl), name)
        for name, response, fault in listed(ocsp, "OCSP response"):
            if fault is not None:
                self._native.add_unreadable(name, fault)
            else:
                self._native.add_ocsp(as_bytes(response), name)

    @property
    def unreadable(self) -> tuple[str, ...]:
        """One sentence for each source that could not be read: its path or number, and the rule that it breaks."""
        return tuple(self._native.unreadable())

    @property
    def mapped_files(self) -> int:
        """How many index files are mapped."""
        return self._native.mapped_files()

    def __repr__(self) -> str:
        known = f"{self._native.crls()} lists, {self._native.ocsp_responses()} answers"
        unreadable = len(self._native.unreadable())
        return f"Evidence({known}{f', {unreadable} unreadable' if unreadable else ''})"


def crl_index(crls: Iterable[Source]) -> bytes:
    """One file of these lists. It is accepted wherever a list is, and opens at once: a list in it is read when it is first asked.

    Raises :class:`InputError` for a list that cannot be read.
    """
    batch = packed(list(each(crls)))
    with translated():
        return _native.crl_index(batch)


def ocsp_request(certificate: Source, issuer: Source, *, digest: Digest = Digest.SHA256) -> bytes:
    """The question to an OCSP responder (RFC 6960) about a certificate of this issuer.

    Send it by HTTP POST as ``application/ocsp-request``; the address is in the certificate (:func:`inspect` shows it). The
    answer is evidence: ``Evidence(ocsp=[answer])``. ``digest`` names the issuer in the question.
    """
    subject, authority = as_bytes(certificate), as_bytes(issuer)
    with translated():
        return _native.ocsp_request(subject, authority, digest._native)


class SignatureCache(Handle):
    """Remembers which authorities' certificates were verified, for verifiers that share it.

    It changes no verdict: it spares the verification of the same authority in every path, and the report says so. 64
    certificates are plenty for one country.
    """

    __slots__ = ("_native",)

    def __init__(self, capacity: int = 64) -> None:
        if capacity < 1:
            raise ValueError("the capacity is at least 1")
        with translated():
            self._native = _native.SignatureCache(capacity)

    def __len__(self) -> int:
        return self._native.size()

    def __repr__(self) -> str:
        return f"SignatureCache({len(self)})"
