"""A service walked on a channel, with real checks and signatures, to each of its endings."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta, timezone

import pytest
from conftest import Synthetic

from qoltanba import (
    Actor,
    Addressee,
    Advanced,
    Bin,
    Calendar,
    Catalogue,
    Channel,
    Decision,
    ErrorKind,
    Expected,
    Held,
    Iin,
    InputError,
    Language,
    Parties,
    Procedure,
    RefusalCode,
    Report,
    ResultKind,
    ServiceResult,
    Status,
    StepOutcome,
    StepSignature,
    SubReason,
    Verifier,
)

SERVICE = "kokpekty-2012-unemployed-certificate"
AT = datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=5)))
# The outcomes that lead to the result.
GOOD = {
    Expected.LOGIN: StepOutcome.LOGIN_ACCEPTED,
    Expected.FORM: StepOutcome.FORM_ACCEPTED,
    Expected.DATA: StepOutcome.DATA_CORRECT,
    Expected.REGISTRY: StepOutcome.REGISTRY_FOUND,
    Expected.DECISION: StepOutcome.CONFORMING,
    Expected.CHOICE: StepOutcome.CHOICE_ACCEPTED,
}


class Walk:
    """A procedure together with the keys of those who take part."""

    def __init__(
        self,
        synthetic: Synthetic,
        applicant: str = Synthetic.IIN,
        service: str = SERVICE,
        channel: Channel = Channel.PORTAL,
    ) -> None:
        self.synthetic = synthetic
        self.at = AT
        self.head = synthetic.signer("gost2015-head")
        bin = synthetic.verifier.check_certificate(self.head.certificate, at=AT).signers[0].certificate.subject.bin  # type: ignore[union-attr]
        self.parties = Parties(applicant=Iin(applicant), provider=Bin(str(bin)))
        self.procedure = Procedure(Catalogue(), service, channel, self.parties, at=AT)

    def check(self) -> Report:
        certificate = self.synthetic.signer("gost2015-individual").certificate
        return self.synthetic.verifier.check_certificate(certificate, at=AT, iin=str(self.parties.applicant))

    def sign(self, role: Actor) -> StepSignature:
        signer = self.synthetic.signer("gost2015-individual") if role is Actor.CONSUMER else self.head
        return StepSignature(self.synthetic.verifier.verify(signer.sign_cms(b"document"), at=AT))

    def step(self) -> Advanced | Held:
        """What leads to the result, as far as the checks allow it."""
        following = self.procedure.next
        assert following is not None
        self.at += timedelta(seconds=30)
        if following.expected is Expected.CERTIFICATE:
            report = self.check()
            return self.procedure.report(StepOutcome.certificate(report.decision), at=self.at, evidence=report)
        need = following.signature
        signatures = [self.sign(need.rule.signer)] if need is not None and following.expected is Expected.WORK else []
        return self.procedure.report(GOOD.get(following.expected, StepOutcome.DONE), at=self.at, signatures=signatures)

    def to_the_end(self) -> None:
        while self.procedure.next is not None:
            assert isinstance(self.step(), Advanced)

    def until(self, step: str) -> None:
        while self.procedure.next is not None and self.procedure.next.step.id != step:
            assert isinstance(self.step(), Advanced)


def test_a_service_is_walked_to_its_result(synthetic: Synthetic) -> None:
    walk = Walk(synthetic)
    assert repr(walk.procedure) == "<Procedure at portal.u1: new>"
    walk.to_the_end()
    ending = walk.procedure.ending
    assert ending is not None and (ending.kind, ending.refusal) == ("result", None)
    assert walk.procedure.refusal_document(at=AT) is None and walk.procedure.notices == ()
    with pytest.raises(InputError) as ended:
        walk.procedure.report(StepOutcome.DONE, at=walk.at)
    assert ended.value.kind is ErrorKind.INVALID_ARGUMENT
    result = ServiceResult(SERVICE, ResultKind.UNEMPLOYED_CERTIFICATE, date(2026, 7, 1), Addressee("Үлгі"), ())
    opened = synthetic.verifier.open_document(walk.head.sign_xml(result.to_xml()), at=AT)
    assert opened.document == result


def test_another_person_s_number_is_refused_in_three_languages(synthetic: Synthetic) -> None:
    walk = Walk(synthetic, applicant="990101200027")
    walk.to_the_end()
    ending = walk.procedure.ending
    assert ending is not None and ending.kind == "refused" and ending.refusal is not None
    assert ending.refusal.code is RefusalCode.SIGNATURE_NOT_CONFIRMED
    assert ending.refusal.sub_reasons == ("iin-mismatch",) and walk.procedure.status is Status.REFUSED
    document = walk.procedure.refusal_document(at=AT, number="7", addressee=Addressee("Үлгі"))
    assert document is not None and (document.number, document.sub_reasons) == ("7", ("iin-mismatch",))
    for language in Language:
        assert document.text(language)
    assert walk.head.sign_xml(document.to_xml())


def test_a_step_that_is_not_decided_is_held(synthetic: Synthetic) -> None:
    walk = Walk(synthetic)
    walk.until("portal.c2")
    assert walk.procedure.report(StepOutcome.certificate(Decision.UNDETERMINED), at=walk.at) == Held("check-undetermined")
    assert walk.procedure.status is Status.CHECK_UNDETERMINED
    assert walk.step() == Advanced("portal.p5")
    # Somebody else's signature does not fit, and the trail keeps why.
    stranger = StepSignature(synthetic.verifier.verify(walk.head.sign_cms(b"x"), at=AT))
    held = walk.procedure.report(StepOutcome.DONE, at=walk.at, signatures=[stranger])
    assert isinstance(held, Held) and held.why == "signer-does-not-fit" and "role-does-not-fit" in held.misfits
    with pytest.raises(InputError) as unsigned:
        walk.procedure.report(StepOutcome.DONE, at=walk.at)
    assert "needs a signature" in unsigned.value.detail
    for illegal in (StepOutcome.LOGIN_ACCEPTED, StepOutcome.form_violations(3), StepOutcome.NOT_NEEDED):
        with pytest.raises(InputError):
            walk.procedure.report(illegal, at=walk.at)
    with pytest.raises(InputError) as earlier:
        walk.procedure.report(StepOutcome.DONE, at=AT - timedelta(1))
    assert "not earlier" in earlier.value.detail


def test_an_outcome_is_what_its_report_decided(synthetic: Synthetic) -> None:
    walk = Walk(synthetic)
    revoked = (synthetic.folder / "gost2015/individual-revoked.cer").read_bytes()
    refused = synthetic.verifier.check_certificate(revoked, at=AT, iin=Synthetic.IIN)
    undetermined = Verifier(synthetic.trust).check_certificate(revoked, at=AT)
    confirmed = walk.check()
    reports = {report.decision: report for report in (confirmed, refused, undetermined)}
    assert set(reports) == set(Decision)
    walk.until("portal.c2")
    before = walk.procedure.trail
    for reported in Decision:
        for decision, report in reports.items():
            if reported is not decision:
                with pytest.raises(InputError) as contradicted:
                    walk.procedure.report(StepOutcome.certificate(reported), at=walk.at, evidence=report)
                assert contradicted.value.detail.endswith("the outcome is what the report behind it decided")
    assert walk.procedure.trail == before
    refusal = walk.procedure.report(StepOutcome.certificate(Decision.REFUSED), at=walk.at, evidence=refused)
    assert refusal == Advanced("portal.p4")


def test_the_check_of_a_certificate_is_no_signature(synthetic: Synthetic) -> None:
    walk = Walk(synthetic)
    walk.until("portal.p5")
    before = walk.procedure.trail
    chosen, signed = walk.check(), walk.sign(Actor.CONSUMER).report
    assert chosen.decision is signed.decision is Decision.CONFIRMED and chosen.format == "certificate"
    for signature in (StepSignature(chosen), StepSignature(signed, 1)):
        with pytest.raises(InputError) as refused:
            walk.procedure.report(StepOutcome.DONE, at=walk.at, signatures=[signature])
        assert refused.value.kind is ErrorKind.INVALID_ARGUMENT
        assert refused.value.detail.startswith("signature: its report ")
    assert walk.procedure.trail == before
    assert walk.procedure.report(StepOutcome.DONE, at=walk.at, signatures=[StepSignature(signed)]) == Advanced("portal.p6")
    # The trail keeps the digest of the report as its reader has it.
    assert hashlib.sha256(signed.to_json().encode()).hexdigest() in walk.procedure.trail


def test_what_is_no_report_is_no_evidence(synthetic: Synthetic) -> None:
    walk = Walk(synthetic)
    walk.until("portal.c2")
    tree = walk.check().to_dict()
    hollow = Report(Decision.CONFIRMED, json.dumps({**tree, "checks": [], "signers": []}))
    with pytest.raises(InputError) as refused:
        walk.procedure.report(StepOutcome.certificate(hollow.decision), at=walk.at, evidence=hollow)
    assert refused.value.kind is ErrorKind.MALFORMED
    assert walk.step() == Advanced("portal.p5")


def test_the_trail_goes_on_where_it_was_and_shows_a_change(synthetic: Synthetic) -> None:
    walk = Walk(synthetic)
    walk.until("portal.p5")
    kept = walk.procedure.trail
    assert Synthetic.IIN not in kept and json.loads(kept)["schema"] == "qoltanba.audit/1"
    again = Procedure.replay(Catalogue(), kept, walk.parties)
    assert (again.trail, again.trail_head, again.next) == (kept, walk.procedure.trail_head, walk.procedure.next)
    walk.procedure = again
    walk.to_the_end()
    assert len(again.trail_head) == 32 and again.trail_head.hex() in again.trail
    changed = kept.replace('"accepted"', '"refused"', 1)
    assert changed != kept
    with pytest.raises(InputError) as broken:
        Procedure.replay(Catalogue(), changed, walk.parties)
    assert broken.value.kind is ErrorKind.ITEM and broken.value.offset is None
    with pytest.raises(InputError):
        Procedure.replay(Catalogue(), "{}", walk.parties)


def test_deadlines_follow_the_caller_s_calendar(synthetic: Synthetic) -> None:
    # Registered on a Wednesday; the term is three working days.
    walk = Walk(synthetic, service="kokpekty-2012-preschool-queue")
    astana = timezone(timedelta(hours=5))

    def last(**days: frozenset[date]) -> datetime | None:
        deadline = walk.procedure.whole_deadline(Calendar(timedelta(hours=5), **days))
        return None if deadline is None else deadline.latest

    assert last() is None, "the counting has not started"
    walk.until("portal.c3")
    assert last() == datetime(2026, 7, 6, 23, 59, 59, tzinfo=astana), "Thursday, Friday, Monday"
    holidays = frozenset({date(2026, 7, 2), date(2026, 7, 3)})
    assert last(holidays=holidays) == datetime(2026, 7, 8, 23, 59, 59, tzinfo=astana)
    saturday = frozenset({date(2026, 7, 4)})
    assert last(working_days=saturday) == datetime(2026, 7, 4, 23, 59, 59, tzinfo=astana)
    with pytest.raises(InputError):
        walk.procedure.whole_deadline(Calendar(timedelta(hours=20)))


def test_a_step_has_a_deadline_of_its_own(synthetic: Synthetic) -> None:
    walk = Walk(synthetic)
    calendar = Calendar(timedelta(hours=5))
    assert walk.procedure.step_deadline(calendar) is None, "no term is printed for registering"
    walk.step()
    deadline = walk.procedure.step_deadline(calendar)
    assert deadline is not None and deadline.days == "none", "30..60 s"
    assert deadline.earliest == walk.at + timedelta(seconds=30)
    assert deadline.latest == walk.at + timedelta(seconds=60)


def test_absent_data_are_a_notice_and_the_service_goes_on(synthetic: Synthetic) -> None:
    walk = Walk(synthetic, service="kyzylorda-2011-preschool-registration", channel=Channel.PROVIDER)
    walk.until("provider.p4")
    absent = StepOutcome.registry_absent(SubReason.PERSON_ABSENT)
    assert walk.procedure.report(absent, at=walk.at) == Advanced("provider.p5")
    assert walk.procedure.report(StepOutcome.DONE, at=walk.at) == Advanced("provider.p6")
    (notice,) = walk.procedure.notices
    assert (notice.code, notice.sub_reasons) == (RefusalCode.DATA_UNOBTAINABLE, ("person-absent",))
    document = walk.procedure.notice_document(0, at=AT, addressee=Addressee("Үлгі"))
    assert (document.step, document.code, document.at) == ("provider.p5", notice.code, AT)
    with pytest.raises(InputError):
        walk.procedure.notice_document(1, at=AT)
    with pytest.raises(IndexError):
        walk.procedure.notice_document(-1, at=AT)


def test_a_reviewer_s_refusal_ends_the_service_with_its_reason(synthetic: Synthetic) -> None:
    walk = Walk(synthetic)
    walk.until("portal.c3")
    assert walk.procedure.report(StepOutcome.not_conforming("бір құжат жоқ"), at=walk.at) == Advanced("portal.p7")
    assert walk.procedure.report(StepOutcome.DONE, at=walk.at) == Advanced("end:refused")
    ending = walk.procedure.ending
    assert ending is not None and ending.refusal is not None
    assert (ending.refusal.code, ending.refusal.reason) == (RefusalCode.DOCUMENTS_NOT_CONFORMING, "бір құжат жоқ")
    assert "бір құжат" not in repr(ending)


def test_a_negative_answer_is_a_result(synthetic: Synthetic) -> None:
    walk = Walk(synthetic, service="timiryazev-2013-guardianship-certificate")
    walk.until("portal.p8")
    refused = StepOutcome.refused(RefusalCode.NEGATIVE_ANSWER, "негіз жоқ")
    assert repr(refused) == "<StepOutcome refused>"
    signer = synthetic.signer("gost2004-employee-tumar")
    employee = StepSignature(synthetic.verifier.verify(signer.sign_cms(b"answer"), at=AT))
    assert walk.procedure.report(refused, at=walk.at, signatures=[employee]) == Advanced("end:result")
    ending = walk.procedure.ending
    assert ending is not None and ending.kind == "negative-result" and ending.refusal is not None
    assert (ending.refusal.code, walk.procedure.status) == (RefusalCode.NEGATIVE_ANSWER, Status.DELIVERED)
    assert walk.procedure.refusal_document(at=AT) is not None


def test_who_may_sign_is_told_of_a_certificate(synthetic: Synthetic) -> None:
    walk = Walk(synthetic)
    own, head = synthetic.signer("gost2015-individual").certificate, walk.head.certificate
    assert walk.parties.misfits(Actor.CONSUMER, own) == ()
    assert walk.parties.misfits(Actor.AUTHORISED_PERSON, head) == ()
    assert "role-does-not-fit" in walk.parties.misfits(Actor.AUTHORISED_PERSON, own)
    assert Parties().misfits(Actor.CONSUMER, own) == ("applicant-unknown",)


def test_an_unknown_service_or_channel_is_an_error() -> None:
    for service, channel in (("none", Channel.PORTAL), ("kokpekty-2012-disabled-child-support", Channel.CENTRE)):
        with pytest.raises(InputError) as unknown:
            Procedure(Catalogue(), service, channel, Parties(), at=AT)
        assert unknown.value.kind is ErrorKind.INVALID_ARGUMENT
    with pytest.raises(ValueError, match="no time zone"):
        Procedure(Catalogue(), SERVICE, Channel.PORTAL, Parties(), at=datetime(2026, 7, 1))
