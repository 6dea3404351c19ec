"""The barcodes of eGov documents: a document as numbered parts, one QR symbol a part, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from . import _native
from ._errors import translated
from ._json import from_unix
from ._source import Source, as_bytes, unix


@dataclass(frozen=True)
class BarcodePart:
    """One part of a set."""

    text: str = field(repr=False)
    """The text that its symbol holds; the part itself."""
    created: datetime = field(compare=False)
    """When it was made."""
    number: int = field(compare=False)
    """Its number, from 1."""
    amount: int = field(compare=False)
    """How many parts the set has."""
    favor_id: str = field(compare=False)
    """The 14 digits that group the set."""

    @staticmethod
    def read(file: Source) -> list[BarcodePart]:
        """The parts in a file: XML texts one after another, or an image (PNG, JPEG) with symbols."""
        data = as_bytes(file)
        with translated():
            return [_part(part) for part in _native.read_barcode_parts(data)]

    def to_svg(self) -> str:
        """The symbol as SVG, one unit a module."""
        with translated():
            return _native.barcode_svg(self.text)

    def to_png(self, module: int = 4) -> bytes:
        """The symbol as PNG, ``module`` pixels a module (1 to 64)."""
        with translated():
            return _native.barcode_png(self.text, module)


@dataclass(frozen=True)
class DecodedBarcode:
    """A document out of a set."""

    document: bytes = field(repr=False)
    """The bytes of the document."""
    entry_name: str = field(repr=False)
    """The name of its entry in the ZIP."""
    created: datetime
    """When its first part was made: the moment to judge its signature at."""
    favor_id: str
    """The 14 digits that group the set."""
    notes: tuple[str, ...]
    """What was unusual and accepted: another producer's names and sizes, parts given twice."""


@dataclass(frozen=True)
class BarcodeSetState:
    """What a collection of parts lacks to be one set. All empty: it can be decoded."""

    missing: tuple[int, ...]
    """The numbers of parts that are not there."""
    doubled: tuple[int, ...]
    """The numbers of parts that were given more than once, each time the same."""
    different: tuple[int, ...]
    """The numbers of parts that were given more than once with different data."""
    foreign: tuple[int, ...]
    """The places, from 1, of parts of another set than the first."""


@dataclass(frozen=True)
class BarcodeImage:
    """What an image holds."""

    texts: tuple[str, ...] = field(repr=False)
    """The texts of the symbols that were read."""
    unreadable: int
    """How many places looked like a symbol and could not be read."""


def encode_barcode(document: Source, *, favor_id: str, created: datetime) -> list[BarcodePart]:
    """Cuts a document into parts. ``favor_id`` is 14 digits that group the set; ``created`` is written in its time zone."""
    data, seconds = as_bytes(document), unix(created)
    offset = created.utcoffset() or timedelta()
    with translated():
        return [_part(part) for part in _native.encode_barcode(data, favor_id, seconds, offset // timedelta(minutes=1))]


def decode_barcode(parts: Iterable[BarcodePart]) -> DecodedBarcode:
    """Puts a document together from its parts, in whatever order they are given.

    Raises :class:`InputError` that names the first part that is missing, foreign, or differs from its double.
    """
    with translated():
        decoded = _native.decode_barcode([part.text for part in parts])
    notes = ["the entry of the archive has an unusual name"] if decoded.other_entry_name else []
    notes += [f"part {number} was given more than once" for number in decoded.doubled]
    notes += [f"part {number} has an unusual size" for number in decoded.other_size]
    created = from_unix(decoded.created)
    return DecodedBarcode(decoded.document, decoded.entry_name, created, decoded.favor_id, tuple(notes))


def inspect_barcode(parts: Iterable[BarcodePart]) -> BarcodeSetState:
    """Says what parts lack to be one set."""
    with translated():
        state = _native.inspect_barcode_parts([part.text for part in parts])
    return BarcodeSetState(tuple(state.missing), tuple(state.doubled), tuple(state.different), tuple(state.foreign))


def group_barcodes(parts: Iterable[BarcodePart]) -> list[list[BarcodePart]]:
    """Sorts parts of several sets: one list a set, in the order of their first parts."""
    given = list(parts)
    known = {part.text: part for part in given}
    with translated():
        sets = _native.group_barcode_parts([part.text for part in given])
    return [[known[text] for text in texts] for texts in sets]


def read_barcode_image(image: Source) -> BarcodeImage:
    """The texts of all symbols of an image (PNG, JPEG), parts or not."""
    data = as_bytes(image)
    with translated():
        read = _native.read_barcode_image(data)
    return BarcodeImage(tuple(read.texts), read.unreadable)


def _part(part: _native.BarcodePart) -> BarcodePart:
    return BarcodePart(part.text, from_unix(part.created), part.number, part.amount, part.favor_id)

