"""The package and what its users write pass ``mypy --strict``."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import qoltanba
from qoltanba import _native

HERE = Path(__file__).resolve().parent


def test_mypy_strict_agrees() -> None:
    pytest.importorskip("mypy")
    settings = ["--config-file", HERE.parent / "pyproject.toml"]
    for what in (["-p", qoltanba.__name__], [HERE / "mypy_user.py", HERE.parent / "examples/portal.py"]):
        command = [sys.executable, "-m", "mypy", *settings, *what]
        done = subprocess.run(command, capture_output=True, text=True, cwd=HERE, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def stubbed(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """The functions of the stub with the names of their parameters."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from stubbed(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield prefix + node.name, [argument.arg for argument in node.args.args if argument.arg not in ("self", "cls")]


def test_the_stub_describes_the_generated_module() -> None:
    text = files("qoltanba").joinpath("_native/__init__.pyi").read_text("utf-8")
    functions = list(stubbed(ast.parse(text)))
    assert len(functions) > 25
    for name, parameters in functions:
        found: object = _native
        for part in name.split("."):
            found = getattr(found, part)
        assert callable(found)
        actual = [parameter for parameter in inspect.signature(found).parameters if parameter != "self"]
        assert actual == parameters, name
