"""Checks and makes the electronic signatures (ЭЦП, ЭЦҚ) of Kazakhstan's electronic government.

The question of the service regulations, in one call::

    from datetime import datetime, timezone
    from pathlib import Path
    from qoltanba import Evidence, TrustStore, Verifier

    verifier = Verifier(TrustStore([Path("anchors")]), Evidence(crls=[Path("crls")]))
    report = verifier.check_certificate(Path("citizen.cer"), iin="123456789011", at=datetime.now(timezone.utc))
    report = verifier.verify(Path("request.cms"), iin="123456789011", at=datetime.now(timezone.utc))

``report.decision`` is one of three words; a report has no truth value. A failed check is data in the report; an
:class:`InputError` means that the input could not be used and nothing was decided.
"""

from __future__ import annotations

from . import _native
from ._errors import ErrorKind, InputError
from ._identity import Bin, BinDescription, ControlDigit, Iin, IinDescription
from ._report import CertificateSummary, CheckResult, JudgedAt, Refusal, Report, SignerReport, Subject
from ._regulations import regulation, regulations
from ._signer import Signer
from ._source import Source
from ._verifier import Batch, Evidence, TrustStore, Verification, Verifier
from ._words import Check, Decision, Language, Outcome, Purpose, Reason, Revocation

__version__: str = _native.library_version()

__all__ = [
    "Batch",
    "Bin",
    "BinDescription",
    "CertificateSummary",
    "Check",
    "CheckResult",
    "ControlDigit",
    "Decision",
    "ErrorKind",
    "Evidence",
    "Iin",
    "IinDescription",
    "InputError",
    "JudgedAt",
    "Language",
    "Outcome",
    "Purpose",
    "Reason",
    "Refusal",
    "Report",
    "Revocation",
    "Signer",
    "SignerReport",
    "Source",
    "Subject",
    "TrustStore",
    "Verification",
    "Verifier",
    "__version__",
    "regulation",
    "regulations",
]
