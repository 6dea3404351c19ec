"""Timestamps (RFC 3161) and evidence put into signatures. Sending the request is the caller's part."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from . import _native
from ._documents import Digest
from ._errors import translated
from ._handle import Handle
from ._source import Source, as_bytes, each, packed


@dataclass(frozen=True)
class TimestampAnswer:
    """The answer of an authority: a token, or its refusal."""

    token: bytes | None = field(repr=False)
    """The token; it is verified together with the signature that it goes into."""
    status: int | None = None
    """PKIStatus of a refusal, 2 to 5 (RFC 3161, 2.4.2)."""
    failure: int | None = None
    """The number of the first bit of PKIFailureInfo, for instance 15 for unacceptedPolicy."""


class TimestampRequest(Handle):
    """A question to a timestamp authority.

    ``stamped`` is what is to be stamped: for a signature, what ``Signer.octets_to_stamp`` gives. The nonce is drawn at
    random unless one is given; the answer has to repeat it.
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        stamped: Source,
        *,
        digest: Digest = Digest.SHA256,
        nonce: int | None = None,
        policy: str | None = None,
    ) -> None:
        data = as_bytes(stamped)
        number = secrets.randbits(63) if nonce is None else nonce
        with translated():
            self._native = _native.TimestampRequest(data, digest._native, number, policy)

    @property
    def der(self) -> bytes:
        """What to send by HTTP POST, as ``application/timestamp-query``."""
        with translated():
            return self._native.encode()

    def read(self, response: Source) -> TimestampAnswer:
        """Reads the answer. Raises :class:`InputError` when it is none, or answers another request."""
        data = as_bytes(response)
        with translated():
            answer = self._native.read_response(data)
        return TimestampAnswer(answer.token, answer.status, answer.failure)

    def __repr__(self) -> str:
        return "TimestampRequest(…)"


def octets_to_stamp(signed: Source, signature: int = 0) -> bytes:
    """What a timestamp of a signature has to be over. The signature stands in a CMS message, or in an XML document of
    XAdES level B; ``signature`` counts from 0."""
    data = as_bytes(signed)
    with translated():
        return _native.octets_to_stamp(data, signature)


def add_timestamp(signed: Source, token: Source, signature: int = 0) -> bytes:
    """The message or document with a timestamp in that signature: CAdES-T, XAdES-T."""
    data, stamp = as_bytes(signed), as_bytes(token)
    with translated():
        return _native.add_timestamp(data, signature, stamp)


def add_evidence(
    message: Source,
    *,
    certificates: Iterable[Source] = (),
    crls: Iterable[Source] = (),
    ocsp: Iterable[Source] = (),
) -> bytes:
    """The CMS message with certificates, lists and OCSP responses (DER) inside: CAdES-LT."""
    data = as_bytes(message)
    parts = [packed(list(each(sources))) for sources in (certificates, crls, ocsp)]
    with translated():
        return _native.add_evidence(data, *parts)


def octets_to_archive(
    message: Source, *, signature: int = 0, content: Source | None = None, digest: Digest = Digest.SHA256
) -> bytes:
    """What an archive timestamp of a CMS signature has to be over. ``content`` is that of a detached message."""
    data, apart = as_bytes(message), None if content is None else as_bytes(content)
    with translated():
        return _native.octets_to_archive(data, signature, apart, digest._native)


def add_archive_timestamp(
    message: Source,
    token: Source,
    *,
    signature: int = 0,
    content: Source | None = None,
    digest: Digest = Digest.SHA256,
) -> bytes:
    """The CMS message with an archive timestamp: CAdES-LTA. The arguments are those of :func:`octets_to_archive`."""
    data, stamp = as_bytes(message), as_bytes(token)
    apart = None if content is None else as_bytes(content)
    with translated():
        return _native.add_archive_timestamp(data, signature, apart, digest._native, stamp)


class Hasher(Handle):
    """A digest of a content that is given piece by piece."""

    __slots__ = ("_native",)

    def __init__(self, algorithm: Digest) -> None:
        self._native = _native.Hasher(algorithm._native)

    def update(self, piece: Source) -> None:
        """Goes on with the next piece."""
        data = as_bytes(piece)
        with translated():
            self._native.update(data)

    def finish(self) -> bytes:
        """The digest. The hasher can be finished once."""
        with translated():
            return self._native.finish()
