"""The words of a report, as enumerations whose values are the machine words of the report's schema."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from . import _native


class Language(Enum):
    """A language of the texts."""

    KAZAKH = "kk"
    RUSSIAN = "ru"
    ENGLISH = "en"


class _Word(Enum):
    """A machine word that has a text in three languages."""

    def __str__(self) -> str:
        return str(self.value)

    def text(self, language: Language) -> str:
        """The word for people, in ``language``."""
        return _texts()[type(self).__name__.lower(), self.value][language]


class Decision(_Word):
    """The verdict over everything that was asked."""

    CONFIRMED = "confirmed"
    """Every check passed."""
    REFUSED = "refused"
    """At least one check failed."""
    UNDETERMINED = "undetermined"
    """No check failed, but at least one could not be decided. It is not a yes."""


class Outcome(_Word):
    """What came of one check."""

    PASSED = "passed"
    FAILED = "failed"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not-applicable"


class Check(_Word):
    """The checks, in the order of a report."""

    SIGNATURE = "signature"
    VALIDITY_PERIOD = "validity-period"
    REVOCATION = "revocation"
    IDENTITY_MATCH = "identity-match"
    CERTIFICATE_PATH = "certificate-path"
    KEY_USAGE = "key-usage"
    TIMESTAMP = "timestamp"
    CONTENT_COVERAGE = "content-coverage"


class Reason(_Word):
    """Why a check failed or could not be decided."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    REVOKED = "revoked"
    ON_HOLD = "on-hold"
    NO_EVIDENCE = "no-evidence"
    STALE_EVIDENCE = "stale-evidence"
    EVIDENCE_UNTRUSTED = "evidence-untrusted"
    STATUS_UNKNOWN = "status-unknown"
    IIN_MISMATCH = "iin-mismatch"
    IIN_MISSING = "iin-missing"
    BIN_MISMATCH = "bin-mismatch"
    BIN_MISSING = "bin-missing"
    SIGNATURE_INVALID = "signature-invalid"
    DIGEST_MISMATCH = "digest-mismatch"
    SIGNER_CERTIFICATE_MISSING = "signer-certificate-missing"
    NO_SIGNATURE = "no-signature"
    ALGORITHM_NOT_ALLOWED = "algorithm-not-allowed"
    SIGNED_ATTRIBUTES_MISSING = "signed-attributes-missing"
    PATH_INVALID = "path-invalid"
    ISSUER_UNKNOWN = "issuer-unknown"
    PURPOSE_NOT_ALLOWED = "purpose-not-allowed"
    TIMESTAMP_INVALID = "timestamp-invalid"
    TIMESTAMP_UNTRUSTED = "timestamp-untrusted"
    CONTENT_NOT_COVERED = "content-not-covered"
    DUPLICATE_ID = "duplicate-id"

    @property
    def outcome(self) -> Outcome:
        """What a check with this reason came to: failed or undetermined."""
        return _outcomes()[self.value]

    def help(self, language: Language) -> str:
        """Where the book explains it: page and anchor below the root of the site, ``ru/reasons.html#iin-mismatch``.

        Who shows a report puts the address of their copy of the book before it.
        """
        return _native.reason_help(self.value, _native.Language[language.name])


class Purpose(Enum):
    """What a certificate is wanted for."""

    SIGN = "sign"
    """Signing documents."""
    AUTH = "auth"
    """Authentication."""
    ANY = "any"
    """No check of the purpose; the report says so."""


class Revocation(Enum):
    """Whose revocation is asked."""

    END_ENTITY = "end-entity"
    """That of the end entity: what the regulations ask."""
    CHAIN = "chain"
    """That of every certificate of the path below the anchor."""
    OFF = "off"
    """Nobody's. The report says so, and never says "confirmed"."""


class LegacyAlgorithms(Enum):
    """Whether SHA-1 and RSA keys below 2048 bits carry a verdict."""

    REFUSE = "refuse"
    """They do not."""
    ACCEPT = "accept"
    """They do: only for material of 2016 and before."""


class AnchorChecks(Enum):
    """Whether an anchor's own validity period, constraints and critical extensions count."""

    ENFORCE = "enforce"
    """They do (RFC 5937)."""
    IGNORE = "ignore"
    """Only its name and key count (RFC 5280, 6.1.1 (d))."""


class SignedAttributes(Enum):
    """Whether a CMS signature can do without signed attributes."""

    REQUIRED = "required"
    """It cannot, as in CAdES."""
    OPTIONAL = "optional"
    """It can."""


@lru_cache(maxsize=1)
def _texts() -> dict[tuple[str, str], dict[Language, str]]:
    return {
        (word.kind, word.word): {
            Language.KAZAKH: word.kk,
            Language.RUSSIAN: word.ru,
            Language.ENGLISH: word.en,
        }
        for word in _native.vocabulary()
    }


@lru_cache(maxsize=1)
def _outcomes() -> dict[str, Outcome]:
    return {word.word: Outcome(word.outcome) for word in _native.vocabulary() if word.outcome is not None}
