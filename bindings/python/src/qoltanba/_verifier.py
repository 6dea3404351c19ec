"""The verifier: the checks of certificates and documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NoReturn

from . import _native
from ._barcodes import BarcodePart
from ._batch import Batch
from ._call import ask
from ._documents import Digest, Document, from_json
from ._errors import from_native, translated
from ._expected import expected, expected_of_each, split
from ._handle import Handle
from ._identity import Bin, Iin
from ._limits import Limits
from ._report import Report
from ._source import Source, as_bytes, packed, unix
from ._trust import Evidence, SignatureCache, TrustStore
from ._words import AnchorChecks, Decision, LegacyAlgorithms, Purpose, Revocation, SignedAttributes

_DECISIONS = {
    _native.Decision.CONFIRMED: Decision.CONFIRMED,
    _native.Decision.REFUSED: Decision.REFUSED,
    _native.Decision.UNDETERMINED: Decision.UNDETERMINED,
}


class Verifier(Handle):
    """Checks certificates and documents. Built once; it never changes, and threads may share it.

    The interpreter's lock is released while the library works. After ``os.fork()`` the child may go on using it, unless
    another thread of the parent was inside a call at that moment; then the child builds its own. It cannot be copied or
    pickled: what travels to a process that starts anew is a :class:`qoltanba.archive.Setup`.
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        trust: TrustStore,
        evidence: Evidence | None = None,
        *,
        revocation: Revocation = Revocation.END_ENTITY,
        legacy: LegacyAlgorithms = LegacyAlgorithms.REFUSE,
        anchors: AnchorChecks = AnchorChecks.ENFORCE,
        signed_attributes: SignedAttributes = SignedAttributes.REQUIRED,
        cache: SignatureCache | None = None,
        limits: Limits | None = None,
    ) -> None:
        known = Evidence() if evidence is None else evidence
        options = _native.VerifierOptions(
            revocation=_native.RevocationDepth[revocation.name],
            legacy=_native.LegacyPolicy[legacy.name],
            anchors=_native.AnchorPolicy[anchors.name],
            signed_attributes=_native.SignedAttributesPolicy[signed_attributes.name],
            cache=None if cache is None else cache._native,
            limits=(Limits() if limits is None else limits)._native,
        )
        self._native = _native.Verifier(trust._native, known._native, options)

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
        data, wanted, moment = as_bytes(certificate), expected(purpose, iin, bin), unix(at)
        try:
            return ask("check_certificate", self._native, moment, data, wanted)
        except _native.InputError as error:
            raise from_native(error) from None

    def check_certificates(
        self,
        certificates: Sequence[Source],
        *,
        at: datetime,
        numbers: Sequence[Iin | Bin | None] | None = None,
        purpose: Purpose = Purpose.SIGN,
        threads: int | None = None,
    ) -> Batch:
        """Many certificates in one call. ``numbers``, if given, has one entry for each certificate.

        The library works on at most ``threads`` threads; left out, on one for each core.
        """
        items = [as_bytes(certificate) for certificate in certificates]
        with translated():
            codes = self._native.check_certificates(
                packed(items), expected_of_each(purpose, numbers, items), unix(at), _threads(threads)
            )

        def report(index: int) -> Report:
            iin, bin = split(numbers, index)
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
        data, wanted, moment = as_bytes(document), expected(purpose, iin, bin), unix(at)
        try:
            if content is None:
                return ask("verify", self._native, moment, data, wanted)
            return ask("verify_detached", self._native, moment, data, as_bytes(content), wanted)
        except _native.InputError as error:
            raise from_native(error) from None

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
            verified = self._native.verify_content(data, expected(purpose, iin, bin), unix(at))
        return Verification(Report(_DECISIONS[verified.decision], verified.report), verified.content)

    def verify_digest(
        self,
        signature: Source,
        algorithm: Digest,
        digest: bytes,
        *,
        at: datetime,
        iin: Iin | str | None = None,
        bin: Bin | str | None = None,
        purpose: Purpose = Purpose.SIGN,
    ) -> Report:
        """Verifies a detached signature over a content that was hashed elsewhere, for instance with :class:`Hasher`."""
        data = as_bytes(signature)
        with translated():
            answer = self._native.verify_detached_digest(
                data, algorithm._native, digest, expected(purpose, iin, bin), unix(at)
            )
        return Report(_DECISIONS[answer.decision], answer.report)

    def verify_barcode(
        self,
        parts: Iterable[BarcodePart],
        *,
        at: datetime,
        iin: Iin | str | None = None,
        bin: Bin | str | None = None,
        purpose: Purpose = Purpose.SIGN,
    ) -> Report:
        """Verifies the document that a set of barcode parts holds."""
        texts = [part.text for part in parts]
        with translated():
            answer = self._native.verify_barcode(texts, expected(purpose, iin, bin), unix(at))
        return Report(_DECISIONS[answer.decision], answer.report)

    def open_document(
        self,
        signed: Source,
        *,
        at: datetime,
        iin: Iin | str | None = None,
        bin: Bin | str | None = None,
        purpose: Purpose = Purpose.SIGN,
    ) -> OpenedDocument:
        """Verifies a signed document and reads it from the octets that were signed, when the verdict is "confirmed".

        Raises :class:`InputError` as :meth:`verify`, and when what was signed is no document.
        """
        data = as_bytes(signed)
        with translated():
            opened = self._native.open_document(data, expected(purpose, iin, bin), unix(at))
        document = None if opened.document is None else from_json(opened.document)
        return OpenedDocument(Report(_DECISIONS[opened.decision], opened.report), document)

    def verify_all(
        self,
        documents: Sequence[Source],
        *,
        at: datetime,
        numbers: Sequence[Iin | Bin | None] | None = None,
        purpose: Purpose = Purpose.SIGN,
        threads: int | None = None,
    ) -> Batch:
        """Many documents in one call, as :meth:`check_certificates` takes certificates."""
        items = [as_bytes(document) for document in documents]
        with translated():
            codes = self._native.verify_all(
                packed(items), expected_of_each(purpose, numbers, items), unix(at), _threads(threads)
            )

        def report(index: int) -> Report:
            iin, bin = split(numbers, index)
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


@dataclass(frozen=True)
class OpenedDocument:
    """The report on a signed document together with the electronic document that it confirms."""

    report: Report
    """The report."""
    document: Document | None = field(repr=False)
    """The document, read from the signed octets; ``None`` unless the verdict is "confirmed"."""

    def __bool__(self) -> NoReturn:
        raise TypeError("an OpenedDocument is neither true nor false; compare the decision of its report")


def _threads(count: int | None) -> int:
    if count is not None and count < 1:
        raise ValueError("there is at least one thread")
    return 0 if count is None else count
