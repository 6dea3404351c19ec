"""The electronic documents: request, result, refusal, notification, questionnaire, and the files beside them.

Their data are those of persons, so no ``repr`` shows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any, Optional, Union

from . import _native
from ._errors import translated
from ._identity import Bin, Iin
from ._json import decode, encode
from ._source import Source, as_bytes, packed
from ._vocabulary import (
    Actor,
    Channel,
    NotificationKind,
    Origin,
    RefusalCode,
    ResultKind,
    Satisfaction,
)
from ._words import Language


class Digest(Enum):
    """A digest algorithm. Attachments take SHA-256, Streebog or GOST 34.311."""

    SHA1 = "sha1"
    """For old time stamps only."""
    SHA256 = "sha256"
    SHA384 = "sha384"
    SHA512 = "sha512"
    GOST34311 = "gost34311"
    """GOST 34.311-95."""
    STREEBOG256 = "streebog256"
    STREEBOG512 = "streebog512"

    @property
    def _native(self) -> _native.DigestAlgorithm:
        return _native.DigestAlgorithm[self.name]


@dataclass(frozen=True)
class Field:
    """A field of a form, with its value as text in the form of its type (a date is ``2024-03-08``)."""

    key: str
    """The key of the field in its form."""
    value: str = field(repr=False)
    """The value."""


@dataclass(frozen=True)
class AttachmentDigest:
    """The digest of a file."""

    algorithm: str
    """The word of the algorithm."""
    value: str
    """Lower-case hexadecimal digits."""


@dataclass(frozen=True)
class Attachment:
    """A file beside a document, which carries its size and digest, so that a signature covers it too."""

    name: str = field(repr=False)
    """The name of the file or of the kind of document (``birth-certificate``)."""
    media_type: str
    """The media type (``application/pdf``)."""
    size: int
    """The size in bytes."""
    digest: AttachmentDigest = field(repr=False)
    """The digest of the bytes."""

    @classmethod
    def of(cls, name: str, media_type: str, file: Source, *, digest: Digest = Digest.SHA256) -> Attachment:
        """Describes a file."""
        data = as_bytes(file)
        with translated():
            text = _native.describe_attachment(name, media_type, data, digest._native)
        described: Attachment = decode(cls, json.loads(text))
        return described

    def is_file(self, file: Source) -> bool:
        """Whether these are the bytes that were described."""
        data = as_bytes(file)
        with translated():
            return _native.attachment_is(json.dumps(encode(self)), data)


@dataclass(frozen=True)
class Applicant:
    """Who asks for a service."""

    number: Union[Iin, Bin]
    """IIN of a natural, BIN of a legal person."""
    name: str = field(repr=False)
    """The name."""


@dataclass(frozen=True)
class PowerOfAttorney:
    """A notarised power of attorney, as the notarial registry is asked for it."""

    number: str = field(repr=False)
    """Its number in the register."""
    certified: date
    """When it was certified."""
    notary: str = field(repr=False)
    """The notary."""


@dataclass(frozen=True)
class Representative:
    """Who acts for an applicant."""

    iin: Iin
    """The IIN."""
    name: str = field(repr=False)
    """The name."""
    power_of_attorney: PowerOfAttorney
    """The power of attorney; only a notarised one is entered."""


@dataclass(frozen=True)
class Registration:
    """The registration of a request."""

    number: str
    """The number."""
    day: date
    """The day."""


class Paper(Enum):
    """Whether paper documents were seen."""

    PRESENT = "present"
    """They were, by the employee or operator."""
    ABSENT = "absent"
    """They were not."""


class Equivalence(Enum):
    """Whether a document states that it is equal to one on paper."""

    STATED = "stated"
    """It does."""
    NOT_STATED = "not-stated"
    """It does not: only kokpekty-2012 prints the statement."""


@dataclass(frozen=True)
class Validity:
    """How long a result is valid."""

    first: date = field(metadata={"json": "from"})
    """The first day."""
    last: date = field(metadata={"json": "until"})
    """The last day."""


@dataclass(frozen=True)
class Addressee:
    """To whom a document is addressed."""

    name: str = field(repr=False)
    """The name."""
    number: Optional[Union[Iin, Bin]] = None
    """IIN or BIN, if the document carries it."""


@dataclass(frozen=True)
class BarcodeStatement:
    """Whose data a barcode holds."""

    department: str
    """The department that signed."""
    region: str
    """The region."""


@dataclass(frozen=True)
class RefusalText:
    """A refusal in words."""

    language: Language
    """The language."""
    origin: Origin
    """Whose words these are."""
    text: str
    """The words."""


class _Written:
    """What every document can do."""

    __slots__ = ()

    def to_xml(self) -> bytes:
        """The XML of the document without a signature. Sign these bytes: enveloped with ``Signer.sign_xml``, or with CMS."""
        with translated():
            return _native.document_to_xml(to_json(self)).encode()


@dataclass(frozen=True)
class ServiceRequest(_Written):
    """A request for a service: what a consumer, or an employee on behalf of one, signs."""

    service: str
    """The id of the service (of its regulation)."""
    channel: Channel
    """The channel."""
    applicant: Applicant
    """Who asks."""
    form: str
    """The id of the form."""
    fields: tuple[Field, ...] = field(repr=False)
    """The fields of the form."""
    created: datetime
    """When the request was made; it needs a time zone."""
    representative: Optional[Representative] = None
    """Who acts for the applicant."""
    paper: Paper = Paper.ABSENT
    """Whether paper documents were seen."""
    attachments: tuple[Attachment, ...] = ()
    """The attachments."""
    registration: Optional[Registration] = None
    """Its registration. A request that the consumer signs has none yet."""

    def check_attachments(self, files: Mapping[str, Source]) -> None:
        """Checks files, by name, against the attachments: every one must be there, unchanged, and nothing else.

        Raises :class:`InputError` that names the first attachment that is missing or changed.
        """
        data = [as_bytes(file) for file in files.values()]
        with translated():
            _native.check_attachments(to_json(self), list(files), packed(data))


@dataclass(frozen=True)
class ServiceResult(_Written):
    """The result of a service: certificate, notification, referral, decision."""

    service: str
    """The id of the service."""
    kind: ResultKind
    """The kind of result, which is also the id of its form."""
    issued: date
    """The day of issue."""
    addressee: Addressee
    """To whom it is addressed."""
    fields: tuple[Field, ...] = field(repr=False)
    """The fields of its form."""
    number: Optional[str] = None
    """The number of the document; some forms have none."""
    validity: Optional[Validity] = None
    """How long it is valid, if it says so."""
    request: Optional[str] = None
    """The number of the request it answers."""
    equivalence: Equivalence = Equivalence.NOT_STATED
    """Whether it states that it is equal to one on paper."""
    barcode: Optional[BarcodeStatement] = None
    """Whose data its barcode holds, if it states so."""


@dataclass(frozen=True)
class RefusalDocument(_Written):
    """A refusal as a document, or a notice after which a service goes on."""

    service: str
    """The id of the service."""
    channel: Channel
    """The channel."""
    step: str
    """The step of the regulation that expresses it."""
    by: Actor
    """Who refuses."""
    code: RefusalCode
    """The kind."""
    at: datetime
    """When it was formed; it needs a time zone."""
    texts: tuple[RefusalText, ...]
    """The refusal in words, by language."""
    about: Optional[Actor] = None
    """Whose data, documents or signature are meant."""
    number: Optional[str] = None
    """The number of the document."""
    addressee: Optional[Addressee] = None
    """To whom it is addressed; at a refused login nobody is known."""
    sub_reasons: tuple[str, ...] = ()
    """Sub-reasons: the machine words of a report, or what a registry lacks."""
    reason: Optional[str] = None
    """The reason in words."""

    def text(self, language: Language) -> str:
        """The words in ``language``."""
        return next(text.text for text in self.texts if text.language is language)


@dataclass(frozen=True)
class Notification(_Written):
    """A line in the personal cabinet."""

    service: str
    """The id of the service."""
    kind: NotificationKind
    """What it tells."""
    at: datetime
    """When it was formed; it needs a time zone."""
    language: Language
    """The language of the text."""
    text: str = field(repr=False)
    """The text."""
    request: Optional[str] = None
    """The number of the request."""
    status: Optional[str] = None
    """The status of the request, by its word in the regulation."""
    until: Optional[datetime] = None
    """Until when the result is to be had."""


@dataclass(frozen=True)
class Questionnaire(_Written):
    """The answers to the questionnaire of an electronic service. It names no person."""

    service: str
    """The id of the service."""
    at: datetime
    """When it was filled in; it needs a time zone."""
    process_and_result: Satisfaction
    """How the process and the result were."""
    information: Satisfaction
    """How the information was."""


Document = Union[ServiceRequest, ServiceResult, RefusalDocument, Notification, Questionnaire]
"""A document, signed or not."""

_KINDS: dict[str, type[_Written]] = {
    "request": ServiceRequest,
    "result": ServiceResult,
    "refusal": RefusalDocument,
    "notification": Notification,
    "questionnaire": Questionnaire,
}


@dataclass(frozen=True)
class UnverifiedDocument:
    """A document that was only read. For one that a signature confirms use ``Verifier.open_document``."""

    document: Document
    """The document."""
    signatures: int
    """How many enveloped signatures stand at its end."""


def read_unverified_document(xml: Source) -> UnverifiedDocument:
    """Reads the XML of a document. Its signatures are counted, not verified."""
    data = as_bytes(xml)
    with translated():
        read = _native.read_unverified_document(data)
    return UnverifiedDocument(from_json(read.document), read.signatures)


def document_schema() -> str:
    """The XML Schema of documents."""
    return _native.document_schema()


def statements(department: str, region: str) -> dict[str, dict[Language, str]]:
    """The statements under a form, Kazakh and Russian: ``equivalence`` with paper, and what the ``barcode`` of this
    department and region holds."""
    with translated():
        tree = json.loads(_native.statements(department, region))
    return {name: {Language(code): text for code, text in texts.items()} for name, texts in tree.items()}


def to_json(document: _Written) -> str:
    """A document as the library takes it."""
    kind = next(name for name, known in _KINDS.items() if isinstance(document, known))
    return json.dumps({kind: encode(document)})


def from_json(text: str) -> Document:
    """A document as the library gives it."""
    ((kind, tree),) = json.loads(text).items()
    document: Document = decode(_KINDS[kind], tree)
    return document


def list_json(items: Iterable[Any]) -> str:
    """A list of fields or attachments as the library takes it."""
    return json.dumps([encode(item) for item in items])
