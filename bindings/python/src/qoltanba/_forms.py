"""The forms of the decrees, and those that a caller adds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Optional

from . import _native
from ._barcodes import BarcodePart
from ._documents import Attachment, Field, ServiceRequest, ServiceResult, list_json, to_json
from ._errors import translated
from ._handle import Handle
from ._json import decode
from ._source import check_length
from ._vocabulary import FormRole, ValueType
from ._words import Language


@dataclass(frozen=True)
class FormField:
    """A field of a form."""

    key: str
    """The stable key."""
    value_type: ValueType = field(metadata={"json": "type"})
    """The type of its value."""
    choices: tuple[str, ...]
    """The values that a choice allows."""
    choice_labels: dict[Language, tuple[str, ...]] = field(hash=False)
    """The words that are printed for the values of a choice, in their order, by language."""
    most: Optional[int]
    """How many characters a text, or a line of a list, has at most."""
    need: str
    """``mandatory`` or ``optional``."""
    same_as: Optional[str]
    """The key whose value is printed here again."""
    labels: dict[Language, tuple[str, ...]] = field(hash=False)
    """The labels around the blank, by language, in printed order."""
    printed_rule: Optional[str]
    """The rule that the form itself prints, in short English."""
    src: tuple[str, ...]
    """The lines of the decree that print it."""


@dataclass(frozen=True)
class Form:
    """A form."""

    service: str
    """The id of the service."""
    id: str
    """The id of the form in its service; of a result form, the kind of result."""
    role: FormRole
    """What it is for."""
    languages: tuple[Language, ...]
    """The languages that it is printed in."""
    title: dict[Language, tuple[str, ...]] = field(hash=False)
    """Its title by language, line by line."""
    src: tuple[str, ...]
    """The lines of the decree; empty for a form of the caller's own."""
    fields: tuple[FormField, ...] = field(metadata={"json": "field"}, repr=False)
    """Its fields, in printed order."""
    equivalence: tuple[str, ...]
    """Where the statement of equivalence stands under it."""
    barcode: tuple[str, ...]
    """Where the statement of the barcode stands under it."""


@dataclass(frozen=True)
class FieldViolation:
    """A field that breaks a rule."""

    field: str
    """The key of the field."""
    rule: str
    """The rule."""


class Forms(Handle):
    """A set of forms: the built-in ones, and those that a caller adds. It never changes; adding gives another set."""

    __slots__ = ("_native",)

    def __init__(self) -> None:
        with translated():
            self._native = _native.Forms.builtin()

    def adding(self, text: str) -> Forms:
        """These forms and those of a TOML or JSON text in the form of the built-in files."""
        check_length(len(text.encode()))
        more = Forms.__new__(Forms)
        with translated():
            more._native = self._native.adding(text)
        return more

    def ids(self) -> list[tuple[str, str]]:
        """Service and id of every form."""
        return [(service, id) for service, id in self._native.ids()]

    def form(self, service: str, id: str) -> Form:
        """One form."""
        with translated():
            form: Form = decode(Form, json.loads(self._native.form(service, id)))
        return form

    def violations(
        self, service: str, id: str, fields: Iterable[Field], attachments: Iterable[Attachment] = ()
    ) -> tuple[FieldViolation, ...]:
        """Every field that breaks a rule, in the order of the form, and then every given field that the form lacks."""
        with translated():
            found = self._native.violations(service, id, list_json(fields), list_json(attachments))
        return tuple(FieldViolation(one.field, one.rule) for one in found)

    def violations_of(self, request: ServiceRequest) -> tuple[FieldViolation, ...]:
        """As :meth:`violations`, of a request."""
        return self.violations(request.service, request.form, request.fields, request.attachments)

    def print_result(self, result: ServiceResult, barcodes: Iterable[BarcodePart] = ()) -> str:
        """The printed page of a result: one HTML file without script, link or picture from elsewhere.

        The labels are those of the result's form; where these forms lack it, the fields stand under their keys.
        """
        with translated():
            return _native.print_result(to_json(result), self._native, [part.text for part in barcodes])

    def __repr__(self) -> str:
        return f"<Forms: {len(self._native.ids())}>"
