"""Signing with a key of a PKCS#12 file."""

from __future__ import annotations

from datetime import datetime

from . import _native
from ._errors import translated
from ._source import Source, as_bytes, unix


class Signer:
    """A private key with its certificate, from a PKCS#12 file. The key never leaves the library.

    Raises :class:`InputError` for a wrong password, a file that cannot be read, and when ``alias`` does not choose
    exactly one key with its certificate. Check :attr:`certificate` before anything is signed.
    """

    __slots__ = ("_native",)

    def __init__(self, file: Source, password: str, *, alias: str | None = None) -> None:
        with translated():
            self._native = _native.Signer.open(as_bytes(file), password, alias)

    @property
    def certificate(self) -> bytes:
        """The certificate in DER."""
        with translated():
            return self._native.certificate()

    def sign_cms(self, content: Source, *, signing_time: datetime | None = None) -> bytes:
        """A CAdES-BES signature in DER with the content inside. ``signing_time`` is what the signer claims."""
        return self._sign_cms(content, _native.Encapsulation.ATTACHED, signing_time)

    def sign_detached_cms(self, content: Source, *, signing_time: datetime | None = None) -> bytes:
        """A CAdES-BES signature in DER without the content."""
        return self._sign_cms(content, _native.Encapsulation.DETACHED, signing_time)

    def add_to_cms(
        self, message: Source, *, content: Source | None = None, signing_time: datetime | None = None
    ) -> bytes:
        """The message with a further signature; those that are there stay as they are.

        ``content`` is that of a detached message.
        """
        data, time = as_bytes(message), _optional_unix(signing_time)
        with translated():
            if content is None:
                return self._native.add_to_cms(data, time)
            return self._native.add_to_detached_cms(data, as_bytes(content), time)

    def sign_xml(self, document: Source) -> bytes:
        """The XML document with a signature as the last child of its document element."""
        data = as_bytes(document)
        with translated():
            return self._native.sign_xml(data)

    def sign_wss(self, message: Source) -> bytes:
        """The SOAP message with its Body signed (WS-Security)."""
        data = as_bytes(message)
        with translated():
            return self._native.sign_wss(data)

    def sign_jws(self, payload: Source) -> str:
        """A compact JWS."""
        data = as_bytes(payload)
        with translated():
            return self._native.sign_jws(data)

    def sign_raw(self, octets: Source) -> bytes:
        """The bare signature value."""
        data = as_bytes(octets)
        with translated():
            return self._native.sign_raw(data)

    def _sign_cms(
        self, content: Source, encapsulation: _native.Encapsulation, signing_time: datetime | None
    ) -> bytes:
        data, time = as_bytes(content), _optional_unix(signing_time)
        with translated():
            return self._native.sign_cms(data, encapsulation, time)

    def __repr__(self) -> str:
        return "Signer(…)"


def _optional_unix(moment: datetime | None) -> int | None:
    return None if moment is None else unix(moment)
