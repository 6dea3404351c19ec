"""The service regulations as data."""

from __future__ import annotations

import json
from typing import Any

from . import _native
from ._errors import translated


def regulations() -> list[str]:
    """The identifiers of the regulations that are built in. They are history, not law in force."""
    with translated():
        return _native.regulations()


def regulation(id: str) -> dict[str, Any]:
    """One regulation: its channels, steps, signers and terms, as the plain structure of its JSON."""
    with translated():
        tree: dict[str, Any] = json.loads(_native.regulation(id))
    return tree
