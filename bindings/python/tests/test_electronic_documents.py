"""The documents of the decrees: written, signed, opened, refused, printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest
from conftest import Synthetic

import qoltanba
from qoltanba import (
    Actor,
    Addressee,
    Applicant,
    Attachment,
    BarcodeStatement,
    Channel,
    Decision,
    Digest,
    Document,
    Equivalence,
    ErrorKind,
    Field,
    Forms,
    Iin,
    InputError,
    Language,
    Notification,
    NotificationKind,
    Origin,
    Paper,
    PowerOfAttorney,
    Questionnaire,
    RefusalCode,
    RefusalDocument,
    RefusalText,
    Registration,
    Representative,
    ResultKind,
    Satisfaction,
    ServiceRequest,
    ServiceResult,
    Validity,
    encode_barcode,
    read_unverified_document,
    statements,
)

SERVICE = "kokpekty-2012-unemployed-certificate"
AT = datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=5)))
FILE = "мазмұны".encode()

REQUEST = ServiceRequest(
    service=SERVICE,
    channel=Channel.PORTAL,
    applicant=Applicant(Iin(Synthetic.IIN), "Сынақ Үлгі"),
    form="application",
    fields=(
        Field("addressee-name", "Жұмыспен қамту бөлімі"),
        Field("applicant-name", "Сынақ Үлгі"),
        Field("applicant-address", "Үлгі ауылы <1> & 2"),
        Field("period-from", "2026-01-01"),
    ),
    created=AT,
    representative=Representative(
        Iin("990101200027"), "Өкіл Үлгі", PowerOfAttorney("12", date(2026, 6, 1), "Нотариус Үлгі")
    ),
    paper=Paper.PRESENT,
    attachments=(Attachment.of("identity-card", "application/pdf", FILE, digest=Digest.STREEBOG256),),
    registration=Registration("1/26", date(2026, 7, 1)),
)
RESULT = ServiceResult(
    service=SERVICE,
    kind=ResultKind.UNEMPLOYED_CERTIFICATE,
    issued=date(2026, 7, 1),
    addressee=Addressee("Сынақ Үлгі", Iin(Synthetic.IIN)),
    fields=(Field("holder-name", "Сынақ Үлгі"), Field("registered-as-unemployed", "2026-01-01")),
    number="000001",
    validity=Validity(date(2026, 7, 1), date(2026, 12, 31)),
    request="1/26",
    equivalence=Equivalence.STATED,
    barcode=BarcodeStatement("Бөлім", "Облыс"),
)
REFUSAL = RefusalDocument(
    service=SERVICE,
    channel=Channel.CENTRE,
    step="centre.p4",
    by=Actor.PROVIDER,
    code=RefusalCode.DATA_UNOBTAINABLE,
    at=AT,
    texts=(RefusalText(Language.RUSSIAN, Origin.DECREE, "отказ"), RefusalText(Language.KAZAKH, Origin.LIBRARY, "бас тарту")),
    about=Actor.CONSUMER,
    number="7",
    addressee=Addressee("Сынақ Үлгі"),
    sub_reasons=("person-absent",),
    reason="себебі",
)
NOTIFICATION = Notification(
    service=SERVICE,
    kind=NotificationKind.ACCEPTANCE_REPORT,
    at=AT,
    language=Language.KAZAKH,
    text="Қабылданды",
    request="1/26",
    status="registered",
    until=AT + timedelta(days=5),
)
QUESTIONNAIRE = Questionnaire(SERVICE, AT, Satisfaction.SATISFIED, Satisfaction.PARTLY_SATISFIED)
DOCUMENTS: list[Document] = [REQUEST, RESULT, REFUSAL, NOTIFICATION, QUESTIONNAIRE]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: type(document).__name__)
def test_every_document_is_written_signed_and_opened(synthetic: Synthetic, document: Document) -> None:
    xml = document.to_xml()
    root = ElementTree.fromstring(xml)
    assert root.tag.startswith("{urn:qoltanba:document:1}") and root.find("{*}service").text == SERVICE  # type: ignore[union-attr]
    read = read_unverified_document(xml)
    assert (read.document, read.signatures) == (document, 0)

    signer = synthetic.signer("gost2015-individual")
    for signed in (signer.sign_xml(xml), signer.sign_cms(xml)):
        opened = synthetic.verifier.open_document(signed, at=synthetic.AT, iin=synthetic.IIN)
        assert opened.report.decision is Decision.CONFIRMED
        assert opened.document == document
    assert read_unverified_document(signer.sign_xml(xml)).signatures == 1


def test_what_is_not_confirmed_is_not_handed_out(synthetic: Synthetic) -> None:
    signed = synthetic.signer("gost2015-individual").sign_xml(REQUEST.to_xml())
    for forged, iin in (
        (signed.replace("Үлгі ауылы".encode(), "Басқа ауыл".encode()), synthetic.IIN),
        (signed, "990101200027"),
    ):
        opened = synthetic.verifier.open_document(forged, at=synthetic.AT, iin=iin)
        assert opened.report.decision is Decision.REFUSED and opened.document is None
        with pytest.raises(TypeError, match="neither true nor false"):
            bool(opened)
    unsigned = synthetic.verifier.open_document(REQUEST.to_xml(), at=synthetic.AT)
    assert unsigned.document is None and unsigned.report.decision is not Decision.CONFIRMED
    with pytest.raises(InputError):
        synthetic.verifier.open_document(synthetic.signed("cms/gost2015.cms"), at=synthetic.AT)


def test_an_attachment_is_covered_by_its_digest() -> None:
    REQUEST.check_attachments({"identity-card": FILE})
    assert REQUEST.attachments[0].is_file(bytearray(FILE)) and not REQUEST.attachments[0].is_file(FILE + b"!")
    for files in ({}, {"identity-card": b""}):
        with pytest.raises(InputError) as broken:
            REQUEST.check_attachments(files)
        assert broken.value.kind is ErrorKind.ITEM and "attachment 1" in broken.value.detail
    with pytest.raises(InputError) as foreign:
        REQUEST.check_attachments({"identity-card": FILE, "other": b""})
    assert foreign.value.kind is ErrorKind.INVALID_ARGUMENT
    with pytest.raises(InputError):
        Attachment.of("a", "no media type", FILE)
    with pytest.raises(InputError):
        Attachment.of("a", "application/pdf", FILE, digest=Digest.SHA1)


def test_a_form_names_every_violation() -> None:
    forms = Forms()
    assert forms.violations_of(REQUEST) == ()
    broken = replace(
        REQUEST,
        fields=(Field("period-from", "ертең"), Field("shoe-size", "43"), Field("applicant-name", "А")),
        attachments=(),
    )
    found = {one.field: one.rule for one in forms.violations_of(broken)}
    assert found["period-from"] == "a date is written 2024-03-08"
    assert found["shoe-size"] == "the form has no such field"
    assert "must be filled in" in found["applicant-address"]
    form = forms.form(SERVICE, "application")
    assert {one.key for one in form.fields} >= {"applicant-name", "period-from"}
    assert form.languages == (Language.RUSSIAN,) and repr(forms) == f"<Forms: {len(forms.ids())}>"
    with pytest.raises(InputError):
        forms.form(SERVICE, "none")


FORM_TOML = """
schema = "qoltanba.form/1"
[[form]]
service = "s"
id = "f"
role = "application"
languages = ["kk"]
src = []
[[form.field]]
key = "e-mail"
type = "email"
need = "mandatory"
"""
FORM_JSON = """{"schema": "qoltanba.form/1", "form": [{"service": "s", "id": "f", "role": "application",
"languages": ["kk"], "src": [], "field": [{"key": "e-mail", "type": "email", "need": "mandatory"}]}]}"""


@pytest.mark.parametrize("text", [FORM_TOML, FORM_JSON], ids=["TOML", "JSON"])
def test_a_caller_adds_a_form(text: str) -> None:
    forms = Forms()
    more = forms.adding(text)
    assert ("s", "f") in more.ids() and ("s", "f") not in forms.ids()
    assert [one.field for one in more.violations("s", "f", [Field("e-mail", "x")])] == ["e-mail"]
    assert more.violations("s", "f", [Field("e-mail", "x@example.kz")]) == ()
    for broken in (text, text.replace("email", "choice"), text.replace("form/1", "form/2"), "{"):
        with pytest.raises(InputError):
            more.adding(broken)


def test_a_result_is_printed_on_one_page() -> None:
    parts = encode_barcode(RESULT.to_xml(), favor_id="12345678901234", created=AT)
    page = Forms().print_result(replace(RESULT, addressee=Addressee("<b>Үлгі</b>")), parts)
    assert page.startswith("<!DOCTYPE html>") and page.count("<svg") == len(parts)
    assert "&lt;b&gt;Үлгі" in page and "<b>" not in page and "<script" not in page
    said = statements("Бөлім", "Облыс")
    assert said["equivalence"][Language.RUSSIAN] in page and "Бөлім (Облыс)" in said["barcode"][Language.KAZAKH]


def test_moments_need_a_zone_and_texts_hide_persons() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        replace(REQUEST, created=datetime(2026, 7, 1)).to_xml()
    with pytest.raises(InputError) as invalid:
        replace(REQUEST, service="\x00").to_xml()
    assert "Үлгі" not in str(invalid.value)
    for document in DOCUMENTS:
        assert "Үлгі" not in repr(document) and Synthetic.IIN not in repr(document)
    with pytest.raises(InputError):
        read_unverified_document(b"<a/>")
    assert "urn:qoltanba:document:1" in qoltanba.document_schema()
