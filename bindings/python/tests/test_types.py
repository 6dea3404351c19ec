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
            yield prefix + node.name, [
                argument.arg for argument in node.args.args + node.args.kwonlyargs if argument.arg not in ("self", "cls")
            ]


def test_the_stub_describes_the_generated_module() -> None:
    text = files("qoltanba").joinpath("_native/__init__.pyi").read_text("utf-8")
    functions = list(stubbed(ast.parse(text)))
    assert len(functions) >= 100
    for name, parameters in functions:
        found: object = _native
        for part in name.split("."):
            found = getattr(found, part)
        assert callable(found)
        actual = [parameter for parameter in inspect.signature(found).parameters if parameter != "self"]
        assert actual == parameters, name


def test_the_stub_leaves_nothing_out() -> None:
    text = files("qoltanba").joinpath("_native/__init__.pyi").read_text("utf-8")
    known = {name for name, _ in stubbed(ast.parse(text))}
    for name, exported in inspect.getmembers(_native.qoltanba_ffi):  # type: ignore[attr-defined]
        if name in _native.qoltanba_ffi.__all__:  # type: ignore[attr-defined]
            if inspect.isfunction(exported):
                assert name in known
            elif inspect.isclass(exported) and hasattr(exported, "_uniffi_clone_handle"):
                methods = {member for member in vars(exported) if not member.startswith("_")}
                assert methods <= {function.split(".")[1] for function in known if function.startswith(f"{name}.")}, name
