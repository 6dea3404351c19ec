"""Signing with a key of a PKCS#12 file, with a key and its certificate, or with a key that is kept elsewhere."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NoReturn

from . import _native
from ._documents import Digest
from ._errors import translated
from ._expected import expected
from ._external import Elsewhere, ExternalKey
from ._handle import Handle
from ._identity import Bin, Iin
from ._report import Report
from ._source import Source, as_bytes, unix
from ._timestamps import TimestampRequest, add_timestamp, octets_to_stamp
from ._verifier import _DECISIONS, Verifier
from ._words import Purpose


class CertificateReference(Enum):
    """How a CMS signature binds the signer's certificate."""

    V2 = "v2"
    """By signingCertificateV2: CAdES, as the national rules ask."""
    V1 = "v1"
    """By signingCertificate, with SHA-1."""
    ABSENT = "absent"
    """Not at all: plain CMS."""


class RsaPadding(Enum):
    """The padding of an RSA signature."""

    PKCS1 = "pkcs1"
    """RSASSA-PKCS1-v1_5, the usual one."""
    PSS = "pss"
    """RSASSA-PSS."""


class OnRefusal(Enum):
    """Whether a certificate that the checks refuse may sign all the same."""

    STOP = "stop"
    """It does not sign."""
    SIGN_ANYWAY = "sign-anyway"
    """It signs; the caller takes the responsibility, and has the report."""


@dataclass(frozen=True)
class CheckedSigner:
    """What came of the checks before signing."""

    signer: Signer | None
    """The key, if it may sign; ``None`` when the certificate is refused."""
    report: Report
    """The report on the certificate. It can say "undetermined" although the key may sign: read its decision."""

    def __bool__(self) -> NoReturn:
        raise TypeError("a CheckedSigner is neither true nor false; look at its signer")


class Signer(Handle):
    """A private key with its certificate, from a PKCS#12 file. The key never leaves the library.

    :meth:`of_key` takes a key and its certificate, :meth:`from_token` one of a token, :meth:`external` one of a service.

    Raises :class:`InputError` for a wrong password, a file that cannot be read, and when ``alias`` does not choose
    exactly one key with its certificate. Use :meth:`checked` before anything is signed.
    """

    __slots__ = ("_native",)

    def __init__(self, file: Source, password: str, *, alias: str | None = None) -> None:
        with translated():
            self._native = _native.Signer.open(as_bytes(file), password, alias)

    @classmethod
    def of_key(cls, private_key: Source, certificate: Source) -> Signer:
        """Joins a private key (PKCS#8, PKCS#1 or SEC 1, DER or PEM, not encrypted) and its certificate."""
        key, own = as_bytes(private_key), as_bytes(certificate)
        signer = cls.__new__(cls)
        with translated():
            signer._native = _native.Signer.of_key(key, own)
        return signer

    @classmethod
    def external(cls, certificate: Source, sign: ExternalKey) -> Signer:
        """Joins a key that is kept elsewhere, in a token or a signing service, and its certificate.

        ``sign(algorithm, message)`` has the message signed and returns the value; it is called on the thread that signs.
        The library verifies each value under the certificate: one that does not fit is not given out, and the error is of
        :attr:`ErrorKind.KEY`. What ``sign`` raises becomes the ``__cause__`` of an error of :attr:`ErrorKind.EXTERNAL`.
        """
        own = as_bytes(certificate)
        signer = cls.__new__(cls)
        with translated():
            signer._native = _native.Signer.external(own, Elsewhere(sign))
        return signer

    @classmethod
    def from_token(
        cls,
        module: os.PathLike[str],
        label: str,
        pin: str,
        *,
        key: str | None = None,
        certificate: Source | None = None,
    ) -> Signer:
        """A key of a token or a hardware security module, through the PKCS#11 library ``module``: RSA and ECDSA.

        ``label`` is that of the token; ``key`` chooses a key where the token has several; ``certificate`` is given where the
        token holds none. The library's code runs in this process. The PIN is tried once: a token locks after a few attempts.
        PKCS#11 logs a whole program in: while a signer of the token lives, another one opens without the PIN being asked.

        Raises :class:`InputError` of :attr:`ErrorKind.WRONG_PASSWORD` for a refused PIN, of :attr:`ErrorKind.KEY` when not
        exactly one token, key and certificate is there, of :attr:`ErrorKind.EXTERNAL` when the token fails.
        """
        own = None if certificate is None else as_bytes(certificate)
        signer = cls.__new__(cls)
        with translated():
            signer._native = _native.Signer.from_token(os.fspath(module), label, pin, key, own)
        return signer

    def with_padding(self, padding: RsaPadding) -> Signer:
        """The same RSA key with this padding."""
        signer = Signer.__new__(Signer)
        with translated():
            signer._native = self._native.with_padding(_native.RsaPadding[padding.name])
        return signer

    def checked(
        self,
        verifier: Verifier,
        *,
        at: datetime,
        iin: Iin | str | None = None,
        bin: Bin | str | None = None,
        on_refusal: OnRefusal = OnRefusal.STOP,
    ) -> CheckedSigner:
        """This signer after the checks of its certificate, as the regulations ask for them before anything is signed."""
        with translated():
            wanted = expected(Purpose.SIGN, iin, bin)
            checked = self._native.check(verifier._native, wanted, unix(at), _native.OnRefusal[on_refusal.name])
        return CheckedSigner(self if checked.may_sign else None, Report(_DECISIONS[checked.decision], checked.report))

    @property
    def certificate(self) -> bytes:
        """The certificate in DER."""
        with translated():
            return self._native.certificate()

    @property
    def digest_algorithm(self) -> Digest:
        """The digest algorithm of this signer's signatures."""
        with translated():
            return Digest[self._native.digest_algorithm().name]

    def sign_cms(
        self,
        content: Source,
        *,
        signing_time: datetime | None = None,
        reference: CertificateReference = CertificateReference.V2,
    ) -> bytes:
        """A CAdES-BES signature in DER with the content inside. ``signing_time`` is what the signer claims."""
        return self._sign_cms(content, _native.Encapsulation.ATTACHED, signing_time, reference)

    def sign_detached_cms(
        self,
        content: Source,
        *,
        signing_time: datetime | None = None,
        reference: CertificateReference = CertificateReference.V2,
    ) -> bytes:
        """A CAdES-BES signature in DER without the content."""
        return self._sign_cms(content, _native.Encapsulation.DETACHED, signing_time, reference)

    def sign_cms_digest(
        self,
        digest: bytes,
        *,
        signing_time: datetime | None = None,
        reference: CertificateReference = CertificateReference.V2,
    ) -> bytes:
        """A detached CAdES-BES signature over a content that was hashed elsewhere, by :attr:`digest_algorithm`."""
        time, binding = _optional_unix(signing_time), _native.CertificateReference[reference.name]
        with translated():
            return self._native.sign_cms_digest(digest, binding, time)

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

    def sign_xades(self, document: Source, *, signing_time: datetime, id: str = "signature") -> bytes:
        """The XML document with a signature of XAdES level B, which takes a timestamp. ``id`` is new in the document."""
        data, time = as_bytes(document), unix(signing_time)
        with translated():
            return self._native.sign_xades(data, time, id)

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

    def timestamp_request(self, signed: Source, *, policy: str | None = None) -> TimestampRequest:
        """The question to a timestamp authority about this signer's last signature in a message or document."""
        data = as_bytes(signed)
        return TimestampRequest(octets_to_stamp(data, self._own(data)), policy=policy)

    def add_timestamp(self, signed: Source, token: Source) -> bytes:
        """The message or document with a timestamp in this signer's last signature: CAdES-T, XAdES-T."""
        data = as_bytes(signed)
        return add_timestamp(data, token, self._own(data))

    def issue_timestamp(self, request: Source, *, policy: str, serial: int, at: datetime) -> bytes:
        """Answers a timestamp request as an authority, for closed systems that run one.

        The certificate is for timeStamping alone. The caller sees to it that no ``serial`` is used twice, and that
        ``at`` is the time.
        """
        data = as_bytes(request)
        with translated():
            return self._native.issue_timestamp(data, policy, serial, unix(at))

    def _own(self, signed: bytes) -> int:
        with translated():
            return self._native.own_signature(signed)

    def _sign_cms(
        self,
        content: Source,
        encapsulation: _native.Encapsulation,
        signing_time: datetime | None,
        reference: CertificateReference,
    ) -> bytes:
        data, time = as_bytes(content), _optional_unix(signing_time)
        with translated():
            return self._native.sign_cms(data, encapsulation, _native.CertificateReference[reference.name], time)

    def __repr__(self) -> str:
        return "Signer(…)"


def _optional_unix(moment: datetime | None) -> int | None:
    return None if moment is None else unix(moment)
