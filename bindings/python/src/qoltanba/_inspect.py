"""What a file holds."""

from __future__ import annotations

import json
from typing import Any

from . import _native
from ._errors import translated
from ._source import Source, as_bytes


def inspect(file: Source, *, password: str | None = None) -> dict[str, Any]:
    """Describes a file; ``["kind"]`` is ``certificate``, ``crl``, ``cms``, ``timestamp-token``, ``ocsp-response``,
    ``pkcs12``, ``xml`` or ``barcode``. Nothing is verified. ``password`` opens a key file, whose keys are not shown.
    """
    data = as_bytes(file)
    with translated():
        tree: dict[str, Any] = json.loads(_native.inspect(data, password))
    return tree
