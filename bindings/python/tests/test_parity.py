"""The table of what each language can do is true: its tests exist, and every export of the library is in it."""

from __future__ import annotations

import ast
import sys
from importlib.resources import files
from typing import Any

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "bindings"))
parity: Any = pytest.importorskip("parity", exc_type=ImportError)

# What only describes data: it is part of whatever hands it out.
RECORDS = {"Calendar", "Limits", "SignatureOfStep", "VerifierOptions", "InputError"}


def exports() -> set[str]:
    """The functions, methods and constructors of the stub, which another test compares with the generated module."""
    found = set()
    for node in ast.parse(files("qoltanba").joinpath("_native/__init__.pyi").read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef) and node.name not in RECORDS:
            methods = [method.name for method in node.body if isinstance(method, ast.FunctionDef)]
            found |= {f"{node.name}.{'new' if name == '__init__' else name}" for name in methods}
    return found


def test_the_table_is_true() -> None:
    assert parity.faults(exports()) == []


def test_a_missing_test_and_a_forgotten_export_are_found() -> None:
    assert not parity.exists("python", ROOT / "bindings/python/tests/test_parity.py", "test_there_is_none")
    assert parity.exists("python", ROOT / "bindings/python/tests/test_parity.py", "test_the_table_is_true")
    assert "brew_coffee is in no row" in parity.faults(exports() | {"brew_coffee"})
