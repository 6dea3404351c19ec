"""What a user writes, read by a type checker: mypy --strict has to agree, and to know the types."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from qoltanba import (
    CheckResult,
    Decision,
    Evidence,
    InputError,
    Language,
    Reason,
    SignatureAlgorithm,
    Signer,
    TrustStore,
    Verifier,
)

verifier = Verifier(TrustStore([Path("anchors")]), Evidence(crls=[b""]))
at: datetime = datetime.now(timezone.utc)


def refusal(data: bytes) -> str | None:
    """The text of a refusal."""
    try:
        report = verifier.check_certificate(memoryview(data), at=at, iin="123456789011")
    except InputError as error:
        offset: int | None = error.offset
        return f"{error.kind}: {error.detail} at {offset}"
    decision: Decision = report.decision
    results: tuple[CheckResult, ...] = report.checks
    reasons: list[Reason | None] = [result.reason for result in results]
    text = None if report.refusal is None else report.refusal.text(Language.KAZAKH)
    return text if reasons else str(decision)


def batch(all_of_them: list[bytes]) -> list[Decision | None]:
    """Many at once."""
    return list(verifier.check_certificates(all_of_them, at=at))


def service(algorithm: SignatureAlgorithm, message: bytes) -> bytes:
    """Stands for a signing service."""
    return f"{algorithm.digest.value} of {len(message)} bytes".encode()


page: str = verifier.verify(b"", at=at).to_html(Language.RUSSIAN, file=Path("request.cms"))
place: str = Reason.EXPIRED.help(Language.KAZAKH)
signed: bytes = Signer.external(Path("head.cer"), service).sign_cms(b"")

# Each of these lines is a mistake, and the type checker says so (an unused "ignore" is an error under --strict).
verifier.check_certificate("citizen.cer", at=at)  # type: ignore[arg-type]
verifier.check_certificate(b"")  # type: ignore[call-arg]
verifier.check_certificate(b"", at="2024-01-01")  # type: ignore[arg-type]
TrustStore(b"one certificate")  # type: ignore[arg-type]
Signer.external(b"", len)  # type: ignore[arg-type]
