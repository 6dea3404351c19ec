"""What one document may cost."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from . import _native


@dataclass(frozen=True)
class Limits:
    """The limits of a document, for a service that wants them tighter or wider; ``None`` is the library's own.

    A document above one of them is an :class:`InputError` of :attr:`ErrorKind.LIMIT_EXCEEDED`, never a verdict.
    """

    document_bytes: int | None = None
    """Bytes of a signed document of any form, without a detached content."""
    json_bytes: int | None = None
    """Bytes of a JWS in JSON."""
    signers: int | None = None
    """Signers of a CMS message."""
    signatures: int | None = None
    """Signatures of an XML document or a JWS."""
    references: int | None = None
    """References of one XML signature."""
    coverings: int | None = None
    """How often the references of all signatures may cover an XML document, in its lengths. A mebibyte is free."""
    canonical_growth: int | None = None
    """How many times its own length an XML document may give out as canonical octets for one signature."""
    xml_nodes: int | None = None
    """Nodes of an XML document."""

    def __post_init__(self) -> None:
        for name, limit in asdict(self).items():
            if limit is not None and not 0 <= limit < 1 << 64:
                raise ValueError(f"{name} is no number of things")

    @property
    def _native(self) -> _native.Limits:
        return _native.Limits(**asdict(self))
