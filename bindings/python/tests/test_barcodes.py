"""The barcodes of eGov: a document as parts and pictures, and back."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from hashlib import sha256

import pytest
from conftest import ROOT, Synthetic

from qoltanba import (
    BarcodePart,
    Decision,
    ErrorKind,
    InputError,
    decode_barcode,
    encode_barcode,
    group_barcodes,
    inspect_barcode,
    read_barcode_image,
)

AT = datetime(2024, 1, 1, 12, tzinfo=timezone(timedelta(hours=6)))


# It does not shrink in a ZIP, so it needs several parts.
DOCUMENT = b"".join(sha256(bytes([number])).digest() for number in range(60))


def parts(document: bytes = DOCUMENT, favor_id: str = "12345678901234") -> list[BarcodePart]:
    return encode_barcode(document, favor_id=favor_id, created=AT)


def test_a_document_comes_back_in_any_order() -> None:
    made = parts()
    assert 1 < len(made) == made[0].amount and [part.number for part in made] == list(range(1, len(made) + 1))
    decoded = decode_barcode(reversed(made))
    assert (decoded.document, decoded.created, decoded.favor_id) == (DOCUMENT, AT, "12345678901234")
    assert (decoded.entry_name, decoded.notes) == ("one", ())
    assert decode_barcode([*made, made[0]]).notes == ("part 1 was given more than once",)
    assert "creationDate>2024-01-01T12:00:00.000+06:00<" in made[0].text


def test_the_pictures_are_read_again() -> None:
    for part in parts():
        assert BarcodePart.read(part.to_png(6)) == [part] == BarcodePart.read(part.text.encode())
        assert part.to_svg().startswith("<svg")
        assert read_barcode_image(part.to_png(4)).texts == (part.text,)
    with pytest.raises(InputError):
        parts()[0].to_png(65)
    with pytest.raises(InputError):
        BarcodePart.read(b"\x89PNG")


def test_the_name_of_an_entry_is_kept_out_of_logs() -> None:
    # The name may be the number of a person.
    decoded = decode_barcode(BarcodePart.read(ROOT / "tests/data/barcode/person.png"))
    assert (decoded.entry_name, decoded.notes) == ("person.xml", ("the entry of the archive has an unusual name",))
    assert "person" not in repr(decoded) and "unusual" in repr(decoded)


def test_missing_and_foreign_parts_are_named() -> None:
    good, other = parts(), parts(favor_id="99999999999999")
    with pytest.raises(InputError) as missing:
        decode_barcode(good[1:])
    assert missing.value.kind is ErrorKind.ITEM and missing.value.detail == "barcode part 1: the part is there"
    assert inspect_barcode(good[1:]).missing == (1,)
    state = inspect_barcode([*good, good[0], other[0]])
    assert (state.missing, state.doubled, state.different, state.foreign) == ((), (1,), (), (len(good) + 2,))
    assert group_barcodes([*good, *other, good[0]]) == [[*good, good[0]], other]


def test_a_signed_document_in_barcodes_is_verified(synthetic: Synthetic) -> None:
    folder = synthetic.folder / "signed/barcode"
    read = [part for path in sorted(folder.glob("*.xml")) for part in BarcodePart.read(path)]
    document = decode_barcode(read).document
    report = synthetic.verifier.verify_barcode(read, at=synthetic.AT)
    assert report.format == "barcode"
    assert report.decision is synthetic.verifier.verify(document, at=synthetic.AT).decision is Decision.CONFIRMED
    assert any("made at" in note for note in report.notes)


def test_the_number_of_a_set_has_fourteen_digits() -> None:
    with pytest.raises(InputError):
        parts(favor_id="1")
    with pytest.raises(ValueError, match="no time zone"):
        encode_barcode(b"", favor_id="12345678901234", created=datetime(2024, 1, 1))
