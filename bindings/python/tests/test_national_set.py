"""Every certificate of the national test set gets the verdict that its manifest gives."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from conftest import AT, NationalSet

from qoltanba import Check, Decision, Evidence, Iin, InputError, Outcome, Purpose, Reason, Revocation, TrustStore, Verifier


def check(national: NationalSet, entry: dict[str, Any], **question: Any) -> Any:
    question.setdefault("at", AT)
    question.setdefault("iin", entry["iin"])
    question.setdefault("purpose", Purpose.ANY)
    return national.verifier.check_certificate(national.path(entry), **question)


def test_each_has_the_verdict_of_the_manifest(national: NationalSet) -> None:
    seen = {Decision.CONFIRMED: 0, Decision.REFUSED: 0, Decision.UNDETERMINED: 0}
    for entry in national.entries:
        report = check(national, entry)
        revocation = report.find(Check.REVOCATION)
        # The manifest names the lists of the issuer, and in which of them the serial number stands.
        if entry["crl_status"]["listed"]:
            expected = (Decision.REFUSED, Outcome.FAILED)
        elif entry["crl_status"]["issuer_crls"]:
            expected = (Decision.CONFIRMED, Outcome.PASSED)
        else:
            expected = (Decision.UNDETERMINED, Outcome.UNDETERMINED)
        assert (report.decision, revocation.outcome) == expected, entry["certificate_file"]
        seen[report.decision] += 1
    print(f"{len(national.entries)} certificates: {seen}")
    # Counted in the manifest: 24 are listed, one has an issuer without lists.
    assert list(seen.values()) == [27, 24, 1]


def test_the_report_names_the_holder_as_the_manifest_does(national: NationalSet) -> None:
    for entry in national.entries:
        certificate = check(national, entry).signers[0].certificate
        assert certificate.subject.iin == entry["iin"]
        assert certificate.subject.bin == entry["bin"]
        assert certificate.subject.common_name == entry["cn"]
        assert certificate.serial == entry["serial"]
        assert certificate.sha256 == entry["certificate_sha256"]
        assert certificate.not_before == datetime.fromisoformat(entry["not_before"].replace("Z", "+00:00"))
        assert certificate.not_after == datetime.fromisoformat(entry["not_after"].replace("Z", "+00:00"))
        assert list(certificate.policies) == entry["policy_oids"]


def test_another_iin_is_refused(national: NationalSet) -> None:
    report = check(national, national.one("valid"), iin="123456789012", purpose=Purpose.SIGN)
    assert report.decision is Decision.REFUSED
    assert report.find(Check.IDENTITY_MATCH).reason is Reason.IIN_MISMATCH
    assert report.find(Check.REVOCATION).outcome is Outcome.PASSED


def test_a_bin_is_compared(national: NationalSet) -> None:
    entry = next(one for one in national.entries if one["bin"] and one["folder_status"] == "valid")
    assert check(national, entry, iin=None, bin=entry["bin"]).find(Check.IDENTITY_MATCH).outcome is Outcome.PASSED
    other = check(national, entry, iin=None, bin="940140000385")
    assert other.find(Check.IDENTITY_MATCH).reason is Reason.BIN_MISMATCH
    person = check(national, national.one("valid"), iin=None, bin=entry["bin"])
    assert person.find(Check.IDENTITY_MATCH).reason is Reason.BIN_MISSING


def test_without_lists_it_is_undetermined(national: NationalSet) -> None:
    for evidence in (None, Evidence()):
        verifier = Verifier(national.trust, evidence)
        report = verifier.check_certificate(national.path(national.one("valid")), at=AT)
        assert report.decision is Decision.UNDETERMINED
        assert report.find(Check.REVOCATION).reason is Reason.NO_EVIDENCE


def test_without_revocation_it_is_never_confirmed(national: NationalSet) -> None:
    verifier = Verifier(national.trust, national.evidence, revocation=Revocation.OFF)
    report = verifier.check_certificate(national.path(national.one("valid")), at=AT)
    assert report.decision is Decision.UNDETERMINED


def test_without_anchors_the_issuer_is_unknown(national: NationalSet) -> None:
    verifier = Verifier(TrustStore([]), national.evidence)
    report = verifier.check_certificate(national.path(national.one("valid")), at=AT)
    assert report.find(Check.CERTIFICATE_PATH).reason is Reason.ISSUER_UNKNOWN
    assert report.decision is Decision.UNDETERMINED


@pytest.mark.parametrize(
    ("field", "shift", "reason"),
    [
        ("not_before", -1, Reason.NOT_YET_VALID),
        ("not_before", 0, None),
        ("not_after", 0, None),
        ("not_after", 1, Reason.EXPIRED),
    ],
)
def test_the_validity_period_ends_to_the_second(
    national: NationalSet, field: str, shift: int, reason: Reason | None
) -> None:
    entry = national.one("valid")
    at = datetime.fromisoformat(entry[field].replace("Z", "+00:00")) + timedelta(seconds=shift)
    # The same moment in the time zone of Astana.
    report = check(national, entry, at=at.astimezone(timezone(timedelta(hours=5))))
    assert report.find(Check.VALIDITY_PERIOD).reason is reason
    assert report.moment.at == at


def test_a_batch_has_the_same_verdicts(national: NationalSet) -> None:
    certificates = [national.path(entry).read_bytes() for entry in national.entries]
    certificates.insert(3, b"no certificate")
    numbers = [Iin(entry["iin"]) if entry["iin"] else None for entry in national.entries]
    numbers.insert(3, None)
    batch = national.verifier.check_certificates(certificates, at=AT, numbers=numbers, purpose=Purpose.ANY)
    single = [check(national, entry) for entry in national.entries]
    assert [decision for decision in batch if decision] == [report.decision for report in single]
    assert batch[3] is None and batch.codes[3] == 3
    assert batch.report(0) == single[0] and batch.report(4) == single[3]
    assert len(batch) == len(certificates)
    with pytest.raises(InputError):
        batch.report(3)
