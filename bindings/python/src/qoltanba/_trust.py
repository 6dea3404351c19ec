"""What is trusted, and what is known about revocation."""

from __future__ import annotations

from collections.abc import Iterable

from . import _native
from ._errors import translated
from ._source import Source, each, named, packed


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
    """What is known about revocation: lists (CRLs, also deltas), indexes of lists, and OCSP answers.

    ``crls`` are DER, PEM or what :func:`crl_index` made, ``ocsp`` is DER, as bytes or as paths of files or folders. A
    source that cannot be read is never "not revoked": it stands in :attr:`unreadable`, leaves the status undetermined,
    and the report names it. A list of an index is read when it is first asked; what is wrong with its entries is in the
    report only. Lists change every day: build a new one and a new :class:`Verifier`, and replace the old.
    """

    __slots__ = ("_native",)

    def __init__(self, crls: Iterable[Source] = (), ocsp: Iterable[Source] = ()) -> None:
        self._native = _native.Evidence()
        for name, crl in named(crls, "CRL"):
            self._native.add_crl(crl, name)
        for name, response in named(ocsp, "OCSP response"):
            self._native.add_ocsp(response, name)

    @property
    def unreadable(self) -> tuple[str, ...]:
        """One sentence for each source that could not be read: its path or number, and the rule that it breaks."""
        return tuple(self._native.unreadable())

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


class SignatureCache:
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
